/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * The tip of the lesser trochanter.
 *
 * <p>In axes of the shaft, the surface around it is a radius over height and azimuth, measured by rays. A place stands out by its radius
 * less the mean of that at eight places on a ring around it; the tip is where the surface behind the medial side of the shaft stands out
 * most, averaged over what stands out at least {@value #PART} as much. The ring sees the slope of the metaphysis above and below alike,
 * so that a shaft that widens upwards does not lift the tip.
 */
final class LesserTrochanter {

    private static final double PART = 0.85;
    /** Radius of the ring around a place that it is compared with, in parts of the head's radius: about the size of the trochanter. */
    private static final double REACH = 0.75;
    private static final int HEIGHTS = 60;
    private static final int AZIMUTHS = 90;
    /** Heights over the head's centre, in its radii, that are looked at. */
    private static final double LOWEST = -5.4;
    private static final double HIGHEST = -0.8;
    /** Farther from the shaft's axis there is head or pelvis of the next bone, in radii of the head. */
    private static final double FARTHEST = 3.5;
    /** Larger than a triangle, m. */
    private static final double TRIANGLE = 0.015;
    /** How far around the most prominent place the middle is taken, in radii of the head and rad. */
    private static final double WINDOW = 0.55;
    private static final double WINDOW_ANGLE = Math.toRadians(30);

    private final double[][] rho = new double[HEIGHTS][AZIMUTHS];
    private final double bottom;
    private final double step;

    private LesserTrochanter(BoneShape shape, RigidTransform frame, double r, Vec3 shaft) {
        bottom = LOWEST * r;
        step = (HIGHEST - LOWEST) * r / (HEIGHTS - 1);
        Vec3 middle = frame.apply(new Vec3(shaft.x(), 0.5 * (LOWEST + HIGHEST) * r, shaft.z()));
        RayCast ray = new RayCast(shape.near(middle, (0.5 * (HIGHEST - LOWEST) + FARTHEST) * r + TRIANGLE));
        for (int h = 0; h < HEIGHTS; h++) {
            Vec3 from = frame.apply(new Vec3(shaft.x(), bottom + h * step, shaft.z()));
            for (int k = 0; k < AZIMUTHS; k++) {
                double a = 2 * Math.PI * k / AZIMUTHS;
                rho[h][k] = Math.min(FARTHEST * r, ray.first(from, frame.rotate(new Vec3(Math.sin(a), 0, Math.cos(a)))));
            }
        }
    }

    /**
     * @param frame origin in the head's centre, y up along the shaft, z away from the head
     * @param r the head's radius, m
     * @param shaft a point of the shaft's axis, in the frame
     */
    static Vec3 find(BoneShape shape, RigidTransform frame, double r, Vec3 shaft) {
        return new LesserTrochanter(shape, frame, r, shaft).tip(r, shaft);
    }

    private Vec3 tip(double r, Vec3 shaft) {
        double reach = REACH * r;
        int edge = (int) Math.ceil(reach / step);
        double[][] out = new double[HEIGHTS][AZIMUTHS];
        double most = 0;
        int bestH = -1;
        int bestK = -1;
        for (int h = edge; h < HEIGHTS - edge; h++) {
            for (int k = 0; k < AZIMUTHS; k++) {
                double azimuth = 2 * Math.PI * k / AZIMUTHS;
                // behind (x < 0) and medial (z < 0), with some room on both sides
                if (-Math.sin(azimuth) < -0.1 || -Math.cos(azimuth) < -0.35) {
                    continue;
                }
                out[h][k] = rho[h][k] - ring(h, k, reach);
                if (out[h][k] > most) {
                    most = out[h][k];
                    bestH = h;
                    bestK = k;
                }
            }
        }
        if (bestH < 0) {
            throw new IllegalArgumentException("no lesser trochanter: nothing stands out behind the medial side of the shaft");
        }
        double sum = 0;
        double sy = 0;
        double sc = 0;
        double ss = 0;
        double sr = 0;
        int high = (int) Math.round(WINDOW * r / step);
        int wide = (int) Math.round(WINDOW_ANGLE / (2 * Math.PI) * AZIMUTHS);
        for (int h = Math.max(0, bestH - high); h <= Math.min(HEIGHTS - 1, bestH + high); h++) {
            for (int dk = -wide; dk <= wide; dk++) {
                int k = Math.floorMod(bestK + dk, AZIMUTHS);
                double w = out[h][k] - PART * most;
                if (w > 0) {
                    double azimuth = 2 * Math.PI * k / AZIMUTHS;
                    sum += w;
                    sy += w * (bottom + h * step);
                    sc += w * Math.cos(azimuth);
                    ss += w * Math.sin(azimuth);
                    sr += w * rho[h][k];
                }
            }
        }
        double azimuth = Math.atan2(ss, sc);
        double radius = sr / sum;
        return new Vec3(shaft.x() + radius * Math.sin(azimuth), sy / sum, shaft.z() + radius * Math.cos(azimuth));
    }

    /** The mean of eight places around, at a distance of {@code reach} along the surface of a cylinder through the place. */
    private double ring(int h, int k, double reach) {
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            double high = h + Math.sin(Math.PI * i / 4) * reach / step;
            double turn = k + Math.cos(Math.PI * i / 4) * reach / rho[h][k] / (2 * Math.PI) * AZIMUTHS;
            int h0 = (int) Math.max(0, Math.min(HEIGHTS - 2, Math.floor(high)));
            int k0 = (int) Math.floor(turn);
            double fh = high - h0;
            double fk = turn - k0;
            double[] low = rho[h0];
            double[] up = rho[h0 + 1];
            int a = Math.floorMod(k0, AZIMUTHS);
            int b = Math.floorMod(k0 + 1, AZIMUTHS);
            sum += (1 - fh) * ((1 - fk) * low[a] + fk * low[b]) + fh * ((1 - fk) * up[a] + fk * up[b]);
        }
        return sum / 8;
    }
}

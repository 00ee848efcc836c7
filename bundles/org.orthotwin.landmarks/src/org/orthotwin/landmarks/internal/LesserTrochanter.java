/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * The tip of the lesser trochanter.
 *
 * <p>In axes of the shaft, the surface around it is a radius over height and azimuth. A place stands out by its radius less the mean
 * of that on a ring around it; the tip is where the surface behind the medial side of the shaft stands out most, averaged over what stands
 * out at least {@value #PART} as much.
 */
final class LesserTrochanter {

    private static final double PART = 0.85;
    /** Radius of the ring around a place that it is compared with, in parts of the head's radius: about the size of the trochanter. */
    private static final double REACH = 0.75;
    private static final int HEIGHTS = 48;
    private static final int AZIMUTHS = 72;

    private LesserTrochanter() {
    }

    /**
     * @param frame origin in the head's centre, y up along the shaft, z lateral
     * @param r the head's radius, m
     * @param shaft a point of the shaft's axis, in the frame
     */
    static Vec3 find(BoneShape shape, RigidTransform frame, double r, Vec3 shaft) {
        double bottom = -5.4 * r;
        double top = -1.1 * r;
        double[][] rho = new double[HEIGHTS][AZIMUTHS];
        double[][] weight = new double[HEIGHTS][AZIMUTHS];
        RigidTransform in = frame.inverse();
        shape.forEach((p, n, area) -> {
            Vec3 q = in.apply(p);
            if (q.y() < bottom || q.y() >= top) {
                return;
            }
            double x = q.x() - shaft.x();
            double zz = q.z() - shaft.z();
            int h = (int) ((q.y() - bottom) / (top - bottom) * HEIGHTS);
            int k = (int) Math.floor((Math.atan2(x, zz) / (2 * Math.PI) + 1) * AZIMUTHS) % AZIMUTHS;
            rho[h][k] += area * Math.hypot(x, zz);
            weight[h][k] += area;
        });
        Vec3 best = null;
        double most = 0;
        double[][] out = new double[HEIGHTS][AZIMUTHS];
        for (int h = 0; h < HEIGHTS; h++) {
            for (int k = 0; k < AZIMUTHS; k++) {
                rho[h][k] = weight[h][k] > 0 ? rho[h][k] / weight[h][k] : Double.NaN;
            }
        }
        double step = (top - bottom) / HEIGHTS;
        int reach = (int) Math.round(REACH * r / step);
        int bestH = -1;
        int bestK = -1;
        for (int h = reach; h < HEIGHTS - reach; h++) {
            for (int k = 0; k < AZIMUTHS; k++) {
                double azimuth = 2 * Math.PI * (k + 0.5) / AZIMUTHS;
                // behind (x < 0) and medial (z < 0), with some room on both sides
                double behind = -Math.sin(azimuth);
                double medial = -Math.cos(azimuth);
                if (behind < -0.1 || medial < -0.35) {
                    continue;
                }
                out[h][k] = rho[h][k] - ring(rho, h, k, reach, reach * step / rho[h][k]);
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
        for (int dh = -6; dh <= 6; dh++) {
            for (int dk = -6; dk <= 6; dk++) {
                int h = bestH + dh;
                int k = Math.floorMod(bestK + dk, AZIMUTHS);
                if (h < 0 || h >= HEIGHTS || !(out[h][k] > PART * most)) {
                    continue;
                }
                double w = out[h][k] - PART * most;
                double azimuth = 2 * Math.PI * (k + 0.5) / AZIMUTHS;
                sum += w;
                sy += w * (bottom + (h + 0.5) * step);
                sc += w * Math.cos(azimuth);
                ss += w * Math.sin(azimuth);
                sr += w * rho[h][k];
            }
        }
        double azimuth = Math.atan2(ss, sc);
        double radius = sr / sum;
        return new Vec3(shaft.x() + radius * Math.sin(azimuth), sy / sum, shaft.z() + radius * Math.cos(azimuth));
    }

    /** The mean of eight places around, at a distance of {@code reach} levels or {@code turn} rad. */
    private static double ring(double[][] rho, int h, int k, int reach, double turn) {
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            double c = Math.cos(Math.PI * i / 4);
            double s = Math.sin(Math.PI * i / 4);
            int kk = Math.floorMod((int) Math.round(k + c * turn * AZIMUTHS / (2 * Math.PI)), AZIMUTHS);
            sum += rho[(int) Math.round(h + s * reach)][kk];
        }
        return sum / 8;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.Vec3;

/**
 * Finds balls of metal: heads of artificial hips, or head and cup in one where nothing between them is seen. The deepest places inside
 * metal are tried with rays, which should leave the metal at one distance in most directions; a stem does so only across, a screw is too
 * thin.
 *
 * @param center m, along the image's axes
 * @param radius m; with clipped CT numbers up to a voxel too large
 * @param coverage share of directions in which the metal ends where the sphere is
 */
record MetalBall(Vec3 center, double radius, double coverage) {

    /** Heads are from 22 to 60 mm wide, cups of resurfacings to 66. */
    private static final double SMALLEST = 0.0105;
    private static final double LARGEST = 0.034;
    /** A cylinder reaches 0.5: directions within 30 degrees of the plane across it. */
    private static final double LEAST_COVERAGE = 0.6;
    private static final int RAYS = 800;
    private static final int TRIED = 12;
    private static final int ROUNDS = 6;
    private static final double STEP = 0.0005;

    /** All balls, largest first, no two of them overlapping. */
    static List<MetalBall> find(Ct ct, byte[] metal, double threshold, Monitor monitor) {
        Grid.Box box = ct.grid.boxOf(metal, (byte) 1, 2);
        List<MetalBall> found = new ArrayList<>();
        if (box == null) {
            return found;
        }
        float[] depth = DistanceTransform.squared(Morphology.inverse(box.where(metal, (byte) 1)), box.grid());
        double least = Math.pow(Math.max(0.5 * SMALLEST, SMALLEST - 1.5 * ct.grid.largestSpacing()), 2);
        List<Integer> deep = new ArrayList<>();
        for (int p = 0; p < depth.length; p++) {
            if (depth[p] > least) {
                deep.add(p);
            }
        }
        deep.sort(Comparator.comparingDouble((Integer p) -> -depth[p]).thenComparingInt(p -> p));
        List<Vec3> tried = new ArrayList<>();
        for (int p : deep) {
            Vec3 start = ct.grid.place(box.outer(p));
            if (tried.size() < TRIED && tried.stream().allMatch(t -> t.distance(start) > SMALLEST)) {
                monitor.checkCancelled();
                tried.add(start);
                MetalBall ball = refine(ct, start, threshold);
                if (ball != null && found.stream().allMatch(o -> o.center.distance(ball.center) > o.radius + ball.radius)) {
                    found.add(ball);
                }
            }
        }
        found.sort(Comparator.comparingDouble((MetalBall m) -> -m.radius).thenComparingDouble(m -> m.center.x()));
        return found;
    }

    private static MetalBall refine(Ct ct, Vec3 start, double threshold) {
        Vec3[] rays = HeadSearch.fibonacci(RAYS);
        double tolerance = Math.max(0.0015, 0.5 * ct.grid.largestSpacing());
        Vec3 center = start;
        MetalBall ball = null;
        for (int round = 0; round < ROUNDS; round++) {
            double[] end = new double[RAYS];
            for (int n = 0; n < RAYS; n++) {
                end[n] = end(ct, center, rays[n], threshold);
            }
            double[] sorted = end.clone();
            Arrays.sort(sorted);
            // the neck leads out of the ball in some directions, so the middle of all lies a little far out
            double middle = sorted[(int) (0.4 * RAYS)];
            double[] points = new double[3 * RAYS];
            int used = 0;
            for (int n = 0; n < RAYS; n++) {
                if (Math.abs(end[n] - middle) <= tolerance) {
                    System.arraycopy(center.plus(rays[n].times(end[n])).toArray(), 0, points, 3 * used++, 3);
                }
            }
            if (used < RAYS / 4) {
                return null;
            }
            SphereFit fit;
            try {
                fit = SphereFit.of(Arrays.copyOf(points, 3 * used));
            } catch (IllegalArgumentException e) {
                return null;
            }
            if (fit.center().distance(start) > 0.015 || fit.radius() < SMALLEST || fit.radius() > LARGEST) {
                return null;
            }
            center = fit.center();
            ball = new MetalBall(center, fit.radius(), used / (double) RAYS);
        }
        return ball.coverage >= LEAST_COVERAGE ? ball : null;
    }

    /** Where a ray from inside leaves the metal, m; beyond {@link #LARGEST} if it does not. */
    private static double end(Ct ct, Vec3 c, Vec3 ray, double threshold) {
        double last = at(ct, c, ray, 0);
        for (double r = STEP; r <= LARGEST + 0.004; r += STEP) {
            double v = at(ct, c, ray, r);
            if (v < threshold && last >= threshold) {
                return r - STEP * (threshold - v) / (last - v);
            }
            last = v;
        }
        return LARGEST + 0.004;
    }

    private static double at(Ct ct, Vec3 c, Vec3 ray, double r) {
        return ct.at(c.x() + r * ray.x(), c.y() + r * ray.y(), c.z() + r * ray.z());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * The line with the least sum of squared distances to points.
 *
 * @param point on the line: the points' centroid, m
 * @param direction unit vector; its largest component is positive
 * @param rms root mean square distance, m
 */
public record LineFit(Vec3 point, Vec3 direction, double rms) {

    /**
     * @param points x0 y0 z0 x1 ... in m, at least two different ones
     * @throws IllegalArgumentException if the points do not define a line
     */
    public static LineFit of(double[] points) {
        PointScatter s = new PointScatter(points, 2, "a line");
        if (!(s.variances[0] > s.variances[1] * (1 + 1e-9))) {
            throw new IllegalArgumentException(s.count + " points have no direction: their spread is the same along two axes");
        }
        double sum = 0;
        for (int i = 0; i < points.length; i += 3) {
            double d = Vec3.of(points, i).minus(s.centroid).cross(s.directions[0]).norm();
            sum += d * d;
        }
        return new LineFit(s.centroid, s.directions[0], Math.sqrt(sum / s.count));
    }
}

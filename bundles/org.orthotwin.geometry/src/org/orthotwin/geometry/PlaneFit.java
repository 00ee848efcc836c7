/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * The plane with the least sum of squared distances to points.
 *
 * @param point in the plane: the points' centroid, m
 * @param normal unit vector; its largest component is positive
 * @param rms root mean square distance, m
 */
public record PlaneFit(Vec3 point, Vec3 normal, double rms) {

    /** Middle over largest principal spread below which points count as collinear. */
    private static final double COLLINEAR = 1e-6;

    /**
     * @param points x0 y0 z0 x1 ... in m, at least three that are not collinear
     * @throws IllegalArgumentException if the points do not define a plane
     */
    public static PlaneFit of(double[] points) {
        PointScatter s = new PointScatter(points, 3, "a plane");
        if (!(Math.sqrt(s.variances[1]) > COLLINEAR * Math.sqrt(s.variances[0]))) {
            throw new IllegalArgumentException(s.count + " points are collinear (spread " + Math.sqrt(s.variances[0]) + " m along, "
                    + Math.sqrt(s.variances[1]) + " m across): no plane");
        }
        double sum = 0;
        for (int i = 0; i < points.length; i += 3) {
            double d = Vec3.of(points, i).minus(s.centroid).dot(s.directions[2]);
            sum += d * d;
        }
        return new PlaneFit(s.centroid, s.directions[2], Math.sqrt(sum / s.count));
    }

    /** Distance of a point above the plane (along the normal), m. */
    public double signedDistance(Vec3 p) {
        return p.minus(point).dot(normal);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * The circular cylinder with the least sum of squared distances from its surface to points.
 *
 * @param point on the axis, the one nearest to the points' centroid, m
 * @param axis unit vector; its largest component is positive
 * @param radius m
 * @param rms root mean square distance of the points from the surface, m
 * @param iterations taken
 * @param converged whether the last step was within rounding
 */
public record CylinderFit(Vec3 point, Vec3 axis, double radius, double rms, int iterations, boolean converged) {

    /**
     * Starts from each principal direction of the points and keeps the best cylinder.
     *
     * @param points x0 y0 z0 x1 ... in m, at least five
     */
    public static CylinderFit of(double[] points) {
        PointScatter s = new PointScatter(points, 5, "a cylinder");
        CylinderFit best = null;
        for (Vec3 d : s.directions) {
            CylinderFit f = of(points, d);
            best = best == null || f.rms < best.rms ? f : best;
        }
        return best;
    }

    /**
     * Starts from a given direction, for instance a shaft's.
     *
     * @param points x0 y0 z0 x1 ... in m, at least five
     */
    public static CylinderFit of(double[] points, Vec3 nearAxis) {
        PointScatter s = new PointScatter(points, 5, "a cylinder");
        double size = Math.sqrt(s.variances[0]);
        if (!(Math.sqrt(s.variances[1]) > 1e-7 * size)) {
            throw new IllegalArgumentException(s.count + " points are collinear: no cylinder");
        }
        double[] p = new double[points.length];
        for (int i = 0; i < p.length; i += 3) {
            p[i] = (points[i] - s.centroid.x()) / size;
            p[i + 1] = (points[i + 1] - s.centroid.y()) / size;
            p[i + 2] = (points[i + 2] - s.centroid.z()) / size;
        }
        Vec3 w = nearAxis.normalized();
        double[] start = startCircle(p, w);
        DampedLeastSquares fit = new DampedLeastSquares(new Model(p), start, 5, 1);
        double[] x = fit.parameters;
        Vec3 axis = new Vec3(x[3], x[4], x[5]);
        Vec3 c = new Vec3(x[0], x[1], x[2]);
        // the point of the axis beside the centroid
        c = c.minus(axis.times(c.dot(axis)));
        return new CylinderFit(s.centroid.plus(c.times(size)), PointScatter.positive(axis), size * x[6],
                size * Math.sqrt(fit.sumOfSquares / s.count), fit.iterations, fit.converged);
    }

    /** The algebraic circle across a direction: parameters point (3), axis (3), radius. */
    private static double[] startCircle(double[] p, Vec3 w) {
        Vec3 u = w.anyOrthogonal();
        Vec3 v = w.cross(u);
        double suu = 0;
        double suv = 0;
        double svv = 0;
        double bu = 0;
        double bv = 0;
        double mean = 0;
        int n = p.length / 3;
        for (int i = 0; i < p.length; i += 3) {
            Vec3 q = Vec3.of(p, i);
            double a = q.dot(u);
            double b = q.dot(v);
            double d = a * a + b * b;
            suu += a * a;
            suv += a * b;
            svv += b * b;
            bu += a * d;
            bv += b * d;
            mean += d / n;
        }
        // the points' centroid is the origin, so that the constant term drops out
        double det = suu * svv - suv * suv;
        double cu = det > 1e-12 * suu * svv ? 0.5 * (bu * svv - bv * suv) / det : 0;
        double cv = det > 1e-12 * suu * svv ? 0.5 * (bv * suu - bu * suv) / det : 0;
        Vec3 c = u.times(cu).plus(v.times(cv));
        return new double[] {c.x(), c.y(), c.z(), w.x(), w.y(), w.z(), Math.sqrt(mean + cu * cu + cv * cv)};
    }

    /** Free parameters: shift along u and v across the axis, tilt towards u and v, radius. */
    private record Model(double[] p) implements DampedLeastSquares.Model {
        @Override
        public double evaluate(double[] x, double[][] jtj, double[] jtr) {
            Vec3 w = new Vec3(x[3], x[4], x[5]);
            Vec3 u = w.anyOrthogonal();
            Vec3 v = w.cross(u);
            double f = 0;
            double[] j = new double[5];
            for (int i = 0; i < p.length; i += 3) {
                double dx = p[i] - x[0];
                double dy = p[i + 1] - x[1];
                double dz = p[i + 2] - x[2];
                double a = dx * u.x() + dy * u.y() + dz * u.z();
                double b = dx * v.x() + dy * v.y() + dz * v.z();
                double h = dx * w.x() + dy * w.y() + dz * w.z();
                double d = Math.sqrt(a * a + b * b);
                double r = d - x[6];
                f += r * r;
                double q = d > 0 ? 1 / d : 0;
                j[0] = -a * q;
                j[1] = -b * q;
                j[2] = -a * h * q;
                j[3] = -b * h * q;
                j[4] = -1;
                for (int k = 0; k < 5; k++) {
                    for (int l = 0; l < 5; l++) {
                        jtj[k][l] += j[k] * j[l];
                    }
                    jtr[k] += j[k] * r;
                }
            }
            return f;
        }

        @Override
        public double[] moved(double[] x, double[] s) {
            Vec3 w = new Vec3(x[3], x[4], x[5]);
            Vec3 u = w.anyOrthogonal();
            Vec3 v = w.cross(u);
            Vec3 c = new Vec3(x[0], x[1], x[2]).plus(u.times(s[0])).plus(v.times(s[1]));
            Vec3 a = w.plus(u.times(s[2])).plus(v.times(s[3])).normalized();
            return new double[] {c.x(), c.y(), c.z(), a.x(), a.y(), a.z(), Math.abs(x[6] + s[4])};
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The sphere with the least sum of squared distances from its surface to points (geometric fit, not the biased algebraic one, which only
 * starts it). Cost: a few passes over the points.
 *
 * @param center m, in the points' frame
 * @param radius m
 * @param rms root mean square distance of the points from the surface, m
 * @param covariance 4 x 4, row-major, of center x, y, z and radius, m^2: rms^2 n / (n - 4) times the inverse of J^T J, for independent
 *        errors of the points along the radius; a small cap gives a large one
 * @param iterations taken
 * @param converged whether the last step was within rounding
 */
public record SphereFit(Vec3 center, double radius, double rms, double[] covariance, int iterations, boolean converged) {

    /** Smallest over largest principal spread below which the points count as flat. */
    private static final double FLAT = 1e-7;

    /**
     * @param points x0 y0 z0 x1 ... in m, at least four that are not in one plane
     * @throws IllegalArgumentException if the points do not define a sphere
     */
    public static SphereFit of(double[] points) {
        PointScatter s = new PointScatter(points, 4, "a sphere");
        double size = Math.sqrt(s.variances[0]);
        if (!(Math.sqrt(s.variances[2]) > FLAT * size)) {
            throw new IllegalArgumentException(s.count + " points lie in a plane (spread " + size + " m along, " + Math.sqrt(s.variances[2])
                    + " m across): no sphere");
        }
        // in units of the points' own size, from their centroid
        double[] p = new double[points.length];
        for (int i = 0; i < p.length; i += 3) {
            p[i] = (points[i] - s.centroid.x()) / size;
            p[i + 1] = (points[i + 1] - s.centroid.y()) / size;
            p[i + 2] = (points[i + 2] - s.centroid.z()) / size;
        }
        double[] start = algebraic(p);
        DampedLeastSquares fit = new DampedLeastSquares(new Model(p), start, 4, Math.max(1, start[3]));
        double[] x = fit.parameters;
        Vec3 center = s.centroid.plus(new Vec3(x[0], x[1], x[2]).times(size));
        double[] covariance = new double[16];
        double[][] inverse = fit.inverse();
        double variance = s.count > 4 ? fit.sumOfSquares / (s.count - 4) : 0;
        for (int i = 0; i < 16; i++) {
            covariance[i] = inverse == null ? Double.POSITIVE_INFINITY : size * size * variance * inverse[i / 4][i % 4];
        }
        return new SphereFit(center, size * x[3], size * Math.sqrt(fit.sumOfSquares / s.count), covariance, fit.iterations, fit.converged);
    }

    /**
     * How high the near side of a sphere lies over a place, along a direction; of a line that misses the sphere, where it is nearest.
     *
     * @param place m
     * @param up towards the centre, unit
     * @param center m
     * @param radius m
     * @return m
     */
    public static double nearSide(Vec3 place, Vec3 up, Vec3 center, double radius) {
        Vec3 d = center.minus(place);
        double h = d.dot(up);
        return h - Math.sqrt(Math.max(0, radius * radius - d.dot(d) + h * h));
    }

    /** Largest standard error of the centre in any direction along the axes, m. */
    public double centerStandardError() {
        return Math.sqrt(Math.max(covariance[0], Math.max(covariance[5], covariance[10])));
    }

    private static double[] algebraic(double[] p) {
        int n = p.length / 3;
        double[][] a = new double[4][4];
        double[] b = new double[4];
        for (int i = 0; i < p.length; i += 3) {
            double[] row = {2 * p[i], 2 * p[i + 1], 2 * p[i + 2], 1};
            double d = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 4; k++) {
                    a[j][k] += row[j] * row[k] / n;
                }
                b[j] += row[j] * d / n;
            }
        }
        RealVector x = new SingularValueDecomposition(new Array2DRowRealMatrix(a, false)).getSolver().solve(new ArrayRealVector(b, false));
        double r2 = x.getEntry(3) + x.getEntry(0) * x.getEntry(0) + x.getEntry(1) * x.getEntry(1) + x.getEntry(2) * x.getEntry(2);
        return new double[] {x.getEntry(0), x.getEntry(1), x.getEntry(2), Math.sqrt(Math.max(r2, 1e-12))};
    }

    private record Model(double[] p) implements DampedLeastSquares.Model {
        @Override
        public double evaluate(double[] x, double[][] jtj, double[] jtr) {
            double f = 0;
            double[] j = new double[4];
            for (int i = 0; i < p.length; i += 3) {
                double dx = p[i] - x[0];
                double dy = p[i + 1] - x[1];
                double dz = p[i + 2] - x[2];
                double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
                double r = d - x[3];
                f += r * r;
                double q = d > 0 ? 1 / d : 0;
                j[0] = -dx * q;
                j[1] = -dy * q;
                j[2] = -dz * q;
                j[3] = -1;
                for (int a = 0; a < 4; a++) {
                    for (int b = 0; b < 4; b++) {
                        jtj[a][b] += j[a] * j[b];
                    }
                    jtr[a] += j[a] * r;
                }
            }
            return f;
        }

        @Override
        public double[] moved(double[] x, double[] s) {
            return new double[] {x[0] + s[0], x[1] + s[1], x[2] + s[2], Math.abs(x[3] + s[3])};
        }
    }
}

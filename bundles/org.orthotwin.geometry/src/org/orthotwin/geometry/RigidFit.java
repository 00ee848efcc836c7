/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * The rigid motion that brings points nearest to their partners in the least-squares sense: W. Kabsch, Acta Cryst A32 (1976),
 * doi:10.1107/S0567739476001873, with the sign of the determinant held positive (S. Umeyama, IEEE PAMI 13 (1991), doi:10.1109/34.88573), so
 * that mirror images never come out.
 *
 * @param transform maps the first points onto the second
 * @param scale the factor applied before the motion: 1 for {@link #of(double[], double[])}
 * @param rms root mean square distance between partners afterwards, m
 */
public record RigidFit(RigidTransform transform, double scale, double rms) {

    /** Middle over largest singular value below which the points count as collinear. */
    private static final double COLLINEAR = 1e-10;

    /**
     * @param from x0 y0 z0 x1 ... in m, at least three points that are not collinear
     * @param to their partners, in the same order, m
     */
    public static RigidFit of(double[] from, double[] to) {
        return of(from, to, null, false);
    }

    /** As {@link #of(double[], double[])}, with a weight, zero or more, for each pair. */
    public static RigidFit weighted(double[] from, double[] to, double[] weights) {
        return of(from, to, weights, false);
    }

    /** With the isotropic scale that fits best: {@code to = transform(scale * from)}. */
    public static RigidFit withScale(double[] from, double[] to) {
        return of(from, to, null, true);
    }

    private static RigidFit of(double[] from, double[] to, double[] weights, boolean scaled) {
        int n = from.length / 3;
        if (from.length != to.length || from.length % 3 != 0 || n < 3 || weights != null && weights.length != n) {
            throw new IllegalArgumentException("a rigid fit needs the same number of points, at least 3, on both sides, not "
                    + from.length / 3.0
                    + " and " + to.length / 3.0);
        }
        double total = 0;
        double[] a = new double[3];
        double[] b = new double[3];
        for (int i = 0; i < n; i++) {
            double w = weights == null ? 1 : weights[i];
            if (!(w >= 0)) {
                throw new IllegalArgumentException("weight " + w + " of pair " + i + " must not be below 0");
            }
            total += w;
            for (int d = 0; d < 3; d++) {
                a[d] += w * from[3 * i + d];
                b[d] += w * to[3 * i + d];
            }
        }
        for (int d = 0; d < 3; d++) {
            a[d] /= total;
            b[d] /= total;
        }
        double[][] h = new double[3][3];
        double spread = 0;
        for (int i = 0; i < n; i++) {
            double w = (weights == null ? 1 : weights[i]) / total;
            for (int j = 0; j < 3; j++) {
                double p = from[3 * i + j] - a[j];
                spread += w * p * p;
                for (int k = 0; k < 3; k++) {
                    h[k][j] += w * p * (to[3 * i + k] - b[k]);
                }
            }
        }
        SingularValueDecomposition svd = new SingularValueDecomposition(new Array2DRowRealMatrix(h, false));
        double[] s = svd.getSingularValues();
        if (!(s[1] > COLLINEAR * s[0])) {
            throw new IllegalArgumentException(n + " pairs of points are collinear: the turn about their line is not defined");
        }
        RealMatrix u = svd.getU().copy();
        RealMatrix vt = svd.getVT();
        double sign = Math.signum(determinant(u) * determinant(vt));
        for (int i = 0; i < 3; i++) {
            u.multiplyEntry(i, 2, sign);
        }
        RealMatrix r = u.multiply(vt);
        double scale = scaled ? (s[0] + s[1] + sign * s[2]) / spread : 1;
        double[] rotation = new double[9];
        double[] t = new double[3];
        for (int i = 0; i < 3; i++) {
            t[i] = b[i];
            for (int j = 0; j < 3; j++) {
                rotation[3 * i + j] = r.getEntry(i, j);
                t[i] -= r.getEntry(i, j) * scale * a[j];
            }
        }
        RigidTransform transform = RigidTransform.of(rotation, new Vec3(t[0], t[1], t[2]));
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double d = transform.apply(Vec3.of(from, 3 * i).times(scale)).distance(Vec3.of(to, 3 * i));
            sum += (weights == null ? 1 : weights[i]) * d * d;
        }
        return new RigidFit(transform, scale, Math.sqrt(sum / total));
    }

    private static double determinant(RealMatrix m) {
        return m.getEntry(0, 0) * (m.getEntry(1, 1) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 1))
                - m.getEntry(0, 1) * (m.getEntry(1, 0) * m.getEntry(2, 2) - m.getEntry(1, 2) * m.getEntry(2, 0))
                + m.getEntry(0, 2) * (m.getEntry(1, 0) * m.getEntry(2, 1) - m.getEntry(1, 1) * m.getEntry(2, 0));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/** Small dense symmetric matrices by rows: what the filters need and nothing else. Up to some tens of rows. */
final class Dense {

    /** A pivot below this share of the largest diagonal entry is rounding: what it belongs to is known exactly. */
    private static final double RANK = 1e-14;

    private Dense() {
    }

    static double[][] copy(double[][] a) {
        double[][] c = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            c[i] = a[i].clone();
        }
        return c;
    }

    /**
     * The lower factor L with L L' = a, of a matrix that is positive semidefinite: a direction without variance has a column of zeros.
     *
     * @throws IllegalArgumentException if the matrix has a negative direction
     */
    static double[][] root(double[][] a) {
        int n = a.length;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, a[i][i]);
        }
        double[][] l = new double[n][n];
        for (int j = 0; j < n; j++) {
            double d = a[j][j];
            for (int k = 0; k < j; k++) {
                d -= l[j][k] * l[j][k];
            }
            if (!(d >= -RANK * largest * n)) {
                throw new IllegalArgumentException("not a covariance: pivot " + j + " is " + d);
            }
            if (d <= RANK * a[j][j]) {
                continue;
            }
            l[j][j] = Math.sqrt(d);
            for (int i = j + 1; i < n; i++) {
                double s = a[i][j];
                for (int k = 0; k < j; k++) {
                    s -= l[i][k] * l[j][k];
                }
                l[i][j] = s / l[j][j];
            }
        }
        return l;
    }

    /** As {@link #root}, of a matrix that must have an inverse. */
    static double[][] factor(double[][] a) {
        double[][] l = root(a);
        for (int i = 0; i < l.length; i++) {
            if (!(l[i][i] > 0)) {
                throw new IllegalArgumentException("a covariance without inverse: direction " + i + " has no variance");
            }
        }
        return l;
    }

    /** Solves L z = b in place. */
    static void forward(double[][] l, double[] b) {
        for (int i = 0; i < b.length; i++) {
            double s = b[i];
            for (int k = 0; k < i; k++) {
                s -= l[i][k] * b[k];
            }
            b[i] = s / l[i][i];
        }
    }

    /** Solves L L' x = b in place. */
    static void solve(double[][] l, double[] b) {
        forward(l, b);
        for (int i = b.length - 1; i >= 0; i--) {
            double s = b[i];
            for (int k = i + 1; k < b.length; k++) {
                s -= l[k][i] * b[k];
            }
            b[i] = s / l[i][i];
        }
    }

    /** The inverse of a symmetric matrix that must have one. */
    static double[][] inverse(double[][] a) {
        double[][] l = factor(a);
        double[][] inverse = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            inverse[i][i] = 1;
            solve(l, inverse[i]);
        }
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                inverse[i][j] = (inverse[i][j] + inverse[j][i]) / 2;
                inverse[j][i] = inverse[i][j];
            }
        }
        return inverse;
    }

    /** a b. */
    static double[] times(double[][] a, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                c[i] += a[i][j] * b[j];
            }
        }
        return c;
    }

    /** The logarithm of the determinant of L L'. */
    static double logDeterminant(double[][] l) {
        double s = 0;
        for (int i = 0; i < l.length; i++) {
            s += Math.log(l[i][i]);
        }
        return 2 * s;
    }

    /** a b a', made symmetric. */
    static double[][] sandwich(double[][] a, double[][] b) {
        int m = a.length;
        int n = b.length;
        double[][] ab = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < n; k++) {
                double v = a[i][k];
                for (int j = 0; j < n; j++) {
                    ab[i][j] += v * b[k][j];
                }
            }
        }
        double[][] c = new double[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0;
                for (int k = 0; k < n; k++) {
                    s += ab[i][k] * a[j][k];
                }
                c[i][j] = s;
                c[j][i] = s;
            }
        }
        return c;
    }

    /** Adds b to a, in place. */
    static double[][] add(double[][] a, double[][] b) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                a[i][j] += b[i][j];
            }
        }
        return a;
    }
}

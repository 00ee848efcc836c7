/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

import java.util.Arrays;

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
        // what is left of a, whose columns become those of the factor one after the other
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], 0, l[i], 0, i + 1);
        }
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            double d = l[j][j];
            if (!(d >= -RANK * largest * n)) {
                throw new IllegalArgumentException("not a covariance: pivot " + j + " is " + d);
            }
            if (d <= RANK * a[j][j]) {
                for (int i = j; i < n; i++) {
                    l[i][j] = 0;
                }
                continue;
            }
            double pivot = Math.sqrt(d);
            l[j][j] = pivot;
            for (int i = j + 1; i < n; i++) {
                double[] row = l[i];
                double v = row[j] / pivot;
                row[j] = v;
                column[i] = v;
                for (int k = j + 1; k <= i; k++) {
                    row[k] -= v * column[k];
                }
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
        // by rows, as the factor lies in memory
        for (int i = b.length - 1; i >= 0; i--) {
            double[] row = l[i];
            double x = b[i] / row[i];
            b[i] = x;
            for (int k = 0; k < i; k++) {
                b[k] -= x * row[k];
            }
        }
    }

    /** The inverse of a symmetric matrix that must have one. */
    static double[][] inverse(double[][] a) {
        double[][] l = factor(a);
        int n = a.length;
        // the rows of the factor's inverse W, then W'W
        double[][] inverse = new double[n][n];
        double[] w = new double[n];
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] row = l[i];
            Arrays.fill(w, 0, i, 0);
            for (int k = 0; k < i; k++) {
                double v = row[k];
                double[] before = rows[k];
                for (int j = 0; j <= k; j++) {
                    w[j] -= v * before[j];
                }
            }
            double pivot = 1 / row[i];
            w[i] = 1;
            double[] mine = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                mine[j] = w[j] * pivot;
            }
            rows[i] = mine;
            for (int k = 0; k <= i; k++) {
                double v = mine[k];
                double[] to = inverse[k];
                for (int j = 0; j <= k; j++) {
                    to[j] += v * mine[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
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

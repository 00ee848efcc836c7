/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/** Small symmetric positive definite systems, in place. */
final class Cholesky {

    private Cholesky() {
    }

    /**
     * Solves m x = b; m is overwritten, b becomes x.
     *
     * @return whether m is positive definite as far as rounding lets it be seen
     */
    static boolean solve(double[][] m, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            double d = m[j][j];
            double least = 1e-14 * Math.abs(d);
            for (int k = 0; k < j; k++) {
                d -= m[j][k] * m[j][k];
            }
            if (!(d > least)) {
                return false;
            }
            m[j][j] = Math.sqrt(d);
            for (int i = j + 1; i < n; i++) {
                double s = m[i][j];
                for (int k = 0; k < j; k++) {
                    s -= m[i][k] * m[j][k];
                }
                m[i][j] = s / m[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= m[i][k] * b[k];
            }
            b[i] /= m[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                b[i] -= m[k][i] * b[k];
            }
            b[i] /= m[i][i];
        }
        return true;
    }
}

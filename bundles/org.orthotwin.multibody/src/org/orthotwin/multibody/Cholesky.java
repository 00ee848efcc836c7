/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/**
 * Small symmetric positive definite systems, in place: m = L'L, from the last row to the first. Where the unknowns are the coordinates of a
 * tree, those of a parent before its children's, zeros of m between branches stay zeros of L and are passed over (R Featherstone 2005,
 * Int J Rob Res 24:487-500, doi:10.1177/0278364905054928); in any other order the answer is the same, with more work.
 */
final class Cholesky {

    private Cholesky() {
    }

    /**
     * Solves m x = b; m is overwritten, b becomes x.
     *
     * @param m its lower half is read
     * @return whether m is positive definite as far as rounding lets it be seen
     */
    static boolean solve(double[][] m, double[] b, int n) {
        double[] least = new double[n];
        for (int k = 0; k < n; k++) {
            least[k] = 1e-14 * Math.abs(m[k][k]);
        }
        int[] at = new int[n];
        for (int k = n - 1; k >= 0; k--) {
            double[] row = m[k];
            if (!(row[k] > least[k])) {
                return false;
            }
            double d = Math.sqrt(row[k]);
            row[k] = d;
            double y = b[k] / d;
            b[k] = y;
            int used = 0;
            for (int i = 0; i < k; i++) {
                if (row[i] != 0) {
                    row[i] /= d;
                    at[used++] = i;
                }
            }
            for (int r = 0; r < used; r++) {
                int i = at[r];
                double l = row[i];
                b[i] -= l * y;
                double[] to = m[i];
                for (int c = 0; c <= r; c++) {
                    to[at[c]] -= l * row[at[c]];
                }
            }
        }
        for (int k = 0; k < n; k++) {
            double[] row = m[k];
            double x = b[k];
            for (int i = 0; i < k; i++) {
                if (row[i] != 0) {
                    x -= row[i] * b[i];
                }
            }
            b[k] = x / row[k];
        }
        return true;
    }
}

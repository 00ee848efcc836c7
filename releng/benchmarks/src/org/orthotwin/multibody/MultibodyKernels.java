/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/** What the benchmark of kernels times of this package and nobody else may call. */
public final class MultibodyKernels {

    private MultibodyKernels() {
    }

    /** As {@code Cholesky.solve}: m x = b, m is overwritten, b becomes x. */
    public static boolean solve(double[][] m, double[] b) {
        return Cholesky.solve(m, b, b.length);
    }

    /** The lower half of the mass matrix of a model without couplings in a posture. */
    public static double[][] masses(Posture posture) {
        int n = posture.model().coordinates().size();
        int[] row = new int[n];
        double[] share = new double[n];
        for (int c = 0; c < n; c++) {
            row[c] = c;
            share[c] = 1;
        }
        double[][] m = new double[n][n];
        posture.masses(row, share, m);
        return m;
    }
}

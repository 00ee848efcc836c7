/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.estimation;

/** What the benchmark of kernels times of this package and nobody else may call. */
public final class EstimationKernels {

    private EstimationKernels() {
    }

    /** As {@code Dense.factor} and {@code Dense.solve}: a x = b, b becomes x. */
    public static void solve(double[][] a, double[] b) {
        Dense.solve(Dense.factor(a), b);
    }

    /** As {@code Dense.inverse}. */
    public static double[][] inverse(double[][] a) {
        return Dense.inverse(a);
    }

    /** As {@code Dense.sandwich}: a b a'. */
    public static double[][] sandwich(double[][] a, double[][] b) {
        return Dense.sandwich(a, b);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A smooth function of two coordinates through given values at scattered points: a sum of cubic radial functions r^3 and a plane, the
 * smoothest such surface (Duchon 1977, doi 10.1007/BFb0086566).
 */
public final class ScatteredSurface {

    private final double[] xs;
    private final double[] ys;
    private final double[] weights;

    /** @param points rows of x, y (m) and the value there */
    public ScatteredSurface(double[][] points) {
        int n = points.length;
        xs = new double[n];
        ys = new double[n];
        double[][] a = new double[n + 3][n + 4];
        for (int i = 0; i < n; i++) {
            xs[i] = points[i][0];
            ys[i] = points[i][1];
            a[i][n + 3] = points[i][2];
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i][j] = kernel(xs[i] - xs[j], ys[i] - ys[j]);
            }
            double[] plane = {1, xs[i], ys[i]};
            for (int k = 0; k < 3; k++) {
                a[i][n + k] = plane[k];
                a[n + k][i] = plane[k];
            }
        }
        weights = solve(a);
    }

    public double at(double x, double y) {
        int n = xs.length;
        double s = weights[n] + weights[n + 1] * x + weights[n + 2] * y;
        for (int i = 0; i < n; i++) {
            s += weights[i] * kernel(x - xs[i], y - ys[i]);
        }
        return s;
    }

    private static double kernel(double dx, double dy) {
        double r2 = dx * dx + dy * dy;
        // scaled to the size of a bone, for the condition of the equations
        return 1e3 * r2 * Math.sqrt(r2);
    }

    /** Gaussian elimination with row pivots of an augmented matrix. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        List<double[]> rows = new ArrayList<>(List.of(a));
        for (int c = 0; c < n; c++) {
            int best = c;
            for (int r = c + 1; r < n; r++) {
                if (Math.abs(rows.get(r)[c]) > Math.abs(rows.get(best)[c])) {
                    best = r;
                }
            }
            double[] pivot = rows.get(best);
            rows.set(best, rows.get(c));
            rows.set(c, pivot);
            for (int r = c + 1; r < n; r++) {
                double[] row = rows.get(r);
                double f = row[c] / pivot[c];
                if (f != 0) {
                    for (int k = c; k <= n; k++) {
                        row[k] -= f * pivot[k];
                    }
                }
            }
        }
        double[] x = new double[n];
        for (int r = n - 1; r >= 0; r--) {
            double s = rows.get(r)[n];
            for (int k = r + 1; k < n; k++) {
                s -= rows.get(r)[k] * x[k];
            }
            x[r] = s / rows.get(r)[r];
        }
        return x;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.Arrays;
import org.orthotwin.geometry.Vec3;

/**
 * The posture whose markers come nearest to where they were seen: least squares
 *
 * <pre>  minimise sum of w_i |p_i(q) - m_i|^2 + sum of v_j (q_j - g_j)^2</pre>
 *
 * over the coordinates that are free (TW Lu, JJ O'Connor 1999, J Biomech 32:129-134, doi:10.1016/S0021-9290(98)00158-4), by Levenberg and
 * Marquardt's method with the exact Jacobian; clamped coordinates stay within their ranges. Coordinates that nothing tells of stay where
 * the search starts. One instance for each thread.
 */
public final class InverseKinematics {

    private static final int MOST_STEPS = 100;
    /** rad or m: a step that no file shows. */
    private static final double FINE = 1e-10;
    private static final Vec3[] AXES = {Vec3.X, Vec3.Y, Vec3.Z};

    private final Posture posture;
    private final MultibodyModel model;
    private final int[] markers;
    private final double[] weights;
    private final double[] wanted;
    private final double[] pull;
    private final boolean[] free;

    /**
     * What was found.
     *
     * @param coordinates of the whole model, rad or m
     * @param rms root of the mean squared distance of the markers that were seen, each counted once, m; NaN if there was none
     * @param largest largest distance, m; 0 if no marker was seen
     * @param iterations steps of the search
     * @param converged whether the last step was small enough
     */
    public record Fit(double[] coordinates, double rms, double largest, int iterations, boolean converged) {
    }

    /**
     * @param markers indices of the model's markers, in the order in which they will be given
     * @param weights w_i, one for each, not negative
     * @param wanted g_j for every coordinate, rad or m; null for none
     * @param pull v_j for every coordinate, m2 or m2/rad2; null for none
     */
    public InverseKinematics(MultibodyModel model, int[] markers, double[] weights, double[] wanted, double[] pull) {
        this.model = model;
        this.markers = markers.clone();
        this.weights = weights.clone();
        this.wanted = wanted == null ? null : wanted.clone();
        this.pull = pull == null ? null : pull.clone();
        if (weights.length != markers.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + markers.length + " markers");
        }
        free = model.free();
        posture = new Posture(model);
    }

    /**
     * @param start of the search, rad or m
     * @param seen where the markers were seen in the ground, m; null for one that was not
     */
    public Fit fit(double[] start, Vec3[] seen) {
        double[] q = start.clone();
        for (int c = 0; c < q.length; c++) {
            q[c] = within(c, q[c]);
        }
        model.follow(q);
        double cost = cost(q, seen);
        double damping = 1e-8;
        int step = 0;
        boolean converged = false;
        for (; step < MOST_STEPS && !converged; step++) {
            int n = q.length;
            double[][] h = new double[n][n];
            double[] g = new double[n];
            normal(q, seen, h, g);
            boolean better = false;
            while (!better && damping < 1e8) {
                double[] next = tried(q, h, g, damping);
                double there = next == null ? Double.POSITIVE_INFINITY : cost(next, seen);
                if (there <= cost) {
                    double moved = 0;
                    for (int c = 0; c < n; c++) {
                        moved = Math.max(moved, Math.abs(next[c] - q[c]));
                    }
                    converged = moved < FINE || cost - there <= 1e-15 * cost;
                    q = next;
                    cost = there;
                    damping = Math.max(1e-12, damping * 0.1);
                    better = true;
                } else {
                    damping = Math.max(1e-10, damping * 10);
                }
            }
            // no step makes it better: the least that rounding lets it be
            if (!better) {
                converged = Double.isFinite(cost);
                break;
            }
        }
        posture.at(q);
        double sum = 0;
        double largest = 0;
        int count = 0;
        for (int i = 0; i < markers.length; i++) {
            if (seen[i] != null && weights[i] > 0) {
                double d = point(i).distance(seen[i]);
                sum += d * d;
                largest = Math.max(largest, d);
                count++;
            }
        }
        return new Fit(q, count == 0 ? Double.NaN : Math.sqrt(sum / count), largest, step, converged);
    }

    private Vec3 point(int i) {
        Marker m = model.markers().get(markers[i]);
        return posture.point(m.segment(), m.position());
    }

    private double within(int c, double v) {
        Coordinate k = model.coordinates().get(c);
        return free[c] && k.clamped() ? Math.max(k.minimum(), Math.min(k.maximum(), v)) : v;
    }

    private double cost(double[] q, Vec3[] seen) {
        posture.at(q);
        double cost = 0;
        for (int i = 0; i < markers.length; i++) {
            if (seen[i] != null) {
                Vec3 d = point(i).minus(seen[i]);
                cost += weights[i] * d.dot(d);
            }
        }
        if (wanted != null) {
            for (int c = 0; c < q.length; c++) {
                cost += pull[c] * (q[c] - wanted[c]) * (q[c] - wanted[c]);
            }
        }
        return cost;
    }

    private void normal(double[] q, Vec3[] seen, double[][] h, double[] g) {
        posture.at(q);
        int n = q.length;
        int[] at = new int[n];
        double[] row = new double[n];
        for (int i = 0; i < markers.length; i++) {
            if (seen[i] == null || !(weights[i] > 0)) {
                continue;
            }
            Marker m = model.markers().get(markers[i]);
            Vec3 p = posture.point(m.segment(), m.position());
            Vec3 d = p.minus(seen[i]);
            for (int k = 0; k < 3; k++) {
                Arrays.fill(row, 0);
                posture.sensitivity(m.segment(), p, AXES[k], 1, row);
                model.gather(q, row);
                double r = weights[i] * d.dot(AXES[k]);
                int used = 0;
                for (int c = 0; c < n; c++) {
                    if (row[c] != 0 && free[c]) {
                        at[used++] = c;
                    }
                }
                for (int a = 0; a < used; a++) {
                    double x = row[at[a]];
                    g[at[a]] += x * r;
                    double y = weights[i] * x;
                    double[] to = h[at[a]];
                    for (int b = 0; b <= a; b++) {
                        to[at[b]] += y * row[at[b]];
                    }
                }
            }
        }
        if (wanted != null) {
            for (int c = 0; c < n; c++) {
                if (free[c]) {
                    g[c] += pull[c] * (q[c] - wanted[c]);
                    h[c][c] += pull[c];
                }
            }
        }
    }

    /** The next place with a damping; null if there is none. */
    private double[] tried(double[] q, double[][] h, double[] g, double damping) {
        double largest = 0;
        for (int c = 0; c < q.length; c++) {
            largest = Math.max(largest, h[c][c]);
        }
        int[] open = new int[q.length];
        int n = 0;
        for (int c = 0; c < q.length; c++) {
            Coordinate k = model.coordinates().get(c);
            boolean held = k.clamped() && (q[c] <= k.minimum() && g[c] > 0 || q[c] >= k.maximum() && g[c] < 0);
            if (free[c] && !held && h[c][c] > 1e-14 * largest) {
                open[n++] = c;
            }
        }
        double[][] m = new double[n][n];
        double[] s = new double[n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b <= a; b++) {
                m[a][b] = h[open[a]][open[b]];
            }
            m[a][a] *= 1 + damping;
            s[a] = -g[open[a]];
        }
        if (!Cholesky.solve(m, s, n)) {
            return null;
        }
        double[] next = q.clone();
        for (int a = 0; a < n; a++) {
            next[open[a]] = within(open[a], q[open[a]] + s[a]);
        }
        model.follow(next);
        return next;
    }
}

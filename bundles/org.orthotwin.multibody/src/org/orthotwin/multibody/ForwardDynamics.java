/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.ArrayList;
import java.util.List;

/**
 * The accelerations that a model takes under given forces: M(q) a = f - c(q, u), the columns of M from the equations of {@link Posture} at
 * unit accelerations (MW Walker, DE Orin 1982, J Dyn Sys Meas Control 104:205-211, doi:10.1115/1.3139699). Locked coordinates stay; those
 * that follow others do so.
 */
public final class ForwardDynamics {

    private ForwardDynamics() {
    }

    /**
     * @param posture used for the work; afterwards in the motion that was found
     * @param q values, rad or m
     * @param u velocities, rad/s or m/s
     * @param forces along the coordinates, N or N.m
     * @param loads on the segments, null for none
     * @return accelerations of all coordinates, rad/s2 or m/s2
     * @throws IllegalArgumentException if what moves has no inertia
     */
    public static double[] accelerations(Posture posture, double[] q, double[] u, double[] forces, Posture.Loads loads) {
        MultibodyModel model = posture.model();
        boolean[] free = model.free();
        List<Integer> open = new ArrayList<>();
        for (int c = 0; c < q.length; c++) {
            if (free[c]) {
                open.add(c);
            }
        }
        int n = open.size();
        double[] rest = required(posture, q, u, new double[q.length], loads, forces);
        double[][] m = new double[n][n];
        for (int k = 0; k < n; k++) {
            double[] unit = new double[q.length];
            unit[open.get(k)] = 1;
            double[] f = required(posture, q, u, unit, loads, forces);
            for (int i = 0; i < n; i++) {
                m[i][k] = f[open.get(i)] - rest[open.get(i)];
            }
        }
        double[] right = new double[n];
        for (int i = 0; i < n; i++) {
            right[i] = -rest[open.get(i)];
        }
        if (!Cholesky.solve(m, right, n)) {
            throw new IllegalArgumentException("a coordinate of the model " + model.name() + " moves nothing that has mass");
        }
        double[] a = new double[q.length];
        for (int i = 0; i < n; i++) {
            a[open.get(i)] = right[i];
        }
        required(posture, q, u, a, loads, forces);
        return a;
    }

    private static double[] required(Posture posture, double[] q, double[] u, double[] a, Posture.Loads loads, double[] forces) {
        MultibodyModel model = posture.model();
        double[] values = q.clone();
        double[] rates = u.clone();
        model.follow(values, rates, a);
        double[] f = posture.at(values, rates, a).requiredForces(loads);
        for (int c = 0; c < f.length; c++) {
            f[c] -= forces[c];
        }
        model.gather(values, f);
        return f;
    }
}

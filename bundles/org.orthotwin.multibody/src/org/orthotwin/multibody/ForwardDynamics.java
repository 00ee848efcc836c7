/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.Arrays;

/**
 * The accelerations that a model takes under given forces: M(q) a = f - c(q, u), c from the equations of {@link Posture} without
 * accelerations, M from the inertias of all that hangs on each joint. Locked coordinates stay; those that follow others do so.
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
        int[] row = new int[q.length];
        double[] share = new double[q.length];
        int n = 0;
        for (int c = 0; c < q.length; c++) {
            row[c] = free[c] ? n++ : -1;
            share[c] = 1;
        }
        double[] values = q.clone();
        double[] rates = u.clone();
        double[] a = new double[q.length];
        model.follow(values, rates, a);
        for (Coupling c : model.couplings()) {
            row[c.dependent()] = row[c.independent()];
            share[c.dependent()] = c.function().slope(values[c.independent()]);
        }
        double[] rest = posture.at(values, rates, a).requiredForces(loads);
        for (int c = 0; c < rest.length; c++) {
            rest[c] -= forces[c];
        }
        model.gather(values, rest);
        double[][] m = new double[n][n];
        posture.masses(row, share, m);
        double[] right = new double[n];
        for (int c = 0; c < q.length; c++) {
            if (free[c]) {
                right[row[c]] = -rest[c];
            }
        }
        if (!Cholesky.solve(m, right, n)) {
            throw new IllegalArgumentException("a coordinate of the model " + model.name() + " moves nothing that has mass");
        }
        Arrays.fill(a, 0);
        for (int c = 0; c < q.length; c++) {
            if (free[c]) {
                a[c] = right[row[c]];
            }
        }
        model.follow(values, rates, a);
        posture.accelerate(a);
        posture.requiredForces(loads);
        return a;
    }
}

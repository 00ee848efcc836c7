/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.contact.ContactSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** What the tests of contact share. */
final class Contact {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(ContactSolver.class, "contact");
    static final Problem EMPTY = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());

    private Contact() {
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, String... settings) {
        return SolverDeclaration.solve(DECLARATION, problem, settings);
    }

    static double si(Solution s, String name) {
        return s.values().get("contact." + name).si();
    }

    /** A height field over a square, outside up or down. */
    static TriangleMesh sheet(int n, double half, boolean up, DoubleBinaryOperator height) {
        double[] v = new double[3 * (n + 1) * (n + 1)];
        for (int i = 0; i <= n; i++) {
            for (int k = 0; k <= n; k++) {
                int o = 3 * (i * (n + 1) + k);
                v[o] = half * (2.0 * i / n - 1);
                v[o + 1] = half * (2.0 * k / n - 1);
                v[o + 2] = height.applyAsDouble(v[o], v[o + 1]);
            }
        }
        int[] t = new int[6 * n * n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                int a = i * (n + 1) + k;
                int b = a + n + 1;
                int[] quad = up ? new int[] {a, b, b + 1, a, b + 1, a + 1} : new int[] {a, b + 1, b, a, a + 1, b + 1};
                System.arraycopy(quad, 0, t, at, 6);
                at += 6;
            }
        }
        return new TriangleMesh(v, t);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.broken;

import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.spi.Solver;

/** A defect that its author did not think of. */
public final class ThrowingSolver implements Solver {

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        throw new UnsupportedOperationException("not thought of");
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.spi;

import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;

/** A physics: answers a problem. What it can do and which settings it takes is declared with its extension, not here. */
@FunctionalInterface
public interface Solver {

    /**
     * @throws org.orthotwin.solver.SolverException if it cannot answer
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    Solution solve(Problem problem, SolverContext context);
}

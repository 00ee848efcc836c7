/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.spi;

import org.orthotwin.cli.Invocation;

/** A verb of the command line. Its name, options and operands are declared with its extension. */
@FunctionalInterface
public interface Verb {

    /**
     * Does the work.
     *
     * @return the exit code: {@link Invocation#OK} or {@link Invocation#CHECK_FAILED}; the other codes follow from exceptions
     * @throws org.orthotwin.core.InputException for input that cannot be used: exit code 2
     * @throws IllegalArgumentException for a value that cannot be used: exit code 2
     * @throws org.orthotwin.solver.SolverException if a solver failed: exit code 3
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop: exit code 130
     * @throws Exception anything else is a defect or a machine that failed: exit code 2 with its message, details in the log
     */
    int run(Invocation invocation) throws Exception;
}

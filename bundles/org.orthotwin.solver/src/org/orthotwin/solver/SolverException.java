/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.Objects;

/** A solver could not answer. The command line answers with exit code 3. */
public class SolverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code {
        /** The problem lacks something that the solver needs (a part, a landmark, a mass). */
        INCOMPLETE_PROBLEM,
        /** The model has no answer there, e.g. the joint overlaps in its neutral position. */
        NO_SOLUTION,
        /** A defect of the solver or of what it runs. */
        INTERNAL
    }

    private final Code code;

    public SolverException(Code code, String message) {
        this(code, message, null);
    }

    public SolverException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    public Code code() {
        return code;
    }
}

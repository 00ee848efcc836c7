/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

/** What came in (a file, an option, a part, a number) cannot be used. The command line answers with exit code 2. */
public class InputException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient Diagnostic diagnostic;

    public InputException(Diagnostic diagnostic) {
        this(diagnostic, null);
    }

    public InputException(Diagnostic diagnostic, Throwable cause) {
        super(diagnostic.toString(), cause);
        this.diagnostic = diagnostic;
    }

    public Diagnostic diagnostic() {
        return diagnostic;
    }
}

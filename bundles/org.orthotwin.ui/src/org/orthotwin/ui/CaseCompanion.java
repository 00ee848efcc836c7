/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;

/** What is kept with a case beside its models, such as how a diagram of it is arranged; changed by {@link CompanionCommand}s only. */
public interface CaseCompanion {

    /** Writes it, whole or not at all, if it is not as its file is. */
    default void save() throws IOException {
        // what is of the moment has no file
    }

    /** Takes it from its file again. */
    default void reread() {
        // what is of the moment has no file
    }

    /** The case is closed. */
    default void dispose() {
        // most hold nothing
    }
}

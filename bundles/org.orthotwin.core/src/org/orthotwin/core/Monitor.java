/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Progress of long work, and the wish to stop it. Implementations are thread-safe; work asks at least ten times a second. */
public interface Monitor {

    /** Reports nothing and never cancels. */
    Monitor NONE = until(() -> false);

    /**
     * Reports nothing, and cancels as soon as it is told so: for a step within a step, or work that nobody watches.
     *
     * @param cancelled asked on any thread
     */
    static Monitor until(BooleanSupplier cancelled) {
        return new Monitor() {
            @Override
            public void begin(String task, long total) {
                // nobody listens
            }

            @Override
            public void worked(long units) {
                // nobody listens
            }

            @Override
            public boolean isCancelled() {
                return cancelled.getAsBoolean();
            }
        };
    }

    /**
     * A step begins.
     *
     * @param task its name for people
     * @param total units of work that it will report, or 0 if unknown
     */
    void begin(String task, long total);

    /** {@code units} more of the current step are done. */
    void worked(long units);

    boolean isCancelled();

    /** @throws CancellationException if the work is to stop */
    default void checkCancelled() {
        if (isCancelled()) {
            throw new CancellationException("cancelled");
        }
    }
}

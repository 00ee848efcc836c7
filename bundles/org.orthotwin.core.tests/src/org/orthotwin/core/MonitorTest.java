/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class MonitorTest {

    @Test
    void aCancelEndsTheWork() {
        assertDoesNotThrow(Monitor.NONE::checkCancelled);
        Monitor cancelled = new Monitor() {
            @Override
            public void begin(String task, long total) {
                // nothing to show
            }

            @Override
            public void worked(long units) {
                // nothing to show
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, cancelled::checkCancelled);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MonitorTest {

    @Test
    void aCancelEndsTheWork() {
        assertDoesNotThrow(Monitor.NONE::checkCancelled);
        AtomicBoolean cancelled = new AtomicBoolean();
        Monitor until = Monitor.until(cancelled::get);
        assertDoesNotThrow(until::checkCancelled);
        cancelled.set(true);
        assertThrows(CancellationException.class, until::checkCancelled);
    }
}

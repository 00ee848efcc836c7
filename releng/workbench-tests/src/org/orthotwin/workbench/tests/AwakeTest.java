/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.swt.widgets.Display;
import org.junit.jupiter.api.Test;
import org.orthotwin.rcp.internal.Awake;

/** A start does not sleep past the wake-up that it has missed. */
class AwakeTest {

    /** Long against a sleep, short against that of a lost wake-up (ms). */
    private static final int LATE = 1500;

    private final Hand hand = new Hand();

    @Test
    void theUserInterfaceDoesNotSleepPastWhatAnotherThreadHasDone() {
        long[] took = {0};
        hand.run(() -> {
            Display display = Display.getCurrent();
            long start = System.nanoTime();
            // as somebody who is not woken: asks again after each sleep, and only sees that the time has come
            Awake.during(display, () -> {
                for (int sleeps = 0; sleeps < 10;) {
                    if (!display.readAndDispatch()) {
                        display.sleep();
                        sleeps++;
                    }
                }
                return true;
            });
            took[0] = (System.nanoTime() - start) / 1_000_000;
        });
        assertTrue(took[0] < LATE, took[0] + " ms for ten sleeps");
        long[] sleeps = {0};
        hand.run(() -> {
            // and later the platform's own sleeps are as long as ever
            Display display = Display.getCurrent();
            long end = System.nanoTime() + 400_000_000L;
            display.timerExec(400, () -> { });
            while (System.nanoTime() < end) {
                if (!display.readAndDispatch()) {
                    display.sleep();
                    sleeps[0]++;
                }
            }
        });
        assertTrue(sleeps[0] < 15, sleeps[0] + " sleeps in 0.4 s: the looks go on");
    }
}

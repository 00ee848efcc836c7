/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.graphics.Resource;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.internal.ReportView;

/** The thread of the user interface never computes, and what is closed is gone. */
class ResponsivenessTest extends OpenHip {

    private static final int CASES = 20;

    private void turn(int i) {
        hand.run(() -> session.execute(session.commands().setCoordinate(placement("cup"), "anteversion", Math.toRadians(10 + i % 20),
                Unit.of("rad"))));
    }

    private static Display display() {
        return PlatformUI.getWorkbench().getDisplay();
    }

    @Test
    @Tag("long")
    void nothingWaitsWhileASolverRuns() throws InterruptedException {
        turn(0);
        settled();
        try (Watchdog dog = new Watchdog(display())) {
            for (int i = 1; i <= 3; i++) {
                turn(i);
                settled();
            }
            assertBlocks(dog);
        }
    }

    @Test
    @Tag("long")
    void nothingWaitsForLongNeitherOfAReport() throws Exception {
        ReportView report = hand.ui(() -> (ReportView) page().showView(ReportView.ID));
        try (Watchdog dog = new Watchdog(display())) {
            for (int i = 1; i <= 20; i++) {
                turn(i);
                settled();
            }
            hand.run(report::make);
            hand.await("the report is being made", 20, () -> Job.getJobManager().find(null).length > 0);
            hand.pause(20_000);
            assertBlocks(dog);
        } finally {
            hand.run(() -> page().hideView(report));
        }
    }

    private static void assertBlocks(Watchdog dog) throws InterruptedException {
        List<String> blocks = dog.end();
        assertEquals(0, blocks.size(), () -> blocks.size() + " times; the longest wait was " + dog.longest() + " ms\n" + String.join("\n",
                blocks));
    }

    @Test
    @Tag("long")
    void whatIsClosedIsGone() {
        List<Error> leaks = new CopyOnWriteArrayList<>();
        Resource.setNonDisposeHandler(leaks::add);
        try {
            List<Long> heap = new ArrayList<>();
            for (int i = 0; i <= CASES; i++) {
                closeTheCase();
                heap.add(used());
                hand.run(() -> CaseFolders.open("example:hip-tha"));
                hand.await("the case is open", 180, () -> CaseSessions.active().isPresent());
                session = hand.ui(() -> CaseSessions.active().get());
                settled();
            }
            // the first has what stays for good: fonts, catalogues, classes
            long first = heap.get(1);
            long last = heap.getLast();
            assertTrue(last < 1.1 * first, () -> "heap after closing, MB: " + heap.stream().map(h -> h >> 20).toList());
            assertEquals(0, leaks.size(), () -> "not disposed of: " + leaks.size() + ", the first:\n" + stack(leaks.getFirst()));
        } finally {
            Resource.setNonDisposeHandler(null);
        }
    }

    private static String stack(Error e) {
        StringBuilder b = new StringBuilder(String.valueOf(e));
        for (StackTraceElement s : e.getStackTrace()) {
            b.append("\n    ").append(s);
        }
        return b.toString();
    }

    private long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            hand.pause(300);
            hand.settle();
        }
        Runtime r = Runtime.getRuntime();
        return r.totalMemory() - r.freeMemory();
    }
}

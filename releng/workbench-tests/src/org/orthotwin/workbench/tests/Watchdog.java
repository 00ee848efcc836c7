/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.swt.widgets.Display;

/**
 * Counts how often the thread of the user interface lets its events wait. A wait counts where that thread itself computed for so long, or
 * waited for another; that the machine had no processor left for it does not. Nor does what OpenGL takes to draw a picture: where there is
 * no graphics processor, as under Xvfb, that depends on the machine and on the scene, and is measured there.
 */
final class Watchdog implements AutoCloseable {

    /** ns. */
    private static final long LIMIT = 100_000_000;
    private static final long STEP_MS = 5;
    private static final String OPENGL = "org.orthotwin.scene.ui.internal.Gl";

    private final Display display;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<String> blocks = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final Thread watcher = new Thread(this::watch, "watchdog");
    private volatile boolean ended;
    private volatile long longest;

    Watchdog(Display display) {
        this.display = display;
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        Thread ui = display.getThread();
        try {
            while (!ended) {
                long asked = System.nanoTime();
                long cpu = threads.getThreadCpuTime(ui.threadId());
                answered.set(0);
                display.asyncExec(() -> answered.set(System.nanoTime()));
                int waiting = 0;
                int samples = 0;
                List<String> stacks = new ArrayList<>();
                while (answered.get() == 0 && !ended) {
                    Thread.sleep(STEP_MS);
                    if (System.nanoTime() - asked > LIMIT / 2) {
                        samples++;
                        waiting += ui.getState() == Thread.State.RUNNABLE ? 0 : 1;
                        stacks.add(Stream.of(ui.getStackTrace()).limit(14).map(String::valueOf).collect(Collectors.joining("\n    ")));
                    }
                }
                long took = System.nanoTime() - asked;
                long busy = threads.getThreadCpuTime(ui.threadId()) - cpu;
                if (!ended && took > LIMIT) {
                    longest = Math.max(longest, took);
                    boolean drawing = !stacks.isEmpty() && stacks.get(stacks.size() / 3).contains(OPENGL);
                    if (!drawing && (busy > LIMIT || 2 * waiting > samples)) {
                        blocks.add(String.format(Locale.ROOT, "%d ms, of which %d ms computing:%n    %s", took / 1_000_000,
                                busy / 1_000_000, stacks.isEmpty() ? "" : stacks.get(stacks.size() / 3)));
                    }
                }
                Thread.sleep(STEP_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** ms; of all waits, whatever their reason. */
    long longest() {
        return longest / 1_000_000;
    }

    /** What was found, each with where it was in its midst. */
    List<String> end() throws InterruptedException {
        ended = true;
        watcher.join();
        return List.copyOf(blocks);
    }

    @Override
    public void close() {
        ended = true;
    }
}

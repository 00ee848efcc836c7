/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.orthotwin.core.Monitor;

/** The same work for many numbers on a few threads. */
final class Parallel {

    @FunctionalInterface
    interface Work {
        void at(int index) throws IOException;
    }

    private Parallel() {
    }

    /**
     * Calls {@code work} for 0 to {@code n - 1}.
     *
     * @throws IOException the failure of the least number that failed; the same for its unchecked exceptions
     */
    static void each(int n, int threads, Monitor monitor, Work work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        Throwable[] failures = new Throwable[n];
        AtomicInteger stop = new AtomicInteger(n);
        Runnable loop = () -> {
            int i = next.getAndIncrement();
            while (i < stop.get()) {
                try {
                    monitor.checkCancelled();
                    work.at(i);
                    monitor.worked(1);
                } catch (IOException | RuntimeException | Error e) {
                    failures[i] = e;
                    int at = i;
                    // smaller numbers that have begun go on, so that the failure is the same on any number of threads
                    stop.accumulateAndGet(at, Math::min);
                }
                i = next.getAndIncrement();
            }
        };
        Thread[] others = new Thread[Math.min(threads, n) - 1 > 0 ? Math.min(threads, n) - 1 : 0];
        for (int t = 0; t < others.length; t++) {
            others[t] = new Thread(loop, "dicom-" + t);
            others[t].setDaemon(true);
            others[t].start();
        }
        loop.run();
        boolean interrupted = false;
        for (Thread t : others) {
            while (t.isAlive()) {
                try {
                    t.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Throwable f : failures) {
            switch (f) {
                case null -> {
                    continue;
                }
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(f);
            }
        }
    }
}

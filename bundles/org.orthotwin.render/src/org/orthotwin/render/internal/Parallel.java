/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Numbered pieces of work that write to disjoint places, on short-lived threads; the outcome does not depend on who takes which. */
final class Parallel {

    private Parallel() {
    }

    /**
     * @param worker makes what one thread works with; called once on each thread
     */
    static void run(int threads, int pieces, Supplier<IntConsumer> worker) {
        int n = Math.min(threads, pieces);
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable loop = () -> {
            try {
                IntConsumer w = worker.get();
                for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                    w.accept(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(pieces);
                failure.compareAndSet(null, e);
            }
        };
        Thread[] others = new Thread[Math.max(0, n - 1)];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(loop, "render-" + (i + 1));
            others[i].setDaemon(true);
            others[i].start();
        }
        loop.run();
        boolean interrupted = false;
        for (Thread t : others) {
            while (true) {
                try {
                    t.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    next.set(pieces);
                }
            }
        }
        Throwable e = failure.get();
        if (e instanceof Error error) {
            throw error;
        }
        if (e != null) {
            throw (RuntimeException) e;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("drawing was interrupted");
        }
    }

    /** Ranges of {@code 0..total} of at most {@code piece} each. */
    static void ranges(int threads, int total, int piece, Range range) {
        run(threads, (total + piece - 1) / piece, () -> i -> range.accept(i * piece, Math.min(total, (i + 1) * piece)));
    }

    /** Work on a half-open range. */
    @FunctionalInterface
    interface Range {
        void accept(int from, int to);
    }
}

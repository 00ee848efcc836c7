/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.orthotwin.core.Monitor;

/**
 * Numbered, independent tasks on a few threads. Each task writes its own result, so the answer does not depend on the number of threads.
 */
public final class Tasks {

    /** One task. */
    @FunctionalInterface
    public interface Task<W> {
        void run(W worker, int index);
    }

    private Tasks() {
    }

    /**
     * @param count tasks 0 to count - 1
     * @param threads how many threads at most
     * @param worker makes what a thread needs for itself
     * @throws CancellationException if the monitor asked to stop
     */
    public static <W> void run(int count, int threads, Monitor monitor, Supplier<W> worker, Task<W> task) {
        int n = Math.max(1, Math.min(threads, count));
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        Runnable loop = () -> {
            try {
                W w = worker.get();
                for (int i = next.getAndIncrement(); i < count && !failed.get(); i = next.getAndIncrement()) {
                    monitor.checkCancelled();
                    task.run(w, i);
                }
            } catch (RuntimeException | Error e) {
                failed.set(true);
                throw e;
            }
        };
        if (n == 1) {
            loop.run();
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(n - 1, r -> {
            Thread t = new Thread(r, "rom");
            t.setDaemon(true);
            return t;
        });
        try {
            List<Future<?>> others = new ArrayList<>();
            for (int k = 1; k < n; k++) {
                others.add(pool.submit(loop));
            }
            loop.run();
            for (Future<?> f : others) {
                f.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            failed.set(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            failed.set(true);
            pool.shutdown();
        }
    }
}

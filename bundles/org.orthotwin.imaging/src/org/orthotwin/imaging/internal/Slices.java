/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;

/** Work on the slices of a volume, one by one in any order on several threads; each slice must be independent of the others. */
public final class Slices {

    private Slices() {
    }

    /**
     * Calls {@code work} for 0 to {@code slices} - 1 and reports each as done.
     *
     * @throws CancellationException if the monitor asks to stop; slices that were begun are then finished
     */
    public static void forEach(int slices, int threads, Monitor monitor, IntConsumer work) {
        IntConsumer one = k -> {
            monitor.checkCancelled();
            work.accept(k);
            monitor.worked(1);
        };
        if (threads == 1 || slices == 1) {
            IntStream.range(0, slices).forEach(one);
            return;
        }
        try (ForkJoinPool pool = new ForkJoinPool(Math.min(threads, slices))) {
            pool.submit(() -> IntStream.range(0, slices).parallel().forEach(one)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private static RuntimeException unwrapped(Throwable cause) {
        // the pool wraps what a thread of its own threw into an exception of the same class
        Throwable inner = cause.getCause() != null && cause.getCause().getClass() == cause.getClass() ? cause.getCause() : cause;
        if (inner instanceof Error e) {
            throw e;
        }
        return inner instanceof RuntimeException r ? r : new IllegalStateException(inner);
    }
}

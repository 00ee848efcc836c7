/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.orthotwin.core.Monitor;

/** Takes samples on several threads and keeps them in their order, whichever is ready first. */
final class Sampling {

    private static final long LOOK_MILLIS = 50;
    /** How many samples may be under way or wait for one before them. */
    private static final int AHEAD = 256;

    /** One thread's way to take a sample. */
    @FunctionalInterface
    interface Sampler {
        /** @throws CancellationException if the monitor asks to stop */
        Sample take(long index, Monitor monitor);
    }

    private final long size;
    private final Optional<SampleFile> file;
    private final List<Sample> done = new ArrayList<>();
    private final Map<Long, Sample> waiting = new TreeMap<>();
    private long next;

    private Sampling(long size, Optional<SampleFile> file) {
        this.size = size;
        this.file = file;
        file.ifPresent(f -> done.addAll(f.samples().subList(0, (int) Math.min(size, f.samples().size()))));
        next = done.size();
    }

    /**
     * Takes all samples that are not in the file yet.
     *
     * @param samplers one for each thread
     * @param file where they are kept; empty for nowhere
     * @param task name of the work for people
     * @return all of them, those of the file too
     * @throws CancellationException if the monitor asks to stop; what was taken is in the file
     */
    static List<Sample> all(List<Sampler> samplers, long size, Optional<SampleFile> file, String task, Monitor monitor)
            throws IOException {
        Sampling s = new Sampling(size, file);
        monitor.begin(task, size - s.next);
        s.run(samplers, monitor);
        return s.done;
    }

    private void run(List<Sampler> samplers, Monitor monitor) throws IOException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Monitor inner = Monitor.until(() -> stop.get() || monitor.isCancelled());
        ExecutorService threads = Executors.newFixedThreadPool(samplers.size(), r -> {
            Thread t = new Thread(r, "study");
            t.setDaemon(true);
            return t;
        });
        try {
            for (Sampler s : samplers) {
                threads.execute(() -> {
                    try {
                        work(s, inner, monitor);
                    } catch (CancellationException e) {
                        // the others stop as well
                        stop.set(true);
                    } catch (Throwable e) {
                        // what this one does not deliver the others would wait for
                        failure.compareAndSet(null, e);
                        stop.set(true);
                    }
                });
            }
            threads.shutdown();
            while (!threads.awaitTermination(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // they look at the monitor themselves
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            stop.set(true);
        }
        switch (failure.get()) {
            case null -> {
                if (done.size() < size) {
                    throw new CancellationException("cancelled");
                }
            }
            case RuntimeException r -> throw r;
            case IOException io -> throw io;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    private void work(Sampler sampler, Monitor inner, Monitor monitor) throws IOException {
        for (long i = claim(inner); i >= 0; i = claim(inner)) {
            offer(sampler.take(i, inner));
            monitor.worked(1);
        }
    }

    /** The number of a sample that nobody has taken; -1 when there is none. */
    private synchronized long claim(Monitor inner) {
        while (next < size && next - done.size() >= AHEAD && !inner.isCancelled()) {
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        return inner.isCancelled() || next >= size ? -1 : next++;
    }

    /** Keeps a sample, and writes all that are in order now. */
    private synchronized void offer(Sample s) throws IOException {
        waiting.put(s.index(), s);
        for (Sample first = waiting.remove((long) done.size()); first != null; first = waiting.remove((long) done.size())) {
            if (file.isPresent()) {
                file.get().append(first);
            }
            done.add(first);
        }
        notifyAll();
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.orthotwin.core.Monitor;

/**
 * A stream from a network peer that may fall silent: a watcher closes it when nothing came for too long or the user wants to stop, and the
 * blocked reader learns why.
 */
final class WatchedStream extends FilterInputStream {

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Duration silence;
    private final Monitor monitor;
    private final String doing;
    private final Thread watcher;
    private volatile long last = System.nanoTime();
    private volatile boolean silent;
    private volatile boolean done;

    WatchedStream(InputStream in, Duration silence, Monitor monitor, String doing) {
        super(in);
        this.silence = silence;
        this.monitor = monitor;
        this.doing = doing;
        watcher = Thread.ofVirtual().start(this::watch);
    }

    private void watch() {
        try {
            while (!done) {
                Thread.sleep(LOOK);
                silent = System.nanoTime() - last > silence.toNanos();
                if (!done && (silent || monitor.isCancelled())) {
                    super.close();
                    return;
                }
            }
        } catch (InterruptedException | IOException e) {
            // the reader has gone, or closing failed: nobody is left to tell
            Thread.currentThread().interrupt();
        }
    }

    private interface Read {
        int go() throws IOException;
    }

    private int watched(Read read) throws IOException {
        try {
            int n = read.go();
            last = System.nanoTime();
            explain(null);
            return n;
        } catch (IOException e) {
            explain(e);
            throw e;
        }
    }

    private void explain(IOException cause) {
        if (monitor.isCancelled()) {
            throw new CancellationException("cancelled");
        }
        if (silent) {
            throw Texts.refuse(cause, "web.silent", silence.toSeconds(), doing);
        }
    }

    @Override
    public int read() throws IOException {
        return watched(super::read);
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        return watched(() -> super.read(b, off, len));
    }

    @Override
    public void close() throws IOException {
        done = true;
        watcher.interrupt();
        super.close();
    }
}

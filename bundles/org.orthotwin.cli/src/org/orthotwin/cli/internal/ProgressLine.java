/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.PrintStream;
import org.orthotwin.core.Monitor;

/** Progress on standard error: one line that is rewritten on a terminal, one line a step elsewhere. */
final class ProgressLine implements Monitor {

    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream err;
    private final boolean shown;
    private final boolean terminal;
    private final CancelFlag cancel;
    private String task = "";
    private long total;
    private long done;
    private long last;
    private boolean open;

    ProgressLine(PrintStream err, boolean shown, boolean terminal, CancelFlag cancel) {
        this.err = err;
        this.shown = shown;
        this.terminal = terminal;
        this.cancel = cancel;
    }

    @Override
    public synchronized void begin(String name, long units) {
        finish();
        task = name;
        total = units;
        done = 0;
        last = 0;
        if (shown && !terminal) {
            err.print(task + "\n");
        }
        draw();
    }

    @Override
    public synchronized void worked(long units) {
        done += units;
        draw();
    }

    private void draw() {
        long now = System.nanoTime();
        if (!shown || !terminal || last != 0 && now - last < REDRAW_NANOS && done < total) {
            return;
        }
        last = now;
        err.print("\r\033[K" + task + (total > 0 ? " " + Math.min(100, 100 * done / total) + " %" : " ..."));
        open = true;
    }

    /** Leaves the line so that something else can be printed. */
    synchronized void finish() {
        if (open) {
            err.print("\r\033[K");
            open = false;
        }
    }

    @Override
    public boolean isCancelled() {
        return cancel.isCancelled();
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.PrintStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;

/**
 * Progress on standard error: one line that is rewritten on a terminal, one line a step elsewhere. What takes long also says how fast it
 * goes and how long it will take; elsewhere than on a terminal once in a while.
 */
final class ProgressLine implements Monitor {

    private static final long REDRAW_NANOS = 100_000_000L;

    /** Before that a rate says little. */
    private static final long SETTLED_NANOS = 3_000_000_000L;
    private static final long REPORT_NANOS = 30_000_000_000L;
    /** Work of more units than this is counted in something smaller than people think in, such as triangles. */
    private static final long COUNTED = 1_000_000;

    private final PrintStream err;
    private final boolean shown;
    private final String language;
    private final boolean terminal;
    private final CancelFlag cancel;
    private String task = "";
    private long total;
    private long done;
    private long last;
    private long began;
    private boolean open;

    ProgressLine(PrintStream err, boolean shown, boolean terminal, String language, CancelFlag cancel) {
        this.err = err;
        this.shown = shown;
        this.terminal = terminal;
        this.language = language;
        this.cancel = cancel;
    }

    @Override
    public synchronized void begin(String name, long units) {
        finish();
        task = name;
        total = units;
        done = 0;
        last = 0;
        began = System.nanoTime();
        if (shown && !terminal) {
            err.print(task + "\n");
            last = began;
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
        if (!shown || !terminal) {
            if (shown && now - last > REPORT_NANOS && done > 0 && total > 0) {
                last = now;
                err.print(task + percent() + pace(now) + "\n");
            }
            return;
        }
        if (last != 0 && now - last < REDRAW_NANOS && done < total) {
            return;
        }
        last = now;
        err.print("\r\033[K" + task + (total > 0 ? percent() + pace(now) : " ..."));
        open = true;
    }

    private String percent() {
        return " " + Math.min(100, 100 * done / total) + " %";
    }

    /** How fast it goes and how long it will take. */
    private String pace(long now) {
        if (now - began < SETTLED_NANOS || done == 0 || done >= total || total > COUNTED) {
            return "";
        }
        double rate = done / ((now - began) * 1e-9);
        long left = Math.round((total - done) / rate);
        String time = left >= 3600 ? left / 3600 + " h " + left % 3600 / 60 + " min" : left >= 60 ? left / 60 + " min " + left % 60 + " s"
                : left + " s";
        return ", " + Numbers.fixed(rate, rate < 10 ? 1 : 0) + "/s, " + Texts.CATALOG.text(language, "progress.left", time);
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

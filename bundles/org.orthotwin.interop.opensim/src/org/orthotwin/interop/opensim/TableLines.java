/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/** The lines of a table over time that is read, and how it is said what is wrong with one of them. */
class TableLines {

    private final BufferedReader in;
    final String file;
    final Monitor monitor;
    int line;

    TableLines(BufferedReader in, String file, Monitor monitor) {
        this.in = in;
        this.file = file;
        this.monitor = monitor;
    }

    /** The next line; null at the end. */
    final String next() throws IOException {
        line++;
        return in.readLine();
    }

    final double number(String word) {
        double d;
        try {
            d = Double.parseDouble(word.strip());
        } catch (NumberFormatException e) {
            throw broken("table.number", word.strip());
        }
        if (!Double.isFinite(d)) {
            throw broken("table.number", word.strip());
        }
        return d;
    }

    /** Adds a time that must lie after the ones before. */
    final void add(List<Double> times, double time) {
        if (!times.isEmpty() && !(time > times.getLast())) {
            throw broken("table.time", time, times.getLast());
        }
        times.add(time);
    }

    /** The arguments of the text are file and line, then these. */
    final InputException broken(String code, Object... args) {
        Object[] all = new Object[args.length + 2];
        all[0] = file;
        all[1] = line;
        System.arraycopy(args, 0, all, 2, args.length);
        return new InputException(Diagnostic.error(OsimElement.TEXTS, code, all));
    }
}

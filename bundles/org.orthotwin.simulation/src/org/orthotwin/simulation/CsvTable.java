/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.CsvText;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.solver.Table;

/** Tables as CSV: a row of names, a row of units, then the rows; comma, point, LF, UTF-8. */
public final class CsvTable {

    private final List<String> lines = new ArrayList<>();
    private final int width;

    /** @param units symbol of each column; empty for texts */
    public CsvTable(List<String> columns, List<String> units) {
        this(columns.size());
        row(columns);
        row(units);
    }

    /** More rows of a table whose names and units stand somewhere else. */
    public CsvTable(int width) {
        this.width = width;
    }

    /** The same with the values of a solver's table, converted to the units of its columns. */
    public static CsvTable of(Table t) {
        CsvTable csv = new CsvTable(t.columns(), t.units().stream().map(Unit::symbol).toList());
        for (double[] r : t.rows()) {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < r.length; i++) {
                cells.add(RunResult.shown(t.units().get(i), r[i]));
            }
            csv.row(cells);
        }
        return csv;
    }

    /**
     * Adds a row; NaN and null become empty cells.
     *
     * @throws IllegalArgumentException for another number of cells than there are columns: values would stand under the wrong names
     */
    public void row(List<?> cells) {
        if (cells.size() != width) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells for a table of " + width + " columns");
        }
        lines.add(cells.stream().map(CsvTable::text).collect(Collectors.joining(",")));
    }

    private static String text(Object c) {
        if (c == null || c instanceof Double d && !Double.isFinite(d)) {
            return "";
        }
        return CsvText.cell(c instanceof Double d ? Numbers.shortest(d) : c.toString());
    }

    /** Writes the rows so far and forgets them: a long table need not be in memory as a whole. */
    public void moveTo(Writer to) throws IOException {
        for (String l : lines) {
            to.write(l);
            to.write('\n');
        }
        lines.clear();
    }

    public void write(Path file) throws IOException {
        AtomicFiles.writeString(file, String.join("\n", lines) + "\n");
    }
}

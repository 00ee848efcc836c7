/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tables as text: cells in quotation marks where they need them, marks inside doubled (RFC 4180). What spreadsheets of half of Europe
 * write, separated by semicolons, is read as well: the first line tells.
 */
public final class CsvText {

    /**
     * One row.
     *
     * @param line on which it begins, counted from 1
     * @param cells without blanks round them
     */
    public record Row(int line, List<String> cells) {

        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** A cell begins with a quotation mark and never ends. */
    public static final class OpenQuoteException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int line;

        OpenQuoteException(int line) {
            super("a quotation mark in the row that begins on line " + line + " is not closed");
            this.line = line;
        }

        /** Line on which the row begins, counted from 1. */
        public int line() {
            return line;
        }
    }

    private CsvText() {
    }

    /** What separates the cells of a text, as its first line tells: a semicolon where there is one and no comma. */
    public static char separator(String text) {
        int firstEnd = text.indexOf('\n');
        String header = firstEnd < 0 ? text : text.substring(0, firstEnd);
        return header.indexOf(';') >= 0 && header.indexOf(',') < 0 ? ';' : ',';
    }

    /**
     * Takes a text apart; empty lines are passed over.
     *
     * @param rows is given one after the other; what it throws ends the reading
     * @throws OpenQuoteException if a quotation mark is not closed
     */
    public static void read(String text, Consumer<Row> rows) {
        char separator = separator(text);
        int line = 1;
        int at = text.startsWith("\ufeff") ? 1 : 0;
        while (at < text.length()) {
            int started = line;
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            boolean end = false;
            while (at < text.length() && !end) {
                char c = text.charAt(at++);
                if (quoted) {
                    if (c == '"' && at < text.length() && text.charAt(at) == '"') {
                        cell.append('"');
                        at++;
                    } else if (c == '"') {
                        quoted = false;
                    } else {
                        line += c == '\n' ? 1 : 0;
                        cell.append(c);
                    }
                } else if (c == '"' && cell.isEmpty()) {
                    quoted = true;
                } else if (c == separator) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                } else if (c == '\n') {
                    line++;
                    end = true;
                } else if (c != '\r') {
                    cell.append(c);
                }
            }
            if (quoted) {
                throw new OpenQuoteException(started);
            }
            cells.add(cell.toString().strip());
            if (cells.size() > 1 || !cells.getFirst().isEmpty()) {
                rows.accept(new Row(started, cells));
            }
        }
    }

    /** A cell as it is written: in quotation marks where it has a comma, a quotation mark or a line end. */
    public static String cell(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

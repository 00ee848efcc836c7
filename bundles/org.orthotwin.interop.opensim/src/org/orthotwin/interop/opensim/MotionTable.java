/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;

/**
 * A table of numbers over time, as files of the kinds .sto and .mot hold it: a header up to {@code endheader}, a line of labels that begins
 * with time, a line of numbers for each moment. How many lines the header announces does not count: OpenSim's own files are wrong about it.
 *
 * @param name first line of the header
 * @param degrees whether angles are in degrees; else in rad
 * @param labels of the columns without the time
 * @param times s, rising
 * @param rows a row of as many numbers as there are labels for each moment
 */
public record MotionTable(String name, boolean degrees, List<String> labels, double[] times, double[][] rows) {

    private static final MessageCatalog TEXTS = OsimElement.TEXTS;
    /** Numbers that a file may hold: 15 minutes of 100 columns at 1 kHz. */
    private static final long LARGEST = 90_000_000;
    /** Bytes that a file may have. */
    static final long LARGEST_FILE = 1L << 30;
    private static final int LONGEST_HEADER = 10_000;

    public MotionTable {
        labels = List.copyOf(labels);
        if (times.length != rows.length) {
            throw new IllegalArgumentException(times.length + " times for " + rows.length + " rows");
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws InputException if it is too large, its header, labels or numbers are broken, or times do not rise
     */
    public static MotionTable read(Path path, Monitor monitor) throws IOException {
        String file = String.valueOf(path.getFileName());
        OsimElement.size(path, LARGEST_FILE);
        try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            return new Reader(in, file, monitor).read();
        }
    }

    /** Index of a column, -1 if there is none. */
    public int column(String label) {
        return labels.indexOf(label);
    }

    /** The numbers of a column. */
    public double[] values(int column) {
        double[] v = new double[rows.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = rows[i][column];
        }
        return v;
    }

    /** Writes the table, whole or not at all, with the fewest digits that give each number back. */
    public void write(Path path) throws IOException {
        StringBuilder s = new StringBuilder();
        s.append(name).append("\nversion=1\nnRows=").append(rows.length).append("\nnColumns=").append(labels.size() + 1)
                .append("\ninDegrees=")
                .append(degrees ? "yes" : "no").append("\n\nUnits are S.I. units (second, meters, Newtons, ...)\n");
        s.append(degrees ? "Angles are in degrees.\n" : "Angles are in radians.\n").append("\nendheader\ntime");
        labels.forEach(l -> s.append('\t').append(l));
        for (int i = 0; i < rows.length; i++) {
            s.append('\n').append(Numbers.shortest(times[i]));
            for (double v : rows[i]) {
                s.append('\t').append(Numbers.shortest(v));
            }
        }
        AtomicFiles.writeString(path, s.append('\n').toString());
    }

    private static final class Reader extends TableLines {

        Reader(BufferedReader in, String file, Monitor monitor) {
            super(in, file, monitor);
        }

        MotionTable read() throws IOException {
            monitor.begin(file, 0);
            String name = null;
            Boolean degrees = null;
            while (true) {
                String s = next();
                if (s == null || line > LONGEST_HEADER) {
                    throw broken("table.no-header");
                }
                String t = s.strip();
                String small = t.toLowerCase(Locale.ROOT);
                if (small.startsWith("endheader")) {
                    break;
                }
                name = name == null && !t.isEmpty() ? t : name;
                if (small.startsWith("indegrees=")) {
                    degrees = small.substring(10).strip().equals("yes");
                } else if (degrees == null && small.contains("angles are in degrees")) {
                    degrees = true;
                }
            }
            String head = next();
            while (head != null && head.isBlank()) {
                head = next();
            }
            String[] words = head == null ? new String[0] : head.strip().split("\\s+");
            if (words.length < 2 || !words[0].equalsIgnoreCase("time")) {
                throw broken("table.no-time", words.length == 0 ? "" : words[0]);
            }
            List<String> labels = new ArrayList<>(List.of(words).subList(1, words.length));
            Set<String> seen = new HashSet<>();
            for (String l : labels) {
                if (!seen.add(l)) {
                    throw broken("table.twice", l);
                }
            }
            List<double[]> table = new ArrayList<>();
            List<Double> times = new ArrayList<>();
            for (String s = next(); s != null; s = next()) {
                if (line % 256 == 0) {
                    monitor.checkCancelled();
                }
                if (s.isBlank()) {
                    continue;
                }
                if ((long) (table.size() + 1) * words.length > LARGEST) {
                    throw broken("table.large", LARGEST);
                }
                double[] row = row(s, labels.size());
                add(times, row[0]);
                table.add(Arrays.copyOfRange(row, 1, row.length));
            }
            if (table.isEmpty()) {
                throw broken("table.rows", 0, 1);
            }
            // a header that does not say: what SIMM wrote is in degrees
            boolean turned = degrees == null ? file.toLowerCase(Locale.ROOT).endsWith(".mot") : degrees;
            return new MotionTable(name == null ? file : name, turned, labels, times.stream().mapToDouble(Double::doubleValue).toArray(),
                    table.toArray(double[][]::new));
        }

        private double[] row(String s, int columns) {
            String[] words = s.strip().split("\\s+");
            if (words.length != columns + 1) {
                throw broken("table.columns", words.length, columns + 1);
            }
            double[] v = new double[words.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = number(words[i]);
            }
            return v;
        }
    }
}

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
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;

/**
 * Where markers were seen, as files of the kind .trc hold it.
 *
 * @param names of the markers
 * @param rate frames a second, Hz
 * @param times s
 * @param positions by frame, then marker, in the laboratory's frame, m; null where a marker was not seen
 */
public record MarkerTable(List<String> names, double rate, double[] times, Vec3[][] positions) {

    /** m; laboratories are smaller, and mm read as m are not. */
    public static final double FARTHEST = 50;
    /** Positions that a file may hold. */
    private static final long LARGEST = 100_000_000;

    public MarkerTable {
        names = List.copyOf(names);
    }

    /**
     * Reads a file; its lengths are in the unit that its header says, mm or m.
     *
     * @throws IOException if it cannot be read
     * @throws InputException if it is too large or broken, its unit is none of these, or positions cannot be in that unit
     */
    public static MarkerTable read(Path path, Monitor monitor) throws IOException {
        String file = String.valueOf(path.getFileName());
        OsimElement.size(path, MotionTable.LARGEST_FILE);
        try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            return new Reader(in, file, monitor).read();
        }
    }

    /** Writes the table, whole or not at all, in m. */
    public void write(Path path) throws IOException {
        StringBuilder s = new StringBuilder();
        String hz = Numbers.shortest(rate);
        s.append("PathFileType\t4\t(X/Y/Z)\t").append(path.getFileName()).append('\n');
        s.append("DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n");
        s.append(String.join("\t", hz, hz, String.valueOf(times.length), String.valueOf(names.size()), "m", hz, "1",
                String.valueOf(times.length))).append("\nFrame#\tTime");
        names.forEach(n -> s.append('\t').append(n).append("\t\t"));
        s.append("\n\t");
        for (int i = 1; i <= names.size(); i++) {
            s.append("\tX").append(i).append("\tY").append(i).append("\tZ").append(i);
        }
        s.append("\n\n");
        for (int f = 0; f < times.length; f++) {
            s.append(f + 1).append('\t').append(Numbers.shortest(times[f]));
            for (Vec3 p : positions[f]) {
                s.append(p == null ? "\t\t\t" : "\t" + Numbers.shortest(p.x()) + "\t" + Numbers.shortest(p.y()) + "\t"
                        + Numbers.shortest(p.z()));
            }
            s.append('\n');
        }
        AtomicFiles.writeString(path, s.toString());
    }

    private static final class Reader extends TableLines {

        Reader(BufferedReader in, String file, Monitor monitor) {
            super(in, file, monitor);
        }


        MarkerTable read() throws IOException {
            monitor.begin(file, 0);
            String first = next();
            if (first == null || !first.strip().startsWith("PathFileType")) {
                throw broken("trc.no-header");
            }
            String keys = next();
            String values = next();
            String labels = next();
            if (keys == null || values == null || labels == null) {
                throw broken("trc.no-header");
            }
            List<String> k = List.of(keys.strip().split("\\s+"));
            List<String> v = List.of(values.strip().split("\\s+"));
            int at = k.indexOf("Units");
            String unit = at >= 0 && at < v.size() ? v.get(at).toLowerCase(Locale.ROOT) : "";
            double scale = switch (unit) {
                case "mm" -> 1000;
                case "m" -> 1;
                default -> throw broken("trc.unit", unit);
            };
            double rate = number(value(k, v, "DataRate"));
            int frames = (int) number(value(k, v, "NumFrames"));
            int announced = (int) number(value(k, v, "NumMarkers"));
            List<String> names = new ArrayList<>();
            String[] words = labels.split("\t");
            for (int i = 2; i < words.length; i++) {
                if (!words[i].isBlank()) {
                    names.add(words[i].strip());
                }
            }
            // more columns than names there may be: what has no name is left out
            int count = names.size();
            if (count > announced || count < 1) {
                throw broken("trc.markers", count, announced);
            }
            if (next() == null) {
                throw broken("trc.no-header");
            }
            List<Double> times = new ArrayList<>();
            List<Vec3[]> positions = new ArrayList<>();
            for (String s = next(); s != null; s = next()) {
                if (line % 64 == 0) {
                    monitor.checkCancelled();
                }
                if (s.isBlank()) {
                    continue;
                }
                if ((long) (times.size() + 1) * count > LARGEST) {
                    throw broken("table.large", LARGEST);
                }
                String[] w = s.split("\t", -1);
                if (w.length < 2) {
                    throw broken("table.columns", w.length, 2 + 3 * count);
                }
                add(times, number(w[1]));
                positions.add(points(w, count, scale));
            }
            if (times.isEmpty() || times.size() != frames) {
                throw broken("table.rows", times.size(), frames);
            }
            return new MarkerTable(names, rate, times.stream().mapToDouble(Double::doubleValue).toArray(),
                    positions.toArray(Vec3[][]::new));
        }

        private String value(List<String> keys, List<String> values, String key) {
            int i = keys.indexOf(key);
            if (i < 0 || i >= values.size()) {
                throw broken("trc.no-key", key);
            }
            return values.get(i);
        }

        private Vec3[] points(String[] w, int count, double scale) {
            Vec3[] p = new Vec3[count];
            for (int i = 0; i < count; i++) {
                int k = 2 + 3 * i;
                if (k + 2 >= w.length || w[k].isBlank() || w[k + 1].isBlank() || w[k + 2].isBlank() || w[k].strip()
                        .equalsIgnoreCase("nan")) {
                    continue;
                }
                p[i] = new Vec3(number(w[k]) / scale, number(w[k + 1]) / scale, number(w[k + 2]) / scale);
                if (!(p[i].norm() <= FARTHEST)) {
                    throw broken("trc.far", i + 1, p[i].norm(), FARTHEST);
                }
            }
            return p;
        }
    }
}

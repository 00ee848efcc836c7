/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.solver.ActivityData;

/**
 * An activity whose scenario refers to a recording: a file that an importer of motions reads. Its parameters are
 * <ul>
 * <li>{@code columns}: which column of the file is which channel, {@code flexion=hip_flexion_r, abduction=-hip_adduction_r}; a minus turns
 * the sign. Columns keep their names if it is not given
 * <li>{@code from} and {@code to}: the span that is taken, s; all of it if they are not given. Times are counted from its beginning.
 * </ul>
 * Degrees become rad. A column that says rad and turns by more than {@link #MOST_TURNS} is refused: it holds degrees.
 */
final class RecordedMotion {

    /** rad; no joint turns by two full turns. */
    static final double MOST_TURNS = 4 * Math.PI;

    private RecordedMotion() {
    }

    /** A column of the file and its sign. */
    private record Column(String name, double sign) {
    }

    /** @throws org.orthotwin.core.InputException if the file is not there, changed or broken, or lacks a column */
    static ActivityData read(Path scenario, String id, Activity a) {
        Path file = DataFiles.resolve(scenario, a.getMotion());
        String name = String.valueOf(file.getFileName());
        Map<String, Column> wanted = null;
        double from = Double.NEGATIVE_INFINITY;
        double to = Double.POSITIVE_INFINITY;
        for (Setting s : a.getParameters()) {
            switch (String.valueOf(s.getName())) {
                case "columns" -> wanted = columns(id, String.valueOf(s.getText()));
                case "from" -> from = s.getNumber();
                case "to" -> to = s.getNumber();
                default -> throw Texts.refuse("recording.parameter", id, s.getName(), "columns, from, to");
            }
        }
        Content content;
        try {
            content = Exchange.read(file, new ExchangeOptions(Optional.empty()), Monitor.NONE).content();
        } catch (IOException e) {
            throw Texts.refuse(e, "recording.unreadable", id, name, e.getMessage());
        } catch (NoSuchElementException e) {
            throw Texts.refuse(e, "recording.importer", id, name);
        }
        if (!(content instanceof Content.Motion m)) {
            throw Texts.refuse("recording.kind", id, name, content.kind());
        }
        Content.Series series = series(id, name, m, wanted);
        return data(id, String.valueOf(a.getType()), name, series, wanted == null ? identity(series) : wanted, from, to);
    }

    private static Map<String, Column> columns(String id, String said) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String part : said.split(",")) {
            int at = part.indexOf('=');
            String channel = at < 0 ? "" : part.substring(0, at).strip();
            String column = at < 0 ? "" : part.substring(at + 1).strip();
            boolean turned = column.startsWith("-");
            column = turned ? column.substring(1).strip() : column;
            if (channel.isEmpty() || column.isEmpty() || columns.put(channel, new Column(column, turned ? -1 : 1)) != null) {
                throw Texts.refuse("recording.columns", id, part.strip());
            }
        }
        return columns;
    }

    private static Map<String, Column> identity(Content.Series s) {
        Map<String, Column> all = new LinkedHashMap<>();
        s.channels().forEach(c -> all.put(c, new Column(c, 1)));
        return all;
    }

    /** The first series that has all columns. */
    private static Content.Series series(String id, String file, Content.Motion m, Map<String, Column> wanted) {
        if (wanted == null) {
            return m.series().get(0);
        }
        TreeSet<String> missing = new TreeSet<>();
        TreeSet<String> known = new TreeSet<>();
        for (Content.Series s : m.series()) {
            List<String> lacks = wanted.values().stream().map(Column::name).filter(n -> !s.channels().contains(n)).toList();
            if (lacks.isEmpty()) {
                return s;
            }
            missing.addAll(lacks);
            known.addAll(s.channels());
        }
        throw Texts.refuse("recording.column", id, file, String.join(", ", missing), String.join(", ", known));
    }

    private static ActivityData data(String id, String type, String file, Content.Series s, Map<String, Column> wanted, double from,
            double to) {
        int[] rows = java.util.stream.IntStream.range(0, s.times().length).filter(i -> s.times()[i] >= from - 1e-9 && s.times()[i] <= to
                + 1e-9).toArray();
        if (rows.length < 2) {
            throw Texts.refuse("recording.span", id, file, rows.length, Math.max(from, s.times()[0]),
                    Math.min(to, s.times()[s.times().length - 1]), s.times()[0], s.times()[s.times().length - 1]);
        }
        List<String> channels = new ArrayList<>();
        List<String> units = new ArrayList<>();
        double[][] values = new double[rows.length][wanted.size()];
        int c = 0;
        for (Map.Entry<String, Column> e : wanted.entrySet()) {
            int column = s.channels().indexOf(e.getValue().name());
            String unit = s.units().get(column);
            double factor = e.getValue().sign() * (unit.equals("deg") ? Math.PI / 180 : 1);
            for (int i = 0; i < rows.length; i++) {
                double v = factor * s.values()[rows[i]][column];
                if (!Double.isFinite(v)) {
                    throw Texts.refuse("recording.gap", id, file, e.getValue().name(), s.times()[rows[i]]);
                }
                if ((unit.equals("deg") || unit.equals("rad")) && Math.abs(v) > MOST_TURNS) {
                    throw Texts.refuse("recording.angle", id, file, e.getValue().name(), s.values()[rows[i]][column], unit);
                }
                values[i][c] = v;
            }
            channels.add(e.getKey());
            units.add(unit.equals("deg") ? "rad" : unit);
            c++;
        }
        double start = s.times()[rows[0]];
        double[] times = Arrays.stream(rows).mapToDouble(i -> s.times()[i] - start).toArray();
        return new ActivityData(id, type, channels, units, times, values, file);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.geometry.Vec3;

/** Recorded motions of the files .mot, .sto, .trc and .c3d, and back to the first three. */
public final class Motions {

    private static final String MARKERS = "markers";
    private static final String PLATES = "plates";
    private static final String COORDINATES = "coordinates";
    /** N; below it a centre of pressure means nothing, and forces are said about the middle of their plate. */
    private static final double STANDING = 20;
    private static final List<String> XYZ = List.of(".x", ".y", ".z");

    private Motions() {
    }

    /**
     * @param left filled with what the file holds and the motion does not
     * @throws IOException if the file cannot be read
     * @throws InputException if it is broken
     */
    public static Content.Motion read(Path file, List<Diagnostic> left, Monitor monitor) throws IOException {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".trc")) {
            return new Content.Motion(List.of(markers(MarkerTable.read(file, monitor))));
        }
        if (name.endsWith(".c3d")) {
            C3dFile c = C3dFile.read(file, monitor);
            c.left().forEach(l -> left.add(Diagnostic.info(OsimElement.TEXTS, "c3d.left", l[0], l[1])));
            List<Content.Series> series = new ArrayList<>();
            if (!c.markers().names().isEmpty()) {
                series.add(markers(c.markers()));
            }
            if (!c.plates().isEmpty()) {
                series.add(plates(c));
            }
            if (series.isEmpty()) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "c3d.empty", String.valueOf(file.getFileName())));
            }
            return new Content.Motion(series);
        }
        MotionTable t = MotionTable.read(file, monitor);
        List<String> units = t.labels().stream().map(l -> unit(l, t.degrees())).toList();
        return new Content.Motion(List.of(new Content.Series(COORDINATES, t.labels(), units, t.times(), t.rows())));
    }

    /** What a column is in: by the endings that OpenSim's tables give to forces, points and shifts; angles as the header says. */
    private static String unit(String label, boolean degrees) {
        if (label.matches(".*_v[xyz]|.*_force.*|.*\\.force\\.[xyz]")) {
            return "N";
        }
        if (label.matches(".*_t[xyz]|.*_p[xyz]|.*\\.point\\.[xyz]")) {
            return "m";
        }
        return label.matches(".*(_moment|torque|\\.moment).*") ? "N.m" : degrees ? "deg" : "rad";
    }

    private static Content.Series markers(MarkerTable t) {
        List<String> channels = new ArrayList<>();
        List<String> units = new ArrayList<>();
        t.names().forEach(n -> XYZ.forEach(x -> {
            channels.add(n + x);
            units.add("m");
        }));
        double[][] rows = new double[t.times().length][channels.size()];
        for (int f = 0; f < rows.length; f++) {
            for (int p = 0; p < t.names().size(); p++) {
                Vec3 at = t.positions()[f][p];
                put(rows[f], 3 * p, at == null ? new Vec3(Double.NaN, Double.NaN, Double.NaN) : at);
            }
        }
        return new Content.Series(MARKERS, channels, units, t.times(), rows);
    }

    private static void put(double[] row, int at, Vec3 v) {
        row[at] = v.x();
        row[at + 1] = v.y();
        row[at + 2] = v.z();
    }

    private static Content.Series plates(C3dFile c) {
        List<String> channels = new ArrayList<>();
        List<String> units = new ArrayList<>();
        for (int p = 1; p <= c.plates().size(); p++) {
            String plate = "plate" + p;
            XYZ.forEach(x -> channels.add(plate + ".force" + x));
            XYZ.forEach(x -> channels.add(plate + ".point" + x));
            XYZ.forEach(x -> channels.add(plate + ".moment" + x));
            units.addAll(List.of("N", "N", "N", "m", "m", "m", "N.m", "N.m", "N.m"));
        }
        double[] times = new double[c.analog().length];
        double[][] rows = new double[times.length][channels.size()];
        for (int s = 0; s < times.length; s++) {
            times[s] = s / c.analogRate();
            for (int p = 0; p < c.plates().size(); p++) {
                C3dFile.Plate plate = c.plates().get(p);
                Vec3 at = plate.pressure(s, STANDING);
                put(rows[s], 9 * p, plate.forces()[s]);
                put(rows[s], 9 * p + 3, at);
                put(rows[s], 9 * p + 6, plate.moment(s, at));
            }
        }
        return new Content.Series(PLATES, channels, units, times, rows);
    }

    /**
     * Writes the markers of a motion as .trc, else its loads if it has any, or its first series, as .mot or .sto.
     *
     * @throws IOException if the file cannot be written
     * @throws InputException if it has no markers for a .trc, or gaps that the others cannot say
     */
    public static void write(Content.Motion m, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.toLowerCase(Locale.ROOT).endsWith(".trc")) {
            Content.Series s = m.series().stream().filter(Motions::places).findFirst()
                    .orElseThrow(() -> new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.series", name,
                            m.series().get(0).name())));
            table(s).write(file);
            return;
        }
        Content.Series s = m.series().stream().filter(x -> x.name().equals(PLATES)).findFirst().orElse(m.series().get(0));
        for (int i = 0; i < s.times().length; i++) {
            for (int c = 0; c < s.channels().size(); c++) {
                if (!Double.isFinite(s.values()[i][c])) {
                    throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.gap", name, s.channels().get(c), s.times()[i]));
                }
            }
        }
        List<String> labels = s.channels().stream().map(Motions::label).toList();
        new MotionTable(s.name(), s.units().contains("deg"), labels, s.times(), s.values()).write(file);
    }

    /** The names that OpenSim's external loads look for: plate1_ground_force_vx, ..._px, plate1_ground_torque_x. */
    private static String label(String channel) {
        return channel.replaceAll("(plate[0-9]+)\\.force\\.", "$1_ground_force_v").replaceAll("(plate[0-9]+)\\.point\\.",
                "$1_ground_force_p").replaceAll("(plate[0-9]+)\\.moment\\.", "$1_ground_torque_").replace(' ', '_');
    }

    private static boolean places(Content.Series s) {
        if (s.channels().size() % 3 != 0 || s.name().equals(PLATES)) {
            return false;
        }
        for (int i = 0; i < s.channels().size(); i++) {
            if (!s.units().get(i).equals("m") || !s.channels().get(i).endsWith(XYZ.get(i % 3))) {
                return false;
            }
        }
        return true;
    }

    private static MarkerTable table(Content.Series s) {
        int n = s.channels().size() / 3;
        List<String> names = new ArrayList<>();
        for (int p = 0; p < n; p++) {
            String c = s.channels().get(3 * p);
            names.add(c.substring(0, c.length() - 2));
        }
        Vec3[][] at = new Vec3[s.times().length][n];
        for (int f = 0; f < at.length; f++) {
            for (int p = 0; p < n; p++) {
                Vec3 v = Vec3.of(s.values()[f], 3 * p);
                at[f][p] = v.isFinite() ? v : null;
            }
        }
        double[] t = s.times();
        return new MarkerTable(names, t.length < 2 ? 1 : (t.length - 1) / (t[t.length - 1] - t[0]), t, at);
    }
}

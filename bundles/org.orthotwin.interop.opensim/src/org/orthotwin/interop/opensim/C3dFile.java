/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * A trial of a gait laboratory as C3D files hold it (the public format of c3d.org): markers, analog channels, force plates of the types 2,
 * 3 and 4; written by processors of Intel, DEC or MIPS, as integers or as reals.
 *
 * @param markers where points were seen, in the laboratory's frame, m
 * @param analogRate analog samples a second, Hz; 0 without channels
 * @param analogLabels names of the channels
 * @param analog scaled samples by time, then channel, in the units that the file says
 * @param plates the force plates
 * @param left number and type of plates of other types, which are left out
 */
public record C3dFile(MarkerTable markers, double analogRate, List<String> analogLabels, double[][] analog, List<Plate> plates,
        List<int[]> left) {

    /** Bytes; the longest trials have some hundred million. */
    static final long LARGEST = 1L << 30;
    /** N; no human and no plate bears more. */
    static final double STRONGEST = 50_000;
    /** m; plates are not larger. */
    static final double WIDEST = 5;

    public C3dFile {
        analogLabels = List.copyOf(analogLabels);
        plates = List.copyOf(plates);
        left = List.copyOf(left);
    }

    /**
     * What a plate measured, in the laboratory's frame: what the ground does to the body.
     *
     * @param type 2 (six channels), 3 (eight), or 4 (six with a matrix)
     * @param corners of its surface, m
     * @param centre of its surface, m: the point that the moments are about
     * @param forces by analog sample, N
     * @param moments by analog sample, N.m
     */
    public record Plate(int type, List<Vec3> corners, Vec3 centre, Vec3[] forces, Vec3[] moments) {

        public Plate {
            corners = List.copyOf(corners);
        }

        /** The normal of the surface, into the plate. */
        public Vec3 normal() {
            return axes(corners)[2];
        }

        /**
         * The centre of pressure at a sample, m: the point of the surface about which the moment is along the normal; the plate's centre
         * if the normal force is below {@code least} (N).
         */
        public Vec3 pressure(int sample, double least) {
            Vec3 n = normal();
            double along = forces[sample].dot(n);
            return Math.abs(along) < least || along == 0 ? centre : centre.plus(n.cross(moments[sample]).times(1 / along));
        }

        /** The moment at a sample about another point, N.m. */
        public Vec3 moment(int sample, Vec3 about) {
            return moments[sample].minus(about.minus(centre).cross(forces[sample]));
        }
    }

    /** The axes of a plate by its corners: from the second and third to the first and fourth, and so on. */
    static Vec3[] axes(List<Vec3> c) {
        Vec3 x = c.get(0).plus(c.get(3)).minus(c.get(1)).minus(c.get(2)).normalized();
        Vec3 y = c.get(0).plus(c.get(1)).minus(c.get(2)).minus(c.get(3));
        Vec3 z = x.cross(y).normalized();
        return new Vec3[] {x, z.cross(x), z};
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws InputException if it is too large, cut off or broken, or its units do not fit its values
     */
    public static C3dFile read(Path path, Monitor monitor) throws IOException {
        OsimElement.size(path, LARGEST);
        monitor.begin(String.valueOf(path.getFileName()), 0);
        return new Reader(new C3dParameters(Files.readAllBytes(path), String.valueOf(path.getFileName())), monitor).read();
    }

    private static final class Reader {

        private final C3dParameters c;
        private final Monitor monitor;
        private final List<int[]> left = new ArrayList<>();

        Reader(C3dParameters c, Monitor monitor) {
            this.c = c;
            this.monitor = monitor;
        }

        C3dFile read() {
            int points = c.unsigned("POINT:USED", c.word(1));
            int frames = c.frames();
            double rate = c.number("POINT:RATE", c.real(20));
            if (!(rate > 0 && rate <= 1e6)) {
                throw c.broken("c3d.number", "POINT:RATE", rate, 0, 1e6);
            }
            int channels = c.unsigned("ANALOG:USED", 0);
            int perFrame = 0;
            if (channels > 0) {
                perFrame = c.word(9) > 0 ? c.word(9) : (int) Math.round(c.number("ANALOG:RATE", rate) / rate);
                if (perFrame < 1 || c.word(2) != 0 && c.word(2) != channels * perFrame) {
                    throw c.broken("c3d.analog", channels, perFrame, c.word(2));
                }
            }
            double pointScale = c.number("POINT:SCALE", c.real(12));
            boolean real = pointScale < 0;
            int width = real ? 4 : 2;
            long need = (long) frames * (4L * points + (long) channels * perFrame) * width;
            int at = 512 * (c.word(8) > 0 ? c.word(8) - 1 : c.unsigned("POINT:DATA_START", 1) - 1);
            if (at < 512 || need > c.size() - (long) at) {
                throw c.broken("c3d.cut", frames, need, Math.max(0, c.size() - (long) at));
            }
            double unit = unit(c.text("POINT:UNITS", "mm"));
            Vec3[][] positions = new Vec3[frames][points];
            double[] offset = c.numbers("ANALOG:OFFSET", channels, 0);
            double[] scale = c.numbers("ANALOG:SCALE", channels, 1);
            double all = c.number("ANALOG:GEN_SCALE", 1);
            boolean whole = c.text("ANALOG:FORMAT", "").toUpperCase(Locale.ROOT).startsWith("UNSIGNED");
            double[][] analog = new double[frames * perFrame][channels];
            List<String> labels = c.labels("POINT:LABELS", points);
            for (int f = 0; f < frames; f++) {
                if (f % 64 == 0) {
                    monitor.checkCancelled();
                }
                for (int p = 0; p < points; p++, at += 4 * width) {
                    positions[f][p] = point(at, real, Math.abs(pointScale) * unit, unit);
                    if (positions[f][p] != null && !(positions[f][p].norm() <= MarkerTable.FARTHEST)) {
                        throw c.broken("c3d.far", labels.get(p), f + 1, positions[f][p].norm(), MarkerTable.FARTHEST, c.text("POINT:UNITS",
                                "mm"));
                    }
                }
                for (int s = 0; s < perFrame; s++) {
                    for (int k = 0; k < channels; k++, at += width) {
                        double raw = real ? c.real(at) : whole ? c.unsignedShort(at) : c.signedShort(at);
                        // offsets are as their samples: unsigned ones have the upper half as negative numbers
                        double zero = whole && offset[k] < 0 ? offset[k] + 65536 : offset[k];
                        analog[f * perFrame + s][k] = (raw - zero) * scale[k] * all;
                        if (!Double.isFinite(analog[f * perFrame + s][k])) {
                            throw c.broken("c3d.sample", c.labels("ANALOG:LABELS", channels).get(k), f + 1);
                        }
                    }
                }
            }
            double[] times = new double[frames];
            for (int f = 0; f < frames; f++) {
                times[f] = f / rate;
            }
            MarkerTable markers = new MarkerTable(labels, rate, times, positions);
            return new C3dFile(markers, rate * perFrame, c.labels("ANALOG:LABELS", channels), analog, plates(analog, channels), left);
        }

        /** A point; null where it was not seen: its fourth word is negative, or it is no number. */
        private Vec3 point(int at, boolean real, double scale, double unit) {
            if (real) {
                double residual = c.real(at + 12);
                Vec3 p = new Vec3(c.real(at), c.real(at + 4), c.real(at + 8)).times(unit);
                return residual < 0 || Double.isNaN(residual) || !p.isFinite() ? null : p;
            }
            Vec3 p = new Vec3(c.signedShort(at), c.signedShort(at + 2), c.signedShort(at + 4));
            return c.signedShort(at + 6) < 0 ? null : p.times(scale);
        }

        private double unit(String said) {
            return switch (said.toLowerCase(Locale.ROOT)) {
                case "mm", "" -> 0.001;
                case "cm" -> 0.01;
                case "m" -> 1;
                default -> throw c.broken("c3d.unit", said);
            };
        }

        // ---- plates

        private List<Plate> plates(double[][] analog, int channels) {
            List<Plate> plates = new ArrayList<>();
            int count = c.unsigned("FORCE_PLATFORM:USED", 0);
            double[] types = c.numbers("FORCE_PLATFORM:TYPE", count, 0);
            double[] corners = c.numbers("FORCE_PLATFORM:CORNERS", 12 * count, Double.NaN);
            double[] origins = c.numbers("FORCE_PLATFORM:ORIGIN", 3 * count, 0);
            double[] listed = c.numbers("FORCE_PLATFORM:CHANNEL");
            double[] matrices = c.numbers("FORCE_PLATFORM:CAL_MATRIX");
            int each = count == 0 ? 0 : listed.length / count;
            double unit = unit(c.text("POINT:UNITS", "mm"));
            for (int p = 0; p < count; p++) {
                int type = (int) types[p];
                int used = type == 3 ? 8 : 6;
                if (type != 2 && type != 3 && type != 4) {
                    left.add(new int[] {p + 1, type});
                    continue;
                }
                if (each < used) {
                    throw c.broken("c3d.channels", p + 1, type, each, used);
                }
                int[] column = new int[used];
                for (int k = 0; k < used; k++) {
                    column[k] = (int) listed[p * each + k] - 1;
                    if (column[k] < 0 || column[k] >= channels) {
                        throw c.broken("c3d.channel", p + 1, column[k] + 1, channels);
                    }
                }
                double[] matrix = null;
                if (type == 4) {
                    if (matrices.length < 36 * (p + 1)) {
                        throw c.broken("c3d.matrix", p + 1, matrices.length, 36 * (p + 1));
                    }
                    matrix = java.util.Arrays.copyOfRange(matrices, 36 * p, 36 * p + 36);
                }
                List<Vec3> at = new ArrayList<>();
                for (int k = 0; k < 4; k++) {
                    at.add(Vec3.of(corners, 12 * p + 3 * k).times(unit));
                }
                plates.add(plate(p + 1, type, at, Vec3.of(origins, 3 * p).times(unit), column, matrix, analog, unit));
            }
            return plates;
        }

        private Plate plate(int number, int type, List<Vec3> corners, Vec3 origin, int[] column, double[] matrix, double[][] analog,
                double unit) {
            Vec3 centre = corners.get(0).plus(corners.get(1)).plus(corners.get(2)).plus(corners.get(3)).times(0.25);
            double wide = Math.max(corners.get(0).distance(corners.get(2)), corners.get(1).distance(corners.get(3)));
            Vec3[] axes;
            try {
                if (!(wide <= WIDEST) || !centre.isFinite()) {
                    throw c.broken("c3d.plate", number, wide, WIDEST);
                }
                axes = axes(corners);
            } catch (IllegalArgumentException e) {
                throw c.broken("c3d.plate", number, wide, WIDEST);
            }
            Vec3[] forces = new Vec3[analog.length];
            Vec3[] moments = new Vec3[analog.length];
            // z points into the plate, the surface lies above its origin: files that have it the other way round mean the same
            Vec3 up = type == 3 ? new Vec3(0, 0, -Math.abs(origin.z())) : origin.z() > 0 ? origin.negate() : origin;
            for (int s = 0; s < analog.length; s++) {
                double[] v = new double[column.length];
                for (int k = 0; k < v.length; k++) {
                    v[k] = analog[s][column[k]];
                }
                double[] w = type == 3 ? piezo(v, Math.abs(origin.x()), Math.abs(origin.y())) : type == 4 ? times(matrix, v) : v;
                Vec3 f = Vec3.of(w, 0);
                // moments are in N times the unit of lengths; eight channels have theirs by the sensors' distances, in m already
                Vec3 m = Vec3.of(w, 3).times(type == 3 ? 1 : momentUnit(column[3], unit));
                m = m.plus(f.cross(up));
                if (!(f.norm() <= STRONGEST)) {
                    throw c.broken("c3d.strong", number, f.norm(), STRONGEST);
                }
                forces[s] = axes[0].times(f.x()).plus(axes[1].times(f.y())).plus(axes[2].times(f.z()));
                moments[s] = axes[0].times(m.x()).plus(axes[1].times(m.y())).plus(axes[2].times(m.z()));
            }
            return new Plate(type, corners, centre, forces, moments);
        }

        private double momentUnit(int channel, double unit) {
            List<String> units = c.labels("ANALOG:UNITS", channel + 1);
            return switch (units.get(channel).toLowerCase(Locale.ROOT).replaceAll("[ .*]", "")) {
                case "nmm" -> 0.001;
                case "ncm" -> 0.01;
                case "nm" -> 1;
                default -> unit;
            };
        }

        /** Eight piezoelectric channels, Fx12 Fx34 Fy14 Fy23 Fz1 .. Fz4, at sensors a and b (m) from the middle. */
        private static double[] piezo(double[] v, double a, double b) {
            double z = v[4] + v[5] + v[6] + v[7];
            return new double[] {v[0] + v[1], v[2] + v[3], z, b * (v[4] + v[5] - v[6] - v[7]), a * (-v[4] + v[5] + v[6] - v[7]),
                b * (v[1] - v[0]) + a * (v[2] - v[3])};
        }

        /** A matrix by columns, as the file has it, times a vector. */
        private static double[] times(double[] m, double[] v) {
            double[] w = new double[6];
            for (int i = 0; i < 6; i++) {
                for (int k = 0; k < 6; k++) {
                    w[i] += m[6 * k + i] * v[k];
                }
            }
            return w;
        }
    }
}

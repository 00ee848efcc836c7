/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * Slices of one orientation in the order of their places, and what their places say: distances, a shift of the slices within their planes
 * (the tilted gantry of a CT), gaps. Slices of a volume lie along the normal of their planes at even distances with equal in-plane origins;
 * everything else is a trap that is named here and taken care of when the voxels are read.
 */
final class Stack {

    /** Deviation of a distance from the mean that is still even: 1 %, and rounding of positions to 0.01 mm. */
    private static final double EVEN_RELATIVE = 0.01;
    private static final double EVEN_ABSOLUTE = 2e-5;
    /** Shift within the plane that is still none, in pixels. */
    private static final double SHIFT = 0.1;
    /** Planes at the same place, m. */
    static final double SAME = 1e-5;
    /** A gap is so near to a whole number of distances. */
    private static final double WHOLE = 0.05;
    /** A sheared or uneven stack grows at most by this when it is resampled. */
    static final int GROWTH = 8;

    final List<Slice> slices;
    final Vec3 row;
    final Vec3 column;
    /** Unit vector along growing slices: the normal of the planes or its opposite. */
    final Vec3 along;
    final double rowSpacing;
    final double columnSpacing;
    /** Place of each slice along {@link #along}, m, from the first. */
    final double[] heights;
    /** Shift of each slice along rows and columns against the first, m. */
    final double[] rowShift;
    final double[] columnShift;
    final boolean sheared;
    final boolean even;
    final boolean placed;
    final double spacing;
    final List<Diagnostic> problems = new ArrayList<>();

    /** @param input at least one slice, all of one size and orientation */
    Stack(List<Slice> input) {
        Slice first = input.get(0);
        boolean known = input.stream().allMatch(s -> s.place() != null);
        // the frames of several segments lie at the same places: they stay as they are, and no grid is made of them
        boolean segments = known && first.instance().data().modality().equals("SEG") && !isStack(input);
        placed = known && !segments;
        List<Slice> list = new ArrayList<>(input);
        row = placed ? first.place().row() : Vec3.X;
        column = placed ? first.place().column() : Vec3.Y;
        Vec3 normal = row.cross(column).normalized();
        boolean reversed = false;
        if (placed) {
            Comparator<Slice> height = Comparator.comparingDouble(s -> s.place().position().dot(normal));
            boolean oneFile = list.stream().allMatch(s -> s.instance() == first.instance());
            // a file of many frames keeps their order, also if it runs against the normal
            reversed = oneFile && list.size() > 1 && isDescending(list, height);
            list.sort((reversed ? height.reversed() : height).thenComparing(s -> s.instance().data().instanceNumber())
                    .thenComparing(s -> s.instance().file()).thenComparing(Slice::frame));
        } else {
            list.sort(Comparator.comparingInt((Slice s) -> s.instance().data().instanceNumber()).thenComparing(s -> s.instance().file())
                    .thenComparing(Slice::frame));
        }
        along = reversed ? normal.negate() : normal;
        slices = List.copyOf(placed ? withoutDoubles(list) : list);
        boolean spaced = !Double.isNaN(first.instance().rowSpacing());
        rowSpacing = spaced ? first.instance().rowSpacing() : 1e-3;
        columnSpacing = spaced ? first.instance().columnSpacing() : 1e-3;
        if (!spaced) {
            problems.add(Diagnostic.warning(Texts.CATALOG, "dicom.spacing.none"));
        }
        int n = slices.size();
        heights = new double[n];
        rowShift = new double[n];
        columnShift = new double[n];
        if (!placed) {
            problems.add(Diagnostic.warning(Texts.CATALOG, segments ? "dicom.segments" : "dicom.place.none"));
            spacing = Double.isNaN(first.instance().thickness()) ? 1e-3 : first.instance().thickness();
            for (int k = 0; k < n; k++) {
                heights[k] = k * spacing;
            }
            sheared = false;
            even = true;
            return;
        }
        double largest = 0;
        for (int k = 0; k < n; k++) {
            Vec3 d = slices.get(k).place().position().minus(slices.get(0).place().position());
            heights[k] = d.dot(along);
            rowShift[k] = d.dot(row);
            columnShift[k] = d.dot(column);
            largest = Math.max(largest, Math.max(Math.abs(rowShift[k]) / columnSpacing, Math.abs(columnShift[k]) / rowSpacing));
        }
        sheared = largest > SHIFT;
        if (n == 1) {
            spacing = Double.isNaN(first.instance().thickness()) ? 1e-3 : first.instance().thickness();
            even = true;
            problems.add(Double.isNaN(first.instance().thickness()) ? Diagnostic.warning(Texts.CATALOG, "dicom.single.unknown")
                    : Diagnostic.info(Texts.CATALOG, "dicom.single", spacing * 1000.0));
            return;
        }
        double mean = heights[n - 1] / (n - 1);
        boolean regular = true;
        double smallest = Double.POSITIVE_INFINITY;
        for (int k = 1; k < n; k++) {
            double step = heights[k] - heights[k - 1];
            regular &= Math.abs(step - mean) <= EVEN_RELATIVE * mean + EVEN_ABSOLUTE;
            smallest = Math.min(smallest, step);
        }
        even = regular;
        spacing = even ? mean : smallest;
        if (!even) {
            problems.add(unevenness(smallest));
        }
        if (sheared) {
            problems.add(shear());
        }
    }

    private static boolean isStack(List<Slice> frames) {
        Vec3 n = frames.get(0).place().row().cross(frames.get(0).place().column());
        Comparator<Slice> height = Comparator.comparingDouble(s -> s.place().position().dot(n));
        return isDescending(frames, height) || isDescending(frames, height.reversed());
    }

    private static boolean isDescending(List<Slice> list, Comparator<Slice> height) {
        for (int k = 1; k < list.size(); k++) {
            if (height.compare(list.get(k - 1), list.get(k)) <= 0) {
                return false;
            }
        }
        return true;
    }

    private List<Slice> withoutDoubles(List<Slice> sorted) {
        List<Slice> kept = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (Slice s : sorted) {
            if (!kept.isEmpty() && at(kept.get(kept.size() - 1), s)) {
                dropped.add(name(s));
            } else {
                kept.add(s);
            }
        }
        if (!dropped.isEmpty()) {
            problems.add(Diagnostic.warning(Texts.CATALOG, "dicom.double", dropped.size(), some(dropped)));
        }
        return kept;
    }

    /** Whether two planes lie at the same height. */
    private boolean at(Slice a, Slice b) {
        return Math.abs(a.place().position().minus(b.place().position()).dot(along)) < SAME;
    }

    static String name(Slice s) {
        return s.instance().frames() > 1 ? s.instance().name() + " #" + (s.frame() + 1) : s.instance().name();
    }

    /** A few names, so that a message stays a message. */
    static String some(List<String> names) {
        return names.size() <= 5 ? String.join(", ", names) : String.join(", ", names.subList(0, 5)) + " ...";
    }

    /** Gaps if all steps are whole multiples of the smallest, which most of them have; else the different steps. */
    private Diagnostic unevenness(double smallest) {
        int n = slices.size();
        int missing = 0;
        int ordinary = 0;
        boolean whole = true;
        List<String> gaps = new ArrayList<>();
        List<Double> steps = new ArrayList<>();
        for (int k = 1; k < n; k++) {
            double step = heights[k] - heights[k - 1];
            double times = Math.rint(step / smallest);
            whole &= Math.abs(step / smallest - times) <= WHOLE * times;
            if (times > 1) {
                missing += (int) times - 1;
                gaps.add(name(slices.get(k - 1)) + " - " + name(slices.get(k)));
            } else {
                ordinary++;
            }
            double mm = Math.rint(step * 1e6) / 1e3;
            if (steps.stream().noneMatch(s -> Math.abs(s - mm) <= EVEN_RELATIVE * s + 1e3 * EVEN_ABSOLUTE)) {
                steps.add(mm);
            }
        }
        if (whole && ordinary > gaps.size() || whole && gaps.size() == 1) {
            return Diagnostic.error(Texts.CATALOG, "dicom.gap", missing, some(gaps), Math.rint(smallest * 1e6) / 1e3);
        }
        return Diagnostic.error(Texts.CATALOG, "dicom.uneven", some(steps.stream().map(org.orthotwin.core.Numbers::shortest).toList()));
    }

    private Diagnostic shear() {
        int last = slices.size() - 1;
        double total = heights[last];
        double across = Math.hypot(rowShift[last], columnShift[last]);
        boolean straight = true;
        for (int k = 1; k < last; k++) {
            double f = heights[k] / total;
            straight &= Math.abs(rowShift[k] - f * rowShift[last]) < 0.5 * columnSpacing
                    && Math.abs(columnShift[k] - f * columnShift[last]) < 0.5 * rowSpacing;
        }
        if (straight) {
            double degrees = Math.rint(Math.toDegrees(Math.atan2(across, total)) * 100) / 100;
            return Diagnostic.warning(Texts.CATALOG, "dicom.tilt", degrees, Math.rint(across * 1e6) / 1e3);
        }
        double largest = 0;
        for (int k = 0; k <= last; k++) {
            largest = Math.max(largest, Math.hypot(rowShift[k], columnShift[k]));
        }
        return Diagnostic.warning(Texts.CATALOG, "dicom.shifted", Math.rint(largest * 1e6) / 1e3);
    }

    /** Least shift along rows, m: where a grid that holds all slices begins. */
    double leastRowShift() {
        return sheared ? java.util.Arrays.stream(rowShift).min().orElse(0) : 0;
    }

    double leastColumnShift() {
        return sheared ? java.util.Arrays.stream(columnShift).min().orElse(0) : 0;
    }

    private int grown(int n, double[] shift, double pixel) {
        if (!sheared) {
            return n;
        }
        double range = java.util.Arrays.stream(shift).max().orElse(0) - java.util.Arrays.stream(shift).min().orElse(0);
        return (int) Math.min(Integer.MAX_VALUE / 2, n + Math.ceil(range / pixel - 1e-6));
    }

    int columns() {
        return grown(slices.get(0).instance().format().columns(), rowShift, columnSpacing);
    }

    int rows() {
        return grown(slices.get(0).instance().format().rows(), columnShift, rowSpacing);
    }

    /** Number of slices of the even grid. */
    int depth() {
        return even ? slices.size() : (int) Math.min(Integer.MAX_VALUE / 2, Math.rint(heights[heights.length - 1] / spacing) + 1);
    }

    /** The grid of right angles at even distances that holds all slices. */
    VolumeGeometry grid() {
        Vec3 origin = placed ? slices.get(0).place().position() : Vec3.ZERO;
        origin = origin.plus(row.times(leastRowShift())).plus(column.times(leastColumnShift()));
        double k = even ? spacing : heights[heights.length - 1] / (depth() - 1);
        return new VolumeGeometry(columns(), rows(), depth(), origin, row, column, along, columnSpacing, rowSpacing, k);
    }

    /** Whether resampling would make much more of it than there is. */
    boolean explodes() {
        var f = slices.get(0).instance().format();
        return (long) columns() * rows() > (long) GROWTH * f.columns() * f.rows() || depth() > GROWTH * (long) slices.size();
    }

    Optional<VolumeGeometry> geometry() {
        return even && !explodes() ? Optional.of(grid()) : Optional.empty();
    }
}

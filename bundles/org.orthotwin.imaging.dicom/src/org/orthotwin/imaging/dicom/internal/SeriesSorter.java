/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.dicom.internal.codec.FrameFormat;

/**
 * Sorts the images of one DICOM series into stacks: by size and number format, image type (three values), echo, orientation and pixel
 * spacing always; by
 * further image type, temporal position, trigger time, diffusion weighting, stack and acquisition only where otherwise several images
 * would lie at one place, since some scanners count up an acquisition with every slice.
 */
final class SeriesSorter {

    private static final List<String> ALWAYS = List.of("imageType", "echoTimeMs", "echoNumber");
    private static final List<String> WHERE_NEEDED = List.of("imageTypeDetail", "stack", "temporalPosition", "triggerTimeMs",
            "diffusionBValue",
            "acquisitionNumber");
    /** Largest difference of a direction cosine in one stack. */
    private static final double SAME_DIRECTION = 1e-3;
    private static final double SAME_SPACING = 1e-3;

    private SeriesSorter() {
    }

    /** A stack with what tells it from the others of its series, by name. */
    record Part(List<Slice> slices, Map<String, String> traits, List<Diagnostic> problems) {
    }

    private record Key(String frameOfReference, FrameFormat format, int pixelTag, List<String> traits, String file, Integer direction) {
    }

    /** @param slices of one series, in any order; the result does not depend on it */
    static List<Part> sort(List<Slice> slices) {
        List<Slice> sorted = new ArrayList<>(slices);
        sorted.sort(Comparator.comparingInt((Slice s) -> s.instance().data().instanceNumber()).thenComparing(s -> s.instance().file())
                .thenComparing(Slice::frame));
        List<Diagnostic> problems = new ArrayList<>();
        sorted = withoutCopies(sorted, problems);
        List<Slice> directions = new ArrayList<>();
        Map<Key, List<Slice>> groups = new LinkedHashMap<>();
        for (Slice s : sorted) {
            String file = s.place() == null ? s.instance().file().toString() : "";
            groups.computeIfAbsent(new Key(s.instance().data().frameOfReference(), s.instance().format(), s.instance().pixelTag(),
                    ALWAYS.stream().map(t -> s.traits().getOrDefault(t, "")).toList(), file, direction(s, directions)),
                    k -> new ArrayList<>()).add(s);
        }
        List<List<Slice>> parts = new ArrayList<>();
        for (List<Slice> group : groups.values()) {
            // the segments of a segmentation overlap by right
            if (group.get(0).place() == null || group.get(0).instance().data().modality().equals("SEG")) {
                parts.add(group);
            } else {
                split(group, 0, parts);
            }
        }
        List<Part> out = new ArrayList<>();
        for (List<Slice> part : parts) {
            List<Diagnostic> own = new ArrayList<>(problems);
            if (parts.size() > 1 && part.get(0).place() != null) {
                own.add(Diagnostic.info(Texts.CATALOG, "dicom.mixed", parts.size()));
            }
            out.add(new Part(part, distinct(part, parts), own));
        }
        return out;
    }

    /** The same instance in two files counts once. */
    private static List<Slice> withoutCopies(List<Slice> sorted, List<Diagnostic> problems) {
        Map<String, Slice.Instance> seen = new HashMap<>();
        List<Slice> kept = new ArrayList<>();
        List<String> copies = new ArrayList<>();
        for (Slice s : sorted) {
            String uid = s.instance().data().instanceUid();
            Slice.Instance other = uid.isEmpty() ? null : seen.putIfAbsent(uid, s.instance());
            if (other == null || other == s.instance()) {
                kept.add(s);
            } else if (s.frame() == 0) {
                copies.add(s.instance().name());
            }
        }
        if (!copies.isEmpty()) {
            problems.add(Diagnostic.warning(Texts.CATALOG, "dicom.copy", copies.size(), Stack.some(copies)));
        }
        return kept;
    }

    private static Integer direction(Slice s, List<Slice> known) {
        if (s.place() == null) {
            return -1;
        }
        for (int i = 0; i < known.size(); i++) {
            Slice k = known.get(i);
            if (near(k.place().row(), s.place().row()) && near(k.place().column(), s.place().column())
                    && near(k.instance().rowSpacing(), s.instance().rowSpacing())
                    && near(k.instance().columnSpacing(), s.instance().columnSpacing())) {
                return i;
            }
        }
        known.add(s);
        return known.size() - 1;
    }

    private static boolean near(Vec3 a, Vec3 b) {
        return Math.abs(a.x() - b.x()) < SAME_DIRECTION && Math.abs(a.y() - b.y()) < SAME_DIRECTION
                && Math.abs(a.z() - b.z()) < SAME_DIRECTION;
    }

    private static boolean near(double a, double b) {
        return Double.isNaN(a) && Double.isNaN(b) || Math.abs(a - b) <= SAME_SPACING * a;
    }

    private static void split(List<Slice> group, int from, List<List<Slice>> parts) {
        int doubles = doubles(group);
        for (int t = from; doubles > 0 && t < WHERE_NEEDED.size(); t++) {
            String trait = WHERE_NEEDED.get(t);
            Map<String, List<Slice>> by = new LinkedHashMap<>();
            for (Slice s : group) {
                by.computeIfAbsent(s.traits().getOrDefault(trait, ""), k -> new ArrayList<>()).add(s);
            }
            // a trait that tells every image apart tells nothing
            if (by.size() > 1 && by.size() < group.size() && by.values().stream().mapToInt(SeriesSorter::doubles).sum() < doubles) {
                for (List<Slice> part : by.values()) {
                    split(part, t + 1, parts);
                }
                return;
            }
        }
        parts.add(group);
    }

    private static int doubles(List<Slice> group) {
        Vec3 n = group.get(0).place().row().cross(group.get(0).place().column());
        double[] heights = group.stream().mapToDouble(s -> s.place().position().dot(n)).sorted().toArray();
        int doubles = 0;
        for (int i = 1; i < heights.length; i++) {
            if (heights[i] - heights[i - 1] < Stack.SAME) {
                doubles++;
            }
        }
        return doubles;
    }

    private static Map<String, String> distinct(List<Slice> part, List<List<Slice>> all) {
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<String, String> e : part.get(0).traits().entrySet()) {
            boolean same = part.stream().allMatch(s -> e.getValue().equals(s.traits().get(e.getKey())));
            boolean tells = all.stream().anyMatch(o -> o != part && o.stream().anyMatch(s -> !e.getValue().equals(s.traits()
                    .get(e.getKey()))));
            if (same && tells && !e.getValue().isEmpty()) {
                out.put(e.getKey(), e.getValue());
            }
        }
        return out;
    }
}

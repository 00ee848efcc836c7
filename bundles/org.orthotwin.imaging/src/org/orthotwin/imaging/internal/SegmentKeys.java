/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Numbers;

/**
 * The key/value pairs by which 3D Slicer's segmentations name their labels, from and to attributes: {@code label.<number>} is the id,
 * {@code label.<number>.name} the name for people, {@code .colour} red, green and blue as {@code #rrggbb}, {@code .code} what terminologies
 * call it.
 */
final class SegmentKeys {

    /** Segments of a file; more are a broken one. */
    private static final int MAX_SEGMENTS = 65_534;

    private SegmentKeys() {
    }

    /** Attributes from the keys of a file. Segments of a second and further layer, whose labels are others, are left out. */
    static Map<String, String> labels(Map<String, String> keys) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (int n = 0; n < MAX_SEGMENTS && keys.containsKey("Segment" + n + "_ID"); n++) {
            String prefix = "Segment" + n + "_";
            String value = keys.getOrDefault(prefix + "LabelValue", String.valueOf(n + 1));
            if (!value.matches("[1-9][0-9]{0,4}") || !keys.getOrDefault(prefix + "Layer", "0").equals("0")
                    || attributes.putIfAbsent("label." + value, keys.get(prefix + "ID")) != null) {
                continue;
            }
            String name = keys.get(prefix + "Name");
            put(attributes, "label." + value + ".name", keys.get(prefix + "ID").equals(name) ? "" : name);
            put(attributes, "label." + value + ".colour", colour(keys.getOrDefault(prefix + "Color", "")));
            put(attributes, "label." + value + ".code", keys.get(prefix + "Tags"));
        }
        return attributes;
    }

    private static void put(Map<String, String> attributes, String key, String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(key, value);
        }
    }

    private static String colour(String text) {
        String[] parts = text.strip().split("\\s+");
        if (parts.length != 3) {
            return "";
        }
        StringBuilder hex = new StringBuilder("#");
        for (String part : parts) {
            try {
                double v = Double.parseDouble(part);
                hex.append(String.format(Locale.ROOT, "%02x", (int) Math.rint(255 * Math.clamp(Double.isNaN(v) ? 0 : v, 0, 1))));
            } catch (NumberFormatException e) {
                return "";
            }
        }
        return hex.toString();
    }

    /** Lines of a header, each with its end, for attributes that name labels; empty where none does. */
    static String lines(Map<String, String> attributes, int nx, int ny, int nz) {
        StringBuilder b = new StringBuilder();
        int n = 0;
        for (int label : attributes.keySet().stream().filter(k -> k.matches("label\\.[1-9][0-9]{0,4}")).map(k ->
                Integer.valueOf(k.substring(
                6))).sorted().toList()) {
            String of = "label." + label;
            String prefix = "Segment" + n++ + "_";
            String id = attributes.get(of);
            line(b, prefix + "Color", fractions(attributes.getOrDefault(of + ".colour", "")));
            line(b, prefix + "Extent", "0 " + (nx - 1) + " 0 " + (ny - 1) + " 0 " + (nz - 1));
            line(b, prefix + "ID", id);
            line(b, prefix + "LabelValue", String.valueOf(label));
            line(b, prefix + "Layer", "0");
            line(b, prefix + "Name", attributes.getOrDefault(of + ".name", id));
            line(b, prefix + "Tags", attributes.getOrDefault(of + ".code", ""));
        }
        if (n > 0) {
            line(b, "Segmentation_ContainedRepresentationNames", "Binary labelmap|");
            line(b, "Segmentation_MasterRepresentation", "Binary labelmap");
            line(b, "Segmentation_ReferenceImageExtentOffset", "0 0 0");
        }
        return b.toString();
    }

    private static void line(StringBuilder b, String key, String value) {
        if (!value.isEmpty()) {
            b.append(key).append(":=").append(value.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")).append('\n');
        }
    }

    private static String fractions(String colour) {
        if (!colour.matches("#[0-9a-fA-F]{6}")) {
            return "";
        }
        StringBuilder b = new StringBuilder();
        for (int c = 0; c < 3; c++) {
            b.append(c == 0 ? "" : " ").append(Numbers.fixed(Integer.parseInt(colour.substring(1 + 2 * c, 3 + 2 * c), 16)
                    / 255.0, 6));
        }
        return b.toString();
    }
}

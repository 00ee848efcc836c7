/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which structure each voxel belongs to. The stored numbers are the labels, 0 is nothing; names are kept as attributes
 * {@code label.<number>} of the volume, so that a format that keeps attributes keeps the names. Immutable for everybody but its maker.
 */
public final class LabelMap {

    /** Largest label: what 16 bits hold, less {@link LabelCorrections#FREE}. */
    public static final int LARGEST = 65534;
    private static final String PREFIX = "label.";

    private final Volume volume;
    private final Map<Integer, String> names;

    private LabelMap(Volume volume, Map<Integer, String> names) {
        this.volume = volume;
        this.names = Collections.unmodifiableMap(names);
    }

    /**
     * @param voxels of an integer type, one component, stored numbers from 0 to {@link #LARGEST}
     * @param names ids of the structures by label, dotted lower case: {@code femur.left}
     * @throws IllegalArgumentException for another type of volume or a label out of range
     */
    public static LabelMap of(Volume voxels, Map<Integer, String> names) {
        if (voxels.type().isFloating() || voxels.components() != 1) {
            throw new IllegalArgumentException("labels of type " + voxels.type().code() + " with " + voxels.components()
                    + " components; whole numbers, one for each voxel, are expected");
        }
        TreeMap<Integer, String> sorted = new TreeMap<>(names);
        TreeMap<String, String> attributes = new TreeMap<>(voxels.attributes());
        // what is further said of a label stays with it as long as it has its name
        attributes.keySet().removeIf(k -> k.startsWith(PREFIX) && !k.matches("label\\.[0-9]{1,5}\\.(name|code|colour)"));
        attributes.keySet().removeIf(k -> k.startsWith(PREFIX) && !sorted.containsKey(Integer.valueOf(k.split("\\.")[1])));
        sorted.forEach((label, name) -> {
            if (label < 1 || label > LARGEST) {
                throw new IllegalArgumentException("label " + label + " ('" + name + "') is not from 1 to " + LARGEST);
            }
            attributes.put(PREFIX + label, name);
        });
        return new LabelMap(voxels.withAttributes(attributes), sorted);
    }

    /**
     * With all that is known of the labels.
     *
     * @throws IllegalArgumentException as above, and if two labels have the same value
     */
    public static LabelMap of(Volume voxels, List<Label> labels) {
        TreeMap<Integer, String> ids = new TreeMap<>();
        TreeMap<String, String> attributes = new TreeMap<>(voxels.attributes());
        attributes.keySet().removeIf(k -> k.startsWith(PREFIX));
        for (Label l : labels) {
            if (ids.put(l.value(), l.id()) != null) {
                throw new IllegalArgumentException("label " + l.value() + " comes twice");
            }
            putUnlessEmpty(attributes, PREFIX + l.value() + ".name", l.name());
            putUnlessEmpty(attributes, PREFIX + l.value() + ".code", l.code());
            putUnlessEmpty(attributes, PREFIX + l.value() + ".colour", l.colour());
        }
        return of(voxels.withAttributes(attributes), ids);
    }

    private static void putUnlessEmpty(Map<String, String> attributes, String key, String value) {
        if (!value.isEmpty()) {
            attributes.put(key, value);
        }
    }

    /** With the names that the volume's attributes tell. */
    public static LabelMap of(Volume voxels) {
        return of(voxels, namesOf(voxels.attributes()));
    }

    /** Ids of structures by label, as attributes of a volume tell them. */
    static Map<Integer, String> namesOf(Map<String, String> attributes) {
        TreeMap<Integer, String> names = new TreeMap<>();
        attributes.forEach((key, name) -> {
            if (key.matches("label\\.[0-9]{1,5}")) {
                names.put(Integer.valueOf(key.substring(PREFIX.length())), name);
            }
        });
        return names;
    }

    /** The labels as an image, its attributes holding the names. */
    public Volume volume() {
        return volume;
    }

    public VolumeGeometry geometry() {
        return volume.geometry();
    }

    /** Ids of the structures by label, sorted by label. */
    public Map<Integer, String> names() {
        return names;
    }

    /** All that is known of the named labels, sorted by their value. */
    public List<Label> labels() {
        Map<String, String> a = volume.attributes();
        return names.entrySet().stream().map(e -> {
            String key = PREFIX + e.getKey();
            String colour = a.getOrDefault(key + ".colour", "");
            return new Label(e.getKey(), e.getValue(), a.getOrDefault(key + ".name", ""), a.getOrDefault(key + ".code", ""), colour.matches(
                    "#[0-9a-fA-F]{6}") ? colour : "");
        }).toList();
    }

    /** The label of a structure, if it has one. */
    public Optional<Integer> label(String name) {
        return names.entrySet().stream().filter(e -> e.getValue().equals(name)).map(Map.Entry::getKey).findFirst();
    }

    /** The label of a voxel; 0 for none. */
    public int at(int i, int j, int k) {
        return (int) volume.stored(i, j, k);
    }

    /**
     * Number of voxels with each label that occurs, 0 left out.
     *
     * @throws IllegalArgumentException if a stored number is none from 0 to {@link #LARGEST}
     */
    public Map<Integer, Long> counts() {
        List<long[]> parts = java.util.stream.IntStream.range(0, geometry().nz()).parallel().mapToObj(k -> {
            long[] n = new long[LARGEST + 1];
            int size = geometry().nx() * geometry().ny();
            for (int p = 0; p < size; p++) {
                double label = volume.type().get(volume.store().slice(k), p * volume.type().bytes());
                if (!(label >= 0 && label <= LARGEST)) {
                    throw new IllegalArgumentException("the stored number " + (long) label + " in slice " + k + " is no label from 0 to "
                            + LARGEST);
                }
                n[(int) label]++;
            }
            return sparse(n);
        }).toList();
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                counts.merge((int) part[i], part[i + 1], Long::sum);
            }
        }
        counts.remove(0);
        return counts;
    }

    private static long[] sparse(long[] n) {
        long[] pairs = new long[2 * (int) java.util.Arrays.stream(n).filter(c -> c > 0).count()];
        for (int label = 0, at = 0; label < n.length; label++) {
            if (n[label] > 0) {
                pairs[at++] = label;
                pairs[at++] = n[label];
            }
        }
        return pairs;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.Side;

/** Which structures of a label map are a bone. */
public final class BoneLabels {

    /** Words by which names of cartilages say their bone. */
    private static final Map<String, Set<String>> WORDS = Map.of("femur", Set.of("femur", "femoral"), "tibia", Set.of("tibia", "tibial"),
            "patella", Set.of("patella", "patellar"), "pelvis", Set.of("pelvis", "hipbone", "acetabulum", "acetabular"), "humerus",
            Set.of("humerus", "humeral"), "scapula", Set.of("scapula", "glenoid"));
    private static final Set<String> CARTILAGE = Set.of("cartilage", "cart");

    private BoneLabels() {
    }

    /**
     * The structures that make up a bone: by its own name, or the parts of a pelvis. Files of others write {@code femur_left} or
     * {@code femur-left}.
     *
     * @param type such as {@code femur}
     * @return names as in the label map; empty if the bone is not there
     */
    public static List<String> structures(LabelMap labels, String type, Side side) {
        Set<Integer> there = labels.counts().keySet();
        return structures(labels.names().entrySet().stream().filter(e -> there.contains(e.getKey())).map(Map.Entry::getValue).toList(),
                type, side);
    }

    /** As above by names alone, whether or not a voxel belongs to them. */
    public static List<String> structures(Collection<String> all, String type, Side side) {
        Map<String, String> names = new LinkedHashMap<>();
        all.forEach(name -> names.put(pointed(name), name));
        String own = side.name().toLowerCase(Locale.ROOT);
        String other = side.opposite().name().toLowerCase(Locale.ROOT);
        for (String name : List.of(type + "." + own, type)) {
            if (names.containsKey(name)) {
                return List.of(names.get(name));
            }
        }
        if (type.equals("pelvis") && names.containsKey("hipbone." + own)) {
            return Stream.of("hipbone." + own, "hipbone." + other, "sacrum").map(names::get).filter(Objects::nonNull).toList();
        }
        return List.of();
    }

    /**
     * The cartilages of a bone: structures whose names have the word cartilage and one for the bone, such as
     * {@code medial_tibial_cartilage} or {@code femur.cartilage.left}; not those of the other side.
     *
     * @param type such as {@code femur}
     * @return names as in the label map, in the order of their labels, of what has voxels
     */
    static List<String> cartilages(LabelMap labels, String type, Side side) {
        Set<Integer> there = labels.counts().keySet();
        String other = side.opposite().name().toLowerCase(Locale.ROOT);
        return labels.names().entrySet().stream().filter(e -> there.contains(e.getKey())).map(Map.Entry::getValue).filter(name -> {
            List<String> words = List.of(pointed(name).split("\\."));
            return words.stream().anyMatch(CARTILAGE::contains) && !words.contains(other)
                    && words.stream().anyMatch(WORDS.getOrDefault(type, Set.of(type))::contains);
        }).toList();
    }

    /** What a cartilage is called in an anatomy: its structure's name without what is said of all of them. */
    static String cartilageId(String structure) {
        String rest = Stream.of(pointed(structure).split("[^\\p{L}\\p{Nd}]+"))
                .filter(w -> !w.isEmpty() && !CARTILAGE.contains(w) && !w.equals("left") && !w.equals("right"))
                .collect(Collectors.joining("."));
        return "cartilage." + rest;
    }

    private static String pointed(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.').replace(' ', '.');
    }

    /** Whether a structure is one innominate bone. */
    static boolean isHipBone(String structure) {
        return structure.toLowerCase(Locale.ROOT).startsWith("hipbone");
    }

    /** One label, 1, of several structures. */
    public static LabelMap merged(LabelMap labels, List<String> structures, String name) {
        VolumeGeometry g = labels.geometry();
        boolean[] in = new boolean[LabelMap.LARGEST + 2];
        for (String s : structures) {
            in[labels.label(s).orElseThrow()] = true;
        }
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        ScalarType t = labels.volume().type();
        int n = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            ByteBuffer from = labels.volume().store().slice(k);
            ByteBuffer to = v.store().slice(k);
            for (int p = 0; p < n; p++) {
                if (in[(int) t.get(from, p * t.bytes())]) {
                    to.put(p, (byte) 1);
                }
            }
        });
        return LabelMap.of(v, Map.of(1, name));
    }
}

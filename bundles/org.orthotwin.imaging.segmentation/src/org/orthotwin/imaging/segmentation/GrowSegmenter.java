/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.LabelScript;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.internal.RegionGrowing;
import org.orthotwin.imaging.spi.Segmenter;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Value;

/**
 * Structures that grow from places which a person gives: for images that nothing tells apart unattended, MR above all.
 *
 * <p>Model: {@link RegionGrowing}. Assumptions: a structure has values of one kind, but for slow changes, and an edge round most of it.
 * Failure modes: an edge that is nowhere seen (fat beside fatty marrow with a cortex thinner than a voxel) lets it leak, which its volume
 * tells; a second seed beyond, of another structure or of {@code none}, holds it. A bright vessel or scar within a bone splits it: a seed
 * on either side. What is thinner than {@code neck} (cartilage) cannot be grown with that neck. Cost: about 30 bytes a voxel and 9 more for
 * each structure, a few seconds for a knee.
 */
public class GrowSegmenter implements Segmenter {

    /** Largest image, voxels. */
    public static final long MOST_VOXELS = 1L << 27;
    /** The structure that becomes no label. */
    public static final String NOTHING = "none";
    private static final int MOST_STRUCTURES = 120;

    @Override
    public Segmentation segment(SegmentationRequest request) {
        Settings set = request.settings();
        Volume image = request.image();
        VolumeGeometry g = image.geometry();
        if (!set.has("seeds") || set.text("seeds").isBlank()) {
            throw Texts.refuse("grow.seeds");
        }
        if (g.voxels() > MOST_VOXELS) {
            throw Texts.refuse("grow.large", g.voxels(), MOST_VOXELS);
        }
        Map<String, List<Vec3>> seeds = seeds(set.text("seeds"));
        List<String> names = seeds.keySet().stream().filter(n -> !n.equals(NOTHING)).toList();
        if (names.isEmpty()) {
            throw Texts.refuse("grow.nothing");
        }
        if (seeds.containsKey(NOTHING)) {
            // the last one, so that the others have labels from 1 on
            seeds.put(NOTHING, seeds.remove(NOTHING));
        }
        List<String> all = List.copyOf(seeds.keySet());
        Map<Integer, Integer> taken = new TreeMap<>();
        List<List<int[]>> voxels = new ArrayList<>();
        for (String name : all) {
            List<int[]> at = new ArrayList<>();
            for (Vec3 seed : seeds.get(name)) {
                at.add(voxel(g, name, seed, all, taken, voxels.size()));
            }
            voxels.add(at);
        }
        RegionGrowing.Limits limits = new RegionGrowing.Limits(set.number("range"), set.number("edge") * 1000, set.number("neck"),
                set.number("seed.radius"), set.number("smoothing"), set.number("volume.most"));
        RegionGrowing.Grown grown = RegionGrowing.run(image, voxels, limits, request.threads(), request.monitor());
        List<Diagnostic> findings = new ArrayList<>();
        Map<String, Value> values = new TreeMap<>();
        for (int s = 0; s < all.size(); s++) {
            if (grown.blockedSeed()[s] >= 0) {
                throw Texts.refuse("grow.seed.blocked", all.get(s), mm(seeds.get(all.get(s)).get(grown.blockedSeed()[s])),
                        Numbers.fixed(limits.neck() * 1000.0, 1));
            }
            if (grown.stopped()[s]) {
                findings.add(Texts.warn("grow.leak", all.get(s), Numbers.fixed(limits.most() * 1e6, 1)));
            }
            values.put("threshold." + all.get(s) + ".low", Value.of(grown.low()[s], Dimension.NONE));
            values.put("threshold." + all.get(s) + ".high", Value.of(grown.high()[s], Dimension.NONE));
        }
        return new Segmentation(labels(g, grown.label(), names), values, findings);
    }

    private static LabelMap labels(VolumeGeometry g, byte[] label, List<String> names) {
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        int n = g.nx() * g.ny();
        for (int k = 0; k < g.nz(); k++) {
            for (int p = 0; p < n; p++) {
                byte l = label[p + k * n];
                v.store().slice(k).put(p, l > names.size() ? 0 : l);
            }
        }
        Map<Integer, String> ids = new TreeMap<>();
        for (String name : names) {
            ids.put(ids.size() + 1, name);
        }
        return LabelMap.of(v, ids);
    }

    private static int[] voxel(VolumeGeometry g, String name, Vec3 seed, List<String> all, Map<Integer, Integer> taken, int structure) {
        int[] at = g.voxel(seed).orElseThrow(() -> Texts.refuse("grow.seed.outside", name, mm(seed)));
        Integer other = taken.putIfAbsent(at[0] + g.nx() * (at[1] + g.ny() * at[2]), structure);
        if (other != null && other != structure) {
            throw Texts.refuse("grow.seed.twice", all.get(other), name);
        }
        return at;
    }

    private static String mm(Vec3 p) {
        return String.join(", ", Arrays.stream(p.toArray()).mapToObj(c -> Numbers.shortest(Numbers.edge(c * 1000.0))).toList());
    }

    private static Map<String, List<Vec3>> seeds(String text) {
        Map<String, List<Vec3>> seeds = new LinkedHashMap<>();
        for (String seed : text.split(";")) {
            String s = seed.strip();
            if (s.isEmpty()) {
                continue;
            }
            int at = s.indexOf('@');
            Optional<Vec3> place = LabelScript.place(s.substring(at + 1));
            if (at < 1 || place.isEmpty() || !s.substring(0, at).matches("[A-Za-z0-9._-]{1,100}")) {
                throw Texts.refuse("grow.seed.form", s);
            }
            seeds.computeIfAbsent(s.substring(0, at), n -> new ArrayList<>()).add(place.get());
        }
        if (seeds.size() > MOST_STRUCTURES) {
            throw Texts.refuse("grow.seed.many", seeds.size(), MOST_STRUCTURES);
        }
        return seeds;
    }
}

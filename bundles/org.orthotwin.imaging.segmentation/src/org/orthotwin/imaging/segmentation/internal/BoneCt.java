/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.CtBoneSegmenter;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Value;

/**
 * One run of the segmenter over a CT: what does not depend on the joint. Thresholds, metal and bone come first; then a subclass tells which
 * bone each voxel of bone belongs to; then every bone becomes a solid with its rim where it belongs. What a person said holds throughout.
 *
 * <p>Labels are the places of the names that the subclass gives, from 1; after them come {@code other} (bone of no name) and
 * {@link CtBoneSegmenter#METAL}.
 */
public abstract class BoneCt {

    /** Makes a finding of a code. */
    @FunctionalInterface
    public interface Said<T> {
        T of(String code, Object... args);
    }

    /** Working label: bone of which nothing is known yet; in the answer, no bone. */
    static final byte UNKNOWN = 0;

    private static final double LEAST_PART = 300e-9;
    private static final double LEAST_SEED = 60e-9;
    private static final double LEAST_METAL = 20e-9;
    private static final double STREAKS = 0.030;
    /** Soft tissue that streaks scatter is looked for in this range of HU. */
    private static final int NOISE = 600;
    /** Half the width of the box in which soft tissue's scatter is taken, m. */
    private static final double WINDOW = 0.003;
    /** Half the width of what near metal is no bone, m. */
    private static final double THIN_STREAK = 0.0015;
    /** Radius, m. */
    private static final double LARGEST_CUP = 0.042;
    /** Larger voxels are told to be coarse, m. */
    static final double COARSE = 0.002;

    final Said<Diagnostic> warn;
    final Monitor monitor;
    final List<Diagnostic> findings = new ArrayList<>();
    final byte otherLabel;
    final byte metalLabel;
    Ct ct;
    Grid g;
    HuHistogram h;
    /** 1 where there is metal; null if there is none. */
    byte[] metal;
    /** 1 in what partial volume and blooming brighten beside metal. */
    byte[] rim;
    /** 1 where there is bone that is not metal. */
    byte[] bone;
    /** Which bone each voxel belongs to. */
    byte[] label;
    /** What a person said, on the own grid: label + 1, or 0; null if nobody did. */
    byte[] person;

    /** Head and joint space where voxels are coarse, by the head's label: what closes sockets; null where none does. */
    private byte[] wall;
    private final SegmentationRequest request;
    private final Said<InputException> refuse;
    private final Settings settings;
    private final String[] names;
    private final Map<String, Value> values = new TreeMap<>();

    /** @param bones names of the labels from 1 */
    BoneCt(SegmentationRequest request, List<String> bones, Said<InputException> refuse, Said<Diagnostic> warn) {
        this.request = request;
        this.refuse = refuse;
        this.warn = warn;
        this.monitor = request.monitor();
        this.settings = request.settings();
        List<String> all = new ArrayList<>();
        all.add("");
        all.addAll(bones);
        otherLabel = (byte) all.size();
        all.add("other");
        metalLabel = (byte) all.size();
        all.add(CtBoneSegmenter.METAL);
        names = all.toArray(String[]::new);
    }

    /** Writes into {@link #label} which bone each voxel of {@link #bone} belongs to; takes voxels of a joint space out of {@link #bone}. */
    abstract void part();

    /** The labels of the bones that become solids, those first that may take what lies between two. */
    abstract byte[] order();

    /** Whether a bone is a tube whose canal the image's end may leave open. */
    abstract boolean isLong(byte which);

    /** Whether a bone has places that are thinner than coarse voxels and not beside a joint. */
    boolean hasThinWings(byte which) {
        return false;
    }

    /** Does it all. */
    public final Segmentation run() {
        monitor.begin("Segmentation", 6);
        ct = Ct.of(request.image(), monitor);
        g = ct.grid;
        h = new HuHistogram(ct, monitor);
        if (!h.isHounsfield()) {
            throw refuse.of("ct.values", lowest(), highest());
        }
        step();
        corrections();
        findMetal();
        step();
        findBone();
        step();
        label = new byte[g.size()];
        part();
        step();
        solids();
        step();
        Segmentation s = answer();
        step();
        return s;
    }

    private void step() {
        monitor.worked(1);
        monitor.checkCancelled();
    }

    private int lowest() {
        for (int i = 0; i < h.counts.length; i++) {
            if (h.counts[i] > 0) {
                return HuHistogram.LOWEST + i;
            }
        }
        return 0;
    }

    private int highest() {
        for (int i = h.counts.length - 1; i >= 0; i--) {
            if (h.counts[i] > 0) {
                return HuHistogram.LOWEST + i;
            }
        }
        return 0;
    }

    private void corrections() {
        if (request.corrections().isEmpty()) {
            return;
        }
        LabelCorrections c = request.corrections().get();
        person = new byte[g.size()];
        VolumeGeometry o = c.geometry();
        for (int k = 0; k < o.nz(); k++) {
            for (int j = 0; j < o.ny(); j++) {
                for (int i = 0; i < o.nx(); i++) {
                    int said = c.at(i, j, k);
                    // labels of the person's own only count at the end
                    person[ct.own(i, j, k)] = (byte) (said == LabelCorrections.FREE || said > metalLabel ? 0 : said + 1);
                }
            }
        }
    }

    /** The label that a person gave a voxel, 0 for none of the bones; -1 if nobody did. */
    final int said(int p) {
        return person == null ? -1 : person[p] - 1;
    }

    /** Nothing was found by which bones could be parted: all of them is other bone, which a finding says. */
    final void partNothing(String code) {
        findings.add(warn.of(code));
        for (int p = 0; p < bone.length; p++) {
            label[p] = bone[p] != 0 ? otherLabel : UNKNOWN;
        }
    }

    /**
     * Parts a head from its socket, and takes the joint space between them out of {@link #bone}.
     *
     * @param head label of the head's bone, which every voxel on its side gets
     * @param socket the labels that count as the socket where a person gave them
     */
    final JointCut partHead(HeadSearch.Head ball, JointCut.Prior prior, byte head, byte... socket) {
        byte[] fixed = null;
        if (person != null) {
            fixed = new byte[g.size()];
            for (int p = 0; p < fixed.length; p++) {
                int said = said(p);
                fixed[p] = said == head ? JointCut.HEAD : JointCut.FREE;
                for (byte s : socket) {
                    fixed[p] = said == s ? JointCut.SOCKET : fixed[p];
                }
            }
        }
        JointCut cut = new JointCut(ct, bone, ball, prior, fixed, monitor);
        for (int p = 0; p < cut.side.length; p++) {
            int q = cut.box.outer(p);
            if (cut.side[p] == JointCut.HEAD) {
                label[q] = head;
            } else if (cut.side[p] == JointCut.GAP) {
                bone[q] = 0;
            }
        }
        fillHead(ball, cut, head);
        return cut;
    }

    /**
     * Where voxels are coarse thin bone has holes that no closing finds: what lies a voxel within a head's sphere is head, and the sphere
     * of head and joint space closes the socket where its floor has holes.
     */
    private void fillHead(HeadSearch.Head ball, JointCut cut, byte head) {
        if (g.largestSpacing() <= COARSE) {
            return;
        }
        if (wall == null) {
            wall = new byte[g.size()];
        }
        for (int p = 0; p < cut.side.length; p++) {
            int q = cut.box.outer(p);
            double r = g.place(q).distance(ball.center());
            if (said(q) < 0 && (metal == null || metal[q] == 0) && r < ball.radius() - g.largestSpacing()) {
                bone[q] = 1;
                label[q] = head;
            }
            if (r < ball.radius() + 2 * cut.middle) {
                wall[q] = head;
            }
        }
    }

    /** Values of a head: centre (LPS, m), radius (m), and the share of directions in which it is seen. */
    final void sayHead(String side, Vec3 center, double radius, double coverage) {
        Vec3 c = ct.lps(center);
        value("head." + side + ".x", c.x(), Dimension.LENGTH);
        value("head." + side + ".y", c.y(), Dimension.LENGTH);
        value("head." + side + ".z", c.z(), Dimension.LENGTH);
        value("head." + side + ".radius", radius, Dimension.LENGTH);
        value("head." + side + ".coverage", coverage, Dimension.NONE);
    }

    /** Values of a head of bone and its joint space, and a finding where too little of the joint space is seen. */
    final void sayJoint(String side, HeadSearch.Head head, JointCut cut, double least, String code) {
        sayHead(side, head.center(), head.radius(), head.coverage());
        value("head." + side + ".rms", head.rms(), Dimension.LENGTH);
        value("joint." + side + ".visible", cut.visible, Dimension.NONE);
        if (cut.visible < least) {
            findings.add(warn.of(code, side, Math.round(100 * cut.visible)));
        }
    }

    final void value(String name, double v, Dimension d) {
        values.put(name, Value.of(v, d));
    }

    /** Metal: in reach of a seed brighter than any bone; its rim is what partial volume and blooming brighten beside it. */
    private void findMetal() {
        double seed = settings.number("metal.threshold");
        double low = Math.min(seed, h.metalRim() * seed / h.metalSeed());
        metal = new byte[g.size()];
        Components parts = new Components(over(low), g, true);
        int[] seeds = new int[parts.count() + 1];
        for (int p = 0; p < metal.length; p++) {
            seeds[parts.part[p]] += parts.part[p] != 0 && ct.hu[p] >= seed ? 1 : 0;
        }
        long n = 0;
        for (int p = 0; p < metal.length; p++) {
            int said = said(p);
            if (said == metalLabel || said < 0 && parts.part[p] != 0 && seeds[parts.part[p]] * g.voxelVolume() >= LEAST_METAL) {
                metal[p] = 1;
                n++;
            }
        }
        value("threshold.metal", seed, Dimension.NONE);
        rim = new byte[g.size()];
        if (n == 0) {
            metal = null;
            return;
        }
        byte[] near = Morphology.dilate(metal, g, 1.2 * g.largestSpacing());
        for (int p = 0; p < rim.length; p++) {
            rim[p] = (byte) (near[p] != 0 && metal[p] == 0 ? 1 : 0);
        }
    }

    private byte[] over(double hu) {
        byte[] set = new byte[g.size()];
        int n = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            for (int p = k * n; p < (k + 1) * n; p++) {
                set[p] = (byte) (ct.hu[p] >= hu ? 1 : 0);
            }
        });
        return set;
    }

    private void findBone() {
        double low = settings.has("bone.threshold") ? settings.number("bone.threshold") : h.boneRim();
        double seed = Math.max(low + 30, h.boneSeed() - h.boneRim() + low);
        bone = over(low);
        if (metal != null) {
            float[] d = DistanceTransform.squared(metal, g);
            short[] near = nearMetal(d, low);
            int[] used = new int[NOISE + 1];
            long n = 0;
            for (int p = 0; p < bone.length; p++) {
                boolean close = d[p] > 0 && d[p] < STREAKS * STREAKS;
                if (d[p] == 0 || rim[p] != 0 || close && ct.hu[p] < near[p]) {
                    bone[p] = 0;
                }
                used[close ? Math.clamp(near[p] - (int) low, 0, NOISE) : 0] += close ? 1 : 0;
                n += metal[p];
            }
            double typical = low + quantile(used, 0.5);
            double most = low + quantile(used, 0.99);
            value("threshold.bone.nearMetal", typical, Dimension.NONE);
            value("threshold.bone.nearMetal.most", most, Dimension.NONE);
            value("metal.volume", n * g.voxelVolume(), Dimension.VOLUME);
            findings.add(warn.of("ct.metal", Math.round(n * g.voxelVolume() * 1e9), Math.round(1000 * STREAKS), Math.round(typical),
                    Math.round(most)));
        }
        for (int p = 0; p < bone.length && person != null; p++) {
            if (person[p] != 0) {
                bone[p] = (byte) (person[p] == 1 || person[p] == metalLabel + 1 ? 0 : 1);
            }
        }
        Components parts = new Components(bone, g, true);
        int[] bright = new int[parts.count() + 1];
        for (int p = 0; p < bone.length; p++) {
            bright[parts.part[p]] += bone[p] != 0 && (ct.hu[p] >= seed || said(p) > 0) ? 1 : 0;
        }
        boolean any = false;
        for (int p = 0; p < bone.length; p++) {
            int part = parts.part[p];
            if (bone[p] != 0) {
                bone[p] = (byte) (bright[part] * g.voxelVolume() >= LEAST_SEED && parts.sizes[part] * g.voxelVolume() >= LEAST_PART ? 1
                        : 0);
                any |= bone[p] != 0;
            }
        }
        if (!any) {
            throw refuse.of("ct.bone", Math.round(low));
        }
        value("threshold.bone", low, Dimension.NONE);
        value("threshold.bone.seed", seed, Dimension.NONE);
        value("peak.soft", h.soft, Dimension.NONE);
        value("spread.soft", h.spread, Dimension.NONE);
        if (!Double.isNaN(h.fat)) {
            value("peak.fat", h.fat, Dimension.NONE);
        }
        if (!Double.isNaN(h.air)) {
            value("peak.air", h.air, Dimension.NONE);
        }
        if (g.largestSpacing() > COARSE) {
            findings.add(warn.of("ct.coarse", Numbers.fixed(1000 * g.largestSpacing(), 2)));
        }
    }

    /**
     * Thresholds of bone within {@value #STREAKS} m of metal, HU: three times what soft tissue is scattered by around each voxel, above its
     * middle; streaks lie in some places and not in others. Coarse voxels that are partly bone scatter as much as streaks: there it is one
     * threshold, by the scatter of all of them.
     */
    private short[] nearMetal(float[] d, double low) {
        short[] near = new short[d.length];
        double reach = STREAKS * STREAKS;
        int middle = (int) h.soft;
        boolean coarse = g.largestSpacing() > COARSE;
        double everywhere = coarse ? 0.5 * darkSpread(d) : 0;
        // its sums are as large as what they are taken over: the surroundings of metal alone
        Grid.Box box = g.boxOf(metal, (byte) 1, (int) Math.ceil((STREAKS + WINDOW) / g.smallestSpacing()) + 2);
        LocalSpread spread = coarse ? null : new LocalSpread(box.grid(), p -> {
            int q = box.outer(p);
            return d[q] > 0 && rim[q] == 0 && Math.abs(ct.hu[q] - middle) < NOISE / 2;
        }, p -> ct.hu[box.outer(p)], WINDOW);
        int n = box.grid().nx() * box.grid().ny();
        IntStream.range(0, box.grid().nz()).parallel().forEach(k -> {
            for (int p = k * n; p < (k + 1) * n; p++) {
                int q = box.outer(p);
                if (d[q] > 0 && d[q] < reach) {
                    double here = spread == null ? everywhere : spread.at(p);
                    near[q] = (short) Math.round(Math.max(low, h.soft + 3 * Math.max(h.spread, here)));
                }
            }
        });
        return near;
    }

    /** Standard deviation of what lies near metal, from its darker half, where there is no bone; HU. */
    private double darkSpread(float[] d) {
        int lowest = (int) h.soft - 400;
        int[] counts = new int[800];
        int n = 0;
        for (int p = 0; p < d.length; p++) {
            int v = ct.hu[p] - lowest;
            if (d[p] > 0 && d[p] < STREAKS * STREAKS && rim[p] == 0 && v >= 0 && v < counts.length) {
                counts[v]++;
                n++;
            }
        }
        // between the 16th percentile and the median lies one standard deviation
        return n < 100 ? 0 : Math.min(150, quantile(counts, 0.5) - quantile(counts, 0.16));
    }

    private static int quantile(int[] counts, double share) {
        long all = IntStream.of(counts).asLongStream().sum();
        long sum = 0;
        for (int v = 0; v < counts.length; v++) {
            sum += counts[v];
            if (sum >= share * all) {
                return v;
            }
        }
        return 0;
    }

    /** Gives every voxel of a set the label of the seed that is nearest along bone. */
    final void grow(byte[] set, byte[] labels) {
        Partition.grow(set, labels, ct.hu, g, h.boneSeed() + 200, monitor);
    }

    /** Bones filled, their rims put right, metal taken out. */
    private void solids() {
        double gap = settings.number("gap");
        byte[] out = new byte[label.length];
        byte[] metalAndRim = metal == null ? null : near();
        for (byte which : order()) {
            keepLargest(which);
            Grid.Box box = g.boxOf(label, which, (int) Math.ceil(3 * gap / g.smallestSpacing()) + 4);
            if (box == null) {
                continue;
            }
            monitor.checkCancelled();
            byte[] shell = box.where(label, which);
            if (g.largestSpacing() > COARSE && hasThinWings(which)) {
                bridge(shell, box);
            }
            byte[] with = shell;
            if (metalAndRim != null || wall != null) {
                with = shell.clone();
            }
            if (metalAndRim != null) {
                byte[] m = box.where(metalAndRim, (byte) 1);
                for (int p = 0; p < with.length; p++) {
                    with[p] |= m[p];
                }
            }
            for (int p = 0; p < with.length && wall != null; p++) {
                byte of = wall[box.outer(p)];
                with[p] |= (byte) (of != 0 && of != which ? 1 : 0);
            }
            byte[] solid = Morphology.solid(with, box.grid(), Math.max(gap, 1.1 * g.largestSpacing()), 0.002, isLong(which));
            if (metalAndRim != null) {
                withoutMetal(solid, shell, box);
                withoutStreaks(solid, metalAndRim, box);
            }
            // what belongs to another bone is not filled
            for (int p = 0; p < solid.length; p++) {
                byte other = label[box.outer(p)];
                byte closed = wall == null ? 0 : wall[box.outer(p)];
                solid[p] = closed != 0 && closed != which && shell[p] == 0 ? 0 : solid[p];
                if (solid[p] != 0 && (other != UNKNOWN && other != otherLabel && other != which || out[box.outer(p)] != 0)) {
                    solid[p] = 0;
                }
            }
            peel(solid, metalAndRim, box);
            largest(solid, box.grid());
            for (int p = 0; p < solid.length; p++) {
                if (solid[p] != 0) {
                    out[box.outer(p)] = which;
                }
            }
            border(which, out);
        }
        Components rest = others(out);
        for (int p = 0; p < out.length; p++) {
            if (metal != null && metal[p] != 0) {
                out[p] = metalLabel;
            } else if (out[p] == 0 && rest.part[p] != 0 && rest.sizes[rest.part[p]] * g.voxelVolume() > 1e-6) {
                out[p] = otherLabel;
            }
            if (person != null && person[p] != 0) {
                out[p] = (byte) (person[p] - 1);
            }
        }
        label = out;
    }

    /** Adds bone that is thinner than coarse voxels; near metal there are sheets that are streaks. */
    private void bridge(byte[] shell, Grid.Box box) {
        byte[] free = new byte[shell.length];
        float[] off = metal == null ? null : DistanceTransform.squared(box.where(metal, (byte) 1), box.grid());
        for (int p = 0; p < free.length; p++) {
            int q = box.outer(p);
            free[p] = (byte) (label[q] == UNKNOWN && said(q) < 0 && (off == null || off[p] > STREAKS * STREAKS) ? 1 : 0);
        }
        ThinBone.bridge(shell, free, box, ct, h.soft, h.boneRim(), monitor);
    }

    /** Where a bone ends at metal its HU say nothing: what is dark there is the metal's shadow, not the surroundings. */
    private void peel(byte[] solid, byte[] metalAndRim, Grid.Box box) {
        byte[] with = solid.clone();
        for (int p = 0; p < with.length && metalAndRim != null; p++) {
            with[p] |= metalAndRim[box.outer(p)];
        }
        HalfMaximum.peel(with, box, ct);
        for (int p = 0; p < solid.length; p++) {
            solid[p] &= with[p];
        }
    }

    private Components others(byte[] out) {
        byte[] set = new byte[out.length];
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (label[p] == otherLabel && out[p] == 0 ? 1 : 0);
        }
        return new Components(set, g, true);
    }

    private byte[] near() {
        byte[] set = metal.clone();
        for (int p = 0; p < set.length; p++) {
            set[p] |= rim[p];
        }
        return set;
    }

    /** Parts of a bone that hang together with nothing of it: the largest stays, the others become other bone. */
    private void keepLargest(byte which) {
        Grid.Box box = g.boxOf(label, which, 0);
        if (box == null) {
            return;
        }
        byte[] set = box.where(label, which);
        Components c = new Components(set, box.grid(), true);
        int most = c.largest();
        for (int p = 0; p < set.length; p++) {
            // a piece of at least a tenth is kept: a fracture, or a bone that leaves the image and comes back
            if (set[p] != 0 && c.sizes[c.part[p]] < 0.1 * most && said(box.outer(p)) < 0) {
                label[box.outer(p)] = c.sizes[c.part[p]] * g.voxelVolume() > 1e-6 ? otherLabel : UNKNOWN;
            }
        }
    }

    private static void largest(byte[] set, Grid b) {
        Components c = new Components(set, b, false);
        int most = c.largest();
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (set[p] != 0 && c.sizes[c.part[p]] >= 0.1 * most ? 1 : 0);
        }
    }

    /** Takes metal out of a solid, and of its rim what is not deep in bone: a plate or a screw's head outside has no bone around it. */
    private void withoutMetal(byte[] solid, byte[] shell, Grid.Box box) {
        double radius = 0.004;
        byte[] core = Morphology.dilate(Morphology.erode(solid, box.grid(), radius), box.grid(), radius);
        // what neither the bone nor an opened solid knows is metal that sticks out
        for (int p = 0; p < solid.length; p++) {
            if (solid[p] == 0 || shell[p] != 0) {
                continue;
            }
            int q = box.outer(p);
            boolean artefact = metal[q] != 0 || rim[q] != 0;
            if (metal[q] != 0 || artefact && core[p] == 0) {
                solid[p] = 0;
            }
        }
    }

    /** Takes out of a solid what near metal is thinner than any bone there: streaks that are as bright. A person's word stays. */
    private void withoutStreaks(byte[] solid, byte[] metalAndRim, Grid.Box box) {
        double radius = Math.max(THIN_STREAK, 1.5 * g.largestSpacing());
        byte[] both = box.where(metalAndRim, (byte) 1);
        float[] off = DistanceTransform.squared(both, box.grid());
        for (int p = 0; p < both.length; p++) {
            both[p] |= solid[p];
        }
        byte[] core = Morphology.dilate(Morphology.erode(both, box.grid(), radius), box.grid(), 1.1 * radius);
        for (int p = 0; p < solid.length; p++) {
            if (solid[p] != 0 && core[p] == 0 && off[p] < STREAKS * STREAKS && said(box.outer(p)) < 0) {
                solid[p] = 0;
            }
        }
    }

    /**
     * Says of the inside of an artificial joint that there is no bone: within the outermost metal that lies around its ball, a cup, or
     * within the ball alone. What is bright there is blooming and streaks.
     */
    final void empty(Vec3 centre, double ball) {
        int bins = (int) Math.ceil(LARGEST_CUP / g.largestSpacing());
        long[] all = new long[bins];
        long[] of = new long[bins];
        for (int p = 0; p < metal.length; p++) {
            int bin = (int) (g.place(p).distance(centre) / g.largestSpacing());
            if (bin < bins) {
                all[bin]++;
                of[bin] += metal[p];
            }
        }
        double radius = ball;
        for (int bin = 0; bin < bins; bin++) {
            // a hemisphere is half of them, a neck a tenth
            radius = all[bin] > 0 && of[bin] > 0.2 * all[bin] ? Math.max(radius, (bin + 1) * g.largestSpacing()) : radius;
        }
        if (wall == null) {
            wall = new byte[g.size()];
        }
        for (int p = 0; p < metal.length; p++) {
            if (said(p) < 0 && g.place(p).distance(centre) < radius) {
                bone[p] = 0;
                label[p] = UNKNOWN;
                wall[p] = metalLabel;
            }
        }
    }

    private void border(byte which, byte[] out) {
        boolean cut = false;
        for (int p = 0; p < out.length && !cut; p++) {
            if (out[p] == which) {
                int i = g.i(p);
                int j = g.j(p);
                int k = g.k(p);
                cut = i == 0 || j == 0 || k == 0 || i == g.nx() - 1 || j == g.ny() - 1 || k == g.nz() - 1;
            }
        }
        if (cut) {
            findings.add(warn.of("ct.border", names[which]));
        }
    }

    private Segmentation answer() {
        VolumeGeometry o = request.image().geometry();
        Volume v = Volume.zeros(o, ScalarType.UINT8, ValueMapping.IDENTITY);
        boolean[] used = new boolean[names.length];
        for (int k = 0; k < o.nz(); k++) {
            ByteBuffer slice = v.store().slice(k);
            for (int j = 0, p = 0; j < o.ny(); j++) {
                for (int i = 0; i < o.nx(); i++, p++) {
                    byte b = label[ct.own(i, j, k)];
                    used[b] = true;
                    slice.put(p, b);
                }
            }
        }
        TreeMap<Integer, String> legend = new TreeMap<>();
        for (int n = 1; n < names.length; n++) {
            if (used[n]) {
                legend.put(n, names[n]);
            }
        }
        return new Segmentation(LabelMap.of(v, legend), values, findings);
    }
}

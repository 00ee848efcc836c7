/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Value;

/** One run of the segmenter over a CT of the hips. */
public final class HipCt {

    /** Makes a finding of a code. */
    @FunctionalInterface
    public interface Said<T> {
        T of(String code, Object... args);
    }

    private static final byte HIP_RIGHT = 1;
    private static final byte HIP_LEFT = 2;
    private static final byte SACRUM = 3;
    private static final byte FEMUR_RIGHT = 4;
    private static final byte FEMUR_LEFT = 5;
    private static final byte OTHER = 6;
    private static final byte METAL = 7;
    private static final String[] NAMES = {"", "hipbone.right", "hipbone.left", "sacrum", "femur.right", "femur.left", "other", "metal"};
    /** Working labels that are not in the answer. */
    private static final byte UNKNOWN = 0;
    private static final byte PELVIS = 9;

    /** Distance of the hip's centre from the midplane where only one is seen, m: adults 0.08 to 0.095. */
    private static final double HALF_WIDTH = 0.088;
    private static final double LEAST_PART = 300e-9;
    private static final double LEAST_SEED = 60e-9;
    private static final double LEAST_METAL = 20e-9;
    private static final double STREAKS = 0.030;
    /** Of a head's surface, share of directions that must be met: neck and contact take a third at most. */
    private static final double LEAST_COVERAGE = 0.38;
    /** From here on one head alone needs no further evidence. */
    private static final double SURE_COVERAGE = 0.8;
    /** Share of directions into the socket in which the joint space of one head alone must be seen. */
    private static final double LEAST_VISIBLE = 0.3;
    /** The same for the second head of a pair, which may have metal in it or a joint space that is not seen. */
    private static final double LEAST_COVERAGE_OF_SECOND = 0.28;
    /** The same where the place and the radius are known from the other side. */
    private static final double LEAST_COVERAGE_OF_MIRRORED = 0.2;

    private final SegmentationRequest request;
    private final Said<InputException> refuse;
    private final Said<Diagnostic> warn;
    private final Monitor monitor;
    private final Settings settings;
    private final List<Diagnostic> findings = new ArrayList<>();
    private final Map<String, Value> values = new TreeMap<>();
    private Ct ct;
    private Grid g;
    private HuHistogram h;
    private byte[] metal;
    private byte[] rim;
    private byte[] bone;
    private byte[] label;
    /** What a person said, on the own grid: label + 1, or 0. */
    private byte[] person;

    public HipCt(SegmentationRequest request, Said<InputException> refuse, Said<Diagnostic> warn) {
        this.request = request;
        this.refuse = refuse;
        this.warn = warn;
        this.monitor = request.monitor();
        this.settings = request.settings();
    }

    /** Does it all. */
    public Segmentation run() {
        monitor.begin("Segmentation", 7);
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
        List<HeadSearch.Head> heads = heads();
        step();
        label = new byte[g.size()];
        name(heads);
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
                    person[ct.own(i, j, k)] = (byte) (said == LabelCorrections.FREE || said > METAL ? 0 : said + 1);
                }
            }
        }
    }

    private int said(int p) {
        return person == null ? -1 : person[p] - 1;
    }

    private void value(String name, double v, Dimension d) {
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
            if (said == METAL || said < 0 && parts.part[p] != 0 && seeds[parts.part[p]] * g.voxelVolume() >= LEAST_METAL) {
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
            double near = nearMetal(d, low);
            long n = 0;
            for (int p = 0; p < bone.length; p++) {
                if (d[p] == 0 || rim[p] != 0 || d[p] < STREAKS * STREAKS && ct.hu[p] < near) {
                    bone[p] = 0;
                }
                n += metal[p];
            }
            value("threshold.bone.nearMetal", near, Dimension.NONE);
            value("metal.volume", n * g.voxelVolume(), Dimension.VOLUME);
            findings.add(warn.of("ct.metal", Math.round(n * g.voxelVolume() * 1e9), Math.round(1000 * STREAKS), Math.round(near)));
        }
        for (int p = 0; p < bone.length && person != null; p++) {
            if (person[p] != 0) {
                bone[p] = (byte) (person[p] == 1 || person[p] == METAL + 1 ? 0 : 1);
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
                bone[p] = (byte) (bright[part] * g.voxelVolume() >= LEAST_SEED && parts.sizes[part] * g.voxelVolume() >= LEAST_PART ? 1 : 0);
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
        if (1000 * g.largestSpacing() > 2) {
            findings.add(warn.of("ct.coarse", String.format(Locale.ROOT, "%.2f", 1000 * g.largestSpacing())));
        }
    }

    /** Threshold of bone where streaks scatter soft tissue: three times its own spread there, above its middle. */
    private double nearMetal(float[] d, double low) {
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
        if (n < 100) {
            return low;
        }
        // between the 16th percentile and the median lies one standard deviation of what is not bone
        int sum = 0;
        int p16 = -1;
        int p50 = -1;
        for (int v = 0; v < counts.length && p50 < 0; v++) {
            sum += counts[v];
            p16 = p16 < 0 && sum >= 0.16 * n ? v : p16;
            p50 = sum >= 0.5 * n ? v : p50;
        }
        double spread = Math.min(150, p50 - p16);
        return Math.max(low, h.soft + 3 * Math.max(h.spread, 0.5 * spread));
    }

    /** The heads of femora: the best ball on either side of the body, or the only one. */
    private List<HeadSearch.Head> heads() {
        HeadSearch search = new HeadSearch(ct, h, monitor);
        List<HeadSearch.Head> all = search.find(LEAST_COVERAGE_OF_SECOND);
        List<HeadSearch.Head> best = new ArrayList<>();
        double bestPair = -1;
        for (HeadSearch.Head a : all) {
            for (HeadSearch.Head b : all) {
                Vec3 d = ct.lps(b.center()).minus(ct.lps(a.center()));
                double unlike = Math.abs(a.radius() - b.radius());
                // both hips of one person: 13 to 24 cm apart, level within 4 cm, of much the same size
                if (d.x() > 0.13 && d.x() < 0.24 && Math.abs(d.y()) < 0.04 && Math.abs(d.z()) < 0.04 && unlike < 0.004
                        && Math.max(a.coverage(), b.coverage()) >= LEAST_COVERAGE) {
                    double score = a.evidence() + b.evidence();
                    if (score > bestPair) {
                        bestPair = score;
                        best = new ArrayList<>(List.of(a, b));
                    }
                }
            }
        }
        HeadSearch.Head sure = all.stream().filter(a -> a.coverage() >= LEAST_COVERAGE).findFirst().orElse(null);
        if (best.isEmpty() && sure != null) {
            best.add(sure);
            // the other one may have metal in it: where the mirror image of the first is
            Vec3 c = ct.lps(sure.center());
            double across = 2 * (middleOfBone(c.z()) - c.x());
            Vec3 place = sure.center().plus(ct.alongAxes(new Vec3(across, 0, 0)));
            if (Math.abs(across) > 0.11 && g.has((int) (place.x() / g.si()), (int) (place.y() / g.sj()), (int) (place.z() / g.sk()))) {
                HeadSearch.Head second = search.near(place, sure.radius(), 0.018);
                if (second != null && second.coverage() >= LEAST_COVERAGE_OF_MIRRORED) {
                    best.add(across > 0 ? 1 : 0, second);
                }
            }
        }
        if (best.size() == 1 && best.getFirst().coverage() < SURE_COVERAGE) {
            // rather none than a ball of sacrum taken for a head: a joint space must be seen round it
            HeadSearch.Head only = best.getFirst();
            if (new JointCut(ct, bone, only, -medial(only), null, monitor).visible < LEAST_VISIBLE) {
                best.clear();
            }
        }
        if (best.isEmpty()) {
            findings.add(warn.of("ct.heads"));
        }
        return best;
    }

    /** Middle of what bone there is within 4 cm above and below a height, LPS x, m. */
    private double middleOfBone(double z) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] != 0) {
                Vec3 q = ct.lps(g.place(p));
                if (Math.abs(q.z() - z) < 0.04) {
                    low = Math.min(low, q.x());
                    high = Math.max(high, q.x());
                }
            }
        }
        return 0.5 * (low + high);
    }

    private boolean isLeft(HeadSearch.Head head, List<HeadSearch.Head> heads) {
        double x = ct.lps(head.center()).x();
        return x > middle(heads).x();
    }

    /** A point of the midplane between the hips, LPS, m. */
    private Vec3 middle(List<HeadSearch.Head> heads) {
        Vec3 a = ct.lps(heads.getFirst().center());
        if (heads.size() == 2) {
            return a.mid(ct.lps(heads.get(1).center()));
        }
        // one hip: where its bone mostly is to the middle; the socket is medial
        return a.plus(new Vec3(medial(heads.getFirst()) * HALF_WIDTH, 0, 0));
    }

    /**
     * 1 if the socket lies to the left of the head, else -1: bone above the head up to 2 radii away is the socket's roof and the ilium, whose mass
     * lies medial of the head's centre; bone below is the neck, which goes lateral.
     */
    private double medial(HeadSearch.Head head) {
        Vec3 c = ct.lps(head.center());
        double sum = 0;
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] != 0) {
                Vec3 d = ct.lps(g.place(p)).minus(c);
                double r = d.norm() / head.radius();
                if (r > 1.3 && r < 2.5) {
                    sum += d.z() < -0.3 * head.radius() ? -d.x() : d.z() > 0.3 * head.radius() ? d.x() : 0;
                }
            }
        }
        return sum >= 0 ? 1 : -1;
    }

    private void part(HeadSearch.Head head, boolean left) {
        byte femur = left ? FEMUR_LEFT : FEMUR_RIGHT;
        byte hip = left ? HIP_LEFT : HIP_RIGHT;
        byte[] fixed = null;
        if (person != null) {
            fixed = new byte[g.size()];
            for (int p = 0; p < fixed.length; p++) {
                int said = said(p);
                fixed[p] = said == femur ? JointCut.HEAD : said == hip || said == SACRUM ? JointCut.SOCKET : JointCut.FREE;
            }
        }
        JointCut cut = new JointCut(ct, bone, head, left ? 1 : -1, fixed, monitor);
        for (int p = 0; p < cut.side.length; p++) {
            int q = cut.box.outer(p);
            switch (cut.side[p]) {
                case JointCut.HEAD -> label[q] = femur;
                case JointCut.SOCKET -> label[q] = hip;
                case JointCut.GAP -> bone[q] = 0;
                default -> {
                    // not bone
                }
            }
        }
        String side = left ? "left" : "right";
        Vec3 c = ct.lps(head.center());
        value("head." + side + ".x", c.x(), Dimension.LENGTH);
        value("head." + side + ".y", c.y(), Dimension.LENGTH);
        value("head." + side + ".z", c.z(), Dimension.LENGTH);
        value("head." + side + ".radius", head.radius(), Dimension.LENGTH);
        value("head." + side + ".coverage", head.coverage(), Dimension.NONE);
        value("head." + side + ".rms", head.rms(), Dimension.LENGTH);
        value("joint." + side + ".visible", cut.visible, Dimension.NONE);
        if (cut.visible < 0.5) {
            findings.add(warn.of("ct.gap", side, Math.round(100 * cut.visible)));
        }
    }

    /** Tells which bone each voxel belongs to. */
    private void name(List<HeadSearch.Head> heads) {
        if (heads.isEmpty()) {
            for (int p = 0; p < bone.length; p++) {
                label[p] = bone[p] != 0 ? OTHER : UNKNOWN;
            }
            return;
        }
        Vec3 middle = middle(heads);
        boolean[] sides = new boolean[2];
        for (HeadSearch.Head head : heads) {
            boolean left = isLeft(head, heads);
            sides[left ? 1 : 0] = true;
            part(head, left);
        }
        if (heads.size() == 1) {
            findings.add(warn.of("ct.onehead", sides[1] ? "left" : "right"));
        }
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] == 0) {
                label[p] = UNKNOWN;
            } else if (person != null && person[p] > 1) {
                label[p] = (byte) (person[p] - 1);
            }
        }
        // femora first, against all of the pelvis
        byte[] two = new byte[label.length];
        for (int p = 0; p < label.length; p++) {
            two[p] = label[p] == HIP_LEFT || label[p] == HIP_RIGHT || label[p] == SACRUM ? PELVIS : label[p];
        }
        surround(heads, two);
        Partition.grow(bone, two, ct.hu, g, h.boneSeed() + 200, monitor);
        pelvis(two, middle);
        for (int p = 0; p < label.length; p++) {
            if (two[p] == FEMUR_LEFT || two[p] == FEMUR_RIGHT) {
                label[p] = two[p];
            } else if (bone[p] != 0 && label[p] == UNKNOWN) {
                label[p] = two[p] == PELVIS ? UNKNOWN : OTHER;
            }
        }
        Partition.grow(pelvisOnly(two), label, ct.hu, g, h.boneSeed() + 200, monitor);
    }

    /** What bone around the hips must be by where it is. */
    private void surround(List<HeadSearch.Head> heads, byte[] two) {
        for (HeadSearch.Head head : heads) {
            boolean left = isLeft(head, heads);
            double lateral = left ? 1 : -1;
            Vec3 c = ct.lps(head.center());
            double halfWidth = Math.abs(c.x() - middle(heads).x());
            for (int p = 0; p < two.length; p++) {
                if (bone[p] == 0 || two[p] != UNKNOWN || person != null && person[p] != 0) {
                    continue;
                }
                Vec3 d = ct.lps(g.place(p)).minus(c);
                // as far as the midplane, and not down to the knees
                if (lateral * d.x() > -halfWidth && d.z() > -0.08 && d.z() < 0.12) {
                    byte what = JointCut.anatomy(d, lateral, head.radius());
                    two[p] = what == JointCut.SOCKET ? PELVIS : what == JointCut.HEAD && d.z() > -0.05 && lateral * d.x() < 0.09
                            ? left ? FEMUR_LEFT : FEMUR_RIGHT : two[p];
                }
            }
        }
    }

    private byte[] pelvisOnly(byte[] two) {
        byte[] set = new byte[two.length];
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (two[p] == PELVIS ? 1 : 0);
        }
        return set;
    }

    /** Seeds of hip bones and sacrum by where they are from the middle between the hips, and the cuts between them. */
    private void pelvis(byte[] two, Vec3 middle) {
        byte[] seeds = new byte[two.length];
        int n = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            for (int p = k * n; p < (k + 1) * n; p++) {
                if (two[p] == PELVIS) {
                    seeds[p] = seed(ct.lps(g.place(p)).minus(middle), label[p]);
                }
            }
        });
        // sacroiliac joints: hips (both) against the sacrum
        byte[] sacro = new byte[two.length];
        for (int p = 0; p < sacro.length; p++) {
            sacro[p] = (byte) (two[p] != PELVIS ? 0 : seeds[p] == SACRUM ? 2 : seeds[p] != 0 ? 1 : 3);
        }
        boolean sacrum = false;
        for (byte s : sacro) {
            sacrum |= s == 2;
        }
        if (sacrum) {
            byte[] zone = new byte[two.length];
            for (int p = 0; p < zone.length; p++) {
                if (sacro[p] != 0) {
                    Vec3 d = ct.lps(g.place(p)).minus(middle);
                    zone[p] = (byte) (Math.abs(d.x()) < 0.075 && d.y() > 0.0 && d.z() > -0.02 && d.z() < 0.14 ? 1 : 0);
                }
            }
            Grid.Box box = g.boxOf(zone, (byte) 1, 1);
            if (box != null) {
                byte[] in = box.where(zone, (byte) 1);
                for (int p = 0; p < in.length; p++) {
                    in[p] = in[p] != 0 ? sacro[box.outer(p)] : 0;
                }
                byte[] cut = SheetCut.cut(ct, box, in, Math.max(0.004, g.largestSpacing()), monitor);
                for (int p = 0; p < cut.length; p++) {
                    int q = box.outer(p);
                    if (cut[p] != 0 && seeds[q] == 0) {
                        seeds[q] = cut[p] == 2 ? SACRUM : ct.lps(g.place(q)).x() > middle.x() ? HIP_LEFT : HIP_RIGHT;
                    }
                }
            }
        }
        // symphysis: left against right, in front
        byte[] front = new byte[two.length];
        for (int p = 0; p < front.length; p++) {
            if (two[p] == PELVIS && seeds[p] != SACRUM) {
                Vec3 d = ct.lps(g.place(p)).minus(middle);
                front[p] = (byte) (Math.abs(d.x()) < 0.02 && d.y() < 0 ? 1 : 0);
            }
        }
        Grid.Box box = g.boxOf(front, (byte) 1, 1);
        if (box != null) {
            byte[] in = box.where(front, (byte) 1);
            for (int p = 0; p < in.length; p++) {
                if (in[p] != 0) {
                    double x = ct.lps(g.place(box.outer(p))).x() - middle.x();
                    in[p] = (byte) (x > 0.011 ? 1 : x < -0.011 ? 2 : 3);
                }
            }
            byte[] cut = SheetCut.cut(ct, box, in, Math.max(0.005, g.largestSpacing()), monitor);
            for (int p = 0; p < cut.length; p++) {
                if (cut[p] != 0) {
                    seeds[box.outer(p)] = cut[p] == 1 ? HIP_LEFT : HIP_RIGHT;
                }
            }
        }
        for (int p = 0; p < label.length; p++) {
            if (two[p] == PELVIS && seeds[p] != 0 && said(p) <= 0) {
                label[p] = seeds[p];
            }
        }
    }

    /** {@code d} from the middle between the hips, LPS, m. */
    private static byte seed(Vec3 d, byte known) {
        if (known == HIP_LEFT || known == HIP_RIGHT || known == SACRUM) {
            return known;
        }
        double lateral = Math.abs(d.x());
        byte hip = d.x() > 0 ? HIP_LEFT : HIP_RIGHT;
        if (lateral < 0.020 && d.y() > 0.020 && d.z() > -0.035 || lateral < 0.025 && d.z() > 0.065 || lateral < 0.075 && d.z() > 0.135) {
            return SACRUM;
        }
        // beside the lumbar spine and above the crests there are ribs, which are not the hip's
        if (lateral > 0.065 && d.z() < 0.135 || d.y() < -0.005 && lateral > 0.012 && d.z() < 0.04
                || d.z() < -0.01 && lateral > 0.03) {
            return hip;
        }
        return 0;
    }

    /** Bones filled, their rims put right, metal taken out. */
    private void solids() {
        double gap = settings.number("gap");
        byte[] out = new byte[label.length];
        byte[] order = {FEMUR_LEFT, FEMUR_RIGHT, HIP_LEFT, HIP_RIGHT, SACRUM};
        byte[] metalAndRim = metal == null ? null : near();
        for (byte which : order) {
            keepLargest(which);
            Grid.Box box = g.boxOf(label, which, (int) Math.ceil(3 * gap / g.smallestSpacing()) + 4);
            if (box == null) {
                continue;
            }
            monitor.checkCancelled();
            byte[] shell = box.where(label, which);
            byte[] with = shell;
            if (metalAndRim != null) {
                with = shell.clone();
                byte[] m = box.where(metalAndRim, (byte) 1);
                for (int p = 0; p < with.length; p++) {
                    with[p] |= m[p];
                }
            }
            boolean femur = which == FEMUR_LEFT || which == FEMUR_RIGHT;
            byte[] solid = Morphology.solid(with, box.grid(), Math.max(gap, 1.1 * g.largestSpacing()), 0.002, femur);
            if (metalAndRim != null) {
                withoutMetal(solid, shell, box);
            }
            // what belongs to another bone is not filled
            for (int p = 0; p < solid.length; p++) {
                byte other = label[box.outer(p)];
                if (solid[p] != 0 && (other != UNKNOWN && other != OTHER && other != which || out[box.outer(p)] != 0)) {
                    solid[p] = 0;
                }
            }
            HalfMaximum.peel(solid, box, ct);
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
                out[p] = METAL;
            } else if (out[p] == 0 && rest.part[p] != 0 && rest.sizes[rest.part[p]] * g.voxelVolume() > 1e-6) {
                out[p] = OTHER;
            }
            if (person != null && person[p] != 0) {
                out[p] = (byte) (person[p] - 1);
            }
        }
        label = out;
    }

    private Components others(byte[] out) {
        byte[] set = new byte[out.length];
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (label[p] == OTHER && out[p] == 0 ? 1 : 0);
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

    /** Parts of a bone that hang together with nothing of it: the largest stays, the others become OTHER. */
    private void keepLargest(byte which) {
        Grid.Box box = g.boxOf(label, which, 0);
        if (box == null) {
            return;
        }
        byte[] set = box.where(label, which);
        Components c = new Components(set, box.grid(), true);
        int largest = 1;
        for (int n = 1; n <= c.count(); n++) {
            largest = c.sizes[n] > c.sizes[largest] ? n : largest;
        }
        for (int p = 0; p < set.length; p++) {
            // a piece of at least a tenth is kept: a fracture, or a bone that leaves the image and comes back
            if (set[p] != 0 && c.sizes[c.part[p]] < 0.1 * c.sizes[largest] && said(box.outer(p)) < 0) {
                label[box.outer(p)] = c.sizes[c.part[p]] * g.voxelVolume() > 1e-6 ? OTHER : UNKNOWN;
            }
        }
    }

    private static void largest(byte[] set, Grid b) {
        Components c = new Components(set, b, false);
        int largest = 1;
        for (int n = 1; n <= c.count(); n++) {
            largest = c.sizes[n] > c.sizes[largest] ? n : largest;
        }
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (set[p] != 0 && c.sizes[c.part[p]] >= 0.1 * c.sizes[largest] ? 1 : 0);
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
            findings.add(warn.of("ct.border", NAMES[which]));
        }
    }

    private Segmentation answer() {
        VolumeGeometry o = request.image().geometry();
        Volume v = Volume.zeros(o, ScalarType.UINT8, org.orthotwin.imaging.ValueMapping.IDENTITY);
        boolean[] used = new boolean[NAMES.length];
        for (int k = 0; k < o.nz(); k++) {
            java.nio.ByteBuffer slice = v.store().slice(k);
            for (int j = 0, p = 0; j < o.ny(); j++) {
                for (int i = 0; i < o.nx(); i++, p++) {
                    byte b = label[ct.own(i, j, k)];
                    used[b] = true;
                    slice.put(p, b);
                }
            }
        }
        TreeMap<Integer, String> names = new TreeMap<>();
        for (int n = 1; n < NAMES.length; n++) {
            if (used[n]) {
                names.put(n, NAMES[n]);
            }
        }
        return new Segmentation(LabelMap.of(v, names), values, findings);
    }
}

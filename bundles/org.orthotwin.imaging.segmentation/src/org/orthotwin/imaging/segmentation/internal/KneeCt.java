/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.SegmentationRequest;

/**
 * A CT of one or both knees. Bone, filled, is shrunk step by step until femur, tibia, fibula and patella are pieces of their own that lie
 * to each other as in a knee: of two large pieces end to end the upper one is a femur, the lower one a tibia; a patella is before their
 * joint, a fibula's head beside the tibia's. What was shrunk away goes to the piece that is nearest along bone; where two bones touch, the
 * smallest cut along the valley of HU between them decides. Of two knees the one at larger LPS x is the left one; of one, the fibula is on
 * the lateral side. A knee of neither is named without a side.
 *
 * <p>Assumptions: legs within 30 degrees of LPS z, the knee bent by less than that, the patient's front where LPS says. Failure modes:
 * bones that are joined by more than twice {@value #DEEPEST} m of bone, a knee bent farther, replaced joints.
 */
public final class KneeCt extends BoneCt {

    private static final byte FEMUR = 1;
    private static final byte TIBIA = 2;
    private static final byte FIBULA = 3;
    private static final byte PATELLA = 4;
    private static final int KINDS = 4;
    private static final int RIGHT = 0;
    private static final int LEFT = 1;
    private static final int NO_SIDE = 2;
    private static final String[] SIDES = {"right", "left", ""};
    private static final List<String> BONES = List.of("femur.right", "tibia.right", "fibula.right", "patella.right", "femur.left",
            "tibia.left", "fibula.left", "patella.left", "femur", "tibia", "fibula", "patella");

    /** What is shrunk, m: half the width of what joins two bones. */
    private static final double DEEPEST = 0.004;
    private static final double STEP = 0.001;
    /** How much brighter than the seeds of bone what is shrunk has to be where bones are missing, HU. */
    private static final int[] BRIGHTER = {0, 150, 300};
    /**
     * Least volumes of pieces, m^3: 2 cm of a small femur's end, a small patella, the head of a small fibula; shrunk by the deepest step.
     */
    private static final double LEAST_LONG = 25e-6;
    private static final double LEAST_PATELLA = 1.5e-6;
    private static final double LEAST_FIBULA = 0.3e-6;
    private static final double MOST_PATELLA = 60e-6;
    /** How high the part of a piece is that tells where its end is, m. */
    private static final double END = 0.020;
    /** How far two bones are seen as near each other where they touch, m. */
    private static final double NEAR = 0.005;

    /** A connected piece of bone: places in LPS, m. */
    private static final class Piece {
        private final int number;
        private double volume;
        private Vec3 sum = Vec3.ZERO;
        private long voxels;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;
        private Vec3 top = Vec3.ZERO;
        private Vec3 bottom = Vec3.ZERO;
        private long atTop;
        private long atBottom;

        Piece(int number) {
            this.number = number;
        }

        Vec3 centre() {
            return sum.times(1.0 / voxels);
        }

        Vec3 top() {
            return top.times(1.0 / atTop);
        }

        Vec3 bottom() {
            return bottom.times(1.0 / atBottom);
        }
    }

    /** Pieces that lie to each other as a knee's; patella and fibula may be null. */
    private record Knee(Piece femur, Piece tibia, Piece patella, Piece fibula) {

        Vec3 centre() {
            Vec3 c = femur.bottom().mid(tibia.top());
            return new Vec3(c.x(), c.y(), 0.5 * (femur.low + tibia.high));
        }

        int bones() {
            return 2 + (patella == null ? 0 : 1) + (fibula == null ? 0 : 1);
        }
    }

    /** Knees in bone that was shrunk by a depth. */
    private record Parting(double depth, int[] part, List<Piece> pieces, List<Knee> knees) {

        int bones() {
            return knees.stream().mapToInt(Knee::bones).sum();
        }

        boolean isComplete() {
            return !knees.isEmpty() && bones() == KINDS * knees.size();
        }
    }

    public KneeCt(SegmentationRequest request, Said<InputException> refuse, Said<Diagnostic> warn) {
        super(request, BONES, refuse, warn);
    }

    @Override
    byte[] order() {
        byte[] all = new byte[BONES.size()];
        int n = 0;
        for (byte kind : new byte[] {FEMUR, TIBIA, FIBULA, PATELLA}) {
            for (int side = 0; side < SIDES.length; side++) {
                all[n++] = of(kind, side);
            }
        }
        return all;
    }

    private static byte of(byte kind, int side) {
        return (byte) (kind + KINDS * side);
    }

    @Override
    boolean isLong(byte which) {
        return (which - 1) % KINDS + 1 != PATELLA;
    }

    @Override
    void part() {
        byte[] solid = solid(Integer.MIN_VALUE);
        Parting found = parting(solid);
        for (int i = 0; i < BRIGHTER.length && !found.isComplete(); i++) {
            // where voxels are as large as the gap between two bones, partial volume joins them more broadly than any depth parts
            Parting brighter = parting(solid((int) h.boneSeed() + BRIGHTER[i]));
            found = brighter.bones() > found.bones() ? brighter : found;
        }
        if (found.knees.isEmpty()) {
            partNothing("ct.knee");
            return;
        }
        value("knee.depth", found.depth, Dimension.LENGTH);
        byte[] of = new byte[found.pieces.size() + 1];
        for (Piece p : found.pieces) {
            of[p.number] = p.volume >= LEAST_FIBULA ? otherLabel : UNKNOWN;
        }
        boolean[] there = new boolean[SIDES.length];
        for (Knee k : found.knees) {
            int side = side(k, found.knees);
            there[side] = true;
            of[k.femur.number] = of(FEMUR, side);
            of[k.tibia.number] = of(TIBIA, side);
            if (k.patella != null) {
                of[k.patella.number] = of(PATELLA, side);
            }
            if (k.fibula != null) {
                of[k.fibula.number] = of(FIBULA, side);
            }
            say(k, side);
        }
        for (int p = 0; p < label.length; p++) {
            label[p] = person != null && person[p] > 1 ? (byte) (person[p] - 1) : of[found.part[p]];
        }
        grow(solid, label);
        for (int p = 0; p < label.length; p++) {
            label[p] = bone[p] == 0 ? UNKNOWN : label[p] == UNKNOWN ? otherLabel : label[p];
        }
        for (int side = 0; side < SIDES.length; side++) {
            if (there[side]) {
                cut(of(FEMUR, side), of(TIBIA, side));
                cut(of(FEMUR, side), of(PATELLA, side));
                cut(of(TIBIA, side), of(FIBULA, side));
            }
        }
    }

    /** Bone of at least so many HU with what it encloses. */
    private byte[] solid(int least) {
        byte[] solid = bone.clone();
        for (int p = 0; p < solid.length; p++) {
            solid[p] &= (byte) (ct.hu[p] >= least || said(p) > 0 ? 1 : 0);
        }
        Morphology.fillHoles(solid, g);
        Morphology.fillSliceHoles(solid, g);
        return solid;
    }

    private void say(Knee k, int side) {
        String name = SIDES[side];
        Vec3 c = k.centre();
        String id = name.isEmpty() ? "knee" : "knee." + name;
        value(id + ".x", c.x(), Dimension.LENGTH);
        value(id + ".y", c.y(), Dimension.LENGTH);
        value(id + ".z", c.z(), Dimension.LENGTH);
        if (side == NO_SIDE) {
            findings.add(warn.of("ct.knee.side"));
        }
        if (k.patella == null) {
            findings.add(warn.of("ct.knee.without", "patella", id));
        }
        if (k.fibula == null) {
            findings.add(warn.of("ct.knee.without", "fibula", id));
        }
    }

    private static int side(Knee k, List<Knee> all) {
        double x = k.centre().x();
        if (all.size() > 1) {
            return all.stream().mapToDouble(o -> o.centre().x()).max().orElseThrow() <= x ? LEFT : RIGHT;
        }
        return k.fibula == null ? NO_SIDE : k.fibula.top().x() > k.tibia.top().x() ? LEFT : RIGHT;
    }

    /** Bone shrunk by as little as shows the most bones of knees. */
    private Parting parting(byte[] solid) {
        float[] depth = DistanceTransform.squared(Morphology.inverse(solid), g);
        Parting best = null;
        for (double d = 0; d < DEEPEST + 0.5 * STEP; d += STEP) {
            monitor.checkCancelled();
            float least = (float) (d * d * (1 + 1e-6));
            byte[] core = new byte[solid.length];
            for (int p = 0; p < core.length; p++) {
                core[p] = (byte) (solid[p] != 0 && depth[p] > least ? 1 : 0);
            }
            Components c = new Components(core, g, false);
            List<Piece> pieces = pieces(c);
            Parting now = new Parting(d, c.part, pieces, knees(pieces));
            if (best == null || now.bones() > best.bones()) {
                best = now;
            }
            if (best.isComplete()) {
                break;
            }
        }
        return best;
    }

    private List<Piece> pieces(Components c) {
        List<Piece> pieces = new ArrayList<>();
        for (int n = 1; n <= c.count(); n++) {
            Piece p = new Piece(n);
            p.volume = c.sizes[n] * g.voxelVolume();
            pieces.add(p);
        }
        for (int p = 0; p < c.part.length; p++) {
            if (c.part[p] != 0 && pieces.get(c.part[p] - 1).volume >= LEAST_FIBULA) {
                Piece q = pieces.get(c.part[p] - 1);
                Vec3 at = ct.lps(g.place(p));
                q.sum = q.sum.plus(at);
                q.voxels++;
                q.low = Math.min(q.low, at.z());
                q.high = Math.max(q.high, at.z());
            }
        }
        for (int p = 0; p < c.part.length; p++) {
            if (c.part[p] != 0 && pieces.get(c.part[p] - 1).voxels > 0) {
                Piece q = pieces.get(c.part[p] - 1);
                Vec3 at = ct.lps(g.place(p));
                if (at.z() > q.high - END) {
                    q.top = q.top.plus(at);
                    q.atTop++;
                }
                if (at.z() < q.low + END) {
                    q.bottom = q.bottom.plus(at);
                    q.atBottom++;
                }
            }
        }
        return pieces;
    }

    private static List<Knee> knees(List<Piece> pieces) {
        List<Knee> all = new ArrayList<>();
        List<Piece> large = pieces.stream().filter(p -> p.volume >= LEAST_LONG).toList();
        for (Piece femur : large) {
            for (Piece tibia : large) {
                if (femur != tibia && areEndToEnd(femur, tibia)) {
                    Knee two = new Knee(femur, tibia, null, null);
                    Vec3 c = two.centre();
                    all.add(new Knee(femur, tibia, largest(pieces, two, p -> isPatella(p, c)), largest(pieces, two, p -> isFibula(p, c))));
                }
            }
        }
        all.sort(Comparator.comparingInt((Knee k) -> -k.bones()).thenComparingDouble(k -> -Math.min(k.femur.volume, k.tibia.volume)));
        List<Knee> kept = new ArrayList<>();
        for (Knee k : all) {
            // a second knee beside the first, both about level
            if (kept.size() < 2 && kept.stream().allMatch(o -> Math.abs(o.centre().x() - k.centre().x()) > 0.06
                    && Math.abs(o.centre().z() - k.centre().z()) < 0.12)) {
                kept.add(k);
            }
        }
        return kept;
    }

    /** The eminences reach into the notch by a centimetre and a half; the condyles stand over the plateau. */
    private static boolean areEndToEnd(Piece femur, Piece tibia) {
        double gap = femur.low - tibia.high;
        Vec3 d = femur.bottom().minus(tibia.top());
        return gap > -0.030 && gap < 0.030 && Math.hypot(d.x(), d.y()) < 0.040 && femur.centre().z() > tibia.centre().z();
    }

    private static Piece largest(List<Piece> pieces, Knee two, Predicate<Piece> fits) {
        return pieces.stream().filter(p -> p != two.femur && p != two.tibia && p.voxels > 0 && fits.test(p))
                .max(Comparator.comparingDouble((Piece p) -> p.volume)).orElse(null);
    }

    private static boolean isPatella(Piece p, Vec3 joint) {
        Vec3 d = p.centre().minus(joint);
        return p.volume >= LEAST_PATELLA && p.volume <= MOST_PATELLA && d.y() < -0.020 && Math.abs(d.x()) < 0.040 && d.z() > -0.035
                && d.z() < 0.080;
    }

    private static boolean isFibula(Piece p, Vec3 joint) {
        Vec3 d = p.top().minus(joint);
        double beside = Math.abs(d.x());
        return p.high < joint.z() + 0.005 && p.high > joint.z() - 0.060 && beside > 0.012 && beside < 0.055 && d.y() > -0.015
                && p.high - p.low > 0.010;
    }

    /** Parts two bones anew where they touch: what is near both is given to one of them by the smallest cut. */
    private void cut(byte a, byte b) {
        byte[] touching = new byte[label.length];
        int n = 0;
        int[] step = {1, g.nx(), g.nx() * g.ny()};
        int[] size = {g.nx(), g.ny(), g.nz()};
        for (int p = 0; p < label.length; p++) {
            if (label[p] != a && label[p] != b) {
                continue;
            }
            int[] at = {g.i(p), g.j(p), g.k(p)};
            for (int axis = 0; axis < 3; axis++) {
                if (at[axis] + 1 < size[axis] && label[p + step[axis]] == a + b - label[p]) {
                    touching[p] = 1;
                    n++;
                }
            }
        }
        if (n == 0) {
            return;
        }
        Grid.Box box = g.boxOf(touching, (byte) 1, (int) Math.ceil(2 * NEAR / g.smallestSpacing()));
        float[] toA = DistanceTransform.squared(box.where(label, a), box.grid());
        float[] toB = DistanceTransform.squared(box.where(label, b), box.grid());
        byte[] in = new byte[toA.length];
        for (int p = 0; p < in.length; p++) {
            int q = box.outer(p);
            if (label[q] == a) {
                in[p] = (byte) (toB[p] < NEAR * NEAR && said(q) < 0 ? 3 : 1);
            } else if (label[q] == b) {
                in[p] = (byte) (toA[p] < NEAR * NEAR && said(q) < 0 ? 3 : 2);
            }
        }
        byte[] cut = SheetCut.cut(ct, box, in, Math.max(0.004, g.largestSpacing()), monitor);
        for (int p = 0; p < cut.length; p++) {
            if (cut[p] != 0) {
                label[box.outer(p)] = cut[p] == 1 ? a : b;
            }
        }
        open(a, b, box);
        double area = n * Math.pow(g.voxelVolume(), 2.0 / 3);
        findings.add(warn.of("ct.knee.touch", BONES.get(a - 1), BONES.get(b - 1), Math.round(area * 1e6)));
    }

    /**
     * Takes out of two bones that touch what is there by noise and partial volume only: the darker one of two neighbours, if it is dark.
     */
    private void open(byte a, byte b, Grid.Box box) {
        int reach = Math.max(1, (int) Math.round(0.0015 / g.smallestSpacing()));
        Grid in = box.grid();
        for (int p = 0; p < in.size(); p++) {
            int q = box.outer(p);
            if (label[q] != a) {
                continue;
            }
            for (int d = 0; d < 27; d++) {
                int i = in.i(p) + d % 3 - 1;
                int j = in.j(p) + d / 3 % 3 - 1;
                int k = in.k(p) + d / 9 - 1;
                if (!in.has(i, j, k) || label[box.outer(in.index(i, j, k))] != b) {
                    continue;
                }
                int darker = ct.hu[q] <= ct.hu[box.outer(in.index(i, j, k))] ? p : in.index(i, j, k);
                int at = box.outer(darker);
                if (said(at) < 0 && ct.hu[at] < 0.5 * (brightest(in, box, darker, reach) + h.soft)) {
                    label[at] = UNKNOWN;
                    bone[at] = 0;
                }
            }
        }
    }

    private double brightest(Grid in, Grid.Box box, int p, int reach) {
        int most = Integer.MIN_VALUE;
        for (int k = Math.max(0, in.k(p) - reach); k <= Math.min(in.nz() - 1, in.k(p) + reach); k++) {
            for (int j = Math.max(0, in.j(p) - reach); j <= Math.min(in.ny() - 1, in.j(p) + reach); j++) {
                for (int i = Math.max(0, in.i(p) - reach); i <= Math.min(in.nx() - 1, in.i(p) + reach); i++) {
                    most = Math.max(most, ct.hu[box.outer(in.index(i, j, k))]);
                }
            }
        }
        return most;
    }
}

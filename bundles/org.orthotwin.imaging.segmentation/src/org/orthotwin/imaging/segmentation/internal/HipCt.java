/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.SegmentationRequest;

/**
 * A CT of the hips: heads of femora are balls, each parted from its socket; hip bones and sacrum by where they are from the heads. A
 * replaced head is a ball of metal ({@link MetalBall}): between it and its cup there is no bone to part, and what is bone around belongs to
 * femur or pelvis by where it lies from the ball and with what it hangs together.
 */
public final class HipCt extends BoneCt {

    private static final byte HIP_RIGHT = 1;
    private static final byte HIP_LEFT = 2;
    private static final byte SACRUM = 3;
    private static final byte FEMUR_RIGHT = 4;
    private static final byte FEMUR_LEFT = 5;
    private static final List<String> BONES = List.of("hipbone.right", "hipbone.left", "sacrum", "femur.right", "femur.left");
    /** Working label that is not in the answer. */
    private static final byte PELVIS = 9;

    /** Distance of the hip's centre from the midplane where only one is seen, m: adults 0.08 to 0.095. */
    private static final double HALF_WIDTH = 0.088;
    /** Radius of a head that was replaced, m: the mean of both sexes. */
    private static final double NATIVE = 0.0235;
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
    /** Share of directions into the socket in which the joint space should be seen. */
    private static final double MOSTLY_VISIBLE = 0.5;

    /** Higher above the hips than any sacrum, m, and how much bone there must be to look for a spine, m3. */
    private static final double ABOVE_SACRUM = 0.130;
    private static final double LEAST_SPINE = 3e-6;

    /** The balls of metal among the heads. */
    private final Map<HeadSearch.Head, MetalBall> replaced = new IdentityHashMap<>();

    public HipCt(SegmentationRequest request, Said<InputException> refuse, Said<Diagnostic> warn) {
        super(request, BONES, refuse, warn);
    }

    @Override
    void part() {
        name(heads());
    }

    @Override
    byte[] order() {
        return new byte[] {FEMUR_LEFT, FEMUR_RIGHT, HIP_LEFT, HIP_RIGHT, SACRUM};
    }

    @Override
    boolean isLong(byte which) {
        return which == FEMUR_LEFT || which == FEMUR_RIGHT;
    }

    @Override
    boolean hasThinWings(byte which) {
        return which == HIP_LEFT || which == HIP_RIGHT;
    }

    /** The heads of femora: the best ball on either side of the body, or the only one. */
    private List<HeadSearch.Head> heads() {
        HeadSearch search = new HeadSearch(ct, h, monitor);
        List<HeadSearch.Head> all = new ArrayList<>();
        if (metal != null) {
            for (MetalBall ball : MetalBall.find(ct, metal, 0.5 * (h.metalRim() + h.metalSeed()), monitor)) {
                // as large as a head of bone would be there: what is measured from it are places of bones
                HeadSearch.Head head = new HeadSearch.Head(ball.center(), Math.max(NATIVE, ball.radius()), ball.coverage(), 0, 1);
                replaced.put(head, ball);
                all.add(head);
            }
        }
        for (HeadSearch.Head head : search.find(LEAST_COVERAGE_OF_SECOND)) {
            if (replaced.keySet().stream().allMatch(r -> r.center().distance(head.center()) > r.radius() + head.radius())) {
                all.add(head);
            }
        }
        List<HeadSearch.Head> best = new ArrayList<>();
        double bestPair = -1;
        for (HeadSearch.Head a : all) {
            for (HeadSearch.Head b : all) {
                Vec3 d = ct.lps(b.center()).minus(ct.lps(a.center()));
                double unlike = replaced.containsKey(a) || replaced.containsKey(b) ? 0 : Math.abs(a.radius() - b.radius());
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
        if (best.size() == 1 && best.getFirst().coverage() < SURE_COVERAGE && !replaced.containsKey(best.getFirst())) {
            // rather none than a ball of sacrum taken for a head: a joint space must be seen round it
            HeadSearch.Head only = best.getFirst();
            if (new JointCut(ct, bone, only, prior(-medial(only)), null, monitor).visible < LEAST_VISIBLE) {
                best.clear();
            }
        }
        return settled(search, best);
    }

    /** Heads that are not their sockets' walls: a person's two are of one size, so that the one that is seen better helps the other. */
    private List<HeadSearch.Head> settled(HeadSearch search, List<HeadSearch.Head> heads) {
        List<HeadSearch.Head> settled = new ArrayList<>(heads.stream().map(b -> replaced.containsKey(b) ? b : search.settle(b, Double.NaN))
                .toList());
        if (settled.size() == 2 && settled.stream().noneMatch(replaced::containsKey)) {
            int sure = settled.get(0).share() > settled.get(1).share() ? 0 : 1;
            settled.set(1 - sure, search.settle(settled.get(1 - sure), settled.get(sure).radius()));
        }
        return settled;
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
     * 1 if the socket lies to the left of the head, else -1: bone above the head up to 2 radii away is the socket's roof and the ilium,
     * whose mass lies medial of the head's centre; bone below is the neck, which goes lateral.
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

    /**
     * Into the socket it goes medial, up and a little back, along the neck lateral and down.
     *
     * @param lateral 1 for the left hip, -1 for the right one: the sense of LPS x that is lateral
     */
    private static JointCut.Prior prior(double lateral) {
        return new JointCut.Prior(new Vec3(-0.64 * lateral, 0.30, 0.70).normalized(),
                new Vec3(0.75 * lateral, 0.05, -0.66).normalized(), 0.3, -0.1, (d, radius) -> anatomy(d, lateral, radius));
    }

    /**
     * What bone at a place near a hip must be: nothing of a femur lies medial of its head or above it, and nothing of the pelvis beside it
     * and below its centre.
     *
     * @param d from the head's centre, LPS, m
     * @param lateral 1 for the left hip, -1 for the right one
     */
    private static byte anatomy(Vec3 d, double lateral, double radius) {
        double out = lateral * d.x();
        if (out < -1.12 * radius || d.z() > 1.2 * radius || out < 0 && Math.abs(d.y()) > 1.15 * radius && d.z() > -2 * radius) {
            return JointCut.SOCKET;
        }
        return out > 1.25 * radius && d.z() < 0.2 * radius ? JointCut.HEAD : JointCut.FREE;
    }

    private void part(HeadSearch.Head head, boolean left) {
        String side = left ? "left" : "right";
        MetalBall ball = replaced.get(head);
        if (ball != null) {
            sayHead(side, ball.center(), ball.radius(), ball.coverage());
            findings.add(warn.of("ct.replaced", side, Math.round(2000 * ball.radius())));
            empty(ball.center(), ball.radius());
            return;
        }
        byte hip = left ? HIP_LEFT : HIP_RIGHT;
        JointCut cut = partHead(head, prior(left ? 1 : -1), left ? FEMUR_LEFT : FEMUR_RIGHT, hip, SACRUM);
        for (int p = 0; p < cut.side.length; p++) {
            if (cut.side[p] == JointCut.SOCKET) {
                label[cut.box.outer(p)] = hip;
            }
        }
        sayJoint(side, head, cut, MOSTLY_VISIBLE, "ct.gap");
    }

    /** Tells which bone each voxel belongs to. */
    private void name(List<HeadSearch.Head> heads) {
        if (heads.isEmpty()) {
            partNothing("ct.heads");
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
        grow(bone, two);
        pelvis(two, middle);
        for (int p = 0; p < label.length; p++) {
            if (two[p] == FEMUR_LEFT || two[p] == FEMUR_RIGHT) {
                label[p] = two[p];
            } else if (bone[p] != 0 && label[p] == UNKNOWN) {
                label[p] = two[p] == PELVIS ? UNKNOWN : otherLabel;
            }
        }
        grow(pelvisOnly(two), label);
        spine(middle);
    }

    /** What hangs together with the sacrum above its plateau is the lumbar spine, with the ribs: other bone. */
    private void spine(Vec3 middle) {
        byte[] sacrum = new byte[label.length];
        long above = 0;
        for (int p = 0; p < label.length; p++) {
            sacrum[p] = (byte) (label[p] == SACRUM ? 1 : 0);
            above += sacrum[p] != 0 && ct.lps(g.place(p)).z() - middle.z() > ABOVE_SACRUM ? 1 : 0;
        }
        if (above * g.voxelVolume() < LEAST_SPINE) {
            return;
        }
        LumbosacralDisc disc = LumbosacralDisc.find(ct, middle, monitor);
        if (disc == null) {
            findings.add(warn.of("ct.spine"));
            return;
        }
        byte[] parted = disc.cut(ct, sacrum, monitor);
        for (int p = 0; p < label.length; p++) {
            if (parted[p] == 1 && said(p) <= 0) {
                label[p] = otherLabel;
            }
        }
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
                    byte what = anatomy(d, lateral, head.radius());
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
}

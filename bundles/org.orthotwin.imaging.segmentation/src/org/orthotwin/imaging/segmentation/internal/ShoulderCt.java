/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.SegmentationRequest;

/**
 * A CT of one or both shoulders, arms hanging. Heads of humeri are found as balls with a shaft below and bone beside them on the body's
 * side; head and glenoid are parted by the smallest cut along the valley of HU in the joint space, with the sphere as prior. Everything
 * else goes to what is nearest along bone: humerus, scapula (from the glenoid on), or other bone: what lies before the head's centre more
 * than {@value #RIBS} m towards the midline (clavicle, front of the ribs, sternum), and what hangs together with none of these (ribs,
 * spine).
 *
 * <p>The side is where the body is not: of the slices around a head, most of what is no air lies on the side of the midline. Assumptions:
 * arms within 40 degrees of LPS z, the patient's front where LPS says. Failure modes: replaced or collapsed heads; a head that has worn a
 * new joint against the acromion; where clavicle and acromion touch, the border between them is that of the shorter way, not of the joint.
 */
public final class ShoulderCt extends BoneCt {

    private static final byte SCAPULA_RIGHT = 1;
    private static final byte SCAPULA_LEFT = 2;
    private static final byte HUMERUS_RIGHT = 3;
    private static final byte HUMERUS_LEFT = 4;
    private static final List<String> BONES = List.of("scapula.right", "scapula.left", "humerus.right", "humerus.left");
    /** Seed of what is neither. */
    private static final byte OUTSIDE = 9;

    /** Of a head's surface, share of directions that must be met: about half of it is a ball, and the joint may take some of that. */
    private static final double LEAST_COVERAGE = 0.22;
    /** Farther than this towards the midline, bone before the head's centre is no scapula's, m. */
    private static final double RIBS = 0.055;
    /** Distance between the heads of one person, m. */
    private static final double LEAST_APART = 0.20;
    /** Least volume of shaft below a head and of bone beside it, m^3. */
    private static final double LEAST_SHAFT = 1.5e-6;
    private static final double LEAST_GLENOID = 0.4e-6;
    /** Share of the directions around the glenoid's, which it fills to about two thirds, in which the joint space should be seen. */
    private static final double LEAST_VISIBLE = 0.3;

    /** A head with its side. */
    private record Shoulder(HeadSearch.Head head, boolean left) {

        double lateral() {
            return left ? 1 : -1;
        }
    }

    public ShoulderCt(SegmentationRequest request, Said<InputException> refuse, Said<Diagnostic> warn) {
        super(request, BONES, refuse, warn);
    }

    @Override
    byte[] order() {
        return new byte[] {HUMERUS_RIGHT, HUMERUS_LEFT, SCAPULA_RIGHT, SCAPULA_LEFT};
    }

    @Override
    boolean isLong(byte which) {
        return which == HUMERUS_RIGHT || which == HUMERUS_LEFT;
    }

    @Override
    void part() {
        List<Shoulder> found = shoulders();
        if (found.isEmpty()) {
            partNothing("ct.shoulder");
            return;
        }
        found.forEach(this::part);
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] == 0) {
                label[p] = UNKNOWN;
            } else if (person != null && person[p] > 1) {
                label[p] = person[p] - 1 == otherLabel ? OUTSIDE : (byte) (person[p] - 1);
            } else if (label[p] == UNKNOWN && isOutside(ct.lps(g.place(p)), found)) {
                label[p] = OUTSIDE;
            }
        }
        grow(bone, label);
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] != 0 && (label[p] == OUTSIDE || label[p] == UNKNOWN)) {
                label[p] = otherLabel;
            }
        }
    }

    /** The best head, and the best one of the other shoulder. */
    private List<Shoulder> shoulders() {
        List<Shoulder> kept = new ArrayList<>();
        HeadSearch search = new HeadSearch(ct, h, monitor);
        List<HeadSearch.Head> all = new ArrayList<>(search.find(LEAST_COVERAGE));
        all.sort(Comparator.comparingDouble(c -> -c.evidence()));
        for (HeadSearch.Head head : all) {
            Shoulder s = new Shoulder(head, isLeft(head));
            if (!isHumerus(s)) {
                continue;
            }
            Vec3 c = ct.lps(head.center());
            if (kept.isEmpty() || kept.size() == 1 && kept.getFirst().left != s.left
                    && Math.abs(ct.lps(kept.getFirst().head.center()).x() - c.x()) > LEAST_APART
                    && Math.abs(kept.getFirst().head.radius() - head.radius()) < 0.004) {
                kept.add(s);
            }
        }
        // collar and tuberosities leave a humeral head by about a millimetre over a third of it
        kept.replaceAll(s -> new Shoulder(search.closer(s.head), s.left));
        return kept;
    }

    /** Whether the body lies to the right of a head: what is no air within 6 cm above and below. */
    private boolean isLeft(HeadSearch.Head head) {
        Vec3 c = ct.lps(head.center());
        double sum = 0;
        for (int p = 0; p < ct.hu.length; p++) {
            if (ct.hu[p] > h.soft - 350) {
                Vec3 d = ct.lps(g.place(p)).minus(c);
                if (Math.abs(d.z()) < 0.06) {
                    sum += d.x();
                }
            }
        }
        return sum < 0;
    }

    /** A shaft below and a socket beside it. */
    private boolean isHumerus(Shoulder s) {
        Vec3 c = ct.lps(s.head.center());
        double r = s.head.radius();
        Vec3 into = prior(s).into();
        int shaft = 0;
        int socket = 0;
        int above = 0;
        for (int p = 0; p < bone.length; p++) {
            if (bone[p] != 0) {
                Vec3 d = ct.lps(g.place(p)).minus(c);
                double across = Math.hypot(d.x(), d.y());
                shaft += d.z() < -1.6 * r && d.z() > -3.2 * r && across < 1.3 * r ? 1 : 0;
                double n = d.norm();
                socket += n > 1.02 * r && n < 1.6 * r && d.dot(into) > 0.75 * n ? 1 : 0;
                above += d.z() > 1.6 * r && d.z() < 3.2 * r && across < 1.3 * r ? 1 : 0;
            }
        }
        return shaft * g.voxelVolume() > LEAST_SHAFT && socket * g.voxelVolume() > LEAST_GLENOID && shaft > above / 2;
    }

    /** The glenoid is medial of the head and behind it, the shaft below. */
    private static JointCut.Prior prior(Shoulder s) {
        double lateral = s.lateral();
        return new JointCut.Prior(new Vec3(-0.82 * lateral, 0.57, 0).normalized(), new Vec3(0.25 * lateral, 0, -1).normalized(), 0.75, 0.2,
                (d, radius) -> anatomy(d, lateral, radius));
    }

    /** Acromion and clavicle are above the head, coracoid, neck and ribs medial of it; tuberosities beside it and the shaft below it. */
    private static byte anatomy(Vec3 d, double lateral, double radius) {
        double out = lateral * d.x() / radius;
        double back = d.y() / radius;
        double up = d.z() / radius;
        if (up > 1.3 || out < -1.25 || out < 0 && (back < -1.3 || back > 1.45) && up > -1) {
            return JointCut.SOCKET;
        }
        boolean tuberosity = out > 0.6 && up < 0.9 && Math.abs(back) < 1.3;
        boolean shaft = up < -1.3 && out > -0.5 && Math.abs(back) < 1.2;
        return tuberosity || shaft ? JointCut.HEAD : JointCut.FREE;
    }

    private boolean isOutside(Vec3 p, List<Shoulder> found) {
        for (Shoulder s : found) {
            Vec3 d = p.minus(ct.lps(s.head.center()));
            if (s.lateral() * d.x() < -RIBS && d.y() < 0 && s.lateral() * d.x() > -LEAST_APART / 2) {
                return true;
            }
        }
        return false;
    }

    /** Seeds of one shoulder: all of the head's side of the cut, and of the other side what the socket is. */
    private void part(Shoulder s) {
        byte scapula = s.left ? SCAPULA_LEFT : SCAPULA_RIGHT;
        JointCut.Prior prior = prior(s);
        JointCut cut = partHead(s.head, prior, s.left ? HUMERUS_LEFT : HUMERUS_RIGHT, scapula, otherLabel);
        Vec3 c = ct.lps(s.head.center());
        for (int p = 0; p < cut.side.length; p++) {
            if (cut.side[p] == JointCut.SOCKET) {
                int q = cut.box.outer(p);
                Vec3 d = ct.lps(g.place(q)).minus(c);
                double n = d.norm();
                if (d.dot(prior.into()) > 0.7 * n && n < 1.5 * s.head.radius()) {
                    // acromion, coracoid, clavicle or rib elsewhere: what it hangs together with decides
                    label[q] = scapula;
                }
            }
        }
        sayJoint(s.left ? "left" : "right", s.head, cut, LEAST_VISIBLE, "ct.shoulder.gap");
    }
}

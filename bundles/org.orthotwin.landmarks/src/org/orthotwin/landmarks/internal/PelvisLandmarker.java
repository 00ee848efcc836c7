/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.RigidFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.AcetabularRim;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * The pelvis: a whole one, with or without sacrum, or one innominate bone.
 *
 * <p>Sockets: {@link HeadSphere}. Axes: of all ways to lay the principal axes of an innominate bone along those of the body, and after
 * turning
 * each to where spines, tubercle and tuberosity lie on average, the one with the smallest residual. With both bones the transverse axis is
 * then that of the spines, with one that of the average pelvis (within about 5 degrees), the other side being mirrored in the plane
 * {@value #HALF_SYMPHYSIS} m beyond the symphysis. Rim: {@link AcetabularRim}.
 *
 * <p>Definitions, which the truth of generated pelves follows too, in the axes of the anterior pelvic plane (through the anterior superior
 * spines and the middle of the tubercles). "Farthest" is the height of the farthest place over the middle of what is at most 0.7 mm less
 * far and at most 8 mm from it (20 mm on the crest, which is flat), the deeper the less.
 * <ul>
 * <li>RAC, LAC: the centre of the sphere of the socket ({@link HeadSphere}).
 * <li>RASIS, LASIS: of the upper half of the ilium, the farthest forwards.
 * <li>RPSIS, LPSIS: of the upper half of the ilium, the farthest backwards.
 * <li>PT_R, PT_L: of the pubis, the farthest forwards.
 * <li>ISCH_R, ISCH_L: of the innominate bone, the farthest downwards.
 * <li>CREST_R, CREST_L: of the innominate bone, the farthest upwards.
 * <li>SYM: the upper end of the symphysis, in the midplane.
 * </ul>
 * Where the image ended before the bone ({@link CutPlane}) ISCH and SYM are left out if they would be at the cut; without spines or
 * tubercles there are no axes.
 */
public final class PelvisLandmarker implements BoneLandmarker {

    /** Half the width of the joint between the pubic bones, m: about 4 to 5 mm in adults. */
    static final double HALF_SYMPHYSIS = 0.0025;
    /** Where the point that tells the socket's axis lies from its centre, m: near enough to the bone to be one of its landmarks. */
    private static final double NORMAL = 0.015;
    /** Largest distance between the highest place of the flat crest and what is averaged round it, m. */
    private static final double CREST_RADIUS = 0.020;
    /** Least height of the superior spines over the socket's centre, as part of that of the crest: above the inferior ones. */
    private static final double SPINE_HEIGHT = 0.47;
    /** Difference between the radii of a person's sockets that needs a surface that shows it, m. */
    private static final double UNLIKE = 0.002;
    /** How far the centres may be off in each coordinate then, m: the sockets of a CT of 3 mm voxels against its heads. */
    private static final double UNLIKE_SD = 0.002;
    private static final int ROUNDS = 12;
    /** Larger than a triangle, m. */
    private static final double TRIANGLE = 0.015;
    /** Distances between hip centres of a pelvis, m. */
    private static final double NARROWEST = 0.10;
    private static final double WIDEST = 0.26;
    /** Radius of a person's socket over that of the other. */
    private static final double LEAST_RATIO = 0.85;
    private static final double MOST_RATIO = 1 / LEAST_RATIO;
    /** A separate part with more than this part of the surface is one of two innominate bones. */
    private static final double ONE_OF_TWO = 0.3;
    /**
     * Where the points of a right innominate bone lie on average from the socket's centre, in axes of the anterior pelvic plane, m: the
     * means of both sides of the 26 adults of the lower limb model LLP26 (J Zhang et al, in: Biomedical Simulation, Springer LNCS 8789,
     * 2014:182-192). One bone of any of them, turned to the means of the others, has its transverse axis 3.1 degrees (root mean square) up
     * or down, 3.2 forwards or backwards and on average 0.1 and 0.3 from that of its whole pelvis.
     */
    private static final Map<String, Vec3> TYPICAL = Map.of("ASIS", new Vec3(0.0516, 0.0744, 0.0320), "PSIS", new Vec3(-0.0846, 0.0912,
            -0.0392), "PT", new Vec3(0.0516, -0.0169, -0.0704), "ISCH", new Vec3(-0.0274, -0.0636, -0.0420), "AC", Vec3.ZERO);
    private static final List<String> ORDER = List.of("ASIS", "PSIS", "PT", "ISCH", "AC");

    @Override
    public String method() {
        return "pelvis.surface/7";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.pelvis();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.pelvis();
    }

    /** One innominate bone: its points in the frame of the surface. */
    private record Half(BoneShape shape, HeadSphere socket, RigidTransform axes, double residual, Map<String, Vec3> points) {
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        return find(bone, List.of(), monitor);
    }

    @Override
    public Finding find(TriangleMesh bone, List<CutPlane> cuts, Monitor monitor) {
        TriangleMesh fine = new BoneShape(bone).fine();
        List<TriangleMesh> bones = innominates(fine);
        if (bones.size() == 2) {
            HeadSphere[] both = sockets(bones.get(0), bones.get(1), monitor);
            return whole(bone, both[0], both[1], cuts, monitor);
        }
        HeadSphere first = HeadSphere.findAcetabulum(fine);
        monitor.checkCancelled();
        HeadSphere second = other(fine, first);
        return second == null ? half(bone, first, cuts, monitor) : whole(bone, first, second, cuts, monitor);
    }

    /** The parts of a surface that are large enough to be one of two innominate bones. */
    private static List<TriangleMesh> innominates(TriangleMesh m) {
        List<TriangleMesh> parts = MeshRepair.components(m);
        double all = area(m);
        return parts.stream().filter(c -> area(c) > ONE_OF_TWO * all).toList();
    }

    private static double area(TriangleMesh m) {
        double sum = 0;
        for (double a : SphereVote.vertexAreas(m)) {
            sum += a;
        }
        return sum;
    }

    /**
     * The sockets of two innominate bones, which are of one size and lie as far apart as hips: where those that are found on each alone
     * are not, one of them tells the size of the other; of what fits then, that of which more is seen.
     */
    private static HeadSphere[] sockets(TriangleMesh a, TriangleMesh b, Monitor monitor) {
        HeadSphere onA = socket(a, null);
        HeadSphere onB = socket(b, null);
        monitor.checkCancelled();
        if (onA != null && onB != null && arePair(onA, onB)) {
            return new HeadSphere[] {onA, onB};
        }
        HeadSphere[] best = null;
        double most = 0;
        for (HeadSphere[] pair : new HeadSphere[][] {{onA, onA == null ? null : socket(b, onA)},
            {onB == null ? null : socket(a, onB), onB}}) {
            if (pair[0] != null && pair[1] != null && arePair(pair[0], pair[1])) {
                double seen = Math.min(seen(pair[0]), seen(pair[1]));
                if (seen > most) {
                    most = seen;
                    best = pair;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no sockets: two bones, and on them no spheres of one size that lie as far apart as hips");
        }
        return best;
    }

    private static double seen(HeadSphere s) {
        return s.coverage() * s.radius() * s.radius();
    }

    /** @param like the socket of the other bone; null where nothing is known of it */
    private static HeadSphere socket(TriangleMesh bone, HeadSphere like) {
        try {
            return like == null ? HeadSphere.findAcetabulum(bone)
                    : HeadSphere.findAcetabulum(bone, like.radius() * LEAST_RATIO, like.radius() * MOST_RATIO);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static boolean arePair(HeadSphere a, HeadSphere b) {
        double d = a.center().distance(b.center());
        double ratio = a.radius() / b.radius();
        return d > NARROWEST && d < WIDEST && ratio > LEAST_RATIO && ratio < MOST_RATIO;
    }

    /** The other socket, or null where there is one innominate bone only. */
    private static HeadSphere other(TriangleMesh bone, HeadSphere first) {
        TriangleMesh rest = part(bone, c -> c.distance(first.center()) > NARROWEST - first.radius());
        if (rest.triangleCount() < 200) {
            return null;
        }
        try {
            HeadSphere second = HeadSphere.findAcetabulum(rest);
            return arePair(second, first) && second.coverage() > 0.5 * first.coverage() ? second : null;
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private static TriangleMesh part(TriangleMesh m, Predicate<Vec3> keep) {
        int[] t = new int[m.triangles().length];
        int n = 0;
        for (int i = 0; i < m.triangleCount(); i++) {
            Vec3 c = m.corner(i, 0).plus(m.corner(i, 1)).plus(m.corner(i, 2)).times(1 / 3.0);
            if (keep.test(c)) {
                System.arraycopy(m.triangles(), 3 * i, t, n, 3);
                n += 3;
            }
        }
        return MeshRepair.withoutUnusedVertices(new TriangleMesh(m.vertices(), java.util.Arrays.copyOf(t, n)));
    }

    private Finding half(TriangleMesh bone, HeadSphere socket, List<CutPlane> cuts, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        Half right = oriented(shape, socket, cuts, 1);
        monitor.checkCancelled();
        Half left = other(shape, socket, cuts, -1);
        double handedness = left == null ? 1 : Math.max(-1, Math.min(1, 2 * (left.residual - right.residual) / (left.residual
                    + right.residual)));
        RigidTransform frame = right.axes;
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Vec3> p = points(shape, frame, cuts, 1, false);
            Vec3 up = frame.inverse().rotate(p.get("ASIS").minus(p.get("PT")));
            double tilt = -Math.atan2(up.x(), up.y());
            frame = frame.times(RigidTransform.rotation(Vec3.Z, tilt));
            if (Math.abs(tilt) < 1e-7) {
                break;
            }
        }
        Map<String, Vec3> p = points(shape, frame, cuts, 1, false);
        RigidTransform in = frame.inverse();
        Vec3 face = symphysis(shape, frame, 1);
        double midplane = face.z() - HALF_SYMPHYSIS;
        Finding.Builder f = new Finding.Builder();
        put(f, p, "R", "R");
        cut(f, p, "ISCH_R, ISCH_L");
        Map<String, Vec3> mirrored = new LinkedHashMap<>();
        RigidTransform at = frame;
        p.forEach((code, q) -> {
            Vec3 l = in.apply(q);
            mirrored.put(code, at.apply(new Vec3(l.x(), l.y(), 2 * midplane - l.z())));
        });
        put(f, mirrored, "L", "L");
        scattered(f, "RAC", socket, true);
        if (socket.isScattered()) {
            f.estimate("LAC", f.get("LAC"), new Finding.Estimate(socket.centerBias(), ""));
        }
        Vec3 sym = frame.apply(new Vec3(face.x(), face.y(), midplane));
        if (isCut(sym, cuts)) {
            f.note(cutOff("SYM"));
        } else {
            f.point("SYM", sym);
        }
        rim(f, shape, socket, frame, Side.RIGHT, "R");
        Attachments.origin(f, shape, Side.RIGHT);
        f.size("acetabulum.radius", socket.radius());
        f.size("acetabulum.residual", socket.rms());
        f.size("axes.residual", right.residual);
        f.note("One innominate bone: the transverse axis is that of the average pelvis, and the landmarks of the other side are mirrored.");
        return f.build(handedness, "half");
    }

    private Finding whole(TriangleMesh bone, HeadSphere a, HeadSphere b, List<CutPlane> cuts, Monitor monitor) {
        Vec3 middle = a.center().mid(b.center());
        Vec3 along = a.center().minus(b.center()).normalized();
        BoneShape shapeA = new BoneShape(innominate(bone, a, middle, along));
        BoneShape shapeB = new BoneShape(innominate(bone, b, middle, along.negate()));
        // which of them is the right one
        Half aLeft = other(shapeA, a, cuts, -1);
        monitor.checkCancelled();
        Half aRight = aLeft == null ? oriented(shapeA, a, cuts, 1) : other(shapeA, a, cuts, 1);
        boolean swap = aRight == null || aLeft != null && aLeft.residual < aRight.residual;
        BoneShape right = swap ? shapeB : shapeA;
        BoneShape left = swap ? shapeA : shapeB;
        HeadSphere rightSocket = swap ? b : a;
        HeadSphere leftSocket = swap ? a : b;
        Vec3 z = rightSocket.center().minus(leftSocket.center()).normalized();
        RigidTransform rough = (swap ? aLeft : aRight).axes;
        RigidTransform frame = RigidTransform.frame(Vec3.ZERO, BoneShape.across(rough.axis(0), z), z.cross(BoneShape.across(rough.axis(0),
                z)), z);
        Map<String, Vec3> r = null;
        Map<String, Vec3> l = null;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            r = points(right, frame.withTranslation(rightSocket.center()), cuts, 1, true);
            l = points(left, frame.withTranslation(leftSocket.center()), cuts, -1, true);
            Vec3 zz = r.get("ASIS").minus(l.get("ASIS")).normalized();
            Vec3 y = BoneShape.across(r.get("ASIS").mid(l.get("ASIS")).minus(r.get("PT").mid(l.get("PT"))), zz);
            RigidTransform next = RigidTransform.frame(Vec3.ZERO, y.cross(zz), y, zz);
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-7) {
                break;
            }
        }
        Finding.Builder f = new Finding.Builder();
        put(f, r, "R", "R");
        put(f, l, "L", "L");
        boolean seen = !(Math.abs(rightSocket.radius() - leftSocket.radius()) > UNLIKE
                && (rightSocket.isScattered() || leftSocket.isScattered()));
        scattered(f, "RAC", rightSocket, seen);
        scattered(f, "LAC", leftSocket, seen);
        if (!seen) {
            f.note("The sockets have radii of " + BoneShape.mm(rightSocket.radius()) + " and " + BoneShape.mm(leftSocket.radius())
                    + " on surfaces that scatter about their spheres: RAC and LAC may be some millimetres off, and the landmarks "
                    + "of the rims (ACR, ACN, RIM_S) are left out.");
        }
        cut(f, r, "ISCH_R");
        cut(f, l, "ISCH_L");
        Vec3 faceR = symphysis(right, frame.withTranslation(rightSocket.center()), 1);
        Vec3 faceL = symphysis(left, frame.withTranslation(leftSocket.center()), -1);
        Vec3 symR = frame.withTranslation(rightSocket.center()).apply(faceR);
        Vec3 symL = frame.withTranslation(leftSocket.center()).apply(faceL);
        if (isCut(symR, cuts) || isCut(symL, cuts)) {
            f.note(cutOff("SYM"));
        } else {
            f.point("SYM", symR.mid(symL));
        }
        if (seen) {
            rim(f, right, rightSocket, frame.withTranslation(rightSocket.center()), Side.RIGHT, "R");
            rim(f, left, leftSocket, frame.withTranslation(leftSocket.center()), Side.LEFT, "L");
        }
        f.size("acetabulum.radius", rightSocket.radius());
        f.size("acetabulum.residual", rightSocket.rms());
        f.size("acetabulum.radius.other", leftSocket.radius());
        Attachments.origin(f, right, Side.RIGHT);
        Attachments.origin(f, left, Side.LEFT);
        return f.build(1, "whole");
    }

    /** How far the centre of a socket may be off whose surface scatters about its sphere, beside what the replicas show. */
    private static void scattered(Finding.Builder f, String code, HeadSphere socket, boolean alike) {
        if (socket.isScattered() || !alike) {
            double sd = Math.max(socket.centerBias(), alike ? 0 : UNLIKE_SD);
            f.estimate(code, f.get(code), new Finding.Estimate(sd, ""));
            f.note("The socket's surface scatters by " + BoneShape.mm(socket.rms()) + " about its sphere, of which "
                    + Math.round(100 * socket.coverage()) + " % are seen: " + code + " is uncertain by " + BoneShape.mm(sd)
                    + " in each direction.");
        }
    }

    /** The innominate bone around a socket: its component, or what lies on its side of the midline. */
    private static TriangleMesh innominate(TriangleMesh bone, HeadSphere socket, Vec3 middle, Vec3 outwards) {
        TriangleMesh best = null;
        double most = 0;
        for (TriangleMesh c : MeshRepair.components(bone)) {
            double near = 0;
            for (int i = 0; i < c.vertexCount(); i++) {
                near += Math.abs(c.vertex(i).distance(socket.center()) - socket.radius()) < 0.0015 ? 1 : 0;
            }
            if (near > most) {
                most = near;
                best = c;
            }
        }
        TriangleMesh m = best == null ? bone : best;
        return part(m, c -> c.minus(middle).dot(outwards) > 0.0005);
    }

    /** The upper end of the face to the other pubic bone, its height along z that of the most medial point. */
    private static Vec3 symphysis(BoneShape shape, RigidTransform frame, int lateral) {
        Vec3 face = shape.extreme(frame, q -> q.x() > 0 && q.y() < 0.010 && q.y() > -0.070, new Vec3(0, 0, -lateral), "symphysis");
        Vec3 top = shape.extreme(frame, q -> q.x() > 0 && q.y() < 0.020 && lateral * (q.z() - face.z()) < 0.004, Vec3.Y,
                0.002, 0.008, "symphysis");
        return new Vec3(top.x(), top.y(), face.z());
    }

    private static void put(Finding.Builder f, Map<String, Vec3> p, String before, String after) {
        f.point(before + "ASIS", p.get("ASIS"));
        f.point(before + "PSIS", p.get("PSIS"));
        f.point("PT_" + after, p.get("PT"));
        f.point(before + "AC", p.get("AC"));
        if (p.containsKey("ISCH")) {
            f.point("ISCH_" + after, p.get("ISCH"));
        }
        f.point("CREST_" + after, p.get("CREST"));
    }

    private static void cut(Finding.Builder f, Map<String, Vec3> p, String codes) {
        if (!p.containsKey("ISCH")) {
            f.note(cutOff(codes));
        }
    }

    private static String cutOff(String codes) {
        return "The surface is cut where " + codes + " would be, which is left out.";
    }

    private static void rim(Finding.Builder f, BoneShape bone, HeadSphere socket, RigidTransform frame, Side side, String s) {
        AcetabularRim rim;
        List<Vec3> edge;
        try {
            Bvh near = bone.near(socket.center(), AcetabularRim.reach(socket) + TRIANGLE);
            rim = AcetabularRim.of(near, socket, frame, side);
            edge = rim.edge(near, socket, frame, side);
        } catch (IllegalArgumentException e) {
            f.note("ACR_" + s + ", ACN_" + s + " and RIM_S_" + s + " are left out: " + e.getMessage() + ".");
            return;
        }
        Vec3 c = socket.center();
        f.point("ACR_" + s, c.plus(rim.axis().times(rim.height())));
        f.point("ACN_" + s, c.plus(rim.axis().times(NORMAL)));
        // where the frontal plane through the centre meets the upper rim
        RigidTransform in = frame.withTranslation(c).inverse();
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (Vec3 p : edge) {
            Vec3 q = in.apply(p);
            double w = q.y() > 0 ? Math.max(0, 1 - Math.abs(q.x()) / 0.005) : 0;
            sum = sum.plus(new Vec3(0, q.y(), q.z()).times(w));
            weight += w;
        }
        if (weight > 0) {
            f.point("RIM_S_" + s, in.inverse().apply(sum.times(1 / weight)));
        }
        f.size("acetabulum.rim.residual." + (s.equals("R") ? "own" : "other"), rim.rms());
    }

    /** The same of a side that the bone may not be of; null where its points are not there then. */
    private static Half other(BoneShape shape, HeadSphere socket, List<CutPlane> cuts, int lateral) {
        try {
            return oriented(shape, socket, cuts, lateral);
        } catch (IllegalArgumentException notThisSide) {
            return null;
        }
    }

    /** The axes of an innominate bone that is taken for one of a side: 1 right, -1 left. */
    private static Half oriented(BoneShape shape, HeadSphere socket, List<CutPlane> cuts, int lateral) {
        TriangleMesh few = sparse(shape.mesh());
        RigidTransform principal = BoneShape.principalFrame(shape.mesh());
        RigidTransform best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 6; k++) {
            for (int sign = 0; sign < 4; sign++) {
                Vec3 x = principal.axis(k / 2).times((sign & 1) == 0 ? 1 : -1);
                Vec3 y = principal.axis((k / 2 + 1 + k % 2) % 3).times((sign & 2) == 0 ? 1 : -1);
                RigidTransform start = RigidTransform.frame(socket.center(), x, y, x.cross(y));
                try {
                    RigidTransform frame = start;
                    RigidFit fit = null;
                    int points = 0;
                    for (int i = 0; i < 6; i++) {
                        Map<String, Vec3> found = intact(cuts, rawPoints(few, frame, lateral));
                        points = found.size();
                        fit = fit(found, lateral);
                        frame = fit.transform().withTranslation(socket.center());
                    }
                    double residual = residual(fit, points);
                    if (fit.scale() > 0.6 && fit.scale() < 1.6 && residual < least) {
                        least = residual;
                        best = frame;
                    }
                } catch (IllegalArgumentException notThisWay) {
                    continue;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no innominate bone: spines, tubercle and tuberosity lie nowhere as they should"
                    + (cuts.isEmpty() ? "" : "; the surface is cut, and only the tuberosity may be missing"));
        }
        RigidFit fit = null;
        int used = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Vec3> found = points(shape, best, cuts, lateral, false);
            found.remove("CREST");
            used = found.size();
            fit = fit(found, lateral);
            RigidTransform next = fit.transform().withTranslation(socket.center());
            double turn = next.inverse().times(best).angle();
            best = next;
            if (turn < 1e-7) {
                break;
            }
        }
        return new Half(shape, socket, best, residual(fit, used), points(shape, best, cuts, lateral, false));
    }

    /**
     * The points but for a tuberosity that is cut off.
     *
     * @throws IllegalArgumentException if another of them is at a cut
     */
    private static Map<String, Vec3> intact(List<CutPlane> cuts, Map<String, Vec3> found) {
        found.forEach((code, p) -> {
            if (!code.equals("ISCH") && isCut(p, cuts)) {
                throw new IllegalArgumentException("the surface is cut where " + code + " would be");
            }
        });
        if (isCut(found.get("ISCH"), cuts)) {
            found.remove("ISCH");
        }
        return found;
    }

    private static boolean isCut(Vec3 p, List<CutPlane> cuts) {
        return cuts.stream().anyMatch(c -> c.holds(p));
    }

    private static RigidFit fit(Map<String, Vec3> found, int lateral) {
        List<String> there = ORDER.stream().filter(found::containsKey).toList();
        double[] from = new double[3 * there.size()];
        double[] to = new double[from.length];
        int k = 0;
        for (String code : there) {
            Vec3 p = TYPICAL.get(code);
            System.arraycopy(new double[] {p.x(), p.y(), lateral * p.z()}, 0, from, k, 3);
            System.arraycopy(found.get(code).toArray(), 0, to, k, 3);
            k += 3;
        }
        return RigidFit.withScale(from, to);
    }

    private static TriangleMesh sparse(TriangleMesh m) {
        int step = Math.max(1, m.vertexCount() / 3000);
        List<Vec3> p = new ArrayList<>();
        for (int i = 0; i < m.vertexCount(); i += step) {
            p.add(m.vertex(i));
        }
        return new TriangleMesh(BoneShape.flat(p), new int[0]);
    }

    /** Of a fit to that many points, each with three coordinates, of seven numbers; as it would be with all five points. */
    private static double residual(RigidFit fit, int points) {
        return fit.rms() / fit.scale() * Math.sqrt(points / (3.0 * points - 7) * (3 * ORDER.size() - 7) / ORDER.size());
    }

    private static boolean spine(Vec3 p, double crest) {
        return p.y() > SPINE_HEIGHT * crest;
    }

    /** The same as {@link #points} from vertices alone. */
    private static Map<String, Vec3> rawPoints(TriangleMesh m, RigidTransform frame, int lateral) {
        RigidTransform in = frame.inverse();
        double crest = Double.NEGATIVE_INFINITY;
        List<Vec3> local = new ArrayList<>(m.vertexCount());
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 p = in.apply(m.vertex(i));
            local.add(p);
            crest = Math.max(crest, p.y());
        }
        Vec3[] best = new Vec3[4];
        for (Vec3 p : local) {
            best[0] = spine(p, crest) && (best[0] == null || p.x() > best[0].x()) ? p : best[0];
            best[1] = spine(p, crest) && lateral * p.z() > -0.065 && (best[1] == null || p.x() < best[1].x()) ? p : best[1];
            best[2] = p.y() < 0.2 * crest && lateral * p.z() < -0.25 * crest && (best[2] == null || p.x() > best[2].x()) ? p : best[2];
            best[3] = best[3] == null || p.y() < best[3].y() ? p : best[3];
        }
        Map<String, Vec3> found = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            if (best[i] == null) {
                throw new IllegalArgumentException("no " + ORDER.get(i));
            }
            found.put(ORDER.get(i), frame.apply(best[i]));
        }
        found.put("AC", frame.translation());
        return found;
    }

    /** Extreme points of an innominate bone in axes around the socket's centre, in the surface's frame. */
    private static Map<String, Vec3> points(BoneShape shape, RigidTransform frame, List<CutPlane> cuts, int lateral, boolean sacrum) {
        Vec3 up = Vec3.Y;
        Vec3 crest = shape.extreme(frame, p -> true, up, BoneShape.CAP, CREST_RADIUS, "iliac crest");
        double high = crest.y();
        Map<String, Vec3> found = new LinkedHashMap<>();
        found.put("ASIS", shape.extreme(frame, p -> spine(p, high), Vec3.X, "anterior superior iliac spine"));
        found.put("PSIS", shape.extreme(frame, p -> spine(p, high) && (!sacrum || lateral * p.z() > -0.065), Vec3.X.negate(),
                "posterior superior iliac spine"));
        found.put("PT", shape.extreme(frame, p -> p.y() < 0.2 * high && lateral * p.z() < -0.25 * high, Vec3.X, "pubic tubercle"));
        found.put("ISCH", shape.extreme(frame, p -> true, up.negate(), "ischial tuberosity"));
        found.put("AC", Vec3.ZERO);
        found.put("CREST", crest);
        found.replaceAll((name, p) -> frame.apply(p));
        return intact(cuts, found);
    }
}

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
    private static final int ROUNDS = 12;
    /** Distances between hip centres of a pelvis, m. */
    private static final double NARROWEST = 0.10;
    private static final double WIDEST = 0.26;
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
        return "pelvis.surface/3";
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
        TriangleMesh fine = new BoneShape(bone).fine();
        HeadSphere first = HeadSphere.findAcetabulum(fine);
        monitor.checkCancelled();
        HeadSphere second = other(fine, first);
        return second == null ? half(bone, first, monitor) : whole(bone, first, second, monitor);
    }

    /** The other socket, or null where there is one innominate bone only. */
    private static HeadSphere other(TriangleMesh bone, HeadSphere first) {
        TriangleMesh rest = part(bone, c -> c.distance(first.center()) > NARROWEST - first.radius());
        if (rest.triangleCount() < 200) {
            return null;
        }
        try {
            HeadSphere second = HeadSphere.findAcetabulum(rest);
            double d = second.center().distance(first.center());
            double ratio = second.radius() / first.radius();
            return d > NARROWEST && d < WIDEST && ratio > 0.85 && ratio < 1.18 && second.coverage() > 0.5 * first.coverage() ? second
                    : null;
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

    private Finding half(TriangleMesh bone, HeadSphere socket, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        Half right = oriented(shape, socket, 1);
        monitor.checkCancelled();
        Half left = oriented(shape, socket, -1);
        double handedness = Math.max(-1, Math.min(1, 2 * (left.residual - right.residual) / (left.residual + right.residual)));
        RigidTransform frame = right.axes;
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Vec3> p = points(shape, frame, 1, false);
            Vec3 up = frame.inverse().rotate(p.get("ASIS").minus(p.get("PT")));
            double tilt = -Math.atan2(up.x(), up.y());
            frame = frame.times(RigidTransform.rotation(Vec3.Z, tilt));
            if (Math.abs(tilt) < 1e-7) {
                break;
            }
        }
        Map<String, Vec3> p = points(shape, frame, 1, false);
        RigidTransform in = frame.inverse();
        Vec3 face = symphysis(shape, frame, 1);
        double midplane = face.z() - HALF_SYMPHYSIS;
        Finding.Builder f = new Finding.Builder();
        put(f, p, "R", "R");
        Map<String, Vec3> mirrored = new LinkedHashMap<>();
        RigidTransform at = frame;
        p.forEach((code, q) -> {
            Vec3 l = in.apply(q);
            mirrored.put(code, at.apply(new Vec3(l.x(), l.y(), 2 * midplane - l.z())));
        });
        put(f, mirrored, "L", "L");
        f.point("SYM", frame.apply(new Vec3(face.x(), face.y(), midplane)));
        rim(f, shape, socket, frame, Side.RIGHT, "R");
        Attachments.origin(f, shape, Side.RIGHT);
        f.size("acetabulum.radius", socket.radius());
        f.size("acetabulum.residual", socket.rms());
        f.size("axes.residual", right.residual);
        f.note("One innominate bone: the transverse axis is that of the average pelvis, and the landmarks of the other side are mirrored.");
        return f.build(handedness, "half");
    }

    private Finding whole(TriangleMesh bone, HeadSphere a, HeadSphere b, Monitor monitor) {
        Vec3 middle = a.center().mid(b.center());
        Vec3 along = a.center().minus(b.center()).normalized();
        BoneShape shapeA = new BoneShape(innominate(bone, a, middle, along));
        BoneShape shapeB = new BoneShape(innominate(bone, b, middle, along.negate()));
        // which of them is the right one
        Half aRight = oriented(shapeA, a, 1);
        monitor.checkCancelled();
        Half aLeft = oriented(shapeA, a, -1);
        boolean swap = aLeft.residual < aRight.residual;
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
            r = points(right, frame.withTranslation(rightSocket.center()), 1, true);
            l = points(left, frame.withTranslation(leftSocket.center()), -1, true);
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
        Vec3 faceR = symphysis(right, frame.withTranslation(rightSocket.center()), 1);
        Vec3 faceL = symphysis(left, frame.withTranslation(leftSocket.center()), -1);
        f.point("SYM", frame.withTranslation(rightSocket.center()).apply(faceR).mid(frame.withTranslation(leftSocket.center())
                .apply(faceL)));
        rim(f, right, rightSocket, frame.withTranslation(rightSocket.center()), Side.RIGHT, "R");
        rim(f, left, leftSocket, frame.withTranslation(leftSocket.center()), Side.LEFT, "L");
        f.size("acetabulum.radius", rightSocket.radius());
        f.size("acetabulum.residual", rightSocket.rms());
        f.size("acetabulum.radius.other", leftSocket.radius());
        Attachments.origin(f, right, Side.RIGHT);
        Attachments.origin(f, left, Side.LEFT);
        return f.build(1, "whole");
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
        f.point("ISCH_" + after, p.get("ISCH"));
        f.point("CREST_" + after, p.get("CREST"));
    }

    private static void rim(Finding.Builder f, BoneShape bone, HeadSphere socket, RigidTransform frame, Side side, String s) {
        AcetabularRim rim = AcetabularRim.of(bone.tree(), socket, frame, side);
        Vec3 c = socket.center();
        f.point("ACR_" + s, c.plus(rim.axis().times(rim.height())));
        f.point("ACN_" + s, c.plus(rim.axis().times(NORMAL)));
        // where the frontal plane through the centre meets the upper rim
        RigidTransform in = frame.withTranslation(c).inverse();
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (Vec3 p : rim.points()) {
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

    /** The axes of an innominate bone that is taken for one of a side: 1 right, -1 left. */
    private static Half oriented(BoneShape shape, HeadSphere socket, int lateral) {
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
                    for (int i = 0; i < 6; i++) {
                        fit = fit(rawPoints(few, frame, lateral), lateral);
                        frame = fit.transform().withTranslation(socket.center());
                    }
                    double residual = fit.rms() / fit.scale();
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
            throw new IllegalArgumentException("no innominate bone: spines, tubercle and tuberosity lie nowhere as they should");
        }
        RigidFit fit = null;
        for (int i = 0; i < ROUNDS; i++) {
            fit = fit(points(shape, best, lateral, false), lateral);
            RigidTransform next = fit.transform().withTranslation(socket.center());
            double turn = next.inverse().times(best).angle();
            best = next;
            if (turn < 1e-7) {
                break;
            }
        }
        return new Half(shape, socket, best, fit.rms() / fit.scale(), points(shape, best, lateral, false));
    }

    private static RigidFit fit(Map<String, Vec3> found, int lateral) {
        double[] from = new double[3 * ORDER.size()];
        double[] to = new double[from.length];
        int k = 0;
        for (String code : ORDER) {
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
    private static Map<String, Vec3> points(BoneShape shape, RigidTransform frame, int lateral, boolean sacrum) {
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
        return found;
    }
}

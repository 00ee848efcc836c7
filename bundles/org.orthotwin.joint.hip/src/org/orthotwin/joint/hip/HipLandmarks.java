/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.HeadSphere;

/**
 * Landmarks of a hip estimated from bare surfaces, where nobody has marked any: enough for the frames of {@link HipFrames}, not more.
 *
 * <p>Femur: head by {@link HeadSphere}; the neck axis through the head's centre and the centroid of the narrowest section between head and
 * shaft; the isthmus as the centroid of the smallest outer section of the middle of the shaft, the
 * proximal canal on the line through the sections above it; condyles and epicondyles as the extreme points of
 * the distal 12 % of the length, in axes that are turned until they agree. Innominate bone: the socket by {@link HeadSphere}; spines,
 * tubercle and tuberosity as the extreme points in axes that are fitted to where these points are on average, then turned about the
 * transverse axis until the anterior pelvic plane is at a right angle; the other side mirrored in the plane {@link #HALF_SYMPHYSIS} beyond
 * the symphysis.
 *
 * <p>Errors: centres within about 1 mm, the other points some mm along the surface; from one innominate bone the transverse axis is
 * that of the average pelvis, within about 5 degrees. Cost: below a second for 50,000 triangles.
 *
 * @param points positions by code in the surface's frame, m
 * @param sphere the femoral head or the acetabulum
 */
public record HipLandmarks(Map<String, Vec3> points, HeadSphere sphere) {

    /** Half the width of the joint between the pubic bones, m: about 4 to 5 mm in adults. */
    public static final double HALF_SYMPHYSIS = 0.0025;

    /** Least height of the superior spines over the socket's centre, as part of that of the crest: above the inferior ones. */
    private static final double SPINE_HEIGHT = 0.47;
    /** Where the points of a right innominate bone lie on average from the socket's centre, in axes of the anterior pelvic plane, m. */
    private static final Map<String, Vec3> TYPICAL = typical();
    private static final int ROUNDS = 12;

    /** Rounded from the anthropometry of adult pelves: ASIS 240 mm and hip centres 173 mm apart, depth from ASIS to PSIS 155 mm. */
    private static Map<String, Vec3> typical() {
        Map<String, Vec3> m = new LinkedHashMap<>();
        m.put("ASIS", new Vec3(0.050, 0.075, 0.033));
        m.put("PSIS", new Vec3(-0.105, 0.097, -0.044));
        m.put("PT", new Vec3(0.050, -0.013, -0.060));
        m.put("ISCH", new Vec3(-0.028, -0.075, -0.025));
        m.put("AC", Vec3.ZERO);
        return Collections.unmodifiableMap(m);
    }

    public HipLandmarks {
        points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
    }

    /** Both bones of a hip without landmarks. */
    public record Pair(HipLandmarks pelvis, HipLandmarks femur) {
    }

    /**
     * @param innominate surface of one innominate bone of that side
     * @param pelvisAxes rough axes of the body in the innominate's frame, x anterior, y superior, z right, within about 45 degrees; its
     *        origin does not matter
     * @param femur surface of the femur of that side, in any frame
     * @throws IllegalArgumentException if there is no socket or head on the surfaces, or they are no such bones
     */
    public static Pair fromSurfaces(TriangleMesh innominate, RigidTransform pelvisAxes, TriangleMesh femur, Side side) {
        return new Pair(ofInnominate(innominate, pelvisAxes, side), ofFemur(femur, side));
    }

    /**
     * Landmarks of the pelvis from one innominate bone; codes RASIS LASIS RPSIS LPSIS PT_R PT_L SYM RAC LAC ISCH_R ISCH_L CREST_R CREST_L.
     *
     * @param axes as for {@link #fromSurfaces}
     */
    public static HipLandmarks ofInnominate(TriangleMesh mesh, RigidTransform axes, Side side) {
        HeadSphere socket = HeadSphere.findAcetabulum(mesh);
        int lateral = side.sign();
        RigidTransform frame = axes.withTranslation(socket.center());
        Map<String, Vec3> found = spines(mesh, frame, lateral);
        for (int i = 0; i < ROUNDS; i++) {
            double[] from = new double[3 * TYPICAL.size()];
            double[] to = new double[from.length];
            int k = 0;
            for (Map.Entry<String, Vec3> e : TYPICAL.entrySet()) {
                Vec3 p = e.getValue();
                System.arraycopy(new double[] {p.x(), p.y(), lateral * p.z()}, 0, from, k, 3);
                System.arraycopy(found.get(e.getKey()).toArray(), 0, to, k, 3);
                k += 3;
            }
            frame = RigidFit.withScale(from, to).transform().withTranslation(socket.center());
            Map<String, Vec3> next = spines(mesh, frame, lateral);
            if (next.equals(found)) {
                break;
            }
            found = next;
        }
        // the fit gives the transverse axis; the tilt is that of the anterior pelvic plane
        for (int i = 0; i < ROUNDS; i++) {
            Vec3 up = frame.inverse().rotate(found.get("ASIS").minus(found.get("PT")));
            frame = frame.times(RigidTransform.rotation(Vec3.Z, -Math.atan2(up.x(), up.y())));
            Map<String, Vec3> next = spines(mesh, frame, lateral);
            if (next.equals(found)) {
                break;
            }
            found = next;
        }
        RigidTransform in = frame.inverse();
        Vec3 face = extreme(mesh, in, p -> p.x() > 0 && p.y() < 0.010 && p.y() > -0.070, p -> -lateral * p.z(), "symphysis");
        double midplane = face.z() - lateral * HALF_SYMPHYSIS;
        Map<String, Vec3> one = new LinkedHashMap<>();
        one.put("{S}ASIS", in.apply(found.get("ASIS")));
        one.put("{S}PSIS", in.apply(found.get("PSIS")));
        one.put("PT_{S}", in.apply(found.get("PT")));
        one.put("{S}AC", Vec3.ZERO);
        one.put("ISCH_{S}", in.apply(found.get("ISCH")));
        one.put("CREST_{S}", extreme(mesh, in, p -> true, Vec3::y, "iliac crest"));
        Map<String, Vec3> points = new LinkedHashMap<>();
        String s = side == Side.LEFT ? "L" : "R";
        String o = side == Side.LEFT ? "R" : "L";
        for (Map.Entry<String, Vec3> e : one.entrySet()) {
            Vec3 p = e.getValue();
            points.put(e.getKey().replace("{S}", s), frame.apply(p));
            points.put(e.getKey().replace("{S}", o), frame.apply(new Vec3(p.x(), p.y(), 2 * midplane - p.z())));
        }
        points.put("SYM", frame.apply(new Vec3(face.x(), face.y(), midplane)));
        return new HipLandmarks(points, socket);
    }

    /** Extreme points of an innominate bone in axes of the body around the socket's centre, by name, in the surface's frame. */
    private static Map<String, Vec3> spines(TriangleMesh mesh, RigidTransform frame, int lateral) {
        RigidTransform in = frame.inverse();
        double crest = extreme(mesh, in, p -> true, Vec3::y, "iliac crest").y();
        Map<String, Vec3> found = new LinkedHashMap<>();
        found.put("ASIS", extreme(mesh, in, p -> p.y() > SPINE_HEIGHT * crest, Vec3::x, "anterior superior iliac spine"));
        found.put("PSIS", extreme(mesh, in, p -> p.y() > SPINE_HEIGHT * crest, p -> -p.x(), "posterior superior iliac spine"));
        found.put("PT", extreme(mesh, in, p -> p.y() < 0.2 * crest && lateral * p.z() < -0.25 * crest, Vec3::x, "pubic tubercle"));
        found.put("ISCH", extreme(mesh, in, p -> true, p -> -p.y(), "ischial tuberosity"));
        found.put("AC", Vec3.ZERO);
        found.replaceAll((name, p) -> frame.apply(p));
        return found;
    }

    /** Landmarks of a femur; codes FHC LEC MEC GT GT_LAT LT NECK_C ISTH CANAL_P KNEE_C POST_LC POST_MC. */
    public static HipLandmarks ofFemur(TriangleMesh mesh, Side side) {
        HeadSphere head = HeadSphere.findHead(mesh);
        Vec3 fhc = head.center();
        double r = head.radius();
        LineFit axis = LineFit.of(mesh.vertices());
        Vec3 up = fhc.minus(axis.point()).dot(axis.direction()) > 0 ? axis.direction() : axis.direction().negate();
        double[] range = range(mesh, up);
        double length = range[1] - range[0];
        if (!(length > 6 * r)) {
            throw new IllegalArgumentException("no whole femur: the surface is " + Numbers.fixed(length * 1000.0, 0)
                    + " mm long with a head of "
                    + Numbers.fixed(r * 1000.0, 1) + " mm radius; shaft and condyles are needed");
        }
        // centre line of the shaft, outer sections
        RigidTransform along = RigidTransform.frameXY(axis.point(), up.anyOrthogonal(), up);
        double foot = range[0] - up.dot(axis.point());
        List<Vec3> centres = new ArrayList<>();
        Vec3 isthmus = null;
        double smallest = Double.POSITIVE_INFINITY;
        for (double part = 0.44; part < 0.765; part += 0.02) {
            double[] loop = MeshSection.of(mesh, along, foot + part * length).largest();
            if (loop == null) {
                throw new IllegalArgumentException("no whole femur: the shaft has no section at " + Numbers.fixed(100 * part, 0)
                        + " % of its length");
            }
            Vec3 c = inFrame(along, MeshSection.centroid(loop), foot + part * length);
            double area = Math.abs(MeshSection.area(loop));
            if (part > 0.49 && part < 0.70 && area < smallest) {
                smallest = area;
                isthmus = c;
            }
            if (part > 0.57) {
                centres.add(c);
            }
        }
        LineFit shaft = LineFit.of(flat(centres));
        Vec3 shaftUp = shaft.direction().dot(up) > 0 ? shaft.direction() : shaft.direction().negate();
        Map<String, Vec3> points = new LinkedHashMap<>();
        points.put("FHC", fhc);
        // axes of the knee, turned until they agree with the condyles
        Vec3 toHead = fhc.minus(shaft.point());
        Vec3 medial = toHead.minus(shaftUp.times(toHead.dot(shaftUp))).normalized();
        Vec3 right = medial.times(-side.sign());
        Vec3 mechanical = up;
        Vec3[] knee = new Vec3[4];
        for (int i = 0; i < ROUNDS; i++) {
            Vec3 z = right.minus(mechanical.times(right.dot(mechanical))).normalized();
            RigidTransform frame = RigidTransform.frame(fhc, mechanical.cross(z), mechanical, z);
            RigidTransform in = frame.inverse();
            double low = -extreme(mesh, in, p -> true, p -> -p.y(), "condyle").y();
            double bottom = -low + 0.12 * length;
            Predicate<Vec3> distal = p -> p.y() < bottom;
            Predicate<Vec3> epicondylar = p -> p.y() < bottom && p.y() > -low + 0.035 * length;
            Vec3 rightMost = extreme(mesh, in, epicondylar, Vec3::z, "epicondyle");
            Vec3 leftMost = extreme(mesh, in, epicondylar, p -> -p.z(), "epicondyle");
            double middle = 0.5 * (rightMost.z() + leftMost.z());
            Vec3 backRight = extreme(mesh, in, p -> distal.test(p) && p.z() > middle, p -> -p.x(), "posterior condyle");
            Vec3 backLeft = extreme(mesh, in, p -> distal.test(p) && p.z() < middle, p -> -p.x(), "posterior condyle");
            knee = new Vec3[] {frame.apply(rightMost), frame.apply(leftMost), frame.apply(backRight), frame.apply(backLeft)};
            right = knee[2].minus(knee[3]);
            mechanical = fhc.minus(knee[0].mid(knee[1])).normalized();
        }
        boolean left = side == Side.LEFT;
        points.put("LEC", knee[left ? 1 : 0]);
        points.put("MEC", knee[left ? 0 : 1]);
        points.put("KNEE_C", knee[0].mid(knee[1]));
        points.put("POST_LC", knee[left ? 3 : 2]);
        points.put("POST_MC", knee[left ? 2 : 3]);
        points.put("ISTH", isthmus);
        points.put("NECK_C", neckCentre(mesh, fhc, r, shaft.point(), shaftUp));
        // trochanters, in axes of the shaft and the condyles
        Vec3 z = right.minus(shaftUp.times(right.dot(shaftUp))).normalized();
        RigidTransform frame = RigidTransform.frame(fhc, shaftUp.cross(z), shaftUp, z);
        RigidTransform in = frame.inverse();
        int lateral = side.sign();
        Vec3 a = in.apply(shaft.point());
        points.put("GT", frame.apply(extreme(mesh, in, p -> lateral * (p.z() - a.z()) > -0.2 * r && p.norm() > 1.2 * r, Vec3::y,
                "greater trochanter")));
        points.put("GT_LAT", frame.apply(extreme(mesh, in, p -> p.y() > -3 * r, p -> lateral * p.z(), "greater trochanter")));
        Vec3 lesser = frame.apply(extreme(mesh, in, p -> p.y() < -2 * r && p.y() > -4.2 * r, p -> -0.6 * lateral * p.z() - 0.8 * p.x(),
                "lesser trochanter"));
        points.put("LT", lesser);
        points.put("CANAL_P", shaft.point().plus(shaftUp.times(lesser.minus(shaft.point()).dot(shaftUp))));
        return new HipLandmarks(points, head);
    }

    /** The centroid of the narrowest section of the neck. */
    private static Vec3 neckCentre(TriangleMesh mesh, Vec3 fhc, double r, Vec3 shaftPoint, Vec3 shaftUp) {
        Vec3 d = fhc.minus(shaftPoint);
        double height = d.dot(shaftUp);
        double offset = d.minus(shaftUp.times(height)).norm();
        // a start at an angle of neck and shaft of 127 degrees
        Vec3 axis = shaftPoint.plus(shaftUp.times(height - offset / Math.tan(Math.toRadians(53)))).minus(fhc).normalized();
        Vec3 best = null;
        for (int i = 0; i < ROUNDS; i++) {
            RigidTransform frame = RigidTransform.frameXY(fhc, axis.anyOrthogonal(), axis);
            double smallest = Double.POSITIVE_INFINITY;
            best = null;
            for (double s = 0.75 * r; s < 2.2 * r; s += 0.04 * r) {
                double[] loop = MeshSection.of(mesh, frame, s).around(0, 0);
                if (loop != null && Math.abs(MeshSection.area(loop)) < smallest) {
                    smallest = Math.abs(MeshSection.area(loop));
                    best = inFrame(frame, MeshSection.centroid(loop), s);
                }
            }
            if (best == null) {
                throw new IllegalArgumentException("no femoral neck: no section of it within " + Numbers.fixed(2200 * r, 0)
                        + " mm of the head's centre");
            }
            Vec3 next = best.minus(fhc).normalized();
            if (next.angle(axis) < 1e-4) {
                break;
            }
            axis = next;
        }
        return best;
    }

    private static Vec3 inFrame(RigidTransform frame, double[] zx, double y) {
        return frame.apply(new Vec3(zx[1], y, zx[0]));
    }

    private static double[] flat(List<Vec3> points) {
        double[] p = new double[3 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i).toArray(), 0, p, 3 * i, 3);
        }
        return p;
    }

    private static double[] range(TriangleMesh mesh, Vec3 d) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = 0; i < mesh.vertexCount(); i++) {
            double h = mesh.vertex(i).dot(d);
            range[0] = Math.min(range[0], h);
            range[1] = Math.max(range[1], h);
        }
        return range;
    }

    /** The vertex, in the frame's coordinates, of the region where the measure is largest. */
    private static Vec3 extreme(TriangleMesh mesh, RigidTransform in, Predicate<Vec3> region, ToDoubleFunction<Vec3> measure, String what) {
        Vec3 best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < mesh.vertexCount(); i++) {
            Vec3 p = in.apply(mesh.vertex(i));
            if (region.test(p)) {
                double m = measure.applyAsDouble(p);
                if (m > most) {
                    most = m;
                    best = p;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no " + what + ": the surface has no point in its region; check side, axes and unit");
        }
        return best;
    }
}

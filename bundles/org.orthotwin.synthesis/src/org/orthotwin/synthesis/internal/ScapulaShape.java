/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right scapula as an implicit solid in axes of its plane: origin in the middle of the glenoid's concavity, z along the line from the
 * root of
 * the spine (TS) to it, laterally, y upwards in the plane through that line and the inferior angle (AI), x forwards.
 *
 * <p>The glenoid's face is part of a sphere whose axis is turned by version and inclination, so that both are exact; the second concavity
 * of a worn one is part of another sphere behind it, above or below, turned further that way. Where the whole face is worn, the bone around
 * is that of the face before, which the worn one meets at its lower or upper end; where the head has sunk in, the bone around lies as far
 * out, and the face ends in a ball around the head.
 */
public final class ScapulaShape {

    /** Radius of the bony concavity over the glenoid's height. */
    private static final double CURVATURE = 0.95;
    /** How far out the point on the glenoid's axis lies, m. */
    private static final double NORMAL = 0.03;
    /** Depth below an extreme over which its place is averaged, of tips and of the broad inferior angle, m. */
    private static final double CAP = 0.001;
    private static final double BROAD_CAP = 0.0025;
    /** Longest way from a point within to the surface, m. */
    private static final double REACH = 0.05;
    /** Between places that are looked at for the rim's points and for its plane, m. */
    private static final double FINE = 0.0001;
    private static final double COARSE = 0.00025;
    private static final List<String> RIM = List.of("GLEN_S", "GLEN_I", "GLEN_A", "GLEN_P");
    private static final double AREA = 0.0005;
    private static final int MERIDIANS = 36;
    private static final int ROUNDS = 5;
    /** How deep the second concavity lies below the first at its middle, m. */
    private static final double WEAR = 0.0030;
    /** Where the middle of a second concavity above or below lies, over the glenoid's height. */
    private static final double UPPER = 0.22;
    /** Distance of bones without cartilage, m. */
    private static final double BARE = 0.0005;
    /** Least distance of the acromion from a head that has moved up, m. */
    private static final double MIGRATED = 0.0010;

    /** Least distance of acromion and head, m: below 7 mm the cuff is torn (Goutallier 2011, J Shoulder Elbow Surg 20:615-619). */
    private static final double CLEARANCE = 0.0068;
    /** Height of the acromion's underside over the glenoid's centre, mm. */
    private static final double UNDERSIDE = 34.6;

    private final ShoulderParameters p;
    private final double s;
    private final Vec3 axis;
    private final Vec3 wornAxis;
    private final Vec3 wornPoint;
    private final double radius;
    /** How far the rim's plane lies over the middle of the face before wear, m. */
    private final double depth;
    /** Axis and middle of the face as it was before the whole of it, or its middle, was worn. */
    private final Vec3 axisBefore;
    private final Vec3 before;
    /** How much higher the acromion is than goes with the glenoid, m. */
    private final double raise;
    private final Blend bone = new Blend();
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();

    public ScapulaShape(ShoulderParameters p) {
        this.p = p;
        s = p.glenoidHeight() / 0.038;
        radius = CURVATURE * p.glenoidHeight();
        axis = axis(p.glenoidVersion(), p.glenoidInclination());
        wornAxis = axis(p.glenoidVersion() - p.neoglenoid(), p.glenoidInclination() + p.upperNeoglenoid());
        Vec3 aside = p.upperNeoglenoid() != 0 ? across(axis).times(Math.copySign(UPPER * p.glenoidHeight(), p.upperNeoglenoid()))
                : Vec3.Y.cross(axis).normalized().times(-0.24 * p.glenoidWidth()).plus(new Vec3(0, -0.06 * p.glenoidHeight(), 0));
        wornPoint = aside.minus(axis.times(WEAR));
        double half = 0.5 * p.glenoidWidth();
        depth = radius - Math.sqrt(Math.max(0, radius * radius - half * half));
        axisBefore = axis(p.glenoidVersion(), p.glenoidInclination() - p.faceWear());
        // both faces have the end of the rim in common that the wear has left
        before = axis.times(p.centralWear() + (p.faceWear() != 0 ? depth : 0)).minus(axisBefore.times(p.faceWear() != 0 ? depth : 0))
                .plus(across(axisBefore).minus(across(axis)).times(0.5 * Math.signum(p.faceWear()) * p.glenoidHeight()));
        // from the centre of the upright head; a large head before a small glenoid, or a steep one, would leave no room
        Vec3 head = before.plus(axisBefore.times(p.headRadius() + p.cartilageGap()));
        double room = Math.max(CLEARANCE + head.y(), p.isWornUpOrDown() ? MIGRATED + headCentre().y() : 0);
        raise = Math.max(0, room + p.headRadius() - r(UNDERSIDE));
        build();
    }

    private static Vec3 axis(double version, double inclination) {
        double c = Math.cos(inclination);
        return new Vec3(c * Math.sin(version), Math.sin(inclination), c * Math.cos(version));
    }

    /** Upwards at a right angle to an axis. */
    private static Vec3 across(Vec3 axis) {
        return Vec3.Y.minus(axis.times(axis.y())).normalized();
    }

    private boolean hasTwoHollows() {
        return p.neoglenoid() > 0 || p.upperNeoglenoid() != 0;
    }

    private Vec3 at(double x, double y, double z) {
        return new Vec3(x * s / 1000.0, y * s / 1000.0, z * s / 1000.0);
    }

    private Vec3 acromial(double part, double x, double y, double z) {
        return at(x, y, z).plus(Vec3.Y.times(part * raise));
    }

    private double r(double millimetres) {
        return millimetres * s / 1000.0;
    }

    private void build() {
        Vec3 x = Vec3.X;
        Vec3 y = Vec3.Y;
        blade();
        // lateral and medial border, superior border
        bone.add(new Tube(Station.ellipse(at(-1, -12, -12), r(6), r(7), x), Station.ellipse(at(0, -45, -30), r(5), r(5.5), x),
                Station.ellipse(at(-1, -80, -56), r(5), r(6), x), Station.ellipse(at(0, -116, -85), r(4), r(8), x)), r(7));
        bone.add(new Tube(Station.round(at(-1, -116, -88), r(4)), Station.round(at(-1.5, -70, -102), r(2.8)), Station.round(at(-1, -20,
                -107), r(3)),
                Station.round(at(0, 5, -105), r(3.4)), Station.round(at(4, 44, -86), r(3.4))), r(5));
        bone.add(new Tube(Station.round(at(4, 44, -86), r(3)), Station.round(at(3, 36, -62), r(2.2)), Station.round(at(1, 28, -40), r(2.4)),
                Station.round(at(2, 24, -22), r(5))), r(5));
        // spine and acromion
        bone.add(new Tube(Station.ellipse(at(-3, 0, -103), r(4), r(5), x), Station.ellipse(at(-11, 7, -76), r(7.5), r(4), x),
                Station.ellipse(at(-18, 14, -48), r(11), r(4.5), x),
                Station.ellipse(acromial(0.3, -27, 21, -20), r(9), r(5), x),
                Station.ellipse(acromial(0.7, -36, 29, 4), r(10), r(5), x),
                Station.ellipse(acromial(1, -36, 34.5, 20), r(10), r(4.6), x)), r(6));
        bone.add(new Tube(Station.ellipse(at(-11, 5, -72), r(9), r(3.6), x), Station.ellipse(at(-14, 10, -42), r(12), r(4.0), x),
                Station.ellipse(at(-19, 15, -26), r(8), r(4.2), x)), r(5));
        bone.add(new Tube(Station.ellipse(acromial(1, -38, 33, 10), r(4.4), r(9), y), Station.ellipse(acromial(1, -30, 36.5, 24), r(4.4),
                r(11), y),
                Station.ellipse(acromial(1, -14, 39, 28), r(4.2), r(10), y),
                Station.ellipse(acromial(1, 2, 39, 24), r(3.8), r(8), y)), r(6));
        // coracoid
        bone.add(new Tube(Station.ellipse(at(4, 18, -13), r(9), r(8), x), Station.ellipse(at(14, 27, -12), r(7.5), r(7), y),
                Station.ellipse(at(25, 29, -6), r(6.2), r(7), y), Station.ellipse(at(36, 22, 3), r(5), r(6.2), y),
                Station.ellipse(at(41, 16, 7), r(4.2), r(5), y)), r(7));
        // neck and glenoid, wider below than above
        double gh = 0.5 * p.glenoidHeight();
        double gw = 0.5 * p.glenoidWidth();
        Vec3 up = across(axisBefore);
        Vec3 low = before.plus(up.times(gw - gh));
        bone.add(new Tube(0.4, 0.4, Station.ellipse(at(0, -1, -34), r(11), r(6), y), Station.ellipse(at(0, -1, -20), r(14), r(8), y),
                Station.ellipse(before.plus(axisBefore.times(-r(7))), 0.92 * gh, 0.82 * gw, up),
                Station.ellipse(before.plus(axisBefore.times(r(6))), gh, 0.90 * gw, up)), r(6));
        bone.add(new Tube(0.3, 0.3, Station.ellipse(low.plus(axisBefore.times(-r(5))), 0.85 * gw, 0.92 * gw, up),
                Station.ellipse(low.plus(axisBefore.times(r(6))), gw, gw, up)), r(4));
        // the face: a hollow within a rim
        Vec3 face = axis.times(p.centralWear());
        bone.cut(face(face, axis, face.plus(axis.times(radius)), depth), r(1.2), face.plus(axis.times(r(14))), r(34));
        if (hasTwoHollows()) {
            bone.cut(face(wornPoint, wornAxis, wornCentre(), radius), r(1.2), wornPoint.plus(wornAxis.times(r(14))), r(34));
        }
        if (p.centralWear() > 0) {
            Vec3 ball = headCentre();
            double around = ball.norm();
            bone.cut((px, py, pz) -> Math.sqrt(sq(px - ball.x()) + sq(py - ball.y()) + sq(pz - ball.z())) - around, r(1.2), ball, around);
        }
        landmarks.put("GC", Vec3.ZERO);
        Vec3 normal = hasTwoHollows() ? rimNormal() : axis;
        landmarks.put("GLEN_N", normal.times(NORMAL));
        if (p.neoglenoid() > 0) {
            Vec3 middle = middle(normal, wornCentre(), axis.times(radius));
            landmarks.put("GC_NEO", middle);
            landmarks.put("PALEO_N", axis.times(NORMAL));
            landmarks.put("NEO_N", wornCentre().minus(middle).normalized().times(NORMAL));
        } else if (p.upperNeoglenoid() != 0) {
            String worn = p.upperNeoglenoid() > 0 ? "HIGH" : "LOW";
            String left = p.upperNeoglenoid() > 0 ? "LOW" : "HIGH";
            landmarks.put("GC_" + worn, middle(normal, wornCentre(), axis.times(radius)));
            landmarks.put(worn + "_C", wornCentre());
            landmarks.put("GC_" + left, middle(normal, axis.times(radius), wornCentre()));
            landmarks.put(left + "_C", axis.times(radius));
        }
        placeLandmarks(normal);
    }

    private static double sq(double v) {
        return v * v;
    }

    /** What is before the glenoid: within the sphere, or beyond the plane of the rim, as far as the head reaches. */
    private Field face(Vec3 point, Vec3 n, Vec3 centre, double depth) {
        // as far as the bone before it reached
        double reach = r(16) + 2 * before.norm();
        return (px, py, pz) -> {
            double ball = Math.sqrt(sq(px - centre.x()) + sq(py - centre.y()) + sq(pz - centre.z())) - radius;
            double along = (px - point.x()) * n.x() + (py - point.y()) * n.y() + (pz - point.z()) * n.z();
            double qx = px - point.x() - along * n.x();
            double qy = py - point.y() - along * n.y();
            double qz = pz - point.z() - along * n.z();
            double off = Math.sqrt(qx * qx + qy * qy + qz * qz) - r(25);
            return Math.max(Math.min(ball, depth - along), Math.max(off, along - reach));
        };
    }

    /** The blade: thin, a little hollow in front. */
    private void blade() {
        // the plate's own axes: first medial to lateral (-z of the drawing), second upwards
        double[][] outline = {{-12, -12}, {-30, -45}, {-56, -80}, {-84, -117}, {-91, -114}, {-103, -70}, {-108, -20}, {-106, 5}, {-87, 46},
                {-62, 38},
            {-40, 29}, {-20, 24}, {-8, 8}};
        double[][] o = new double[outline.length][];
        for (int i = 0; i < o.length; i++) {
            o[i] = new double[] {outline[i][0] * s / 1000.0, outline[i][1] * s / 1000.0};
        }
        double scale = s / 1000.0;
        Plate plate = new Plate(o, (u, v) -> {
            // 0 at the borders
            double a = Math.max(0, Math.min(1, -u / (106 * scale)));
            double hollow = 4 * a * (1 - a);
            double up = Math.max(0, v / (46 * scale));
            return scale * (-5.0 * hollow + 4.0 * up * a);
        }, (u, v) -> Math.max(0.0042, 5.0 * scale), (u, v) -> 0.0008);
        // drawn in (u, v, w) = (z, y, -x): right-handed
        bone.add((px, py, pz) -> plate.at(pz, py, px), 0, new Vec3(0, -0.030 * s, -0.060 * s), 0.125 * s);
    }

    /** @param normal of the glenoid's rim */
    private void placeLandmarks(Vec3 normal) {
        Vec3 front = across(normal).cross(normal);
        // of two hollows above each other each ends where its own face does
        Vec3 upper = p.upperNeoglenoid() > 0 ? wornAxis : p.upperNeoglenoid() < 0 ? axis : normal;
        Vec3 lower = p.upperNeoglenoid() < 0 ? wornAxis : p.upperNeoglenoid() > 0 ? axis : normal;
        landmarks.put("GLEN_S", rim(upper, across(upper), FINE));
        landmarks.put("GLEN_I", rim(lower, across(lower).negate(), FINE));
        landmarks.put("GLEN_A", rim(normal, front, FINE));
        landmarks.put("GLEN_P", rim(normal, front.negate(), FINE));
        landmarks.put("TS", new Vec3(0, 0, bone.exit(at(-1, 0, -103), Vec3.Z.negate(), REACH).z()));
        // the extremes are those along the axes of the frame that follows from them
        landmarks.put("AA", bone.exit(acromial(1, -38, 34, 16), new Vec3(-1, 0, 0.7), REACH));
        landmarks.put("AI", bone.exit(at(-1, -112, -87), Vec3.Y.negate(), REACH));
        for (int i = 0; i < 6; i++) {
            RigidTransform isb = isb();
            landmarks.put("AA", extreme(acromial(1, -34, 33, 14), isb.rotate(new Vec3(-1, 0, 1).normalized()), CAP));
            Vec3 lowest = extreme(at(-1, -109, -86), isb.axis(1).negate(), BROAD_CAP);
            landmarks.put("AI", new Vec3(0, lowest.y(), lowest.z()));
        }
        RigidTransform isb = isb();
        landmarks.put("SA", extreme(at(4, 40, -86), isb.axis(1), CAP));
        landmarks.put("ACR_T", extreme(acromial(1, -2, 39, 24), isb.axis(0), CAP));
        landmarks.put("ACL", extreme(acromial(1, -22, 37, 22), isb.axis(2), CAP));
        landmarks.put("PC", extreme(at(39, 19, 5), isb.axis(0), CAP));
    }

    /** The extreme in a direction of what is seen from a point within: its height over the middle of what is little below. */
    private Vec3 extreme(Vec3 within, Vec3 direction, double cap) {
        Vec3 u = direction.anyOrthogonal();
        Vec3 v = direction.cross(u);
        List<Vec3> seen = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= 40; i++) {
            double tilt = Math.toRadians(2.0 * i);
            int around = Math.max(1, (int) Math.round(2 * Math.PI * Math.sin(tilt) / Math.toRadians(2)));
            for (int k = 0; k < around; k++) {
                double turn = 2 * Math.PI * k / around;
                Vec3 d = direction.times(Math.cos(tilt)).plus(u.times(Math.sin(tilt) * Math.cos(turn)))
                        .plus(v.times(Math.sin(tilt) * Math.sin(turn)));
                // a ray that is outside already at the lowest height that counts has left the bone below it
                double least = (most - cap - within.dot(direction)) / d.dot(direction);
                if (least > 0 && least < REACH && bone.at(within.plus(d.times(least))) >= 0) {
                    continue;
                }
                Vec3 q = bone.exit(within, d, REACH);
                most = Math.max(most, q.dot(direction));
                seen.add(q);
                weights.add(q.distance(within) * q.distance(within));
            }
        }
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (int i = 0; i < seen.size(); i++) {
            double w = (seen.get(i).dot(direction) - most + cap) * weights.get(i);
            if (w > 0) {
                sum = sum.plus(seen.get(i).times(w));
                weight += w;
            }
        }
        Vec3 c = sum.times(1 / weight);
        return c.plus(direction.times(most - c.dot(direction)));
    }

    private Vec3 wornCentre() {
        return wornPoint.plus(wornAxis.times(radius));
    }

    /** The normal of the plane through the rim that wear has left: over it and around it, until it stays. */
    private Vec3 rimNormal() {
        Vec3 n = axis.plus(wornAxis).normalized();
        for (int round = 0; round < ROUNDS; round++) {
            Vec3 next = PlaneFit.of(outline(n)).normal();
            n = next.dot(n) < 0 ? next.negate() : next;
        }
        return n;
    }

    /** Places of the rim all around; x0 y0 z0 x1 ..., m. */
    private double[] outline(Vec3 n) {
        Vec3 up = across(n);
        Vec3 front = up.cross(n);
        double[] places = new double[3 * MERIDIANS];
        for (int m = 0; m < MERIDIANS; m++) {
            double phi = 2 * Math.PI * m / MERIDIANS;
            Vec3 q = rim(n, front.times(Math.cos(phi)).plus(up.times(Math.sin(phi))), COARSE);
            System.arraycopy(q.toArray(), 0, places, 3 * m, 3);
        }
        return places;
    }

    /** The middle of one of two concavities, by their balls' centres: of the area within the rim where it is the deeper one, on it. */
    private Vec3 middle(Vec3 n, Vec3 one, Vec3 other) {
        Vec3 up = across(n);
        Vec3 front = up.cross(n);
        double[] rim = outline(n);
        double[] loop = new double[2 * MERIDIANS];
        for (int m = 0; m < MERIDIANS; m++) {
            loop[2 * m] = Vec3.of(rim, 3 * m).dot(front);
            loop[2 * m + 1] = Vec3.of(rim, 3 * m).dot(up);
        }
        Vec3 sum = Vec3.ZERO;
        int count = 0;
        for (double x = -p.glenoidHeight(); x < p.glenoidHeight(); x += AREA) {
            for (double y = -p.glenoidHeight(); y < p.glenoidHeight(); y += AREA) {
                Vec3 q = front.times(x).plus(up.times(y));
                if (MeshSection.contains(loop, x, y) && depth(q, n, one) < depth(q, n, other)) {
                    sum = sum.plus(q);
                    count++;
                }
            }
        }
        Vec3 middle = count > 0 ? sum.times(1.0 / count) : wornPoint;
        return middle.plus(n.times(depth(middle, n, one)));
    }

    /** Height of a concavity's sphere over a place of a plane, along its normal. */
    private double depth(Vec3 q, Vec3 n, Vec3 centre) {
        return SphereFit.nearSide(q, n, centre, radius);
    }

    /**
     * The highest place over a plane through the glenoid's centre in the half plane of its normal and a direction at a right angle to it.
     *
     * @param n normal of the plane
     * @param step between places that are looked at, m
     */
    private Vec3 rim(Vec3 n, Vec3 d, double step) {
        Vec3 best = null;
        for (double out = 0.3 * p.glenoidWidth(); out < 0.75 * p.glenoidHeight(); out += step) {
            // downwards to the surface
            double h = 0.010 + p.centralWear();
            Vec3 q = d.times(out);
            while (h > -0.004 && bone.at(q.x() + n.x() * h, q.y() + n.y() * h, q.z() + n.z() * h) > 0) {
                h -= step;
            }
            Vec3 on = q.plus(n.times(h));
            if (best != null && h <= -0.004) {
                break;
            }
            if (best == null || h >= best.dot(n) - 0.25 * step) {
                best = on;
            }
        }
        return best;
    }

    /** Whether a landmark lies on the edge of the glenoid, which a surface of triangles cuts off. */
    public static boolean isRim(String code) {
        return RIM.contains(code);
    }

    /** Outward axis of the glenoid as it was before it was worn. */
    public Vec3 axisBefore() {
        return axisBefore;
    }

    /** Middle of the glenoid's concavity as it was before it was worn. */
    public Vec3 centreBefore() {
        return before;
    }

    /** Outward axis of the glenoid. */
    public Vec3 axis() {
        return axis;
    }

    /** Centre of the humeral head, which rests on the glenoid, or on its worn part. */
    public Vec3 headCentre() {
        double d = p.headRadius() + (p.centralWear() > 0 ? BARE : p.cartilageGap());
        return hasTwoHollows() ? wornPoint.plus(wornAxis.times(d)) : axis.times(d);
    }

    /** The scapula's ISB frame in these axes. */
    public RigidTransform isb() {
        Vec3 z = landmarks.get("AA").minus(landmarks.get("TS")).normalized();
        Vec3 x = landmarks.get("AA").minus(landmarks.get("AI")).cross(landmarks.get("TS").minus(landmarks.get("AI"))).normalized();
        Vec3 forward = x.x() < 0 ? x.negate() : x;
        return RigidTransform.frame(landmarks.get("AA"), forward, z.cross(forward), z);
    }

    public Map<String, Vec3> landmarks() {
        return landmarks;
    }

    public Field bone() {
        return bone;
    }

    public TriangleMesh mesh(double spacing, Monitor monitor) {
        return Polygoniser.polygonise(bone, at(-62, -132, -122), at(62, 62, 52), spacing, monitor);
    }
}

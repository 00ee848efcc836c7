/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * The whole humerus, or its proximal part.
 *
 * <p>Definitions, which the truth of generated humeri follows too. "Farthest" is the height of the farthest place over the middle of what
 * is little less far and near it, the deeper the less.
 * <ul>
 * <li>GH: the centre of the sphere of the head ({@link HeadSphere}), searched on the half of the bone that has the larger one.
 * <li>HEAD_A: where the mean direction of the surface on that sphere leaves it, by area, weighted from 1 on the sphere to 0 at 1.2 mm from
 * it; of a cap it is at a right angle to the plane of the anatomical neck.
 * <li>SHAFT_P, SHAFT_D: points of the shaft's axis, the line through the middles of the sections from 25 to 70 % of the length, a fifth of
 * the length above and below its middle; of a proximal part, through those below the neck and at its ends.
 * <li>GT: of what is lateral of the shaft's axis and off the head, the farthest upwards along the shaft.
 * <li>GT_LAT: the farthest across the shaft away from where the head faces.
 * <li>LT: below the head's upper part and off it, the farthest to the front and half as much outwards, in axes of shaft and head.
 * <li>EL, EM: the extremes along the longer direction of the distal end, the medial one on the side that the head looks to.
 * </ul>
 * The front is where the articular surface of the elbow lies before the shaft's axis and the head does not look to.
 *
 * <p>A piece whose far end is not broader than its shaft, as the CT of a shoulder shows it, is a proximal part: it has the head, the
 * tuberosities and the shaft as far as it goes (at least {@value #LEAST_SHAFT_MM} mm below the surgical neck) and with them humerus.head.
 * Its epicondyles are put where they are in other people, with that uncertainty, so that it has an isb.humerus. Its side is told by the
 * lesser tuberosity, which lies in front.
 */
public final class HumerusLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 8;
    /** Epicondyles are this many times as wide as the middle of the shaft; one alone of a whole bone has 2 to 3. */
    private static final double BROAD = 1.5;
    private static final double LEAST_SHAFT_MM = 25;
    /** From the head's centre to the epicondyles and between these, in radii of the head: 290 and 64 mm of 24.5 mm. */
    private static final double ELBOW = 12;
    private static final double ELBOW_DOUBT = 0.9;
    private static final double EPICONDYLES = 2.6;
    private static final double RETROVERSION = Math.toRadians(25);
    private static final double RETROVERSION_DOUBT = Math.toRadians(12);
    private static final String ELSEWHERE = "retroversion 25 degrees, between 17.9 (65 humeri, doi 10.1007/s11999-007-0089-z) and 31.4, SD "
            + "12.1 (21 shoulders, doi 10.4055/cios.2017.9.2.223); distances in radii of the head assumed";
    /** A head's centre lies within so many radii of the bone's end. */
    private static final double FAR = 1.8;
    /** What holds the head at either end, m; of a whole bone a fifth of its length is about that. */
    private static final double HEAD_END = 0.055;
    /** Radii below the head's centre where the shaft begins. */
    private static final double NECK = 2.2;
    /** Of the head's radius: from here on the highest bone beside it is the greater tuberosity's and not the edge of the head. */
    private static final double OFF_HEAD = 1.08;
    /** The same for the lesser tuberosity, which hardly stands out over the head's sphere. */
    private static final double BESIDE_HEAD = 1.02;
    private static final double OUTWARDS = 0.5;
    /** What is on the head's sphere is nearer to it than this, m. */
    private static final double ON_HEAD = 0.0012;
    private static final int CLOSER = 12;
    /** How far from the first centre others are tried, m. */
    private static final double AROUND = 0.0015;
    /** What belongs to the head in the end, of {@link #ON_HEAD}. */
    private static final double CLOSEST = 0.2;
    private static final int FEW = 3000;
    private static final int LEAST_POINTS = 60;
    /** What is left out at a cut end, m. */
    private static final double END = 0.004;

    @Override
    public String method() {
        return "humerus.surface/5";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.humerus();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.humerus();
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        Vec3 axis = BoneShape.principalFrame(bone).axis(0);
        double[] r = shape.range(axis);
        double length = r[1] - r[0];
        HeadSphere head = closer(shape, head(shape, axis, r));
        Vec3 gh = head.center();
        double part = (gh.dot(axis) - r[0]) / length;
        if (Math.min(part, 1 - part) * length > FAR * head.radius()) {
            throw new IllegalArgumentException("no humeral head: the largest sphere is at " + Math.round(100 * part) + " % of the length");
        }
        Vec3 up = part > 0.5 ? axis : axis.negate();
        r = shape.range(up);
        RigidTransform along = RigidTransform.frameXY(up.times(r[0]), up.anyOrthogonal(), up);
        if (!isBroadBelow(shape, along, length, head.radius())) {
            return proximal(shape, along, length, head);
        }
        List<Vec3> centres = new ArrayList<>();
        for (double p = 0.25; p < 0.71; p += 0.02) {
            double[] loop = shape.section(along, p * length).largest();
            if (loop != null) {
                centres.add(BoneShape.inFrame(along, MeshSection.centroid(loop), p * length));
            }
        }
        if (centres.size() < 8 || length < 6 * head.radius()) {
            throw new IllegalArgumentException("no whole humerus: " + BoneShape.mm(length) + " long with a head of "
                    + BoneShape.mm(head.radius()) + " radius");
        }
        LineFit shaft = LineFit.of(BoneShape.flat(centres));
        Vec3 shaftUp = shaft.direction().dot(up) > 0 ? shaft.direction() : shaft.direction().negate();
        double foot = shape.range(shaftUp)[0];
        double[] distal = shape.points(true, (p, n) -> p.dot(shaftUp) < foot + 0.10 * length);
        List<Vec3> flat = BoneShape.list(distal).stream().map(p -> p.minus(shaftUp.times(p.dot(shaftUp)))).toList();
        Vec3 side = BoneShape.across(LineFit.of(BoneShape.flat(flat)).direction(), shaftUp);
        Vec3 toHead = BoneShape.across(gh.minus(shaft.point()), shaftUp);
        Vec3 lateral = side.dot(toHead) < 0 ? side : side.negate();
        Finding.Builder f = new Finding.Builder();
        f.point("GH", gh);
        Vec3 z = lateral;
        Vec3 y = shaftUp;
        RigidTransform frame = null;
        for (int i = 0; i < ROUNDS; i++) {
            monitor.checkCancelled();
            z = BoneShape.across(z, y);
            frame = RigidTransform.frame(gh, y.cross(z), y, z);
            double low = shape.extreme(frame, p -> true, Vec3.Y.negate(), "distal end").y();
            Vec3 el = frame.apply(shape.extreme(frame, p -> p.y() < low + 0.15 * length, Vec3.Z, 0.0015, 0.010, "lateral epicondyle"));
            Vec3 em = frame.apply(shape.extreme(frame, p -> p.y() < low + 0.15 * length, Vec3.Z.negate(), 0.0015, 0.010,
                    "medial epicondyle"));
            f.point("EL", el);
            f.point("EM", em);
            Vec3 before = z;
            z = el.minus(em).normalized();
            y = gh.minus(el.mid(em)).normalized();
            if (z.angle(before) < 1e-7) {
                break;
            }
        }
        z = BoneShape.across(z, y);
        frame = RigidTransform.frame(gh, y.cross(z), y, z);
        Vec3 direction = headAxis(shape, head);
        f.point("HEAD_A", gh.plus(direction.times(head.radius())));
        f.size("head.radius", head.radius());
        f.size("head.residual", head.rms());
        f.point("SHAFT_P", shaft.point().plus(shaftUp.times(0.2 * length)));
        f.point("SHAFT_D", shaft.point().minus(shaftUp.times(0.2 * length)));
        f.size("shaft.residual", shaft.rms());
        double handedness = handedness(shape, frame, shaft, shaftUp, direction, length);
        tuberosities(shape, f, head, direction);
        return f.build(handedness, "whole");
    }

    /** Whether the distal tenth is broader than the shaft above it. */
    private static boolean isBroadBelow(BoneShape shape, RigidTransform along, double length, double radius) {
        double end = 0;
        for (double p = 0.02; p < 0.11; p += 0.02) {
            end = Math.max(end, width(shape, along, p * length));
        }
        double middle = Double.POSITIVE_INFINITY;
        for (double p = 0.2; p < 0.61 && (1 - p) * length > (1 + NECK) * radius; p += 0.1) {
            double w = width(shape, along, p * length);
            middle = w > 0 ? Math.min(middle, w) : middle;
        }
        return end > BROAD * middle;
    }

    /** Largest distance between two points of the outline at a level, m; 0 where the plane misses the bone. */
    private static double width(BoneShape shape, RigidTransform along, double level) {
        double[] loop = shape.section(along, level).largest();
        double most = 0;
        for (int i = 0; loop != null && i < loop.length; i += 2) {
            for (int k = 0; k < i; k += 2) {
                most = Math.max(most, Math.hypot(loop[i] - loop[k], loop[i + 1] - loop[k + 1]));
            }
        }
        return most;
    }

    private static Finding proximal(BoneShape shape, RigidTransform along, double length, HeadSphere head) {
        Finding.Builder f = new Finding.Builder();
        Vec3 gh = head.center();
        Vec3 direction = headAxis(shape, head);
        f.point("GH", gh);
        f.point("HEAD_A", gh.plus(direction.times(head.radius())));
        f.size("head.radius", head.radius());
        f.size("head.residual", head.rms());
        double top = along.inverse().apply(gh).y() - NECK * head.radius();
        List<Vec3> centres = new ArrayList<>();
        for (double y = END; y <= top; y += 0.002) {
            double[] loop = shape.section(along, y).largest();
            if (loop != null) {
                centres.add(BoneShape.inFrame(along, MeshSection.centroid(loop), y));
            }
        }
        if (top - END < LEAST_SHAFT_MM / 1000.0 || centres.size() < 8) {
            f.note("The piece ends above the epicondyles (EL, EM), and less than " + Math.round(LEAST_SHAFT_MM)
                    + " mm of the shaft are there: it has no axis, and no frame can be made.");
            return f.build(0, "head");
        }
        LineFit shaft = LineFit.of(BoneShape.flat(centres));
        Vec3 up = shaft.direction().dot(along.axis(1)) > 0 ? shaft.direction() : shaft.direction().negate();
        double reach = 0.5 * (top - END);
        f.point("SHAFT_P", shaft.point().plus(up.times(reach)));
        f.point("SHAFT_D", shaft.point().minus(up.times(reach)));
        f.size("shaft.residual", shaft.rms());
        f.size("shaft.length", top - END);
        Vec3 lateral = BoneShape.across(direction, up).negate();
        RigidTransform frame = RigidTransform.frame(gh, up.cross(lateral), up, lateral);
        elbow(f, frame, shaft.point(), head.radius());
        double handedness = inFront(shape, frame, head);
        tuberosities(shape, f, head, direction);
        return f.build(handedness, "proximal");
    }

    /** The epicondyles where they are in other people: about the shaft's axis, the head turned backwards against their line. */
    private static void elbow(Finding.Builder f, RigidTransform frame, Vec3 shaft, double r) {
        Vec3 up = frame.axis(1);
        Vec3 middle = shaft.plus(up.times(frame.translation().minus(shaft).dot(up) - ELBOW * r));
        Vec3 side = frame.axis(2).times(Math.cos(RETROVERSION)).minus(frame.axis(0).times(Math.sin(RETROVERSION)));
        double half = 0.5 * EPICONDYLES * r;
        // both of them turn their line
        Finding.Estimate doubt = new Finding.Estimate(Math.sqrt(2) * half * RETROVERSION_DOUBT, ELSEWHERE, up.times(ELBOW_DOUBT * r));
        f.estimate("EL", middle.plus(side.times(half)), doubt);
        f.estimate("EM", middle.minus(side.times(half)), doubt);
        f.note("The piece ends above the epicondyles: they (EL, EM) are put where they are in other people, about the axis of the shaft "
                + "with a retroversion of the head of 25 degrees. Axes about the shaft are uncertain by 12 degrees; retroversion and "
                + "length are not given.");
    }

    /** How far what stands out of the head below its centre, but for the greater tuberosity, lies in front of head and shaft. */
    private static double inFront(BoneShape shape, RigidTransform frame, HeadSphere head) {
        RigidTransform in = frame.inverse();
        double r = head.radius();
        double[] sum = new double[2];
        shape.forEach((p, n, area) -> {
            Vec3 q = in.apply(p);
            if (q.y() > -1.1 * r && q.y() < 0.4 * r && q.z() < 0.75 * r && q.norm() > 1.03 * r) {
                sum[0] += area * q.x();
                sum[1] += area;
            }
        });
        return sum[1] == 0 ? 0 : Math.max(-1, Math.min(1, sum[0] / sum[1] / (0.12 * r)));
    }

    /** Of the spheres at both ends, the one of which the surface covers more. */
    private static HeadSphere head(BoneShape shape, Vec3 axis, double[] r) {
        HeadSphere best = null;
        IllegalArgumentException why = null;
        for (boolean upper : new boolean[] {true, false}) {
            TriangleMesh m = shape.fine();
            double share = Math.max(0.2 * (r[1] - r[0]), Math.min(HEAD_END, 0.6 * (r[1] - r[0])));
            double level = upper ? r[1] - share : r[0] + share;
            int[] t = new int[m.triangles().length];
            int n = 0;
            for (int i = 0; i < m.triangleCount(); i++) {
                if (m.corner(i, 0).dot(axis) > level == upper) {
                    System.arraycopy(m.triangles(), 3 * i, t, n, 3);
                    n += 3;
                }
            }
            try {
                HeadSphere s = HeadSphere.findHead(MeshRepair.withoutUnusedVertices(new TriangleMesh(m.vertices(), Arrays.copyOf(t, n))));
                best = best == null || s.coverage() * s.radius() * s.radius() > best.coverage() * best.radius() * best.radius() ? s : best;
            } catch (IllegalArgumentException e) {
                why = e;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no humeral head: " + why.getMessage());
        }
        return best;
    }

    /**
     * The head's sphere fitted closer, from several centres around the first one, to what is nearer and nearer to it: where neck or
     * tuberosities leave the head gently, what is nearly on the sphere draws it there. What has most of the surface on it is taken.
     */
    private static HeadSphere closer(BoneShape shape, HeadSphere head) {
        List<Place> around = new ArrayList<>();
        shape.forEach((p, n, area) -> {
            Vec3 d = p.minus(head.center());
            if (Math.abs(d.norm() - head.radius()) < 3 * ON_HEAD + AROUND && n.dot(d) > 0.5 * d.norm()) {
                around.add(new Place(p, n, area));
            }
        });
        // a few thousand places tell the spheres apart, all of them fit the best one
        int every = Math.max(1, around.size() / FEW);
        List<Place> few = IntStream.range(0, around.size() / every).mapToObj(i -> around.get(i * every)).toList();
        HeadSphere best = head;
        double most = area(few, head);
        for (int k = 0; k < 27; k++) {
            HeadSphere s = at(head.center().plus(new Vec3(k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1).times(AROUND)), head.radius(), head);
            for (int i = 0; i < CLOSER && s != null; i++) {
                s = fit(few, s, i == 0 ? 3 * ON_HEAD : ON_HEAD * Math.max(CLOSEST, 1.1 - 0.1 * i), LEAST_POINTS / 2);
            }
            if (s != null && s.center().distance(head.center()) < 0.2 * head.radius() && area(few, s) > most) {
                most = area(few, s);
                best = s;
            }
        }
        for (int i = 0; i < 3; i++) {
            HeadSphere s = fit(around, best, CLOSEST * ON_HEAD, LEAST_POINTS);
            best = s == null ? best : s;
        }
        return best;
    }

    /** The sphere through what lies within a distance (m) of another; null where that is too little. */
    private static HeadSphere fit(List<Place> places, HeadSphere s, double within, int least) {
        List<Vec3> near = places.stream().filter(q -> q.isOn(s, within)).map(Place::p).toList();
        if (near.size() < least) {
            return null;
        }
        SphereFit f = SphereFit.of(BoneShape.flat(near));
        return new HeadSphere(f.center(), f.radius(), f.rms(), s.centerUncertainty(), s.radiusUncertainty(), s.coverage());
    }

    private static HeadSphere at(Vec3 centre, double radius, HeadSphere s) {
        return new HeadSphere(centre, radius, s.rms(), s.centerUncertainty(), s.radiusUncertainty(), s.coverage());
    }

    private record Place(Vec3 p, Vec3 normal, double area) {

        /** Whether it lies within a distance (m) of a sphere and faces along its radius. */
        boolean isOn(HeadSphere s, double within) {
            Vec3 d = p.minus(s.center());
            double t = d.norm();
            return Math.abs(t - s.radius()) < within && normal.dot(d) > 0.95 * t;
        }
    }

    /** What of the surface is on a sphere, the farther from it the less, m2. */
    private static double area(List<Place> places, HeadSphere s) {
        return places.stream().filter(q -> q.isOn(s, ON_HEAD / 3))
                .mapToDouble(q -> q.area() * (1 - 3 * Math.abs(q.p().distance(s.center()) - s.radius()) / ON_HEAD)).sum();
    }

    /** The mean direction of the surface on the head's sphere, the farther from it the less. */
    private static Vec3 headAxis(BoneShape shape, HeadSphere head) {
        double[] sum = new double[3];
        shape.forEach((p, n, area) -> {
            Vec3 d = p.minus(head.center());
            double w = area * (1 - Math.abs(d.norm() - head.radius()) / ON_HEAD);
            if (w > 0 && n.dot(d) > 0.87 * d.norm()) {
                Vec3 u = d.normalized();
                sum[0] += w * u.x();
                sum[1] += w * u.y();
                sum[2] += w * u.z();
            }
        });
        return new Vec3(sum[0], sum[1], sum[2]).normalized();
    }

    /** The elbow's articular surface lies before the shaft's axis, and the head looks to the back: with the wrong side, both do not. */
    private static double handedness(BoneShape shape, RigidTransform frame, LineFit shaft, Vec3 shaftUp, Vec3 head, double length) {
        RigidTransform in = frame.inverse();
        double low = shape.extreme(frame, p -> true, Vec3.Y.negate(), "distal end").y();
        double[] sum = new double[2];
        shape.forEach((p, n, area) -> {
            if (in.apply(p).y() < low + 0.035 * length) {
                Vec3 d = p.minus(shaft.point());
                sum[0] += area * in.rotate(d.minus(shaftUp.times(d.dot(shaftUp)))).x();
                sum[1] += area;
            }
        });
        double elbow = sum[0] / sum[1] / 0.008;
        Vec3 h = in.rotate(head);
        double back = Math.atan2(-h.x(), -h.z()) / Math.toRadians(30);
        return Math.max(-1, Math.min(1, 0.6 * Math.max(-1.5, Math.min(1.5, elbow)) + 0.4 * Math.max(-1.5, Math.min(1.5, back))));
    }

    /** In axes of shaft and head: y along the shaft, z across it away from where the head faces, x to the front. */
    private static void tuberosities(BoneShape shape, Finding.Builder f, HeadSphere head, Vec3 direction) {
        double r = head.radius();
        Vec3 up = f.get("SHAFT_P").minus(f.get("SHAFT_D")).normalized();
        Vec3 out = BoneShape.across(direction, up).negate();
        RigidTransform frame = RigidTransform.frame(head.center(), up.cross(out), up, out);
        double axis = frame.inverse().apply(f.get("SHAFT_P")).z();
        f.point("GT", frame.apply(shape.extreme(frame, p -> p.norm() > OFF_HEAD * r && p.y() > -1.2 * r && p.z() > axis, Vec3.Y, 0.0015,
                0.008, "greater tuberosity")));
        f.point("GT_LAT", frame.apply(shape.extreme(frame, p -> p.y() > -1.2 * r, Vec3.Z, 0.0015, 0.008, "greater tuberosity")));
        f.point("LT", frame.apply(shape.extreme(frame, p -> p.norm() > BESIDE_HEAD * r && p.y() > -1.6 * r && p.y() < 0.3 * r,
                new Vec3(1, 0, OUTWARDS), 0.001, 0.006, "lesser tuberosity")));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right humerus and its canal as implicit solids in axes of its shaft: origin on the shaft's axis at the height of the head's centre, y
 * upwards along it, z lateral along the epicondyles, x anterior. The articular head is part of a sphere that a groove, the anatomical neck,
 * parts from a collar; collar and groove are turned until what the tuberosities leave of the head faces as the parameters say.
 *
 * <p>Landmarks are defined as in the search on surfaces. HEAD_A: where the mean direction, by area, of the surface near the head's sphere
 * leaves it. SHAFT_P, SHAFT_D: on the line through the middles of the sections of the shaft. GT, GT_LAT: of what is lateral and off the
 * head the highest, and the farthest away from the head across the shaft. LT: the farthest to the front and outwards below it.
 */
public final class HumerusShape {

    /** What is nearer to the head's sphere, m, and faces along its radius within 30 degrees is the head's. */
    private static final double ON_HEAD = 0.0012;
    private static final double FACING = 0.87;
    /** Of the head's radius: beside the head from here on. */
    private static final double OFF_HEAD = 1.08;
    /** What lies this deep below the highest place of the greater tuberosity and this near to it belongs to it, m. */
    private static final double CAP = 0.0015;
    private static final double NEAR = 0.008;
    /** Height of the anatomical neck over the head's centre, in radii of the head. */
    private static final double NECK = 0.12;
    private static final int ROUNDS = 12;
    /** How near the head's axis comes to what was wanted, rad. */
    private static final double CLOSE = Math.toRadians(0.05);
    /** Of less a step tells no slope, since the head is sampled, rad. */
    private static final double SMALL = Math.toRadians(0.2);
    /** Where the points of the shaft's axis lie from their middle, as part of the length. */
    private static final double SHAFT_REACH = 0.2;

    private final ShoulderParameters p;
    private final double s;
    private final double elbow;
    private final Vec3 head;
    private final Vec3 medial;
    /** The way in which the neck would face were nothing else there. */
    private final Vec3 neck;
    /** Middles of the tuberosities. */
    private final Vec3 greater;
    private final Vec3 lesser;
    private final Blend bone = new Blend();
    private final Blend canal = new Blend();
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();

    /** The shape whose head faces as the parameters say: each angle by its own secant, since one hardly changes the other. */
    public static HumerusShape of(ShoulderParameters p) {
        double[] wanted = {p.neckShaftAngle(), p.retroversion()};
        double[] at = {p.neckShaftAngle() - Math.PI / 2, p.retroversion()};
        double[] before = null;
        double[] off = null;
        HumerusShape best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS && least > CLOSE; i++) {
            HumerusShape s = new HumerusShape(p, at[0], at[1]);
            double[] now = {s.neckShaftAngle() - wanted[0], s.retroversion() - wanted[1]};
            double most = Math.max(Math.abs(now[0]), Math.abs(now[1]));
            if (most < least) {
                least = most;
                best = s;
            }
            double[] next = new double[2];
            for (int k = 0; k < 2; k++) {
                double step = before == null ? 0 : at[k] - before[k];
                double slope = Math.abs(step) < SMALL ? 1 : Math.clamp((now[k] - off[k]) / step, 0.5, 1.5);
                next[k] = at[k] - now[k] / slope;
            }
            before = at;
            off = now;
            at = next;
        }
        best.mark();
        return best;
    }

    /**
     * @param rise of the neck over the horizontal, rad
     * @param back how far it looks back from the line of the epicondyles, rad
     */
    private HumerusShape(ShoulderParameters p, double rise, double back) {
        this.p = p;
        s = p.headRadius() / 0.0245;
        double trochlea = 0.012 * s;
        elbow = -(p.humerusLength() - p.headRadius() - trochlea);
        double v = p.retroversion();
        medial = new Vec3(-Math.sin(v), 0, -Math.cos(v));
        neck = new Vec3(-Math.sin(back), 0, -Math.cos(back)).times(Math.cos(rise)).plus(Vec3.Y.times(Math.sin(rise)));
        head = medial.times(0.0070 * s);
        greater = local(12.8, -1, -1);
        lesser = local(1, -4, 20);
        build();
    }

    private double r(double millimetres) {
        return millimetres * s / 1000.0;
    }

    /** Lateral (as the head sees it), up, and towards the front, mm. */
    private Vec3 local(double lateral, double up, double forward) {
        Vec3 front = medial.cross(Vec3.Y);
        return medial.times(-r(lateral)).plus(Vec3.Y.times(r(up))).plus(front.times(r(forward)));
    }

    private Vec3 shaft(double part, double x, double z) {
        return new Vec3(r(x), part * elbow, r(z));
    }

    /** The neck at a distance from the head's centre, both in radii of the head. */
    private Station collar(double at, double radius) {
        double r = radius * p.headRadius();
        return Station.ellipse(head.plus(neck.times(at * p.headRadius())), r, 0.94 * r, Vec3.Y);
    }

    private void build() {
        Vec3 x = Vec3.X;
        Vec3 z = Vec3.Z;
        bone.add(new Tube(0.5, 0.5, Station.ellipse(local(0, 0, 0), r(17), r(17), medial), Station.ellipse(local(0, -14, 0), r(16),
                r(16.5), medial),
                Station.ellipse(local(0, -32, 0), r(13.5), r(13.5), medial), Station.ellipse(shaft(0.22, 0, 0), r(11.8), r(11.5), z),
                Station.ellipse(shaft(0.42, 0, 0.5), r(11.2), r(10.8), z), Station.ellipse(shaft(0.62, 0.5, 0), r(10.6), r(10), z),
                Station.ellipse(shaft(0.80, 0.5, 0), r(14.0), r(9), z), Station.ellipse(shaft(0.90, 1.5, -1), r(21), r(8.2), z),
                Station.ellipse(shaft(0.965, 3, -1), r(24), r(9), z)), 0);
        bone.add(new Tube(0.3, 0.5, collar(0.2, 0.93), collar(-0.2, 0.955), collar(-0.5, 0.93), collar(-0.85, 0.68)), r(4));
        // head, and the groove of the anatomical neck
        bone.add(Field.sphere(head, p.headRadius()), r(1), head, p.headRadius());
        Vec3 ring = head.plus(neck.times(NECK * p.headRadius()));
        bone.cut(Field.ring(ring, neck, p.headRadius(), r(2.3)), r(1.5), ring, p.headRadius() + r(2.3));
        // tuberosities with the groove between them
        bone.add(Field.ellipsoid(greater, Vec3.Y, medial, r(19), r(9.3), r(14)), r(4), greater, r(20));
        bone.add(Field.ellipsoid(lesser, Vec3.Y, medial, r(11), r(7), r(6.5)), r(7), lesser, r(12));
        bone.cut(new Tube(Station.round(local(10.5, 18, 20), r(4.4)), Station.round(local(10, -6, 21.5), r(4.2)), Station.round(local(8,
                -34, 15.5), r(3.5))),
                r(4));
        // deltoid tuberosity
        Vec3 deltoid = shaft(0.43, 2, 9.5);
        bone.add(Field.ellipsoid(deltoid, Vec3.Y, z, r(30), r(4.5), r(5)), r(8), deltoid, r(31));
        // elbow: trochlea, capitulum, epicondyles, fossae
        bone.add(new Tube(0.3, 0.3, Station.round(new Vec3(r(6), elbow, -r(22)), r(12.8)), Station.round(new Vec3(r(5.5), elbow, -r(11)),
                r(9.0)),
                Station.round(new Vec3(r(6), elbow, -r(2)), r(10.4))), r(4));
        Vec3 capitulum = new Vec3(r(8), elbow, r(9.5));
        bone.add(Field.sphere(capitulum, r(10.6)), r(4), capitulum, r(10.6));
        Vec3 em = new Vec3(-r(1), elbow + r(9), -r(32));
        bone.add(Field.ellipsoid(em, z, Vec3.Y, r(9), r(9), r(6.5)), r(8), em, r(10));
        Vec3 el = new Vec3(0, elbow + r(9), r(24));
        bone.add(Field.ellipsoid(el, z, Vec3.Y, r(7), r(9), r(6.5)), r(8), el, r(10));
        Vec3 fossa = new Vec3(-r(9), elbow + r(17), -r(8));
        bone.cut(Field.ellipsoid(fossa, z, Vec3.Y, r(12), r(10), r(9)), r(4), fossa, r(12));
        Vec3 coronoid = new Vec3(r(13), elbow + r(18), -r(8));
        bone.cut(Field.ellipsoid(coronoid, z, Vec3.Y, r(9), r(7), r(6)), r(4), coronoid, r(9));
        canal.add(new Tube(0.5, 0.5, Station.ellipse(local(0, -30, 0), r(10.5), r(10.5), medial), Station.round(shaft(0.22, 0, 0), r(7.4)),
                Station.round(shaft(0.42, 0, 0.3), r(6.0)), Station.round(shaft(0.62, 0.5, 0), r(5.4)), Station.round(shaft(0.78, 0.5, 0),
                        r(4.4))), 0);
        canal.keep((px, py, pz) -> bone.at(px, py, pz) + 0.002, 0.002);
        landmarks.put("GH", head);
        landmarks.put("EL", bone.exit(el, Vec3.Z, 0.05));
        landmarks.put("EM", bone.exit(em, Vec3.Z.negate(), 0.05));
        landmarks.put("HEAD_A", head.plus(headAxis().times(p.headRadius())));
        LineFit line = shaft();
        Vec3 up = line.direction().dot(Vec3.Y) > 0 ? line.direction() : line.direction().negate();
        landmarks.put("SHAFT_P", line.point().plus(up.times(SHAFT_REACH * p.humerusLength())));
        landmarks.put("SHAFT_D", line.point().minus(up.times(SHAFT_REACH * p.humerusLength())));
    }

    /** The tuberosities, seen along head and shaft. */
    private void mark() {
        Vec3 up = landmarks.get("SHAFT_P").minus(landmarks.get("SHAFT_D")).normalized();
        Vec3 out = across(landmarks.get("HEAD_A").minus(head), up).negate();
        Vec3 front = up.cross(out);
        landmarks.put("GT", highestOffHead(greater, up, out, landmarks.get("SHAFT_P").minus(head).dot(out)));
        landmarks.put("GT_LAT", bone.farthest(greater, out, CAP, NEAR));
        landmarks.put("LT", bone.farthest(lesser, front.plus(out.times(0.5)), 0.001, 0.006));
    }

    /** The height of the highest place lateral of the shaft's axis and off the head over the middle of what is little lower and near it. */
    private Vec3 highestOffHead(Vec3 inside, Vec3 up, Vec3 out, double axis) {
        List<Vec3> seen = new ArrayList<>();
        List<Double> areas = new ArrayList<>();
        double[] g = new double[3];
        Vec3 best = null;
        for (int i = 0; i < 90; i++) {
            double tilt = Math.toRadians(i + 0.5);
            int around = (int) Math.ceil(360 * Math.sin(tilt));
            for (int k = 0; k < around; k++) {
                double turn = 2 * Math.PI * k / around;
                Vec3 u = up.times(Math.cos(tilt)).plus(out.times(Math.sin(tilt) * Math.cos(turn)))
                        .plus(up.cross(out).times(Math.sin(tilt) * Math.sin(turn)));
                // a ray that is outside already at the lowest height that counts has left the bone below it
                double least = best == null ? 0 : (best.minus(inside).dot(up) - CAP) / u.dot(up);
                if (least > 0 && least < 0.1 && bone.at(inside.plus(u.times(least))) >= 0) {
                    continue;
                }
                Vec3 q = bone.exit(inside, u, 0.1);
                Vec3 d = q.minus(head);
                if (d.norm() > OFF_HEAD * p.headRadius() && d.dot(out) > axis) {
                    bone.gradient(q.x(), q.y(), q.z(), 1e-6, g);
                    double t = q.distance(inside);
                    seen.add(q);
                    areas.add(t * t * Math.sin(tilt) / around / Math.max(0.1, new Vec3(g[0], g[1], g[2]).normalized().dot(u)));
                    best = best == null || q.minus(best).dot(up) > 0 ? q : best;
                }
            }
        }
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (int i = 0; i < seen.size(); i++) {
            double w = (CAP - best.minus(seen.get(i)).dot(up)) * areas.get(i);
            if (w > 0 && seen.get(i).distance(best) < NEAR) {
                sum = sum.plus(seen.get(i).times(w));
                weight += w;
            }
        }
        Vec3 middle = sum.times(1 / weight);
        return middle.plus(up.times(best.minus(middle).dot(up)));
    }

    /** The mean direction of what lies on the head's sphere, the farther from it the less. */
    private Vec3 headAxis() {
        Vec3 sum = Vec3.ZERO;
        double[] g = new double[3];
        for (int i = 0; i < 90; i++) {
            double tilt = Math.toRadians(2 * i + 1);
            int around = (int) Math.ceil(180 * Math.sin(tilt));
            for (int k = 0; k < around; k++) {
                double turn = 2 * Math.PI * k / around;
                Vec3 u = new Vec3(Math.sin(tilt) * Math.cos(turn), Math.cos(tilt), Math.sin(tilt) * Math.sin(turn));
                Vec3 q = head.plus(u.times(p.headRadius()));
                // beyond the sphere by more there is other bone: nothing of the head
                if (Math.abs(bone.at(q)) < 2 * ON_HEAD) {
                    Vec3 on = bone.exit(head, u, 0.1);
                    double t = on.distance(head);
                    bone.gradient(on.x(), on.y(), on.z(), 1e-6, g);
                    double facing = new Vec3(g[0], g[1], g[2]).normalized().dot(u);
                    double w = 1 - Math.abs(t - p.headRadius()) / ON_HEAD;
                    if (w > 0 && facing > FACING) {
                        sum = sum.plus(u.times(w * t * t / facing * Math.sin(tilt) / around));
                    }
                }
            }
        }
        return sum.normalized();
    }

    /** The line through the middles of the outer sections from a quarter to seven tenths of the length. */
    private LineFit shaft() {
        int levels = 23;
        int rays = 90;
        double[] middles = new double[3 * levels];
        for (int i = 0; i < levels; i++) {
            double y = p.headRadius() - p.humerusLength() * (0.75 - 0.02 * i);
            double[] moment = new double[3];
            for (int k = 0; k < rays; k++) {
                Vec3 u = new Vec3(Math.cos(2 * Math.PI * k / rays), 0, Math.sin(2 * Math.PI * k / rays));
                double t = bone.exit(new Vec3(0, y, 0), u, 0.05).minus(new Vec3(0, y, 0)).norm();
                moment[0] += t * t / 2;
                moment[1] += t * t * t / 3 * u.x();
                moment[2] += t * t * t / 3 * u.z();
            }
            middles[3 * i] = moment[1] / moment[0];
            middles[3 * i + 1] = y;
            middles[3 * i + 2] = moment[2] / moment[0];
        }
        return LineFit.of(middles);
    }

    private static Vec3 across(Vec3 d, Vec3 axis) {
        return d.minus(axis.times(d.dot(axis))).normalized();
    }

    /** Angle in space between the head's axis and the shaft downwards, rad. */
    public double neckShaftAngle() {
        return landmarks.get("HEAD_A").minus(head).angle(landmarks.get("SHAFT_D").minus(landmarks.get("SHAFT_P")));
    }

    /** Angle of the head's axis backwards from the line of the epicondyles, as seen along the shaft, rad. */
    public double retroversion() {
        Vec3 up = landmarks.get("SHAFT_P").minus(landmarks.get("SHAFT_D")).normalized();
        Vec3 e = across(landmarks.get("EM").minus(landmarks.get("EL")), up);
        Vec3 h = across(landmarks.get("HEAD_A").minus(head), up);
        return Math.atan2(e.cross(h).dot(up), e.dot(h));
    }

    /** The humerus's ISB frame in these axes. */
    public RigidTransform isb() {
        Vec3 gh = landmarks.get("GH");
        Vec3 mid = landmarks.get("EL").mid(landmarks.get("EM"));
        Vec3 y = gh.minus(mid).normalized();
        Vec3 right = landmarks.get("EL").minus(landmarks.get("EM"));
        Vec3 z = right.minus(y.times(right.dot(y))).normalized();
        return RigidTransform.frame(gh, y.cross(z), y, z);
    }

    public Map<String, Vec3> landmarks() {
        return landmarks;
    }

    public TriangleMesh boneMesh(double spacing, Monitor monitor) {
        double w = r(52);
        return Polygoniser.polygonise(bone, new Vec3(-w, elbow - r(20), -w), new Vec3(w, r(36), w), spacing, monitor);
    }

    public TriangleMesh canalMesh(double spacing, Monitor monitor) {
        double w = r(20);
        return Polygoniser.polygonise(canal, new Vec3(-w, elbow, -w), new Vec3(w, -r(10), w), spacing, monitor);
    }
}

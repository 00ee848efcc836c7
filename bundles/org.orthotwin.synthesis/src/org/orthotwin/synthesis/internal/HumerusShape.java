/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ShoulderParameters;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right humerus and its canal as implicit solids in axes of its shaft: origin on the shaft's axis at the height of the head's centre, y
 * upwards
 * along it, z lateral along the epicondyles, x anterior. The articular head is part of a sphere.
 */
public final class HumerusShape {

    private final ShoulderParameters p;
    private final double s;
    private final double sl;
    private final double elbow;
    private final Vec3 head;
    private final Vec3 headAxis;
    private final Vec3 medial;
    private final Blend bone = new Blend();
    private final Blend canal = new Blend();
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();

    public HumerusShape(ShoulderParameters p) {
        this.p = p;
        s = p.headRadius() / 0.0245;
        double trochlea = 0.012 * s;
        elbow = -(p.humerusLength() - p.headRadius() - trochlea);
        sl = -elbow / 0.303;
        double v = p.retroversion();
        medial = new Vec3(-Math.sin(v), 0, -Math.cos(v));
        double incline = p.neckShaftAngle() - 0.5 * Math.PI;
        headAxis = medial.times(Math.cos(incline)).plus(Vec3.Y.times(Math.sin(incline)));
        head = medial.times(0.0070 * s);
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

    private void build() {
        Vec3 x = Vec3.X;
        Vec3 z = Vec3.Z;
        bone.add(new Tube(0.5, 0.5, Station.ellipse(local(1, 2, 0), r(19), r(18), medial), Station.ellipse(local(1, -14, 0), r(17.5),
                r(17), medial),
                Station.ellipse(local(0, -30, 0), r(14), r(14), medial), Station.ellipse(shaft(0.22, 0, 0), r(11.8), r(11.5), z),
                Station.ellipse(shaft(0.42, 0, 0.5), r(11.2), r(10.8), z), Station.ellipse(shaft(0.62, 0.5, 0), r(10.6), r(10), z),
                Station.ellipse(shaft(0.80, 0.5, 0), r(14.0), r(9), z), Station.ellipse(shaft(0.90, 1.5, -1), r(21), r(8.2), z),
                Station.ellipse(shaft(0.965, 3, -1), r(24), r(9), z)), 0);
        // tuberosities with the groove between them
        Vec3 greater = local(13.5, 2, -1);
        bone.add(Field.ellipsoid(greater, Vec3.Y.plus(medial.times(0.15)), medial, r(19), r(10.5), r(14)), r(9), greater, r(20));
        Vec3 lesser = local(2.5, -3, 15.5);
        bone.add(Field.ellipsoid(lesser, Vec3.Y, medial, r(11), r(7), r(6.5)), r(7), lesser, r(12));
        bone.cut(new Tube(Station.round(local(10.5, 18, 17), r(4.4)), Station.round(local(10.5, -4, 17.5), r(4.2)), Station.round(local(8,
                -34, 15.5), r(3.5))),
                r(4));
        // head
        bone.add(Field.sphere(head, p.headRadius()), r(3), head, p.headRadius());
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
        landmarks.put("GT", bone.exit(local(12, 5, -1), Vec3.Y, 0.05));
        landmarks.put("GT_LAT", bone.exit(local(8, -2, 0), medial.negate(), 0.06));
        landmarks.put("LT", bone.exit(lesser, medial.cross(Vec3.Y), 0.05));
        landmarks.put("HEAD_A", head.plus(headAxis.times(p.headRadius())));
        landmarks.put("SHAFT_P", local(0, -36, 0));
        landmarks.put("SHAFT_D", shaft(0.6, 0.5, 0));
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

    public Vec3 headAxis() {
        return headAxis;
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

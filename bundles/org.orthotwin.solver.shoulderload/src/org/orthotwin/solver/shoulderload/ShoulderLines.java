/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;

/**
 * The muscles of a shoulder between scapula and humerus, placed by the bones' landmarks, native or with a reverse or anatomic prosthesis.
 *
 * <p>All of it is that of a right shoulder: what is given of a left one is mirrored in z. The frame of the scapula is that of its joint,
 * and the frame of the humerus, too; the joint's centre is that of the head as it rests on the glenoid with 3 mm of cartilage, that of the
 * glenosphere, or that of an anatomic head in the middle of its hollow.
 *
 * <p>Deltoid: from tip (ACR_T), most lateral point (ACL) and angle (AA) of the acromion to the lateral side of the shaft at 45 % of the
 * way to the elbow; the middle part round a ball on the humerus that reaches to the greater tuberosity (GT_LAT), the others round the
 * head, or after the operation round the glenosphere. Rotator cuff: supraspinatus from the middle of its fossa, 8 mm over the line from
 * root of the spine (TS) to the glenoid's upper end (GLEN_S), to the top of the greater tuberosity (GT); infraspinatus and subscapularis
 * from the middle of TS, inferior angle (AI) and glenoid (GC), 12 mm behind and 3 mm before it; teres minor from the middle between AI and
 * the glenoid's lower end (GLEN_I), 8 mm behind it. Infraspinatus and teres minor insert 26 and 9 degrees behind GT about the humerus and
 * 6 and 23 mm below, as they lie to supraspinatus in the model of KRS Holzbaur et al. 2005 (doi:10.1007/s10439-005-3320-7); subscapularis
 * at LT. The cuff goes round the head, native or anatomic; with a reverse prosthesis only supraspinatus, where it is kept, goes over the
 * glenosphere, the rest is straight. Coracobrachialis: straight from the coracoid (PC) to the middle of the shaft's medial side.
 *
 * <p>Strengths are the largest isometric forces of KR Saul et al. 2015 (doi:10.1080/10255842.2014.916698), from volumes of muscles of
 * living people. Left out: pectoralis major, latissimus dorsi, teres major and the long heads of biceps and triceps, which do not raise
 * the arm, but for the clavicular part of the first.
 */
final class ShoulderLines {

    /** Cartilage of head and glenoid together, m (LJ Soslowsky et al. 1992, J Orthop Res 10:524-534). */
    static final double CARTILAGE = 0.003;
    /** Part of the way from head to elbow at which the deltoid inserts. */
    private static final double DELTOID = 0.45;
    /** Half width of the shaft where its surface is not known, m. */
    private static final double SHAFT = 0.011;

    private final Body scapula;
    private final Body humerus;
    private final RigidTransform toScapula;
    private final RigidTransform toHumerus;
    private final boolean left;
    private final boolean reverse;
    private final boolean anatomic;
    private final Vec3 centre;
    private final Vec3 normal;
    private final Vec3 up;
    private final double upward;
    private final double sideward;
    private final double halfHeight;
    private final double halfWidth;
    private final double headRadius;
    private final Vec3 linerAxis;
    private final List<ShoulderLine> lines = new ArrayList<>();

    /** @throws NoSuchElementException naming a landmark that is missing or not known */
    ShoulderLines(Problem problem, Set<String> absent) {
        JointModel joint = problem.joint();
        scapula = problem.body(joint.parent());
        humerus = problem.body(joint.child());
        toScapula = joint.parentFrame().inverse();
        left = joint.side() == Side.LEFT;
        PlacedPart ball = problem.part("glenosphere").orElse(null);
        PlacedPart liner = problem.part("liner").orElse(null);
        if ((ball == null) != (liner == null)) {
            throw new NoSuchElementException("a reverse prosthesis needs the parts 'glenosphere' and 'liner'");
        }
        reverse = ball != null;
        PlacedPart hollow = problem.part("glenoid").orElse(null);
        PlacedPart cap = problem.part("head").orElse(null);
        if ((hollow == null) != (cap == null)) {
            throw new NoSuchElementException("an anatomic prosthesis needs the parts 'glenoid' and 'head'");
        }
        anatomic = hollow != null;
        boolean replaced = reverse || anatomic;
        toHumerus = (replaced ? joint.childFrame() : joint.childFrame().withTranslation(known(humerus, "GH"))).inverse();
        Vec3 gc = onScapula("GC");
        double head = onHumerus("HEAD_A").distance(onHumerus("GH"));
        headRadius = head;
        if (anatomic) {
            RigidTransform part = toScapula.times(hollow.pose());
            normal = mirrored(part.times(hollow.part().feature("bearing")).axis(2)).normalized();
            Vec3 axis = mirrored(part.rotate(Vec3.Y));
            up = axis.minus(normal.times(axis.dot(normal))).normalized();
            double radius = hollow.part().parameter("bearing.radius");
            halfHeight = 0.5 * hollow.part().parameter("glenoid.height");
            halfWidth = 0.5 * hollow.part().parameter("glenoid.width");
            upward = toTheRim(halfHeight, radius);
            sideward = toTheRim(halfWidth, radius);
        } else {
            normal = onScapula("GLEN_N").minus(gc).normalized();
            Vec3 axis = onScapula("GLEN_S").minus(onScapula("GLEN_I"));
            up = axis.minus(normal.times(axis.dot(normal))).normalized();
            halfHeight = 0.5 * axis.norm();
            halfWidth = 0.5 * onScapula("GLEN_A").distance(onScapula("GLEN_P"));
            upward = halfHeight / (head + CARTILAGE);
            sideward = halfWidth / (head + CARTILAGE);
        }
        centre = replaced ? Vec3.ZERO : gc.plus(normal.times(head + CARTILAGE));
        linerAxis = reverse ? mirrored(toHumerus.rotate(liner.pose().times(liner.part().feature("bearing")).axis(2))).normalized()
                : null;
        double sphere = reverse ? 0.5 * ball.part().parameter("glenosphere.diameter")
                : anatomic ? cap.part().parameter("bearing.radius") : head;
        lines(absent, sphere);
    }

    /** Tangent of the angle between the middle of a hollow and its rim, at which the force that a ball presses with points over the rim. */
    private static double toTheRim(double half, double radius) {
        if (!(half < radius)) {
            throw new NoSuchElementException("part 'glenoid' has a hollow of " + 1000 * radius + " mm, which is narrower than its outline, "
                    + 1000 * half + " mm");
        }
        return half / Math.sqrt(radius * radius - half * half);
    }

    private void lines(Set<String> absent, double sphere) {
        Vec3 gh = onHumerus("GH");
        // the head's centre is the joint's where it is replaced
        Vec3 onHead = reverse ? null : anatomic ? Vec3.ZERO : gh;
        Vec3 ts = onScapula("TS");
        Vec3 ai = onScapula("AI");
        Vec3 gc = onScapula("GC");
        Vec3 deltoid = deltoid(1);
        Vec3 gt = onHumerus("GT").minus(gh);
        // what is left of the cuff passes the glenosphere before, behind and below, not over it
        double below = reverse ? 0 : sphere;
        Vec3 fossa = ts.plus(ai).plus(gc).times(1 / 3.0);
        add(absent, "deltoid.anterior", 1218.9, onScapula("ACR_T"), deltoid, sphere, onHead);
        add(absent, "deltoid.middle", 1103.5, onScapula("ACL"), deltoid, gh.distance(onHumerus("GT_LAT")), gh);
        add(absent, "deltoid.posterior", 201.6, onScapula("AA"), deltoid, sphere, onHead);
        add(absent, "supraspinatus", 499.2, ts.plus(onScapula("GLEN_S").minus(ts).times(0.4)).plus(new Vec3(0, 0.008, 0)),
                gh.plus(gt), sphere, onHead);
        add(absent, "infraspinatus", 1075.8, fossa.minus(new Vec3(0.012, 0, 0)), gh.plus(behind(gt, 26, 0.006)), below, onHead);
        add(absent, "subscapularis", 1306.9, fossa.plus(new Vec3(0.003, 0, 0)), onHumerus("LT"), below, onHead);
        add(absent, "teres-minor", 269.5, ai.mid(onScapula("GLEN_I")).minus(new Vec3(0.008, 0, 0)), gh.plus(behind(gt, 9, 0.023)),
                below, onHead);
        add(absent, "coracobrachialis", 208.2, onScapula("PC"), deltoid(-1), 0, null);
    }

    private static Vec3 behind(Vec3 p, double degrees, double below) {
        return RigidTransform.rotation(Vec3.Y, -Math.toRadians(degrees)).rotate(p).minus(new Vec3(0, below, 0));
    }

    private void add(Set<String> absent, String name, double strength, Vec3 origin, Vec3 insertion, double ball, Vec3 at) {
        if (!absent.contains(name) && !absent.contains(name.split("\\.")[0])) {
            lines.add(new ShoulderLine(name, strength, origin, insertion, ball, at));
        }
    }

    /** The names of all muscles. */
    static Set<String> names() {
        return Set.of("deltoid", "deltoid.anterior", "deltoid.middle", "deltoid.posterior", "supraspinatus", "infraspinatus",
                "subscapularis", "teres-minor", "coracobrachialis");
    }

    /** A side of the shaft at the height of the deltoid's insertion, in the frame of the humerus. @param out 1 lateral, -1 medial */
    private Vec3 deltoid(int out) {
        Vec3 gh = onHumerus("GH");
        Vec3 elbow = elbow();
        Vec3 upper = onHumerus("SHAFT_P");
        Vec3 shaft = upper.minus(onHumerus("SHAFT_D")).normalized();
        double along = gh.plus(elbow.minus(gh).times(DELTOID)).minus(upper).dot(shaft);
        Vec3 axis = upper.plus(shaft.times(along));
        Vec3 aside = onHumerus("EL").minus(onHumerus("EM"));
        aside = aside.minus(shaft.times(aside.dot(shaft))).normalized().times(out);
        double d = SHAFT;
        if (humerus.surfaces().containsKey("outer")) {
            RigidTransform back = toHumerus.inverse();
            double found = new RayCast(KeptTrees.of(humerus.surface("outer"))).first(back.apply(mirrored(axis)),
                    back.rotate(mirrored(aside)));
            d = Double.isInfinite(found) ? SHAFT : found;
        }
        return axis.plus(aside.times(d));
    }

    private Vec3 onScapula(String code) {
        return mirrored(toScapula.apply(known(scapula, code)));
    }

    private Vec3 onHumerus(String code) {
        return mirrored(toHumerus.apply(known(humerus, code)));
    }

    private static Vec3 known(Body bone, String code) {
        Vec3 p = bone.landmark(code);
        if (!Double.isFinite(p.x() + p.y() + p.z())) {
            throw new NoSuchElementException("the place of landmark " + code + " of bone '" + bone.id() + "' is not known");
        }
        return p;
    }

    private Vec3 mirrored(Vec3 p) {
        return left ? new Vec3(p.x(), p.y(), -p.z()) : p;
    }

    /** From the scapula's surface frame to its frame here, before a left one is mirrored. */
    RigidTransform toScapula() {
        return toScapula;
    }

    /** From the humerus's surface frame to its frame here, before a left one is mirrored. */
    RigidTransform toHumerus() {
        return toHumerus;
    }

    List<ShoulderLine> lines() {
        return lines;
    }

    /** Whether it is a reverse prosthesis. */
    boolean reverse() {
        return reverse;
    }

    /** Whether it is an anatomic prosthesis. */
    boolean anatomic() {
        return anatomic;
    }

    /** The joint's centre in the frame of the scapula. */
    Vec3 centre() {
        return centre;
    }

    /** Out of the glenoid, native or anatomic component, in the frame of the scapula. */
    Vec3 normal() {
        return normal;
    }

    /** From the glenoid's lower end to its upper one, at a right angle to {@link #normal}. */
    Vec3 up() {
        return up;
    }

    /** Forwards, at a right angle to both. */
    Vec3 forward() {
        return up.cross(normal);
    }

    /** Tangent of the angle between the axis of the glenoid and its upper or lower edge, seen from the joint's centre. */
    double upward() {
        return upward;
    }

    /** As {@link #upward}, of its front or back edge. */
    double sideward() {
        return sideward;
    }

    /** Half the height of the glenoid, native or anatomic component, m. */
    double halfHeight() {
        return halfHeight;
    }

    /** Half its width, m. */
    double halfWidth() {
        return halfWidth;
    }

    /** Radius of the native head's bone, m. */
    double headRadius() {
        return headRadius;
    }

    /** Out of the liner, in the frame of the humerus; null where there is none. */
    Vec3 linerAxis() {
        return linerAxis;
    }

    /** Centre of the native head in the frame of the humerus. */
    Vec3 head() {
        return onHumerus("GH");
    }

    /** Middle of the epicondyles in the frame of the humerus. */
    Vec3 elbow() {
        return onHumerus("EL").mid(onHumerus("EM"));
    }
}

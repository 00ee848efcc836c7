/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.balance.Equilibrium;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;

/**
 * The hollow of a shoulder and the ball in it: glenoid and head, native or of an anatomic prosthesis, or a reverse prosthesis's liner and
 * glenosphere. Frames are those of {@link ShoulderLines}.
 *
 * @param contact of both; in one pose at a time
 * @param onHumerus whether the hollow is on the humerus
 * @param frame of the hollow in the frame of its bone: z out of it, y upwards, x forwards on the scapula and backwards on the humerus
 * @param ball centre of the ball in the frame of the other bone, m
 */
record Hollow(HollowContact contact, boolean onHumerus, RigidTransform frame, Vec3 ball) {

    /** A search that goes so much of the radius away from its start has lost the hollow. */
    private static final double SLIPPED = 0.25;
    private static final int SEAT_STEPS = 100;
    private static final int SEAT_HALVES = 30;

    /** @throws NoSuchElementException naming a parameter that is missing or makes no hollow */
    static Hollow of(Problem problem, ShoulderLines lines, Settings s) {
        ElasticFoundation.Law law = ElasticFoundation.Law.valueOf(s.text("law").toUpperCase(Locale.ROOT));
        if (lines.reverse()) {
            PartModel liner = problem.part("liner").orElseThrow().part();
            double ball = 0.5 * problem.part("glenosphere").orElseThrow().part().parameter("glenosphere.diameter");
            double inner = 0.5 * liner.parameter("liner.inner-diameter");
            double radius = inner + s.number("clearance");
            double depth = liner.parameter("liner.depth");
            if (!(radius >= ball) || !(depth > 0) || !(depth < 2 * inner)) {
                throw new NoSuchElementException("a liner of " + 2000 * inner + " mm, " + 1000 * depth
                        + " mm deep, holds no glenosphere of " + 2000 * ball + " mm");
            }
            double rim = Math.acos((inner - depth) / inner);
            ElasticFoundation layer = polyethylene(s, law, liner.parameter("liner.thickness"));
            return new Hollow(new HollowContact(radius, ball, phi -> rim, layer), true,
                    axes(lines.linerAxis(), Vec3.Y, Vec3.ZERO), lines.centre());
        }
        double ball;
        double radius;
        ElasticFoundation layer;
        if (lines.anatomic()) {
            PartModel glenoid = problem.part("glenoid").orElseThrow().part();
            ball = problem.part("head").orElseThrow().part().parameter("bearing.radius");
            radius = glenoid.parameter("bearing.radius");
            layer = polyethylene(s, law, glenoid.parameter("glenoid.thickness"));
        } else {
            ball = lines.headRadius() + 0.5 * ShoulderLines.CARTILAGE;
            radius = ball + s.number("glenoid.mismatch");
            // of the head and of the glenoid, alike and on each other
            layer = ElasticFoundation.of(law, new ElasticLayer(s.number("cartilage.modulus"), s.number("cartilage.poisson"),
                    ShoulderLines.CARTILAGE));
        }
        double up = lines.halfHeight();
        double forward = lines.halfWidth();
        if (!(radius >= ball) || !(Math.max(up, forward) < radius)) {
            throw new NoSuchElementException("a glenoid of " + 2000 * up + " by " + 2000 * forward + " mm and a radius of " + 1000 * radius
                    + " mm is no hollow for a head of " + 1000 * ball + " mm");
        }
        double share = lines.anatomic() || s.text("labrum").equals("with") ? 1 : 1 - s.number("labrum.share");
        Vec3 centre = lines.centre().plus(lines.normal().times(radius - ball));
        return new Hollow(new HollowContact(radius, ball, phi -> ellipse(phi, forward, up, radius, share), layer), false,
                axes(lines.normal(), lines.up(), centre), lines.anatomic() ? Vec3.ZERO : lines.head());
    }

    /** Angle to the rim of an ellipse on the sphere of which only a share of the depth is left, rad. */
    private static double ellipse(double phi, double forward, double up, double radius, double share) {
        double whole = Math.asin(1 / Math.hypot(Math.cos(phi) / forward, Math.sin(phi) / up) / radius);
        return Math.acos(1 - share * (1 - Math.cos(whole)));
    }

    private static ElasticFoundation polyethylene(Settings s, ElasticFoundation.Law law, double thickness) {
        return ElasticFoundation.of(law, new ElasticLayer(s.number("polyethylene.modulus"), s.number("polyethylene.poisson"), thickness));
    }

    /** A frame with this z and with y near to another direction. */
    static RigidTransform axes(Vec3 z, Vec3 nearY, Vec3 origin) {
        Vec3 y = nearY.minus(z.times(nearY.dot(z))).normalized();
        return RigidTransform.frame(origin, y.cross(z), y, z);
    }

    /** Pose of the hollow's frame in that of the scapula. @param humerus its pose there */
    RigidTransform inScapula(RigidTransform humerus) {
        return onHumerus ? humerus.times(frame) : frame;
    }

    /** A point of the hollow from its middle, m: forwards, upwards and out of it, on either bone. @param point in its frame, m */
    Vec3 fromMiddle(Vec3 point) {
        return new Vec3(onHumerus ? -point.x() : point.x(), point.y(), point.z() + contact.radius());
    }

    /** Centre of the ball in the hollow's frame, m. @param humerus its pose in the scapula */
    Vec3 ballInHollow(RigidTransform humerus) {
        return inScapula(humerus).inverse().apply(ballInScapula(humerus));
    }

    /** Centre of the ball in the frame of the scapula, m. */
    Vec3 ballInScapula(RigidTransform humerus) {
        return onHumerus ? ball : humerus.apply(ball);
    }

    /** The humerus in the hollow under a force, N, in the frame of the scapula, and ligaments. */
    Equilibrium under(Vec3 force, HeadPlace place, List<Line> ligaments) {
        return new Equilibrium(place, Side.RIGHT, ligaments, List.of(), List.of(new Load(Vec3.ZERO, force, Vec3.ZERO, false)))
                .with(List.of((w, humerus) -> contact.addTo(w, inScapula(humerus), ballInScapula(humerus), onHumerus)))
                .within(SLIPPED * contact.radius());
    }

    /**
     * Coordinates of a place from another one along a force until the hollow bears it: a good start for a search. The same place where it
     * bears that force nowhere within its layer.
     */
    double[] seated(Vec3 force, HeadPlace place, double[] from) {
        RigidTransform start = place.childInParent(from, Side.RIGHT);
        Vec3 along = force.normalized();
        double high = 0;
        double farthest = contact.radius() - contact.ball() + contact.thickness();
        double step = farthest / SEAT_STEPS;
        while (high <= farthest && borne(start, along, high) < force.norm()) {
            high += step;
        }
        if (high == 0 || high > farthest) {
            return from.clone();
        }
        double low = high - step;
        for (int i = 0; i < SEAT_HALVES; i++) {
            double middle = 0.5 * (low + high);
            if (borne(start, along, middle) < force.norm()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return place.coordinates(start.withTranslation(start.translation().plus(along.times(high))), Side.RIGHT);
    }

    private double borne(RigidTransform start, Vec3 along, double way) {
        RigidTransform pose = start.withTranslation(start.translation().plus(along.times(way)));
        evaluate(pose);
        return -onHumerus(pose).dot(along);
    }

    /** Computes the contact with the humerus in this pose. */
    void evaluate(RigidTransform humerus) {
        Vec3 y = ballInHollow(humerus);
        contact.evaluate(y.x(), y.y(), y.z());
    }

    /** Force on the humerus in the frame of the scapula as evaluated last, in this pose, N. */
    Vec3 onHumerus(RigidTransform humerus) {
        Vec3 f = inScapula(humerus).rotate(contact.force());
        return onHumerus ? f.negate() : f;
    }
}

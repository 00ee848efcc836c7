/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import java.util.NoSuchElementException;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;

/**
 * Three lines of the deltoid and their lever arms in abduction.
 *
 * <h2>Model</h2>
 * Origins are landmarks of the acromion: its tip for the anterior part, whose fibres come from the clavicle beside it in life, its most
 * lateral point for the middle part and its angle for the posterior one. All go to one place on the lateral side of the humerus, {@link
 * #INSERTION} of the way from the head's centre to the epicondyles. The middle part runs round the sphere about the native head's centre
 * that reaches to the most lateral point of the greater tuberosity, fixed to the humerus before and after the operation; the others run
 * round the native head before, and after the operation round the glenosphere. Spheres stand in for the true contours; neither the belly of
 * the muscle nor the clavicle is modelled.
 *
 * <p>The lever arm is that of the pull on the humerus about the axis of abduction through the centre of rotation, m, positive where it
 * abducts; by virtual work it is by how much the way shortens with the angle (An et al. 1984, J Biomech Eng 106:280-282), for the sphere is
 * fixed to a bone or about the centre.
 */
public final class Deltoid {

    /** Part of the way from the head's centre to the middle of the epicondyles at which the deltoid is taken to insert. */
    static final double INSERTION = 0.45;

    /** The parts with their landmark on the scapula. */
    public enum Part {
        ANTERIOR("ACR_T"), MIDDLE("ACL"), POSTERIOR("AA");

        private final String origin;

        Part(String origin) {
            this.origin = origin;
        }
    }

    /** m: an origin so near to where its way meets the sphere lies in it. */
    private static final double INSIDE = 1e-9;
    /** rad, for differences of lengths. */
    private static final double STEP = 1e-5;

    private final Side side;
    private final RigidTransform scapula;
    private final Body bone;
    private final Vec3 centre;
    private final RigidTransform joint;
    private final Vec3 insertion;
    private final Vec3 head;
    private final double tuberosity;
    private final double ball;

    /**
     * @param scapula with frames and landmarks
     * @param humerus with frames, landmarks and surface {@code outer}
     * @param centre of rotation in the surface frame of the scapula
     * @param joint frame of the humerus with the centre of rotation as its origin and the axes of {@code isb.humerus}
     * @param ball radius of the sphere about the centre of rotation that anterior and posterior part run round, m
     */
    public Deltoid(Body scapula, Body humerus, Side side, Vec3 centre, RigidTransform joint, double ball) {
        this.side = side;
        this.bone = scapula;
        this.scapula = scapula.frame(BoneFrames.SCAPULA_PLANE).withTranslation(centre);
        this.centre = centre;
        this.joint = joint;
        this.ball = ball;
        head = humerus.landmark("GH");
        tuberosity = head.distance(humerus.landmark("GT_LAT"));
        insertion = insertion(humerus, side);
    }

    /** Where the lateral side of the shaft is met from its axis. */
    private static Vec3 insertion(Body humerus, Side side) {
        RigidTransform stem = humerus.frame(BoneFrames.HUMERUS_STEM);
        Vec3 elbow = stem.inverse().apply(humerus.landmark("EL").mid(humerus.landmark("EM")));
        Vec3 axis = stem.apply(new Vec3(0, INSERTION * elbow.y(), 0));
        Vec3 out = stem.rotate(new Vec3(0, 0, side.sign()));
        double d = new RayCast(KeptTrees.of(humerus.surface("outer"))).first(axis, out);
        if (Double.isInfinite(d)) {
            throw new NoSuchElementException("there is no bone where the deltoid inserts");
        }
        return axis.plus(out.times(d));
    }

    /** The humerus at an angle of abduction in the scapula's plane, rad, in the surface frame of the scapula. */
    RigidTransform humerus(double abduction) {
        return scapula.times(RigidTransform.rotation(Vec3.X, -side.sign() * abduction)).times(joint.inverse());
    }

    private SpherePath path(Part part, RigidTransform pose) {
        Vec3 from = bone.landmark(part.origin);
        Vec3 to = pose.apply(insertion);
        return part == Part.MIDDLE ? SpherePath.round(from, to, pose.apply(head), tuberosity) : SpherePath.round(from, to, centre, ball);
    }

    /** Length from origin to insertion, m. @param abduction of the humerus against the scapula, rad */
    public double length(Part part, double abduction) {
        return path(part, humerus(abduction)).length();
    }

    /** Lever arm in abduction, m. @param abduction of the humerus against the scapula, rad */
    public double arm(Part part, double abduction) {
        SpherePath path = path(part, humerus(abduction));
        Vec3 straight = bone.landmark(part.origin).minus(path.first());
        if (straight.norm() < INSIDE) {
            // the sphere begins at the origin, and changes with the angle
            return (length(part, abduction - STEP) - length(part, abduction + STEP)) / (2 * STEP);
        }
        Vec3 pull = straight.normalized();
        return path.first().minus(centre).cross(pull).dot(scapula.rotate(new Vec3(-side.sign(), 0, 0)));
    }

    /** Mean lever arm from one angle of abduction to another, m: of the lengths at both, by virtual work. */
    public double meanArm(Part part, double from, double to) {
        return (length(part, from) - length(part, to)) / (to - from);
    }
}

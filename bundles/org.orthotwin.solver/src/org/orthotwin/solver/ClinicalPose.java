/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;

/**
 * Poses of a joint by motions in clinical words, measured in a frame of the proximal bone that need not be the joint's own: in the anterior
 * pelvic plane, say, and with the tilt of a posture. Immutable.
 *
 * @param joint whose motions these are
 * @param reference frame in which they are measured, in the proximal body's surface frame; its origin is that of the joint's frame
 */
public record ClinicalPose(JointModel joint, RigidTransform reference) {

    /** Setting of a solver that names a frame of the proximal bone, or {@value #OWN_FRAME}. */
    public static final String FRAME = "reference.frame";
    /** What {@link #FRAME} is for the joint's own frame. */
    public static final String OWN_FRAME = "joint";
    /** Setting of a solver for the posture of its main results: {@value #UNTILTED}, or one whose tilt is given. */
    public static final String POSTURE = "posture";
    /** What {@link #POSTURE} is where nothing is tilted. */
    public static final String UNTILTED = "reference";
    /** Before the name of a posture: the setting for its tilt, rad, about the frame's z axis, posterior positive. */
    public static final String TILT = "pelvic.tilt.";
    private static final String PELVIS = "pelvis.app";
    private static final String SCAPULA = "scapula.plane";
    private static final String STANDING = "standing";

    /** As a solver measures its main results with these settings; in the joint's own frame where they say nothing. */
    public static ClinicalPose of(Problem problem, Settings settings) {
        String posture = settings.has(POSTURE) ? settings.text(POSTURE) : UNTILTED;
        return tilted(problem, settings, posture);
    }

    /** As a solver measures the angles of activities with these settings, whose zero is upright standing. */
    public static ClinicalPose upright(Problem problem, Settings settings) {
        return tilted(problem, settings, STANDING);
    }

    private static ClinicalPose tilted(Problem problem, Settings settings, String posture) {
        JointModel joint = problem.joint();
        RigidTransform frame = frame(problem.body(joint.parent()), joint, settings);
        return new ClinicalPose(joint, settings.has(TILT + posture) ? frame.times(turn(settings.number(TILT + posture))) : frame);
    }

    /** What a tilt turns the reference frame by; rad, posterior positive. */
    public static RigidTransform turn(double tilt) {
        return RigidTransform.rotation(Vec3.Z, -tilt);
    }

    /**
     * The frame that the settings name, before any tilt, in the body's surface frame; the joint's own where the body lacks it. For the
     * pelvis' frame, which is named where nothing else is asked for, a scapula has its plane.
     */
    public static RigidTransform frame(Body parent, JointModel joint, Settings settings) {
        RigidTransform named = named(parent, settings);
        return named == null ? joint.parentFrame() : named.withTranslation(joint.parentFrame().translation());
    }

    /** Whether {@link #frame} is the joint's own because the body lacks the one that the settings name. */
    public static boolean lacksFrame(Body parent, Settings settings) {
        return settings.has(FRAME) && !settings.text(FRAME).equals(OWN_FRAME) && named(parent, settings) == null;
    }

    private static RigidTransform named(Body parent, Settings settings) {
        if (!settings.has(FRAME)) {
            return null;
        }
        RigidTransform named = parent.frames().get(settings.text(FRAME));
        return named == null && settings.text(FRAME).equals(PELVIS) ? parent.frames().get(SCAPULA) : named;
    }

    /** The pose of the distal body in the proximal one, surface frames; coordinates SI, in the order of the joint's type. */
    public RigidTransform childInParent(double... coordinates) {
        return reference.times(joint.type().childInParent(coordinates, joint.side())).times(joint.childFrame().inverse());
    }

    /**
     * The pose at motions, SI; those that are not named are 0.
     *
     * @throws IllegalArgumentException for a motion that the joint does not have
     */
    public RigidTransform childInParent(Map<String, Double> motions) {
        double[] q = new double[joint.type().coordinates().size()];
        motions.forEach((id, value) -> {
            ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow(
                    () -> new IllegalArgumentException("the joint has no motion '" + id + "'"));
            q[index(m)] += m.sign(joint.side()) * value;
        });
        return childInParent(q);
    }

    /** How far a pose is along the joint's motions, SI: of two opposite motions only the first, negative for the other. */
    public Map<String, Double> motions(RigidTransform childInParent) {
        Map<String, Double> found = allMotions(childInParent);
        boolean[] named = new boolean[joint.type().coordinates().size()];
        for (ClinicalMotion m : joint.type().motions()) {
            if (named[index(m)]) {
                found.remove(m.id());
            }
            named[index(m)] = true;
        }
        return found;
    }

    /** How far a pose is along each of the joint's motions, SI; the values of opposite motions are opposite numbers. */
    public Map<String, Double> allMotions(RigidTransform childInParent) {
        double[] q = joint.type().coordinates(reference.inverse().times(childInParent).times(joint.childFrame()), joint.side());
        Map<String, Double> found = new LinkedHashMap<>();
        joint.type().motions().forEach(m -> found.put(m.id(), m.sign(joint.side()) * q[index(m)]));
        return found;
    }

    private int index(ClinicalMotion m) {
        List<CoordinateDefinition> all = joint.type().coordinates();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(m.coordinate())) {
                return i;
            }
        }
        throw new IllegalArgumentException("the joint has no coordinate '" + m.coordinate() + "' for its motion '" + m.id() + "'");
    }
}

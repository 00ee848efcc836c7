/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.spi;

import java.util.List;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;

/** A kind of joint: its frames, coordinates and signs, and how implants are placed in it. Stateless; used from many threads. */
public interface JointType {

    /** Type of the proximal bone, e.g. {@code pelvis}. */
    String parentBone();

    /** Type of the distal bone, e.g. {@code femur}. */
    String childBone();

    /** Types of bones that belong to this joint beside the two, e.g. {@code patella}: shown and measured where an image has them. */
    default List<String> furtherBones() {
        return List.of();
    }

    /** Id of the frame of the proximal bone in which the coordinates are measured. */
    String parentFrame();

    /** Id of the frame of the distal bone that the coordinates move. */
    String childFrame();

    /** The frames that this joint defines on its bones and the further ones, the two of the coordinates among them. */
    List<FrameDefinition> frames();

    List<CoordinateDefinition> coordinates();

    /**
     * @param coordinates in the order of {@link #coordinates()}, SI
     * @return the pose of the child frame in the parent frame
     */
    RigidTransform childInParent(double[] coordinates, Side side);

    /**
     * Whether the child turns about one point: no pose moves the origin of the child frame, and the angle of the rotation between two poses
     * is at most the sum of the changes of the coordinates, all of them angles. A solver may then prove many poses free of contact at once.
     */
    default boolean turnsAboutOnePoint() {
        return false;
    }

    /** The coordinates of a pose, the inverse of {@link #childInParent}; where they are not unique, the ones nearest to zero. */
    double[] coordinates(RigidTransform childInParent, Side side);

    /** Motions in clinical words. */
    List<ClinicalMotion> motions();

    /**
     * Motions that may leave the ranges of the coordinates from postures within them: adduction of a shoulder beyond the hanging arm, where
     * an elevation that is counted one way only would turn over into another plane. None by choice.
     */
    default List<ClinicalMotion> furtherMotions() {
        return List.of();
    }

    /** How parts are placed in this joint, beyond the convention {@code rigid} that every joint has. */
    default List<PlacementConvention> placements() {
        return List.of();
    }

    default Optional<SubjectGenerator> generator() {
        return Optional.empty();
    }

    default Optional<PlanProposer> proposer() {
        return Optional.empty();
    }

    /**
     * What there is to say of the bones, and of parts in them, beyond single numbers: classes of bone loss and what decided them. What
     * cannot be assessed, for lack of landmarks, is left out. None by choice.
     *
     * @param bodies the bones with frames
     * @param parts where they are planned
     */
    default List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        return List.of();
    }

    /**
     * Ligaments that the joint makes of bones by their landmarks and surfaces, with properties of other people, where nobody knows the
     * person's own; strained as they are where the joint's coordinates are 0. None by choice.
     *
     * @param bodies the bones, with what landmarks are known
     * @throws IllegalArgumentException where a bone does not show what they are made by
     */
    default List<LigamentBundle> ligaments(List<Body> bodies, Side side) {
        return List.of();
    }

    /**
     * The soft tissue of the joint with parts in it: where a part takes the place of what lines of action lie on, they lie on the part
     * ({@link org.orthotwin.joint.LigamentBundle#over}). As it was by choice.
     *
     * @param bodies the bones with frames
     * @param parts where they are planned; not empty
     */
    default SoftTissue replaced(SoftTissue tissue, List<Body> bodies, List<PlacedPart> parts) {
        return tissue;
    }
}

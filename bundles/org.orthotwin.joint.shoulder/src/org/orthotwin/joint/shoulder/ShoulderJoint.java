/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import static org.orthotwin.joint.CoordinateDefinition.angle;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.orthotwin.geometry.CardanAngles;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.PlanProposer;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.synthesis.Resolution;

/**
 * The glenohumeral joint as a ball and socket between {@code isb.scapula} and {@code isb.humerus}.
 *
 * <p>R (humerus in scapula) = Ry(plane) Rx(elevation) Ry(rotation), the sequence of the ISB: the plane of elevation about the scapula's y,
 * elevation
 * (negative) about the humerus's x, axial rotation (internal positive) about the humerus's y. For the left side the ISB mirrors everything
 * in the
 * sagittal plane and applies the definitions of the right: so do these coordinates, and every sign is the same on both sides. With the arm
 * along the
 * scapula's y axis plane and rotation are one angle; it is then given to the plane.
 *
 * <p>The frames' origins are AA and the head centre; the translation is no coordinate of a ball and socket and is left out.
 *
 * <p>Reference: G Wu et al, J Biomech 2005;38:981-992, doi:10.1016/j.jbiomech.2004.05.042. Typical ranges are rounded and assumed: two
 * thirds of
 * the arm's elevation.
 */
public final class ShoulderJoint implements JointType {

    private static final List<CoordinateDefinition> COORDINATES = List.of(
            angle("plane", "about the y axis of the scapula: plane of elevation, 0 abduction in the scapula's plane, forwards positive",
                    -180, 180),
            angle("elevation", "about the x axis of the humerus, negative", -180, 0),
            angle("rotation", "about the y axis of the humerus: internal rotation", -180, 180));

    private static final List<ClinicalMotion> MOTIONS = List.of(
            new ClinicalMotion("elevation", "elevation", -1, -1, Math.toRadians(120)),
            new ClinicalMotion("forward-plane", "plane", 1, 1, Math.toRadians(90)),
            new ClinicalMotion("backward-plane", "plane", -1, -1, Math.toRadians(40)),
            new ClinicalMotion("internal-rotation", "rotation", 1, 1, Math.toRadians(70)),
            new ClinicalMotion("external-rotation", "rotation", -1, -1, Math.toRadians(70)));

    private static final List<ClinicalMotion> FURTHER = List.of(
            new ClinicalMotion("adduction", "elevation", 1, 1, Math.toRadians(30)));

    private static final List<PlacementConvention> PLACEMENTS = List.of(new BaseplatePlacement(), new HumeralPlacement());

    private final Resolution resolution;

    public ShoulderJoint() {
        this(Resolution.DEFAULT);
    }

    /** @param resolution of the surfaces of generated subjects */
    public ShoulderJoint(Resolution resolution) {
        this.resolution = Objects.requireNonNull(resolution);
    }

    @Override
    public String parentBone() {
        return "scapula";
    }

    @Override
    public String childBone() {
        return "humerus";
    }

    @Override
    public String parentFrame() {
        return BoneFrames.ISB_SCAPULA;
    }

    @Override
    public String childFrame() {
        return BoneFrames.ISB_HUMERUS;
    }

    @Override
    public List<FrameDefinition> frames() {
        return Stream.concat(BoneFrames.scapula().stream(), BoneFrames.humerus().stream()).toList();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        if (q.length != COORDINATES.size()) {
            throw new IllegalArgumentException("the shoulder has " + COORDINATES.size() + " coordinates, not " + q.length);
        }
        RigidTransform right = new CardanAngles(CardanAngles.Sequence.YXY, q[0], q[1], q[2]).toRotation();
        return side == Side.LEFT ? right.mirroredZ() : right;
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        RigidTransform right = side == Side.LEFT ? childInParent.mirroredZ() : childInParent;
        CardanAngles a = CardanAngles.of(right, CardanAngles.Sequence.YXY);
        // elevation is negative; where there is none, the whole turn stays in the plane
        CardanAngles c = a.second() > 0 ? a.other() : a;
        if (a.second() > 0 && a.third() == 0 && Math.sin(a.second()) < 1e-9) {
            return new double[] {a.first(), -a.second(), 0};
        }
        return new double[] {c.first(), c.second(), c.third()};
    }

    @Override
    public boolean turnsAboutOnePoint() {
        return true;
    }

    @Override
    public List<ClinicalMotion> motions() {
        return MOTIONS;
    }

    @Override
    public List<ClinicalMotion> furtherMotions() {
        return FURTHER;
    }

    @Override
    public List<PlacementConvention> placements() {
        return PLACEMENTS;
    }

    @Override
    public Optional<PlanProposer> proposer() {
        return Optional.of(new ShoulderPlanProposer());
    }

    @Override
    public Optional<SubjectGenerator> generator() {
        return Optional.of(new SyntheticShoulderGenerator(resolution));
    }

    /** The types of the glenoid, seen from above and from the front. */
    @Override
    public List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        return Stream.of(GlenoidType.assess(bodies, side), FavardType.assess(bodies, side)).flatMap(Optional::stream).toList();
    }
}

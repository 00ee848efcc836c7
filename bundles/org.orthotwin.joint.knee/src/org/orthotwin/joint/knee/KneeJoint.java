/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import static org.orthotwin.joint.CoordinateDefinition.angle;
import static org.orthotwin.joint.CoordinateDefinition.length;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
 * The tibiofemoral joint with six degrees of freedom, from {@code femur.mechanical} to {@code tibia.knee}.
 *
 * <p>R (tibia in femur) = Rz(alpha) Rx(beta) Ry(gamma), the joint coordinate system of Grood and Suntay: alpha about the femur's z (e1),
 * gamma about
 * the tibia's y (e3), beta about the floating axis e2 = e3 x e1. With H from the femur's to the tibia's origin the translations are
 * s1 = H.e1 (to the right), s2 = H.e2 (anterior drawer) and s3 = -H.e3 (distraction). Clinical words are a layer apart ({@link #motions}):
 * flexion is -alpha on both sides; adduction (varus) is +beta and internal rotation +gamma on the right, both negated on the left, where z
 * points to
 * the midplane; lateral shift is +s1 on the right and -s1 on the left.
 *
 * <p>Reference: E S Grood, W J Suntay, J Biomech Eng 1983;105:136-144, doi:10.1115/1.3138397. Typical flexion: R D Boone, S P Azen, J Bone
 * Joint
 * Surg Am 1979;61:756-759 (healthy men); the other typical ranges are rounded and assumed.
 */
public final class KneeJoint implements JointType {

    private static final List<CoordinateDefinition> COORDINATES = List.of(
            angle("alpha", "about the z axis of the femur (to the right): extension", -170, 40),
            angle("beta", "about the floating axis (forwards): varus on the right, valgus on the left", -60, 60),
            angle("gamma", "about the y axis of the tibia (proximal): internal rotation on the right, external on the left", -90, 90),
            length("s1", "along the z axis of the femur: to the right", -0.1, 0.1),
            length("s2", "along the floating axis: forwards", -0.1, 0.1),
            length("s3", "against the y axis of the tibia: distraction", -0.1, 0.1));

    private static final List<ClinicalMotion> MOTIONS = List.of(
            new ClinicalMotion("flexion", "alpha", -1, -1, Math.toRadians(141)),
            new ClinicalMotion("extension", "alpha", 1, 1, Math.toRadians(5)),
            new ClinicalMotion("adduction", "beta", 1, -1, Math.toRadians(5)),
            new ClinicalMotion("abduction", "beta", -1, 1, Math.toRadians(5)),
            new ClinicalMotion("internal-rotation", "gamma", 1, -1, Math.toRadians(20)),
            new ClinicalMotion("external-rotation", "gamma", -1, 1, Math.toRadians(25)),
            new ClinicalMotion("lateral-shift", "s1", 1, -1, 0.003),
            new ClinicalMotion("medial-shift", "s1", -1, 1, 0.003),
            new ClinicalMotion("anterior-drawer", "s2", 1, 1, 0.006),
            new ClinicalMotion("posterior-drawer", "s2", -1, -1, 0.006),
            new ClinicalMotion("distraction", "s3", 1, 1, 0.005));

    /** Frames of whole bones at the knee. */
    private static final Set<String> OF_KNEE = Set.of(BoneFrames.FEMUR_MECHANICAL, BoneFrames.FEMUR_KNEE, BoneFrames.ISB_FEMUR,
            BoneFrames.TIBIA_KNEE,
            BoneFrames.ISB_TIBIA);

    private static final List<PlacementConvention> PLACEMENTS = List.of(KneePlacement.femoral(), KneePlacement.tibial(),
            KneePlacement.femoralShaft(), KneePlacement.tibialShaft(), new PatellarPlacement());

    private final Resolution resolution;

    public KneeJoint() {
        this(Resolution.DEFAULT);
    }

    /** @param resolution of the surfaces of generated subjects */
    public KneeJoint(Resolution resolution) {
        this.resolution = Objects.requireNonNull(resolution);
    }

    @Override
    public String parentBone() {
        return "femur";
    }

    @Override
    public String childBone() {
        return "tibia";
    }

    @Override
    public List<String> furtherBones() {
        return List.of("patella", "fibula");
    }

    @Override
    public String parentFrame() {
        return BoneFrames.FEMUR_MECHANICAL;
    }

    @Override
    public String childFrame() {
        return BoneFrames.TIBIA_KNEE;
    }

    @Override
    public List<FrameDefinition> frames() {
        return Stream.concat(Stream.concat(BoneFrames.femur().stream(), BoneFrames.tibia().stream()).filter(f -> OF_KNEE.contains(f.id())),
                BoneFrames.patella().stream()).toList();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    /**
     * Any angles with |beta| below 90 degrees; the ranges of the coordinates are for plausibility, not limits here.
     *
     * @throws IllegalArgumentException if e1 and e3 are parallel, where the translations have no meaning
     */
    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        if (q.length != COORDINATES.size()) {
            throw new IllegalArgumentException("the knee has " + COORDINATES.size() + " coordinates, not " + q.length);
        }
        return JointCoordinateSystem.pose(q);
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        return JointCoordinateSystem.coordinates(childInParent);
    }

    @Override
    public List<ClinicalMotion> motions() {
        return MOTIONS;
    }

    @Override
    public List<PlacementConvention> placements() {
        return PLACEMENTS;
    }

    @Override
    public Optional<PlanProposer> proposer() {
        return Optional.of(new KneePlanProposer());
    }

    /** Of a knee from which an implant was taken out: the types of its bone loss, and what holds new parts. */
    @Override
    public List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        return KneeRevision.assess(bodies, side, parts);
    }

    @Override
    public Optional<SubjectGenerator> generator() {
        return Optional.of(new SyntheticKneeGenerator(resolution));
    }
}

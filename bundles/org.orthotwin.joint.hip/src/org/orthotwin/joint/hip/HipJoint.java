/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import static org.orthotwin.joint.CoordinateDefinition.angle;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.CardanAngles;
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
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.PlanProposer;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.synthesis.Resolution;

/**
 * The hip: a ball and socket between {@code isb.pelvis} and {@code isb.femur}.
 *
 * <p>R (femur in pelvis) = Rz(alpha) Rx(beta) Ry(gamma), the joint coordinate system of Grood and Suntay and the ISB: alpha about the
 * pelvis' z, gamma about the femur's y, beta about the floating axis. Clinical words are a layer apart ({@link #motions}): flexion is
 * +alpha on both sides; adduction is +beta and internal rotation +gamma on the right, both negated on the left, where z points to the
 * midplane. The centre does not move.
 *
 * <p>References: E S Grood, W J Suntay, J Biomech Eng 1983;105:136-144, doi:10.1115/1.3138397; G Wu et al, J Biomech 2002;35:543-548,
 * doi:10.1016/S0021-9290(01)00222-6. Typical ranges of motion: R D Boone, S P Azen, J Bone Joint Surg Am 1979;61:756-759 (healthy men).
 */
public final class HipJoint implements JointType {

    private static final List<CoordinateDefinition> COORDINATES = List.of(
            angle("alpha", "about the z axis of the pelvis (to the right): flexion", -60, 150),
            angle("beta", "about the floating axis (forwards): adduction on the right, abduction on the left", -85, 85),
            angle("gamma", "about the y axis of the femur (proximal): internal rotation on the right, external on the left", -120, 120));

    private static final List<ClinicalMotion> MOTIONS = List.of(
            new ClinicalMotion("flexion", "alpha", 1, 1, Math.toRadians(122)),
            new ClinicalMotion("extension", "alpha", -1, -1, Math.toRadians(10)),
            new ClinicalMotion("abduction", "beta", -1, 1, Math.toRadians(46)),
            new ClinicalMotion("adduction", "beta", 1, -1, Math.toRadians(27)),
            new ClinicalMotion("external-rotation", "gamma", -1, 1, Math.toRadians(47)),
            new ClinicalMotion("internal-rotation", "gamma", 1, -1, Math.toRadians(47)));

    private static final List<PlacementConvention> PLACEMENTS = List.of(new CupPlacement(CupDefinition.RADIOGRAPHIC),
            new CupPlacement(CupDefinition.OPERATIVE), new CupPlacement(CupDefinition.ANATOMIC), new StemPlacement());

    private final Resolution resolution;

    public HipJoint() {
        this(Resolution.DEFAULT);
    }

    /** @param resolution of the surfaces of generated subjects */
    public HipJoint(Resolution resolution) {
        this.resolution = Objects.requireNonNull(resolution);
    }

    @Override
    public String parentBone() {
        return "pelvis";
    }

    @Override
    public String childBone() {
        return "femur";
    }

    @Override
    public String parentFrame() {
        return HipFrames.ISB_PELVIS;
    }

    @Override
    public String childFrame() {
        return HipFrames.ISB_FEMUR;
    }

    @Override
    public List<FrameDefinition> frames() {
        return HipFrames.all();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    /** Any angles; the ranges of the coordinates are for plausibility, not limits here. */
    @Override
    public RigidTransform childInParent(double[] coordinates, Side side) {
        if (coordinates.length != COORDINATES.size()) {
            throw new IllegalArgumentException("the hip has " + COORDINATES.size() + " coordinates, not " + coordinates.length);
        }
        return new CardanAngles(CardanAngles.Sequence.ZXY, coordinates[0], coordinates[1], coordinates[2]).toRotation();
    }

    @Override
    public double[] coordinates(RigidTransform childInParent, Side side) {
        CardanAngles a = CardanAngles.of(childInParent, CardanAngles.Sequence.ZXY);
        return new double[] {a.first(), a.second(), a.third()};
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
    public List<PlacementConvention> placements() {
        return PLACEMENTS;
    }

    @Override
    public Optional<SubjectGenerator> generator() {
        return Optional.of(new SyntheticHipGenerator(resolution));
    }

    @Override
    public Optional<PlanProposer> proposer() {
        return Optional.of(new HipPlanProposer());
    }

    /** The capsule, as {@link HipCapsule} has it. */
    @Override
    public List<LigamentBundle> ligaments(List<Body> bodies, Side side) {
        return HipCapsule.of(bone(bodies, parentBone()), bone(bodies, childBone()), side);
    }

    private static Body bone(List<Body> bodies, String type) {
        return bodies.stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow(() -> new IllegalArgumentException("no " + type));
    }

    /** What lay on the native head lies on that of the part. */
    @Override
    public SoftTissue replaced(SoftTissue tissue, List<Body> bodies, List<PlacedPart> parts) {
        return HipCapsule.replaced(tissue, bodies, parts);
    }

    /** The bone loss of a pelvis and femur from which an implant was taken out. */
    @Override
    public List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        return HipRevision.assess(bodies, side, parts);
    }
}

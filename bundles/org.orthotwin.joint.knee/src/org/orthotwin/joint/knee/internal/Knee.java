/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneePlacement;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.solver.Solution;

/** The planned and the native knee of a measurement. Lengths m, angles rad; frames as each method says. */
public final class Knee {

    /**
     * Cartilage that a planned joint surface stands in for, m: the two millimetres by which resections of worn condyles are corrected (SM
     * Howell et al. 2013, Knee Surg Sports Traumatol Arthrosc 21:2271-2280).
     */
    public static final double CARTILAGE = 0.002;

    /** Where the front of the shaft is looked for beside the middle of the flange, m. */
    private static final double[] ACROSS = {-0.008, -0.004, 0, 0.004, 0.008};
    /** How far before a shaft a ray to it begins, m. */
    private static final double BEFORE = 0.08;

    private final MeasurementContext context;

    public Knee(MeasurementContext context) {
        this.context = context;
    }

    public Side side() {
        return context.joint().side();
    }

    public Body femur() {
        return context.parent();
    }

    public Body tibia() {
        return context.child();
    }

    /** As a knee of which one compartment is replaced. */
    public PartialKnee partial() {
        return PartialKnee.of(this);
    }

    public PlacedPart part(String role) {
        return context.part(role);
    }

    /** Parts of a revision on the femur or the tibia. */
    public RevisedKnee revised(Body bone) {
        return RevisedKnee.of(bone, context.problem().parts());
    }

    /** The way through flexion that solver {@code balance} found. @throws NoSuchElementException if it did not run */
    public FlexionPath flexion() {
        return new FlexionPath(context.problem(), context.solution("balance"));
    }

    /** @throws NoSuchElementException if the solver did not run */
    public Solution solution(String solver) {
        return context.solution(solver);
    }

    /** Placement of the femoral component in {@code femur.mechanical}. */
    public Map<String, Double> femoral() {
        return KneePlacement.femoral().values(femur().frame(BoneFrames.FEMUR_MECHANICAL).inverse().times(part("femoral").pose()), side());
    }

    /** Placement of the tray in {@code tibia.knee}. */
    public Map<String, Double> tibial() {
        return KneePlacement.tibial().values(tibia().frame(BoneFrames.TIBIA_KNEE).inverse().times(part("tray").pose()), side());
    }

    /** Angle between the mechanical axis and the line of the distal condyles, on the lateral side, seen along x of the frame. */
    public double nativeDistalFemoralAngle() {
        return nativeDistalFemoralAngle(femur(), side());
    }

    /** As {@link #nativeDistalFemoralAngle()}. */
    public static double nativeDistalFemoralAngle(Body femur, Side side) {
        Vec3 line = femur.frame(BoneFrames.FEMUR_MECHANICAL).inverse().rotate(femur.landmark("DIST_LC").minus(femur.landmark("DIST_MC")));
        return 0.5 * Math.PI - Math.atan2(line.y(), side.sign() * line.z());
    }

    /** Angle between the tibia's axis and the line of both plateaus' middles, on the medial side, seen along x of {@code tibia.knee}. */
    public double nativeProximalTibialAngle() {
        return nativeProximalTibialAngle(tibia(), side());
    }

    /** As {@link #nativeProximalTibialAngle()}. */
    public static double nativeProximalTibialAngle(Body tibia, Side side) {
        Vec3 line = tibia.frame(BoneFrames.TIBIA_KNEE).inverse().rotate(tibia.landmark("PLAT_LC").minus(tibia.landmark("PLAT_MC")));
        return 0.5 * Math.PI - Math.atan2(line.y(), side.sign() * line.z());
    }

    /** Slope of a plateau, {@code M} or {@code L}, in {@code tibia.knee}, falling backwards. */
    public double nativeSlope(String compartment) {
        return nativeSlope(tibia(), compartment);
    }

    /** As {@link #nativeSlope(String)}. */
    public static double nativeSlope(Body tibia, String compartment) {
        String code = "PLAT_" + compartment + "C";
        Vec3 line = tibia.frame(BoneFrames.TIBIA_KNEE).inverse().rotate(tibia.landmark(code + "_A").minus(tibia.landmark(code + "_P")));
        return Math.atan2(line.y(), line.x());
    }

    /** By how much the posterior condyles are turned inwards against z of {@code femur.mechanical}, about its y. */
    public static double condylarTwist(Body femur, Side side) {
        Vec3 c = femur.frame(BoneFrames.FEMUR_MECHANICAL).inverse().rotate(femur.landmark("POST_LC").minus(femur.landmark("POST_MC")));
        return Math.atan2(c.x(), side.sign() * c.z());
    }

    /** A landmark of the femur in the axes of the femoral component. */
    public Vec3 inFemoral(String code) {
        return part("femoral").pose().inverse().apply(femur().landmark(code));
    }

    /** A landmark of the tibia in the axes of the tray. */
    public Vec3 inTray(String code) {
        return part("tray").pose().inverse().apply(tibia().landmark(code));
    }

    /** The bone's outline at the distal cut, in the axes of the femoral component. */
    public BoneCut distalCut() {
        PlacedPart p = part("femoral");
        return BoneCut.of(femur().surface("outer"), p.pose(), p.part().parameter("femoral.distal-thickness"));
    }

    /** The bone's outline at the tibial cut, in the axes of the tray. */
    public BoneCut tibialCut() {
        return BoneCut.of(tibia().surface("outer"), part("tray").pose(), 0);
    }

    /** The patella of the plan's part on it. */
    public Body patella() {
        return context.problem().body(part("patella").body());
    }

    /** Bone that the cut leaves of the patella at its front, square to the cut, m. */
    public double patellarBone() {
        return part("patella").pose().inverse().apply(patella().landmark("PANT")).x();
    }

    /** Thickness of the patella's bone from ridge to front, square to the cut, m. */
    public double patellarDepth() {
        return patellarBone() - part("patella").pose().inverse().apply(patella().landmark("PRIDGE")).x();
    }

    /** The bone's outline at the patellar cut. */
    public BoneCut patellarCut() {
        return PatellarCut.of(patella().surface("outer"), part("patella").pose());
    }

    /** Where the insert's hollows are lowest in the axes of the tray: height over the cut, m. */
    public double insertLevel() {
        PlacedPart tray = part("tray");
        PlacedPart insert = part("insert");
        return tray.pose().inverse().apply(insert.pose().apply(insert.part().feature("articulation").translation())).y();
    }

    /** How far the front of the femur lies before the anterior cut at the top of the flange, m; negative where the cut misses the bone. */
    public double notching() {
        PlacedPart p = part("femoral");
        return notching(femur().surface("outer"), p.part(), p.pose());
    }

    /** As {@link #notching()}, for a part in the bone's surface frame. */
    public static double notching(TriangleMesh bone, PartModel part, RigidTransform pose) {
        Vec3 top = part.feature("cut.anterior").translation();
        RayCast ray = new RayCast(KeptTrees.of(bone));
        Vec3 back = pose.rotate(Vec3.X.negate());
        double most = Double.NEGATIVE_INFINITY;
        for (double z : ACROSS) {
            double d = ray.first(pose.apply(top.plus(new Vec3(BEFORE, 0, z))), back);
            if (!Double.isInfinite(d)) {
                most = Math.max(most, BEFORE - d);
            }
        }
        if (Double.isInfinite(most)) {
            throw new NoSuchElementException("there is no bone behind the flange");
        }
        return most;
    }
}

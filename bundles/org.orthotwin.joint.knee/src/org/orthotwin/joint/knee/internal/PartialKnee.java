/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneePlacement;
import org.orthotwin.landmarks.BoneFrames;

/**
 * A knee of which one compartment is replaced. Lengths m, angles rad.
 *
 * <p>What the surfaces of the parts do to the leg's axis is seen as from its bones: the line of both condyles goes through the native one
 * and the plane of the component's lowest point where the replaced one was, that of the plateaus through the native one and the plane of
 * the insert's lowest point, both planes being parallel to their cuts; the native surfaces have {@link Knee#CARTILAGE}. Both compartments
 * are taken as closed.
 *
 * @param femur with {@code femur.mechanical}
 * @param tibia with {@code tibia.knee}
 * @param side of the body
 * @param letter of the replaced compartment in the landmarks' codes, M or L
 * @param femoral pose of the femoral component in the femur's surface frame
 * @param tray pose of the tray in the tibia's surface frame
 * @param level of the insert's lowest point over the tibial cut
 */
public record PartialKnee(Body femur, Body tibia, Side side, String letter, RigidTransform femoral, RigidTransform tray, double level) {

    public static final String FEMORAL = "partial-femoral";
    public static final String TRAY = "partial-tray";
    public static final String INSERT = "partial-insert";
    /** Parameter of a tray or an insert: -1 medial, 1 lateral. */
    public static final String COMPARTMENT = "compartment";

    /** Directions in which a condyle's reach is asked for: down, between, back. */
    private static final double[] DOWN_TO_BACK = {0, Math.toRadians(30), Math.toRadians(45), Math.toRadians(60), 0.5 * Math.PI};
    /** How far from the middle of a component the bone under it counts as the condyle, over the component's width. */
    public static final double UNDER = 0.4;
    /** Height of the condyle over its lowest point that is looked at, m. */
    private static final double CONDYLE = 0.032;

    static PartialKnee of(Knee k) {
        return new PartialKnee(k.femur(), k.tibia(), k.side(), letter(k.part(TRAY).part()), k.part(FEMORAL).pose(), k.part(TRAY).pose(),
                k.part(INSERT).part().parameter("insert.level"));
    }

    /** Letter of the compartment that a part is for. */
    public static String letter(PartModel part) {
        return part.parameter(COMPARTMENT) < 0 ? "M" : "L";
    }

    /** Sign of the direction from the midline of the knee to the replaced compartment along z of the bones' frames. */
    public double outward() {
        return letter.equals("M") ? -side.sign() : side.sign();
    }

    private String other() {
        return letter.equals("M") ? "L" : "M";
    }

    /** Hip-knee-ankle angle as planned; below pi in varus. */
    public double hipKneeAnkle() {
        Vec3 tibial = inTray("PLAT_" + letter + "C");
        Vec3 condyle = inFemoral("DIST_" + letter + "C");
        return angle(femur.frame(BoneFrames.FEMUR_MECHANICAL).inverse().apply(femoral.apply(new Vec3(condyle.x(), 0, condyle.z()))),
                tibia.frame(BoneFrames.TIBIA_KNEE).inverse().apply(tray.apply(new Vec3(tibial.x(), level, tibial.z()))));
    }

    /** Hip-knee-ankle angle of the bones, the cartilage of both compartments being there. */
    public double constitutional() {
        return angle(onFemur(letter, Knee.CARTILAGE), onTibia(letter, Knee.CARTILAGE));
    }

    /** Hip-knee-ankle angle with bone on bone in the replaced compartment. */
    public double worn() {
        return angle(onFemur(letter, 0), onTibia(letter, 0));
    }

    /** By how much less than to the constitutional angle the deformity of this compartment's wear is taken back. */
    public double underCorrection() {
        return (letter.equals("M") ? 1 : -1) * (constitutional() - hipKneeAnkle());
    }

    private Vec3 onFemur(String which, double cartilage) {
        return femur.frame(BoneFrames.FEMUR_MECHANICAL).inverse().apply(femur.landmark("DIST_" + which + "C"))
                .minus(new Vec3(0, cartilage, 0));
    }

    private Vec3 onTibia(String which, double cartilage) {
        return tibia.frame(BoneFrames.TIBIA_KNEE).inverse().apply(tibia.landmark("PLAT_" + which + "C"))
                .plus(new Vec3(0, cartilage, 0));
    }

    private double angle(Vec3 condyle, Vec3 plateau) {
        double toLateral = side.sign();
        Vec3 f = condyle.minus(onFemur(other(), Knee.CARTILAGE)).times(letter.equals("L") ? 1 : -1);
        Vec3 t = plateau.minus(onTibia(other(), Knee.CARTILAGE)).times(letter.equals("L") ? 1 : -1);
        return Math.PI - Math.atan2(t.y(), toLateral * t.z()) + Math.atan2(f.y(), toLateral * f.z());
    }

    /** A landmark of the femur in the axes of the component. */
    public Vec3 inFemoral(String code) {
        return femoral.inverse().apply(femur.landmark(code));
    }

    /** A landmark of the tibia in the axes of the tray. */
    public Vec3 inTray(String code) {
        return tray.inverse().apply(tibia.landmark(code));
    }

    /** Placement of the component in {@code femur.mechanical}. */
    public Map<String, Double> placed() {
        return KneePlacement.femoral().values(femur.frame(BoneFrames.FEMUR_MECHANICAL).inverse().times(femoral), side);
    }

    /** Placement of the tray in {@code tibia.knee}. */
    public Map<String, Double> placedTray() {
        return KneePlacement.tibial().values(tibia.frame(BoneFrames.TIBIA_KNEE).inverse().times(tray), side);
    }

    /** The condyle's bone under the component: how far it reaches down, back, and between these, in the axes of the component, m. */
    public static double[] condyle(TriangleMesh bone, RigidTransform component, Vec3 near, double half) {
        double[] most = new double[DOWN_TO_BACK.length];
        java.util.Arrays.fill(most, Double.NEGATIVE_INFINITY);
        double[] v = component.inverse().applyAll(bone.vertices());
        for (int i = 0; i < v.length; i += 3) {
            if (Math.abs(v[i + 2] - near.z()) < half && v[i + 1] < near.y() + CONDYLE && Math.abs(v[i] - near.x()) < 2 * CONDYLE) {
                for (int k = 0; k < most.length; k++) {
                    most[k] = Math.max(most[k], reach(v[i], v[i + 1], DOWN_TO_BACK[k]));
                }
            }
        }
        return most;
    }

    /** The same of a part's own surface. */
    public static double[] condyle(TriangleMesh part) {
        return condyle(part, RigidTransform.IDENTITY, Vec3.ZERO, CONDYLE);
    }

    private static double reach(double x, double y, double turn) {
        return -x * Math.sin(turn) - y * Math.cos(turn);
    }

    /**
     * How far a condyle of one curve, which touches the bone's curve (moved out by the cartilage) below and behind, lies outside of it
     * between, root of the mean square, m.
     */
    public static double misfit(double[] bone, double[] part) {
        double down = bone[0] + Knee.CARTILAGE - part[0];
        double back = bone[4] + Knee.CARTILAGE - part[4];
        double s = 0;
        for (int k = 1; k < 4; k++) {
            double moved = part[k] + down * Math.cos(DOWN_TO_BACK[k]) + back * Math.sin(DOWN_TO_BACK[k]);
            s += Math.pow(moved - bone[k] - Knee.CARTILAGE, 2);
        }
        return Math.sqrt(s / 3);
    }

    /** How far the component reaches beyond the condyle's bone at the distal cut on either side under its middle, m. */
    public double femoralOverhang(PlacedPart p) {
        double half = 0.5 * p.part().parameter("femoral.width");
        double[] bone = condyleAcross(BoneCut.of(femur.surface("outer"), p.pose(), p.part().parameter("femoral.distal-thickness")));
        return Math.max(half - bone[1], half + bone[0]);
    }

    /** The bone's extent in z at x = 0 around the origin in a section; what does not hold the origin counts as the nearest piece. */
    public static double[] condyleAcross(BoneCut cut) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (double[] loop : cut.section().loops()) {
            for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
                if (loop[i + 1] > 0 != loop[j + 1] > 0) {
                    double z = loop[j] + (loop[i] - loop[j]) * loop[j + 1] / (loop[j + 1] - loop[i + 1]);
                    if (z <= 0) {
                        low = Math.max(low, z);
                    } else {
                        high = Math.min(high, z);
                    }
                }
            }
        }
        return new double[] {low, high};
    }

    /** Bone between a cut, the distal or the posterior one, and the condyle under it, square to the cut, without cartilage. */
    public double resection(PlacedPart component, boolean distal) {
        Vec3 cut = component.part().feature(distal ? "cut.distal" : "cut.posterior").translation();
        double[] bone = bone(component);
        return distal ? bone[0] + cut.y() : bone[4] + cut.x();
    }

    /** How far the component reaches below (behind) the condyle with {@link Knee#CARTILAGE}, square to the cut. */
    public double below(PlacedPart component, boolean distal) {
        double thickness = component.part().parameter(distal ? "femoral.distal-thickness" : "femoral.posterior-thickness");
        return thickness - Knee.CARTILAGE - resection(component, distal);
    }

    private double[] bone(PlacedPart component) {
        return condyle(femur.surface("outer"), component.pose(), Vec3.ZERO, UNDER * component.part().parameter("femoral.width"));
    }

    private BoneCut tibialCut() {
        return BoneCut.of(tibia.surface("outer"), tray, 0);
    }

    /** How far the tray reaches beyond the bone at its cut where it does most; negative where it stays within. */
    public double trayOverhang(PlacedPart p) {
        return tibialCut().overhang(BoneCut.underside(p.part().surfaces().get("envelope")));
    }

    /** Part of the bone at the cut, on the outer side of the cut along the eminence, that the plate covers. */
    public double cover(PlacedPart p) {
        double wall = p.part().feature("cut.sagittal").translation().z();
        return tibialCut().cover(BoneCut.underside(p.part().surfaces().get("envelope")), wall, outward());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.BaseplatePlacement;
import org.orthotwin.joint.shoulder.FavardType;
import org.orthotwin.joint.shoulder.GlenoidType;
import org.orthotwin.joint.shoulder.HumeralPlacement;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.solver.Solution;

/** The planned and the native shoulder of a measurement. Lengths m, angles rad; frames as each method says. */
public final class Shoulder {

    /**
     * Cartilage of head and glenoid together, m: about 1.2 mm on the head and 1.9 mm on the glenoid (LJ Soslowsky et al. 1992, J Orthop Res
     * 10:524-534; TA Fox et al. 2008, Skeletal Radiol 37:511-516: head 1.2 mm).
     */
    public static final double CARTILAGE = 0.003;

    private final MeasurementContext context;

    public Shoulder(MeasurementContext context) {
        this.context = context;
    }

    public Side side() {
        return context.joint().side();
    }

    public Body scapula() {
        return context.parent();
    }

    public Body humerus() {
        return context.child();
    }

    public PlacedPart part(String role) {
        return context.part(role);
    }

    /** Whether both bones have their part of the bearing, of a reverse or of an anatomic prosthesis. */
    public boolean hasBearing() {
        return has("glenosphere") && has("liner") || has("glenoid") && has("head");
    }

    private boolean has(String role) {
        return context.problem().part(role).isPresent();
    }

    /** @throws NoSuchElementException if the solver did not run */
    public Solution solution(String solver) {
        return context.solution(solver);
    }

    /** {@code scapula.plane}. */
    public RigidTransform plane() {
        return scapula().frame(BoneFrames.SCAPULA_PLANE);
    }

    /** Placement of the baseplate in {@code scapula.plane}. */
    public Map<String, Double> baseplate() {
        return new BaseplatePlacement().values(plane().inverse().times(part("baseplate").pose()), side());
    }

    /** Placement of the stem in {@code humerus.stem}. */
    public Map<String, Double> stem() {
        return new HumeralPlacement().values(humerus().frame(BoneFrames.HUMERUS_STEM).inverse().times(part("stem").pose()), side());
    }

    /** Version and inclination of the native glenoid in {@code scapula.plane}, forwards and upwards. */
    public double[] nativeGlenoid() {
        return nativeGlenoid(scapula(), side());
    }

    /** As {@link #nativeGlenoid()}. */
    public static double[] nativeGlenoid(Body scapula, Side side) {
        Vec3 n = scapula.frame(BoneFrames.SCAPULA_PLANE).inverse().rotate(scapula.landmark("GLEN_N").minus(scapula.landmark("GC")));
        double out = side.sign() * n.z();
        return new double[] {Math.atan2(n.x(), out), Math.atan2(n.y(), Math.hypot(n.x(), out))};
    }

    /** Where the rim of the native glenoid looks, unit. */
    public static Vec3 glenoidNormal(Body scapula) {
        return scapula.landmark("GLEN_N").minus(scapula.landmark("GC")).normalized();
    }

    /** From the lower end of the rim of the native glenoid to the upper one, in the rim's plane, unit. */
    public static Vec3 glenoidUp(Body scapula) {
        Vec3 n = glenoidNormal(scapula);
        Vec3 rim = scapula.landmark("GLEN_S").minus(scapula.landmark("GLEN_I"));
        return rim.minus(n.times(rim.dot(n))).normalized();
    }

    /** What type of glenoid it is. */
    public GlenoidType glenoidType() {
        return GlenoidType.of(scapula(), side(), headRadius());
    }

    /** How it is worn above and below. */
    public FavardType favardType() {
        return FavardType.of(scapula(), side(), headRadius());
    }

    /** By how much the native head looks backwards against the epicondyles, about the shaft. */
    public double nativeRetroversion() {
        return nativeRetroversion(humerus(), side());
    }

    /** As {@link #nativeRetroversion()}. */
    public static double nativeRetroversion(Body humerus, Side side) {
        Vec3 a = humerus.frame(BoneFrames.HUMERUS_STEM).inverse().rotate(humerus.landmark("HEAD_A").minus(humerus.landmark("GH")));
        return Math.atan2(-a.x(), -side.sign() * a.z());
    }

    /** Angle between the axis of the native head and the shaft. */
    public double nativeNeckShaftAngle() {
        Vec3 a = humerus().landmark("HEAD_A").minus(humerus().landmark("GH"));
        return a.angle(humerus().frame(BoneFrames.HUMERUS_STEM).axis(1).negate());
    }

    /** Centre of the native head as it rests on the glenoid's centre with its cartilage, in the surface frame of the scapula. */
    public Vec3 nativeCentre() {
        return scapula().landmark("GC").plus(glenoidNormal(scapula()).times(headRadius() + CARTILAGE));
    }

    /** Radius of the native head. */
    public double headRadius() {
        return humerus().landmark("HEAD_A").distance(humerus().landmark("GH"));
    }

    /** Centre of the glenosphere in the surface frame of the scapula. */
    public Vec3 centre() {
        return centreOf("glenosphere");
    }

    /** Centre of the bearing of a part in the surface frame of its bone. */
    private Vec3 centreOf(String role) {
        PlacedPart p = part(role);
        return p.pose().times(p.part().feature("bearing")).translation();
    }

    /** A point of the scapula's surface frame in {@code scapula.plane}, with z away from the midplane. */
    public Vec3 lateral(Vec3 p) {
        Vec3 q = plane().inverse().apply(p);
        return new Vec3(q.x(), q.y(), side().sign() * q.z());
    }

    /** Axes of {@code isb.humerus} at the centre of the planned bearing of the humerus. */
    private RigidTransform replacedJoint() {
        return humerus().frame(BoneFrames.ISB_HUMERUS).withTranslation(centreOf("liner"));
    }

    /** The humerus in the surface frame of the scapula with the arm along y of {@code scapula.plane}, before or after the operation. */
    private RigidTransform hanging(boolean replaced) {
        return replaced ? plane().withTranslation(centre()).times(replacedJoint().inverse())
                : plane().withTranslation(nativeCentre()).times(humerus().frame(BoneFrames.ISB_HUMERUS).inverse());
    }

    /** How far the humerus moves: in {@code scapula.plane} with z away from the midplane, m, the arm hanging. */
    public Vec3 shift() {
        Vec3 gh = humerus().landmark("GH");
        return lateral(hanging(true).apply(gh)).minus(lateral(hanging(false).apply(gh)));
    }

    /** How far the centre of rotation moves: in {@code scapula.plane} with z away from the midplane, m. */
    public Vec3 centreShift() {
        return lateral(centre()).minus(lateral(nativeCentre()));
    }

    /**
     * Angle at the first point between the lines to the others, as seen along x of {@code scapula.plane}.
     *
     * @param code of a landmark of scapula or humerus, the arm hanging after the operation
     */
    public double angle(String code, String first, String second) {
        Vec3 o = seen(code);
        Vec3 a = seen(first).minus(o);
        Vec3 b = seen(second).minus(o);
        return a.angle(b);
    }

    private Vec3 seen(String code) {
        Vec3 p = scapula().landmarks().containsKey(code) ? scapula().landmark(code) : hanging(true).apply(humerus().landmark(code));
        Vec3 q = lateral(p);
        return new Vec3(0, q.y(), q.z());
    }

    /** The bone under the baseplate, before it is reamed. */
    public GlenoidSeat seat() {
        PlacedPart p = part("baseplate");
        return GlenoidSeat.of(scapula().surface("outer"), p.pose(), 0.5 * p.part().parameter("baseplate.diameter"), side());
    }

    // ---- anatomic prosthesis

    /** Placement of the glenoid component in {@code scapula.plane}. */
    public Map<String, Double> glenoid() {
        return new BaseplatePlacement().values(plane().inverse().times(part("glenoid").pose()), side());
    }

    /** The bone under the glenoid component, before it is reamed. */
    public GlenoidSeat glenoidSeat() {
        return GlenoidSeat.of(scapula().surface("outer"), part("glenoid"), side());
    }

    /** How far the glenoid component reaches beyond the bone, m. */
    public double glenoidOverhang() {
        return GlenoidSeat.overhang(scapula().surface("outer"), part("glenoid"), side());
    }

    /** How thick the bone is round the ends of the glenoid component's pegs or keel, m. */
    public double vaultWall() {
        return GlenoidSeat.wall(scapula().surface("outer"), part("glenoid"), side());
    }

    /** Centre of the planned head in {@code humerus.stem} less that of the native one, with z away from the midplane, m. */
    public Vec3 headOffset() {
        RigidTransform stem = humerus().frame(BoneFrames.HUMERUS_STEM);
        Vec3 d = stem.inverse().rotate(centreOf("head").minus(humerus().landmark("GH")));
        return new Vec3(d.x(), d.y(), side().sign() * d.z());
    }

    /** How far the top of a head stands above the greater tuberosity, along the shaft, m. @param planned or the native one */
    public double headHeight(boolean planned) {
        RigidTransform stem = humerus().frame(BoneFrames.HUMERUS_STEM).inverse();
        Vec3 centre = planned ? centreOf("head") : humerus().landmark("GH");
        double radius = planned ? 0.5 * part("head").part().parameter("head.diameter") : headRadius();
        return stem.apply(centre).y() + radius - stem.apply(humerus().landmark("GT")).y();
    }

    /** Angle between the axis of the planned head and the shaft of the humerus. */
    public double headShaftAngle() {
        Vec3 pole = part("head").pose().rotate(new Vec3(0, 0, side().sign()));
        return pole.angle(humerus().frame(BoneFrames.HUMERUS_STEM).axis(1).negate());
    }

    /** By how much the planned head looks backwards against the epicondyles, about the shaft. */
    public double headRetroversion() {
        Vec3 a = humerus().frame(BoneFrames.HUMERUS_STEM).inverse().rotate(part("head").pose().rotate(new Vec3(0, 0, side().sign())));
        return Math.atan2(-a.x(), -side().sign() * a.z());
    }

    /** How far the centre of the head that rests in the glenoid component lies from the native one: in {@code scapula.plane}, z lateral. */
    public Vec3 restingShift() {
        return lateral(BearingCentre.of(part("glenoid"), part("head"))).minus(lateral(nativeCentre()));
    }

    /** How far the glenosphere reaches below the lowest point of the glenoid's rim, along y of the baseplate. */
    public double overhang() {
        RigidTransform plate = part("baseplate").pose();
        double rim = plate.inverse().apply(scapula().landmark("GLEN_I")).y();
        double centre = plate.inverse().apply(centre()).y();
        return rim - (centre - 0.5 * part("glenosphere").part().parameter("glenosphere.diameter"));
    }

    /** The deltoid of the native shoulder. */
    public Deltoid nativeDeltoid() {
        return new Deltoid(scapula(), humerus(), side(), nativeCentre(), humerus().frame(BoneFrames.ISB_HUMERUS), headRadius());
    }

    /** The deltoid after the operation. */
    public Deltoid deltoid() {
        return new Deltoid(scapula(), humerus(), side(), centre(), replacedJoint(),
                0.5 * part("glenosphere").part().parameter("glenosphere.diameter"));
    }
}

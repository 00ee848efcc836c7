/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CupOrientation;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.StemPlacement;
import org.orthotwin.landmarks.AcetabularRim;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Solution;

/** The planned and the native hip of a measurement. Lengths m, angles rad; frames as each method says. */
public final class Hip {

    private static final StemPlacement STEM = new StemPlacement();

    private final MeasurementContext context;

    public Hip(MeasurementContext context) {
        this.context = context;
    }

    public JointModel planned() {
        return context.joint();
    }

    public JointModel unoperated() {
        return context.nativeJoint();
    }

    public Side side() {
        return planned().side();
    }

    /** L or R, as in the codes of landmarks. */
    public String letter() {
        return side() == Side.LEFT ? "L" : "R";
    }

    public Body pelvis() {
        return context.parent();
    }

    public Body femur() {
        return context.child();
    }

    public PlacedPart part(String role) {
        return context.part(role);
    }

    /** The part in the role {@code augment}, where there is one. */
    public Optional<PlacedPart> augment() {
        return context.problem().part("augment");
    }

    /** @throws NoSuchElementException if the solver did not run */
    public Solution solution(String solver) {
        return context.solution(solver);
    }

    /** The anterior pelvic plane's frame in the pelvis. */
    public RigidTransform app() {
        return pelvis().frame(HipFrames.PELVIS_APP);
    }

    public RigidTransform stemFrame() {
        return femur().frame(HipFrames.FEMUR_STEM);
    }

    public CupOrientation cup() {
        return CupOrientation.ofAxis(app().inverse().rotate(part("cup").pose().axis(2)), side());
    }

    /** Pose of what the head turns in, z outwards: the liner's bearing, else the cup. */
    public RigidTransform bearing() {
        return context.problem().part("liner").map(l -> l.pose().times(l.part().features().getOrDefault("bearing",
                RigidTransform.IDENTITY)))
                .orElseGet(() -> part("cup").pose());
    }

    /** Height of the liner's rim over the centre along the axis, over the head's radius. */
    public double rimHeight() {
        Map<String, Double> p = context.problem().part("liner").orElseGet(() -> part("cup")).part().parameters();
        return p.getOrDefault("liner.rim-height", p.getOrDefault("rim.height",
                0.0)) / (0.5 * part("head").part().parameter("head.diameter"));
    }

    /** Native centre in the pelvis. */
    public Vec3 nativeCentre() {
        return unoperated().parentFrame().translation();
    }

    /** Native head centre in the femur. */
    public Vec3 nativeHeadCentre() {
        return unoperated().childFrame().translation();
    }

    public Vec3 plannedHeadCentre() {
        return part("head").pose().translation();
    }

    /** From the native to the artificial centre, in axes of the anterior pelvic plane. */
    public Vec3 centreShift() {
        return app().inverse().rotate(bearing().translation().minus(nativeCentre()));
    }

    /** Where a point of the femur is in the pelvis, in the neutral position. */
    public Vec3 inPelvis(JointModel joint, Vec3 femoral) {
        return joint.childInParent(new double[joint.type().coordinates().size()]).apply(femoral);
    }

    /** How the plan moves the femur in the neutral position, in axes of the joint's frame of the pelvis. */
    public Vec3 femurShift() {
        Vec3 p = stemFrame().translation();
        return planned().parentFrame().inverse().rotate(inPelvis(planned(), p).minus(inPelvis(unoperated(), p)));
    }

    /** Distance of a point of the femur from the axis of the proximal canal. */
    public double femoralOffset(Vec3 femoral) {
        Vec3 q = stemFrame().inverse().apply(femoral);
        return Math.hypot(q.x(), q.z());
    }

    /** From the neck to the head of the native femur. */
    public Vec3 neckAxis() {
        return femur().landmark("FHC").minus(femur().landmark("NECK_C")).normalized();
    }

    /** The version of a direction of the femur that points to the head, about y of {@code isb.femur}, against the posterior condyles. */
    public double version(Vec3 neck) {
        return version(femur(), side(), neck);
    }

    /** As {@link #version(Vec3)}. */
    public static double version(Body femur, Side side, Vec3 neck) {
        RigidTransform in = femur.frame(HipFrames.ISB_FEMUR).inverse();
        Vec3 n = in.rotate(neck);
        Vec3 c = in.rotate(femur.landmark("POST_MC").minus(femur.landmark("POST_LC")));
        double v = Math.atan2(n.x(), -side.sign() * n.z()) - Math.atan2(c.x(), -side.sign() * c.z());
        return Math.IEEEremainder(v, 2 * Math.PI);
    }

    public double stemVersion() {
        PlacedPart stem = part("stem");
        return version(stem.pose().times(stem.part().feature("taper")).axis(2));
    }

    public Map<String, Double> stemPlacement() {
        return STEM.values(stemFrame().inverse().times(part("stem").pose()), side());
    }

    public CanalFit canalFit() {
        PlacedPart stem = part("stem");
        if (!stem.part().surfaces().containsKey("envelope")) {
            throw new NoSuchElementException("part " + stem.part().partNumber() + " has no surface 'envelope'");
        }
        return Surfaces.canalFit(stem.part().surfaces().get("envelope"), stem.pose(), femur());
    }

    /** Found from the landmarks as they were found, whatever they are moved to; where an implant was taken out, the other side mirrored. */
    public Surfaces.Socket socket() {
        if (PelvicLoss.isRevision(pelvis())) {
            Counterpart other = Counterpart.of(pelvis());
            Surfaces.Socket s = PelvicLoss.otherSocket(pelvis(), side());
            HeadSphere q = s.sphere();
            Vec3 o = other.back(Vec3.ZERO);
            return new Surfaces.Socket(new HeadSphere(other.back(q.center()), q.radius(), q.rms(), q.centerUncertainty(),
                    q.radiusUncertainty(), q.coverage()), new AcetabularRim(other.back(s.rim().axis()).minus(o), s.rim().height(),
                    s.rim().points().stream().map(other::back).toList(), s.rim().rms()));
        }
        return Surfaces.socket(pelvis().surface("outer"), context.found().body(planned().parent()).frame(HipFrames.PELVIS_APP), side());
    }

    public CupOrientation socketOrientation() {
        return CupOrientation.ofAxis(app().inverse().rotate(socket().rim().axis()), side());
    }

    /** Lever of the gluteus medius about the centre in the coronal plane of the joint's frame. */
    public double abductorLever(JointModel joint) {
        RigidTransform in = joint.parentFrame().inverse();
        Vec3 o = in.apply(pelvis().landmark("GMED_O_" + letter()));
        Vec3 i = in.apply(inPelvis(joint, femur().landmark("GMED_I")));
        double y = o.y() - i.y();
        double z = o.z() - i.z();
        return Math.abs(i.y() * z - i.z() * y) / Math.hypot(y, z);
    }
}

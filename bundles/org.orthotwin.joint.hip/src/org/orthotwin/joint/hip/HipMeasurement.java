/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.internal.CanalFit;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.Hip;
import org.orthotwin.joint.hip.internal.Surfaces;
import org.orthotwin.landmarks.AcetabularRim;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * The measurements of the hip; one class for all ids, which say in {@code plugin.xml} how each is defined.
 *
 * <p>Cup angles, centre shift and head coverage are in {@code pelvis.app}; changes of leg length, offset, ligaments and muscles compare the
 * planned with the native hip, both in the neutral position of {@code isb.pelvis} and {@code isb.femur}. Femoral versions are about the y
 * axis of {@code isb.femur} against the posterior condyles, as on axial CT sections; {@code hip.stem.anteversion} is about the stem's own
 * axis, as placed.
 */
public final class HipMeasurement implements Measurement {

    /** Solver that says what the capsule carries. */
    private static final String LIGAMENT = "ligament";
    private static final Map<String, Function<Hip, MeasuredValue>> ALL = new TreeMap<>();

    static {
        for (CupDefinition d : CupDefinition.values()) {
            ALL.put("hip.cup.inclination." + d.id(), h -> cup(h, h.cup().inclination(d)));
            ALL.put("hip.cup.anteversion." + d.id(), h -> cup(h, h.cup().anteversion(d)));
            ALL.put("hip.native.acetabular-inclination." + d.id(), h -> socket(h, h.socketOrientation().inclination(d)));
            ALL.put("hip.native.acetabular-anteversion." + d.id(), h -> socket(h, h.socketOrientation().anteversion(d)));
        }
        ALL.put("hip.combined-anteversion.widmer", h -> MeasuredValue.of(h.cup().anteversion(CupDefinition.RADIOGRAPHIC)
                + 0.7 * h.stemVersion()));
        ALL.put("hip.combined-anteversion.yoshimine", h -> MeasuredValue.of(h.cup().inclination(CupDefinition.RADIOGRAPHIC)
                + h.cup().anteversion(CupDefinition.ANATOMIC) + 0.77 * h.stemVersion()));
        ALL.put("hip.combined-anteversion.ranawat", h -> MeasuredValue.of(h.cup().anteversion(CupDefinition.OPERATIVE) + h.stemVersion()));
        ALL.put("hip.combined-anteversion.dorr", h -> MeasuredValue.of(h.cup().anteversion(CupDefinition.RADIOGRAPHIC) + h.stemVersion()));
        ALL.put("hip.stem.version", h -> MeasuredValue.of(h.stemVersion()));
        ALL.put("hip.stem.anteversion", h -> MeasuredValue.of(h.stemPlacement().get(StemPlacement.ANTEVERSION)));
        ALL.put("hip.stem.varus", h -> MeasuredValue.of(h.stemPlacement().get(StemPlacement.VARUS)));
        ALL.put("hip.stem.flexion", h -> MeasuredValue.of(h.stemPlacement().get(StemPlacement.FLEXION)));
        ALL.put("hip.stem.resection-height", HipMeasurement::resectionHeight);
        ALL.put("hip.offset.femoral", h -> MeasuredValue.of(h.femoralOffset(h.plannedHeadCentre())));
        ALL.put("hip.offset.femoral.change", h ->
                MeasuredValue.of(h.femoralOffset(h.plannedHeadCentre()) - h.femoralOffset(h.nativeHeadCentre())));
        ALL.put("hip.offset.global.change", h -> MeasuredValue.of(h.side().sign() * h.femurShift().z()));
        ALL.put("hip.leg-length.change", h -> MeasuredValue.of(-h.femurShift().y()));
        ALL.put("hip.centre.shift", h -> shift(h, h.centreShift().norm()));
        ALL.put("hip.centre.shift.medial", h -> shift(h, -h.side().sign() * h.centreShift().z()));
        ALL.put("hip.centre.shift.superior", h -> shift(h, h.centreShift().y()));
        ALL.put("hip.centre.shift.anterior", h -> shift(h, h.centreShift().x()));
        ALL.put("hip.head.coverage", h -> headCoverage(h));
        ALL.put("hip.cup.bone-coverage", HipMeasurement::boneCoverage);
        ALL.put("hip.canal-fit", h -> canal(h, "contact"));
        ALL.put("hip.canal-fill", h -> canal(h, "width"));
        ALL.put("hip.canal-penetration", h -> canal(h, "penetration"));
        ALL.put("hip.abductor.length.change", h -> path(h, "GMED_O_" + h.letter(), "GMED_I"));
        ALL.put("hip.abductor.minimus.length.change", h -> path(h, "GMIN_O_" + h.letter(), "GMIN_I"));
        ALL.put("hip.abductor.lever", h -> MeasuredValue.of(h.abductorLever(h.planned())));
        ALL.put("hip.abductor.lever.change", h -> MeasuredValue.of(h.abductorLever(h.planned()) - h.abductorLever(h.unoperated())));
        ALL.put("hip.capsule.iliofemoral-superior", h -> path(h, "ILF_SUP_O", "ILF_SUP_I"));
        ALL.put("hip.capsule.iliofemoral-inferior", h -> path(h, "ILF_INF_O", "ILF_INF_I"));
        ALL.put("hip.capsule.pubofemoral", h -> path(h, "PUF_O", "PUF_I"));
        ALL.put("hip.capsule.ischiofemoral", h -> path(h, "ISF_O", "ISF_I"));
        for (String ligament : HipCapsule.ligaments()) {
            ALL.put("hip.capsule.tension." + ligament, h -> capsule(h, ligament + ".force.largest"));
        }
        for (String at : List.of("", "-at-90-flexion")) {
            String motion = "restrained.internal-rotation" + (at.isEmpty() ? "" : "-at-flexion-90");
            ALL.put("hip.capsule.rotation.internal" + at, h -> capsule(h, motion + ".upper"));
            ALL.put("hip.capsule.rotation.external" + at, h -> outwards(capsule(h, motion + ".lower")));
        }
        ALL.put("hip.native.version", h -> MeasuredValue.of(h.version(h.neckAxis())));
        ALL.put("hip.native.neck-shaft-angle", h -> MeasuredValue.of(h.neckAxis().angle(h.stemFrame().axis(1).negate())));
        ALL.put("hip.native.offset", h -> MeasuredValue.of(h.femoralOffset(h.nativeHeadCentre())));
        ALL.put("hip.native.acetabular-diameter", h -> new MeasuredValue(2 * h.socket().sphere().radius(),
                2 * h.socket().sphere().radiusUncertainty(), "", List.of(h.socket().sphere().center()), h.pelvis().id()));
        ALL.put("hip.native.head-diameter", HipMeasurement::headDiameter);
        for (String motion : List.of("flexion", "extension", "abduction", "adduction", "external-rotation", "internal-rotation",
                "internal-rotation-at-90-flexion")) {
            for (String posture : List.of("", "standing.", "sitting.")) {
                ALL.put("hip.rom." + posture + motion, h -> readOut(h, "rom", "hip.rom." + posture + motion));
            }
        }
        for (String activity : List.of("level-walking", "stair-ascent", "chair-rising", "stooping", "squatting-to-floor", "squatting",
                "cross-legged-sitting", "standing-twist", "supine-external-rotation", "daily-living-demand")) {
            ALL.put("hip.activity." + activity + ".margin", h -> readOut(h, "rom", "hip.activity." + activity + ".margin"));
        }
        ALL.put("hip.rom.jump-distance", h -> readOut(h, "rom", "hip.jump-distance.lateral"));
        ALL.put("hip.load.magnitude", h -> readOut(h, "hipload", "hip.load.magnitude"));
        ALL.put("hip.load.magnitude-bw", h -> readOut(h, "hipload", "hip.load.magnitude-bw"));
        ALL.put("hip.load.angle", h -> readOut(h, "hipload", "hip.load.angle-from-vertical"));
    }

    /** The ids that this class answers, sorted. */
    public static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        Function<Hip, MeasuredValue> m = ALL.get(context.definition());
        if (m == null) {
            throw new NoSuchElementException("the hip has no measurement '" + context.definition() + "'");
        }
        return m.apply(new Hip(context));
    }

    private static MeasuredValue cup(Hip h, double angle) {
        RigidTransform cup = h.part("cup").pose();
        return new MeasuredValue(angle, Double.NaN, "", List.of(cup.translation(), cup.translation().plus(cup.axis(2).times(0.05))),
                h.pelvis().id());
    }

    private static MeasuredValue resectionHeight(Hip h) {
        Vec3 cut = h.part("stem").pose().apply(h.part("stem").part().feature("resection").translation());
        Vec3 trochanter = h.femur().landmark("LT");
        return new MeasuredValue(cut.minus(trochanter).dot(h.stemFrame().axis(1)), Double.NaN, "", List.of(cut, trochanter),
                h.femur().id());
    }

    private static MeasuredValue socket(Hip h, double angle) {
        AcetabularRim rim = h.socket().rim();
        // a plane through points of one scatter tilts by about rms / radius / sqrt(n / 2)
        double sd = rim.rms() / h.socket().sphere().radius() / Math.sqrt(0.5 * rim.points().size());
        return new MeasuredValue(angle, sd, "", rim.points(), h.pelvis().id());
    }

    private static MeasuredValue shift(Hip h, double value) {
        return new MeasuredValue(value, Double.NaN, "", List.of(h.nativeCentre(), h.bearing().translation()), h.pelvis().id());
    }

    private static MeasuredValue headCoverage(Hip h) {
        Vec3 axis = h.app().inverse().rotate(h.bearing().axis(2));
        return MeasuredValue.of(Coverage.ofHead(h.side() == Side.LEFT ? Mirror.mirror(axis) : axis, h.rimHeight()));
    }

    private static MeasuredValue boneCoverage(Hip h) {
        RigidTransform cup = h.part("cup").pose();
        return MeasuredValue.of(Coverage.ofCup(KeptTrees.of(h.pelvis().surface("outer")), cup.translation(), h.app(), h.side(),
                cup.axis(2), 0.5 * h.part("cup").part().parameter("cup.outer-diameter")));
    }

    private static MeasuredValue canal(Hip h, String what) {
        CanalFit fit = h.canalFit();
        if (fit.levels().isEmpty()) {
            return MeasuredValue.none("the stem lies in the canal at none of its levels");
        }
        double sum = 0;
        double worst = 0;
        for (CanalFit.Level l : fit.levels()) {
            sum += what.equals("contact") ? l.contact() : l.width();
            worst = Math.max(worst, l.penetration());
        }
        String note = (fit.estimated() ? "canal estimated from the outer surface" : "")
                + (fit.levels().size() < CanalFit.PARTS.length ? (fit.estimated() ? "; " : "") + fit.levels().size() + " of "
                + CanalFit.PARTS.length
                        + " levels in the canal" : "");
        return new MeasuredValue(what.equals("penetration") ? worst : sum / fit.levels().size(), Double.NaN, note, List.of(), "");
    }

    private static MeasuredValue headDiameter(Hip h) {
        HeadSphere s = Surfaces.head(h.femur().surface("outer"), h.nativeHeadCentre());
        return new MeasuredValue(2 * s.radius(), 2 * s.radiusUncertainty(), "", List.of(s.center()), h.femur().id());
    }

    private static MeasuredValue path(Hip h, String origin, String insertion) {
        Vec3 o = h.pelvis().landmark(origin);
        Vec3 i = h.inPelvis(h.planned(), h.femur().landmark(insertion));
        double before = o.distance(h.inPelvis(h.unoperated(), h.femur().landmark(insertion)));
        return new MeasuredValue(o.distance(i) - before, Double.NaN, "before " + Numbers.fixed(before * 1000.0, 1) + " mm", List.of(o, i),
                h.pelvis().id());
    }

    /** What solver ligament says of the capsule, with what it was before the operation. */
    private static MeasuredValue capsule(Hip h, String what) {
        Map<String, Value> values = h.solution(LIGAMENT).values();
        Value now = values.get("ligament." + what);
        Value before = values.get("ligament." + what + ".before");
        if (now == null) {
            return MeasuredValue.none("solver " + LIGAMENT + " gave no ligament." + what + ": without these ligaments, or not within the "
                    + "motions that it was asked for");
        }
        return new MeasuredValue(now.si(), now.uncertainty(), before == null ? "" : "before " + (now.dimension() == Dimension.ANGLE
                ? Numbers.fixed(Math.abs(Math.toDegrees(before.si())), 1) + " deg" : Numbers.fixed(before.si(), 1) + " N"), List.of(), "");
    }

    /** A turn outwards, which is counted negative as one inwards. */
    private static MeasuredValue outwards(MeasuredValue v) {
        return new MeasuredValue(-v.si(), v.uncertainty(), v.note(), v.points(), v.body());
    }

    private static MeasuredValue readOut(Hip h, String solver, String value) {
        Solution s = h.solution(solver);
        Value v = s.values().get(value);
        if (v == null) {
            return MeasuredValue.none("solver " + solver + " gave no " + value);
        }
        return new MeasuredValue(v.si(), v.uncertainty(), s.status() == Solution.Status.CONVERGED ? "" : "not converged", List.of(), "");
    }
}

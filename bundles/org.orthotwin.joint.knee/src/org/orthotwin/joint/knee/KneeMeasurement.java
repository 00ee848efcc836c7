/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.knee.internal.BoneCut;
import org.orthotwin.joint.knee.internal.FemoralLoss;
import org.orthotwin.joint.knee.internal.FlexionPath;
import org.orthotwin.joint.knee.internal.Knee;
import org.orthotwin.joint.knee.internal.PartialKnee;
import org.orthotwin.joint.knee.internal.PatellarCut;
import org.orthotwin.joint.knee.internal.TibialLoss;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * The measurements of the knee; one class for all ids, which say in {@code plugin.xml} how each is defined.
 *
 * <p>Angles of the femur are in {@code femur.mechanical}, those of the tibia in {@code tibia.knee}; what a cut takes and how far a part
 * reaches is in the axes of the part. Cuts are measured from the bone, without its cartilage.
 */
public final class KneeMeasurement implements Measurement {

    private static final double RIGHT_ANGLE = 0.5 * Math.PI;
    private static final MeasuredValue LOST = MeasuredValue.none("an implant was taken out: the bone at the cut is not whole");
    private static final Map<String, Function<Knee, MeasuredValue>> ALL = new TreeMap<>();

    static {
        ALL.put("knee.native.hka", k -> angle(Math.PI + k.nativeProximalTibialAngle() - k.nativeDistalFemoralAngle()));
        ALL.put("knee.native.mldfa", k -> angle(k.nativeDistalFemoralAngle()));
        ALL.put("knee.native.mpta", k -> angle(k.nativeProximalTibialAngle()));
        ALL.put("knee.native.slope.medial", k -> angle(k.nativeSlope("M")));
        ALL.put("knee.native.slope.lateral", k -> angle(k.nativeSlope("L")));
        ALL.put("knee.native.condylar-twist", k -> angle(Knee.condylarTwist(k.femur(), k.side())));
        ALL.put("knee.alignment.hka", k -> angle(Math.PI + mpta(k) - mldfa(k)));
        ALL.put("knee.alignment.mldfa", k -> angle(mldfa(k)));
        ALL.put("knee.alignment.mpta", k -> angle(mpta(k)));
        ALL.put("knee.alignment.slope", k -> angle(k.tibial().get(KneePlacement.SLOPE)));
        ALL.put("knee.alignment.femoral-flexion", k -> angle(k.femoral().get(KneePlacement.FLEXION)));
        ALL.put("knee.rotation.femoral.epicondyles", k -> angle(k.femoral().get(KneePlacement.ROTATION)));
        ALL.put("knee.rotation.femoral.posterior-condyles", k ->
                angle(k.femoral().get(KneePlacement.ROTATION) + Knee.condylarTwist(k.femur(), k.side())));
        ALL.put("knee.rotation.tray", k -> angle(k.tibial().get(KneePlacement.ROTATION)));
        for (String c : List.of("medial", "lateral")) {
            String letter = c.substring(0, 1).toUpperCase(java.util.Locale.ROOT);
            ALL.put("knee.resection.distal." + c, k -> length(k, "femoral", distal(k, letter), "DIST_" + letter + "C"));
            ALL.put("knee.resection.posterior." + c, k -> length(k, "femoral", posterior(k, letter), "POST_" + letter + "C"));
            ALL.put("knee.resection.tibial." + c, k -> length(k, "tray", k.inTray("PLAT_" + letter + "C").y(), "PLAT_" + letter + "C"));
            ALL.put("knee.fit.femoral-overhang." + c, k -> FemoralLoss.isRevision(k.femur()) ? LOST
                    : MeasuredValue.of(overhang(k, c)));
        }
        ALL.put("knee.joint-line.distal", k -> MeasuredValue.of(k.part("femoral").part().parameter("femoral.distal-thickness")
                - Knee.CARTILAGE - 0.5 * (distal(k, "M") + distal(k, "L"))));
        ALL.put("knee.joint-line.posterior-offset", k -> MeasuredValue.of(k.part("femoral").part().parameter("femoral.posterior-thickness")
                - Knee.CARTILAGE - 0.5 * (posterior(k, "M") + posterior(k, "L"))));
        ALL.put("knee.joint-line.tibial", k -> MeasuredValue.of(k.insertLevel() - Knee.CARTILAGE
                - 0.5 * (k.inTray("PLAT_MC").y() + k.inTray("PLAT_LC").y())));
        for (int flexion : new int[] {0, 30, 60, 90, 120}) {
            for (String c : List.of("medial", "lateral")) {
                ALL.put("knee.gap." + flexion + "." + c, k -> gap(k, flexion, c));
            }
            ALL.put("knee.gap." + flexion + ".difference", k -> difference(gap(k, flexion, "medial"), gap(k, flexion, "lateral")));
        }
        for (String c : List.of("medial", "lateral")) {
            ALL.put("knee.gap.flexion-extension." + c, k -> difference(gap(k, 90, c), gap(k, 0, c)));
        }
        for (int flexion : new int[] {0, 30, 90}) {
            for (String test : List.of("varus", "valgus")) {
                ALL.put("knee.laxity." + flexion + "." + test, k -> laxity(k, flexion, test));
            }
        }
        for (int flexion : new int[] {30, 90}) {
            ALL.put("knee.laxity." + flexion + ".anterior", k -> laxity(k, flexion, "anterior"));
            ALL.put("knee.laxity." + flexion + ".rotation", k -> sum(laxity(k, flexion, "internal"), laxity(k, flexion, "external")));
        }
        ALL.put("knee.flexion.impingement", KneeMeasurement::impingement);
        ALL.put("knee.flexion.clearance", k -> MeasuredValue.of(k.flexion().clearance()));
        partial();
        for (String partial : List.of("", "partial.")) {
            ALL.put("knee.resection." + partial + "volume.femoral", k -> removed(k.femur()));
            ALL.put("knee.resection." + partial + "volume.tibial", k -> removed(k.tibia()));
        }
        ALL.put("knee.patella.thickness", k -> MeasuredValue.of(k.patellarBone() + k.part("patella").part().parameter("patella.thickness")
                - k.patellarDepth() - Knee.CARTILAGE));
        ALL.put("knee.patella.bone", k -> MeasuredValue.of(k.patellarBone()));
        ALL.put("knee.patella.overhang", k -> MeasuredValue.of(k.patellarCut().overhang(PatellarCut.disc(k.part("patella").part()))));
        ALL.put("knee.fit.notching", k -> MeasuredValue.of(k.notching()));
        ALL.put("knee.fit.tray-overhang", k -> TibialLoss.isRevision(k.tibia()) ? LOST
                : MeasuredValue.of(k.tibialCut().overhang(underside(k))));
        ALL.put("knee.fit.bone-cover", k -> TibialLoss.isRevision(k.tibia()) ? LOST : MeasuredValue.of(k.tibialCut().cover(underside(k))));
    }

    /** Of a knee of which one compartment is replaced. */
    private static void partial() {
        partial("alignment.hka", PartialKnee::hipKneeAnkle);
        partial("alignment.worn", PartialKnee::worn);
        partial("alignment.undercorrection", PartialKnee::underCorrection);
        partial("alignment.slope", p -> p.placedTray().get(KneePlacement.SLOPE));
        partial("alignment.tibial-varus", p -> p.placedTray().get(KneePlacement.VARUS));
        partial("alignment.femoral-varus", p -> p.placed().get(KneePlacement.VARUS));
        partial("alignment.femoral-flexion", p -> p.placed().get(KneePlacement.FLEXION));
        partial("rotation.femoral", p -> p.placed().get(KneePlacement.ROTATION));
        partial("rotation.tray", p -> p.placedTray().get(KneePlacement.ROTATION));
        ALL.put("knee.resection.partial.distal", k -> MeasuredValue.of(k.partial().resection(k.part(PartialKnee.FEMORAL), true)));
        ALL.put("knee.resection.partial.posterior", k -> MeasuredValue.of(k.partial().resection(k.part(PartialKnee.FEMORAL), false)));
        partial("resection.tibial", p -> p.inTray("PLAT_" + p.letter() + "C").y());
        ALL.put("knee.joint-line.partial.distal", k -> MeasuredValue.of(k.partial().below(k.part(PartialKnee.FEMORAL), true)));
        ALL.put("knee.joint-line.partial.posterior", k -> MeasuredValue.of(k.partial().below(k.part(PartialKnee.FEMORAL), false)));
        partial("joint-line.tibial", p -> p.level() - Knee.CARTILAGE - p.inTray("PLAT_" + p.letter() + "C").y());
        ALL.put("knee.fit.partial.femoral-overhang", k -> MeasuredValue.of(k.partial().femoralOverhang(k.part(PartialKnee.FEMORAL))));
        ALL.put("knee.fit.partial.tray-overhang", k -> MeasuredValue.of(k.partial().trayOverhang(k.part(PartialKnee.TRAY))));
        ALL.put("knee.fit.partial.bone-cover", k -> MeasuredValue.of(k.partial().cover(k.part(PartialKnee.TRAY))));
        for (int flexion : new int[] {0, 30, 90}) {
            ALL.put("knee.gap.partial." + flexion, k -> partialGap(k, flexion));
        }
    }

    private static void partial(String id, ToDoubleFunction<PartialKnee> value) {
        int dot = id.indexOf('.');
        ALL.put("knee." + id.substring(0, dot) + ".partial" + id.substring(dot), k -> MeasuredValue.of(value.applyAsDouble(k.partial())));
    }

    /** The bone that the cuts take, without what is hollowed out for pegs and keels, m3. */
    private static MeasuredValue removed(Body bone) {
        TriangleMesh cut = bone.surfaces().get("resected");
        return cut == null ? MeasuredValue.none("the bone '" + bone.id() + "' is not cut")
                : MeasuredValue.of(MassProperties.of(bone.surface("outer")).volume() - MassProperties.of(cut).volume());
    }

    private static MeasuredValue impingement(Knee k) {
        FlexionPath way = k.flexion();
        FlexionPath.Contact c = way.first();
        return c == null ? MeasuredValue.none("no contact up to " + Numbers.fixed(Math.toDegrees(way.deepest()), 0) + " deg")
                : new MeasuredValue(c.flexion(), Double.NaN, c.on(), List.of(c.point()), k.femur().id());
    }

    private static MeasuredValue partialGap(Knee k, int flexion) {
        String id = "balance.gap." + flexion + (k.partial().letter().equals("M") ? ".medial" : ".lateral");
        Value v = k.solution("balance").values().get(id);
        return v == null ? MeasuredValue.none("solver balance gave no gap at " + flexion + " deg") : MeasuredValue.of(v.si());
    }

    /** The ids that this class answers, sorted. */
    public static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        Function<Knee, MeasuredValue> m = ALL.get(context.definition());
        if (m == null) {
            throw new NoSuchElementException("the knee has no measurement '" + context.definition() + "'");
        }
        return m.apply(new Knee(context));
    }

    private static MeasuredValue angle(double rad) {
        return MeasuredValue.of(rad);
    }

    /** A depth with the bone's point that it is measured from. */
    private static MeasuredValue length(Knee k, String role, double value, String code) {
        boolean femoral = role.equals("femoral");
        Vec3 point = (femoral ? k.femur() : k.tibia()).landmark(code);
        return new MeasuredValue(value, Double.NaN, "", List.of(point), (femoral ? k.femur() : k.tibia()).id());
    }

    /** From the tibial cut to the lowest point of the condyle, as a spreader measures it. */
    private static MeasuredValue gap(Knee k, int flexion, String compartment) {
        Solution s = k.solution("balance");
        Value v = s.values().get("balance.gap." + flexion + "." + compartment);
        return v == null ? MeasuredValue.none("solver balance gave no gap at " + flexion + " deg")
                : MeasuredValue.of(v.si() + k.insertLevel());
    }

    /** From where the joint rests, under the load of the solver's test. */
    private static MeasuredValue laxity(Knee k, int flexion, String test) {
        Value v = k.solution("balance").values().get("balance.laxity." + flexion + "." + test);
        return v == null ? MeasuredValue.none("solver balance gave no " + test + " laxity at " + flexion + " deg")
                : MeasuredValue.of(v.si());
    }

    private static MeasuredValue sum(MeasuredValue a, MeasuredValue b) {
        return Double.isNaN(a.si()) ? a : Double.isNaN(b.si()) ? b : MeasuredValue.of(a.si() + b.si());
    }

    private static MeasuredValue difference(MeasuredValue medial, MeasuredValue lateral) {
        return Double.isNaN(medial.si()) ? medial : Double.isNaN(lateral.si()) ? lateral : MeasuredValue.of(medial.si() - lateral.si());
    }

    private static double mldfa(Knee k) {
        return RIGHT_ANGLE + k.femoral().get(KneePlacement.VARUS);
    }

    private static double mpta(Knee k) {
        return RIGHT_ANGLE - k.tibial().get(KneePlacement.VARUS);
    }

    private static double distal(Knee k, String letter) {
        return k.part("femoral").part().feature("cut.distal").translation().y() - k.inFemoral("DIST_" + letter + "C").y();
    }

    private static double posterior(Knee k, String letter) {
        return k.part("femoral").part().feature("cut.posterior").translation().x() - k.inFemoral("POST_" + letter + "C").x();
    }

    /** Beyond the bone at the distal cut, on one side. */
    private static double overhang(Knee k, String compartment) {
        PlacedPart p = k.part("femoral");
        double[] bone = k.distalCut().width();
        boolean positive = compartment.equals("lateral") == k.side().sign() > 0;
        return 0.5 * p.part().parameter("femoral.width") - (positive ? bone[1] : -bone[0]);
    }

    private static double[] underside(Knee k) {
        return BoneCut.underside(k.part("tray").part().surfaces().get("envelope"));
    }
}

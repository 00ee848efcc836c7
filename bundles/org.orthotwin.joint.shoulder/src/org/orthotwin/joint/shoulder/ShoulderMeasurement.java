/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.shoulder.internal.Deltoid;
import org.orthotwin.joint.shoulder.internal.Shoulder;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.solver.Value;

/**
 * The measurements of the shoulder; one class for all ids, which say in {@code plugin.xml} how each is defined.
 *
 * <p>Angles and shifts at the glenoid are in {@code scapula.plane}, those of the stem in {@code humerus.stem}. The arm hangs where the axis
 * from the epicondyles to the head is along y of {@code scapula.plane}, the epicondyles in the plane of the scapula.
 */
public final class ShoulderMeasurement implements Measurement {

    /** Abduction of the humerus against the scapula over which lever arms are averaged, rad. */
    static final double ARM_FROM = 0;
    static final double ARM_TO = Math.toRadians(90);

    /**
     * Upward rotation of the scapula for each degree by which the humerus is raised against it, in raising, by pins in bones (JP Braman et
     * al. 2009, J Shoulder Elbow Surg 18:960-967, doi:10.1016/j.jse.2009.02.001).
     */
    static final double RHYTHM = 0.43;

    private static final Map<String, Function<Shoulder, MeasuredValue>> ALL = new TreeMap<>();

    static {
        ALL.put("shoulder.native.version", s -> MeasuredValue.of(s.nativeGlenoid()[0]));
        ALL.put("shoulder.native.inclination", s -> MeasuredValue.of(s.nativeGlenoid()[1]));
        ALL.put("shoulder.native.biconcavity", s -> MeasuredValue.of(s.glenoidType().hollows()));
        ALL.put("shoulder.native.subluxation.scapulohumeral", s -> head(s.glenoidType().scapulohumeral()));
        ALL.put("shoulder.native.subluxation.glenohumeral", s -> head(s.glenoidType().glenohumeral()));
        ALL.put("shoulder.native.walch", ShoulderMeasurement::walch);
        ALL.put("shoulder.native.favard", ShoulderMeasurement::favard);
        ALL.put("shoulder.native.reverse-shoulder-angle", s ->
                MeasuredValue.of(FavardType.reverseShoulderAngle(s.scapula(), s.side())));
        ALL.put("shoulder.native.erosion.superior", s -> erosion(s, 2));
        ALL.put("shoulder.native.erosion.central", s -> erosion(s, 1));
        ALL.put("shoulder.native.erosion.inferior", s -> erosion(s, 0));
        ALL.put("shoulder.native.head-migration", s -> head(FavardType.headHeight(s.scapula())));
        ALL.put("shoulder.native.acromiohumeral", s -> head(s.favardType().acromiohumeral()));
        ALL.put("shoulder.native.retroversion", s -> MeasuredValue.of(s.nativeRetroversion()));
        ALL.put("shoulder.native.neck-shaft-angle", s -> MeasuredValue.of(s.nativeNeckShaftAngle()));
        ALL.put("shoulder.glenoid.version", s -> MeasuredValue.of(s.baseplate().get(BaseplatePlacement.VERSION)));
        ALL.put("shoulder.glenoid.inclination", s -> MeasuredValue.of(s.baseplate().get(BaseplatePlacement.INCLINATION)));
        ALL.put("shoulder.glenoid.version-correction", s ->
                MeasuredValue.of(s.baseplate().get(BaseplatePlacement.VERSION) - s.nativeGlenoid()[0]));
        ALL.put("shoulder.glenoid.inclination-correction", s ->
                MeasuredValue.of(s.baseplate().get(BaseplatePlacement.INCLINATION) - s.nativeGlenoid()[1]));
        ALL.put("shoulder.glenoid.seating", s -> MeasuredValue.of(s.seat().contact()));
        ALL.put("shoulder.glenoid.reaming-depth", s -> MeasuredValue.of(s.seat().reaming()));
        ALL.put("shoulder.glenoid.overhang", s -> MeasuredValue.of(s.overhang()));
        ALL.put("shoulder.humeral.retroversion", s -> MeasuredValue.of(s.stem().get(HumeralPlacement.RETROVERSION)));
        ALL.put("shoulder.humeral.inclination", s -> MeasuredValue.of(s.part("stem").part().parameter("stem.inclination")));
        ALL.put("shoulder.shift.centre.lateral", s -> MeasuredValue.of(s.centreShift().z()));
        ALL.put("shoulder.shift.centre.distal", s -> MeasuredValue.of(-s.centreShift().y()));
        ALL.put("shoulder.shift.centre.anterior", s -> MeasuredValue.of(s.centreShift().x()));
        ALL.put("shoulder.shift.humerus.lateral", s -> MeasuredValue.of(s.shift().z()));
        ALL.put("shoulder.shift.humerus.distal", s -> MeasuredValue.of(-s.shift().y()));
        ALL.put("shoulder.shift.lateralization-angle", s -> MeasuredValue.of(s.angle("ACL", "GLEN_S", "GT_LAT")));
        ALL.put("shoulder.shift.distalization-angle", s -> MeasuredValue.of(s.angle("GLEN_S", "ACL", "GT")));
        ALL.put("shoulder.glenoid.reaming-volume", s -> MeasuredValue.of(s.seat().volume()));
        ALL.put("shoulder.native.head-height", s -> MeasuredValue.of(s.headHeight(false)));
        ALL.put("shoulder.anatomic.version", s -> MeasuredValue.of(s.glenoid().get(BaseplatePlacement.VERSION)));
        ALL.put("shoulder.anatomic.inclination", s -> MeasuredValue.of(s.glenoid().get(BaseplatePlacement.INCLINATION)));
        ALL.put("shoulder.anatomic.version-correction", s ->
                MeasuredValue.of(s.glenoid().get(BaseplatePlacement.VERSION) - s.nativeGlenoid()[0]));
        ALL.put("shoulder.anatomic.inclination-correction", s ->
                MeasuredValue.of(s.glenoid().get(BaseplatePlacement.INCLINATION) - s.nativeGlenoid()[1]));
        ALL.put("shoulder.anatomic.seating", s -> MeasuredValue.of(s.glenoidSeat().contact()));
        ALL.put("shoulder.anatomic.reaming-depth", s -> MeasuredValue.of(s.glenoidSeat().reaming()));
        ALL.put("shoulder.anatomic.reaming-volume", s -> MeasuredValue.of(s.glenoidSeat().volume()));
        ALL.put("shoulder.anatomic.overhang", s -> MeasuredValue.of(s.glenoidOverhang()));
        ALL.put("shoulder.anatomic.vault-wall", s -> MeasuredValue.of(s.vaultWall()));
        ALL.put("shoulder.anatomic.mismatch", s -> MeasuredValue.of(s.part("glenoid").part().parameter(BearingCentre.RADIUS)
                - s.part("head").part().parameter(BearingCentre.RADIUS)));
        ALL.put("shoulder.anatomic.head-height", s -> MeasuredValue.of(s.headHeight(true)));
        ALL.put("shoulder.anatomic.head-offset", s -> MeasuredValue.of(s.headOffset().norm()));
        ALL.put("shoulder.anatomic.head-offset.medial", s -> MeasuredValue.of(-s.headOffset().z()));
        ALL.put("shoulder.anatomic.head-offset.superior", s -> MeasuredValue.of(s.headOffset().y()));
        ALL.put("shoulder.anatomic.head-offset.anterior", s -> MeasuredValue.of(s.headOffset().x()));
        ALL.put("shoulder.anatomic.head-diameter-change", s ->
                MeasuredValue.of(s.part("head").part().parameter("head.diameter") - 2 * s.headRadius()));
        ALL.put("shoulder.anatomic.head-retroversion", s -> MeasuredValue.of(s.headRetroversion()));
        ALL.put("shoulder.anatomic.neck-shaft-angle", s -> MeasuredValue.of(s.headShaftAngle()));
        ALL.put("shoulder.anatomic.centre.lateral", s -> MeasuredValue.of(s.restingShift().z()));
        ALL.put("shoulder.anatomic.centre.superior", s -> MeasuredValue.of(s.restingShift().y()));
        ALL.put("shoulder.anatomic.centre.anterior", s -> MeasuredValue.of(s.restingShift().x()));
        for (Deltoid.Part p : Deltoid.Part.values()) {
            String id = "shoulder.deltoid." + p.name().toLowerCase(Locale.ROOT);
            ALL.put(id + ".arm-native", s -> MeasuredValue.of(s.nativeDeltoid().meanArm(p, ARM_FROM, ARM_TO)));
            ALL.put(id + ".arm", s -> MeasuredValue.of(s.deltoid().meanArm(p, ARM_FROM, ARM_TO)));
            ALL.put(id + ".arm-change", s -> MeasuredValue.of(s.deltoid().meanArm(p, ARM_FROM, ARM_TO)
                    - s.nativeDeltoid().meanArm(p, ARM_FROM, ARM_TO)));
            ALL.put(id + ".lengthening", s -> MeasuredValue.of(s.deltoid().length(p, 0) - s.nativeDeltoid().length(p, 0)));
        }
        for (String motion : List.of("adduction", "elevation", "external-rotation-at-20-elevation", "internal-rotation-at-20-elevation")) {
            ALL.put("shoulder.rom." + motion, s -> range(s, motion));
        }
        ALL.put("shoulder.rom.elevation-thorax", s -> {
            MeasuredValue v = range(s, "elevation");
            return Double.isNaN(v.si()) ? v : MeasuredValue.of((1 + RHYTHM) * v.si());
        });
    }

    /** The ids that this class answers, sorted. */
    public static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        Function<Shoulder, MeasuredValue> m = ALL.get(context.definition());
        if (m == null) {
            throw new NoSuchElementException("the shoulder has no measurement '" + context.definition() + "'");
        }
        return m.apply(new Shoulder(context));
    }

    private static MeasuredValue head(double value) {
        return Double.isNaN(value) ? MeasuredValue.none("the scapula has no landmark " + GlenoidType.HEAD + ", the head's centre as found")
                : MeasuredValue.of(value);
    }

    private static MeasuredValue erosion(Shoulder s, int third) {
        double depth = s.favardType().third(third);
        return Double.isNaN(depth) ? MeasuredValue.none("too little of the glenoid's face is seen within its rim")
                : MeasuredValue.of(depth);
    }

    private static MeasuredValue walch(Shoulder s) {
        GlenoidType t = s.glenoidType();
        return type(t.classification(), t.verdict(), GlenoidType::number);
    }

    private static MeasuredValue favard(Shoulder s) {
        FavardType t = s.favardType();
        return type(t.classification(), t.verdict(), FavardType::number);
    }

    private static MeasuredValue type(Classification c, Diagnostic verdict, ToDoubleFunction<String> number) {
        String said = verdict.text("en");
        return c.isClear() ? new MeasuredValue(number.applyAsDouble(c.at()), Double.NaN, said, List.of(), "") : MeasuredValue.none(said);
    }

    private static MeasuredValue range(Shoulder s, String motion) {
        if (!s.hasBearing()) {
            return MeasuredValue.none("the plan has neither glenosphere and liner nor glenoid and head");
        }
        Value v = s.solution("rom").values().get("shoulder.rom." + motion);
        return v == null ? MeasuredValue.none("solver rom gave no limit of " + motion) : MeasuredValue.of(v.si());
    }
}

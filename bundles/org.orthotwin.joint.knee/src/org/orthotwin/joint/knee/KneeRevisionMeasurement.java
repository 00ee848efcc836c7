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
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.knee.internal.FemoralLoss;
import org.orthotwin.joint.knee.internal.JointLine;
import org.orthotwin.joint.knee.internal.Knee;
import org.orthotwin.joint.knee.internal.RevisedKnee;
import org.orthotwin.joint.knee.internal.ShaftFit;
import org.orthotwin.joint.knee.internal.TibialLoss;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;

/**
 * The measurements of a knee from which an implant was taken out (landmark {@code PFC} of the femur, {@code PTC} of the tibia); none
 * without it. Their ids say in {@code plugin.xml} how each is defined.
 */
public final class KneeRevisionMeasurement implements Measurement {

    private static final Map<String, Function<Knee, MeasuredValue>> ALL = new TreeMap<>();

    static {
        for (int c = 0; c < 2; c++) {
            int i = c;
            String of = c == 0 ? ".medial" : ".lateral";
            String letter = c == 0 ? "M" : "L";
            femur("femur.loss.distal" + of, i, "DIST_" + letter + "C");
            femur("femur.loss.posterior" + of, 2 + i, "POST_" + letter + "C");
            femur("femur.hollow" + of, 4 + i, null);
            femur("femur.epicondyle-reserve" + of, 6 + i, letter + "EC");
            tibia("tibia.loss" + of, i, "PLAT_" + letter + "C");
            tibia("tibia.hollow" + of, 2 + i, null);
            tibia("tibia.tuberosity-reserve" + of, 4 + i, "TT");
        }
        ALL.put("knee.revision.femur.cavity-volume", k -> ofFemur(k, (b, l) -> MeasuredValue.of(l.hollow().volume())));
        ALL.put("knee.revision.tibia.cavity-volume", k -> ofTibia(k, (b, l) -> MeasuredValue.of(l.hollow().volume())));
        planned("femur", "femoral", "femoral");
        planned("tibia", "tray", "tibial");
        for (String b : List.of("femur", "tibia")) {
            RevisedKnee.blockRoles(b).forEach(role -> ALL.put("knee.revision.contact." + role, k -> MeasuredValue.of(k.revised(bone(k, b))
                    .bed(k.part(role)).host())));
        }
        ALL.put("knee.revision.joint-line.shift", KneeRevisionMeasurement::shift);
        line("medial-epicondyle", JointLine.MEDIAL);
        line("lateral-epicondyle", JointLine.LATERAL);
        line("adductor-tubercle", JointLine.ADDUCTOR);
        line("fibular-head", JointLine.FIBULA);
        ALL.put("knee.revision.aori.femur", k -> ofFemur(k, (b, l) -> number(KneeRevision.classified(l, b),
                KneeRevision.verdict(b, l))));
        ALL.put("knee.revision.aori.tibia", k -> ofTibia(k, (b, l) -> number(KneeRevision.classified(l, b),
                KneeRevision.verdict(b, l))));
    }

    /** What holds the parts on a bone. */
    private static void planned(String type, String role, String adjective) {
        ALL.put("knee.revision.contact." + role, k -> MeasuredValue.of(with(k, type, role).bed().host()));
        ALL.put("knee.revision.contact." + role + ".with-blocks", k -> MeasuredValue.of(with(k, type, role).surface()));
        ALL.put("knee.revision.contact." + adjective + "-metaphysis", k -> {
            RevisedKnee r = k.revised(bone(k, type));
            return r.metaphysis() == null ? MeasuredValue.none("neither a cone nor a sleeve is planned")
                    : MeasuredValue.of(r.bed(r.metaphysis()).host());
        });
        stem(type, adjective, "fill", ShaftFit::fill);
        stem(type, adjective, "penetration", ShaftFit::penetration);
        ALL.put("knee.revision.stem." + adjective + ".engagement", k -> MeasuredValue.of(with(k, type, adjective + "-stem").engaged()));
        ALL.put("knee.revision.zones." + type, k -> {
            int n = 0;
            for (boolean held : with(k, type, role).zones()) {
                n += held ? 1 : 0;
            }
            return MeasuredValue.of(n);
        });
    }

    private static void stem(String type, String adjective, String what, ToDoubleFunction<ShaftFit> value) {
        ALL.put("knee.revision.stem." + adjective + "." + what, k -> MeasuredValue.of(value.applyAsDouble(with(k, type, adjective + "-stem")
                .fit())));
    }

    private static Body bone(Knee k, String type) {
        return type.equals("femur") ? k.femur() : k.tibia();
    }

    /** @throws NoSuchElementException if the part is not planned, or the canal is not known */
    private static RevisedKnee with(Knee k, String type, String role) {
        k.part(role);
        return k.revised(bone(k, type));
    }

    /** How far the femoral component's lowest point lies above where the mean of both condyles' joint surfaces was, along its y. */
    private static MeasuredValue shift(Knee k) {
        List<String> missing = FemoralLoss.missing(k.femur());
        return missing.isEmpty() ? MeasuredValue.of(-0.5 * (k.inFemoral("DIST_MC").y() + k.inFemoral("DIST_LC").y()) + Knee.CARTILAGE)
                : unmarked(missing);
    }

    private static void line(String id, JointLine by) {
        ALL.put("knee.revision.joint-line.by-" + id, k -> {
            Body b = by.femoral() ? k.femur() : k.tibia();
            if (!b.landmarks().containsKey(by.code())) {
                return unmarked(List.of(by.code()));
            }
            PlacedPart p = k.part(by.femoral() ? "femoral" : "insert");
            Vec3 at = by.femoral() ? p.pose().translation() : p.pose().apply(p.part().feature("articulation").translation());
            return new MeasuredValue(by.above(k.femur(), b, at), by.deviation() * JointLine.width(k.femur()), "ratio "
                    + Numbers.fixed(by.of(k.femur(), b, at), 2), List.of(b.landmark(by.code())), b.id());
        });
    }

    private interface Of<T> {

        MeasuredValue measure(Body bone, T loss);
    }

    /** The ids that this class answers, sorted. */
    public static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        Function<Knee, MeasuredValue> m = ALL.get(context.definition());
        if (m == null) {
            throw new NoSuchElementException("the revision of a knee has no measurement '" + context.definition() + "'");
        }
        return m.apply(new Knee(context));
    }

    private static void femur(String id, int what, String code) {
        ALL.put("knee.revision." + id, k -> ofFemur(k, (b, l) -> new MeasuredValue(KneeRevision.values(l)[what],
                KneeRevision.uncertainties(l, b)[what], "", code == null ? List.of() : List.of(b.landmark(code)), b.id())));
    }

    private static void tibia(String id, int what, String code) {
        ALL.put("knee.revision." + id, k -> ofTibia(k, (b, l) -> new MeasuredValue(KneeRevision.values(l)[what],
                KneeRevision.uncertainties(l, b)[what], "", code == null ? List.of() : List.of(b.landmark(code)), b.id())));
    }

    private static MeasuredValue ofFemur(Knee k, Of<FemoralLoss> value) {
        Body b = k.femur();
        if (!FemoralLoss.isRevision(b)) {
            return none("femur", FemoralLoss.OLD_COMPONENT);
        }
        List<String> missing = FemoralLoss.missing(b);
        return missing.isEmpty() ? value.measure(b, FemoralLoss.of(b, k.side())) : unmarked(missing);
    }

    private static MeasuredValue ofTibia(Knee k, Of<TibialLoss> value) {
        Body b = k.tibia();
        if (!TibialLoss.isRevision(b)) {
            return none("tibia", TibialLoss.OLD_COMPONENT);
        }
        List<String> missing = TibialLoss.missing(b);
        return missing.isEmpty() ? value.measure(b, TibialLoss.of(b, k.side())) : unmarked(missing);
    }

    private static MeasuredValue none(String bone, String code) {
        return MeasuredValue.none("no implant was taken out: the " + bone + " has no landmark " + code);
    }

    private static MeasuredValue unmarked(List<String> missing) {
        return MeasuredValue.none("not marked: " + String.join(", ", missing));
    }

    private static MeasuredValue number(Classification c, Diagnostic verdict) {
        String text = verdict.text("en");
        return c.isClear() ? new MeasuredValue(KneeRevision.number(c.at()), Double.NaN, text, List.of(), "") : MeasuredValue.none(text);
    }
}

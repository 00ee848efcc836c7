/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.hip.HipRevision.Acetabulum;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.Counterpart;
import org.orthotwin.joint.hip.internal.CupBed;
import org.orthotwin.joint.hip.internal.FemoralLoss;
import org.orthotwin.joint.hip.internal.Hip;
import org.orthotwin.joint.hip.internal.PelvicLoss;
import org.orthotwin.joint.hip.internal.StemGrip;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.measurement.spi.Measurement;

/**
 * The measurements of a hip from which an implant was taken out (landmark {@code PHC} of the pelvis, the old centre); none without it.
 * Bone loss is that against the other side mirrored ({@link Counterpart}). Their ids say in {@code plugin.xml} how each is defined.
 */
public final class HipRevisionMeasurement implements Measurement {

    private static final Map<String, BiFunction<Hip, Body, MeasuredValue>> ALL = new TreeMap<>();

    static {
        ALL.put("hip.revision.migration.superior", (h, b) -> of(h, b, Acetabulum.SUPERIOR));
        ALL.put("hip.revision.migration.medial", (h, b) -> of(h, b, Acetabulum.MEDIAL));
        ALL.put("hip.revision.height-over-obturator-line", (h, b) -> of(h, b, Acetabulum.HEIGHT));
        ALL.put("hip.revision.ischial-lysis", (h, b) -> of(h, b, Acetabulum.ISCHIUM));
        ALL.put("hip.revision.teardrop-loss", (h, b) -> of(h, b, Acetabulum.TEARDROP));
        ALL.put("hip.revision.medial-wall-hole", (h, b) -> of(h, b, Acetabulum.HOLE));
        ALL.put("hip.revision.rim-loss", (h, b) -> of(h, b, Acetabulum.RIM));
        ALL.put("hip.revision.koehler-distance", (h, b) -> koehler(h, b));
        ALL.put("hip.revision.defect-volume", (h, b) -> MeasuredValue.of(PelvicLoss.of(b, h.side()).volume()));
        ALL.put("hip.revision.paprosky.acetabulum", (h, b) -> acetabulum(h, b));
        ALL.put("hip.revision.host-contact", (h, b) -> MeasuredValue.of(bed(h, b)[0]));
        ALL.put("hip.revision.augment-contact", (h, b) -> MeasuredValue.of(augmented(h, bed(h, b)[1])));
        ALL.put("hip.revision.uncovered-area", (h, b) -> MeasuredValue.of(bed(h, b)[2] * 2 * Math.PI * radius(h) * radius(h)));
        ALL.put("hip.revision.augment.host-contact", (h, b) -> MeasuredValue.of(CupBed.contact(KeptTrees.of(b.surface("outer")),
                h.part("augment").part(), h.part("augment").pose(), radius(h))));
        ALL.put("hip.revision.augment.offset", (h, b) -> MeasuredValue.of(h.part("augment").pose().translation().distance(h.part("cup")
                .pose().translation())));
        ALL.put("hip.revision.femur.metaphyseal-support", (h, b) -> femur(h, 0));
        ALL.put("hip.revision.femur.scratch-fit", (h, b) -> femur(h, 1));
        ALL.put("hip.revision.femur.isthmus-diameter", (h, b) -> femur(h, 2));
        ALL.put("hip.revision.paprosky.femur", (h, b) -> femoral(h));
        ALL.put("hip.revision.stem.distal-contact", (h, b) -> MeasuredValue.of(grip(h).length()));
        ALL.put("hip.revision.stem.bypass", (h, b) -> MeasuredValue.of(grip(h).below()));
    }

    /** The ids that this class answers, sorted. */
    public static List<String> ids() {
        return List.copyOf(ALL.keySet());
    }

    @Override
    public MeasuredValue measure(MeasurementContext context) {
        BiFunction<Hip, Body, MeasuredValue> m = ALL.get(context.definition());
        if (m == null) {
            throw new NoSuchElementException("the revision of a hip has no measurement '" + context.definition() + "'");
        }
        Hip h = new Hip(context);
        if (!PelvicLoss.isRevision(h.pelvis())) {
            return MeasuredValue.none("no implant was taken out: the pelvis has no landmark " + PelvicLoss.OLD_CENTRE);
        }
        return m.apply(h, h.pelvis());
    }

    private static MeasuredValue of(Hip h, Body pelvis, Acetabulum what) {
        PelvicLoss l = PelvicLoss.of(pelvis, h.side());
        return new MeasuredValue(HipRevision.values(l)[what.ordinal()], HipRevision.uncertainties(l, pelvis)[what.ordinal()], "",
                List.of(pelvis.landmark(PelvicLoss.OLD_CENTRE)), pelvis.id());
    }

    private static MeasuredValue koehler(Hip h, Body pelvis) {
        double beyond = PelvicLoss.of(pelvis, h.side()).koehler();
        return Double.isInfinite(beyond) ? MeasuredValue.none("no bone is lost") : new MeasuredValue(beyond, Counterpart.ASYMMETRY, "",
                List.of(), "");
    }

    private static MeasuredValue acetabulum(Hip h, Body pelvis) {
        PelvicLoss l = PelvicLoss.of(pelvis, h.side());
        return number(HipRevision.classified(l, pelvis), HipRevision.verdict(l, pelvis).text("en"));
    }

    private static MeasuredValue number(Classification c, String verdict) {
        return c.isClear() ? new MeasuredValue(HipRevision.number(c.at()), Double.NaN, verdict, List.of(), "")
                : MeasuredValue.none(verdict);
    }

    private static double radius(Hip h) {
        return HipRevision.radius(h.part("cup"));
    }

    /** Parts of the shell against host bone, an augment and nothing. */
    private static double[] bed(Hip h, Body pelvis) {
        return HipRevision.bed(pelvis, h.part("cup"), h.augment().orElse(null)).parts(Coverage.hemisphere(h.app(), h.side(),
                h.part("cup").pose().axis(2)));
    }

    private static double augmented(Hip h, double part) {
        h.part("augment");
        return part;
    }

    private static MeasuredValue femur(Hip h, int what) {
        FemoralLoss l = FemoralLoss.of(h.femur());
        Vec3 trochanter = h.femur().landmark("LT");
        return new MeasuredValue(HipRevision.values(l)[what], HipRevision.uncertainties(l, h.femur())[what], "", List.of(trochanter),
                h.femur().id());
    }

    private static MeasuredValue femoral(Hip h) {
        FemoralLoss l = FemoralLoss.of(h.femur());
        return number(HipRevision.classified(l, h.femur()), HipRevision.verdict(l, h.femur()).text("en"));
    }

    private static StemGrip grip(Hip h) {
        return StemGrip.of(h.part("stem").part().surfaces().get("envelope"), h.part("stem").pose(), h.femur());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.internal.Counterpart;
import org.orthotwin.joint.hip.internal.Coverage;
import org.orthotwin.joint.hip.internal.CupBed;
import org.orthotwin.joint.hip.internal.FemoralLoss;
import org.orthotwin.joint.hip.internal.PelvicLoss;

/**
 * Classes of bone loss of a hip from which an implant was taken out.
 *
 * <p><b>Acetabulum</b> (W G Paprosky, P G Perona, J M Lawrence, J Arthroplasty 1994;9:33-44; restated by J J M Telleria, A O Gee, Clin
 * Orthop Relat Res 2013;471:3725-3730). Type 3: the old centre lies more than {@link #HIGH} above the superior obturator line. 3B rather
 * than 3A where at least two of its three signs hold: ischial lysis of {@link #SEVERE} or more below that line, teardrop obliterated, and
 * Köhler's line broken. Else type 2: 2C with Köhler's line broken or migration to the midline, 2B with a part of the rim lost, 2A with a
 * whole one. Type 1: no migration, and neither lysis nor rim lost. The authors grade teardrop, Köhler's line and rim by eye; the
 * numbers at which we take them for lost are ours: {@link #TEARDROP} of the teardrop's bone, a hole of {@link #HOLE} in the medial wall as
 * seen from the side, {@link #RIM} of the rim, a migration of {@link #MOVED}.
 *
 * <p><b>Femur</b> (C J Della Valle, W G Paprosky, J Bone Joint Surg Am 2003;85 Suppl 4:1-6; D A Ibrahim, N D Fernando, Clin Orthop Relat
 * Res 2017;475:917-921). With a metaphysis that does not support, 3A where a scratch fit of {@link #SCRATCH_FIT} is left at the isthmus, 3B
 * where less is, 4 where the canal is wider than {@link #WIDE} and so the isthmus supports nothing. Types 1 and 2 are those whose
 * metaphysis supports; the parts of it at which it does are ours: {@link #WHOLE} and {@link #SUPPORTS}.
 */
final class HipRevision {

    static final double HIGH = 0.030;
    static final double SEVERE = 0.015;
    static final double TEARDROP = 0.5;
    static final double HOLE = 100e-6;
    static final double RIM = 0.05;
    static final double MOVED = 0.005;
    /** Lysis of the ischium up to this is mild, m. */
    static final double MILD = 0.007;

    /** Part of a hemispherical shell that needs host bone against it for the shell to grow on by itself (Paprosky 1994, as above). */
    private static final double ENOUGH_HOST = 0.5;

    static final double SCRATCH_FIT = 0.040;
    static final double WIDE = 0.018;
    static final double WHOLE = 0.9;
    static final double SUPPORTS = 0.5;

    private static final String ACETABULUM_SOURCE = "Paprosky, Perona and Lawrence 1994, J Arthroplasty 9:33-44; Telleria and Gee 2013, "
            + "Clin Orthop Relat Res 471:3725-3730";
    private static final String HOST_SOURCE = "Paprosky, Perona and Lawrence 1994, J Arthroplasty 9:33-44";
    private static final String FEMUR_SOURCE = "Della Valle and Paprosky 2003, J Bone Joint Surg Am 85 Suppl 4:1-6; Ibrahim and Fernando "
            + "2017, Clin Orthop Relat Res 475:917-921";
    private static final int LOST = 0xC62828;
    private static final int HOST = 0x2E7D32;
    private static final int AUGMENT = 0x1565C0;
    private static final int NOTHING = 0xEF6C00;
    /** Rings and meridians of the shell's map. */
    private static final int RINGS = 30;
    private static final int MERIDIANS = 96;

    /** What is measured for the acetabulum, in the order in which it is asked. */
    enum Acetabulum {
        HEIGHT, ISCHIUM, TEARDROP, HOLE, RIM, SUPERIOR, MEDIAL
    }

    private HipRevision() {
    }

    private static Diagnostic said(String code, Object... args) {
        return HipPlanProposer.said(code, args);
    }

    // ------------------------------------------------------------------------------------------------------------- acetabulum

    static double[] values(PelvicLoss l) {
        return new double[] {l.height(), l.ischium(), l.teardrop(), l.hole(), l.rim(), l.old().y(), -l.old().z()};
    }

    /** Standard uncertainties of {@link #values}, from that of the landmark and of the other side as a likeness of this one. */
    static double[] uncertainties(PelvicLoss l, Body pelvis) {
        double marked = pelvis.deviations().getOrDefault(PelvicLoss.OLD_CENTRE, 0.0);
        double moved = Math.hypot(marked, Counterpart.ASYMMETRY);
        return new double[] {moved, Counterpart.ASYMMETRY, l.teardropUncertainty(),
            2 * Math.sqrt(Math.PI * l.hole()) * Counterpart.ASYMMETRY, l.rimUncertainty(), moved, moved};
    }

    /** The type, e.g. {@code 3A}, of {@link #values}. */
    static String acetabulum(double[] v) {
        boolean hole = v[Acetabulum.HOLE.ordinal()] > HOLE;
        if (v[Acetabulum.HEIGHT.ordinal()] > HIGH) {
            return signs(v) >= 2 ? "3B" : "3A";
        }
        double up = v[Acetabulum.SUPERIOR.ordinal()];
        double medial = v[Acetabulum.MEDIAL.ordinal()];
        boolean rim = v[Acetabulum.RIM.ordinal()] > RIM;
        if (!hole && !rim && Math.hypot(up, medial) <= MOVED && v[Acetabulum.ISCHIUM.ordinal()] <= MILD
                && v[Acetabulum.TEARDROP.ordinal()] <= TEARDROP) {
            return "1";
        }
        return hole || medial > Math.max(MOVED, up) ? "2C" : rim ? "2B" : "2A";
    }

    private static int signs(double[] v) {
        return (v[Acetabulum.ISCHIUM.ordinal()] >= SEVERE ? 1 : 0) + (v[Acetabulum.TEARDROP.ordinal()] > TEARDROP ? 1 : 0)
                + (v[Acetabulum.HOLE.ordinal()] > HOLE ? 1 : 0);
    }

    static Classification classified(PelvicLoss l, Body pelvis) {
        return Classification.of(values(l), uncertainties(l, pelvis), HipRevision::acetabulum);
    }

    /** A type as a number: 1, 2.1 for 2A, 2.2 for 2B ...; it grows with the loss. */
    static double number(String type) {
        return type.length() == 1 ? Integer.parseInt(type) : Integer.parseInt(type.substring(0, 1)) + 0.1 * (type.charAt(1) - 'A' + 1);
    }

    static Diagnostic verdict(PelvicLoss l, Body pelvis) {
        Classification c = classified(l, pelvis);
        if (!c.isClear()) {
            return said("loss.unclear", String.join(", ", c.possible()),
                    names(c.straddling().stream().map(i -> key(Acetabulum.values()[i])).toList()));
        }
        return said("loss.clear", c.at(), said("loss.acetabulum.because." + c.at(), mm(l.height()), signs(values(l)), percent(l.rim()),
                mm(l.old().y()), mm(-l.old().z())));
    }

    private static String key(Acetabulum a) {
        return "loss.acetabulum." + a.name().toLowerCase(Locale.ROOT);
    }

    private static Object names(Collection<String> codes) {
        Diagnostic all = null;
        for (String code : codes) {
            all = all == null ? said(code) : said("loss.and", all, said(code));
        }
        return all == null ? said("loss.together") : all;
    }

    private static Assessment acetabulum(Body pelvis, Side side) {
        PelvicLoss l = PelvicLoss.of(pelvis, side);
        Classification c = classified(l, pelvis);
        double[] v = values(l);
        double[] u = uncertainties(l, pelvis);
        List<Assessment.Criterion> criteria = new ArrayList<>();
        for (Acetabulum a : Acetabulum.values()) {
            int i = a.ordinal();
            String key = key(a);
            Unit unit = Unit.of(switch (a) {
                case TEARDROP, RIM -> "%";
                case HOLE -> "mm2";
                default -> "mm";
            });
            criteria.add(new Assessment.Criterion(said(key), v[i], u[i], unit, said(key + ".limit"), c.straddling().contains(i)));
        }
        criteria.add(new Assessment.Criterion(said("loss.acetabulum.volume"), l.volume(), Double.NaN, Unit.of("cm3"), said("loss.told"),
                false));
        List<Assessment.Picture> pictures = new ArrayList<>();
        if (!l.surface().isEmpty()) {
            List<Assessment.Layer> lost = List.of(new Assessment.Layer(said("loss.lost"), l.surface(), LOST));
            pictures.add(new Assessment.Picture("acetabulum-lateral", said("loss.picture.lateral"), pelvis.id(), lost,
                    new Vec3(0.35, -0.15, side.sign()), true, 1));
            pictures.add(new Assessment.Picture("acetabulum-anterior", said("loss.picture.anterior"), pelvis.id(), lost,
                    Vec3.X, true, 0.4));
        }
        return new Assessment("hip.revision.acetabulum", said("loss.acetabulum.name"), verdict(l, pelvis), c.isClear(), criteria,
                ACETABULUM_SOURCE, pictures);
    }

    // ------------------------------------------------------------------------------------------------------------------ femur

    /** The type of part of the metaphysis that supports, length of the scratch fit and width of the isthmus. */
    static String femur(double[] v) {
        if (v[0] >= SUPPORTS) {
            return v[0] >= WHOLE ? "1" : "2";
        }
        return v[1] >= SCRATCH_FIT ? "3A" : v[2] > WIDE ? "4" : "3B";
    }

    static double[] values(FemoralLoss l) {
        return new double[] {l.support(), l.fixation(), l.isthmus()};
    }

    /** Marking of the trochanter, steps of the sections, and a surface of CT that is known to 0.3 mm on each side of the canal. */
    static double[] uncertainties(FemoralLoss l, Body femur) {
        return new double[] {0.03, Math.hypot(femur.deviations().getOrDefault("LT", 0.0), 0.002), 0.0004};
    }

    static Classification classified(FemoralLoss l, Body femur) {
        return Classification.of(values(l), uncertainties(l, femur), HipRevision::femur);
    }

    static Diagnostic verdict(FemoralLoss l, Body femur) {
        Classification c = classified(l, femur);
        List<String> keys = List.of("support", "fixation", "isthmus");
        return c.isClear() ? said("loss.clear", c.at(), said("loss.femur.because." + c.at(), percent(l.support()), mm(l.fixation()),
                mm(l.isthmus())))
                : said("loss.unclear", String.join(", ", c.possible()), names(c.straddling().stream().map(i -> "loss.femur."
                + keys.get(i)).toList()));
    }

    private static Assessment femur(Body femur) {
        FemoralLoss l = FemoralLoss.of(femur);
        Classification c = classified(l, femur);
        double[] v = values(l);
        double[] u = uncertainties(l, femur);
        List<String> keys = List.of("support", "fixation", "isthmus");
        List<Assessment.Criterion> criteria = new ArrayList<>();
        for (int i = 0; i < v.length; i++) {
            String key = "loss.femur." + keys.get(i);
            criteria.add(new Assessment.Criterion(said(key), v[i], u[i], Unit.of(i == 0 ? "%" : "mm"), said(key + ".limit"),
                    c.straddling().contains(i)));
        }
        return new Assessment("hip.revision.femur", said("loss.femur.name"), verdict(l, femur), c.isClear(), criteria, FEMUR_SOURCE,
                List.of());
    }

    // -------------------------------------------------------------------------------------------------------------------- all

    static List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        List<Assessment> all = new ArrayList<>();
        Optional<Body> pelvis = bodies.stream().filter(b -> b.type().equals("pelvis") && PelvicLoss.isRevision(b)).findFirst();
        if (pelvis.isEmpty()) {
            return all;
        }
        try {
            all.add(acetabulum(pelvis.get(), side));
            bed(pelvis.get(), side, parts).ifPresent(all::add);
        } catch (NoSuchElementException | IllegalArgumentException e) {
            // sides that cannot be compared: the measurements say why
        }
        try {
            bodies.stream().filter(b -> b.type().equals("femur") && b.side() == side && b.surfaces().containsKey("canal")).findFirst()
                    .ifPresent(f -> all.add(femur(f)));
        } catch (NoSuchElementException e) {
            // as above
        }
        return all;
    }

    /** What a shell lies in. @param augment null where there is none */
    static CupBed bed(Body pelvis, PlacedPart cup, PlacedPart augment) {
        return new CupBed(KeptTrees.of(pelvis.surface("outer")), cup.pose(), radius(cup), augment == null ? null : augment.part(),
                augment == null ? null : augment.pose());
    }

    /** Outer radius of a shell, m. */
    static double radius(PlacedPart cup) {
        return 0.5 * cup.part().parameter("cup.outer-diameter");
    }

    /** The shell's map: which part of it lies against host bone, an augment or nothing. */
    private static Optional<Assessment> bed(Body pelvis, Side side, List<PlacedPart> parts) {
        Optional<PlacedPart> cup = parts.stream().filter(p -> p.role().equals("cup") && p.body().equals(pelvis.id())).findFirst();
        if (cup.isEmpty()) {
            return Optional.empty();
        }
        CupBed bed = bed(pelvis, cup.get(), parts.stream().filter(p -> p.role().equals("augment")).findFirst().orElse(null));
        double[] part = bed.parts(Coverage.hemisphere(pelvis.frame(HipFrames.PELVIS_APP), side, cup.get().pose().axis(2)));
        Map<CupBed.Against, List<double[]>> cells = new EnumMap<>(CupBed.Against.class);
        for (int i = 0; i < RINGS; i++) {
            double z0 = -Math.cos(0.5 * Math.PI * i / RINGS);
            double z1 = -Math.cos(0.5 * Math.PI * (i + 1) / RINGS);
            for (int k = 0; k < MERIDIANS; k++) {
                double a0 = 2 * Math.PI * k / MERIDIANS;
                double a1 = 2 * Math.PI * (k + 1) / MERIDIANS;
                CupBed.Against what = bed.against(cup.get().pose().rotate(direction(0.5 * (z0 + z1), 0.5 * (a0 + a1))));
                cells.computeIfAbsent(what, w -> new ArrayList<>()).add(new double[] {z0, z1, a0, a1});
            }
        }
        List<Assessment.Layer> layers = new ArrayList<>();
        cells.forEach((what, list) -> layers.add(new Assessment.Layer(said("loss.bed." + what.name().toLowerCase(Locale.ROOT)),
                patch(list, radius(cup.get()) * 1.002).transformed(cup.get().pose()), switch (what) {
                    case HOST -> HOST;
                    case AUGMENT -> AUGMENT;
                    default -> NOTHING;
                })));
        List<Assessment.Criterion> criteria = new ArrayList<>();
        for (CupBed.Against w : CupBed.Against.values()) {
            criteria.add(new Assessment.Criterion(said("loss.bed." + w.name().toLowerCase(Locale.ROOT)), part[w.ordinal()], Double.NaN,
                    Unit.of("%"), said(w == CupBed.Against.HOST ? "loss.bed.limit" : "loss.told"), false));
        }
        Diagnostic verdict = said(part[0] >= ENOUGH_HOST ? "loss.bed.enough" : "loss.bed.little", percent(part[0]), percent(part[1]),
                percent(part[2]));
        return Optional.of(new Assessment("hip.revision.shell", said("loss.bed.name"), verdict, true, criteria,
                HOST_SOURCE, List.of(
                new Assessment.Picture("shell-superior", said("loss.picture.shell.superior"), "", layers,
                        cup.get().pose().rotate(direction(-0.35, 0)), false, 0),
                new Assessment.Picture("shell-medial", said("loss.picture.shell.medial"), "", layers,
                        cup.get().pose().rotate(direction(-1, 0)), false, 0))));
    }

    /** Of the shell: z out of its opening, an angle about it from x. */
    private static Vec3 direction(double z, double angle) {
        double r = Math.sqrt(Math.max(0, 1 - z * z));
        return new Vec3(r * Math.cos(angle), r * Math.sin(angle), z);
    }

    private static TriangleMesh patch(List<double[]> cells, double radius) {
        double[] v = new double[12 * cells.size()];
        int[] t = new int[6 * cells.size()];
        for (int i = 0; i < cells.size(); i++) {
            double[] c = cells.get(i);
            Vec3[] q = {direction(c[0], c[2]), direction(c[0], c[3]), direction(c[1], c[3]), direction(c[1], c[2])};
            for (int k = 0; k < 4; k++) {
                System.arraycopy(q[k].times(radius).toArray(), 0, v, 12 * i + 3 * k, 3);
            }
            int[] two = {4 * i, 4 * i + 2, 4 * i + 1, 4 * i, 4 * i + 3, 4 * i + 2};
            System.arraycopy(two, 0, t, 6 * i, 6);
        }
        return new TriangleMesh(v, t);
    }

    static String mm(double si) {
        return Numbers.fixed(si * 1000, 1);
    }

    static String percent(double part) {
        return Numbers.fixed(100 * part, 0);
    }
}

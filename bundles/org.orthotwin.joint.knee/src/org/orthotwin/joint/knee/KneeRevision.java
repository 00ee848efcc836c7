/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Classification;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.internal.FemoralLoss;
import org.orthotwin.joint.knee.internal.HostBone;
import org.orthotwin.joint.knee.internal.RevisedKnee;
import org.orthotwin.joint.knee.internal.TibialLoss;

/**
 * Types of bone loss of a knee from which an implant was taken out, by the classification of the Anderson Orthopaedic Research Institute (G
 * A Engh, D J Ammeen, Instr Course Lect 1999;48:167-175): 1, an intact metaphysis, whose minor defects do not compromise a component; 2, a
 * damaged one, whose loss has to be filled to restore the joint line, A on one side, B on both; 3, a deficient one, of which the major part
 * of a condyle or plateau is lost, with attachments of the collateral or patellar ligaments.
 *
 * <p>The authors grade by eye, against the epicondyles, the fibula's head and the tuberosity. The numbers here are ours. A condyle or
 * plateau is damaged where half of a disc in its middle lies more than {@link #MINOR} beyond the cut of a first knee, which cement does not
 * fill any more, or where more than {@link #HOLLOW} of its half of the metaphysis is hollow in a section. A femur is deficient where bone
 * is lost up to an epicondyle, from which a collateral ligament comes, a tibia where it is lost down to the tuberosity, to which the
 * patellar tendon goes.
 */
final class KneeRevision {

    static final double MINOR = 0.005;
    static final double HOLLOW = 0.25;

    /** How well a landmark is marked on CT, m; epicondyles worse (J Victor et al. 2009, Knee 16:358-365). */
    private static final double MARKED = 0.001;
    private static final double EPICONDYLE = 0.002;
    /** How alike the joint surfaces of both sides are, m: an assumption. */
    private static final double ASYMMETRY = 0.001;
    /** Of a part that is hollow: the grid of its sections. */
    private static final double COUNTED = 0.02;

    private static final String SOURCE = "Engh and Ammeen 1999, Instr Course Lect 48:167-175";
    private static final String ZONES_SOURCE = "Morgan-Jones, Oussedik, Graichen and Haddad 2015, Bone Joint J 97-B:147-149";
    private static final int WHOLE = 0x2E7D32;
    private static final int PART = 0x1565C0;
    private static final int STEM = 0x9E9E9E;
    private static final int LOST = 0xEF6C00;
    private static final int DEEP = 0xC62828;
    private static final String[] SIDES = {"medial", "lateral"};

    private KneeRevision() {
    }

    static Diagnostic said(String code, Object... args) {
        return KneePlanProposer.said(code, args);
    }

    static boolean isRevision(List<Body> bodies, Side side) {
        return bodies.stream().anyMatch(b -> b.side() == side && (FemoralLoss.isRevision(b) || TibialLoss.isRevision(b)));
    }

    private static double marked(Body b, String code, double otherwise) {
        return b.deviations().getOrDefault(code, otherwise);
    }

    /** Of a place of a joint surface that is taken from the other side. */
    private static double surface(Body b, String code) {
        return Math.hypot(marked(b, code, MARKED), ASYMMETRY);
    }

    // ------------------------------------------------------------------------------------------------------------------- femur

    /** Distal, posterior, hollow, height of the epicondyle over the bone that is left; of each medial, lateral. */
    static double[] values(FemoralLoss l) {
        return new double[] {l.distal()[0], l.distal()[1], l.posterior()[0], l.posterior()[1], l.hollow().medial(), l.hollow().lateral(),
            l.epicondyle()[0] - l.distal()[0], l.epicondyle()[1] - l.distal()[1]};
    }

    static double[] uncertainties(FemoralLoss l, Body b) {
        return new double[] {surface(b, "DIST_MC"), surface(b, "DIST_LC"), surface(b, "POST_MC"), surface(b, "POST_LC"), COUNTED, COUNTED,
            marked(b, "MEC", EPICONDYLE), marked(b, "LEC", EPICONDYLE)};
    }

    static String femur(double[] v) {
        boolean[] damaged = new boolean[2];
        for (int c = 0; c < 2; c++) {
            if (v[6 + c] <= 0) {
                return "F3";
            }
            damaged[c] = Math.max(v[c], v[2 + c]) - FemoralLoss.FIRST_CUT > MINOR || v[4 + c] > HOLLOW;
        }
        return damaged[0] && damaged[1] ? "F2B" : damaged[0] || damaged[1] ? "F2A" : "F1";
    }

    static Classification classified(FemoralLoss l, Body femur) {
        return Classification.of(values(l), uncertainties(l, femur), KneeRevision::femur);
    }

    // ------------------------------------------------------------------------------------------------------------------- tibia

    /** Depth, hollow, depth of the tuberosity under the bone that is left; of each medial, lateral. */
    static double[] values(TibialLoss l) {
        return new double[] {l.depth()[0], l.depth()[1], l.hollow().medial(), l.hollow().lateral(),
            l.tuberosity()[0] - l.depth()[0], l.tuberosity()[1] - l.depth()[1]};
    }

    static double[] uncertainties(TibialLoss l, Body b) {
        return new double[] {surface(b, "PLAT_MC"), surface(b, "PLAT_LC"), COUNTED, COUNTED,
            marked(b, "TT", MARKED), marked(b, "TT", MARKED)};
    }

    static String tibia(double[] v) {
        boolean[] damaged = new boolean[2];
        for (int c = 0; c < 2; c++) {
            if (v[4 + c] <= 0) {
                return "T3";
            }
            damaged[c] = v[c] - TibialLoss.FIRST_CUT > MINOR || v[2 + c] > HOLLOW;
        }
        return damaged[0] && damaged[1] ? "T2B" : damaged[0] || damaged[1] ? "T2A" : "T1";
    }

    static Classification classified(TibialLoss l, Body tibia) {
        return Classification.of(values(l), uncertainties(l, tibia), KneeRevision::tibia);
    }

    // -------------------------------------------------------------------------------------------------------------------- both

    /** A type as a number: 1, 2.1 for 2A, 2.2 for 2B, 3; it grows with the loss. */
    static double number(String type) {
        return type.charAt(1) - '0' + (type.length() > 2 ? 0.1 * (type.charAt(2) - 'A' + 1) : 0);
    }

    /** In one sentence, with what decided it. @param missing codes of landmarks that are not there */
    static Diagnostic verdict(Classification c, List<String> missing, double[] v, String bone) {
        if (!missing.isEmpty()) {
            return said("loss.missing", String.join(", ", missing));
        }
        if (!c.isClear()) {
            Diagnostic all = null;
            for (int i : c.straddling()) {
                Diagnostic one = said(key(bone, i), said("loss." + SIDES[i % 2]));
                all = all == null ? one : said("loss.and", all, one);
            }
            return said("loss.unclear", String.join(", ", c.possible()), all == null ? said("loss.together") : all);
        }
        double cut = bone.equals("femur") ? FemoralLoss.FIRST_CUT : TibialLoss.FIRST_CUT;
        int surfaces = bone.equals("femur") ? 4 : 2;
        double[] beyond = {0, 0};
        for (int i = 0; i < surfaces; i++) {
            beyond[i % 2] = Math.max(beyond[i % 2], v[i] - cut);
        }
        return said("loss.clear", c.at(), said("loss." + bone + ".because." + c.at().charAt(1)), mm(beyond[0]), percent(v[surfaces]),
                mm(beyond[1]), percent(v[surfaces + 1]));
    }

    private static String key(String bone, int i) {
        return "loss." + bone + "." + List.of(bone.equals("femur") ? new String[] {"distal", "posterior", "hollow", "reach"}
                : new String[] {"depth", "hollow", "reach"}).get(i / 2);
    }

    static Diagnostic verdict(Body femur, FemoralLoss l) {
        return verdict(classified(l, femur), List.of(), values(l), "femur");
    }

    static Diagnostic verdict(Body tibia, TibialLoss l) {
        return verdict(classified(l, tibia), List.of(), values(l), "tibia");
    }

    private static Assessment assessed(String bone, Classification c, List<String> missing, double[] v, double[] u, double volume,
            List<Assessment.Picture> pictures) {
        List<Assessment.Criterion> criteria = new ArrayList<>();
        for (int i = 0; i < v.length; i++) {
            String key = key(bone, i);
            criteria.add(new Assessment.Criterion(said(key, said("loss." + SIDES[i % 2])), v[i], u[i],
                    Unit.of(key.endsWith("hollow") ? "%" : "mm"), said(key + ".limit"), c.straddling().contains(i)));
        }
        if (v.length > 0) {
            criteria.add(new Assessment.Criterion(said("loss.volume"), volume, Double.NaN, Unit.of("cm3"), said("loss.told"), false));
        }
        return new Assessment("knee.revision." + bone, said("loss." + bone + ".name"), verdict(c, missing, v, bone),
                missing.isEmpty() && c.isClear(), criteria, SOURCE, pictures);
    }

    private static Assessment unknown(String bone, List<String> missing) {
        return assessed(bone, new Classification("", List.of(), List.of()), missing, new double[0], new double[0], 0, List.of());
    }

    private static Assessment assessFemur(Body b, Side side) {
        List<String> missing = FemoralLoss.missing(b);
        if (!missing.isEmpty()) {
            return unknown("femur", missing);
        }
        FemoralLoss l = FemoralLoss.of(b, side);
        double deep = Math.min(l.epicondyle()[0], l.epicondyle()[1]);
        List<Assessment.Layer> layers = layers(FemoralLoss.map(b, side, new double[] {FemoralLoss.FIRST_CUT + MINOR, deep}), "femur");
        return assessed("femur", classified(l, b), missing, values(l), uncertainties(l, b), l.hollow().volume(), List.of(
                new Assessment.Picture("femur-distal", said("loss.picture.femur"), b.id(), layers, new Vec3(0.25, -1, 0.1), true, 1)));
    }

    private static Assessment assessTibia(Body b, Side side) {
        List<String> missing = TibialLoss.missing(b);
        if (!missing.isEmpty()) {
            return unknown("tibia", missing);
        }
        TibialLoss l = TibialLoss.of(b, side);
        double deep = Math.min(l.tuberosity()[0], l.tuberosity()[1]);
        List<Assessment.Layer> layers = layers(TibialLoss.map(b, side, new double[] {TibialLoss.FIRST_CUT + MINOR, deep}), "tibia");
        return assessed("tibia", classified(l, b), missing, values(l), uncertainties(l, b), l.hollow().volume(), List.of(
                new Assessment.Picture("tibia-proximal", said("loss.picture.tibia"), b.id(), layers, new Vec3(0.45, 1, 0.1), true, 1)));
    }

    private static List<Assessment.Layer> layers(List<TriangleMesh> map, String bone) {
        return List.of(new Assessment.Layer(said("loss.band.minor"), map.get(0), WHOLE),
                new Assessment.Layer(said("loss.band.lost"), map.get(1), LOST),
                new Assessment.Layer(said("loss.band.deep." + bone), map.get(2), DEEP));
    }

    static List<Assessment> assess(List<Body> bodies, Side side, List<PlacedPart> parts) {
        List<Assessment> all = new ArrayList<>();
        Optional<Body> femur = find(bodies, "femur", side).filter(FemoralLoss::isRevision);
        Optional<Body> tibia = find(bodies, "tibia", side).filter(TibialLoss::isRevision);
        femur.ifPresent(b -> all.add(assessFemur(b, side)));
        tibia.ifPresent(b -> all.add(assessTibia(b, side)));
        femur.ifPresent(b -> fixation(b, side, parts).ifPresent(all::add));
        tibia.ifPresent(b -> fixation(b, side, parts).ifPresent(all::add));
        return all;
    }

    // ---------------------------------------------------------------------------------------------------------------- fixation

    /** What holds the parts on a bone, by zones, with a picture of what their sides lie against; none without a component. */
    private static Optional<Assessment> fixation(Body b, Side side, List<PlacedPart> parts) {
        RevisedKnee r = RevisedKnee.of(b, parts);
        if (r.component() == null || !r.component().body().equals(b.id())) {
            return Optional.empty();
        }
        boolean[] zones = r.zones();
        List<Assessment.Criterion> criteria = new ArrayList<>();
        criteria.add(criterion("surface", r.surface(), "%"));
        if (r.metaphysis() != null) {
            criteria.add(criterion("metaphysis", r.bed(r.metaphysis()).host(), "%"));
        }
        if (r.stem() != null && b.surfaces().containsKey("canal")) {
            criteria.add(criterion("shaft", r.engaged(), "mm"));
        }
        int held = 0;
        Diagnostic named = null;
        for (int i = 0; i < zones.length; i++) {
            if (zones[i]) {
                Diagnostic zone = said("fixation.zone." + (i + 1));
                named = named == null ? zone : said("fixation.and", named, zone);
                held++;
            }
        }
        Diagnostic verdict = held == 0 ? said("fixation.none") : said(held > 1 ? "fixation.enough" : "fixation.little", held, named);
        Map<HostBone.Against, List<HostBone.Piece>> pieces = new EnumMap<>(HostBone.Against.class);
        HostBone under = new HostBone(b, r.blocks());
        HostBone alone = new HostBone(b, List.of());
        collect(pieces, under.pieces(r.component().part(), r.component().pose()));
        r.blocks().forEach(p -> collect(pieces, alone.pieces(p.part(), p.pose())));
        if (r.metaphysis() != null) {
            collect(pieces, alone.pieces(r.metaphysis().part(), r.metaphysis().pose()));
        }
        List<Assessment.Layer> layers = new ArrayList<>();
        pieces.forEach((what, list) -> layers.add(new Assessment.Layer(said("fixation." + what.name().toLowerCase(Locale.ROOT)),
                surface(list), switch (what) {
                    case HOST -> WHOLE;
                    case PART -> PART;
                    default -> LOST;
                })));
        if (r.stem() != null) {
            layers.add(new Assessment.Layer(said("fixation.stem"), r.stem().part().surfaces().get("envelope").transformed(r.stem().pose()),
                    STEM));
        }
        boolean femur = b.type().equals("femur");
        Vec3 from = new Vec3(0.9, femur ? 0.8 : -0.8, 0.5 * side.sign());
        return Optional.of(new Assessment("knee.revision.fixation." + b.type(), said("fixation." + b.type() + ".name"), verdict, true,
                criteria, ZONES_SOURCE, List.of(new Assessment.Picture("fixation-" + b.type(), said("fixation.picture." + b.type()), "",
                layers, from, true, 0))));
    }

    private static Assessment.Criterion criterion(String what, double value, String unit) {
        return new Assessment.Criterion(said("fixation." + what), value, Double.NaN, Unit.of(unit), said("fixation." + what + ".limit"),
                false);
    }

    private static void collect(Map<HostBone.Against, List<HostBone.Piece>> all, List<HostBone.Piece> pieces) {
        pieces.forEach(p -> all.computeIfAbsent(p.against(), w -> new ArrayList<>()).add(p));
    }

    private static TriangleMesh surface(List<HostBone.Piece> pieces) {
        double[] v = new double[9 * pieces.size()];
        int[] t = new int[3 * pieces.size()];
        for (int i = 0; i < pieces.size(); i++) {
            HostBone.Piece p = pieces.get(i);
            System.arraycopy(p.a().toArray(), 0, v, 9 * i, 3);
            System.arraycopy(p.b().toArray(), 0, v, 9 * i + 3, 3);
            System.arraycopy(p.c().toArray(), 0, v, 9 * i + 6, 3);
            for (int k = 0; k < 3; k++) {
                t[3 * i + k] = 3 * i + k;
            }
        }
        return new TriangleMesh(v, t);
    }

    static Optional<Body> find(List<Body> bodies, String type, Side side) {
        return bodies.stream().filter(b -> b.type().equals(type) && b.side() == side && b.surfaces().containsKey("outer")).findFirst();
    }

    static String mm(double si) {
        return Numbers.fixed(si * 1000, 1);
    }

    static String percent(double part) {
        return Numbers.fixed(100 * part, 0);
    }
}

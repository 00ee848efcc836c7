/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;

/**
 * Zones of the bones of the hip, knee and shoulder, placed by their landmarks.
 *
 * <p>Densities are equivalent mineral densities of trabecular bone with its marrow, mg/cm^3: plausible for a middle-aged adult and not
 * citations.
 * What was read: the cancellous bone of the proximal humerus of the old has 114, SD 35 (S Strasser et al 2026, doi
 * 10.3390/diagnostics16050756), more in the articular segment than in the tuberosities (+80 %, abstract of "Three-dimensional distribution
 * of
 * bone density in the proximal humerus", Calcif Tissue Int); of the proximal femur the compressive group is densest, then the tensile one,
 * the
 * trochanter, and Ward's triangle (Y Lu et al 2013, doi 10.1186/1471-2474-14-130); the subchondral plate of the glenoid is 1.9 mm thick,
 * 1.2 to
 * 2.9 (six specimens, three-dimensional serial sectioning). Shells elsewhere are assumed within what cortical mapping finds.
 */
final class BoneTissue {

    private static final double WALL = Zone.WALL;

    private final Map<String, Vec3> marks;
    private final UnaryOperator<Vec3> place;
    private final String prefix;
    private final List<Zone> zones = new ArrayList<>();

    private BoneTissue(Body body, UnaryOperator<Vec3> place) {
        this.marks = body.landmarks();
        this.place = place;
        this.prefix = body.type() + ".";
    }

    /**
     * @param place from the body's surface frame to that of the scene
     * @param middle a point to fall back on, in the body's frame
     */
    static List<Zone> of(Body body, Vec3 middle, UnaryOperator<Vec3> place) {
        BoneTissue t = new BoneTissue(body, place);
        switch (body.type()) {
            case "pelvis" -> t.pelvis();
            case "femur" -> t.femur();
            case "tibia" -> t.tibia();
            case "fibula" -> t.fibula();
            case "patella" -> t.add("body", 260, 0.0016, middle);
            case "scapula" -> t.scapula();
            case "humerus" -> t.humerus();
            case "clavicle" -> t.add("body", 130, 0.0022, middle);
            default -> {
                // nothing is known of it
            }
        }
        return t.zones.isEmpty() ? List.of(new Zone(body.type() + ".body", List.of(place.apply(middle)), Attenuation.ofDensity(150),
                0.0015))
                : t.zones;
    }

    private void add(String name, double density, double shell, Vec3... centres) {
        zones.add(new Zone(prefix + name, java.util.Arrays.stream(centres).map(place).toList(), Attenuation.ofDensity(density), shell));
    }

    private void marrow(String name, double shell, Collection<Vec3> centres) {
        zones.add(new Zone(prefix + name, centres.stream().map(place).toList(), Attenuation.YELLOW_MARROW, shell));
    }

    private boolean has(String... codes) {
        return marks.keySet().containsAll(List.of(codes));
    }

    private Vec3 at(String code) {
        return marks.get(code);
    }

    /** A point on the way from a to b. */
    private static Vec3 between(Vec3 a, Vec3 b, double t) {
        return a.plus(b.minus(a).times(t));
    }

    private static List<Vec3> line(Vec3 a, Vec3 b) {
        int n = Math.max(1, (int) Math.round(a.distance(b) / 0.015));
        List<Vec3> points = new ArrayList<>();
        for (int i = 0; i <= n; i++) {
            points.add(between(a, b, (double) i / n));
        }
        return points;
    }

    private void pelvis() {
        if (!has("RASIS", "LASIS", "RPSIS", "LPSIS", "SYM", "RAC", "LAC")) {
            return;
        }
        Vec3 behind = at("RPSIS").mid(at("LPSIS"));
        Vec3 front = at("RASIS").mid(at("LASIS"));
        List<Vec3> roof = new ArrayList<>();
        List<Vec3> ilium = new ArrayList<>();
        List<Vec3> ischium = new ArrayList<>();
        List<Vec3> pubis = new ArrayList<>();
        for (String s : List.of("R", "L")) {
            Vec3 c = at(s + "AC");
            Vec3 asis = at(s + "ASIS");
            Vec3 psis = at(s + "PSIS");
            roof.add(c.plus(asis.mid(psis).minus(c).normalized().times(0.035)));
            ilium.addAll(List.of(between(c, asis, 0.8), between(c, asis.mid(psis), 0.9), between(c, psis, 0.75)));
            Vec3 tuber = has("ISCH_" + s) ? at("ISCH_" + s) : c.plus(c.minus(asis).times(0.8));
            ischium.addAll(List.of(between(c, tuber, 0.6), between(c, tuber, 0.95)));
            pubis.addAll(List.of(between(c, at("SYM"), 0.55), between(c, at("SYM"), 0.95)));
        }
        add("acetabular-roof", 280, 0.0020, roof.toArray(Vec3[]::new));
        add("ilium", 140, 0.0014, ilium.toArray(Vec3[]::new));
        add("ischium", 170, 0.0014, ischium.toArray(Vec3[]::new));
        add("pubis", 130, 0.0012, pubis.toArray(Vec3[]::new));
        add("sacrum", 115, 0.0009, between(behind, front, 0.20), between(behind, front, 0.32), between(behind, at("SYM"), 0.18));
    }

    private void femur() {
        if (!has("FHC", "NECK_C", "LT", "ISTH", "KNEE_C", "LEC", "MEC")) {
            return;
        }
        Vec3 knee = at("KNEE_C");
        Vec3 up = at("ISTH").minus(knee).normalized();
        Vec3 trunk = has("CANAL_P") ? at("CANAL_P") : at("LT").mid(at("ISTH"));
        Vec3 k = at("FHC").plus(at("NECK_C").minus(at("FHC")).times(2.2));
        add("head", 300, 0.0011, at("FHC"));
        add("neck", 170, 0.0019, at("NECK_C"));
        add("trochanter", 95, 0.0014, has("GT_LAT") ? between(k, at("GT_LAT"), 0.55) : k);
        add("calcar", 120, 0.0040, between(trunk, k, 0.45));
        Vec3 low = knee.plus(up.times(0.095));
        List<Vec3> shaft = new ArrayList<>(line(between(trunk, at("ISTH"), 0.30), at("ISTH")));
        shaft.addAll(line(at("ISTH"), low));
        marrow("shaft", WALL, shaft);
        add("distal-metaphysis", 80, 0.0020, knee.plus(up.times(0.052)));
        add("condyle.medial", 190, 0.0012, between(knee, at("MEC"), 0.55));
        add("condyle.lateral", 165, 0.0012, between(knee, at("LEC"), 0.55));
    }

    private void tibia() {
        if (!has("PLAT_MC", "PLAT_LC", "KNEE_T", "ANK_C")) {
            return;
        }
        Vec3 c = at("KNEE_T");
        Vec3 down = at("ANK_C").minus(c).normalized();
        add("plateau.medial", 200, 0.0014, at("PLAT_MC").plus(down.times(0.014)));
        add("plateau.lateral", 170, 0.0014, at("PLAT_LC").plus(down.times(0.014)));
        add("metaphysis", 75, 0.0018, c.plus(down.times(0.050)));
        marrow("shaft", WALL, line(c.plus(down.times(0.095)), between(c, at("ANK_C"), 0.88)));
        add("plafond", 180, 0.0015, at("ANK_C").minus(down.times(0.012)));
    }

    private void fibula() {
        if (!has("FIB_HEAD", "LM")) {
            return;
        }
        Vec3 a = at("FIB_HEAD");
        Vec3 b = at("LM");
        add("head", 90, 0.0012, between(a, b, 0.02));
        add("shaft", 500, 0.0030, line(between(a, b, 0.10), between(a, b, 0.88)).toArray(Vec3[]::new));
        add("malleolus", 150, 0.0014, between(a, b, 0.97));
    }

    private void scapula() {
        if (!has("GC", "AA", "AI", "TS")) {
            return;
        }
        Vec3 g = at("GC");
        Vec3 medial = at("TS").minus(g).normalized();
        add("glenoid", 240, 0.0019, g.plus(medial.times(0.006)));
        add("vault", 140, 0.0015, g.plus(medial.times(0.024)));
        add("spine", 130, 0.0014, between(at("AA"), at("TS"), 0.12), between(at("AA"), at("TS"), 0.45));
        add("body", 110, 0.0012, at("TS").mid(at("AI")), between(g, at("AI"), 0.5));
    }

    private void humerus() {
        if (!has("GH", "GT", "EL", "EM")) {
            return;
        }
        Vec3 elbow = at("EL").mid(at("EM"));
        Vec3 down = elbow.minus(at("GH")).normalized();
        Vec3 axis = has("SHAFT_P") ? at("SHAFT_P") : at("GH").plus(down.times(0.06));
        add("head", 180, 0.0011, at("GH"));
        add("tuberosity", 85, 0.0013, between(axis, at("GT"), 0.75));
        add("metaphysis", 60, 0.0020, axis.plus(down.times(-0.005)));
        marrow("shaft", WALL, line(axis.plus(down.times(0.040)), elbow.minus(down.times(0.045))));
        add("distal", 140, 0.0014, elbow.minus(down.times(0.008)));
    }
}

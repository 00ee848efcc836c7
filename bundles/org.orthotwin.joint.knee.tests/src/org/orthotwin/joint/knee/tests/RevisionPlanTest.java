/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.internal.Knee;
import org.orthotwin.joint.knee.internal.RevisedKnee;
import org.orthotwin.joint.knee.internal.ShaftFit;
import org.orthotwin.joint.spi.PlanProposer.Proposal;

/** The plan that is proposed for a knee from which an implant was taken out. */
class RevisionPlanTest {

    private static final double MM = 0.001;

    private static Proposal role(List<Proposal> plan, String role) {
        return plan.stream().filter(p -> p.role().equals(role)).findFirst().orElseThrow();
    }

    private static double value(RevisionCase c, String id, List<PlacedPart> parts) {
        return c.measure("knee.revision." + id, parts).si();
    }

    /** What the plan says of its parts is measured of them; the lost side gets the thicker blocks; two zones at least hold. */
    @Test
    @Tag("long")
    void partsAreChosenByContact() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, KneeRevisionTest.LOSS);
        List<Proposal> plan = c.propose(Map.of());
        List<PlacedPart> parts = c.placed(plan);
        assertEquals("5-12", role(plan, "distal-augment-medial").size());
        assertEquals("5-4", role(plan, "distal-augment-lateral").size());
        assertEquals("5-10", role(plan, "tibial-augment-medial").size());
        assertTrue(plan.stream().noneMatch(p -> p.role().equals("tibial-augment-lateral")));
        for (String role : List.of("distal-augment-medial", "distal-augment-lateral", "tibial-augment-medial")) {
            double on = value(c, "contact." + role, parts);
            assertTrue(on >= 0.5, role + " " + on);
            assertTrue(role(plan, role).reason().text("en").contains(": " + Math.round(100 * on) + " % of its face"), role);
        }
        for (String b : List.of("femur", "tibia")) {
            assertTrue(value(c, "zones." + b, parts) >= 2, b);
            String adjective = b.equals("femur") ? "femoral" : "tibial";
            assertTrue(value(c, "stem." + adjective + ".engagement", parts) >= 0.040 - 1e-9, b);
            assertTrue(value(c, "stem." + adjective + ".penetration", parts) <= 0.0015 + 1e-9, b);
            assertTrue(value(c, "contact." + adjective + "-metaphysis", parts) > 0.5, b);
        }
        // the lower condyle keeps its place; the medial one is lower by the tilt of the joint line
        assertEquals(0, value(c, "joint-line.shift", parts), 2 * MM);
        List<Assessment> all = RevisionCase.JOINT.assess(c.bodies(), Side.RIGHT, parts);
        assertEquals(List.of("knee.revision.femur", "knee.revision.tibia", "knee.revision.fixation.femur", "knee.revision.fixation.tibia"),
                all.stream().map(Assessment::id).toList());
        assertTrue(all.get(2).verdict().text("en").startsWith("held in 3 of three zones"), all.get(2).verdict().text("en"));
        // the same knee elsewhere gets the same plan
        RevisionCase moved = c.moved(RigidTransform.rotation(new Vec3(1, 2, -1).normalized(),
                0.7).withTranslation(new Vec3(0.1, -0.3, 0.2)));
        List<Proposal> again = moved.propose(Map.of());
        assertEquals(plan.stream().map(p -> p.role() + p.size()).toList(), again.stream().map(p -> p.role() + p.size()).toList());
        // without cones and stems, nothing but the cuts holds
        List<Proposal> plain = c.propose(Map.of("cone", 0.0, "stem", 0.0));
        assertFalse(plain.stream().anyMatch(p -> p.role().endsWith("-stem") || p.role().endsWith("-cone")));
        assertEquals(1, value(c, "zones.tibia", c.placed(plain)));
    }

    /**
     * Sleeves where they are asked for, and stems with cement in a shaft that is wide enough for 1 mm of it all round; in a narrow one the
     * plan has a press-fit stem all the same. What is said of them is measured of them, and no cone is beside a sleeve.
     */
    @Test
    @Tag("long")
    void sleevesAndStemsWithCement() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, KneeRevisionTest.LOSS);
        List<Proposal> plan = c.propose(Map.of("sleeve", 1.0, "stem.cemented", 1.0));
        List<PlacedPart> parts = c.placed(plan);
        assertTrue(plan.stream().noneMatch(p -> p.role().endsWith("-cone")));
        for (String adjective : List.of("femoral", "tibial")) {
            String said = role(plan, adjective + "-sleeve").reason().text("en");
            double on = value(c, "contact." + adjective + "-metaphysis", parts);
            assertTrue(on >= 0.25 && said.contains(": " + Math.round(100 * on) + " % of its side"), on + " " + said);
        }
        assertTrue(role(plan, "tibial-stem").component().endsWith("stem-press-fit"));
        Proposal stem = role(plan, "femoral-stem");
        assertTrue(stem.component().endsWith("stem-cemented"), stem.component());
        RevisedKnee r = RevisedKnee.of(c.body("femur"), parts);
        assertTrue(r.fit().room() >= MM && r.engaged() > 0, r.fit().toString());
        assertTrue(stem.reason().text("en").contains("canal over " + Math.round(1000 * r.engaged()) + " mm"), stem.reason().text("en"));
        for (PartModel other : RevisionCase.parts(Side.RIGHT).get("femoral-stem")) {
            ShaftFit fit = other.component().endsWith("stem-cemented") ? ShaftFit.of(other, r.stem().pose(), r.bone()) : null;
            if (fit != null && fit.room() >= MM && fit.within() >= r.engaged() - 1e-9) {
                assertTrue(other.parameter("stem.length") > r.stem().part().parameter("stem.length") - 1e-9
                        && (other.parameter("stem.length") > r.stem().part().parameter("stem.length") + 1e-9 || other.parameter(
                                "stem.diameter") <= r.stem().part().parameter("stem.diameter") + 1e-9), other.size());
            }
        }
    }

    /** Where cones lie on too little host bone a sleeve that lies on more is planned instead, unless none is wanted. */
    @Test
    @Tag("long")
    void aSleeveIsPlannedWhereConesHoldTooLittle() {
        Map<String, Double> wide = new TreeMap<>(KneeRevisionTest.LOSS);
        wide.put("tibialCavity", 0.019);
        wide.put("tibialCavityDepth", 0.080);
        RevisionCase c = RevisionCase.of(Side.RIGHT, wide);
        Map<String, List<PartModel>> small = new TreeMap<>(RevisionCase.parts(Side.RIGHT));
        for (String role : List.of("femoral-cone", "tibial-cone")) {
            small.put(role, small.get(role).stream().filter(p -> p.size().equals("28-25")).toList());
        }
        int sleeves = 0;
        for (Map<String, Double> targets : List.of(Map.<String, Double>of("stem", 0.0), Map.of("stem", 0.0, "sleeve", 0.0))) {
            List<Proposal> plan = RevisionCase.JOINT.proposer().orElseThrow().propose(c.bodies(), Side.RIGHT, small,
                    RevisionCase.COMPATIBLE, targets, Monitor.NONE);
            for (Proposal p : plan) {
                if (p.role().endsWith("-sleeve")) {
                    sleeves++;
                    assertFalse(targets.containsKey("sleeve"), p.role());
                    Matcher m = Pattern.compile(": (\\d+) % of its side lies on host bone, (\\d+) % of that of a cone").matcher(p.reason()
                            .text("en"));
                    assertTrue(m.find(), p.reason().text("en"));
                    assertTrue(Integer.parseInt(m.group(2)) < 50 && Integer.parseInt(m.group(1)) > 5 + Integer.parseInt(m.group(2)),
                            p.reason().text("en"));
                }
            }
        }
        assertTrue(sleeves > 0);
    }

    /** What the femoral component lies lower in the middle, square to the axis on the lower condyle, is taken of the insert. */
    @Test
    @Tag("long")
    void theInsertLeavesTheRoomInExtension() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, KneeRevisionTest.LOSS);
        List<Proposal> plan = c.propose(Map.of("cone", 0.0, "stem", 0.0));
        Map<String, PlacedPart> parts = new TreeMap<>();
        c.placed(plan).forEach(p -> parts.put(p.role(), p));
        RigidTransform femoral = parts.get("femoral").pose().inverse();
        RigidTransform tray = parts.get("tray").pose().inverse();
        double femur = 0.5 * (femoral.apply(c.body("femur").landmark("DIST_MC")).y() + femoral.apply(c.body("femur").landmark("DIST_LC"))
                .y());
        double tibia = 0.5 * (tray.apply(c.body("tibia").landmark("PLAT_MC")).y() + tray.apply(c.body("tibia").landmark("PLAT_LC")).y());
        // cartilage on both
        double room = tibia + 2 * Knee.CARTILAGE - femur;
        double level = parts.get("insert").part().parameter("insert.level");
        for (PartModel other : RevisionCase.parts(Side.RIGHT).get("insert")) {
            assertTrue(Math.abs(level - room) <= Math.abs(other.parameter("insert.level") - room) + 1e-9, level + " of " + room);
        }
        assertTrue(femur > Knee.CARTILAGE + 0.5 * MM, "one condyle is lower than the other");
        assertTrue(role(c.propose(Map.of("cone", 0.0, "stem", 0.0, "insert.level", 0.016)), "insert").reason().text("en").startsWith(
                "hollows 16 mm over the cut, 16.0 mm wanted; "));
    }

    @Test
    @Tag("long")
    void bothSidesGetTheSamePlan() {
        List<Proposal> right = RevisionCase.of(Side.RIGHT, KneeRevisionTest.LOSS).propose(Map.of());
        List<Proposal> left = RevisionCase.of(Side.LEFT, KneeRevisionTest.LOSS).propose(Map.of());
        assertEquals(right.stream().map(p -> p.role() + " " + p.size()).toList(), left.stream().map(p -> p.role() + " " + p.size())
                .toList());
        for (int i = 0; i < right.size(); i++) {
            Map<String, Double> r = right.get(i).coordinates();
            for (Map.Entry<String, Double> e : left.get(i).coordinates().entrySet()) {
                double off = Math.IEEEremainder(e.getValue() - r.get(e.getKey()), 2 * Math.PI);
                assertEquals(0, off, e.getKey().startsWith("shift") ? 0.1 * MM : 2e-3, right.get(i).role() + " " + e.getKey());
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, KneeRevisionTest.LOSS);
        Map<String, List<PartModel>> stems = Map.of("femoral-stem", List.of(RevisionCase.one(Side.RIGHT,
                "stem-press-fit", "14-115")));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> RevisionCase.JOINT.proposer().orElseThrow().propose(c.bodies(),
                Side.RIGHT, stems, (a, b) -> true, Map.of("tibial.varus", 0.1), Monitor.NONE)).getMessage()
                .contains("no target 'tibial.varus'; it has cone, "));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> RevisionCase.JOINT.proposer().orElseThrow().propose(c.bodies(),
                Side.RIGHT, stems, (a, b) -> true, Map.of(), Monitor.NONE)).getMessage().contains("role femoral: no sizes"));
    }

    /** The plans of {@code example:knee-revision} are those that are proposed for its subject. */
    @Test
    @Tag("long")
    void theBundledPlansAreProposedToday() throws IOException {
        RevisionCase c = RevisionCase.bundled(Side.RIGHT);
        Path cases = KneePlanTest.bundles().resolve("org.orthotwin.cases/src/org/orthotwin/cases");
        String scenario = Files.readString(cases.resolve("knee-revision.scenario"));
        String texts = Files.readString(cases.resolve("knee-revision_fr.texts"));
        Map<String, Map<String, Double>> plans = Map.of("blocks", Map.of(), "without-cones", Map.of("cone", 0.0), "sleeves",
                Map.of("sleeve", 1.0));
        for (String plan : plans.keySet()) {
            TreeSet<String> proposed = new TreeSet<>();
            for (Proposal p : c.propose(plans.get(plan))) {
                String where = plan + "." + p.role();
                proposed.add(where);
                Matcher m = Pattern.compile("id=\"" + where + "\"[^>]*?description=\"([^\"]*)\"[^>]*?size=\"([^\"]*)\"[^>]*?"
                        + "(?:/>|>(.*?)</placements>)", Pattern.DOTALL).matcher(scenario);
                assertTrue(m.find(), where);
                assertEquals(p.reason().text("en"), m.group(1).replace("&apos;", "'"), where);
                assertEquals(p.size(), m.group(2), where);
                assertTrue(texts.contains(where + ".description=" + p.reason().text("fr") + "\n"), where + ": " + p.reason().text("fr"));
                Map<String, Double> kept = new TreeMap<>();
                Pattern.compile("<coordinates\\s+name=\"([^\"]*)\"(?:\\s+number=\"([^\"]*)\")?").matcher(m.group(3) == null ? ""
                        : m.group(3)).results().forEach(x -> kept.put(x.group(1), x.group(2) == null ? 0 : Double.parseDouble(x.group(2))));
                assertEquals(p.coordinates().keySet(), kept.keySet(), where);
                p.coordinates().forEach((name, v) -> assertEquals(v, kept.get(name), 1e-7, where + ", " + name));
            }
            assertEquals(proposed, new TreeSet<>(Pattern.compile("id=\"(" + plan + "\\.[^\"]*)\"").matcher(scenario).results().map(m ->
                    m.group(1)).toList()));
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.solver.Problem;

/** Proposals for the typical synthetic hip from a made-up system. */
class HipPlanProposerTest {

    static final BiPredicate<PartModel, PartModel> COMPATIBLE = (a, b) -> !(a.kind().equals("hip.cup")
            && b.kind().equals("hip.liner"))
            || a.parameter("cup.outer-diameter") == b.parameter("liner.outer-diameter")
                    && a.parameter("cup.outer-diameter") - b.parameter("liner.inner-diameter") > 0.0155;

    static Map<String, List<PartModel>> system(Side side) {
        List<PartModel> cups = new ArrayList<>();
        List<PartModel> liners = new ArrayList<>();
        List<PartModel> heads = new ArrayList<>();
        List<PartModel> stems = new ArrayList<>();
        for (int d = 44; d <= 66; d += 2) {
            cups.add(HipCase.cup(d / 1000.0));
            for (int i : new int[] {28, 32, 36, 40}) {
                liners.add(HipCase.liner(i / 1000.0, d / 1000.0));
            }
        }
        for (int d : new int[] {28, 32, 36, 40}) {
            for (int l : new int[] {-4, 0, 4, 8, 12}) {
                heads.add(HipCase.head(d / 1000.0, l / 1000.0));
            }
        }
        for (int i = 1; i <= 12; i++) {
            for (int ccd : new int[] {127, 131, 135}) {
                stems.add(HipCase.stem(side, i, 0.007 + 0.0009 * i, Math.toRadians(ccd), 0.041));
                stems.add(HipCase.stem(side, i, 0.007 + 0.0009 * i, Math.toRadians(ccd), 0.047));
            }
        }
        Map<String, List<PartModel>> all = new LinkedHashMap<>();
        all.put("cup", cups);
        all.put("liner", liners);
        all.put("head", heads);
        all.put("stem", stems);
        return all;
    }

    private static List<Proposal> propose(Side side, Map<String, List<PartModel>> candidates, Map<String, Double> targets) {
        HipCase c = HipCase.of(side);
        return new HipJoint().proposer().orElseThrow().propose(List.of(c.pelvis, c.femur), side, candidates, COMPATIBLE, targets,
                Monitor.NONE);
    }

    private static PartModel part(Map<String, List<PartModel>> candidates, Proposal p) {
        return candidates.get(p.role()).stream().filter(x -> x.component().equals(p.component())
                && x.size().equals(p.size())).findFirst().orElseThrow();
    }

    private static Proposal role(List<Proposal> plan, String role) {
        return plan.stream().filter(p -> p.role().equals(role)).findFirst().orElseThrow();
    }

    private static Problem planned(HipCase c, Map<String, List<PartModel>> s, List<Proposal> plan) {
        return c.planned(part(s, role(plan, "cup")), role(plan, "cup").coordinates(), part(s, role(plan, "stem")), role(plan,
                "stem").coordinates(),
                part(s, role(plan, "head")));
    }

    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void theProposalMeetsItsOwnMeasurements(Side side) {
        HipCase c = HipCase.of(side);
        Map<String, List<PartModel>> s = system(side);
        long start = System.nanoTime();
        List<Proposal> plan = propose(side, s, Map.of());
        assertTrue(System.nanoTime() - start < 10e9, "took longer than 10 s");
        assertEquals(List.of("cup", "liner", "head", "stem"), plan.stream().map(Proposal::role).toList());
        Problem p = planned(c, s, plan);
        assertEquals(0, c.measure("hip.leg-length.change", p).si(), 0.0025);
        assertEquals(0, c.measure("hip.offset.global.change", p).si(), 0.004);
        assertEquals(c.truth("femur.version"), c.measure("hip.stem.version", p).si(), 1e-6);
        assertTrue(c.measure("hip.canal-penetration", p).si() <= 0.002);
        assertTrue(c.measure("hip.canal-fill", p).si() > 0.6);
        assertTrue(c.measure("hip.cup.bone-coverage", p).si() > 0.65);
        assertEquals(40, Math.toDegrees(c.measure("hip.cup.inclination.radiographic", p).si()), 1e-9);
        double widmer = Math.toDegrees(c.measure("hip.combined-anteversion.widmer", p).si());
        assertTrue(widmer >= 32.3 - 1e-6 && widmer <= 42.3 + 1e-6, "Widmer " + widmer);
        double acetabulum = 2 * c.truth("acetabulum.radius");
        double cup = part(s, role(plan, "cup")).parameter("cup.outer-diameter");
        assertTrue(cup > acetabulum && cup < acetabulum + 0.005, "cup " + cup + " m in an acetabulum of " + acetabulum + " m");
        // the largest head that a liner of that cup takes
        double head = part(s, role(plan, "head")).parameter("head.diameter");
        assertEquals(head, part(s, role(plan, "liner")).parameter("liner.inner-diameter"), 1e-12);
        assertTrue(s.get("liner").stream().noneMatch(l -> COMPATIBLE.test(part(s, role(plan, "cup")), l)
                && l.parameter("liner.inner-diameter") > head + 1e-6), "a liner for a larger head than " + head);
        for (Proposal q : plan) {
            assertTrue(q.reason().text("en").matches(".*\\d.*"), q.role() + " has no number in its reason: " + q.reason());
        }
    }

    @Test
    void bothSidesGetTheSamePlan() {
        List<Proposal> right = propose(Side.RIGHT, system(Side.RIGHT), Map.of());
        List<Proposal> left = propose(Side.LEFT, system(Side.LEFT), Map.of());
        for (int i = 0; i < right.size(); i++) {
            assertEquals(right.get(i).component(), left.get(i).component());
            assertEquals(right.get(i).size(), left.get(i).size());
            for (String name : right.get(i).coordinates().keySet()) {
                assertEquals(right.get(i).coordinates().get(name), left.get(i).coordinates().get(name), 1e-9, name);
            }
        }
    }

    @Test
    void targetsAreMet() {
        HipCase c = HipCase.of(Side.RIGHT);
        Map<String, List<PartModel>> s = system(Side.RIGHT);
        List<Proposal> plan = propose(Side.RIGHT, s, Map.of("cup.inclination.radiographic", Math.toRadians(45),
                "cup.anteversion.radiographic",
                Math.toRadians(12), "head.diameter", 0.028, "leg-length.change", 0.005, "stem.version", Math.toRadians(10)));
        Problem p = planned(c, s, plan);
        assertEquals(45, Math.toDegrees(c.measure("hip.cup.inclination.radiographic", p).si()), 1e-9);
        assertEquals(12, Math.toDegrees(c.measure("hip.cup.anteversion.radiographic", p).si()), 1e-9);
        assertEquals(0.028, part(s, role(plan, "head")).parameter("head.diameter"));
        assertEquals(0.005, c.measure("hip.leg-length.change", p).si(), 0.0025);
        assertEquals(10, Math.toDegrees(c.measure("hip.stem.version", p).si()), 1e-4);
    }

    @Test
    void saysWhatDoesNotFit() {
        Map<String, List<PartModel>> s = system(Side.RIGHT);
        s.put("stem", List.of(HipCase.stem(Side.RIGHT, 12, 0.026, 2.2, 0.042)));
        String stem = assertThrows(IllegalArgumentException.class, () -> propose(Side.RIGHT, s, Map.of())).getMessage();
        assertTrue(stem.contains("role stem") && stem.contains("mm"), stem);
        s.put("stem", system(Side.RIGHT).get("stem"));
        s.put("cup", List.of(HipCase.cup(0.066)));
        String cup = assertThrows(IllegalArgumentException.class, () -> propose(Side.RIGHT, s, Map.of())).getMessage();
        assertTrue(cup.contains("role cup") && cup.contains("66 mm"), cup);
        s.put("cup", List.of());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> propose(Side.RIGHT, s, Map.of())).getMessage().contains("role cup"));
        assertThrows(IllegalArgumentException.class, () -> propose(Side.RIGHT, system(Side.RIGHT), Map.of("cup.inclination", 1.0)));
        assertThrows(IllegalArgumentException.class, () -> propose(Side.RIGHT, system(Side.RIGHT), Map.of("head.diameter", 0.029)));
    }

    @Test
    void stopsWhenItIsCancelled() {
        HipCase c = HipCase.of(Side.RIGHT);
        Monitor cancelled = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> new HipJoint().proposer().orElseThrow().propose(List.of(c.pelvis, c.femur),
                Side.RIGHT, system(Side.RIGHT), COMPATIBLE, Map.of(), cancelled));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Objective;
import org.orthotwin.simulation.Objective.Goal;
import org.orthotwin.simulation.Pareto;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Strategy;
import org.orthotwin.simulation.StrategyMatrix;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.Verdict;

/** Ways to operate beside each other: which are optimal, what they score, and that they are what {@code --set} makes of a plan. */
class StrategyMatrixTest {

    private static final double DEG = Math.PI / 180;
    private static final double INF = Double.POSITIVE_INFINITY;

    @TempDir
    Path folder;

    // ---- dominance

    /** Every pair is asked, as the definition says it. */
    private static boolean[] bruteForce(double[][] costs) {
        boolean[] optimal = new boolean[costs.length];
        for (int i = 0; i < costs.length; i++) {
            optimal[i] = true;
            for (double[] other : costs) {
                boolean noWorse = true;
                boolean better = false;
                for (int k = 0; k < other.length; k++) {
                    noWorse &= other[k] <= costs[i][k];
                    better |= other[k] < costs[i][k];
                }
                optimal[i] &= !(noWorse && better);
            }
        }
        return optimal;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void theFrontIsThatOfAskingEveryPair(int objectives) {
        Random random = new Random(objectives);
        int optimal = 0;
        int equal = 0;
        for (int round = 0; round < 60; round++) {
            // few values: many ties, and many that are equal in everything
            int values = round % 3 == 0 ? 3 : round % 3 == 1 ? 12 : Integer.MAX_VALUE;
            double[][] costs = new double[1 + random.nextInt(150)][objectives];
            for (double[] c : costs) {
                for (int k = 0; k < objectives; k++) {
                    c[k] = random.nextInt(values) - 1.0;
                }
            }
            boolean[] found = Pareto.optimal(costs);
            assertArrayEquals(bruteForce(costs), found, "round " + round);
            for (int i = 0; i < costs.length; i++) {
                optimal += found[i] ? 1 : 0;
                for (int j = 0; j < i; j++) {
                    equal += found[i] && Arrays.equals(costs[i], costs[j]) ? 1 : 0;
                }
            }
        }
        assertTrue(optimal >= 60 && equal > 0, optimal + " optimal, " + equal + " of them equal");
    }

    @Test
    void whatIsNotKnownTakesNoPart() {
        assertArrayEquals(new boolean[] {false, true, false},
                Pareto.optimal(new double[][] {{Double.NaN, 0}, {1, 1}, {2, 1}}));
        assertArrayEquals(new boolean[0], Pareto.optimal(new double[0][]));
    }

    // ---- scores

    private static Measured measured(String id, double degrees, double lower, double upper) {
        MeasurementDefinition d = new MeasurementDefinition(id, "1", id, "", Dimension.ANGLE, Unit.of("deg"), List.of(), "", false, true,
                List.of(), -INF, INF, "", List.of());
        double lo = lower * DEG;
        double hi = upper * DEG;
        double v = degrees * DEG;
        Verdict verdict = lo == -INF && hi == INF ? Verdict.NO_TARGET : v < lo ? Verdict.BELOW : v > hi ? Verdict.ABOVE : Verdict.WITHIN;
        return new Measured(d, MeasuredValue.of(v), lo, hi, "", verdict);
    }

    private static Strategy strategy(String plan, boolean converged, Measured... all) {
        Map<String, Measured> map = new HashMap<>();
        for (Measured m : all) {
            map.put(m.definition().id(), m);
        }
        return new Strategy(plan, List.of(), Optional.empty(), map, converged, map.isEmpty() ? "it cannot be" : "");
    }

    @Test
    void aScoreIsTheMeanOfHowFarObjectivesAreReached() {
        List<Strategy> ways = List.of(
                // 5 deg above a target that is 20 deg wide: 3/4; the largest of all: 1
                strategy("a", true, measured("band", 55, 30, 50), measured("large", 120, 110, INF)),
                // within: 1; in the middle of the table: 1/2
                strategy("b", true, measured("band", 40, 30, 50), measured("large", 110, 110, INF)),
                // farther outside than the target is wide: 0; the smallest: 0
                strategy("c", true, measured("band", 0, 30, 50), measured("large", 100, 110, INF)),
                strategy("d", true));
        StrategyMatrix m = StrategyMatrix.of(ways, List.of(new Objective("band", Goal.TARGET), new Objective("large", Goal.MOST)));
        assertEquals(100 * (0.75 + 1) / 2, m.standings().get(0).score(), 1e-9);
        assertEquals(100 * (1 + 0.5) / 2, m.standings().get(1).score(), 1e-9);
        assertEquals(0, m.standings().get(2).score(), 1e-9);
        assertTrue(Double.isNaN(m.standings().get(3).score()));
        assertEquals(List.of(true, true, false, false), m.standings().stream().map(StrategyMatrix.Standing::optimal).toList());
        assertEquals(List.of("1/2", "2/2", "0/2", "0/0"), m.standings().stream().map(s -> s.met() + "/" + s.targets()).toList());
    }

    @Test
    void targetsWithOneLimitAreAsWideAsTheLimitIsLarge() {
        List<Strategy> ways = List.of(strategy("a", true, measured("flexion", 99, 110, INF), measured("room", -4, 0, INF)));
        double flexion = StrategyMatrix.of(ways, List.of(new Objective("flexion", Goal.TARGET))).standings().getFirst().score();
        assertEquals(100 * (1 - 11.0 / 110), flexion, 1e-9);
        double room = StrategyMatrix.of(ways, List.of(new Objective("room", Goal.TARGET))).standings().getFirst().score();
        assertEquals(100 * (1 - 4.0 / 10), room, 1e-9);
        double both = StrategyMatrix.of(ways, List.of(new Objective("room", Goal.TARGET), new Objective("never", Goal.TARGET))).standings()
                .getFirst().score();
        assertEquals(room / 2, both, 1e-9, "what was not measured counts nothing");
    }

    @Test
    void whatDidNotConvergeOrHasNoValueIsNotOptimal() {
        List<Strategy> ways = List.of(strategy("a", false, measured("x", 1, -INF, INF)), strategy("b", true, measured("x", 2, -INF, INF)),
                strategy("c", true, measured("y", 2, -INF, INF)));
        StrategyMatrix m = StrategyMatrix.of(ways, List.of(new Objective("x", Goal.LEAST)));
        assertEquals(List.of(false, true, false), m.standings().stream().map(StrategyMatrix.Standing::optimal).toList());
        assertEquals(100, m.standings().get(0).score(), 1e-9);
        assertFalse(StrategyMatrix.of(ways, List.of()).standings().get(1).optimal());
    }

    // ---- computing

    private static List<Strategy> compute(Case c, List<String> plans, String... variations) {
        List<Strategy> all = new ArrayList<>();
        Strategy.compute(new Simulation(c, List.of(), Monitor.NONE), plans, List.of(variations).stream().map(Variation::parse).toList(), 2,
                "en", Monitor.NONE, all::add);
        return all;
    }

    @Test
    void strategiesAreWhatPlansBecomeByTheirValues() throws IOException {
        Case hip = SyntheticHip.shared().planOnly();
        List<Strategy> all = compute(hip, List.of("restore", "lewinnek"), "plan.cup.anteversion=15deg,20deg", "plan.cup.size=52,54");
        assertEquals(10, all.size());
        assertTrue(all.get(0).isAsPlanned() && all.get(5).isAsPlanned());
        assertEquals(List.of("15deg", "54"), all.get(2).values());
        // the second plan has 15 deg and 52 already
        assertNull(all.get(6));
        for (int i : List.of(0, 1, 2, 3, 4, 5, 7, 8, 9)) {
            Strategy s = all.get(i);
            List<String> set = new ArrayList<>();
            Case active = hip.copy();
            active.scenario().setActivePlan(active.plan(Optional.of(s.plan())).orElseThrow());
            if (!s.isAsPlanned()) {
                set.add("plan.cup.anteversion=" + s.values().get(0));
                set.add("plan.cup.size=" + s.values().get(1));
            }
            Map<String, Double> expected = SyntheticHip.values(SyntheticHip.run(active, set.toArray(String[]::new)));
            assertEquals(expected.keySet(), s.measured().keySet());
            s.measured().forEach((id, m) -> assertEquals(expected.get(id), m.value().si(), id));
        }
        assertEquals("54", all.get(2).planned().orElseThrow().getPlacements().getFirst().getSize());
        assertEquals("52", hip.plan(Optional.of("restore")).orElseThrow().getPlacements().getFirst().getSize(), "the case is as it was");
    }

    @Test
    void whatCannotBeSaysWhyAndTheRestGoesOn() throws IOException {
        List<Strategy> all = compute(SyntheticHip.shared().planOnly(), List.of("restore"), "plan.cup.size=52,1000,54");
        assertNull(all.get(1));
        assertTrue(all.get(2).problem().contains("1000"), all.get(2).problem());
        assertTrue(all.get(2).measured().isEmpty());
        assertFalse(all.get(3).measured().isEmpty());
        Path csv = folder.resolve("strategies.csv");
        StrategyMatrix.of(List.of(all.get(0), all.get(2), all.get(3)), List.of(new Objective("hip.leg-length.change", Goal.TARGET)))
                .csv(List.of(Variation.parse("plan.cup.size=52,1000,54"))).write(csv);
        List<String> lines = Files.readAllLines(csv);
        assertEquals(5, lines.size());
        assertTrue(lines.get(0).startsWith("plan,plan.cup.size,status,score,targets-met,targets,pareto-optimal,"), lines.get(0));
        assertTrue(lines.get(2).startsWith("restore,,converged,"), lines.get(2));
        assertTrue(lines.get(3).startsWith("restore,1000,no-result,,0,0,false,"), lines.get(3));
    }

    @Test
    void plainNumbersVaryBySettings() throws IOException {
        Case analytic = Case.load(Cases.open("hip-rom-analytic", folder, Monitor.NONE));
        List<Strategy> all = compute(analytic, List.of(), "head.diameter=28mm,36mm");
        assertEquals(3, all.size());
        assertEquals("", all.get(0).plan());
        assertTrue(all.get(2).measured().get("hip.rom.flexion").value().si() > all.get(1).measured().get("hip.rom.flexion").value().si());
        assertTrue(Simulation.settings(SyntheticHip.run(analytic)).stream().anyMatch(p -> p.name().equals("head.diameter")));
    }

    @Test
    void itCanBeStopped() throws IOException {
        List<Strategy> taken = new ArrayList<>();
        Simulation base = new Simulation(SyntheticHip.shared().planOnly(), List.of(), Monitor.NONE);
        assertThrows(CancellationException.class, () -> Strategy.compute(base, List.of("restore"), List.of(Variation.parse(
                "plan.cup.anteversion=10deg:20deg:1deg")), 1, "en", Monitor.until(() -> taken.size() >= 3), taken::add));
        assertEquals(3, taken.size());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Variation;

/** What has to change for wanted measurements: against a closed form, a hip whose lengths are known, and the gaps of a knee. */
class AdjustmentTest {

    @TempDir
    static Path cases;
    private static Case analytic;
    private static Case hip;

    @BeforeAll
    static void open() throws IOException {
        analytic = Case.load(Cases.open("hip-rom-analytic", cases.resolve("a"), Monitor.NONE));
        Case whole = Case.load(Cases.open("hip-tha", cases.resolve("h"), Monitor.NONE));
        Scenario s = EcoreUtil.copy(whole.scenario());
        s.getRequests().clear();
        s.getDistributions().clear();
        hip = new Case(whole.file(), s, whole.anatomyFile(), whole.anatomy());
    }

    private static Adjustment adjustment(Case c, int threads, List<String> vary, List<String> want, String... set) {
        List<Adjustment.Variable> variables = new ArrayList<>();
        List<Variation> words = new ArrayList<>();
        for (String v : vary) {
            AdjustmentText.variable(v).ifPresentOrElse(variables::add, () -> words.add(Variation.parse(v)));
        }
        return new Adjustment(c, Arrays.asList(set), new Adjustment.Options(Optional.empty(), variables, words,
                want.stream().map(AdjustmentText::want).toList(), "adjusted", Optional.empty(), "en"), threads, Monitor.NONE);
    }

    private static Adjustment.Result adjust(Case c, List<String> vary, List<String> want, String... set) throws IOException {
        return adjustment(c, 2, vary, want, set).run(words -> "adjust", Monitor.NONE);
    }

    /** The angle of a head between the steps of a table is given back as its diameter. */
    @Test
    void aHeadForAnAngleIsTheOneOfTheClosedForm() throws IOException {
        RunResult given = run(analytic, List.of("head.diameter=32.5mm"));
        double flexion = value(given, "hip.rom.flexion");
        Adjustment.Result r = adjust(analytic, List.of("head.diameter"), List.of("hip.rom.flexion=" + Math.toDegrees(flexion)
                + "deg+-0.01deg"));
        assertTrue(r.met());
        assertEquals(0.0325, r.changes().getFirst().after(), 2e-6);
        assertEquals(0.028, r.changes().getFirst().before(), 1e-12);
        assertTrue(r.plan().isEmpty());
        // the case that comes back gives it
        assertEquals(flexion, value(run(r.source(), List.of()), "hip.rom.flexion"), Math.toRadians(0.01));
    }

    @Test
    void whatIsBeyondALimitIsTheClosest() throws IOException {
        Adjustment.Result r = adjust(analytic, List.of("head.diameter=22mm..30mm"), List.of("hip.rom.flexion=150deg"));
        assertFalse(r.met());
        assertEquals(0.030, r.changes().getFirst().after(), 1e-12);
        assertTrue(r.changes().getFirst().atLimit());
    }

    /** A cup moved up by 4 mm shortens the leg by as much; with the stem's depth free, too, both share it: the nearest answer. */
    @Test
    void ofAllAnswersTheNearestIsTaken() throws IOException {
        double before = value(run(hip, List.of()), "hip.leg-length.change");
        String want = "hip.leg-length.change=" + 1000 * (before - 0.004) + "mm+-0.2mm";
        Adjustment.Result one = adjust(hip, List.of("plan.stem.depth+=-6mm..6mm"), List.of(want));
        assertTrue(one.met());
        double alone = one.changes().getFirst().after() - one.changes().getFirst().before();
        assertEquals(0.004, Math.abs(alone), 3e-4);
        Adjustment.Result two = adjust(hip, List.of("plan.stem.depth+=-6mm..6mm", "plan.cup.shift.superior+=-6mm..6mm"), List.of(want));
        assertTrue(two.met());
        double[] moved = two.changes().stream().mapToDouble(c -> c.after() - c.before()).toArray();
        assertTrue(Math.hypot(moved[0], moved[1]) < 0.8 * Math.abs(alone), moved[0] + ", " + moved[1]);
        // the new plan stands beside the old one, is active, and gives what was found
        assertEquals("adjusted", two.plan().orElseThrow().getId());
        assertEquals(hip.scenario().getPlans().size() + 1, two.source().scenario().getPlans().size());
        assertEquals(two.plan().orElseThrow(), two.source().scenario().getActivePlan());
        Path file = hip.file().resolveSibling("adjusted.scenario");
        Proposals.save(two.source(), file);
        assertEquals(two.reached().getFirst().after(), value(run(Case.load(file), List.of()), "hip.leg-length.change"), 1e-9);
        assertEquals(before, value(new Simulation(Case.load(file), List.of(), Monitor.NONE), Optional.of(hip.plan(Optional.empty())
                .orElseThrow().getId()), "hip.leg-length.change"), 1e-12);
    }

    @Test
    void oneThreadAndTwoGiveTheSame() throws IOException {
        List<String> vary = List.of("plan.stem.depth", "plan.cup.shift.superior");
        List<String> want = List.of("hip.leg-length.change=2mm", "hip.offset.global.change=1mm");
        Adjustment.Result one = adjustment(hip, 1, vary, want).run(w -> "", Monitor.NONE);
        Adjustment.Result two = adjustment(hip, 2, vary, want).run(w -> "", Monitor.NONE);
        assertEquals(one.changes(), two.changes());
        assertEquals(one.reached(), two.reached());
    }

    @Test
    void stopsWhenAsked() {
        Adjustment a = adjustment(hip, 2, List.of("plan.stem.depth"), List.of("hip.leg-length.change=2mm"));
        assertThrows(CancellationException.class, () -> a.run(w -> "", Monitor.until(() -> true)));
    }

    static Stream<Arguments> refused() {
        return Stream.of(Arguments.of("plan.stem.depth=1deg..2deg", "hip.leg-length.change=2mm", "deg"),
                Arguments.of("plan.stem.depth=2mm..1mm", "hip.leg-length.change=2mm", "lower limit first"),
                Arguments.of("plan.stem.depth+=1mm..2mm", "hip.leg-length.change=2mm", "not within"),
                Arguments.of("plan.stem.depht", "hip.leg-length.change=2mm", "depth"),
                Arguments.of("plan.stem.depth", "hip.leg-lenght.change=2mm", "hip.leg-length.change"),
                Arguments.of("plan.stem.depth", "hip.leg-length.change=2deg", "deg"),
                Arguments.of("plan.stem.depth", "hip.leg-length.change=2mm+-0mm", "more than 0"),
                Arguments.of("plan.stem.depth", "hip.leg-length.change", "measurement=value"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeIsRefused(String vary, String want, String words) {
        InputException e = assertThrows(InputException.class, () -> adjustment(hip, 1, List.of(vary), List.of(want)));
        assertTrue(e.diagnostic().text("en").contains(words), e.diagnostic().text("en"));
    }

    /** The cuts that make a knee's gaps equal, and that the bundled functional plan is one of them. */
    @Test
    @Tag("long")
    void gapsOfAKneeAreMadeEqual() throws IOException {
        Case knee = Case.load(Cases.open("knee-tka", cases.resolve("k"), Monitor.NONE));
        String[] quick = {"balance.to=0deg", "laxity=0deg", "pressure=0deg", "gap=0deg 90deg"};
        List<String> gaps = List.of("knee.gap.0.medial", "knee.gap.0.lateral", "knee.gap.90.medial", "knee.gap.90.lateral");
        Adjustment.Result r = adjust(knee, List.of("plan.femoral.shift.proximal+=-5mm..5mm", "plan.femoral.shift.anterior+=-5mm..5mm",
                "plan.femoral.varus+=-3deg..3deg", "plan.femoral.rotation+=-3deg..3deg"), gaps.stream().map(g -> g + "=13mm").toList(),
                quick);
        assertTrue(r.met(), r.reached().toString());
        // tight in extension as cut by the bone alone: more of the distal femur goes
        assertTrue(r.reached().getFirst().before() < 0.011, r.reached().toString());
        assertTrue(r.changes().getFirst().after() - r.changes().getFirst().before() > 0.0015, r.changes().toString());
        Simulation bundled = new Simulation(knee, List.of(quick), Monitor.NONE);
        for (String g : gaps) {
            assertEquals(0.013, value(bundled, Optional.of("functional"), g), 5e-4, g);
        }
    }

    private static RunResult run(Case c, List<String> set) {
        Simulation s = new Simulation(c, set, Monitor.NONE);
        return s.run(s.source().plan(Optional.empty()), 1, 1, Monitor.NONE);
    }

    private static double value(Simulation s, Optional<String> plan, String id) {
        return value(s.run(s.source().plan(plan), 1, 1, Monitor.NONE), id);
    }

    private static double value(RunResult r, String id) {
        return r.measurements().stream().filter(m -> m.definition().id().equals(id)).map(Measured::value).findFirst().orElseThrow().si();
    }
}

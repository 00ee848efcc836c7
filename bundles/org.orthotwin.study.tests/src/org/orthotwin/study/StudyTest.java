/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** Studies of bundled cases: one of plain numbers in closed form, and a planned hip without its slow solvers. */
class StudyTest {

    private static final String CUP = "plan.cup.inclination.radiographic";
    private static final String STEM = "plan.stem.depth";

    @TempDir
    static Path cases;
    private static Case analytic;
    private static Case hip;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        analytic = Case.load(Cases.open("hip-rom-analytic", cases.resolve("a"), Monitor.NONE));
        hip = with(Case.load(Cases.open("hip-tha", cases.resolve("h"), Monitor.NONE)), s -> {
            s.getRequests().clear();
            s.getDistributions().clear();
        });
    }

    private static Case with(Case c, Consumer<Scenario> change) {
        Scenario s = EcoreUtil.copy(c.scenario());
        change.accept(s);
        return new Case(c.file(), s, c.anatomyFile(), c.anatomy());
    }

    private static Study study(Case c, Design design, int samples, boolean landmarks, String... vary) {
        return new Study(c, List.of(), new Study.Options(Optional.empty(), Arrays.stream(vary).map(DistributionText::parse).toList(),
                landmarks, design, samples, Optional.empty(), "en"), 2, Monitor.NONE);
    }

    private static StudyResult run(Study s, int threads) throws IOException {
        return s.run(threads, Optional.empty(), (there, all) -> "samples", Monitor.NONE);
    }

    private static Readout readout(StudyResult r, String id) {
        return r.readouts().stream().filter(x -> x.definition().id().equals(id)).findFirst().orElseThrow();
    }

    /** A measurement that is linear in what varies: 3 mm deeper is 3 mm shorter. */
    @Test
    void whatIsLinearHasTheSpreadOfItsInput() throws IOException {
        StudyResult r = run(study(hip, Design.LATIN_HYPERCUBE, 50, false, STEM + "+=normal(0mm,3mm)"), 2);
        Readout x = readout(r, "hip.leg-length.change");
        assertEquals(x.nominal(), x.mean(), 2 * x.meanError());
        assertEquals(0.003, x.deviation(), 2e-4);
        assertEquals(x.nominal() - 1.645 * 0.003, x.low(), 8e-4);
        assertEquals(x.nominal() + 1.645 * 0.003, x.high(), 8e-4);
        assertEquals(1, Math.abs(x.correlations()[0]), 1e-9);
        // within 5 mm either way, of a normal that is 0.06 mm off
        assertEquals(0.904, x.met(), 0.03);
        assertEquals("converged", r.status());
        assertEquals(50, r.count(Sample.Status.CONVERGED));
    }

    /** The landmarks' uncertainty by sampling is that of the linear propagation, where a measurement is linear enough. */
    @Test
    void landmarksSpreadAsTheLinearPropagationSays() throws IOException {
        Simulation s = new Simulation(hip, List.of(), Monitor.NONE);
        RunResult linear = s.withUncertainty(s.run(s.source().plan(Optional.empty()), 1, 1, Monitor.NONE), 1, Monitor.NONE);
        Map<String, Measured> by = linear.measurements().stream().collect(Collectors.toMap(m -> m.definition().id(), m -> m));
        int n = 400;
        StudyResult r = run(study(hip, Design.MONTE_CARLO, n, true), 2);
        for (String id : List.of("hip.cup.inclination.radiographic", "hip.cup.anteversion.radiographic", "hip.leg-length.change",
                "hip.offset.global.change", "hip.stem.version")) {
            Readout x = readout(r, id);
            double u = by.get(id).value().uncertainty();
            assertTrue(u > 0, id);
            assertEquals(by.get(id).value().si(), x.nominal(), 1e-12, id);
            assertEquals(x.nominal(), x.mean(), 4 * u / Math.sqrt(n), id + ": mean");
            assertEquals(u, x.deviation(), 4 * u / Math.sqrt(2.0 * n), id + ": standard deviation");
        }
    }

    @Test
    void oneThreadAndTwoGiveTheSame() throws IOException {
        String[] vary = {CUP + "+=normal(0deg,5deg)", STEM + "+=uniform(-2mm,2mm)"};
        Object one = run(study(hip, Design.SOBOL, 24, true, vary), 1).csv();
        Path a = folder.resolve("1.csv");
        Path b = folder.resolve("2.csv");
        ((org.orthotwin.simulation.CsvTable) one).write(a);
        run(study(hip, Design.SOBOL, 24, true, vary), 2).csv().write(b);
        assertEquals(-1, Files.mismatch(a, b));
    }

    /** Stopped on the way, gone on with, and made larger: the same bytes as in one go. */
    @Test
    void aStudyGoesOnAndGrows() throws IOException {
        String vary = "head.diameter=uniform(28mm,36mm)";
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        study(analytic, Design.SOBOL, 40, false, vary).run(1, Optional.of(whole), (there, all) -> "", Monitor.NONE);
        AtomicInteger asked = new AtomicInteger();
        Monitor stop = Monitor.until(() -> asked.incrementAndGet() > 100);
        Study small = study(analytic, Design.SOBOL, 20, false, vary);
        assertThrows(CancellationException.class, () -> small.run(2, Optional.of(parts), (there, all) -> "", stop));
        small.run(2, Optional.of(parts), (there, all) -> "", Monitor.NONE);
        assertEquals(21, Files.readAllLines(parts).size());
        StudyResult r = study(analytic, Design.SOBOL, 40, false, vary).run(2, Optional.of(parts), (there, all) -> "", Monitor.NONE);
        assertEquals(-1, Files.mismatch(whole, parts));
        assertEquals(40, r.samples().size());
        InputException e = assertThrows(InputException.class, () -> study(with(analytic, s -> s.getRequests().getFirst().getSettings()
                .removeFirst()), Design.SOBOL, 40, false, vary).run(1, Optional.of(parts), (there, all) -> "", Monitor.NONE));
        assertTrue(e.diagnostic().text("en").contains("the scenario has changed since"), e.diagnostic().text("en"));
        // words for people are none of a study's business
        Case renamed = with(analytic, s -> s.setName("another name"));
        study(renamed, Design.SOBOL, 40, false, vary).run(1, Optional.of(parts), (there, all) -> "", Monitor.NONE);
        assertThrows(InputException.class, () -> study(analytic, Design.SOBOL, 40, false, "head.diameter=uniform(28mm,35mm)").run(1,
                Optional.of(parts), (there, all) -> "", Monitor.NONE));
    }

    /** In the closed form a thinner neck goes farther; each input alone, the other at its median. */
    @Test
    void aTornadoOfTheClosedForm() throws IOException {
        StudyResult r = run(study(analytic, Design.ONE_AT_A_TIME, 2, false, "neck.diameter+=normal(0mm,1mm)",
                "head.diameter=uniform(28mm,36mm)"), 2);
        assertEquals(5, r.samples().size());
        Readout x = readout(r, "hip.rom.flexion");
        assertTrue(x.swings().get(0)[0] > x.median() && x.median() > x.swings().get(0)[1]);
        assertEquals(value(analytic, "hip.rom.flexion", "head.diameter=32mm"), x.median(), 1e-9);
        double thin = value(analytic, "hip.rom.flexion", "head.diameter=32mm", "neck.diameter="
                + r.samples().get(1).inputs()[0] * 1000 + "mm");
        assertEquals(thin, x.swings().get(0)[0], 1e-9);
        assertEquals(x.byInfluence()[0], IntStream.range(0, 2).boxed().max((a, b) -> Double.compare(x.influence(a), x.influence(b)))
                .orElseThrow());
        assertEquals(0, x.n());
    }

    private static double value(Case c, String id, String... overrides) {
        Simulation s = new Simulation(c, List.of(overrides), Monitor.NONE);
        return s.preview(s.source().plan(Optional.empty()), 1, 1, Monitor.NONE).measurements().stream()
                .filter(m -> m.definition().id().equals(id)).findFirst().orElseThrow().value().si();
    }

    /** A neck thicker than its head is none: those samples are rows with a reason, and counted. */
    @Test
    void whatCannotBeComputedIsCounted() throws IOException {
        StudyResult r = run(study(analytic, Design.LATIN_HYPERCUBE, 20, false, "neck.diameter=uniform(20mm,40mm)"), 2);
        assertTrue(r.count(Sample.Status.REFUSED) >= 8, () -> r.losses().toString());
        assertEquals(20, Arrays.stream(Sample.Status.values()).mapToLong(r::count).sum());
        assertEquals("failed", r.status());
        assertTrue(r.warnings().getFirst().text("en").contains("of 20 samples"), r.warnings().getFirst().text("en"));
        Path csv = folder.resolve("samples.csv");
        r.csv().write(csv);
        assertEquals(22, Files.readAllLines(csv).size());
        for (Sample s : r.samples()) {
            assertEquals(s.isComputed(), s.reason().isEmpty() || s.status() == Sample.Status.NOT_CONVERGED);
        }
    }

    @Test
    void whatCannotBeVariedIsRefused() {
        Map<String, String> sentences = Map.of("plan.cup.inclination=normal(2mm,1mm)",
                "the distribution of 'plan.cup.inclination' has the unit m, but the value is in rad",
                "plan.cup.size*=uniform(0.9,1.1)", "'plan.cup.size' is not a number but '52'; only numbers can be distributed");
        InputException neck = assertThrows(InputException.class, () -> study(analytic, Design.SOBOL, 4, false,
                "neck.diameter=uniform(70mm,80mm)"));
        assertTrue(neck.diagnostic().text("en").startsWith("'neck.diameter' cannot be varied: with its median, setting 'neck.diameter'"));
        for (Map.Entry<String, String> e : sentences.entrySet()) {
            InputException refused = assertThrows(InputException.class, () -> study(hip, Design.LATIN_HYPERCUBE, 4, false, e.getKey()));
            assertTrue(refused.diagnostic().text("en").startsWith(e.getValue()), refused.diagnostic().text("en"));
        }
        assertTrue(assertThrows(InputException.class, () -> study(hip, Design.SOBOL, 4, false)).diagnostic().text("en")
                .contains("gives no distributions"));
        assertTrue(assertThrows(InputException.class, () -> study(hip, Design.SOBOL, 1, true)).diagnostic().text("en")
                .contains("1 samples are too few"));
    }

    /** What the bundled hip says of how parts are placed, and what somebody says instead. */
    @Test
    void theScenarioGivesDistributions() throws IOException {
        Case own = with(Case.load(cases.resolve("h/hip-tha.scenario")), s -> {
            s.getRequests().clear();
            s.getDistributions().removeIf(d -> !d.getPath().startsWith("plan."));
        });
        Study s = study(own, Design.LATIN_HYPERCUBE, 10, false, CUP + "=uniform(30deg,50deg)");
        List<StudyInput> inputs = s.inputs();
        assertEquals(5, inputs.size());
        assertTrue(inputs.stream().allMatch(i -> i.path().equals(CUP) || !i.source().isEmpty()));
        StudyInput cup = inputs.stream().filter(i -> i.path().equals(CUP)).findFirst().orElseThrow();
        assertEquals(Math.toRadians(40), cup.mean(), 1e-12);
        assertEquals("uniform(30 deg, 50 deg)", cup.words());
        // a run of the scenario takes the values themselves
        assertEquals(value(hip, "hip.cup.inclination.radiographic"), value(own, "hip.cup.inclination.radiographic"));
    }

    /** The plan that is asked for is the one that paths mean. */
    @Test
    void pathsMeanThePlanOfTheStudy() throws IOException {
        Study s = new Study(hip, List.of(), new Study.Options(Optional.of("lewinnek"), List.of(DistributionText.parse(
                "plan.cup.anteversion.radiographic+=normal(0deg,2deg)")), false, Design.LATIN_HYPERCUBE, 12, Optional.of(3L), "en"), 2,
                Monitor.NONE);
        Readout x = readout(run(s, 2), "hip.cup.anteversion.radiographic");
        assertEquals(Math.toRadians(15), x.nominal(), 1e-9);
        assertEquals(Math.toRadians(2), x.deviation(), Math.toRadians(0.3));
    }

    @Test
    void englishAndFrenchSayTheSame() throws IOException {
        assertEquals(keys("messages.properties"), keys("messages_fr.properties"));
    }

    private static java.util.Set<Object> keys(String file) throws IOException {
        java.util.Properties p = new java.util.Properties();
        try (var in = Study.class.getResourceAsStream(file)) {
            p.load(in);
        }
        return p.keySet();
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Verdict;

/** The bundled cases open, are without findings and run. */
class CasesTest {

    /** Whose plans have the same parts, and cut or place them otherwise. */
    private static final List<String> ALIKE = List.of("knee-tka", "shoulder-b2", "shoulder-tsa");

    @TempDir
    Path folder;

    static List<String> ids() {
        return Cases.ids();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void opensWithoutFindings(String id) throws IOException {
        Path file = Cases.open(id, folder, Monitor.NONE);
        assertEquals(id + ".scenario", file.getFileName().toString());
        Case c = Case.load(file);
        assertEquals(id, c.scenario().getId());
        assertEquals(List.of(), c.problems());
        Simulation s = new Simulation(c, List.of(), Monitor.NONE);
        assertEquals(List.of(), s.check(s.source().plan(Optional.empty()), Monitor.NONE));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void runsEveryPlan(String id) throws IOException {
        // of these the plans that are alike are left to the long lane
        run(id, !ALIKE.contains(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"knee-tka", "shoulder-b2", "shoulder-tsa"})
    @Tag("long")
    void runsEveryPlanOfThoseThatAreAlike(String id) throws IOException {
        run(id, true);
    }

    private void run(String id, boolean every) throws IOException {
        Case c = Case.load(Cases.open(id, folder, Monitor.NONE));
        // the long parts are cut short; the map's own grid is run by the product's tests
        List<String> solvers = c.scenario().getPlans().isEmpty() ? List.of()
                : c.scenario().getRequests().stream().map(SolverRequest::getSolver).toList();
        List<String> coarse = new ArrayList<>();
        if (id.startsWith("shoulder-")) {
            // they have no map
            coarse.addAll(List.of("rom.step=2deg", "rom.search.end=120deg"));
        } else if (solvers.contains("rom")) {
            coarse.add("rom.map.step=30deg");
        }
        if (id.startsWith("knee-tka") || id.equals("knee-uka")) {
            coarse.add("wear.years=0.1yr");
        }
        if (solvers.contains("balance")) {
            coarse.addAll(List.of("balance.to=20deg", "balance.laxity=30deg", "balance.gap=0deg"));
        }
        Simulation s = new Simulation(c, coarse, Monitor.NONE);
        List<Optional<Plan>> plans = s.source().scenario().getPlans().isEmpty() ? List.of(Optional.empty())
                : every ? s.source().scenario().getPlans().stream().map(Optional::of).toList()
                : List.of(s.source().plan(Optional.empty()));
        for (Optional<Plan> plan : plans) {
            RunResult r = s.run(plan, 1, 2, Monitor.NONE);
            assertTrue(r.converged());
            assertTrue(r.measurements().size() >= 7, r.measurements().toString());
            for (Measured m : r.measurements()) {
                assertTrue(m.verdict() != Verdict.NOT_MEASURED, m.definition().id() + ": " + m.value().note());
            }
        }
    }

    @Test
    void aCaseThatIsOpenedAgainHasTheSameFiles() throws IOException {
        Path first = folder.resolve("a");
        Path second = folder.resolve("b");
        Cases.open("hip-tha", first, Monitor.NONE);
        Cases.open("hip-tha", second, Monitor.NONE);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(first)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertTrue(files.size() >= 5, files.toString());
        for (Path f : files) {
            assertArrayEquals(Files.readAllBytes(f), Files.readAllBytes(second.resolve(first.relativize(f))), f.toString());
        }
    }

    @Test
    void anUnknownCaseIsRefusedWithTheKnownOnes() {
        NoSuchElementException e = assertThrows(NoSuchElementException.class, () -> Cases.open("knee", folder, Monitor.NONE));
        assertTrue(e.getMessage().contains("'knee'") && e.getMessage().contains("hip-rom-analytic, hip-tha"), e.getMessage());
    }
}

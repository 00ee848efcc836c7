/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.MeasurementRequest;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;

/** Plans side by side: a steep cup, one whose parts do not go together, and one with a size that does not exist. */
class CompareTest {

    private static final String INCLINATION = "hip.cup.inclination.radiographic";
    private static final String OFFSET = "hip.offset.femoral";

    @TempDir
    static Path folder;

    private static Path scenario;

    @BeforeAll
    static void plans() throws IOException {
        scenario = Cases.open("hip-tha", folder, Monitor.NONE);
        Scenario s = ScenarioFiles.load(scenario);
        s.getRequests().clear();
        Plan restore = s.getPlans().getFirst();
        Plan steep = copy(restore, "steep");
        steep.getPlacements().getFirst().getCoordinates().getFirst().setNumber(Math.toRadians(55));
        Plan loose = copy(restore, "loose");
        size(loose, "liner", "C-28");
        size(loose, "head", "28+0-A");
        Plan none = copy(restore, "none");
        size(none, "head", "99+99");
        s.getPlans().clear();
        s.getPlans().addAll(List.of(restore, steep, loose, none));
        for (String id : List.of(INCLINATION, OFFSET)) {
            MeasurementRequest r = ScenarioFactory.eINSTANCE.createMeasurementRequest();
            r.setDefinition(id);
            s.getMeasurements().add(r);
        }
        ScenarioFiles.save(scenario, s);
    }

    private static Plan copy(Plan plan, String id) {
        Plan p = EcoreUtil.copy(plan);
        p.setId(id);
        p.getPlacements().forEach(x -> x.setId(id + "." + x.getRole()));
        return p;
    }

    private static void size(Plan plan, String role, String size) {
        plan.getPlacements().stream().filter(p -> role.equals(p.getRole())).findFirst().orElseThrow().setSize(size);
    }

    private static Call compare(String... more) {
        List<String> line = new ArrayList<>(List.of("compare", scenario.toString()));
        line.addAll(List.of(more));
        return Call.of(line);
    }

    private static List<?> of(Call call, String key) {
        return ((List<?>) ((Map<?, ?>) JsonText.parse(call.out())).get("plans")).stream().map(p -> ((Map<?, ?>) p).get(key)).toList();
    }

    @Test
    void targetsAndVerdictsStandBesideTheValues() {
        Call call = compare("--plan", "restore", "--plan", "steep");
        assertEquals(0, call.exitCode(), call.err());
        String row = call.out().lines().filter(l -> l.startsWith(INCLINATION)).findFirst().orElseThrow();
        assertTrue(row.matches(".*40\\.00 +55\\.00 +above +deg +\\[30 to 50]"), row);
    }

    @Test
    void warningsNameTheirPlanAndAPlanThatCannotBeUsedLosesNoOther() throws IOException {
        Path csv = folder.resolve("plans.csv");
        Call call = compare("--json", "--quiet", "--out", csv.toString());
        assertEquals(3, call.exitCode(), call.err());
        assertEquals(List.of("converged", "converged", "converged", "refused"), of(call, "status"));
        assertEquals("failed", ((Map<?, ?>) JsonText.parse(call.out())).get("status"));
        List<?> warnings = of(call, "warnings");
        assertEquals(List.of(), warnings.get(0));
        assertEquals(1, ((List<?>) warnings.get(2)).size());
        assertTrue(((List<?>) warnings.get(3)).getFirst().toString().contains("99+99"), warnings.toString());
        assertEquals(((List<?>) warnings.get(2)).stream().map(w -> "warning: plan loose: " + w).toList(),
                call.err().lines().filter(l -> l.startsWith("warning: plan loose")).toList());
        List<List<String>> rows = Files.readAllLines(csv).stream().map(l -> List.of(l.split(",", -1))).toList();
        assertEquals(List.of("plan", "status", INCLINATION, OFFSET), rows.get(0));
        assertEquals(List.of("steep", "converged", "55"), rows.get(3).subList(0, 3));
        assertEquals(List.of("none", "refused", "", ""), rows.get(5));
        assertEquals(Map.of(4, 6L), rows.stream().collect(Collectors.groupingBy(List::size, Collectors.counting())));
    }

    @Test
    void aDryRunWarnsToo() {
        Call call = compare("--plan", "restore", "--plan", "loose", "--dry-run", "--json", "--quiet");
        assertEquals(0, call.exitCode(), call.err());
        assertEquals(List.of("checked", "checked"), of(call, "status"));
        assertTrue(call.err().startsWith("warning: plan loose: ") && call.err().lines().count() == 1, call.err());
        assertFalse(compare("--dry-run", "--quiet").exitCode() == 0);
    }
}

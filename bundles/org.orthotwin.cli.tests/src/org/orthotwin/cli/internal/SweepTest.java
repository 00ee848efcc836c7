/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;

/** Sweeps whose points differ: in what can be measured, in the unit of a value, in whether they can be computed at all. */
class SweepTest {

    private static final String ANTEVERSION = "cup.anteversion.radiographic";
    private static final String NECK = "neck.diameter";

    @TempDir
    Path directory;

    private Call sweep(String path, String values, String... more) {
        List<String> line = new ArrayList<>(List.of("sweep", "example:hip-rom-analytic", "--vary", path + "=" + values, "--out",
                csv().toString(), "--quiet"));
        line.addAll(List.of(more));
        return Call.of(line);
    }

    private Path csv() {
        return directory.resolve("points.csv");
    }

    /** The rows of the last sweep by heading, the row of units first. */
    private List<Map<String, String>> rows() throws IOException {
        List<String> lines = Files.readAllLines(csv());
        String[] names = lines.getFirst().split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            assertEquals(names.length, cells.length, line);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<?> status(Map<?, ?> json) {
        return ((List<?>) json.get("points")).stream().map(p -> ((Map<?, ?>) p).get("status")).toList();
    }

    /** With the cup turned far back there is a limit less than else: the others stay under their names. */
    @Test
    void everyValueStandsUnderItsHeading() throws Exception {
        List<String> values = List.of("15", "-30", "20");
        List<Map<String, String>> alone = new ArrayList<>();
        for (String v : values) {
            assertEquals(0, sweep(ANTEVERSION, v + "deg").exitCode());
            alone.add(rows().get(1));
        }
        assertNotEquals(alone.get(0).keySet(), alone.get(1).keySet(), "the points are to differ in what can be measured");
        assertEquals(0, sweep(ANTEVERSION, "15deg,-30deg,20deg").exitCode());
        List<Map<String, String>> together = rows().subList(1, 4);
        for (int i = 0; i < values.size(); i++) {
            Map<String, String> expected = new LinkedHashMap<>(alone.get(i));
            together.get(i).forEach((name, cell) -> assertEquals(expected.getOrDefault(name, ""), cell, name));
            assertTrue(together.get(i).keySet().containsAll(expected.keySet()));
        }
    }

    @Test
    void aColumnHasOneUnit() throws Exception {
        assertEquals(0, sweep(ANTEVERSION, "15deg,0.3rad").exitCode());
        List<Map<String, String>> rows = rows();
        assertEquals("deg", rows.get(0).get(ANTEVERSION));
        assertEquals("15", rows.get(1).get(ANTEVERSION));
        assertEquals(Math.toDegrees(0.3), Double.parseDouble(rows.get(2).get(ANTEVERSION)), 1e-9);
        Files.delete(csv());
        Call mixed = sweep(ANTEVERSION, "15deg,3mm");
        assertEquals(2, mixed.exitCode());
        assertTrue(mixed.err().contains("3mm") && mixed.err().contains(ANTEVERSION), mixed.err());
        assertFalse(Files.exists(csv()));
    }

    /** A neck of 27 mm in a head of 28 mm hits the liner where it stands; one of 30 mm is none. */
    @Test
    void aPointThatCannotBeComputedLosesNoOther() throws Exception {
        Call call = sweep(NECK, "12mm,27mm,30mm,13mm", "--json");
        assertEquals(3, call.exitCode());
        List<Map<String, String>> rows = rows();
        assertEquals(List.of("", "converged", "failed", "refused", "converged"), rows.stream().map(r -> r.get("status")).toList());
        assertEquals(List.of("mm", "12", "27", "30", "13"), rows.stream().map(r -> r.get(NECK)).toList());
        assertEquals(List.of(false, true, true, false), rows.subList(1, 5).stream().map(r -> r.get("hip.rom.flexion").isEmpty()).toList());
        // a thicker neck meets the liner earlier
        assertTrue(Double.parseDouble(rows.get(1).get("hip.rom.flexion")) > Double.parseDouble(rows.get(4).get("hip.rom.flexion")));
        Map<?, ?> json = (Map<?, ?>) JsonText.parse(call.out());
        assertEquals("failed", json.get("status"));
        List<?> points = (List<?>) json.get("points");
        assertEquals(List.of("converged", "failed", "refused", "converged"), status(json));
        for (int i : List.of(1, 2)) {
            List<?> reasons = (List<?>) ((Map<?, ?>) points.get(i)).get("warnings");
            assertEquals(1, reasons.size());
            assertTrue(call.err().contains(NECK + "=" + (i == 1 ? "27mm" : "30mm") + ": " + reasons.getFirst()), call.err());
        }
    }

    @Test
    void aSweepOfNothingButRefusalsIsRefused() {
        Call call = sweep(NECK, "30mm,31mm");
        assertEquals(2, call.exitCode());
        assertTrue(call.err().startsWith("orthotwin: ") && call.err().contains("15 mm"), call.err());
        assertFalse(Files.exists(csv()));
    }

    @Test
    void aDryRunLooksAtEveryPoint() {
        Call call = sweep(NECK, "12mm,13mm", "--json", "--dry-run");
        assertEquals(0, call.exitCode());
        Map<?, ?> json = (Map<?, ?>) JsonText.parse(call.out());
        assertEquals("checked", json.get("status"));
        assertEquals(List.of("checked", "checked"), status(json));
        assertFalse(Files.exists(csv()));
        Call wrong = sweep("cup.inclination.radiographic", "40deg,400deg", "--dry-run");
        assertNotEquals(0, wrong.exitCode());
        assertTrue(wrong.err().contains("400"), wrong.err());
    }

    /** A thinner neck is better in every motion, so that it alone is optimal; where one motion is to be small, each is. */
    @Test
    void objectivesSayWhichPointsNoOtherBeats() throws Exception {
        Call call = sweep(NECK, "12mm,14mm,27mm,13mm", "--objective", "hip.rom.flexion=most", "--objective", "hip.rom.extension=most",
                "--json");
        List<Map<String, String>> rows = rows();
        assertEquals(List.of("", "true", "false", "false", "false"), rows.stream().map(r -> r.get("pareto-optimal")).toList());
        assertEquals(100, Double.parseDouble(rows.get(1).get("score")), 1e-9);
        assertEquals(0, Double.parseDouble(rows.get(2).get("score")), 1e-9);
        assertEquals("", rows.get(3).get("score"), "what cannot be has no score");
        assertTrue(Double.parseDouble(rows.get(4).get("score")) > 0);
        List<?> points = (List<?>) ((Map<?, ?>) JsonText.parse(call.out())).get("points");
        assertEquals(true, ((Map<?, ?>) points.get(0)).get("pareto-optimal"));
        assertNull(((Map<?, ?>) points.get(2)).get("score"));
        Call apart = sweep(NECK, "12mm,14mm", "--objective", "hip.rom.flexion=most", "--objective", "hip.rom.extension=least");
        assertEquals(0, apart.exitCode());
        assertEquals(List.of("", "true", "true"), rows().stream().map(r -> r.get("pareto-optimal")).toList());
    }
}

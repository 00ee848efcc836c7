/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The verbs on the product as a user calls them: the numbers are right, and what one verb writes another one reads. */
@Execution(ExecutionMode.CONCURRENT)
class VerbsTest {
    /** Degrees; the closed forms below are given to three or two decimals. */
    private static final double ROM_TOLERANCE = 0.01;

    /** Inputs of the closed form: inclination, anteversion, shaft angle, stem anteversion in degrees; head and neck in mm. */
    private static final double[][] PLANS = {{45, 15, 135, 15, 28, 12}, {40, 20, 130, 15, 28, 12}, {45, 20, 135, 15, 32, 12},
            {40, 15, 127, 15, 36, 12}, {50, 25, 135, 10, 28, 14}, {45, 15, 135, 15, 36, 12}};
    private static final List<String> PATHS = List.of("cup.inclination.radiographic", "cup.anteversion.radiographic", "stem.ccd",
            "stem.anteversion", "head.diameter", "neck.diameter");
    private static final List<String> DIRECTIONS = List.of("flexion", "extension", "abduction", "adduction", "external-rotation",
            "internal-rotation", "internal-rotation-at-90-flexion");
    /** Range to impingement in degrees, of a cylinder (the neck) against the circle of the cup's rim, computed apart from this program. */
    private static final double[][] RANGES = {{129.342, 58.813, 60.91, 58.93, 60.29, 131.80, 38.93}, {134.520, 49.408, 48.37, 66.41, 49.16,
            138.20, 38.14},
            {140.051, 56.557, 62.72, 60.73, 58.10, 142.58, 48.44}, {145.210, 68.740, 53.80, 77.88, 64.40, 139.66, 41.69},
            {133.976, 42.356, 57.59, 46.71, 39.86, 122.52, 41.71}, {139.720, 69.191, 67.36, 65.37, 71.09, 142.59, 47.29}};

    @TempDir
    Path directory;

    @Test
    void plainNumbersGiveTheRangeOfMotion() throws Exception {
        List<String> line = new ArrayList<>(List.of("run", "example:hip-rom-analytic", "--json"));
        for (int i = 0; i < PATHS.size(); i++) {
            line.add("--set");
            line.add(PATHS.get(i) + "=" + shown(i, PLANS[0][i]));
        }
        JsonObject result = json(line);
        assertEquals("hip-rom-analytic", result.get("scenario").getAsString());
        assertRanges(0, result);
    }

    @Test
    void aSweepGivesAllRowsOfTheClosedForm() throws Exception {
        List<String> line = new ArrayList<>(List.of("sweep", "example:hip-rom-analytic", "--list", "--json", "--out", "rows.csv"));
        for (int i = 0; i < PATHS.size(); i++) {
            List<String> values = new ArrayList<>();
            for (double[] plan : PLANS) {
                values.add(shown(i, plan[i]));
            }
            line.add("--vary");
            line.add(PATHS.get(i) + "=" + String.join(",", values));
        }
        JsonArray points = json(line).getAsJsonArray("points");
        assertEquals(PLANS.length, points.size());
        for (int row = 0; row < PLANS.length; row++) {
            JsonObject point = points.get(row).getAsJsonObject();
            assertEquals(shown(4, PLANS[row][4]), point.getAsJsonObject("point").get("head.diameter").getAsString());
            assertRanges(row, point);
        }
        List<String> csv = Files.readAllLines(directory.resolve("rows.csv"));
        assertEquals(2 + PLANS.length, csv.size());
        List<String> names = List.of(csv.get(0).split(","));
        assertEquals(PATHS, names.subList(0, PATHS.size()));
        assertEquals(List.of("deg", "deg", "deg", "deg", "mm", "mm"), List.of(csv.get(1).split(",")).subList(0, 6));
        double flexion = Double.parseDouble(csv.get(7).split(",")[names.indexOf("hip.rom.flexion")]);
        assertEquals(RANGES[5][0], flexion, ROM_TOLERANCE);
    }

    private static String shown(int parameter, double value) {
        return (int) value + (parameter < 4 ? "deg" : "mm");
    }

    private static void assertRanges(int row, JsonObject result) {
        for (int i = 0; i < DIRECTIONS.size(); i++) {
            String id = "hip.rom." + DIRECTIONS.get(i);
            assertEquals(RANGES[row][i], SharedRun.measurement(result, id), ROM_TOLERANCE, id + " of " + Arrays.toString(PLANS[row]));
        }
    }

    @Test
    void aGridVariesTheLastAttributeFastest() throws Exception {
        JsonArray points = json(List.of("sweep", "example:hip-rom-analytic", "--vary", "cup.inclination.radiographic=40deg:50deg:5deg",
                "--vary",
                "head.diameter=28mm,36mm", "--json")).getAsJsonArray("points");
        List<String> order = new ArrayList<>();
        points.forEach(p -> order.add(p.getAsJsonObject().getAsJsonObject("point").entrySet().stream().map(e -> e.getValue().getAsString())
                .toList().toString()));
        assertEquals(List.of("[40deg, 28mm]", "[40deg, 36mm]", "[45deg, 28mm]", "[45deg, 36mm]", "[50deg, 28mm]", "[50deg, 36mm]"), order);
    }

    @Test
    void aSweepOverAPlanMovesTheCup() throws Exception {
        CaseFolder.copyTo(directory);
        JsonArray points = json(List.of("sweep", "setup.scenario", "--vary", "plan.cup.inclination.radiographic=38deg,47.5deg", "--set",
                "map=false", "--json")).getAsJsonArray("points");
        assertEquals(38, SharedRun.measurement(points.get(0).getAsJsonObject(), "hip.cup.inclination.radiographic"), 1e-9);
        assertEquals(47.5, SharedRun.measurement(points.get(1).getAsJsonObject(), "hip.cup.inclination.radiographic"), 1e-9);
        // a steeper cup lets the leg go further out
        double low = SharedRun.measurement(points.get(0).getAsJsonObject(), "hip.rom.abduction");
        double high = SharedRun.measurement(points.get(1).getAsJsonObject(), "hip.rom.abduction");
        assertTrue(high > low + 5, () -> "abduction " + low + " and " + high + " deg");
        // what is kept between the points must not show
        JsonObject alone = json(List.of("run", "setup.scenario", "--set", "plan.cup.inclination.radiographic=47.5deg", "--set",
                "map=false", "--json"));
        // a sweep does not ask how uncertain each of its many points is
        assertEquals(withoutUncertainty(alone), withoutUncertainty(points.get(1).getAsJsonObject()));
    }

    private static JsonArray withoutUncertainty(JsonObject result) {
        JsonArray measurements = result.getAsJsonArray("measurements").deepCopy();
        measurements.forEach(m -> m.getAsJsonObject().remove("uncertainty"));
        return measurements;
    }

    @Test
    void comparedPlansAreThoseThatRunAlone() throws Exception {
        CaseFolder.copyTo(directory);
        JsonObject compared = json(List.of("compare", "setup.scenario", "--set", "map=false", "--out", "plans.csv", "--json"));
        JsonArray plans = compared.getAsJsonArray("plans");
        assertEquals(2, plans.size());
        JsonObject first = plans.get(0).getAsJsonObject();
        assertEquals(SharedRun.get().json().get("plan"), first.get("plan"));
        assertEquals(SharedRun.get().json().get("measurements"), first.get("measurements"));
        JsonObject second = plans.get(1).getAsJsonObject();
        assertEquals(15, SharedRun.measurement(second, "hip.cup.anteversion.radiographic"), 1e-9);
        List<String> csv = Files.readAllLines(directory.resolve("plans.csv"));
        assertEquals(4, csv.size());
        assertTrue(csv.get(0).startsWith("plan,") && csv.get(1).startsWith(",") && csv.get(2).startsWith("restore,"), csv.toString());
        assertEquals(csv.get(0).split(",").length, csv.get(1).split(",", -1).length);
    }

    @Test
    void aProposedPlanRunsAndIsWhatWasProposed() throws Exception {
        CaseFolder.copyTo(directory);
        JsonObject proposed = json(List.of("propose", "setup.scenario", "--plan", "mine", "--target", "cup.inclination.radiographic=42deg",
                "--out",
                "mine.scenario", "--json"));
        run("validate", "mine.scenario").expect(0);
        JsonObject measured = json(List.of("measure", "mine.scenario", "--json"));
        assertEquals("mine", measured.get("plan").getAsString());
        assertEquals(42, SharedRun.measurement(measured, "hip.cup.inclination.radiographic"), 1e-6);
        Map<String, String> sizes = new TreeMap<>();
        for (JsonElement p : proposed.getAsJsonArray("proposals")) {
            sizes.put(p.getAsJsonObject().get("role").getAsString(), p.getAsJsonObject().get("component").getAsString() + " "
                    + p.getAsJsonObject().get("size").getAsString());
        }
        Map<String, String> placed = new TreeMap<>();
        for (JsonElement p : measured.getAsJsonObject("provenance").getAsJsonArray("parts")) {
            placed.put(p.getAsJsonObject().get("role").getAsString(), p.getAsJsonObject().get("component").getAsString() + " "
                    + p.getAsJsonObject().get("size").getAsString());
        }
        assertEquals(sizes, placed);
        assertEquals(4, sizes.size());
        // the scenario that was read still has its own plans
        assertEquals("restore", json(List.of("measure", "setup.scenario", "--json")).get("plan").getAsString());
    }

    @Test
    void aSurfaceSurvivesEveryFormat() throws Exception {
        CaseFolder.copyTo(directory);
        JsonObject original = json(List.of("measure", CaseFolder.CANAL, "--unit", "mm", "--json"));
        assertTrue(original.get("closed").getAsBoolean());
        String from = CaseFolder.CANAL;
        for (String to : List.of("a.stl", "b.obj", "c.vtp", "d.ply")) {
            run("convert", from, to, "--unit", "mm").expect(0);
            from = to;
        }
        JsonObject last = json(List.of("measure", "d.ply", "--unit", "mm", "--json"));
        assertEquals(original.get("triangles"), last.get("triangles"));
        assertEquals(original.get("vertices"), last.get("vertices"));
        assertTrue(last.get("closed").getAsBoolean());
        for (String id : List.of("mesh.volume", "mesh.area", "mesh.extent.x", "mesh.centroid.y")) {
            double expected = SharedRun.measurement(original, id);
            // STL holds single precision
            assertEquals(expected, SharedRun.measurement(last, id), 1e-5 * Math.abs(expected), id);
        }
        run("convert", "d.ply", "m.ply", "--unit", "mm", "--out-unit", "m").expect(0);
        assertEquals(SharedRun.measurement(last, "mesh.extent.z"), SharedRun.measurement(json(List.of("measure", "m.ply", "--unit", "m",
                "--json")),
                "mesh.extent.z"), 1e-9);
    }

    @Test
    void aSeedMakesTheSameSubjectAgain() throws Exception {
        JsonObject first = json(List.of("generate", "subject", "--seed", "7", "--out", "a/subject", "--json"));
        // another in between, so that it is made again and not remembered; what is set of it is its truth
        JsonObject other = json(List.of("generate", "subject", "--side", "left", "--set", "femoralVersion=21deg", "--set",
                "neckShaftAngle=131deg", "--out", "c/subject", "--json"));
        JsonObject again = json(List.of("generate", "subject", "--seed", "7", "--out", "b/subject", "--json", "--threads", "1"));
        assertEquals(directory.resolve("a/subject/subject.anatomy").toString(), first.get("anatomy").getAsString());
        assertEquals(first.get("truth"), again.get("truth"));
        assertEquals(21, value(other.getAsJsonArray("truth"), "femur.version"), 1e-9);
        assertEquals(131, value(other.getAsJsonArray("truth"), "femur.neck-shaft-angle"), 1e-9);
        assertTrue(Files.readString(directory.resolve("c/subject/subject.anatomy")).contains("femur.left"));
        Map<String, byte[]> a = SharedRun.files(directory.resolve("a"));
        Map<String, byte[]> b = SharedRun.files(directory.resolve("b"));
        assertEquals(a.keySet(), b.keySet());
        a.forEach((name, bytes) -> assertArrayEquals(bytes, b.get(name), name));
        run("validate", "a/subject/subject.anatomy", "c/subject/subject.anatomy").expect(0);
        JsonObject mesh = json(List.of("measure", "a/subject/meshes/pelvis-outer.ply", "--unit", "mm", "--json"));
        assertTrue(mesh.get("closed").getAsBoolean(), mesh::toString);
    }

    private static double value(JsonArray list, String id) {
        JsonObject named = new JsonObject();
        named.add("measurements", list);
        return SharedRun.measurement(named, id);
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        run("run", "example:hip-rom-analytic", "--out", "results", "--dry-run").expect(0);
        run("generate", "subject", "--out", "subject", "--dry-run").expect(0);
        assertEquals(Map.of(), SharedRun.files(directory));
        assertFalse(Files.exists(directory.resolve("results")) || Files.exists(directory.resolve("subject")));
    }

    private Product.Run run(String... line) throws IOException, InterruptedException {
        return WarmProduct.run(directory, line);
    }

    /** What a verb prints, which is as its schema says. */
    private JsonObject json(List<String> line) throws IOException, InterruptedException {
        String out = run(line.toArray(String[]::new)).expect(0).out();
        JsonSchemaTest.assertValid(line.getFirst(), out);
        return JsonParser.parseString(out).getAsJsonObject();
    }
}

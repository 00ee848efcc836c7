/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every verb prints with {@code --json} against its published schema. */
@Execution(ExecutionMode.CONCURRENT)
class JsonSchemaTest {
    private static final Path SCHEMAS = Product.root().resolve("releng/docs/schemas");
    private static final String BASE = "https://orthotwin.org/schemas/cli/1/";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mapPrefix(BASE, SCHEMAS.toUri().toString())));

    private static final String FEMUR = "case/meshes/femur.right-outer.ply";

    @TempDir
    Path directory;

    /** Those of {@link VerbsTest} are tried there. */
    static Stream<Arguments> calls() {
        String analytic = "example:hip-rom-analytic";
        return Stream.of(call("run", "run", analytic, "--dry-run"),
                call("sweep", "sweep", analytic, "--vary", "head.diameter=28mm,32mm", "--dry-run"),
                call("adjust", "adjust", analytic, "--vary", "head.diameter=22mm..40mm", "--want", "hip.rom.flexion=120deg"),
                call("compare", "compare", "setup.scenario", "--dry-run"),
                call("study", "study", analytic, "--vary", "head.diameter=uniform(28mm,36mm)", "--dry-run"),
                call("study", "study", analytic, "--vary", "head.diameter=uniform(28mm,36mm)", "--samples", "9", "--out", "found"),
                call("study", "study", analytic, "--vary", "head.diameter=uniform(28mm,36mm)", "--design", "sensitivity", "--samples", "4"),
                call("study", "study", analytic, "--vary", "head.diameter=uniform(28mm,36mm)", "--design", "one-at-a-time"),
                call("validate", "validate", "setup.scenario", "case/hip-tha.anatomy"), call("validate", "validate", CaseFolder.CANAL,
                        "--unit", "mm"),
                call("validate", "validate", CaseFolder.CANAL, "--unit", "m"),
                call("landmarks", "landmarks", FEMUR, "--unit", "mm", "--bone", "femur", "--side", "right", "--replicas", "1", "--out",
                        "found"),
                call("landmarks", "landmarks", "case/hip-tha.anatomy", "--dry-run"),
                call("convert", "convert", CaseFolder.CANAL, "canal.stl", "--unit", "mm"), call("catalog-list", "catalog", "list"),
                call("catalog-show", "catalog", "show", "generic"), call("catalog-show", "catalog", "show", "generic/head-cocr"),
                call("catalog-check", "catalog", "check", "generic"), call("solvers", "solvers"), call("joints", "joints"),
                call("observables", "observables"),
                call("generate", "generate", "subject", "--out", "other", "--dry-run"),
                call("generate", "generate", "ct", "--joint", "shoulder", "--field", "60mm", "--spacing", "2mm", "--out", "scan"),
                call("volume-info", "volume", "info", VolumeTest.IMAGE), call("volume-info", "volume", "info", VolumeTest.IMAGE,
                        "--dry-run"),
                call("volume-convert", "volume", "convert", VolumeTest.IMAGE, "--out", "a.nii.gz"),
                call("volume-convert", "volume", "convert", VolumeTest.IMAGE, "--out", "b.nii", "--dry-run"),
                call("volume-resample", "volume", "resample", VolumeTest.IMAGE, "--spacing", "1mm", "--out", "c.nrrd"),
                call("replay", "replay", "setup.scenario", "edits.journal"), call("replay", "replay", "setup.scenario", "edits.journal",
                        "--out", "again.scenario"),
                call("new", "new", "sheets", "generic/head-cocr", "--out", "sheets"), call("new", "new", "joint", "--id", "com.acme.thumb",
                        "--repository", "https://example.org/p2", "--out", "thumb", "--dry-run"),
                call("dicom-list", "dicom", "list", "."), call("version", "version"));
    }

    private static Arguments call(String schema, String... line) {
        return Arguments.of(schema, List.of(line));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("calls")
    void isAsTheSchemaSays(String schema, List<String> line) throws Exception {
        if (line.stream().anyMatch(w -> w.equals("setup.scenario") || w.startsWith("case/"))) {
            CaseFolder.copyTo(directory);
        }
        if (line.contains(VolumeTest.IMAGE)) {
            VolumeTest.writeImage(directory);
        }
        if (line.contains("edits.journal")) {
            Files.writeString(directory.resolve("edits.journal"), """
                    {"orthotwin-journal":1}
                    {"time":"2026-11-26T10:00:00Z","author":"Anna","kind":"done","what":"Count anew","changes":[{"set":"scenario",\
                    "feature":"seed","value":"7"}]}
                    {"time":"2026-11-26T10:00:01Z","author":"Anna","kind":"saved","scenario":"0"}
                    """);
        }
        List<String> all = new ArrayList<>(line);
        all.addAll(List.of("--json", "--quiet"));
        Product.Run run = WarmProduct.run(directory, all.toArray(String[]::new));
        // a check that fails still prints what it found
        assertTrue(run.exitCode() == 0 || run.exitCode() == 1 && line.getFirst().equals("validate"), run.err());
        if (line.contains("found") && schema.equals("study")) {
            // what the verb wrote it replaces, as others do
            run = WarmProduct.run(directory, all.toArray(String[]::new)).expect(0);
        }
        assertValid(schema, run.out());
        assertFalse(run.out().contains("NaN") || run.out().contains("Infinity"), run.out());
    }

    @Test
    void theMainJobIsAsTheSchemaSays() throws Exception {
        SharedRun shared = SharedRun.get();
        assertValid("run", shared.run().out());
        assertValid("run", Files.readString(shared.folder().resolve("results.json")));
        Set<String> ids = new TreeSet<>();
        for (JsonElement m : shared.json().getAsJsonArray("measurements")) {
            assertTrue(ids.add(m.getAsJsonObject().get("id").getAsString()), () -> "twice: " + m);
        }
        assertTrue(ids.containsAll(List.of("hip.rom.flexion", "hip.rom.extension", "hip.rom.abduction", "hip.rom.adduction",
                "hip.rom.external-rotation", "hip.rom.internal-rotation", "hip.rom.internal-rotation-at-90-flexion",
                "hip.cup.inclination.radiographic")), ids::toString);
    }

    /** The verbs that change an installation are run by the test of a stranger's bundles; here their schemas are tried on such output. */
    @ParameterizedTest
    @ValueSource(strings = {"install", "uninstall"})
    void theInstallersHaveSchemas(String verb) {
        assertValid(verb, "{\"unit\": \"org.example.feature\", \"action\": \"" + verb + "\", \"done\": true}");
        assertFalse(problems(verb, "{\"unit\": \"org.example.feature\", \"action\": \"" + verb + "\"}").isEmpty());
    }

    /** A synthetic scan whose bones are known, told apart: names, sides, files and the schema. */
    @Test
    void aSegmentationIsAsTheSchemaSays() throws Exception {
        WarmProduct.run(directory, "generate", "ct", "--side", "left", "--spacing", "2mm", "--field", "150mm", "--out", "scan",
                "--quiet")
                .expect(0);
        String out = WarmProduct.run(directory, "segment", "scan/ct.nrrd", "--joint", "hip", "--out", "labels.nii.gz", "--json",
                "--quiet")
                .expect(0).out();
        assertValid("segment", out);
        JsonObject json = JsonParser.parseString(out).getAsJsonObject();
        Set<String> ids = new TreeSet<>();
        json.getAsJsonArray("structures").forEach(s -> ids.add(s.getAsJsonObject().get("id").getAsString()));
        assertTrue(ids.containsAll(List.of("femur.left", "hipbone.left")) && !ids.contains("femur.right"), ids::toString);
        for (JsonElement picture : json.getAsJsonArray("pictures")) {
            assertTrue(Files.size(directory.resolve(picture.getAsString())) > 1000, picture::toString);
        }
        assertTrue(Files.exists(directory.resolve("labels.nii.gz")));
        // a person's corrections, and what covers a bone
        assertValid("labels-edit", WarmProduct.run(directory, "labels", "edit", "labels.nii.gz", "--name", "5=femur.left", "--do",
                "keep femur.left", "--do", "relabel femur.left femur", "--do", "undo", "--corrections", "said.nrrd", "--out", "edited.nrrd",
                "--json",
                "--quiet").expect(0).out());
        assertTrue(Files.exists(directory.resolve("said.nrrd")));
        assertValid("cartilage", WarmProduct.run(directory, "cartilage", "edited.nrrd", "--bone", "femur.left", "--cartilage", "2",
                "--method", "nearest", "--out", "covered.vtp", "--json", "--quiet").expect(0).out());
        assertTrue(Files.size(directory.resolve("covered.png")) > 1000);
        // what is no CT is refused in words
        Product.Run mr = WarmProduct.run(directory, "segment", "scan/ct.nrrd", "--modality", "MR", "--out", "mr.nii.gz", "--quiet")
                .expect(2);
        assertTrue(mr.err().contains("MR") && mr.err().contains("label map"), mr::err);
        assertFalse(Files.exists(directory.resolve("mr.nii.gz")));
    }

    /** The bundled follow-up to its results folder, and every verb that adds to a twin or tells of it. */
    @Test
    void aFollowUpIsAsItsSchemasSay() throws Exception {
        String out = verb("follow", "example:knee-follow-up", "--out", "results");
        assertValid("follow", out);
        assertValid("follow", Files.readString(directory.resolve("results/results.json")));
        JsonObject json = JsonParser.parseString(out).getAsJsonObject();
        for (JsonElement file : json.getAsJsonArray("files")) {
            assertTrue(Files.size(directory.resolve("results").resolve(file.getAsString())) > 0, file::toString);
        }
        JsonObject first = json.getAsJsonArray("alerts").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(a -> a.get("observable").getAsString().equals("knee.migration.mtpm")).findFirst().orElseThrow();
        assertEquals("loosening", first.getAsJsonArray("causes").get(0).getAsJsonObject().get("cause").getAsString());
        String twin = "results/knee-follow-up.twin";
        assertValid("twin-history", verb("twin", "history", twin));
        assertValid("twin-diff", verb("twin", "diff", twin, "--from", "state-5"));
        assertValid("twin-what-if", verb("twin", "what-if", twin, "--at", "2023-01-01"));
        assertValid("twin-cohort", verb("twin", "cohort", twin, "--patients", "200"));
        assertValid("twin-cohort", verb("twin", "cohort", twin, "--patients", "3", "--out", "cohort"));
        String cohort = verb("follow", "cohort");
        assertValid("follow-folder", cohort);
        assertValid("alerts-folder", verb("alerts", "cohort"));
        Path table = Files.writeString(directory.resolve("table.csv"), "patient,observable,time,value,unit\n" + JsonParser
                .parseString(cohort).getAsJsonObject().getAsJsonArray("twins").get(0).getAsJsonObject().get("patient").getAsString()
                + ",body.mass,2022-05-01,80,kg\n");
        assertValid("observe-folder", verb("observe", "import", "cohort", table.toString()));
        Files.writeString(table, Files.readString(table).replace("05-01", "02-30"));
        WarmProduct.run(directory, "observe", "import", "cohort", table.toString(), "--quiet").expect(1);
        String aside = verb("follow", "cohort");
        assertTrue(aside.contains("2022-02-30"), aside);
        assertValid("follow-folder", aside);
        assertValid("alerts-folder", verb("alerts", "cohort"));
        String settled = "cohort/" + JsonParser.parseString(aside).getAsJsonObject().getAsJsonArray("twins").asList().stream().map(
                JsonElement::getAsJsonObject).filter(t -> !t.getAsJsonArray("aside").isEmpty()).findFirst().orElseThrow().get("file")
                .getAsString();
        assertValid("follow", verb("follow", settled));
        assertValid("observe-aside", verb("observe", "aside", settled));
        assertValid("observe-aside", verb("observe", "aside", settled, "--settle", "1", "--why", "no such day"));
        Files.writeString(table, "patient,observable,time,value,unit\nnobody,body.mass,2022-05-01,80,kg\n");
        WarmProduct.run(directory, "observe", "import", "cohort", table.toString(), "--quiet").expect(1);
        assertValid("observe-aside-folder", verb("observe", "aside", "cohort"));
        assertValid("alerts", verb("alerts", twin, "--acknowledge", first.get("id").getAsString(), "--by", "test"));
        assertTrue(verb("alerts", twin).contains("acknowledged"));
        assertValid("twin-branch", verb("twin", "branch", twin, "--from", "state-1", "--reason", "slow", "--set",
                "knee.score.oks.time=200d+-20d"));
        assertValid("observe", verb("observe", "add", twin, "knee.score.oks=28", "--time", "2023-03-01"));
        assertValid("observe", verb("observe", "withdraw", twin, "knee.score.oks@2023-03-01", "--why", "typed for another patient"));
        assertValid("twin-history", verb("twin", "history", twin));
        verb("observe", "add", twin, "complication.infection=1", "--time", "2023-03-02", "--note", "wound");
        assertValid("follow", verb("follow", twin));
        assertValid("alerts", verb("alerts", twin));
        assertValid("calibrate", verb("calibrate", twin, "example:knee-tka", "--vary", "MCL.*.referenceStrain+=normal(0,0.02)",
                "--dry-run"));
        assertValid("observe", verb("observe", "import", twin, "results/knee-follow-up.csv"));
        String disease = verb("follow", "example:knee-osteoarthritis", "--out", "before");
        assertValid("follow", disease);
        assertTrue(disease.contains("asPlanned") && disease.contains("knee.joint-space"));
        assertValid("twin-what-if", verb("twin", "what-if", "before/knee-osteoarthritis.twin", "--do", "operate", "--at", "2027-03-01"));
        assertValid("follow", verb("follow", twin));
        assertEquals(2, WarmProduct.run(directory, "observe", "add", twin, "knee.flexion=104mm", "--time", "2023-03-01").exitCode());
        for (String[] wrong : new String[][] {{"knee.flexion=104,5deg", "104.5deg"}, {"knee.flexion=104", "has no unit, such as deg"}}) {
            String said = WarmProduct.run(directory, "observe", "add", twin, wrong[0], "--time", "2023-03-01").err();
            assertTrue(said.contains(wrong[1]), said);
        }
        assertEquals(2, WarmProduct.run(directory, "follow", twin, "--out", "results").exitCode());
    }

    /** A hip's twin and the case that it is calibrated with, which is then run. */
    @Test
    @Tag("long")
    void aCalibrationIsAsItsSchemasSay() throws Exception {
        verb("follow", "example:hip-follow-up", "--out", "results");
        String twin = "results/hip-follow-up.twin";
        String out = verb("calibrate", twin, "example:hip-tha", "--runs", "40", "--out", "believed");
        assertValid("calibrate", out);
        assertValid("calibrate", Files.readString(directory.resolve("believed/results.json")));
        assertValid("calibrate", verb("calibrate", twin, "example:hip-tha", "--state", "state-50", "--out", "believed"));
        assertValid("follow", verb("follow", twin));
        assertValid("validate", verb("validate", "believed/believed.scenario"));
        assertValid("study", verb("study", "believed/believed.scenario", "--samples", "3"));
        assertEquals(2, WarmProduct.run(directory, "calibrate", twin, "example:knee-tka").exitCode());
        assertEquals(2, WarmProduct.run(directory, "calibrate", twin, "example:hip-tha", "--state", "state-2", "--out", "x").exitCode());
    }

    /** Coupled twins, and a cohort that is shared and adopted. */
    @Test
    void twinsThatLearnFromEachOtherAreAsTheirSchemasSay() throws Exception {
        for (int i = 0; i < 7; i++) {
            String p = "P-" + Math.max(1, i);
            Files.writeString(directory.resolve(i + ".csv"), "patient,time,observable,value,unit\n" + p + ",2020-01-01,knee.operation,1,1\n"
                    + (i == 6 ? "" : p + ",2020-07-01,knee.score.oks,3" + i + ",1\n"));
            verb("observe", "import", "t" + i + ".twin", i + ".csv", "--patient", p);
        }
        assertValid("twin-couple", verb("twin", "couple", "t0.twin", "--with", "t1.twin", "--kind", "left-right"));
        assertValid("twin-network", verb("twin", "network", "t0.twin"));
        assertValid("twin-share", verb("twin", "share", ".", "--out", "summary.json"));
        assertValid("cohort", Files.readString(directory.resolve("summary.json")));
        assertValid("twin-adopt", verb("twin", "adopt", "t6.twin", "--summary", "summary.json"));
    }

    private String verb(String... line) throws Exception {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(List.of("--json", "--quiet"));
        return WarmProduct.run(directory, all.toArray(String[]::new)).expect(0).out();
    }

    /** Each try is a whole run of the plan. */
    @Test
    @Tag("long")
    void anAdjustedPlanIsAsTheSchemaSays() throws Exception {
        CaseFolder.copyTo(directory);
        assertValid("adjust", verb("adjust", "setup.scenario", "--vary", "plan.stem.depth", "--want", "hip.leg-length.change=2mm",
                "--dry-run"));
    }

    /** The same scan as one file and as a DICOM series: the same numbers at the same places; a tilted one is named as tilted. */
    @Test
    void aSeriesOfDicomSlicesIsTheScan() throws Exception {
        List<String> line = List.of("generate", "ct", "--joint", "shoulder", "--field", "60mm", "--spacing", "2mm", "--json", "--quiet");
        generate(line, "--out", "plain", "--format", "nii");
        // what was generated is replaced, whatever its format was
        generate(line, "--out", "plain");
        assertFalse(Files.exists(directory.resolve("plain/ct.nii")));
        JsonObject series = generate(line, "--out", "dicom", "--format", "dcm");
        assertEquals(30, series.getAsJsonObject("ct").getAsJsonArray("images").size());
        JsonObject a = volume("plain/ct.nrrd");
        JsonObject b = volume("dicom/series");
        for (String same : List.of("sha256", "size", "unit")) {
            assertEquals(a.get(same), b.get(same), same);
        }
        for (String near : List.of("originMm", "spacingMm")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(a.getAsJsonArray(near).get(i).getAsDouble(), b.getAsJsonArray(near).get(i).getAsDouble(), 1e-6, near);
            }
        }
        assertEquals("CT", b.get("modality").getAsString());
        assertEquals(0, b.getAsJsonArray("problems").size(), b::toString);
        generate(line, "--out", "again", "--format", "dcm");
        assertEquals(b.get("id"), volume("again/series").get("id"), "the same scan has the same identifiers");
        generate(line, "--out", "tilted", "--format", "dcm", "--tilt", "15deg");
        JsonObject tilted = volume("tilted/series");
        assertEquals("dicom.tilt", tilted.getAsJsonArray("problems").get(0).getAsJsonObject().get("code").getAsString());
        assertFalse(b.get("id").equals(tilted.get("id")));
    }

    private JsonObject generate(List<String> line, String... more) throws Exception {
        List<String> all = new ArrayList<>(line);
        all.addAll(List.of(more));
        String out = WarmProduct.run(directory, all.toArray(String[]::new)).expect(0).out();
        assertValid("generate", out);
        return JsonParser.parseString(out).getAsJsonObject();
    }

    /** What is said of the only volume there. */
    private JsonObject volume(String path) throws Exception {
        String out = WarmProduct.run(directory, "volume", "info", path, "--json", "--quiet").expect(0).out();
        JsonObject all = JsonParser.parseString(out).getAsJsonObject();
        for (String key : all.keySet()) {
            if (all.get(key).isJsonArray()) {
                assertEquals(1, all.getAsJsonArray(key).size(), all::toString);
                return all.getAsJsonArray(key).get(0).getAsJsonObject();
            }
        }
        throw new AssertionError(all.toString());
    }

    @Test
    void everyVerbHasASchema() throws Exception {
        String help = WarmProduct.run(directory, "--help").expect(0).out();
        Matcher m = Pattern.compile("(?m)^  ([a-z]+)  ").matcher(help.substring(help.indexOf("Verbs:")));
        Set<String> verbs = new TreeSet<>();
        while (m.find()) {
            verbs.add(m.group(1));
        }
        assertTrue(verbs.contains("run") && verbs.size() >= 14, help);
        for (String verb : verbs) {
            List<String> names = switch (verb) {
                case "catalog" -> List.of("catalog-list", "catalog-show", "catalog-check");
                case "twin" -> List.of("twin-build", "twin-history", "twin-diff", "twin-branch", "twin-serve",
                        "twin-what-if", "twin-cohort", "twin-couple", "twin-network", "twin-share", "twin-adopt");
                case "follow" -> List.of("follow", "follow-folder");
                case "alerts" -> List.of("alerts", "alerts-folder");
                case "observe" -> List.of("observe", "observe-folder", "observe-aside", "observe-aside-folder");
                case "labels" -> List.of("labels-edit");
                case "dicom" -> List.of("dicom-list", "dicom-import", "dicom-query", "dicom-retrieve", "dicom-send", "dicom-echo",
                        "dicom-serve");
                case "volume" -> List.of("volume-info", "volume-convert", "volume-resample");
                default -> List.of(verb);
            };
            for (String name : names) {
                assertTrue(Files.exists(SCHEMAS.resolve(name + ".json")), () -> "no schema " + name);
            }
        }
    }

    /** A schema that accepts everything would pass all the other tests. */
    @Test
    void schemasAreStrict() throws Exception {
        String good = SharedRun.get().run().out();
        for (String change : List.of("\"scenario\":>\"szenario\":", "\"unit\": \"deg\">\"unit\": \"\"",
                "\"status\": \"converged\">\"status\": \"fine\"",
                "\"verdict\": \"within\">\"verdict\": \"good\"", "\"seed\": 1>\"seed\": \"one\"",
                        "\"provenance\": {>\"host\": \"here\", \"provenance\": {",
                "\"version\": \"1\">\"version\": 1")) {
            String[] words = change.split(">");
            assertTrue(good.contains(words[0]), words[0]);
            String bad = good.replaceFirst(Pattern.quote(words[0]), Matcher.quoteReplacement(words[1]));
            assertFalse(problems("run", bad).isEmpty(), change);
        }
    }

    /** Every schema is a valid one of its kind, says what each member is, and allows no other members than those that it names. */
    @Test
    void schemasAreWellMade() throws IOException {
        JsonSchema meta = FACTORY.getSchema(SchemaLocation.of(SpecVersion.VersionFlag.V202012.getId()));
        List<String> poor = new ArrayList<>();
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                assertEquals(Set.of(), meta.validate(text, InputFormat.JSON), file.toString());
                JsonObject schema = JsonParser.parseString(text).getAsJsonObject();
                assertEquals(BASE + file.getFileName(), schema.get("$id").getAsString());
                for (String key : List.of("title", "description")) {
                    assertTrue(schema.has(key), () -> file + " has no " + key);
                }
                poor(file.getFileName().toString(), schema, poor);
            }
        }
        assertEquals(List.of(), poor);
    }

    private static void poor(String place, JsonElement e, List<String> poor) {
        if (e.isJsonArray()) {
            e.getAsJsonArray().forEach(x -> poor(place, x, poor));
        }
        if (!e.isJsonObject()) {
            return;
        }
        JsonObject o = e.getAsJsonObject();
        if (o.has("required") && !o.has("additionalProperties")) {
            poor.add(place + " allows any member");
        }
        o.entrySet().forEach(member -> {
            if (List.of("if", "then", "else").contains(member.getKey())) {
                // says more of the object that is described around it
                return;
            }
            if (member.getKey().equals("properties") && o.has("required")) {
                member.getValue().getAsJsonObject().entrySet().forEach(p -> {
                    JsonObject property = p.getValue().getAsJsonObject();
                    if (Stream.of("description", "$ref", "const", "items").noneMatch(property::has)) {
                        poor.add(place + "/" + p.getKey() + " is not described");
                    }
                });
            }
            poor(place + "/" + member.getKey(), member.getValue(), poor);
        });
    }

    static void assertValid(String schema, String json) {
        assertEquals(List.of(), problems(schema, json), () -> schema + ": " + json.lines().limit(40).toList());
    }

    private static List<String> problems(String schema, String json) {
        // one object and a line end, nothing before or behind
        assertTrue(json.startsWith("{") && (json.endsWith("}\n") || json.endsWith("}")), json);
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        return FACTORY.getSchema(SchemaLocation.of(BASE + schema + ".json"), config).validate(json, InputFormat.JSON).stream()
                .map(Object::toString).sorted().limit(10).toList();
    }
}

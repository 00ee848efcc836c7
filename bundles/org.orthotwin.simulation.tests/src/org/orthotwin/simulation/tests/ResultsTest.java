/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.model.scenario.MeasurementRequest;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;

/** What a run leaves behind. */
class ResultsTest {

    private static final String[] OVERRIDES = {"rom.map.step=30deg", "plan.cup.inclination.radiographic=42deg"};

    @TempDir
    static Path temp;

    private static SyntheticHip hip;
    private static Path folder;
    private static RunResult result;
    private static List<String> files;

    @BeforeAll
    static void run() throws IOException {
        hip = SyntheticHip.shared();
        folder = temp;
        result = SyntheticHip.run(hip.load(), OVERRIDES);
        files = new ArrayList<>(ResultsFolder.writeData(result, folder, Monitor.NONE));
        ResultsFolder.writeResults(result, folder, files, "en");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json() throws IOException {
        return (Map<String, Object>) JsonText.parse(Files.readString(folder.resolve(ResultsFolder.RESULTS)));
    }

    private static List<Map<String, Object>> rows() throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object o : (List<?>) json().get("measurements")) {
            all.add(map(o));
        }
        return all;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object o) {
        return (Map<String, Object>) o;
    }

    @Test
    void everyFileIsListedAndThere() throws IOException {
        TreeSet<String> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        TreeSet<String> expected = new TreeSet<>(files);
        assertEquals(files.size(), expected.size(), "listed once each");
        expected.add(ResultsFolder.RESULTS);
        assertEquals(expected, found);
        assertTrue(expected.containsAll(List.of("setup.scenario", "measurements.csv", "rom-map.csv", "contacts.csv", "contacts.vtp",
                "parts/cup-envelope.vtp", "case/hip-tha.anatomy", "case/meshes/pelvis-outer.ply")), expected.toString());
    }

    @Test
    void textsNameNoPlaceOfThisMachineAndEndLinesAlike() throws IOException {
        for (String f : files) {
            if (f.matches(".*\\.(csv|json|scenario|anatomy)")) {
                String text = Files.readString(folder.resolve(f));
                assertFalse(text.contains(temp.toString()) || text.contains(hip.folder().toString()), f);
                assertFalse(text.contains("\r"), f);
                assertTrue(text.endsWith("\n"), f);
            }
        }
    }

    @Test
    void theSetupGivesTheSameAgain() {
        RunResult again = SyntheticHip.run(Case.load(folder.resolve(ResultsFolder.SETUP)));
        assertEquals(SyntheticHip.values(result), SyntheticHip.values(again));
        assertEquals(List.of(), again.provenance().get("overrides"));
    }

    @Test
    void theObjectHasItsFields() throws IOException {
        Map<String, Object> o = json();
        assertEquals(List.of("scenario", "plan", "status", "measurements", "warnings", "files", "provenance"), List.copyOf(o.keySet()));
        assertEquals("hip-tha", o.get("scenario"));
        assertEquals("restore", o.get("plan"));
        assertEquals("converged", o.get("status"));
        assertEquals(files, o.get("files"));
        TreeMap<String, Map<String, Object>> byId = new TreeMap<>();
        for (Map<String, Object> m : rows()) {
            assertTrue(m.keySet().containsAll(List.of("id", "version", "value", "unit", "uncertainty", "target", "verdict")), m.toString());
            byId.put((String) m.get("id"), m);
        }
        assertEquals(result.measurements().size(), byId.size());
        assertEquals("deg", byId.get("hip.rom.flexion").get("unit"));
        assertEquals("mm", byId.get("hip.offset.femoral").get("unit"));
        assertEquals("N", byId.get("hip.load.magnitude").get("unit"));
        // ten instrumented hips in one-leg stance: 219 to 328 % of body weight (Bergmann et al. 2016)
        double load = (Double) byId.get("hip.load.magnitude-bw").get("value");
        assertTrue(load > 2.194 && load < 3.280, "" + load);
        assertEquals(42.0, (Double) byId.get("hip.cup.inclination.radiographic").get("value"), 1e-9);
        Map<String, Object> target = map(byId.get("hip.cup.inclination.radiographic").get("target"));
        assertEquals(30.0, target.get("lower"));
        assertEquals(50.0, target.get("upper"));
        assertTrue(((String) target.get("source")).contains("Lewinnek"));
    }

    @Test
    void whereTheNumbersComeFromIsWritten() throws IOException {
        Map<String, Object> p = map(json().get("provenance"));
        assertEquals(List.of(OVERRIDES), p.get("overrides"));
        assertEquals(1.0, p.get("seed"));
        assertTrue(((String) p.get("software")).startsWith("OrthoTwin "));
        assertEquals("research and teaching only", p.get("use"));
        List<?> solvers = (List<?>) p.get("solvers");
        assertEquals("rom", map(solvers.getFirst()).get("id"));
        assertEquals("org.orthotwin.solver.rom", map(solvers.getFirst()).get("bundle"));
        assertTrue(map(map(solvers.getFirst()).get("settings")).containsKey("map.step"));
        assertEquals(4, ((List<?>) p.get("parts")).size());
        for (Object input : (List<?>) p.get("inputs")) {
            assertEquals(Sha256.of(hip.folder().resolve((String) map(input).get("path"))), map(input).get("sha256"));
        }
        assertEquals(result.measurements().size(), map(p.get("definitions")).size());
        assertTrue(map(p.get("catalogues")).containsKey("generic"));
    }

    @Test
    void partsAreWhereThePlanPutsThem() {
        PlacedPart cup = result.problem().part("cup").orElseThrow();
        TriangleMesh expected = cup.part().surfaces().get("envelope").transformed(cup.pose());
        TriangleMesh written = MeshReader.read(folder.resolve("parts/cup-envelope.vtp"), LengthUnit.MILLIMETRE);
        assertEquals(expected.triangleCount(), written.triangleCount());
        for (int i = 0; i < 6; i++) {
            assertEquals(expected.bounds()[i], written.bounds()[i], 1e-6);
        }
    }

    @Test
    void tablesHaveARowOfUnits() throws IOException {
        List<String> map = Files.readAllLines(folder.resolve("rom-map.csv"));
        assertEquals("flexion,internal-rotation,abduction,contact", map.get(0));
        assertEquals("deg,deg,deg,1", map.get(1));
        // flexion -30..140, rotation -60..90 and abduction -40..60 in steps of 30
        assertEquals(2 + 6 * 6 * 4, map.size());
        List<String> contacts = Files.readAllLines(folder.resolve("contacts.csv"));
        int count = result.solutions().values().stream().mapToInt(s -> s.contacts().size()).sum();
        assertEquals(2 + count, contacts.size());
        List<String> all = Files.readAllLines(folder.resolve("measurements.csv"));
        assertEquals("id,version,value,unit,uncertainty,lower,upper,verdict", all.getFirst());
        assertEquals(2 + result.measurements().size(), all.size());
        assertEquals(",,see unit,,see unit,see unit,see unit,", all.get(1));
        for (String line : all) {
            assertTrue(line.split(",", -1).length == 8 || line.contains("\""), line);
        }
    }

    // ---- targets

    private static Measured find(RunResult r, String id) {
        return r.measurements().stream().filter(m -> m.definition().id().equals(id)).findFirst().orElseThrow();
    }

    private static Measured flexionWithin(Double lower, Double upper) {
        MeasurementRequest r = ScenarioFactory.eINSTANCE.createMeasurementRequest();
        r.setDefinition("hip.cup.inclination.radiographic");
        r.setLower(lower);
        r.setUpper(upper);
        Case c = hip.planOnly();
        c.scenario().getMeasurements().add(r);
        List<Measured> all = SyntheticHip.run(c, "plan.cup.inclination.radiographic=42deg").measurements();
        assertEquals(1, all.size());
        return all.getFirst();
    }

    @Test
    void aValueIsHeldAgainstItsTarget() {
        assertEquals(Verdict.WITHIN, flexionWithin(null, null).verdict(), "the definition's own target, 30 to 50 deg");
        assertEquals(Verdict.WITHIN, flexionWithin(Math.toRadians(41), Math.toRadians(43)).verdict());
        assertEquals(Verdict.BELOW, flexionWithin(Math.toRadians(43), null).verdict());
        assertEquals(Verdict.ABOVE, flexionWithin(null, Math.toRadians(41)).verdict());
        assertEquals(Verdict.ABOVE, flexionWithin(Math.toRadians(30), Math.toRadians(41)).verdict());
        assertEquals(Double.POSITIVE_INFINITY, flexionWithin(Math.toRadians(43), null).upper());
        assertEquals(Verdict.NO_TARGET, find(result, "hip.native.version").verdict());
    }

    /** Ranawat's sum is stated for men and women apart, Widmer's for cups of 40 to 45 degrees. */
    @Test
    void aTargetIsHeldOnlyWhereItIsStated() {
        String ranawat = "hip.combined-anteversion.ranawat";
        String widmer = "hip.combined-anteversion.widmer";
        RunResult woman = SyntheticHip.run(hip.planOnly(), "subject.sex=female");
        RunResult man = SyntheticHip.run(hip.planOnly(), "subject.sex=male", "plan.cup.inclination.radiographic=46deg");
        assertEquals(Math.toRadians(45), find(woman, ranawat).upper(), 1e-12);
        assertEquals(Math.toRadians(35), find(man, ranawat).upper(), 1e-12);
        assertEquals(Math.toRadians(25), find(man, ranawat).lower(), 1e-12);
        assertTrue(find(man, ranawat).targetSource().contains("in men"), find(man, ranawat).targetSource());
        assertEquals(Math.toRadians(42.3), find(woman, widmer).upper(), 1e-12, "the plan's inclination is 40 deg");
        Measured steep = find(man, widmer);
        assertEquals(Verdict.NO_TARGET, steep.verdict());
        assertTrue(steep.value().note().contains("hip.cup.inclination.radiographic 40 to 45 deg"), steep.value().note());
        Measured unknown = find(SyntheticHip.run(hip.planOnly(), "subject.sex=unknown"), ranawat);
        assertEquals(Verdict.NO_TARGET, unknown.verdict());
        assertTrue(unknown.value().note().contains("sex male; sex female"), unknown.value().note());
        // what a scenario wants by itself has no such conditions
        MeasurementRequest own = ScenarioFactory.eINSTANCE.createMeasurementRequest();
        own.setDefinition(ranawat);
        own.setUpper(Math.toRadians(50));
        Case c = hip.planOnly();
        c.scenario().getMeasurements().add(own);
        assertEquals(Math.toRadians(50), SyntheticHip.run(c, "subject.sex=unknown").measurements().getFirst().upper(), 1e-12);
    }

    @Test
    void whatCannotBeMeasuredIsSaid() throws IOException {
        Case c = hip.planOnly();
        // without its bone's landmark the muscle has no length
        c.anatomy().orElseThrow().getBones().forEach(b -> b.getLandmarks().removeIf(l -> l.getCode().equals("GMED_O_R")));
        RunResult r = SyntheticHip.run(c);
        Measured m = find(r, "hip.abductor.length.change");
        assertEquals(Verdict.NOT_MEASURED, m.verdict());
        assertTrue(m.value().note().contains("GMED_O_R"), m.value().note());
        assertTrue(r.warnings().stream().anyMatch(w -> w.code().equals("measurement.none")
                && w.toString().contains("hip.abductor.length.change")));
        String text = JsonText.write(r.json(List.of(), "en"));
        assertTrue(text.contains("\"not-measured\""));
        Map<String, Object> back = map(JsonText.parse(text));
        Map<String, Object> row = ((List<?>) back.get("measurements")).stream().map(ResultsTest::map)
                .filter(x -> x.get("id").equals("hip.abductor.length.change")).findFirst().orElseThrow();
        assertTrue(row.containsKey("value") && row.get("value") == null);
        assertNotNull(row.get("note"));
    }

    @Test
    void warningsAreInTheAskedLanguage() {
        Case c = hip.planOnly();
        RunResult r = SyntheticHip.run(c, "plan.liner.size=C-28", "plan.head.size=28+0-A");
        Object english = r.json(List.of(), "en").get("warnings");
        Object french = r.json(List.of(), "fr").get("warnings");
        assertEquals(1, ((List<?>) english).size());
        assertFalse(english.equals(french), english + " / " + french);
    }

    @Test
    void onlyWhatIsWantedIsMeasured() {
        Scenario s = hip.planOnly().scenario();
        assertTrue(s.getMeasurements().isEmpty());
        MeasurementRequest unknown = ScenarioFactory.eINSTANCE.createMeasurementRequest();
        unknown.setDefinition("hip.cup.colour");
        Case c = hip.planOnly();
        c.scenario().getMeasurements().add(unknown);
        assertTrue(SyntheticHip.refusal("measurement.unknown", () -> SyntheticHip.run(c)).getMessage().contains("'hip.cup.colour'"));
        unknown.setDefinition("hip.cup.inclination.radiographic");
        unknown.setVersion("99");
        assertTrue(SyntheticHip.refusal("measurement.version", () -> SyntheticHip.run(c)).getMessage().contains("99"));
        unknown.setVersion("1");
        unknown.setUnit("m");
        SyntheticHip.refusal("measurement.target", () -> SyntheticHip.run(c));
    }
}

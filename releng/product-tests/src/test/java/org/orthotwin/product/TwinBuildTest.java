/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** From a CT whose truth is known to a planned and simulated hip, as a user does it: each step takes what the one before left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
class TwinBuildTest {

    /** Voxel of the scan, mm: coarse, so that the way through takes seconds; the claims for fine ones have tests of their own. */
    private static final double VOXEL = 2;

    /** Static: one for all tests, which build on each other. */
    @TempDir
    static Path folder;
    private Product.Run said;
    private JsonObject built;

    private static JsonObject parsed(Product.Run run) {
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static JsonObject bone(JsonObject built, String id) {
        for (JsonElement b : built.getAsJsonArray("bones")) {
            if (b.getAsJsonObject().get("id").getAsString().equals(id)) {
                return b.getAsJsonObject();
            }
        }
        throw new AssertionError("no bone " + id + " in " + built);
    }

    private static double[] position(JsonObject bone, String code) {
        for (JsonElement l : bone.getAsJsonArray("landmarks")) {
            if (l.getAsJsonObject().get("code").getAsString().equals(code)) {
                return numbers(l.getAsJsonObject().getAsJsonArray("positionMm"));
            }
        }
        throw new AssertionError("no landmark " + code);
    }

    private static double[] numbers(JsonArray a) {
        return new double[] {a.get(0).getAsDouble(), a.get(1).getAsDouble(), a.get(2).getAsDouble()};
    }

    private double error(String bone, String code) throws Exception {
        JsonObject truth = JsonParser.parseString(Files.readString(folder.resolve("ct/truth/truth.json"))).getAsJsonObject()
                .getAsJsonObject("landmarksMm").getAsJsonObject(bone.equals("femur") ? "femur.left" : bone);
        double[] a = numbers(truth.getAsJsonArray(code));
        double[] b = position(bone(built, bone), code);
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    @BeforeAll
    void build() throws Exception {
        WarmProduct.run(folder, "generate", "ct", "--joint", "hip", "--side", "left", "--spacing", VOXEL + "mm", "--field", "bones",
                "--out", "ct", "--threads", "2", "--quiet").expect(0);
        said = WarmProduct.run(folder, "twin", "build", "ct/ct.nrrd", "--modality", "CT", "--side", "left", "--mass", "75kg",
                "--replicas", "2", "--out", "case", "--threads", "2", "--json", "--quiet").expect(0);
        built = parsed(said);
    }

    @Test
    @Order(1)
    void aCtBecomesATwin() throws Exception {
        JsonSchemaTest.assertValid("twin-build", said.out());
        assertTrue(error("femur", "FHC") < 0.5, "head centre " + error("femur", "FHC") + " mm");
        for (String code : new String[] {"LASIS", "RASIS"}) {
            assertTrue(error("pelvis", code) < 2, code + " " + error("pelvis", code) + " mm");
        }
        JsonObject deviation = bone(built, "femur").getAsJsonObject("distanceToLabels");
        assertTrue(deviation.getAsJsonObject("mean").get("value").getAsDouble() < 0.6 * VOXEL, deviation.toString());
        for (JsonElement p : built.getAsJsonArray("pictures")) {
            assertTrue(Files.size(folder.resolve(p.getAsString())) > 10_000, p.getAsString());
        }
        String report = Files.readString(folder.resolve(built.get("report").getAsString()));
        assertTrue(report.contains("data:image/png;base64,") && report.contains("LASIS") && report.contains("Femoral version"),
                "the page shows pictures, landmarks and measures");
        assertFalse(Files.exists(folder.resolve("case.part")));
    }

    @Test
    @Order(2)
    void theTwinIsSoundPlannedAndSimulated() throws Exception {
        WarmProduct.run(folder, "validate", "case/case.scenario", "case/case.anatomy").expect(0);
        WarmProduct.run(folder, "propose", "case/case.scenario", "--out", "case/planned.scenario", "--plan", "first", "--quiet").expect(0);
        JsonObject result = parsed(WarmProduct.run(folder, "run", "case/planned.scenario", "--out", "results", "--set", "map=false",
                "--threads", "2", "--json", "--quiet").expect(0));
        double flexion = SharedRun.measurement(result, "hip.rom.flexion");
        assertTrue(flexion > 70 && flexion < 160, "flexion " + flexion + " degrees");
        double inclination = SharedRun.measurement(result, "hip.cup.inclination.radiographic");
        assertEquals(40, inclination, 1.5, "the proposal's inclination");
        // 75 kg; Bergmann 1993 measured 2.6 of the body's weight in one-leg stance, the static models give 2 to 4
        double load = SharedRun.measurement(result, "hip.load.magnitude");
        assertTrue(load > 1.8 * 75 * 9.81 && load < 4.5 * 75 * 9.81, "hip load " + load + " N");
        for (JsonElement m : result.getAsJsonArray("measurements")) {
            if (m.getAsJsonObject().get("id").getAsString().equals("hip.load.magnitude")) {
                double u = m.getAsJsonObject().get("uncertainty").getAsDouble();
                assertTrue(u > 0.03 * load && u < load, "attachments are not seen, so the load is uncertain: " + u + " N");
            }
        }
    }

    /** Each step alone: the surface of one structure, the density of all. */
    @Test
    @Order(3)
    void surfaceAndDensityComeFromTheLabels() throws Exception {
        Product.Run surface = WarmProduct.run(folder, "surface", "case/images/labels.nrrd", "--label", "femur.left", "--out",
                "femur.stl", "--within", "0.5mm", "--json", "--quiet").expect(0);
        JsonSchemaTest.assertValid("surface", surface.out());
        JsonObject s = parsed(surface);
        assertTrue(s.getAsJsonObject("distanceToLabels").getAsJsonObject("max").get("value").getAsDouble() < 1.2 * VOXEL, surface.out());
        WarmProduct.run(folder, "validate", "femur.stl", "--unit", "mm").expect(0);
        String refusal = WarmProduct.run(folder, "surface", "case/images/labels.nrrd", "--label", "femur.right", "--out", "no.stl")
                .expect(2).err();
        assertTrue(refusal.contains("orthotwin: the label map has no structure 'femur.right'; it has "), refusal);

        Product.Run density = WarmProduct.run(folder, "density", "ct/ct.nrrd", "--labels", "ct/truth/labels.nrrd", "--name", "1=pelvis",
                "--name", "2=femur.left", "--slope", "0.8kg/m3", "--intercept=-5kg/m3", "--erosion", "0", "--law", "keller", "--scenario",
                "case/planned.scenario", "--json", "--quiet").expect(0);
        JsonSchemaTest.assertValid("density", density.out());
        assertEquals(0.8, parsed(density).getAsJsonObject("calibration").getAsJsonObject("slopePerHU").get("value").getAsDouble(), 1e-12);
        for (JsonElement e : parsed(density).getAsJsonArray("structures")) {
            JsonObject o = e.getAsJsonObject();
            double volume = o.getAsJsonObject("volume").get("value").getAsDouble();
            double mean = o.getAsJsonObject("densityMean").get("value").getAsDouble();
            assertEquals(volume * mean / 1000, o.getAsJsonObject("mineral").get("value").getAsDouble(), 1e-6 * volume * mean);
            double modulus = 10500 * Math.pow((0.877 * mean + 79) / 1000, 2.29);
            assertEquals(modulus, o.getAsJsonObject("modulus").get("value").getAsDouble(), 1e-6 * modulus, o.toString());
        }
        // the bone that carries the planned implants
        JsonArray implants = parsed(density).getAsJsonArray("implants");
        assertEquals(List.of("cup in pelvis", "stem in femur"), implants.asList().stream().map(JsonElement::getAsJsonObject)
                .map(i -> i.get("role").getAsString() + " in " + i.get("bone").getAsString()).sorted().toList());
        for (JsonElement i : implants) {
            boolean stem = i.getAsJsonObject().get("role").getAsString().equals("stem");
            assertEquals(stem ? 7 : 3, i.getAsJsonObject().getAsJsonArray("zones").size());
            for (JsonElement z : i.getAsJsonObject().getAsJsonArray("zones")) {
                double volume = z.getAsJsonObject().getAsJsonObject("volume").get("value").getAsDouble();
                assertTrue(volume > 0.3 && volume < 60, z + " cm3");
            }
        }
    }

    @Test
    @Tag("long")
    @Order(4)
    void aPersonsLabelsTakeTheSegmentersPlace() throws Exception {
        JsonObject again = parsed(again());
        assertEquals("labels given", again.get("segmenter").getAsString());
        assertEquals(built.getAsJsonArray("bones"), again.getAsJsonArray("bones"), "the same labels give the same bones on one thread");
    }

    /** The twin of the labels that are there. */
    private static Product.Run again() throws Exception {
        return SharedRun.product().run(folder, "twin", "build", "ct/ct.nrrd", "--modality", "CT", "--side", "left", "--labels",
                "case/images/labels.nrrd", "--replicas", "2", "--out", "again", "--threads", "1", "--json", "--quiet").expect(0);
    }

    /** What a person did to the twin survives that it is built anew in its folder. */
    @Test
    @Tag("long")
    @Order(5)
    void correctionsSurvive() throws Exception {
        Path anatomy = folder.resolve("again/again.anatomy");
        if (!Files.exists(anatomy)) {
            again();
        }
        String xml = Files.readString(anatomy);
        String moved = xml.replaceFirst("(?s)(<landmarks\\s[^>]*?code=\"LEC\"[^>]*?position=\")[^\"]*(\"[^>]*?)(/?>)",
                "$10.1 0.2 0.3$2 locked=\"true\"$3");
        assertFalse(moved.equals(xml), "a landmark was moved and locked");
        Files.writeString(anatomy, moved);
        Files.copy(folder.resolve("ct/truth/labels.nrrd"), folder.resolve("again/images/labels.nrrd"), StandardCopyOption.REPLACE_EXISTING);
        Product.Run run = SharedRun.product().run(folder, "twin", "build", "ct/ct.nrrd", "--modality", "CT", "--side", "left",
                "--replicas", "2", "--out", "again", "--threads", "2", "--json").expect(0);
        assertTrue(run.err().contains("was changed since it was written"), run.err());
        JsonObject again = parsed(run);
        assertEquals("labels given", again.get("segmenter").getAsString());
        assertArrayEquals(new double[] {100, 200, 300}, position(bone(again, "femur"), "LEC"), 1e-9);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final double VOXEL = 1.5;

    /** Static: one for all tests, which build on each other. */
    @TempDir
    static Path folder;
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

    @Test
    @Order(1)
    void aCtBecomesATwin() throws Exception {
        Product product = SharedRun.product();
        product.run(folder, "generate", "ct", "--joint", "hip", "--side", "left", "--spacing", VOXEL + "mm", "--field", "bones", "--out",
                "ct", "--threads", "2", "--quiet").expect(0);
        built = parsed(product.run(folder, "twin", "build", "ct/ct.nrrd", "--modality", "CT", "--side", "left", "--mass", "75kg",
                "--out", "case", "--threads", "2", "--json", "--quiet").expect(0));
        assertTrue(error("femur", "FHC") < 0.5, "head centre " + error("femur", "FHC") + " mm");
        for (String code : new String[] {"LASIS", "RASIS"}) {
            assertTrue(error("pelvis", code) < 2, code + " " + error("pelvis", code) + " mm");
        }
        assertTrue(bone(built, "femur").getAsJsonObject("distanceToLabels").getAsJsonObject("mean").get("value").getAsDouble() < 0.6 * VOXEL);
        for (JsonElement p : built.getAsJsonArray("pictures")) {
            assertTrue(Files.size(folder.resolve(p.getAsString())) > 10_000, p.getAsString());
        }
        assertFalse(Files.exists(folder.resolve("case.part")));
    }

    @Test
    @Order(2)
    void theTwinIsSoundPlannedAndSimulated() throws Exception {
        Product product = SharedRun.product();
        product.run(folder, "validate", "case/case.scenario", "case/case.anatomy").expect(0);
        product.run(folder, "propose", "case/case.scenario", "--out", "case/planned.scenario", "--plan", "first", "--quiet").expect(0);
        JsonObject result = parsed(product.run(folder, "run", "case/planned.scenario", "--out", "results", "--threads", "2", "--json", "--quiet")
                .expect(0));
        double flexion = SharedRun.measurement(result, "hip.rom.flexion");
        assertTrue(flexion > 70 && flexion < 160, "flexion " + flexion + " degrees");
        double inclination = SharedRun.measurement(result, "hip.cup.inclination.radiographic");
        assertEquals(40, inclination, 1.5, "the proposal's inclination");
    }

    @Test
    @Tag("long")
    @Order(3)
    void aPersonsLabelsTakeTheSegmentersPlace() throws Exception {
        JsonObject again = parsed(SharedRun.product().run(folder, "twin", "build", "ct/ct.nrrd", "--modality", "CT", "--side", "left", "--labels", "case/images/labels.nrrd", "--out", "again", "--threads", "1", "--json", "--quiet").expect(0));
        assertEquals("labels given", again.get("segmenter").getAsString());
        assertEquals(built.getAsJsonArray("bones"), again.getAsJsonArray("bones"), "the same labels give the same bones on one thread");
    }
}

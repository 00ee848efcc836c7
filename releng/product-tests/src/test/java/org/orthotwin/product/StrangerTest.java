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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's bundles: built against the published repository alone, put into the product, used, and taken out again. One story, told
 * in order on one copy of the product.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StrangerTest {
    private static final Path SAMPLE = Product.root().resolve("releng/sdk-sample");
    private static final Path REPOSITORY = SAMPLE.resolve("repository/target/repository");
    private static final int BUILD_MINUTES = 8;
    private static final int WORKBENCH_MINUTES = 3;
    /** The colour of the bar in the sample's view, and how much of it there is at the least. */
    private static final int BAR = 0x8E44AD;
    private static final int LEAST_PIXELS = 1000;

    @TempDir
    static Path directory;

    private static Product product;

    @BeforeAll
    static void buildTheSample() throws Exception {
        product = Product.copyTo(Files.createDirectories(directory.resolve("product"))).startingQuickly();
        Path log = directory.resolve("sample.log");
        Process build = new ProcessBuilder(Product.root().resolve(Product.isWindows() ? "releng/build.cmd" : "releng/build").toString(),
                "-f", SAMPLE.resolve("pom.xml").toString(), "clean", "verify", "-Dorthotwin.repository=" + Product.repository().toUri())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            build.descendants().forEach(ProcessHandle::destroyForcibly);
            build.destroyForcibly();
        }
        assertEquals(0, build.waitFor(), () -> log + "\n" + tail(log));
        assertTrue(Files.readString(log).contains("Tests run:"), "the sample's own tests ran");
    }

    @Test
    @Order(1)
    void isNotThereBefore() throws Exception {
        assertFalse(run("joints", "--json").expect(0).out().contains("example.ankle"));
        run("ankle-motions").expect(2);
    }

    @Test
    @Order(2)
    void isInstalled() throws Exception {
        run("install", "--repository", REPOSITORY.toString(), "org.example.ankle.feature").expect(0);
        assertTrue(run("joints", "--json").expect(0).out().contains("\"example.ankle\""));
        assertTrue(run("solvers", "--json").expect(0).out().contains("\"example.ankle.lean\""));
        assertTrue(run("catalog", "list", "--json").expect(0).out().contains("\"fabrikam.ankle\""));
        assertTrue(run("catalog", "check", "fabrikam.ankle").expect(0).err().isEmpty());
        assertEquals(20, JsonParser.parseString(run("ankle-motions", "--json").expect(0).out()).getAsJsonObject().getAsJsonObject("motions")
                .getAsJsonObject("dorsiflexion").get("typical").getAsDouble(), 1e-9);
    }

    @Test
    @Order(3)
    void runsAScenarioWithAllThree() throws Exception {
        JsonObject results = JsonParser.parseString(run("run", SAMPLE.resolve("example/ankle.scenario").toString(), "--out",
                directory.resolve("results").toString(), "--json").expect(0).out()).getAsJsonObject();
        // half of 80 kg, 0.9 m above the ankle, 5 degrees forward
        double moment = 0.5 * 80 * 9.80665 * 0.9 * Math.sin(Math.toRadians(5));
        assertEquals(moment, measurement(results, "example.ankle.moment"), 1e-9);
        assertEquals(moment / 0.05, measurement(results, "example.ankle.achilles-force"), 1e-7);
        assertTrue(Files.exists(directory.resolve("results/results.json")));
    }

    /** Its view stands in the perspective that it extends, and draws what its solver computes of the case that is open. */
    @Test
    @Order(4)
    void itsViewIsInTheWorkbench() throws Exception {
        Path screens = Files.createDirectories(directory.resolve("screen"));
        Optional<Screen> opened = Screen.open(screens);
        Assumptions.assumeTrue(opened.isPresent(), "no Xvfb");
        Path workspace = directory.resolve("workspace");
        Process workbench = null;
        try (Screen screen = opened.get()) {
            workbench = product.environment("DISPLAY", screen.display()).environment("GDK_BACKEND", "x11")
                    .environment("ORTHOTWIN_WORKSPACE", workspace.toString()).start(directory, directory.resolve("ui.out"),
                            directory.resolve("ui.err"), "ui", SAMPLE.resolve("example").toString());
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(WORKBENCH_MINUTES);
            int found = 0;
            while (found < LEAST_PIXELS && System.nanoTime() < end && workbench.isAlive()) {
                Thread.sleep(500);
                found = screen.count(BAR);
            }
            assertTrue(found >= LEAST_PIXELS, found + " pixels of the view's bar\n" + tail(directory.resolve("ui.err")));
        } finally {
            if (workbench != null) {
                workbench.descendants().forEach(ProcessHandle::destroyForcibly);
                workbench.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    @Order(5)
    void aBrokenContributionHarmsNothing() throws Exception {
        run("install", "--repository", REPOSITORY.toString(), "org.example.broken.feature").expect(0);
        Product.Run run = run("joints").expect(0);
        assertTrue(run.out().contains("hip") && run.out().contains("example.ankle"), run.out());
        String said = run.out() + run.err();
        for (String broken : List.of("example.missing-class", "example.wrong-type", "example.throwing", "it has no id",
                "'example.ankle' is contributed by org.example.ankle and by org.example.broken")) {
            assertEquals(1, said.split(broken, -1).length - 1, "times that '" + broken + "' is named in\n" + said);
        }
        // a measurement that throws is named and left out; the others are taken
        Product.Run again = run("run", SAMPLE.resolve("example/ankle.scenario").toString(), "--out", directory.resolve("again").toString())
                .expect(0);
        assertTrue(again.err().contains("example.throwing-measurement could not be measured: the measurement contributed by "
                + "org.example.broken failed: java.lang.ArithmeticException: divided by nothing"), again.err());
        // so is a solver, by its bundle and as a failure of a solver
        Path scenario = directory.resolve("throwing/ankle.scenario");
        Files.createDirectories(scenario.getParent());
        try (Stream<Path> files = Files.list(SAMPLE.resolve("example"))) {
            for (Path f : files.toList()) {
                Files.copy(f, scenario.resolveSibling(f.getFileName()));
            }
        }
        Files.writeString(scenario, Files.readString(scenario).replace("solver=\"example.ankle.lean\"",
                "solver=\"example.throwing-solver\"")
                .replaceAll("<settings[^>]*/>", ""));
        String failed = run("run", scenario.toString(), "--out", directory.resolve("no").toString()).expect(3).err();
        assertTrue(failed.contains("solver 'example.throwing-solver' contributed by org.example.broken failed: "), failed);
        assertFalse(Files.exists(directory.resolve("no")));
        run("uninstall", "org.example.broken.feature").expect(0);
        assertFalse(run("joints").expect(0).err().contains("example.broken"));
    }

    @Test
    @Order(6)
    void refusesWhatItCannotInstall() throws Exception {
        String unit = "org.example.nothing";
        assertTrue(run("install", "--repository", REPOSITORY.toString(), unit).expect(2).err().contains(unit));
        Path empty = Files.createDirectories(directory.resolve("no repository"));
        assertTrue(run("install", "--repository", empty.toString(), "org.example.ankle.feature").expect(2).err().contains("no repository"));
    }

    /** A maker begins with the sheets of a catalogue that is there, changes a size, and has it installed without any build. */
    @Test
    @Order(7)
    void aCatalogueOfSheetsIsInstalled() throws Exception {
        Path sheets = directory.resolve("sheets");
        Path made = directory.resolve("made");
        WarmProduct.run(directory, "new", "sheets", "generic/head-cocr", "--id", "contoso.heads", "--out", sheets.toString()).expect(0);
        Path sizes = sheets.resolve("sizes-head-cocr.csv");
        Files.writeString(sizes, Files.readString(sizes).replace(",ORI-HM-28-P00,", ",CH-28,"));
        JsonObject bundle = JsonParser.parseString(WarmProduct.run(directory, "new", "catalogue", sheets.toString(), "--out",
                made.toString(), "--json").expect(0).out()).getAsJsonObject();
        assertTrue(bundle.get("valid").getAsBoolean() && bundle.get("id").getAsString().equals("contoso.heads"), bundle.toString());
        run("install", "--repository", made.resolve("repository").toString(), "contoso.heads").expect(0);
        assertTrue(run("catalog", "show", "contoso.heads").expect(0).out().contains("CH-28"));
    }

    @Test
    @Order(8)
    void isUninstalled() throws Exception {
        run("uninstall", "org.example.ankle.feature").expect(0);
        assertFalse(run("joints", "--json").expect(0).out().contains("example.ankle"));
        run("ankle-motions").expect(2);
        run("uninstall", "org.example.ankle.feature").expect(2);
    }

    private static Product.Run run(String... arguments) throws IOException, InterruptedException {
        return product.run(directory, arguments);
    }

    private static double measurement(JsonObject results, String id) {
        for (JsonElement m : results.getAsJsonArray("measurements")) {
            if (m.getAsJsonObject().get("id").getAsString().equals(id)) {
                return m.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("no measurement " + id + " in " + results);
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}

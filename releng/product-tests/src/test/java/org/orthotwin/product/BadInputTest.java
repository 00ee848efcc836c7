/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Input that cannot be used, and machines that fail: one clear sentence on standard error, the right exit code, nothing that looks like a
 * result, earlier results as they were, nothing left behind.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadInputTest {
    @TempDir
    Path directory;

    private Path work;
    private Path temporary;
    private Product product;

    /** Damages a case. */
    @FunctionalInterface
    interface Damage {
        void to(CaseFolder c) throws IOException;
    }

    @BeforeEach
    void ownTemporaryFolder() throws IOException {
        work = Files.createDirectories(directory.resolve("work"));
        temporary = Files.createDirectories(directory.resolve("tmp"));
        product = SharedRun.product().startingQuickly("-Djava.io.tmpdir=" + temporary).environment("ORTHOTWIN_LOG_DIR",
                directory.resolve("log").toString());
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("missing surface", c -> c.without(CaseFolder.CANAL), "meshes/femur.right-canal.ply"),
                damage("truncated surface", c -> c.surface(Arrays.copyOf(c.surface(), 5000)), "femur.right", "femur.right-canal.ply"),
                damage("surface that is something else", c -> c.surface("<html></html>".getBytes(StandardCharsets.UTF_8)), "femur.right",
                        "femur.right-canal.ply"),
                damage("wrong unit of a surface", c -> c.inAnatomy("lengthUnit=\"mm\"", "lengthUnit=\"m\""), "pelvis-outer.ply", " m"),
                damage("no unit of a surface", c -> c.inAnatomy("\\s+lengthUnit=\"mm\"", ""), "pelvis-outer.ply", "'mm' or 'm'"),
                damage("unknown unit of a surface", c -> c.inAnatomy("lengthUnit=\"mm\"", "lengthUnit=\"inch\""), "inch"),
                damage("open surface", c -> c.surface(CaseFolder.withHole(c.surface())), "femur.right", "canal"),
                damage("non-manifold surface", c -> c.surface(CaseFolder.withDoubleFace(c.surface())), "femur.right", "canal"),
                damage("empty surface", c -> c.surface(CaseFolder.empty()), "femur.right", "canal"),
                damage("file of no bytes", c -> c.surface(new byte[0]), "femur.right", "femur.right-canal.ply"),
                damage("NaN in a surface", c -> c.surface(CaseFolder.withNan(c.surface())), "femur.right", "femur.right-canal.ply", "NaN"),
                damage("NaN in a landmark", c -> c.moveLandmark("RASIS", Double.NaN, 0, 0), "RASIS", "NaN"),
                damage("NaN in the subject", c -> c.inAnatomy("<mass name=\"mass\" value=\"[^\"]*\"", "<mass name=\"mass\" value=\"NaN\""),
                        "mass",
                        "NaN"),
                damage("NaN in the plan", c -> c.inScenario("name=\"inclination\" number=\"[^\"]*\"",
                        "name=\"inclination\" number=\"NaN\""),
                        "inclination", "NaN"),
                damage("text for a number", c -> c.inScenario("name=\"inclination\" number=\"[^\"]*\"",
                        "name=\"inclination\" number=\"forty\""),
                        "setup.scenario", "forty"),
                damage("landmark outside its bone", c -> c.moveLandmark("RASIS", 0.3, 0.08, 0.03), "RASIS", "pelvis", " mm", "20 mm"),
                damage("frame from collinear landmarks", BadInputTest::lineUpFemur, "isb.femur", "femur.right", "line"),
                damage("unknown joint", c -> c.inAnatomy("(?<=\\s)type=\"hip\"", "type=\"hinge\""), "hinge", "hip"),
                damage("missing joint", c -> c.inScenario("joint=\"hip\"", "joint=\"knee\""), "knee", "hip"),
                damage("unknown solver", c -> c.inScenario("solver=\"rom\"", "solver=\"rome\""), "rome",
                        "hipload, kneeload, ligament, muscle, rom, shoulderbalance, shoulderload, wear"),
                damage("unknown component", c -> c.inScenario("generic/cup-pressfit", "generic/cup-glued"), "cup", "cup-glued",
                        "cup-pressfit"),
                damage("unknown catalogue", c -> c.inScenario("generic/cup-pressfit", "acme/cup"), "cup", "acme"),
                damage("unknown size", c -> c.inScenario("size=\"52\"", "size=\"53\""), "cup", "53", "52"),
                damage("forbidden head and liner", c -> c.inScenario("size=\"36-4\"", "size=\"32-4\""), "head", "liner", "OR-IFU-01",
                        "2026-01-01"),
                damage("recalled part", c -> c.inScenario("size=\"C-36\"", "size=\"D-40\"").inScenario("liner-flat", "liner-lip10"),
                        "ORI-LL-D-40", "OR-FSN-2026-03"),
                damage("unknown frame", c -> c.inScenario("frame=\"pelvis.app\"", "frame=\"pelvis.apq\""), "pelvis.apq", "pelvis.app"),
                damage("unknown bone", c -> c.inScenario("bone=\"pelvis\"", "bone=\"skull\""), "skull", "pelvis, femur.right"),
                damage("coordinate out of its range", c -> c.inScenario("name=\"inclination\" number=\"[^\"]*\"",
                        "name=\"inclination\" number=\"4\""), "inclination", "deg"),
                damage("scenario of a newer version", c -> c.inScenario("model/scenario/1", "model/scenario/2"), "setup.scenario", "2",
                        "1"),
                damage("anatomy of a newer version", c -> c.inAnatomy("model/anatomy/1", "model/anatomy/7"), "hip-tha.anatomy", "7", "1"),
                damage("surface that was changed", c -> flip(c.path(CaseFolder.CANAL)), "femur.right-canal.ply", "SHA-256"),
                damage("anatomy that was changed", c -> Files.writeString(c.anatomy(), Files.readString(c.anatomy()).replace("female",
                        "male")),
                        "hip-tha.anatomy", "SHA-256"),
                damage("scenario that ends early", c -> Files.writeString(c.scenario(), Files.readString(c.scenario()).substring(0, 900)),
                        "setup.scenario"),
                damage("empty scenario", c -> Files.writeString(c.scenario(), ""), "setup.scenario"),
                damage("missing anatomy", c -> c.without("case/hip-tha.anatomy"), "hip-tha.anatomy"),
                damage("path out of the case", c -> c.inAnatomy("path=\"meshes/pelvis-outer.ply\"\\s+sha256=\"[^\"]*\"",
                        "path=\"../../../../etc/passwd\""), "../../../../etc/passwd"));
    }

    private static Arguments damage(String name, Damage damage, String... words) {
        return Arguments.of(name, damage, List.of(words));
    }

    private static void lineUpFemur(CaseFolder c) throws IOException {
        double[] head = c.landmark("FHC");
        double[] medial = c.landmark("MEC");
        c.moveLandmark("LEC", head[0] + 0.9 * (medial[0] - head[0]), head[1] + 0.9 * (medial[1] - head[1]),
                head[2] + 0.9 * (medial[2] - head[2]));
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isRefused(String name, Damage damage, List<String> words) throws Exception {
        CaseFolder c = CaseFolder.copyTo(work);
        damage.to(c);
        Path earlier = earlierResults(work);
        Map<String, byte[]> before = SharedRun.files(work);
        Product.Run run = WarmProduct.run(work, "run", "setup.scenario", "--out", earlier.getFileName().toString(), "--json",
                "--quiet").expect(2);
        assertOneSentence(run, words);
        assertSame(before, SharedRun.files(work));
        assertNothingLeft(work, temporary);
    }

    @Test
    void validateNamesWhatRunRefuses() throws Exception {
        CaseFolder c = CaseFolder.copyTo(work);
        c.inScenario("size=\"36-4\"", "size=\"32-4\"");
        Product.Run run = WarmProduct.run(work, "validate", "setup.scenario", "--quiet", "--json").expect(1);
        assertTrue(run.out().contains("\"valid\": false") && run.out().contains("OR-IFU-01"), run.out());
        assertEquals("", run.err());
        assertNothingLeft(work, temporary);
    }

    @Test
    void aFileInTheWayIsNamed() throws Exception {
        Files.writeString(work.resolve("here"), "a file");
        for (String out : List.of("here", "here/results")) {
            assertOneSentence(product.run(work, "run", "example:hip-rom-analytic", "--out", out, "--quiet").expect(2), List.of("here"));
        }
        assertEquals("a file", Files.readString(work.resolve("here")));
        assertNothingLeft(work, temporary);
    }

    @Test
    void aForeignFolderIsLeftAlone() throws Exception {
        Files.writeString(Files.createDirectories(work.resolve("photos")).resolve("holiday.jpg"), "not ours");
        Map<String, byte[]> before = SharedRun.files(work);
        assertOneSentence(product.run(work, "run", "example:hip-rom-analytic", "--out", "photos", "--quiet").expect(2), List.of("photos"));
        assertOneSentence(product.run(work, "generate", "subject", "--out", "photos", "--quiet").expect(2), List.of("photos"));
        assertSame(before, SharedRun.files(work));
        assertNothingLeft(work, temporary);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesNoResults() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        assumeTrue(shell("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()) == 0,
                "a small disk needs the right to mount one");
        try {
            Files.write(disk.resolve("filler"), new byte[(1 << 20) - 8192]);
            Product.Run run = product.run(work, "run", "example:hip-rom-analytic", "--out", disk.resolve("results").toString(), "--quiet")
                    .expect(2);
            assertOneSentence(run, List.of("disk", "space"));
            try (Stream<Path> left = Files.list(disk)) {
                assertEquals(List.of(disk.resolve("filler")), left.toList());
            }
            Path csv = disk.resolve("points.csv");
            run = product.run(work, "sweep", "example:hip-rom-analytic", "--vary", "cup.inclination.radiographic=30deg:60deg:0.25deg",
                    "--out", csv.toString(), "--quiet").expect(2);
            assertOneSentence(run, List.of("points.csv", "space"));
            assertFalse(Files.exists(csv));
        } finally {
            assertEquals(0, shell("umount", disk.toString()));
        }
        assertNothingLeft(work, temporary);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullStandardOutputIsSaid() throws Exception {
        Path err = directory.resolve("err");
        Process p = product.start(work, Path.of("/dev/full"), err, "version", "--json");
        assertTrue(p.waitFor(60, TimeUnit.SECONDS));
        assertEquals(2, p.exitValue());
        assertEquals(1, Files.readString(err).lines().count(), Files.readString(err));
        assertTrue(Files.readString(err).contains("standard output"), Files.readString(err));
    }

    /** A folder that looks like results of before. */
    static Path earlierResults(Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("results"));
        Files.writeString(folder.resolve("results.json"), "{\"earlier\": true}\n");
        return folder;
    }

    static void assertOneSentence(Product.Run run, List<String> words) {
        assertEquals("", run.out());
        List<String> lines = run.err().lines().toList();
        assertEquals(1, lines.size(), run.err());
        assertTrue(lines.getFirst().startsWith("orthotwin: "), run.err());
        assertFalse(run.err().contains("Exception") || run.err().contains("null"), run.err());
        List<String> missing = new ArrayList<>(words);
        missing.removeIf(run.err()::contains);
        assertEquals(List.of(), missing, () -> "words that are missing in: " + run.err());
    }

    static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    static void assertNothingLeft(Path work, Path temporary) throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.filter(f -> f.getFileName().toString().startsWith("orthotwin")).toList());
        }
        try (Stream<Path> all = Files.walk(work)) {
            assertEquals(List.of(), all.filter(f -> f.getFileName().toString().matches(".*\\.(part|old).*")).toList());
        }
    }

    static int shell(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;

/** The verb {@code study}: its folder, going on, and what it refuses. */
class StudyTest {

    private static final String VARY = "head.diameter=uniform(28mm,36mm)";

    @TempDir
    Path directory;

    private Path out() {
        return directory.resolve("results");
    }

    private Call study(String... more) {
        List<String> line = new ArrayList<>(List.of("study", "example:hip-rom-analytic", "--vary", VARY, "--quiet"));
        line.addAll(List.of(more));
        return Call.of(line);
    }

    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) JsonText.parse(text);
    }

    @Test
    void aFolderHoldsTheStudyWhole() throws IOException {
        Call call = study("--out", out().toString(), "--samples", "12", "--json");
        assertEquals(0, call.exitCode(), call.err());
        Map<?, ?> json = json(call.out());
        assertEquals(List.of("report.html", "results.json", "samples.csv", "samples.jsonl"), json.get("files"));
        assertEquals(json.get("measurements"), json(Files.readString(out().resolve("results.json"))).get("measurements"));
        assertEquals(14, Files.readAllLines(out().resolve("samples.csv")).size());
        assertEquals("sample,status,head.diameter", Files.readAllLines(out().resolve("samples.csv")).getFirst().substring(0, 27));
        assertEquals(",,mm", Files.readAllLines(out().resolve("samples.csv")).get(1).substring(0, 4));
        assertTrue(Files.readString(out().resolve("report.html")).contains("Latin hypercube"));
        // others may be in its place, or more samples of the same
        assertEquals(0, study("--out", out().toString(), "--design", "sobol", "--samples", "8").exitCode());
        assertEquals(0, study("--out", out().toString(), "--design", "sobol", "--samples", "16", "--resume").exitCode());
        assertEquals(17, Files.readAllLines(out().resolve("samples.jsonl")).size());
        Call other = study("--out", out().toString(), "--design", "sobol", "--samples", "16", "--resume", "--seed", "99");
        assertEquals(2, other.exitCode());
        assertTrue(other.err().contains("the seed is 99 now"), other.err());
        assertFalse(Files.exists(out().resolve("unfinished.samples")));
    }

    /** What was left by a study that was killed is not thrown away unasked, and goes on to what it would have come to. */
    @Test
    void anUnfinishedStudyGoesOn() throws IOException {
        assertEquals(0, study("--out", out().toString(), "--samples", "10").exitCode());
        byte[] whole = Files.readAllBytes(out().resolve("samples.jsonl"));
        Path left = Files.createDirectory(directory.resolve("left"));
        Files.write(left.resolve("unfinished.samples"), java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
        Call anew = study("--out", left.toString(), "--samples", "10");
        assertEquals(2, anew.exitCode());
        assertTrue(anew.err().contains("unfinished.samples") && anew.err().contains("--resume"), anew.err());
        assertEquals(0, study("--out", left.toString(), "--samples", "10", "--resume").exitCode());
        assertTrue(java.util.Arrays.equals(whole, Files.readAllBytes(left.resolve("samples.jsonl"))));
        assertFalse(Files.exists(left.resolve("unfinished.samples")));
    }

    @Test
    void wordsThatCannotBeAreRefused() {
        assertTrue(refused("--design", "random").contains("there is no design 'random'; there are monte-carlo, lhs, sobol"));
        assertTrue(refused("--samples", "many").contains("'many' is not a number of samples"));
        assertTrue(refused("--resume").contains("--out"));
        assertTrue(refused("--vary", "neck.diameter=normal(12mm,-1mm)").contains("'deviation' is -0.001 m"));
        assertTrue(refused("--vary", "neck.diamter=normal(12mm,1mm)").contains("near to it: neck.diameter"));
    }

    private String refused(String... more) {
        Call call = study(more);
        assertEquals(2, call.exitCode());
        return call.err();
    }

    @Test
    void aDryRunSamplesNothing() {
        Call call = study("--out", out().toString(), "--dry-run", "--json");
        assertEquals(0, call.exitCode());
        assertEquals("checked", json(call.out()).get("status"));
        assertFalse(Files.exists(out()));
    }

    @Test
    void samplesThatCannotBeComputedAreSaid() {
        Call call = study("--vary", "neck.diameter=uniform(24mm,32mm)", "--samples", "10", "--json");
        assertEquals(3, call.exitCode());
        Map<?, ?> samples = (Map<?, ?>) json(call.out()).get("samples");
        assertTrue((Double) samples.get("refused") + (Double) samples.get("failed") > 0, samples::toString);
        assertTrue(call.err().contains("of 10 samples"), call.err());
    }
}

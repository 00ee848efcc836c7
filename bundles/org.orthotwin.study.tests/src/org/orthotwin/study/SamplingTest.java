/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.simulation.Verdict;

/** Sampling on threads, into a file that goes on after whatever happened. */
class SamplingTest {

    private static final int SIZE = 200;

    @TempDir
    Path folder;

    private static Map<String, Object> identity(String seed) {
        Map<String, Object> id = new LinkedHashMap<>();
        id.put("scenario", "test");
        id.put("design", "monte-carlo");
        id.put("seed", seed);
        id.put("inputs", List.of("x normal(0, 1)"));
        id.put("scenarioSha256", "abc");
        return id;
    }

    private static Sample sample(long i, Monitor m) {
        Points p = Points.of(Design.MONTE_CARLO, 2, SIZE, 9);
        double[] u = p.at(i);
        if (i % 50 == 17) {
            return new Sample(i, Sample.Status.REFUSED, "too.large", "number " + i + " is \"too\" large", u, Map.of());
        }
        Map<String, Sample.Taken> v = new LinkedHashMap<>();
        v.put("a.sum", new Sample.Taken(u[0] + u[1] / 3, Verdict.WITHIN));
        v.put("a.lost", new Sample.Taken(Double.NaN, Verdict.NOT_MEASURED));
        return new Sample(i, Sample.Status.CONVERGED, "", "", u, v);
    }

    /** Later samples are ready first now and then. */
    private static Sample slow(long i, Monitor m) {
        long end = System.nanoTime() + (i * 7919 % 13) * 100_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return sample(i, m);
    }

    private List<Sample> run(Path file, int threads, Sampling.Sampler sampler, Monitor monitor) throws IOException {
        try (SampleFile f = SampleFile.open(file, identity("1"))) {
            return Sampling.all(java.util.Collections.nCopies(threads, sampler), SIZE, Optional.of(f), "test", monitor);
        }
    }

    private Path whole() throws IOException {
        Path file = folder.resolve("whole");
        run(file, 1, SamplingTest::sample, Monitor.NONE);
        return file;
    }

    private static String refused(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(InputException.class, what).diagnostic().text("en");
    }

    @Test
    void twoThreadsWriteTheSameBytesAsOne() throws IOException {
        Path one = whole();
        Path two = folder.resolve("two");
        List<Sample> samples = run(two, 2, SamplingTest::slow, Monitor.NONE);
        assertEquals(-1, Files.mismatch(one, two));
        assertEquals(SIZE, samples.size());
        for (int i = 0; i < SIZE; i++) {
            assertEquals(i, samples.get(i).index());
        }
    }

    @Test
    void samplesComeBackFromTheirFile() throws IOException {
        Path file = whole();
        AtomicLong asked = new AtomicLong();
        List<Sample> again = run(file, 2, (i, m) -> {
            asked.incrementAndGet();
            return sample(i, m);
        }, Monitor.NONE);
        assertEquals(0, asked.get());
        for (int i = 0; i < SIZE; i++) {
            Sample expected = sample(i, Monitor.NONE);
            assertEquals(expected.values(), again.get(i).values());
            assertTrue(Arrays.equals(expected.inputs(), again.get(i).inputs()));
            assertEquals(expected.reason(), again.get(i).reason());
            assertEquals(expected.status(), again.get(i).status());
        }
    }

    /** Killed in the middle of a line, between two lines, within the first line, and before anything was written. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.31, 0.5, 0.77, 0.9999})
    void aCutFileGoesOnToTheSameBytes(double at) throws IOException {
        byte[] bytes = Files.readAllBytes(whole());
        Path cut = folder.resolve("cut");
        Files.write(cut, Arrays.copyOf(bytes, (int) (at * bytes.length)));
        run(cut, 2, SamplingTest::slow, Monitor.NONE);
        assertEquals(-1, Files.mismatch(folder.resolve("whole"), cut));
    }

    @Test
    void aStoppedRunKeepsWhatIsThereAndGoesOn() throws IOException {
        Path file = folder.resolve("stopped");
        AtomicBoolean stop = new AtomicBoolean();
        Monitor monitor = Monitor.until(stop::get);
        assertThrows(CancellationException.class, () -> run(file, 2, (i, m) -> {
            if (i == 120) {
                stop.set(true);
            }
            m.checkCancelled();
            return sample(i, m);
        }, monitor));
        long lines = Files.lines(file).count();
        assertTrue(lines > 100 && lines <= 121, lines + " lines");
        run(file, 2, SamplingTest::sample, Monitor.NONE);
        assertEquals(-1, Files.mismatch(whole(), file));
    }

    @Test
    void whatFailsStopsTheRestAndIsSaid() throws IOException {
        Path file = folder.resolve("failed");
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> run(file, 2, (i, m) -> {
            if (i == 60) {
                throw new IllegalStateException("a defect");
            }
            return sample(i, m);
        }, Monitor.NONE));
        assertEquals("a defect", e.getMessage());
        // a sample that was under way may still be written
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        assertTrue(lines.size() <= 61, lines.size() + " lines");
    }

    /** More samples than may wait for the one that is missing: the other thread must not wait for it. */
    @Test
    void nobodyWaitsForASampleThatFailed() {
        AtomicLong taken = new AtomicLong();
        Sampling.Sampler failing = (i, m) -> {
            if (i == 5) {
                throw new IllegalStateException("a defect");
            }
            taken.incrementAndGet();
            return sample(i, m);
        };
        IllegalStateException e = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertThrows(IllegalStateException.class,
                () -> Sampling.all(List.of(failing, failing), 100_000, Optional.empty(), "task", Monitor.NONE)));
        assertEquals("a defect", e.getMessage());
        assertTrue(taken.get() < 1000, taken + " samples after the one that failed");
    }

    @Test
    void samplesOfAnotherStudyAreRefusedByWhatDiffers() throws IOException {
        Path file = whole();
        byte[] before = Files.readAllBytes(file);
        assertEquals("'" + file + "' holds samples of another study: the seed is 2 now and was 1; give another folder, or begin anew "
                + "without --resume", refused(() -> SampleFile.open(file, identity("2"))));
        Map<String, Object> changed = identity("1");
        changed.put("scenarioSha256", "def");
        assertEquals("'" + file + "' holds samples of another study: the scenario has changed since; give another folder, or begin anew "
                + "without --resume", refused(() -> SampleFile.open(file, changed)));
        assertTrue(Arrays.equals(before, Files.readAllBytes(file)), "what is refused is not touched");
    }

    @Test
    void otherFilesAreRefusedUntouched() throws IOException {
        Path file = folder.resolve("letter");
        Files.writeString(file, "Dear Sir,\nno samples here\n");
        assertEquals("'" + file + "' holds no samples of a study", refused(() -> SampleFile.open(file, identity("1"))));
        Files.writeString(file, "Dear Sir");
        assertEquals("'" + file + "' holds no samples of a study", refused(() -> SampleFile.open(file, identity("1"))));
        assertEquals("Dear Sir", Files.readString(file));
        Path broken = whole();
        List<String> lines = new ArrayList<>(Files.readAllLines(broken));
        lines.set(5, lines.get(5).substring(4));
        Files.write(broken, lines);
        assertEquals("line 6 of '" + broken + "' is no sample, and it is not the last one; the file was changed by something else",
                refused(() -> SampleFile.open(broken, identity("1"))));
    }

    @Test
    void twoAtOnceAreRefused() throws IOException {
        Path file = folder.resolve("busy");
        try (SampleFile first = SampleFile.open(file, identity("1"))) {
            assertEquals(0, first.samples().size());
            assertEquals("another study writes to '" + file + "' just now", refused(() -> SampleFile.open(file, identity("1"))));
        }
        SampleFile.open(file, identity("1")).close();
    }
}

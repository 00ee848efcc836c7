/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.orthotwin.product.BadInputTest.assertNothingLeft;
import static org.orthotwin.product.BadInputTest.assertSame;
import static org.orthotwin.product.BadInputTest.earlierResults;
import static org.orthotwin.product.BadInputTest.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A run that is interrupted ends within a second and leaves what was there. */
@Isolated("others would be measured with it")
@EnabledOnOs(OS.LINUX)
class CancelTest {
    /** The promise is a second: so much processor time, on two processors, whatever else a machine is doing. */
    private static final Duration WORK = Duration.ofSeconds(2);
    /** A process that works no more and does not end hangs. */
    private static final long HANGS_SECONDS = 20;

    @TempDir
    Path directory;

    private Path work;
    private Path temporary;
    private Product product;

    @BeforeEach
    void ownTemporaryFolder() throws IOException {
        work = Files.createDirectories(directory.resolve("work"));
        temporary = Files.createDirectories(directory.resolve("tmp"));
        product = SharedRun.product();
    }

    @Test
    void stopsWhenAskedAndLeavesNothing() throws Exception {
        CaseFolder.copyTo(work);
        earlierResults(work);
        Map<String, byte[]> before = SharedRun.files(work);
        for (String phase : List.of("Synthetic subject", "Range of motion", "Results")) {
            interrupt(phase);
            assertSame(before, SharedRun.files(work));
            assertNothingLeft(work, temporary);
        }
    }

    private void interrupt(String phase) throws IOException, InterruptedException {
        Path err = directory.resolve("err");
        // a build that runs in the background hands an ignored interrupt down
        ProcessBuilder builder = new ProcessBuilder("env", "--default-signal=INT", product.folder().resolve("orthotwin").toString(), "run",
                "example:hip-tha", "--out", "results", "--json").directory(work.toFile())
                .redirectOutput(directory.resolve("out").toFile()).redirectError(err.toFile());
        builder.environment().put("ORTHOTWIN_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        builder.environment().put("ORTHOTWIN_LOG_DIR", directory.resolve("log").toString());
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Process p = builder.start();
        try {
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !Files.readString(err).contains(phase);) {
                assertTrue(p.isAlive(), () -> "ended before '" + phase + "'");
                assertTrue(System.nanoTime() < end, () -> "'" + phase + "' did not begin");
                Thread.sleep(10);
            }
            Thread.sleep(150);
            Duration before = worked(p);
            Duration after = before;
            assertEquals(0, shell("kill", "-INT", String.valueOf(p.pid())));
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANGS_SECONDS); p.isAlive(); Thread.sleep(10)) {
                Duration now = worked(p);
                after = now.compareTo(after) > 0 ? now : after;
                assertTrue(System.nanoTime() < end, () -> "does not end in '" + phase + "'");
            }
            assertEquals(130, p.exitValue(), Files.readString(err));
            Duration work = after.minus(before);
            assertTrue(work.compareTo(WORK) < 0, () -> work.toMillis() + " ms of processor time to stop in '" + phase + "'");
            List<String> said = Files.readString(err).lines().filter(l -> l.startsWith("orthotwin: ")).toList();
            assertEquals(1, said.size(), Files.readString(err));
            assertEquals("", Files.readString(directory.resolve("out")));
        } finally {
            p.destroyForcibly().waitFor();
        }
    }

    /** Processor time of a process so far; none once it has ended. */
    private static Duration worked(Process p) {
        return p.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

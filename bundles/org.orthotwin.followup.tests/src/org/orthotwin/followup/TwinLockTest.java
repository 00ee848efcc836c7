/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/** One at a time adds to a twin. */
class TwinLockTest {

    @TempDir
    private Path folder;

    @Test
    void theSecondWaitsAndIsToldWhoHasIt() throws IOException {
        Path twin = folder.resolve("a.twin");
        try (TwinLock first = TwinLock.of(twin, Duration.ZERO, Monitor.NONE)) {
            assertTrue(TwinLock.tryOf(twin).isEmpty());
            InputException e = assertThrows(InputException.class, () -> TwinLock.of(twin, Duration.ofMillis(30), Monitor.NONE));
            assertEquals("lock.held", e.diagnostic().code());
            assertTrue(e.getMessage().contains(" " + ProcessHandle.current().pid() + ")"), e.getMessage());
            String left = Files.readString(folder.resolve(".a.twin.lock")).split("\n")[0];
            assertTrue(left.matches(ProcessHandle.current().pid() + " \\d{4}-\\d\\d-\\d\\dT[0-9:]+Z OrthoTwin"), left);
            assertThrows(CancellationException.class, () -> TwinLock.of(twin, Duration.ofMinutes(1), Monitor.until(() -> true)));
            assertTrue(TwinLock.tryOf(folder.resolve("b.twin")).map(TwinLockTest::closed).isPresent());
        }
        TwinLock.of(twin, Duration.ZERO, Monitor.NONE).close();
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals("lock.no-folder", assertThrows(InputException.class, () -> TwinLock.tryOf(folder.resolve("none/a.twin")))
                .diagnostic().code());
    }

    /** Given back twice, it takes nothing from who has it next. */
    @Test
    void closedTwiceItIsStillTheNextOnes() throws IOException {
        Path twin = folder.resolve("a.twin");
        TwinLock first = TwinLock.tryOf(twin).orElseThrow();
        first.close();
        try (TwinLock next = TwinLock.tryOf(twin).orElseThrow()) {
            first.close();
            assertTrue(Files.exists(folder.resolve(".a.twin.lock")));
            assertTrue(TwinLock.tryOf(twin).isEmpty());
        }
    }

    /** What counts between processes is the system's lock, which looking at the file would lose. */
    @Test
    void theSystemKnowsOfIt() throws IOException {
        Path locks = Path.of("/proc/locks");
        assumeTrue(Files.isReadable(locks), "the system does not list its locks");
        Path twin = folder.resolve("a.twin");
        try (TwinLock first = TwinLock.of(twin, Duration.ZERO, Monitor.NONE)) {
            String inode = ":" + Files.getAttribute(folder.resolve(".a.twin.lock"), "unix:ino") + " ";
            assertTrue(Files.readAllLines(locks).stream().anyMatch(l -> l.contains(inode)));
            assertThrows(InputException.class, () -> TwinLock.of(twin, Duration.ZERO, Monitor.NONE));
            assertTrue(Files.readAllLines(locks).stream().anyMatch(l -> l.contains(inode)));
        }
    }

    private static TwinLock closed(TwinLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return lock;
    }

    /** Reading, adding one and writing back, by many at once: nothing is lost, though the file of the lock comes and goes. */
    @Test
    void nothingIsLostBetweenMany() throws Exception {
        Path file = folder.resolve("count");
        Files.writeString(file, "0");
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = IntStream.range(0, 4).<Future<?>>mapToObj(i -> pool.submit(() -> {
                for (int k = 0; k < 25; k++) {
                    try (TwinLock lock = TwinLock.of(file, Duration.ofSeconds(30), Monitor.NONE)) {
                        Files.writeString(file, String.valueOf(Integer.parseInt(Files.readString(file)) + 1));
                    }
                }
                return null;
            })).toList();
            for (Future<?> f : all) {
                f.get();
            }
        }
        assertEquals("100", Files.readString(file));
    }
}

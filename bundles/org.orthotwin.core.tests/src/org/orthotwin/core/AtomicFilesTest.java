/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

    @TempDir
    Path folder;

    @Test
    void writesAndReplaces() throws IOException {
        Path file = folder.resolve("a/b/c.txt");
        AtomicFiles.writeString(file, "one\nd\u00e9j\u00e0\n");
        assertArrayEquals("one\nd\u00e9j\u00e0\n".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
        AtomicFiles.write(file, out -> out.write(new byte[] {0, 1, 2}));
        assertArrayEquals(new byte[] {0, 1, 2}, Files.readAllBytes(file));
        assertEquals(List.of("c.txt"), names(file.getParent()));
    }

    @Test
    void theOldFileStandsUntilTheNewOneIsWhole() throws IOException {
        Path file = folder.resolve("results.json");
        AtomicFiles.writeString(file, "old");
        AtomicFiles.write(file, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertEquals("old", Files.readString(file));
        });
        assertEquals(1 << 20, Files.size(file));
    }

    @Test
    void aFailureKeepsTheOldFileAndLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("results.json");
        AtomicFiles.writeString(file, "old");
        IOException full = new IOException("no space left");
        IOException named = assertThrows(IOException.class, () -> AtomicFiles.write(file, out -> {
            out.write(new byte[1 << 20]);
            throw full;
        }));
        assertSame(full, named.getCause());
        assertEquals(file + ": no space left", named.getMessage());
        assertThrows(IllegalStateException.class, () -> AtomicFiles.write(file, out -> {
            out.write(1);
            throw new IllegalStateException("cancelled");
        }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("results.json"), names(folder));
    }

    @Test
    void aFailureWithoutAnOldFileLeavesNoFile() throws IOException {
        Path file = folder.resolve("results.json");
        assertThrows(IOException.class, () -> AtomicFiles.write(file, out -> {
            out.write(1);
            throw new IOException("no space left");
        }));
        assertEquals(List.of(), names(folder));
    }

    @Test
    void aFolderInTheWayIsNotHarmed() throws IOException {
        Path file = Files.createDirectories(folder.resolve("results.json"));
        Files.writeString(file.resolve("inside"), "kept");
        assertThrows(IOException.class, () -> AtomicFiles.writeString(file, "new"));
        assertEquals("kept", Files.readString(file.resolve("inside")));
        assertEquals(List.of("results.json"), names(folder));
    }

    @Test
    void aFileInTheWayOfTheFolderIsNotHarmed() throws IOException {
        Path file = Files.writeString(folder.resolve("results"), "kept");
        assertThrows(IOException.class, () -> AtomicFiles.writeString(file.resolve("a.txt"), "new"));
        assertEquals("kept", Files.readString(file));
    }

    /** As any other program would have written it, not closed to everybody else. */
    @Test
    void permissionsAreTheUsualOnes() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions on this file system");
        Path usual = Files.writeString(folder.resolve("usual"), "");
        Path file = folder.resolve("file");
        AtomicFiles.writeString(file, "");
        assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(file));
    }

    @Test
    void manyWritersOfOneFileLeaveOneWholeFile() throws Exception {
        Path file = folder.resolve("shared");
        Thread[] writers = new Thread[8];
        IOException[] failures = new IOException[writers.length];
        for (int i = 0; i < writers.length; i++) {
            int n = i;
            writers[i] = new Thread(() -> {
                try {
                    AtomicFiles.writeString(file, String.valueOf(n).repeat(200_000));
                } catch (IOException e) {
                    failures[n] = e;
                }
            });
            writers[i].start();
        }
        for (Thread t : writers) {
            t.join();
        }
        assertArrayEquals(new IOException[writers.length], failures);
        String text = Files.readString(file);
        assertEquals(text.substring(0, 1).repeat(200_000), text);
        assertFalse(names(folder).size() > 1, () -> folder + " has left-overs");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}

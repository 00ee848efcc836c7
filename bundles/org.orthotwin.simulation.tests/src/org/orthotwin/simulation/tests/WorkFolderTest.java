/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.simulation.WorkFolder;

class WorkFolderTest {

    @TempDir
    Path directory;

    @Test
    void aTwinThatWasFollowedOnInItsResultsIsNotReplaced() throws IOException {
        Path results = Files.createDirectories(directory.resolve("results"));
        Path twin = Files.writeString(results.resolve("knee.twin"), "as it was written");
        Files.writeString(results.resolve("results.json"), "{}");
        Files.setLastModifiedTime(twin, FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(results.resolve("results.json"), FileTime.fromMillis(1_000_500));
        try (WorkFolder w = WorkFolder.beside(results)) {
            assertTrue(Files.isDirectory(w.path()));
        }
        Files.setLastModifiedTime(twin, FileTime.fromMillis(1_001_000));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> WorkFolder.beside(results));
        assertTrue(e.getMessage().contains("knee.twin"), e.getMessage());
        assertEquals("as it was written", Files.readString(twin));
        Files.setLastModifiedTime(twin, FileTime.fromMillis(1_000_000));
        Files.writeString(results.resolve("knee.alerts.json"), "{\"entries\": []}");
        assertThrows(IllegalArgumentException.class, () -> WorkFolder.beside(results));
    }
}

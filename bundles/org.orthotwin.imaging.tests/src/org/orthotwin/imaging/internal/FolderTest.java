/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;

/** Folders in which something cannot be read: the rest is. */
class FolderTest {

    @TempDir
    Path folder;

    /** Accepts all but {@code other.bin}, which cannot be looked into, and finds no series; {@code closed.img} cannot be read. */
    private static class Reader extends FileReader {

        @Override
        boolean acceptsFile(Path file) throws IOException {
            if (file.endsWith("other.bin")) {
                throw new AccessDeniedException(file.toString());
            }
            return true;
        }

        @Override
        List<ImageSeries> scanFile(Path file, String id) throws IOException {
            if (file.endsWith("closed.img")) {
                throw new AccessDeniedException(file.toString());
            }
            return List.of();
        }
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        for (String name : List.of("a.img", "closed.img", "other.bin")) {
            Files.writeString(folder.resolve(name), "x");
        }
        Reader reader = new Reader();
        assertTrue(reader.accepts(folder));
        List<ImageSeries> found = reader.scan(folder, Monitor.NONE);
        assertEquals(1, found.size());
        assertEquals("closed.img", found.getFirst().id());
        assertEquals("data.unreadable", assertThrows(InputException.class, () -> found.getFirst().read(ReadOptions.DEFAULT, Monitor.NONE))
                .diagnostic().code());
    }

    /** Of two folders the second is gone when its turn comes; to whom it is closed it looks alike. */
    @Test
    void foldersThatCannotBeOpenedAreLeftOut() throws IOException {
        for (String name : List.of("a", "b")) {
            Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("closed.img"), "x");
        }
        Reader reader = new Reader() {
            @Override
            boolean acceptsFile(Path file) throws IOException {
                Path other = folder.resolve(file.getParent().endsWith("a") ? "b" : "a");
                Files.deleteIfExists(other.resolve("closed.img"));
                Files.deleteIfExists(other);
                return true;
            }
        };
        assertEquals(1, reader.scan(folder, Monitor.NONE).size());
        assertThrows(NoSuchFileException.class, () -> new Reader().find(folder.resolve("none"), false));
    }
}

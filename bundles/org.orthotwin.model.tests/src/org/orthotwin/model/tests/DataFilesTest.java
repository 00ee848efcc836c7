/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;

class DataFilesTest {

    @TempDir
    Path folder;
    private Path model;
    private Path data;

    @BeforeEach
    void files() throws IOException {
        model = folder.resolve("case/x.anatomy");
        data = folder.resolve("case/meshes/femur.stl");
        Files.createDirectories(data.getParent());
        Files.writeString(data, "solid");
        Files.writeString(folder.resolve("outside.stl"), "solid");
    }

    @Test
    void aReferenceIsMadeAndFound() throws IOException {
        DataReference r = DataFiles.reference(model, data, "mm");
        assertEquals("meshes/femur.stl", r.getPath());
        assertEquals(Sha256.of(data), r.getSha256());
        assertEquals(data, DataFiles.resolve(model, r));
        // The folder can be moved.
        Path moved = Files.move(folder.resolve("case"), folder.resolve("elsewhere"));
        assertEquals(moved.resolve("meshes/femur.stl"), DataFiles.resolve(moved.resolve("x.anatomy"), r));
        assertThrows(IllegalArgumentException.class, () -> DataFiles.reference(model, folder.resolve("outside.stl"), "mm"));
    }

    @Test
    void aChangedFileIsNamedWithBothHashes() throws IOException {
        DataReference r = DataFiles.reference(model, data, "mm");
        Files.writeString(data, "solid changed");
        InputException e = assertThrows(InputException.class, () -> DataFiles.resolve(model, r));
        assertEquals("data.changed", e.diagnostic().code());
        assertTrue(e.getMessage().contains("meshes/femur.stl") && e.getMessage().contains(r.getSha256())
                && e.getMessage().contains(Sha256.of(data)), e.getMessage());
        assertThrows(InputException.class, () -> DataFiles.verify(r, new byte[] {1}));
        r.setSha256(null);
        assertEquals(data, DataFiles.resolve(model, r));
    }

    @Test
    void aMissingFileIsNamed() {
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setPath("meshes/tibia.stl");
        InputException e = assertThrows(InputException.class, () -> DataFiles.resolve(model, r));
        assertEquals(model + " refers to 'meshes/tibia.stl', which is not there.", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../outside.stl", "meshes/../../outside.stl", "C:/x.stl", "c:x.stl", "..\\outside.stl",
        "meshes\\femur.stl", "meshes//femur.stl", "./meshes/femur.stl", "//host/share", "a\u0000b", ""})
    void aHostilePathIsRefused(String path) {
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setPath(path);
        assertTrue(DataFiles.problem(r).isPresent());
        assertThrows(InputException.class, () -> DataFiles.resolve(model, r));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.exchange.internal.ModelExporter;
import org.orthotwin.exchange.internal.ModelImporter;
import org.orthotwin.exchange.internal.SurfaceExporter;
import org.orthotwin.exchange.internal.SurfaceImporter;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;

/** Files of others by their endings; with and without a running platform. */
class ExchangeTest {

    private static final ExchangeOptions MM = new ExchangeOptions(Optional.of(LengthUnit.MILLIMETRE));
    private static final ExchangeOptions NONE = new ExchangeOptions(Optional.empty());
    private static final TriangleMesh TETRAHEDRON = new TriangleMesh(new double[] {0, 0, 0, 0.25, 0, 0, 0, 0.5, 0, 0, 0, -0.125},
            new int[] {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3});
    private static final String OURS = "org.orthotwin.exchange";

    @TempDir
    Path folder;

    /** Without a platform nothing has been contributed yet. */
    @BeforeEach
    void contribute() {
        if (Exchange.importers().ids().isEmpty()) {
            String surfaces = "stl,ply,obj,vtp";
            String models = "anatomy,implant,scenario,twin";
            add(Exchange.importers(), OURS, "surface", "mesh", surfaces + ",vtk,wrl,vrml", SurfaceImporter::new);
            add(Exchange.importers(), OURS, "model", "model", models, ModelImporter::new);
            add(Exchange.exporters(), OURS, "surface", "mesh", surfaces, SurfaceExporter::new);
            add(Exchange.exporters(), OURS, "model", "model", models, ModelExporter::new);
        }
    }

    @AfterEach
    void takeOut() {
        Exchange.importers().removeContributor("stranger");
        Exchange.exporters().removeContributor("stranger");
    }

    private static <T> void add(Registry<T> registry, String bundle, String id, String content, String endings, Supplier<T> maker) {
        registry.add(new Contribution<>(id, id, "", bundle, Map.of("content", content, "extensions", endings), Map.of(), maker));
    }

    private static TriangleMesh mesh(Path file) throws IOException {
        return ((Content.Mesh) Exchange.read(file, MM, Monitor.NONE).content()).mesh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.stl", "a.ply", "a.obj", "a.vtp", "A.STL", "two.dots.Ply"})
    void surfacesComeBack(String name) throws IOException {
        Path file = folder.resolve(name);
        Exchange.write(new Content.Mesh(TETRAHEDRON), file, MM, Monitor.NONE);
        TriangleMesh back = mesh(file);
        assertEquals(4, back.triangleCount());
        assertEquals(4, back.vertexCount());
        assertArrayEquals(TETRAHEDRON.bounds(), back.bounds(), 0, "powers of two: exact in single precision too");
    }

    @Test
    void modelsComeBack() throws IOException {
        Anatomy anatomy = AnatomyFactory.eINSTANCE.createAnatomy();
        anatomy.setId("a");
        anatomy.setName("Nobody");
        Path file = folder.resolve("a.anatomy");
        Exchange.write(new Content.Model(anatomy), file, NONE, Monitor.NONE);
        Imported back = Exchange.read(file, NONE, Monitor.NONE);
        assertEquals("model", back.content().kind());
        assertEquals("Nobody", ((Anatomy) ((Content.Model) back.content()).root()).getName());
        assertEquals(List.of(), back.dropped());
    }

    @Test
    void theUnitIsNeverGuessed() throws IOException {
        Path file = folder.resolve("a.stl");
        InputException e = assertThrows(InputException.class, () -> Exchange.write(new Content.Mesh(TETRAHEDRON), file, NONE,
                Monitor.NONE));
        assertTrue(e.getMessage().contains("'a.stl'") && e.getMessage().contains("unit"), e.getMessage());
        assertFalse(Files.exists(file));
        Exchange.write(new Content.Mesh(TETRAHEDRON), file, MM, Monitor.NONE);
        assertThrows(InputException.class, () -> Exchange.read(file, NONE, Monitor.NONE));
        TriangleMesh metres = ((Content.Mesh) Exchange.read(file, new ExchangeOptions(Optional.of(LengthUnit.METRE)),
                Monitor.NONE).content())
                .mesh();
        assertEquals(250, metres.bounds()[3], 0);
        // but for our own VTP, which states it; what the user says comes first
        Path own = folder.resolve("a.vtp");
        Exchange.write(new Content.Mesh(TETRAHEDRON), own, MM, Monitor.NONE);
        Imported read = Exchange.read(own, NONE, Monitor.NONE);
        assertEquals(Optional.of(LengthUnit.MILLIMETRE), read.unit());
        assertEquals(0.25, ((Content.Mesh) read.content()).mesh().bounds()[3], 1e-15);
        assertEquals(Optional.of(LengthUnit.METRE), Exchange.read(own, new ExchangeOptions(Optional.of(LengthUnit.METRE)),
                Monitor.NONE).unit());
    }

    @Test
    void anUnknownEndingIsNamedWithTheKnownOnes() throws IOException {
        Path file = Files.writeString(folder.resolve("a.docx"), "");
        String read = assertThrows(NoSuchElementException.class, () -> Exchange.read(file, MM, Monitor.NONE)).getMessage();
        assertTrue(read.contains("reads 'a.docx'") && read.contains("vtk") && read.contains("stl"), read);
        String written = assertThrows(NoSuchElementException.class, () -> Exchange.requireWriter(file)).getMessage();
        assertTrue(written.contains("writes 'a.docx'") && written.contains("stl") && !written.contains("vtk"), written);
        assertThrows(NoSuchElementException.class, () -> Exchange.read(folder.resolve("stl"), MM, Monitor.NONE), "a name is no ending");
    }

    @Test
    void kindsAreNotMixed() {
        Content model = new Content.Model(AnatomyFactory.eINSTANCE.createAnatomy());
        assertEquals("'a.stl' holds a mesh, not a model",
                assertThrows(IllegalArgumentException.class, () -> Exchange.write(model, folder.resolve("a.stl"), MM,
                        Monitor.NONE)).getMessage());
        assertEquals("'a.anatomy' holds a model, not a mesh", assertThrows(IllegalArgumentException.class,
                () -> Exchange.write(new Content.Mesh(TETRAHEDRON), folder.resolve("a.anatomy"), MM, Monitor.NONE)).getMessage());
    }

    @Test
    void brokenAndMissingFilesAreNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.ply"), "ply\nformat ascii 1.0\nelement vertex 3\n");
        assertTrue(assertThrows(InputException.class, () -> Exchange.read(broken, MM, Monitor.NONE)).getMessage().contains("broken.ply"));
        Path empty = Files.createFile(folder.resolve("empty.stl"));
        assertTrue(assertThrows(InputException.class, () -> Exchange.read(empty, MM, Monitor.NONE)).getMessage().contains("empty.stl"));
        Path missing = folder.resolve("missing.stl");
        assertEquals(missing.toString(), assertThrows(NoSuchFileException.class, () -> Exchange.read(missing, MM, Monitor.NONE)).getFile());
        Path directory = Files.createDirectory(folder.resolve("folder.stl"));
        assertTrue(assertThrows(IOException.class, () -> Exchange.read(directory, MM, Monitor.NONE)).getMessage().contains("folder.stl"));
        assertThrows(InputException.class, () -> Exchange.read(folder.resolve("missing.anatomy"), NONE, Monitor.NONE));
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("way"), "kept");
        assertThrows(IOException.class, () -> Exchange.write(new Content.Mesh(TETRAHEDRON), inTheWay.resolve("a.stl"), MM, Monitor.NONE));
        Path directory = Files.createDirectory(folder.resolve("folder.stl"));
        Files.writeString(directory.resolve("inside"), "kept");
        assertThrows(IOException.class, () -> Exchange.write(new Content.Mesh(TETRAHEDRON), directory, MM, Monitor.NONE));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("folder.stl", "way"), files.map(p -> p.getFileName().toString()).sorted().toList());
        }
        assertEquals("kept", Files.readString(inTheWay));
    }

    @Test
    void ofSeveralForAnEndingTheFirstByIdThatCanBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("a.xyz"), "");
        Importer b = (path, options, monitor) -> new Imported(new Content.Mesh(TETRAHEDRON), List.of("b"));
        Importer c = (path, options, monitor) -> new Imported(new Content.Mesh(TETRAHEDRON), List.of("c"));
        add(Exchange.importers(), "stranger", "z.c", "mesh", "abc, xyz", () -> c);
        assertEquals(List.of("c"), Exchange.read(file, MM, Monitor.NONE).dropped());
        add(Exchange.importers(), "stranger", "z.b", "mesh", "xyz", () -> b);
        add(Exchange.importers(), "stranger", "z.a", "mesh", "xyz", () -> null);
        assertEquals(List.of("b"), Exchange.read(file, MM, Monitor.NONE).dropped());
        assertEquals(1, Exchange.importers().problems().stream().filter(p -> p.contains("'z.a'")).count());
        Exporter d = (content, path, options, monitor) -> Files.writeString(path, "d");
        add(Exchange.exporters(), "stranger", "z.a", "mesh", "xyz", () -> {
            throw new IllegalStateException("no licence");
        });
        add(Exchange.exporters(), "stranger", "z.d", "mesh", "xyz", () -> d);
        Exchange.write(new Content.Mesh(TETRAHEDRON), file, MM, Monitor.NONE);
        assertEquals("d", Files.readString(file));
    }

    @Test
    void whereNoneCanBeMadeTheEndingIsUnknown() {
        add(Exchange.importers(), "stranger", "z.a", "mesh", "xyz", () -> null);
        assertThrows(NoSuchElementException.class, () -> Exchange.read(folder.resolve("a.xyz"), MM, Monitor.NONE));
    }
}

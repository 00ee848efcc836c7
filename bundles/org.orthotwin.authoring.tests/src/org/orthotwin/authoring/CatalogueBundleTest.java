/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.joint.Side;

/** Sheets with a mesh become a bundle that a repository offers; what is wrong leaves nothing behind. */
class CatalogueBundleTest {

    @TempDir
    private Path folder;

    private Path sheets() throws IOException {
        Path sheets = Files.createDirectories(folder.resolve("sheets"));
        Files.writeString(sheets.resolve("catalogue.csv"),
                "name,value\nid,contoso.blocks\nname,Contoso <blocks>\nmanufacturer,Contoso & Co\n"
                + "version,2.1\nlicence,CC0-1.0\nfictional,yes\neffective date,2026-01-01\n");
        Files.writeString(sheets.resolve("components.csv"), "id,name,kind,target anatomy,side rule,fixation,materials\n"
                + "block,Block,tibia.block,tibia,either,cementless,Ti6Al4V\n");
        Files.writeString(sheets.resolve("sizes-block.csv"),
                "label,part number,valid from,edge [mm],mesh envelope [mm],tolerance envelope [mm]\n"
                + "10,B-10,2026-01-01,10,meshes/ten.stl,0.05\n");
        Files.writeString(sheets.resolve("assemblies.csv"), "id,name\nblocks,Blocks\n");
        Files.writeString(sheets.resolve("slots.csv"), "assembly,role,components,mandatory,exclusive\nblocks,block,block,yes,yes\n");
        Files.createDirectories(sheets.resolve("meshes"));
        Files.writeString(sheets.resolve("meshes/ten.stl"), cube(10));
        return sheets;
    }

    /** A cube with a corner at the origin, twelve triangles turned outwards. */
    private static String cube(int edge) {
        int[][] corners = new int[8][];
        for (int i = 0; i < 8; i++) {
            corners[i] = new int[] {(i & 1) * edge, (i >> 1 & 1) * edge, (i >> 2) * edge};
        }
        int[][] faces = {{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}};
        StringBuilder s = new StringBuilder("solid cube\n");
        for (int[] f : faces) {
            for (int[] t : new int[][] {{f[0], f[1], f[2]}, {f[0], f[2], f[3]}}) {
                s.append("facet normal 0 0 0\nouter loop\n");
                for (int v : t) {
                    int[] c = corners[v];
                    s.append("vertex ").append(c[0]).append(' ').append(c[1]).append(' ').append(c[2]).append('\n');
                }
                s.append("endloop\nendfacet\n");
            }
        }
        return s.append("endsolid cube\n").toString();
    }

    @Test
    void aRepositoryOffersWhatTheSheetsSay() throws IOException {
        Path out = folder.resolve("out");
        CatalogueBundle.Outcome o = CatalogueBundle.make(sheets(), Optional.empty(), out, false, Monitor.NONE);
        assertTrue(o.written(), o.findings().toString());
        assertEquals("contoso.blocks", o.id());
        assertTrue(o.version().startsWith("2.1.0.v2"), o.version());
        LoadedCatalogue c = LoadedCatalogue.load(out.resolve("bundle/catalogue/contoso.blocks.implant"));
        assertEquals(1e-6, volume(c), 1e-12, "the cube's, m3");
        Path jar = out.resolve("repository/plugins/" + o.id() + '_' + o.version() + ".jar");
        try (JarFile j = new JarFile(jar.toFile())) {
            assertEquals(o.id() + ";singleton:=true", j.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            assertEquals(o.version(), j.getManifest().getMainAttributes().getValue("Bundle-Version"));
            assertEquals(List.of("META-INF/MANIFEST.MF", "catalogue/contoso.blocks.implant", "catalogue/meshes/ten.stl", "plugin.xml"),
                    j.stream().map(e -> e.getName()).toList());
        }
        String artifacts = Files.readString(out.resolve("repository/artifacts.xml"));
        assertTrue(artifacts.contains(Sha256.of(jar)) && artifacts.contains("'" + Files.size(jar) + "'"), artifacts);
        assertTrue(Files.readString(out.resolve("repository/content.xml")).contains("Contoso &amp; Co"));
        // once more over it, as after a change of a sheet
        assertTrue(CatalogueBundle.make(folder.resolve("sheets"), Optional.empty(), out, false, Monitor.NONE).written());
        // but not over something else
        Files.writeString(out.resolve("mine.txt"), "mine");
        assertThrows(IllegalArgumentException.class, () -> CatalogueBundle.make(folder.resolve("sheets"), Optional.empty(), out, false,
                Monitor.NONE));
        assertTrue(Files.exists(out.resolve("mine.txt")));
    }

    private static double volume(LoadedCatalogue c) {
        return MassProperties.of(c.realise(c.components().getFirst(), c.components().getFirst().getSizes().getFirst(), Side.RIGHT)
                .surfaces().get("envelope")).volume();
    }

    @Test
    void errorsLeaveNothingBehind() throws IOException {
        Path sheets = sheets();
        Path out = folder.resolve("out");
        // in the wrong unit it is ten metres large
        Path sizes = sheets.resolve("sizes-block.csv");
        Files.writeString(sizes, Files.readString(sizes).replace("mesh envelope [mm]", "mesh envelope [m]"));
        CatalogueBundle.Outcome o = CatalogueBundle.make(sheets, Optional.empty(), out, false, Monitor.NONE);
        assertFalse(o.written() || o.sound());
        assertTrue(o.findings().stream().map(Diagnostic::toString).anyMatch(f -> f.contains("B-10")), o.findings().toString());
        Files.writeString(sizes, "label,part number,edge [mm]\n10,B-10,ten\n");
        assertFalse(CatalogueBundle.make(sheets, Optional.empty(), out, false, Monitor.NONE).sound());
        assertThrows(InputException.class, () -> CatalogueBundle.make(sheets(), Optional.of("blocks"), out, false, Monitor.NONE));
        assertThrows(InputException.class, () -> CatalogueBundle.make(sheets(), Optional.of("org.orthotwin.blocks"), out, false,
                Monitor.NONE));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(sheets), left.toList());
        }
    }

    @Test
    void lookingWritesNothing() throws IOException {
        CatalogueBundle.Outcome o = CatalogueBundle.make(sheets(), Optional.empty(), folder.resolve("out"), true, Monitor.NONE);
        assertTrue(o.sound());
        assertFalse(o.written() || Files.exists(folder.resolve("out")));
    }
}

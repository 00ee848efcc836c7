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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.Size;

/** Catalogues go to sheets and come back the same; what is wrong with a sheet is told with its place. */
class CatalogueSheetsTest {

    @TempDir
    private Path folder;

    private static LoadedCatalogue generic(String name) {
        return LoadedCatalogue.load(Path.of(System.getProperty("orthotwin.root"),
                "bundles/org.orthotwin.catalog.generic/catalogue/" + name + ".implant"));
    }

    /** Everything that our own catalogues have is in the sheets, to the last digit, French texts too. */
    @ParameterizedTest
    @ValueSource(strings = {"generic", "knee", "knee-partial", "shoulder"})
    void comesBackTheSame(String name) throws IOException {
        LoadedCatalogue source = generic(name);
        CatalogueSheets.write(source, null, Optional.empty(), folder);
        assertThrows(IllegalArgumentException.class, () -> CatalogueSheets.write(source, null, Optional.empty(), folder),
                "nothing is written over");
        CatalogueSheets.Content read = CatalogueSheets.read(folder, Monitor.NONE);
        assertEquals(List.of(), read.problems());
        CatalogueSheets.order(source.model());
        assertEquals(ModelFiles.text(source.model()), ModelFiles.text(read.catalogue()));
        assertEquals(source.translations(), read.texts());
    }

    @Test
    void oneComponentComesAlone() throws IOException {
        CatalogueSheets.write(generic("generic"), "cup-pressfit", Optional.of("contoso.cups"), folder);
        CatalogueSheets.Content read = CatalogueSheets.read(folder, Monitor.NONE);
        Catalogue c = read.catalogue();
        assertEquals("contoso.cups", c.getId());
        assertTrue(read.texts().get("fr").containsKey("contoso.cups.name") && read.texts().get("fr").containsKey("cup-pressfit.name"));
        assertEquals(List.of("cup-pressfit"), c.getProductLines().stream().flatMap(l -> l.getComponents().stream()).map(Component::getId)
                .toList());
        assertTrue(c.getAssemblies().stream().flatMap(a -> a.getSlots().stream()).allMatch(s -> s.getRole().equals("cup")));
        assertTrue(Files.readString(folder.resolve("sizes-cup-pressfit.csv")).lines().findFirst().orElseThrow()
                .contains("cup.outer-diameter [mm]"));
        InputException e = assertThrows(InputException.class, () -> CatalogueSheets.write(generic("generic"), "cup",
                Optional.empty(), folder.resolve("other")));
        assertTrue(e.getMessage().contains("cup-pressfit"), e.getMessage());
    }

    private void write(String sheet, String text) throws IOException {
        Files.writeString(folder.resolve(sheet), text);
    }

    /** As a spreadsheet with semicolons writes it, with the least that has to be said. */
    private void plates() throws IOException {
        write("catalogue.csv", "name;value\nid;contoso.plates\nname;Contoso plates\nmanufacturer;Contoso\nlicence;CC0-1.0\n"
                + "fictional;yes\nversion;1.0\neffective date;2026-01-01\n");
        write("components.csv",
                "id,name,kind,target anatomy,side rule,materials\nplate,\"Plate, straight\",ankle.tibial,tibia,either,Ti6Al4V; CoCr\n");
        write("sizes-plate.csv", "label,part number,valid from,length [mm],width [mm],mesh envelope [mm],tolerance envelope [mm]\n"
                + "S,P-1,2026-01-01,29,26,small.stl,0.05\nM,P-2,2026-01-01,32.1,28,,\n");
        write("shapes.csv", "component,role,shape,x,y,z,a,b,c\nplate,envelope,box,0,3 mm,0,length,0.006,width\n");
        write("features.csv", "component,kind,gender,x,y,z,axis x,axis y,axis z\nplate,ankle.bearing,female,0,0,0,0,0,1\n");
        write("small.stl", "solid a\nfacet normal 0 0 1\nouter loop\n"
                + "vertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid a\n");
    }

    @Test
    void sheetsOfAMakerBecomeACatalogue() throws IOException {
        plates();
        CatalogueSheets.Content read = CatalogueSheets.read(folder, Monitor.NONE);
        assertEquals(List.of(), read.problems());
        Component c = read.catalogue().getProductLines().getFirst().getComponents().getFirst();
        assertEquals("Plate, straight", c.getName());
        assertEquals(List.of("Ti6Al4V", "CoCr"), c.getMaterials());
        assertEquals(List.of("length", "width"), c.getParameters().stream().map(p -> p.getName()).toList());
        assertEquals("m", c.getParameters().getFirst().getUnit());
        Size m = c.getSizes().get(1);
        assertEquals("plate.M", m.getId());
        assertEquals(32.1 / 1000, m.getParameters().getFirst().getValue());
        assertEquals(2, m.getVariations().getFirst().getRank());
        FileGeometry mesh = (FileGeometry) c.getSizes().getFirst().getGeometries().getFirst();
        assertEquals(0.05 / 1000, mesh.getTolerance());
        assertEquals("mm", mesh.getFile().getLengthUnit());
        ParametricGeometry shape = (ParametricGeometry) c.getGeometries().getFirst();
        assertEquals("0.003", shape.getProfile().getFirst().getY(), "3 mm in SI");
        assertEquals("length", shape.getProfile().getFirst().getA());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "components.csv|side rule|side rul|sheets.column|side rule",
        "components.csv|either|eiter|cell.unknown|line 2, column 'side rule': 'eiter' is not known; known are: either",
        "sizes-plate.csv|length [mm]|length [mn]|sheets.unit|'mn'",
        "sizes-plate.csv|28,,|28,,,x|sheets.cells|line 3: 8 cells",
        "sizes-plate.csv|32.1|3x|cell.quantity|sizes-plate.csv, line 3, column 'length [mm]': '3x'",
        "sizes-plate.csv|32.1|32 deg|cell.quantity|32 deg",
        "sizes-plate.csv|small.stl|big.stl|cell.no-file|line 2, column 'mesh envelope [mm]': there is no file 'big.stl'",
        "sizes-plate.csv|small.stl|../small.stl|cell.path|leaves the folder",
        "sizes-plate.csv|mesh envelope [mm]|mesh envelope|cell.mesh-unit|mm or m",
        "features.csv|plate,|plane,|cell.unknown|'plane' is not known; known are: plate",
        "catalogue.csv|id;|nr;|cell.unknown|'nr'",
        "shapes.csv|envelope|,|cell.missing|'role'",
        "shapes.csv|role,shape,x,y,z,a|role,shape,x,y,z,a [mm]|cell.expression|'length' is an expression",
    })
    void wrongCellsAreNamed(String text) throws IOException {
        String[] t = text.split("\\|");
        plates();
        Path sheet = folder.resolve(t[0]);
        String before = Files.readString(sheet);
        String after = before.replace(t[1], t[2].equals(",") ? "" : t[2]);
        assertFalse(before.equals(after));
        Files.writeString(sheet, after);
        CatalogueSheets.Content read = CatalogueSheets.read(folder, Monitor.NONE);
        assertFalse(read.isWhole());
        Diagnostic found = read.problems().stream().filter(d -> d.code().equals(t[3])).findFirst().orElseThrow(
                () -> new AssertionError(read.problems().toString()));
        assertTrue(found.toString().contains(t[4]), found.toString());
        assertFalse(found.text("fr").equals(found.toString()), "in French, too");
    }

    @Test
    void otherFoldersAreRefused() {
        assertThrows(InputException.class, () -> CatalogueSheets.read(folder, Monitor.NONE));
    }

    @Test
    void languagesThatNobodySpeaksAreNoSheets() throws IOException {
        plates();
        write("texts_xx.csv", "text,xx\nplate.name,P\n");
        write("texts_fr.csv", "text,fr\nplate.name,Plaque\n");
        CatalogueSheets.Content read = CatalogueSheets.read(folder, Monitor.NONE);
        assertEquals(Map.of("fr", Map.of("plate.name", "Plaque")), read.texts());
        assertEquals(List.of("sheets.unknown"), read.problems().stream().map(Diagnostic::code).toList());
    }
}

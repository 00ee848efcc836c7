/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.ImplantFactory;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.ProfilePoint;
import org.orthotwin.model.implant.Size;

/** The parametric shapes against their closed-form volumes, through catalogues of one part. */
class ParametricShapesTest {

    private static final ImplantFactory F = ImplantFactory.eINSTANCE;

    @TempDir
    private Path folder;

    /** Points are "x y z a b c", with - for none. */
    private static ParametricGeometry shape(String shape, int segments, String... points) {
        ParametricGeometry g = F.createParametricGeometry();
        g.setId("shape");
        g.setRole("envelope");
        g.setShape(shape);
        g.setSegments(segments);
        for (String text : points) {
            String[] t = text.split(" ");
            ProfilePoint p = F.createProfilePoint();
            p.setX(value(t, 0));
            p.setY(value(t, 1));
            p.setZ(value(t, 2));
            p.setA(value(t, 3));
            p.setB(value(t, 4));
            p.setC(value(t, 5));
            g.getProfile().add(p);
        }
        return g;
    }

    private static String value(String[] t, int i) {
        return i >= t.length || t[i].equals("-") ? null : t[i];
    }

    private PartModel realise(ParametricGeometry g, String defaultOfH) {
        Catalogue c = F.createCatalogue();
        c.setId("test");
        ProductLine line = F.createProductLine();
        c.getProductLines().add(line);
        Component k = F.createComponent();
        k.setId("part");
        line.getComponents().add(k);
        k.getGeometries().add(g);
        ParameterDefinition h = F.createParameterDefinition();
        h.setName("h");
        h.setUnit("m");
        h.setDefaultValue(defaultOfH);
        k.getParameters().add(h);
        Size s = F.createSize();
        s.setId("part.one");
        s.setLabel("one");
        s.setPartNumber("P-1");
        Quantity q = AnatomyFactory.eINSTANCE.createQuantity();
        q.setName("r");
        q.setValue(0.01);
        q.setUnit("m");
        s.getParameters().add(q);
        k.getSizes().add(s);
        Path file = folder.resolve("test.implant");
        ImplantFiles.save(file, c);
        LoadedCatalogue loaded = LoadedCatalogue.load(file);
        Component component = loaded.component("part").orElseThrow();
        return loaded.realise(component, component.getSizes().getFirst(), Side.RIGHT);
    }

    private TriangleMesh solid(ParametricGeometry g) {
        TriangleMesh m = realise(g, "0.02").surfaces().get("envelope");
        MeshChecks.Report r = MeshChecks.check(m);
        assertTrue(r.isSolid() && r.degenerateTriangles() == 0, r.toString());
        return m;
    }

    private static double volume(TriangleMesh m) {
        return MassProperties.of(m).volume();
    }

    /** Area of a regular polygon of n corners over that of its circle. */
    private static double polygon(int n) {
        return n / (2 * Math.PI) * Math.sin(2 * Math.PI / n);
    }

    @Test
    void cylinderHasTheVolumeOfItsPrism() {
        TriangleMesh m = solid(shape("revolution", 48, "0 - 0", "r - 0", "r - h", "0 - h"));
        assertEquals(Math.PI * 1e-4 * 0.02 * polygon(48), volume(m), 1e-18);
        assertArrayEquals(new double[] {-0.01, -0.01, 0, 0.01, 0.01, 0.02}, m.bounds(), 1e-15);
    }

    @Test
    void profileIsTheSameWhicheverWayItRuns() {
        assertEquals(volume(solid(shape("revolution", 48, "0 - 0", "r - 0", "r - h", "0 - h"))),
                volume(solid(shape("revolution", 48, "0 - h", "r - h", "r - 0", "0 - 0"))), 1e-18);
    }

    @Test
    void ringIsClosedFromItsLastPointToItsFirst() {
        TriangleMesh m = solid(shape("revolution", 64, "0.01 - 0", "0.02 - 0", "0.02 - 0.005", "0.01 - 0.005"));
        assertEquals(Math.PI * (4e-4 - 1e-4) * 0.005 * polygon(64), volume(m), 1e-17);
        assertEquals(0, MeshChecks.check(m).eulerCharacteristic());
    }

    @Test
    void arcsAndSpheresConvergeToTheBallWithTheSquareOfTheEdges() {
        double exact = 4.0 / 3 * Math.PI * 1e-6;
        double before = 0;
        for (int n : new int[] {16, 32, 64, 128}) {
            TriangleMesh turned = solid(shape("revolution", n, "0 - -r", "r - 0 0 0", "0 - r 0 0"));
            assertEquals(volume(turned), volume(solid(shape("sphere", n, "0.1 0.2 0.3 r"))), 1e-16);
            for (int i = 0; i < turned.vertexCount(); i++) {
                assertEquals(0.01, turned.vertex(i).norm(), 1e-15);
            }
            double error = exact - volume(turned);
            if (before > 0) {
                assertEquals(4, before / error, 0.1, "halving the edges quarters the error");
            }
            before = error;
        }
    }

    @Test
    void boxStandsAroundItsCentre() {
        TriangleMesh m = solid(shape("box", 0, "0.01 0.02 0.03 0.002 0.004 0.006"));
        assertEquals(0.002 * 0.004 * 0.006, volume(m), 1e-20);
        assertArrayEquals(new double[] {0.009, 0.018, 0.027, 0.011, 0.022, 0.033}, m.bounds(), 1e-15);
    }

    @Test
    void ellipticLoftIsAPrismAndRoundedRectanglesAreFuller() {
        double a = 0.01;
        double b = 0.005;
        TriangleMesh ellipse = solid(shape("loft", 96, "0 0 0 0.01 0.005", "0 0.02 0 0.01 0.005"));
        assertEquals(Math.PI * a * b * 0.02 * polygon(96), volume(ellipse), 1e-16);
        double four = volume(solid(shape("loft", 96, "0 0 0 0.01 0.005 4", "0 0.02 0 0.01 0.005 4")));
        // area of |x/a|^4 + |y/b|^4 = 1 is 4 a b gamma(5/4)^2 / gamma(3/2) = 3.7081493546 a b
        assertEquals(3.7081493546 * a * b * 0.02, four, 0.005 * four);
    }

    @Test
    void loftNeverBulgesBeyondItsSections() {
        TriangleMesh m = solid(shape("loft", 48, "0 0 0 0.004 0.004", "0 0.01 0 0.01 0.01", "0 0.02 0 0.01 0.01", "0 0.03 0 0.003 0.003"));
        double[] bounds = m.bounds();
        assertEquals(0.01, bounds[3], 1e-15);
        assertEquals(0.01, bounds[5], 1e-15);
    }

    @Test
    void raisedRimAddsTheWedge() {
        double plain = volume(solid(shape("revolution", 256, "0 - 0", "r - 0", "r - h", "0 - h")));
        double raised = volume(solid(shape("revolution", 256, "0 - 0", "r - 0", "r - h - - 0.1", "0 - h")));
        // the wedge under a plane at angle c over half a disk: 2/3 r^3 tan(c)
        assertEquals(2.0 / 3 * 1e-6 * Math.tan(0.1), raised - plain, 1e-10);
    }

    @Test
    void originAndAxisMoveTheShape() {
        ParametricGeometry g = shape("revolution", 48, "0 - 0", "r - 0", "r - h", "0 - h");
        g.setOriginX("0.1");
        g.setOriginY("0");
        g.setOriginZ("-h");
        g.setAxisX("0");
        g.setAxisY("-2");
        g.setAxisZ("0");
        TriangleMesh m = solid(g);
        Vec3 c = MassProperties.of(m).centroid();
        assertEquals(0, c.minus(new Vec3(0.1, -0.01, -0.02)).norm(), 1e-12);
    }

    @Test
    void defaultsAreExpressionsOfOtherParameters() {
        assertEquals(0.03, realise(shape("sphere", 16, "0 0 0 h"), "3 * r").parameter("h"), 1e-15);
    }

    @Test
    void refusalsNameThePartAndTheReason() {
        refused("depends on itself", shape("sphere", 16, "0 0 0 h"), "h + 1");
        refused("gives no 'q'", shape("sphere", 16, "0 0 0 q"), "0.02");
        refused("a sphere has 1", shape("sphere", 16, "0 0 0 r", "0 0 0 r"), "0.02");
        refused("a box of 0.0 m", shape("box", 0, "0 0 0 r r"), "0.02");
        refused("2000 segments, outside 3 to 1024", shape("sphere", 2000, "0 0 0 r"), "0.02");
        refused("negative radius", shape("revolution", 16, "0 - 0", "-r - 0", "0 - h"), "0.02");
        refused("3 are needed", shape("revolution", 16, "0 - 0", "r - 0"), "0.02");
        refused("touches the axis between its ends", shape("revolution", 16, "0 - 0", "r - 0", "0 - h", "r - 2*h", "0 - 3*h"), "0.02");
        refused("2 are needed", shape("loft", 16, "0 0 0 r r"), "0.02");
        refused("greater than 0", shape("loft", 16, "0 0 0 r r", "0 h 0 r 0"), "0.02");
        refused("character 3", shape("sphere", 16, "0 0 0 r+"), "0.02");
    }

    private void refused(String words, ParametricGeometry g, String h) {
        String message = assertThrows(IllegalArgumentException.class, () -> realise(g, h)).getMessage();
        assertTrue(message.contains(words) && message.startsWith("part P-1 (test/part, size one): "), message);
    }
}

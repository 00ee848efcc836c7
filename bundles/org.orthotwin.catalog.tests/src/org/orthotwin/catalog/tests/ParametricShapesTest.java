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
    void bandHasTheVolumeOfItsPrism() {
        // a U of three strips, 10 mm thick: 20 mm down, 30 mm across, 20 mm up, mitred
        TriangleMesh m = solid(shape("band", 0, "0 0.02 - -0.01 0.02 r", "0 0 - -0.01 -0.01 r", "0.03 0 - 0.04 -0.01 r",
                "0.03 0.02 - 0.04 0.02 r"));
        assertEquals((0.05 * 0.03 - 0.03 * 0.02) * 2 * 0.01, volume(m), 1e-15);
        refused("0.0 m wide", shape("band", 0, "0 0 - 0 1", "1 0 - 1 1"), "0.02");
    }

    @Test
    void plateauIsAPlateWithHollows() {
        TriangleMesh plate = solid(shape("plateau", 60, "0.02 0.01 - 0.018 0.03 2.3"));
        assertArrayEquals(new double[] {-0.018, 0, -0.03, 0.02, 0.01, 0.03}, plate.bounds(), 1e-15);
        // the superellipse x^n + z^n = 1 has the area 4 G(1 + 1/n)^2 / G(1 + 2/n); its sides are cut off at z = 1 / 1.03
        double area = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double z = (i + 0.5) / n / 1.03;
            area += 2 * 0.03 * 0.038 / n * Math.pow(1 - Math.pow(z, 2.3), 1 / 2.3);
        }
        assertEquals(area * 0.01, volume(plate), 2e-3 * area * 0.01);
        TriangleMesh hollow = solid(shape("plateau", 60, "0.02 0.01 - 0.018 0.03 2.3", "0 0.006 0 0.04 0.05 0.06"));
        for (int i = 0; i < hollow.vertexCount(); i++) {
            Vec3 v = hollow.vertex(i);
            if (v.y() > 0) {
                double r = v.x() < 0 ? 0.06 : 0.04;
                double height = Math.min(0.01,
                        0.006 + r - Math.sqrt(r * r - v.x() * v.x()) + 0.05 - Math.sqrt(0.05 * 0.05 - v.z() * v.z()));
                assertEquals(height, v.y(), 1e-15, v.toString());
            }
        }
        TriangleMesh notched = solid(shape("plateau", 60, "0.02 0.01 0.008 0.018 0.03 2.3"));
        assertTrue(volume(notched) < volume(plate));
        refused("height no more than the plate's", shape("plateau", 60, "0.02 0.01 - 0.018 0.03 2.3", "0 0.012 0 0.04 0.05"), "0.02");
    }

    @Test
    void halfPlateauIsStraightOnOneSide() {
        for (int side : new int[] {-1, 1}) {
            TriangleMesh plate = solid(shape("half-plateau", 60, "0.02 0.01 " + side + " 0.018 0.015 2.3"));
            assertArrayEquals(new double[] {-0.018, 0, -0.015, 0.02, 0.01, 0.015}, plate.bounds(), 1e-15);
            // straight in front and receding by 0.3 behind as a parabola over 0.4 of the width, then half a superellipse cut at 1 / 1.03
            double area = 0.03 * 0.4 * (0.02 + 0.018 * (1 - 0.3 / 3));
            int n = 100_000;
            for (int i = 0; i < n; i++) {
                area += 0.03 * 0.6 * 0.038 / n * Math.pow(1 - Math.pow((i + 0.5) / n / 1.03, 2.3), 1 / 2.3);
            }
            assertEquals(area * 0.01, volume(plate), 2e-3 * area * 0.01);
            for (int i = 0; i < plate.vertexCount(); i++) {
                Vec3 v = plate.vertex(i);
                assertTrue(v.z() * side > -0.015 + 1e-12 || v.x() < 0.02 + 1e-12 && v.x() > -0.0126 - 1e-12, v.toString());
            }
        }
        refused("to which side it is round", shape("half-plateau", 60, "0.02 0.01 - 0.018 0.015 2.3"), "0.02");
    }

    /** Half a ring round x = 0, y = 20 mm: outer line of 20 mm radius through a half turn from front to back, cut 10 mm inside. */
    private static String[] halfRing(String notch) {
        return new String[] {"0.03 0.01 0 - 1 -1.5707963267948966", "0.03 0.01 " + notch + " r*2 1 1.5707963267948966",
            "0.03 0.01 " + notch + " r*2 1 1.5707963267948966", "-0.01 0.02", "-0.01 0.01", "0.01 0.01", "0.01 0.02"};
    }

    @Test
    void condylesFollowTheirLinesAndCut() {
        TriangleMesh m = solid(shape("condyles", 100, halfRing("0")));
        assertEquals(2, MeshChecks.check(m).eulerCharacteristic());
        double[] b = m.bounds();
        // the lowest point is the origin; the rounding between the condyles lifts none of it
        assertEquals(0, b[1], 2e-5);
        assertArrayEquals(new double[] {-0.02, -0.03, 0.02, 0.02, 0.03}, new double[] {b[0], b[2], b[3], b[4], b[5]}, 2e-5);
        boolean[] corner = new boolean[2];
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 v = m.vertex(i);
            double r = Math.hypot(v.x(), v.y() - 0.02);
            double drop = Math.sqrt(v.z() * v.z() + 9e-6) - 0.01;
            if (Math.abs(v.z()) < 0.028 && r > 0.0165) {
                assertEquals(0.02 - (1 - Math.sqrt(1 - drop * drop)), r, 1e-12, v.toString());
            }
            corner[0] |= Math.abs(v.x() - 0.01) < 1e-15 && Math.abs(v.y() - 0.01) < 1e-15;
            corner[1] |= Math.abs(v.x() + 0.01) < 1e-15 && Math.abs(v.y() - 0.01) < 1e-15;
        }
        assertTrue(corner[0] && corner[1], "the corners of the cut are met");
        // half a ring of 20 mm, less what the section across drops, less the cut's rectangle
        double expected = 0;
        int n = 20_000;
        for (int i = 0; i < n; i++) {
            double z = 0.06 * ((i + 0.5) / n - 0.5);
            double q = Math.sqrt(z * z + 9e-6) - 0.01;
            double border = Math.max(0, Math.abs(z) - 0.0285);
            double r = 0.02 - 1 + Math.sqrt(1 - q * q) - 0.0015 + Math.sqrt(0.0015 * 0.0015 - border * border);
            expected += 0.06 / n * (0.5 * Math.PI * r * r - 0.02 * 0.01);
        }
        // a border is rounded over one column
        assertEquals(expected, volume(m), 4e-3 * expected);
    }

    @Test
    void condylesArePartedByTheirNotch() {
        TriangleMesh whole = solid(shape("condyles", 100, halfRing("0")));
        TriangleMesh m = solid(shape("condyles", 100, halfRing("0.005")));
        assertEquals(2, MeshChecks.check(m).eulerCharacteristic());
        // the notch takes 10 mm of the back half
        double half = 0.5 * (0.5 * Math.PI * 4e-4 - 0.02 * 0.01) * 0.01;
        assertEquals(half, volume(whole) - volume(m), 0.02 * half);
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 v = m.vertex(i);
            assertTrue(v.x() > -1e-9 || Math.abs(v.z()) > 0.005 - 1e-12, v.toString());
        }
    }

    @Test
    void condylesThatCannotBeMadeAreRefused() {
        String[] p = halfRing("0");
        refused("1 and 2 are needed", shape("condyles", 100, p[0], p[1]), "0.02");
        refused("no lowest point", shape("condyles", 100, p[0], "0.03 0.01 0 0.02 1 0.5", p[3], p[4], p[5], p[6]), "0.02");
        refused("no thickness", shape("condyles", 100, p[0], p[1], p[2], "-0.01 0.02", "-0.01 -0.01", "0.01 -0.01", "0.01 0.02"), "0.02");
        refused("from back to front", shape("condyles", 100, p[0], p[1], p[2], p[6], p[5], p[4], p[3]), "0.02");
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

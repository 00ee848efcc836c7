/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** Thickness of cartilage against analytic bodies, and against surfaces that another toolkit made of a real label map. */
class CartilageThicknessTest {

    private static final double BONE = 0.012;
    private static final double VOXEL = 0.0005;

    /** A ball of bone, label 1, with a cap of cartilage, label 2, whose outer surface is a ball about a centre {@code shift} higher. */
    private static LabelMap ball(double outer, double shift) {
        int n = 68;
        VolumeGeometry g = VolumeGeometry.axisAligned(n, n, n, new Vec3(-0.01675, -0.01675, -0.01675), VOXEL);
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < n; k++) {
            for (int p = 0; p < n * n; p++) {
                Vec3 x = g.point(p % n, p / n, k);
                boolean bone = x.norm() < BONE;
                boolean cap = x.z() > 0.35 * x.norm() && x.minus(Vec3.Z.times(shift)).norm() < outer;
                v.store().slice(k).put(p, (byte) (bone ? 1 : cap ? 2 : 0));
            }
        }
        return LabelMap.of(v, Map.of(1, "bone", 2, "cartilage"));
    }

    private static void assertBall(double outer, double shift, CartilageThickness.Method method) {
        LabelMap m = ball(outer, shift);
        TriangleMesh bone = LabelSurface.of(m, 1, Monitor.NONE);
        double[] t = CartilageThickness.of(bone, LabelSurface.of(m, 2, Monitor.NONE), method, Monitor.NONE);
        double sum = 0;
        double bias = 0;
        int n = 0;
        for (int v = 0; v < t.length; v++) {
            Vec3 p = bone.vertex(v);
            double up = p.z() / p.norm();
            if (up < 0.25) {
                assertEquals(0, t[v], "bare at " + p);
            } else if (up > 0.6) {
                // from the ball of bone to the shifted one: along the normal, or towards its centre
                double h = shift * up;
                double along = h + Math.sqrt(h * h + outer * outer - shift * shift) - BONE;
                double near = outer - p.times(BONE / p.norm()).minus(Vec3.Z.times(shift)).norm();
                double truth = method == CartilageThickness.Method.NORMAL ? along : near;
                sum += Math.abs(t[v] - truth);
                bias += t[v] - truth;
                n++;
            }
        }
        assertTrue(n > 1000, n + " vertices");
        assertTrue(sum / n < 0.3 * VOXEL, method + ", mean difference " + sum / n + " m");
        assertTrue(Math.abs(bias / n) < 0.15 * VOXEL, method + ", bias " + bias / n + " m");
    }

    @Test
    void shellsOfKnownThicknessAreMeasured() {
        for (CartilageThickness.Method m : CartilageThickness.Method.values()) {
            assertBall(BONE + 0.0025, 0, m);
            // 3.5 mm at the pole, thinner down the sides, and oblique there
            assertBall(BONE + 0.0015, 0.002, m);
        }
    }

    @Test
    void coverIsByArea() {
        TriangleMesh square = new TriangleMesh(new double[] {0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0}, new int[] {0, 1, 2, 0, 2, 3});
        CartilageThickness.Cover c = CartilageThickness.cover(square, new double[] {0.003, 0.001, 0, 0});
        // corners 0 and 2 have two triangles of area 2, the others one: 4/3 and 2/3
        assertEquals(2, c.area(), 1e-12);
        assertEquals((4 * 0.003 + 2 * 0.001) / 6, c.mean(), 1e-15);
        assertEquals(0.003, c.max(), 0);
        assertTrue(Double.isNaN(CartilageThickness.cover(square, new double[4]).mean()));
        assertThrows(IllegalArgumentException.class, () -> CartilageThickness.Method.of("laplace"));
    }

    /**
     * The label map of a real knee (384 x 384 x 160) and the tibia with its two cartilages that another toolkit (pymskt 2025) made
     * surfaces of. Its thickness at each vertex of its tibia, by its own definition (first to second hit of the normal) on its own
     * surfaces, against ours from the labels alone at the same vertices. The toolkit's femora with thickness in the same folder are of
     * other knees (their extents differ by a sixth), so they cannot be compared.
     */
    @Test
    @Tag("long")
    void realTibiaAgreesWithAnotherToolkit() throws IOException {
        String data = System.getProperty("orthotwin.data");
        Path folder = Path.of(data == null ? "../shared/data" : data, "knee-segmentation", "pymskt");
        assumeTrue(Files.isDirectory(folder), "no label map of a knee in " + folder);
        LabelMap m = knee(folder.resolve("SAG_3D_DESS_RIGHT_bones_cart_men_fib-label.nrrd"));
        Path meshes = folder.resolve("testing_meniscus_subregions");
        TriangleMesh tibia = MeshReader.read(meshes.resolve("tibia_mesh.vtk"), LengthUnit.of("mm"));
        TriangleMesh theirs = TriangleMesh.concat(MeshReader.read(meshes.resolve("med_tib_cart_mesh.vtk"), LengthUnit.of("mm")),
                MeshReader.read(meshes.resolve("lat_tib_cart_mesh.vtk"), LengthUnit.of("mm")));
        TriangleMesh bone = LabelSurface.of(m, 6, Monitor.NONE);
        TriangleMesh ours = TriangleMesh.concat(LabelSurface.of(m, 2, Monitor.NONE), LabelSurface.of(m, 3, Monitor.NONE));
        SurfaceDeviation d = SurfaceDeviation.between(tibia, bone, 0.0005);
        assertTrue(d.mean() < 0.00012 && d.percentile95() < 0.0005, d.toString());
        double[] normals = Normals.ofVertices(tibia);
        for (CartilageThickness.Method method : CartilageThickness.Method.values()) {
            double[] a = CartilageThickness.of(tibia, normals, tibia, theirs, method, Monitor.NONE);
            double[] b = CartilageThickness.of(tibia, normals, bone, ours, method, Monitor.NONE);
            double all = 0;
            double both = 0;
            int n = 0;
            for (int v = 0; v < a.length; v++) {
                all += Math.abs(a[v] - b[v]);
                if (a[v] > 0 && b[v] > 0) {
                    both += Math.abs(a[v] - b[v]);
                    n++;
                }
            }
            assertTrue(n > 1000, n + " vertices are covered");
            assertTrue(both / n < 0.00016, method + ": " + both / n + " m on average where both are covered");
            assertTrue(all / a.length < 0.00005, method + ": " + all / a.length + " m on average");
        }
    }

    /** By hand, so that no reader stands between; the file's head is known. */
    static LabelMap knee(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        String head = new String(all, 0, 4000, StandardCharsets.ISO_8859_1);
        int at = head.indexOf("\n\n") + 2;
        Vec3 i = new Vec3(-0.0317755356540411, 0.36319597994442016, 0).times(1e-3);
        Vec3 j = new Vec3(0, 0, -0.36458332999999998).times(1e-3);
        Vec3 k = new Vec3(-0.69733626337213306, -0.061009026870363157, 0).times(1e-3);
        VolumeGeometry g = new VolumeGeometry(384, 384, 160, new Vec3(-6.6536340999999997, -77.413532000000004, 70).times(1e-3),
                i.normalized(), j.normalized(), k.normalized(), i.norm(), j.norm(), k.norm());
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(all, at, all.length - at))) {
            for (int s = 0; s < 160; s++) {
                v.store().slice(s).put(0, in.readNBytes(384 * 384));
            }
        }
        return LabelMap.of(v, Map.of(1, "femoral cartilage", 2, "tibial.cartilage.medial", 3, "tibial.cartilage.lateral", 4,
                "patellar_cartilage", 5, "femur", 6, "tibia", 7, "patella", 10, "fibula"));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.io.LengthUnit;

/** What becomes of a surface between a label map and a bone: smoothing within bounds, fewer triangles, distances, cuts. */
class LabelSurfaceTest {

    private static final GridFrame FRAME = GridFrame.axisAligned(new Vec3(0.1, -0.2, 0.3), 0.001, 0.001, 0.0015);

    private static GridSamples ball(int n, Vec3 centre, double radius) {
        byte[] v = new byte[n * n * n];
        for (int i = 0; i < v.length; i++) {
            v[i] = (byte) (FRAME.point(i % n, i / n % n, i / n / n).distance(centre) < radius ? 3 : 0);
        }
        return GridSamples.of(n, n, n, v, true);
    }

    @Test
    void constrainedSmoothingTakesTerracesAwayAndKeepsSizeAndPlace() {
        int n = 46;
        Vec3 centre = FRAME.point(22.3, 22.7, 23.1);
        double radius = 0.017;
        GridSamples labels = ball(n, centre, radius);
        TriangleMesh raw = GridSurface.ofLabel(labels, FRAME, 3);
        TriangleMesh smooth = Smoothing.constrained(raw, FRAME, 60, 0.5);
        double[] error = new double[2];
        double[] worst = new double[2];
        for (int i = 0; i < raw.vertexCount(); i++) {
            for (int m = 0; m < 2; m++) {
                double d = Math.abs((m == 0 ? raw : smooth).vertex(i).distance(centre) - radius);
                error[m] += d / raw.vertexCount();
                worst[m] = Math.max(worst[m], d);
            }
            Vec3 moved = smooth.vertex(i).minus(raw.vertex(i));
            double across = Math.max(Math.abs(moved.x()), Math.abs(moved.y()));
            assertTrue(across < 0.0005 + 1e-12 && Math.abs(moved.z()) < 0.00075 + 1e-12, moved.toString());
        }
        assertTrue(error[1] < 0.4 * error[0], error[1] + " of " + error[0]);
        assertTrue(error[1] < 0.08e-3 && worst[1] < 0.6e-3, error[1] + ", at most " + worst[1]);
        double exact = 4.0 / 3 * Math.PI * Math.pow(radius, 3);
        assertEquals(exact, MassProperties.of(smooth).volume(), 0.005 * exact);
        assertEquals(MassProperties.of(raw).volume(), MassProperties.of(smooth).volume(), 0.005 * exact);
        assertTrue(roughness(smooth) < 0.3 * roughness(raw), roughness(smooth) + " of " + roughness(raw));
        assertTrue(MeshChecks.check(smooth).isSolid());
        SurfaceDeviation d = SurfaceDeviation.toLabel(smooth, labels, FRAME, 3);
        assertTrue(d.mean() < 0.25e-3 && d.bound() < 0.0011 && d.percentile95() < d.max() && d.max() <= d.bound(), d.toString());
        assertThrows(IllegalArgumentException.class, () -> Smoothing.constrained(raw, FRAME, 5, 0));
    }

    /** Mean angle between neighbouring triangles. */
    private static double roughness(TriangleMesh m) {
        double[] n = Normals.ofFaces(m);
        EdgeTable e = new EdgeTable(m.triangles());
        double sum = 0;
        for (int i = 0; i < e.count; i++) {
            int p = e.first[i] / 3;
            int q = e.nextOnEdge[e.first[i]] / 3;
            sum += Vec3.of(n, 3 * p).angle(Vec3.of(n, 3 * q)) / e.count;
        }
        return sum;
    }

    @Test
    void smoothingIsTheSameOnAnyNumberOfThreads() throws Exception {
        TriangleMesh raw = GridSurface.ofLabel(ball(56, FRAME.point(27, 28, 20), 0.024), FRAME, 3);
        assertTrue(raw.vertexCount() > 4096);
        try (ForkJoinPool one = new ForkJoinPool(1); ForkJoinPool three = new ForkJoinPool(3)) {
            assertArrayEquals(one.submit(() -> Smoothing.constrained(raw, FRAME, 7, 0.4)).get().vertices(),
                    three.submit(() -> Smoothing.constrained(raw, FRAME, 7, 0.4)).get().vertices());
            assertEquals(one.submit(() -> SurfaceDeviation.from(raw, Bvh.of(Bodies.sphere(0.3, 2)), 0.01)).get(),
                    three.submit(() -> SurfaceDeviation.from(raw, Bvh.of(Bodies.sphere(0.3, 2)), 0.01)).get());
        }
    }

    @Test
    void neighboursWithAndWithoutATableOfEdges() {
        TriangleMesh s = Bodies.sphere(1, 2);
        VertexRings closed = new VertexRings(s);
        TriangleMesh open = new TriangleMesh(s.vertices(), Arrays.copyOf(s.triangles(), s.triangles().length - 3));
        VertexRings table = new VertexRings(open);
        for (int i = 0; i < s.vertexCount(); i++) {
            assertArrayEquals(Arrays.stream(closed.ring, closed.start[i], closed.start[i + 1]).sorted().toArray(),
                    Arrays.stream(table.ring, table.start[i], table.start[i + 1]).sorted().toArray());
            assertFalse(closed.boundary[i]);
        }
        int[] last = Arrays.copyOfRange(s.triangles(), s.triangles().length - 3, s.triangles().length);
        for (int i = 0; i < s.vertexCount(); i++) {
            assertEquals(i == last[0] || i == last[1] || i == last[2], table.boundary[i]);
        }
    }

    @Test
    void deviationOfBoxesAndSpheres() {
        // every point of the inner box's faces is 0.1 from the outer one
        TriangleMesh inner = Bodies.box(new Vec3(0.1, 0.1, 0.1), new Vec3(0.9, 0.9, 0.9));
        TriangleMesh outer = Bodies.box(Vec3.ZERO, new Vec3(1, 1, 1));
        SurfaceDeviation d = SurfaceDeviation.from(inner, Bvh.of(outer), 0.05);
        assertEquals(0.1, d.mean(), 1e-12);
        assertEquals(0.1, d.percentile95(), 1e-12);
        assertEquals(0.1, d.max(), 1e-12);
        assertTrue(d.bound() >= d.max() && d.bound() < 0.1 + 0.05, d.toString());
        // the other way the corners are farther: the middles of the faces dominate, the corners are sqrt(3) away
        SurfaceDeviation back = SurfaceDeviation.from(outer, Bvh.of(inner), 0.02);
        assertEquals(0.1 * Math.sqrt(3), back.max(), 1e-12);
        // over a face: 0.64 of it at 0.1, the strips at sqrt(0.01 + s^2), the corners
        double strip = 0;
        double corner = 0;
        int n = 400;
        for (int i = 0; i < n; i++) {
            double s = 0.1 * (i + 0.5) / n;
            strip += Math.hypot(0.1, s) / n;
            for (int j = 0; j < n; j++) {
                double r = 0.1 * (j + 0.5) / n;
                corner += Math.sqrt(0.01 + s * s + r * r) / n / n;
            }
        }
        assertEquals(0.64 * 0.1 + 0.32 * strip + 0.04 * corner, back.mean(), 2e-5);
        SurfaceDeviation both = SurfaceDeviation.between(inner, outer, 0.02);
        assertEquals(back.max(), both.max(), 1e-12);
        assertTrue(both.mean() > d.mean() && both.mean() < back.mean());
        assertTrue(SurfaceDeviation.isWithin(outer, Bvh.of(inner), 0.1 * Math.sqrt(3) * 1.06));
        assertFalse(SurfaceDeviation.isWithin(outer, Bvh.of(inner), 0.1 * Math.sqrt(3) * 0.99));
        assertTrue(SurfaceDeviation.isWithin(inner, Bvh.of(outer), 0.1 * 1.06));
        TriangleMesh ball = Bodies.sphere(1, 5);
        SurfaceDeviation spheres = SurfaceDeviation.between(ball, ball.scaled(1.1), 0.02);
        assertEquals(0.1, spheres.mean(), 1e-3);
        assertEquals(0.1, spheres.percentile95(), 1e-3);
        assertEquals(0, SurfaceDeviation.between(ball, ball, 1).bound(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> SurfaceDeviation.between(ball, ball, 1e-9));
        assertThrows(IllegalArgumentException.class, () -> SurfaceDeviation.between(ball, new TriangleMesh(new double[0], new int[0]), 1));
    }

    @Test
    @Tag("long")
    void decimationOfABoneWithinADistance() {
        TriangleMesh bone = Bodies.bone("bones/artisynth-core/OsCoxaeLeft.obj", LengthUnit.MILLIMETRE);
        Decimation.Result r = Decimation.withinDistance(bone, 0.0005);
        assertTrue(MeshChecks.check(r.mesh()).isSolid());
        assertEquals(0, MeshChecks.check(r.mesh()).eulerCharacteristic());
        assertTrue(r.mesh().triangleCount() < bone.triangleCount() / 8, r.mesh().triangleCount() + " triangles");
        SurfaceDeviation w = r.deviation();
        assertTrue(w.max() <= w.bound() && w.bound() <= 0.0005 && w.mean() < 0.00015, w.toString());
    }

    @Test
    void decimationOfABoneToTriangles() {
        TriangleMesh bone = Bodies.bone("bones/artisynth-core/OsCoxaeLeft.obj", LengthUnit.MILLIMETRE);
        TriangleMesh few = Decimation.toTriangles(bone, 10000);
        assertEquals(10000, few.triangleCount());
        assertTrue(MeshChecks.check(few).isSolid());
        SurfaceDeviation d = SurfaceDeviation.between(bone, few, 0.001);
        assertTrue(d.mean() < 3e-5 && d.percentile95() < 8e-5 && d.max() < 3e-4, d.toString());
        assertArrayEquals(few.vertices(), Decimation.toTriangles(bone, 10000).vertices());
    }

    @Test
    void nonManifoldSurfacesAreCutApart() {
        TriangleMesh box = Bodies.box(Vec3.ZERO, new Vec3(1, 1, 1));
        TriangleMesh point = MeshRepair.weld(TriangleMesh.concat(box, box.transformed(RigidTransform.translation(new Vec3(1, 1, 1)))), 0);
        TriangleMesh cut = MeshRepair.cutNonManifold(point);
        assertEquals(16, cut.vertexCount());
        assertTrue(MeshChecks.check(cut).isSolid());
        assertEquals(2, MassProperties.of(cut).volume(), 1e-12);
        TriangleMesh edge = MeshRepair.weld(TriangleMesh.concat(box, box.transformed(RigidTransform.translation(new Vec3(1, 1, 0)))), 0);
        assertEquals(1, MeshChecks.check(edge).nonManifoldEdges());
        // each box is whole without the other one's triangles
        TriangleMesh boxes = MeshRepair.cutNonManifold(edge);
        assertTrue(MeshChecks.check(boxes).isSolid(), MeshChecks.check(boxes).toString());
        assertEquals(2, MeshRepair.components(boxes).size());
        assertEquals(16, boxes.vertexCount());
        TriangleMesh sphere = Bodies.sphere(1, 2);
        assertArrayEquals(sphere.triangles(), MeshRepair.cutNonManifold(sphere).triangles());
        TriangleMesh crumbs = TriangleMesh.concat(Bodies.sphere(0.01, 1), sphere);
        assertEquals(sphere.triangleCount(), MeshRepair.withoutSmallParts(crumbs, 0.1).triangleCount());
        assertTrue(MeshRepair.withoutSmallParts(crumbs, 100).isEmpty());
    }
}

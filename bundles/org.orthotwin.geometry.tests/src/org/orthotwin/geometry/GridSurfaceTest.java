/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.GridSurface.Border;
import org.orthotwin.geometry.GridSurface.Inside;

class GridSurfaceTest {

    private static final GridFrame UNIT = GridFrame.axisAligned(Vec3.ZERO, 1, 1, 1);

    private static double[] sample(ScalarField3 f, GridFrame frame, int nx, int ny, int nz) {
        double[] v = new double[nx * ny * nz];
        for (int i = 0; i < v.length; i++) {
            Vec3 p = frame.point(i % nx, i / nx % ny, i / nx / ny);
            v[i] = f.at(p.x(), p.y(), p.z());
        }
        return v;
    }

    private static void assertSound(TriangleMesh m, String what) {
        MeshChecks.Report r = MeshChecks.check(m);
        assertTrue(r.boundaryEdges() == 0 && r.isManifold() && r.isOriented() && r.duplicateTriangles() == 0 && r.unusedVertices() == 0,
                what + " " + r);
        assertTrue(m.isEmpty() || r.signedVolume() > 0, what + " " + r);
        Set<List<Double>> seen = new HashSet<>();
        for (int i = 0; i < m.vertexCount(); i++) {
            assertTrue(seen.add(List.of(m.vertex(i).x(), m.vertex(i).y(), m.vertex(i).z())), what + ": vertex " + i + " is there twice");
        }
    }

    @Test
    void planeIsExact() {
        GridFrame frame = GridFrame.axisAligned(new Vec3(900, -700, 1200), 0.0005, 0.0007, 0.003);
        Vec3 n = new Vec3(1, 2, -3).normalized();
        Vec3 p = frame.point(9.3, 7.1, 4.2);
        double[] v = sample((x, y, z) -> n.dot(new Vec3(x, y, z).minus(p)), frame, 20, 17, 11);
        TriangleMesh m = GridSurface.extract(GridSamples.of(20, 17, 11, v), frame, 0, Inside.BELOW, Border.OPEN);
        assertTrue(m.triangleCount() > 300);
        for (int i = 0; i < m.vertexCount(); i++) {
            // the end gap may move a vertex by a thousandth of a step
            assertEquals(0, n.dot(m.vertex(i).minus(p)), 0.003 * GridSurface.END_GAP);
        }
        // far from the origin coordinates have an ulp of 2e-13 m
        double mean = IntStream.range(0, m.vertexCount()).mapToDouble(i -> Math.abs(n.dot(m.vertex(i).minus(p)))).average().orElseThrow();
        assertEquals(0, mean, 1e-8);
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 face = m.corner(t, 1).minus(m.corner(t, 0)).cross(m.corner(t, 2).minus(m.corner(t, 0)));
            assertTrue(face.dot(n) > 0, "triangle " + t + " faces " + face);
        }
    }

    @Test
    void sphereAndTorusConvergeWithTheSquareOfTheSpacing() {
        ScalarField3 sphere = (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - 0.024;
        ScalarField3 torus = (x, y, z) -> Math.hypot(Math.hypot(x, y) - 0.018, z) - 0.007;
        double[] exact = {4.0 / 3 * Math.PI * Math.pow(0.024, 3), 2 * Math.PI * Math.PI * 0.018 * 0.007 * 0.007};
        for (int body = 0; body < 2; body++) {
            ScalarField3 f = body == 0 ? sphere : torus;
            double[] volume = new double[3];
            double[] distance = new double[3];
            for (int level = 0; level < 3; level++) {
                double h = 0.002 / (1 << level);
                // unequal steps, turned, left-handed
                GridFrame frame = new GridFrame(new Vec3(-0.03, -0.031, -0.0305), new Vec3(0, h, 0), new Vec3(0.8 * h, 0, 0),
                        new Vec3(0, 0, -1.25 * h).negate());
                int n = (int) (0.062 / (0.8 * h)) + 2;
                assertTrue(!frame.isRightHanded());
                GridSamples samples = GridSamples.of(n, n, n, sample(f, frame, n, n, n));
                TriangleMesh m = GridSurface.extract(samples, frame, 0, Inside.BELOW, Border.OPEN);
                assertSound(m, "body " + body);
                MeshChecks.Report r = MeshChecks.check(m);
                assertEquals(1, r.components());
                assertEquals(body == 0 ? 2 : 0, r.eulerCharacteristic());
                volume[level] = 1 - r.signedVolume() / exact[body];
                for (int i = 0; i < m.vertexCount(); i++) {
                    distance[level] = Math.max(distance[level], Math.abs(f.at(m.vertex(i).x(), m.vertex(i).y(), m.vertex(i).z())));
                }
            }
            for (int level = 0; level < 2; level++) {
                assertEquals(4, volume[level] / volume[level + 1], 0.5, "order of the volume, body " + body);
                assertEquals(4, distance[level] / distance[level + 1], 1.3, "order of the distance, body " + body);
            }
            assertTrue(distance[2] < 8e-6, distance[2] + " m");
        }
    }

    @Test
    void anyNumbersGiveAClosedManifoldOrientedSurface() {
        Random random = new Random(5);
        int surfaces = 0;
        for (int trial = 0; trial < 3000; trial++) {
            int nx = 2 + random.nextInt(trial % 50 == 0 ? 90 : 6);
            int ny = 2 + random.nextInt(6);
            int nz = 2 + random.nextInt(5);
            double[] v = new double[nx * ny * nz];
            int kind = trial % 5;
            for (int i = 0; i < v.length; i++) {
                v[i] = switch (kind) {
                    case 0 -> random.nextGaussian();
                    case 1 -> random.nextInt(3) - 1;
                    case 2 -> random.nextInt(2) * 2 - 1;
                    case 3 -> random.nextInt(5) == 0 ? Double.NaN : random.nextInt(7) - 3;
                    default -> (random.nextInt(9) == 0 ? Double.POSITIVE_INFINITY : 1) * (random.nextInt(5) - 2);
                };
            }
            Inside inside = random.nextBoolean() ? Inside.BELOW : Inside.ABOVE;
            GridSamples samples = GridSamples.of(nx, ny, nz, v);
            TriangleMesh closed = GridSurface.extract(samples, UNIT, 0, inside, Border.CLOSED);
            assertSound(closed, "trial " + trial);
            assertEquals(0, MeshChecks.check(closed).degenerateTriangles());
            surfaces += closed.triangleCount() > 0 ? 1 : 0;
            TriangleMesh open = GridSurface.extract(samples, UNIT, 0, inside, Border.OPEN);
            MeshChecks.Report r = MeshChecks.check(open);
            assertTrue(r.isManifold() && r.isOriented(), "trial " + trial + " " + r);
            EdgeTable e = new EdgeTable(open.triangles());
            for (int i = 0; i < e.count; i++) {
                if (e.up[i] + e.down[i] == 1) {
                    Vec3 a = open.vertex(e.ends[2 * i]);
                    Vec3 b = open.vertex(e.ends[2 * i + 1]);
                    boolean border = a.x() == b.x() && (a.x() == 0 || a.x() == nx - 1) || a.y() == b.y() && (a.y() == 0 || a.y() == ny - 1)
                            || a.z() == b.z() && (a.z() == 0 || a.z() == nz - 1);
                    assertTrue(border, "trial " + trial + ": a hole at " + a + " " + b);
                }
            }
        }
        assertTrue(surfaces > 2500);
    }

    @Test
    void belowAndAboveAreTheSameSurfaceFacingTheOtherWay() {
        Random random = new Random(6);
        double[] v = random.doubles(9 * 8 * 7, -1, 1).toArray();
        GridSamples s = GridSamples.of(9, 8, 7, v);
        TriangleMesh below = GridSurface.extract(s, UNIT, 0.1, Inside.BELOW, Border.OPEN);
        TriangleMesh above = GridSurface.extract(s, UNIT, 0.1, Inside.ABOVE, Border.OPEN);
        assertArrayEquals(IntStream.range(0, 3 * below.vertexCount()).mapToDouble(i -> below.vertices()[i]).sorted().toArray(),
                IntStream.range(0, 3 * above.vertexCount()).mapToDouble(i -> above.vertices()[i]).sorted().toArray(), 1e-15);
        assertEquals(MeshChecks.check(below).eulerCharacteristic(), MeshChecks.check(above).eulerCharacteristic());
        // the loops are the same; how they are cut into triangles may differ
        assertEquals(MassProperties.signedVolume(below), -MassProperties.signedVolume(above), 2);
    }

    @Test
    void ambiguousFacesFollowTheSaddleOfTheBilinearInterpolation() {
        Random random = new Random(7);
        int joined = 0;
        for (int trial = 0; trial < 400; trial++) {
            // inside at two corners of a square, the same on three layers
            double a = -random.nextDouble() - 0.01;
            double c = -random.nextDouble() - 0.01;
            double b = random.nextDouble() + 0.01;
            double d = random.nextDouble() + 0.01;
            double saddle = (a * c - b * d) / (a + c - b - d);
            double[] v = new double[12];
            for (int k = 0; k < 3; k++) {
                v[4 * k] = a;
                v[4 * k + 1] = b;
                v[4 * k + 2] = d;
                v[4 * k + 3] = c;
            }
            TriangleMesh m = GridSurface.extract(GridSamples.of(2, 2, 3, v), UNIT, 0, Inside.BELOW, Border.CLOSED);
            assertSound(m, "trial " + trial);
            assertEquals(saddle < 0 ? 1 : 2, MeshChecks.check(m).components(), "saddle value " + saddle);
            joined += saddle < 0 ? 1 : 0;
        }
        assertTrue(joined > 100 && joined < 300);
    }

    /** Between the points of a cell the field is trilinear: the topology must be that of the cell sampled finely, tunnels aside. */
    @Test
    void cellsHaveTheTopologyOfTheTrilinearInterpolation() {
        Random random = new Random(8);
        int same = 0;
        int tunnels = 0;
        int trials = 250;
        for (int trial = 0; trial < trials; trial++) {
            double[] v = random.doubles(8, -1, 1).toArray();
            int n = 25;
            double[] fine = new double[n * n * n];
            for (int i = 0; i < fine.length; i++) {
                double x = i % n / (n - 1.0);
                double y = i / n % n / (n - 1.0);
                double z = i / n / n / (n - 1.0);
                for (int c = 0; c < 8; c++) {
                    fine[i] += v[c] * ((c & 1) == 0 ? 1 - x : x) * ((c & 2) == 0 ? 1 - y : y) * ((c & 4) == 0 ? 1 - z : z);
                }
            }
            MeshChecks.Report coarse = MeshChecks.check(GridSurface.extract(GridSamples.of(2, 2, 2, v), UNIT, 0, Inside.BELOW,
                    Border.CLOSED));
            MeshChecks.Report exact = MeshChecks.check(GridSurface.extract(GridSamples.of(n, n, n, fine), UNIT, 0, Inside.BELOW,
                    Border.CLOSED));
            if (coarse.eulerCharacteristic() == exact.eulerCharacteristic() && coarse.components() == exact.components()) {
                same++;
            } else {
                // two discs become a tube
                assertEquals(coarse.eulerCharacteristic() - 2, exact.eulerCharacteristic(), "trial " + trial);
                tunnels++;
            }
        }
        assertEquals(trials, same + tunnels);
        assertTrue(same > 0.97 * trials, same + " of " + trials);
    }

    @Test
    void everyTypeOfNumberGivesTheSameSurface() {
        Random random = new Random(9);
        int nx = 131;
        int ny = 7;
        int nz = 6;
        int n = nx * ny;
        byte[] bytes = new byte[n * nz];
        random.nextBytes(bytes);
        for (boolean unsigned : new boolean[] {false, true}) {
            for (double iso : new double[] {20, 20.5, -3, 300}) {
                for (Inside inside : Inside.values()) {
                    double[] doubles = new double[bytes.length];
                    float[] floats = new float[bytes.length];
                    short[] shorts = new short[bytes.length];
                    short[][] slices = new short[nz][n];
                    byte[][] byteSlices = new byte[nz][n];
                    for (int i = 0; i < bytes.length; i++) {
                        doubles[i] = unsigned ? bytes[i] & 0xff : bytes[i];
                        floats[i] = (float) doubles[i];
                        shorts[i] = (short) doubles[i];
                        slices[i / n][i % n] = shorts[i];
                        byteSlices[i / n][i % n] = bytes[i];
                    }
                    TriangleMesh m = GridSurface.extract(GridSamples.of(nx, ny, nz, doubles), UNIT, iso, inside, Border.CLOSED);
                    List<GridSamples> others = new ArrayList<>(List.of(GridSamples.of(nx, ny, nz, floats), GridSamples.of(nx, ny,
                            nz, shorts, false), GridSamples.ofSlices(nx, ny, slices, unsigned),
                            GridSamples.of(nx, ny, nz, bytes, unsigned), GridSamples.ofSlices(nx, ny, byteSlices, unsigned)));
                    for (GridSamples.Element e : GridSamples.Element.values()) {
                        boolean fits = unsigned ? e != GridSamples.Element.INT8
                                : e != GridSamples.Element.UINT8 && e != GridSamples.Element.UINT16 && e != GridSamples.Element.UINT32;
                        if (fits) {
                            others.add(GridSamples.ofBuffers(nx, ny, e, buffers(doubles, n, nz, e, ByteOrder.LITTLE_ENDIAN)));
                            others.add(GridSamples.ofBuffers(nx, ny, e, buffers(doubles, n, nz, e, ByteOrder.BIG_ENDIAN)));
                        }
                    }
                    for (GridSamples o : others) {
                        TriangleMesh same = GridSurface.extract(o, UNIT, iso, inside, Border.CLOSED);
                        assertArrayEquals(m.vertices(), same.vertices());
                        assertArrayEquals(m.triangles(), same.triangles());
                    }
                    int label = (int) iso;
                    TriangleMesh l = GridSurface.ofLabel(GridSamples.of(nx, ny, nz, doubles), UNIT, label);
                    for (GridSamples o : others) {
                        assertArrayEquals(l.triangles(), GridSurface.ofLabel(o, UNIT, label).triangles());
                    }
                }
            }
        }
    }

    private static List<ByteBuffer> buffers(double[] v, int n, int nz, GridSamples.Element e, ByteOrder order) {
        return IntStream.range(0, nz).mapToObj(k -> {
            ByteBuffer b = ByteBuffer.allocateDirect(n * e.bytes()).order(order);
            for (int i = 0; i < n; i++) {
                double x = v[n * k + i];
                switch (e) {
                    case INT8, UINT8 -> b.put((byte) x);
                    case INT16, UINT16 -> b.putShort((short) x);
                    case INT32, UINT32 -> b.putInt((int) x);
                    case FLOAT32 -> b.putFloat((float) x);
                    default -> b.putDouble(x);
                }
            }
            return b;
        }).toList();
    }

    @Test
    void largeUnsignedNumbers() {
        short[] v = {0, (short) 65535, 0, (short) 65535, 0, (short) 65535, 0, (short) 65535};
        TriangleMesh m = GridSurface.extract(GridSamples.of(2, 2, 2, v, true), UNIT, 32768, Inside.ABOVE, Border.OPEN);
        assertEquals(32768 / 65535.0, m.vertex(0).x(), 1e-15);
        assertTrue(GridSurface.extract(GridSamples.of(2, 2, 2, v, true), UNIT, 1e12, Inside.ABOVE, Border.OPEN).isEmpty());
        assertTrue(GridSurface.extract(GridSamples.of(2, 2, 2, v, true), UNIT, -1e12, Inside.BELOW, Border.OPEN).isEmpty());
    }

    @Test
    void oneThreadAndTwoGiveTheSameMesh() throws Exception {
        Random random = new Random(10);
        float[] v = new float[70 * 40 * 50];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) random.nextGaussian();
        }
        GridSamples s = GridSamples.of(70, 40, 50, v);
        TriangleMesh[] m = new TriangleMesh[2];
        for (int threads = 1; threads <= 2; threads++) {
            try (ForkJoinPool pool = new ForkJoinPool(threads)) {
                m[threads - 1] = pool.submit(() -> GridSurface.extract(s, UNIT, 0.3, Inside.ABOVE, Border.CLOSED)).get();
            }
        }
        assertArrayEquals(m[0].vertices(), m[1].vertices());
        assertArrayEquals(m[0].triangles(), m[1].triangles());
    }

    @Test
    void sameTopologyAsMarchingTetrahedraOnSmoothFields() {
        ScalarField3 two = (x, y, z) -> Math.min(Math.hypot(Math.hypot(x, y) - 6, z) - 2.2, Math.sqrt(x * x + y * y + z * z) - 2);
        GridFrame frame = GridFrame.axisAligned(new Vec3(-10, -10, -4), 0.5, 0.5, 0.5);
        double[] v = sample(two, frame, 41, 41, 17);
        MeshChecks.Report ours = MeshChecks.check(GridSurface.extract(GridSamples.of(41, 41, 17, v), frame, 0, Inside.BELOW, Border.OPEN));
        MeshChecks.Report tets = MeshChecks.check(Isosurface.extract(v, 41, 41, 17, frame.origin(), 0.5, 0));
        assertEquals(tets.components(), ours.components());
        assertEquals(tets.eulerCharacteristic(), ours.eulerCharacteristic());
        assertEquals(tets.signedVolume(), ours.signedVolume(), 0.01 * tets.signedVolume());
        assertTrue(ours.triangles() < 0.5 * tets.triangles());
    }

    @Test
    void everythingInsideIsABoxAndNothingIsNothing() {
        double[] v = new double[5 * 4 * 3];
        GridFrame frame = GridFrame.axisAligned(new Vec3(1, 2, 3), 1, 2, 3);
        GridSamples s = GridSamples.of(5, 4, 3, v);
        assertTrue(GridSurface.extract(s, frame, 0, Inside.BELOW, Border.CLOSED).isEmpty());
        TriangleMesh box = GridSurface.extract(s, frame, 0, Inside.ABOVE, Border.CLOSED);
        assertSound(box, "box");
        assertEquals(4 * 6 * 6, MassProperties.of(box).volume(), 0.01 * 144);
        double[] b = box.bounds();
        assertEquals(1, b[0], 2e-3);
        assertEquals(9, b[5], 4e-3);
        // a label ends half a step beyond the grid
        TriangleMesh label = GridSurface.ofLabel(s, frame, 0);
        assertArrayEquals(new double[] {0.5, 1, 1.5, 5.5, 9, 10.5}, label.bounds(), 1e-12);
        assertTrue(GridSurface.extract(s, frame, 0, Inside.ABOVE, Border.OPEN).isEmpty());
    }

    /** Inside points are joined along grid edges only, outside points across faces too: the Euler characteristic follows by counting. */
    @Test
    void labelsHaveTheTopologyOfTheirPoints() {
        Random random = new Random(12);
        for (int trial = 0; trial < 300; trial++) {
            int n = 3 + random.nextInt(8);
            byte[] v = new byte[n * n * n];
            int share = 1 + random.nextInt(9);
            for (int i = 0; i < v.length; i++) {
                v[i] = (byte) (random.nextInt(10) < share ? -7 : random.nextInt(3));
            }
            TriangleMesh m = GridSurface.ofLabel(GridSamples.of(n, n, n, v, false), UNIT, -7);
            assertSound(m, "trial " + trial);
            int chi = 0;
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    for (int i = 0; i < n; i++) {
                        for (int span = 0; span < 8; span++) {
                            if (i + (span & 1) < n && j + (span >> 1 & 1) < n && k + (span >> 2) < n && full(v, n, i, j, k, span)) {
                                chi += Integer.bitCount(span) % 2 == 0 ? 1 : -1;
                            }
                        }
                        // six points round a diagonal: the ring is filled
                        if (i + 1 < n && j + 1 < n && k + 1 < n) {
                            int set = 0;
                            for (int c = 0; c < 8; c++) {
                                set |= v[i + (c & 1) + n * (j + (c >> 1 & 1) + n * (k + (c >> 2)))] == -7 ? 1 << c : 0;
                            }
                            chi += set == 0x7e || set == 0xbd || set == 0xdb || set == 0xe7 ? 1 : 0;
                        }
                    }
                }
            }
            assertEquals(2 * chi, MeshChecks.check(m).eulerCharacteristic(), "trial " + trial);
        }
    }

    private static boolean full(byte[] v, int n, int i, int j, int k, int span) {
        for (int c = 0; c < 8; c++) {
            if ((c & ~span) == 0 && v[i + (c & 1) + n * (j + (c >> 1 & 1) + n * (k + (c >> 2)))] != -7) {
                return false;
            }
        }
        return true;
    }

    @Test
    void badGrids() {
        assertThrows(IllegalArgumentException.class, () -> GridSamples.of(2, 2, 2, new float[7]));
        assertThrows(IllegalArgumentException.class, () -> GridSamples.ofSlices(2, 2, new short[2][5], true));
        assertThrows(IllegalArgumentException.class, () -> GridSamples.ofBuffers(2, 2, GridSamples.Element.INT16, List.of(ByteBuffer
                .allocate(7))));
        GridSamples s = GridSamples.of(2, 2, 2, new float[8]);
        assertThrows(IllegalArgumentException.class, () -> GridSurface.extract(s, UNIT, Double.NaN, Inside.BELOW, Border.OPEN));
        assertThrows(IllegalArgumentException.class, () -> new GridFrame(Vec3.ZERO, Vec3.X, Vec3.X, Vec3.Z));
        // a single slice has a surface only where it is closed off
        GridSamples flat = GridSamples.of(2, 2, 1, new float[4]);
        assertTrue(GridSurface.extract(flat, UNIT, 0, Inside.ABOVE, Border.OPEN).isEmpty());
        assertSound(GridSurface.ofLabel(flat, UNIT, 0), "flat");
    }
}

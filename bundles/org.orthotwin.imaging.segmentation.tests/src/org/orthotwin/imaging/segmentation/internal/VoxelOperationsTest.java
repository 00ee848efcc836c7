/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.BoneSurface;

/** Whole-volume operations against searches that try everything. */
class VoxelOperationsTest {

    private static final Grid SMALL = new Grid(11, 9, 7, 0.0007, 0.0009, 0.0025);

    private static byte[] random(Grid g, double share, long seed) {
        Random r = new Random(seed);
        byte[] set = new byte[g.size()];
        for (int p = 0; p < set.length; p++) {
            set[p] = (byte) (r.nextDouble() < share ? 1 : 0);
        }
        return set;
    }

    @Test
    void distancesAreThoseToTheNearestVoxelOfAll() {
        for (int seed = 0; seed < 20; seed++) {
            byte[] set = random(SMALL, 0.02, seed);
            float[] d = DistanceTransform.squared(set, SMALL);
            for (int p = 0; p < set.length; p++) {
                double best = Double.POSITIVE_INFINITY;
                for (int q = 0; q < set.length; q++) {
                    if (set[q] != 0) {
                        double x = SMALL.place(p).distance(SMALL.place(q));
                        best = Math.min(best, x * x);
                    }
                }
                assertEquals(best, d[p], 1e-6 * best, "voxel " + p + " of set " + seed);
            }
        }
    }

    @Test
    void theDistanceToNothingIsInfinite() {
        float[] d = DistanceTransform.squared(new byte[SMALL.size()], SMALL);
        for (float x : d) {
            assertEquals(Float.POSITIVE_INFINITY, x);
        }
    }

    @Test
    void componentsAreThoseOfAFlood() {
        for (int seed = 0; seed < 40; seed++) {
            boolean corners = seed % 2 == 0;
            byte[] set = random(SMALL, corners ? 0.12 : 0.4, seed);
            Components c = new Components(set, SMALL, corners);
            int[] flood = flood(set, corners);
            for (int p = 0; p < set.length; p++) {
                assertEquals(flood[p], c.part[p], "voxel " + p + " of set " + seed);
            }
            assertEquals(Arrays.stream(flood).max().orElse(0), c.count());
            for (int n = 1; n <= c.count(); n++) {
                int number = n;
                assertEquals(Arrays.stream(flood).filter(f -> f == number).count(), c.sizes[n]);
            }
        }
    }

    private static int[] flood(byte[] set, boolean corners) {
        int[] out = new int[set.length];
        int parts = 0;
        for (int start = 0; start < set.length; start++) {
            if (set[start] == 0 || out[start] != 0) {
                continue;
            }
            out[start] = ++parts;
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.add(start);
            while (!open.isEmpty()) {
                int p = open.poll();
                for (int d = 0; d < 27; d++) {
                    int x = d % 3 - 1;
                    int y = d / 3 % 3 - 1;
                    int z = d / 9 - 1;
                    int i = SMALL.i(p) + x;
                    int j = SMALL.j(p) + y;
                    int k = SMALL.k(p) + z;
                    if ((corners || Math.abs(x) + Math.abs(y) + Math.abs(z) == 1) && SMALL.has(i, j, k)) {
                        int q = SMALL.index(i, j, k);
                        if (set[q] != 0 && out[q] == 0) {
                            out[q] = parts;
                            open.add(q);
                        }
                    }
                }
            }
        }
        return out;
    }

    @Test
    void theCutIsTheSmallestOfAll() {
        Random r = new Random(5);
        for (int run = 0; run < 300; run++) {
            int n = 2 + r.nextInt(8);
            int[][] w = new int[n][n];
            int[] t = new int[n];
            MaxFlow flow = new MaxFlow(n, 0);
            for (int a = 0; a < n; a++) {
                t[a] = r.nextInt(21) - 10;
                flow.link(a, t[a]);
                for (int b = 0; b < a; b++) {
                    if (r.nextDouble() < 0.6) {
                        w[a][b] = r.nextInt(10);
                        flow.edge(a, b, w[a][b]);
                    }
                }
            }
            long value = flow.solve(Monitor.NONE);
            long least = Long.MAX_VALUE;
            for (int sides = 0; sides < 1 << n; sides++) {
                least = Math.min(least, cost(w, t, sides));
            }
            int found = 0;
            for (int a = 0; a < n; a++) {
                found |= flow.isSource(a) ? 1 << a : 0;
            }
            assertEquals(least, value, "run " + run);
            assertEquals(least, cost(w, t, found), "run " + run);
        }
    }

    private static long cost(int[][] w, int[] t, int source) {
        long c = 0;
        for (int a = 0; a < t.length; a++) {
            boolean s = (source >> a & 1) != 0;
            c += s ? Math.max(0, -t[a]) : Math.max(0, t[a]);
            for (int b = 0; b < a; b++) {
                c += s != ((source >> b & 1) != 0) ? w[a][b] : 0;
            }
        }
        return c;
    }

    /** A hollow box with a hole in its wall, and a step outside that a closing would round off. */
    @Test
    void aCavityBehindAGapIsFilledAndACornerIsNot() {
        Grid g = new Grid(50, 50, 50, 0.001, 0.001, 0.001);
        byte[] shell = new byte[g.size()];
        for (int p = 0; p < shell.length; p++) {
            int i = g.i(p);
            int j = g.j(p);
            int k = g.k(p);
            boolean box = i >= 10 && i < 35 && j >= 10 && j < 35 && k >= 10 && k < 35;
            boolean inner = i >= 12 && i < 33 && j >= 12 && j < 33 && k >= 12 && k < 33;
            boolean hole = i >= 20 && i < 24 && j >= 20 && j < 24 && k < 14;
            boolean shelf = i >= 33 && i < 45 && j >= 10 && j < 35 && k >= 10 && k < 14;
            shell[p] = (byte) (box && !inner && !hole || shelf ? 1 : 0);
        }
        byte[] solid = Morphology.solid(shell, g, 0.0025, 0.002, false);
        assertEquals(1, solid[g.index(22, 22, 22)]);
        assertEquals(1, solid[g.index(14, 30, 30)]);
        assertEquals(0, solid[g.index(36, 20, 15)], "the corner between wall and shelf");
        assertEquals(0, solid[g.index(5, 5, 5)]);
        // without closing the cavity is open
        byte[] open = shell.clone();
        Morphology.fillHoles(open, g);
        assertEquals(0, open[g.index(22, 22, 22)]);
    }

    @Test
    void aTubeThatLeavesTheImageIsFilledSliceBySlice() {
        Grid g = new Grid(20, 20, 8, 0.001, 0.001, 0.001);
        byte[] tube = new byte[g.size()];
        for (int p = 0; p < tube.length; p++) {
            double r = Math.hypot(g.i(p) - 10, g.j(p) - 10);
            tube[p] = (byte) (r < 7 && r > 4 ? 1 : 0);
        }
        assertEquals(0, Morphology.solid(tube, g, 0.001, 0.001, false)[g.index(10, 10, 4)]);
        byte[] solid = Morphology.solid(tube, g, 0.001, 0.001, true);
        for (int k = 0; k < 8; k++) {
            assertEquals(1, solid[g.index(10, 10, k)], "slice " + k);
            assertEquals(0, solid[g.index(1, 1, k)], "slice " + k);
        }
    }

    @Test
    void aBridgeIsCutWhereItIsDark() {
        Grid g = new Grid(41, 5, 5, 0.001, 0.001, 0.001);
        byte[] set = new byte[g.size()];
        short[] hu = new short[g.size()];
        byte[] labels = new byte[g.size()];
        for (int p = 0; p < set.length; p++) {
            set[p] = 1;
            // the middle of the dark part is not the middle of the bar
            hu[p] = (short) (g.i(p) >= 24 && g.i(p) < 30 ? 100 : 900);
        }
        labels[g.index(0, 2, 2)] = 1;
        labels[g.index(40, 2, 2)] = 2;
        Partition.grow(set, labels, hu, g, 600, Monitor.NONE);
        assertEquals(1, labels[g.index(23, 2, 2)]);
        assertEquals(2, labels[g.index(30, 2, 2)]);
        boolean all = true;
        for (byte b : labels) {
            all &= b != 0;
        }
        assertTrue(all);
        assertFalse(labels[g.index(26, 2, 2)] == 0);
    }

    /** A tube through both ends of an image, by a threshold outside of its edge: it is as thick there as in the middle. */
    @Test
    void aBoneHasNoLipWhereTheImageEnds() {
        double h = 0.001;
        double radius = 0.0102;
        VolumeGeometry g = VolumeGeometry.axisAligned(32, 32, 14, Vec3.ZERO, h);
        Volume image = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        Volume map = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        byte[] set = new byte[32 * 32 * 14];
        for (int p = 0; p < set.length; p++) {
            double off = radius - Math.hypot(p % 32 * h - 0.0155, p / 32 % 32 * h - 0.0155);
            int hu = (int) (50 + 1000 * Math.clamp(0.5 + off / 0.003, 0, 1));
            image.store().slice(p / 1024).putShort(2 * (p % 1024), (short) hu);
            set[p] = (byte) (hu > 150 ? 1 : 0);
        }
        Ct ct = Ct.of(image, Monitor.NONE);
        HalfMaximum.peel(set, ct.grid.box(0, 0, 0, 31, 31, 13), ct);
        int[] slices = new int[14];
        for (int p = 0; p < set.length; p++) {
            slices[p / 1024] += set[p];
            map.store().slice(p / 1024).put(p % 1024, set[p]);
        }
        assertEquals(1, Arrays.stream(slices).distinct().count(), Arrays.toString(slices));
        assertEquals(Math.PI * radius * radius / (h * h), slices[0], 12);
        TriangleMesh m = BoneSurface.of(image, LabelMap.of(map, new TreeMap<>(Map.of(1, "tube"))), 1, Monitor.NONE).mesh();
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 v = m.vertex(i);
            double out = Math.hypot(v.x() - 0.0155, v.y() - 0.0155) - radius;
            assertTrue(out < 0.1 * h, "a lip of " + out + " m at " + v);
            boolean end = v.z() < h || v.z() > 12 * h;
            assertTrue(end || out > -0.1 * h, "a waist of " + out + " m at " + v);
            assertTrue(v.z() > -0.55 * h && v.z() < 13.55 * h, "an end at " + v.z() + " m");
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;

/**
 * Parts two bones along a joint that is a sheet of no known shape (sacroiliac joint, symphysis): the smallest cut between seeds, links
 * being weak where HU have a valley between brighter bone on two opposite sides. Only voxels of the set take part.
 */
final class SheetCut {

    private static final double VALLEY = 60;
    private static final int LINK = 1000;
    private static final int CERTAIN = 1 << 24;

    private SheetCut() {
    }

    /**
     * @param seeds over the box: 1 and 2 for the two bones, 3 for free voxels, 0 for voxels that take no part
     * @param reach how far on both sides brighter bone is looked for, m
     * @return 1 or 2 for voxels that take part, 0 elsewhere
     */
    static byte[] cut(Ct ct, Grid.Box box, byte[] seeds, double reach, Monitor monitor) {
        Grid b = box.grid();
        int[] node = new int[seeds.length];
        Arrays.fill(node, -1);
        int nodes = 0;
        for (int p = 0; p < seeds.length; p++) {
            if (seeds[p] != 0) {
                node[p] = nodes++;
            }
        }
        float[] valley = new float[seeds.length];
        IntStream.range(0, b.nz()).parallel().forEach(k -> {
            monitor.checkCancelled();
            for (int p = k * b.nx() * b.ny(); p < (k + 1) * b.nx() * b.ny(); p++) {
                if (seeds[p] == 3) {
                    valley[p] = valley(ct, box.outer(p), reach);
                }
            }
        });
        MaxFlow flow = new MaxFlow(nodes, 3 * nodes);
        int[] step = {1, b.nx(), b.nx() * b.ny()};
        double[] spacing = {b.si(), b.sj(), b.sk()};
        double mean = Math.cbrt(b.voxelVolume());
        for (int p = 0; p < seeds.length; p++) {
            if (node[p] < 0) {
                continue;
            }
            if (seeds[p] != 3) {
                flow.link(node[p], seeds[p] == 1 ? CERTAIN : -CERTAIN);
            }
            int[] at = {b.i(p), b.j(p), b.k(p)};
            int[] end = {b.nx() - 1, b.ny() - 1, b.nz() - 1};
            for (int a = 0; a < 3; a++) {
                if (at[a] < end[a] && node[p + step[a]] >= 0) {
                    double v = Math.max(valley[p], valley[p + step[a]]);
                    double face = b.voxelVolume() / spacing[a] / (mean * mean);
                    flow.edge(node[p], node[p + step[a]], 1 + (int) Math.round(LINK * face * Math.exp(-v / VALLEY)));
                }
            }
        }
        flow.solve(monitor);
        byte[] out = new byte[seeds.length];
        for (int p = 0; p < out.length; p++) {
            if (node[p] >= 0) {
                out[p] = (byte) (seeds[p] != 3 ? seeds[p] : flow.isSource(node[p]) ? 1 : 2);
            }
        }
        return out;
    }

    /** The deepest valley at a voxel over 13 directions: how much darker it is than the darker one of two opposite sides. */
    private static float valley(Ct ct, int q, double reach) {
        Grid g = ct.grid;
        int i = g.i(q);
        int j = g.j(q);
        int k = g.k(q);
        double deepest = 0;
        for (int d = 14; d < 27; d++) {
            int x = d % 3 - 1;
            int y = d / 3 % 3 - 1;
            int z = d / 9 - 1;
            double length = Math.sqrt(x * x * g.si() * g.si() + y * y * g.sj() * g.sj() + z * z * g.sk() * g.sk());
            int n = Math.max(1, (int) Math.round(reach / length));
            int one = Integer.MIN_VALUE;
            int other = Integer.MIN_VALUE;
            for (int s = 1; s <= n; s++) {
                if (g.has(i + s * x, j + s * y, k + s * z)) {
                    one = Math.max(one, ct.hu[g.index(i + s * x, j + s * y, k + s * z)]);
                }
                if (g.has(i - s * x, j - s * y, k - s * z)) {
                    other = Math.max(other, ct.hu[g.index(i - s * x, j - s * y, k - s * z)]);
                }
            }
            deepest = Math.max(deepest, Math.min(one, other) - (double) ct.hu[q]);
        }
        return (float) deepest;
    }
}

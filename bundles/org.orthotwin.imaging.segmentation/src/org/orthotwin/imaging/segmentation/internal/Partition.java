/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Arrays;
import org.orthotwin.core.Monitor;

/**
 * Gives every voxel of a set the label of the seed that is nearest along the set, a step through dark voxels being longer, so that a bridge
 * between two bones is cut where it is longest and darkest. Shortest paths over 26 neighbours in whole costs, kept in buckets; of two
 * seeds at the same cost the one that came first, in the order of voxels, wins. Cost: voxels times 26.
 */
final class Partition {

    private static final int UNIT = 8;
    private static final int BUCKETS = 1 << 12;

    private Partition() {
    }

    /**
     * @param set voxels to be labelled
     * @param labels seeds, 0 where there is none; the labels are written into it
     * @param bright HU from which a voxel is passed at full speed; 300 HU below it is passed at a quarter of it
     */
    static void grow(byte[] set, byte[] labels, short[] hu, Grid g, double bright, Monitor monitor) {
        int[] cost = new int[set.length];
        Arrays.fill(cost, Integer.MAX_VALUE);
        int[][] bucket = new int[BUCKETS][];
        int[] filled = new int[BUCKETS];
        long open = 0;
        for (int p = 0; p < set.length; p++) {
            if (labels[p] != 0) {
                cost[p] = 0;
                open += push(bucket, filled, 0, p);
            }
        }
        double unit = UNIT / g.smallestSpacing();
        int[] steps = new int[26];
        int[][] offsets = new int[26][];
        for (int d = 0, n = 0; d < 27; d++) {
            int x = d % 3 - 1;
            int y = d / 3 % 3 - 1;
            int z = d / 9 - 1;
            if (d != 13) {
                steps[n] = (int) Math.round(unit * Math.sqrt(x * x * g.si() * g.si() + y * y * g.sj() * g.sj() + z * z * g.sk() * g.sk()));
                offsets[n++] = new int[] {x, y, z};
            }
        }
        for (int now = 0; open > 0; now++) {
            int b = now % BUCKETS;
            if ((now & 15) == 0) {
                monitor.checkCancelled();
            }
            for (int n = 0; n < filled[b]; n++) {
                int p = bucket[b][n];
                open--;
                if (cost[p] != now) {
                    continue;
                }
                int i = g.i(p);
                int j = g.j(p);
                int k = g.k(p);
                for (int d = 0; d < 26; d++) {
                    int[] o = offsets[d];
                    if (!g.has(i + o[0], j + o[1], k + o[2])) {
                        continue;
                    }
                    int q = g.index(i + o[0], j + o[1], k + o[2]);
                    if (set[q] == 0 || cost[q] <= now) {
                        continue;
                    }
                    double slow = 1 + Math.clamp((bright - hu[q]) / 100, 0, 3);
                    int c = now + Math.min(BUCKETS - 1, Math.max(1, (int) Math.round(steps[d] * slow)));
                    if (c < cost[q]) {
                        cost[q] = c;
                        labels[q] = labels[p];
                        open += push(bucket, filled, c % BUCKETS, q);
                    }
                }
            }
            filled[b] = 0;
        }
    }

    private static int push(int[][] bucket, int[] filled, int b, int p) {
        if (bucket[b] == null) {
            bucket[b] = new int[256];
        } else if (filled[b] == bucket[b].length) {
            bucket[b] = Arrays.copyOf(bucket[b], 2 * filled[b]);
        }
        bucket[b][filled[b]++] = p;
        return 1;
    }
}

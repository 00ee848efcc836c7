/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/** The neighbours of each vertex, one after the other in one array, and which vertices lie on a boundary edge. */
final class VertexRings {

    /** Neighbours of vertex i are {@code ring[start[i]]} to {@code ring[start[i + 1] - 1]}. */
    final int[] start;
    final int[] ring;
    final boolean[] boundary;

    VertexRings(TriangleMesh mesh) {
        int n = mesh.vertexCount();
        int[] t = mesh.triangles();
        start = new int[n + 1];
        boundary = new boolean[n];
        // round a vertex of a closed manifold each neighbour follows it in one triangle and precedes it in one: no table of edges is needed
        long[] balance = new long[n];
        for (int h = 0; h < t.length; h++) {
            int next = t[EdgeTable.next(h)];
            start[t[h] + 1]++;
            balance[t[h]] += mix(next);
            balance[next] -= mix(t[h]);
        }
        boolean balanced = true;
        for (int i = 0; i < n; i++) {
            balanced &= balance[i] == 0;
        }
        if (balanced) {
            for (int i = 0; i < n; i++) {
                start[i + 1] += start[i];
            }
            ring = new int[t.length];
            int[] fill = Arrays.copyOf(start, n);
            for (int h = 0; h < t.length; h++) {
                ring[fill[t[h]]++] = t[EdgeTable.next(h)];
            }
            return;
        }
        Arrays.fill(start, 0);
        EdgeTable e = new EdgeTable(t);
        for (int i = 0; i < e.count; i++) {
            int a = e.ends[2 * i];
            int b = e.ends[2 * i + 1];
            start[a + 1]++;
            start[b + 1]++;
            if (e.up[i] + e.down[i] == 1) {
                boundary[a] = true;
                boundary[b] = true;
            }
        }
        for (int i = 0; i < n; i++) {
            start[i + 1] += start[i];
        }
        ring = new int[2 * e.count];
        int[] fill = Arrays.copyOf(start, n);
        for (int i = 0; i < e.count; i++) {
            ring[fill[e.ends[2 * i]]++] = e.ends[2 * i + 1];
            ring[fill[e.ends[2 * i + 1]]++] = e.ends[2 * i];
        }
    }

    /** Scatters a number, so that sums of different sets differ as good as surely. */
    private static long mix(int i) {
        long h = (i + 1) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 32) * 0xBF58476D1CE4E5B9L;
        return h ^ h >>> 29;
    }
}

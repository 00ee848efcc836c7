/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * The undirected edges of a mesh with the half-edges on them. Half-edge {@code h} of triangle {@code h / 3} runs from its corner
 * {@code h % 3} to the next one. Triangles that name a vertex twice have no half-edges here.
 */
final class EdgeTable {

    final int[] triangles;
    /** Edge of each half-edge, -1 in triangles that name a vertex twice. */
    final int[] edgeOf;
    /** Number of edges. */
    final int count;
    /** Lower and higher vertex of each edge, two for each. */
    final int[] ends;
    /** First half-edge of each edge, and the next half-edge on the same edge or -1. */
    final int[] first;
    final int[] nextOnEdge;
    /** Half-edges that run from the lower to the higher vertex, and back. */
    final int[] up;
    final int[] down;

    EdgeTable(int[] triangles) {
        this.triangles = triangles;
        int n = triangles.length;
        edgeOf = new int[n];
        nextOnEdge = new int[n];
        int capacity = Integer.highestOneBit(Math.max(16, n)) * 2;
        int[] slots = new int[capacity];
        Arrays.fill(slots, -1);
        int[] e = new int[2 * Math.max(8, n / 2 + n / 8)];
        int[] f = new int[e.length / 2];
        int[] last = new int[f.length];
        int edges = 0;
        Arrays.fill(nextOnEdge, -1);
        for (int h = 0; h < n; h++) {
            int t = h - h % 3;
            if (triangles[t] == triangles[t + 1] || triangles[t + 1] == triangles[t + 2] || triangles[t + 2] == triangles[t]) {
                edgeOf[h] = -1;
                continue;
            }
            int a = triangles[h];
            int b = triangles[next(h)];
            int lo = Math.min(a, b);
            int hi = Math.max(a, b);
            long key = ((long) lo << 32 | hi) * 0x9E3779B97F4A7C15L;
            int s = (int) (key >>> 33 ^ key >>> 17) & capacity - 1;
            while (slots[s] >= 0 && (e[2 * slots[s]] != lo || e[2 * slots[s] + 1] != hi)) {
                s = s + 1 & capacity - 1;
            }
            if (slots[s] < 0) {
                if (2 * edges == e.length) {
                    e = Arrays.copyOf(e, 2 * e.length);
                    f = Arrays.copyOf(f, 2 * f.length);
                    last = Arrays.copyOf(last, f.length);
                }
                slots[s] = edges;
                e[2 * edges] = lo;
                e[2 * edges + 1] = hi;
                f[edges] = h;
                last[edges] = h;
                edges++;
            } else {
                // append, so that half-edges stay in order
                nextOnEdge[last[slots[s]]] = h;
                last[slots[s]] = h;
            }
            edgeOf[h] = slots[s];
        }
        count = edges;
        ends = Arrays.copyOf(e, 2 * edges);
        first = Arrays.copyOf(f, edges);
        up = new int[edges];
        down = new int[edges];
        for (int h = 0; h < n; h++) {
            if (edgeOf[h] >= 0) {
                if (isUp(h)) {
                    up[edgeOf[h]]++;
                } else {
                    down[edgeOf[h]]++;
                }
            }
        }
    }

    static int next(int h) {
        return h % 3 == 2 ? h - 2 : h + 1;
    }

    boolean isUp(int h) {
        return triangles[h] < triangles[next(h)];
    }

    /** The half-edge across, where exactly two triangles meet; else -1. */
    int twin(int h) {
        int e = edgeOf[h];
        if (e < 0 || up[e] + down[e] != 2) {
            return -1;
        }
        return first[e] == h ? nextOnEdge[h] : first[e];
    }

    /** A component number for each triangle, from 0 in the order of first triangles; triangles without half-edges stand alone with -1. */
    int[] components() {
        int[] c = new int[triangles.length / 3];
        Arrays.fill(c, -1);
        int[] stack = new int[c.length];
        int n = 0;
        for (int t = 0; t < c.length; t++) {
            if (c[t] >= 0 || edgeOf[3 * t] < 0) {
                continue;
            }
            int top = 0;
            stack[top++] = t;
            c[t] = n;
            while (top > 0) {
                int q = stack[--top];
                for (int h = 3 * q; h < 3 * q + 3; h++) {
                    for (int g = first[edgeOf[h]]; g >= 0; g = nextOnEdge[g]) {
                        if (c[g / 3] < 0) {
                            c[g / 3] = n;
                            stack[top++] = g / 3;
                        }
                    }
                }
            }
            n++;
        }
        return c;
    }
}

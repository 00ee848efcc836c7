/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Boxes along the axes round the triangles of a mesh, in a binary tree split at the middle triangle across the longest side. It depends on
 * nothing but the mesh.
 */
final class BoxTree {

    /** Most triangles of a leaf. */
    private static final int LEAF = 8;

    /** Node k at 6 k: lower corner x y z, upper corner x y z; m, mesh frame. */
    final double[] nodes;
    /** For an inner node its first child, the second follows it; for a leaf ~i, where i is its first triangle in the order of the tree. */
    final int[] children;
    /** For a leaf, behind its last triangle. */
    final int[] ends;
    /** Corners of the triangles in the order of the tree, nine numbers each. */
    final double[] corners;
    /** From the order of the tree to the mesh's. */
    final int[] triangleOf;
    /** The largest coordinate, without sign. */
    final double largest;
    /** Longest path from the root, in edges. */
    final int depth;

    BoxTree(double[] v, int[] t) {
        int n = t.length / 3;
        Builder b = new Builder(v, t, n);
        int free = n == 0 ? 0 : b.build(0, 1, 0, n, 0);
        nodes = Arrays.copyOf(b.nodes, 6 * free);
        children = Arrays.copyOf(b.children, free);
        ends = Arrays.copyOf(b.ends, free);
        triangleOf = b.order;
        depth = b.depth;
        corners = new double[9 * n];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < 3; c++) {
                System.arraycopy(v, 3 * t[3 * triangleOf[i] + c], corners, 9 * i + 3 * c, 3);
            }
        }
        double most = 0;
        for (int k = 0; k < 6 && n > 0; k++) {
            most = Math.max(most, Math.abs(nodes[k]));
        }
        largest = most;
    }

    boolean isEmpty() {
        return children.length == 0;
    }

    /** Calls with each triangle whose box meets the box of the two points. */
    void query(double[] v, int a, int b, IntConsumer found) {
        if (!isEmpty()) {
            query(0, Math.min(v[a], v[b]), Math.min(v[a + 1], v[b + 1]), Math.min(v[a + 2], v[b + 2]), Math.max(v[a], v[b]),
                    Math.max(v[a + 1], v[b + 1]), Math.max(v[a + 2], v[b + 2]), found);
        }
    }

    private void query(int node, double x0, double y0, double z0, double x1, double y1, double z1, IntConsumer found) {
        int k = 6 * node;
        if (!(nodes[k] <= x1 && nodes[k + 3] >= x0 && nodes[k + 1] <= y1 && nodes[k + 4] >= y0 && nodes[k + 2] <= z1
                && nodes[k + 5] >= z0)) {
            return;
        }
        int c = children[node];
        if (c < 0) {
            for (int i = ~c; i < ends[node]; i++) {
                if (meets(9 * i, x0, x1) && meets(9 * i + 1, y0, y1) && meets(9 * i + 2, z0, z1)) {
                    found.accept(triangleOf[i]);
                }
            }
            return;
        }
        query(c, x0, y0, z0, x1, y1, z1, found);
        query(c + 1, x0, y0, z0, x1, y1, z1, found);
    }

    /** Whether a triangle's extent along one axis meets the range. */
    private boolean meets(int o, double low, double high) {
        double p = corners[o];
        double q = corners[o + 3];
        double r = corners[o + 6];
        return Math.min(p, Math.min(q, r)) <= high && Math.max(p, Math.max(q, r)) >= low;
    }

    /** Single use. */
    private static final class Builder {

        private final double[] boxes;
        /** Twice the middle of each triangle's box. */
        private final double[] middles;
        private final int[] order;
        private final double[] nodes;
        private final int[] children;
        private final int[] ends;
        private int depth;

        Builder(double[] v, int[] t, int n) {
            boxes = new double[6 * n];
            middles = new double[3 * n];
            order = new int[n];
            for (int i = 0; i < n; i++) {
                order[i] = i;
                for (int d = 0; d < 3; d++) {
                    double a = v[3 * t[3 * i] + d];
                    double b = v[3 * t[3 * i + 1] + d];
                    double c = v[3 * t[3 * i + 2] + d];
                    boxes[6 * i + d] = Math.min(a, Math.min(b, c));
                    boxes[6 * i + 3 + d] = Math.max(a, Math.max(b, c));
                    middles[3 * i + d] = boxes[6 * i + d] + boxes[6 * i + 3 + d];
                }
            }
            int most = Math.max(1, 2 * n);
            nodes = new double[6 * most];
            children = new int[most];
            ends = new int[most];
        }

        /** Fills {@code node} for the triangles order[from..to); descendants go to {@code free} and after. Returns what is left free. */
        int build(int node, int free, int from, int to, int level) {
            depth = Math.max(depth, level);
            int k = 6 * node;
            for (int d = 0; d < 3; d++) {
                double lo = Double.POSITIVE_INFINITY;
                double hi = Double.NEGATIVE_INFINITY;
                for (int i = from; i < to; i++) {
                    lo = Math.min(lo, boxes[6 * order[i] + d]);
                    hi = Math.max(hi, boxes[6 * order[i] + 3 + d]);
                }
                nodes[k + d] = lo;
                nodes[k + 3 + d] = hi;
            }
            if (to - from <= LEAF) {
                children[node] = ~from;
                ends[node] = to;
                return free;
            }
            int axis = 0;
            for (int d = 1; d < 3; d++) {
                if (nodes[k + 3 + d] - nodes[k + d] > nodes[k + 3 + axis] - nodes[k + axis]) {
                    axis = d;
                }
            }
            int mid = from + (to - from) / 2;
            select(from, to - 1, mid, axis);
            children[node] = free;
            int next = build(free, free + 2, from, mid, level + 1);
            return build(free + 1, next, mid, to, level + 1);
        }

        private double middle(int i, int axis) {
            return middles[3 * order[i] + axis];
        }

        /** Orders the triangles so that the one at {@code k} is in its sorted place along the axis. */
        private void select(int first, int last, int k, int axis) {
            int lo = first;
            int hi = last;
            while (lo < hi) {
                double pivot = middle(lo + (hi - lo) / 2, axis);
                int i = lo;
                int j = hi;
                while (i <= j) {
                    while (middle(i, axis) < pivot) {
                        i++;
                    }
                    while (middle(j, axis) > pivot) {
                        j--;
                    }
                    if (i <= j) {
                        int s = order[i];
                        order[i++] = order[j];
                        order[j--] = s;
                    }
                }
                if (k <= j) {
                    hi = j;
                } else if (k >= i) {
                    lo = i;
                } else {
                    return;
                }
            }
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.function.IntConsumer;

/** Boxes round the triangles of a mesh in a binary tree, to find those that a box meets. */
final class BoxTree {

    private static final int LEAF = 8;

    private final double[] boxes;
    private final int[] order;
    private final double[] nodes;
    private final int[] left;
    private final int[] right;
    private int count;

    BoxTree(double[] v, int[] t) {
        int n = t.length / 3;
        boxes = new double[6 * n];
        order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
            for (int d = 0; d < 3; d++) {
                double a = v[3 * t[3 * i] + d];
                double b = v[3 * t[3 * i + 1] + d];
                double c = v[3 * t[3 * i + 2] + d];
                boxes[6 * i + d] = Math.min(a, Math.min(b, c));
                boxes[6 * i + 3 + d] = Math.max(a, Math.max(b, c));
            }
        }
        int most = Math.max(1, 2 * n);
        nodes = new double[6 * most];
        left = new int[most];
        right = new int[most];
        if (n > 0) {
            build(0, n);
        }
    }

    /** Leaves hold the range left..right of the order as ~left, right. */
    private int build(int from, int to) {
        int node = count++;
        for (int d = 0; d < 3; d++) {
            double lo = Double.POSITIVE_INFINITY;
            double hi = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                lo = Math.min(lo, boxes[6 * order[i] + d]);
                hi = Math.max(hi, boxes[6 * order[i] + 3 + d]);
            }
            nodes[6 * node + d] = lo;
            nodes[6 * node + 3 + d] = hi;
        }
        if (to - from <= LEAF) {
            left[node] = ~from;
            right[node] = to;
            return node;
        }
        int axis = 0;
        for (int d = 1; d < 3; d++) {
            if (nodes[6 * node + 3 + d] - nodes[6 * node + d] > nodes[6 * node + 3 + axis] - nodes[6 * node + axis]) {
                axis = d;
            }
        }
        int mid = from + (to - from) / 2;
        select(from, to - 1, mid, axis);
        left[node] = build(from, mid);
        right[node] = build(mid, to);
        return node;
    }

    private double middle(int i, int axis) {
        return boxes[6 * order[i] + axis] + boxes[6 * order[i] + 3 + axis];
    }

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

    /** Calls with each triangle whose box meets the box of the two points. */
    void query(double[] v, int a, int b, IntConsumer found) {
        if (count > 0) {
            query(0, Math.min(v[a], v[b]), Math.min(v[a + 1], v[b + 1]), Math.min(v[a + 2], v[b + 2]), Math.max(v[a], v[b]),
                    Math.max(v[a + 1], v[b + 1]), Math.max(v[a + 2], v[b + 2]), found);
        }
    }

    private void query(int node, double x0, double y0, double z0, double x1, double y1, double z1, IntConsumer found) {
        if (!meets(nodes, 6 * node, x0, y0, z0, x1, y1, z1)) {
            return;
        }
        if (left[node] < 0) {
            for (int i = ~left[node]; i < right[node]; i++) {
                if (meets(boxes, 6 * order[i], x0, y0, z0, x1, y1, z1)) {
                    found.accept(order[i]);
                }
            }
            return;
        }
        query(left[node], x0, y0, z0, x1, y1, z1, found);
        query(right[node], x0, y0, z0, x1, y1, z1, found);
    }

    private static boolean meets(double[] b, int i, double x0, double y0, double z0, double x1, double y1, double z1) {
        return b[i] <= x1 && b[i + 3] >= x0 && b[i + 1] <= y1 && b[i + 4] >= y0 && b[i + 2] <= z1 && b[i + 5] >= z0;
    }
}

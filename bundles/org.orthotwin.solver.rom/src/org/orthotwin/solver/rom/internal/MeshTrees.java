/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.Arrays;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;

/**
 * Trees of meshes, kept as long as the mesh lives and memory is not short. A mesh is immutable and equal to itself only, so a plan that
 * moves a part without changing its surface finds the tree again.
 *
 * <p>Slender triangles are split at the middle of their longest edge first, and those without area left out: the surface stays what it
 * is, but turned parts come with slivers as long as the part, whose bounding volumes keep nothing apart (a neck of 64 slivers costs a
 * hundred times what a bone of 50,000 triangles does).
 */
public final class MeshTrees {

    private MeshTrees() {
    }

    /** The tree of a mesh, built at the first call. */
    public static Bvh of(TriangleMesh mesh) {
        return mesh.derived(MeshTrees.class, m -> Bvh.of(split(m)));
    }

    /** Edges up to this length are left alone, m; as fine as the bones are. */
    private static final double EDGE = 0.002;
    /** Triangles are slender if their longest edge is above this many times the height over it. */
    private static final double SLENDER = 4;
    /** A mesh does not grow beyond this by splitting. */
    private static final int MOST = 100_000;

    static TriangleMesh split(TriangleMesh mesh) {
        double edge = EDGE;
        double[] corners = split(mesh, edge);
        while (corners == null) {
            edge *= 2;
            corners = split(mesh, edge);
        }
        if (corners.length == 9 * mesh.triangleCount()) {
            return mesh;
        }
        int[] triangles = new int[corners.length / 3];
        Arrays.setAll(triangles, i -> i);
        return new TriangleMesh(corners, triangles);
    }

    /** Nine numbers for each triangle; null if there are too many. */
    private static double[] split(TriangleMesh mesh, double edge) {
        double[] done = new double[9 * mesh.triangleCount() + 9];
        double[] stack = new double[9 * 64];
        int count = 0;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            for (int k = 0; k < 3; k++) {
                System.arraycopy(mesh.vertices(), 3 * mesh.triangles()[3 * t + k], stack, 3 * k, 3);
            }
            if (same(stack, 0, 3) || same(stack, 3, 6) || same(stack, 6, 0)) {
                continue;
            }
            int top = 1;
            while (top > 0) {
                int o = 9 * --top;
                double a = length(stack, o, o + 3);
                double b = length(stack, o + 3, o + 6);
                double c = length(stack, o + 6, o);
                double longest = Math.max(a, Math.max(b, c));
                if (longest <= edge || longest * longest <= SLENDER * doubleArea(stack, o) || top == 62) {
                    if (count == Math.max(MOST, mesh.triangleCount())) {
                        return null;
                    }
                    if (9 * count + 9 > done.length) {
                        done = Arrays.copyOf(done, 2 * done.length);
                    }
                    System.arraycopy(stack, o, done, 9 * count++, 9);
                    continue;
                }
                // turned so that the longest edge is the first one
                int turn = a >= b && a >= c ? 0 : b >= c ? 3 : 6;
                double[] p = new double[9];
                for (int k = 0; k < 9; k++) {
                    p[k] = stack[o + (turn + k) % 9];
                }
                for (int k = 0; k < 3; k++) {
                    double mid = 0.5 * (p[k] + p[3 + k]);
                    stack[o + k] = p[k];
                    stack[o + 3 + k] = mid;
                    stack[o + 6 + k] = p[6 + k];
                    stack[o + 9 + k] = mid;
                    stack[o + 12 + k] = p[3 + k];
                    stack[o + 15 + k] = p[6 + k];
                }
                top += 2;
            }
        }
        return Arrays.copyOf(done, 9 * count);
    }

    private static boolean same(double[] p, int i, int k) {
        return p[i] == p[k] && p[i + 1] == p[k + 1] && p[i + 2] == p[k + 2];
    }

    private static double doubleArea(double[] p, int o) {
        double ux = p[o + 3] - p[o];
        double uy = p[o + 4] - p[o + 1];
        double uz = p[o + 5] - p[o + 2];
        double vx = p[o + 6] - p[o];
        double vy = p[o + 7] - p[o + 1];
        double vz = p[o + 8] - p[o + 2];
        double x = uy * vz - uz * vy;
        double y = uz * vx - ux * vz;
        double z = ux * vy - uy * vx;
        return Math.sqrt(x * x + y * y + z * z);
    }

    private static double length(double[] p, int i, int k) {
        return Math.sqrt((p[i] - p[k]) * (p[i] - p[k]) + (p[i + 1] - p[k + 1]) * (p[i + 1] - p[k + 1])
                + (p[i + 2] - p[k + 2]) * (p[i + 2] - p[k + 2]));
    }
}

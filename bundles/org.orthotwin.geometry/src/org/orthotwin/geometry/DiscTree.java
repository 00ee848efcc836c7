/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * The tree of a {@link Bvh} that pairs of meshes are compared by. The volume is a flat cylinder (a disc): centre, unit normal, radius, half
 * height. Like an oriented box it closes in on a smooth surface with the square of its size, which is what two congruent joint surfaces
 * a millimetre apart ask for, but it has no axes in its plane: two of them are compared with two dot products and three square roots
 * instead of fifteen projections, and one fits into eight numbers. The extent of a disc along a unit direction u is
 * h |n.u| + r sqrt(1 - (n.u)^2).
 *
 * <p>Binary, one triangle in each leaf, split across the longest of three principal extents. Building costs O(n log n) and about 200
 * bytes for each triangle. The tree depends on nothing but the mesh.
 */
final class DiscTree {

    /** Numbers of one node in {@link #nodes}: centre x y z, radius, normal x y z, half height. */
    static final int STRIDE = 8;
    static final int RADIUS = 3;
    static final int NORMAL = 4;
    static final int HEIGHT = 7;

    /** Node k at 8 k: see {@link #STRIDE}; m, mesh frame. Radius and height are enlarged by more than the rounding of any test. */
    final double[] nodes;
    /** For an inner node its first child, the second follows it; for a leaf ~i, where i counts triangles in the order of the tree. */
    final int[] children;
    /** Corners of the triangles in the order of the tree, nine numbers each. */
    final double[] corners;
    /** From the order of the tree to the mesh's. */
    final int[] triangleOf;
    /** Longest path from the root, in edges. */
    final int depth;

    DiscTree(TriangleMesh mesh) {
        DiscTreeBuilder b = new DiscTreeBuilder(mesh);
        nodes = b.nodes;
        children = b.children;
        corners = b.corners;
        triangleOf = b.order;
        depth = b.depth;
    }

    boolean isEmpty() {
        return children.length == 0;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Objects;

/**
 * Trees of bounding volumes over the triangles of a mesh, for collision, distance and ray queries. Immutable; threads share it.
 *
 * <p>What compares two meshes asks a tree of flat cylinders, which close in on a smooth surface; what asks for a point or along a ray
 * is content with boxes along the axes, which cost a quarter to build. Each tree is made for the first query that needs it, and kept.
 */
public final class Bvh {

    private final TriangleMesh mesh;
    private volatile DiscTree discs;
    private volatile BoxTree boxes;

    private Bvh(TriangleMesh mesh) {
        this.mesh = Objects.requireNonNull(mesh);
    }

    /** The trees of a mesh; an empty mesh has empty trees, which nothing meets. */
    public static Bvh of(TriangleMesh mesh) {
        return new Bvh(mesh);
    }

    public TriangleMesh mesh() {
        return mesh;
    }

    DiscTree discs() {
        DiscTree tree = discs;
        if (tree == null) {
            synchronized (this) {
                tree = discs;
                if (tree == null) {
                    tree = new DiscTree(mesh);
                    discs = tree;
                }
            }
        }
        return tree;
    }

    BoxTree boxes() {
        BoxTree tree = boxes;
        if (tree == null) {
            synchronized (this) {
                tree = boxes;
                if (tree == null) {
                    tree = new BoxTree(mesh.vertices(), mesh.triangles());
                    boxes = tree;
                }
            }
        }
        return tree;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;

/**
 * Trees of meshes, kept as long as the mesh lives and memory is not short. A mesh is immutable and equal to itself only, so a plan that moves a
 * part without changing its surface finds the tree again.
 */
public final class MeshTrees {

    // The value refers to its key, so it must not be held strongly, or no entry would ever go.
    private static final Map<TriangleMesh, SoftReference<Bvh>> TREES = Collections.synchronizedMap(new WeakHashMap<>());

    private MeshTrees() {
    }

    /** The tree of a mesh, built at the first call. */
    public static Bvh of(TriangleMesh mesh) {
        SoftReference<Bvh> r = TREES.get(mesh);
        Bvh tree = r == null ? null : r.get();
        if (tree == null) {
            tree = Bvh.of(mesh);
            TREES.put(mesh, new SoftReference<>(tree));
        }
        return tree;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Trees of surfaces that are asked again and again, such as bones under a plan that changes: made once while memory
 * allows. Safe for threads.
 */
public final class KeptTrees {

    private static final Map<TriangleMesh, SoftReference<Bvh>> TREES = new WeakHashMap<>();

    private KeptTrees() {
    }

    /** The tree of a surface, by the surface's identity. */
    public static Bvh of(TriangleMesh mesh) {
        synchronized (TREES) {
            SoftReference<Bvh> kept = TREES.get(mesh);
            Bvh tree = kept == null ? null : kept.get();
            if (tree == null) {
                tree = Bvh.of(mesh);
                TREES.put(mesh, new SoftReference<>(tree));
            }
            return tree;
        }
    }
}

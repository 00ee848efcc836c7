/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Trees of surfaces that are asked again and again, such as bones under a plan that changes: made once while memory
 * allows and the surface lives. Safe for threads.
 */
public final class KeptTrees {

    private KeptTrees() {
    }

    /** The tree of a surface, by the surface's identity. */
    public static Bvh of(TriangleMesh mesh) {
        return mesh.derived(KeptTrees.class, Bvh::of);
    }
}

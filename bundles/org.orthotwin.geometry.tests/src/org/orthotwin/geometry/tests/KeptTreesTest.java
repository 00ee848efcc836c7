/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.tests;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.TriangleMesh;

/** A tree is made once for a surface, and both go together. */
class KeptTreesTest {

    private static TriangleMesh mesh() {
        return new TriangleMesh(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2});
    }

    @Test
    void oneTreeForEachSurface() {
        TriangleMesh mesh = mesh();
        assertSame(KeptTrees.of(mesh), KeptTrees.of(mesh));
        assertSame(mesh, KeptTrees.of(mesh).mesh());
        assertNotSame(KeptTrees.of(mesh), KeptTrees.of(mesh()));
        assertSame(mesh.derived(KeptTreesTest.class, m -> "mine"), mesh.derived(KeptTreesTest.class, m -> "another"));
    }

    /** A case that is closed leaves no bones behind, though memory is not short. */
    @Test
    void aSurfaceThatNobodyHoldsIsGoneWithItsTree() throws InterruptedException {
        WeakReference<Object> tree = new WeakReference<>(KeptTrees.of(mesh()));
        for (int i = 0; i < 50 && tree.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertNull(tree.get());
    }
}

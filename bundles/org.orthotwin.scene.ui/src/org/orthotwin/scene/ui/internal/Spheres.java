/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.render.Surface;

/** Balls of few triangles, for markers that cover few pixels. */
final class Spheres {

    private static final int RINGS = 10;
    private static final int SIDES = 20;

    private Spheres() {
    }

    /** A ball of radius 1 m about the origin, of 360 triangles. */
    static Surface small() {
        double[] v = new double[3 * (2 + (RINGS - 1) * SIDES)];
        int[] t = new int[6 * (RINGS - 1) * SIDES];
        int n = 0;
        v[2] = -1;
        v[5] = 1;
        for (int i = 1; i < RINGS; i++) {
            for (int k = 0; k < SIDES; k++) {
                double a = 2 * Math.PI * k / SIDES;
                double b = Math.PI * i / RINGS;
                int p = 2 + (i - 1) * SIDES + k;
                int q = 2 + (i - 1) * SIDES + (k + 1) % SIDES;
                v[3 * p] = Math.sin(b) * Math.cos(a);
                v[3 * p + 1] = Math.sin(b) * Math.sin(a);
                v[3 * p + 2] = -Math.cos(b);
                boolean last = i == RINGS - 1;
                t[n++] = p;
                t[n++] = q;
                t[n++] = last ? 1 : q + SIDES;
                if (!last) {
                    t[n++] = p;
                    t[n++] = q + SIDES;
                    t[n++] = p + SIDES;
                }
                if (i == 1) {
                    t[n++] = 0;
                    t[n++] = q;
                    t[n++] = p;
                }
            }
        }
        return Surface.of(new TriangleMesh(v, t));
    }
}

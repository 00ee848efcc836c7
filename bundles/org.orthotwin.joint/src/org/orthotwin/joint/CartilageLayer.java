/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Arrays;
import java.util.Objects;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.TriangleMesh;

/**
 * A layer of cartilage on a bone.
 *
 * @param id in the anatomy
 * @param body id of the bone that carries it
 * @param surface its articular surface in the bone's surface frame, m; outside towards the joint; it may be open
 * @param thickness m
 * @param modulus Young's modulus, Pa; NaN where the anatomy does not state it
 * @param poisson Poisson's ratio; NaN where the anatomy does not state it
 */
public record CartilageLayer(String id, String body, TriangleMesh surface, double thickness, double modulus, double poisson) {

    public CartilageLayer {
        Objects.requireNonNull(id);
        Objects.requireNonNull(body);
        Objects.requireNonNull(surface);
    }

    /** The same layer with another surface. */
    public CartilageLayer with(TriangleMesh other) {
        return new CartilageLayer(id, body, other, thickness, modulus, poisson);
    }

    /** What is left of it beside a closed room in the bone's surface frame: the triangles whose middle is not inside. */
    public CartilageLayer outside(TriangleMesh room) {
        RayCast inside = new RayCast(Bvh.of(room));
        int[] corners = surface.triangles();
        int[] kept = new int[corners.length];
        int n = 0;
        for (int t = 0; t < surface.triangleCount(); t++) {
            if (!inside.inside(surface.corner(t, 0).plus(surface.corner(t, 1)).plus(surface.corner(t, 2)).times(1 / 3.0))) {
                System.arraycopy(corners, 3 * t, kept, n, 3);
                n += 3;
            }
        }
        return with(MeshRepair.withoutUnusedVertices(new TriangleMesh(surface.vertices(), Arrays.copyOf(kept, n))));
    }
}

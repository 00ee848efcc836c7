/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A plane in which a surface ends because the image did: what seems to be the farthest place of the bone there is none.
 *
 * @param point of the plane, in the surface's frame, m
 * @param normal unit vector out of what there is of the bone
 * @param near distance from the plane within which a place may be there because of the cut, m
 */
public record CutPlane(Vec3 point, Vec3 normal, double near) {

    public CutPlane {
        Objects.requireNonNull(point);
        Objects.requireNonNull(normal);
        if (!(near > 0)) {
            throw new IllegalArgumentException("a cut needs a distance above 0, not " + near);
        }
    }

    /** Whether a place may be where it is because the surface ends there. */
    public boolean holds(Vec3 p) {
        return p.minus(point).dot(normal) > -near;
    }

    CutPlane transformed(RigidTransform t) {
        return new CutPlane(t.apply(point), t.rotate(normal), near);
    }

    CutPlane mirroredZ() {
        return new CutPlane(Landmarking.mirror(point), Landmarking.mirror(normal), near);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;

/**
 * A part in its place.
 *
 * @param role what it does in the plan: {@code cup}, {@code liner}, {@code head}, {@code stem} ...
 * @param part the realised component
 * @param body id of the bone that carries it
 * @param pose of the part's frame in the bone's surface frame
 */
public record PlacedPart(String role, PartModel part, String body, RigidTransform pose) {

    public PlacedPart {
        Objects.requireNonNull(role);
        Objects.requireNonNull(part);
        Objects.requireNonNull(body);
        Objects.requireNonNull(pose);
    }
}

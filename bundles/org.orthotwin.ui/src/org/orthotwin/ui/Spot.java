/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Objects;
import org.orthotwin.geometry.Vec3;

/**
 * A place that is looked at, in all views alike.
 *
 * @param bone id of the bone with which it moves
 * @param point in the surface frame of the bone, m
 */
public record Spot(String bone, Vec3 point) {

    public Spot {
        Objects.requireNonNull(bone);
        Objects.requireNonNull(point);
    }
}

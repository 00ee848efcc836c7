/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import java.util.Objects;

import org.orthotwin.geometry.RigidTransform;

/**
 * Handles by which something is moved and turned: an arrow along each axis of a frame and a ring about it, as large on the screen at any
 * distance and before everything else.
 *
 * @param pose of the frame in the world (m)
 * @param move whether there are arrows
 * @param rotate whether there are rings
 */
public record Gizmo(RigidTransform pose, boolean move, boolean rotate) {
    public Gizmo {
        Objects.requireNonNull(pose);
    }
}

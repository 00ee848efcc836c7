/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import org.orthotwin.geometry.RigidTransform;

/** Hears of what a person does with a {@link Gizmo}. Called in the user interface's thread. */
public interface GizmoListener {

    /** A handle was taken, or an arrow key is about to move the thing. */
    void begin();

    /**
     * The thing was moved.
     *
     * @param delta motion in the world since {@link #begin}: the new pose is delta times the pose then
     * @param last whether the handle was let go; nothing follows before another {@link #begin}
     */
    void moved(RigidTransform delta, boolean last);

    /** The person gave up (Escape): the thing belongs where it was at {@link #begin}. */
    void cancelled();
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;

/**
 * A surface whose outline is drawn on slices.
 *
 * @param id of the bone or role of the part
 * @param bone id of the bone that it is or is fixed to
 * @param mesh m
 * @param pose of the mesh in the space of the slices
 * @param color {@code 0xRRGGBB}
 * @param part whether it is a part, which is filled
 * @param metal whether it is of metal or ceramics, dense to rays
 */
record Shape(String id, String bone, TriangleMesh mesh, RigidTransform pose, int color, boolean part, boolean metal) {
}

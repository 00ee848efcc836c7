/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import org.orthotwin.geometry.Vec3;

/**
 * What lies under a pixel.
 *
 * @param item place of the solid in the scene's items
 * @param point on its surface (m, world)
 * @param triangle of its mesh
 */
public record Pick(int item, Vec3 point, int triangle) {
}

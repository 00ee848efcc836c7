/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import org.orthotwin.geometry.Vec3;

/**
 * A point of a segment that is watched from outside.
 *
 * @param name its name, of its own in the model
 * @param segment index of its segment, -1 for the ground
 * @param position in the segment's frame, m
 */
public record Marker(String name, int segment, Vec3 position) {
}

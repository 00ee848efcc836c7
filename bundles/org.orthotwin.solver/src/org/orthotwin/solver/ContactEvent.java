/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Where two things touch.
 *
 * @param label what this is the limit of, e.g. {@code flexion}
 * @param first what touches: a role of a part or the id of a body
 * @param second what it touches
 * @param kind {@code prosthetic}, {@code bony} or {@code bone-implant}
 * @param point in the parent body's surface frame, m
 * @param childInParent pose of the child body at that moment, in the parent body's surface frame
 */
public record ContactEvent(String label, String first, String second, String kind, Vec3 point, RigidTransform childInParent) {
}

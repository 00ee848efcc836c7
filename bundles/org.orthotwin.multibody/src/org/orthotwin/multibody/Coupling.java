/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/**
 * A coordinate that follows another.
 *
 * @param dependent index of the one that follows
 * @param independent index of the one that leads
 * @param function value of the first by that of the second
 */
public record Coupling(int dependent, int independent, MotionFunction function) {
}

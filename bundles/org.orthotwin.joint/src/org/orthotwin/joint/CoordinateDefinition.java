/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import org.orthotwin.core.Dimension;

/**
 * A coordinate of a joint, in the sign convention of its joint coordinate system, not in clinical words.
 *
 * @param name e.g. {@code alpha}
 * @param description what it measures, about which axis
 * @param dimension angle or length
 * @param minimum of the anatomically possible range, SI
 * @param maximum of the anatomically possible range, SI
 */
public record CoordinateDefinition(String name, String description, Dimension dimension, double minimum, double maximum) {
}

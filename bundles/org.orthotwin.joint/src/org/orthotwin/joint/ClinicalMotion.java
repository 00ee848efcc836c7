/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

/**
 * A motion in clinical words, as a signed coordinate: the one place where signs and sides meet.
 *
 * @param id e.g. {@code flexion}, {@code internal-rotation}
 * @param coordinate name of the joint coordinate
 * @param rightSign sign of the coordinate for a positive motion on the right side
 * @param leftSign the same on the left side
 * @param typical upper end of the range in healthy adults, SI, for plausibility and plots
 */
public record ClinicalMotion(String id, String coordinate, int rightSign, int leftSign, double typical) {

    public int sign(Side side) {
        return side == Side.LEFT ? leftSign : rightSign;
    }
}

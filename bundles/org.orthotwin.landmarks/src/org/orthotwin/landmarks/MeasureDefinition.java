/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.Vec3;

/**
 * A clinical measure that follows from landmarks.
 *
 * @param id e.g. {@code femur.version}
 * @param version of the definition; a changed definition has a new one
 * @param dimension of its value
 * @param landmarks codes that it needs, those of a right bone
 * @param description what is measured against what, with source
 * @param rule computes it
 */
public record MeasureDefinition(String id, int version, Dimension dimension, List<String> landmarks, String description, Rule rule) {

    public MeasureDefinition {
        landmarks = List.copyOf(landmarks);
    }

    /** The computation. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param landmarks positions by code, m, of a right bone; a left one is mirrored before
         * @return SI
         * @throws IllegalArgumentException if landmarks coincide or are collinear
         */
        double value(Map<String, Vec3> landmarks);
    }
}

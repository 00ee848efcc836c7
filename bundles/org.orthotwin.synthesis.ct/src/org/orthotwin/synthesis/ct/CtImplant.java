/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.Objects;
import org.orthotwin.geometry.TriangleMesh;

/**
 * Something artificial in the scene.
 *
 * @param name e.g. {@code stem}
 * @param surface closed, LPS, m
 * @param hu CT number of a large piece of it, HU
 * @param metal whether it hardens the beam and casts streaks
 */
public record CtImplant(String name, TriangleMesh surface, double hu, boolean metal) {

    public CtImplant {
        Objects.requireNonNull(surface);
        if (!Double.isFinite(hu)) {
            throw new IllegalArgumentException("implant " + name + " with " + hu + " HU");
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.List;
import java.util.Objects;

/**
 * What is scanned, in the patient's LPS frame, m.
 *
 * @param bones labels 1, 2 ... in this order
 * @param implants labels after the bones'
 * @param outline skin
 * @param jointGap two bones closer together than this have cartilage between them, m
 */
public record CtScene(List<CtBone> bones, List<CtImplant> implants, BodyOutline outline, double jointGap) {

    public CtScene {
        bones = List.copyOf(bones);
        implants = List.copyOf(implants);
        Objects.requireNonNull(outline);
        if (!(jointGap >= 0 && jointGap <= 0.02)) {
            throw new IllegalArgumentException("a joint gap of " + jointGap + " m; 0 to 0.02 m");
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.TriangleMesh;

/**
 * A bone in the scene of a CT.
 *
 * @param name e.g. {@code femur.left}
 * @param outer closed surface, LPS, m
 * @param canal closed surface of the medullary canal, LPS, m
 * @param cortexHu CT number of compact bone, HU
 * @param zones what is inside the cortex; at least one
 * @param removed closed surfaces, LPS, m, within which this bone has been taken away: resected, reamed, rasped
 */
public record CtBone(String name, TriangleMesh outer, Optional<TriangleMesh> canal, double cortexHu, List<Zone> zones,
        List<TriangleMesh> removed) {

    public CtBone {
        Objects.requireNonNull(outer);
        Objects.requireNonNull(canal);
        zones = List.copyOf(zones);
        removed = List.copyOf(removed);
        if (zones.isEmpty()) {
            throw new IllegalArgumentException("bone " + name + " has no zone");
        }
    }
}

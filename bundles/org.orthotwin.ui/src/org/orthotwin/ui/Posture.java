/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Map;
import org.orthotwin.geometry.RigidTransform;

/**
 * A posture of the joint that somebody wants to see.
 *
 * @param motions in clinical words, SI; those that are not named are 0
 * @param ofActivity whether the angles are those of an activity, which count from upright standing
 * @param further where bones on neither side of the joint are, such as a patella: poses in the proximal bone's surface frame, by id
 */
public record Posture(Map<String, Double> motions, boolean ofActivity, Map<String, RigidTransform> further) {

    public Posture {
        motions = Map.copyOf(motions);
        further = Map.copyOf(further);
    }

    /** Where nothing is known of further bones. */
    public Posture(Map<String, Double> motions, boolean ofActivity) {
        this(motions, ofActivity, Map.of());
    }
}

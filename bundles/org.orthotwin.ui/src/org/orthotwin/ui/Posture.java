/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Map;

/**
 * A posture of the joint that somebody wants to see.
 *
 * @param motions in clinical words, SI; those that are not named are 0
 * @param ofActivity whether the angles are those of an activity, which count from upright standing
 */
public record Posture(Map<String, Double> motions, boolean ofActivity) {

    public Posture {
        motions = Map.copyOf(motions);
    }
}

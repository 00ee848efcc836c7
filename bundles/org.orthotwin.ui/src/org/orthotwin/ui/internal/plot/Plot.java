/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.Map;
import java.util.Optional;
import org.orthotwin.ui.plot.Drawing;

/** A drawing of what a plan comes to, some points of which stand for postures of the joint. */
public interface Plot extends Drawing {

    /** Blue of the plan in work, violet of the plan beside it: as in the scene. */
    int OWN = 0x3A86B8;
    int OTHER = 0x8B6FC9;

    /** The motions, SI, of the posture at a point of the last drawing, if it stands for one. */
    Optional<Map<String, Double>> posture(double x, double y);

    /** The label of the motion at whose end a point of the last drawing stands; empty for none. */
    default String label(double x, double y) {
        return "";
    }

    /** The same plot with the posture of the joint marked, as motions in SI; empty for none. */
    Plot marked(Map<String, Double> motions, String label);

    /** Colour of a kind of contact, as reports have it. */
    static int color(String kind) {
        return switch (kind) {
            case "prosthetic" -> 0xD9771F;
            case "bony" -> 0x7D6447;
            case "bone-implant" -> 0x6D4BA0;
            default -> 0x4F9C80;
        };
    }
}

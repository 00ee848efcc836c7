/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.Map;
import java.util.Optional;
import org.orthotwin.simulation.CsvTable;

/** A drawing of numbers that can be pointed at. Immutable but for where it was drawn last, which is what is pointed at. */
public interface Plot {

    /** Blue of the plan in work, violet of the plan beside it: as in the scene. */
    int OWN = 0x3A86B8;
    int OTHER = 0x8B6FC9;

    /** How high it wants to be at a width; it fills more if it is given more. */
    double height(double width);

    void draw(Ink ink, double width, double height);

    /** What is at a point of the last drawing, for people; empty for nothing. */
    String at(double x, double y);

    /** The motions, SI, of the posture at a point of the last drawing, if it stands for one. */
    Optional<Map<String, Double>> posture(double x, double y);

    /** The label of the motion at whose end a point of the last drawing stands; empty for none. */
    default String label(double x, double y) {
        return "";
    }

    /** The same plot with the posture of the joint marked, as motions in SI; empty for none. */
    Plot marked(Map<String, Double> motions, String label);

    /** The numbers. */
    CsvTable csv();

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

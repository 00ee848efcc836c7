/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import org.orthotwin.simulation.CsvTable;

/** A drawing of numbers that can be pointed at. Immutable but for where it was drawn last, which is what is pointed at. */
public interface Drawing {

    /** How high it wants to be at a width; it fills more if it is given more. */
    double height(double width);

    void draw(Ink ink, double width, double height);

    /** What is at a point of the last drawing, for people, line by line; empty for nothing. */
    String at(double x, double y);

    /** Marks on the last drawing what is at a point, such as by a line across. */
    default void pointed(Ink ink, double x, double y) {
        // most say enough
    }

    /** The numbers. */
    CsvTable csv();
}

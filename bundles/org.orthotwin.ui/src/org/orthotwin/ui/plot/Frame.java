/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import org.orthotwin.report.ChartRules;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/**
 * Where a curve is drawn, and between which values.
 *
 * @param left of its upper left corner, points, as all that is not a value
 * @param x0 value at the left edge
 * @param x1 value at the right edge
 * @param y values from the lower edge to the upper one
 */
public record Frame(double left, double top, double width, double height, double x0, double x1, Range y) {

    /** Colour of a line that marks where something else is. */
    public static final int HERE = 0xE0A800;

    private static final Wording WORDING = new Wording(UiLanguage.code());

    /**
     * What an axis shows.
     *
     * @param step between the values that are written beside it
     */
    public record Range(double low, double high, double step) {

        /** Round values round others, about so many steps. */
        public static Range round(double low, double high, int steps) {
            double step = ChartRules.step(high > low ? high - low : 1, steps);
            double from = Math.floor(low / step + 1e-9) * step;
            return new Range(from, Math.max(from + step, Math.ceil(high / step - 1e-9) * step), step);
        }
    }

    /** Whether a point is in it. */
    public boolean holds(double px, double py) {
        return px >= left && px <= left + width && py >= top && py <= top + height;
    }

    /** Where a value is across. */
    public double x(double value) {
        return left + (value - x0) / (x1 - x0) * width;
    }

    /** Where a value is upwards. */
    public double y(double value) {
        return top + height - (value - y.low) / (y.high - y.low) * height;
    }

    /** The value at a place across. */
    public double value(double px) {
        return x0 + (px - left) / width * (x1 - x0);
    }

    public double right() {
        return left + width;
    }

    public double bottom() {
        return top + height;
    }

    /** Draws a line for each round value, with the number on the left. */
    public void rows(Ink ink) {
        Ink.Palette p = ink.palette();
        for (int i = 0; y.low + i * y.step <= y.high + 1e-9 * y.step; i++) {
            double v = y.low + i * y.step;
            ink.line(left, y(v), left + width, y(v), Math.abs(v) < 1e-12 * y.step ? p.muted() : p.grid(), 1, false);
            ink.text(left - 6, y(v), number(v), Ink.Align.END, p.muted(), false);
        }
    }

    /** Draws a stroke and a number below for every so much across. */
    public void columns(Ink ink, double every) {
        Ink.Palette p = ink.palette();
        for (double v = Math.ceil(x0 / every - 1e-9) * every; v <= x1 + 1e-9 * every; v += every) {
            ink.line(x(v), top + height, x(v), top + height + 4, p.muted(), 1, false);
            ink.text(x(v), top + height + 12, number(v), Ink.Align.MIDDLE, p.muted(), false);
        }
    }

    /** As the language of the workbench has it. */
    private static String number(double v) {
        return WORDING.said(Wording.axis(v));
    }
}

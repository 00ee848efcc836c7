/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.render.RenderOptions;

/**
 * What a plot is drawn with: the same strokes go to the screen, to a picture and to a file. Coordinates in points from the upper left
 * corner, colours as 0xRRGGBB.
 */
public interface Ink {

    /** Where a text lies from the point that is given. */
    enum Align {
        START, MIDDLE, END
    }

    /** Colours of a plot, for a light or a dark ground. */
    record Palette(int ground, int ink, int muted, int grid, int faint) {

        public static final Palette LIGHT = new Palette(0xFFFFFF, 0x1B2733, 0x6B7885, 0xDDE3E9, 0xEEF2F5);
        public static final Palette DARK = new Palette(0x1E2226, 0xE3E8ED, 0x9AA6B1, 0x3A424A, 0x2B3137);

        /** A colour laid over the ground: all of it at 1, nothing at 0. */
        public int over(int color, double part) {
            int mixed = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                double c = part * (color >> shift & 0xFF) + (1 - part) * (ground >> shift & 0xFF);
                mixed |= (int) Math.round(c) << shift;
            }
            return mixed;
        }

        /** Whether the ground is dark. */
        public boolean isDark() {
            return RenderOptions.isDark(ground);
        }
    }

    Palette palette();

    void fill(double x, double y, double width, double height, int color);

    /** @param dashed whether the line has gaps */
    void line(double x1, double y1, double x2, double y2, int color, double width, boolean dashed);

    /** Lines from point to point: x, y, x, y ... */
    void path(double[] points, int color, double width);

    void circle(double x, double y, double radius, int color, double width);

    /** An area within its corners: x, y, x, y ... */
    void area(double[] points, int color);

    /** A filled circle. */
    void disc(double x, double y, double radius, int color);

    /** @param y of the middle of the line of text */
    void text(double x, double y, String text, Align align, int color, boolean bold);

    /** A text that reads upwards, its middle at the point. */
    void upwards(double x, double y, String text, int color);

    /** How wide a text is. */
    double width(String text);

    /** How wide a text is in bold letters. */
    double boldWidth(String text);

    /** A text as much of which is left as a width has room for. */
    default String fitted(String text, double width) {
        return fitted(text, width, false);
    }

    /** The same of a text that may be in bold letters. */
    default String fitted(String text, double width, boolean bold) {
        String s = text;
        while (s.length() > 3 && (bold ? boldWidth(s) : width(s)) > width) {
            s = s.substring(0, s.length() - 2) + "\u2026";
        }
        return s;
    }

    /** A text in as many lines as it takes in a width, broken between words. */
    default List<String> lines(String text, double width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split(" ")) {
            String more = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(more) > width) {
                lines.add(line);
                more = word;
            }
            line = more;
        }
        lines.add(line);
        return lines;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

/** What colours mean, in a row. */
public final class Legend {

    private static final double BOX = 11;
    private static final double GAP = 16;

    private Legend() {
    }

    /** @return where the next one begins */
    public static double box(Ink ink, double x, double y, int color, String text) {
        ink.fill(x, y - BOX / 2, BOX + 2, BOX, color);
        ink.text(x + BOX + 8, y, text, Ink.Align.START, ink.palette().ink(), false);
        return x + BOX + 8 + ink.width(text) + GAP;
    }

    /** How much room one takes. */
    public static double width(Ink ink, String text) {
        return BOX + 8 + ink.width(text) + GAP;
    }
}

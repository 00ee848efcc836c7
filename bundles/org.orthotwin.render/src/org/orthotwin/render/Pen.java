/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

/** Draws flat shapes with soft edges over a picture. Lengths in pixels, x from the left, y from the top; colours sRGB 0xRRGGBB. */
public interface Pen {

    /**
     * Straight lines with round ends.
     *
     * @param segments x0 y0 x1 y1 of each
     * @param width of the lines; below 1 a line is a pixel wide and the paler for it
     * @param opacity 0 to 1
     */
    void strokes(double[] segments, double width, int color, double opacity);

    /**
     * A straight line with round ends whose half width goes from {@code r0} to {@code r1}.
     *
     * @param opacity 0 to 1
     */
    void taper(double x0, double y0, double r0, double x1, double y1, double r1, int color, double opacity);

    /**
     * A rectangle.
     *
     * @param opacity 0 to 1
     */
    void fill(double x, double y, double width, double height, int color, double opacity);
}

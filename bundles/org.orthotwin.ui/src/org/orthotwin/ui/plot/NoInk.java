/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

/** Draws nothing: a plot that is drawn with it knows where everything is before it is seen. */
public final class NoInk implements Ink {

    /** Mean advance of a letter, points. */
    private static final double ADVANCE = 7;

    @Override
    public Palette palette() {
        return Palette.LIGHT;
    }

    @Override
    public void fill(double x, double y, double width, double height, int color) {
        // not seen
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, int color, double width, boolean dashed) {
        // not seen
    }

    @Override
    public void path(double[] points, int color, double width) {
        // not seen
    }

    @Override
    public void circle(double x, double y, double radius, int color, double width) {
        // not seen
    }

    @Override
    public void area(double[] points, int color) {
        // not seen
    }

    @Override
    public void disc(double x, double y, double radius, int color) {
        // not seen
    }

    @Override
    public void text(double x, double y, String text, Align align, int color, boolean bold) {
        // not seen
    }

    @Override
    public void upwards(double x, double y, String text, int color) {
        // not seen
    }

    @Override
    public double width(String text) {
        return ADVANCE * text.length();
    }

    @Override
    public double boldWidth(String text) {
        return width(text);
    }
}

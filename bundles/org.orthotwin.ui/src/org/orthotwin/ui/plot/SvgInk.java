/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import java.util.Locale;
import org.orthotwin.core.Numbers;

/** Draws into the text of an SVG file. */
public final class SvgInk implements Ink {

    private static final double SIZE = 12;
    /** Mean advance of a letter of a sans-serif face over its size. */
    private static final double ADVANCE = 0.56;
    /** How much wider bold letters are. */
    private static final double BOLDER = 1.1;
    /** From the middle of a line of text down to its base line, over its size. */
    private static final double BASE = 0.35;

    private final StringBuilder out = new StringBuilder();

    public SvgInk(double width, double height) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(n(width)).append("\" height=\"").append(n(height))
                .append("\" viewBox=\"0 0 ").append(n(width)).append(' ').append(n(height))
                .append("\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif\" font-size=\"").append(n(SIZE))
                .append("\">\n");
        fill(0, 0, width, height, palette().ground());
    }

    /** The file. */
    public String finished() {
        return out + "</svg>\n";
    }

    private static String n(double v) {
        return Numbers.shortest(Double.parseDouble(Numbers.fixed(v, 2)));
    }

    private static String color(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb & 0xFFFFFF);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public Palette palette() {
        return Palette.LIGHT;
    }

    @Override
    public void fill(double x, double y, double width, double height, int rgb) {
        out.append("<rect x=\"").append(n(x)).append("\" y=\"").append(n(y)).append("\" width=\"").append(n(width)).append("\" height=\"")
                .append(n(height)).append("\" fill=\"").append(color(rgb)).append("\"/>\n");
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, int rgb, double width, boolean dashed) {
        out.append("<line x1=\"").append(n(x1)).append("\" y1=\"").append(n(y1)).append("\" x2=\"").append(n(x2)).append("\" y2=\"")
                .append(n(y2)).append("\" stroke=\"").append(color(rgb)).append("\" stroke-width=\"").append(n(width)).append('"')
                .append(dashed ? " stroke-dasharray=\"4 3\"" : "").append("/>\n");
    }

    @Override
    public void path(double[] points, int rgb, double width) {
        out.append("<polyline fill=\"none\" stroke=\"").append(color(rgb)).append("\" stroke-width=\"").append(n(width))
                .append("\" stroke-linejoin=\"round\" points=\"");
        points(points);
    }

    private void points(double[] points) {
        for (int i = 0; i < points.length; i++) {
            out.append(i == 0 ? "" : " ").append(n(points[i]));
        }
        out.append("\"/>\n");
    }

    @Override
    public void area(double[] points, int rgb) {
        out.append("<polygon fill=\"").append(color(rgb)).append("\" points=\"");
        points(points);
    }

    @Override
    public void disc(double x, double y, double radius, int rgb) {
        out.append("<circle cx=\"").append(n(x)).append("\" cy=\"").append(n(y)).append("\" r=\"").append(n(radius))
                .append("\" fill=\"").append(color(rgb)).append("\"/>\n");
    }

    @Override
    public void circle(double x, double y, double radius, int rgb, double width) {
        out.append("<circle cx=\"").append(n(x)).append("\" cy=\"").append(n(y)).append("\" r=\"").append(n(radius))
                .append("\" fill=\"none\" stroke=\"").append(color(rgb)).append("\" stroke-width=\"").append(n(width)).append("\"/>\n");
    }

    @Override
    public void text(double x, double y, String text, Align align, int rgb, boolean bold) {
        out.append("<text x=\"").append(n(x)).append("\" y=\"").append(n(y + BASE * SIZE)).append("\" fill=\"").append(color(rgb))
                .append('"').append(align == Align.START ? "" : " text-anchor=\"" + align.name().toLowerCase(Locale.ROOT) + '"')
                .append(bold ? " font-weight=\"600\"" : "").append('>').append(escaped(text)).append("</text>\n");
    }

    @Override
    public void upwards(double x, double y, String text, int rgb) {
        out.append("<text transform=\"translate(").append(n(x + BASE * SIZE)).append(' ').append(n(y))
                .append(") rotate(-90)\" text-anchor=\"middle\" fill=\"").append(color(rgb)).append("\">").append(escaped(text))
                .append("</text>\n");
    }

    @Override
    public double width(String text) {
        return ADVANCE * SIZE * text.length();
    }

    @Override
    public double boldWidth(String text) {
        return BOLDER * width(text);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.TextLayout;
import org.eclipse.swt.graphics.Transform;

/** Draws on a control or an image of SWT. */
public final class GcInk implements Ink {

    private final GC gc;
    private final Palette palette;
    private final Font plain = JFaceResources.getDefaultFont();
    private final Font bold = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);

    public GcInk(GC gc, Palette palette) {
        this.gc = gc;
        this.palette = palette;
        gc.setAntialias(SWT.ON);
        gc.setTextAntialias(SWT.ON);
        gc.setFont(plain);
    }

    /** The colours that go with a background. */
    public static Palette paletteOn(Color background) {
        RGB c = background.getRGB();
        int ground = c.red << 16 | c.green << 8 | c.blue;
        Palette p = new Palette(ground, 0, 0, 0, 0).isDark() ? Palette.DARK : Palette.LIGHT;
        return new Palette(ground, p.ink(), p.muted(), p.grid(), p.faint());
    }

    /** Of 0xRRGGBB. */
    public static Color color(int rgb) {
        return new Color(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }

    /** A text with an ellipsis in place of what there is no room for. */
    public static String fitted(GC gc, String text, int width) {
        if (gc.textExtent(text).x <= width) {
            return text;
        }
        int n = text.length();
        while (n > 1 && gc.textExtent(text.substring(0, n) + '\u2026').x > width) {
            n--;
        }
        return text.substring(0, n) + '\u2026';
    }

    /** Draws a text in as many lines as it takes in a width, pixels. */
    public static void paragraph(GC gc, String text, int x, int y, int width) {
        TextLayout lines = new TextLayout(gc.getDevice());
        try {
            lines.setFont(gc.getFont());
            lines.setText(text);
            lines.setWidth(Math.max(40, width));
            lines.setSpacing(3);
            lines.draw(gc, x, y);
        } finally {
            lines.dispose();
        }
    }

    private static int at(double v) {
        return (int) Math.round(v);
    }

    @Override
    public Palette palette() {
        return palette;
    }

    @Override
    public void fill(double x, double y, double width, double height, int rgb) {
        gc.setBackground(color(rgb));
        gc.fillRectangle(at(x), at(y), Math.max(1, at(x + width) - at(x)), Math.max(1, at(y + height) - at(y)));
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, int rgb, double width, boolean dashed) {
        stroke(rgb, width);
        gc.setLineStyle(dashed ? SWT.LINE_DASH : SWT.LINE_SOLID);
        gc.drawLine(at(x1), at(y1), at(x2), at(y2));
        gc.setLineStyle(SWT.LINE_SOLID);
    }

    private void stroke(int rgb, double width) {
        gc.setForeground(color(rgb));
        gc.setLineWidth(Math.max(1, at(width)));
    }

    @Override
    public void path(double[] points, int rgb, double width) {
        stroke(rgb, width);
        Path path = path(points);
        try {
            gc.drawPath(path);
        } finally {
            path.dispose();
        }
    }

    /** Between the pixels, where a curve is smooth. */
    private Path path(double[] points) {
        Path path = new Path(gc.getDevice());
        for (int i = 0; i < points.length; i += 2) {
            if (i == 0) {
                path.moveTo((float) points[0], (float) points[1]);
            } else {
                path.lineTo((float) points[i], (float) points[i + 1]);
            }
        }
        return path;
    }

    @Override
    public void area(double[] points, int rgb) {
        gc.setBackground(color(rgb));
        Path path = path(points);
        try {
            path.close();
            gc.fillPath(path);
        } finally {
            path.dispose();
        }
    }

    @Override
    public void disc(double x, double y, double radius, int rgb) {
        gc.setBackground(color(rgb));
        gc.fillOval(at(x - radius), at(y - radius), at(2 * radius), at(2 * radius));
    }

    @Override
    public void circle(double x, double y, double radius, int rgb, double width) {
        stroke(rgb, width);
        gc.drawOval(at(x - radius), at(y - radius), at(2 * radius), at(2 * radius));
    }

    @Override
    public void text(double x, double y, String text, Align align, int rgb, boolean strong) {
        gc.setFont(strong ? bold : plain);
        Point size = gc.textExtent(text);
        gc.setForeground(color(rgb));
        gc.drawText(text, at(x) - (align == Align.END ? size.x : align == Align.MIDDLE ? size.x / 2 : 0), at(y) - size.y / 2, true);
        gc.setFont(plain);
    }

    @Override
    public void upwards(double x, double y, String text, int rgb) {
        Transform turned = new Transform(gc.getDevice());
        Transform before = new Transform(gc.getDevice());
        try {
            gc.getTransform(before);
            gc.getTransform(turned);
            turned.translate((float) x, (float) y);
            turned.rotate(-90);
            gc.setTransform(turned);
            text(0, 0, text, Align.MIDDLE, rgb, false);
        } finally {
            gc.setTransform(before);
            turned.dispose();
            before.dispose();
        }
    }

    @Override
    public double width(String text) {
        return gc.textExtent(text).x;
    }

    @Override
    public double boldWidth(String text) {
        gc.setFont(bold);
        double w = gc.textExtent(text).x;
        gc.setFont(plain);
        return w;
    }
}

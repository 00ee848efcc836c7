/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.eclipse.draw2d.FigureUtilities;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.FontMetrics;
import org.eclipse.swt.graphics.Image;

/** Draws figures into an SVG: the same strokes as on the screen. Clips are not kept, images and gradients not drawn. */
final class SvgGraphics extends Graphics {

    /** Points of a font to pixels of the 96 dpi in which SVG counts. */
    private static final double PIXELS = 96 / 72.0;

    private final StringBuilder body = new StringBuilder();
    private final Deque<State> states = new ArrayDeque<>();
    private final double lettersPerPixel;
    private State now = new State();

    private static final class State implements Cloneable {
        private Color foreground;
        private Color background;
        private Font font;
        private int width = 1;
        private int style = SWT.LINE_SOLID;
        private int alpha = 255;
        private int x;
        private int y;
        private Rectangle clip = new Rectangle(-100000, -100000, 200000, 200000);

        State copy() {
            try {
                State s = (State) clone();
                s.clip = clip.getCopy();
                return s;
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @param dpi of the screen, in whose pixels texts are measured */
    SvgGraphics(Font font, Color foreground, Color background, int dpi) {
        now.font = font;
        now.foreground = foreground;
        now.background = background;
        lettersPerPixel = dpi / 96.0;
    }

    /** The document: what lies in an area, on a ground. */
    String document(Rectangle area, Color ground, String title) {
        return String.format(Locale.ROOT, """
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="%d %d %d %d"
                  font-family="Helvetica, Arial, sans-serif">
                <title>%s</title>
                <rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>
                """, area.width, area.height, area.x, area.y, area.width, area.height, 
                escaped(title), area.x, area.y, area.width, area.height,
                hex(ground)) + body + "</svg>\n";
    }

    private static String escaped(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String hex(Color c) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", c.getRed(), c.getGreen(), c.getBlue());
    }

    private String fill() {
        return "fill=\"" + hex(now.background) + "\"" + opacity();
    }

    private String stroke() {
        String dash = now.style == SWT.LINE_SOLID ? "" : String.format(Locale.ROOT, " stroke-dasharray=\"%d %d\"", 4 * now.width, 3
                * now.width);
        return String.format(Locale.ROOT, "fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" stroke-linecap=\"round\"%s%s",
                hex(now.foreground),
                Math.max(1, now.width), dash, opacity());
    }

    private String opacity() {
        return now.alpha == 255 ? "" : String.format(Locale.ROOT, " opacity=\"%.3f\"", now.alpha / 255.0);
    }

    private void add(String format, Object... args) {
        body.append(String.format(Locale.ROOT, format, args)).append('\n');
    }

    /** A smooth line in the colour, width and style of lines. */
    void drawCurve(Curve curve) {
        StringBuilder d = new StringBuilder();
        for (int s = 0; s < curve.segments(); s++) {
            double[] b = curve.bezier(s);
            if (s == 0) {
                d.append(String.format(Locale.ROOT, "M%.2f %.2f", b[0] + now.x, b[1] + now.y));
            }
            d.append(String.format(Locale.ROOT, "C%.2f %.2f %.2f %.2f %.2f %.2f", b[2] + now.x, b[3] + now.y, b[4] + now.x, b[5] + now.y,
                    b[6] + now.x, b[7] + now.y));
        }
        add("<path d=\"%s\" %s/>", d, stroke());
    }

    @Override
    public void drawLine(int x1, int y1, int x2, int y2) {
        add("<path d=\"M%d %dL%d %d\" %s/>", x1 + now.x, y1 + now.y, x2 + now.x, y2 + now.y, stroke());
    }

    @Override
    public void drawRectangle(int x, int y, int width, int height) {
        add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" %s/>", x + now.x, y + now.y, width, height, stroke());
    }

    @Override
    public void fillRectangle(int x, int y, int width, int height) {
        add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" %s/>", x + now.x, y + now.y, width, height, fill());
    }

    @Override
    public void drawRoundRectangle(Rectangle r, int arcWidth, int arcHeight) {
        round(r, arcWidth, arcHeight, stroke());
    }

    @Override
    public void fillRoundRectangle(Rectangle r, int arcWidth, int arcHeight) {
        round(r, arcWidth, arcHeight, fill());
    }

    private void round(Rectangle r, int arcWidth, int arcHeight, String how) {
        add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" ry=\"%d\" %s/>", r.x + now.x, r.y + now.y, r.width, r.height,
                arcWidth / 2, arcHeight / 2, how);
    }

    @Override
    public void drawOval(int x, int y, int width, int height) {
        oval(x, y, width, height, stroke());
    }

    @Override
    public void fillOval(int x, int y, int width, int height) {
        oval(x, y, width, height, fill());
    }

    private void oval(int x, int y, int width, int height, String how) {
        add("<ellipse cx=\"%.1f\" cy=\"%.1f\" rx=\"%.1f\" ry=\"%.1f\" %s/>", x + now.x + width / 2.0, y + now.y + height / 2.0, width / 2.0,
                height / 2.0, how);
    }

    @Override
    public void drawPolyline(PointList points) {
        chain(points, "polyline", stroke());
    }

    @Override
    public void drawPolygon(PointList points) {
        chain(points, "polygon", stroke());
    }

    @Override
    public void fillPolygon(PointList points) {
        chain(points, "polygon", fill());
    }

    private void chain(PointList points, String element, String how) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            s.append(i == 0 ? "" : " ").append(points.getPoint(i).x + now.x).append(',').append(points.getPoint(i).y + now.y);
        }
        add("<%s points=\"%s\" %s/>", element, s, how);
    }

    @Override
    public void drawString(String s, int x, int y) {
        FontData f = now.font.getFontData()[0];
        FontMetrics m = FigureUtilities.getFontMetrics(now.font);
        int baseline = y + now.y + m.getAscent() + m.getLeading();
        add("<text x=\"%d\" y=\"%d\" font-size=\"%.2f\"%s textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\" fill=\"%s\">%s</text>",
                x + now.x, baseline, f.getHeight() * PIXELS * lettersPerPixel, (f.getStyle() & SWT.BOLD) != 0 ? " font-weight=\"bold\""
                : "",
                FigureUtilities.getTextExtents(s, now.font).width, hex(now.foreground), escaped(s));
    }

    @Override
    public void drawText(String s, int x, int y) {
        drawString(s, x, y);
    }

    @Override
    public void fillString(String s, int x, int y) {
        drawString(s, x, y);
    }

    @Override
    public void fillText(String s, int x, int y) {
        drawString(s, x, y);
    }

    @Override
    public void drawArc(int x, int y, int w, int h, int offset, int length) {
        throw new UnsupportedOperationException("arcs are not drawn in diagrams");
    }

    @Override
    public void fillArc(int x, int y, int w, int h, int offset, int length) {
        throw new UnsupportedOperationException("arcs are not drawn in diagrams");
    }

    @Override
    public void drawFocus(int x, int y, int w, int h) {
        // what has the focus is nothing of the picture
    }

    @Override
    public void drawImage(Image image, int x, int y) {
        // a diagram has no images
    }

    @Override
    public void drawImage(Image image, int x1, int y1, int w1, int h1, int x2, int y2, int w2, int h2) {
        // a diagram has no images
    }

    @Override
    public void fillGradient(int x, int y, int w, int h, boolean vertical) {
        fillRectangle(x, y, w, h);
    }

    @Override
    public void clipRect(Rectangle r) {
        now.clip.intersect(r);
    }

    @Override
    public Rectangle getClip(Rectangle r) {
        return r.setBounds(now.clip);
    }

    @Override
    public void setClip(Rectangle r) {
        now.clip = r.getCopy();
    }

    @Override
    public void translate(int dx, int dy) {
        now.x += dx;
        now.y += dy;
        now.clip.translate(-dx, -dy);
    }

    @Override
    public void scale(double amount) {
        if (amount != 1) {
            throw new UnsupportedOperationException("an SVG is written at its own scale");
        }
    }

    @Override
    public void pushState() {
        states.push(now.copy());
    }

    @Override
    public void popState() {
        now = states.pop();
    }

    @Override
    public void restoreState() {
        now = states.peek().copy();
    }

    @Override
    public void dispose() {
        states.clear();
    }

    @Override
    public Color getBackgroundColor() {
        return now.background;
    }

    @Override
    public Color getForegroundColor() {
        return now.foreground;
    }

    @Override
    public Font getFont() {
        return now.font;
    }

    @Override
    public FontMetrics getFontMetrics() {
        return FigureUtilities.getFontMetrics(now.font);
    }

    @Override
    public int getLineStyle() {
        return now.style;
    }

    @Override
    public int getLineWidth() {
        return now.width;
    }

    @Override
    public boolean getXORMode() {
        return false;
    }

    @Override
    public void setBackgroundColor(Color c) {
        now.background = c;
    }

    @Override
    public void setForegroundColor(Color c) {
        now.foreground = c;
    }

    @Override
    public void setFont(Font f) {
        now.font = f;
    }

    @Override
    public void setLineStyle(int style) {
        now.style = style;
    }

    @Override
    public void setLineWidth(int width) {
        now.width = width;
    }

    @Override
    public void setXORMode(boolean xor) {
        // nothing of a picture
    }

    @Override
    public int getAlpha() {
        return now.alpha;
    }

    @Override
    public void setAlpha(int alpha) {
        now.alpha = alpha;
    }

    @Override
    public int getAntialias() {
        return SWT.ON;
    }

    @Override
    public void setAntialias(int value) {
        // always smooth
    }

    @Override
    public int getTextAntialias() {
        return SWT.ON;
    }

    @Override
    public void setTextAntialias(int value) {
        // always smooth
    }
}

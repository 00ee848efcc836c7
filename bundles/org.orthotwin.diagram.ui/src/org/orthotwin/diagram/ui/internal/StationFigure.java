/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Locale;
import org.eclipse.draw2d.ColorConstants;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FigureUtilities;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;

/** A station of a flow: a card with what it is, a line about it, its state by colour, shape and word, and a button where it can be run. */
final class StationFigure extends Figure {

    static final int WIDTH = 192;
    static final int HEIGHT = 96;

    private static final int ARC = 16;
    private static final int STRIPE = 6;
    private static final int LEFT = 17;
    private static final int RIGHT = 10;
    private static final int DISC = 16;
    private static final int BUTTON = 26;

    private final Look look;
    private final Letters letters;
    private Flow.Station station;
    private boolean runs;
    private boolean selected;

    StationFigure(Look look, Letters letters) {
        this.look = look;
        this.letters = letters;
    }

    /** @param canRun whether there is a button to run it, or to stop that */
    void show(Flow.Station now, boolean canRun) {
        if (!now.equals(station) || canRun != runs) {
            station = now;
            runs = canRun;
            repaint();
        }
    }

    void select(boolean on) {
        selected = on;
        repaint();
    }

    @Override
    public Dimension getPreferredSize(int wHint, int hHint) {
        return new Dimension(WIDTH, HEIGHT);
    }

    /** Where its button is, in the coordinates of this figure's parent; empty without one. */
    Rectangle button() {
        Rectangle r = getBounds();
        return runs ? new Rectangle(r.right() - BUTTON - 8, r.y + 9, BUTTON, BUTTON) : new Rectangle();
    }

    private Color color() {
        return switch (station.state()) {
            case DONE -> look.ligament();
            case OUTDATED -> look.unknown();
            case MISSING -> look.muted();
            case RUNNING -> look.selected();
            case FAILED -> look.muscle();
        };
    }

    private static String fitted(String text, Font font, int width) {
        String s = text.replace('\n', ' ');
        while (s.length() > 2 && FigureUtilities.getTextExtents(s, font).width > width) {
            s = s.substring(0, s.length() - 2).strip() + "\u2026";
        }
        return s;
    }

    @Override
    protected void paintFigure(Graphics g) {
        if (station == null) {
            return;
        }
        g.setAntialias(SWT.ON);
        g.setTextAntialias(SWT.ON);
        Rectangle r = getBounds().getCopy().shrink(2, 2);
        ground(g, r);
        int x = getBounds().x + LEFT;
        int y = getBounds().y + 9;
        int width = getBounds().width - LEFT - RIGHT;
        g.setFont(letters.plain());
        g.setForegroundColor(look.muted());
        String stage = Texts.text("flow.stage." + station.stage().name().toLowerCase(Locale.ROOT));
        g.drawString(stage, x, y);
        y += FigureUtilities.getTextExtents(stage, letters.plain()).height + 1;
        g.setFont(letters.bold());
        g.setForegroundColor(look.ink());
        g.drawString(fitted(station.name(), letters.bold(), width - (runs ? BUTTON : 0)), x, y);
        y += FigureUtilities.getTextExtents(station.name(), letters.bold()).height + 1;
        g.setFont(letters.plain());
        g.setForegroundColor(look.muted());
        g.drawString(fitted(station.about(), letters.plain(), width), x, y);
        state(g, x, getBounds().bottom() - DISC - 11, width);
        if (runs) {
            button(g, button());
        }
    }

    private void ground(Graphics g, Rectangle r) {
        // a shadow below it, fainter outwards
        for (int i = 2; i >= 1; i--) {
            g.setAlpha(look.dark() ? 40 : 14);
            g.setBackgroundColor(ColorConstants.black);
            g.fillRoundRectangle(r.getCopy().translate(0, 1).expand(i - 1, i - 1), ARC, ARC);
        }
        g.setAlpha(255);
        g.setBackgroundColor(station.known() ? color() : look.unknown());
        g.fillRoundRectangle(r, ARC, ARC);
        g.setBackgroundColor(look.card());
        g.fillRoundRectangle(new Rectangle(r.x + STRIPE, r.y, r.width - STRIPE, r.height), ARC, ARC);
        g.fillRectangle(r.x + STRIPE, r.y, ARC / 2, r.height);
        g.setForegroundColor(selected ? look.selected() : station.known() ? look.edge() : look.unknown());
        g.setLineWidth(selected ? 2 : 1);
        g.setLineStyle(station.known() ? SWT.LINE_SOLID : SWT.LINE_DASH);
        g.drawRoundRectangle(new Rectangle(r.x, r.y, r.width - 1, r.height - 1), ARC, ARC);
        g.setLineStyle(SWT.LINE_SOLID);
        g.setLineWidth(1);
    }

    /** A disc with a sign in it, and the word. */
    private void state(Graphics g, int x, int y, int width) {
        g.setBackgroundColor(color());
        g.fillOval(x, y, DISC, DISC);
        g.setForegroundColor(look.card());
        g.setBackgroundColor(look.card());
        g.setLineWidth(2);
        int cx = x + DISC / 2;
        int cy = y + DISC / 2;
        switch (station.state()) {
            case DONE -> g.drawPolyline(points(cx - 4, cy, cx - 1, cy + 3, cx + 4, cy - 3));
            case OUTDATED -> g.drawPolyline(points(cx, cy - 4, cx, cy + 1, cx + 3, cy + 3));
            case MISSING -> g.drawLine(cx - 4, cy, cx + 4, cy);
            case RUNNING -> g.fillPolygon(points(cx - 3, cy - 4, cx - 3, cy + 4, cx + 5, cy));
            case FAILED -> {
                g.drawLine(cx - 3, cy - 3, cx + 3, cy + 3);
                g.drawLine(cx - 3, cy + 3, cx + 3, cy - 3);
            }
        }
        g.setLineWidth(1);
        g.setForegroundColor(color());
        String word = Texts.text(station.known() ? "flow.state." + station.state().name().toLowerCase(Locale.ROOT) : "flow.unknown");
        String text = station.why().isEmpty() ? word : station.state() == Flow.State.FAILED ? station.why() : word;
        int h = FigureUtilities.getTextExtents(text, letters.plain()).height;
        g.setFont(letters.plain());
        g.drawString(fitted(text, letters.plain(), width - DISC - 7), x + DISC + 7, cy - h / 2);
    }

    private void button(Graphics g, Rectangle b) {
        g.setBackgroundColor(look.joint());
        g.setAlpha(look.dark() ? 70 : 30);
        g.fillOval(b.x, b.y, b.width, b.height);
        g.setAlpha(255);
        int cx = b.x + b.width / 2;
        int cy = b.y + b.height / 2;
        if (station.state() == Flow.State.RUNNING) {
            g.fillRectangle(cx - 5, cy - 5, 10, 10);
        } else {
            g.fillPolygon(points(cx - 4, cy - 6, cx - 4, cy + 6, cx + 6, cy));
        }
    }

    private static PointList points(int... xy) {
        PointList p = new PointList();
        for (int i = 0; i < xy.length; i += 2) {
            p.addPoint(xy[i], xy[i + 1]);
        }
        return p;
    }
}

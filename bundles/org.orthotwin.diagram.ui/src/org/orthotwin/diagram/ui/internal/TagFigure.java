/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FigureUtilities;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;

/** A short text in a pill: the name of a link on it, or a part on its bone. */
final class TagFigure extends Figure {

    private static final int WIDE = 8;
    private static final int HIGH = 2;

    private final Letters letters;
    private String text = "";
    private Color ground;
    private Color edge;
    private Color ink;
    private boolean dashed;

    TagFigure(Letters letters) {
        this.letters = letters;
    }

    void show(String newText, Color newGround, Color newEdge, Color newInk, boolean newDashed) {
        text = newText;
        ground = newGround;
        edge = newEdge;
        ink = newInk;
        dashed = newDashed;
        revalidate();
        repaint();
    }

    String text() {
        return text;
    }

    @Override
    public Dimension getPreferredSize(int wHint, int hHint) {
        Dimension d = FigureUtilities.getTextExtents(text, letters.plain());
        return new Dimension(d.width + 2 * WIDE, d.height + 2 * HIGH + 1);
    }

    @Override
    protected void paintFigure(Graphics g) {
        g.setAntialias(SWT.ON);
        g.setTextAntialias(SWT.ON);
        Rectangle r = new Rectangle(getBounds().x, getBounds().y, getBounds().width - 1, getBounds().height - 1);
        g.setBackgroundColor(ground);
        g.fillRoundRectangle(r, r.height, r.height);
        g.setForegroundColor(edge);
        g.setLineStyle(dashed ? SWT.LINE_DASH : SWT.LINE_SOLID);
        g.drawRoundRectangle(r, r.height, r.height);
        g.setLineStyle(SWT.LINE_SOLID);
        g.setForegroundColor(ink);
        g.setFont(letters.plain());
        g.drawString(text, r.x + WIDE, r.y + HIGH);
    }
}

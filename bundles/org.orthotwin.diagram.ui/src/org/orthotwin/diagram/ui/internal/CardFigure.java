/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.draw2d.ColorConstants;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FigureUtilities;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;

/** A bone: a card with its name, its side in a disc, a line about it, and the parts that are fixed to it below. */
final class CardFigure extends Figure {

    private static final int MARGIN = 12;
    private static final int DISC = 20;
    private static final int GAP = 8;
    private static final int ARC = 16;
    private static final int STRIPE = 5;
    private static final int CHIP_GAP = 5;

    private final Look look;
    private final Letters letters;
    private String name = "";
    private String about = "";
    private String side = "";
    private boolean loose;
    private boolean selected;
    private Color accent;

    CardFigure(Look look, Letters letters) {
        this.look = look;
        this.letters = letters;
    }

    /**
     * @param newSide a letter or two; empty for none
     * @param newLoose whether it is no bone but what misses one
     */
    void show(String newName, String newAbout, String newSide, boolean newLoose) {
        name = newName;
        about = newAbout;
        side = newSide;
        loose = newLoose;
        revalidate();
        repaint();
    }

    /** Another colour of its stripe than that of bones. */
    void accent(Color color) {
        accent = color;
    }

    void select(boolean on) {
        selected = on;
        repaint();
    }

    /** Where the name is, in the coordinates of this figure's parent. */
    Rectangle nameBounds() {
        Rectangle r = getBounds();
        int h = FigureUtilities.getTextExtents(name, letters.bold()).height;
        return new Rectangle(r.x + left(), r.y + MARGIN - 2, r.width - left() - MARGIN, h);
    }

    private int left() {
        return STRIPE + MARGIN - 2 + (side.isEmpty() ? 0 : DISC + GAP);
    }

    @Override
    public Dimension getPreferredSize(int wHint, int hHint) {
        Dimension n = FigureUtilities.getTextExtents(name, letters.bold());
        Dimension a = about.isEmpty() ? new Dimension() : FigureUtilities.getTextExtents(about, letters.plain());
        int width = left() + Math.max(n.width, a.width) + MARGIN;
        int height = MARGIN - 2 + n.height + a.height + MARGIN - 2;
        for (Object o : getChildren()) {
            Dimension c = ((IFigure) o).getPreferredSize();
            width = Math.max(width, STRIPE + MARGIN + c.width + MARGIN);
            height += c.height + CHIP_GAP;
        }
        return new Dimension(Math.max(width, 128), height + (getChildren().isEmpty() ? 0 : 2));
    }

    @Override
    protected boolean useLocalCoordinates() {
        return false;
    }

    @Override
    public void layout() {
        Rectangle r = getBounds();
        int y = r.y + MARGIN - 2 + FigureUtilities.getTextExtents(name, letters.bold()).height
                + (about.isEmpty() ? 0 : FigureUtilities.getTextExtents(about, letters.plain()).height) + CHIP_GAP + 2;
        for (Object o : getChildren()) {
            IFigure f = (IFigure) o;
            Dimension c = f.getPreferredSize();
            f.setBounds(new Rectangle(r.x + STRIPE + MARGIN - 2, y, r.width - STRIPE - 2 * MARGIN + 4, c.height));
            y += c.height + CHIP_GAP;
        }
    }

    @Override
    protected void paintFigure(Graphics g) {
        g.setAntialias(SWT.ON);
        g.setTextAntialias(SWT.ON);
        Rectangle r = getBounds().getCopy().shrink(2, 2);
        // a shadow below it, fainter outwards
        for (int i = 2; i >= 1; i--) {
            g.setAlpha(look.dark() ? 40 : 14);
            g.setBackgroundColor(ColorConstants.black);
            g.fillRoundRectangle(r.getCopy().translate(0, 1).expand(i - 1, i - 1), ARC, ARC);
        }
        g.setAlpha(255);
        Color stripe = loose ? look.unknown() : accent != null ? accent : look.joint();
        g.setBackgroundColor(stripe);
        g.fillRoundRectangle(r, ARC, ARC);
        g.setBackgroundColor(look.card());
        Rectangle inner = new Rectangle(r.x + STRIPE, r.y, r.width - STRIPE, r.height);
        g.fillRoundRectangle(inner, ARC, ARC);
        g.fillRectangle(r.x + STRIPE, r.y, ARC / 2, r.height);
        g.setForegroundColor(selected ? look.selected() : loose ? look.unknown() : look.edge());
        g.setLineWidth(selected ? 2 : 1);
        g.setLineStyle(loose ? SWT.LINE_DASH : SWT.LINE_SOLID);
        g.drawRoundRectangle(new Rectangle(r.x, r.y, r.width - 1, r.height - 1), ARC, ARC);
        g.setLineStyle(SWT.LINE_SOLID);
        g.setLineWidth(1);
        int h = FigureUtilities.getTextExtents(name, letters.bold()).height;
        int y = getBounds().y + MARGIN - 2;
        if (!side.isEmpty()) {
            int top = y + Math.max(0, (h + (about.isEmpty() ? 0 : FigureUtilities.getTextExtents(about, letters.plain()).height) - DISC)
                    / 2);
            int x = r.x + STRIPE + MARGIN - 4;
            g.setBackgroundColor(look.joint());
            g.setAlpha(look.dark() ? 70 : 34);
            g.fillOval(x, top, DISC, DISC);
            g.setAlpha(255);
            g.setForegroundColor(look.joint());
            g.setFont(letters.heavy());
            Dimension d = FigureUtilities.getTextExtents(side, letters.heavy());
            g.drawString(side, x + (DISC - d.width + 1) / 2, top + (DISC - d.height) / 2);
        }
        g.setForegroundColor(look.ink());
        g.setFont(letters.bold());
        g.drawString(name, getBounds().x + left(), y);
        if (!about.isEmpty()) {
            g.setForegroundColor(loose ? look.unknown() : look.muted());
            g.setFont(letters.plain());
            g.drawString(about, getBounds().x + left(), y + h);
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.draw2d.Figure;
import org.eclipse.draw2d.FigureUtilities;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.orthotwin.model.anatomy.Joint;

/** What the colours of lines and tags mean, as far as they occur. */
final class LegendFigure extends Figure {

    private static final int SAMPLE = 26;
    private static final int GAP = 7;
    private static final int BETWEEN = 22;

    private record Row(String text, Color color, int width, boolean dashed, boolean tag) {
    }

    private final Sheet sheet;
    private List<Row> rows = List.of();

    LegendFigure(Sheet sheet) {
        this.sheet = sheet;
    }

    void refresh() {
        List<Row> all = new ArrayList<>();
        Look look = sheet.look();
        for (Kind k : Kind.values()) {
            if (sheet.graph().links().stream().anyMatch(l -> l.kind() == k && !unknown(l))) {
                all.add(new Row(Texts.text("legend." + k.name().toLowerCase(Locale.ROOT)), look.of(k), LinkPart.width(k), false, false));
            }
        }
        if (sheet.graph().links().stream().anyMatch(LegendFigure::unknown)) {
            all.add(new Row(Texts.text("legend.unknown"), look.unknown(), LinkPart.width(Kind.JOINT), true, false));
        }
        if (sheet.showsParts() && sheet.session().plan().filter(p -> !p.getPlacements().isEmpty()).isPresent()) {
            all.add(new Row(Texts.text("legend.part"), look.part(), 0, false, true));
        }
        rows = all;
        revalidate();
        repaint();
    }

    private static boolean unknown(Graph.Link l) {
        return l.element() instanceof Joint j && !Names.isKnown(j);
    }

    /** What it says, for those who cannot see it. */
    List<String> texts() {
        return rows.stream().map(Row::text).toList();
    }

    @Override
    public Dimension getPreferredSize(int wHint, int hHint) {
        int width = 0;
        int height = 0;
        for (Row r : rows) {
            Dimension d = FigureUtilities.getTextExtents(r.text, sheet.letters().plain());
            width += SAMPLE + GAP + d.width + BETWEEN;
            height = Math.max(height, d.height);
        }
        return new Dimension(Math.max(1, width), height + 6);
    }

    @Override
    protected void paintFigure(Graphics g) {
        g.setAntialias(SWT.ON);
        g.setTextAntialias(SWT.ON);
        g.setFont(sheet.letters().plain());
        Rectangle b = getBounds();
        int x = b.x;
        int middle = b.y + b.height / 2;
        for (Row r : rows) {
            if (r.tag) {
                g.setBackgroundColor(r.color);
                g.fillRoundRectangle(new Rectangle(x + 3, middle - 6, SAMPLE - 6, 12), 12, 12);
            } else {
                g.setForegroundColor(r.color);
                g.setLineWidth(r.width);
                g.setLineStyle(r.dashed ? SWT.LINE_DASH : SWT.LINE_SOLID);
                g.drawLine(x, middle, x + SAMPLE, middle);
                g.setLineStyle(SWT.LINE_SOLID);
            }
            g.setForegroundColor(sheet.look().muted());
            Dimension d = FigureUtilities.getTextExtents(r.text, sheet.letters().plain());
            g.drawString(r.text, x + SAMPLE + GAP, middle - d.height / 2);
            x += SAMPLE + GAP + d.width + BETWEEN;
        }
    }
}

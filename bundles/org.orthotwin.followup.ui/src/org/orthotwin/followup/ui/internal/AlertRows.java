/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.ui.plot.GcInk;

/** The list of alerts: two lines each, so that a narrow view cuts none of them. What an item is called is all that its lines say. */
final class AlertRows {

    private static final int INDENT = 8;
    private static final int GAP = 8;
    private static final int PAD = 4;
    private static final String ROW = "row";

    private final Table table;
    private final Font plain = JFaceResources.getDefaultFont();
    private final Font bold = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
    private final int line;

    /**
     * An alert.
     *
     * @param open whether nobody has seen to it
     */
    record Row(Image sign, String what, String level, String since, String sure, String status, boolean open) {

        /** All of it, for those who hear it read, and for what is cut. */
        String words() {
            return Texts.text("alerts.row", what, level, since, sure, status);
        }
    }

    AlertRows(Composite parent) {
        table = new Table(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL);
        table.setData("alerts", "table");
        GC gc = new GC(table);
        gc.setFont(bold);
        line = gc.getFontMetrics().getHeight();
        gc.dispose();
        TableColumn c = new TableColumn(table, SWT.LEFT);
        table.addListener(SWT.Resize, e -> c.setWidth(Math.max(1, table.getClientArea().width)));
        table.addListener(SWT.MeasureItem, e -> {
            e.height = 2 * line + 2 * PAD;
            e.width = 1;
        });
        table.addListener(SWT.EraseItem, e -> e.detail &= ~SWT.FOREGROUND);
        table.addListener(SWT.PaintItem, this::paint);
        Views.tips(table);
    }

    Table table() {
        return table;
    }

    /** Shows these. */
    void show(List<Row> rows) {
        table.removeAll();
        for (Row r : rows) {
            TableItem i = new TableItem(table, SWT.NONE);
            i.setText(r.words());
            i.setData(ROW, r);
            i.setData("status", r.status);
            i.setData("level", r.level);
        }
    }

    private void paint(Event e) {
        Row r = (Row) e.item.getData(ROW);
        Rectangle place = ((TableItem) e.item).getBounds(0);
        int right = table.getClientArea().width - GAP;
        boolean chosen = (e.detail & SWT.SELECTED) != 0;
        Color ink = chosen ? e.gc.getForeground() : table.getForeground();
        Color soft = chosen ? ink : GcInk.color(GcInk.paletteOn(table.getBackground()).muted());
        int y = place.y + PAD;
        int x = INDENT + r.sign.getBounds().width + GAP;
        e.gc.drawImage(r.sign, INDENT, y + (line - r.sign.getBounds().height) / 2);
        e.gc.setForeground(r.open ? ink : soft);
        e.gc.setFont(r.open ? bold : plain);
        int end = right - e.gc.textExtent(r.sure).x;
        e.gc.drawText(r.sure, end, y, true);
        e.gc.drawText(GcInk.fitted(e.gc, r.what, end - GAP - x), x, y, true);
        e.gc.setFont(plain);
        e.gc.setForeground(soft);
        String status = GcInk.fitted(e.gc, r.status, (right - x) / 2);
        end = right - e.gc.textExtent(status).x;
        e.gc.drawText(status, end, y + line, true);
        e.gc.drawText(GcInk.fitted(e.gc, Texts.text("alerts.row.since", r.level, r.since), end - GAP - x), x, y + line, true);
    }
}

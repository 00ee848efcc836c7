/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.followup.Observable;
import org.orthotwin.ui.UiLanguage;

/** What the views are made of. */
final class Views {

    private Views() {
    }

    /** A column without margins. */
    static Composite area(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout l = new GridLayout(1, false);
        l.marginWidth = 0;
        l.marginHeight = 0;
        l.verticalSpacing = 2;
        area.setLayout(l);
        return area;
    }

    /** Over what stands below it, with room for two controls; takes no place until it is {@linkplain #show shown}. */
    static Composite banner(Composite area, int width, int height) {
        Composite banner = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(2, false);
        l.marginWidth = width;
        l.marginHeight = height;
        banner.setLayout(l);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.exclude = true;
        banner.setLayoutData(d);
        banner.setVisible(false);
        return banner;
    }

    /** Words that break where there is no more width. */
    static Label words(Composite area) {
        Label said = new Label(area, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        // a label asks for the width of its longest line otherwise
        d.widthHint = 100;
        said.setLayoutData(d);
        return said;
    }

    /** Gives a banner its place, or takes it away; what it is in is to be laid out again. */
    static void show(Composite banner, boolean shown) {
        ((GridData) banner.getLayoutData()).exclude = !shown;
        banner.setVisible(shown);
    }

    /** A row for choices that share the width. */
    static Composite row(Composite area, int choices) {
        Composite row = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(choices, true);
        l.marginWidth = 0;
        l.marginHeight = 0;
        l.horizontalSpacing = 0;
        row.setLayout(l);
        row.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        return row;
    }

    /** A choice over the whole width. */
    static Combo choice(Composite area, String tip) {
        Combo c = new Combo(area, SWT.READ_ONLY);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.horizontalIndent = 6;
        d.verticalIndent = 3;
        // the longest of what may be chosen is not to make it wide
        d.widthHint = 120;
        c.setLayoutData(d);
        c.setToolTipText(tip);
        return c;
    }

    /** Has columns fill a table in these parts, so that none is out of sight. */
    static void fit(Table table, int[] widths) {
        double all = IntStream.of(widths).sum();
        Runnable fit = () -> {
            int room = Math.max(table.getClientArea().width, (int) all / 2);
            for (int i = 0; i < widths.length; i++) {
                table.getColumn(i).setWidth((int) (room * widths[i] / all));
            }
        };
        fit.run();
        table.addListener(SWT.Resize, e -> fit.run());
    }

    /**
     * Makes columns as wide as what is in them, so that nothing is cut but what is wider than the most; the room that is left goes to those
     * that have a most.
     *
     * @param most of each column, pixels; 0 for as wide as it is
     */
    static void pack(Table table, int[] most) {
        int[] widths = new int[most.length];
        int all = 0;
        for (int i = 0; i < most.length; i++) {
            table.getColumn(i).pack();
            int own = table.getColumn(i).getWidth();
            widths[i] = most[i] == 0 ? own : Math.min(own, most[i]);
            all += widths[i];
        }
        int room = table.getClientArea().width - all;
        for (int i = 0; i < most.length; i++) {
            // what was cut before grows first
            int more = most[i] == 0 ? 0 : Math.clamp(room, 0, Math.max(0, table.getColumn(i).getWidth() - widths[i]));
            table.getColumn(i).setWidth(widths[i] + more);
            room -= more;
        }
    }

    /** Has the cell under the pointer say all of its text, which may be cut. */
    static void tips(Table table) {
        table.addListener(SWT.MouseMove, e -> {
            TableItem item = table.getItem(new Point(e.x, e.y));
            String text = null;
            for (int i = 0; item != null && i < table.getColumnCount(); i++) {
                if (item.getBounds(i).contains(e.x, e.y)) {
                    text = item.getText(i).isEmpty() ? null : item.getText(i).replace("&", "&&");
                }
            }
            if (!Objects.equals(text, table.getToolTipText())) {
                table.setToolTipText(text);
            }
        });
        // it would lie over the menu
        table.addListener(SWT.MenuDetect, e -> table.setToolTipText(null));
    }

    /** Offers other things, if they are others. */
    static void items(Combo c, List<String> items) {
        if (!List.of(c.getItems()).equals(items)) {
            c.setItems(items.toArray(String[]::new));
        }
        c.setEnabled(!items.isEmpty());
    }

    /** Offers observables, the one chosen that a session looks at. */
    static void observables(Combo c, List<Observable> all, String chosen) {
        items(c, all.stream().map(d -> d.name(UiLanguage.code())).toList());
        int at = all.stream().map(Observable::id).toList().indexOf(chosen);
        if (at != c.getSelectionIndex()) {
            c.select(at);
        }
    }
}

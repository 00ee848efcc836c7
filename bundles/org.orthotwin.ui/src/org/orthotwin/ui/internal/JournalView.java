/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.Journal;

/** What was done to the case since it was opened, the latest first. */
public final class JournalView extends CaseView {

    public static final String ID = "org.orthotwin.ui.journal";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private TableViewer table;

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        TableColumnLayout layout = new TableColumnLayout();
        area.setLayout(layout);
        table = new TableViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.getTable().setHeaderVisible(true);
        table.setContentProvider(ArrayContentProvider.getInstance());
        column(layout, "journal.time", new ColumnPixelData(90), e -> TIME.format(e.time().atZone(ZoneId.systemDefault())));
        column(layout, "journal.what", new ColumnWeightData(60, 200), JournalView::what);
        column(layout, "journal.who", new ColumnPixelData(120), Journal.Entry::user);
    }

    private void column(TableColumnLayout layout, String key, ColumnLayoutData data, Function<Journal.Entry, String> text) {
        TableViewerColumn c = new TableViewerColumn(table, SWT.LEFT);
        c.getColumn().setText(Texts.text(key));
        layout.setColumnData(c.getColumn(), data);
        c.setLabelProvider(ColumnLabelProvider.createTextProvider(o -> text.apply((Journal.Entry) o)));
    }

    private static String what(Journal.Entry e) {
        return e.kind() == Journal.Kind.DONE ? e.label() : Texts.text("journal." + e.kind().name().toLowerCase(Locale.ROOT), e.label());
    }

    @Override
    public void setFocus() {
        table.getControl().setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (table.getControl().isDisposed() || change == CaseSession.Change.EVALUATION || change == CaseSession.Change.SELECTION) {
            return;
        }
        List<Journal.Entry> all = new ArrayList<>(session().map(s -> s.journal().entries()).orElse(List.of()));
        Collections.reverse(all);
        table.setInput(all);
    }
}

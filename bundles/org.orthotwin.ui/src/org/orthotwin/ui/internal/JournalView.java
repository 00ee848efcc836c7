/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.CellLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.ViewerCell;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.orthotwin.core.InputException;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/** What was done to the case, by whom and when, the latest first; as a file it can be done once more, here or on the command line. */
public final class JournalView extends CaseView {

    public static final String ID = "org.orthotwin.ui.journal";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    /** How many changes of an entry are told when it is pointed at. */
    private static final int TOLD = 12;

    /** What was done before the case was opened. */
    private final Set<JournalEntry> old = Collections.newSetFromMap(new IdentityHashMap<>());
    private TableViewer table;
    private Action export;
    private Action replay;
    private Action note;

    @Override
    protected void create(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        TableColumnLayout layout = new TableColumnLayout();
        area.setLayout(layout);
        table = new TableViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL);
        table.getTable().setHeaderVisible(true);
        table.setContentProvider(ArrayContentProvider.getInstance());
        ColumnViewerToolTipSupport.enableFor(table);
        column(layout, "journal.time", new ColumnPixelData(130), e -> time(e.time()));
        column(layout, "journal.what", new ColumnWeightData(60, 200), JournalView::what);
        column(layout, "journal.who", new ColumnPixelData(120), JournalEntry::author);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        note = Actions.on(bar, "journal.do.note", "note", this::note);
        replay = Actions.on(bar, "journal.do.replay", "replay", this::replay);
        export = Actions.on(bar, "journal.do.export", "export", this::export);
    }

    private void column(TableColumnLayout layout, String key, ColumnLayoutData data, Function<JournalEntry, String> text) {
        TableViewerColumn c = new TableViewerColumn(table, SWT.LEFT);
        c.getColumn().setText(Texts.text(key));
        layout.setColumnData(c.getColumn(), data);
        c.setLabelProvider(new CellLabelProvider() {
            @Override
            public void update(ViewerCell cell) {
                JournalEntry e = (JournalEntry) cell.getElement();
                cell.setText(text.apply(e));
                cell.setForeground(!old.contains(e) ? null
                        : table.getTable().getDisplay().getSystemColor(SWT.COLOR_WIDGET_DISABLED_FOREGROUND));
            }

            @Override
            public String getToolTipText(Object element) {
                return told((JournalEntry) element);
            }
        });
    }

    private static String time(Instant t) {
        ZoneId here = ZoneId.systemDefault();
        return (t.atZone(here).toLocalDate().equals(LocalDate.now(here)) ? TIME : DAY).format(t.atZone(here));
    }

    private static String what(JournalEntry e) {
        return e.kind() == JournalEntry.Kind.DONE ? e.label() : Texts.text("journal." + e.kind().name().toLowerCase(Locale.ROOT),
                e.label());
    }

    /** The changes of an entry as they stand in the file, one a line; null where there are none. */
    private static String told(JournalEntry e) {
        if (e.changes().isEmpty()) {
            return null;
        }
        String more = e.changes().size() > TOLD ? "\n\u2026 (" + (e.changes().size() - TOLD) + ")" : "";
        return e.changes().stream().limit(TOLD).map(JournalView::told).collect(Collectors.joining("\n")) + more;
    }

    private static String told(ModelChange c) {
        boolean plain = c.value() != null && !(c.value() instanceof java.util.Map);
        return c.path() + "  " + (c.kind() == ModelChange.Kind.SET ? "" : c.kind().name().toLowerCase(Locale.ROOT) + " ") + c.feature()
                + (plain ? " = " + c.value() + (c.unit().isEmpty() ? "" : " " + c.unit()) : "");
    }

    // ---- what can be done with it

    private void note() {
        session().ifPresent(s -> {
            InputDialog dialog = new InputDialog(getSite().getShell(), Texts.text("journal.do.note.title"),
                    Texts.text("journal.do.note.message"), "", t -> t.isBlank() ? "" : null);
            if (dialog.open() == Window.OK) {
                s.note(dialog.getValue().strip());
            }
        });
    }

    private void export() {
        session().ifPresent(s -> {
            FileDialog dialog = dialog(SWT.SAVE, "journal.do.export");
            dialog.setFileName(JournalFile.beside(s.file()).getFileName().toString());
            dialog.setOverwrite(true);
            String chosen = dialog.open();
            if (chosen != null) {
                attempt("journal.do.export", () -> JournalFile.write(Path.of(chosen), s.journal().all()));
            }
        });
    }

    private void replay() {
        session().ifPresent(s -> {
            String chosen = dialog(SWT.OPEN, "journal.do.replay").open();
            if (chosen != null) {
                attempt("journal.do.replay", () -> replay(s, Path.of(chosen)));
            }
        });
    }

    /** Does to the case what a journal tells, as one step. @throws InputException if that cannot be done */
    void replay(CaseSession s, Path file) {
        if (s.replay(JournalFile.read(file)) == 0) {
            MessageDialog.openInformation(getSite().getShell(), title("journal.do.replay"), Texts.text("journal.do.replay.nothing"));
        }
    }

    private FileDialog dialog(int style, String key) {
        FileDialog dialog = new FileDialog(getSite().getShell(), style);
        dialog.setText(title(key));
        dialog.setFilterExtensions(new String[] {"*." + JournalFile.ENDING, "*"});
        return dialog;
    }

    private static String title(String key) {
        return Texts.text(key).replace("\u2026", "");
    }

    private void attempt(String key, Runnable what) {
        try {
            what.run();
        } catch (InputException e) {
            ErrorDialog.openError(getSite().getShell(), title(key), null, Status.error(e.diagnostic().text(UiLanguage.code())));
        }
    }

    // ---- what is shown

    @Override
    public void setFocus() {
        table.getControl().setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (table.getControl().isDisposed() || change == CaseSession.Change.EVALUATION || change == CaseSession.Change.SELECTION
                || change == CaseSession.Change.POSE || change == CaseSession.Change.SPOT) {
            return;
        }
        List<JournalEntry> all = session().stream().flatMap(s -> Stream.concat(s.journal().earlier().stream(),
                s.journal().entries().stream())).toList();
        old.clear();
        session().ifPresent(s -> old.addAll(s.journal().earlier()));
        table.setInput(all.reversed());
        List.of(export, replay, note).forEach(a -> a.setEnabled(session().isPresent()));
    }
}

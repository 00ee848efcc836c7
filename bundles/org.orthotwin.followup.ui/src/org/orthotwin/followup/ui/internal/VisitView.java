/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Sources;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;

/** The next visit: when it is, whether it is due, and what is expected to be observed there. */
public final class VisitView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.visit";

    private static final String[] COLUMNS = {"what", "expected", "band", "last", "on"};
    /** Widths that what is long may have at least, pixels; 0 for numbers and days, which are never cut. */
    private static final int[] MOST = {110, 0, 0, 0, 0};

    private Label when;
    private Table table;
    private SimpleAction schedule;
    private List<FollowUpResult.Expected> shown = List.of();

    @Override
    void create(Composite parent) {
        Composite area = Views.area(parent);
        when = new Label(area, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.horizontalIndent = 8;
        d.verticalIndent = 4;
        d.widthHint = 100;
        when.setLayoutData(d);
        when.setData("visit", "when");
        table = new Table(area, SWT.FULL_SELECTION | SWT.SINGLE);
        table.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        table.setHeaderVisible(true);
        table.setData("visit", "table");
        for (int i = 0; i < COLUMNS.length; i++) {
            TableColumn c = new TableColumn(table, i > 0 && i < COLUMNS.length - 1 ? SWT.RIGHT : SWT.LEFT);
            c.setText(Texts.text("visit.column." + COLUMNS[i]));
            c.setToolTipText(Texts.text("visit.column." + COLUMNS[i] + ".tip"));
        }
        Views.tips(table);
        table.addListener(SWT.Resize, e -> Views.pack(table, MOST));
        table.addListener(SWT.Selection, e -> {
            int i = table.getSelectionIndex();
            if (i >= 0 && i < shown.size()) {
                session().ifPresent(s -> s.choose(shown.get(i).observable().id()));
            }
        });
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        schedule = SimpleAction.on(bar, Texts.CATALOG, "visit.schedule", Icons.OURS.descriptor("settings"), this::schedule);
    }

    private void schedule() {
        session().ifPresent(s -> {
            Optional<VisitSchedule> usual = reading().map(Reading::joint).flatMap(VisitSchedule::of);
            Optional<VisitSchedule> now = reading().flatMap(Reading::result).flatMap(FollowUpResult::visits);
            ScheduleDialog dialog = new ScheduleDialog(getSite().getShell(), reading().map(Reading::whose).orElse(""), now.or(
                    () -> usual), usual, reading().flatMap(Reading::result).map(FollowUpResult::followUp));
            if (dialog.open() == ScheduleDialog.OK) {
                TwinJob.start(s, Texts.text("job.visits"), m -> Deeds.visits(s.file(), dialog.schedule(), m), done -> {
                    // seen when the file is read again
                });
            }
        });
    }

    @Override
    void changed() {
        Optional<FollowUpResult> r = reading().flatMap(Reading::result);
        Optional<VisitSchedule.Visit> next = r.flatMap(FollowUpResult::nextVisit);
        shown = reading().map(Reading::visit).orElse(List.of());
        schedule.setEnabled(r.isPresent());
        when.setText(next.map(v -> text(r.orElseThrow())).orElseGet(() -> r.map(VisitView::without).orElseGet(this::nothing)));
        table.setRedraw(false);
        table.removeAll();
        Wording w = Texts.WORDING;
        for (FollowUpResult.Expected e : shown) {
            Observable d = e.observable();
            Unit u = d.unit();
            new TableItem(table, SWT.NONE).setText(new String[] {d.name(UiLanguage.code()), w.value(d, d.expected(e.observed())), Texts
                    .text("between", w.number(u, d.end(e.observed(), -1)), w.value(d, d.end(e.observed(), 1))), e.last().map(
                            s -> w.observed(d, s.observation().getValue())).orElse(""), e.last().map(s -> FollowUpResult.day(Times
                                    .instant(s.observation().getTime()))).orElse("")});
        }
        table.setRedraw(true);
        Views.pack(table, MOST);
        when.getParent().layout();
    }

    /** Why there is no visit, or what comes before the first. */
    static String without(FollowUpResult r) {
        FollowUp f = r.followUp();
        String first = r.beforeVisit(UiLanguage.code());
        return f.operation().isPresent() ? Texts.text("visit.none") + (first.isEmpty() ? "" : " " + Texts.text(
                "visit.none.first", first)) : f.planned().map(p -> Texts.text(p.isBefore(r.now())
                ? "visit.planned-past" : "visit.planned", FollowUpResult.day(p))).orElseGet(() -> Texts.text("visit.no-operation"));
    }

    private static String text(FollowUpResult r) {
        VisitSchedule s = r.visits().orElseThrow();
        String language = UiLanguage.code();
        String kept = r.keptVisit(language);
        return Texts.text(s.source().isBlank() ? "visit.next.plain" : "visit.next", r.nextVisit(language), (kept.isEmpty() ? "" : kept
                + " ") + r.expectedFor(language), Texts.text(s
                .own() ? "visit.own" : "visit.usual"), Sources.text(language, s.source()));
    }

    @Override
    public void setFocus() {
        table.setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.visit");
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.core.CsvText;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.ui.UiLanguage;

/** All that was observed on a patient as a table: what counts, what is only noted, and what was withdrawn. */
public final class ObservationsView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.observations";

    private static final String[] COLUMNS = {"time", "what", "value", "predicted", "source", "by", "state"};
    private static final int[] WIDTHS = {78, 165, 70, 90, 62, 70, 160};
    private static final int VALUE = 2;

    private static final Pattern HOUR = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})T(\\d{2}:\\d{2}).*");

    private Table table;
    private List<Observation> shown = List.of();
    private int by;
    private boolean down = true;

    @Override
    void create(Composite parent) {
        table = new Table(parent, SWT.FULL_SELECTION | SWT.SINGLE);
        table.setHeaderVisible(true);
        table.setData("observations", "table");
        for (int i = 0; i < COLUMNS.length; i++) {
            int column = i;
            TableColumn c = new TableColumn(table, i == VALUE || i == VALUE + 1 ? SWT.RIGHT : SWT.LEFT);
            c.setText(Texts.text("observations.column." + COLUMNS[i]));
            c.addListener(SWT.Selection, e -> sort(column));
        }
        table.setSortColumn(table.getColumn(by));
        table.setSortDirection(SWT.DOWN);
        table.addListener(SWT.Selection, e -> selected().flatMap(Reading::observable).ifPresent(d -> session().ifPresent(s -> s.choose(d
                .id()))));
        table.addListener(SWT.DefaultSelection, e -> selected().flatMap(o -> reading().flatMap(r -> r.step(o))).map(FollowUp.Step::state)
                .ifPresent(s -> session().ifPresent(x -> x.show(Optional.of(s)))));
        Views.tips(table);
        Views.fit(table, WIDTHS);
        Menu menu = new Menu(table);
        menu.addListener(SWT.Show, e -> menu(menu));
        table.setMenu(menu);
    }

    private void menu(Menu menu) {
        for (MenuItem i : menu.getItems()) {
            i.dispose();
        }
        selected().ifPresent(o -> {
            boolean withdraw = reading().flatMap(r -> r.withdrawal(o)).isEmpty();
            MenuItem i = new MenuItem(menu, SWT.PUSH);
            i.setText(Texts.text(withdraw ? "twin.withdraw" : "twin.restore"));
            i.addListener(SWT.Selection, e -> session().ifPresent(s -> WithdrawDialog.ask(getSite().getShell(), s, o, withdraw)));
            if (withdraw && Reading.observable(o).isPresent()) {
                MenuItem c = new MenuItem(menu, SWT.PUSH);
                c.setText(Texts.text("correct"));
                c.addListener(SWT.Selection, e -> session().ifPresent(s -> ObservationDialog.correct(getSite().getShell(), s, o)));
            }
        });
    }

    private Optional<Observation> selected() {
        int i = table.getSelectionIndex();
        return i >= 0 && i < shown.size() ? Optional.of(shown.get(i)) : Optional.empty();
    }

    private void sort(int column) {
        down = column == by ? !down : column == 0;
        by = column;
        table.setSortColumn(table.getColumn(by));
        table.setSortDirection(down ? SWT.DOWN : SWT.UP);
        changed();
    }

    /** What is told of an observation, in the order of the columns. */
    static String[] cells(Reading r, Observation o) {
        Optional<Observable> d = Reading.observable(o);
        Optional<FollowUp.Step> step = r.step(o);
        String predicted = step.map(s -> Texts.pair(s.observable().unit(), s.observable().expected(s.predicted()), s.prediction()
                .getStandardDeviation())).orElse("");
        String name = d.map(x -> x.name(UiLanguage.code())).orElse(String.valueOf(o.getDefinition()));
        String what = Notes.line(o).map(n -> Texts.text("observations.noted.as", name, n)).orElse(name);
        return new String[] {time(o), what, Reading.value(o), predicted, o.getSource() == null ? "" : o.getSource(), o
                        .getDescription() == null ? "" : o.getDescription(), state(r, o)};
    }

    /** The day, with the hour as it was written where there is one. */
    private static String time(Observation o) {
        String day = FollowUpResult.day(Times.instant(o.getTime()));
        Matcher m = HOUR.matcher(o.getTime());
        return m.matches() && m.group(1).equals(day) ? day + " " + m.group(2) : day;
    }

    private static String state(Reading r, Observation o) {
        return r.withdrawal(o).map(e -> Texts.text("observations.withdrawn", FollowUpResult.day(Times.instant(e.getTime())), String.valueOf(
                e.getSource()), String.valueOf(e.getDescription()))).orElseGet(() -> r.step(o).isPresent() ? Texts.text(
                        "observations.counts") : judged(r, o));
    }

    /** Of what no course predicts: the level of the alert that it is, that it is evidence of causes, or that it is only noted. */
    private static String judged(Reading r, Observation o) {
        return r.result().stream().flatMap(x -> x.alerts().stream()).filter(a -> a.measured() == o).findFirst().map(a -> Texts.text(
                "observations.judged", FollowUpResult.text(UiLanguage.code(), "level." + a.level()))).orElseGet(() -> Texts.text(
                        Observables.isEvidence(String.valueOf(o.getDefinition())) ? "observations.evidence" : "observations.noted"));
    }

    /** The observations in the order of a column. */
    static List<Observation> sorted(Reading r, int column, boolean down) {
        Collator order = Collator.getInstance(Locale.of(UiLanguage.code()));
        Comparator<Observation> time = Comparator.comparing(o -> Times.instant(o.getTime()));
        Comparator<Observation> c = switch (column) {
            case 0 -> time;
            case VALUE -> Comparator.comparing((Observation o) -> String.valueOf(o.getDefinition())).thenComparingDouble(
                    Observation::getValue);
            default -> Comparator.comparing((Observation o) -> cells(r, o)[column], order);
        };
        return r.twin().getObservations().stream().filter(o -> !Withdrawals.isEntry(o)).sorted((down ? c.reversed() : c).thenComparing(time)
                .thenComparing(Observation::getId)).toList();
    }

    @Override
    void changed() {
        Optional<String> was = selected().map(Observation::getId);
        int top = table.getTopIndex();
        shown = reading().map(r -> sorted(r, by, down)).orElse(List.of());
        table.setRedraw(false);
        table.removeAll();
        for (Observation o : shown) {
            new TableItem(table, SWT.NONE).setText(cells(reading().orElseThrow(), o));
        }
        was.map(id -> shown.stream().map(Observation::getId).toList().indexOf(id)).filter(i -> i >= 0).ifPresent(table::select);
        table.setRedraw(true);
        // what came first otherwise stays out of sight above what is selected
        table.setTopIndex(top);
    }

    @Override
    public void setFocus() {
        table.setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.observations");
    }

    /** What the table says, a line each, for tests. */
    public List<String> lines() {
        return shown.stream().map(o -> String.join(",", List.of(cells(reading().orElseThrow(), o)).stream().map(CsvText::cell).toList()))
                .toList();
    }
}

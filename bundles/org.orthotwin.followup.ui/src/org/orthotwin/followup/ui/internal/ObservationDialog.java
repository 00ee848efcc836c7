/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.text.Collator;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/** Asks for one observation; what is wrong with it is said while it is typed, in the words of the command line. */
final class ObservationDialog extends TitleAreaDialog {

    private static final int ANOTHER = IDialogConstants.CLIENT_ID + 1;

    private final String patient;
    private final List<Observable> all;
    private final String first;
    private final BiFunction<Observable, Instant, Optional<Gaussian>> expected;
    /** What was typed in before what is in the fields now. */
    private final List<ObservationFile.Row> rows = new ArrayList<>();
    private Combo what;
    private Text time;
    private Text value;
    private Combo unit;
    private Text uncertainty;
    private Text source;
    private List<Unit> units = List.of();
    private Label given;

    /**
     * @param joint of the twin; empty where it is not known yet
     * @param first the observable that is offered
     * @param expected what the twin lets one expect at a time, in SI
     */
    ObservationDialog(Shell parent, String patient, String joint, String first,
            BiFunction<Observable, Instant, Optional<Gaussian>> expected) {
        super(parent);
        this.expected = expected;
        this.patient = patient;
        this.first = first;
        all = choices(joint);
        setHelpAvailable(false);
    }

    /** Those of a joint and of every joint, by name; where the joint is not known what tells it comes first. */
    static List<Observable> choices(String joint) {
        List<Observable> own = new ArrayList<>(Observables.all().stream().filter(d -> joint.isEmpty() || d.joint().isEmpty() || d.joint()
                .equals(joint)).toList());
        Collator order = Collator.getInstance(Locale.of(UiLanguage.code()));
        own.sort(Comparator.comparing((Observable d) -> joint.isEmpty() && !d.kind().equals("event")).thenComparing(d -> d.name(UiLanguage
                .code()), order));
        return own;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("add"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("add.title", patient));
        setMessage(Texts.text("add.message"));
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridLayout l = new GridLayout(3, false);
        l.marginWidth = 14;
        l.marginHeight = 12;
        l.verticalSpacing = 8;
        area.setLayout(l);
        area.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        given = new Label(area, SWT.WRAP);
        given.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 3, 1));
        ((GridData) given.getLayoutData()).exclude = true;
        label(area, "add.what");
        what = new Combo(area, SWT.READ_ONLY);
        what.setItems(all.stream().map(d -> d.name(UiLanguage.code())).toArray(String[]::new));
        what.setVisibleItemCount(18);
        what.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
        what.addListener(SWT.Selection, e -> units());
        label(area, "add.time");
        time = text(area, "time", 2);
        time.setText(LocalDate.now().toString());
        time.setToolTipText(Texts.text("add.time.tip"));
        label(area, "add.value");
        value = text(area, "value", 1);
        unit = new Combo(area, SWT.READ_ONLY);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, false, false);
        d.widthHint = 140;
        unit.setLayoutData(d);
        unit.addListener(SWT.Selection, e -> validate());
        label(area, "add.uncertainty");
        uncertainty = text(area, "uncertainty", 2);
        uncertainty.setMessage(Texts.text("add.uncertainty.none"));
        label(area, "add.source");
        source = text(area, "source", 2);
        source.setMessage(Texts.text("add.source.none"));
        what.select(Math.max(0, all.stream().map(Observable::id).toList().indexOf(first)));
        units();
        value.setFocus();
        return area;
    }

    private static void label(Composite area, String key) {
        new Label(area, SWT.NONE).setText(Texts.text(key));
    }

    private Text text(Composite area, String name, int columns) {
        Text t = new Text(area, SWT.BORDER);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false, columns, 1);
        d.widthHint = 240;
        t.setLayoutData(d);
        t.setData("observation", name);
        t.addListener(SWT.Modify, e -> validate());
        return t;
    }

    private Observable chosen() {
        return all.get(what.getSelectionIndex());
    }

    /** The units that go with what is chosen, its own first. */
    static List<Unit> units(Observable d) {
        List<Unit> own = new ArrayList<>(List.of(d.unit()));
        if (d.unit().dimension() != Dimension.NONE) {
            Unit.all().stream().filter(u -> u.dimension() == d.unit().dimension() && !own.contains(u)).forEach(own::add);
        }
        return own;
    }

    private void units() {
        Observable d = chosen();
        units = units(d);
        unit.setItems(units.stream().map(u -> u.symbol().equals("1") ? Texts.text("add.unit.none") : u.symbol()).toArray(String[]::new));
        unit.select(0);
        if (d.lower() == d.upper()) {
            // an event has happened, there is nothing else to say of it
            value.setText("1");
        }
        setMessage(about(d, UiLanguage.code()));
        validate();
    }

    /** What there is to know of a value before it is typed in: its range and unit, what is better, and how answers are given. */
    static String about(Observable d, String language) {
        if (d.lower() == d.upper()) {
            return Texts.CATALOG.text(language, "add.message");
        }
        return Texts.CATALOG.text(language, "add.range", Wording.given(d.unit(), d.lower()), Wording.given(d.unit(), d.upper()))
                + d.better().map(up -> " " + Texts.CATALOG.text(language, up ? "add.better.up" : "add.better.down")).orElse("")
                + d.scoring().map(s -> " " + Texts.CATALOG.text(language, "add.items", s.items())).orElse("");
    }

    private ObservationFile.Row given() {
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", chosen().id());
        texts.put("time", time.getText().strip());
        String typed = value.getText().strip();
        texts.put("value", Scoring.isItems(typed) ? typed : typed.replace(',', '.'));
        texts.put("unit", units.get(unit.getSelectionIndex()).symbol());
        texts.put("uncertainty", uncertainty.getText().strip().replace(',', '.'));
        if (!source.getText().isBlank()) {
            texts.put("source", source.getText().strip());
        }
        return new ObservationFile.Row(1, texts);
    }

    /** What is wrong with an observation, as far as it can be told without its twin; empty for nothing. */
    static Optional<String> problem(ObservationFile.Row row, String patient, String language) {
        return trial(row, patient).quarantined().stream().findFirst().map(q -> named(row, q.reason().text(language), language));
    }

    /** With the name of what was observed in the place of its id, which nobody has typed. */
    private static String named(ObservationFile.Row row, String said, String language) {
        return Observables.find(row.text("observable")).map(d -> said.replace(d.id(), d.name(language))).orElse(said);
    }

    private static Intake.Result trial(ObservationFile.Row row, String patient) {
        return Intake.take(Histories.begin("trial", patient), List.of(row), Optional.of(patient), Deeds.MANUAL, Timestamps.now());
    }

    /** That a value is far from what was expected of it, as a question; empty where it is not, or nothing was expected. */
    static Optional<String> far(ObservationFile.Row row, String patient, BiFunction<Observable, Instant, Optional<Gaussian>> expected,
            String language) {
        return trial(row, patient).taken().stream().findFirst().flatMap(o -> {
            Observable d = Observables.get(o.getDefinition());
            return expected.apply(d, Times.instant(o.getTime())).filter(g -> Math.abs(o.getValue() - g.mean(0)) > FollowUp.FAR * g
                    .deviation(0)).map(g -> Texts.CATALOG.text(language, "add.far", d.name(language), Wording.given(d.unit(), o
                            .getValue()), Wording.pair(d.unit(), d.expected(g), g.deviation(0))));
        });
    }

    private void validate() {
        if (source == null || getButton(IDialogConstants.OK_ID) == null) {
            return;
        }
        boolean begun = !value.getText().isBlank();
        Optional<String> problem = problem(given(), patient, UiLanguage.code());
        setErrorMessage(begun ? problem.orElse(null) : null);
        getButton(ANOTHER).setEnabled(begun && problem.isEmpty());
        getButton(IDialogConstants.OK_ID).setEnabled(begun ? problem.isEmpty() : !rows.isEmpty());
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, ANOTHER, Texts.text("add.another"), false).setToolTipText(Texts.text("add.another.tip"));
        createButton(parent, IDialogConstants.OK_ID, Texts.text("add.ok"), true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        validate();
    }

    /** Takes what is in the fields, unless it is far off and the one who typed it thinks again. */
    private boolean accepted() {
        ObservationFile.Row row = given();
        Optional<String> far = far(row, patient, expected, UiLanguage.code());
        if (far.isPresent() && !MessageDialog.openQuestion(getShell(), Texts.text("add"), far.get())) {
            value.setFocus();
            value.selectAll();
            return false;
        }
        rows.add(row);
        return true;
    }

    @Override
    protected void buttonPressed(int id) {
        if (id == ANOTHER) {
            another();
        } else {
            super.buttonPressed(id);
        }
    }

    /** The same visit goes on: day and source stay. */
    private void another() {
        if (!accepted()) {
            return;
        }
        given.setText(Texts.text("add.given", rows.stream().map(ObservationDialog::shown).collect(Collectors.joining(", "))));
        ((GridData) given.getLayoutData()).exclude = false;
        ((GridData) given.getLayoutData()).widthHint = 420;
        value.setText("");
        uncertainty.setText("");
        units();
        what.setFocus();
        Point needed = getShell().computeSize(getShell().getSize().x, SWT.DEFAULT);
        getShell().setSize(getShell().getSize().x, Math.max(getShell().getSize().y, needed.y));
        given.getParent().layout(true, true);
    }

    private static String shown(ObservationFile.Row row) {
        String unit = row.text("unit").equals("1") ? "" : "\u00a0" + row.text("unit");
        return Observables.get(row.text("observable")).name(UiLanguage.code()) + " " + row.text("value") + unit;
    }

    @Override
    protected void okPressed() {
        // with empty fields those are meant that were typed in before
        if (value.getText().isBlank() || accepted()) {
            super.okPressed();
        }
    }

    /** What was typed, once it was accepted. */
    List<ObservationFile.Row> rows() {
        return List.copyOf(rows);
    }
}

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
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
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
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/** Asks for one observation; what is wrong with it is said while it is typed, in the words of the command line. */
final class ObservationDialog extends FieldsDialog {

    private static final int ANOTHER = IDialogConstants.CLIENT_ID + 1;

    private final String patient;
    /** The day that was typed in last, which a visit goes on with. */
    private static String lastTime = "";
    /** What is observed most is offered first, by its kind. */
    private static final List<String> KINDS = List.of("score", "motion", "activity", "laboratory", "lucency", "migration", "wear",
            "alignment", "laxity", "density", "force", "cartilage", "body", "theatre", "event", "fact");
    private static final Pattern ANSWERS = Pattern.compile("[-\\d.,]+(\\s+[-\\d.,]+)+");

    /** Those of all that are offered, as far as they fit what is searched for. */
    private List<Observable> all;
    private final List<Observable> choices;
    private final Optional<Observation> corrected;
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
    private Text by;
    private Text why;
    private Label said;
    private String reason = "";
    private List<Unit> units = List.of();
    private Label given;

    /**
     * @param joint of the twin; empty where it is not known yet
     * @param first the observable that is offered
     * @param expected what the twin lets one expect at a time, in SI
     */
    ObservationDialog(Shell parent, String patient, String joint, String first, List<Observable> observed,
            BiFunction<Observable, Instant, Optional<Gaussian>> expected) {
        this(parent, patient, choices(joint, observed), first, Optional.empty(), expected);
    }

    /** Asks for what an observation should have been: day and source stay as they are, unless they are what was wrong. */
    ObservationDialog(Shell parent, String patient, Observation corrected, BiFunction<Observable, Instant, Optional<Gaussian>> expected) {
        this(parent, patient, Reading.observable(corrected).stream().toList(), corrected.getDefinition(), Optional.of(corrected), expected);
    }

    private ObservationDialog(Shell parent, String patient, List<Observable> choices, String first, Optional<Observation> corrected,
            BiFunction<Observable, Instant, Optional<Gaussian>> expected) {
        super(parent);
        this.choices = choices;
        this.corrected = corrected;
        this.expected = expected;
        this.patient = patient;
        this.first = first;
        all = choices;
    }

    /** Those of a joint and of every joint, by name; where the joint is not known what tells it comes first. */
    static List<Observable> choices(String joint) {
        return choices(joint, List.of());
    }

    /** The same, what was observed before first, then what is observed most. */
    static List<Observable> choices(String joint, List<Observable> observed) {
        List<Observable> own = new ArrayList<>(Observables.all().stream().filter(d -> joint.isEmpty() || d.joint().isEmpty() || d.joint()
                .equals(joint)).toList());
        Collator order = Collator.getInstance(Locale.of(UiLanguage.code()));
        own.sort(Comparator.comparing((Observable d) -> joint.isEmpty() && !d.kind().equals("event")).thenComparing(d -> !observed
                .contains(d)).thenComparing(d -> Math.floorMod(KINDS.indexOf(d.kind()), KINDS.size() + 1)).thenComparing(d -> d.joint()
                        .isEmpty()).thenComparing(d -> d.name(UiLanguage.code()), order));
        return own;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text(corrected.isPresent() ? "correct.title" : "add"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("add.title", patient));
        setMessage(Texts.text("add.message"));
        Composite area = fields(parent, 3);
        ((GridLayout) area.getLayout()).verticalSpacing = 8;
        given = new Label(area, SWT.WRAP);
        given.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 3, 1));
        ((GridData) given.getLayoutData()).exclude = true;
        if (corrected.isEmpty()) {
            label(area, "add.search");
            Text search = new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
            search.setMessage(Texts.text("add.search.tip"));
            search.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
            search.setData("observation", "search");
            search.addListener(SWT.Modify, e -> search(search.getText()));
        }
        label(area, "add.what");
        what = new Combo(area, SWT.READ_ONLY);
        what.setItems(all.stream().map(d -> d.name(UiLanguage.code())).toArray(String[]::new));
        what.setVisibleItemCount(18);
        what.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
        what.addListener(SWT.Selection, e -> units());
        label(area, "add.time");
        time = text(area, "time", 2);
        time.setText(corrected.map(Observation::getTime).orElse(lastTime.isEmpty() ? LocalDate.now().toString() : lastTime));
        time.setToolTipText(Texts.text("add.time.tip"));
        label(area, "add.value");
        value = text(area, "value", 1);
        unit = new Combo(area, SWT.READ_ONLY);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, false, false);
        d.widthHint = 140;
        unit.setLayoutData(d);
        unit.addListener(SWT.Selection, e -> validate());
        new Label(area, SWT.NONE);
        said = new Label(area, SWT.WRAP);
        said.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
        said.setData("observation", "expected");
        label(area, "add.uncertainty");
        uncertainty = text(area, "uncertainty", 2);
        uncertainty.setMessage(Texts.text("add.uncertainty.none"));
        label(area, "add.source");
        source = text(area, "source", 2);
        source.setMessage(Texts.text("add.source.none"));
        label(area, "alerts.by");
        by = text(area, "by", 2);
        by.setText(UserSettings.signature());
        by.setMessage(Texts.text("signed.who"));
        if (corrected.isPresent()) {
            label(area, "withdraw.why");
            why = text(area, "why", 2);
            why.setText(Texts.text("correct.why"));
        }
        what.select(Math.max(0, all.stream().map(Observable::id).toList().indexOf(first)));
        units();
        corrected.ifPresent(o -> {
            what.setEnabled(false);
            value.setText(Numbers.shortest(Numbers.edge(chosen().unit().fromSi(o.getValue()))));
            value.selectAll();
            source.setText(o.getSource() == null || o.getSource().equals(Deeds.MANUAL) ? "" : o.getSource());
        });
        value.setFocus();
        return area;
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

    /** Offers what has all words of a text in its name or code. */
    private void search(String text) {
        Observable now = chosen();
        List<String> words = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        List<Observable> fit = choices.stream().filter(d -> words.stream().allMatch(w -> (d.name(UiLanguage.code()) + " " + d.id())
                .toLowerCase(Locale.ROOT).contains(w))).toList();
        setErrorMessage(fit.isEmpty() ? Texts.text("add.search.none", text.strip()) : null);
        if (!fit.isEmpty()) {
            all = fit;
            what.setItems(all.stream().map(d -> d.name(UiLanguage.code())).toArray(String[]::new));
            what.select(Math.max(0, all.indexOf(now)));
            if (!all.contains(now)) {
                value.setText("");
                units();
            }
        }
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
        unit.setItems(units.stream().map(u -> u.symbol().equals("1") ? Texts.text("add.unit.none") : Wording
                .symbol(u)).toArray(String[]::new));
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
        if (d.id().equals(Histories.SIDE) || Intake.isYesOrNo(d)) {
            return Texts.CATALOG.text(language, Intake.isYesOrNo(d) ? "add.yes" : "add.side");
        }
        return new Wording(language).said(Texts.CATALOG.text(language, "add.range", Wording.given(d.unit(), d.lower()), Wording
                .given(d.unit(), d.upper())))
                + d.better().map(up -> " " + Texts.CATALOG.text(language, up ? "add.better.up" : "add.better.down")).orElse("")
                + d.scoring().map(s -> " " + Texts.CATALOG.text(language, "add.items", s.items())).orElse("");
    }

    private ObservationFile.Row given() {
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", chosen().id());
        texts.put("time", time.getText().strip());
        String typed = value.getText().strip();
        boolean answers = chosen().scoring().isPresent() && ANSWERS.matcher(typed).matches();
        texts.put("value", Scoring.isItems(typed) ? typed : answers ? "items(" + typed + ")" : typed.replace(',', '.'));
        texts.put("by", by.getText().strip());
        texts.put("unit", units.get(unit.getSelectionIndex()).symbol());
        texts.put("uncertainty", uncertainty.getText().strip().replace(',', '.'));
        if (!source.getText().isBlank()) {
            texts.put("source", source.getText().strip());
        }
        corrected.filter(o -> o.getIdentity() != null && !source.getText().isBlank() && o.getIdentity().startsWith(source.getText().strip()
                + "/") && o.getTime().equals(texts.get("time"))).ifPresent(o -> texts.put("id", o.getIdentity().substring(source.getText()
                        .strip().length() + 1).replaceFirst("~\\d+$", "")));
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
                    .deviation(0)).map(g -> new Wording(language).said(Texts.CATALOG.text(language, "add.far", d.name(language), Wording
                            .given(d.unit(), o.getValue()), Wording.pair(d.unit(), d.expected(g), g.deviation(0)))));
        });
    }

    /** That a result is beyond the limit of a test, as a question; empty where it is not. */
    static Optional<String> unusual(ObservationFile.Row row, String patient, String language) {
        return trial(row, patient).taken().stream().findFirst().flatMap(o -> {
            Observable d = Observables.get(o.getDefinition());
            OptionalDouble from = CauseComparison.unusual(d);
            return from.isEmpty() || o.getValue() < from.getAsDouble() ? Optional.empty() : Optional.of(new Wording(language).said(Texts
                    .CATALOG.text(language, "add.unusual", d.name(language), Wording.given(d.unit(), o.getValue()), Wording.given(d.unit(),
                            from.getAsDouble()))));
        });
    }

    /** What the twin expects on the day that is typed. */
    private String predicted() {
        try {
            Observable d = chosen();
            return expected.apply(d, Times.instant(Times.written(time.getText().strip()))).map(g -> Texts.WORDING.said(Texts.text(
                    "add.expected", Wording.pair(d.unit(), d.expected(g), g.deviation(0))))).orElse("");
        } catch (InputException e) {
            // what is wrong with the day is said elsewhere
            return "";
        }
    }

    private void validate() {
        if (by == null || said == null || getButton(IDialogConstants.OK_ID) == null) {
            return;
        }
        String of = chosen().id() + '@' + time.getText();
        if (!of.equals(said.getData("of"))) {
            // not with every digit of the value
            said.setData("of", of);
            said.setText(predicted());
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
        getButton(ANOTHER).setVisible(corrected.isEmpty());
        createButton(parent, IDialogConstants.OK_ID, Texts.text(corrected.isPresent() ? "correct.ok" : "add.ok"), true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        validate();
    }

    /** Takes what is in the fields, unless it is far off and the one who typed it thinks again. */
    private boolean accepted() {
        ObservationFile.Row row = given();
        Optional<String> far = far(row, patient, expected, UiLanguage.code()).or(() -> unusual(row, patient, UiLanguage.code()));
        if (far.isPresent() && !MessageDialog.openQuestion(getShell(), Texts.text("add.question"), far.get())) {
            value.setFocus();
            value.selectAll();
            return false;
        }
        rows.add(row);
        reason = why == null ? "" : why.getText().strip();
        UserSettings.sign(by.getText());
        lastTime = corrected.isPresent() ? lastTime : time.getText().strip();
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
        return Observables.get(row.text("observable")).name(UiLanguage.code()) + " " + row.text("value").replaceFirst("^items", "") + unit;
    }

    @Override
    protected void okPressed() {
        // with empty fields those are meant that were typed in before
        if (value.getText().isBlank() || accepted()) {
            super.okPressed();
        }
    }

    /** Why the corrected one was wrong. */
    String reason() {
        return reason;
    }

    /** Asks what an observation should have been, and does it for a twin. */
    static void correct(Shell parent, TwinSession session, Observation o) {
        Reading r = session.reading().orElseThrow();
        ObservationDialog dialog = new ObservationDialog(parent, String.valueOf(r.twin().getPseudonym()), o, (d, t) -> r.expected(
                o, d, t));
        if (dialog.open() == OK) {
            TwinJob.start(session, Texts.text("job.add"), m -> Deeds.correct(session.file(), o.getId(), dialog.reason(), dialog.rows()
                    .getFirst(), m), done -> session.show(Optional.empty()));
        }
    }

    /** What was typed, once it was accepted. */
    List<ObservationFile.Row> rows() {
        return List.copyOf(rows);
    }
}

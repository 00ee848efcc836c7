/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.followup.Times;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/** Asks for one observation; what is wrong with it is said while it is typed, in the words of the command line. */
final class ObservationDialog extends FieldsDialog {

    private static final int ANOTHER = IDialogConstants.CLIENT_ID + 1;

    /** So many of what was noted are seen at once. */
    private static final int SEEN = 4;
    /** What there is to choose from, with its scales. */
    private static final int WIDE = 440;

    private final String patient;
    /** The same with joint and side. */
    private final String whose;
    private static final String HAPPENED = "1";

    /** Those of all that are offered, as far as they fit what is searched for. */
    private List<Observable> all;
    private final List<Observable> choices;
    private final Optional<Observation> corrected;
    private final String first;
    private final BiFunction<Observable, Instant, Optional<Reading.Outlook>> expected;
    /** What the twin knows already. */
    private final List<Observation> there;
    /** What was typed in before what is in the fields now. */
    private final Visit visit = new Visit();
    private Combo what;
    private Text time;
    private Text value;
    private Combo unit;
    private Text uncertainty;
    private Text source;
    private Text by;
    private Text note;
    private Text why;
    private Label said;
    private String reason = "";
    private List<Unit> units = List.of();
    private Text search;
    private Table noted;
    private Button correct;
    private Button remove;
    /** What was expected of what is chosen on the day that is typed. */
    private String predicted = "";
    /** Questions that were answered: none is asked twice. */
    private final Set<String> right = new HashSet<>();

    /**
     * @param joint of the twin; empty where it is not known yet
     * @param first the observable that is offered
     * @param usual what is offered before all else
     * @param expected what the twin lets one expect at a time, in SI
     * @param there what the twin knows already
     */
    ObservationDialog(Shell parent, String patient, String whose, String joint, String first, List<Observable> usual,
            BiFunction<Observable, Instant, Optional<Reading.Outlook>> expected, List<Observation> there) {
        this(parent, patient, whose, ObservationForm.choices(joint, usual), first, Optional.empty(), expected, there);
    }

    /**
     * Asks for what an observation should have been: what it is of, day and source stay as they are, unless they are what was wrong.
     *
     * @param whose the same with joint and side
     * @param joint of the twin
     * @param usual what is offered before all else
     */
    ObservationDialog(Shell parent, String patient, String whose, String joint, Observation corrected, List<Observable> usual,
            BiFunction<Observable, Instant, Optional<Reading.Outlook>> expected) {
        this(parent, patient, whose, Stream.concat(Reading.observable(corrected).stream(), ObservationForm.choices(joint, usual).stream())
                .distinct().toList(), corrected.getDefinition(), Optional.of(corrected), expected, List.of());
    }

    private ObservationDialog(Shell parent, String patient, String whose, List<Observable> choices, String first,
            Optional<Observation> corrected, BiFunction<Observable, Instant, Optional<Reading.Outlook>> expected, List<Observation> there) {
        super(parent);
        this.choices = choices;
        this.corrected = corrected;
        this.expected = expected;
        this.there = there;
        this.patient = patient;
        this.whose = whose;
        this.first = first;
        all = choices;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text(corrected.isPresent() ? "correct.title" : "add"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("add.title", whose));
        setMessage(Texts.text("add.message"));
        Composite area = fields(parent, 3);
        ((GridLayout) area.getLayout()).verticalSpacing = 8;
        label(area, "add.search");
        search = new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Texts.text("add.search.tip"));
        search.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1));
        search.setData("observation", "search");
        search.addListener(SWT.Modify, e -> search(search.getText()));
        label(area, "add.what");
        what = new Combo(area, SWT.READ_ONLY);
        offer();
        what.setVisibleItemCount(18);
        GridData wide = new GridData(SWT.FILL, SWT.CENTER, true, false, 2, 1);
        wide.widthHint = WIDE;
        what.setLayoutData(wide);
        what.addListener(SWT.Selection, e -> units());
        label(area, "add.time");
        time = text(area, "time", 2);
        // never that of another patient, or of a visit of long ago
        time.setText(corrected.map(Observation::getTime).orElseGet(() -> LocalDate.now().toString()));
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
        label(area, "add.note");
        note = text(area, "note", 2);
        note.setMessage(Texts.text("add.note.tip"));
        note.setTextLimit(Notes.MOST_LETTERS);
        corrected.flatMap(Notes::of).ifPresent(note::setText);
        if (corrected.isPresent()) {
            label(area, "withdraw.why");
            why = text(area, "why", 2);
            why.setText(Texts.text("correct.why"));
        } else {
            noted(area);
        }
        what.select(Math.max(0, all.stream().map(Observable::id).toList().indexOf(first)));
        units();
        corrected.ifPresent(o -> {
            value.setText(Numbers.shortest(Numbers.edge(chosen().unit().fromSi(o.getValue()))));
            value.selectAll();
            source.setText(o.getSource() == null || o.getSource().equals(Deeds.MANUAL) ? "" : o.getSource());
        });
        value.setFocus();
        return area;
    }

    /** What was noted of the visit, in a place that stays as large as it is. */
    private void noted(Composite area) {
        label(area, "add.given").setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false));
        noted = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL);
        noted.setData("observation", "noted");
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.heightHint = SEEN * noted.getItemHeight();
        d.widthHint = 440;
        noted.setLayoutData(d);
        for (int width : new int[] {190, 150, 90}) {
            new TableColumn(noted, SWT.NONE).setWidth(width);
        }
        Views.tips(noted);
        noted.addListener(SWT.Selection, e -> validate());
        noted.addListener(SWT.DefaultSelection, e -> takeBack(true));
        noted.addListener(SWT.KeyDown, e -> {
            if (e.keyCode == SWT.DEL) {
                takeBack(false);
            }
        });
        Composite buttons = new Composite(area, SWT.NONE);
        GridLayout l = new GridLayout(1, true);
        l.marginWidth = 0;
        l.marginHeight = 0;
        buttons.setLayout(l);
        buttons.setLayoutData(new GridData(SWT.FILL, SWT.TOP, false, false));
        correct = button(buttons, "add.noted.correct", true);
        remove = button(buttons, "add.noted.remove", false);
    }

    private Button button(Composite area, String key, boolean again) {
        Button b = new Button(area, SWT.PUSH);
        b.setText(Texts.text(key));
        b.setToolTipText(Texts.text(key + ".tip"));
        b.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        b.addListener(SWT.Selection, e -> takeBack(again));
        return b;
    }

    /** @param again whether it goes into the fields, to be typed anew; what is in them is noted before */
    private void takeBack(boolean again) {
        int i = noted.getSelectionIndex();
        if (i < 0 || again && isTyped() && value.isEnabled() && !accepted()) {
            return;
        }
        ObservationFile.Row row = visit.remove(i);
        list();
        if (again) {
            search.setText("");
            choose(Observables.get(row.text("observable")));
            time.setText(row.text("time"));
            unit.select(Math.max(0, units.stream().map(Unit::symbol).toList().indexOf(row.text("unit"))));
            value.setText(row.text("value").replaceFirst("^items\\((.*)\\)$", "$1"));
            uncertainty.setText(row.text("uncertainty"));
            note.setText(row.text(ObservationFile.NOTE));
            source.setText(row.text("source"));
            value.setFocus();
            value.selectAll();
        }
        validate();
    }

    private void list() {
        noted.removeAll();
        for (ObservationFile.Row row : visit.rows()) {
            new TableItem(noted, SWT.NONE).setText(new String[] {Visit.name(row, UiLanguage.code()), Visit.value(row, UiLanguage.code()),
                    row.text("time")});
        }
    }

    private void choose(Observable d) {
        what.select(Math.max(0, all.indexOf(d)));
        units();
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

    private void offer() {
        what.setItems(all.stream().map(d -> ObservationForm.label(d, UiLanguage.code())).toArray(String[]::new));
    }

    /**
     * Offers what has all words of a text in its name or code, what is called so first: nothing where nothing has, so that no other thing
     * is taken for it. What a value was typed for stays chosen as long as it fits, unless that is what was wrong: then the value stays.
     */
    private void search(String text) {
        Optional<Observable> now = isChosen() ? Optional.of(chosen()) : Optional.empty();
        all = ObservationForm.found(choices, text, UiLanguage.code());
        offer();
        what.setEnabled(!all.isEmpty());
        if (all.isEmpty()) {
            unit.removeAll();
            value.setText("");
            value.setEnabled(false);
            validate();
            return;
        }
        boolean stays = text.isBlank() || corrected.isEmpty() && isTyped() && value.isEnabled();
        what.select(now.filter(d -> stays).map(all::indexOf).filter(i -> i >= 0).orElse(0));
        if (now.filter(chosen()::equals).isEmpty()) {
            // before the value changes, which is judged with its unit
            offerUnits();
            if (corrected.isEmpty()) {
                value.setText("");
            }
            units();
        } else {
            validate();
        }
    }

    /** Whether anything is chosen: nothing is where nothing has what is searched for. */
    private boolean isChosen() {
        return what.getSelectionIndex() >= 0;
    }

    private Observable chosen() {
        return all.get(what.getSelectionIndex());
    }

    private void offerUnits() {
        units = ObservationForm.units(chosen());
        unit.setItems(units.stream().map(u -> u.symbol().equals("1") ? Texts.text("add.unit.none") : Wording
                .symbol(u)).toArray(String[]::new));
        unit.select(0);
    }

    private void units() {
        Observable d = chosen();
        offerUnits();
        boolean happened = d.lower() == d.upper();
        if (happened == value.isEnabled() || happened && value.getText().isEmpty()) {
            // an event has happened, there is nothing else to say of it
            value.setEnabled(!happened);
            value.setText(happened ? HAPPENED : "");
        }
        setMessage(ObservationForm.about(d, UiLanguage.code()));
        validate();
    }

    private ObservationFile.Row given() {
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", chosen().id());
        texts.put("time", Times.written(time.getText().strip(), UiLanguage.code()));
        String typed = value.getText().strip();
        texts.put("value", ObservationForm.value(chosen(), typed));
        texts.put("by", by.getText().strip());
        texts.put(ObservationFile.NOTE, note.getText().strip());
        texts.put("unit", units.get(unit.getSelectionIndex()).symbol());
        texts.put("uncertainty", TypedNumber.of(uncertainty.getText()));
        if (!source.getText().isBlank()) {
            texts.put("source", source.getText().strip());
        }
        corrected.filter(o -> o.getIdentity() != null && !source.getText().isBlank() && o.getIdentity().startsWith(source.getText().strip()
                + "/") && o.getTime().equals(texts.get("time"))).ifPresent(o -> texts.put("id", o.getIdentity().substring(source.getText()
                        .strip().length() + 1).replaceFirst("~\\d+$", "")));
        return new ObservationFile.Row(1, texts);
    }

    /** What the twin expects on the day that is typed. */
    private String predicted() {
        try {
            Observable d = chosen();
            return expected.apply(d, Times.instant(Times.written(time.getText().strip(), UiLanguage.code()))).map(
                    o -> ObservationForm.expected(d, o,
                    UiLanguage.code())).orElse("");
        } catch (InputException e) {
            // what is wrong with the day is said elsewhere
            return "";
        }
    }

    /** Whether there is something in the fields that is not noted yet. */
    private boolean isTyped() {
        return !value.getText().isBlank();
    }

    private void validate() {
        if (note == null || said == null || getButton(IDialogConstants.OK_ID) == null) {
            return;
        }
        if (!isChosen()) {
            said.setText("");
            setErrorMessage(Texts.text("add.search.none", search.getText().strip()));
            Stream.of(getButton(ANOTHER), getButton(IDialogConstants.OK_ID), correct, remove).forEach(b -> b.setEnabled(false));
            return;
        }
        String of = chosen().id() + '@' + time.getText();
        if (!of.equals(said.getData("of"))) {
            // not with every digit of the value
            said.setData("of", of);
            predicted = predicted();
        }
        boolean begun = isTyped();
        ObservationFile.Row row = given();
        said.setText(Stream.of(ObservationForm.score(row, patient, UiLanguage.code()).orElse(""), predicted).filter(t -> !t.isEmpty())
                .collect(Collectors.joining("  \u00b7  ")));
        Optional<String> problem = ObservationForm.problem(row, patient, UiLanguage.code()).or(() -> visit.again(row).map(r -> Texts.text(
                "add.again", Visit.name(r, UiLanguage.code()))));
        setErrorMessage(begun ? problem.orElse(null) : null);
        getButton(ANOTHER).setEnabled(begun && problem.isEmpty());
        getButton(IDialogConstants.OK_ID).setEnabled(isSavable(begun, problem));
        if (noted != null) {
            correct.setEnabled(noted.getSelectionIndex() >= 0 && (!begun || problem.isEmpty()));
            remove.setEnabled(noted.getSelectionIndex() >= 0);
        }
    }

    private boolean isSavable(boolean begun, Optional<String> problem) {
        return begun ? problem.isEmpty() : !visit.isEmpty();
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        // what Enter does in any of the fields must leave the visit open
        createButton(parent, ANOTHER, Texts.text("add.another"), corrected.isEmpty()).setToolTipText(Texts.text("add.another.tip"));
        getButton(ANOTHER).setVisible(corrected.isEmpty());
        createButton(parent, IDialogConstants.OK_ID, Texts.text(corrected.isPresent() ? "correct.ok" : "add.ok"), corrected
                .isPresent());
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        validate();
    }

    /** Takes what is in the fields, unless it is far off and the one who typed it thinks again, as who does not look does. */
    private boolean accepted() {
        ObservationFile.Row row = given();
        Optional<String> far = ObservationForm.far(row, patient, expected, UiLanguage.code()).or(() -> ObservationForm.unusual(row, patient,
                UiLanguage.code())).or(() -> ObservationForm.there(row, patient, there, UiLanguage.code()));
        if (far.isPresent() && !right.contains(far.get()) && MessageDialog.open(MessageDialog.QUESTION, getShell(),
                Texts.text("add.question"), far.get(), SWT.NONE, Texts
                .text("add.back"), Texts.text("add.right")) != 1) {
            value.setFocus();
            value.selectAll();
            return false;
        }
        far.ifPresent(right::add);
        visit.add(row);
        reason = why == null ? "" : why.getText().strip();
        UserSettings.sign(by.getText());
        if (noted != null) {
            // what is in the fields has been noted now
            value.setText("");
            note.setText("");
            list();
        }
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

    /** The same visit goes on with what comes next: day and source stay. */
    private void another() {
        Observable before = chosen();
        if (!accepted()) {
            return;
        }
        uncertainty.setText("");
        search.setText("");
        choose(ObservationForm.next(choices, before, visit));
        // what comes next is chosen already
        value.setFocus();
    }

    @Override
    protected void okPressed() {
        // with empty fields those are meant that were typed in before
        if (!isTyped() || accepted()) {
            super.okPressed();
        }
    }

    /** What was noted is not thrown away without a question; to go on is what who does not look gets. */
    @Override
    protected void cancelPressed() {
        boolean begun = isChosen() && isTyped() && value.isEnabled();
        if (corrected.isPresent() || visit.isEmpty() && !begun) {
            super.cancelPressed();
            return;
        }
        List<String> answers = new ArrayList<>(List.of(Texts.text("add.back")));
        if (getButton(IDialogConstants.OK_ID).isEnabled()) {
            answers.add(Texts.text("add.ok"));
        }
        answers.add(Texts.text("add.leave"));
        String words = Stream.of(visit.words(UiLanguage.code()), begun ? chosen().name(UiLanguage.code()) + " " + value.getText().strip()
                : "").filter(t -> !t.isEmpty()).collect(Collectors.joining(", "));
        int answer = MessageDialog.open(MessageDialog.QUESTION, getShell(), Texts.text("add.leave.title"), Texts.text("add.leave.what",
                words), SWT.NONE, answers.toArray(String[]::new));
        if (answer == answers.size() - 1) {
            super.cancelPressed();
        } else if (answer == 1) {
            okPressed();
        }
    }

    @Override
    protected void handleShellCloseEvent() {
        cancelPressed();
    }

    /** Why the corrected one was wrong. */
    String reason() {
        return reason;
    }

    /** Asks what an observation should have been, and does it for a twin. */
    static void correct(Shell parent, TwinSession session, Observation o) {
        Reading r = session.reading().orElseThrow();
        ObservationDialog dialog = new ObservationDialog(parent, String.valueOf(r.twin().getPseudonym()), r.whose(), r.joint(), o, r
                .usual(), (d, t) -> r.outlook(o, d, t));
        if (dialog.open() == OK) {
            TwinJob.start(session, Texts.text("job.add"), m -> Deeds.correct(session.file(), o.getId(), dialog.reason(), dialog.rows()
                    .getFirst(), m), done -> session.show(Optional.empty()));
        }
    }

    /** What was typed, once it was accepted. */
    List<ObservationFile.Row> rows() {
        return visit.rows();
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
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
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/** Asks for one observation; what is wrong with it is said while it is typed, in the words of the command line. */
final class ObservationDialog extends TitleAreaDialog {

    private final String patient;
    private final List<Observable> all;
    private final String first;
    private Combo what;
    private Text time;
    private Text value;
    private Combo unit;
    private Text uncertainty;
    private Text source;
    private List<Unit> units = List.of();
    private ObservationFile.Row row;

    /**
     * @param joint of the twin; empty where it is not known yet
     * @param first the observable that is offered
     */
    ObservationDialog(Shell parent, String patient, String joint, String first) {
        super(parent);
        this.patient = patient;
        this.first = first;
        all = choices(joint);
        setHelpAvailable(false);
    }

    /** Those of a joint and of every joint; the ones that are predicted first. */
    static List<Observable> choices(String joint) {
        List<Observable> own = new ArrayList<>(Observables.all().stream().filter(d -> joint.isEmpty() || d.joint().isEmpty() || d.joint()
                .equals(joint)).toList());
        own.sort(Comparator.comparing(d -> d.course().isEmpty() == !joint.isEmpty()));
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
        d.widthHint = 110;
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
        setMessage(d.lower() == d.upper() ? Texts.text("add.message") : Texts.text("add.range", Wording.given(d.unit(), d.lower()), Wording
                .given(d.unit(), d.upper())));
        validate();
    }

    private ObservationFile.Row given() {
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", chosen().id());
        texts.put("time", time.getText().strip());
        texts.put("value", value.getText().strip().replace(',', '.'));
        texts.put("unit", units.get(unit.getSelectionIndex()).symbol());
        texts.put("uncertainty", uncertainty.getText().strip().replace(',', '.'));
        if (!source.getText().isBlank()) {
            texts.put("source", source.getText().strip());
        }
        return new ObservationFile.Row(1, texts);
    }

    /** What is wrong with an observation, as far as it can be told without its twin; empty for nothing. */
    static Optional<String> problem(ObservationFile.Row row, String patient, String language) {
        return Intake.take(Histories.begin("trial", patient), List.of(row), Optional.of(patient), Deeds.MANUAL, Timestamps.now())
                .quarantined().stream().findFirst().map(q -> q.reason().text(language));
    }

    private void validate() {
        if (source == null || getButton(IDialogConstants.OK_ID) == null) {
            return;
        }
        boolean begun = !value.getText().isBlank();
        Optional<String> problem = problem(given(), patient, UiLanguage.code());
        setErrorMessage(begun ? problem.orElse(null) : null);
        getButton(IDialogConstants.OK_ID).setEnabled(begun && problem.isEmpty());
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.OK_ID, Texts.text("add.ok"), true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        validate();
    }

    @Override
    protected void okPressed() {
        row = given();
        super.okPressed();
    }

    /** What was typed, once it was accepted. */
    ObservationFile.Row row() {
        return row;
    }
}

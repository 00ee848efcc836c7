/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.ui.TypedNumber;

/** Asks when a patient is to be seen: months after the operation, and how often from then on. */
final class ScheduleDialog extends FieldsDialog {

    private static final double MONTH = FollowUp.YEAR / 12;
    private static final double LONG = 50 * FollowUp.YEAR;

    private final Optional<VisitSchedule> now;
    private final Optional<VisitSchedule> usual;
    private Button own;
    private Text after;
    private Text every;
    private Text why;
    private Optional<VisitSchedule> schedule = Optional.empty();

    ScheduleDialog(Shell parent, Optional<VisitSchedule> now, Optional<VisitSchedule> usual) {
        super(parent);
        this.now = now;
        this.usual = usual;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("visit.schedule").replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("schedule.title"));
        setMessage(Texts.text("schedule.message"));
        Composite area = fields(parent, 2);
        own = new Button(area, SWT.CHECK);
        own.setText(Texts.text("schedule.own"));
        own.setSelection(now.filter(VisitSchedule::own).isPresent());
        own.setLayoutData(new GridData(SWT.LEFT, SWT.CENTER, false, false, 2, 1));
        own.setData("schedule", "own");
        own.addListener(SWT.Selection, e -> validate());
        after = field(area, "after");
        every = field(area, "every");
        why = field(area, "why");
        fill(now);
        validate();
        return area;
    }

    private Text field(Composite area, String name) {
        Text t = line(area, "schedule." + name);
        ((GridData) t.getLayoutData()).widthHint = 280;
        t.setData("schedule", name);
        t.addListener(SWT.Modify, e -> validate());
        return t;
    }

    private void fill(Optional<VisitSchedule> s) {
        after.setText(s.map(x -> x.times().stream().map(ScheduleDialog::months).collect(Collectors.joining("  "))).orElse(""));
        every.setText(s.filter(x -> x.every() > 0).map(x -> months(x.every())).orElse(""));
        why.setText(s.filter(VisitSchedule::own).map(VisitSchedule::source).orElse(""));
    }

    /** Whole months where they are within a day and a half, as 91 days; otherwise two decimals: six weeks are 1.38 months. */
    private static String months(double t) {
        double m = t / MONTH;
        return Numbers.shortest(Math.abs(m - Math.rint(m)) < 0.05 ? Math.rint(m) : Math.rint(m * 100) / 100);
    }

    private static double time(String months) {
        return Double.parseDouble(TypedNumber.of(months)) * MONTH;
    }

    /** As typed. What stands as it was keeps its exact time. */
    private VisitSchedule typed() {
        List<Double> times = new ArrayList<>();
        for (String m : after.getText().strip().split("[\\s;]+")) {
            if (!m.isEmpty()) {
                times.add(now.flatMap(s -> s.times().stream().filter(t -> months(t).equals(m)).findFirst()).orElseGet(() -> time(m)));
            }
        }
        return new VisitSchedule(times, every.getText().isBlank() ? 0 : time(every.getText().strip()), LONG, why.getText().strip(), true);
    }

    private void validate() {
        for (Text t : new Text[] {after, every, why}) {
            if (t == null) {
                return;
            }
            t.setEnabled(own.getSelection());
        }
        String problem = null;
        if (own.getSelection()) {
            try {
                typed();
            } catch (IllegalArgumentException e) {
                problem = Texts.text("schedule.wrong");
            }
        }
        setErrorMessage(problem);
        if (getButton(IDialogConstants.OK_ID) != null) {
            getButton(IDialogConstants.OK_ID).setEnabled(problem == null && (own.getSelection() || usual.isPresent()));
        }
    }

    @Override
    protected void okPressed() {
        schedule = own.getSelection() ? Optional.of(typed()) : Optional.empty();
        super.okPressed();
    }

    /** The patient's own schedule; empty for the usual one. */
    Optional<VisitSchedule> schedule() {
        return schedule;
    }
}

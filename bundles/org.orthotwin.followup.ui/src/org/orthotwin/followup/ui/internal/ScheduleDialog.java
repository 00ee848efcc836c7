/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/** Asks when a patient is to be seen: months after the operation or days, and how often from then on. */
final class ScheduleDialog extends FieldsDialog {

    private static final double MONTH = FollowUp.YEAR / 12;
    private static final double LONG = 50 * FollowUp.YEAR;
    /** A day of the calendar, which no number of months looks like. */
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d.*|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}");

    private final String whose;
    private final Optional<VisitSchedule> now;
    private final Optional<VisitSchedule> usual;
    private final Optional<FollowUp> operated;
    private Button own;
    private Text after;
    private Text every;
    private Text why;
    private Optional<VisitSchedule> schedule = Optional.empty();

    /**
     * @param whose the patient, with joint and side
     * @param followUp whose days are counted from the operation; without one only months can be told
     */
    ScheduleDialog(Shell parent, String whose, Optional<VisitSchedule> now, Optional<VisitSchedule> usual, Optional<FollowUp> followUp) {
        super(parent);
        this.whose = whose;
        this.now = now;
        this.usual = usual;
        this.operated = followUp.filter(f -> f.operation().isPresent());
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("visit.schedule").replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("schedule.title", whose));
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
        after.setText(s.map(x -> written(x, operated)).orElse(""));
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

    /** Between times that are typed. */
    private static final String SPACE = "[\\s;]+";

    /** The times of a schedule as they are typed: what is no whole month of a patient's own as its day. */
    static String written(VisitSchedule s, Optional<FollowUp> operated) {
        return s.times().stream().map(t -> written(s, t, operated)).collect(Collectors.joining("  "));
    }

    private static String written(VisitSchedule s, double t, Optional<FollowUp> operated) {
        String m = months(t);
        return operated.filter(f -> s.own() && m.contains(".")).map(f -> FollowUpResult.day(f.at(t))).orElse(m);
    }

    /**
     * Times as typed, s since the operation, in their order: months after it, and days. What stands as it was keeps its exact time.
     *
     * @throws IllegalArgumentException if one is neither
     * @throws InputException if it is a day that there is not
     */
    static List<Double> times(String text, Optional<VisitSchedule> now, Optional<FollowUp> operated) {
        List<Double> times = new ArrayList<>();
        for (String m : text.strip().split(SPACE)) {
            if (!m.isEmpty()) {
                times.add(now.flatMap(s -> s.times().stream().filter(t -> written(s, t, operated).equals(m)).findFirst()).orElseGet(() ->
                        DAY
                        .matcher(m).matches() ? operated.orElseThrow(() -> new IllegalArgumentException(m)).since(Times.instant(Times
                                .written(m))) : time(m)));
            }
        }
        times.sort(null);
        return times;
    }

    private VisitSchedule typed() {
        // what is no whole month stands as a day, too
        List<Double> dated = times(Stream.of(after.getText().strip().split(SPACE)).filter(m -> DAY.matcher(m).matches()).collect(Collectors
                .joining(" ")), now, operated).stream().filter(t -> now.filter(s -> s.times().contains(t) && !s.appointments().contains(t))
                        .isEmpty()).toList();
        return new VisitSchedule(times(after.getText(), now, operated), every.getText().isBlank() ? 0 : time(every.getText().strip()), LONG,
                why.getText().strip(), true, dated, dated.isEmpty() ? Optional.empty() : Optional.of(Timestamps.now()));
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
            } catch (InputException e) {
                problem = e.diagnostic().text(UiLanguage.code());
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

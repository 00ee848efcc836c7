/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Belief;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Times;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/** Asks why a branch begins at the state that is shown, and what is believed otherwise in it. */
final class BranchDialog extends FieldsDialog {

    private final Reading reading;
    private final List<Observable> observables;
    /** What was typed, by the parameter's name: value and standard deviation in the shown unit. */
    private final Map<String, String[]> typed = new LinkedHashMap<>();
    private Text why;
    private Combo what;
    private Composite rows;
    private String reason = "";
    private final Map<String, Belief.Value> values = new LinkedHashMap<>();

    BranchDialog(Shell parent, Reading reading) {
        super(parent);
        this.reading = reading;
        observables = reading.courses().stream().map(Reading.Course::observable).toList();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("twin.branch").replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        TwinState from = reading.state().orElseThrow();
        setTitle(Texts.text("branch.title", from.getId(), FollowUpResult.day(Times.instant(from.getTime()))));
        setMessage(Texts.text("branch.message"));
        Composite area = fields(parent, 2);
        ((GridLayout) area.getLayout()).verticalSpacing = 8;
        label(area, "branch.why");
        why = new Text(area, SWT.BORDER);
        why.setData("branch", "why");
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.widthHint = 420;
        why.setLayoutData(d);
        why.addListener(SWT.Modify, e -> validate());
        label(area, "branch.course");
        what = new Combo(area, SWT.READ_ONLY);
        what.setItems(observables.stream().map(o -> o.name(UiLanguage.code())).toArray(String[]::new));
        what.select(0);
        what.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        what.addListener(SWT.Selection, e -> rows());
        rows = new Composite(area, SWT.NONE);
        GridLayout four = new GridLayout(5, false);
        four.marginWidth = 0;
        rows.setLayout(four);
        rows.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        rows();
        return area;
    }

    /** The parameters of the course that is chosen, as they are in the state and as they are to be. */
    private void rows() {
        for (Control c : rows.getChildren()) {
            c.dispose();
        }
        Observable d = observables.get(what.getSelectionIndex());
        for (Reading.Known k : reading.known().stream().filter(x -> x.identified().observable().equals(d)).toList()) {
            int i = k.identified().index();
            String name = d.parameter(i);
            Unit u = k.unit();
            new Label(rows, SWT.NONE).setText(name(k) + "  (" + ParameterPlot.estimate(k.now(), u) + ")");
            String[] before = typed.getOrDefault(name, new String[] {"", ""});
            Text value = field(before[0], Texts.text("branch.value"));
            value.setData("branch", name);
            new Label(rows, SWT.NONE).setText("\u00b1");
            Text deviation = field(before[1], Texts.text("branch.deviation"));
            deviation.setData("branch.deviation", name);
            new Label(rows, SWT.NONE).setText(Wording.symbol(u));
            for (Text t : List.of(value, deviation)) {
                t.addListener(SWT.Modify, e -> {
                    typed.put(name, new String[] {value.getText().strip(), deviation.getText().strip()});
                    validate();
                });
            }
        }
        rows.getParent().layout(true, true);
    }

    private Text field(String text, String hint) {
        Text t = new Text(rows, SWT.BORDER);
        t.setText(text);
        t.setMessage(hint);
        GridData d = new GridData(SWT.FILL, SWT.CENTER, true, false);
        d.widthHint = 100;
        t.setLayoutData(d);
        return t;
    }

    private Reading.Known known(String name) {
        return reading.known().stream().filter(k -> k.identified().observable().parameter(k.identified().index()).equals(name)).findFirst()
                .orElseThrow();
    }

    private static String name(Reading.Known k) {
        return Texts.WORDING.parameter(k.identified().observable().course().orElseThrow().parameter(k.identified().index()));
    }

    /** A number in a unit, or in one of its kind that is typed behind it; SI. */
    private static double si(String text, Unit unit) {
        Quantity q = Quantity.parse(TypedNumber.of(text));
        return q.unit().symbol().equals("1") ? unit.toSi(q.value()) : Quantity.parseSi(TypedNumber.of(text), unit.dimension());
    }

    /** Reads what was typed. Gives what is wrong with it. */
    private Optional<String> read() {
        values.clear();
        for (Map.Entry<String, String[]> e : typed.entrySet()) {
            String value = e.getValue()[0];
            String deviation = e.getValue()[1];
            if (value.isEmpty() && deviation.isEmpty()) {
                continue;
            }
            Reading.Known k = known(e.getKey());
            try {
                values.put(e.getKey(), new Belief.Value(si(value, k.unit()), si(deviation, k.unit())));
            } catch (IllegalArgumentException x) {
                return Optional.of(Texts.text("branch.numbers", name(k)));
            }
            if (values.get(e.getKey()).deviation() < 0) {
                return Optional.of(Texts.text("branch.negative", name(k), deviation));
            }
            if (k.logarithmic() && !(values.get(e.getKey()).value() > 0)) {
                return Optional.of(Texts.text("branch.positive", name(k), value));
            }
        }
        return Optional.empty();
    }

    private void validate() {
        Optional<String> wrong = read();
        setErrorMessage(wrong.orElse(null));
        getButton(IDialogConstants.OK_ID).setEnabled(wrong.isEmpty() && !why.getText().isBlank());
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        validate();
    }

    @Override
    protected void okPressed() {
        reason = why.getText().strip();
        super.okPressed();
    }

    String reason() {
        return reason;
    }

    /** What is believed otherwise, by the parameter's name, SI. */
    Map<String, Belief.Value> values() {
        return Map.copyOf(values);
    }
}

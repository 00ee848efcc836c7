/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.InputException;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.ui.UiLanguage;

/** Asks who acknowledges, snoozes, escalates or reopens an alert and why, until when it may sleep, or whose it is then. */
final class AlertDialog extends SignedDialog {

    /** Until the next visit, as a rule. */
    private static final int MONTHS = 1;
    /** So long before something is too late one is asked again, days. */
    private static final int AHEAD = 7;

    private final String whose;
    private final Alert alert;
    private final String action;
    private final Optional<FollowUpResult.Closing> closing;
    private final Function<Instant, List<String>> missed;
    private Text owner;
    private Text day;
    private Optional<Instant> until = Optional.empty();
    private String to = "";

    /**
     * @param whose the patient, with joint and side
     * @param closing what is to be done about it before a day; empty where it can wait
     * @param missed what would pass while it sleeps until a time, in words
     */
    AlertDialog(Shell parent, String whose, Alert alert, String action, Optional<FollowUpResult.Closing> closing,
            Function<Instant, List<String>> missed) {
        super(parent);
        this.whose = whose;
        this.alert = alert;
        this.action = action;
        this.closing = closing;
        this.missed = missed;
    }

    /**
     * Until when an alert sleeps as a rule: a month, and no longer than to a week before something is too late, but a day in any case, and
     * no more where the patient is referred or examined soon for it.
     */
    static LocalDate rule(LocalDate today, boolean hurried, Optional<Instant> end) {
        LocalDate most = hurried ? today : today.plusMonths(MONTHS);
        LocalDate until = end.map(e -> LocalDate.ofInstant(e, ZoneOffset.UTC).minusDays(AHEAD)).filter(most::isAfter).orElse(most);
        return until.isAfter(today) ? until : today.plusDays(1);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("alerts.do." + action).replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("alert.of", whose, alert.subject(UiLanguage.code()), FollowUpResult.text(UiLanguage.code(), "level." + alert
                .level())));
        setMessage(Texts.text("alerts.ask." + action) + (action.equals("snooze") ? closing.map(c -> " " + Texts.text("alerts.closing",
                FollowUpResult.day(c.end()), c.intervention().name(UiLanguage.code()))).orElse("") : ""));
        Composite area = fields(parent, 2);
        if (action.equals("snooze")) {
            label(area, "alerts.until");
            day = new Text(area, SWT.BORDER);
            day.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
            day.setText(rule(LocalDate.now(), alert.isHurried(), closing.map(FollowUpResult.Closing::end)).toString());
            day.setToolTipText(Texts.text("alerts.until.tip"));
            day.setData("alerts", "until");
            day.addListener(SWT.Modify, e -> validate());
        }
        if (action.equals("escalate")) {
            owner = line(area, "alerts.to");
            owner.setData("alerts", "to");
            owner.addListener(SWT.Modify, e -> getButton(IDialogConstants.OK_ID).setEnabled(!owner.getText().isBlank()));
        }
        author(area);
        Text why = note(area, "alerts.why");
        why.setData("alerts", "note");
        (owner == null ? why : owner).setFocus();
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        getButton(IDialogConstants.OK_ID).setEnabled(owner == null);
    }

    /**
     * The day that is typed, as everywhere its beginning in UTC, so that it is told as that day.
     *
     * @throws InputException if it is none
     */
    private Instant chosen() {
        return Times.instant(Times.written(day.getText().strip(), UiLanguage.code()));
    }

    private void validate() {
        String problem = null;
        try {
            problem = chosen().isAfter(Instant.now()) ? null : Texts.text("alerts.past");
        } catch (InputException e) {
            problem = e.diagnostic().text(UiLanguage.code());
        }
        setErrorMessage(problem);
        getButton(IDialogConstants.OK_ID).setEnabled(problem == null);
    }

    @Override
    protected void okPressed() {
        List<String> late = day == null ? List.of() : missed.apply(chosen());
        if (!late.isEmpty() && MessageDialog.open(MessageDialog.QUESTION, getShell(), getShell().getText(), Texts.text("alerts.missed",
                FollowUpResult.day(chosen()), String.join("; ", late)), SWT.NONE, Texts.text("add.back"), Texts.text(
                        "alerts.insist")) != 1) {
            day.setFocus();
            return;
        }
        until = day == null ? Optional.empty() : Optional.of(chosen());
        to = owner == null ? "" : owner.getText().strip();
        super.okPressed();
    }

    /** Until when it sleeps; empty for another action. */
    Optional<Instant> until() {
        return until;
    }

    /** Whose it is now; empty for another action. */
    String to() {
        return to;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.DateTime;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.ui.UiLanguage;

/** Asks who acknowledges, snoozes, escalates or reopens an alert and why, until when it may sleep, or whose it is then. */
final class AlertDialog extends SignedDialog {

    /** Until the next visit, as a rule. */
    private static final int MONTHS = 1;

    private final Alert alert;
    private final String action;
    private Text owner;
    private DateTime day;
    private Optional<Instant> until = Optional.empty();
    private String to = "";

    AlertDialog(Shell parent, Alert alert, String action) {
        super(parent);
        this.alert = alert;
        this.action = action;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("alerts.do." + action).replace("\u2026", ""));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(alert.subject(UiLanguage.code()) + ": " + FollowUpResult.text(UiLanguage.code(), "level." + alert.level()));
        setMessage(Texts.text("alerts.ask." + action));
        Composite area = fields(parent, 2);
        if (action.equals("snooze")) {
            label(area, "alerts.until");
            day = new DateTime(area, SWT.DATE | SWT.DROP_DOWN | SWT.BORDER);
            LocalDate in = LocalDate.now().plusMonths(MONTHS);
            day.setDate(in.getYear(), in.getMonthValue() - 1, in.getDayOfMonth());
            day.addListener(SWT.Selection, e -> validate());
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

    /** As everywhere a date alone is its beginning in UTC, so that it is told as the day that was chosen. */
    private Instant chosen() {
        return LocalDate.of(day.getYear(), day.getMonth() + 1, day.getDay()).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void validate() {
        boolean past = !chosen().isAfter(Instant.now());
        setErrorMessage(past ? Texts.text("alerts.past") : null);
        getButton(IDialogConstants.OK_ID).setEnabled(!past);
    }

    @Override
    protected void okPressed() {
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

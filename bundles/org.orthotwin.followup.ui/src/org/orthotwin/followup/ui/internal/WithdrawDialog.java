/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.ui.UserSettings;

/** Asks why an observation was wrong, or right after all, and who says so. */
final class WithdrawDialog extends TitleAreaDialog {

    private final Observation observation;
    private final String key;
    private Text author;
    private Text reason;
    private String by = "";
    private String why = "";

    /** @param withdraw whether it is withdrawn; otherwise it is restored */
    WithdrawDialog(Shell parent, Observation observation, boolean withdraw) {
        super(parent);
        this.observation = observation;
        this.key = withdraw ? "twin.withdraw" : "twin.restore";
        setHelpAvailable(false);
    }

    /** Asks, and does it for a twin: what is believed then is shown. */
    static void ask(Shell parent, TwinSession session, Observation o, boolean withdraw) {
        WithdrawDialog dialog = new WithdrawDialog(parent, o, withdraw);
        if (dialog.open() != OK) {
            return;
        }
        TwinJob.start(session, Texts.text(withdraw ? "job.withdraw" : "job.restore"), m -> Deeds.withdraw(session.file(), o.getId(),
                withdraw, dialog.why, dialog.by, m), left -> {
                    if (parent.isDisposed()) {
                        return;
                    }
                    session.show(Optional.empty());
                    left.filter(l -> !l.isEmpty()).ifPresent(l -> MessageDialog.openInformation(parent, Texts.text("twin.withdraw.title"),
                            Texts.text("twin.withdraw.left", String.join(", ", l))));
                });
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text(key + ".title"));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text(key + ".title"));
        setMessage(Texts.text(key + ".why"));
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridLayout l = new GridLayout(2, false);
        l.marginWidth = 14;
        l.marginHeight = 12;
        area.setLayout(l);
        area.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        Label what = new Label(area, SWT.WRAP);
        what.setText(Reading.observable(observation).map(d -> FanPlots.words(new Reading.Seen(observation, 0, true, Optional.empty()), d))
                .orElse(observation.getId()));
        what.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
        label(area, "withdraw.why");
        reason = new Text(area, SWT.BORDER | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL);
        reason.setData("withdraw", "why");
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.widthHint = 380;
        d.heightHint = 70;
        reason.setLayoutData(d);
        reason.addListener(SWT.Modify, e -> getButton(IDialogConstants.OK_ID).setEnabled(!reason.getText().isBlank()));
        label(area, "alerts.by");
        author = new Text(area, SWT.BORDER);
        author.setData("withdraw", "by");
        author.setText(UserSettings.author());
        author.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        reason.setFocus();
        return area;
    }

    private static void label(Composite area, String key) {
        Label l = new Label(area, SWT.NONE);
        l.setText(Texts.text(key));
        l.setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false));
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        getButton(IDialogConstants.OK_ID).setEnabled(false);
    }

    @Override
    protected void okPressed() {
        by = author.getText().strip();
        why = reason.getText().strip();
        super.okPressed();
    }
}

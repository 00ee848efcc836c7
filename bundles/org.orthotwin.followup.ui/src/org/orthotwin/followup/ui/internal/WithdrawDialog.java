/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Optional;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.model.twin.Observation;

/** Asks why an observation was wrong, or right after all, and who says so. */
final class WithdrawDialog extends SignedDialog {

    private final Observation observation;
    private final String key;

    /** @param withdraw whether it is withdrawn; otherwise it is restored */
    WithdrawDialog(Shell parent, Observation observation, boolean withdraw) {
        super(parent);
        this.observation = observation;
        this.key = withdraw ? "twin.withdraw" : "twin.restore";
    }

    /** Asks, and does it for a twin: what is believed then is shown. */
    static void ask(Shell parent, TwinSession session, Observation o, boolean withdraw) {
        WithdrawDialog dialog = new WithdrawDialog(parent, o, withdraw);
        if (dialog.open() != OK) {
            return;
        }
        TwinJob.start(session, Texts.text(withdraw ? "job.withdraw" : "job.restore"), m -> Deeds.withdraw(session.file(), o.getId(),
                withdraw, dialog.note(), dialog.by(), m), left -> {
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
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text(key + ".title"));
        setMessage(Texts.text(key + ".why"));
        Composite area = fields(parent, 2);
        Label what = new Label(area, SWT.WRAP);
        what.setText(Reading.observable(observation).map(d -> FanPlots.words(new Reading.Seen(observation, 0, true, Optional.empty()), d))
                .orElse(observation.getId()));
        what.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
        Text reason = note(area, "withdraw.why");
        reason.setData("withdraw", "why");
        reason.addListener(SWT.Modify, e -> getButton(IDialogConstants.OK_ID).setEnabled(!reason.getText().isBlank()));
        author(area).setData("withdraw", "by");
        reason.setFocus();
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        super.createButtonsForButtonBar(parent);
        getButton(IDialogConstants.OK_ID).setEnabled(false);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.ui.UserSettings;

/** Asks, besides what else there is, for a note and who writes it. */
abstract class SignedDialog extends FieldsDialog {

    private Text author;
    private Text words;
    private String by = "";
    private String note = "";

    SignedDialog(Shell parent) {
        super(parent);
    }

    final Text author(Composite area) {
        author = line(area, "alerts.by");
        author.setText(UserSettings.signature());
        author.setMessage(Texts.text("signed.who"));
        return author;
    }

    final Text note(Composite area, String key) {
        label(area, key).setLayoutData(new GridData(SWT.LEFT, SWT.TOP, false, false));
        words = new Text(area, SWT.BORDER | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL);
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.widthHint = 380;
        d.heightHint = 70;
        words.setLayoutData(d);
        return words;
    }

    @Override
    protected void okPressed() {
        by = author.getText().strip();
        UserSettings.sign(by);
        note = words.getText().strip();
        super.okPressed();
    }

    /** Who writes it. */
    final String by() {
        return by;
    }

    final String note() {
        return note;
    }
}

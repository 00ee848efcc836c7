/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** A dialog with fields below a title. */
abstract class FieldsDialog extends TitleAreaDialog {

    FieldsDialog(Shell parent) {
        super(parent);
        setHelpAvailable(false);
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    /** Where the fields are. */
    final Composite fields(Composite parent, int columns) {
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridLayout l = new GridLayout(columns, false);
        l.marginWidth = 14;
        l.marginHeight = 12;
        area.setLayout(l);
        area.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        return area;
    }

    static Label label(Composite area, String key) {
        Label l = new Label(area, SWT.NONE);
        l.setText(Texts.text(key));
        return l;
    }

    /** One line with a label before it. */
    static Text line(Composite area, String key) {
        label(area, key);
        Text t = new Text(area, SWT.BORDER);
        t.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        return t;
    }
}

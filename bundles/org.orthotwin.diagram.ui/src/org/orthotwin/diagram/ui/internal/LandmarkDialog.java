/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Comparator;
import java.util.List;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Landmark;

/** Asks between which landmarks of two bones something runs. */
final class LandmarkDialog extends Dialog {

    private final String title;
    private final List<Bone> bones;
    private final Landmark[] chosen = new Landmark[2];

    LandmarkDialog(Shell shell, String title, Bone from, Bone to) {
        super(shell);
        this.title = title;
        bones = List.of(from, to);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(title);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        ((GridLayout) area.getLayout()).numColumns = 2;
        for (int i = 0; i < 2; i++) {
            int which = i;
            new Label(area, SWT.NONE).setText(Texts.text(i == 0 ? "landmarks.from" : "landmarks.to", Names.of(bones.get(i))));
            Combo combo = new Combo(area, SWT.READ_ONLY);
            List<Landmark> all = bones.get(i).getLandmarks().stream().sorted(Comparator.comparing(LandmarkDialog::name)).toList();
            all.forEach(l -> combo.add(name(l)));
            combo.addListener(SWT.Selection, e -> chosen[which] = all.get(combo.getSelectionIndex()));
            combo.select(0);
            chosen[which] = all.getFirst();
            GridDataFactory.fillDefaults().grab(true, false).hint(260, SWT.DEFAULT).applyTo(combo);
        }
        return area;
    }

    private static String name(Landmark l) {
        String code = String.valueOf(l.getCode());
        return l.getName() == null || l.getName().isBlank() || l.getName().equals(code) ? code : code + "  " + l.getName();
    }

    Landmark from() {
        return chosen[0];
    }

    Landmark to() {
        return chosen[1];
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.orthotwin.ui.plot.DrawingPane;

/** What a patient has taught of the case that the twin is calibrated with. */
public final class MechanicsView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.mechanics";

    private static final String NAME = "mechanics";

    private DrawingPane pane;

    @Override
    void create(Composite parent) {
        pane = new DrawingPane(Views.area(parent), () -> reading().isPresent() ? Texts.text("mechanics.none") : nothing(), () -> "");
        pane.canvas().setData(NAME, "canvas");
        pane.canvas().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        getViewSite().getActionBars().getToolBarManager().add(pane.export(() -> fileName(NAME), this::folder));
    }

    @Override
    void changed() {
        pane.show(reading().flatMap(Reading::mechanical).map(MechanicsPlot::new));
    }

    @Override
    public void setFocus() {
        pane.canvas().setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.mechanics");
    }
}

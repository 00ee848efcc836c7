/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.Observable;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.MenuAction;

/** Residuals and what the detectors make of them, with their limits. */
public final class ControlView extends ObservableView<ControlPlot> {

    public static final String ID = "org.orthotwin.followup.ui.control";

    private static final double[] LENGTHS = {50, 100, 200, 500, 1000, 5000};

    public ControlView() {
        super("control");
    }

    @Override
    void create(Composite parent) {
        super.create(parent);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(new MenuAction(Texts.text("alarms"), Icons.OURS.descriptor("settings"), this::lengths));
    }

    private void lengths(Menu menu) {
        for (double length : LENGTHS) {
            MenuItem i = new MenuItem(menu, SWT.RADIO);
            i.setText(Texts.text("alarms.one-in", length));
            i.setEnabled(session().isPresent());
            i.setSelection(session().filter(s -> s.runLength() == length).isPresent());
            i.addListener(SWT.Selection, e -> {
                if (i.getSelection()) {
                    session().ifPresent(s -> s.runLength(length));
                }
            });
        }
    }

    @Override
    List<Observable> choices(Reading reading) {
        return reading.charts().stream().map(ControlChart::observable).toList();
    }

    @Override
    ControlPlot drawing(Reading reading, Observable d) {
        return new ControlPlot(reading, reading.charts().stream().filter(c -> c.observable().equals(d)).findFirst().orElseThrow());
    }

    @Override
    Optional<TwinState> state(ControlPlot drawing, double x, double y) {
        return drawing.state(x, y);
    }

    @Override
    public String help() {
        return Texts.text("help.control");
    }
}

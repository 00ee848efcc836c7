/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.ankle.ui;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.core.Numbers;
import org.orthotwin.simulation.Measured;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;

/** What the ankle has to hold when its owner leans forward: a bar that follows every change of the case, undo and redo included. */
public final class LeanView extends CaseView {

    private static final Color BAR = new Color(0x8E, 0x44, 0xAD);
    /** What a full bar stands for, N.m: what a healthy ankle can do. */
    private static final double FULL = 100;
    private static final int MARGIN = 12;

    private Canvas canvas;
    private double moment = Double.NaN;

    @Override
    protected void create(Composite parent) {
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED);
        canvas.setData("example", "lean");
        canvas.addListener(SWT.Paint, this::paint);
    }

    @Override
    protected void changed(CaseSession.Change change) {
        moment = session().flatMap(s -> s.evaluation().result()).stream().flatMap(r -> r.measurements().stream())
                .filter(m -> m.definition().id().equals("example.ankle.moment")).map(Measured::value).mapToDouble(v -> v.si()).findFirst()
                .orElse(Double.NaN);
        canvas.redraw();
    }

    private void paint(Event e) {
        Rectangle area = canvas.getClientArea();
        if (Double.isNaN(moment)) {
            e.gc.drawText("This case does not lean.", MARGIN, MARGIN, true);
            return;
        }
        e.gc.drawText("Moment of the ankle: " + Numbers.fixed(moment, 1) + " N\u00b7m", MARGIN, MARGIN, true);
        e.gc.setBackground(BAR);
        e.gc.fillRectangle(MARGIN, 3 * MARGIN, (int) ((area.width - 2 * MARGIN) * Math.min(1, Math.abs(moment) / FULL)), 2 * MARGIN);
    }

    @Override
    public void setFocus() {
        canvas.setFocus();
    }
}

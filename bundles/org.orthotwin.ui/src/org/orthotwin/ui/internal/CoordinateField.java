/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Scale;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.TypedNumber;

/**
 * A coordinate as a number that is typed and a slider that is dragged; the slider spans a window about where the value was when it came to
 * rest. Arrow keys step by 1 (Shift: 0.1, Alt: 5) deg or mm.
 */
final class CoordinateField {

    /** Takes a value, SI; {@code last} when the hand rests. */
    interface Taker {
        void take(double si, boolean last);
    }

    /** Steps of the slider across its window. */
    private static final int STEPS = 600;
    /** Pixels for a name, the same in all rows, so that the sliders stand below each other. */
    private static final int NAME = 128;

    private final CoordinateDefinition definition;
    private final Unit unit;
    private final Taker taker;
    private final Text text;
    private final Scale slider;
    private final double window;
    private double value;
    private double low;
    private boolean sliding;

    CoordinateField(Composite parent, CoordinateDefinition definition, String name, Taker taker) {
        this.definition = definition;
        this.taker = taker;
        unit = Wording.unit(definition.dimension());
        window = definition.dimension() == Dimension.ANGLE ? Math.toRadians(60) : 0.03;
        Composite row = new Composite(parent, SWT.NONE);
        row.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
        GridLayout layout = new GridLayout(4, false);
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        row.setLayout(layout);
        Label label = new Label(row, SWT.NONE);
        label.setText(name);
        label.setToolTipText(name + '\n' + definition.description());
        GridData ld = new GridData(SWT.LEFT, SWT.CENTER, false, false);
        ld.widthHint = NAME;
        label.setLayoutData(ld);
        slider = new Scale(row, SWT.HORIZONTAL);
        slider.setMinimum(0);
        slider.setMaximum(STEPS);
        slider.setPageIncrement(STEPS / 12);
        GridData along = new GridData(SWT.FILL, SWT.CENTER, true, false);
        along.minimumWidth = 60;
        along.widthHint = 60;
        slider.setLayoutData(along);
        slider.setData("coordinate", definition.name());
        Wheel.scrolls(slider);
        text = new Text(row, SWT.SINGLE | SWT.BORDER | SWT.RIGHT);
        GridData d = new GridData(SWT.RIGHT, SWT.CENTER, false, false);
        d.widthHint = 56;
        text.setLayoutData(d);
        text.setData("coordinate", definition.name());
        Label symbol = new Label(row, SWT.NONE);
        symbol.setText(unit.symbol().equals("deg") ? "\u00b0" : unit.symbol());
        GridData sd = new GridData(SWT.LEFT, SWT.CENTER, false, false);
        sd.widthHint = 26;
        symbol.setLayoutData(sd);

        text.addListener(SWT.DefaultSelection, e -> typed());
        text.addListener(SWT.FocusOut, e -> typed());
        text.addListener(SWT.KeyDown, e -> {
            if (e.keyCode == SWT.ARROW_UP || e.keyCode == SWT.ARROW_DOWN) {
                double step = (e.stateMask & SWT.SHIFT) != 0 ? 0.1 : (e.stateMask & SWT.ALT) != 0 ? 5 : 1;
                to(value + unit.toSi(e.keyCode == SWT.ARROW_UP ? step : -step), true);
                e.doit = false;
            }
        });
        slider.addListener(SWT.Selection, e -> {
            sliding = true;
            to(rounded(low + window * slider.getSelection() / STEPS), false);
        });
        slider.addListener(SWT.MouseUp, e -> rest());
        slider.addListener(SWT.KeyUp, e -> rest());
        slider.addListener(SWT.FocusOut, e -> rest());
    }

    /** Tenths of a degree or millimetre: what a hand can mean. */
    private double rounded(double si) {
        return unit.toSi(Math.rint(unit.fromSi(si) * 10) / 10);
    }

    private void rest() {
        if (sliding) {
            sliding = false;
            to(value, true);
            centre();
        }
    }

    private void typed() {
        String t = TypedNumber.of(text.getText());
        try {
            double si = t.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?") ? unit.toSi(Double.parseDouble(t))
                    : Quantity.parseSi(t, definition.dimension());
            if (Numbers.edge(unit.fromSi(si)) != Numbers.edge(unit.fromSi(value))) {
                to(si, true);
                centre();
            }
            text.setToolTipText(null);
            text.setForeground(null);
        } catch (IllegalArgumentException e) {
            text.setForeground(text.getDisplay().getSystemColor(SWT.COLOR_RED));
            text.setToolTipText(e.getMessage());
        }
    }

    private void to(double si, boolean last) {
        value = Math.max(definition.minimum(), Math.min(definition.maximum(), si));
        taker.take(value, last);
        write();
    }

    /** Shows what the model has. */
    void show(double si, boolean dragging) {
        value = si;
        write();
        if (!sliding && !dragging) {
            centre();
        }
    }

    private void write() {
        if (!text.isDisposed() && !(text.isFocusControl() && sliding)) {
            String s = Numbers.shortest(Math.rint(unit.fromSi(value) * 100) / 100);
            if (!s.equals(text.getText())) {
                text.setText(s);
                text.setForeground(null);
            }
        }
    }

    private void centre() {
        low = Math.max(definition.minimum(), Math.min(definition.maximum() - window, value - window / 2));
        slider.setSelection((int) Math.round((value - low) / window * STEPS));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** The wheel of the mouse in a form that scrolls: it scrolls the form, and does not change what it happens to pass over. */
final class Wheel {

    /** Pixels for each line that the wheel asks for. */
    private static final int LINE = 16;

    private Wheel() {
    }

    /** @param c which would take the wheel as a change of its value, as lists and sliders do */
    static void scrolls(Control c) {
        c.addListener(SWT.MouseVerticalWheel, e -> {
            e.doit = false;
            for (Composite p = c.getParent(); p != null; p = p.getParent()) {
                if (p instanceof ScrolledComposite form) {
                    Point at = form.getOrigin();
                    form.setOrigin(at.x, at.y - e.count * LINE);
                    return;
                }
            }
        });
    }
}

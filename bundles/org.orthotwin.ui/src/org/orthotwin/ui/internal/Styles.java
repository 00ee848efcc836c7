/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.StyledString.Styler;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Control;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.GcInk;

/** Fonts and colours that views share. */
final class Styles {

    static final Styler BOLD = new Styler() {
        @Override
        public void applyStyles(TextStyle style) {
            style.font = JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT);
        }
    };

    /** Within a target, outside it, without one; tell apart for the colour blind by lightness too. */
    private static final Color GOOD = new Color(0x2E, 0x8B, 0x57);
    private static final Color BAD = new Color(0xC8, 0x32, 0x2B);
    private static final Color DOUBTFUL = new Color(0xB0, 0x6A, 0x00);
    private static final Color PALE_BAD = new Color(0xF4, 0x7F, 0x77);
    private static final Color PALE_DOUBTFUL = new Color(0xE8, 0xA3, 0x3D);
    private static final Color NEUTRAL = new Color(0x90, 0x98, 0xA0);

    /** What no other way beats. */
    static final Color OPTIMAL = GcInk.color(Frame.HERE);

    private static final int MARK = 8;
    private static final double PART = 0.19;

    private Styles() {
    }

    static Color of(Verdict v) {
        return switch (v) {
            case WITHIN -> GOOD;
            case BELOW, ABOVE -> BAD;
            case NO_TARGET, NOT_MEASURED -> NEUTRAL;
        };
    }

    /** Text of what must not be, readable on the ground of a control. */
    static Color error(Control on) {
        return isDark(on) ? PALE_BAD : BAD;
    }

    /** Text of what is doubtful, readable on the ground of a control. */
    static Color doubt(Control on) {
        return isDark(on) ? PALE_DOUBTFUL : DOUBTFUL;
    }

    private static boolean isDark(Control c) {
        return GcInk.paletteOn(c.getBackground()).isDark();
    }

    /** Ground of a cell that differs from that of the plan in work: a touch of amber on a light or dark table. */
    static Color different(Control table) {
        return GcInk.color(GcInk.paletteOn(table.getBackground()).over(Frame.HERE, PART));
    }

    /** Has colours made again that were made for the ground of a control, once another theme has given it another. */
    static void onOtherGround(Control c, Runnable again) {
        Color[] ground = {c.getBackground()};
        c.addListener(SWT.Paint, e -> {
            if (!c.getBackground().equals(ground[0])) {
                ground[0] = c.getBackground();
                c.getDisplay().asyncExec(() -> {
                    if (!c.isDisposed()) {
                        again.run();
                    }
                });
            }
        });
    }

    /** A dot for within, arrows for above and below the target, a stroke for no value: told apart by shape as well. */
    static void mark(GC gc, int left, int middle, Verdict v) {
        gc.setAntialias(SWT.ON);
        gc.setBackground(of(v));
        int top = middle - MARK / 2;
        switch (v) {
            case WITHIN -> gc.fillOval(left, top, MARK, MARK);
            case ABOVE -> gc.fillPolygon(new int[] {left, top + MARK, left + MARK, top + MARK, left + MARK / 2, top});
            case BELOW -> gc.fillPolygon(new int[] {left, top, left + MARK, top, left + MARK / 2, top + MARK});
            default -> gc.fillRectangle(left, middle - 1, MARK, 2);
        }
    }
}

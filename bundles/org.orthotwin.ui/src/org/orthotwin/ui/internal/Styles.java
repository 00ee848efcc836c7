/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.StyledString.Styler;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.TextStyle;
import org.orthotwin.simulation.Verdict;

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
    private static final Color NEUTRAL = new Color(0x90, 0x98, 0xA0);

    private Styles() {
    }

    static Color of(Verdict v) {
        return switch (v) {
            case WITHIN -> GOOD;
            case BELOW, ABOVE -> BAD;
            case NO_TARGET, NOT_MEASURED -> NEUTRAL;
        };
    }
}

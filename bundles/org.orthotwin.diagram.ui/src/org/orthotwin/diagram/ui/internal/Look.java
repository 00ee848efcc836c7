/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.eclipse.swt.graphics.Color;
import org.orthotwin.ui.plot.GcInk;

/**
 * Colours of the diagram, on a light or a dark ground; the kinds differ in lightness too, for those who do not tell their colours apart.
 */
record Look(boolean dark, Color ground, Color card, Color edge, Color ink, Color muted, Color joint, Color ligament, Color muscle,
        Color coupling, Color part,
        Color partInk, Color unknown, Color selected) {

    static final Look LIGHT = new Look(false, rgb(0xF5F7F9), rgb(0xFFFFFF), rgb(0xB9C4CE), rgb(0x1B2733), rgb(0x66727E), rgb(0x1F5FA8),
            rgb(0x1E8C6B), rgb(0xC2503C), rgb(0x7A4FB5), rgb(0xDCEBF2), rgb(0x12485E), rgb(0xB36A00), rgb(0x1E88E5));
    static final Look DARK = new Look(true, rgb(0x22272C), rgb(0x30373E), rgb(0x59646F), rgb(0xE6EBF0), rgb(0x9FABB6), rgb(0x7DB5F0),
            rgb(0x58C9A5), rgb(0xF08A74), rgb(0xBFA0F0), rgb(0x24505F), rgb(0xD3EEF7), rgb(0xF2B04B), rgb(0x64B5F6));

    /** The colours that go with what is around. */
    static Look on(Color background) {
        return GcInk.paletteOn(background).isDark() ? DARK : LIGHT;
    }

    Color of(Kind kind) {
        return switch (kind) {
            case JOINT -> joint;
            case LIGAMENT -> ligament;
            case MUSCLE -> muscle;
            case COUPLING -> coupling;
        };
    }

    private static Color rgb(int rgb) {
        return new Color(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.Locale;

/** What touches, and its code in the map; in the order in which they are named when several touch at the same moment. */
public enum ContactKind {
    PROSTHETIC, BONY, BONE_IMPLANT;

    /** 1 prosthetic, 2 bony, 3 bone-implant; 0 is for no contact. */
    public int code() {
        return ordinal() + 1;
    }

    /** As in {@link org.orthotwin.solver.ContactEvent#kind()}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Bit of this kind in a set of kinds. */
    public int bit() {
        return 1 << ordinal();
    }

    /** All kinds. */
    public static final int ALL = 7;
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

/** What a number measures; its SI unit is the one in which it is kept in memory and in model files. */
public enum Dimension {
    NONE("1"), LENGTH("m"), ANGLE("rad"), MASS("kg"), TIME("s"), FORCE("N"), MOMENT("N.m"), PRESSURE("Pa"), AREA("m2"), VOLUME("m3"),
    DENSITY("kg/m3"), STIFFNESS("N/m"), SPEED("m/s"), ANGULAR_SPEED("rad/s"),
    VOLUME_RATE("m3/s"), WEAR_FACTOR("m3/N.m"), AREAL_DENSITY("kg/m2"), FREQUENCY("/s");

    private final String si;

    Dimension(String si) {
        this.si = si;
    }

    /** The symbol of the SI unit. */
    public String siSymbol() {
        return si;
    }

    /** The SI unit of this dimension. */
    public Unit siUnit() {
        return Unit.of(si);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Unit;
import org.orthotwin.simulation.RunResult;

/** The units in which the command line shows what has no unit of its own choice: lengths in mm, angles in degrees, the rest in SI. */
final class EdgeUnit {

    private EdgeUnit() {
    }

    /** @param si symbol of a unit; null or blank for plain numbers */
    static Unit of(String si) {
        Unit u = Unit.of(si == null || si.isBlank() ? "1" : si);
        return switch (u.dimension()) {
            case LENGTH -> Unit.of("mm");
            case ANGLE -> Unit.of("deg");
            default -> u;
        };
    }

    /** A value in SI as {@code value} and {@code unit}. */
    static Map<String, Object> json(String siUnit, double si) {
        Unit unit = of(siUnit);
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("value", RunResult.shown(unit, si));
        o.put("unit", unit.symbol());
        return o;
    }

    /** A value in a unit that a verb chose, as {@code value} and {@code unit}; not a number becomes null. */
    static Map<String, Object> quantity(double value, String unit) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("value", Double.isNaN(value) ? null : value);
        o.put("unit", unit);
        return o;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A unit of measurement that may stand beside a number at an edge (files of others, command line, reports). Values convert to SI as
 * {@code value * numerator / denominator}; dividing by 1000 rather than multiplying by 0.001 gives the nearest double.
 *
 * @param symbol as written after a number, e.g. {@code deg}
 * @param dimension what it measures
 * @param numerator of the factor to SI
 * @param denominator of the factor to SI
 */
public record Unit(String symbol, Dimension dimension, double numerator, double denominator) {

    /** A Julian year of 365.25 days, s. */
    private static final double YEAR = 31_557_600;
    private static final Map<String, Unit> UNITS = new LinkedHashMap<>();

    static {
        for (Dimension d : Dimension.values()) {
            add(d.siSymbol(), d, 1, 1);
        }
        add("%", Dimension.NONE, 1, 100);
        add("BW", Dimension.NONE, 1, 1);
        add("mm", Dimension.LENGTH, 1, 1000);
        add("cm", Dimension.LENGTH, 1, 100);
        add("um", Dimension.LENGTH, 1, 1e6);
        add("deg", Dimension.ANGLE, Math.PI, 180);
        add("yr", Dimension.TIME, YEAR, 1);
        add("g", Dimension.MASS, 1, 1000);
        add("lb", Dimension.MASS, 0.45359237, 1);
        add("ms", Dimension.TIME, 1, 1000);
        add("min", Dimension.TIME, 60, 1);
        add("h", Dimension.TIME, 3600, 1);
        add("d", Dimension.TIME, 86400, 1);
        add("kN", Dimension.FORCE, 1000, 1);
        add("N.mm", Dimension.MOMENT, 1, 1000);
        add("kPa", Dimension.PRESSURE, 1e3, 1);
        add("MPa", Dimension.PRESSURE, 1e6, 1);
        add("GPa", Dimension.PRESSURE, 1e9, 1);
        add("mm2", Dimension.AREA, 1, 1e6);
        add("mm3", Dimension.VOLUME, 1, 1e9);
        add("cm3", Dimension.VOLUME, 1, 1e6);
        add("g/cm3", Dimension.DENSITY, 1000, 1);
        add("mg/L", Dimension.DENSITY, 1, 1000);
        add("mg/dL", Dimension.DENSITY, 1, 100);
        add("g/cm2", Dimension.AREAL_DENSITY, 10, 1);
        add("kg/m2", Dimension.AREAL_DENSITY, 1, 1);
        add("/min", Dimension.FREQUENCY, 1, 60);
        add("/yr", Dimension.FREQUENCY, 1, YEAR);
        add("N/mm", Dimension.STIFFNESS, 1000, 1);
        add("mm/h", Dimension.SPEED, 1, 1000 * 3600);
        add("km/h", Dimension.SPEED, 1, 3.6);
        add("cm/s", Dimension.SPEED, 1, 100);
        add("mm/yr", Dimension.SPEED, 1, 1000 * YEAR);
        add("mm3/yr", Dimension.VOLUME_RATE, 1, 1e9 * YEAR);
        add("mm3/N.m", Dimension.WEAR_FACTOR, 1, 1e9);
        add("deg/s", Dimension.ANGULAR_SPEED, Math.PI, 180);
        add("deg/yr", Dimension.ANGULAR_SPEED, Math.PI, 180 * YEAR);
    }

    private static void add(String symbol, Dimension d, double numerator, double denominator) {
        UNITS.putIfAbsent(symbol, new Unit(symbol, d, numerator, denominator));
    }

    /**
     * @param symbol e.g. {@code mm}; the empty string means the plain number
     * @throws IllegalArgumentException if no such unit is known; the message lists the known ones
     */
    public static Unit of(String symbol) {
        Unit u = UNITS.get(symbol.isEmpty() ? "1" : symbol.equals("\u00b0") ? "deg" : symbol);
        if (u == null) {
            throw new IllegalArgumentException("unknown unit '" + symbol + "'; known are " + String.join(", ", UNITS.keySet()));
        }
        return u;
    }

    /** Every unit, in a fixed order. */
    public static Collection<Unit> all() {
        return Collections.unmodifiableCollection(UNITS.values());
    }

    public double toSi(double value) {
        return value * numerator / denominator;
    }

    public double fromSi(double si) {
        return si * denominator / numerator;
    }

    @Override
    public String toString() {
        return symbol;
    }
}

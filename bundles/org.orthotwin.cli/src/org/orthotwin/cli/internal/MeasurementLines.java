/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;

/** Measured values for people. */
final class MeasurementLines {

    private MeasurementLines() {
    }

    static TextTable table(RunResult r) {
        TextTable t = new TextTable("lrrlll");
        for (Measured m : r.measurements()) {
            t.row(m.definition().id(), value(m), uncertainty(m), m.definition().unit().symbol().equals("1") ? ""
                    : m.definition().unit().symbol(), target(m),
                    m.verdict() == Verdict.NO_TARGET && !m.definition().targets().isEmpty() ? m.value().note() : verdict(m));
        }
        return t;
    }

    static String value(Measured m) {
        return Double.isNaN(m.value().si()) ? "-" : number(m.definition().unit(), m.value().si());
    }

    /** The standard uncertainty, to the digits of the value; empty where it was not assessed. */
    private static String uncertainty(Measured m) {
        double u = m.value().uncertainty();
        return Double.isNaN(u) || Double.isNaN(m.value().si()) ? "" : "+/-" + number(m.definition().unit(), u);
    }

    /** A number in a unit, to a hundredth or a thousandth. */
    static String number(Unit unit, double si) {
        double v = unit.fromSi(si);
        return Numbers.fixed(v, unit.symbol().equals("1") || unit.symbol().equals("BW") ? 3 : Math.abs(v) < 1000 ? 2 : 0);
    }

    /** How the value stands to its target, where that is worth a word. */
    static String verdict(Measured m) {
        return m.verdict() == Verdict.NO_TARGET || m.verdict() == Verdict.WITHIN ? "" : m.verdict().id();
    }

    /** The target in the measurement's unit; empty without one. */
    static String target(Measured m) {
        Unit u = m.definition().unit();
        boolean low = m.lower() != Double.NEGATIVE_INFINITY;
        boolean high = m.upper() != Double.POSITIVE_INFINITY;
        if (low && high) {
            return "[" + Numbers.shortest(Numbers.edge(u.fromSi(m.lower()))) + " to " + Numbers.shortest(Numbers.edge(u.fromSi(m.upper())))
                    + "]";
        }
        return low ? "[from " + Numbers.shortest(Numbers.edge(u.fromSi(m.lower()))) + "]"
                : high ? "[to " + Numbers.shortest(Numbers.edge(u.fromSi(m.upper()))) + "]" : "";
    }
}

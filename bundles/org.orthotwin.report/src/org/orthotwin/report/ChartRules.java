/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.List;
import org.orthotwin.solver.Table;

/** What charts on a page and on a screen have in common. */
public final class ChartRules {

    private ChartRules() {
    }

    /** Round steps for an axis: about {@code count} of them over {@code span}. */
    public static double step(double span, int count) {
        double raw = span / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double f : new double[] {1, 2, 5}) {
            if (f * power >= raw * 0.999) {
                return f * power;
            }
        }
        return 10 * power;
    }

    /** Whether a table is the rim of a hollow, a point for each direction. */
    public static boolean isRim(Table t) {
        return t.columns().equals(List.of("direction", "forwards", "upwards", "outwards"));
    }

    /** Whether a table can be shown as curves over its first column: at least three rows, that column ascending. */
    public static boolean isOfCurves(Table t, int mostColumns) {
        if (isRim(t) || t.columns().size() < 2 || t.columns().size() > mostColumns || t.rows().size() < 3) {
            return false;
        }
        for (int i = 1; i < t.rows().size(); i++) {
            if (!(t.rows().get(i)[0] > t.rows().get(i - 1)[0])) {
                return false;
            }
        }
        return Double.isFinite(t.rows().getFirst()[0]) && Double.isFinite(t.rows().getLast()[0]);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.orthotwin.core.Unit;
import org.orthotwin.report.ChartRules;
import org.orthotwin.solver.Table;

/** A small table of numbers as curves over its first column, a drawing for each column. */
final class Curves {

    private static final double WIDTH = 300;
    private static final double HEIGHT = 190;
    private static final int MOST_COLUMNS = 9;
    /** What was before an operation is the last of the series, dashed. */
    private static final int SERIES_BEFORE = 5;
    private static final String DASH = "5 4";

    private Curves() {
    }

    /** Whether a table can be shown so: at least three rows, the first column ascending. */
    static boolean fits(Table t) {
        long before = IntStream.range(0, t.columns().size()).filter(c -> isBefore(t, c)).count();
        return ChartRules.isOfCurves(t, MOST_COLUMNS + (int) before);
    }

    /** Whether a column says what another one was before an operation: it is drawn behind that. */
    static boolean isBefore(Table t, int column) {
        String name = t.columns().get(column);
        return name.endsWith(Words.BEFORE) && t.columns().contains(name.substring(0, name.length() - Words.BEFORE.length()));
    }

    static void draw(Html h, Table t, int column, Words w) {
        Unit ux = t.units().get(0);
        Unit uy = t.units().get(column);
        double x0 = ux.fromSi(t.rows().getFirst()[0]);
        double x1 = ux.fromSi(t.rows().getLast()[0]);
        double lo = Double.MAX_VALUE;
        double hi = -Double.MAX_VALUE;
        int before = t.columns().indexOf(t.columns().get(column) + Words.BEFORE);
        for (double[] r : t.rows()) {
            for (int c : before < 0 ? new int[] {column} : new int[] {column, before}) {
                if (Double.isFinite(r[c])) {
                    lo = Math.min(lo, uy.fromSi(r[c]));
                    hi = Math.max(hi, uy.fromSi(r[c]));
                }
            }
        }
        if (lo > hi) {
            return;
        }
        lo = Math.min(lo, 0);
        hi = Math.max(hi, 0);
        double step = ChartRules.step(hi > lo ? hi - lo : 1, 4);
        lo = Math.floor(lo / step) * step;
        hi = Math.max(lo + step, Math.ceil(hi / step - 1e-9) * step);
        double left = 56;
        double right = WIDTH - 12;
        double top = 26;
        double bottom = HEIGHT - 34;
        String name = Words.capital(w.quantity(t.columns().get(column)));
        Svg.open(h, WIDTH, HEIGHT, name);
        Svg.text(h, left, 14, Digits.symbol(uy).isEmpty() ? name : name + " (" + Digits.symbol(uy) + ")", "start", "label");
        for (int i = 0; lo + i * step <= hi + 1e-9 * step; i++) {
            double row = bottom - (lo + i * step - lo) / (hi - lo) * (bottom - top);
            Svg.line(h, left, row, right, row, Svg.GRID, 1, null);
            Svg.text(h, left - 6, row + 4, Digits.given(Unit.of("1"), lo + i * step), "end", "small muted");
        }
        double across = ChartRules.step(x1 - x0, 5);
        for (double tick = Math.ceil(x0 / across - 1e-9) * across; tick <= x1 + 1e-9 * across; tick += across) {
            Svg.text(h, left + (tick - x0) / (x1 - x0) * (right - left), bottom + 15, Digits.given(Unit.of("1"), tick), "middle",
                    "small muted");
        }
        Svg.text(h, (left + right) / 2, HEIGHT - 4, Words.capital(w.quantity(t.columns().get(0)))
                + (Digits.symbol(ux).isEmpty() ? "" : " (" + Digits.symbol(ux) + ")"), "middle", "small");
        DoubleUnaryOperator x = si -> left + (ux.fromSi(si) - x0) / (x1 - x0) * (right - left);
        double low = lo;
        double span = hi - lo;
        DoubleUnaryOperator y = si -> bottom - (uy.fromSi(si) - low) / span * (bottom - top);
        if (before >= 0) {
            curve(h, t, before, x, y, Svg.SERIES.get(SERIES_BEFORE), DASH);
        }
        curve(h, t, column, x, y, Svg.SERIES.get(0), null);
        h.closeLine();
    }

    private static void curve(Html h, Table t, int column, DoubleUnaryOperator x, DoubleUnaryOperator y, String color, String dash) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (double[] r : t.rows()) {
            if (Double.isFinite(r[column])) {
                path.append(pen ? 'L' : 'M').append(Svg.n(x.applyAsDouble(r[0]))).append(' ').append(Svg.n(y.applyAsDouble(r[column])));
            }
            pen = Double.isFinite(r[column]);
        }
        h.empty("path", "d", path.toString(), "fill", "none", "stroke", color, "stroke-width", "2", "stroke-dasharray", dash);
    }
}

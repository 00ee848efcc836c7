/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import org.orthotwin.core.Unit;
import org.orthotwin.report.ChartRules;
import org.orthotwin.solver.Table;

/** A small table of numbers as curves over its first column, a drawing for each column. */
final class Curves {

    private static final double WIDTH = 300;
    private static final double HEIGHT = 190;
    private static final int MOST_COLUMNS = 9;

    private Curves() {
    }

    /** Whether a table can be shown so: at least three rows, the first column ascending. */
    static boolean fits(Table t) {
        return ChartRules.isOfCurves(t, MOST_COLUMNS);
    }

    static void draw(Html h, Table t, int column, Words w) {
        Unit ux = t.units().get(0);
        Unit uy = t.units().get(column);
        double x0 = ux.fromSi(t.rows().getFirst()[0]);
        double x1 = ux.fromSi(t.rows().getLast()[0]);
        double lo = Double.MAX_VALUE;
        double hi = -Double.MAX_VALUE;
        for (double[] r : t.rows()) {
            if (Double.isFinite(r[column])) {
                lo = Math.min(lo, uy.fromSi(r[column]));
                hi = Math.max(hi, uy.fromSi(r[column]));
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
        String name = Words.capital(w.named("quantity", t.columns().get(column)));
        Svg.open(h, WIDTH, HEIGHT, name);
        Svg.text(h, left, 14, Digits.symbol(uy).isEmpty() ? name : name + " (" + Digits.symbol(uy) + ")", "start", "label");
        for (int i = 0; lo + i * step <= hi + 1e-9 * step; i++) {
            double y = bottom - (lo + i * step - lo) / (hi - lo) * (bottom - top);
            Svg.line(h, left, y, right, y, Svg.GRID, 1, null);
            Svg.text(h, left - 6, y + 4, Digits.given(Unit.of("1"), lo + i * step), "end", "small muted");
        }
        double across = ChartRules.step(x1 - x0, 5);
        for (double x = Math.ceil(x0 / across - 1e-9) * across; x <= x1 + 1e-9 * across; x += across) {
            Svg.text(h, left + (x - x0) / (x1 - x0) * (right - left), bottom + 15, Digits.given(Unit.of("1"), x), "middle", "small muted");
        }
        Svg.text(h, (left + right) / 2, HEIGHT - 4, Words.capital(w.named("quantity", t.columns().get(0)))
                + (Digits.symbol(ux).isEmpty() ? "" : " (" + Digits.symbol(ux) + ")"), "middle", "small");
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (double[] r : t.rows()) {
            if (Double.isFinite(r[column])) {
                path.append(pen ? 'L' : 'M').append(Svg.n(left + (ux.fromSi(r[0]) - x0) / (x1 - x0) * (right - left))).append(' ')
                        .append(Svg.n(bottom - (uy.fromSi(r[column]) - lo) / (hi - lo) * (bottom - top)));
            }
            pen = Double.isFinite(r[column]);
        }
        h.empty("path", "d", path.toString(), "fill", "none", "stroke", Svg.SERIES.get(0), "stroke-width", "2");
        h.closeLine();
    }
}

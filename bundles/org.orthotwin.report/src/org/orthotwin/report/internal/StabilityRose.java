/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.joint.Side;
import org.orthotwin.report.ChartRules;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Table;

/**
 * How much force aside a hollow holds for the force that presses, in each direction from its middle, as one looks into the glenoid: upwards
 * is up, and of a right shoulder forwards is to the right. Beside it as a line what rigid bodies would hold.
 */
final class StabilityRose {

    private static final double SIZE = 360;
    private static final double RADIUS = 120;
    private static final String HELD = "#79aec4";
    private static final String[] SIDES = {"superior", "anterior", "inferior", "posterior"};

    private StabilityRose() {
    }

    static boolean fits(Table t) {
        return t.columns().equals(List.of("direction", "ratio", "ratio.rigid", "way")) && t.rows().size() >= 3;
    }

    static void draw(Html h, Table t, Problem problem, Words w) {
        double most = 0;
        for (double[] r : t.rows()) {
            most = Math.max(most, Math.max(finite(r[1]), finite(r[2])));
        }
        if (!(most > 0)) {
            return;
        }
        double step = ChartRules.step(most, 3);
        double scale = RADIUS / (step * Math.ceil(most / step - 1e-9));
        int forwards = problem.joint() != null && problem.joint().side() == Side.LEFT ? -1 : 1;
        double middle = SIZE / 2;
        Svg.open(h, SIZE, SIZE + 30, Words.capital(w.table(t.name()))).line();
        for (double r = step; r * scale <= RADIUS * (1 + 1e-9); r += step) {
            h.empty("circle", "cx", Svg.n(middle), "cy", Svg.n(middle), "r", Svg.n(r * scale), "fill", "none", "stroke", Svg.GRID);
        }
        for (double[] r : t.rows()) {
            Svg.line(h, middle, middle, middle + forwards * RADIUS * Math.sin(r[0]), middle - RADIUS * Math.cos(r[0]), Svg.GRID, 1, null);
        }
        outline(h, t, 1, scale, forwards, HELD, Svg.SERIES.get(0), null);
        outline(h, t, 2, scale, forwards, "none", Svg.MUTED, "4 3");
        for (double[] r : t.rows()) {
            if (Double.isFinite(r[1])) {
                double at = r[1] * scale;
                double x = middle + forwards * at * Math.sin(r[0]);
                double y = middle - at * Math.cos(r[0]);
                h.empty("circle", "cx", Svg.n(x), "cy", Svg.n(y), "r", "3", "fill", Svg.SERIES.get(0));
                double inside = Math.max(at - 20, 0.6 * at);
                Svg.text(h, middle + forwards * inside * Math.sin(r[0]), middle - inside * Math.cos(r[0]) + 4,
                        w.number(String.format(Locale.ROOT, "%.2f", r[1])), "middle", "small");
            }
        }
        for (int i = 0; i < SIDES.length; i++) {
            double a = i * Math.PI / 2;
            Svg.text(h, middle + forwards * (RADIUS + 14) * Math.sin(a), middle - (RADIUS + 14) * Math.cos(a) + 4,
                    w.text("rose." + SIDES[i]), i % 2 == 0 ? "middle" : (i == 1) == (forwards > 0) ? "start" : "end", "label");
        }
        Svg.rect(h, 20, SIZE + 6, 14, 11, HELD, Svg.SERIES.get(0));
        Svg.text(h, 40, SIZE + 16, Words.capital(w.named("quantity", "ratio")), "start", "small");
        Svg.line(h, 180, SIZE + 12, 204, SIZE + 12, Svg.MUTED, 1.5, "4 3");
        Svg.text(h, 210, SIZE + 16, Words.capital(w.named("quantity", "ratio.rigid")), "start", "small");
        h.closeLine();
    }

    private static void outline(Html h, Table t, int column, double scale, int forwards, String fill, String stroke, String dash) {
        // in order of the direction, whatever the table's order
        Map<Double, Double> ordered = new TreeMap<>();
        t.rows().forEach(r -> ordered.put(r[0], finite(r[column])));
        StringBuilder path = new StringBuilder();
        ordered.forEach((a, v) -> path.append(path.isEmpty() ? 'M' : 'L').append(Svg.n(SIZE / 2 + forwards * v * scale * Math.sin(a)))
                .append(' ').append(Svg.n(SIZE / 2 - v * scale * Math.cos(a))));
        h.empty("path", "d", path + "Z", "fill", fill, "fill-opacity", "0.45", "stroke", stroke, "stroke-width", "1.5", "stroke-dasharray",
                dash);
    }

    private static double finite(double v) {
        return Double.isFinite(v) ? v : 0;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.solver.Table;

/** A map of contact over two motions, a panel for each of some values of a third. */
final class ContactMap {

    private static final double CELLS = 190;
    private static final double WIDTH = 960;
    private static final double LEFT = 52;
    private static final double TOP = 40;
    private static final double GAP = 38;
    /** Values of the third motion that are shown where the map has them, rad. */
    private static final List<Double> WANTED = List.of(Math.toRadians(-20), 0.0, Math.toRadians(20), Math.toRadians(40));

    private final Table table;
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final int[][][] codes;

    private ContactMap(Table table) {
        this.table = table;
        x = distinct(0);
        y = distinct(1);
        z = distinct(2);
        codes = new int[z.length][y.length][x.length];
        for (int[][] panel : codes) {
            for (int[] row : panel) {
                Arrays.fill(row, -1);
            }
        }
        for (double[] r : table.rows()) {
            codes[Arrays.binarySearch(z, r[2])][Arrays.binarySearch(y, r[1])][Arrays.binarySearch(x, r[0])] = Double.isNaN(r[3]) ? -1
                    : (int) r[3];
        }
    }

    private double[] distinct(int column) {
        return table.rows().stream().mapToDouble(r -> r[column] + 0.0).sorted().distinct().toArray();
    }

    /** Whether a table is such a map: three angles and a kind of contact. */
    static boolean fits(Table t) {
        return t.columns().size() == 4 && t.columns().get(3).equals("contact") && !t.rows().isEmpty()
                && t.units().subList(0, 3).stream().allMatch(u -> u.symbol().equals("deg"));
    }

    /**
     * Draws the map.
     *
     * @param limits of which the ones with a target and no third motion are marked
     */
    static void draw(Html h, Table table, List<Limit> limits, Words w) {
        new ContactMap(table).drawPanels(h, limits, w);
    }

    private void drawPanels(Html h, List<Limit> limits, Words w) {
        List<Integer> panels = panels();
        double across = (WIDTH - LEFT - (panels.size() - 1) * GAP) / Math.max(3, panels.size());
        double cell = Math.min(across / x.length, CELLS / y.length * 1.3);
        double width = cell * x.length;
        double high = cell * y.length;
        double height = TOP + high + 78;
        Svg.open(h, LEFT + panels.size() * (width + GAP), height, w.text("map.title")).line();
        for (int i = 0; i < panels.size(); i++) {
            panel(h, panels.get(i), LEFT + i * (width + GAP), cell, i == 0, limits, w);
        }
        List<String[]> legend = new ArrayList<>();
        legend.add(new String[] {Svg.fill("free"), w.text("kind.free")});
        Limit.KINDS.forEach(k -> legend.add(new String[] {Svg.fill(k), w.text("kind." + k)}));
        Svg.legend(h, LEFT, height - 8, legend);
        h.closeLine();
    }

    private List<Integer> panels() {
        List<Integer> list = new ArrayList<>();
        for (double wanted : WANTED) {
            int best = 0;
            for (int i = 1; i < z.length; i++) {
                best = Math.abs(z[i] - wanted) < Math.abs(z[best] - wanted) ? i : best;
            }
            if (!list.contains(best)) {
                list.add(best);
            }
        }
        return list;
    }

    private void panel(Html h, int index, double left, double cell, boolean first, List<Limit> limits, Words w) {
        double width = cell * x.length;
        double high = cell * y.length;
        int free = 0;
        h.open("g", "shape-rendering", "crispEdges");
        for (int j = 0; j < y.length; j++) {
            double top = TOP + (y.length - 1 - j) * cell;
            int from = 0;
            for (int i = 0; i <= x.length; i++) {
                free += i < x.length && codes[index][j][i] == 0 ? 1 : 0;
                if (i == x.length || codes[index][j][i] != codes[index][j][from]) {
                    int code = codes[index][j][from];
                    Svg.rect(h, left + from * cell, top, (i - from) * cell, cell + 0.15, code < 0 ? "#fff"
                            : Svg.fill(code == 0 || code > 3 ? "free" : Limit.KINDS.get(code - 1)), null);
                    from = i;
                }
            }
        }
        h.closeLine();
        Unit deg = Unit.of("deg");
        String third = w.motion(table.columns().get(2));
        Svg.text(h, left, TOP - 20, third + " " + Digits.with(Digits.given(deg, z[index]), deg), "start", "label");
        Svg.text(h, left, TOP - 6, w.text("map.free", Numbers.fixed(100.0 * free / (x.length * y.length), 0)), "start", "small muted");
        for (double t = -180; t <= 180; t += 30) {
            double px = at(t, x, left, cell);
            if (px >= left - 0.01 && px <= left + width + 0.01) {
                Svg.line(h, px, TOP + high, px, TOP + high + 4, Svg.MUTED, 1, null);
                Svg.text(h, px, TOP + high + 16, Svg.shown(t), "middle", "small muted");
                if (t == 0) {
                    Svg.line(h, px, TOP, px, TOP + high, "#ffffffb0", 1, "3 3");
                }
            }
            double py = TOP + high - (at(t, y, 0, cell));
            if (py >= TOP - 0.01 && py <= TOP + high + 0.01) {
                Svg.line(h, left - 4, py, left, py, Svg.MUTED, 1, null);
                Svg.text(h, left - 7, py + 4, Svg.shown(t), "end", "small muted");
                if (t == 0) {
                    Svg.line(h, left, py, left + width, py, "#ffffffb0", 1, "3 3");
                }
            }
        }
        Svg.text(h, left + width / 2, TOP + high + 32, w.text("map.axis", w.motion(table.columns().get(0))), "middle", "small");
        if (first) {
            h.element("text", w.text("map.axis", w.motion(table.columns().get(1))), "class", "small", "text-anchor", "middle", "transform",
                    "translate(" + Svg.n(left - 38) + " " + Svg.n(TOP + high / 2) + ") rotate(-90)");
        }
        if (Math.abs(z[index]) < 1e-9) {
            marks(h, left, cell, high, limits);
        }
        h.line();
    }

    /** Where a value in degrees lies along an axis: in the middle of its cell. */
    private static double at(double degrees, double[] values, double start, double cell) {
        double step = values.length > 1 ? Math.toDegrees(values[values.length - 1] - values[0]) / (values.length - 1) : 1;
        return start + ((degrees - Math.toDegrees(values[0])) / step + 0.5) * cell;
    }

    /** Crosses where single motions are wanted to reach. */
    private void marks(Html h, double left, double cell, double high, List<Limit> limits) {
        for (Limit l : limits) {
            if (!l.hasTarget() || !l.posture().isEmpty()) {
                continue;
            }
            double d = Math.toDegrees(l.lower());
            double[] p = switch (l.label()) {
                case "flexion" -> new double[] {d, 0};
                case "extension" -> new double[] {-d, 0};
                case "internal-rotation" -> new double[] {0, d};
                case "external-rotation" -> new double[] {0, -d};
                case "internal-rotation-at-90-flexion" -> new double[] {90, d};
                default -> null;
            };
            if (p != null) {
                double px = at(p[0], x, left, cell);
                double py = TOP + high - at(p[1], y, 0, cell);
                h.empty("circle", "cx", Svg.n(px), "cy", Svg.n(py), "r", "4.5", "fill", "none", "stroke", "#fff", "stroke-width", "3.4");
                h.empty("circle", "cx", Svg.n(px), "cy", Svg.n(py), "r", "4.5", "fill", "none", "stroke", Svg.INK, "stroke-width", "1.6");
            }
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.report.ChartRules;
import org.orthotwin.report.ContactPressure;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Table;

/**
 * Pressure on a surface, a panel for each position of the motion: a bearing seen from above, x upwards, z to the right; or a hollow as one
 * looks into it, upwards is up, and forwards to the right of a right glenoid or a left liner.
 */
final class PressureMap {

    /** Side of a cell, m. */
    private static final double CELL = 0.001;
    private static final double WIDTH = 960;
    private static final double TALL = 230;
    private static final int MOST_PANELS = 4;
    private static final double GAP = 24;
    private static final double TOP = 30;
    private static final double LINE = 15;
    private static final double FOOT = 44;
    /** Directions in which the outline of the bearing part is looked for. */
    private static final int DIRECTIONS = 120;
    private static final List<String> COLORS = List.of("#2c4d8f", "#2f7fb5", "#4fb3a5", "#a9cf5f", "#f0c33c", "#e9822f", "#cf3325");
    private static final List<String> HOLLOW = List.of("forwards", "upwards", "outwards", "pressure");
    /** What is said below a panel, by the columns of a table over the same motion. */
    private static final List<String> FACTS = List.of("area", "contact.area", "contact.pressure.mean", "pressure", "contact.pressure");

    private final Table table;
    private final Problem problem;
    private final Words w;
    private final boolean hollow;
    /** Column that is drawn upwards, column that is drawn to the right, and by which sign. */
    private final int up;
    private final int across;
    private final int sign;
    private final Table facts;
    private final double[] outline;

    private PressureMap(Table t, List<Table> beside, Problem problem, Words w) {
        this.table = t;
        this.problem = problem;
        this.w = w;
        hollow = t.columns().subList(1, 5).equals(HOLLOW);
        up = hollow ? 2 : 1;
        across = hollow ? 1 : 3;
        boolean left = problem.joint() != null && problem.joint().side() == Side.LEFT;
        sign = hollow && left != liner(problem) ? -1 : 1;
        facts = beside.stream().filter(b -> b != t && !fits(b) && b.columns().getFirst().equals(t.columns().getFirst())
                && (b.columns().contains("pressure") || b.columns().contains("contact.pressure"))).findFirst().orElse(null);
        outline = hollow ? beside.stream().filter(ChartRules::isRim).findFirst().map(this::rim).orElse(new double[0]) : outline(problem);
    }

    private static boolean liner(Problem problem) {
        return problem.part("liner").isPresent();
    }

    /** Whether a table is such a map: a motion, a place and a pressure there. */
    static boolean fits(Table t) {
        return !t.rows().isEmpty() && (ContactPressure.fits(t) || t.columns().size() == 5 && t.columns().subList(1, 5).equals(HOLLOW));
    }

    /** @param beside tables of the same answer, for what is said of each panel */
    static void draw(Html h, Table t, List<Table> beside, Problem problem, Words w) {
        new PressureMap(t, beside, problem, w).draw(h);
    }

    private void draw(Html h) {
        Map<Double, TreeMap<Long, Double>> panels = new TreeMap<>();
        double[] box = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        double highest = 0;
        for (double[] r : table.rows()) {
            TreeMap<Long, Double> cells = panels.computeIfAbsent(r[0], k -> new TreeMap<>());
            if (r[4] > 0) {
                long cell = ((long) Math.floor(r[up] / CELL) << 32) + (long) Math.floor(sign * r[across] / CELL);
                cells.merge(cell, r[4], Math::max);
                highest = Math.max(highest, r[4]);
                include(box, r[up], sign * r[across]);
            }
        }
        for (int i = 0; i < outline.length; i += 2) {
            include(box, outline[i], outline[i + 1]);
        }
        if (!(highest > 0)) {
            return;
        }
        if (hollow) {
            h.element("p", w.text(liner(problem) ? "pressure.liner" : "pressure.glenoid"), "class", "fine").line();
        }
        int n = Math.min(MOST_PANELS, panels.size());
        double width = (WIDTH - (n - 1) * GAP) / n;
        double scale = Math.min(width / (box[3] - box[2]), TALL / (box[1] - box[0]));
        double height = scale * (box[1] - box[0]);
        List<Integer> said = facts == null ? List.of() : FACTS.stream().map(facts.columns()::indexOf).filter(c -> c > 0).toList();
        double foot = TOP + height + LINE * said.size();
        Svg.open(h, WIDTH, foot + FOOT, Words.capital(w.table(table.name())));
        double left = 0;
        int k = 0;
        boolean right = problem.joint() == null || problem.joint().side() != Side.LEFT;
        String[] ends = hollow ? new String[] {w.text("rose.posterior"), w.text("rose.anterior")}
                : new String[] {w.text("pressure.medial"), w.text("pressure.lateral")};
        boolean turned = hollow ? sign < 0 : !right;
        for (Map.Entry<Double, TreeMap<Long, Double>> p : panels.entrySet()) {
            if (k++ == n) {
                break;
            }
            Svg.text(h, left, 14, Words.capital(w.named("quantity", table.columns().getFirst())) + " "
                    + Digits.value(table.units().getFirst(), p.getKey()), "start", "label");
            outline(h, outline, left, box, scale);
            for (Map.Entry<Long, Double> c : p.getValue().entrySet()) {
                double y = (c.getKey() - c.getKey().intValue() >> 32) * CELL;
                double x = c.getKey().intValue() * CELL;
                Svg.rect(h, left + scale * (x - box[2]), TOP + scale * (box[1] - y - CELL), scale * CELL, scale * CELL,
                        color(c.getValue() / highest), null);
            }
            Svg.text(h, left, TOP + height + 14, ends[turned ? 1 : 0], "start", "small muted");
            Svg.text(h, left + scale * (box[3] - box[2]), TOP + height + 14, ends[turned ? 0 : 1], "end", "small muted");
            below(h, p.getKey(), said, left, TOP + height + 14, box, scale);
            left += width + GAP;
        }
        legend(h, foot + 36, highest, table.units().get(4));
        h.closeLine();
    }

    /** What the table beside says of this position, and a cross in the centre of pressure where it has one. */
    private void below(Html h, double position, List<Integer> said, double left, double top, double[] box, double scale) {
        double[] row = facts == null ? null : facts.rows().stream().filter(r -> Math.abs(r[0] - position) < 1e-9).findFirst().orElse(null);
        if (row == null) {
            return;
        }
        double y = top;
        for (int c : said) {
            y += LINE;
            Svg.text(h, left, y, Words.capital(w.named("quantity", facts.columns().get(c))) + " " + w.number(Digits.value(facts.units()
                    .get(c), row[c])), "start", "small");
        }
        int forwards = facts.columns().indexOf("centre.forwards");
        int upwards = facts.columns().indexOf("centre.upwards");
        if (hollow && forwards > 0 && upwards > 0 && Double.isFinite(row[forwards])) {
            double cx = left + scale * (sign * row[forwards] - box[2]);
            double cy = TOP + scale * (box[1] - row[upwards]);
            for (int i = 0; i < 2; i++) {
                Svg.line(h, cx - 6, cy, cx + 6, cy, i == 0 ? "#ffffff" : Svg.INK, i == 0 ? 3.5 : 1.3, null);
                Svg.line(h, cx, cy - 6, cx, cy + 6, i == 0 ? "#ffffff" : Svg.INK, i == 0 ? 3.5 : 1.3, null);
            }
        }
    }

    private double[] rim(Table t) {
        double[] points = new double[2 * t.rows().size()];
        for (int i = 0; i < t.rows().size(); i++) {
            points[2 * i] = t.rows().get(i)[2];
            points[2 * i + 1] = sign * t.rows().get(i)[1];
        }
        return points;
    }

    private static void include(double[] box, double x, double z) {
        box[0] = Math.min(box[0], x - CELL);
        box[1] = Math.max(box[1], x + CELL);
        box[2] = Math.min(box[2], z - CELL);
        box[3] = Math.max(box[3], z + CELL);
    }

    private static String color(double part) {
        return COLORS.get(Math.min(COLORS.size() - 1, (int) (part * COLORS.size())));
    }

    private static void legend(Html h, double y, double highest, Unit unit) {
        double at = 0;
        for (int i = 0; i < COLORS.size(); i++) {
            Svg.rect(h, at, y - 9, 14, 11, COLORS.get(i), null);
            Svg.text(h, at + 19, y, Digits.value(unit, highest * (i + 1) / COLORS.size()), "start", "small");
            at += 92;
        }
    }

    /** Of the part that carries the layer: the farthest points around its middle seen from above, x and z in turn, m. */
    private static double[] outline(Problem problem) {
        TriangleMesh mesh = problem.parts().stream().map(PlacedPart::part).filter(p -> p.parameters().containsKey("bearing.layer"))
                .map(p -> p.surfaces().get("envelope")).filter(m -> m != null).findFirst().orElse(null);
        if (mesh == null) {
            return new double[0];
        }
        double[] far = new double[DIRECTIONS];
        double[] points = new double[2 * DIRECTIONS];
        double[] v = mesh.vertices();
        for (int i = 0; i < v.length; i += 3) {
            double r = Math.hypot(v[i], v[i + 2]);
            int k = Math.floorMod((int) Math.floor(StrictMath.atan2(v[i], v[i + 2]) / (2 * Math.PI) * DIRECTIONS), DIRECTIONS);
            if (r > far[k]) {
                far[k] = r;
                points[2 * k] = v[i];
                points[2 * k + 1] = v[i + 2];
            }
        }
        return points;
    }

    private static void outline(Html h, double[] points, double left, double[] box, double scale) {
        if (points.length == 0) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            if (points[i] != 0 || points[i + 1] != 0) {
                path.append(path.isEmpty() ? 'M' : 'L').append(Svg.n(left + scale * (points[i + 1] - box[2]))).append(' ')
                        .append(Svg.n(TOP + scale * (box[1] - points[i])));
            }
        }
        h.empty("path", "d", path + "Z", "fill", "#f4f6f8", "stroke", Svg.MUTED, "stroke-width", "1");
    }
}

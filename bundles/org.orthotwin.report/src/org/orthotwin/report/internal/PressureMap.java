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
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Table;

/** Pressure on a surface seen from above, a panel for each position of the motion: x upwards, z to the right. */
final class PressureMap {

    /** Side of a cell, m. */
    private static final double CELL = 0.001;
    private static final double WIDTH = 960;
    private static final int MOST_PANELS = 4;
    private static final double GAP = 24;
    private static final double TOP = 30;
    private static final double FOOT = 44;
    /** Directions in which the outline of the bearing part is looked for. */
    private static final int DIRECTIONS = 120;
    private static final List<String> COLORS = List.of("#2c4d8f", "#2f7fb5", "#4fb3a5", "#a9cf5f", "#f0c33c", "#e9822f", "#cf3325");

    private PressureMap() {
    }

    /** Whether a table is such a map: a motion, a place and a pressure there. */
    static boolean fits(Table t) {
        return t.columns().size() == 5 && t.columns().subList(1, 5).equals(List.of("x", "y", "z", "pressure")) && !t.rows().isEmpty();
    }

    static void draw(Html h, Table t, Problem problem, Words w) {
        Map<Double, TreeMap<Long, Double>> panels = new TreeMap<>();
        double[] box = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE};
        double highest = 0;
        for (double[] r : t.rows()) {
            long cell = ((long) Math.floor(r[1] / CELL) << 32) + (long) Math.floor(r[3] / CELL);
            panels.computeIfAbsent(r[0], k -> new TreeMap<>()).merge(cell, r[4], Math::max);
            highest = Math.max(highest, r[4]);
            include(box, r[1], r[3]);
        }
        double[] outline = outline(problem);
        for (int i = 0; i < outline.length; i += 2) {
            include(box, outline[i], outline[i + 1]);
        }
        int n = Math.min(MOST_PANELS, panels.size());
        double width = (WIDTH - (n - 1) * GAP) / n;
        double scale = Math.min(width / (box[3] - box[2]), 230 / (box[1] - box[0]));
        double height = scale * (box[1] - box[0]);
        String name = Words.capital(w.named("table", t.name()));
        Svg.open(h, WIDTH, TOP + height + FOOT, name);
        double left = 0;
        int k = 0;
        for (Map.Entry<Double, TreeMap<Long, Double>> p : panels.entrySet()) {
            if (k++ == n) {
                break;
            }
            Svg.text(h, left, 14, Words.capital(w.named("quantity", t.columns().getFirst())) + " "
                    + Digits.value(t.units().getFirst(), p.getKey()), "start", "label");
            outline(h, outline, left, box, scale);
            for (Map.Entry<Long, Double> c : p.getValue().entrySet()) {
                double x = (c.getKey() - c.getKey().intValue() >> 32) * CELL;
                double z = c.getKey().intValue() * CELL;
                Svg.rect(h, left + scale * (z - box[2]), TOP + scale * (box[1] - x - CELL), scale * CELL, scale * CELL,
                        color(c.getValue() / highest), null);
            }
            boolean lateralRight = problem.joint() == null || problem.joint().side() != Side.LEFT;
            Svg.text(h, left, TOP + height + 14, w.text(lateralRight ? "pressure.medial" : "pressure.lateral"), "start", "small muted");
            Svg.text(h, left + scale * (box[3] - box[2]), TOP + height + 14, w.text(lateralRight ? "pressure.lateral" : "pressure.medial"),
                    "end", "small muted");
            left += width + GAP;
        }
        legend(h, TOP + height + 36, highest, t.units().get(4));
        h.closeLine();
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

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.Side;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Value;

/**
 * The joint's load by several models: values named {@code <joint>.load.<model>.<quantity>}.
 *
 * @param models quantities by model
 * @param main quantities that stand without a model
 */
record Loads(Map<String, Map<String, Value>> models, Map<String, Value> main) {

    private static final String LOAD = ".load.";
    /** What a model's quantity begins with that is a muscle's force. */
    private static final String MUSCLE = "force.";
    private static final double SIZE = 250;
    private static final double NAMES = 230;
    private static final double BARS = 440;
    private static final double ROW = 20;
    /** A muscle's force is told in words above this, N. */
    private static final double SOME = 0.5;

    static Loads of(RunResult r) {
        Map<String, Map<String, Value>> models = new LinkedHashMap<>();
        Map<String, Value> main = new LinkedHashMap<>();
        for (Solution s : r.solutions().values()) {
            Set<String> named = new LinkedHashSet<>();
            s.values().keySet().stream().filter(n -> n.contains(LOAD) && n.endsWith(".magnitude"))
                    .map(n -> n.substring(n.indexOf(LOAD) + LOAD.length())).filter(n -> n.indexOf('.') > 0)
                    .forEach(n -> named.add(n.substring(0, n.indexOf('.'))));
            s.values().forEach((name, v) -> {
                int at = name.indexOf(LOAD);
                if (at > 0) {
                    String rest = name.substring(at + LOAD.length());
                    int dot = rest.indexOf('.');
                    if (dot > 0 && named.contains(rest.substring(0, dot))) {
                        models.computeIfAbsent(rest.substring(0, dot), k -> new LinkedHashMap<>()).put(rest.substring(dot + 1), v);
                    } else {
                        main.put(rest, v);
                    }
                }
            });
        }
        return new Loads(models, main);
    }

    boolean isEmpty() {
        return models.isEmpty();
    }

    /** Whether a name is one of those shown here. */
    static boolean shows(String name) {
        return name.contains(LOAD);
    }

    static Unit unit(String quantity, Value v) {
        return quantity.endsWith("-bw") && v.dimension() == Dimension.NONE ? Unit.of("BW")
                : Digits.unit(v.dimension(), v.si());
    }

    /** Whether this is the model whose numbers stand without a model too. */
    boolean isMain(String model) {
        Value a = main.get("magnitude");
        Value b = models.get(model).get("magnitude");
        return a != null && b != null && a.si() == b.si();
    }

    void table(Html h, Words w) {
        Set<String> quantities = new LinkedHashSet<>();
        models.values().forEach(m -> m.keySet().stream().filter(q -> !q.startsWith(MUSCLE)).forEach(quantities::add));
        h.open("table", "class", "data").open("thead").open("tr").element("th", w.text("load.model"));
        quantities.forEach(q -> h.element("th", Words.capital(w.named("quantity", q)), "class", "num"));
        h.close().close().open("tbody").line();
        models.forEach((model, values) -> {
            h.open("tr").open("td").element(isMain(model) ? "strong" : "span", w.named("model", model));
            if (isMain(model)) {
                h.text(" ").element("span", w.text("load.main"), "class", "tag");
            }
            h.close();
            for (String q : quantities) {
                Value v = values.get(q);
                h.element("td", v == null ? "\u2013" : Digits.value(unit(q, v), v.si()), "class", "num");
            }
            h.closeLine();
        });
        h.close().closeLine();
        models.forEach((model, values) -> muscles(h, w, model, values));
    }

    /** The muscles of a model by their force, the strongest first; nothing where it names none. */
    private void muscles(Html h, Words w, String model, Map<String, Value> values) {
        record Force(String muscle, Value value) {
        }
        List<Force> all = values.entrySet().stream().filter(e -> e.getKey().startsWith(MUSCLE))
                .map(e -> new Force(w.named("muscle", e.getKey().substring(MUSCLE.length())), e.getValue()))
                .sorted(Comparator.comparingDouble((Force f) -> -f.value.si()).thenComparing(Force::muscle)).toList();
        List<Force> pulling = all.stream().filter(f -> f.value.si() >= SOME).toList();
        if (pulling.isEmpty()) {
            return;
        }
        h.element("h3", w.text("load.muscles", w.named("model", model))).line();
        double scale = BARS / pulling.getFirst().value.si();
        Svg.open(h, NAMES + BARS + 90, ROW * pulling.size() + 4, w.text("load.muscles", w.named("model", model))).line();
        for (int i = 0; i < pulling.size(); i++) {
            Force f = pulling.get(i);
            double middle = ROW * i + ROW / 2 + 2;
            Svg.text(h, NAMES - 10, middle + 4, f.muscle, "end", "label");
            Svg.rect(h, NAMES, middle - 6, Math.max(1, scale * f.value.si()), 12, Svg.SERIES.getFirst(), null);
            Svg.text(h, NAMES + scale * f.value.si() + 8, middle + 4, Digits.value(unit(MUSCLE, f.value), f.value.si()), "start", "value");
            h.line();
        }
        h.closeLine();
        String idle = all.stream().filter(f -> f.value.si() < SOME).map(Force::muscle).collect(Collectors.joining(", "));
        if (!idle.isEmpty()) {
            h.element("p", w.text("load.idle", idle), "class", "fine").line();
        }
    }

    /** The forces on the joint in the coronal plane, as seen from the front; nothing where a model says no direction. */
    void draw(Html h, Words w, Side side) {
        List<String> known = new ArrayList<>();
        double most = 0;
        for (Map.Entry<String, Map<String, Value>> m : models.entrySet()) {
            Value bw = m.getValue().get("magnitude-bw");
            if (bw != null && m.getValue().containsKey("angle-from-vertical") && Double.isFinite(bw.si())) {
                known.add(m.getKey());
                most = Math.max(most, bw.si());
            }
        }
        if (known.isEmpty()) {
            return;
        }
        int rings = Math.max(1, (int) Math.ceil(most - 1e-9));
        double cx = SIZE / 2;
        double cy = SIZE - 42;
        double unit = (cy - 26) / rings;
        double out = side == Side.LEFT ? 1 : -1;
        Svg.open(h, SIZE + 260, SIZE + 6, w.text("load.drawing")).line();
        for (int i = 1; i <= rings; i++) {
            double r = i * unit;
            double dx = r * StrictMath.sin(Math.toRadians(40));
            double dy = r * StrictMath.cos(Math.toRadians(40));
            h.empty("path", "d", "M" + Svg.n(cx - dx) + " " + Svg.n(cy - dy) + "A" + Svg.n(r) + " " + Svg.n(r) + " 0 0 1 " + Svg.n(cx
                    + dx) + " "
                    + Svg.n(cy - dy), "fill", "none", "stroke", Svg.GRID);
            Svg.text(h, cx + dx + 4, cy - dy + 4, i + " BW", "start", "small muted");
        }
        Svg.line(h, cx, cy, cx, 16, Svg.MUTED, 1, "4 4");
        h.line();
        for (int i = 0; i < known.size(); i++) {
            Map<String, Value> q = models.get(known.get(i));
            String color = Svg.SERIES.get(i % Svg.SERIES.size());
            double a = q.get("angle-from-vertical").si();
            double f = q.get("magnitude-bw").si() * unit;
            // a force that presses the head to the lateral side comes from the medial one
            double tailX = cx - out * f * StrictMath.sin(a);
            double tailY = cy - f * StrictMath.cos(a);
            arrow(h, tailX, tailY, cx, cy, color, isMain(known.get(i)) ? 4 : 2.2);
            h.empty("circle", "cx", Svg.n(tailX), "cy", Svg.n(tailY), "r", isMain(known.get(i)) ? "5" : "3.5", "fill", color, "stroke",
                    "#fff");
            double y = 34 + 42 * i;
            Svg.line(h, SIZE + 62, y - 4, SIZE + 90, y - 4, color, isMain(known.get(i)) ? 4 : 2.2, null);
            Svg.text(h, SIZE + 98, y, w.named("model", known.get(i)), "start", isMain(known.get(i)) ? "label strong" : "label");
            Svg.text(h, SIZE + 98, y + 16, Digits.value(Unit.of("BW"), q.get("magnitude-bw").si()) + ", "
                    + Digits.value(Unit.of("deg"), a), "start", "small muted");
            h.line();
        }
        h.empty("circle", "cx", Svg.n(cx), "cy", Svg.n(cy), "r", "11", "fill", "#e9dcc2", "stroke", Svg.INK);
        Svg.text(h, cx + out * 20, cy + 5, w.text("letter.lateral"), out < 0 ? "end" : "start", "small muted");
        Svg.text(h, cx - out * 20, cy + 5, w.text("letter.medial"), out < 0 ? "start" : "end", "small muted");
        Svg.text(h, 0, cy + 36, w.text("load.seen"), "start", "small muted");
        h.closeLine();
    }

    private static void arrow(Html h, double x1, double y1, double x2, double y2, String color, double width) {
        double d = Math.hypot(x2 - x1, y2 - y1);
        double ux = (x2 - x1) / d;
        double uy = (y2 - y1) / d;
        double tx = x2 - 12 * ux;
        double ty = y2 - 12 * uy;
        double b = 3 + 1.6 * width;
        Svg.line(h, x1, y1, tx - b * ux, ty - b * uy, color, width, null);
        h.empty("path", "d", "M" + Svg.n(tx) + " " + Svg.n(ty) + "L" + Svg.n(tx - 2 * b * ux - 0.7 * b * uy) + " "
                + Svg.n(ty - 2 * b * uy + 0.7 * b * ux)
                + "L" + Svg.n(tx - 2 * b * ux + 0.7 * b * uy) + " " + Svg.n(ty - 2 * b * uy - 0.7 * b * ux) + "z", "fill", color);
    }
}

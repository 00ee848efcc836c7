/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Unit;
import org.orthotwin.solver.Problem;

/** Every motion as a bar up to where it ends, with what is wanted and what touches. */
final class LimitBars {

    private static final Unit DEG = Unit.of("deg");
    private static final double WIDTH = 960;
    private static final double LEFT = 250;
    private static final double PLOT = 400;
    private static final double ROW = 26;
    private static final double TOP = 34;

    private LimitBars() {
    }

    static void draw(Html h, List<Limit> limits, Problem problem, Words w) {
        double most = 90;
        double least = 0;
        for (Limit l : limits) {
            most = Math.max(most, Math.max(Math.toDegrees(l.angle()), l.hasTarget() ? Math.toDegrees(l.lower()) : 0));
            least = Math.min(least, Math.toDegrees(l.angle()));
        }
        most = 30 * Math.ceil(most / 30 - 1e-9);
        least = 30 * Math.floor(least / 30 + 1e-9);
        double scale = PLOT / (most - least);
        double zero = LEFT - least * scale;
        List<String> postures = limits.stream().map(Limit::posture).distinct().toList();
        double height = TOP + ROW * limits.size() + 22 * Math.max(0, postures.size() - 1) + 34;
        Svg.open(h, WIDTH, height, w.text("rom.bars")).line();
        double bottom = height - 34;
        for (double t = least; t <= most + 1e-9; t += 30) {
            Svg.line(h, zero + t * scale, TOP - 8, zero + t * scale, bottom, t == 0 ? Svg.MUTED : Svg.GRID, 1, null);
            Svg.text(h, zero + t * scale, TOP - 14, Svg.shown(t) + "\u00b0", "middle", "small muted");
        }
        Svg.text(h, LEFT + PLOT + 18, TOP - 14, w.text("rom.first"), "start", "small muted");
        h.line();
        double y = TOP;
        String posture = limits.isEmpty() ? "" : limits.getFirst().posture();
        for (Limit l : limits) {
            if (!l.posture().equals(posture)) {
                posture = l.posture();
                y += 22;
                Svg.line(h, 0, y - 14, WIDTH, y - 14, Svg.GRID, 1, null);
            }
            row(h, l, y, zero, scale, problem, w);
            y += ROW;
        }
        List<String[]> legend = new ArrayList<>();
        for (String k : Limit.KINDS) {
            if (limits.stream().anyMatch(l -> l.kind().equals(k))) {
                legend.add(new String[] {Svg.fill(k), w.text("kind." + k)});
            }
        }
        if (limits.stream().anyMatch(l -> l.contact() == null)) {
            legend.add(new String[] {Svg.fill("free"), w.text("kind.free")});
        }
        double x = Svg.legend(h, 4, height - 8, legend);
        Svg.line(h, x + 4, height - 20, x + 4, height - 4, Svg.INK, 2.5, null);
        Svg.text(h, x + 13, height - 8, w.text("rom.target"), "start", "small");
        if (limits.stream().anyMatch(Limit::shownClosedForm)) {
            double after = x + 46 + 6.4 * w.text("rom.target").length();
            diamond(h, after, height - 12);
            Svg.text(h, after + 14, height - 8, w.text("rom.closedform"), "start", "small");
        }
        h.closeLine();
    }

    private static void row(Html h, Limit l, double y, double zero, double scale, Problem problem, Words w) {
        double middle = y + ROW / 2;
        double end = Math.toDegrees(l.angle()) * scale;
        Svg.text(h, LEFT - 62, middle + 4, w.motion(l.label()), "end", "label");
        Svg.text(h, LEFT - 10, middle + 4, Digits.value(DEG, l.angle()), "end", "value" + (l.isShort() ? " bad" : ""));
        Svg.rect(h, zero + Math.min(0, end), middle - 7, Math.max(1, Math.abs(end)), 14, Svg.fill(l.kind()), null);
        l.byKind().forEach((kind, angle) -> {
            double x = zero + Math.toDegrees(angle) * scale;
            if (x <= LEFT + PLOT + 1) {
                Svg.line(h, x, middle - 9, x, middle + 9, Svg.color(kind), 2, null);
            }
        });
        if (l.shownClosedForm() && zero + Math.toDegrees(l.closedForm()) * scale <= LEFT + PLOT + 1) {
            diamond(h, zero + Math.toDegrees(l.closedForm()) * scale, middle);
        }
        if (l.hasTarget()) {
            double x = zero + Math.toDegrees(l.lower()) * scale;
            Svg.line(h, x, middle - 11, x, middle + 11, Svg.INK, 2.5, null);
        }
        Svg.text(h, LEFT + PLOT + 18, middle + 4, what(l, problem, w), "start", "small");
        h.line();
    }

    /** What ends a motion, in words. */
    static String what(Limit l, Problem problem, Words w) {
        if (l.contact() == null) {
            return w.text("kind.free");
        }
        return w.text("rom.what", w.text("kind." + kind(l)), w.touching(problem, l.contact().first()),
                w.touching(problem, l.contact().second()));
    }

    private static String kind(Limit l) {
        return Limit.KINDS.contains(l.kind()) ? l.kind() : "other";
    }

    private static void diamond(Html h, double x, double y) {
        h.empty("path", "d", "M" + Svg.n(x - 5) + " " + Svg.n(y) + "l5 -5l5 5l-5 5z", "fill", "#fff", "stroke", Svg.INK, "stroke-width",
                "1.3");
    }
}

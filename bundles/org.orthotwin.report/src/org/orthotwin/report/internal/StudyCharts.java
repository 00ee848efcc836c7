/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.report.ChartRules;
import org.orthotwin.study.Readout;
import org.orthotwin.study.Sample;
import org.orthotwin.study.Sensitivity;
import org.orthotwin.study.StudyInput;
import org.orthotwin.study.StudyResult;

/** The drawings of a study. */
final class StudyCharts {

    private static final String TARGET = "#d3ebde";
    private static final String EDGE = "#7fb89a";
    private static final String BAND = "#79aec4";
    private static final String BAR = "#a9cbda";
    /** A chart beside two others. */
    private static final double WIDTH = 310;
    private static final double HEIGHT = 190;
    private static final double LEFT = 40;
    private static final double RIGHT = WIDTH - 8;
    private static final double TOP = 22;
    private static final double BOTTOM = HEIGHT - 36;
    private static final int MOST_BINS = 24;
    private static final int MOST_POINTS = 600;
    /** How many inputs the bars of a measurement show. */
    private static final int MOST_INPUTS = 5;

    private final StudyResult result;
    private final Words w;

    StudyCharts(StudyResult result, Words words) {
        this.result = result;
        this.w = words;
    }

    // ---- bands over targets

    /** Every measurement that has a target: its band over it, and how probable it is that it is met. */
    void bands(Html h, List<Readout> readouts) {
        double width = 960;
        double left = 400;
        double plot = 390;
        double row = 27;
        double top = 30;
        double height = top + row * readouts.size() + 34;
        Svg.open(h, width, height, w.text("study.bands")).line();
        Svg.text(h, left - 10, 14, w.text("study.legend.target"), "end", "small muted");
        Svg.text(h, left + plot + 75, 14, w.text("study.met"), "end", "small muted");
        for (int i = 0; i < readouts.size(); i++) {
            Readout r = readouts.get(i);
            double y = top + row * i + row / 2;
            double[] range = range(r);
            DoubleUnaryOperator x = v -> left + plot * Math.min(1, Math.max(0, (v - range[0]) / (range[1] - range[0])));
            Svg.rect(h, left, y - 1, plot, 2, "#e6ebef", null);
            double a = r.lower() > Double.NEGATIVE_INFINITY ? x.applyAsDouble(r.lower()) : left;
            double b = r.upper() < Double.POSITIVE_INFINITY ? x.applyAsDouble(r.upper()) : left + plot;
            Svg.rect(h, a, y - 10, Math.max(1, b - a), 20, TARGET, null);
            for (double end : new double[] {r.lower(), r.upper()}) {
                if (Double.isFinite(end)) {
                    Svg.line(h, x.applyAsDouble(end), y - 10, x.applyAsDouble(end), y + 10, EDGE, 1.4, null);
                }
            }
            if (r.n() > 0) {
                double p = x.applyAsDouble(r.low());
                double q = x.applyAsDouble(r.high());
                Svg.rect(h, p, y - 5, Math.max(1.5, q - p), 10, BAND, null);
                Svg.line(h, x.applyAsDouble(r.median()), y - 8, x.applyAsDouble(r.median()), y + 8, Svg.SERIES.get(0), 2.5, null);
            }
            if (Double.isFinite(r.nominal())) {
                diamond(h, x.applyAsDouble(r.nominal()), y);
            }
            Svg.text(h, left - 112, y + 4, w.measurement(r.definition()), "end", "label");
            Svg.text(h, left - 10, y + 4, w.target(r.definition().unit(), r.lower(), r.upper()), "end", "small muted");
            boolean poor = r.met() < 0.9;
            Svg.text(h, left + plot + 75, y + 4, percent(r.met()), "end", "value" + (poor ? " bad" : ""));
            Svg.text(h, left + plot + 82, y + 4, "\u00b1 " + percent(r.metError()), "start", "small muted");
            h.line();
        }
        double y = height - 10;
        Svg.rect(h, left, y - 10, 18, 12, TARGET, null);
        Svg.text(h, left + 24, y, w.text("study.legend.target"), "start", "small");
        Svg.rect(h, left + 90, y - 9, 18, 10, BAND, null);
        Svg.text(h, left + 114, y, w.text("study.legend.band"), "start", "small");
        Svg.line(h, left + 268, y - 12, left + 268, y + 3, Svg.SERIES.get(0), 2.5, null);
        Svg.text(h, left + 276, y, w.text("study.legend.median"), "start", "small");
        diamond(h, left + 350, y - 4);
        Svg.text(h, left + 362, y, w.text("study.legend.nominal"), "start", "small");
        h.closeLine();
    }

    /** What a row spans: its target, its band and the plan, with some room around. */
    private static double[] range(Readout r) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : new double[] {r.lower(), r.upper(), r.nominal(), r.low(), r.high()}) {
            if (Double.isFinite(v)) {
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
        }
        double span = high - low > 0 ? high - low : Math.max(1e-9, Math.abs(high));
        return new double[] {low - 0.15 * span, high + 0.15 * span};
    }

    private static void diamond(Html h, double x, double y) {
        h.empty("path", "d", "M" + Svg.n(x - 4.5) + " " + Svg.n(y) + "l4.5 -4.5l4.5 4.5l-4.5 4.5z", "fill", "#fff", "stroke", Svg.INK,
                "stroke-width", "1.3");
    }

    static String percent(double p) {
        double v = 100 * p;
        return (Double.isNaN(v) ? Page.DASH : Numbers.fixed(v, v < 10 || v > 90 && v < 100 ? 1 : 0)) + "\u00a0%";
    }

    // ---- one measurement

    /** An axis with round steps in a unit. */
    private record Axis(Unit unit, double low, double high, double from, double to) {

        static Axis of(Unit unit, double low, double high, double from, double to) {
            double a = unit.fromSi(low);
            double b = unit.fromSi(high);
            double margin = b > a ? 0.04 * (b - a) : Math.max(1e-9, 0.02 * Math.abs(a));
            return new Axis(unit, a - margin, b + margin, from, to);
        }

        double at(double si) {
            return place(unit.fromSi(si));
        }

        double place(double shown) {
            return from + (to - from) * Math.min(1, Math.max(0, (shown - low) / (high - low)));
        }

        double[] ticks(int count) {
            double step = ChartRules.step(high - low, count);
            int first = (int) Math.ceil(low / step - 1e-9);
            int last = (int) Math.floor(high / step + 1e-9);
            double[] t = new double[Math.max(0, last - first + 1)];
            Arrays.setAll(t, i -> (first + i) * step);
            return t;
        }
    }

    private static double least(double[] v) {
        return Arrays.stream(v).min().orElse(0);
    }

    private static double most(double[] v) {
        return Arrays.stream(v).max().orElse(0);
    }

    private static String given(double shown) {
        return Digits.given(Unit.of("1"), shown).replace('-', '\u2212');
    }

    private static String name(String text, Unit u) {
        return Digits.symbol(u).isEmpty() ? text : text + ", " + Digits.symbol(u);
    }

    /** How the values are spread. */
    void histogram(Html h, Readout r) {
        double[] v = r.present();
        Unit u = r.definition().unit();
        Axis x = Axis.of(u, least(v), most(v), 10, RIGHT);
        int bins = (int) Math.min(MOST_BINS, Math.max(6, Math.ceil(Math.sqrt(v.length))));
        int[] counts = new int[bins];
        double from = u.fromSi(least(v));
        double to = Math.max(u.fromSi(most(v)), Math.nextUp(from));
        for (double si : v) {
            counts[(int) Math.min(bins - 1.0, (u.fromSi(si) - from) / (to - from) * bins)]++;
        }
        double tallest = Arrays.stream(counts).max().orElse(1);
        Svg.open(h, WIDTH, HEIGHT, w.text("study.histogram"));
        Svg.text(h, 10, 13, w.text("study.histogram"), "start", "small muted");
        zone(h, r, x, true);
        for (int i = 0; i < bins; i++) {
            double a = x.place(from + (to - from) * i / bins);
            double b = x.place(from + (to - from) * (i + 1) / bins);
            double height = (BOTTOM - TOP - 4) * counts[i] / tallest;
            if (counts[i] > 0) {
                Svg.rect(h, a + 0.5, BOTTOM - height, Math.max(1, b - a - 1), height, BAR, null);
            }
        }
        Svg.line(h, 10, BOTTOM, RIGHT, BOTTOM, Svg.MUTED, 1, null);
        for (double q : new double[] {r.low(), r.median(), r.high()}) {
            Svg.line(h, x.at(q), TOP, x.at(q), BOTTOM, Svg.SERIES.get(0), q == r.median() ? 2 : 1.2, q == r.median() ? null : "4 3");
        }
        if (Double.isFinite(r.nominal())) {
            diamond(h, x.at(r.nominal()), BOTTOM);
        }
        below(h, x, name(w.text("study.value"), u));
        h.closeLine();
    }

    /** The target behind a chart. */
    private static void zone(Html h, Readout r, Axis axis, boolean across) {
        if (!r.hasTarget()) {
            return;
        }
        double a = Double.isFinite(r.lower()) ? axis.at(r.lower()) : axis.from;
        double b = Double.isFinite(r.upper()) ? axis.at(r.upper()) : axis.to;
        if (across) {
            Svg.rect(h, Math.min(a, b), TOP, Math.abs(b - a), BOTTOM - TOP, TARGET, null);
        } else {
            Svg.rect(h, LEFT, Math.min(a, b), RIGHT - LEFT, Math.abs(b - a), TARGET, null);
        }
    }

    private static void below(Html h, Axis x, String name) {
        for (double t : x.ticks(5)) {
            Svg.line(h, x.place(t), BOTTOM, x.place(t), BOTTOM + 4, Svg.MUTED, 1, null);
            Svg.text(h, x.place(t), BOTTOM + 16, given(t), "middle", "small muted");
        }
        Svg.text(h, (x.from + x.to) / 2, HEIGHT - 4, name, "middle", "small");
    }

    /** The values over the input that has the most influence. */
    void scatter(Html h, Readout r, int input) {
        StudyInput in = result.inputs().get(input);
        List<Sample> draws = result.draws();
        double[] at = draws.stream().mapToDouble(s -> s.inputs()[input]).toArray();
        double[] v = r.present();
        Axis x = Axis.of(in.unit(), least(at), most(at), LEFT, RIGHT);
        Axis y = Axis.of(r.definition().unit(), least(v), most(v), BOTTOM, TOP);
        Svg.open(h, WIDTH, HEIGHT, w.text("study.scatter"));
        Svg.text(h, LEFT, 13, w.text("study.scatter"), "start", "small muted");
        zone(h, r, y, false);
        for (double t : y.ticks(5)) {
            Svg.line(h, LEFT, y.place(t), RIGHT, y.place(t), Svg.GRID, 0.7, null);
            Svg.text(h, LEFT - 5, y.place(t) + 4, given(t), "end", "small muted");
        }
        Svg.line(h, LEFT, BOTTOM, RIGHT, BOTTOM, Svg.MUTED, 1, null);
        h.open("g", "fill", Svg.SERIES.get(0), "fill-opacity", "0.45");
        int step = Math.max(1, (at.length + MOST_POINTS - 1) / MOST_POINTS);
        for (int i = 0; i < at.length; i += step) {
            if (Double.isFinite(r.values()[i])) {
                h.empty("circle", "cx", Svg.n(x.at(at[i])), "cy", Svg.n(y.at(r.values()[i])), "r", "2");
            }
        }
        h.close();
        below(h, x, name(cut(w.input(in), 44), in.unit()));
        h.closeLine();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "\u2026";
    }

    /** What the spread comes from: a bar for each of the most influential inputs. */
    void influences(Html h, Readout r) {
        int[] by = r.byInfluence();
        int[] shown = Arrays.copyOf(by, Math.min(MOST_INPUTS, by.length));
        String title = w.text(!r.indices().isEmpty() ? "study.influence.sobol" : !r.swings().isEmpty() ? "study.influence.swing"
                : "study.influence.rank");
        Svg.open(h, WIDTH, HEIGHT, title);
        Svg.text(h, 10, 13, title, "start", "small muted");
        Axis x = influenceAxis(r, shown);
        double row = (BOTTOM - TOP - 2) / MOST_INPUTS;
        for (int i = 0; i < shown.length; i++) {
            double y = TOP + row * i;
            Svg.text(h, 10, y + 10, cut(w.input(result.inputs().get(shown[i])), 48), "start", "small");
            bar(h, r, shown[i], x, y + 14, row - 17);
        }
        double zero = r.swings().isEmpty() ? x.place(0) : x.at(r.median());
        for (int i = 0; i < shown.length; i++) {
            Svg.line(h, zero, TOP + row * i + 12, zero, TOP + row * (i + 1) - 3, Svg.MUTED, 1, null);
        }
        Svg.line(h, 10, BOTTOM, RIGHT, BOTTOM, Svg.MUTED, 1, null);
        below(h, x, r.swings().isEmpty() ? "" : name(w.text("study.value"), r.definition().unit()));
        h.closeLine();
    }

    private static Axis influenceAxis(Readout r, int[] shown) {
        if (!r.swings().isEmpty()) {
            double[] ends = Arrays.stream(shown).boxed().flatMapToDouble(k -> Arrays.stream(r.swings().get(k))).filter(Double::isFinite)
                    .toArray();
            return Axis.of(r.definition().unit(), Math.min(r.median(), least(ends)), Math.max(r.median(), most(ends)), 10, RIGHT);
        }
        return new Axis(Unit.of("1"), r.indices().isEmpty() ? -1 : 0, 1, 10, RIGHT);
    }

    private static void bar(Html h, Readout r, int k, Axis x, double y, double height) {
        if (!r.swings().isEmpty()) {
            double[] ends = r.swings().get(k);
            piece(h, x.at(r.median()), x.at(ends[0]), y, height, BAR);
            piece(h, x.at(r.median()), x.at(ends[1]), y, height, Svg.SERIES.get(0));
        } else if (!r.indices().isEmpty()) {
            Sensitivity.Index s = r.indices().get(k);
            piece(h, x.place(0), x.place(s.total()), y, height, BAR);
            piece(h, x.place(0), x.place(s.first()), y + 2, height - 4, Svg.SERIES.get(0));
            Svg.line(h, x.place(s.totalLower()), y + height / 2, x.place(s.totalUpper()), y + height / 2, Svg.INK, 1, null);
        } else {
            double rho = r.correlations()[k];
            piece(h, x.place(0), x.place(rho), y, height, Math.abs(rho) < r.significance() ? "#d5dbe0" : Svg.SERIES.get(0));
        }
    }

    private static void piece(Html h, double from, double to, double y, double height, String fill) {
        if (Double.isFinite(from) && Double.isFinite(to)) {
            Svg.rect(h, Math.min(from, to), y, Math.max(0.8, Math.abs(to - from)), height, fill, null);
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;

/** The residuals of an observable and what the detectors make of them, each over the same time. */
final class ControlPlot implements Drawing {

    private static final double LEAST_HEIGHT = 150;
    /** From this width on two stand side by side. */
    private static final double WIDE = 440;
    private static final double LEFT = 46;
    private static final double RIGHT = 16;
    private static final double TOP = 28;
    private static final double GAP = 28;
    private static final double HEAD = 26;
    private static final double FOOT = 24;
    private static final double DOT = 3.5;
    private static final double NEAR = 12;
    private static final int ROWS = 3;

    private final Reading reading;
    private final ControlChart chart;
    private final List<Panel> panels = new ArrayList<>();

    /** One of the statistics, as it is drawn. */
    private record Panel(Kind kind, Frame frame) {
    }

    /** What there is to see of a detector. */
    private enum Kind {
        RESIDUAL("residual", ControlChart.Point::residual), SUM("sum", ControlChart.Point::sum), AVERAGE("average",
                ControlChart.Point::average), CHANGE("change", ControlChart.Point::change);

        private final String key;
        private final ToDoubleFunction<ControlChart.Point> value;

        Kind(String key, ToDoubleFunction<ControlChart.Point> value) {
            this.key = key;
            this.value = value;
        }
    }

    ControlPlot(Reading reading, ControlChart chart) {
        this.reading = reading;
        this.chart = chart;
    }

    private double limit(Kind kind) {
        return switch (kind) {
            case RESIDUAL -> chart.jumpLimit();
            case SUM -> chart.sumLimit();
            case AVERAGE -> reading.averageLimit();
            case CHANGE -> Double.NaN;
        };
    }

    private double t(ControlChart.Point p) {
        return reading.result().orElseThrow().followUp().since(Times.instant(p.step().observation().getTime())) / FanPlots.MONTH;
    }

    private static int across(double width) {
        return width < WIDE ? 1 : 2;
    }

    @Override
    public double height(double width) {
        return HEAD + FOOT + Kind.values().length / across(width) * LEAST_HEIGHT;
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        panels.clear();
        ink.text(16, 14, ink.fitted(chart.observable().name(UiLanguage.code()), width - 32, true), Ink.Align.START, p.ink(), true);
        double from = Math.min(0, chart.points().stream().mapToDouble(this::t).min().orElse(0));
        double to = chart.points().stream().mapToDouble(this::t).max().orElse(1);
        double margin = 0.03 * Math.max(1, to - from);
        int n = across(width);
        double each = (height - HEAD - FOOT) / (Kind.values().length / n);
        for (Kind k : Kind.values()) {
            double top = HEAD + k.ordinal() / n * each;
            double left = k.ordinal() % n * width / n + LEFT;
            Frame f = new Frame(left, top + TOP, width / n - LEFT - RIGHT, each - TOP - GAP, from - margin, to + margin, range(k));
            panels.add(new Panel(k, f));
            panel(ink, k, f, top);
            f.columns(ink, FanPlots.every(f));
        }
        ink.text(width / 2, height - 12, Texts.text("axis.months." + reading.result().orElseThrow().followUp().clock().id()),
                Ink.Align.MIDDLE, p.muted(), false);
    }

    private Frame.Range range(Kind k) {
        if (k == Kind.CHANGE) {
            return new Frame.Range(0, 1, 0.5);
        }
        double limit = limit(k);
        double low = chart.points().stream().mapToDouble(k.value).min().orElse(0);
        double high = chart.points().stream().mapToDouble(k.value).max().orElse(1);
        return Frame.Range.round(Math.min(low, k == Kind.AVERAGE ? -limit : 0), Math.max(high, limit) * 1.05, ROWS);
    }

    private void panel(Ink ink, Kind k, Frame f, double top) {
        Ink.Palette p = ink.palette();
        double limit = limit(k);
        String title = Texts.text("control." + k.key);
        ink.text(f.left(), top + 14, ink.fitted(title, f.width()), Ink.Align.START, p.ink(), false);
        String more = Double.isNaN(limit) ? "" : Texts.WORDING.said(Texts.text("control.limit", Texts.axis(Math.round(100
                * limit) / 100.0)));
        // before the words, which they would cross out
        f.rows(ink);
        if (!more.isEmpty()) {
            // below its line where the title is above it, and clear of the line of the operation
            ink.text(6 + (f.x0() < 0 && f.x1() > 0 ? f.x(0) : f.left()), f.y(limit) + (f.y(limit) - f.top() < 12 ? 9 : -9), more,
                    Ink.Align.START, Tint.observed(p), false);
        }
        if (!Double.isNaN(limit)) {
            ink.line(f.left(), f.y(limit), f.right(), f.y(limit), Tint.observed(p), 1.5, true);
            if (k == Kind.AVERAGE) {
                ink.line(f.left(), f.y(-limit), f.right(), f.y(-limit), Tint.observed(p), 1.5, true);
            }
        }
        if (f.x0() < 0 && f.x1() > 0) {
            ink.line(f.x(0), f.top(), f.x(0), f.bottom(), p.muted(), 1, true);
        }
        double[] xy = chart.points().stream().flatMapToDouble(q -> DoubleStream.of(f.x(t(q)), f.y(k.value.applyAsDouble(
                q)))).toArray();
        if (k == Kind.RESIDUAL) {
            for (int i = 0; i < xy.length; i += 2) {
                ink.line(xy[i], f.y(0), xy[i], xy[i + 1], Tint.twin(p), 2, false);
            }
        } else if (xy.length > 2) {
            ink.path(xy, Tint.twin(p), 2);
        }
        for (int i = 0; i < xy.length; i += 2) {
            ink.disc(xy[i], xy[i + 1], DOT, beyond(k, chart.points().get(i / 2), limit) ? Tint.observed(p) : Tint.twin(p));
        }
    }

    private static boolean beyond(Kind k, ControlChart.Point q, double limit) {
        double v = k.value.applyAsDouble(q);
        return k == Kind.CHANGE ? v > 0.5 : k == Kind.AVERAGE ? Math.abs(v) > limit : v > limit;
    }

    private Optional<ControlChart.Point> nearest(double x, double y) {
        return panels.stream().filter(q -> q.frame.holds(x, y)).findFirst().flatMap(q -> chart.points().stream()
                .min((a, b) -> Double.compare(Math.abs(q.frame.x(t(a)) - x), Math.abs(q.frame.x(t(b)) - x)))
                .filter(a -> Math.abs(q.frame.x(t(a)) - x) <= NEAR));
    }

    /** The state that the observation at a point of the last drawing led to. */
    Optional<TwinState> state(double x, double y) {
        return nearest(x, y).map(q -> q.step().state());
    }

    @Override
    public String at(double x, double y) {
        return nearest(x, y).map(q -> {
            FollowUp.Step s = q.step();
            return Texts.text("seen", FollowUpResult.day(Times.instant(s.observation().getTime())), chart.observable().name(UiLanguage
                    .code()), Texts.given(chart.observable().unit(), s.observation().getValue())) + '\n'
                    + Texts.text("control.at", two(q.residual()), two(q.sum()), two(q.average())) + '\n'
                    + Texts.text("control.at.change", Texts.percent(q.change()));
        }).orElseGet(() -> panels.stream().filter(q -> x >= q.frame.left() && x <= q.frame.right() && y >= q.frame.top() - TOP && y <= q
                .frame.bottom()).findFirst().map(q -> Texts.text("control.what." + q.kind.key)).orElse(""));
    }

    private static String two(double v) {
        return Texts.axis(Math.round(100 * v) / 100.0);
    }

    @Override
    public void pointed(Ink ink, double x, double y) {
        nearest(x, y).ifPresent(q -> panels.forEach(a -> ink.circle(a.frame.x(t(q)), a.frame.y(a.kind.value.applyAsDouble(q)), DOT + 3, ink
                .palette().ink(), 1)));
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("observable", "observation", "time", "residual", "residualLimit", "cusum", "cusumLimit", "ewma",
                "ewmaLimit", "change", "signal"), List.of("", "", "", "sd", "sd", "sd", "sd", "sd", "sd", "1", ""));
        for (ControlChart.Point q : chart.points()) {
            t.row(Arrays.asList(chart.observable().id(), q.step().observation().getId(), q.step().observation().getTime(), q.residual(),
                    chart.jumpLimit(), q.sum(), chart.sumLimit(), q.average(), reading.averageLimit(), q.change(), q.signal()));
        }
        return t;
    }
}

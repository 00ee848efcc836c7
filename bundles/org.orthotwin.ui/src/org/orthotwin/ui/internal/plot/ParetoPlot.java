/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.report.ChartRules;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.Pareto;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.internal.Texts;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/**
 * Two objectives of ways to operate against each other: full discs are the ways that no other beats in all objectives, the line goes along
 * those that no other beats in these two, and what is wanted of both is shaded.
 */
public final class ParetoPlot implements Drawing {

    /**
     * An objective.
     *
     * @param better 1 where more is better, -1 where less is, 0 where being within the target is all
     * @param lower end of its target, SI; infinite for none
     */
    public record Axis(String id, String name, Unit unit, int better, double lower, double upper) {
    }

    /**
     * A way to operate.
     *
     * @param row in its table
     * @param x value of the first objective, SI
     * @param own whether it is of the plan in work
     * @param planned whether it is a plan as it is
     * @param optimal whether no other way beats it in all objectives
     */
    public record Spot(int row, String name, double x, double y, boolean own, boolean planned, boolean optimal) {
    }

    private static final double LEFT = 62;
    private static final double TOP = 50;
    private static final double FOOT = 44;
    private static final double RIGHT = 24;
    private static final double LEAST_HEIGHT = 200;
    private static final double RADIUS = 5.5;
    /** How near a pointer must be to a disc. */
    private static final double REACH = 12;
    /** Discs this near to each other cannot be told apart. */
    private static final double SAME = 1.5;
    /** So many of those on each other are named. */
    private static final int NAMED = 4;
    private static final double MARGIN = 0.08;
    private static final int MET = 0x2E8B57;

    private final Axis horizontal;
    private final Axis vertical;
    private final List<Spot> spots;
    private final int selected;
    private final List<Spot> front;
    private Frame frame;

    /** @param selected row that is marked; -1 for none */
    public ParetoPlot(Axis horizontal, Axis vertical, List<Spot> spots, int selected) {
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.spots = spots.stream().filter(s -> Double.isFinite(s.x) && Double.isFinite(s.y)).toList();
        this.selected = selected;
        this.front = front();
    }

    /** The ways that no other beats in the two objectives, from left to right; none where one of them has no better and worse. */
    private List<Spot> front() {
        if (horizontal.better == 0 || vertical.better == 0) {
            return List.of();
        }
        boolean[] optimal = Pareto.optimal(spots.stream().map(s -> new double[] {-horizontal.better * s.x, -vertical.better * s.y})
                .toArray(double[][]::new));
        List<Spot> all = new ArrayList<>();
        for (int i = 0; i < optimal.length; i++) {
            if (optimal[i]) {
                all.add(spots.get(i));
            }
        }
        all.sort(Comparator.comparingDouble(Spot::x).thenComparingDouble(Spot::y));
        return all;
    }

    @Override
    public double height(double width) {
        return LEAST_HEIGHT;
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        if (spots.isEmpty()) {
            frame = null;
            ink.text(14, 20, Texts.text("strategy.chart.none"), Ink.Align.START, p.muted(), false);
            return;
        }
        Frame.Range across = range(horizontal, spots.stream().mapToDouble(Spot::x).toArray(), Math.max(2, (int) (width / 90)));
        Frame.Range up = range(vertical, spots.stream().mapToDouble(Spot::y).toArray(), Math.max(2, (int) (height / 60)));
        Frame f = new Frame(LEFT, TOP, Math.max(40, width - LEFT - RIGHT), Math.max(40, height - TOP - FOOT), across.low(), across.high(),
                up);
        frame = f;
        ink.fill(f.left(), f.top(), f.width(), f.height(), p.faint());
        wanted(ink, f);
        grid(ink, f, across);
        ink.text(f.left() + f.width() / 2, f.bottom() + 32, ink.fitted(title(horizontal), width - 20), Ink.Align.MIDDLE, p.ink(), false);
        ink.upwards(15, f.top() + f.height() / 2, ink.fitted(title(vertical), height - 20), p.ink());
        line(ink, f);
        // what matters lies on top
        spots.stream().filter(s -> !s.optimal).forEach(s -> disc(ink, f, s));
        spots.stream().filter(Spot::optimal).forEach(s -> disc(ink, f, s));
        spots.stream().filter(Spot::planned).forEach(s -> ink.circle(px(f, s), py(f, s), RADIUS + 3, p.ink(), 1));
        spots.stream().filter(s -> s.row == selected).forEach(s -> ink.circle(px(f, s), py(f, s), RADIUS + 4, Frame.HERE, 3));
        legend(ink, width);
    }

    private static Frame.Range range(Axis a, double[] si, int steps) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : si) {
            low = Math.min(low, a.unit.fromSi(v));
            high = Math.max(high, a.unit.fromSi(v));
        }
        double room = Math.max(MARGIN * (high - low), 1e-6 * Math.max(1, Math.abs(high)));
        low -= room;
        high += room;
        // a limit that is near is shown, one that is far away would press everything together
        for (double limit : new double[] {a.lower, a.upper}) {
            double v = a.unit.fromSi(limit);
            if (Double.isFinite(v) && v > low - 0.6 * (high - low) && v < high + 0.6 * (high - low)) {
                low = Math.min(low, v - room);
                high = Math.max(high, v + room);
            }
        }
        return new Frame.Range(low, high, ChartRules.step(high - low, steps));
    }

    /** Where both targets are met. */
    private void wanted(Ink ink, Frame f) {
        boolean x = Double.isFinite(horizontal.lower) || Double.isFinite(horizontal.upper);
        boolean y = Double.isFinite(vertical.lower) || Double.isFinite(vertical.upper);
        if (!x && !y) {
            return;
        }
        double x0 = Math.clamp(f.x(horizontal.unit.fromSi(horizontal.lower)), f.left(), f.right());
        double x1 = Math.clamp(f.x(horizontal.unit.fromSi(horizontal.upper)), f.left(), f.right());
        double y0 = Math.clamp(f.y(vertical.unit.fromSi(vertical.upper)), f.top(), f.bottom());
        double y1 = Math.clamp(f.y(vertical.unit.fromSi(vertical.lower)), f.top(), f.bottom());
        if (x1 > x0 && y1 > y0) {
            ink.fill(x0, y0, x1 - x0, y1 - y0, ink.palette().over(MET, 0.16));
        }
        for (double v : new double[] {horizontal.lower, horizontal.upper}) {
            double at = f.x(horizontal.unit.fromSi(v));
            if (at > f.left() && at < f.right()) {
                ink.line(at, f.top(), at, f.bottom(), ink.palette().over(MET, 0.75), 1, true);
            }
        }
        for (double v : new double[] {vertical.lower, vertical.upper}) {
            double at = f.y(vertical.unit.fromSi(v));
            if (at > f.top() && at < f.bottom()) {
                ink.line(f.left(), at, f.right(), at, ink.palette().over(MET, 0.75), 1, true);
            }
        }
    }

    private static void grid(Ink ink, Frame f, Frame.Range across) {
        Ink.Palette p = ink.palette();
        for (double v = Math.ceil(f.y().low() / f.y().step()) * f.y().step(); v <= f.y().high(); v += f.y().step()) {
            ink.line(f.left(), f.y(v), f.right(), f.y(v), p.grid(), 1, false);
            ink.text(f.left() - 7, f.y(v), Wording.axis(clean(v, f.y().step())), Ink.Align.END, p.muted(), false);
        }
        for (double v = Math.ceil(across.low() / across.step()) * across.step(); v <= across.high(); v += across.step()) {
            ink.line(f.x(v), f.top(), f.x(v), f.bottom(), p.grid(), 1, false);
            ink.text(f.x(v), f.bottom() + 13, Wording.axis(clean(v, across.step())), Ink.Align.MIDDLE, p.muted(), false);
        }
    }

    /** A multiple of a step without what rounding adds. */
    private static double clean(double v, double step) {
        return Numbers.edge(Math.round(v / step) * step);
    }

    /** Steps along the front: between two ways nothing better than the worse of them is known. */
    private void line(Ink ink, Frame f) {
        if (front.size() < 2) {
            return;
        }
        double[] points = new double[4 * front.size() - 2];
        for (int i = 0; i < front.size(); i++) {
            points[4 * i] = px(f, front.get(i));
            points[4 * i + 1] = py(f, front.get(i));
            if (i + 1 < front.size()) {
                boolean first = horizontal.better > 0;
                points[4 * i + 2] = px(f, front.get(first ? i : i + 1));
                points[4 * i + 3] = py(f, front.get(first ? i + 1 : i));
            }
        }
        ink.path(points, ink.palette().over(Frame.HERE, 0.85), 2);
    }

    private void disc(Ink ink, Frame f, Spot s) {
        Ink.Palette p = ink.palette();
        int color = s.own ? Plot.OWN : Plot.OTHER;
        double x = px(f, s);
        double y = py(f, s);
        if (s.optimal) {
            ink.disc(x, y, RADIUS + 1, p.ground());
            ink.disc(x, y, RADIUS, color);
        } else {
            ink.disc(x, y, RADIUS - 1.5, p.over(color, 0.45));
        }
    }

    private void legend(Ink ink, double width) {
        Ink.Palette p = ink.palette();
        double x = 14;
        boolean others = spots.stream().anyMatch(s -> !s.own);
        ink.disc(x, 13, RADIUS, others && spots.stream().noneMatch(Spot::own) ? Plot.OTHER : Plot.OWN);
        String optimal = Texts.text("strategy.optimal");
        ink.text(x + 11, 13, optimal, Ink.Align.START, p.ink(), false);
        x += 25 + ink.width(optimal);
        ink.disc(x, 13, RADIUS - 1.5, p.over(Plot.OWN, 0.45));
        String beaten = Texts.text("strategy.beaten");
        ink.text(x + 11, 13, beaten, Ink.Align.START, p.ink(), false);
        x += 25 + ink.width(beaten);
        ink.circle(x, 13, RADIUS, p.ink(), 1);
        String planned = Texts.text("strategy.as-planned");
        ink.text(x + 11, 13, planned, Ink.Align.START, p.ink(), false);
        double at = 8;
        if (others) {
            at = Legend.box(ink, at, 34, Plot.OWN, Texts.text("strategy.own"));
            at = Legend.box(ink, at, 34, Plot.OTHER, Texts.text("strategy.others"));
        }
        if (front.size() > 1) {
            ink.line(at, 34, at + 18, 34, p.over(Frame.HERE, 0.85), 2, false);
            ink.text(at + 25, 34, ink.fitted(Texts.text("strategy.front"), Math.max(30, width - at - 30)), Ink.Align.START, p.ink(), false);
        }
    }

    private double px(Frame f, Spot s) {
        return f.x(horizontal.unit.fromSi(s.x));
    }

    private double py(Frame f, Spot s) {
        return f.y(vertical.unit.fromSi(s.y));
    }

    private static String title(Axis a) {
        String symbol = Wording.symbol(a.unit);
        return a.name + (symbol.isEmpty() ? "" : " (" + symbol + ")") + (a.better > 0 ? " \u2191" : a.better < 0 ? " \u2193" : "");
    }

    /** Those that lie on each other where a point of the last drawing is, from the front to the back. */
    private List<Spot> spots(double x, double y) {
        Frame f = frame;
        if (f == null) {
            return List.of();
        }
        Spot nearest = spots.stream().filter(s -> away(f, s, x, y) <= REACH).min(Comparator.comparingDouble(s -> away(f, s, x, y))).orElse(
                null);
        return nearest == null ? List.of() : spots.stream().filter(s -> away(f, s, px(f, nearest), py(f, nearest)) <= SAME).sorted(
                Comparator.comparing(s -> !s.optimal)).toList();
    }

    private double away(Frame f, Spot s, double x, double y) {
        return Math.hypot(px(f, s) - x, py(f, s) - y);
    }

    /** The row whose disc is at a point of the last drawing: of several on each other the one after the row that is marked. */
    public OptionalInt row(double x, double y) {
        List<Spot> here = spots(x, y);
        int marked = IntStream.range(0, here.size()).filter(i -> here.get(i).row == selected).findFirst().orElse(-1);
        return here.isEmpty() ? OptionalInt.empty() : OptionalInt.of(here.get((marked + 1) % here.size()).row);
    }

    /** Where the disc of a row was drawn last; null if it was not. */
    public double[] pointOf(int row) {
        Frame f = frame;
        return f == null ? null : spots.stream().filter(s -> s.row == row).findFirst().map(s -> new double[] {px(f, s), py(f, s)}).orElse(
                null);
    }

    /** Rows along the front of the two objectives, from left to right. */
    public List<Integer> frontRows() {
        return front.stream().map(Spot::row).toList();
    }

    @Override
    public String at(double x, double y) {
        List<Spot> here = spots(x, y);
        if (here.isEmpty()) {
            return "";
        }
        StringBuilder b = new StringBuilder();
        here.stream().limit(NAMED).forEach(s -> b.append(s.name).append(s.optimal ? " \u25c6\n" : "\n"));
        if (here.size() > NAMED) {
            b.append(Texts.text("strategy.more", here.size() - NAMED)).append('\n');
        }
        return b + horizontal.name + " " + Wording.value(horizontal.unit, here.getFirst().x) + "\n" + vertical.name + " " + Wording.value(
                vertical.unit, here.getFirst().y);
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("strategy", horizontal.id, vertical.id, "pareto-optimal"), List.of("", horizontal.unit.symbol(),
                vertical.unit.symbol(), ""));
        spots.forEach(s -> t.row(List.of(s.name, RunResult.shown(horizontal.unit, s.x), RunResult.shown(vertical.unit, s.y), String.valueOf(
                s.optimal))));
        return t;
    }
}

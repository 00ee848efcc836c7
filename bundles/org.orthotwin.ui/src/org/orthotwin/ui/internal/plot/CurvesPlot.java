/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.Unit;
import org.orthotwin.report.ChartRules;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.Table;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/** A table of numbers as curves over its first column, a panel for each column; of two plans, if there are two. */
public final class CurvesPlot implements Plot {

    private static final int MOST_COLUMNS = 13;
    private static final double LEAST_WIDTH = 250;
    private static final double LEAST_HEIGHT = 165;
    private static final double LEFT = 52;
    private static final double TOP = 26;
    private static final double FOOT = 42;
    private static final double RIGHT = 22;
    private static final double LEGEND = 24;

    private final Table own;
    private final Optional<Table> other;
    private final List<String> names;
    private final Wording wording;
    /** The motions of the joint; where the first column is one, a row stands for a posture. */
    private final Set<String> motions;
    private final Map<String, Double> posture;
    private final List<Panel> panels = new ArrayList<>();

    /** Where a column was drawn. */
    private record Panel(int column, Frame frame) {
    }

    /**
     * @param names of the plan in work and of the one beside it
     * @param motions of the joint, whose postures can be shown where the first column is one of them
     */
    public CurvesPlot(Table own, Optional<Table> other, List<String> names, Set<String> motions, Wording wording) {
        this(own, other, names, motions, wording, Map.of());
    }

    private CurvesPlot(Table own, Optional<Table> other, List<String> names, Set<String> motions, Wording wording,
            Map<String, Double> posture) {
        this.own = own;
        this.other = other.filter(o -> o.columns().equals(own.columns()));
        this.names = List.copyOf(names);
        this.motions = Set.copyOf(motions);
        this.wording = wording;
        this.posture = Map.copyOf(posture);
    }

    /** Whether a table can be shown so: at least three rows, the first column ascending. */
    public static boolean fits(Table t) {
        return ChartRules.isOfCurves(t, MOST_COLUMNS);
    }

    @Override
    public CurvesPlot marked(Map<String, Double> shown, String label) {
        return new CurvesPlot(own, other, names, motions, wording, isOverMotion() ? shown : Map.of());
    }

    private boolean isOverMotion() {
        return motions.contains(own.columns().get(0));
    }

    private int columns() {
        return own.columns().size() - 1;
    }

    private int across(double width) {
        return Math.clamp((int) (width / LEAST_WIDTH), 1, columns());
    }

    private int down(double width) {
        return (columns() + across(width) - 1) / across(width);
    }

    @Override
    public double height(double width) {
        return down(width) * LEAST_HEIGHT + (other.isPresent() ? LEGEND : 0);
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        ink.fill(0, 0, width, height, ink.palette().ground());
        panels.clear();
        double legend = other.isPresent() ? LEGEND : 0;
        int n = across(width);
        double w = width / n;
        double h = (height - legend) / down(width);
        for (int c = 0; c < columns(); c++) {
            panel(ink, c + 1, c % n * w, legend + c / n * h, w, Math.min(h, 0.8 * w));
        }
        if (other.isPresent()) {
            double x = Legend.box(ink, 12, 13, OWN, names.get(0));
            Legend.box(ink, x, 13, OTHER, ink.fitted(names.get(1), width - x - 30));
        }
    }

    private void panel(Ink ink, int column, double left, double top, double width, double height) {
        Ink.Palette p = ink.palette();
        Unit ux = own.units().get(0);
        Unit uy = own.units().get(column);
        double low = 0;
        double high = 0;
        for (Table t : other.isPresent() ? List.of(own, other.get()) : List.of(own)) {
            for (double[] r : t.rows()) {
                if (Double.isFinite(r[column])) {
                    low = Math.min(low, uy.fromSi(r[column]));
                    high = Math.max(high, uy.fromSi(r[column]));
                }
            }
        }
        Frame.Range range = Frame.Range.round(low, high, 4);
        Frame at = new Frame(left + LEFT, top + TOP, width - LEFT - RIGHT, height - TOP - FOOT, ux.fromSi(own.rows().getFirst()[0]),
                ux.fromSi(own.rows().getLast()[0]), range);
        panels.add(new Panel(column, at));
        ink.text(left + 12, top + 12, ink.fitted(title(column), width - 20), Ink.Align.START, p.ink(), true);
        at.rows(ink);
        at.columns(ink, ChartRules.step(at.x1() - at.x0(), Math.max(2, (int) (at.width() / 55))));
        ink.text(at.left() + at.width() / 2, at.top() + at.height() + 29, title(0), Ink.Align.MIDDLE, p.muted(), false);
        other.ifPresent(o -> curve(ink, o, column, at, OTHER));
        curve(ink, own, column, at, OWN);
        Double here = posture.get(own.columns().get(0));
        if (here != null) {
            double x = at.x(ux.fromSi(here));
            if (x >= at.left() && x <= at.left() + at.width()) {
                ink.line(x, at.top(), x, at.top() + at.height(), Frame.HERE, 2, false);
            }
        }
    }

    private String title(int column) {
        String symbol = Wording.symbol(own.units().get(column));
        return wording.quantity(own.columns().get(column)) + (symbol.isEmpty() ? "" : " (" + symbol + ")");
    }

    private static void curve(Ink ink, Table t, int column, Frame at, int color) {
        double[] points = new double[2 * t.rows().size()];
        int n = 0;
        for (double[] r : t.rows()) {
            double x = t.units().get(0).fromSi(r[0]);
            if (Double.isFinite(r[column]) && x >= at.x0() - 1e-9 && x <= at.x1() + 1e-9) {
                points[n++] = at.x(x);
                points[n++] = at.y(t.units().get(column).fromSi(r[column]));
            } else if (n > 0) {
                flush(ink, points, n, color);
                n = 0;
            }
        }
        flush(ink, points, n, color);
    }

    private static void flush(Ink ink, double[] points, int n, int color) {
        if (n >= 4) {
            ink.path(Arrays.copyOf(points, n), color, 2);
        }
    }

    private Optional<Panel> panel(double x, double y) {
        return panels.stream().filter(p -> p.frame.holds(x, y)).findFirst();
    }

    private double si(Panel p, double x) {
        return own.units().get(0).toSi(p.frame.value(x));
    }

    @Override
    public String at(double x, double y) {
        return panel(x, y).map(p -> {
            double at = si(p, x);
            double[] r = nearest(own, at);
            StringBuilder b = new StringBuilder(wording.quantity(own.columns().get(0))).append(' ').append(Wording.value(own.units().get(
                    0), r[0])).append('\n');
            if (other.isPresent()) {
                b.append(names.get(0)).append(": ");
            }
            b.append(wording.quantity(own.columns().get(p.column))).append(' ').append(Wording.value(own.units().get(p.column),
                    r[p.column]));
            other.ifPresent(o -> b.append('\n').append(names.get(1)).append(": ").append(Wording.value(o.units().get(p.column), nearest(o,
                    at)[p.column])));
            return b.toString();
        }).orElse("");
    }

    private static double[] nearest(Table t, double x) {
        double[] best = t.rows().getFirst();
        for (double[] r : t.rows()) {
            best = Math.abs(r[0] - x) < Math.abs(best[0] - x) ? r : best;
        }
        return best;
    }

    @Override
    public Optional<Map<String, Double>> posture(double x, double y) {
        return isOverMotion() ? panel(x, y).map(p -> {
            double[] r = nearest(own, si(p, x));
            Map<String, Double> all = new LinkedHashMap<>();
            for (int c = 0; c < r.length; c++) {
                if (motions.contains(own.columns().get(c)) && Double.isFinite(r[c])) {
                    all.put(own.columns().get(c), r[c]);
                }
            }
            return all;
        }) : Optional.empty();
    }

    @Override
    public CsvTable csv() {
        if (other.isEmpty()) {
            return CsvTable.of(own);
        }
        List<String> columns = new ArrayList<>(List.of("plan"));
        List<String> units = new ArrayList<>(List.of(""));
        columns.addAll(own.columns());
        own.units().forEach(u -> units.add(u.symbol()));
        CsvTable t = new CsvTable(columns, units);
        for (Table each : List.of(own, other.get())) {
            for (double[] r : each.rows()) {
                List<Object> cells = new ArrayList<>(List.of(names.get(each == own ? 0 : 1)));
                for (int i = 0; i < r.length; i++) {
                    cells.add(RunResult.shown(each.units().get(i), r[i]));
                }
                t.row(cells);
            }
        }
        return t;
    }
}

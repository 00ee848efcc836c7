/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Unit;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.internal.Texts;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/** How far each motion goes until something touches, as bars up to there beside what is wanted; of two plans, if there are two. */
public final class BarsPlot implements Plot {

    private static final Unit DEG = Unit.of("deg");
    private static final int SHORT = 0xC8322B;
    private static final double MARGIN = 12;
    private static final double TOP = 30;
    private static final double ROW = 30;
    private static final double MOST_ROW = 46;
    private static final double FOOT = 34;

    private final List<Wording.Motion> own;
    private final List<Wording.Motion> other;
    private final List<String> names;
    private final Wording wording;
    private final String marked;
    private double row = ROW;

    /**
     * @param names of the plan in work and of the one beside it, for the legend
     * @param other motions of the plan beside; empty for none
     */
    public BarsPlot(List<Wording.Motion> own, List<Wording.Motion> other, List<String> names, Wording wording) {
        this(own, other, names, wording, "");
    }

    private BarsPlot(List<Wording.Motion> own, List<Wording.Motion> other, List<String> names, Wording wording, String marked) {
        this.own = List.copyOf(own);
        this.other = List.copyOf(other);
        this.names = List.copyOf(names);
        this.wording = wording;
        this.marked = marked;
    }

    @Override
    public BarsPlot marked(Map<String, Double> motions, String label) {
        return new BarsPlot(own, other, names, wording, label);
    }

    @Override
    public double height(double width) {
        return TOP + own.size() * ROW + FOOT;
    }

    private Optional<Wording.Motion> beside(Wording.Motion m) {
        return other.stream().filter(o -> o.label().equals(m.label())).findFirst();
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        row = Math.clamp((height - TOP - FOOT) / Math.max(1, own.size()), ROW, MOST_ROW);
        double most = 90;
        double least = 0;
        double names0 = 0;
        double values = 0;
        for (Wording.Motion m : own) {
            names0 = Math.max(names0, ink.width(m.name()));
            values = Math.max(values, ink.width(Wording.value(DEG, m.angle())));
            double there = beside(m).map(Wording.Motion::angle).orElse(m.angle());
            most = Math.max(most, Math.toDegrees(Math.max(Math.max(m.angle(), there), Double.isFinite(m.wanted()) ? m.wanted() : 0)));
            least = Math.min(least, Math.toDegrees(Math.min(m.angle(), there)));
        }
        most = 30 * Math.ceil(most / 30 - 1e-9);
        least = 30 * Math.floor(least / 30 + 1e-9);
        names0 = Math.min(names0, 0.4 * width);
        double left = MARGIN + names0 + 10 + values + 12;
        double right = width - MARGIN - 12;
        double scale = (right - left) / (most - least);
        double zero = left - least * scale;
        double bottom = TOP + row * own.size();
        double every = scale * 30 < ink.width("000") + 8 ? 60 : 30;
        for (double t = Math.ceil(least / every) * every; t <= most + 1e-9; t += every) {
            ink.line(zero + t * scale, TOP - 6, zero + t * scale, bottom, t == 0 ? p.muted() : p.grid(), 1, false);
            ink.text(zero + t * scale, TOP - 15, Wording.axis(t) + "\u00b0", Ink.Align.MIDDLE, p.muted(), false);
        }
        double y = TOP;
        for (Wording.Motion m : own) {
            boolean isShort = m.angle() < m.wanted();
            double middle = y + row / 2;
            if (!marked.isEmpty() && m.label().equals(marked)) {
                ink.fill(4, y + 1, width - 8, row - 2, p.faint());
            }
            ink.text(MARGIN, middle, ink.fitted(m.name(), names0), Ink.Align.START, p.ink(), false);
            ink.text(left - 12, middle, Wording.value(DEG, m.angle()), Ink.Align.END, isShort ? SHORT : p.ink(), true);
            Wording.Motion o = beside(m).orElse(null);
            double thick = o == null ? 14 : 10;
            bar(ink, zero, middle - (o == null ? 7 : 9), Math.toDegrees(m.angle()) * scale, thick, Plot.color(m.kind()));
            if (o != null) {
                bar(ink, zero, middle + 3, Math.toDegrees(o.angle()) * scale, 5, OTHER);
            }
            if (Double.isFinite(m.wanted())) {
                double x = zero + Math.toDegrees(m.wanted()) * scale;
                ink.line(x, middle - 11, x, middle + 11, p.ink(), 2, false);
            }
            y += row;
        }
        legend(ink, bottom + FOOT / 2, width);
    }

    private void legend(Ink ink, double y, double width) {
        double x = MARGIN;
        List<String> kinds = new ArrayList<>();
        own.forEach(m -> {
            if (!kinds.contains(m.kind())) {
                kinds.add(m.kind());
            }
        });
        for (String k : kinds) {
            x = Legend.box(ink, x, y, Plot.color(k), wording.kind(k));
        }
        ink.line(x + 2, y - 7, x + 2, y + 7, ink.palette().ink(), 2, false);
        ink.text(x + 9, y, Texts.text("plot.target"), Ink.Align.START, ink.palette().ink(), false);
        x += 9 + ink.width(Texts.text("plot.target")) + 16;
        if (!other.isEmpty()) {
            Legend.box(ink, x, y, OTHER, ink.fitted(names.get(1), width - x - 40));
        }
    }

    private static void bar(Ink ink, double zero, double top, double length, double thick, int color) {
        ink.fill(zero + Math.min(0, length), top, Math.max(2, Math.abs(length)), thick, color);
    }

    private Optional<Wording.Motion> motion(double y) {
        int i = (int) Math.floor((y - TOP) / row);
        return i >= 0 && i < own.size() ? Optional.of(own.get(i)) : Optional.empty();
    }

    @Override
    public String at(double x, double y) {
        return motion(y).map(m -> {
            StringBuilder b = new StringBuilder(m.name()).append(": ").append(Wording.value(DEG, m.angle()));
            if (!m.touching().isEmpty()) {
                b.append(", ").append(m.touching());
            }
            if (Double.isFinite(m.wanted())) {
                b.append('\n').append(Texts.text("plot.target")).append(": \u2265 ").append(Wording.value(DEG, m.wanted()));
            }
            beside(m).ifPresent(o -> b.append('\n').append(names.get(1)).append(": ").append(Wording.value(DEG, o.angle()))
                    .append(o.touching().isEmpty() ? "" : ", " + o.touching()));
            return b.toString();
        }).orElse("");
    }

    @Override
    public Optional<Map<String, Double>> posture(double x, double y) {
        return Optional.empty();
    }

    @Override
    public String label(double x, double y) {
        return motion(y).map(Wording.Motion::label).orElse("");
    }

    @Override
    public CsvTable csv() {
        List<String> columns = new ArrayList<>(List.of("motion", "limit", "target", "contact"));
        List<String> units = new ArrayList<>(List.of("", "deg", "deg", ""));
        if (!other.isEmpty()) {
            columns.add("other.limit");
            units.add("deg");
        }
        CsvTable t = new CsvTable(columns, units);
        for (Wording.Motion m : own) {
            List<Object> cells = new ArrayList<>(List.of(m.label(), RunResult.shown(DEG, m.angle()), RunResult.shown(DEG, m.wanted()),
                    m.kind()));
            if (!other.isEmpty()) {
                cells.add(RunResult.shown(DEG, beside(m).map(Wording.Motion::angle).orElse(Double.NaN)));
            }
            t.row(cells);
        }
        return t;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.internal.Texts;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/**
 * What touches over two motions: the cells of the plan in work, the border of what is free in the plan beside it, what is wanted, and
 * where the joint is.
 */
public final class MapPlot implements Plot {

    private static final Unit DEG = Unit.of("deg");
    private static final double LEFT = 62;
    private static final double TOP = 30;
    private static final double RIGHT = 14;
    private static final double FOOT = 74;
    /** Longer side of a cell over its shorter one, at most. */
    private static final double LONGEST = 2.2;
    private static final int FREE = 0xD5E8E0;
    /** As much lighter than its ground as the other is darker. */
    private static final int FREE_IN_THE_DARK = 0x3B5A51;
    private static final int UNKNOWN = 0xC4C9CE;
    private static final int BORDER = 0x5A2FB0;

    /** A posture that is wanted free, by its place on the map, rad. */
    private record Wanted(double x, double y, String what) {
    }

    private final ContactGrid own;
    private final Optional<ContactGrid> other;
    private final List<Wording.Motion> limits;
    private final List<String> names;
    private final Wording wording;
    private final Map<String, Double> posture;
    private double left;
    private double cellX;
    private double cellY;

    /**
     * @param other is left out where its cells are not those of {@code own}
     * @param names of the plan in work and of the one beside it
     */
    public MapPlot(ContactGrid own, Optional<ContactGrid> other, List<Wording.Motion> limits, List<String> names, Wording wording) {
        this(own, other, limits, names, wording, Map.of());
    }

    private MapPlot(ContactGrid own, Optional<ContactGrid> other, List<Wording.Motion> limits, List<String> names, Wording wording,
            Map<String, Double> posture) {
        this.own = own;
        this.other = other.filter(own::isAlike);
        this.limits = List.copyOf(limits);
        this.names = List.copyOf(names);
        this.wording = wording;
        this.posture = Map.copyOf(posture);
    }

    @Override
    public MapPlot marked(Map<String, Double> motions, String label) {
        return new MapPlot(own, other, limits, names, wording, motions);
    }

    @Override
    public double height(double width) {
        return 240;
    }

    private double x(double angle) {
        return left + cellX * place(own.x(), angle);
    }

    private double y(double angle) {
        return TOP + cellY * (own.y().length - place(own.y(), angle));
    }

    /** Where a value lies, in cells from the first one's edge: the middle of a cell is its value. */
    private static double place(double[] values, double angle) {
        return 0.5 + (values.length < 2 ? 0 : (angle - values[0]) / (values[values.length - 1] - values[0]) * (values.length - 1));
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        int nx = own.x().length;
        int ny = own.y().length;
        left = LEFT;
        // cells fill the room, but are not too far from square
        double side = Math.max(1, Math.min((width - LEFT - RIGHT) / nx, (height - TOP - FOOT) / ny));
        cellX = Math.min((width - LEFT - RIGHT) / nx, side * LONGEST);
        cellY = Math.min((height - TOP - FOOT) / ny, side * LONGEST);
        double right = left + cellX * nx;
        double bottom = TOP + cellY * ny;
        for (int j = 0; j < ny; j++) {
            int from = 0;
            for (int i = 1; i <= nx; i++) {
                if (i == nx || !own.kind(i, j).equals(own.kind(from, j))) {
                    String kind = own.kind(from, j);
                    ink.fill(left + from * cellX, TOP + (ny - 1 - j) * cellY, (i - from) * cellX, cellY, kind.isEmpty() ? UNKNOWN
                            : kind.equals("free") ? free(ink.palette()) : Plot.color(kind));
                    from = i;
                }
            }
        }
        axes(ink, right, bottom);
        other.ifPresent(o -> border(ink, o));
        for (Wanted w : wanted()) {
            ink.circle(x(w.x), y(w.y), 5, 0xFFFFFF, 4);
            ink.circle(x(w.x), y(w.y), 5, 0x1B2733, 2);
        }
        mark(ink, right, bottom);
        String head = wording.motion(own.motions().get(2)) + " " + Wording.value(DEG, own.third()) + "   "
                + Texts.text("plot.free", percent(own));
        ink.text(left, 14, head, Ink.Align.START, p.ink(), true);
        // bold letters are wider than they are measured
        legend(ink, bottom + FOOT - 14, left + 1.15 * ink.width(head) + 16, width);
    }

    private static String percent(ContactGrid g) {
        return Numbers.fixed(100 * g.free(), 0);
    }

    private void axes(Ink ink, double right, double bottom) {
        Ink.Palette p = ink.palette();
        for (double t = -180; t <= 180; t += 30) {
            double a = Math.toRadians(t);
            double px = x(a);
            if (px >= left - 0.01 && px <= right + 0.01) {
                ink.line(px, bottom, px, bottom + 4, p.muted(), 1, false);
                ink.text(px, bottom + 14, Wording.axis(t) + "\u00b0", Ink.Align.MIDDLE, p.muted(), false);
                if (t == 0) {
                    ink.line(px, TOP, px, bottom, 0xFFFFFF, 1, true);
                }
            }
            double py = y(a);
            if (py >= TOP - 0.01 && py <= bottom + 0.01) {
                ink.line(left - 4, py, left, py, p.muted(), 1, false);
                ink.text(left - 7, py, Wording.axis(t) + "\u00b0", Ink.Align.END, p.muted(), false);
                if (t == 0) {
                    ink.line(left, py, right, py, 0xFFFFFF, 1, true);
                }
            }
        }
        ink.text((left + right) / 2, bottom + 33, wording.motion(own.motions().get(0)), Ink.Align.MIDDLE, p.ink(), false);
        ink.upwards(13, (TOP + bottom) / 2, wording.motion(own.motions().get(1)), p.ink());
    }

    /** Along the edges between what is free and what is not. */
    private void border(Ink ink, ContactGrid o) {
        for (int j = 0; j < o.y().length; j++) {
            for (int i = 0; i < o.x().length; i++) {
                boolean free = o.kind(i, j).equals("free");
                double x0 = left + cellX * i;
                double y0 = TOP + cellY * (o.y().length - 1 - j);
                if (i + 1 < o.x().length && free != o.kind(i + 1, j).equals("free")) {
                    edge(ink, x0 + cellX, y0, x0 + cellX, y0 + cellY);
                }
                if (j + 1 < o.y().length && free != o.kind(i, j + 1).equals("free")) {
                    edge(ink, x0, y0, x0 + cellX, y0);
                }
            }
        }
    }

    private static int free(Ink.Palette p) {
        return p.isDark() ? FREE_IN_THE_DARK : FREE;
    }

    private static void edge(Ink ink, double x1, double y1, double x2, double y2) {
        ink.line(x1, y1, x2, y2, ink.palette().isDark() ? ink.palette().ink() : BORDER, 3, false);
    }

    private List<Wanted> wanted() {
        List<Wanted> list = new ArrayList<>();
        if (Math.abs(own.third()) > 1e-9) {
            return list;
        }
        for (Wording.Motion m : limits) {
            if (!Double.isFinite(m.wanted())) {
                continue;
            }
            double w = m.wanted();
            switch (m.label()) {
                case "flexion" -> list.add(new Wanted(w, 0, m.name()));
                case "extension" -> list.add(new Wanted(-w, 0, m.name()));
                case "internal-rotation" -> list.add(new Wanted(0, w, m.name()));
                case "external-rotation" -> list.add(new Wanted(0, -w, m.name()));
                case "internal-rotation-at-90-flexion" -> list.add(new Wanted(Math.PI / 2, w, m.name()));
                default -> {
                    // not on this map
                }
            }
        }
        return list;
    }

    /** A cross with a ring where the joint is, if it is on the map; hollow where its third motion is another. */
    private void mark(Ink ink, double right, double bottom) {
        if (posture.isEmpty()) {
            return;
        }
        double px = x(posture.getOrDefault(own.motions().get(0), 0.0));
        double py = y(posture.getOrDefault(own.motions().get(1), 0.0));
        if (px < left || px > right || py < TOP || py > bottom) {
            return;
        }
        boolean here = Math.abs(posture.getOrDefault(own.motions().get(2), 0.0) - own.third()) < Math.toRadians(2.5);
        ink.circle(px, py, 8, 0x1B2733, 5);
        ink.circle(px, py, 8, 0xFFD23F, 2.5);
        int cross = ink.palette().isDark() ? ink.palette().ink() : 0x1B2733;
        if (here) {
            ink.line(px - 13, py, px - 4, py, cross, 2, false);
            ink.line(px + 4, py, px + 13, py, cross, 2, false);
            ink.line(px, py - 13, px, py - 4, cross, 2, false);
            ink.line(px, py + 4, px, py + 13, cross, 2, false);
        }
    }

    private void legend(Ink ink, double y, double from, double width) {
        double x = 12;
        x = Legend.box(ink, x, y, free(ink.palette()), wording.kind("free"));
        for (String k : ContactGrid.KINDS) {
            x = Legend.box(ink, x, y, Plot.color(k), wording.kind(k));
        }
        if (!wanted().isEmpty() && x + Legend.width(ink, Texts.text("plot.target")) < width) {
            ink.circle(x + 5, y, 5, ink.palette().ink(), 2);
            ink.text(x + 17, y, Texts.text("plot.target"), Ink.Align.START, ink.palette().ink(), false);
        }
        if (other.isPresent()) {
            String text = Texts.text("plot.free.of", names.get(1), percent(other.get()));
            double at = Math.max(from, width - RIGHT - 24 - ink.width(text));
            ink.line(at, 14, at + 16, 14, BORDER, 3, false);
            ink.text(at + 22, 14, ink.fitted(text, width - RIGHT - at - 22), Ink.Align.START, ink.palette().ink(), false);
        }
    }

    private int[] cell(double px, double py) {
        if (cellX <= 0) {
            return null;
        }
        int i = (int) Math.floor((px - left) / cellX);
        int j = own.y().length - 1 - (int) Math.floor((py - TOP) / cellY);
        return i < 0 || j < 0 || i >= own.x().length || j >= own.y().length ? null : new int[] {i, j};
    }

    @Override
    public String at(double px, double py) {
        int[] c = cell(px, py);
        if (c == null) {
            return "";
        }
        String where = wording.motion(own.motions().get(0)) + " " + Wording.value(DEG, own.x()[c[0]]) + ", " + wording.motion(own.motions()
                .get(1)).toLowerCase(Locale.ROOT) + " " + Wording.value(DEG, own.y()[c[1]]);
        String own1 = kind(own.kind(c[0], c[1]));
        return where + "\n" + (other.isEmpty() ? own1 : names.get(0) + ": " + own1 + "\n" + names.get(1) + ": " + kind(other.get().kind(
                c[0], c[1])));
    }

    private String kind(String kind) {
        return kind.isEmpty() ? "\u2013" : wording.kind(kind);
    }

    @Override
    public Optional<Map<String, Double>> posture(double px, double py) {
        int[] c = cell(px, py);
        if (c == null) {
            return Optional.empty();
        }
        Map<String, Double> m = new LinkedHashMap<>();
        m.put(own.motions().get(0), own.x()[c[0]]);
        m.put(own.motions().get(1), own.y()[c[1]]);
        m.put(own.motions().get(2), own.third());
        return Optional.of(m);
    }

    /** A point of the last drawing at which a posture is; for tests. */
    public double[] pointOf(double first, double second) {
        return new double[] {x(first), y(second)};
    }

    @Override
    public CsvTable csv() {
        List<String> columns = new ArrayList<>(own.motions());
        columns.add("contact");
        List<String> units = new ArrayList<>(List.of("deg", "deg", "deg", ""));
        other.ifPresent(o -> {
            columns.add("other.contact");
            units.add("");
        });
        CsvTable t = new CsvTable(columns, units);
        for (int i = 0; i < own.x().length; i++) {
            for (int j = 0; j < own.y().length; j++) {
                List<Object> cells = new ArrayList<>(List.of(RunResult.shown(DEG, own.x()[i]), RunResult.shown(DEG, own.y()[j]), RunResult
                        .shown(DEG, own.third()), own.kind(i, j)));
                if (other.isPresent()) {
                    cells.add(other.get().kind(i, j));
                }
                t.row(cells);
            }
        }
        return t;
    }
}

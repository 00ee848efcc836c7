/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.report.ChartRules;

/**
 * The course of an observable as a fan: what the population and what the twin lets one expect (50, 80 and 95 % of observations), with what
 * was observed. One layout, drawn as SVG in the page and as a picture of its own.
 */
public final class FanChart {

    private static final double WIDTH = 620;
    private static final double HEIGHT = 300;
    private static final double LEFT = 58;
    private static final double RIGHT = WIDTH - 12;
    private static final double TOP = 28;
    private static final double BOTTOM = HEIGHT - 40;
    /** Half widths of the bands in standard deviations: 95, 80 and 50 %. */
    private static final double[] BANDS = {FollowUp.WIDTH_95, 1.281551565544601, 0.674489750196082};
    private static final String[] FILLS = {"#d3e4ec", "#a9cbda", "#79aec4"};
    private static final String POPULATION = "#8a8f94";
    private static final String OBSERVED = "#b3261e";
    private static final String PLANNED = "#3d8b5a";
    private static final String FORETOLD = "#5b3a8e";
    private static final String AT_RISK = "#b27a00";
    private static final String UNACCEPTABLE = "#8f1d14";
    private static final double MONTH = FollowUp.YEAR / 12;
    /** Of the legend of a picture: how high it is, its samples, and about a letter of it. */
    private static final double LEGEND = 18;
    private static final double SAMPLE = 16;
    private static final double LETTER = 4.7;
    private static final List<String> LEGENDS = List.of("twin", "foretold", "population", "observed", "under", "planned");

    private final Observable observable;
    private final List<FollowUp.Point> fan;
    private final double[] times;
    private final double[] values;
    private final Words w;
    private final Unit unit;
    private final double from;
    private final double to;
    private final double low;
    private final double high;
    private final double step;
    /** The course under the likeliest cause, SI, at the points of the fan; NaN where there is none. */
    private final double[] under;
    /** If the operation is done as planned; empty where none is. */
    private final List<Then> planned;
    private final List<Line> lines;
    private final String axis;

    /**
     * A line of its own.
     *
     * @param what {@code foretold} before the operation, or the level of a limit
     * @param t s since the twin's origin
     * @param values SI
     */
    record Line(String what, double[] t, double[] values) {

        private String color() {
            return what.equals("foretold") ? FORETOLD : what.equals("at-risk") ? AT_RISK : UNACCEPTABLE;
        }
    }

    /** @param t s since the twin's origin */
    record Then(double t, Gaussian observed) {
    }

    /**
     * @param under the course under the likeliest cause at the points of the fan, SI; empty for none
     * @param planned what would be observed if the operation is done as planned; empty for none
     * @param lines more lines, which are drawn as far as they are in the picture
     */
    FanChart(FollowUp followUp, Observable observable, List<FollowUp.Point> fan, List<FollowUp.Step> steps, double[] under,
            List<Then> planned, List<Line> lines, Words words) {
        this.lines = lines;
        this.under = under;
        this.planned = planned;
        this.axis = words.text("follow.months." + followUp.clock().id());
        this.observable = observable;
        this.fan = fan;
        this.w = words;
        this.unit = observable.unit();
        List<FollowUp.Step> own = steps.stream().filter(s -> s.observable().equals(observable)).toList();
        times = own.stream().mapToDouble(s -> followUp.since(Times.instant(s.observation().getTime()))).toArray();
        values = own.stream().mapToDouble(s -> s.observation().getValue()).toArray();
        from = Math.min(fan.getFirst().t(), Arrays.stream(times).min().orElse(0));
        to = fan.getLast().t();
        double least = Math.min(Arrays.stream(values).min().orElse(Double.MAX_VALUE), edge(-1).min().orElse(0));
        double most = Math.max(Math.max(Arrays.stream(values).max().orElse(-Double.MAX_VALUE), edge(1).max().orElse(1)),
                Arrays.stream(under).filter(Double::isFinite).map(observable::clamp).max().orElse(-Double.MAX_VALUE));
        step = ChartRules.step(unit.fromSi(most) - unit.fromSi(least), 5);
        low = Math.floor(unit.fromSi(least) / step) * step;
        high = Math.ceil(unit.fromSi(most) / step) * step;
    }

    private DoubleStream edge(int sign) {
        return DoubleStream.concat(fan.stream().flatMapToDouble(p -> DoubleStream.of(band(p.twin(), sign * BANDS[0]),
                band(p.population(), sign * BANDS[0]))), planned.stream().mapToDouble(p -> band(p.observed, sign * BANDS[0])));
    }

    private double band(Gaussian g, double width) {
        return observable.clamp(g.mean(0) + width * g.deviation(0));
    }

    private double x(double t) {
        return LEFT + (t - from) / (to - from) * (RIGHT - LEFT);
    }

    private double y(double si) {
        return BOTTOM - (unit.fromSi(si) - low) / (high - low) * (BOTTOM - TOP);
    }

    private String title() {
        String s = Digits.symbol(unit);
        return observable.name(w.language()) + (s.isEmpty() ? "" : " (" + s + ")");
    }

    private List<Double> months() {
        List<Double> m = new ArrayList<>();
        double each = to - from > 10 * FollowUp.YEAR ? 24 : to - from > 4.2 * FollowUp.YEAR ? 12 : to - from > 2.6 * FollowUp.YEAR ? 6 : 3;
        for (double k = Math.ceil(from / MONTH / each) * each; k * MONTH <= to * (1 + 1e-9); k += each) {
            m.add(k);
        }
        return m;
    }

    private double[] line(ToDoubleFunction<FollowUp.Point> value) {
        double[] xy = new double[2 * fan.size()];
        for (int i = 0; i < fan.size(); i++) {
            xy[2 * i] = x(fan.get(i).t());
            xy[2 * i + 1] = y(value.applyAsDouble(fan.get(i)));
        }
        return xy;
    }

    private double[] plannedLine(double width) {
        return planned.stream().flatMapToDouble(p -> DoubleStream.of(x(p.t), y(band(p.observed, width)))).toArray();
    }

    /** The part of a line that is in the picture. */
    private double[] points(Line l) {
        DoubleStream.Builder xy = DoubleStream.builder();
        for (int i = 0; i < l.t.length; i++) {
            double y = y(l.values[i]);
            if (y >= TOP && y <= BOTTOM && l.t[i] >= from && l.t[i] <= to) {
                xy.add(x(l.t[i])).add(y);
            }
        }
        return xy.build().toArray();
    }

    private double[] underLine() {
        DoubleStream.Builder xy = DoubleStream.builder();
        for (int i = 0; i < under.length; i++) {
            if (Double.isFinite(under[i])) {
                xy.add(x(fan.get(i).t())).add(y(observable.clamp(under[i])));
            }
        }
        return xy.build().toArray();
    }

    /** Whether it goes on to the end; from what ends before, a graver one takes over. */
    private boolean reaches(Line l) {
        return l.t[l.t.length - 1] >= fan.getLast().t();
    }

    private static String path(double[] xy) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < xy.length; i += 2) {
            b.append(i == 0 ? 'M' : 'L').append(Svg.n(xy[i])).append(' ').append(Svg.n(xy[i + 1]));
        }
        return b.toString();
    }

    /** Draws it into a page. */
    void draw(Html h) {
        Svg.open(h, WIDTH, HEIGHT, title());
        Svg.text(h, LEFT - 8, 17, title(), "start", "head");
        for (int k = 0; k < BANDS.length; k++) {
            double width = BANDS[k];
            double[] upper = line(p -> band(p.twin(), width));
            double[] lower = line(p -> band(p.twin(), -width));
            StringBuilder d = new StringBuilder(path(upper));
            for (int i = lower.length - 2; i >= 0; i -= 2) {
                d.append('L').append(Svg.n(lower[i])).append(' ').append(Svg.n(lower[i + 1]));
            }
            h.empty("path", "d", d.append('Z').toString(), "fill", FILLS[k]);
        }
        if (!planned.isEmpty()) {
            StringBuilder d = new StringBuilder(path(plannedLine(BANDS[0])));
            double[] lower = plannedLine(-BANDS[0]);
            for (int i = lower.length - 2; i >= 0; i -= 2) {
                d.append('L').append(Svg.n(lower[i])).append(' ').append(Svg.n(lower[i + 1]));
            }
            h.empty("path", "d", d.append('Z').toString(), "fill", PLANNED, "fill-opacity", "0.25");
            h.empty("path", "d", path(plannedLine(0)), "fill", "none", "stroke", PLANNED, "stroke-width", "2");
        }
        if (from < 0) {
            Svg.line(h, x(0), TOP, x(0), BOTTOM, Svg.MUTED, 1, null);
        }
        for (double v = low; v <= high + 1e-9 * step; v += step) {
            double at = BOTTOM - (v - low) / (high - low) * (BOTTOM - TOP);
            Svg.line(h, LEFT, at, RIGHT, at, Svg.GRID, 0.7, null);
            Svg.text(h, LEFT - 6, at + 4, w.number(Digits.given(Unit.of("1"), v)), "end", "small muted");
        }
        for (double m : months()) {
            Svg.line(h, x(m * MONTH), BOTTOM, x(m * MONTH), BOTTOM + 4, Svg.MUTED, 1, null);
            Svg.text(h, x(m * MONTH), BOTTOM + 16, w.number(Digits.given(Unit.of("1"), m)), "middle", "small muted");
        }
        Svg.text(h, (LEFT + RIGHT) / 2, HEIGHT - 6, axis, "middle", "small");
        for (double width : new double[] {-BANDS[0], 0, BANDS[0]}) {
            h.empty("path", "d", path(line(p -> band(p.population(), width))), "fill", "none", "stroke", POPULATION, "stroke-width",
                    width == 0 ? "1.6" : "1", "stroke-dasharray", "5 4");
        }
        h.empty("path", "d", path(line(p -> band(p.twin(), 0))), "fill", "none", "stroke", Svg.SERIES.get(0), "stroke-width", "2");
        double[] likeliest = underLine();
        if (likeliest.length > 2) {
            h.empty("path", "d", path(likeliest), "fill", "none", "stroke", OBSERVED, "stroke-width", "1.6", "stroke-dasharray", "2 3");
        }
        for (Line l : lines) {
            double[] xy = points(l);
            if (xy.length > 2) {
                boolean limit = !l.what.equals("foretold");
                h.empty("path", "d", path(xy), "fill", "none", "stroke", l.color(), "stroke-width", limit ? "1.2" : "1.8",
                        "stroke-dasharray", limit ? "7 3" : "1 0");
                if (limit && reaches(l)) {
                    Svg.text(h, xy[xy.length - 2] - 2, xy[xy.length - 1] - 4, FollowUpResult.text(w.language(), "level." + l.what), "end",
                            "small");
                }
            }
        }
        for (int i = 0; i < times.length; i++) {
            h.empty("circle", "cx", Svg.n(x(times[i])), "cy", Svg.n(y(values[i])), "r", "4", "fill", OBSERVED, "stroke", "#fff",
                    "stroke-width", "1");
        }
        h.closeLine();
    }

    /** The same as a picture of its own. */
    Image picture(int threads) {
        Scene.Builder scene = Scene.builder();
        for (int k = 0; k < BANDS.length; k++) {
            double width = BANDS[k];
            scene.mesh(strip(line(p -> band(p.twin(), -width)), line(p -> band(p.twin(), width)), 0.001 * k), RigidTransform.IDENTITY,
                    Material.flat(color(FILLS[k])));
        }
        if (!planned.isEmpty()) {
            scene.mesh(strip(plannedLine(-BANDS[0]), plannedLine(BANDS[0]), 0.004), RigidTransform.IDENTITY,
                    Material.flat(color(PLANNED)).withOpacity(0.3));
            scene.line(color(PLANNED), 2, places(plannedLine(0)));
        }
        if (from < 0) {
            scene.line(color(Svg.MUTED), 1, place(x(0), TOP), place(x(0), BOTTOM));
        }
        for (double v = low; v <= high + 1e-9 * step; v += step) {
            double at = BOTTOM - (v - low) / (high - low) * (BOTTOM - TOP);
            scene.line(color(Svg.GRID), 0.8, place(LEFT, at), place(RIGHT, at));
            String number = w.number(Digits.given(Unit.of("1"), v));
            scene.add(new Scene.Label(place(LEFT - 12 - 6.5 * number.length(), at), number, color(Svg.MUTED), 8));
        }
        for (double m : months()) {
            scene.line(color(Svg.MUTED), 1, place(x(m * MONTH), BOTTOM), place(x(m * MONTH), BOTTOM + 4));
            scene.add(new Scene.Label(place(x(m * MONTH) - 8, BOTTOM + 17), w.number(Digits.given(Unit.of("1"), m)), color(Svg.MUTED), 8));
        }
        scene.add(new Scene.Label(place((LEFT + RIGHT) / 2 - 80, HEIGHT - 6), axis, color(Svg.INK), 8));
        scene.add(new Scene.Label(place(LEFT - 8, 11), title(), color(Svg.INK), 11));
        for (double width : new double[] {-BANDS[0], 0, BANDS[0]}) {
            scene.dashedLine(color(POPULATION), width == 0 ? 1.6 : 1, places(line(p -> band(p.population(), width))));
        }
        scene.line(color(Svg.SERIES.get(0)), 2, places(line(p -> band(p.twin(), 0))));
        if (underLine().length > 2) {
            scene.dashedLine(color(OBSERVED), 1.6, places(underLine()));
        }
        for (Line l : lines) {
            double[] xy = points(l);
            if (xy.length > 2 && l.what.equals("foretold")) {
                scene.line(color(l.color()), 1.8, places(xy));
            } else if (xy.length > 2) {
                scene.dashedLine(color(l.color()), 1.2, places(xy));
                if (reaches(l)) {
                    String level = FollowUpResult.text(w.language(), "level." + l.what);
                    scene.add(new Scene.Label(place(xy[xy.length - 2] - LETTER * level.length(), xy[xy.length - 1] - 4), level,
                            color(l.color()), 7));
                }
            }
        }
        for (int i = 0; i < times.length; i++) {
            scene.point(place(x(times[i]), y(values[i])), 0.0042, color(OBSERVED));
        }
        legend(scene);
        double height = HEIGHT + LEGEND;
        Camera camera = Camera.orthographic(new Vec3(WIDTH / 2000, -height / 2000, 0), new Vec3(0, 0, -1), Vec3.Y, height / 1000);
        return Renderer.render(scene.build(), camera, RenderOptions.print((int) (2 * WIDTH), (int) (2 * height)).withAmbientOcclusion(0)
                .withDepthCue(0).withOutlineWidth(0).withUiScale(2).withSupersampling(2).withThreads(threads));
    }

    /** What is what, below the axis: a picture is looked at without the page that explains it. */
    private void legend(Scene.Builder scene) {
        double y = HEIGHT + LEGEND / 2 - 2;
        double at = LEFT;
        for (String key : LEGENDS) {
            if (key.equals("foretold") && lines.stream().noneMatch(l -> l.what.equals(key)) || key.equals("planned") && planned.isEmpty()
                    || key.equals("under") && underLine().length <= 2) {
                continue;
            }
            Vec3[] sample = {place(at, y), place(at + SAMPLE, y)};
            switch (key) {
                case "twin" -> scene.line(color(Svg.SERIES.get(0)), 2, sample);
                case "foretold" -> scene.line(color(FORETOLD), 1.8, sample);
                case "population" -> scene.dashedLine(color(POPULATION), 1.6, sample);
                case "under" -> scene.dashedLine(color(OBSERVED), 1.6, sample);
                case "planned" -> scene.line(color(PLANNED), 2, sample);
                default -> scene.point(place(at + SAMPLE / 2, y), 0.0042, color(OBSERVED));
            }
            String words = w.text("follow.picture." + key);
            scene.add(new Scene.Label(place(at + SAMPLE - 4, y + 6), words, color(Svg.INK), 7));
            // one more has less room between
            at += SAMPLE + (lines.stream().anyMatch(l -> l.what.equals("foretold")) ? 8 : 14) + LETTER * words.length();
        }
    }

    private static int color(String hex) {
        return Integer.parseInt(hex.substring(1), 16);
    }

    /** A sheet of a millimetre a unit; lines lie before the bands. */
    private static Vec3 place(double x, double y) {
        return new Vec3(x / 1000, -y / 1000, 0.01);
    }

    private static Vec3[] places(double[] xy) {
        Vec3[] p = new Vec3[xy.length / 2];
        for (int i = 0; i < p.length; i++) {
            p[i] = place(xy[2 * i], xy[2 * i + 1]);
        }
        return p;
    }

    private static TriangleMesh strip(double[] lower, double[] upper, double depth) {
        int n = lower.length / 2;
        double[] v = new double[6 * n];
        int[] t = new int[6 * (n - 1)];
        for (int i = 0; i < n; i++) {
            v[6 * i] = lower[2 * i] / 1000;
            v[6 * i + 1] = -lower[2 * i + 1] / 1000;
            v[6 * i + 2] = depth;
            v[6 * i + 3] = upper[2 * i] / 1000;
            v[6 * i + 4] = -upper[2 * i + 1] / 1000;
            v[6 * i + 5] = depth;
            if (i > 0) {
                int a = 2 * i - 2;
                System.arraycopy(new int[] {a, a + 2, a + 1, a + 1, a + 2, a + 3}, 0, t, 6 * (i - 1), 6);
            }
        }
        return new TriangleMesh(v, t);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.WhatIf;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;

/** Courses as fans: what population and twin let one expect of observations (50, 80 and 95 %), with what was observed; a panel for each. */
final class FanPlots implements Drawing {

    static final double MONTH = FollowUp.YEAR / 12;

    private static final double DAY = 86400;
    private static final double LEAST_WIDTH = 330;
    private static final double LEAST_HEIGHT = 219;
    private static final double LEFT = 54;
    /** Room for a title of two lines: what it is, and how it is read. */
    private static final double TOP = 44;
    private static final double FOOT = 40;
    private static final double RIGHT = 16;
    private static final double LEGEND = 26;
    private static final double DOT = 4;
    private static final double NEAR = 7;
    /** Between the strokes over what is far beyond the observations. */
    private static final double HATCH = 7;
    /** Kinds of scales whose ends mean something. */
    private static final String SCORE = "score";

    private final Reading reading;
    private final FollowUpResult result;
    private final List<Reading.Course> courses;
    private final Optional<String> chosen;
    private final String beside;
    private final List<Panel> panels = new ArrayList<>();

    /** Where a course was drawn. */
    private record Panel(Reading.Course course, Frame frame, double left, double width) {
    }

    /** @param chosen the id of the observable that is looked at */
    FanPlots(Reading reading, List<Reading.Course> courses, Optional<String> chosen) {
        this(reading, courses, chosen, "");
    }

    /** @param beside id of an intervention whose outcome is drawn as well, {@link CoursesView#COHORT}, or empty for neither */
    FanPlots(Reading reading, List<Reading.Course> courses, Optional<String> chosen, String beside) {
        this.beside = beside;
        this.reading = reading;
        this.result = reading.result().orElseThrow();
        this.courses = List.copyOf(courses);
        this.chosen = chosen;
    }

    private int across(double width) {
        return Math.clamp((int) (width / LEAST_WIDTH), 1, Math.max(1, courses.size()));
    }

    private int down(double width) {
        return (courses.size() + across(width) - 1) / across(width);
    }

    @Override
    public double height(double width) {
        return LEGEND + down(width) * LEAST_HEIGHT;
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        ink.fill(0, 0, width, height, ink.palette().ground());
        panels.clear();
        legend(ink, width);
        int n = across(width);
        double w = width / n;
        double h = (height - LEGEND) / Math.max(1, down(width));
        for (int i = 0; i < courses.size(); i++) {
            panel(ink, courses.get(i), i % n * w, LEGEND + i / n * h, w, Math.min(h, w));
        }
    }

    private void legend(Ink ink, double width) {
        Ink.Palette p = ink.palette();
        double y = 14;
        double x = Legend.box(ink, 14, y, Tint.band(p, 2), Texts.text(result.followUp().operation().isPresent() ? "fan.twin.half"
                : "fan.twin.half.without"));
        x = Legend.box(ink, x, y, Tint.band(p, 1), Texts.text("fan.twin.most"));
        x = Legend.box(ink, x, y, Tint.band(p, 0), Texts.text("fan.twin"));
        x = Legend.box(ink, x, y, Tint.populationBand(p, 0), Texts.text("fan.population"));
        Optional<Intervention> done = intervention();
        if (done.isPresent()) {
            x = Legend.box(ink, x, y, Tint.alternativeBand(p), Texts.text(done.get().operates()
                    && result.followUp().planned().isPresent() ? "fan.as-planned" : "fan.alternative", done.get().name(UiLanguage.code())));
        } else if (beside.equals(CoursesView.COHORT)) {
            x = Legend.box(ink, x, y, Tint.alternative(p), Texts.text("fan.cohort"));
        }
        for (String key : List.of("fan.observed", "fan.later", "fan.cause")) {
            if (key.equals("fan.later") && courses.stream().allMatch(c -> c.seen().stream().allMatch(Reading.Seen::known))
                    || key.equals("fan.cause") && courses.stream().allMatch(c -> c.under().length == 0)) {
                continue;
            }
            String text = key.equals("fan.cause") ? Texts.text(key, cause()) : Texts.text(key);
            if (x + 22 + ink.width(text) > width) {
                return;
            }
            if (key.equals("fan.cause")) {
                dotted(ink, new double[] {x, y, x + 18, y}, Tint.observed(p));
            } else {
                dot(ink, x + 7, y, key.equals("fan.observed"));
            }
            ink.text(x + 22, y, text, Ink.Align.START, p.ink(), false);
            x += 38 + ink.width(text);
        }
    }

    private String axis() {
        return Texts.text("axis.months." + result.followUp().clock().id());
    }

    private Optional<Intervention> intervention() {
        return Observables.interventions().stream().filter(i -> i.id().equals(beside)).findFirst();
    }

    private String cause() {
        return FollowUpResult.cause(UiLanguage.code(), result.fits().getFirst().cause());
    }

    private static void dot(Ink ink, double x, double y, boolean known) {
        Ink.Palette p = ink.palette();
        ink.disc(x, y, DOT + 1, p.ground());
        ink.disc(x, y, DOT, Tint.observed(p));
        if (!known) {
            ink.disc(x, y, DOT - 1.6, p.ground());
        }
    }

    private static double band(Observable d, Gaussian g, double width) {
        return d.clamp(g.mean(0) + width * g.deviation(0));
    }

    private static DoubleStream edges(Reading.Course c, int sign) {
        return c.fan().stream().flatMapToDouble(q -> DoubleStream.of(band(c.observable(), q.twin(), sign * Tint.BANDS[0]),
                band(c.observable(), q.population(), sign * Tint.BANDS[0])));
    }

    /** Of what is drawn beside. */
    private static DoubleStream extent(Reading.Course c, String beside, int sign) {
        return beside.equals(CoursesView.COHORT) ? Arrays.stream(c.cohort()).mapToDouble(q -> q[sign < 0 ? 0 : q.length - 1])
                : c.alternative(beside).stream().flatMap(a -> a.points().stream()).mapToDouble(q -> band(c.observable(), q
                        .observed(), sign * Tint.BANDS[0]));
    }

    private static Frame frame(Reading.Course c, String beside, double left, double top, double width, double height) {
        Unit u = c.observable().unit();
        double least = DoubleStream.concat(DoubleStream.concat(edges(c, -1), extent(c, beside, -1)), c.seen().stream()
                .mapToDouble(s -> s.observation().getValue())).min().orElse(0);
        double most = DoubleStream.concat(DoubleStream.concat(DoubleStream.concat(edges(c, 1), extent(c, beside, 1)), c.seen().stream()
                .mapToDouble(s -> s.observation().getValue())),
                Arrays.stream(c.under()).filter(Double::isFinite).map(c.observable()::clamp)).max().orElse(1);
        double from = Math.min(c.fan().getFirst().t(), c.seen().stream().mapToDouble(Reading.Seen::t).min().orElse(0)) / MONTH;
        return new Frame(left + LEFT, top + TOP, width - LEFT - RIGHT, height - TOP - FOOT, from, c.fan().getLast().t() / MONTH,
                Frame.Range.round(u.fromSi(least), u.fromSi(most), height > 300 ? 7 : 5));
    }

    /** Months between two strokes of an axis, so that their numbers have room. */
    static double every(Frame f) {
        for (double e : new double[] {1, 3, 6, 12, 24, 60}) {
            if (e / (f.x1() - f.x0()) * f.width() >= 34) {
                return e;
            }
        }
        return 120;
    }

    private void panel(Ink ink, Reading.Course c, double left, double top, double width, double height) {
        Ink.Palette p = ink.palette();
        Frame f = frame(c, beside, left, top, width, height);
        panels.add(new Panel(c, f, left, width));
        boolean own = chosen.filter(c.observable().id()::equals).isPresent() && courses.size() > 1;
        if (own) {
            ink.fill(left + 6, top + 4, 3, TOP - 10, Tint.twin(p));
        }
        for (int k = 0; k < Tint.BANDS.length; k++) {
            band(ink, f, c, k, true);
        }
        for (int k = 0; k < Tint.BANDS.length; k++) {
            band(ink, f, c, k, false);
        }
        far(ink, f, c);
        alternative(ink, f, c);
        if (f.x0() < 0) {
            ink.line(f.x(0), f.top(), f.x(0), f.bottom(), p.muted(), 1, false);
        }
        f.rows(ink);
        f.columns(ink, every(f));
        ink.text(f.left() + f.width() / 2, f.bottom() + 28, axis(), Ink.Align.MIDDLE, p.muted(), false);
        title(ink, c, left, top, width);
        limits(ink, f, c);
        dashed(ink, line(f, c, q -> band(c.observable(), q.population(), 0)), Tint.population());
        ink.path(line(f, c, q -> band(c.observable(), q.twin(), 0)), Tint.twin(p), 2);
        under(ink, f, c);
        cohort(ink, f, c);
        double here = at(reading.state().map(TwinState::getTime).orElseThrow());
        if (!reading.isLatest() && here >= f.x0()) {
            ink.line(f.x(here), f.top(), f.x(here), f.bottom(), Frame.HERE, 2, false);
        }
        for (Reading.Seen s : c.seen()) {
            dot(ink, f.x(s.t() / MONTH), f.y(shown(c, s)), s.known());
        }
    }

    /** Strokes over the disease's course where it is told from observations of long before. */
    private void far(Ink ink, Frame f, Reading.Course c) {
        double from = f.x(reading.reach(c) / MONTH);
        int color = ink.palette().muted();
        for (double x = Math.max(from, f.left()) + HATCH; x < f.right() + f.height(); x += HATCH) {
            // from the upper end of a stroke down to the left, as far as the field goes
            double over = Math.max(0, x - f.right());
            double down = Math.min(f.height(), x - Math.max(from, f.left()));
            if (down > over) {
                ink.line(x - over, f.top() + over, x - down, f.top() + down, color, 0.6, false);
            }
        }
    }

    /** How a panel is read: what is better, and what is charted of somebody who was not operated on. */
    private String reads(Reading.Course c) {
        Observable d = c.observable();
        FollowUp f = result.followUp();
        boolean both = c.alternative(beside).filter(a -> a.intervention().operates()).isPresent();
        String charted = f.operation().isPresent() ? "" : Texts.text(both ? "fan.reads.both" : f.planned().isPresent()
                ? "fan.reads.without-planned" : "fan.reads.without");
        return Stream.of(direction(d, UiLanguage.code()), charted).filter(t -> !t.isEmpty()).collect(Collectors.joining("  \u00b7  "));
    }

    /** What is better, in words; empty where nobody has said so. */
    static String direction(Observable d, String language) {
        String own = "fan.direction." + d.id();
        if (Texts.CATALOG.has("en", own)) {
            return Texts.CATALOG.text(language, own);
        }
        return d.better().map(up -> d.kind().equals(SCORE) ? Texts.CATALOG.text(language, "fan.direction.best", Texts.axis(d.unit()
                .fromSi(up ? d.upper() : d.lower()))) : Texts.CATALOG.text(language, up ? "fan.direction.up" : "fan.direction.down"))
                .orElse("");
    }

    /** What would come of what is done: its band from then on, and its middle. */
    private void alternative(Ink ink, Frame f, Reading.Course c) {
        c.alternative(beside).ifPresent(a -> {
            int n = a.points().size();
            double[] around = new double[4 * n];
            double[] middle = new double[2 * n];
            for (int i = 0; i < n; i++) {
                Reading.Then q = a.points().get(i);
                double x = f.x(q.t() / MONTH);
                middle[2 * i] = x;
                middle[2 * i + 1] = y(f, c, q, 0);
                around[2 * i] = x;
                around[2 * i + 1] = y(f, c, q, Tint.BANDS[0]);
                around[4 * n - 2 * i - 2] = x;
                around[4 * n - 2 * i - 1] = y(f, c, q, -Tint.BANDS[0]);
            }
            ink.area(around, Tint.alternativeBand(ink.palette()));
            ink.path(middle, Tint.alternative(ink.palette()), 2);
        });
    }

    private static double y(Frame f, Reading.Course c, Reading.Then q, double width) {
        return f.y(c.observable().unit().fromSi(band(c.observable(), q.observed(), width)));
    }

    /** The quantiles of the virtual cohort, and where the patient was among it at last. */
    private void cohort(Ink ink, Frame f, Reading.Course c) {
        if (!beside.equals(CoursesView.COHORT)) {
            return;
        }
        int color = Tint.alternative(ink.palette());
        for (int k = 0; k < Reading.PARTS.length; k++) {
            double[] xy = new double[2 * c.fan().size()];
            for (int i = 0; i < c.fan().size(); i++) {
                xy[2 * i] = f.x(c.fan().get(i).t() / MONTH);
                xy[2 * i + 1] = f.y(c.observable().unit().fromSi(c.cohort()[i][k]));
            }
            if (Reading.PARTS[k] == 0.5) {
                ink.path(xy, color, 1.5);
            } else {
                dotted(ink, xy, color);
            }
        }
        if (!Double.isNaN(c.rank())) {
            ink.text(f.right() - 4, f.top() + 10, Texts.text("fan.rank", Math.round(100 * c.rank())), Ink.Align.END, color, true);
        }
    }

    private double at(String time) {
        return result.followUp().since(Times.instant(time)) / MONTH;
    }

    private static double shown(Reading.Course c, Reading.Seen s) {
        return c.observable().unit().fromSi(c.observable().clamp(s.observation().getValue()));
    }

    private void title(Ink ink, Reading.Course c, double left, double top, double width) {
        Ink.Palette p = ink.palette();
        Optional<Alert> alert = result.alerts().stream().filter(a -> a.observable().equals(c.observable())).findFirst();
        double x = left + 16;
        if (alert.isPresent()) {
            int color = Tint.alert(p, alert.get(), result.log().status(alert.get().id(), result.now()));
            ink.area(new double[] {x, top + 20, x + 13, top + 20, x + 6.5, top + 8}, color);
            x += 19;
        }
        // rather a shorter name than no unit
        String symbol = Wording.symbol(c.observable().unit());
        String unit = symbol.isEmpty() ? "" : " (" + symbol + ")";
        double room = width - (x - left) - 12 - ink.boldWidth(unit);
        ink.text(x, top + 14, ink.fitted(c.observable().name(UiLanguage.code()), room, true) + unit, Ink.Align.START, p.ink(), true);
        ink.text(left + 16, top + 30, ink.fitted(reads(c), width - 28, false), Ink.Align.START, p.muted(), false);
    }

    private void band(Ink ink, Frame f, Reading.Course c, int k, boolean population) {
        double[] upper = line(f, c, q -> band(c.observable(), population ? q.population() : q.twin(), Tint.BANDS[k]));
        double[] lower = line(f, c, q -> band(c.observable(), population ? q.population() : q.twin(), -Tint.BANDS[k]));
        double[] around = Arrays.copyOf(upper, 2 * upper.length);
        for (int i = 0; i < lower.length; i += 2) {
            around[upper.length + i] = lower[lower.length - 2 - i];
            around[upper.length + i + 1] = lower[lower.length - 1 - i];
        }
        ink.area(around, population ? Tint.populationBand(ink.palette(), k) : Tint.band(ink.palette(), k));
    }

    private static double[] line(Frame f, Reading.Course c, ToDoubleFunction<FollowUp.Point> value) {
        Unit u = c.observable().unit();
        double[] xy = new double[2 * c.fan().size()];
        for (int i = 0; i < c.fan().size(); i++) {
            xy[2 * i] = f.x(c.fan().get(i).t() / MONTH);
            xy[2 * i + 1] = f.y(u.fromSi(value.applyAsDouble(c.fan().get(i))));
        }
        return xy;
    }

    private void limits(Ink ink, Frame f, Reading.Course c) {
        double end = c.fan().isEmpty() ? 0 : c.fan().getLast().t();
        for (Observable.Limit l : result.followUp().limits(c.observable())) {
            double[] line = result.followUp().line(c.observable(), l, end);
            double[] xy = new double[line.length];
            int n = 0;
            for (int i = 0; i < line.length; i += 2) {
                double y = f.y(c.observable().unit().fromSi(line[i + 1]));
                double x = f.x(line[i] / MONTH);
                if (y > f.top() && y < f.bottom() && x <= f.right()) {
                    xy[n++] = x;
                    xy[n++] = y;
                }
            }
            if (n > 2) {
                int color = Tint.level(ink.palette(), l.level());
                dashed(ink, Arrays.copyOf(xy, n), color);
                ink.line(xy[0], xy[1] - 4, xy[0], xy[1] + 4, color, 1, false);
                // a graver one takes over from what ends before
                if (line[line.length - 2] >= end) {
                    ink.text(f.right() - 3, xy[n - 1] - 8, FollowUpResult.text(UiLanguage.code(), "level." + l.level()), Ink.Align.END,
                            color, false);
                }
            }
        }
    }

    private static void under(Ink ink, Frame f, Reading.Course c) {
        double[] xy = new double[2 * c.under().length];
        int n = 0;
        for (int i = 0; i < c.under().length; i++) {
            if (Double.isFinite(c.under()[i])) {
                xy[n++] = f.x(c.fan().get(i).t() / MONTH);
                xy[n++] = f.y(c.observable().unit().fromSi(c.observable().clamp(c.under()[i])));
            }
        }
        dotted(ink, Arrays.copyOf(xy, n), Tint.observed(ink.palette()));
    }

    private static void dotted(Ink ink, double[] xy, int color) {
        along(xy, 5, 0, (x, y, x2, y2) -> ink.disc(x, y, 1.2, color));
    }

    private static void dashed(Ink ink, double[] xy, int color) {
        along(xy, 11, 6, (x, y, x2, y2) -> ink.path(new double[] {x, y, x2, y2}, color, 1.5));
    }

    /** What is drawn again and again along a line. */
    @FunctionalInterface
    private interface Stroke {
        void draw(double x, double y, double x2, double y2);
    }

    /** Draws a stroke of a length every so many points of a line. */
    private static void along(double[] xy, double every, double length, Stroke stroke) {
        double gone = 0;
        double next = 0;
        for (int i = 2; i < xy.length; i += 2) {
            double dx = xy[i] - xy[i - 2];
            double dy = xy[i + 1] - xy[i - 1];
            double whole = Math.hypot(dx, dy);
            while (whole > 0 && next < gone + whole) {
                // a stroke that would go on behind the corner ends there
                double s = Math.max(0, next - gone) / whole;
                double e = Math.min(1, (next + length - gone) / whole);
                stroke.draw(xy[i - 2] + s * dx, xy[i - 1] + s * dy, xy[i - 2] + e * dx, xy[i - 1] + e * dy);
                if (next + length > gone + whole) {
                    break;
                }
                next += every;
            }
            gone += whole;
        }
    }

    // ---- pointing

    private Optional<Panel> panel(double x, double y) {
        return panels.stream().filter(q -> x >= q.left && x < q.left + q.width && y >= q.frame.top() - TOP && y <= q.frame.bottom() + FOOT)
                .findFirst();
    }

    /** The observable whose course is at a point of the last drawing. */
    Optional<Observable> observable(double x, double y) {
        return panel(x, y).map(q -> q.course.observable());
    }

    private static Optional<Reading.Seen> seen(Panel q, double x, double y) {
        return q.course.seen().stream().filter(s -> distance(q, s, x, y) <= NEAR).min((a, b) -> Double.compare(distance(q, a, x, y),
                distance(q, b, x, y)));
    }

    private static double distance(Panel q, Reading.Seen s, double x, double y) {
        return Math.hypot(q.frame.x(s.t() / MONTH) - x, q.frame.y(shown(q.course, s)) - y);
    }

    /** The state that the observation at a point led to. */
    Optional<TwinState> state(double x, double y) {
        return panel(x, y).flatMap(q -> seen(q, x, y)).flatMap(Reading.Seen::step).map(FollowUp.Step::state);
    }

    private static FollowUp.Point nearest(Panel q, double x) {
        double t = q.frame.value(x) * MONTH;
        return q.course.fan().stream().min((a, b) -> Double.compare(Math.abs(a.t() - t), Math.abs(b.t() - t))).orElseThrow();
    }

    @Override
    public String at(double x, double y) {
        Optional<Panel> panel = panel(x, y).filter(q -> q.frame.holds(x, y));
        if (panel.isEmpty()) {
            return "";
        }
        Panel q = panel.get();
        Observable d = q.course.observable();
        Optional<Reading.Seen> seen = seen(q, x, y);
        StringBuilder b = new StringBuilder();
        if (seen.isPresent()) {
            b.append(words(seen.get(), d));
        } else {
            FollowUp.Point point = nearest(q, x);
            Instant time = result.followUp().at(point.t());
            b.append(Texts.text("fan.at", FollowUpResult.day(time), Texts.axis(Math.round(10 * point.t() / MONTH) / 10.0),
                    axis())).append('\n');
            b.append(Texts.text("fan.at.twin", expected(d, point.twin()), between(d, point.twin()))).append('\n');
            b.append(Texts.text("fan.at.population", expected(d, point.population()), between(d, point.population())));
            if (point.t() > reading.reach(q.course)) {
                b.append('\n').append(Texts.text("fan.at.far"));
            }
            q.course.alternative(beside).filter(a -> point.t() >= a.points().getFirst().t()).ifPresent(a -> b.append('\n').append(words(d,
                    a, point.t())));
        }
        return b.toString();
    }

    /** What would come of what is done by a time, and how probably that is better than waiting, as far as anything is said of that. */
    static String words(Observable d, Reading.Alternative a, double t) {
        Reading.Then then = a.points().stream().min(Comparator.comparingDouble(x -> Math.abs(x.t() - t))).orElseThrow();
        String said = Texts.text("fan.at.alternative", a.intervention().name(UiLanguage.code()), expected(d, then.observed()), between(d,
                then.observed()));
        if (a.basis().filter(x -> x == WhatIf.Basis.ASSUMPTION).isPresent()) {
            return said + '\n' + Texts.text("fan.at.assumption");
        }
        return Double.isNaN(then.better()) ? said : said + '\n' + Texts.text(a.basis().filter(x -> x == WhatIf.Basis.POPULATION).isPresent()
                ? "fan.at.better.population" : "fan.at.better", Texts.WORDING.said(FollowUpResult.chance(then.better())));
    }

    /** An observation in words, with what was predicted of it. */
    static String words(Reading.Seen s, Observable d) {
        StringBuilder b = new StringBuilder(Texts.text("seen", FollowUpResult.day(Times.instant(s.observation()
                .getTime())), d.name(UiLanguage.code()), Texts.given(d.unit(), s.observation().getValue())));
        s.step().ifPresent(p -> b.append('\n').append(Texts.text("seen.predicted", Texts.pair(d.unit(), d.expected(p.predicted()), p
                .prediction().getStandardDeviation()), signed(p.residual()))).append('\n').append(Texts.text("seen.state", p.state()
                        .getId(), bits(p.information()))));
        if (s.observation().getSource() != null && !s.observation().getSource().isBlank()) {
            b.append('\n').append(Texts.text("seen.source", s.observation().getSource()));
        }
        note(s.observation()).ifPresent(n -> b.append('\n').append(n));
        return b.toString();
    }

    /** What somebody has said of an observation, and who; empty for nothing. */
    static Optional<String> note(Observation o) {
        return Notes.line(o).map(n -> o.getDescription() == null || o.getDescription().isBlank() ? Texts.text("seen.note", n) : Texts.text(
                "seen.note.by", n, o.getDescription()));
    }

    static String signed(double v) {
        return (v < 0 ? "" : "+") + Texts.axis(Math.round(10 * v) / 10.0);
    }

    static String bits(double bits) {
        return Double.isNaN(bits) ? "\u2013" : Texts.axis(Math.round(100 * bits) / 100.0);
    }

    private static String expected(Observable d, Gaussian g) {
        return Texts.value(d.unit(), band(d, g, 0));
    }

    private static String between(Observable d, Gaussian g) {
        return Texts.text("between", Texts.value(d.unit(), band(d, g, -Tint.BANDS[0])), Texts.value(d.unit(), band(d, g,
                Tint.BANDS[0])));
    }

    @Override
    public void pointed(Ink ink, double x, double y) {
        panel(x, y).filter(q -> q.frame.holds(x, y)).ifPresent(q -> {
            Optional<Reading.Seen> seen = seen(q, x, y);
            if (seen.isPresent()) {
                ink.circle(q.frame.x(seen.get().t() / MONTH), q.frame.y(shown(q.course, seen.get())), DOT + 3, ink.palette().ink(), 1);
            } else {
                double at = q.frame.x(nearest(q, x).t() / MONTH);
                ink.line(at, q.frame.top(), at, q.frame.bottom(), ink.palette().muted(), 1, true);
            }
        });
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("observable", "day", "unit", "what", "mean", "lower50", "upper50", "lower80", "upper80",
                "lower95", "upper95"), List.of("", "d", "", "", "see unit", "see unit", "see unit", "see unit", "see unit", "see unit",
                        "see unit"));
        for (Reading.Course c : courses) {
            Unit u = c.observable().unit();
            for (FollowUp.Point q : c.fan()) {
                row(t, c, q, "twin", q.twin());
                row(t, c, q, "population", q.population());
            }
            for (Reading.Alternative a : c.alternatives()) {
                a.points().forEach(q -> row(t, c, q.t(), a.intervention().id(), q.observed()));
            }
            for (int i = 0; i < c.cohort().length; i++) {
                double[] q = c.cohort()[i];
                t.row(Arrays.asList(c.observable().id(), c.fan().get(i).t() / DAY, u.symbol(), CoursesView.COHORT, RunResult.shown(u, q[3]),
                        RunResult.shown(u, q[2]), RunResult.shown(u, q[4]), RunResult.shown(u, q[1]), RunResult.shown(u, q[5]),
                        RunResult.shown(u, q[0]), RunResult.shown(u, q[6])));
            }
            for (Reading.Seen s : c.seen()) {
                t.row(Arrays.asList(c.observable().id(), s.t() / DAY, u.symbol(), "observed", RunResult.shown(u, s.observation()
                        .getValue()), null, null, null, null, null, null));
            }
        }
        return t;
    }

    private static void row(CsvTable t, Reading.Course c, FollowUp.Point q, String what, Gaussian g) {
        row(t, c, q.t(), what, g);
    }

    private static void row(CsvTable t, Reading.Course c, double at, String what, Gaussian g) {
        Unit u = c.observable().unit();
        List<Object> cells = new ArrayList<>(List.of(c.observable().id(), at / DAY, u.symbol(), what));
        for (double width : new double[] {0, -Tint.BANDS[2], Tint.BANDS[2], -Tint.BANDS[1], Tint.BANDS[1], -Tint.BANDS[0],
            Tint.BANDS[0]}) {
            cells.add(RunResult.shown(u, band(c.observable(), g, width)));
        }
        t.row(cells);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.ChartRules;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;
import org.orthotwin.ui.plot.Legend;
import org.orthotwin.ui.plot.NoInk;

/**
 * What is known of the parameters of a course: before anything was observed and now, how well the observations tell each, and what
 * each observation told of them together.
 */
final class ParameterPlot implements Drawing {

    private static final double LEAST_WIDTH = 250;
    private static final double CARD = 178;
    private static final double MARGIN = 16;
    private static final double HEAD = 48;
    private static final double BARS = 170;
    private static final double LEFT = 46;
    /** So many standard deviations of a distribution are drawn. */
    private static final double WIDE = 3.2;
    private static final int POINTS = 120;
    private static final double NEAR = 14;
    private static final double LINE = 17;
    private static final double HOVER = 420;
    private static final int BINS = 48;
    /** Of the letters of notes, before there is an ink. */
    private static final Ink MEASURE = new NoInk();

    private final Reading reading;
    private final Observable observable;
    private final List<Reading.Known> known;
    private final List<FollowUp.Step> steps;
    private final Optional<FollowUp.Record> chain;
    private final Chains chains;
    /** What the pointer says of the change of the course, with its source. */
    private String more = "";
    /** Sentences between the heading and the parameters. */
    private final List<String> notes = new ArrayList<>();
    private final List<Card> cards = new ArrayList<>();
    private Frame bars;
    private double width;

    /** Where a parameter was drawn. */
    private record Card(Reading.Known known, Frame frame) {
    }

    ParameterPlot(Reading reading, Observable observable, Chains chains) {
        this.reading = reading;
        this.observable = observable;
        this.chain = chains.of(observable);
        this.chains = chains;
        FollowUpResult r = reading.result().orElseThrow();
        if (r.changed().contains(observable)) {
            notes.add(change(r));
            more = Texts.WORDING.change(r, observable);
        }
        List<FollowUpResult.Known> facts = r.effects().stream().filter(k -> k.observable().equals(observable)).toList();
        if (!facts.isEmpty()) {
            notes.add(Texts.text("parameters.facts", facts.stream().map(Texts.WORDING::known).collect(Collectors.joining("; "))));
        }
        chain.ifPresent(c -> notes.add(Texts.text(c.isApart() ? "parameters.chain.apart" : "parameters.chain.agrees", number(c.worst()),
                number(c.stretch())) + (Double.isNaN(c.changed()) ? "" : " " + Texts.text("parameters.chain.changed", Texts.percent(c
                        .changed())))));
        this.known = reading.known().stream().filter(k -> k.identified().observable().equals(observable)).toList();
        this.steps = reading.result().orElseThrow().steps().stream().filter(s -> s.observable().equals(observable)).toList();
    }

    /** Whether the course has changed, in short. */
    private String change(FollowUpResult r) {
        ChangePoints c = r.followUp().belief(r.state()).changes(observable);
        Gaussian g = c.changed();
        int rate = g.dimension() - 1;
        return Texts.text(c.probability() < 0.01 ? "parameters.change.no" : "parameters.change", Texts.percent(c.probability()),
                FollowUpResult.day(r.followUp().at(c.onset(0.05))), FollowUpResult.day(r.followUp().at(c.onset(0.95))), Texts.pair(
                        observable.rateUnit(), g.mean(rate), g.deviation(rate)));
    }

    private static String number(double v) {
        return Texts.WORDING.said(Numbers.fixed(v, 2));
    }

    /** The notes in lines. What they take is known before there is an ink. */
    private List<String> lines(double width) {
        return notes.stream().flatMap(t -> MEASURE.lines(t, width - 2 * MARGIN).stream()).toList();
    }

    private double head(double width) {
        int n = lines(width).size();
        return HEAD + (n == 0 ? 0 : n * LINE + 6);
    }

    private int across(double width) {
        return Math.clamp((int) (width / LEAST_WIDTH), 1, Math.max(1, known.size()));
    }

    private int down(double width) {
        return (known.size() + across(width) - 1) / across(width);
    }

    @Override
    public double height(double width) {
        return head(width) + down(width) * CARD + (steps.isEmpty() ? 0 : BARS);
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        this.width = width;
        cards.clear();
        bars = null;
        ink.text(MARGIN, 14, ink.fitted(observable.name(UiLanguage.code()), width - 2 * MARGIN, true),
                Ink.Align.START, p.ink(), true);
        double x = Legend.box(ink, MARGIN, 36, Tint.band(p, 0), Texts.text("parameters.after"));
        x = Legend.box(ink, x, 36, Tint.populationBand(p, 1), Texts.text("parameters.before"));
        if (chain.isPresent()) {
            Legend.box(ink, x, 36, Tint.alternative(p), Texts.text("parameters.by-chain"));
        }
        List<String> lines = lines(width);
        for (int i = 0; i < lines.size(); i++) {
            ink.text(MARGIN, HEAD + 8 + i * LINE, lines.get(i), Ink.Align.START, p.ink(), false);
        }
        double head = head(width);
        int n = across(width);
        double w = width / n;
        double free = height - head - (steps.isEmpty() ? 0 : BARS);
        double h = Math.min(free / Math.max(1, down(width)), 1.3 * CARD);
        for (int i = 0; i < known.size(); i++) {
            card(ink, known.get(i), i % n * w, head + i / n * h, w, h);
        }
        if (!steps.isEmpty()) {
            told(ink, head + down(width) * h, width);
        }
    }

    private static double quantile(Reading.Known k, double[] of, double z) {
        double v = of[0] + z * of[1];
        return k.unit().fromSi(k.logarithmic() ? Math.exp(v) : v);
    }

    /** Density per shown unit, up to a factor that is the same for both distributions. */
    private static double density(Reading.Known k, double[] of, double shown) {
        double si = k.unit().toSi(shown);
        if (k.logarithmic() && !(si > 0)) {
            return 0;
        }
        double z = ((k.logarithmic() ? Math.log(si) : si) - of[0]) / of[1];
        return Math.exp(-z * z / 2) / of[1] / (k.logarithmic() ? si : 1);
    }

    private void card(Ink ink, Reading.Known k, double left, double top, double width, double height) {
        Ink.Palette p = ink.palette();
        String symbol = Wording.symbol(k.unit());
        ink.text(left + MARGIN, top + 14, ink.fitted(name(k) + (symbol.isEmpty() ? "" : " (" + symbol + ")"), width - 2 * MARGIN, true),
                Ink.Align.START, p.ink(), true);
        ink.text(left + MARGIN, top + 33, ink.fitted(estimates(k), width - 2 * MARGIN), Ink.Align.START, p.ink(), false);
        double low = Math.min(quantile(k, k.before(), -WIDE), quantile(k, k.after(), -WIDE));
        double high = Math.max(quantile(k, k.before(), WIDE), quantile(k, k.after(), WIDE));
        if (!(high > low)) {
            low -= 1;
            high += 1;
        }
        Frame f = new Frame(left + MARGIN, top + 48, width - 2 * MARGIN, height - 48 - 58, low, high, new Frame.Range(0, 1, 1));
        cards.add(new Card(k, f));
        double peak = peak(k, low, high);
        curve(ink, k, k.before(), f, peak, Tint.populationBand(p, 1), Tint.population());
        curve(ink, k, k.after(), f, peak, Tint.band(p, 0), Tint.twin(p));
        chain.ifPresent(c -> ink.path(outline(k, c, f, peak), Tint.alternative(p), 2));
        ink.line(f.left(), f.bottom(), f.right(), f.bottom(), p.muted(), 1, false);
        f.columns(ink, ChartRules.step(high - low, Math.max(2, (int) (f.width() / 60))));
        told(ink, k, f);
    }

    private static double peak(Reading.Known k, double low, double high) {
        return IntStream.rangeClosed(0, POINTS).mapToDouble(i -> low + (high - low) * i / POINTS).map(v -> Math.max(finite(density(k, k
                .before(), v)), finite(density(k, k.after(), v)))).max().orElse(0);
    }

    /**
     * The outline of a histogram of the chain's draws over the distributions, on their scale. What lies beyond the frame counts, too, but
     * is not seen.
     */
    private static double[] outline(Reading.Known k, FollowUp.Record c, Frame f, double peak) {
        int i = k.identified().index();
        int[] n = new int[BINS];
        double each = (f.x1() - f.x0()) / BINS;
        for (double[] x : c.chain().draws()) {
            int bin = (int) Math.floor((k.unit().fromSi(k.logarithmic() ? Math.exp(x[i]) : x[i]) - f.x0()) / each);
            if (bin >= 0 && bin < BINS) {
                n[bin]++;
            }
        }
        // densities here are those of a normal distribution without its factor 1 / sqrt(2 pi)
        double whole = c.chain().draws().length * Math.abs(k.unit().toSi(f.x0() + each) - k.unit().toSi(f.x0())) / Math.sqrt(2 * Math.PI);
        double[] xy = new double[4 * BINS];
        for (int b = 0; b < BINS; b++) {
            double y = f.y(Math.min(1, 0.96 * n[b] / whole / peak));
            xy[4 * b] = f.x(f.x0() + b * each);
            xy[4 * b + 2] = f.x(f.x0() + (b + 1) * each);
            xy[4 * b + 1] = y;
            xy[4 * b + 3] = y;
        }
        return xy;
    }

    private static double finite(double v) {
        return Double.isFinite(v) ? v : 0;
    }

    private static void curve(Ink ink, Reading.Known k, double[] of, Frame f, double peak, int fill, int line) {
        if (!(of[1] > 0) || !(peak > 0)) {
            // known exactly
            double x = f.x(quantile(k, of, 0));
            ink.line(x, f.top(), x, f.bottom(), line, 2, false);
            return;
        }
        double[] xy = new double[2 * (POINTS + 1)];
        for (int i = 0; i <= POINTS; i++) {
            double v = f.x0() + (f.x1() - f.x0()) * i / POINTS;
            xy[2 * i] = f.x(v);
            xy[2 * i + 1] = f.y(0.96 * density(k, of, v) / peak);
        }
        double[] around = Arrays.copyOf(xy, xy.length + 4);
        around[xy.length] = f.right();
        around[xy.length + 1] = f.bottom();
        around[xy.length + 2] = f.left();
        around[xy.length + 3] = f.bottom();
        ink.area(around, fill);
        ink.path(xy, line, 1.5);
    }

    /** A bar as long as the share of the variance that the observations took away, with the word for it. */
    private void told(Ink ink, Reading.Known k, Frame f) {
        Ink.Palette p = ink.palette();
        FollowUp.Identified identified = chains.better(k.identified());
        double y = f.bottom() + 36;
        double share = Math.clamp(identified.contraction(), 0, 1);
        double length = Math.min(60, f.width() / 4);
        ink.fill(f.left(), y - 4, length, 8, p.grid());
        if (share > 0) {
            ink.fill(f.left(), y - 4, share * length, 8, Tint.twin(p));
        }
        String with = identified.with() >= 0 && Math.abs(identified.correlation()) >= FollowUp.Identified.ENTANGLED
                ? " " + Texts.text("parameters.with", Texts.WORDING.parameter(identified.observable().course().orElseThrow().parameter(
                        identified.with()))) : "";
        ink.text(f.left() + length + 8, y, ink.fitted(Texts.text("parameters.told", Texts.WORDING.told(identified.told()), Math.round(
                100 * share)) + with, f.width() - length - 8), Ink.Align.START, p.ink(), false);
    }

    private static String name(Reading.Known k) {
        return Texts.WORDING.parameter(k.identified().observable().course().orElseThrow().parameter(k.identified().index()));
    }

    /** By the chain where that is to be believed, with a star as in the report. */
    private String estimates(Reading.Known k) {
        return number(k.first(), k.unit()) + "  \u2192  " + chain.filter(FollowUp.Record::isApart).map(c -> byChain(k, c, Unit.of("1"))
                + " *").orElseGet(() -> number(k.now(), k.unit()));
    }

    private static String byChain(Reading.Known k, FollowUp.Record c, Unit shown) {
        double[] v = moments(k, c);
        return Texts.pair(shown, shown.equals(k.unit()) ? v[0] : k.unit().fromSi(v[0]), shown.equals(k.unit()) ? v[1]
                : k.unit().fromSi(v[1]));
    }

    /** Value and standard deviation by the chain, SI: of what must be positive the median and that times the spread of the logarithm. */
    private static double[] moments(Reading.Known k, FollowUp.Record c) {
        Gaussian g = c.chain().fit();
        int i = k.identified().index();
        double value = k.logarithmic() ? Math.exp(g.mean(i)) : g.mean(i);
        return new double[] {value, k.logarithmic() ? value * g.deviation(i) : g.deviation(i)};
    }

    /** Without its unit, which is said above. */
    private static String number(Optional<ParameterEstimate> e, Unit u) {
        return e.map(x -> Texts.pair(Unit.of("1"), u.fromSi(x.getValue()), u.fromSi(x.getStandardDeviation())))
                .orElse("\u2013");
    }

    /** A parameter with its standard deviation and unit; a dash where nothing is known. */
    static String estimate(Optional<ParameterEstimate> e, Unit u) {
        return e.map(x -> Texts.pair(u, x.getValue(), x.getStandardDeviation())).orElse("\u2013");
    }

    // ---- what each observation told

    private void told(Ink ink, double top, double width) {
        Ink.Palette p = ink.palette();
        ink.text(MARGIN, top + 14, ink.fitted(Texts.text("parameters.information"), width - 2 * MARGIN, true), Ink.Align.START,
                p.ink(), true);
        double most = steps.stream().mapToDouble(s -> finite(s.information())).max().orElse(1);
        bars = new Frame(LEFT, top + 30, width - LEFT - MARGIN, BARS - 30 - 34, 0, steps.size(), Frame.Range.round(0, most, 3));
        bars.rows(ink);
        double each = bars.width() / steps.size();
        double until = -1e9;
        for (int i = 0; i < steps.size(); i++) {
            double v = finite(steps.get(i).information());
            double w = Math.min(34, 0.7 * each);
            double x = bars.x(i + 0.5);
            boolean here = reading.state().orElse(null) == steps.get(i).state();
            ink.fill(x - w / 2, bars.y(v), w, Math.max(1, bars.bottom() - bars.y(v)), here ? Frame.HERE : Tint.twin(p));
            String day = FollowUpResult.day(Times.instant(steps.get(i).observation().getTime()));
            String label = each < ink.width(day) + 8 ? day.substring(0, 7) : day;
            if (x - ink.width(label) / 2 > until && x + ink.width(label) / 2 < width) {
                ink.text(x, bars.bottom() + 14, label, Ink.Align.MIDDLE, p.muted(), false);
                until = x + ink.width(label) / 2 + 6;
            }
        }
    }

    private Optional<FollowUp.Step> step(double x, double y) {
        if (bars == null || !bars.holds(x, y)) {
            return Optional.empty();
        }
        int i = (int) bars.value(x);
        return i >= 0 && i < steps.size() ? Optional.of(steps.get(i)) : Optional.empty();
    }

    /** The state that the observation at a point of the last drawing led to. */
    Optional<TwinState> state(double x, double y) {
        return step(x, y).map(FollowUp.Step::state);
    }

    @Override
    public String at(double x, double y) {
        Optional<FollowUp.Step> step = step(x, y);
        if (step.isPresent()) {
            FollowUp.Step s = step.get();
            StringBuilder b = new StringBuilder(Texts.text("seen", FollowUpResult.day(Times.instant(s.observation().getTime())), observable
                    .name(UiLanguage.code()), Texts.given(observable.unit(), s.observation().getValue())));
            b.append('\n').append(Texts.text("seen.state", s.state().getId(), FanPlots.bits(s.information())));
            for (int i = 0; i < s.shifts().length; i++) {
                b.append('\n').append(Texts.text("parameters.shift",
                        Texts.WORDING.parameter(observable.course().orElseThrow().parameter(i)),
                        FanPlots.signed(s.shifts()[i])));
            }
            return b.toString();
        }
        if (!more.isEmpty() && y >= HEAD && y < HEAD + MEASURE.lines(notes.getFirst(), width - 2 * MARGIN).size() * LINE) {
            return String.join("\n", MEASURE.lines(more, HOVER));
        }
        return cards.stream().filter(c -> x >= c.frame.left() && x <= c.frame.right() && y >= c.frame.top() - 48 && y <= c.frame.bottom()
                + 44).findFirst().map(this::words).orElse("");
    }

    private String words(Card c) {
        Reading.Known k = c.known;
        String source = k.first().map(ParameterEstimate::getSource).orElse("");
        return name(k) + "\n" + Texts.text("parameters.at.before", estimate(k.first(), k.unit()))
                + "\n" + Texts.text("parameters.at.after", estimate(k.now(), k.unit()))
                + chain.map(r -> "\n" + Texts.text("parameters.at.chain", byChain(k, r, k.unit()))).orElse("")
                + (source.isBlank() ? "" : "\n" + Texts.text("parameters.at.source", source));
    }

    @Override
    public void pointed(Ink ink, double x, double y) {
        step(x, y).ifPresent(s -> {
            double at = bars.x(steps.indexOf(s) + 0.5);
            ink.line(at, bars.top(), at, bars.bottom(), ink.palette().muted(), 1, true);
        });
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("parameter", "unit", "before", "beforeSd", "after", "afterSd", "contraction", "told", "source",
                "chain", "chainSd"), List.of("", "", "see unit", "see unit", "see unit", "see unit", "1", "", "", "see unit", "see unit"));
        for (Reading.Known k : known) {
            FollowUp.Identified i = chains.better(k.identified());
            List<Object> cells = new ArrayList<>(List.of(observable.parameter(i.index()), k.unit().symbol()));
            for (Optional<ParameterEstimate> e : List.of(k.first(), k.now())) {
                cells.add(e.map(v -> RunResult.shown(k.unit(), v.getValue())).orElse(null));
                cells.add(e.map(v -> RunResult.shown(k.unit(), v.getStandardDeviation())).orElse(null));
            }
            cells.addAll(Arrays.asList(i.contraction(), i.told().id(), k.first().map(ParameterEstimate::getSource).orElse("")));
            double[] by = chain.map(c -> moments(k, c)).orElse(null);
            cells.add(by == null ? null : RunResult.shown(k.unit(), by[0]));
            cells.add(by == null ? null : RunResult.shown(k.unit(), by[1]));
            t.row(cells);
        }
        return t;
    }
}

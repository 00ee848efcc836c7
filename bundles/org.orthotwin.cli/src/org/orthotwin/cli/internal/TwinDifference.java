/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.StateDifference;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.simulation.RunResult;

/** What {@code twin diff} says, in tables and as JSON. */
final class TwinDifference {

    private static final double DAY = 86400;

    private final Invocation call;
    private final StateDifference d;
    private final String language;

    TwinDifference(Invocation call, StateDifference d) {
        this.call = call;
        this.d = d;
        this.language = call.common().language();
    }

    /** Only what differs has a table. */
    void print() {
        call.print(Texts.of(call, d.isEmpty() ? "twin.diff.same" : "twin.diff.of", d.from().getId(), d.from().getTime(), d.to().getId(),
                d.to().getTime()));
        table("parameters", "lrrrrl", d.parameters().stream().map(this::row).toList());
        table("predictions", "lrrrl", d.predictions().stream().flatMap(p -> p.points().stream().map(x -> row(p, x))).toList());
        table("observations", "lllrlrr", d.observations().stream().map(this::row).toList());
        table("alerts", "llll", d.alerts().stream().map(t -> new String[] {t.alert().id(), t.alert().subject(language),
                t.alert().since().getTime(), Texts.of(call, t.raised() && t.ended() ? "twin.diff.passed" : t.raised() ? "twin.diff.raised"
                        : "twin.diff.ended")}).toList());
        d.cause().ifPresent(c -> {
            call.print("");
            call.print(Texts.of(call, "twin.diff.cause", said(c.before()), said(c.after())));
        });
        table("versions", "llll", d.versions().stream().map(v -> new String[] {Texts.of(call, "twin.diff.kind." + v.kind()), v.name(),
                v.before(), v.after()}).toList());
        table("couplings", "lll", d.heard().stream().map(h -> new String[] {h.observable().name(language), said(h.before()),
                said(h.after())}).toList());
    }

    private void table(String what, String alignment, List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        TextTable t = new TextTable(alignment);
        t.row(Texts.of(call, "twin.diff.columns." + what).split("\\|"));
        rows.forEach(t::row);
        call.print("");
        call.print(Texts.of(call, "twin.diff." + what));
        call.print(t.toString());
    }

    /** The likeliest cause of a state, and how well it fits. */
    private String said(Optional<CauseComparison.Fit> fit) {
        return fit.map(c -> Texts.of(call, "twin.diff.cause.fits", FollowUpResult.cause(language, c.cause()), FollowUpResult.fits(language,
                c.probability()))).orElseGet(() -> Texts.of(call, "twin.diff.cause.none"));
    }

    private static String said(List<String> by) {
        return by.isEmpty() ? "-" : String.join(", ", by);
    }

    private String[] row(StateDifference.Parameter p) {
        Histories.Change c = p.change();
        Unit u = shown(c);
        return new String[] {c.name(), pair(u, c.before(), c.beforeSd()), pair(u, c.after(), c.afterSd()),
                Double.isNaN(c.shift()) ? "-" : signed(c.shift(), 1),
                Double.isNaN(p.information()) ? "-" : Numbers.fixed(p.information(), 2),
                symbol(u)};
    }

    private String[] row(StateDifference.Predicted p, StateDifference.Point x) {
        Observable o = p.observable();
        return new String[] {o.name(language), Numbers.shortest(Math.round(x.t() / DAY)), interval(call, o, x.before()), interval(call, o,
                x.after()),
                symbol(o.unit())};
    }

    private String[] row(StateDifference.Came c) {
        Observation o = c.observation();
        String name = Observables.find(String.valueOf(o.getDefinition())).map(x -> x.name(language)).orElse(o.getDefinition());
        Unit u = Observables.find(String.valueOf(o.getDefinition())).map(Observable::unit).orElseGet(() -> Unit.of("1"));
        return new String[] {o.getId() + (c.later() ? "" : " (" + Texts.of(call, "twin.diff.only", d.from().getId()) + ")"), o.getTime(),
                name, digits(u, o.getValue()), symbol(u), c.step().map(s -> signed(s.residual(), 1)).orElse("-"),
                c.step().filter(s -> !Double.isNaN(s.information())).map(s -> Numbers.fixed(s.information(), 2)).orElse("-")};
    }

    private static String signed(double v, int digits) {
        return String.format(Locale.ROOT, "%+." + digits + "f", v);
    }

    /** Nothing for what has no unit. */
    static String symbol(Unit u) {
        return u.symbol().equals("1") ? "" : u.symbol();
    }

    private static String pair(Unit u, double v, double sd) {
        return Double.isNaN(v) ? "-" : String.format(Locale.ROOT, "%.4g +- %.2g", u.fromSi(v), u.fromSi(sd));
    }

    /** What is expected, with its 95 % band. */
    static String interval(Invocation call, Observable d, Gaussian g) {
        return interval(call, d.unit(), d.expected(g), d.end(g, -1), d.end(g, 1));
    }

    static String interval(Invocation call, Unit u, double middle, double lower, double upper) {
        return Texts.of(call, "interval", digits(u, middle), digits(u, lower), digits(u, upper));
    }

    /** Four digits, and no powers of ten. */
    static String digits(Unit u, double si) {
        return new BigDecimal(u.fromSi(si)).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    /** That in which a parameter of a course is shown elsewhere, such as a trend a year; of others years and days rather than seconds. */
    private static Unit shown(Histories.Change c) {
        Optional<Unit> own = Observables.find(c.name().substring(0, Math.max(0, c.name().lastIndexOf('.')))).filter(d -> d.course()
                .isPresent()).flatMap(d -> IntStream.range(0, d.course().orElseThrow().size()).filter(i -> d.parameter(i).equals(c.name()))
                        .mapToObj(d::unitOf).findFirst());
        if (own.isPresent()) {
            return own.get();
        }
        Unit si = Unit.of(c.unit());
        return switch (si.dimension()) {
            case TIME -> Unit.of("d");
            case SPEED -> c.name().startsWith("gait.") ? si : Unit.of("mm/yr");
            default -> EdgeUnit.of(c.unit());
        };
    }

    /** Puts all that differs into an object. */
    void json(Map<String, Object> o) {
        o.put("from", d.from().getId());
        o.put("to", d.to().getId());
        o.put("changes", d.parameters().stream().map(TwinDifference::json).toList());
        o.put("predictions", d.predictions().stream().map(p -> object("observable", p.observable().id(), "unit", p.observable().unit()
                .symbol(), "information", number(p.information()), "points", p.points().stream().map(x -> object("day", Numbers.edge(x.t()
                        / DAY), "before", FollowUpResult.band(p.observable(), x.before()), "after", FollowUpResult.band(p.observable(), x
                                .after()))).toList())).toList());
        o.put("observations", d.observations().stream().map(this::json).toList());
        o.put("alerts", d.alerts().stream().map(t -> object("id", t.alert().id(), "observable", t.alert().observable().id(), "together",
                t.alert().together().stream().map(Observable::id).toList(), "kind", t.alert().kind().name().toLowerCase(Locale.ROOT),
                "level", t.alert().level(), "since", t.alert().since().getTime(), "raised",
                t.raised(), "ended", t.ended())).toList());
        o.put("cause", d.cause().map(c -> object("before", json(c.before()), "after", json(c.after()))).orElse(null));
        o.put("versions", d.versions().stream().map(v -> object("kind", v.kind(), "name", v.name(), "before", v.before(), "after", v
                .after())).toList());
        o.put("couplings", d.heard().stream().map(h -> object("observable", h.observable().id(), "before", h.before(), "after", h.after()))
                .toList());
    }

    private static Map<String, Object> json(Optional<CauseComparison.Fit> fit) {
        return fit.map(c -> object("cause", c.cause(), "probability", Numbers.edge(c.probability()))).orElse(null);
    }

    private static Map<String, Object> json(StateDifference.Parameter p) {
        Histories.Change c = p.change();
        Unit u = shown(c);
        return object("name", c.name(), "unit", u.symbol(), "before", RunResult.shown(u, c.before()), "beforeSd", RunResult.shown(u, c
                .beforeSd()), "after", RunResult.shown(u, c.after()), "afterSd", RunResult.shown(u, c.afterSd()), "shift", Double.isNaN(c
                        .shift()) ? null : c.shift(), "information", number(p.information()));
    }

    private Map<String, Object> json(StateDifference.Came c) {
        Observation o = c.observation();
        Unit u = Observables.find(String.valueOf(o.getDefinition())).map(Observable::unit).orElseGet(() -> EdgeUnit.of(o.getUnit()));
        return object("id", o.getId(), "observable", o.getDefinition(), "version", String.valueOf(o.getVersion()), "time", o.getTime(),
                "value", RunResult.shown(u, o.getValue()), "unit", u.symbol(), "knownTo", c.later() ? d.to().getId() : d.from().getId(),
                "residual", number(c.step().map(FollowUp.Step::residual).orElse(Double.NaN)), "information", number(c.step()
                        .map(FollowUp.Step::information).orElse(Double.NaN)));
    }

    private static Double number(double v) {
        return Double.isFinite(v) ? Numbers.edge(v) : null;
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> o = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            o.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return o;
    }
}

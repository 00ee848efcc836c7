/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intervention;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Operation;
import org.orthotwin.followup.Prospects;
import org.orthotwin.followup.Sources;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.followup.WhatIf;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.render.Png;

/** The page of a follow-up: alerts, courses with their fans, what each observation told, what is known about each parameter. */
public final class FollowUpPage {

    private static final double SIX_WEEKS = 42 * 86400.0;
    private static final double TEN_DAYS = 10 * 86400.0;
    /** So many observables an intervention are told first: the rest is in the files. */
    private static final int MOST_GAINS = 3;

    private final FollowUpResult r;
    private final FollowUp f;
    private final Words w;
    /** The operation as it is planned; empty where none is. */
    private final Optional<WhatIf> planned;
    /** The likeliest cause at work; empty without alerts. */
    private final Optional<CauseComparison.Under> under;
    private final Html h = new Html();

    public FollowUpPage(FollowUpResult result, Words words) {
        this.r = result;
        this.f = result.followUp();
        this.w = words;
        this.under = result.under();
        // time counts from it
        this.planned = f.planned().isEmpty() ? Optional.empty() : f.interventions().stream().filter(Intervention::operates).findFirst()
                .map(i -> new WhatIf(f, r.state(), Optional.of(i), 0));
    }

    /** The observables that were observed, then the others. */
    private List<Observable> observables() {
        List<Observable> all = new ArrayList<>(f.told(f.steps(r.state()), r.state()));
        all.sort(Comparator.comparing(d -> !isObserved(d)));
        return all;
    }

    private boolean isObserved(Observable d) {
        return f.steps(r.state()).stream().anyMatch(s -> s.observable().equals(d));
    }

    private FanChart chart(Observable d) {
        List<FollowUp.Point> fan = f.fan(r.state(), d, f.horizon(r.state()), under);
        double[] since = under.filter(u -> u.tells(d)).map(u -> fan.stream().mapToDouble(q -> q.t() < u.fit().onset() ? Double.NaN : u
                .value(d, q.t()).mean(0)).toArray()).orElse(new double[0]);
        // from a moment after the operation on
        List<FanChart.Then> then = planned.filter(p -> p.touches(d)).map(p -> DoubleStream.iterate(1, t -> t <= fan.getLast().t(), t -> t
                + TEN_DAYS).mapToObj(t -> new FanChart.Then(t, p.observed(d, t))).toList()).orElse(List.of());
        List<FanChart.Line> lines = new ArrayList<>();
        double[] times = fan.stream().mapToDouble(FollowUp.Point::t).toArray();
        f.foretold(r.state(), d, times).ifPresent(v -> lines.add(new FanChart.Line("foretold", times, v)));
        for (Observable.Limit l : f.limits(d)) {
            double[] line = f.line(d, l, times[times.length - 1]);
            if (line.length > 0) {
                lines.add(new FanChart.Line(l.level(), IntStream.range(0, line.length / 2).mapToDouble(i -> line[2 * i]).toArray(),
                        IntStream
                        .range(0, line.length / 2).mapToDouble(i -> line[2 * i + 1]).toArray()));
            }
        }
        return new FanChart(f, d, fan, f.steps(r.state()), since, then, lines, w);
    }

    /** Writes a picture of each course that was observed. */
    public List<String> pictures(Path folder, int threads, Monitor monitor) throws IOException {
        List<String> files = new ArrayList<>();
        for (Observable d : observables()) {
            if (isObserved(d)) {
                monitor.checkCancelled();
                String file = "pictures/" + d.id() + ".png";
                Png.write(folder.resolve(file), chart(d).picture(threads));
                files.add(file);
            }
        }
        return files;
    }

    public String write() {
        Page.head(h, w, w.text("follow.of", f.twin().getPseudonym()));
        header();
        meeting();
        new VisitTable(r, w).write(h);
        whatIf();
        courses();
        last();
        noted();
        alerts();
        earlier();
        visit();
        planned();
        observations();
        withdrawn();
        facts();
        parameters();
        mechanics();
        record();
        others();
        sources();
        Page.foot(h, w);
        return h.toString();
    }

    private void entry(String key, String text) {
        h.element("dt", w.text(key)).element("dd", text).line();
    }

    private void header() {
        h.open("header", "class", "meeting").open("div").element("div", w.text("follow.title"), "class", "kind")
                .element("h1", w.text("follow.of", f.twin().getPseudonym()));
        h.element("div", w.text("joint.side", w.joint(f.joint()), Histories.side(f.twin()).map(s -> w.text("side." + s)).orElseGet(() -> w
                .text("follow.side.unknown"))), "class", "subject");
        h.close().open("dl").line();
        entry(f.isRevised() ? "follow.revision" : "follow.operation", f.operation().map(this::operation).orElseGet(() -> f.planned()
                .map(p -> w.text(
                "follow.operation.planned", FollowUpResult.day(p))).orElseGet(() -> w.text("follow.operation.none"))));
        f.operations().stream().filter(o -> o.time().isBefore(f.origin())).forEach(o -> entry(o.revision() ? "follow.revision.before"
                : "follow.operation.before", o.day()));
        implants();
        Optional.of(r.nextVisit(w.language())).filter(v -> !v.isEmpty()).ifPresent(v -> entry("follow.visit", v));
        entry("follow.state", w.text("follow.state.of", r.state().getId(), FollowUpResult.day(Times.instant(r.state().getTime())),
                w.known("follow.cause." + r.state().getCause()).orElse(r.state().getCause())));
        h.close().closeLine();
    }

    /** The day of the operation, and how long ago it was when the state was. */
    private String operation(Instant day) {
        double years = f.since(Times.instant(r.state().getTime())) / FollowUp.YEAR;
        return years < 0 ? FollowUpResult.day(day) : w.number(w.text(years < 2 ? "follow.operation.months" : "follow.operation.years",
                FollowUpResult.day(day), years < 2 ? Long.toString(Math.round(12 * years)) : Numbers.fixed(years, 1)));
    }

    /** What is known of the implants and of how they are fixed: facts, parts, and the plan of a case that the twin is calibrated with. */
    private void implants() {
        List<Observation> known = r.implants();
        String kinds = known.stream().filter(o -> !o.getDefinition().equals(FollowUpResult.PART)).map(o -> FollowUpResult.implant(o, w
                .language())).filter(t -> !t.isEmpty()).collect(Collectors.joining(", "));
        List<String> parts = known.stream().filter(o -> o.getDefinition().equals(FollowUpResult.PART)).map(o -> FollowUpResult.implant(o, w
                .language())).filter(t -> !t.isEmpty()).toList();
        if (f.operation().isPresent() || !kinds.isEmpty()) {
            entry("follow.implants", kinds.isEmpty() ? w.text("follow.implants.unknown") : Words.capital(kinds));
        }
        if (!parts.isEmpty()) {
            h.element("dt", w.text("follow.parts")).open("dd");
            parts.forEach(p -> h.element("div", p));
            h.closeLine();
        }
        f.mechanical(r.state()).map(m -> m.model().element()).ifPresent(m -> entry("follow.case", m.getPlan() == null ? m.getScenario() : w
                .text("follow.case.plan", m.getScenario(), m.getPlan())));
    }

    /** In which order alerts are looked at. */
    private Comparator<Alert> order() {
        return Urgency.ofAlerts(a -> a, a -> r.log().status(a.id(), r.now()));
    }

    /** What is asked first where a patient is spoken of: how it stands, and what to do next. */
    private void meeting() {
        List<Alert> open = r.alerts().stream().filter(a -> r.log().status(a.id(), r.now()) == AlertLog.Status.OPEN).toList();
        boolean standing = r.alerts().stream().anyMatch(a -> r.log().status(a.id(), r.now()).isStanding());
        boolean grave = open.stream().anyMatch(Alert::isGrave);
        h.open("div", "class", "meeting").line();
        boolean unknown = r.alerts().isEmpty() && !r.isWell() || !r.aside().isEmpty();
        h.open("section", "class", "box " + (standing ? grave ? "grave" : "risk" : unknown ? "unknown" : "well"));
        h.element("h2", w.text("follow.stands"));
        if (f.isRevised()) {
            h.element("p", r.restarted(w.language()), "class", "fine");
        }
        h.element("p", open.isEmpty() ? r.alerts().isEmpty() ? w.text(r.isWell() ? "follow.stands.well" : r.isUnseen()
                ? "follow.stands.unseen" : r.isJudged() ? "follow.stands.part" : "follow.stands.unknown") : w
                .text("follow.stands.seen", r.alerts().size()) : w.text(open.size() == 1 ? "follow.stands.one" : "follow.stands.open", open
                        .size()), "class", "big");
        if (!r.alerts().isEmpty()) {
            h.open("ul").line();
            r.alerts().stream().sorted(order()).forEach(a -> {
                h.open("li").element("b", a.headline(w.language())).text(" ").element("span", FollowUpResult.text(w.language(), "level." + a
                        .level()), "class", "level " + a.level());
                h.element("div", w.text("follow.stands.since", Words.capital(r.since(a, w.language())), r.status(a, w.language())),
                        "class", "fine");
                if (a.kind() == Alert.Kind.DEVIATION) {
                    h.element("div", w.number(r.finding(a, w.language())), "class", "fine");
                }
                r.done(a, w.language()).forEach(t -> h.element("div", t, "class", "fine"));
                h.closeLine();
            });
            h.closeLine();
            h.element("p", w.number(r.fitting(w.language())));
            r.untold(w.language()).forEach(t -> h.element("p", w.number(t), "class", "fine"));
        } else {
            h.element("p", r.noAlerts(w.language()), "class", "fine");
        }
        h.closeLine();
        h.open("section", "class", "box next").element("h2", w.text("follow.next"));
        h.open("ol").line();
        w.todo(r).forEach(t -> h.element("li", t.text(), "class", t.kind()).line());
        h.closeLine();
        h.element("p", FollowUpResult.text(w.language(), "alert.not-for"), "class", "fine");
        h.closeLine();
        h.closeLine();
    }

    /** What each intervention would do a year on, in what decides. */
    private void whatIf() {
        Prospects p = r.prospects();
        if (p.options().isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.what-if")).open("div", "class", "what-if").line();
        table("follow.column.what-if", "option", "observable", "without#", "with#", "gain#", "better#", "basis>");
        for (Prospects.Option o : p.options()) {
            List<Prospects.Gain> shown = o.gains().stream().limit(MOST_GAINS).toList();
            for (int i = 0; i < Math.max(1, shown.size()); i++) {
                h.open("tr", "class", i == 0 ? "option" : null);
                if (i == 0) {
                    h.open("td", "rowspan", Integer.toString(Math.max(1, shown.size()))).element("b", Words.capital(o.intervention().name(w
                            .language())));
                    if (o.cure() < 1) {
                        h.element("div", w.text("follow.what-if.cure", FollowUpResult.chance(o.cure())), "class", "fine");
                    }
                    if (!o.anew().isEmpty()) {
                        h.element("div", w.text("follow.what-if.anew", o.anew().stream().map(d -> d.name(w.language())).collect(Collectors
                                .joining(", "))), "class", "fine");
                    }
                    h.close();
                }
                if (shown.isEmpty()) {
                    h.element("td", w.text("follow.what-if.nothing"), "colspan", "6");
                } else {
                    gain(shown.get(i), o);
                }
                h.closeLine();
            }
            String risk = o.intervention().risk(w.language());
            h.open("tr", "class", "risk").element("td", risk.isEmpty() ? w.text("follow.what-if.no-risk") : w.text("follow.what-if.risk",
                    risk),
                    "colspan", "7").closeLine();
        }
        h.close().closeLine();
        h.closeLine();
        if (p.infectionOpen()) {
            h.element("p", FollowUpResult.infectionFirst(w.language()), "class", "warning");
        }
        h.element("p", w.text(p.cause().isPresent() ? "follow.what-if.with" : "follow.what-if.more", FollowUpResult.day(f.at(p.at())), p
                .cause().map(c -> FollowUpResult.cause(w.language(), c.cause())).orElse("")), "class", "fine");
        h.open("details", "class", "paper").element("summary", w.text("follow.what-if.risks")).open("dl", "class", "risks").line();
        for (Prospects.Option o : p.options()) {
            Intervention x = o.intervention();
            h.element("dt", Words.capital(x.name(w.language()))).open("dd").element("div", w.text("follow.what-if.source", x.source(w
                    .language())), "class", "fine").closeLine();
        }
        h.close().closeLine();
    }

    private void gain(Prospects.Gain g, Prospects.Option o) {
        Observable d = g.observable();
        Unit u = d.unit();
        h.element("td", d.name(w.language()))
                .element("td", w.number(Digits.with(Digits.number(u, d.clamp(g.without().mean(0))), u)), "class", "num plain")
                .element("td", w.number(Digits.with(Digits.number(u, d.clamp(g.with().mean(0))), u)), "class", "num plain")
                .element("td", w.number(w.text("follow.range", plus(g, 0), plus(g, -1), Digits.with(plus(g, 1), u))), "class", "num")
                .element("td", Double.isNaN(g.better()) ? Page.DASH : FollowUpResult.chance(g.better()) + "\u00a0%", "class", "num plain")
                .element("td", w.text("follow.what-if.basis." + (g.basis() == WhatIf.Basis.PATIENT && !o.intervention()
                        .operates() ? "published" : g.basis().id())), "class", "after verdict");
    }

    /** The middle of a gain or an end of its band with its sign, with as many digits as the band has. */
    private static String plus(Prospects.Gain g, int side) {
        Unit u = g.observable().unit();
        double half = u.fromSi(FollowUp.WIDTH_95 * g.gain().deviation(0));
        String n = Numbers.fixed(u.fromSi(g.gain(side)), half > 0 ? Math.clamp(1 - (int) Math.floor(Math.log10(half)), 0, 4) : 1).replace(
                '-', '\u2212');
        return n.startsWith("\u2212") || n.chars().allMatch(c -> c == '0' || c == '.') ? n : "+" + n;
    }

    /** How much the twin rests on. */
    private void counts() {
        h.open("div", "class", "tiles").line();
        // as the workbench counts them
        Page.tile(h, "", Integer.toString(Withdrawals.standing(f.twin()).size()), w.text("follow.observations.taken", r.steps().size()));
        Page.tile(h, "", Integer.toString(Histories.chain(r.state()).size()), w.text("follow.states"));
        long told = r.identified().stream().filter(i -> i.told() == FollowUp.Told.WELL).count();
        Page.tile(h, "", w.text("follow.of.all", told, r.identified().size()), w.text("follow.told"));
        h.closeLine();
    }

    /** What is observed and no course takes, such as the results of tests: it stands nowhere else. */
    private void noted() {
        // parts are named at the top
        List<Observation> noted = r.noted().stream().filter(o -> !o.getDefinition().equals(FollowUpResult.PART)).toList();
        if (noted.isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.noted"));
        table("follow.column.noted", "observable", "time", "value#", "source>", "verdict");
        for (Observation o : noted) {
            Observable d = Observables.get(o.getDefinition());
            double limit = r.testLimit(o);
            boolean positive = o.getValue() >= limit;
            h.open("tr").element("td", d.name(w.language()) + said(o)).element("td", FollowUpResult.day(Times.instant(o.getTime())),
                    "class", "verdict").element("td", w.observed(d, o.getValue()), "class", "num")
                    .element("td", o.getSource() == null || o.getSource().isBlank() ? Page.DASH : o.getSource(), "class", "after")
                    .element("td", Double.isNaN(limit) ? r.isTooEarly(o) ? w.text("follow.noted.early") : Page.DASH : w.text(positive
                    ? "follow.noted.positive" : o.getValue() >= r.undecidedFrom(o) ? "follow.noted.undecided" : "follow.noted.negative",
                            w.observed(d, limit)), "class", positive ? "below" : null).closeLine();
        }
        h.close().closeLine();
    }

    /** What somebody has said of an observation, after its name, and who. */
    private String said(Observation o) {
        return Notes.line(o).map(n -> o.getDescription() == null || o.getDescription().isBlank() ? w.text("follow.noted.note", n) : w.text(
                "follow.noted.note.by", n, o.getDescription())).orElse("");
    }

    /** What is expected at the next visit, of what was observed before; of the rest in a fold. */
    private void visit() {
        r.nextVisit().ifPresent(v -> {
            h.element("h2", w.text("follow.visit"));
            VisitSchedule schedule = r.visits().orElseThrow();
            h.element("p", Words.capital(r.nextVisit(w.language())) + ". " + w.text("follow.visit." + (schedule.own() ? "own" : "usual")
                    + (schedule.source().isBlank() ? ".plain" : ""), Sources.text(w.language(), schedule.source())));
            String kept = r.keptVisit(w.language());
            if (!kept.isEmpty()) {
                h.element("p", kept);
            }
            r.beyond(w.language()).ifPresent(t -> h.element("p", w.number(t)));
            List<FollowUpResult.Expected> all = r.expected();
            expected(all.stream().filter(e -> e.last().isPresent()).toList());
            List<FollowUpResult.Expected> rest = all.stream().filter(e -> e.last().isEmpty()).toList();
            if (!rest.isEmpty()) {
                h.open("details").element("summary", w.text("follow.visit.rest", rest.size())).line();
                expected(rest);
                h.closeLine();
            }
        });
    }

    private void expected(List<FollowUpResult.Expected> all) {
        if (all.isEmpty()) {
            return;
        }
        String day = FollowUpResult.day(r.expectedOn().orElseThrow());
        h.element("p", w.text("follow.visit.expected", day), "class", "fine");
        table("follow.column.expected", "observable", "mean#", "band#", "last#", "time>");
        for (FollowUpResult.Expected e : all) {
            Observable d = e.observable();
            Unit u = d.unit();
            h.open("tr").element("td", d.name(w.language()))
                    .element("td", w.number(Digits.with(Digits.number(u, d.expected(e.observed())), u)), "class", "num")
                    .element("td", w.number(w.text("between", Digits.number(u, d.end(e.observed(), -1)).replace('-', '\u2212'), Digits
                            .with(Digits.number(u, d.end(e.observed(), 1)), u))), "class", "num plain")
                    .element("td", e.last().map(s -> w.observed(d, s.observation().getValue())).orElse(Page.DASH), "class", "num plain")
                    .element("td", e.last().map(s -> FollowUpResult.day(Times.instant(s.observation().getTime()))).orElse(Page.DASH),
                            "class", "after").closeLine();
        }
        h.close().closeLine();
    }

    private void alerts() {
        h.element("h2", w.text("follow.alerts"));
        if (r.alerts().isEmpty()) {
            h.element("p", r.noAlerts(w.language()));
        } else {
            table("follow.column.alert", "since", "signalled", "level", "status", "says");
            for (Alert a : r.alerts().stream().sorted(order()).toList()) {
                h.open("tr").element("td", Words.capital(r.since(a, w.language())))
                        .element("td", FollowUpResult.day(Times.instant(a.signalled().getTime())), "class", "verdict")
                        .element("td", FollowUpResult.text(w.language(), "level." + a.level()))
                        .open("td").text(r.status(a, w.language()));
                r.done(a, w.language()).forEach(d -> h.element("div", d, "class", "fine"));
                h.close()
                        .open("td").text(w.number(r.words(a, w.language()))).element("span", a.id(), "class", "id");
                if (a.kind() == Alert.Kind.TEST) {
                    h.open("details").element("summary", w.text("follow.alert.source")).text(a.limit().source(w.language())).close();
                }
                h.close().closeLine();
            }
            h.close().closeLine();
            if (!r.fits().isEmpty()) {
                causes(r.fits());
            }
        }
        h.element("p", FollowUpResult.text(w.language(), "alert.not-for"));
        h.element("p", w.text("follow.alarms", r.runLength()), "class", "fine");
    }

    /** The courses of the implants that were removed: nothing of them is lost, and nothing of them is open. */
    private void earlier() {
        for (FollowUpResult e : r.earlier()) {
            String day = e.followUp().removed().map(Operation::day).orElse("");
            h.element("h2", w.text("follow.earlier", day));
            h.element("p", w.text("follow.earlier.more", e.followUp().course().map(Operation::day).orElse(""), day), "class", "fine");
            if (!e.alerts().isEmpty()) {
                table("follow.column.alert", "since", "signalled", "level", "status", "says");
                for (Alert a : e.alerts()) {
                    h.open("tr").element("td", FollowUpResult.day(a.begins()), "class", "verdict").element("td", FollowUpResult.day(Times
                            .instant(a.signalled().getTime())), "class", "verdict").element("td", FollowUpResult.text(w.language(), "level."
                                    + a.level())).element("td", e.status(a, w.language())).element("td", w.number(e.finding(a, w
                                            .language()))).closeLine();
                }
                h.close().closeLine();
            }
            new VisitTable(e, w).write(h);
            FollowUpPage then = new FollowUpPage(e, w);
            h.open("details").element("summary", w.text("follow.earlier.courses")).open("div", "class", "columns").line();
            then.observables().stream().filter(then::isObserved).forEach(d -> {
                h.open("figure");
                then.chart(d).draw(h);
                h.closeLine();
            });
            h.close().closeLine();
        }
    }

    private void causes(List<CauseComparison.Fit> causes) {
        h.element("h3", w.text("follow.causes")).element("p", w.number(r.causes(w.language())));
        table("follow.column.cause", "cause", "probability#", "onset#", "severity#", "source");
        for (CauseComparison.Fit c : causes) {
            h.open("tr").element("td", Words.capital(FollowUpResult.cause(w.language(), c.cause())))
                    .element("td", FollowUpResult.fits(w.language(), c.probability()), "class", "num")
                    .element("td", Double.isNaN(c.onset()) ? Page.DASH : w.text("follow.onset.between", FollowUpResult.day(f.at(c.from())),
                            FollowUpResult.day(f.at(c.to()))), "class", "num plain")
                    .element("td", Double.isNaN(c.severity()) ? Page.DASH : w.number(Numbers.shortest(c.severity())), "class", "num plain")
                    .element("td", Sources.text(w.language(), c.source())).closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("follow.causes.more"), "class", "fine");
    }

    /** Opens a table with its heading row; a name that ends in '#' is of numbers, in '>' of what follows them. The caller closes it. */
    private void table(String prefix, String... columns) {
        h.open("table").open("thead").open("tr");
        for (String c : columns) {
            boolean number = c.endsWith("#");
            boolean after = c.endsWith(">");
            h.element("th", w.text(prefix + "." + (number || after ? c.substring(0, c.length() - 1) : c)), "class", number ? "num"
                    : after ? "after" : null);
        }
        h.close().close().open("tbody").line();
    }

    private void courses() {
        h.element("h2", w.text("follow.courses")).element("p", w.text("follow.courses.more") + planned.map(p -> " " + w.text(
                "follow.courses.planned")).orElse(""), "class", "fine");
        charts(observables().stream().filter(this::isObserved).toList());
    }

    private void charts(List<Observable> observables) {
        h.open("div", "class", "columns").line();
        for (Observable d : observables) {
            h.open("figure");
            chart(d).draw(h);
            h.closeLine();
        }
        h.closeLine();
    }

    /** What is expected of what was never observed: at the end, folded. */
    private void others() {
        List<Observable> rest = observables().stream().filter(d -> !isObserved(d)).toList();
        if (!rest.isEmpty()) {
            h.element("h2", w.text("follow.others"));
            h.open("details").element("summary", w.text("follow.others.more", rest.size())).line();
            charts(rest);
            h.closeLine();
        }
    }

    /** Of each observable that was observed the last value, against what was predicted of it. */
    private void last() {
        Map<Observable, FollowUp.Step> last = new LinkedHashMap<>();
        r.steps().stream().sorted(Comparator.comparing(s -> Times.instant(s.observation().getTime()))).forEach(s -> last.put(s
                .observable(), s));
        if (last.isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.last"));
        table("follow.column.last", "observable", "time", "value#", "predicted#", "verdict>");
        observables().stream().filter(last::containsKey).map(last::get).forEach(s -> {
            Unit u = s.observable().unit();
            boolean out = Math.abs(s.residual()) > FollowUp.WIDTH_95;
            double v = s.observation().getValue();
            boolean target = s.observable().target().filter(t -> v < t.lower() || v > t.upper()).isPresent() && f.since(Times.instant(s
                    .observation().getTime())) >= 0;
            String verdict = target ? "target" : !out ? "expected" : s.observable().better().map(up -> up == s.residual() > 0 ? "better"
                    : "worse").orElse(
                    "outside");
            h.open("tr").element("td", s.observable().name(w.language()) + said(s.observation())).element("td", FollowUpResult.day(Times
                    .instant(s.observation().getTime())), "class", "verdict")
                    .element("td", w.number(Digits.with(Digits.given(u, s.observation().getValue()), u)), "class", "num")
                    .element("td", predicted(s), "class", "num plain")
                    .element("td", w.text("follow.last." + verdict), "class", verdict.equals("worse") || target
                            ? "after below" : "after")
                    .closeLine();
        });
        h.close().closeLine();
    }

    /** What comes of the operation that is planned, against the course of the disease. */
    private void planned() {
        planned.ifPresent(p -> {
            h.element("h2", w.text("follow.planned"));
            table("follow.column.planned", "observable", "weeks#", "year#", "without#", "better#");
            for (Observable d : observables().stream().filter(p::touches).toList()) {
                double better = p.better(d, FollowUp.YEAR);
                h.open("tr").element("td", d.name(w.language())).element("td", pair(d, p.observed(d, SIX_WEEKS)), "class", "num plain")
                        .element("td", pair(d, p.observed(d, FollowUp.YEAR)), "class", "num")
                        .element("td", pair(d, f.belief(r.state()).observed(d, FollowUp.YEAR)), "class", "num plain")
                        .element("td", Double.isNaN(better) ? Page.DASH : FollowUpResult.chance(better) + "\u00a0%" + (p.basis(d).filter(
                                b -> b == WhatIf.Basis.POPULATION).isPresent() ? " " + w.text("follow.planned.others") : ""), "class",
                                "num plain")
                        .closeLine();
            }
            h.close().closeLine();
            h.element("p", w.text("follow.planned.more"), "class", "fine");
        });
    }

    private String pair(Observable d, Gaussian g) {
        return w.number(w.text("follow.range", Digits.number(d.unit(), d.expected(g)), Digits.number(d.unit(), d.end(g, -1)), Digits.with(
                Digits.number(d.unit(), d.end(g, 1)), d.unit())));
    }

    private void observations() {
        h.element("h2", w.text("follow.observations"));
        counts();
        table("follow.column.observation", "time", "observable", "value#", "predicted#", "residual#", "information#", "shift");
        for (FollowUp.Step s : r.steps().stream().sorted(Comparator.comparing(x -> Times.instant(x.observation().getTime()))).toList()) {
            Unit u = s.observable().unit();
            int most = 0;
            for (int i = 1; i < s.shifts().length; i++) {
                most = Math.abs(s.shifts()[i]) > Math.abs(s.shifts()[most]) ? i : most;
            }
            h.open("tr").element("td", FollowUpResult.day(Times.instant(s.observation().getTime())), "class", "verdict")
                    .element("td", s.observable().name(w.language()) + said(s.observation()))
                    .element("td", w.number(Digits.with(Digits.given(u, s.observation().getValue()), u)), "class", "num")
                    .element("td", predicted(s), "class", "num plain")
                    .element("td", signed(s.residual()), "class", "num plain")
                    .element("td", Double.isNaN(s.information()) ? Page.DASH : w.number(Numbers.fixed(s.information(), 2)), "class",
                            "num plain")
                    .element("td", w.text("follow.shift", parameter(s.observable(), most), signed(s.shifts()[most]))).closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("follow.observations.more"), "class", "fine");
    }

    /** What does not count any more: what was entered, by whom it was taken back, and why. */
    private void withdrawn() {
        Map<Observation, Observation> gone = Withdrawals.withdrawn(f.twin());
        if (gone.isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.withdrawn"));
        table("follow.column.withdrawn", "time", "observable", "value#", "when", "by", "why", "now#");
        gone.forEach((o, entry) -> {
            Optional<Observable> d = Observables.find(o.getDefinition());
            // what nobody contributes any more keeps its id and its SI value
            Unit u = d.map(Observable::unit).orElseGet(() -> Unit.of(o.getUnit() == null ? "" : o.getUnit()));
            h.open("tr").element("td", FollowUpResult.day(Times.instant(o.getTime())), "class", "verdict")
                    .open("td").text(d.map(x -> x.name(w.language())).orElse(o.getDefinition())).element("span", o.getId(), "class", "id")
                    .close()
                    .element("td", w.number(Digits.with(Digits.given(u, o.getValue()), u)), "class", "num")
                    .element("td", FollowUpResult.day(Times.instant(entry.getTime())), "class", "verdict")
                    .element("td", entry.getSource() == null || entry.getSource().isBlank() ? Page.DASH : entry.getSource())
                    .element("td", entry.getDescription())
                    .element("td", Withdrawals.replacement(f.twin(), o).map(x -> d.map(y -> w.observed(y, x.getValue())).orElseGet(() -> w
                            .number(Digits.with(Digits.given(u, x.getValue()), u)))).orElse(Page.DASH), "class", "num").closeLine();
        });
        h.close().closeLine();
        h.element("p", w.text("follow.withdrawn.more"), "class", "fine");
    }

    private String predicted(FollowUp.Step s) {
        return w.number(Digits.pair(s.observable().unit(), s.observable().expected(s.predicted()), s.prediction().getStandardDeviation()));
    }

    private String signed(double v) {
        String n = Numbers.fixed(Math.abs(v), 1);
        return (v < 0 && !n.equals("0.0") ? "\u2212" : "+") + w.number(n);
    }

    private String parameter(Observable d, int i) {
        return w.named("follow.parameter", d.course().orElseThrow().parameter(i));
    }

    private void parameters() {
        h.element("h2", w.text("follow.parameters"));
        table("follow.column.parameter", "observable", "parameter", "before#", "now#", "contraction#", "told");
        Map<String, ParameterEstimate> first = Histories.estimates(Histories.base(r.state()));
        Map<String, ParameterEstimate> now = Histories.estimates(r.state());
        for (FollowUp.Identified p : r.identified()) {
            Observable d = p.observable();
            if (!isObserved(d)) {
                continue;
            }
            String name = d.parameter(p.index());
            Unit u = d.unitOf(p.index());
            String with = p.with() >= 0 && Math.abs(p.correlation()) >= FollowUp.Identified.ENTANGLED
                    ? " " + w.text("follow.with", parameter(d, p.with())) : "";
            String by = apart(d).map(c -> chain(c, p.index()) + " *").orElseGet(() -> estimate(now.get(name), u));
            h.open("tr").element("td", d.name(w.language())).element("td", parameter(d, p.index()))
                    .element("td", estimate(first.get(name), u), "class", "num plain")
                    .element("td", by, "class", "num")
                    .element("td", Numbers.fixed(100 * p.contraction(), 0) + "\u00a0%", "class", "num plain")
                    .element("td", w.text("follow.told." + p.told().id()) + with).closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("follow.parameters.more"), "class", "fine");
        r.changed().forEach(this::change);
        if (r.identified().stream().anyMatch(p -> isObserved(p.observable()) && apart(p.observable()).isPresent())) {
            h.element("p", "* " + w.text("follow.parameters.chain"), "class", "fine");
        }
    }

    /** What is known of the patient, and what it changes of what patients are like, of what was observed. */
    private void facts() {
        List<FollowUpResult.Known> all = r.effects().stream().filter(k -> isObserved(k.observable())).toList();
        if (all.isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.facts"));
        table("follow.column.fact", "fact", "value#", "observable", "parameter", "effect#", "kind", "source");
        for (FollowUpResult.Known k : all) {
            h.open("tr").element("td", k.fact().map(d -> d.name(w.language())).orElse(k.effect().regression().fact()))
                    .element("td", w.fact(k), "class", "num plain")
                    .element("td", k.observable().name(w.language())).element("td", parameter(k.observable(), k.effect().parameter()))
                    .element("td", w.effect(k), "class", "num plain")
                    .element("td", w.text(k.effect().regression().isPublished() ? "follow.fact.published" : "follow.fact.assumption"))
                    .element("td", Sources.text(w.language(), k.effect().regression().source())).closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("follow.facts.more"), "class", "fine");
    }

    /** Whether a course has changed, and if so since when and how fast it goes on. */
    private void change(Observable d) {
        h.element("p", w.change(r, d));
    }

    /** The chain of an observable, where that is to be believed rather than the filter. */
    private Optional<FollowUp.Record> apart(Observable d) {
        return r.records().stream().filter(c -> c.observable().equals(d) && c.isApart()).findFirst();
    }

    private String chain(FollowUp.Record c, int i) {
        boolean logarithmic = c.observable().course().orElseThrow().logarithmic(i);
        Gaussian g = c.chain().fit();
        double value = logarithmic ? Math.exp(g.mean(i)) : g.mean(i);
        return w.number(Digits.pair(c.observable().unitOf(i), value, logarithmic ? value * g.deviation(i) : g.deviation(i)));
    }

    private String estimate(ParameterEstimate e, Unit u) {
        return Optional.ofNullable(e).map(x -> w.number(Digits.pair(u, x.getValue(), x.getStandardDeviation()))).orElse(Page.DASH);
    }

    /** What the patient has taught of the case that the twin is calibrated with. */
    private void mechanics() {
        f.mechanical(r.state()).ifPresent(m -> {
            h.element("h2", w.text("follow.mechanics"));
            h.element("p", w.text("follow.mechanics.of", m.model().element().getScenario(),
                    Optional.ofNullable(m.model().element().getPlan()).orElse(Page.DASH), m.model().runs()), "class", "fine");
            MechanicsChart chart = new MechanicsChart(w);
            h.element("h3", w.text("follow.mechanics.inputs"));
            chart.inputs(h, m);
            h.element("h3", w.text("follow.mechanics.measurements"));
            chart.measurements(h, m);
            h.element("p", w.text("follow.mechanics.more"), "class", "fine");
        });
    }

    private void record() {
        if (r.records().isEmpty()) {
            return;
        }
        h.element("h2", w.text("follow.record"));
        table("follow.column.record", "observable", "difference#", "spread#", "acceptance#", "effective#");
        for (FollowUp.Record c : r.records()) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < c.filter().dimension(); i++) {
                least = Math.min(least, c.chain().effectiveDraws(i));
            }
            h.open("tr").element("td", c.observable().name(w.language()))
                    .element("td", w.number(Numbers.fixed(c.worst(), 2)), "class", "num plain")
                    .element("td", w.number(Numbers.fixed(c.stretch(), 2)), "class", "num plain")
                    .element("td", Numbers.fixed(100 * c.chain().acceptance(), 0) + "\u00a0%", "class", "num plain")
                    .element("td", Numbers.fixed(least, 0), "class", "num plain").closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("follow.record.more"), "class", "fine");
        table("follow.column.chain", "observable", "parameter", "filter#", "chain#");
        Map<String, ParameterEstimate> now = Histories.estimates(r.state());
        for (FollowUp.Record c : r.records()) {
            Observable d = c.observable();
            for (int i = 0; i < c.filter().dimension(); i++) {
                h.open("tr").element("td", d.name(w.language())).element("td", parameter(d, i))
                        .element("td", estimate(now.get(d.parameter(i)), d.unitOf(i)), "class", "num plain")
                        .element("td", chain(c, i), "class", "num plain").closeLine();
            }
        }
        h.close().closeLine();
    }

    private void sources() {
        h.element("h2", w.text("provenance"));
        Page.diagnostics(h, w, r.warnings());
        table("follow.column.source", "parameter", "source");
        for (ParameterEstimate e : Histories.estimates(Histories.base(r.state())).values()) {
            if (!Histories.isCorrelation(e.getName())) {
                h.open("tr").element("td", e.getName()).element("td", e.getSource() == null ? ""
                        : Sources.text(w.language(), e.getSource())).closeLine();
            }
        }
        h.close().closeLine();
        h.element("p", w.text("follow.software", String.join(", ", r.state().getSoftware())), "class", "fine");
    }
}

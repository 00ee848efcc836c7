/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.Course;
import org.orthotwin.followup.Courses;
import org.orthotwin.followup.Detectors;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.interop.fhir.FhirCodes;
import org.orthotwin.simulation.RunResult;

/** {@code observables}: what may be observed, and the courses, estimators and detectors that are installed. */
public class ObservablesVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        try (OwnObservables own = TwinInput.own(call)) {
            return with(call);
        }
    }

    private static int with(Invocation call) throws IOException {
        String language = call.common().language();
        TextTable t = new TextTable("llllrll");
        t.row(Texts.of(call, "observables.columns").split("\\|"));
        List<Object> observables = new ArrayList<>();
        Collection<FhirCodes.Meaning> codes = FhirCodes.known().all();
        List<Observable> asked = call.options("--observable").stream().map(Observables::get).toList();
        for (Observable d : asked.isEmpty() ? Observables.all() : asked) {
            List<FhirCodes.Meaning> own = codes.stream().filter(c -> c.observable().equals(d.id())).toList();
            t.row(d.id(), d.joint(), d.unit().symbol().equals("1") ? "" : d.unit().symbol(), d.course().map(Course::id).orElse(""),
                    d.course().isPresent() ? Numbers.shortest(RunResult.shown(d.unit(), d.error())) : "", own.stream()
                            .map(FhirCodes.Meaning::code).collect(Collectors.joining(" ")), d.name(language));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", d.id());
            o.put("version", d.version());
            o.put("name", d.name(language));
            o.put("kind", d.kind());
            o.put("joint", d.joint().isEmpty() ? null : d.joint());
            o.put("unit", d.unit().symbol());
            o.put("lower", RunResult.shown(d.unit(), d.lower()));
            o.put("upper", RunResult.shown(d.unit(), d.upper()));
            o.put("better", d.better().map(up -> up ? "up" : "down").orElse(null));
            o.put("watched", d.isWatched());
            o.put("items", d.scoring().map(Scoring::items).orElse(null));
            o.put("course", d.course().map(Course::id).orElse(null));
            o.put("error", d.course().map(c -> object("sd", RunResult.shown(d.unit(), d.error()), "source", d.errorSource())).orElse(null));
            o.put("codes", own.stream().map(c -> object("system", c.system(), "code", c.code())).toList());
            o.put("parameters", parameters(d));
            o.put("change", d.change().map(c -> change(d, c)).orElse(null));
            o.put("fading", d.fading().map(f -> object("after", Numbers.edge(f.after() / 86400), "time", Numbers.edge(f.time() / 86400),
                    "source", f.source())).orElse(null));
            o.put("ties", d.ties().stream().map(x -> object("measurement", x.measurement(), "estimate", x.estimate(d), "factor", Numbers
                    .edge(x.factor()), "source", x.source())).toList());
            o.put("regressions", regressions(d));
            o.put("limits", d.limits().stream().map(l -> limit(d, l, language)).toList());
            o.put("bundle", Observables.contributor(d));
            observables.add(o);
        }
        call.print(t.toString());
        asked.forEach(d -> details(call, d, codes));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("observables", observables);
        json.put("courses", Courses.registry().all().stream().map(c -> {
            Map<String, Object> o = told(call, c);
            o.put("version", c.attribute("version"));
            List<Object> parameters = new ArrayList<>();
            Courses.find(c.id()).ifPresent(x -> {
                for (int i = 0; i < x.size(); i++) {
                    Map<String, Object> p = new LinkedHashMap<>();
                    p.put("name", x.parameter(i));
                    p.put("kind", x.kind(i).name().toLowerCase(Locale.ROOT).replace('_', '-'));
                    parameters.add(p);
                }
            });
            o.put("parameters", parameters);
            return o;
        }).toList());
        json.put("estimators", list(call, Estimators.registry(), List.of(Estimators.DEFAULT)));
        json.put("detectors", list(call, Detectors.registry(), Detectors.DEFAULT));
        if (asked.isEmpty()) {
            say(call, "observables.courses", Courses.registry(), List.of());
            say(call, "observables.estimators", Estimators.registry(), List.of(Estimators.DEFAULT));
            say(call, "observables.detectors", Detectors.registry(), Detectors.DEFAULT);
        }
        List<String> problems = Stream.of(Observables.problems(), Estimators.registry().problems(),
                Detectors.registry().problems()).flatMap(List::stream).toList();
        problems.forEach(call::warn);
        json.put("problems", problems);
        call.printJson(json);
        return Invocation.OK;
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> o = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            o.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return o;
    }

    /** What is known of the parameters of its course in the population, and of patients of whom a fact is known. */
    private static List<Object> parameters(Observable d) {
        List<Object> all = new ArrayList<>();
        if (d.course().isPresent()) {
            d.priors().forEach(p -> all.add(parameter(d, p, null)));
            d.factors().forEach(f -> f.priors().forEach(p -> {
                Map<String, Object> fact = fact(f.fact(), f.value());
                fact.put("and", f.and().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> fact(e.getKey(), e.getValue()))
                        .toList());
                all.add(parameter(d, p, fact));
            }));
        }
        return all;
    }

    private static Map<String, Object> fact(String id, double value) {
        return object("observable", id, "value", Observables.find(id).map(x -> RunResult.shown(x.unit(), value)).orElse(value));
    }

    private static int place(Observable d, String parameter) {
        int i = 0;
        while (!d.course().orElseThrow().parameter(i).equals(parameter)) {
            i++;
        }
        return i;
    }

    /** By how much a parameter is more for one more of another, each in its unit, or its natural logarithm where that is normal. */
    private static Double slope(Observable d, Observable.Prior p) {
        if (p.on().isEmpty()) {
            return null;
        }
        Course c = d.course().orElseThrow();
        int i = place(d, p.name());
        int on = place(d, p.on());
        double one = c.logarithmic(on) ? 1 : d.unitOf(on).toSi(1) - d.unitOf(on).toSi(0);
        return c.logarithmic(i) ? Numbers.edge(p.slope() * one) : RunResult.shown(d.unitOf(i), p.slope() * one);
    }

    private static Map<String, Object> parameter(Observable d, Observable.Prior p, Map<String, Object> fact) {
        int i = place(d, p.name());
        boolean log = d.course().orElseThrow().logarithmic(i);
        return object("name", d.parameter(i), "unit", d.unitOf(i).symbol(), "logarithmic", log, "value", RunResult.shown(d.unitOf(i), p
                .value()), "sd", RunResult.shown(d.unitOf(i), log ? p.value() * p.spread() : p.spread()), "source", p.source(),
                "on", p.on().isEmpty() ? null : d.parameter(place(d, p.on())), "slope", slope(d, p), "fact", fact);
    }

    private static Map<String, Object> change(Observable d, Observable.Change c) {
        return object("hazard", Numbers.edge(c.law().hazard() * FollowUp.YEAR), "unit", d.rateUnit().symbol(), "rate", RunResult.shown(d
                .rateUnit(), c.law().rate()), "sd", RunResult.shown(d.rateUnit(), c.law().deviation()), "source", c.source());
    }

    /** What numbers that are known of a patient change: for one more of a fact in its unit, from a centre or a value on. */
    private static List<Object> regressions(Observable d) {
        List<Object> all = new ArrayList<>();
        for (Observable.Regression r : d.regressions()) {
            Unit u = Observables.find(r.fact()).map(Observable::unit).orElse(Unit.of("1"));
            for (Observable.Slope s : r.slopes()) {
                int i = place(d, s.name());
                boolean log = d.course().get().logarithmic(i);
                double one = u.toSi(1) - u.toSi(0);
                boolean stays = Double.isNaN(s.spread());
                Map<String, Object> o = object("fact", r.fact(), "unit", u.symbol(), "centre", Double.isNaN(r.centre()) ? null : RunResult
                        .shown(u, r.centre()), "from", Double.isNaN(r.from()) ? null : RunResult.shown(u, r.from()));
                o.put("parameter", d.parameter(i));
                o.put("slope", log ? null : RunResult.shown(d.unitOf(i), s.slope() * one));
                o.put("ratio", log ? Numbers.edge(Math.exp(s.slope() * one)) : null);
                o.put("slopeUnit", d.unitOf(i).symbol());
                o.put("sd", log || stays ? null : RunResult.shown(d.unitOf(i), s.spread()));
                o.put("published", r.isPublished());
                o.put("source", r.source());
                all.add(o);
            }
        }
        return all;
    }

    private static Map<String, Object> limit(Observable d, Observable.Limit l, String language) {
        Unit u = d.limitUnit(l);
        boolean timed = l.kind() != Observable.Limit.Kind.RATE && l.kind() != Observable.Limit.Kind.PROGRESS;
        return object("name", l.name(), "kind", l.kind().name().toLowerCase(Locale.ROOT), "value", RunResult.shown(u, l.value()), "unit", u
                .symbol(), "from", l.from() > 0 ? Numbers.edge(l.from() / 86400) : null, "day", timed ? Numbers.edge(l.time()
                        / 86400) : null, "when", l.when().isEmpty() ? null : l.when(), "unless", l.unless().isEmpty()
                                ? null : l.unless(), "level", l.level(), "source", l.source(language));
    }

    /** All of one observable in words. */
    private static void details(Invocation call, Observable d, Collection<FhirCodes.Meaning> codes) {
        call.print("");
        call.print(d.id() + " " + d.version());
        call.print(Texts.of(call, "observables.scale", bare(d.unit(), d.lower()), bare(d.unit(), d.upper())));
        d.course().ifPresent(c -> call.print(Texts.of(call, "observables.error", bare(d.unit(), d.error()), d.errorSource())));
        if (d.course().isPresent()) {
            call.print(Texts.of(call, d.isWatched() ? d.better().orElseThrow() ? "observables.watched.down" : "observables.watched.up"
                    : "observables.unwatched"));
        }
        codes.stream().filter(c -> c.observable().equals(d.id())).forEach(c -> call.print(Texts.of(call, "observables.code", c.system(), c
                .code())));
        for (Object o : parameters(d)) {
            Map<?, ?> p = (Map<?, ?>) o;
            String unit = p.get("unit").equals("1") ? "" : " " + p.get("unit");
            call.print("  " + p.get("name") + "  " + Numbers.shortest((Double) p.get("value")) + " +- " + Numbers.shortest((Double) p.get(
                    "sd")) + unit + (p.get("fact") == null ? "" : "  (" + ((Map<?, ?>) p.get("fact")).get("observable") + " = "
                            + Numbers.shortest((Double) ((Map<?, ?>) p.get("fact")).get("value")) + ")") + "  " + p.get("source"));
        }
        d.change().ifPresent(c -> call.print(Texts.of(call, "observables.change", Numbers.shortest(Numbers.edge(100 * c.law().hazard()
                * FollowUp.YEAR)), bare(d.rateUnit(), c.law().rate()), bare(d.rateUnit(), c.law().deviation()), c.source())));
        d.fading().ifPresent(f -> call.print(Texts.of(call, "observables.fading", Numbers.shortest(Numbers.edge(f.after() / 86400)), Numbers
                .shortest(Numbers.edge(f.time() / 86400)), f.source())));
        d.ties().forEach(x -> call.print(Texts.of(call, "observables.tie", x.measurement(), x.estimate(d), x.source())));
        for (Object o : regressions(d)) {
            Map<?, ?> m = (Map<?, ?>) o;
            String by = m.get("slope") == null ? "\u00d7 " + Numbers.shortest((Double) m.get("ratio")) : Numbers.shortest((Double) m.get(
                    "slope")) + (m.get("slopeUnit").equals("1") ? "" : " " + m.get("slopeUnit"));
            boolean on = m.get("centre") == null;
            call.print(Texts.of(call, on ? "observables.regression.from" : "observables.regression", m.get("parameter"), by, m.get("fact"),
                    Numbers.shortest((Double) m.get(on ? "from" : "centre")) + (m.get("unit").equals("1") ? "" : " " + m.get("unit")), m
                            .get("source")));
        }
        for (Observable.Limit l : d.limits()) {
            Map<String, Object> m = limit(d, l, call.common().language());
            call.print(Texts.of(call, "observables.limit", m.get("name"), m.get("kind"), bare(d.limitUnit(l), l.value()),
                    m.get("day") == null ? "-" : Numbers.shortest((Double) m.get("day")), m.get("level"), m.get("source")));
        }
    }

    private static String bare(Unit u, double si) {
        return Numbers.shortest(RunResult.shown(u, si)) + (u.symbol().equals("1") ? "" : " " + u.symbol());
    }

    private static Map<String, Object> told(Invocation call, Contribution<?> c) {
        String language = call.common().language();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id());
        o.put("name", c.translated(c.name(), language));
        o.put("description", c.translated(c.description(), language));
        o.put("bundle", c.contributor());
        return o;
    }

    private static List<Object> list(Invocation call, Registry<?> registry, List<String> standard) {
        List<Object> list = new ArrayList<>();
        for (Contribution<?> c : registry.all()) {
            Map<String, Object> o = told(call, c);
            o.put("default", standard.contains(c.id()));
            list.add(o);
        }
        return list;
    }

    private static void say(Invocation call, String heading, Registry<?> registry, List<String> standard) {
        call.print("");
        call.print(Texts.of(call, heading));
        TextTable t = new TextTable("lll");
        for (Contribution<?> c : registry.all()) {
            String language = call.common().language();
            t.row("  " + c.id() + (standard.contains(c.id()) ? " *" : ""), c.translated(c.name(), language),
                    c.translated(c.description(), language));
        }
        call.print(t.toString());
    }
}

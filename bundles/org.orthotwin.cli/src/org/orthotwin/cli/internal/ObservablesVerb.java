/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.Course;
import org.orthotwin.followup.Courses;
import org.orthotwin.followup.Detectors;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.simulation.RunResult;

/** {@code observables}: what may be observed, and the courses, estimators and detectors that are installed. */
public class ObservablesVerb implements Verb {

    @Override
    public int run(Invocation call) {
        String language = call.common().language();
        TextTable t = new TextTable("lllll");
        t.row(Texts.of(call, "observables.columns").split("\\|"));
        List<Object> observables = new ArrayList<>();
        for (Observable d : Observables.all()) {
            t.row(d.id(), d.joint(), d.unit().symbol().equals("1") ? "" : d.unit().symbol(), d.course().map(Course::id).orElse(""),
                    d.name(language));
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
            o.put("items", d.scoring().map(Scoring::items).orElse(null));
            o.put("course", d.course().map(Course::id).orElse(null));
            o.put("bundle", Observables.contributor(d));
            observables.add(o);
        }
        call.print(t.toString());
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
        say(call, "observables.courses", Courses.registry(), List.of());
        say(call, "observables.estimators", Estimators.registry(), List.of(Estimators.DEFAULT));
        say(call, "observables.detectors", Detectors.registry(), Detectors.DEFAULT);
        List<String> problems = Stream.of(Observables.problems(), Estimators.registry().problems(),
                Detectors.registry().problems()).flatMap(List::stream).toList();
        problems.forEach(call::warn);
        json.put("problems", problems);
        call.printJson(json);
        return Invocation.OK;
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

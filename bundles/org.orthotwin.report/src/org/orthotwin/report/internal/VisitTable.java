/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.VisitSchedule;
import org.orthotwin.model.twin.Observation;

/**
 * What was observed as a ward's flow sheet has it: a row an observable, a column a visit. What devices tell day by day is not in it; a
 * complication has the column of its day.
 */
final class VisitTable {

    /** What is no finding of a visit. */
    private static final Set<String> APART = Set.of("activity", "fact", "event", "theatre");
    private static final double DAY = 86400;
    /** What is observed within so many days is of one visit. */
    private static final double VISIT = 14 * DAY;
    /** The same in the first weeks, in which each day counts. */
    private static final double EARLY_VISIT = 2 * DAY;
    private static final double EARLY = 42 * DAY;
    /** Until then a visit is called by its day. */
    private static final double DAYS = 28 * DAY;
    /** More columns are not read on paper. */
    private static final int MOST = 8;

    private final FollowUpResult result;
    private final FollowUp f;
    private final Words w;

    VisitTable(FollowUpResult result, Words words) {
        this.result = result;
        this.f = result.followUp();
        this.w = words;
    }

    /** Those of a visit, in the order of time; all before the operation or all after it. */
    private record Visit(List<Observation> observations) {

        Observation first() {
            return observations.getFirst();
        }
    }

    /** Writes the table; nothing where there is nothing to put into it. */
    void write(Html h) {
        List<Visit> all = visits();
        if (all.isEmpty()) {
            return;
        }
        // the first one is what the others are compared with
        List<Visit> shown = all.size() <= MOST ? all : new ArrayList<>(all.subList(all.size() - MOST + 1, all.size()));
        if (shown.size() < all.size()) {
            shown.addFirst(all.getFirst());
        }
        h.element("h2", w.text("visits")).open("table", "class", "visits").open("thead").open("tr").element("th", w.text(
                "visits.observable"));
        for (Visit v : shown) {
            h.open("th", "class", "num").text(name(v)).element("div", FollowUpResult.day(Times.instant(v.first().getTime())), "class",
                    "fine").close();
        }
        h.close().close().open("tbody").line();
        // what an alert was first seen at, and what was worse than 95 % of what was expected, as it is red in charts
        Set<String> told = Stream.concat(result.alerts().stream().map(a -> a.signalled().getId()), result.steps().stream().filter(
                VisitTable::isWorse).map(s -> s.observation().getId())).collect(Collectors.toSet());
        for (Observable d : observables(shown)) {
            h.open("tr").element("td", d.name(w.language()));
            for (Visit v : shown) {
                List<Observation> of = v.observations.stream().filter(o -> o.getDefinition().equals(d.id())).toList();
                boolean alerting = of.stream().anyMatch(o -> told.contains(o.getId()));
                h.element("td", of.isEmpty() ? "" : d.kind().equals("event") ? w.text("visits.recorded") : w.observed(d, of.getLast()
                        .getValue()), "class", alerting ? "num plain below"
                        : "num plain");
            }
            h.closeLine();
        }
        h.close().closeLine();
        h.element("p", (shown.size() < all.size() ? w.text("visits.most", all.size() - shown.size()) + " " : "") + w.text("visits.more"),
                "class", "fine");
    }

    private static boolean isWorse(FollowUp.Step s) {
        double r = s.observable().better().map(up -> up ? -s.residual() : s.residual()).orElse(Math.abs(s.residual()));
        return r > FollowUp.WIDTH_95;
    }

    private String name(Visit v) {
        double t = since(v.first());
        if (f.operation().isEmpty()) {
            return w.text("visits.seen");
        }
        return t <= 0 ? w.text("visits.before") : t < DAYS ? w.text("visits.days", Math.round(t / DAY))
                : new VisitSchedule.Visit(t, f.at(t), VisitSchedule.Status.KEPT).name(w.language());
    }

    private double since(Observation o) {
        return f.since(Times.instant(o.getTime()));
    }

    private List<Visit> visits() {
        List<Observation> findings = Stream.concat(result.steps().stream().map(FollowUp.Step::observation), result.noted().stream())
                .filter(o -> Observables.find(String.valueOf(o.getDefinition())).filter(d -> !APART.contains(d.kind()) || f.complications()
                        .contains(o)).isPresent())
                .sorted(Comparator.comparing(o -> Times.instant(o.getTime()))).toList();
        List<Visit> all = new ArrayList<>();
        for (Observation o : findings) {
            Visit last = all.isEmpty() ? null : all.getLast();
            boolean apart = last != null && (f.complications().contains(o) || f.complications().contains(last.first()));
            double window = apart ? DAY : f.operation().isPresent() && since(o) > 0 && since(o) < EARLY ? EARLY_VISIT : VISIT;
            boolean same = last != null && since(o) - since(last.first()) < window
                    && since(o) > 0 == since(last.first()) > 0;
            if (!same) {
                last = new Visit(new ArrayList<>());
                all.add(last);
            }
            last.observations.add(o);
        }
        return all;
    }

    /** What was observed at them, what was observed most often first. */
    private static List<Observable> observables(List<Visit> visits) {
        Map<String, Integer> often = new LinkedHashMap<>();
        for (Visit v : visits) {
            v.observations.stream().map(Observation::getDefinition).distinct().forEach(d -> often.merge(d, 1, Integer::sum));
        }
        return often.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).map(e -> Observables.get(e
                .getKey())).toList();
    }
}

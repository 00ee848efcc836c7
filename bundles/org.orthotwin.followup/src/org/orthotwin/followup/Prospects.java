/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.TwinState;

/**
 * What each intervention would do for a patient, in what decides: a year on, of what was observed of this patient, by how much it would be
 * better than without. All of it is {@link WhatIf}'s, whose limits hold.
 *
 * @param at when it would be done, s since the twin's origin
 * @param cause that is taken to be at work; empty for none
 * @param options in the order of the contributions; empty where nothing can be done, or nothing is amiss
 * @param infectionOpen whether a part would be exchanged without treating an infection, which is not excluded
 */
public record Prospects(double at, Optional<CauseComparison.Fit> cause, List<Option> options, boolean infectionOpen) {

    /** How long afterwards it is told, s: most of every published course has come about by then. */
    public static final double AFTER = FollowUp.YEAR;

    private static final double DAY = 86400;
    /** What a patient notices comes first. */
    private static final List<String> KINDS = List.of("score", "motion", "activity");

    /**
     * An intervention.
     *
     * @param gains of what it changes and was observed, what a patient notices first; where nothing of that was observed of all that it
     *            changes
     * @param anew what begins anew with it and was observed: of such no gain is told
     * @param cure probability that it ends the cause; NaN where none is taken to be at work or it does not mean to
     */
    public record Option(Intervention intervention, List<Gain> gains, List<Observable> anew, double cure) {
    }

    /**
     * What it does to an observable.
     *
     * @param basis what the gain is told from
     * @param without what the true value is believed to be without it
     * @param with the same with it
     * @param gain by how much it is more with it, SI: with the sign of the observable, whichever is better
     * @param better probability that it is better; NaN where that is nothing but an assumption, or neither is better
     */
    public record Gain(Observable observable, WhatIf.Basis basis, Gaussian without, Gaussian with, Gaussian gain, double better) {

        /**
         * The middle of the gain, which is the difference of what is told of both, or an end of its 95 % band, as far as the scale of the
         * observable lets it be.
         *
         * @param side -1, 0 or 1
         */
        public double gain(int side) {
            return observable.clamp(with.mean(0) + side * FollowUp.WIDTH_95 * gain.deviation(0)) - observable.clamp(without.mean(0));
        }
    }

    public Prospects {
        options = List.copyOf(options);
    }

    /**
     * What is offered about what alerts say, done at the time of the last observation, or for which it is planned. Nothing
     * after an operation of which nothing is amiss.
     */
    public static Prospects of(FollowUp f, TwinState state, List<Alert> alerts) {
        return of(f, state, alerts, f.last(state));
    }

    /** The same as of a day, by which the time of some of it may be over. */
    static Prospects of(FollowUp f, TwinState state, List<Alert> alerts, Instant today) {
        double now = f.since(from(f, state));
        // time counts from what is planned
        return of(f, state, CauseComparison.likeliest(alerts), f.planned().isPresent() ? Math.max(0, now) : now, f.interventions(alerts,
                today),
                List.of());
    }

    /** From when on something may be done: not before what was observed last, whatever it is, since that may be what it is done for. */
    public static Instant from(FollowUp f, TwinState state) {
        return f.last(state);
    }

    /**
     * The same of some of it.
     *
     * @param interventions in the order in which they are told
     * @param wanted what is told of, whether it was observed or not; empty for what is told of where nobody asks
     * @throws org.orthotwin.core.InputException if one cannot be done before the operation, or after it
     */
    public static Prospects of(FollowUp f, TwinState state, Optional<CauseComparison.Fit> cause, double at,
            List<Intervention> interventions, List<Observable> wanted) {
        List<FollowUp.Step> steps = f.steps(state);
        List<Observable> seen = steps.stream().map(FollowUp.Step::observable).distinct().toList();
        List<Observable> all = (wanted.isEmpty() ? f.told(steps, state) : wanted).stream().sorted(Comparator.comparingInt(
                d -> KINDS.contains(d.kind()) ? KINDS.indexOf(d.kind()) : KINDS.size())).toList();
        List<Option> options = new ArrayList<>();
        for (Intervention i : interventions) {
            WhatIf w = new WhatIf(f, state, Optional.of(i), at, cause);
            List<Gain> gains = all.stream().flatMap(d -> gain(w, d, at + AFTER).stream()).toList();
            List<Gain> own = gains.stream().filter(g -> seen.contains(g.observable)).toList();
            options.add(new Option(i, own.isEmpty() || !wanted.isEmpty() ? gains : own, all.stream().filter(d -> (!wanted.isEmpty() || seen
                    .contains(d)) && w.isAnew(d)).toList(), cause
                    .isPresent() && i.ends() ? i.cure(f.joint()) : Double.NaN));
        }
        return new Prospects(at, cause, options, isInfectionOpen(f, state, interventions));
    }

    /** Whether one of them would exchange a part without treating an infection, which is not excluded. */
    public static boolean isInfectionOpen(FollowUp f, TwinState state, List<Intervention> interventions) {
        return interventions.stream().anyMatch(i -> !i.restarts().isEmpty() && i.cures().isEmpty()) && CauseComparison.isInfectionOpen(f,
                state);
    }

    private static Optional<Gain> gain(WhatIf w, Observable d, double t) {
        return d.better().isEmpty() ? Optional.empty()
                : w.gain(d, t).map(g -> new Gain(d, w.basis(d).orElseThrow(), w.waiting(d, t), w.value(d, t), g, w.better(d, t)));
    }

    /** As JSON: with the day, and each gain with its 95 % band in the unit of its observable. */
    public Map<String, Object> json(FollowUp f, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("at", FollowUpResult.day(f.at(at)));
        o.put("after", FollowUpResult.ordered("value", Numbers.edge(AFTER / DAY), "unit", "d"));
        o.put("cause", cause.map(CauseComparison.Fit::cause).orElse(null));
        o.put("infectionOpen", infectionOpen);
        o.put("options", options.stream().map(x -> FollowUpResult.ordered("id", x.intervention.id(), "name", x.intervention.name(language),
                "cure", Double.isNaN(x.cure) ? null : Numbers.edge(x.cure), "gains", x.gains.stream().map(Prospects::json).toList(), "anew",
                x.anew.stream().map(Observable::id).toList(), "source", x.intervention.source(language), "risk", x.intervention.risk(
                        language))).toList());
        return o;
    }

    private static Map<String, Object> json(Gain g) {
        Observable d = g.observable;
        return FollowUpResult.ordered("observable", d.id(), "unit", d.unit().symbol(), "without", FollowUpResult.shown(d.unit(), d.clamp(
                g.without.mean(0))), "with", FollowUpResult.shown(d.unit(), d.clamp(g.with.mean(0))), "gain", FollowUpResult.ordered("mean",
                        FollowUpResult.shown(d.unit(), g.gain(0)), "lower", FollowUpResult.shown(d.unit(), g.gain(-1)), "upper",
                        FollowUpResult.shown(d.unit(), g.gain(1))), "better", Double.isNaN(g.better) ? null : Numbers.edge(g.better),
                "basis", g.basis.id());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.TwinState;

/**
 * What is to be expected of a patient if something is done at a time, or nothing.
 *
 * <p>Model: to wait is the prediction of the state itself or, where alerts speak of a cause, that with the likeliest cause at work (see
 * {@link CauseComparison.Under}); what has migrated or worn is not taken back, so that neither is expected below what was measured last.
 * Until the intervention the course is that of waiting. Afterwards an observable of a kind that restarts follows the course of the
 * population from 0 again, for patients with these facts and for the time since the intervention. One that changes follows that of waiting
 * plus the change, which is normal and independent of what is believed of the course; an intervention that exchanges the part ends the
 * cause, so that what the cause has done stays and does not go on. All others go on as they would. After an operation every observable
 * takes the course that it has after one, with what is known of the patient from before.
 *
 * <p>What does not end a cause goes on as waiting, or with what is done in that case after a time ({@link Intervention.Then}), with its own
 * success.
 *
 * <p>Of what ends a cause it may be said instead which part of what the cause has taken comes back: then the course goes back towards that
 * which it would have had without the cause.
 *
 * <p>A change is said of patients as they are before the first operation, who have room to gain in: it is less in the part of that room
 * that is left at the time (regression to the mean, and the end of the scale). The room is that to the end of the scale of a score, and to
 * two standard deviations beyond the population's mean after two years of anything else: an assumption.
 *
 * <p>What cannot be told by this: complications of what is done, and whether it is done well. Where a gain is nothing but an assumption, no
 * probability is told of it: it would be that of the assumption, whoever the patient is.
 */
public final class WhatIf {

    /** Id of doing nothing. */
    public static final String WAIT = "wait";

    /** What a gain is told from. */
    public enum Basis {
        /** This patient's own observations of the observable. */
        PATIENT,
        /** What is known of other patients: the observable was never observed in this one. */
        POPULATION,
        /** An assumption about the intervention. */
        ASSUMPTION;

        /** The word in files. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Kinds of what does not come back. */
    static final Set<String> LASTING = Set.of("migration", "wear");
    private static final double SPREADS = 2;
    private static final double DAY = 86400;

    /** What is done where the intervention fails; null for nothing. */
    private final WhatIf then;
    private final Belief belief;
    private final Belief population;
    /** From then on; null where nobody operates. */
    private final Belief operated;
    private final Optional<Intervention> intervention;
    private final Optional<CauseComparison.Under> under;
    private final double at;
    /** Whether there was an operation. */
    private final boolean after;
    private final String joint;
    /** The last that was measured of what does not come back, and when. */
    private final Map<Observable, double[]> least = new HashMap<>();
    private final Set<Observable> seen = new HashSet<>();

    /** The same without a cause. */
    public WhatIf(FollowUp f, TwinState state, Optional<Intervention> intervention, double at) {
        this(f, state, intervention, at, Optional.empty());
    }

    /**
     * @param intervention empty for waiting
     * @param at when it is done, s since the twin's origin
     * @param cause that is taken to be at work; empty for none
     * @throws org.orthotwin.core.InputException if that cannot be done before the operation, or after it
     */
    public WhatIf(FollowUp f, TwinState state, Optional<Intervention> intervention, double at, Optional<CauseComparison.Fit> cause) {
        this(f, state, intervention, at, cause, true);
    }

    /** @param again whether something else is done where it fails */
    private WhatIf(FollowUp f, TwinState state, Optional<Intervention> intervention, double at, Optional<CauseComparison.Fit> cause,
            boolean again) {
        intervention.filter(i -> !f.interventions().contains(i)).ifPresent(i -> {
            throw Texts.refuse(f.operation().isPresent() ? "intervention.before" : "intervention.after", i.id(), WAIT + ", "
                    + String.join(", ", f.interventions().stream().map(Intervention::id).toList()));
        });
        this.then = !again || cause.isEmpty() ? null : intervention.flatMap(Intervention::then).flatMap(n -> f.interventions().stream()
                .filter(i -> i.id().equals(n.what())).findFirst().map(i -> new WhatIf(f, state, Optional.of(i), at + n.after(), cause,
                        false))).orElse(null);
        this.belief = f.belief(state);
        this.operated = intervention.filter(Intervention::operates).isPresent() ? f.operatedOn(state, at) : null;
        this.population = Belief.population(f.joint(), f.facts());
        this.intervention = intervention;
        this.under = cause.flatMap(c -> CauseComparison.under(f, state, c));
        this.at = at;
        this.after = f.operation().isPresent();
        this.joint = f.joint();
        for (FollowUp.Step s : f.steps(state)) {
            double t = f.since(Times.instant(s.observation().getTime()));
            seen.add(s.observable());
            if (LASTING.contains(s.observable().kind()) && t >= least.getOrDefault(s.observable(), new double[] {0, t})[1]) {
                least.put(s.observable(), new double[] {s.observation().getValue(), t});
            }
        }
    }

    /**
     * An intervention by its id; empty for {@link #WAIT}.
     *
     * @throws org.orthotwin.core.InputException if there is none, with those there are
     */
    public static Optional<Intervention> intervention(String id) {
        if (id.equals(WAIT)) {
            return Optional.empty();
        }
        List<Intervention> all = Observables.interventions();
        return Optional.of(all.stream().filter(i -> i.id().equals(id) || i.also().contains(id)).findFirst().orElseThrow(() -> Texts.refuse(
                "intervention.unknown", id, WAIT + ", " + String.join(", ", all.stream().map(Intervention::id).toList()))));
    }

    /** Whether it makes a difference to an observable. */
    public boolean touches(Observable d) {
        return operates(d) || restarts(d) || intervention.filter(i -> i.changes().containsKey(d.id())).isPresent();
    }

    private boolean operates(Observable d) {
        return operated != null && d.course().orElseThrow().tellsAfter();
    }

    private boolean restarts(Observable d) {
        return intervention.filter(i -> i.restarts().contains(d.kind())).isPresent();
    }

    /** What gains of an observable are told from; empty where it makes no difference. */
    public Optional<Basis> basis(Observable d) {
        return !touches(d) ? Optional.empty()
                : Optional.of(!operates(d) && !restarts(d) && intervention.orElseThrow().isAssumed() ? Basis.ASSUMPTION
                        : seen.contains(d) ? Basis.PATIENT : Basis.POPULATION);
    }

    /** The cause that waiting reckons with; empty for none. */
    public Optional<CauseComparison.Fit> cause() {
        return under.map(CauseComparison.Under::fit);
    }

    /** Without the intervention: what the true value is believed to be. */
    public Gaussian waiting(Observable d, double t) {
        // what a cause takes may be more than the scale has
        Gaussian g = under.map(u -> u.value(d, t)).map(v -> Gaussian.scalar(d.clamp(v.mean(0)), v.covariance(0, 0))).orElseGet(() -> belief
                .value(d, t));
        return isFloored(d, t, g) ? Gaussian.scalar(least.get(d)[0], g.covariance(0, 0)) : g;
    }

    /** Whether less is expected than was measured of what does not come back. */
    private boolean isFloored(Observable d, double t, Gaussian g) {
        double[] last = least.get(d);
        return last != null && t >= last[1] && g.mean(0) < last[0];
    }

    /** The part of a change that there is room for, 0 to 1. */
    double room(Observable d) {
        boolean up = d.better().orElse(true);
        double most = d.kind().equals("score") ? up ? d.upper() : d.lower() : beyond(d, up);
        double whole = most - population.value(d, -DAY).mean(0);
        double left = most - d.expected(waiting(d, at));
        return whole == 0 ? 1 : Math.clamp(left / whole, 0, 1);
    }

    /**
     * The part of a gain that is left where a joint moves nearly as usual already: after an operation nobody is expected to move more for
     * what is done than patients do who have had nothing done.
     */
    private double reach(Observable d, double t, double own, double gain) {
        if (!after || !d.kind().equals("motion") || d.better().isEmpty() || gain == 0 || gain > 0 != d.better().get()) {
            return 1;
        }
        return Math.clamp((population.value(d, t).mean(0) - own) / gain, 0, 1);
    }

    private double beyond(Observable d, boolean up) {
        Gaussian g = population.value(d, 2 * FollowUp.YEAR);
        return d.clamp(g.mean(0) + (up ? SPREADS : -SPREADS) * g.deviation(0));
    }

    /**
     * What the true value is believed to be, without the error of observing it.
     *
     * @param t time since the twin's origin, s
     */
    public Gaussian value(Observable d, double t) {
        if (t > at && restarts(d)) {
            return population.value(d, t - at);
        }
        boolean ended = t > at && under.isPresent() && intervention.filter(Intervention::ends).isPresent();
        Gaussian own = t > at && operates(d) ? operated.value(d, t - at) : ended ? under.get().value(d, t, at) : waiting(d, t);
        Intervention.Change c = intervention.map(i -> i.changes().get(d.id())).orElse(null);
        if (c == null || t <= at) {
            return own;
        }
        if (ended && !Double.isNaN(intervention.get().regains())) {
            // what was taken is what those who are cured have back, however much of the scale is left
            double never = under.get().value(d, t, under.get().fit().onset()).mean(0);
            double back = intervention.get().regains() * c.part(t - at);
            return mixed(d, t, Gaussian.scalar(own.mean(0) + back * (never - own.mean(0)), own.covariance(0, 0)
                    + Math.pow(c.part(t - at) * c.deviation(), 2)));
        }
        double part = c.part(t - at) * room(d) * reach(d, t, own.mean(0), c.part(t - at) * room(d) * c.value());
        return mixed(d, t, Gaussian.scalar(cured(d, t, own.mean(0) + part * c.value()), own.covariance(0, 0)
                + Math.pow(part * c.deviation(), 2)));
    }

    /** Who is cured of what is at work is not better for it than without ever having had it. */
    private double cured(Observable d, double t, double mean) {
        if (under.isEmpty() || d.better().isEmpty() || intervention.filter(i -> !i.cures().isEmpty()).isEmpty()) {
            return mean;
        }
        double never = under.get().value(d, t, under.get().fit().onset()).mean(0);
        return d.better().get() ? Math.min(mean, never) : Math.max(mean, never);
    }

    /**
     * With the probability that what is done does not end what is at work, so that all goes on as if nothing had been done, until what is
     * done then where it is said.
     */
    private Gaussian mixed(Observable d, double t, Gaussian cured) {
        double p = under.isEmpty() ? 1 : intervention.filter(Intervention::ends).map(i -> i.cure(joint)).orElse(1.0);
        if (p >= 1) {
            return cured;
        }
        // what restarts with that, as a part that is exchanged, is told of the first
        Gaussian not = then == null || then.restarts(d) ? waiting(d, t) : then.value(d, t);
        double well = d.clamp(cured.mean(0));
        double apart = well - not.mean(0);
        return Gaussian.scalar(p * well + (1 - p) * not.mean(0), p * cured.covariance(0, 0) + (1 - p) * not.covariance(0, 0) + p
                * (1 - p) * apart * apart);
    }

    /** What would be observed, with the error of an observation that does not state its own. */
    public Gaussian observed(Observable d, double t) {
        boolean own = under.isEmpty() && (t <= at || !touches(d)) && !isFloored(d, t, belief.value(d, t));
        if (own) {
            return belief.observed(d, t);
        }
        Gaussian v = value(d, t);
        return Gaussian.scalar(v.mean(0), v.covariance(0, 0) + d.error() * d.error());
    }

    /**
     * Probability that the true value is better than it would be without it; NaN where it makes no difference, where neither is better,
     * where it begins anew and
     * where that it is better is nothing but an assumption.
     */
    public double better(Observable d, double t) {
        // what begins at 0 again is less by that alone
        if (t <= at || !touches(d) || restarts(d) || d.better().isEmpty() || basis(d).filter(b -> b == Basis.ASSUMPTION).isPresent()) {
            return Double.NaN;
        }
        Gaussian gain = gain(d, t).orElseThrow();
        return probability(gain.mean(0) * (d.better().get() ? 1 : -1), gain.covariance(0, 0));
    }

    /**
     * By how much the true value is more than it would be without it, SI; what both have in common, as the course that a change is added
     * to, is in neither. Empty where it makes no difference, and of what begins anew, which is less by that alone.
     */
    public Optional<Gaussian> gain(Observable d, double t) {
        if (t <= at || !touches(d) || restarts(d)) {
            return Optional.empty();
        }
        if (operates(d)) {
            // both are of the same parameters
            Course c = d.course().orElseThrow();
            return Optional.of(new UnscentedKalman().transform(belief.of(d), (x, y) -> y[0] = c.at(c.counted(x, at), t - at)
                    - c.untreated(x, t), 1));
        }
        Gaussian with = value(d, t);
        Gaussian without = waiting(d, t);
        // what changes goes with the course that it is added to
        return Optional.of(Gaussian.scalar(with.mean(0) - without.mean(0), Math.max(0, with.covariance(0, 0) - without.covariance(0, 0))));
    }

    /** Whether an observable begins anew, as that of a part that is exchanged. */
    public boolean isAnew(Observable d) {
        return restarts(d);
    }

    private static double probability(double difference, double variance) {
        return variance > 0 ? RunLength.normal(difference / Math.sqrt(variance)) : difference > 0 ? 1 : 0;
    }
}

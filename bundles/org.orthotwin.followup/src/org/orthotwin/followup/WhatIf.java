/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.Optional;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.TwinState;

/**
 * What is to be expected of a patient if something is done at a time, or nothing: to wait is the prediction of the state itself.
 *
 * <p>Model: until then the course is that of the state. Afterwards an observable of a kind that restarts follows the course of the
 * population from 0 again, for patients with these facts and for the time since the intervention; one that changes follows its own course
 * plus the change, which is normal and independent of what is believed of the course; all others go on as they would. After an operation
 * every observable takes the course that it has after one, with what is known of the patient from before. What cannot be told by this:
 * complications of what is done, and whether it is done well.
 */
public final class WhatIf {

    /** Id of doing nothing. */
    public static final String WAIT = "wait";

    private final Belief belief;
    private final Belief population;
    /** From then on; null where nobody operates. */
    private final Belief operated;
    private final Optional<Intervention> intervention;
    private final double at;

    /**
     * @param intervention empty for waiting
     * @param at when it is done, s since the twin's origin
     * @throws org.orthotwin.core.InputException if that cannot be done before the operation, or after it
     */
    public WhatIf(FollowUp f, TwinState state, Optional<Intervention> intervention, double at) {
        intervention.filter(i -> !f.interventions().contains(i)).ifPresent(i -> {
            throw Texts.refuse(f.operation().isPresent() ? "intervention.before" : "intervention.after", i.id(), WAIT + ", "
                    + String.join(", ", f.interventions().stream().map(Intervention::id).toList()));
        });
        this.belief = f.belief(state);
        this.operated = intervention.filter(Intervention::operates).isPresent() ? f.operatedOn(state, at) : null;
        this.population = Belief.population(f.joint(), Histories.facts(f.twin()));
        this.intervention = intervention;
        this.at = at;
    }

    /**
     * An intervention by its id; empty for {@link #WAIT}.
     *
     * @throws org.orthotwin.core.InputException if there is none, with those there are
     */
    public static Optional<Intervention> intervention(String id) {
        return id.equals(WAIT) ? Optional.empty() : Optional.of(Observables.interventions().stream().filter(i -> i.id().equals(id))
                .findFirst().orElseThrow(() -> Texts.refuse("intervention.unknown", id, WAIT + ", " + String.join(", ", Observables
                        .interventions().stream().map(Intervention::id).toList()))));
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

    /**
     * What the true value is believed to be, without the error of observing it.
     *
     * @param t time since the twin's origin, s
     */
    public Gaussian value(Observable d, double t) {
        if (t > at && restarts(d)) {
            return population.value(d, t - at);
        }
        Gaussian own = t > at && operates(d) ? operated.value(d, t - at) : belief.value(d, t);
        Intervention.Change c = intervention.map(i -> i.changes().get(d.id())).orElse(null);
        if (c == null || t <= at) {
            return own;
        }
        double part = c.part(t - at);
        return Gaussian.scalar(own.mean(0) + part * c.value(), own.covariance(0, 0) + Math.pow(part * c.deviation(), 2));
    }

    /** What would be observed, with the error of an observation that does not state its own. */
    public Gaussian observed(Observable d, double t) {
        Gaussian v = value(d, t);
        return Gaussian.scalar(v.mean(0), v.covariance(0, 0) + d.error() * d.error());
    }

    /** Probability that the true value is better than it would be without it; NaN where it makes no difference, or neither is better. */
    public double better(Observable d, double t) {
        if (t <= at || !touches(d) || d.better().isEmpty()) {
            return Double.NaN;
        }
        if (operates(d)) {
            // both are of the same parameters
            Course c = d.course().orElseThrow();
            Gaussian gain = new UnscentedKalman().transform(belief.of(d), (x, y) -> y[0] = c.at(c.counted(x, at), t - at)
                    - c.untreated(x, t), 1);
            return probability(gain.mean(0) * (d.better().get() ? 1 : -1), gain.covariance(0, 0));
        }
        Gaussian with = value(d, t);
        Gaussian without = belief.value(d, t);
        // what changes goes with the course that it is added to, what restarts does not
        double variance = restarts(d) ? with.covariance(0, 0) + without.covariance(0, 0) : with.covariance(0, 0) - without.covariance(0, 0);
        return probability((with.mean(0) - without.mean(0)) * (d.better().get() ? 1 : -1), variance);
    }

    private static double probability(double difference, double variance) {
        return variance > 0 ? RunLength.normal(difference / Math.sqrt(variance)) : difference > 0 ? 1 : 0;
    }
}

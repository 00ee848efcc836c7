/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.Map;
import java.util.Optional;

/**
 * A cause of a deviation, as the pattern that it leaves in the observables from its onset on.
 *
 * @param id in files
 * @param names for people, by language
 * @param probability of it, before anything is observed, where something deviates
 * @param source of the pattern
 * @param when it can happen
 * @param effects by observable, for the severity 1
 */
record Cause(String id, Map<String, String> names, double probability, String source, Intervention.When when, Map<String, Effect> effects) {

    /** Time in which a step comes about, s. */
    private static final double ONSET = 30 * 86400.0;

    /**
     * What it does to an observable.
     *
     * @param drift whether it goes on and on; otherwise it comes about within weeks and stays
     * @param amount in the observable's SI unit, per second for a drift
     */
    record Effect(boolean drift, double amount) {

        /** The deviation {@code t} seconds after the onset; 0 before. */
        double at(double t) {
            return t <= 0 ? 0 : drift ? amount * t : -amount * Math.expm1(-t / ONSET);
        }
    }

    /** Its name, in English where the language has none. */
    String name(String language) {
        return names.getOrDefault(language, names.get("en"));
    }

    /** The deviation of an observable {@code t} seconds after the onset, by the severity. */
    double deviation(String observable, double severity, double t) {
        return Optional.ofNullable(effects.get(observable)).map(e -> severity * e.at(t)).orElse(0.0);
    }
}

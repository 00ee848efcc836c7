/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Something that might be done with a patient, as what it does to the observables from then on.
 *
 * @param id in files
 * @param names for people, by language
 * @param source of the numbers
 * @param sources the same in other languages
 * @param when it can be done
 * @param operates whether it is the operation itself: every observable then takes the course that it has after one
 * @param restarts kinds of observables that begin anew, as those of a part that is exchanged
 * @param changes by observable
 * @param also other words for it, which are understood as its id
 * @param risks what may go wrong, in figures of others with their source, by language; empty where nobody has said so
 * @param causes ids of causes of which one must be at work for it to be offered; empty for none
 * @param unless ids of causes for which it is not offered
 * @param cures probability that it ends the cause, by joint; where none is stated what exchanges a part ends it,
 *            and of a joint that is not among them the least is taken
 * @param regains the part of what the cause has taken from what it changes that comes back where it ends it; NaN where it is changed by
 *            the values of its changes
 * @param window when it is to be done, since it gains less later; empty where it can wait
 * @param then what is done where it has not ended the cause; empty for nothing
 * @param acute while it is offered: of a cause that is young; empty where that does not matter
 */
public record Intervention(String id, Map<String, String> names, String source, Map<String, String> sources, When when, boolean operates,
        Set<String> restarts, Map<String, Change> changes, Set<String> also, Map<String, String> risks, Set<String> causes,
        Set<String> unless, Map<String, Double> cures, double regains, Optional<Window> window, Optional<Then> then, Optional<Acute>
                acute) {

    /**
     * A time in which something is to be done.
     *
     * @param from s since the operation
     * @param until s since the operation
     */
    public record Window(double from, double until) {

        /** @throws IllegalArgumentException if it ends before it begins */
        public Window {
            if (!(from >= 0 && until > from)) {
                throw new IllegalArgumentException("it is to be done from " + from + " s to " + until + " s after the operation");
            }
        }
    }

    /**
     * What is done where an intervention has not ended the cause.
     *
     * @param what id of another intervention
     * @param after so long after the first, s
     */
    public record Then(String what, double after) {
    }

    /**
     * While something is offered.
     *
     * @param operation so long after the operation, s
     * @param signs and later, while there may have been signs of the cause for so long and no longer, s
     * @param unless id of an event after which it is not; empty for none
     */
    public record Acute(double operation, double signs, String unless) {
    }

    /** Before the operation that a twin is about, after it, or both. */
    public enum When {
        BEFORE, AFTER, ANY;

        boolean fits(boolean operated) {
            return this == ANY || this == AFTER == operated;
        }

        /** @throws IllegalArgumentException if it is none of these */
        static When of(String word) {
            try {
                return valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("it can be 'before', 'after' or 'any', not '" + word + "'", e);
            }
        }
    }

    /**
     * A change that comes about exponentially and stays.
     *
     * @param value in the long run, SI
     * @param deviation standard deviation between patients, SI
     * @param time in which 63 % of it come about, s
     */
    public record Change(double value, double deviation, double time) {

        /** The part of it that has come about {@code t} seconds after the intervention: 0 before, 1 in the long run. */
        double part(double t) {
            return t <= 0 ? 0 : -Math.expm1(-t / time);
        }
    }

    public Intervention {
        names = Map.copyOf(names);
        sources = Map.copyOf(sources);
        restarts = Set.copyOf(restarts);
        changes = Map.copyOf(changes);
        also = Set.copyOf(also);
        risks = Map.copyOf(risks);
        causes = Set.copyOf(causes);
        unless = Set.copyOf(unless);
        cures = Map.copyOf(cures);
    }

    /** Whether it is offered where these causes are at work. */
    boolean isFor(Set<String> atWork) {
        return atWork.stream().noneMatch(unless::contains) && (causes.isEmpty() || atWork.stream().anyMatch(causes::contains));
    }

    /** Probability that it ends what is at work, in a joint; where others are stated and this one is not, the least of them. */
    public double cure(String joint) {
        return ends() ? cures.getOrDefault(joint, cures.values().stream().mapToDouble(p -> p).min().orElse(1)) : 0;
    }

    /** Whether its changes are nothing but assumptions. */
    public boolean isAssumed() {
        return source.contains("assumption");
    }

    /** Whether it takes away what is at work, since it exchanges the part or cures: the effect of a cause then goes on no more. */
    public boolean ends() {
        return !restarts.isEmpty() || !cures.isEmpty();
    }

    /** What may go wrong, in English where the language has none; empty where nobody has said so. */
    public String risk(String language) {
        return risks.getOrDefault(language, risks.getOrDefault("en", ""));
    }

    /** Its name, in English where the language has none. */
    public String name(String language) {
        return names.getOrDefault(language, names.get("en"));
    }

    /** Where the numbers come from, in English where the language has none. */
    public String source(String language) {
        return sources.getOrDefault(language, source);
    }
}

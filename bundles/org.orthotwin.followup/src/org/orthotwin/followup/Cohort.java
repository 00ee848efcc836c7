/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.Hierarchy;

/**
 * Twins of several patients as a cohort: for each observable, and apart for each published prior that facts choose among, what their own
 * observations say of the next patient. Twins whose first beliefs a person has changed count by their observations alone, like all others.
 */
public final class Cohort {

    /** The mean of a cohort may be off the published one by so much of the published spread between patients: an assumption. */
    public static final double DOUBT = 0.5;
    /** The published spread counts as that of so many patients: an assumption. */
    public static final double WEIGHT = 10;

    /**
     * Patients of one kind.
     *
     * @param facts those that choose the prior, by id
     */
    public record Stratum(Observable observable, Map<String, Double> facts) {

        /** Of a twin: only those facts count of which the observable's priors depend. */
        static Stratum of(Observable d, Map<String, Double> facts) {
            Map<String, Double> own = new TreeMap<>();
            d.factors().stream().filter(f -> f.isOf(facts)).forEach(f -> {
                own.put(f.fact(), f.value());
                own.putAll(f.and());
            });
            if (facts.containsKey(FollowUp.AGAIN)) {
                own.put(FollowUp.AGAIN, facts.get(FollowUp.AGAIN));
            }
            return new Stratum(d, own);
        }

        /** What the literature says of such patients. */
        public Gaussian published() {
            return observable.belief(observable.priors(facts));
        }

        /** How it is learned from: false where a published number is known exactly. */
        boolean canLearn() {
            Gaussian g = published();
            return IntStream.range(0, g.dimension()).allMatch(i -> g.deviation(i) > 0);
        }

        Hierarchy hierarchy() {
            return new Hierarchy(published(), DOUBT, WEIGHT);
        }
    }

    /**
     * What is known of one stratum.
     *
     * @param observations of all patients together
     */
    public record Part(Stratum stratum, int observations, Hierarchy.Summary summary) {
    }

    private Cohort() {
    }

    /** What the observations of one twin say of one stratum. */
    record Member(Stratum stratum, String patient, Gaussian prior, Gaussian posterior, int observations) {
    }

    /**
     * What twins say together, those of one patient as that of one: of several the one with the most observations.
     *
     * @param followed with all that was observed in a state
     */
    public static List<Part> parts(List<FollowUp> followed, Estimator estimator) {
        return together(followed.stream().flatMap(f -> members(f, estimator).stream()).toList());
    }

    /** What one twin has to say, without what others have said to it. */
    static List<Member> members(FollowUp f, Estimator estimator) {
        List<Member> all = new ArrayList<>();
        // nor is a second implant of the kind of the first ones; levels of the day of an operation and of any other day are not the
        // same parameters
        for (Observable d : f.operation().isEmpty() || f.isRevised() ? List.<Observable>of() : Observables.predicted(f.joint())) {
            FollowUp.Own own = f.own(d, estimator);
            Stratum s = Stratum.of(d, f.facts());
            Map<String, Double> facts = f.facts();
            if (!own.observations().isEmpty() && own.canInvert() && s.canLearn() && !d.isNarrowed(facts)) {
                // what their facts say of them is not what patients of a kind have in common
                double[] shift = d.shift(facts);
                all.add(new Member(s, String.valueOf(f.twin().getPseudonym()), moved(own.prior(), shift, -1), moved(own.posterior(), shift,
                        -1), own.observations().size()));
            }
        }
        return all;
    }

    /**
     * What is believed of the next patient of a stratum, with what is known of that patient's facts; empty where
     * these say how spread they are.
     */
    static Optional<Gaussian> next(Stratum s, List<Hierarchy.Summary> summaries, Map<String, Double> facts) {
        return s.observable.isNarrowed(facts) ? Optional.empty() : Optional.of(moved(s.hierarchy().next(summaries),
                s.observable.shift(facts),
                1));
    }

    private static Gaussian moved(Gaussian g, double[] shift, int sign) {
        if (Arrays.stream(shift).allMatch(v -> v == 0)) {
            return g;
        }
        double[] m = g.means();
        Arrays.setAll(m, i -> m[i] + sign * shift[i]);
        return new Gaussian(m, g.covariances());
    }

    /** Those of each stratum by patient: of several twins of one the one with the most observations. */
    static Map<Stratum, Map<String, Member>> byPatient(List<Member> members) {
        Map<Stratum, Map<String, Member>> all = new LinkedHashMap<>();
        for (Member m : members) {
            all.computeIfAbsent(m.stratum, k -> new TreeMap<>()).merge(m.patient, m, (x, y) -> y.observations > x.observations ? y : x);
        }
        return all;
    }

    static List<Part> together(List<Member> members) {
        List<Part> parts = new ArrayList<>();
        byPatient(members).forEach((s, by) -> {
            List<Member> own = List.copyOf(by.values());
            parts.add(new Part(s, own.stream().mapToInt(Member::observations).sum(), s.hierarchy().summary(own.stream().map(Member::prior)
                    .toList(), own.stream().map(Member::posterior).toList())));
        });
        return parts;
    }
}

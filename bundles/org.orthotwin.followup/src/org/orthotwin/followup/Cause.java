/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.followup.detection.RunLength;

/**
 * A cause of a deviation, as the patterns that it may leave in the observables from its onset on, and what tests say of it.
 *
 * @param id in files
 * @param names for people, by language
 * @param probability of it, before anything is observed, where something deviates
 * @param source of the pattern
 * @param when it can happen
 * @param like ids of causes whose pattern it may have instead of its own
 * @param patterns its own and those of the causes that it may look like, all equally probable: effects by observable, for the severity 1
 * @param markers tests of it, whose results have published likelihood ratios
 * @param needs limits without which it does not come about; empty for none
 * @param improves whether a patient may get better while nothing is done about it
 * @param complication id of the event by which it is known to be at work; empty for none
 * @param repeated how often that event must have come for it
 * @param signs limits which, where measurements are beyond them, and events which make it more probable than its own probability
 * @param infection whether an infection looks like it, so that one is to be excluded first
 * @param urgent whether who may have it is referred the same day, so that it comes first in every list
 * @param next what is examined next where it is likeliest, by language; empty where nobody has said so
 * @param treated what is done where it is known to be at work, in the place of that, by language; empty where nobody has said so
 * @param setting in which patients it can be, and when
 * @param past what having been treated for it before says; null where nobody has said so
 */
record Cause(String id, Map<String, String> names, double probability, String source, Intervention.When when,
        List<String> like, List<Map<String, Effect>> patterns, List<Marker> markers, List<Need> needs, boolean improves,
        String complication, int repeated, List<Sign> signs, boolean infection, boolean urgent, Map<String, String> next,
        Map<String, String> treated, Setting setting, Past past) {

    /**
     * What speaks for it: a limit of an observable where measurements are beyond it, or an event where it is recorded.
     *
     * @param limit its name; empty of an event
     * @param after events of before do not speak for it, s since the operation
     * @param ratio by how much its odds are more then
     * @param urgent of an event: whether the cause is examined for at once, however probable others are
     * @param criterion of an event: that by which it alone makes the cause known; empty for none
     */
    record Sign(String observable, String limit, double after, double ratio, boolean urgent, String criterion) {

        /** Whether it is seen of a patient and comes and goes, unlike a limit or a complication. */
        boolean isNoted() {
            return limit.isEmpty() && observable.startsWith("sign.");
        }
    }

    /**
     * In which patients a cause can be, and when.
     *
     * @param joints empty for all
     * @param facts with their values, without which it cannot be; a fact that is not known does not exclude it
     * @param earliest before which it does not begin, s since the operation
     * @param latest after which it does not begin, s since the operation; infinite for none
     * @param sudden whether it begins with the event that makes it known, and not before
     * @param least how severe it is at least, in parts of its pattern; 0 for whatever is compared
     */
    record Setting(Set<String> joints, Map<String, Double> facts, double earliest, double latest, boolean sudden,
            double least) {

        boolean fits(String of, Map<String, Double> known) {
            return (joints.isEmpty() || joints.contains(of)) && facts.entrySet().stream().allMatch(e -> known.getOrDefault(e.getKey(), e
                    .getValue()).equals(e.getValue()));
        }
    }

    /**
     * What having been treated for it before an operation says: that it may not have gone.
     *
     * @param kept id of the intervention by which an operation that kept the implant treats it
     * @param exchanged the same of one that exchanged it
     * @param half of what has not gone, and has not shown itself, so much is left after each such time, s: half
     * @param amiss part of such patients in whom something else is amiss
     * @param sources by language
     */
    record Past(String kept, String exchanged, double half, double amiss, Map<String, String> sources) {

        /** Its source, in English where the language has none. */
        String source(String language) {
            return sources.getOrDefault(language, sources.get("en"));
        }

        /**
         * By how much the odds of the cause are more where something deviates than its own probability says.
         *
         * @param left part of the patients in whom it has not gone
         * @param usual its own probability
         */
        double ratio(double left, double usual) {
            return left / (1 - left) / amiss / (usual / (1 - usual));
        }
    }

    /** A limit of an observable that must be passed for it to come about, by its name. */
    record Need(String observable, String limit) {
    }

    /** Results from a value on, SI, and their likelihood ratio. */
    record Stratum(double from, double ratio) {
    }

    /**
     * A result that is more than an earlier one, where it ought to fall.
     *
     * @param from since when results are compared, s since the operation
     * @param by how many times as much it is
     * @param ratio its likelihood ratio
     */
    record Rise(double from, double by, double ratio) {
    }

    /**
     * When a result that no limit judges is to be done again within days, so that it can be seen whether it falls.
     *
     * @param alone from where on, SI
     * @param beside from where on where there are complaints besides, SI
     * @param pain from where on pain is one of them, SI
     * @param half what has come down by half in each such time since the result before falls, s
     */
    record Repeat(double alone, double beside, double pain, double half) {

        /** Whether one result says that it falls since an earlier one, so long before, s. */
        boolean falls(double earlier, double later, double time) {
            return later <= earlier * Math.pow(2, -time / half);
        }
    }

    /**
     * That results of some patients are held against their own of before the operation: what they have had then, too, tells nothing.
     *
     * @param fact that says of whom, where it is 1
     * @param by how many times as much as the median of those a result must be to speak for the cause
     */
    record Own(String fact, double by) {
    }

    /**
     * What earlier results say of the one that is judged.
     *
     * @param lowest since {@link Rise#from}, SI; NaN for none
     * @param usual from where on a result is more than what the patient has had before, SI; NaN where that is not asked
     */
    record Earlier(double lowest, double usual) {
    }

    /** The same with other patterns, markers and signs. */
    Cause with(List<Map<String, Effect>> other, List<Marker> tests, List<Sign> more) {
        return new Cause(id, names, probability, source, when, like, other, tests, needs, improves, complication, repeated, more,
                infection, urgent, next, treated, setting, past);
    }

    /** Whether a test or an event of an observable is evidence of it. */
    boolean isToldBy(String observable) {
        return complication.equals(observable) || markers.stream().anyMatch(m -> m.observable().equals(observable)) || signs.stream()
                .anyMatch(s -> s.limit().isEmpty() && s.observable().equals(observable));
    }

    /** What is examined next where it is likeliest, in English where the language has none; empty where nobody has said so. */
    String next(String language) {
        return next.getOrDefault(language, next.getOrDefault("en", ""));
    }

    /** What is done where it is known to be at work, in English where the language has none; empty where nobody has said so. */
    String treated(String language) {
        return treated.getOrDefault(language, treated.getOrDefault("en", ""));
    }

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

    /**
     * A test of a cause.
     *
     * @param observable id of what is tested
     * @param threshold from which on the test is positive, SI
     * @param after results of before that do not count, s since the operation: what every operation does to them
     * @param until results from then on do not count by this limit, s since the operation; infinite for none
     * @param sensitivity share of positive tests where the cause is at work, above 0 and below 1
     * @param specificity share of negative tests where it is not, above 0 and below 1
     * @param strata likelihood ratios of results by size, the smallest first; empty where only positive and negative are told apart
     * @param undecided from which on a result that is not positive is not negative either, SI; the threshold for none
     * @param rise that speaks for the cause below the threshold, too; null for none
     * @param confirms above which a result makes the cause known, SI; infinite for none
     * @param criterion whose words that is; empty for none
     * @param repeat when a result that is not positive is to be done again within days; null for never
     * @param own in whom results are held against their own of before the operation; null for nobody
     */
    record Marker(String observable, double threshold, double after, double until, double sensitivity, double specificity,
            List<Stratum> strata, String source, double undecided, Rise rise, double confirms, String criterion,
            Repeat repeat, Own own) {

        /** From where on a result is positive after earlier ones. */
        double limit(Earlier e) {
            double limit = rise == null || Double.isNaN(e.lowest) ? threshold : Math.min(threshold, Math.max(undecided, rise.by
                    * e.lowest));
            return Double.isNaN(e.usual) ? limit : Math.max(limit, e.usual);
        }

        /** Natural logarithm of the likelihood ratio of a result that has risen, or has not; 0 of one that the patient has always had. */
        double logRatio(double value, Earlier e) {
            if (!Double.isNaN(e.usual) && value >= threshold && value < e.usual) {
                return 0;
            }
            boolean risen = rise != null && !Double.isNaN(e.lowest) && value >= Math.max(undecided, rise.by * e.lowest);
            return risen ? Math.max(logRatio(value), Math.log(rise.ratio)) : logRatio(value);
        }

        /** Whether it judges what was measured then, s since the operation. */
        boolean judges(double time) {
            return time >= after && time < until;
        }

        /** Whether a result that is not positive tells anything. */
        boolean tellsBelow() {
            return strata.isEmpty() || strata.stream().anyMatch(x -> x.from < threshold && x.ratio != 1);
        }

        /** Whether how well it tells is an assumption. */
        boolean isAssumed() {
            return source.contains("sensitivity and specificity: assumption");
        }

        /** Natural logarithm of the likelihood ratio of a result. */
        double logRatio(double value) {
            return !strata.isEmpty() ? Math.log(strata.stream().filter(x -> value >= x.from).reduce((a, b) -> b).orElse(strata.getFirst())
                    .ratio) : plainRatio(value);
        }

        /** By how much a result can change the odds, one way or the other, where only positive and negative are told apart. */
        double weight() {
            return Math.exp(Math.max(plainRatio(threshold), -plainRatio(Double.NEGATIVE_INFINITY)));
        }

        private double plainRatio(double value) {
            return value >= threshold ? Math.log(sensitivity / (1 - specificity)) : Math.log((1 - sensitivity) / specificity);
        }

        /** Distance between those with the cause and those without, standard deviations of either, if both are normal. */
        double separation() {
            return RunLength.quantile(sensitivity) + RunLength.quantile(specificity);
        }
    }

    /** Whether any of its patterns moves an observable. */
    boolean touches(String observable) {
        return patterns.stream().anyMatch(p -> p.containsKey(observable));
    }

    /** Its name, in English where the language has none. */
    String name(String language) {
        return names.getOrDefault(language, names.get("en"));
    }

    /** The deviation of an observable {@code t} seconds after the onset, by the pattern and the severity. */
    double deviation(String observable, int pattern, double severity, double t) {
        return Optional.ofNullable(patterns.get(pattern).get(observable)).map(e -> severity * e.at(t)).orElse(0.0);
    }
}

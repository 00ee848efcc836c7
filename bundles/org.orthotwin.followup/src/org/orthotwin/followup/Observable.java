/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;

/**
 * Something that may be observed on a patient, by its named, versioned definition, with what is known of its course in the population.
 *
 * @param id dotted, e.g. {@code knee.score.oks}
 * @param version changes whenever a number could change
 * @param joint that it is for; empty for every joint
 * @param kind {@code score}, {@code motion}, {@code activity}, {@code body}, {@code cartilage}, {@code migration}, {@code wear}, {@code
 *            force}, {@code
 *            density},
 *            {@code alignment}, {@code laxity}, {@code theatre}, {@code laboratory}, {@code lucency}, {@code event} or {@code fact}
 * @param unit in which it is shown
 * @param lower least value that there can be, SI
 * @param upper largest one, SI
 * @param better whether more of it is better; empty where neither is
 * @param names for people, by language
 * @param course its form; empty where nothing is predicted
 * @param error standard deviation of an observation that does not state its own, SI
 * @param errorSource where that comes from
 * @param priors what is known of each parameter in the population, in the course's order
 * @param factors what is known instead of patients of whom a fact is known
 * @param limits published limits
 * @param scoring how answers make it; empty where nobody answers items
 * @param whole whether it is a whole number by its definition, such as a count or a sum of answers that are
 * @param visit whether it is observed of a patient who is seen, so that it keeps a visit
 * @param fading how what is known of a patient fades while nothing is observed; empty where it does not
 * @param ties what measurements of a case foretell of its course
 * @param change how its course may break at a time that nobody knows; empty where it does not
 * @param regressions by how much priors are other for patients of whom a number is known
 * @param target where what is achieved ought to lie; empty where nobody has said so
 */
public record Observable(String id, String version, String joint, String kind, Unit unit, double lower, double upper,
        Optional<Boolean> better, Map<String, String> names, Optional<Course> course, double error, String errorSource, List<Prior> priors,
        List<Factor> factors, List<Limit> limits, Optional<Scoring> scoring, boolean whole, boolean visit,
        Optional<Fading> fading, List<Tie> ties, Optional<Change> change, List<Regression> regressions, Optional<Target> target) {

    /** Whether a fact makes a difference to what is expected of it or to a limit of it. */
    public boolean asks(String fact) {
        return facts().anyMatch(fact::equals);
    }

    /** What makes a difference to what is expected of it or to a limit of it. */
    Stream<String> facts() {
        return Stream.of(factors.stream().flatMap(f -> Stream.concat(Stream.of(f.fact), f.and.keySet().stream())), regressions.stream().map(
                Regression::fact), limits.stream().flatMap(l -> Stream.concat(l.when.keySet().stream(), l.unless.keySet().stream())))
                .flatMap(s -> s);
    }

    /** Kinds of what is of the whole body. */
    private static final Set<String> WHOLE_BODY = Set.of("body", "activity");

    /**
     * A parameter in the population, normal or log-normal as its course has it.
     *
     * @param value mean, or median of a log-normal one, SI
     * @param spread standard deviation, SI, or that of the natural logarithm; of one that goes with another what that leaves
     * @param on name of an earlier parameter that it goes with; empty for none
     * @param slope by how much it is more where that is more by 1 than in the mean of the population, both as the course has them
     */
    public record Prior(String name, double value, double spread, String source, String on, double slope) {
    }

    /**
     * Priors of patients of whom the observable {@code fact} has a value.
     *
     * @param and other facts that must have these values, too
     */
    public record Factor(String fact, double value, Map<String, Double> and, List<Prior> priors) {

        /** Whether it is for patients of whom these facts are known. */
        boolean isOf(Map<String, Double> facts) {
            return has(facts, fact, value) && and.entrySet().stream().allMatch(e -> has(facts, e.getKey(), e.getValue()));
        }
    }

    private static boolean has(Map<String, Double> facts, String fact, double value) {
        return facts.containsKey(fact) && facts.get(fact) == value;
    }

    /**
     * By how much parameters are more or less in the mean for patients of whom the observable {@code fact} has a value.
     *
     * @param centre of the fact, SI, where nothing changes: that of the patients whom the priors are of
     * @param from below this the fact changes nothing, and it counts from here, SI; NaN for a straight line through the centre
     * @param slopes of the parameters
     * @param source where that comes from; what is an assumption says so
     */
    public record Regression(String fact, double centre, double from, List<Slope> slopes, String source) {

        /** How far the fact is from where nothing changes. */
        double distance(double value) {
            return Double.isNaN(from) ? value - centre : Math.max(0, value - from);
        }

        /** Whether the size of it was published, rather than assumed. */
        public boolean isPublished() {
            return !source.contains("assumption");
        }
    }

    /**
     * Of one parameter.
     *
     * @param name of the parameter
     * @param slope by how much it is more as the course has it, for one more of the fact, SI
     * @param spread standard deviation that is left as the course has it; NaN where that stays
     */
    public record Slope(String name, double slope, double spread) {
    }

    /**
     * What a fact of a patient changes.
     *
     * @param value of the fact, SI
     * @param parameter its index in the course
     * @param shift of its mean as the course has it
     */
    public record Effect(Regression regression, double value, int parameter, double shift) {
    }

    /**
     * A published limit.
     *
     * @param kind of what is compared
     * @param value SI
     * @param from since the operation, s, where an increase or progress begins, or from when on a lasting one counts; 0 for others
     * @param time since the operation, s; 0 for a rate, progress and a lasting one
     * @param level {@code at-risk} or {@code unacceptable}, of a gain {@code little-gain}
     * @param sources its source in other languages
     * @param when facts that must be known to have these values
     * @param unless facts that must not be known to have these values
     */
    public record Limit(String name, Kind kind, double value, double from, double time, String level, String source, Map<String,
            String> sources, Map<String, Double> when, Map<String, Double> unless) {

        /** Whether it is for patients of whom these facts are known. */
        boolean isOf(Map<String, Double> facts) {
            return when.entrySet().stream().allMatch(e -> has(facts, e.getKey(), e.getValue()))
                    && unless.entrySet().stream().noneMatch(e -> has(facts, e.getKey(), e.getValue()));
        }

        /** How many measurements since the operation it takes before one can be told to be beyond it: two for what goes on. */
        int measurements() {
            return kind == Kind.RATE || kind == Kind.INCREASE || kind == Kind.PROGRESS ? 2 : 1;
        }

        /** The gravest level. */
        static final String UNACCEPTABLE = "unacceptable";

        /** Where it comes from, in English where the language has none. */
        public String source(String language) {
            return sources.getOrDefault(language, source);
        }

        /**
         * What is compared with a limit: the value at a time, its change since before the operation, the rate in the long run, by how
         * much it has come to be more from one time to another, or from the first measurement after a time to the last one, whenever that
         * is, beyond what is usual, or the last value from a time on. Both of the last are told by measurements alone.
         */
        public enum Kind {
            VALUE, CHANGE, RATE, INCREASE, PROGRESS, LASTING;

            /** Whether measurements alone tell it: nothing is predicted of it. */
            public boolean isMeasured() {
                return this == PROGRESS || this == LASTING;
            }
        }
    }

    /**
     * A measurement that a solver or a plan gives and that foretells a parameter of the course, or its value at a time.
     *
     * @param measurement id of its definition
     * @param parameter index in the course; -1 for the value at a time
     * @param time of that value since the operation, s; 0 for a parameter
     * @param factor what patients have over what the measurement says, in the mean
     * @param trust standard deviation of patients about that, SI, or of the natural logarithm
     */
    public record Tie(String measurement, int parameter, double time, double factor, double trust, String source) {

        /**
         * What is foretold in words of a file: the parameter's name, or the observable's, an at sign and days; behind it a slash and the
         * factor where that is not 1.
         */
        public String estimate(Observable d) {
            return (parameter >= 0 ? d.parameter(parameter) : d.id() + "@" + Numbers.shortest(Numbers.edge(time / DAY)) + "d")
                    + (factor == 1 ? "" : "/" + Numbers.shortest(factor));
        }
    }

    /**
     * How a course may break: from an onset on, which comes with a constant hazard after the operation, it grows steadily beside what it
     * would
     * have been.
     *
     * @param law hazard and rate, SI
     */
    public record Change(ChangePoints.Law law, String source) {
    }

    /**
     * Where what is achieved ought to lie.
     *
     * @param lower least value, SI
     * @param upper largest one, SI
     * @param sources its source in other languages
     */
    public record Target(double lower, double upper, String source, Map<String, String> sources) {

        /** Where it comes from, in English where the language has none. */
        public String source(String language) {
            return sources.getOrDefault(language, source);
        }
    }

    private static final double DAY = 86400;
    /** By how much patients with another implant are spread wider than those with their first, where nobody has said how they are. */
    private static final double WIDER = 1.5;
    private static final String WIDENED = "; assumption: after a revision as after a first operation, spread half as much again";

    /** Of its id alone: it is asked for at every step of a chain, and no two have the same. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Its name, in English where the language has none. */
    public String name(String language) {
        return names.getOrDefault(language, names.get("en"));
    }

    /** Name of a parameter in files: that of the observable, a point, that of the course. */
    public String parameter(int i) {
        return id + "." + course.orElseThrow().parameter(i);
    }

    /** SI symbol of a parameter; empty for a plain number. */
    String parameterUnit(int i) {
        String si = unit.dimension().siSymbol();
        return switch (course.orElseThrow().kind(i)) {
            case VALUE, LOG_VALUE -> si.equals("1") ? "" : si;
            case RATE -> rateUnit(unit.dimension()).dimension().siSymbol();
            case LOG_TIME -> "s";
            case NUMBER -> "";
        };
    }

    /** Unit in which a parameter of its course is shown. */
    public Unit unitOf(int i) {
        return switch (course.orElseThrow().kind(i)) {
            case VALUE, LOG_VALUE -> unit;
            case RATE -> rateUnit(unit.dimension());
            case LOG_TIME -> Unit.of("d");
            case NUMBER -> Unit.of("1");
        };
    }

    /**
     * Unit in which a change in time is shown.
     *
     * @throws IllegalArgumentException if there is none for this dimension
     */
    static Unit rateUnit(Dimension d) {
        return Unit.of(switch (d) {
            case NONE -> "/yr";
            case LENGTH -> "mm/yr";
            case ANGLE -> "deg/yr";
            case VOLUME -> "mm3/yr";
            default -> throw new IllegalArgumentException("rates are of plain numbers, lengths, angles and volumes, and its unit is "
                    + d.siSymbol());
        });
    }

    /** The same of this observable. */
    public Unit rateUnit() {
        return rateUnit(unit.dimension());
    }

    /** Unit in which a limit of it is shown. */
    public Unit limitUnit(Limit l) {
        return l.kind() == Limit.Kind.RATE ? rateUnit(unit.dimension()) : unit;
    }

    /**
     * Whether the detectors watch it: it has a course, and it is known what is better. They look for what is worse, and for nothing else.
     */
    public boolean isWatched() {
        return course.isPresent() && better.isPresent();
    }

    /** Whether it can be of one side alone: the whole body's weight and steps cannot, on whatever side they are measured. */
    public boolean isSided() {
        return !joint.isEmpty() || !WHOLE_BODY.contains(kind);
    }

    /** The limits that are for a patient of whom these facts are known. */
    public List<Limit> limits(Map<String, Double> facts) {
        return limits.stream().filter(l -> l.isOf(facts)).toList();
    }

    /** Whether it has a course that works, and is for a joint. */
    boolean isPredicted(String of) {
        return Observables.isPredicted(this, of);
    }

    /** The priors of a patient of whom these facts are known. */
    List<Prior> priors(Map<String, Double> facts) {
        List<Prior> own = new ArrayList<>(priors);
        for (Factor f : factors) {
            if (f.isOf(facts)) {
                own.replaceAll(p -> f.priors.stream().filter(q -> q.name.equals(p.name)).findFirst().orElse(p));
            }
        }
        if (facts.containsKey(FollowUp.AGAIN)) {
            own.replaceAll(p -> factors.stream().filter(f -> f.fact.equals(FollowUp.AGAIN)).anyMatch(f -> f.priors.contains(p)) ? p
                    : new Prior(p.name, p.value, WIDER * p.spread, p.source + WIDENED, p.on, p.slope));
        }
        for (Effect e : effects(facts)) {
            Slope s = e.regression.slopes.stream().filter(x -> x.name.equals(course.orElseThrow().parameter(e.parameter))).findFirst()
                    .orElseThrow();
            Prior p = own.get(e.parameter);
            double v = course.get().logarithmic(e.parameter) ? p.value * Math.exp(e.shift) : p.value + e.shift;
            own.set(e.parameter, new Prior(p.name, v, Double.isNaN(s.spread) ? p.spread : s.spread, p.source + "; " + e.regression.source,
                    p.on, p.slope));
        }
        return own;
    }

    /** What numbers that are known of a patient change of the priors, in the order of the definition. */
    public List<Effect> effects(Map<String, Double> facts) {
        List<Effect> all = new ArrayList<>();
        for (Regression r : regressions) {
            Double v = facts.get(r.fact);
            for (Slope s : v == null ? List.<Slope>of() : r.slopes) {
                all.add(new Effect(r, v, priors.stream().map(Prior::name).toList().indexOf(s.name), s.slope * r.distance(v)));
            }
        }
        return all;
    }

    /** By how much the means of the parameters are shifted by them, as the course has them. */
    double[] shift(Map<String, Double> facts) {
        double[] shift = new double[priors.size()];
        effects(facts).forEach(e -> shift[e.parameter] += e.shift);
        return shift;
    }

    /** Whether patients of whom these facts are known are spread otherwise than all. */
    boolean isNarrowed(Map<String, Double> facts) {
        return regressions.stream().anyMatch(r -> facts.containsKey(r.fact) && r.slopes.stream().anyMatch(s -> !Double.isNaN(s.spread)));
    }

    /** A belief about parameters, in the course's own coordinates: independent but for those that go with an earlier one. */
    Gaussian belief(List<Prior> of) {
        int n = of.size();
        double[] mean = new double[n];
        double[][] covariance = new double[n][n];
        List<String> names = of.stream().map(Prior::name).toList();
        for (int i = 0; i < n; i++) {
            Prior p = of.get(i);
            mean[i] = course.orElseThrow().logarithmic(i) ? Math.log(p.value) : p.value;
            int on = names.indexOf(p.on);
            covariance[i][i] = p.spread * p.spread + (on < 0 ? 0 : p.slope * p.slope * covariance[on][on]);
            for (int j = 0; j < i && on >= 0; j++) {
                covariance[i][j] = p.slope * covariance[on][j];
                covariance[j][i] = covariance[i][j];
            }
        }
        return new Gaussian(mean, covariance);
    }

    /** A value as far as it can be at all. */
    public double clamp(double value) {
        return Math.clamp(value, lower, upper);
    }

    /** The least standard uncertainty that can be meant, SI: a billionth of the scale. 0 of an event, which has no scale. */
    public double leastUncertainty() {
        return 1e-9 * (upper - lower);
    }

    /** The largest one, SI: the whole scale, of which nothing is told by then. */
    public double mostUncertainty() {
        return upper - lower;
    }

    /** Whether an observation can be so uncertain, SI. */
    boolean canBeUncertainBy(double uncertainty) {
        return lower == upper || uncertainty >= leastUncertainty() && uncertainty <= mostUncertainty();
    }

    /** Half of the step between two values, SI: of one that is a whole number, what is observed is the nearest. */
    private double half() {
        return whole ? unit.toSi(0.5) : 0;
    }

    /** Whether a value lies at an end of what there can be, so that what it is of may lie beyond: 1, -1 or, between them, 0. */
    public int side(double value) {
        return value >= upper ? 1 : value <= lower ? -1 : 0;
    }

    /** From where on it is observed at an end, SI. */
    double bound(int side) {
        return side > 0 ? upper - half() : lower + half();
    }

    /** The mean of what is believed of it, SI, or the nearest value that there can be. */
    public double expected(Gaussian g) {
        return clamp(g.mean(0));
    }

    /**
     * An end of the central 95 % of what would be observed of it, SI, as far as its scale goes. Nothing wears, migrates or gives way less
     * than not at all, but the error of a measurement may say so, and where the scale goes below 0 so does the band.
     *
     * @param observed with the error of a measurement
     * @param side -1 for the lower end, 1 for the upper one
     */
    public double end(Gaussian observed, int side) {
        return clamp(observed.mean(0) + side * FollowUp.WIDTH_95 * observed.deviation(0));
    }
}

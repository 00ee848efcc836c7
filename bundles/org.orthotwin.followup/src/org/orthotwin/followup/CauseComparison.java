/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.Assimilation;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * Which causes fit: each is simulated on the twin as a deviation from its course that begins at some time with some severity, and the
 * observations are filtered again under it. The evidence of a cause is the mean of the likelihoods over onsets and severities, all taken to
 * be equally probable; together with the causes' own probabilities it gives how probable each is, among these causes and chance alone.
 * Over a long gap what was known fades as it does for the twin (see {@link Fading}).
 *
 * <p>A cause may have the pattern of another one, as a septic loosening that of an aseptic one; then the evidence is the mean over both,
 * and only tests tell them apart: the last result of each multiplies the evidence by its published likelihood ratio, as if tests were
 * independent of each other.
 *
 * <p>A cause that somebody has recorded, as an infection, or a joint that has dislocated again and again, is at work: what is recorded is
 * not
 * doubted, and chance and the other causes keep {@link #LEAST}. A limit that measurements are beyond may speak for a cause, as flexion
 * below 90 degrees for stiffness, which then is that much more probable.
 *
 * <p>The patterns are assumptions, marked as such, of a handful of causes: what is not among them cannot be found, and a cause that
 * fits best may fit badly. Since they are, none is excluded by them: each keeps {@link #LEAST}. Cost: causes x patterns x onsets x
 * severities filters over all observations.
 */
public final class CauseComparison {

    /** Id of the hypothesis that nothing has happened but chance. */
    public static final String NONE = "none";

    /** Id of the cause that is to be excluded before a part is exchanged for another one. */
    static final String INFECTION = "infection-like";

    /** Id of C-reactive protein. */
    static final String CRP = "laboratory.crp";

    /** Id of the count of cells in the aspirate. */
    static final String CELLS = "laboratory.synovial-leucocytes";

    /** Id of the part of those that are polymorphonuclear. */
    static final String NEUTROPHILS = "laboratory.synovial-neutrophils";

    /** Id of the cultures in which the same microorganism grew. */
    static final String CULTURE = "laboratory.culture";

    /** Id of pain. */
    private static final String PAIN = "pain";

    /** Id of a fever, which is of the patient and not of the joint. */
    static final String FEVER = "sign.fever";

    /** Id of the width of a radiolucent line. */
    private static final String RADIOLUCENCY = "imaging.radiolucency";

    /** What one aspirate of the joint is examined for. */
    static final Set<String> ASPIRATE = Set.of(CELLS, NEUTROPHILS, CULTURE);

    /** Kinds of what can be asked of every patient, without a study or a device. */
    private static final Set<String> EVERYBODY = Set.of("score", "motion");

    /** Complaints are beside a result that is so near to them: a week, s. */
    private static final double BESIDE = 7 * 86400.0;

    /** What every hypothesis keeps, since its pattern may be wrong. */
    public static final double LEAST = 0.01;

    /** A cause that is more probable needs no more tests to be told from others. */
    static final double CLEAR = 0.9;

    /** The part of the probability of an onset that its interval leaves out on each side. */
    private static final double TAIL = 0.1;
    /** A cause that is so probable is in question, whichever fits best. */
    private static final double IN_QUESTION = 0.1;
    /** What a cause adds may be more or less by this part of it, standard deviation: an assumption. */
    private static final double WRONG = 0.3;
    /** Odds that observations must have changed by so much for a cause to tell when it began. */
    private static final double TOLD = 3;
    /** From where on a joint is painful, of 10: an assumption. */
    private static final double PAINFUL = 4;
    /** What is farther on the side of the worse than that is not as it was predicted, standard deviations: one of twenty by chance. */
    private static final double WORSE = 1.645;
    /** The likeliest severity is looked for in steps of this factor between those that are compared. */
    private static final double FINER = Math.pow(2, 0.125);
    private static final double[] SEVERITIES = {0.25, 0.5, 1, 2};
    private static final int MOST_ONSETS = 24;
    /** When it is looked again, months after the last observation: the first at which there is something to be seen. */
    private static final int[] LATER = {1, 3, 6, 12};
    private static final double MONTH = 30 * 86400.0;
    private static final double HALF_YEAR = FollowUp.YEAR / 2 + 86400;
    private static final UnscentedKalman FILTER = new UnscentedKalman();

    /**
     * How probable a cause is.
     *
     * @param cause its id
     * @param probability among the causes that are compared
     * @param prior its own probability, before anything was observed: where something deviates, of all causes that can be at work and
     *            chance; those that are not compared have the rest
     * @param logEvidence natural logarithm of the evidence, less that of chance
     * @param onset the likeliest beginning, s since the operation; NaN for chance, and where nothing has been observed
     * @param severity the likeliest severity; NaN as the onset
     * @param source of the pattern; empty for chance
     * @param pattern which of the cause's patterns fits best
     * @param from its onset is not before that with a probability of 0.9, s since the operation; NaN as the onset
     * @param to its onset is not after that with a probability of 0.9, s since the operation; NaN as the onset
     */
    public record Fit(String cause, double probability, double prior, double logEvidence, double onset, double severity, String source,
            int pattern, double from, double to) {

        private static Fit of(String cause, double probability, double logEvidence, String source) {
            return new Fit(cause, probability, probability, logEvidence, Double.NaN, Double.NaN, source, 0, Double.NaN, Double.NaN);
        }

        private Fit with(double other) {
            return new Fit(cause, other, prior, logEvidence, onset, severity, source, pattern, from, to);
        }

        /**
         * The same of a cause that is known to be at work since an event: where the observations do not tell when it began, and how severe
         * it is, it began with the event and is as severe as it mostly is.
         */
        private Fit known(double since, boolean sudden) {
            boolean told = onset <= since && logEvidence > Math.log(TOLD);
            return told && !sudden ? this : new Fit(cause, probability, prior, logEvidence, since, told ? severity : 1, source, told
                    ? pattern : 0, since, since);
        }
    }

    /**
     * A test that speaks for or against a cause.
     *
     * @param cause its id
     * @param threshold from which on it speaks for it, SI
     * @param last the last result, SI; NaN for none yet
     * @param ratio likelihood ratio of that; NaN for none yet
     * @param source of both
     * @param isTimely whether the limit judges what is measured now: soon after an operation some tests tell nothing
     */
    public record Test(Observable observable, String cause, double threshold, double last, double ratio, String source,
            boolean isTimely) {
    }

    /**
     * The observation that would tell the two most probable hypotheses apart best.
     *
     * @param first the most probable
     * @param second the next
     * @param separation distance of what they predict then, in standard deviations of the prediction; of a test that of those with the
     *            cause from those without
     * @param ratio by how much a result changes the odds, of a test that is at hand; NaN of what their assumed patterns do
     * @param threshold from which on a test speaks for the first, SI; NaN for others
     * @param months after the last observation at which more is to be seen of it than it is measured to; 0 of a test
     */
    public record Discriminator(Observable observable, String first, String second, double separation, double ratio, double threshold,
            int months) {

        /** Whether it is a test that can be done now. */
        public boolean isTest() {
            return !Double.isNaN(ratio);
        }
    }

    private final List<Fit> fits;
    private final Optional<Discriminator> discriminator;

    private CauseComparison(List<Fit> fits, Optional<Discriminator> discriminator) {
        this.fits = fits;
        this.discriminator = discriminator;
    }

    /** All hypotheses, the most probable first. */
    public List<Fit> fits() {
        return fits;
    }

    /** Empty where no observable would tell anything. */
    public Optional<Discriminator> discriminator() {
        return discriminator;
    }

    /** The observations of an observable, for filtering again and again. */
    private record Series(FollowUp followUp, Observable observable, boolean fades, Gaussian prior, double[] t, double[] y, double[] error) {

        double logLikelihood(Cause cause, int pattern, double onset, double severity) {
            return filtered(cause, pattern, onset, severity, 0).logLikelihood;
        }

        /** @param trust the part of what the cause adds that may be wrong: a pattern is not the course of a patient */
        Filtered filtered(Cause cause, int pattern, double onset, double severity, double trust) {
            Course c = observable.course().orElseThrow();
            Gaussian g = prior;
            double sum = 0;
            double last = Double.NaN;
            boolean operated = followUp.operation().isPresent();
            for (int i = 0; i < t.length; i++) {
                double at = t[i];
                // a late observation says little of which cause was at work before the gap, and takes nothing from what was said then
                g = fades ? Fading.over(observable, g, operated, at, last) : g;
                last = operated && at < 0 ? last : Double.isNaN(last) ? at : Math.max(last, at);
                double moved = cause == null ? 0 : cause.deviation(observable.id(), pattern, severity, at - onset);
                Assimilation a = FollowUp.assimilate(FILTER, g, (x, v) -> v[0] = followUp.value(c, x, at) + moved, observable, y[i],
                        Math.hypot(error[i], trust * moved));
                sum += a.logLikelihood();
                g = a.posterior();
            }
            return new Filtered(g, sum);
        }
    }

    /** Parameters after all observations, and how probable these were. */
    private record Filtered(Gaussian parameters, double logLikelihood) {
    }

    /**
     * What a twin lets one expect if a cause is what it is: its observations are taken again as the course and what the cause adds to it
     * from the likeliest onset on, so that what came late does not change what was early.
     */
    public static final class Under {

        private final Cause cause;
        private final Fit fit;
        private final Belief belief;
        private final Belief now;
        private final Set<Observable> seen;

        /** The last observation, s since the origin. */
        private final double last;

        private Under(Cause cause, Fit fit, Belief belief, Belief now, Set<Observable> seen, double last) {
            this.last = last;
            this.cause = cause;
            this.fit = fit;
            this.belief = belief;
            this.now = now;
            this.seen = seen;
        }

        /** Which cause, since when and how severe. */
        public Fit fit() {
            return fit;
        }

        /** Whether the cause moves an observable. */
        public boolean touches(Observable d) {
            return cause.patterns().get(fit.pattern).containsKey(d.id());
        }

        /** Whether it moves it, and it was observed, so that the course could be told from what the cause adds. */
        public boolean tells(Observable d) {
            return touches(d) && seen.contains(d);
        }

        /**
         * What the true value is believed to be.
         *
         * @param t s since the origin
         */
        public Gaussian value(Observable d, double t) {
            return value(d, t, t);
        }

        /** The same if the cause ends at a time: what has come about until then stays. */
        Gaussian value(Observable d, double t, double end) {
            Gaussian g = (touches(d) && seen.contains(d) ? belief : now).value(d, t);
            double mean = g.mean(0) + cause.deviation(d.id(), fit.pattern, fit.severity, Math.min(t, end) - fit.onset);
            if (!cause.improves() && t > last && end >= t && d.better().isPresent()) {
                // what is not treated does not heal, whatever the course of those who have none would bring
                double then = value(d, last, last).mean(0);
                mean = d.better().get() ? Math.min(mean, then) : Math.max(mean, then);
            }
            return Gaussian.scalar(mean, g.covariance(0, 0));
        }

        /** What would be observed, with the error of an observation that does not state its own. */
        public Gaussian observed(Observable d, double t) {
            Gaussian v = value(d, t);
            return Gaussian.scalar(v.mean(0), v.covariance(0, 0) + d.error() * d.error());
        }
    }

    /** How well each cause fits what alerts speak of, the most probable first; empty where none speaks of any. */
    public static List<Fit> fits(List<Alert> alerts) {
        return alerts.stream().map(Alert::causes).filter(c -> !c.isEmpty()).findFirst().orElse(List.of());
    }

    /** What fits best of what alerts speak of; empty where they speak of no cause, and where that would be none although some is found. */
    public static Optional<Fit> leading(List<Alert> alerts) {
        return fits(alerts).stream().findFirst().filter(f -> !f.cause.equals(NONE) || alerts.stream().noneMatch(Alert::isHard));
    }

    /** The likeliest cause of what alerts speak of, if it is more probable than chance; empty without alerts, and where nothing tells. */
    public static Optional<Fit> likeliest(List<Alert> alerts) {
        return fits(alerts).stream().findFirst().filter(f -> !f.cause.equals(NONE) && Double.isFinite(f.onset));
    }

    /** What a twin lets one expect if a cause is what it is; empty for chance. */
    public static Optional<Under> under(FollowUp followUp, TwinState state, Fit fit) {
        return Observables.causes().stream().filter(c -> c.id().equals(fit.cause) && Double.isFinite(fit.onset)).findFirst().map(c -> {
            Belief first = followUp.population(state);
            Belief now = followUp.belief(state);
            Belief under = first;
            Set<Observable> seen = new HashSet<>();
            for (Series s : series(followUp, first, followUp.steps(state))) {
                seen.add(s.observable);
                under = c.patterns().get(fit.pattern).containsKey(s.observable.id()) ? under.with(s.observable, s.filtered(c, fit.pattern,
                        fit.onset, fit.severity, WRONG).parameters) : under;
            }
            double last = followUp.steps(state).stream().mapToDouble(x -> followUp.since(Times.instant(x.observation().getTime()))).max()
                    .orElse(fit.onset);
            return new Under(c, fit, under.seen(now.seen()), now, seen, last);
        });
    }

    /**
     * The course of an observable if a cause is what it is: the mean of what would be observed from the likeliest onset on.
     *
     * @param times s since the operation
     * @return values in SI at those times, NaN before the onset; empty where the cause leaves the observable as it is
     */
    public static Optional<double[]> course(FollowUp followUp, TwinState state, Fit fit, Observable d, double[] times) {
        return under(followUp, state, fit).filter(u -> u.tells(d)).map(u -> DoubleStream.of(times).map(t -> t < fit.onset ? Double.NaN
                : u.value(d, t).mean(0)).toArray());
    }

    static CauseComparison of(FollowUp followUp, TwinState state, List<FollowUp.Step> steps, Monitor monitor) {
        return of(followUp, state, steps, Set.of(), List.of(), monitor);
    }

    /**
     * @param beyond limits that measurements are beyond, each as the id of its observable, a point and its name
     * @param alerts of which tests and events date what they speak for
     */
    static CauseComparison of(FollowUp followUp, TwinState state, List<FollowUp.Step> steps, Set<String> beyond, List<Alert> alerts,
            Monitor monitor) {
        Map<String, Double> known = followUp.known(state);
        Belief first = followUp.belief(Histories.base(state));
        List<Series> series = series(followUp, first, followUp.stepsSinceBase(state));
        double[] onsets = onsets(series, followUp.operation().isPresent() ? 0 : Double.NEGATIVE_INFINITY);
        double chance = series.stream().mapToDouble(s -> s.logLikelihood(null, 0, 0, 0)).sum();
        List<Observation> events = Stream.concat(followUp.complications(state).stream(), followUp.signs(state).stream()).toList();
        Map<String, Cause> causes = new LinkedHashMap<>();
        List<Fit> unweighted = new ArrayList<>();
        double left = 1;
        for (Cause cause : causes(followUp).toList()) {
            left -= cause.probability();
            List<Series> touched = series.stream().filter(s -> cause.touches(s.observable.id())).toList();
            boolean tested = tests(followUp, state, cause).stream().anyMatch(t -> !Double.isNaN(t.ratio));
            double signs = cause.signs().stream().filter(s -> s.limit().isEmpty() ? events.stream().anyMatch(o -> s.observable().equals(o
                    .getDefinition()) && followUp.since(Times.instant(o.getTime())) >= s.after())
                    : beyond.contains(s.observable() + "." + s.limit())).mapToDouble(s -> Math.log(s.ratio())).max().orElse(0);
            // what was treated before may not have gone
            double past = cause.past() == null ? 0 : followUp.treated(cause).map(h -> Math.max(0, Math.log(cause.past().ratio(h.left(),
                    cause
                    .probability())))).orElse(0.0);
            boolean isKnown = known.containsKey(cause.id());
            double[] own = isKnown && cause.setting().sudden() ? new double[] {known.get(cause.id())}
                    : DoubleStream.of(onsets).filter(t -> t >= cause.setting().earliest() && t <= cause.setting().latest()).toArray();
            if (!isKnown && (touched.isEmpty() && !series.isEmpty() && !tested && signs == 0 && past == 0 || own.length == 0)) {
                continue;
            }
            causes.put(cause.id(), cause);
            // where nothing has been observed since, as after a branch from the latest state, each is as probable as it was before
            Fit f = touched.isEmpty() ? Fit.of(cause.id(), cause.probability(), 0, cause.source())
                    : fit(cause, touched, own.length == 0 ? onsets : own, chance, series, monitor);
            double tests = tests(followUp, state, cause).stream().filter(t -> !Double.isNaN(t.ratio)).mapToDouble(t -> Math.log(t.ratio))
                    .sum() + signs + past + cause.needs().stream().mapToDouble(n -> needed(followUp, state, n)).sum();
            Fit g = !isKnown ? f : f.known(known.get(cause.id()), cause.setting().sudden());
            Fit h = dated(followUp, steps, cause, alerts, f, g);
            unweighted.add(new Fit(h.cause, h.probability, h.prior, h.logEvidence + tests, h.onset, h.severity, h.source, h.pattern, h.from,
                    h.to));
        }
        double well = judgings(followUp, state, Observables.chance().stream()).stream().filter(j -> !Double.isNaN(j.last)).mapToDouble(
                Judging::logRatio).sum();
        unweighted.add(Fit.of(NONE, left, well, ""));
        double largest = unweighted.stream().filter(f -> known.isEmpty() || known.containsKey(f.cause)).mapToDouble(Fit::logEvidence).max()
                .orElse(0);
        // what is recorded is not doubted
        ToDoubleFunction<Fit> weight = f -> !known.isEmpty() && !known.containsKey(f.cause) ? 0 : f.probability * Math.exp(f.logEvidence
                - largest);
        double total = unweighted.stream().mapToDouble(weight).sum();
        double kept = series.isEmpty() && known.isEmpty() ? 0 : LEAST;
        List<Fit> fits = unweighted.stream().map(f -> f.with(kept + (1 - kept * unweighted.size()) * weight.applyAsDouble(f) / total))
                .sorted(Comparator.comparingDouble(Fit::probability).reversed()).toList();
        return new CauseComparison(fits, fits.size() < 2 ? Optional.empty()
                : discriminator(followUp, state, steps, causes, fits));
    }

    /**
     * When a cause began by what was noted of it, tests and events, as well: an event that it makes has its own day; of all else it had
     * begun by the first, and where the observations do not tell it began after the last day on which nothing spoke for it.
     *
     * @param observed the same by the observations alone
     * @param fit the same where it is known
     */
    private static Fit dated(FollowUp followUp, List<FollowUp.Step> steps, Cause cause, List<Alert> alerts, Fit observed, Fit fit) {
        List<Alert> noted = alerts.stream().filter(a -> !a.isRepeat() && a.isEvidenceOf(cause.id())).toList();
        OptionalDouble first = noted.stream().mapToDouble(a -> followUp.since(a.begins())).min();
        if (first.isEmpty()) {
            return fit;
        }
        double to = first.getAsDouble();
        boolean own = noted.stream().anyMatch(a -> followUp.since(a.begins()) <= to && a.kind() == Alert.Kind.COMPLICATION &&
                (cause.setting()
                .sudden() || cause.complication().equals(a.observable().id())));
        boolean told = observed.logEvidence > Math.log(TOLD) && observed.from <= to;
        double from = own ? to : told ? observed.from : Math.min(to, lastGood(followUp, steps, cause, noted, to));
        double end = told && !own ? Math.min(observed.to, to) : to;
        return new Fit(fit.cause, fit.probability, fit.prior, fit.logEvidence, told && !own ? Math.min(fit.onset, end) : Double.isNaN(
                fit.onset) ? to : Math.clamp(fit.onset, from, end), Double.isNaN(fit.severity) ? 1 : fit.severity, fit.source, fit.pattern,
                from, end);
    }

    /**
     * The last day before a time on which nothing spoke for a cause, s since the operation: a test of it was negative, or all that it moves
     * was as predicted. Soon after the operation none of that tells anything, so that it may have begun with that.
     */
    private static double lastGood(FollowUp followUp, List<FollowUp.Step> steps, Cause cause, List<Alert> noted, double time) {
        if (time < FollowUp.EARLY) {
            return 0;
        }
        Map<String, Boolean> days = new LinkedHashMap<>();
        steps.stream().filter(s -> s.observable().better().isPresent() && cause.touches(s.observable().id())).forEach(s -> days.merge(
                FollowUpResult.day(Times.instant(s.observation().getTime())), (s.observable().better().get() ? -1 : 1) * s.residual()
                        < WORSE, Boolean::logicalAnd));
        Stream<Double> visits = days.entrySet().stream().filter(Map.Entry::getValue).map(e -> followUp.since(Times.instant(e.getKey())));
        Stream<Double> tests = noted.stream().filter(a -> a.before() != null).map(a -> followUp.since(Times.instant(a.before().getTime())));
        String day = FollowUpResult.day(followUp.at(time));
        return Stream.concat(visits, tests).filter(t -> t >= 0 && FollowUpResult.day(followUp.at(t)).compareTo(day) < 0)
                .mapToDouble(t -> t).max().orElse(0);
    }

    /** The causes that can be at work in a twin: before its operation or after it, and in its joint, where all that they need is seen. */
    static Stream<Cause> causes(FollowUp followUp) {
        Map<String, Double> facts = followUp.facts();
        return Observables.causes().stream().filter(c -> c.when().fits(followUp.operation().isPresent())).filter(c -> c.setting().fits(
                followUp.joint(), facts)).filter(c -> c.needs().stream().allMatch(n -> Observables.get(n
                        .observable()).isPredicted(followUp.joint())));
    }

    /** The tests of a cause that are of the joint of a twin, or of none. */
    static Stream<Cause.Marker> markers(FollowUp followUp, Cause cause) {
        return cause.markers().stream().filter(m -> {
            String joint = Observables.get(m.observable()).joint();
            return joint.isEmpty() || joint.equals(followUp.joint());
        });
    }

    /** Logarithm of the ratio by which the twin has what a cause needs more probably than such patients have it. */
    private static double needed(FollowUp followUp, TwinState state, Cause.Need n) {
        Observable d = Observables.get(n.observable());
        Observable.Limit limit = d.limits().stream().filter(l -> l.name().equals(n.limit())).findFirst().orElseThrow();
        double own = followUp.belief(state).beyond(d, limit);
        double usual = Belief.population(followUp.joint(), followUp.facts()).beyond(d, limit);
        return Math.log(Math.max(own, LEAST) / Math.max(usual, LEAST));
    }

    /** The tests of a cause, those that tell most first, with their last results up to a state. */
    public static List<Test> tests(FollowUp followUp, TwinState state, String cause) {
        return causes(followUp).filter(c -> c.id().equals(cause)).findFirst().map(c -> tests(followUp, state, c)).orElse(List.of());
    }

    /** The tests whose last result speaks for a cause, whether anything deviates or not. */
    public static List<Test> positive(FollowUp followUp, TwinState state) {
        return causes(followUp)
                .flatMap(c -> tests(followUp, state, c).stream()).filter(t -> t.ratio > 1).toList();
    }

    private static List<Test> tests(FollowUp followUp, TwinState state, Cause cause) {
        double now = followUp.since(followUp.last(state));
        return judgings(followUp, state, markers(followUp, cause)).stream().map(j -> new Test(Observables.get(j.by.observable()), cause
                .id(), j.by.limit(j.earlier), j.last, Double.isNaN(j.last) ? Double.NaN : Math.exp(j.logRatio()), j.by.source(), followUp
                        .operation().isEmpty() || j.by.judges(now))).toList();
    }

    /**
     * How a test of a cause is judged.
     *
     * @param by the limit that judges its last result, or one that is measured now
     * @param last the last result, SI; NaN for none that counts
     * @param earlier what earlier results say of it
     */
    private record Judging(Cause.Marker by, double last, Cause.Earlier earlier) {

        double logRatio() {
            return by.logRatio(last, earlier);
        }
    }

    /** What earlier results say of a result of a test. */
    static Cause.Earlier earlier(FollowUp followUp, Cause.Marker m, Observation o, List<Observation> results) {
        return new Cause.Earlier(m.rise() == null ? Double.NaN : results.stream().limit(Math.max(0, results.indexOf(o))).filter(
                x -> followUp.since(Times.instant(x.getTime())) >= m.rise().from()).mapToDouble(Observation::getValue).min()
                .orElse(Double.NaN), usual(followUp, m, o, results));
    }

    /**
     * From where on a result is more than what a patient had before the first operation, or, where nobody knows that, has had for a year or
     * more since without pain, SI; NaN where that is not asked, and not known.
     */
    private static double usual(FollowUp followUp, Cause.Marker m, Observation o, List<Observation> results) {
        if (m.own() == null || followUp.operations().isEmpty() || followUp.facts().getOrDefault(m.own().fact(), 0.0) != 1) {
            return Double.NaN;
        }
        List<Observation> own = before(followUp, m.observable());
        if (own.isEmpty()) {
            List<Observation> since = results.stream().limit(Math.max(0, results.indexOf(o))).filter(x -> followUp.since(Times.instant(x
                    .getTime())) > FollowUp.EARLY).toList();
            own = since.isEmpty() || Times.seconds(Times.instant(since.getFirst().getTime()), Times.instant(since.getLast().getTime()))
                    < FollowUp.YEAR - FollowUp.EARLY || !isPainlessSince(followUp, followUp.twin().getCurrentState(), followUp.since(Times
                            .instant(since.getFirst().getTime()))) ? List.of() : since;
        }
        double[] values = own.stream().mapToDouble(Observation::getValue).sorted().toArray();
        int n = values.length;
        return n == 0 ? Double.NaN : m.own().by() * (values[(n - 1) / 2] + values[n / 2]) / 2;
    }

    /** What was known of a test before the first operation. */
    static List<Observation> before(FollowUp followUp, String observable) {
        Instant first = followUp.operations().getFirst().time();
        return Withdrawals.standing(followUp.twin()).stream().filter(o -> observable.equals(o.getDefinition()) && Times.instant(o.getTime())
                .isBefore(first)).toList();
    }

    /** Results that would be positive if the patient had not had as much before the operation, or ever since: the last of each test. */
    static List<Observation> own(FollowUp followUp, TwinState state) {
        return causes(followUp).flatMap(c -> markers(followUp, c)).filter(m -> m.own() != null).flatMap(m -> {
            List<Observation> all = results(followUp, state, m.observable());
            return all.stream().reduce((a, b) -> b).filter(o -> m.judges(followUp.since(Times.instant(o.getTime()))) && o.getValue() >= m
                    .threshold() && o.getValue() < usual(followUp, m, o, all)).stream();
        }).distinct().toList();
    }

    /**
     * For how long there have been signs of a cause, as of the last observation.
     *
     * @param from it has not begun before
     * @param to it had begun by then
     * @param least s
     * @param most s
     */
    public record Signs(Instant from, Instant to, double least, double most) {
    }

    /**
     * For how long there have been signs of a cause: it has begun for all that deviates at once, after the last of when each was still
     * well and before the first of when one was not; and no later than a test or an event first told it. Where nothing deviates, by when it
     * began as it is told of the cause. Empty where nothing tells that.
     */
    static Optional<Signs> signs(FollowUp followUp, TwinState state, List<Alert> alerts, Fit fit) {
        Instant now = followUp.last(state);
        List<Onset> onsets = alerts.stream().filter(Alert::isFinding).map(Alert::onset).filter(o -> o != null && o.from() != null && o
                .basis() == Onset.Basis.RESIDUALS).toList();
        Optional<Instant> noted = alerts.stream().filter(a -> !a.isRepeat() && a.isEvidenceOf(fit.cause)).map(Alert::begins).min(Comparator
                .naturalOrder());
        Optional<Instant> from = onsets.stream().map(Onset::from).max(Comparator.naturalOrder());
        Optional<Instant> to = onsets.stream().map(Onset::to).min(Comparator.naturalOrder());
        boolean deviates = from.isPresent() && !from.get().isAfter(to.get()) && !to.get().isAfter(now);
        if (!deviates && !(followUp.since(now) >= fit.from)) {
            return Optional.empty();
        }
        Instant begun = deviates ? from.get() : followUp.at(fit.from);
        Instant seen = deviates ? to.get() : followUp.at(fit.to);
        Instant end = noted.filter(t -> t.isBefore(seen)).orElse(seen);
        Instant start = begun.isAfter(end) ? end : begun;
        return Optional.of(new Signs(start, end, Math.max(0, Times.seconds(end, now)), Times.seconds(start, now)));
    }

    /**
     * A result that makes a cause known.
     *
     * @param since the first of those that do, without one between that does not
     * @param last the last one
     */
    public record Confirmed(Observation since, Observation last, String criterion) {
    }

    /** The same of all that is of the course and not why it began. */
    static Optional<Confirmed> confirmed(FollowUp followUp, TwinState state, Cause cause) {
        return confirmed(followUp, state, cause, false);
    }

    /**
     * What confirms a cause by a published criterion, as its test was done last; empty for nothing.
     *
     * @param ofOperation whether what is of the operation counts, and nothing else; otherwise that does not
     */
    static Optional<Confirmed> confirmed(FollowUp followUp, TwinState state, Cause cause, boolean ofOperation) {
        return markers(followUp, cause).filter(m -> Double.isFinite(m.confirms())).flatMap(m -> {
            List<Observation> all = results(followUp, state, m.observable()).stream().filter(o -> m.judges(followUp.since(Times.instant(o
                    .getTime()))) && followUp.isOfOperation(o) == ofOperation).toList();
            int first = all.size();
            while (first > 0 && all.get(first - 1).getValue() > m.confirms()) {
                first--;
            }
            return first == all.size() ? Stream.empty() : Stream.of(new Confirmed(all.get(first), all.getLast(), m.criterion()));
        }).findFirst();
    }

    /**
     * One for each test of a cause, those that tell most first. Soon after the operation a test has other limits than later on: each result
     * is judged by that of its time. One that was negative then says nothing of what comes later.
     */
    private static List<Judging> judgings(FollowUp followUp, TwinState state, Stream<Cause.Marker> markers) {
        Map<String, List<Cause.Marker>> by = new LinkedHashMap<>();
        markers.sorted(Comparator.comparingDouble(Cause.Marker::separation).reversed()).forEach(m -> by.computeIfAbsent(m
                .observable(), x -> new ArrayList<>()).add(m));
        double now = followUp.since(followUp.last(state));
        return by.values().stream().map(all -> {
            List<Observation> results = results(followUp, state, all.getFirst().observable()).stream().filter(o -> !followUp.isOfOperation(
                    o)).toList();
            Judging last = null;
            for (Observation o : results) {
                double t = followUp.since(Times.instant(o.getTime()));
                last = all.stream().filter(m -> m.judges(t)).findFirst().map(m -> new Judging(m, o.getValue(), earlier(followUp, m, o,
                        results))).orElse(last);
            }
            boolean past = last != null && now >= last.by.until() && last.last < last.by.limit(last.earlier);
            return last != null && !past ? last
                    : new Judging(all.stream().filter(m -> m.judges(now)).findFirst().orElseGet(() -> all.stream()
                    .max(Comparator.comparingDouble(Cause.Marker::after)).orElseThrow()), Double.NaN, new Cause.Earlier(Double.NaN,
                    Double.NaN));
        }).toList();
    }

    /**
     * The last results of tests that no limit can judge, since they are of too soon after the operation, and that would be positive later
     * on: what they mean nobody says here.
     */
    public static List<Observation> unjudged(FollowUp followUp, TwinState state) {
        if (followUp.operation().isEmpty()) {
            return List.of();
        }
        Map<String, List<Cause.Marker>> by = causes(followUp).flatMap(c -> markers(followUp, c)).collect(Collectors.groupingBy(
                Cause.Marker::observable, LinkedHashMap::new, Collectors.toList()));
        return by.entrySet().stream().flatMap(e -> {
            List<Observation> results = results(followUp, state, e.getKey());
            Observation last = results.isEmpty() ? null : results.getLast();
            double t = last == null ? Double.NaN : followUp.since(Times.instant(last.getTime()));
            return t >= 0 && e.getValue().stream().noneMatch(m -> m.judges(t) && (m.tellsBelow() || last.getValue() >= m.limit(earlier(
                    followUp, m, last, results)))) && last.getValue() >= e.getValue().stream().mapToDouble(
                    Cause.Marker::threshold).min().orElseThrow() ? Stream.of(last) : Stream.empty();
        }).toList();
    }

    /** From where on a result is unusual, by the lowest limit of a test of a cause, SI; empty for what is no test. */
    public static OptionalDouble unusual(Observable d) {
        return Observables.causes().stream().flatMap(c -> c.markers().stream()).filter(m -> m.observable().equals(d.id())).mapToDouble(
                Cause.Marker::threshold).min();
    }

    /**
     * Whether an infection is not excluded: neither the count nor the kind of cells in an aspirate speaks against it, or what was examined
     * of one speaks for it. Blood excludes none, nor does a culture in which nothing grew.
     */
    public static boolean isInfectionOpen(FollowUp followUp, TwinState state) {
        List<Test> tests = tests(followUp, state, INFECTION);
        return followUp.operation().isPresent() && !tests.isEmpty() && (tests.stream().noneMatch(t -> t.ratio < 1 && ASPIRATE.contains(t
                .observable.id()) && !t.observable.id().equals(CULTURE)) || tests.stream().anyMatch(t -> t.ratio > 1 && ASPIRATE.contains(
                        t.observable.id())));
    }

    /** Whether an imaging test speaks for a part that is loose: its joint does not keep it. */
    static boolean isLoose(FollowUp followUp, TwinState state) {
        return followUp.operation().isPresent() && tests(followUp, state, INFECTION).stream().anyMatch(t -> t.ratio > 1 && t.observable.id()
                .equals(RADIOLUCENCY));
    }

    /** Whether an aspirate of the day of a sign or of later speaks against an infection. */
    static boolean isAnswered(FollowUp followUp, TwinState state, Observation sign) {
        String day = FollowUpResult.day(Times.instant(sign.getTime()));
        return !isInfectionOpen(followUp, state) && Stream.of(CELLS, NEUTROPHILS).flatMap(id -> results(followUp, state, id).stream())
                .anyMatch(o -> FollowUpResult.day(Times.instant(o.getTime())).compareTo(day) >= 0);
    }

    /** Whether the joint was asked for pain after a time, s since the operation, and had none that counts when it was asked last. */
    static boolean isPainlessSince(FollowUp followUp, TwinState state, double time) {
        return results(followUp, state, PAIN).stream().filter(o -> followUp.since(Times.instant(o.getTime())) > time).reduce((a, b) -> b)
                .filter(o -> o.getValue() < PAINFUL).isPresent();
    }

    /**
     * Whether nothing but a fever and blood tests of later than soon after the operation speaks for an infection, of a joint that was not
     * painful when it was last asked for, and that was never infected: then the joint is examined before anything else.
     */
    static boolean isOfBloodAlone(FollowUp followUp, TwinState state, List<Alert> alerts) {
        List<Alert> findings = alerts.stream().filter(Alert::isFinding).toList();
        List<Observation> pain = results(followUp, state, PAIN);
        return followUp.operation().isPresent() && !findings.isEmpty() && findings.stream().allMatch(a -> a.isSign() && a
                .observable().id().equals(FEVER) || a.kind() == Alert.Kind.TEST && !a.isRepeat() && a.isEvidenceOf(INFECTION) && a
                        .observable().kind().equals("laboratory") && !ASPIRATE.contains(a.observable()
                        .id()) && followUp.since(Times.instant(a.measured().getTime())) >= FollowUp.EARLY) && followUp.treated().isEmpty()
                && followUp.known(state).isEmpty() && (pain.isEmpty() || pain.getLast().getValue() < PAINFUL ||
                followUp.since(Times.instant(
                        pain.getLast().getTime())) < 0);
    }

    /** Whether a blood test or an aspirate speaks for an infection that is not excluded: nothing else is done before. */
    public static boolean isInfectionSuspected(FollowUp followUp, TwinState state) {
        return isInfectionOpen(followUp, state) && tests(followUp, state, INFECTION).stream().anyMatch(t -> t.ratio > 1 && t.observable
                .kind().equals("laboratory"));
    }

    /**
     * A result of a test that is to be done again within days: no limit judges it, and nobody can say that it falls.
     *
     * @param by the limit of its time
     * @param earlier the result before it that it is compared with; null for none
     * @param beside complaints of the same days
     */
    public record Repeated(Observation result, Cause.Marker by, Observation earlier, List<Observation> beside) {
    }

    /** The last results of tests that are to be done again within days; none where an aspirate speaks against an infection. */
    static List<Repeated> repeats(FollowUp followUp, TwinState state) {
        if (!isInfectionOpen(followUp, state)) {
            return List.of();
        }
        double now = followUp.since(followUp.last(state));
        Map<String, List<Cause.Marker>> by = causes(followUp).flatMap(c -> markers(followUp, c)).filter(m -> m.repeat() != null).collect(
                Collectors.groupingBy(Cause.Marker::observable, LinkedHashMap::new, Collectors.toList()));
        return by.entrySet().stream().flatMap(e -> {
            List<Observation> results = results(followUp, state, e.getKey());
            Observation last = results.isEmpty() ? null : results.getLast();
            double t = last == null ? Double.NaN : followUp.since(Times.instant(last.getTime()));
            return e.getValue().stream().filter(m -> m.judges(t) && now < m.until()).findFirst().flatMap(m -> repeated(followUp, state, m,
                    results)).stream();
        }).toList();
    }

    private static Optional<Repeated> repeated(FollowUp followUp, TwinState state, Cause.Marker m, List<Observation> results) {
        Observation last = results.getLast();
        double t = followUp.since(Times.instant(last.getTime()));
        Observation earlier = results.stream().filter(o -> o != last && followUp.since(Times.instant(o.getTime())) > 0).reduce((x, y) -> y)
                .orElse(null);
        if (last.getValue() >= m.limit(earlier(followUp, m, last, results)) || earlier != null && m.repeat().falls(earlier.getValue(), last
                .getValue(), t - followUp.since(Times.instant(earlier.getTime())))) {
            return Optional.empty();
        }
        List<Observation> beside = Stream.of(followUp.complications(state), followUp.signs(state), results(followUp, state, PAIN)
                .stream().filter(o -> o.getValue() >= m.repeat().pain()).toList()).flatMap(List::stream).filter(o -> Math.abs(followUp
                        .since(Times.instant(o.getTime())) - t) <= BESIDE)
                .toList();
        return last.getValue() >= (beside.isEmpty() ? m.repeat().alone() : m.repeat().beside()) ? Optional.of(new Repeated(last, m, earlier,
                beside)) : Optional.empty();
    }

    /** Whether an observation is a result of a test of too soon after the operation for any limit. */
    static boolean isTooEarly(FollowUp followUp, Observation o) {
        return followUp.operation().isPresent() && followUp.since(Times.instant(o.getTime())) >= 0 && Double.isNaN(tested(followUp, o))
                && causes(followUp).flatMap(c -> markers(followUp, c)).anyMatch(m -> m.observable().equals(o.getDefinition()));
    }

    /** The tests that have a result that counts, whatever it says. */
    static List<Test> tested(FollowUp followUp, TwinState state) {
        return causes(followUp)
                .flatMap(c -> tests(followUp, state, c).stream()).filter(t -> !Double.isNaN(t.ratio)).toList();
    }

    /** The lowest limit of the tests that an observation is a result of; NaN for none. */
    static double tested(FollowUp followUp, Observation o) {
        double t = followUp.since(Times.instant(o.getTime()));
        return causes(followUp).flatMap(c -> markers(followUp, c))
                .filter(m -> m.observable().equals(o.getDefinition()) && m.judges(t)).mapToDouble(m -> m.limit(earlier(followUp, m, o,
                        before(followUp, o)))).min().orElse(Double.NaN);
    }

    /** From where on a result of a test is not negative, though it is not positive; NaN where there is no such range. */
    static double undecided(FollowUp followUp, Observation o) {
        double t = followUp.since(Times.instant(o.getTime()));
        return causes(followUp).flatMap(c -> markers(followUp, c)).filter(m -> m.observable().equals(o.getDefinition()) && m.judges(t) && m
                .undecided() < m.threshold()).mapToDouble(Cause.Marker::undecided).min().orElse(Double.NaN);
    }

    /** The results of a test until one of them, in order of time. */
    private static List<Observation> before(FollowUp followUp, Observation o) {
        List<Observation> all = results(followUp, followUp.twin().getCurrentState(), o.getDefinition());
        return all.subList(0, all.indexOf(o) + 1);
    }

    /** Whether a result has risen against an earlier one of the same test, where it ought to have fallen. */
    static boolean rises(FollowUp followUp, Observation earlier, Observation later) {
        double t = followUp.since(Times.instant(later.getTime()));
        return causes(followUp).flatMap(c -> markers(followUp, c)).anyMatch(m -> m.rise() != null && m.observable().equals(later
                .getDefinition()) && m.judges(t) && followUp.since(Times.instant(earlier.getTime())) >= m.rise().from() && later
                        .getValue() >= Math.max(m.undecided(), m.rise().by() * earlier.getValue()));
    }

    /** The results of a test up to a state, in order of time. */
    static List<Observation> results(FollowUp followUp, TwinState state, String observable) {
        return followUp.observed(state, observable::equals);
    }

    private static List<Series> series(FollowUp followUp, Belief first, List<FollowUp.Step> steps) {
        List<Series> all = new ArrayList<>();
        for (Observable d : first.observables()) {
            List<Observation> own = steps.stream().filter(s -> s.observable().equals(d)).map(FollowUp.Step::observation).toList();
            if (!own.isEmpty()) {
                all.add(new Series(followUp, d, d.fading().isPresent() && !first.isTied(d), first.of(d), own.stream().mapToDouble(o ->
                        followUp.since(Times.instant(o.getTime()))).toArray(),
                        own.stream().mapToDouble(Observation::getValue).toArray(),
                        own.stream().mapToDouble(o -> FollowUp.error(d, o)).toArray()));
            }
        }
        return all;
    }

    /**
     * The operation or first observation, and after each observation but the last, and in between where more than half a year passes from
     * one to the next; thinned out where there are many.
     */
    private static double[] onsets(List<Series> series, double operation) {
        double[] seen = series.stream().flatMapToDouble(s -> DoubleStream.of(s.t)).filter(t -> t > operation).sorted().distinct()
                .toArray();
        DoubleStream.Builder all = DoubleStream.builder();
        for (int i = 0; i < seen.length; i++) {
            double last = i > 0 ? seen[i - 1] : seen[0];
            int parts = (int) Math.ceil((seen[i] - last) / HALF_YEAR);
            for (int k = 1; k < parts; k++) {
                all.add(last + k * (seen[i] - last) / parts);
            }
            all.add(seen[i]);
        }
        double[] times = all.build().toArray();
        int n = Math.max(1, Math.min(MOST_ONSETS, times.length));
        double[] onsets = new double[n];
        onsets[0] = Double.isFinite(operation) ? operation : times.length == 0 ? 0 : times[0];
        for (int i = 1; i < n; i++) {
            onsets[i] = times[(int) ((long) i * times.length / n) - 1];
        }
        return onsets;
    }

    private static Fit fit(Cause cause, List<Series> touched, double[] onsets, double chance, List<Series> all, Monitor monitor) {
        double untouched = all.stream().filter(s -> !touched.contains(s)).mapToDouble(s -> s.logLikelihood(null, 0, 0, 0)).sum();
        double[] severities = DoubleStream.of(SEVERITIES).filter(s -> s >= cause.setting().least()).toArray();
        int ways = cause.patterns().size() * severities.length;
        double[] logs = new double[onsets.length * ways];
        int best = 0;
        for (int i = 0; i < logs.length; i++) {
            monitor.checkCancelled();
            double onset = onsets[i / ways];
            int pattern = i % ways / severities.length;
            double severity = severities[i % severities.length];
            logs[i] = untouched - chance + touched.stream().mapToDouble(s -> s.logLikelihood(cause, pattern, onset, severity)).sum();
            best = logs[i] > logs[best] ? i : best;
        }
        double top = logs[best];
        double[] weights = DoubleStream.of(logs).map(l -> Math.exp(l - top)).toArray();
        double sum = DoubleStream.of(weights).sum();
        int earliest = 0;
        int latest = onsets.length - 1;
        for (double w = 0; earliest < latest && (w += part(weights, ways, earliest)) < TAIL * sum;) {
            earliest++;
        }
        for (double w = 0; latest > earliest && (w += part(weights, ways, latest)) < TAIL * sum;) {
            latest--;
        }
        // it begins somewhere until the next observation
        double after = onsets[latest];
        double end = touched.stream().flatMapToDouble(s -> DoubleStream.of(s.t)).filter(t -> t > after).min().orElse(after);
        int pattern = best % ways / severities.length;
        double onset = onsets[best / ways];
        return new Fit(cause.id(), cause.probability(), cause.probability(), top + Math.log(sum / logs.length), onset, severity(cause,
                pattern, onset, touched, severities[best % severities.length]), cause.source(), pattern, onsets[earliest], Math.max(end,
                        onsets[latest]));
    }

    /** The likeliest severity near one of those that are compared, with two decimals. */
    private static double severity(Cause cause, int pattern, double onset, List<Series> touched, double near) {
        double best = near;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = -8; k <= 8; k++) {
            double severity = Math.max(cause.setting().least(), Math.rint(100 * near * Math.pow(FINER, k)) / 100);
            double log = touched.stream().mapToDouble(s -> s.logLikelihood(cause, pattern, onset, severity)).sum();
            best = log > most ? severity : best;
            most = Math.max(most, log);
        }
        return best;
    }

    private static double part(double[] weights, int ways, int onset) {
        return DoubleStream.of(weights).skip((long) onset * ways).limit(ways).sum();
    }

    private static Optional<Discriminator> discriminator(FollowUp followUp, TwinState state, List<FollowUp.Step> steps,
            Map<String, Cause> causes, List<Fit> all) {
        Fit first = all.get(0);
        Fit second = all.get(1);
        Belief now = followUp.belief(state);
        Map<Observable, Double> last = new LinkedHashMap<>();
        steps.forEach(s -> last.merge(s.observable(), followUp.since(Times.instant(s.observation().getTime())), Math::max));
        double end = last.values().stream().mapToDouble(x -> x).max().orElse(0);
        Discriminator best = null;
        for (int i = 0; i < LATER.length && best == null; i++) {
            double t = end + LATER[i] * MONTH;
            for (Observable d : now.observables()) {
                double apart = moved(causes, first, d, t) - moved(causes, second, d, t);
                // what was measured already tells no more, and what is less than the error of a measurement tells nothing
                double before = last.containsKey(d) ? moved(causes, first, d, last.get(d)) - moved(causes, second, d, last.get(d)) : 0;
                double separation = Math.abs(apart) / now.observed(d, t).deviation(0);
                // what takes a study or a device is asked of whoever has had it
                boolean asked = EVERYBODY.contains(d.kind()) || last.containsKey(d);
                if (asked && separation > 0 && Math.abs(apart - before) >= d.error() && (best == null || separation > best.separation)) {
                    best = new Discriminator(d, first.cause, second.cause, separation, Double.NaN, Double.NaN, LATER[i]);
                }
            }
        }
        // what is as good as clear needs no more tests
        return Optional.ofNullable(first.probability > CLEAR && !first.cause.equals(NONE) ? best
                : test(followUp, state, causes, first, second, all).orElse(best));
    }

    /**
     * The test that is at hand and tells those with the cause from those without it best: of either of the two, or of another cause that
     * is in question. What two causes have in common tells nothing of them.
     */
    private static Optional<Discriminator> test(FollowUp followUp, TwinState state, Map<String, Cause> causes, Fit first, Fit second,
            List<Fit> all) {
        Discriminator best = null;
        boolean assumed = false;
        double now = followUp.since(followUp.last(state));
        for (Fit f : all) {
            if (f.cause.equals(NONE) || f != first && f != second && f.probability < IN_QUESTION) {
                continue;
            }
            Fit other = f == first ? second : first;
            for (Judging j : judgings(followUp, state, markers(followUp, causes.get(f.cause)))) {
                Cause.Marker m = j.by;
                boolean shared = !other.cause.equals(NONE) && causes.get(other.cause).markers().stream().anyMatch(x -> x.observable()
                        .equals(m.observable()) && x.weight() > Math.sqrt(m.weight()));
                // what is published of a test comes before what is assumed of another
                // soon after an operation there are tests that no limit could judge
                boolean judged = followUp.operation().isEmpty() || m.judges(now);
                if (!shared && judged && Double.isNaN(j.last) && m.weight() > 1 && (best == null || (m.isAssumed() == assumed
                        ? m.separation() > best.separation
                        : assumed))) {
                    assumed = m.isAssumed();
                    best = new Discriminator(Observables.get(m.observable()), f.cause, other.cause, m.separation(), m.weight(),
                            m.threshold(), 0);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static double moved(Map<String, Cause> causes, Fit fit, Observable d, double t) {
        return fit.cause.equals(NONE) ? 0 : causes.get(fit.cause).deviation(d.id(), fit.pattern, fit.severity, t - fit.onset);
    }
}

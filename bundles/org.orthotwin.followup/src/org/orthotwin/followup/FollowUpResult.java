/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/**
 * All that a follow-up says about a twin in one of its states, for reports and as JSON. Values in files are in the unit beside them.
 *
 * @param followUp of the twin
 * @param state that it is about
 * @param since nothing older than this is told of observations and alerts; empty for all
 * @param steps what each observation did
 * @param identified what the observations tell about each parameter
 * @param records chains for the record, by observable
 * @param alerts what should be looked at
 * @param log what people did about alerts
 * @param now when it was asked
 * @param runLength observations between two false alarms about an observable, as asked for
 * @param visits when the patient is to be seen; empty where nobody says
 * @param aside rows of the patient that were put aside and wait, so that nothing is said of them
 * @param asOf the past day that takes the place of today; empty for today
 * @param later observations since then, which are not known
 */
public record FollowUpResult(FollowUp followUp, TwinState state, Optional<Instant> since, List<FollowUp.Step> steps,
        List<FollowUp.Identified> identified, List<FollowUp.Record> records, List<Alert> alerts, AlertLog log, Instant now,
        double runLength, Optional<VisitSchedule> visits, List<Aside.Row> aside, Optional<AsOf> asOf, int later) {

    /** Observations between two false alarms about an observable where nobody asks for another number. */
    public static final double RUN_LENGTH = 200;
    /** When a course is told in numbers, days after the operation. */
    private static final double[] DAYS = {42, 91, 182.625, 365.25, 730.5};
    /** Id of the cause for which it is asked how the parts were put. */
    private static final String INSTABILITY = "instability";
    /** What is more probable than not. */
    private static final double LIKELY = 0.5;
    /** From which probability of a better score on an operation is to be discussed: an assumption. */
    private static final double PROBABLY = 0.9;
    private static final double DAY = 86400;
    /** What is told of the draws of a chain beside their mean and spread, and the share of them that lies below. */
    private static final Map<String, Double> QUANTILES = quantiles();
    /** So many limits are named beyond which patients who do well are measured. */
    private static final int MOST_LIMITS = 3;
    /** What says nothing of how a patient is after an operation. */
    private static final Set<String> GIVEN = Set.of("fact", "theatre");
    /** So few observations can hardly show that anything deviates. */
    private static final int FEW = 4;
    /** Nothing is told of what would be observed so long after the last observation: two years and a visit that is late by half of one. */
    private static final double MOST_AHEAD = 2.5 * FollowUp.YEAR;
    /** A change that is so probable is examined, and not waited for: an assumption. */
    private static final double SURE = 0.95;
    /** A blood test of longer ago says nothing of now, s: an assumption. */
    private static final double RECENT = 90 * DAY;
    private static final String GAP = "knee.gap.";
    static final String IMPLANT = "implant.";
    /** How the codes of what is said of a past day begin. */
    public static final String AS_OF = "warning.as-of";
    /** The observation that says which part was implanted, with its name and identity as its description. */
    public static final String PART = "implant.part";
    /** Gaps that are compared: the sides of a knee with each other, and each side in flexion with itself in extension. */
    private static final String[][] PAIRS = {{"extension.medial", "extension.lateral"}, {"flexion.medial", "flexion.lateral"},
        {"extension.medial", "flexion.medial"}, {"extension.lateral", "flexion.lateral"}};
    /** Gaps within 2 mm of each other are called balanced (PMC10050049; Bone Jt Open 2024, BJO-2024-0040); a rounding beside it. */
    private static final double BALANCED = 2e-3 + 1e-9;

    public FollowUpResult {
        log = log.named(alerts);
    }

    /** With nothing put aside. */
    public FollowUpResult(FollowUp followUp, TwinState state, Optional<Instant> since, List<FollowUp.Step> steps,
            List<FollowUp.Identified> identified, List<FollowUp.Record> records, List<Alert> alerts, AlertLog log, Instant now,
            double runLength, Optional<VisitSchedule> visits) {
        this(followUp, state, since, steps, identified, records, alerts, log, now, runLength, visits, List.of(), Optional.empty(), 0);
    }

    /**
     * What can be told of a state without what each observation did: of one of many twins.
     *
     * @param schedule when the patient is to be seen; empty where nobody says
     */
    public static FollowUpResult brief(FollowUp f, TwinState state, List<Alert> alerts, AlertLog log, Instant now,
            Optional<VisitSchedule> schedule) {
        return new FollowUpResult(f, state, Optional.empty(), List.of(), List.of(), List.of(), alerts, log, now, RUN_LENGTH, schedule);
    }

    /** The same with rows that were put aside; as of a past day without those of later. */
    public FollowUpResult with(List<Aside.Row> rows) {
        return new FollowUpResult(followUp, state, since, steps, identified, records, alerts, log, now, runLength, visits, asOf.map(
                d -> rows.stream().filter(r -> !d.isLater(r)).toList()).orElse(rows), asOf, later);
    }

    /**
     * The same as of a past day, which is told.
     *
     * @param unknown observations since then, which its twin does not hold
     */
    public FollowUpResult with(AsOf day, int unknown) {
        return new FollowUpResult(followUp, state, since, steps, identified, records, alerts, log.until(day.time()), day.time(), runLength,
                visits, aside, Optional.of(day), unknown).with(aside);
    }

    /** With the visits that are usual for its joint. */
    public FollowUpResult(FollowUp followUp, TwinState state, Optional<Instant> since, List<FollowUp.Step> steps,
            List<FollowUp.Identified> identified, List<FollowUp.Record> records, List<Alert> alerts, AlertLog log, Instant now,
            double runLength) {
        this(followUp, state, since, steps, identified, records, alerts, log, now, runLength, VisitSchedule.of(followUp.joint()));
    }

    /** The same with a schedule of visits. */
    public FollowUpResult with(Optional<VisitSchedule> schedule) {
        return new FollowUpResult(followUp, state, since, steps, identified, records, alerts, log, now, runLength, schedule, aside, asOf,
                later);
    }

    /** The same with what was done about alerts. */
    public FollowUpResult with(AlertLog done) {
        return new FollowUpResult(followUp, state, since, steps, identified, records, alerts, done, now, runLength, visits, aside, asOf,
                later);
    }

    /**
     * Computes it.
     *
     * @param seed of the chains
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static FollowUpResult of(FollowUp f, TwinState state, Optional<Instant> since, double runLength, AlertLog log, Instant now,
            long seed, Monitor monitor) {
        return of(f, state, since, runLength, Detectors.DEFAULT, log, now, seed, monitor);
    }

    /**
     * The same with detectors that somebody has chosen.
     *
     * @param detectors ids of those that raise alerts
     */
    public static FollowUpResult of(FollowUp twin, TwinState state, Optional<Instant> since, double runLength, List<String> detectors,
            AlertLog log, Instant now, long seed, Monitor monitor) {
        FollowUp f = twin.of(state);
        List<FollowUp.Step> steps = f.steps(state).stream().filter(s -> since.isEmpty()
                || !Times.instant(s.observation().getTime()).isBefore(since.get())).toList();
        List<FollowUp.Record> records = f.record(state, seed, monitor);
        List<Alert> alerts = Alerts.of(f, state, runLength, detectors, d -> records.stream().filter(r -> r.observable().equals(d))
                .findFirst(), monitor).stream().filter(a -> since.isEmpty()
                || !Times.instant(a.signalled().getTime()).isBefore(since.get())).toList();
        return new FollowUpResult(f, state, since, steps, f.identifiability(state, records), records, alerts, log, now, runLength);
    }

    /**
     * What was said last of each implant that was removed before, the first one first: its observations, and its alerts without causes,
     * all of which are closed.
     */
    public List<FollowUpResult> earlier() {
        return followUp.earlier(state).stream().map(s -> {
            FollowUp f = followUp.of(s);
            return new FollowUpResult(f, s, since, f.steps(s), List.of(), List.of(), Alerts.found(f, s, runLength, Detectors.DEFAULT,
                    Monitor.NONE).stream().map(Alerts.Found::alert).toList(), log, now, runLength, visits);
        }).toList();
    }

    /** What was treated by an operation, and in how many of such patients it has not gone by that, a sentence each. */
    public List<String> treated(String language) {
        return followUp.treated().stream().map(h -> {
            Cause c = Observables.causes().stream().filter(x -> x.id().equals(h.cause())).findFirst().orElseThrow();
            String how = text(language, "treated." + h.by().implant().id());
            return text(language, "treated", h.by().day(), how, day(h.known()), chance(h.failed()), c.past().source(language),
                    Observables.get(c.complication()).name(language))
                    + (h.by().implant() == Operation.Implant.UNKNOWN ? " " + text(language, "treated.say") : "");
        }).toList();
    }

    /** Since which operation time counts, and what became of what was said before; empty where the implant is the first one. */
    public String restarted(String language) {
        return followUp.isRevised() ? text(language, "revised." + followUp.course().orElseThrow().implant().id(), followUp.course()
                .orElseThrow().day(), earlier().stream().mapToInt(e -> e.alerts.size()).sum()) : "";
    }

    private Map<String, Object> operation(Operation o, Map<String, FollowUpResult> by, String language) {
        FollowUpResult then = by.get(o.day());
        return ordered("day", o.day(), "kind", o.revision() ? "revision" : "first", "implant", o.revision() ? o.implant().id() : null,
                "observations", o.said().stream()
                .map(Observation::getId)
                .toList(), "removed", then == null ? null : then.followUp.removed().map(Operation::day).orElse(null), "state", then == null
                        ? null : then.state.getId(), "closed", then == null ? List.of() : then.alerts.stream().map(a -> ordered("id", a
                                .id(), "level", a.level(), "text", then.words(a, language), "reason", then.status(a, language)))
                                .toList());
    }

    private List<Object> operations(String language) {
        Map<String, FollowUpResult> by = new LinkedHashMap<>();
        earlier().forEach(e -> by.put(e.followUp.course().orElseThrow().day(), e));
        return followUp.operations().stream().filter(o -> !o.time().isAfter(followUp.origin())).<Object>map(o -> operation(o, by, language))
                .toList();
    }

    private static Map<String, Double> quantiles() {
        Map<String, Double> q = new LinkedHashMap<>();
        q.put("lower", 0.025);
        q.put("median", 0.5);
        q.put("upper", 0.975);
        return q;
    }

    /** Names and values, one after the other, in their order. */
    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> o = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            o.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return o;
    }

    /** A value in SI as it is shown; null for none. */
    static Double shown(Unit unit, double si) {
        return Double.isFinite(si) ? Numbers.edge(unit.fromSi(si)) : null;
    }

    /** The day of a time, as people write it. */
    public static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** The name of a cause, or of chance; its id where it is not installed any more. */
    public static String cause(String language, String id) {
        return id.equals(CauseComparison.NONE) ? text(language, "cause.none")
                : Observables.causes().stream().filter(c -> c.id().equals(id)).findFirst().map(c -> c.name(language)).orElse(id);
    }

    /**
     * What became of an alert, as {@link AlertLog#status(String, Instant, String)}; of before another operation since when it is
     * closed.
     */
    public String status(Alert a, String language) {
        Optional<Operation> removed = followUp.removed();
        if (removed.isPresent()) {
            return text(language, "status." + removed.get().implant().id(), removed.get().day());
        }
        return log.status(a.id(), now, language);
    }

    /** What was done about an alert, a sentence each with its day, who did it and the note, the first thing first. */
    public List<String> done(Alert a, String language) {
        return log.entries().stream().filter(e -> e.alert().equals(a.id())).map(e -> {
            String what = text(language, "done." + e.action(), day(e.time()), e.by() == null || e.by().isBlank() ? "\u2013" : e.by(),
                    e.until().map(FollowUpResult::day).orElse(e.to()));
            return e.note() == null || e.note().isBlank() ? what : what + " " + text(language, "done.note", e.note());
        }).toList();
    }

    /** A text of this bundle, such as what no alert is for. */
    public static String text(String language, String key, Object... args) {
        return Texts.CATALOG.text(language, key, args);
    }

    /** What this twin lets one expect with the likeliest cause of its alerts at work; empty without one. */
    public Optional<CauseComparison.Under> under() {
        return CauseComparison.likeliest(alerts).flatMap(c -> CauseComparison.under(followUp, state, c));
    }

    /** What an alert says: what was observed and what was predicted, since when, and then the statistics. */
    public String words(Alert a, String language) {
        String statistics = statistics(a, language);
        return statistics.isEmpty() ? finding(a, language) : finding(a, language) + " " + statistics;
    }

    /** The same without the statistics. */
    public String finding(Alert a, String language) {
        String said = switch (a.kind()) {
            case LIMIT -> limit(a, language);
            case TEST -> a.isRepeat() ? repeat(a, language) : test(a, language);
            case POSITION -> position(a, language);
            case COMPLICATION -> complication(a, language);
            case DEVIATION, TOGETHER -> observed(a, language) + "." + (a.isSettled() ? " " + settled(a, language) : "");
        };
        return a.kind() == Alert.Kind.COMPLICATION || a.isRepeat() ? said : said + " " + never(a, language).orElseGet(() -> begun(a,
                language));
    }

    /**
     * That a score has never been better than before the operation by more than its error, which is another thing than one that got worse
     * again; empty where it has, and where fewer than two values since or none before tell.
     */
    private Optional<String> never(Alert a, String language) {
        Observable d = a.observable();
        if (a.kind() != Alert.Kind.DEVIATION || !d.kind().equals("score") || d.better().isEmpty() || followUp.operation().isEmpty()) {
            return Optional.empty();
        }
        int up = d.better().get() ? 1 : -1;
        List<Observation> own = followUp.steps(state).stream().filter(s -> s.observable().equals(d)).map(FollowUp.Step::observation)
                .sorted(Comparator.comparing(o -> Times.instant(o.getTime()))).toList();
        Optional<Observation> before = own.stream().filter(o -> followUp.since(Times.instant(o.getTime())) < 0).reduce((x, y) -> y);
        List<Observation> after = own.stream().filter(o -> followUp.since(Times.instant(o.getTime())) >= 0).toList();
        Optional<Observation> best = after.stream().max(Comparator.comparingDouble(o -> up * o.getValue()));
        if (before.isEmpty() || after.size() < 2 || up * (best.get().getValue() - before.get().getValue()) > FollowUp.WIDTH_95 * Math.hypot(
                FollowUp.error(d, before.get()), FollowUp.error(d, best.get()))) {
            return Optional.empty();
        }
        return Optional.of(text(language, "onset.never", with(d.unit(), before.get().getValue()), day(Times.instant(before.get()
                .getTime())),
                with(d.unit(), best.get().getValue())));
    }

    /** When what an alert is about began, in a sentence: between which times, and how sure that is; or that it is not known. */
    private String begun(Alert a, String language) {
        Onset o = a.onset();
        if (o == null) {
            return text(language, isForecast(a) ? "onset.forecast" : "onset.unknown");
        }
        if (o.from() == null) {
            return text(language, "onset.latest", day(o.to()));
        }
        if (o.basis() == Onset.Basis.RESIDUALS && a.before() != null && !(day(o.from()).equals(day(Times.instant(a.before().getTime())))
                && day(o.to()).equals(day(a.begins())))) {
            return text(language, "onset.residuals.likeliest", day(o.from()), day(o.to()), Math.round(100 * o.probability()), day(Times
                    .instant(a.before().getTime())), day(a.begins()));
        }
        return text(language, "onset." + o.basis().id(), day(o.from()), day(o.to()), Math.round(100 * o.probability()));
    }

    /** Whether it is of a limit that is predicted to be passed, and that nothing was measured beyond. */
    private static boolean isForecast(Alert a) {
        return a.kind() == Alert.Kind.LIMIT && a.measured() == null && a.limit().time() > 0;
    }

    /** What the detectors say of an alert; empty of a limit and of a test. */
    public String statistics(Alert a, String language) {
        return a.evidence().isEmpty() ? "" : text(language, "alert.deviation", percent(a.probability()), String.join(", ", a
                .evidence().stream().map(e -> text(language, "alert.evidence", Detectors.name(e.detector(), language), Numbers.fixed(e
                        .statistic(), 1), Numbers.fixed(e.limit(), 1))).toList()));
    }

    /** What was observed where something else was predicted: the newest that is worse, or the last of each of several. */
    private String observed(Alert a, String language) {
        List<FollowUp.Step> all = followUp.steps(state);
        if (a.together().isEmpty()) {
            double worse = a.observable().better().filter(up -> up).isPresent() ? -1 : 1;
            return all.stream().filter(s -> s.observable().equals(a.observable()) && worse * s.residual() > 1 && !Times.instant(s
                    .observation().getTime()).isBefore(a.begins())).max(Comparator.comparing(s -> Times.instant(s.observation().getTime())))
                    .or(() -> all.stream().filter(s -> s.observation() == a.signalled()).findFirst()).map(s -> observed(s, language))
                    .orElseGet(() -> a.observable().name(language));
        }
        return a.subject(language) + ": " + String.join("; ", a.together().stream().map(d -> all.stream().filter(s -> s.observable().equals(
                d) && !Times.instant(s.observation().getTime()).isBefore(a.begins())).reduce((x, y) -> y).map(s -> observed(s, language))
                .orElseGet(() -> d.name(language))).toList());
    }

    private static String expected(FollowUp.Step s, int decimals) {
        return Numbers.fixed(s.observable().unit().fromSi(s.observable().expected(s.predicted())), decimals);
    }

    private static String observed(FollowUp.Step s, String language) {
        Unit u = s.observable().unit();
        String symbol = u.symbol().equals("1") ? "" : u.symbol().equals("deg") ? "\u00b0" : "\u00a0" + u;
        double sd = u.fromSi(s.prediction().getStandardDeviation());
        int decimals = Math.clamp(1 - (int) Math.floor(Math.log10(sd)), 0, 6);
        return text(language, "alert.seen", s.observable().name(language), Numbers.shortest(shown(u, s.observation().getValue())) + symbol,
                day(Times.instant(s.observation().getTime())), expected(s, decimals) + " \u00b1 "
                        + Numbers.fixed(sd, decimals) + symbol);
    }

    /**
     * What is expected of an observable at the next visit.
     *
     * @param observed what would be observed
     * @param last what was observed of it last; empty for nothing
     */
    public record Expected(Observable observable, Gaussian observed, Optional<FollowUp.Step> last) {
    }

    /** The next visit as of the state; empty before an operation, and where nobody says when. */
    public Optional<VisitSchedule.Visit> nextVisit() {
        return visits.flatMap(v -> v.next(followUp, spokenOf()));
    }

    /** The time that is spoken of: now, or that of a state that is not the current one. */
    private Instant spokenOf() {
        return state == followUp.twin().getCurrentState() ? now : Times.instant(state.getTime());
    }

    /**
     * Since when an alert holds, in a few words: between which days, since which or at the latest since which, or that it is not known; of
     * a limit that is predicted to be passed when that was first predicted, and when it would be reached.
     */
    public String since(Alert a, String language) {
        Onset o = a.onset();
        if (o == null) {
            return isForecast(a) ? text(language, "alert.begun.forecast", day(a.begins()), day(followUp.at(a.limit().time())))
                    : text(language, "alert.begun.unknown");
        }
        return o.from() == null ? text(language, "alert.begun.latest", day(o.to())) : day(o.from()).equals(day(o.to())) ? text(language,
                "alert.begun", day(o.to())) : text(language, "alert.begun.between", day(o.from()), day(o.to()));
    }

    /** The same, and when it was first seen where that was later. */
    public String sinceAndSeen(Alert a, String language) {
        String seen = day(Times.instant(a.signalled().getTime()));
        boolean later = a.onset() == null ? !isForecast(a) : seen.compareTo(day(a.onset().to())) > 0;
        return later ? text(language, "alert.begun.seen", since(a, language), seen) : since(a, language);
    }

    /**
     * Its name, day and whether it is due, in words, and what comes before it: that the patient is referred today, that a test is done
     * again within days, what has its time, or that open alerts may ask for it sooner; empty for none.
     */
    public String nextVisit(String language) {
        String before = beforeVisit(language);
        String visit = visit(language);
        return before.isEmpty() || visit.isEmpty() ? visit + before : text(language, "visit.then", visit, before);
    }

    /** The name and day of the next visit and whether it is due, in words, without what comes before it; empty for none. */
    public String visit(String language) {
        return nextVisit().map(v -> text(language, "visit." + v.status().id(), v.name(language), day(v.date()))).orElse("");
    }

    /** What comes before the next visit, or is to be done where no visit is to come, in words; empty for nothing. */
    public String beforeVisit(String language) {
        Optional<VisitSchedule.Visit> next = nextVisit();
        boolean later = next.filter(v -> v.status() == VisitSchedule.Status.LATER).isPresent();
        Optional<String> again = standing().stream().filter(Alert::isRepeat).findFirst().map(a -> text(language, "visit.again", a.subject(
                language)));
        return hurry(standing(), language).or(() -> asleep(language)).or(() -> again).map(t -> next.isPresent() ? text(language,
                "visit.before", t) : t).or(() -> before(next).map(c -> text(language, later ? "visit.closing" : "visit.closing.due", day(c
                        .end()), c.intervention().name(language)))).or(() -> later && isOpen() ? Optional.of(text(language, "visit.sooner"))
                                : Optional.empty()).orElse("");
    }

    /** That the patient is referred, or examined today, for some alerts, in words; empty where none asks for that. */
    private Optional<String> hurry(List<Alert> some, String language) {
        String soon = some.stream().anyMatch(a -> a.haste() == Alert.Haste.REFERRED) ? "visit.referred" : "visit.urgent";
        return some.stream().flatMap(a -> a.leading().stream()).findFirst().map(c -> text(language, isKnown(c) ? soon + ".known" : soon,
                cause(language, c.id()))).or(() -> some.stream().filter(a -> a.haste() == Alert.Haste.EXAMINED).findFirst().map(a -> text(
                        language, a.isSign() ? "visit.examine.sign" : "visit.examine", a.subject(language))));
    }

    /** The same of alerts that sleep, with until when the first does: what somebody has put off is still to be done. */
    private Optional<String> asleep(String language) {
        List<Alert> sleeping = alerts.stream().filter(a -> !log.status(a.id(), now).isStanding()).toList();
        return hurry(sleeping, language).flatMap(t -> sleeping.stream().flatMap(a -> log.until(a.id(), now).stream()).min(Comparator
                .naturalOrder()).map(u -> text(language, "visit.asleep", t, day(u))));
    }

    /** The alerts that stand, seen or not. */
    private List<Alert> standing() {
        return alerts.stream().filter(a -> log.status(a.id(), now).isStanding()).toList();
    }

    /**
     * What is to be done before a day, since it gains less later.
     *
     * @param end when its time is over
     */
    public record Closing(Intervention intervention, Instant end) {
    }

    /**
     * Of what might be done about the alerts that stand what has to be done soonest, if it can still be; empty where all of it can wait.
     */
    public Optional<Closing> closing() {
        List<Alert> standing = standing();
        return followUp.operation().isEmpty() ? Optional.empty() : followUp.interventions(standing, spokenOf()).stream().flatMap(i ->
                i.window().stream()
                .map(w -> new Closing(i, followUp.at(w.until())))).filter(c -> c.end.isAfter(spokenOf())).min(Comparator.comparing(
                        Closing::end));
    }

    /**
     * What would pass while an alert sleeps until a time: that the patient is referred or examined soon for it, the end of what has its
     * time, and appointments that a person has made; in words, each a part of a sentence.
     */
    public List<String> missed(Alert alert, Instant until, String language) {
        List<String> all = new ArrayList<>();
        if (alert.isHurried()) {
            hurry(alerts, language).ifPresent(all::add);
        }
        closing().filter(c -> c.end.isBefore(until)).ifPresent(c -> all.add(text(language, "snooze.closing", day(c.end), c.intervention
                .name(language))));
        visits.stream().flatMap(v -> v.appointments(followUp, spokenOf(), until).stream()).forEach(t -> all.add(text(language,
                "snooze.appointment", day(t))));
        return all;
    }

    /** What is to be done before a visit that comes too late for it, or that may come at any time now; empty for nothing. */
    private Optional<Closing> before(Optional<VisitSchedule.Visit> v) {
        return closing().filter(c -> v.filter(x -> x.status() == VisitSchedule.Status.LATER && !c.end.isBefore(x.date())).isEmpty());
    }

    /** Whether there are alerts that stand, seen or not. */
    private boolean isOpen() {
        return standing().stream().anyMatch(a -> !a.isSettled());
    }

    /** Which visit is taken as kept by what was observed last, in a sentence; empty for none, and without a schedule. */
    public String keptVisit(String language) {
        return visits.flatMap(v -> v.last(followUp, spokenOf())).map(k -> text(language, "visit.kept", k.visit().name(language), day(k
                .observed()))).orElse("");
    }

    /**
     * When what is expected at the next visit is told for, in words: its day, today, or the day when it was due where today is too long
     * after what was observed last; empty for no visit.
     */
    public String expectedFor(String language) {
        return expectedOn().map(t -> text(language, t.equals(spokenOf()) ? "visit.expected.today" : t.isBefore(spokenOf())
                ? "visit.expected.past" : "visit.expected", day(t), last().map(FollowUpResult::day).orElse("\u2013"))).orElse("");
    }

    /** When what is expected at the next visit is told for: its day, or today where that has passed and is not too far ahead. */
    public Optional<Instant> expectedOn() {
        return nextVisit().map(v -> v.date().isBefore(spokenOf()) && !isAhead(spokenOf()) ? spokenOf() : v.date());
    }

    /** What is expected at the next visit, what was observed first, with the likeliest cause of alerts at work. */
    public List<Expected> expected() {
        return expected(under());
    }

    /** When something was observed last of what is predicted; empty for never. */
    private Optional<Instant> last() {
        return followUp.steps(state).stream().map(s -> Times.instant(s.observation().getTime())).max(Comparator.naturalOrder());
    }

    /** Whether a time is so long after the last observation that nothing is told of it. */
    private boolean isAhead(Instant time) {
        return last().filter(l -> Times.seconds(l, time) > MOST_AHEAD).isPresent();
    }

    /**
     * That nothing is told of the next visit, since the last observation is of too long before, in words; empty where it is told, and
     * without a visit.
     */
    public Optional<String> beyond(String language) {
        return expectedOn().filter(this::isAhead).map(t -> text(language, "expected.beyond", day(last().orElseThrow()), day(t)));
    }

    /** The same for a cause that is known already, as of {@link #under()}; nothing where that is too long after the last observation. */
    public List<Expected> expected(Optional<CauseComparison.Under> under) {
        if (beyond("en").isPresent()) {
            return List.of();
        }
        Map<Observable, FollowUp.Step> last = new LinkedHashMap<>();
        followUp.steps(state).stream().sorted(Comparator.comparing(s -> Times.instant(s.observation().getTime()))).forEach(s -> last.put(s
                .observable(), s));
        return expectedOn().map(t -> followUp.told(followUp.steps(state), state).stream().flatMap(d -> expected(under, d, t).map(
                g -> new Expected(d, g, Optional.ofNullable(last.get(d)))).stream()).sorted(Comparator.comparing((Expected e) -> e.last
                        .isEmpty())).toList()).orElse(List.of());
    }

    /** What is expected of an observation at a time, with a cause at work from when it began; empty where nothing is predicted. */
    public Optional<Gaussian> expected(Optional<CauseComparison.Under> under, Observable d, Instant time) {
        return followUp.expected(state, d, time).map(g -> under(under, d, time).orElse(g));
    }

    /** What is expected of an observation with a cause at work; empty before it began, and of what it does not move. */
    public Optional<Gaussian> under(Optional<CauseComparison.Under> under, Observable d, Instant time) {
        double t = followUp.since(time);
        return under.filter(u -> u.tells(d) && t >= u.fit().onset()).map(u -> u.observed(d, t));
    }

    /**
     * Whether nothing deviates in what could be judged, and nothing was left that could not be: a test of too soon after the operation
     * takes that away, and so does an operation after which nothing was observed, and one that treated what may not have gone.
     */
    public boolean isWell() {
        return alerts.isEmpty() && aside.isEmpty() && followUp.treated().isEmpty() && isJudged() && !isUnseen() &&
                CauseComparison.unjudged(followUp, state).isEmpty();
    }

    /** Whether there was an operation and nothing was observed after it: whatever was before says nothing of how it went. */
    public boolean isUnseen() {
        Instant until = spokenOf();
        return followUp.operation().filter(op -> Withdrawals.standing(followUp.twin()).stream().filter(o -> !Withdrawals.isEntry(o))
                .filter(o -> Times.instant(o.getTime()).isAfter(op) && !Times.instant(o.getTime()).isAfter(until)).noneMatch(
                        o -> Observables.find(String.valueOf(o.getDefinition())).filter(FollowUpResult::isSeen).isPresent())).isPresent();
    }

    /** Whether it says how a patient is: no fact, nothing of the operation itself, and no plan. */
    private static boolean isSeen(Observable d) {
        return !GIVEN.contains(d.kind()) && !Histories.isOperation(d.id()) && !Histories.isPlan(d.id()) && !d.id().equals(Histories.SIDE);
    }

    /** What no limit can judge, and limits that do not apply to this patient, in a sentence each. */
    public List<String> untold(String language) {
        List<String> all = new ArrayList<>();
        if (!aside.isEmpty()) {
            all.add(Aside.said(aside, language));
        }
        if (alerts.stream().noneMatch(Alert::isFinding)) {
            all.addAll(treated(language));
        }
        CauseComparison.unjudged(followUp, state).forEach(o -> {
            Observable d = Observables.get(o.getDefinition());
            all.add(text(language, "alert.unjudged", d.name(language), shownWith(d.unit(), o.getValue()), day(Times.instant(o.getTime())),
                    Numbers.shortest(Math.round(followUp.since(Times.instant(o.getTime())) / DAY))));
        });
        CauseComparison.results(followUp, state, CauseComparison.CULTURE).stream().filter(o -> o.getValue() > 0 && followUp
                .isOfOperation(o)).forEach(o -> {
                    Observable d = Observables.get(o.getDefinition());
                    all.add(text(language, "alert.cultured", d.name(language), shownWith(d.unit(), o.getValue()), day(Times.instant(o
                            .getTime())), day(followUp.operation().orElseThrow())));
                });
        CauseComparison.own(followUp, state).forEach(o -> {
            Observable d = Observables.get(o.getDefinition());
            all.add(text(language, CauseComparison.before(followUp, d.id()).isEmpty() ? "alert.own.since"
                    : "alert.own", d.name(language), shownWith(d.unit(), o.getValue()), day(Times.instant(o.getTime())), with(d
                    .unit(), testLimit(o))));
        });
        Map<Observable, List<FollowUp.Step>> by = new LinkedHashMap<>();
        followUp.steps(state).forEach(s -> by.computeIfAbsent(s.observable(), x -> new ArrayList<>()).add(s));
        by.forEach((d, own) -> Alerts.unreachable(followUp, d, own).forEach((l, before) -> all.add(text(language, "alert.unreachable",
                d.name(
                language), shownWith(d.unit(), l.value()), shownWith(d.unit(), before.mean(0)), shownWith(d.unit(), d.better().orElse(true)
                        ? d.upper() : d.lower())))));
        return all;
    }

    /** That there is no alert, or nothing to judge yet, and how often there is one by chance; and what could not be judged. */
    public String noAlerts(String language) {
        String untold = String.join(" ", untold(language));
        return untold.isEmpty() ? nothing(language) : untold + " " + nothing(language);
    }

    private String nothing(String language) {
        if (isUnseen()) {
            return text(language, "alerts.unseen", day(followUp.operation().orElseThrow()));
        }
        long judged = steps.stream().filter(s -> s.observable().better().isPresent()).count() + CauseComparison.tested(followUp, state)
                .stream().map(CauseComparison.Test::observable).distinct().count();
        boolean part = judged >= FEW && !CauseComparison.unjudged(followUp, state).isEmpty();
        return judged == 0 ? text(language, "alerts.nothing") : text(language, judged < FEW ? "alerts.few" : part ? "alerts.part"
                : "alerts.none", judged) + " "
                + text(language, "alerts.chance", Math.round(runLength)) + limits(language);
    }

    /** Whether anything was observed that was predicted, or is a test: without nothing can be said of alerts. */
    public boolean isJudged() {
        return !steps.isEmpty() || !CauseComparison.tested(followUp, state).isEmpty();
    }

    /**
     * What was observed up to the state and no course takes: results of tests, events, and facts but for the side and the operation; the
     * last first.
     */
    public List<Observation> noted() {
        Set<Observation> told = new HashSet<>();
        followUp.steps(state).forEach(s -> told.add(s.observation()));
        boolean all = followUp.isLast(state);
        Instant until = Times.instant(state.getTime());
        return Withdrawals.standing(followUp.twin()).stream().filter(o -> !told.contains(o) && !Withdrawals.isEntry(o))
                .filter(o -> followUp.isOfCourse(o) || isOfPatient(o))
                .filter(o -> Observables.find(String.valueOf(o.getDefinition())).filter(d -> !d.isPredicted(followUp.joint()) && !Histories
                        .isOperation(d.id()) && !Histories.isPlan(d.id()) && !d.id().equals(Histories.SIDE)).isPresent())
                .filter(o -> all || !Times.instant(o.getTime()).isAfter(until))
                .filter(o -> since.isEmpty() || !Times.instant(o.getTime()).isBefore(since.get()))
                .sorted(Comparator.comparing((Observation o) -> Times.instant(o.getTime())).reversed().thenComparing(Observation::getId))
                .toList();
    }

    /**
     * All that was observed up to the state and counts, facts and the operation as well, and that is installed, in the order of time;
     * of withdrawals nothing.
     */
    public List<Observation> observed() {
        boolean all = state == followUp.twin().getCurrentState();
        Instant until = Times.instant(state.getTime());
        return Withdrawals.standing(followUp.twin()).stream().filter(o -> !Withdrawals.isEntry(o) && Observables.find(String.valueOf(o
                .getDefinition())).isPresent()).filter(o -> all || !Times.instant(o.getTime()).isAfter(until))
                .filter(o -> since.isEmpty() || !Times.instant(o.getTime()).isBefore(since.get()))
                .sorted(Comparator.comparing((Observation o) -> Times.instant(o.getTime())).thenComparing(Observation::getId)).toList();
    }

    /** The limit of a test that an observation is of, SI, from which on it is positive; NaN where it is of none, or says nothing yet. */
    public double testLimit(Observation o) {
        return CauseComparison.tested(followUp, o);
    }

    /** From where on a result of a test that is not positive is undecided, SI; NaN where it is then negative. */
    public double undecidedFrom(Observation o) {
        return CauseComparison.undecided(followUp, o);
    }

    /** Whether an observation is a result of a test of too soon after the operation to be judged by any limit. */
    public boolean isTooEarly(Observation o) {
        return CauseComparison.isTooEarly(followUp, o);
    }

    private Map<String, Object> visit(VisitSchedule.Visit v) {
        return ordered("after", ordered("value", Numbers.edge(v.time() / DAY), "unit", "d"), "day", day(v.date()), "status", v.status()
                .id(), "source", visits.orElseThrow().source(), "expectedOn", expectedOn().map(FollowUpResult::day).orElseThrow(),
                "expected", expected().stream().map(e -> {
                    Map<String, Object> o = ordered("observable", e.observable.id(), "unit", e.observable.unit().symbol());
                    o.putAll(band(e.observable, e.observed));
                    return o;
                }).toList());
    }

    private static Map<String, Object> noted(Observation x) {
        Unit u = Observables.get(x.getDefinition()).unit();
        return ordered("id", x.getId(), "observable", x.getDefinition(), "time", x.getTime(), "value", shown(u, x.getValue()), "unit", u
                .symbol(), "source", x.getSource(), "note", Notes.of(x).orElse(null));
    }

    private Map<String, Object> gone(Observation o, Observation entry) {
        Map<String, Object> m = withdrawal(entry);
        m.put("replacedBy", Withdrawals.replacement(followUp.twin(), o).map(Observation::getId).orElse(null));
        return m;
    }

    /** What is known of the implants and their fixation, each fact by what was said of it last; parts by their day. */
    public List<Observation> implants() {
        Map<String, Observation> facts = new LinkedHashMap<>();
        List<Observation> parts = new ArrayList<>();
        Withdrawals.standing(followUp.twin()).stream().filter(o -> String.valueOf(o.getDefinition()).startsWith(IMPLANT) && followUp
                .isOfCourse(o) && Observables.find(o.getDefinition()).isPresent()).sorted(Comparator.comparing((Observation o) ->
                Times.instant(o.getTime())))
                .forEach(o -> {
                    if (o.getDefinition().equals(PART)) {
                        parts.add(o);
                    } else {
                        facts.put(o.getDefinition(), o);
                    }
                });
        return Stream.concat(facts.values().stream(), parts.stream()).toList();
    }

    /** Whether it is a fact of the patient, which no revision takes away. */
    private static boolean isOfPatient(Observation o) {
        return !String.valueOf(o.getDefinition()).startsWith(IMPLANT) && Observables.find(String.valueOf(o.getDefinition())).filter(d -> d
                .kind().equals("fact")).isPresent();
    }

    /** What is known of an implant, in words: the kind that a fact says, or what a part is called. */
    public static String implant(Observation o, String language) {
        if (o.getDefinition().equals(PART)) {
            return o.getDescription() == null ? "" : o.getDescription();
        }
        String key = o.getDefinition() + "." + Numbers.shortest(o.getValue());
        return Texts.CATALOG.has(language, key) ? text(language, key) : Observables.get(o.getDefinition()).name(language) + ": " + with(
                Observables.get(o.getDefinition()).unit(), o.getValue());
    }

    /**
     * Something to do next.
     *
     * @param kind {@code alert}: say what is done about open alerts; {@code examine}: what is examined where a cause is likeliest;
     *            {@code fact}: what must be known of the patient to judge; {@code test}: a test that tells causes apart; {@code observe}:
     *            what tells them apart in any case; {@code operation}: the one that is planned; {@code visit}: the next one
     * @param text in words
     */
    public record Todo(String kind, String text) {
    }

    /** What to do next, the first thing first. */
    public List<Todo> todo(String language) {
        List<Todo> all = new ArrayList<>();
        long open = alerts.stream().filter(a -> !a.isSettled() && log.status(a.id(), now) == AlertLog.Status.OPEN).count();
        if (open > 0) {
            all.add(new Todo("alert", text(language, "todo.alert", open)));
        }
        Set<Observation> again = new HashSet<>();
        alerts.stream().filter(Alert::isRepeat).forEach(a -> {
            again.add(a.measured());
            // who is referred the same day does not wait for it
            if (likeliest().filter(c -> c.id().equals(CauseComparison.INFECTION)).isEmpty()) {
                all.add(new Todo("test", repeat(a, language)));
            }
        });
        CauseComparison.unjudged(followUp, state).stream().filter(o -> !again.contains(o)).forEach(o -> {
            Observable d = Observables.get(o.getDefinition());
            all.add(new Todo("test", text(language, "todo.unjudged", d.name(language), shownWith(d.unit(), o.getValue()),
                    day(Times.instant(o
                    .getTime())))));
        });
        alerts.stream().filter(a -> a.isSettled() && log.status(a.id(), now).isStanding()).forEach(a -> all.add(new Todo("observe", settled(
                a, language))));
        missing().forEach(d -> all.add(new Todo("fact", text(language, "todo.fact", d.name(language), d.id()))));
        if (!alerts.isEmpty() && alerts.stream().noneMatch(Alert::isFinding) && alerts.stream().anyMatch(a -> a.level().equals(
                Alert.LITTLE))) {
            all.add(new Todo("examine", text(language, "todo.little")));
        }
        Optional<Todo> happened = bare().map(o -> new Todo("examine", text(language, followUp.isUnexplained(o) ? "todo.complication"
                : "todo.complication.late", day(Times.instant(o.getTime()))) + Notes.line(o).map(n -> " " + text(language,
                        "todo.complication.note", n)).orElse("")));
        // who is referred the same day is not asked first
        boolean urgent = alerts.stream().anyMatch(Alert::isUrgent);
        happened.filter(t -> !urgent).ifPresent(all::add);
        // what an event speaks for is excluded at once, whatever fits better
        List<Cause> excluded = standing().stream().filter(a -> !a.excludes().isEmpty()).flatMap(a -> a.leading().stream()).distinct()
                .filter(c -> likeliest().filter(c::equals).isEmpty()).toList();
        excluded.forEach(c -> all.add(new Todo("examine", c.id().equals(CauseComparison.INFECTION) ? refer(language) + " " +
                c.next(language)
                : c.next(language))));
        examined(language).ifPresent(t -> all.add(new Todo("examine", t)));
        Optional<Alert> moved = moved();
        moved.ifPresent(a -> all.add(new Todo("examine", text(language, "todo.moved", a.observable().name(language)))));
        boolean unexplained = moved.isEmpty() && excluded.isEmpty() && examined(language).isEmpty() && likeliest().isEmpty()
                && standing().stream().anyMatch(a -> a.kind() == Alert.Kind.DEVIATION && a.isFinding() && a.probability() >= SURE);
        if (unexplained) {
            all.add(new Todo("examine", text(language, "todo.unexplained")));
        }
        List<Alert> positive = standing().stream().filter(a -> a.level().equals(Alert.POSITIVE)).toList();
        if (!positive.isEmpty() && moved.isEmpty() && excluded.isEmpty() && examined(language).isEmpty() && !unexplained) {
            String names = positive.stream().map(a -> a.subject(language)).distinct().collect(Collectors.joining(", "));
            all.add(new Todo("examine", text(language, positive.stream().anyMatch(a -> a.observable().kind().equals("laboratory"))
                    ? "todo.positive.again" : "todo.positive", names)));
        }
        // of which no event has told how it came about
        if (likeliest().filter(c -> c.urgent() && !c.id().equals(CauseComparison.INFECTION) && !isKnown(c) && alerts.stream().noneMatch(
                a -> a.excludes().equals(c.id()))).isPresent() && CauseComparison.isInfectionOpen(followUp, state)) {
            all.add(new Todo("examine", text(language, "todo.sudden")));
        }
        happened.filter(t -> urgent).ifPresent(all::add);
        operate(language).ifPresent(t -> all.add(new Todo("operation", t)));
        List<CauseComparison.Fit> fits = fits();
        if (fits.size() > 1 && !isClear()) {
            Map<Observable, Double> tests = new LinkedHashMap<>();
            Set<Observable> known = new HashSet<>();
            // an infection that is suspected is looked for whatever fits better
            Stream<String> asked = Stream.concat(CauseComparison.isInfectionSuspected(followUp, state) ? Stream.of(
                    CauseComparison.INFECTION) : Stream.empty(), fits.stream().limit(2).map(CauseComparison.Fit::cause)).distinct();
            for (CauseComparison.Test t : asked.flatMap(c -> CauseComparison.tests(followUp, state, c).stream()).toList()) {
                if (t.isTimely()) {
                    tests.putIfAbsent(t.observable(), t.threshold());
                }
                if (!Double.isNaN(t.last())) {
                    known.add(t.observable());
                }
            }
            CauseComparison.Discriminator d = alerts.stream().map(Alert::discriminator).filter(Objects::nonNull).findFirst().orElse(null);
            if (!isExamined()) {
                aspirated(tests, known, d, language).ifPresent(t -> all.add(new Todo("test", t)));
            }
            // what tells most first
            tests.keySet().stream().filter(t -> !known.contains(t) && !CauseComparison.ASPIRATE.contains(t.id())).sorted(Comparator
                    .comparing(t -> d == null || !t.equals(d
                    .observable()))).forEach(t -> all.add(new Todo("test", text(language, d != null && t.equals(d.observable())
                            ? "todo.test.most" : "todo.test", t.name(language), with(t.unit(), tests.get(t)), d == null ? "" : cause(
                                    language, d.first()), d == null ? "" : cause(language, d.second())))));
            boolean nothing = fits.getFirst().cause().equals(CauseComparison.NONE) && alerts.stream().filter(Alert::isFinding).allMatch(
                    a -> a.kind() == Alert.Kind.COMPLICATION);
            if (d != null && !d.isTest() && !nothing && positive.isEmpty() && again.isEmpty() && examined(language).isEmpty()
                    && excluded.isEmpty() && moved.isEmpty() &&
                    !unexplained) {
                all.add(new Todo("observe", text(language, "todo.observe", d.observable().name(language), cause(language, d.first()), cause(
                        language, d.second()), later(d, language))));
            }
        }
        if (alerts.stream().noneMatch(Alert::isFinding)) {
            followUp.treated().forEach(h -> all.add(new Todo("examine", text(language, "todo.treated", Observables.get(Observables
                    .causes().stream().filter(c -> c.id().equals(h.cause())).findFirst().orElseThrow().complication()).name(language), h
                            .by().day()))));
        }
        if (followUp.operation().isEmpty()) {
            followUp.planned().ifPresent(p -> all.add(new Todo("operation", text(language, p.isBefore(now) ? "todo.operation.passed"
                    : "todo.operation", day(p)))));
        }
        // whoever books a visit reads this line alone
        nextVisit().ifPresent(v -> {
            String said = text(language, "todo.visit." + v.status().id() + (!isOpen() || v.status() != VisitSchedule.Status.LATER ? ""
                    : ".alerts"), v.name(language), day(v.date()));
            String before = beforeVisit(language);
            all.add(new Todo("visit", (before.isEmpty() ? said : text(language, "visit.then", said, before)) + "."));
        });
        return all;
    }

    /** That the joint is aspirated, once more where it was, with what is not known of that; empty where all of it is. */
    private Optional<String> aspirated(Map<Observable, Double> tests, Set<Observable> known, CauseComparison.Discriminator best,
            String language) {
        List<Observable> open = tests.keySet().stream().filter(t -> !known.contains(t) && CauseComparison.ASPIRATE.contains(t.id()))
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        boolean again = known.stream().anyMatch(t -> CauseComparison.ASPIRATE.contains(t.id()));
        String said = text(language, again ? "todo.aspirate.again" : "todo.aspirate.for", open.stream().map(t -> text(language,
                "todo.aspirate.one", t.name(language), with(t.unit(), tests.get(t)))).collect(Collectors.joining("; ")));
        return Optional.of(best == null || !open.contains(best.observable()) ? said : said + " " + text(language, "todo.aspirate.most",
                cause(language, best.first()), cause(language, best.second())));
    }

    /** A complication of which nobody has said what it was, and that somebody has to see to; empty for none. */
    private Optional<Observation> bare() {
        return alerts.stream().filter(a -> a.kind() == Alert.Kind.COMPLICATION && log.status(a.id(), now).isStanding()).map(Alert::measured)
                .filter(FollowUp::isBare).findFirst();
    }

    /** Whether a cause is so probable, or known, that no more tests are needed to tell which it is. */
    private boolean isClear() {
        return CauseComparison.likeliest(alerts).filter(f -> f.probability() > CauseComparison.CLEAR || followUp.known(state).containsKey(f
                .cause())).isPresent();
    }

    /** That an infection is to be excluded first, in the words in which that is said everywhere. */
    public static String infectionFirst(String language) {
        return text(language, "infection.first");
    }

    /** The cause that is likeliest; empty where none is, or it is not installed any more. */
    private Optional<Cause> likeliest() {
        return CauseComparison.likeliest(alerts).flatMap(f -> Observables.causes().stream().filter(c -> c.id().equals(f.cause()))
                .findFirst());
    }

    /** The same where an infection looks like the likeliest cause and is not excluded; empty otherwise. */
    private Optional<String> excluded(String language) {
        return likeliest().filter(c -> c.infection() && CauseComparison.isInfectionOpen(followUp, state)).map(c -> normal().map(o -> text(
                language, "infection.first.normal", shownWith(Observables.get(o.getDefinition()).unit(), o.getValue()), day(Times.instant(o
                        .getTime())))).orElseGet(() -> infectionFirst(language)));
    }

    /** The last C-reactive protein, where it is not too old and speaks against an infection. */
    private Optional<Observation> normal() {
        return CauseComparison.tests(followUp, state, CauseComparison.INFECTION).stream().filter(t -> t.ratio() < 1 && t.observable().id()
                .equals(CauseComparison.CRP)).findFirst().flatMap(t -> CauseComparison.results(followUp, state,
                CauseComparison.CRP).stream()
                        .reduce((a, b) -> b)).filter(o -> Times.seconds(Times.instant(o.getTime()), followUp.last(state)) <= RECENT);
    }

    /** What is examined next where a cause is likeliest; empty where none is, and where nobody has said so. */
    private Optional<String> examined(String language) {
        if (isExamined()) {
            return Optional.of(blood(language));
        }
        Optional<CauseComparison.Fit> fit = CauseComparison.likeliest(alerts);
        boolean suspected = CauseComparison.isInfectionSuspected(followUp, state);
        Optional<String> said = likeliest().filter(c -> !c.next(language).isEmpty()).map(c -> {
            if (isKnown(c) && !c.treated(language).isEmpty()) {
                return treated(c, fit.get(), language);
            }
            if (c.id().equals(CauseComparison.INFECTION)) {
                return refer(language) + " " + infection(c, fit.get(), language);
            }
            if (suspected) {
                return aspirate(language) + " " + (c.infection() ? text(language, "todo.wait", c.name(language)) : c.next(
                        language));
            }
            return Stream.of(excluded(language), Optional.of(c.next(language)), inTime(c, language), c.id().equals(INSTABILITY)
                    ? outside(language) : Optional.<String>empty()).flatMap(Optional::stream).collect(Collectors.joining(" "));
        });
        return said.isPresent() ? said : suspected ? Optional.of(aspirate(language)) : excluded(language);
    }

    /** Whether blood tests alone speak for an infection, so that the joint is examined before anything else. */
    private boolean isExamined() {
        return alerts.stream().anyMatch(a -> a.haste() == Alert.Haste.EXAMINED);
    }

    /** That the joint is examined first, and what follows of it; and what was observed of it at about the same time. */
    private String blood(String language) {
        List<Alert> signs = alerts.stream().filter(Alert::isSign).toList();
        if (signs.stream().anyMatch(a -> !a.observable().id().equals(CauseComparison.FEVER)) || alerts.stream().noneMatch(a -> a.kind()
                == Alert.Kind.TEST)) {
            return signs(signs, language);
        }
        Alert last = alerts.stream().filter(a -> a.kind() == Alert.Kind.TEST).max(Comparator.comparing(a -> Times.instant(a.measured()
                .getTime()))).orElseThrow();
        Instant time = Times.instant(last.measured().getTime());
        String beside = followUp.steps(state).stream().filter(s -> Math.abs(Times.seconds(Times.instant(s.observation().getTime()), time))
                <= DAY && Set.of("pain", "motion", "score").contains(s.observable().id().equals("pain") ? "pain" : s.observable().kind()))
                .map(s -> s.observable().name(language) + " " + shownWith(s.observable().unit(), s.observation().getValue())).collect(
                        Collectors.joining(", "));
        return text(language, "todo.blood", last.subject(language)) + (beside.isEmpty() ? "" : " " + text(language, "todo.blood.beside",
                day(
                time), beside));
    }

    /** That a joint with signs is examined the same day, with the blood test where that is not known, and what follows of it. */
    private String signs(List<Alert> signs, String language) {
        Instant time = signs.stream().map(a -> Times.instant(a.measured().getTime())).max(Comparator.naturalOrder()).orElseThrow();
        boolean known = CauseComparison.results(followUp, state, CauseComparison.CRP).stream().anyMatch(o -> Times.seconds(Times.instant(o
                .getTime()), time) <= DAY);
        return text(language, "todo.signs", signs.stream().map(a -> text(language, "todo.signs.one", a.subject(language), day(Times.instant(
                a.measured().getTime())))).collect(Collectors.joining(", "))) + (known ? "" : " " + text(language, "todo.signs.blood"))
                + " " + text(language, "todo.signs.then");
    }

    /**
     * What is to be done about a cause within its time: when that begins, that it runs and until which day, or that it is over and what is
     * discussed in its place; empty where nothing has a time.
     */
    private Optional<String> inTime(Cause c, String language) {
        List<Intervention> own = followUp.interventions(alerts, spokenOf()).stream().filter(i -> i.causes().contains(c.id())).toList();
        return followUp.operation().isEmpty() ? Optional.empty() : own.stream().filter(i -> i.window().isPresent()).findFirst().map(i -> {
            Intervention.Window w = i.window().get();
            double today = followUp.since(spokenOf());
            String from = day(followUp.at(w.from()));
            String until = day(followUp.at(w.until()));
            long weeks = Math.round(w.until() / DAY / 7);
            String instead = own.stream().filter(x -> x.window().isEmpty()).map(x -> x.name(language)).collect(Collectors.joining(", "));
            return today < w.from() ? text(language, "todo.window.before", i.name(language), from, until)
                    : today <= w.until() ? text(language, "todo.window.runs", i.name(language), until, weeks)
                            : text(language, "todo.window.over", i.name(language), until, weeks) + (instead.isEmpty() ? "" : " " + text(
                                    language, "todo.window.instead", instead));
        });
    }

    /** That the joint is aspirated before anything else is done, once more where that was done and does not decide. */
    private String aspirate(String language) {
        List<CauseComparison.Test> known = CauseComparison.tests(followUp, state, CauseComparison.INFECTION).stream().filter(
                t -> CauseComparison.ASPIRATE.contains(t.observable().id()) && !Double.isNaN(t.ratio())).toList();
        return text(language, known.isEmpty() ? "todo.aspirate" : known.stream().anyMatch(t -> t.ratio() > 1) ? "todo.aspirate.likely"
                : "todo.aspirate.open");
    }

    /** What was put outside of its target, as it was measured last since the operation, and what is discussed of it; empty for nothing. */
    private Optional<String> outside(String language) {
        Map<Observable, Observation> last = new LinkedHashMap<>();
        followUp.steps(state).stream().map(FollowUp.Step::observation).filter(o -> followUp.since(Times.instant(o.getTime())) >= 0).forEach(
                o -> last.put(Observables.get(o.getDefinition()), o));
        List<String> all = new ArrayList<>();
        last.forEach((d, o) -> d.target().filter(t -> o.getValue() < t.lower() || o.getValue() > t.upper()).ifPresent(t -> all.add(text(
                language, "todo.position.one", d.name(language), shownWith(d.unit(), o.getValue()), shownWith(d.unit(), t.lower()),
                shownWith(d.unit(), t.upper())))));
        return all.isEmpty() ? Optional.empty() : Optional.of(text(language, "todo.position", String.join("; ", all)) + (followUp.joint()
                .equals("hip") ? " " + text(language, "todo.position.hip") : ""));
    }

    /**
     * That an operation is to be discussed of a joint that has none and for which none is planned: where a score is probably better a year
     * after one, by more than a patient notices.
     */
    private Optional<String> operate(String language) {
        if (followUp.operation().isPresent() || followUp.planned().isPresent()) {
            return Optional.empty();
        }
        Prospects p = Prospects.of(followUp, state, CauseComparison.likeliest(alerts), followUp.since(Times.instant(state.getTime())),
                followUp.interventions().stream().filter(Intervention::operates).toList(), List.of());
        return p.options().stream().flatMap(o -> o.gains().stream()).filter(g -> g.observable().kind().equals("score") && g.better()
                >= PROBABLY && g.observable().limits().stream().anyMatch(l -> l.kind() == Observable.Limit.Kind.CHANGE && Math.abs(g.gain()
                        .mean(0)) >= Math.abs(l.value()))).filter(g -> followUp.steps(state).stream().anyMatch(s -> s.observable().equals(g
                                .observable()))).findFirst().map(g -> text(language, "todo.operate", g.observable().name(language), chance(g
                                        .better()), rounded(g.observable().unit(), g.observable().clamp(g.with().mean(0))), rounded(g
                                                .observable().unit(), g.observable().clamp(g.without().mean(0)))));
    }

    /** Whether a cause is known to be at work, so that nothing is examined to find it. */
    private boolean isKnown(Cause c) {
        return followUp.known(state).containsKey(c.id());
    }

    /** What follows of a cause that is known; of an infection whether anything has grown, and how long there have been signs. */
    private String treated(Cause c, CauseComparison.Fit fit, String language) {
        boolean infection = c.id().equals(CauseComparison.INFECTION);
        boolean grown = CauseComparison.results(followUp, state, CauseComparison.CULTURE).stream().anyMatch(o -> o.getValue() > 0);
        return Stream.of(infection ? refer(language) : "", c.treated(language), infection && !grown ? text(language, "todo.culture") : "",
                infection ? signs(fit, language)
                : "").filter(t -> !t.isEmpty()).collect(Collectors.joining(" "));
    }

    /** That the patient is referred the same day, or within days where nothing of it is young. */
    private String refer(String language) {
        return text(language, alerts.stream().anyMatch(a -> a.haste() == Alert.Haste.REFERRED) ? "todo.refer.long" : "todo.refer");
    }

    /**
     * That the joint is aspirated and what that is examined for, where it was not; of what was that does not decide, samples of the tissue
     * where nothing of an aspirate is left to ask; and how long there have been signs.
     */
    private String infection(Cause c, CauseComparison.Fit fit, String language) {
        List<CauseComparison.Test> aspirate = CauseComparison.tests(followUp, state, c.id()).stream().filter(t -> CauseComparison.ASPIRATE
                .contains(t.observable().id())).toList();
        boolean done = aspirate.stream().anyMatch(t -> !Double.isNaN(t.last()));
        boolean all = aspirate.stream().noneMatch(t -> Double.isNaN(t.last()) && t.isTimely());
        return Stream.of(!done ? c.next(language) + " " + text(language, "todo.count") : all ? text(language, "todo.samples") :
                CauseComparison
                .results(followUp, state, CauseComparison.CULTURE).isEmpty() ? text(language, "todo.culture") : "", signs(fit, language))
                        .filter(x -> !x.isEmpty()).collect(Collectors.joining(" "));
    }

    /** How long there have been signs, on which it turns whether components can be kept; empty where nothing tells that. */
    private String signs(CauseComparison.Fit fit, String language) {
        Optional<FollowUp.Treated> before = followUp.treated().stream().filter(h -> h.cause().equals(fit.cause()) &&
                h.isKept()).findFirst();
        if (before.isPresent()) {
            return text(language, "todo.dair.past." + before.get().by().implant().id(), before.get().by().day());
        }
        Set<String> unless = Observables.interventions().stream().flatMap(i -> i.acute().stream()).map(Intervention.Acute::unless).collect(
                Collectors.toSet());
        Optional<Observation> forbids = followUp.complications(state).stream().filter(o -> unless.contains(o.getDefinition())).findFirst();
        if (forbids.isPresent()) {
            return text(language, "todo.dair.unless", Observables.get(forbids.get().getDefinition()).name(language),
                    day(Times.instant(forbids
                    .get().getTime())));
        }
        if (CauseComparison.isLoose(followUp, state)) {
            return text(language, "todo.dair.loose");
        }
        // days go on while nothing is observed
        double later = Math.max(0, Times.seconds(followUp.last(state), spokenOf()));
        return CauseComparison.signs(followUp, state, alerts, fit).map(x -> {
            long least = Math.round((x.least() + later) / DAY);
            long most = Math.round((x.most() + later) / DAY);
            String over = followUp.interventions().stream().filter(i -> i.causes().contains(fit.cause())).flatMap(i -> i.acute().stream())
                    .findFirst().filter(a -> followUp.since(spokenOf()) > a.operation() && x.least() + later > a.signs()).map(a -> " "
                            + text(language, "todo.dair.over")).orElse("");
            if (day(x.from()).equals(day(x.to()))) {
                return text(language, "todo.dair.on", most, text(language, "todo.dair.day", day(x.to()))) + over;
            }
            return text(language, "todo.dair", least == most ? String.valueOf(most) : text(language, "todo.days", least, most), followUp
                    .operation().filter(o -> day(o).equals(day(x.from()))).map(o -> text(language, "todo.dair.operation")).orElseGet(() ->
                            text(language, "todo.dair.day", day(x.from()))), text(language, "todo.dair.day", day(x.to()))) + over;
        }).orElse("");
    }

    /** Facts that are not known and on which the prediction of what was observed turns, though it goes by an assumption. */
    private List<Observable> missing() {
        Map<String, Double> facts = followUp.facts();
        return followUp.steps(state).stream().map(FollowUp.Step::observable).distinct().filter(d -> d.kind().equals("wear")).flatMap(d -> d
                .factors().stream()).map(Observable.Factor::fact).distinct().filter(id -> !facts.containsKey(id)).flatMap(id -> Observables
                        .find(id).stream()).toList();
    }

    /** How well each cause fits, the most probable first; empty where no alert speaks of any. */
    public List<CauseComparison.Fit> fits() {
        return CauseComparison.fits(alerts);
    }

    /** What each intervention would do, with the likeliest cause at work. */
    public Prospects prospects() {
        return Prospects.of(followUp, state, alerts, spokenOf());
    }

    /** Which causes fit, and what would tell them apart: the same for all alerts of a state; empty without alerts. */
    public String causes(String language) {
        String next = next(language);
        return next.isEmpty() ? fitting(language) : fitting(language) + " " + next;
    }

    /** A part that has moved, of which the likeliest cause says nothing; empty for none. */
    private Optional<Alert> moved() {
        return standing().stream().filter(a -> a.isFinding() && a.observable().kind().equals("migration")).filter(a -> likeliest().filter(
                c -> c.patterns().stream().anyMatch(p -> p.containsKey(a.observable().id()))).isEmpty()).findFirst();
    }

    /** Which causes fit, and what was treated before; empty without alerts that speak of any. */
    public String fitting(String language) {
        return alerts.stream().noneMatch(Alert::isFinding) ? "" : Stream.concat(Stream.of(compared(language)), treated(language).stream())
                .collect(Collectors.joining(" "));
    }

    private String compared(String language) {
        List<CauseComparison.Fit> fits = fits();
        if (fits.size() < 2) {
            return text(language, "alert.cause.unknown");
        }
        CauseComparison.Fit fit = fits.getFirst();
        String said = text(language, "alert.cause", cause(language, fit.cause()), chance(fit.probability()), cause(language, fits.get(1)
                .cause()), chance(fits.get(1).probability()));
        if (followUp.known(state).containsKey(fit.cause())) {
            Cause known = Observables.causes().stream().filter(c -> c.id().equals(fit.cause())).findFirst().orElseThrow();
            boolean recorded = followUp.complications(state).stream().anyMatch(o -> known.complication().equals(o.getDefinition()));
            Optional<CauseComparison.Confirmed> confirmed = recorded ? Optional.empty() : CauseComparison.confirmed(followUp, state, known);
            Optional<Observation> event = recorded ? Optional.empty() : followUp.confirming(state, known);
            if (event.isPresent()) {
                Observation o = event.get();
                return text(language, "alert.cause.criterion", known.name(language), known.signs().stream().filter(s -> s.observable()
                        .equals(o.getDefinition())).findFirst().orElseThrow().criterion(), Observables.get(o.getDefinition()).name(
                                language), day(Times.instant(o.getTime())));
            }
            if (confirmed.isPresent()) {
                Observation o = confirmed.get().last();
                Observable d = Observables.get(o.getDefinition());
                return text(language, "alert.cause.confirmed", known.name(language), confirmed.get().criterion(), d.name(language), with(d
                        .unit(), o.getValue()), day(Times.instant(o.getTime())));
            }
            return text(language, "alert.cause.known", known.name(language), Observables.get(known.complication()).name(language), day(
                    followUp.at(followUp.known(state).get(fit.cause()))));
        }
        if (fit.probability() > 1 - CauseComparison.LEAST * fits.size()) {
            said += " " + text(language, "alert.cause.capped");
        }
        if (Double.isNaN(fit.from())) {
            return said;
        }
        String from = day(followUp.at(fit.from()));
        String to = day(followUp.at(fit.to()));
        return said + " " + text(language, from.equals(to) ? "alert.cause.since.day" : "alert.cause.since", cause(language, fit.cause()),
                from, to);
    }

    /** What would tell most next: tests of the likeliest causes, and what tells them apart; empty where nothing would. */
    private String next(String language) {
        List<CauseComparison.Fit> fits = fits();
        if (fits.size() < 2 || isClear() || isExamined()) {
            return examined(language).orElse("");
        }
        String tests = tests(fits.getFirst().cause(), fits.get(1).cause(), language);
        Optional<String> first = CauseComparison.isInfectionSuspected(followUp, state) ? Optional.of(aspirate(language))
                : excluded(language);
        return Stream.of(first, Optional.of(tests).filter(t -> !t.isEmpty()).map(t -> text(language, "alert.tests", t)), alerts
                .stream().map(Alert::discriminator).filter(Objects::nonNull).findFirst().map(d -> discriminated(d, language))).flatMap(
                        Optional::stream).collect(Collectors.joining(" "));
    }

    private String discriminated(CauseComparison.Discriminator d, String language) {
        // what else an aspirate was not examined for takes another one
        boolean again = CauseComparison.ASPIRATE.contains(d.observable().id()) && CauseComparison.ASPIRATE.stream().anyMatch(
                id -> !CauseComparison.results(followUp, state, id).isEmpty());
        return d.isTest() ? text(language, again ? "alert.discriminator.again" : "alert.discriminator.test", d.observable().name(language),
                cause(language, d.first()), cause(
                language, d.second()), with(d.observable().unit(), d.threshold()), Numbers.fixed(d.ratio(), 1))
                : text(language, "alert.discriminator", d.observable().name(language), cause(language, d.first()), cause(language, d
                        .second()), later(d, language));
    }

    /** When an observable is observed again, in words. */
    private static String later(CauseComparison.Discriminator d, String language) {
        return text(language, d.months() == 1 ? "later.month" : d.months() == 12 ? "later.year" : "later.months", d.months());
    }

    /**
     * What was achieved, as it was measured last since the operation, where that is outside its target, and outside the central 95 % of
     * what the plan of the case let expect; what is an alert already is not told again.
     */
    private List<Diagnostic> positions() {
        List<Diagnostic> w = new ArrayList<>();
        Map<Observable, Observation> last = new LinkedHashMap<>();
        followUp.steps(state).stream().map(FollowUp.Step::observation).filter(o -> followUp.operation().isPresent() && followUp.since(Times
                .instant(o.getTime())) >= 0).forEach(o -> last.put(Observables.get(o.getDefinition()), o));
        Set<Observation> alerted = new HashSet<>();
        alerts.stream().filter(a -> a.kind() == Alert.Kind.POSITION).forEach(a -> alerted.add(a.measured()));
        last.values().removeAll(alerted);
        last.forEach((d, o) -> d.target().filter(t -> o.getValue() < t.lower() || o.getValue() > t.upper()).ifPresent(t -> w.add(Diagnostic
                .warning(Texts.CATALOG, "warning.target", d.id(), with(d.unit(), o.getValue()), day(Times.instant(o.getTime())), with(d
                        .unit(), t.lower()), with(d.unit(), t.upper()), t.source()))));
        followUp.mechanical(state).ifPresent(m -> m.told().forEach(t -> m.last(t).filter(o -> last.containsValue(o)).ifPresent(o -> {
            double[] planned = MechanicalModel.Told.band(t.before());
            if (o.getValue() < planned[0] || o.getValue() > planned[2]) {
                w.add(Diagnostic.warning(Texts.CATALOG, "warning.plan", o.getDefinition(), with(t.unit(), o.getValue()), day(Times.instant(o
                        .getTime())), rounded(t.unit(), planned[0]), rounded(t.unit(), planned[2])));
            }
        })));
        return w;
    }

    private static String rounded(Unit u, double si) {
        return Numbers.fixed(u.fromSi(si), 1) + (u.symbol().equals("1") ? "" : " " + u);
    }

    private static String hundredths(Unit u, double si) {
        return Numbers.shortest(Math.round(100 * u.fromSi(si)) / 100.0) + (u.symbol().equals("1") ? "" : " " + u);
    }

    /** Pairs of gaps of a knee that differ by more than is called balanced: as they were measured last. */
    private String gaps() {
        Map<String, Double> last = new LinkedHashMap<>();
        Withdrawals.standing(followUp.twin()).stream().filter(o -> String.valueOf(o.getDefinition()).startsWith(GAP)).sorted(Comparator
                .comparing(o -> Times.instant(o.getTime()))).forEach(o -> last.put(o.getDefinition().substring(GAP.length()), o
                        .getValue()));
        List<String> apart = new ArrayList<>();
        for (String[] p : PAIRS) {
            Double a = last.get(p[0]);
            Double b = last.get(p[1]);
            if (a != null && b != null && Math.abs(a - b) > BALANCED) {
                apart.add(GAP + p[0] + " " + with(Unit.of("mm"), a) + ", " + GAP + p[1] + " " + with(Unit.of("mm"), b));
            }
        }
        return String.join("; ", apart);
    }

    private static String with(Unit u, double si) {
        return Numbers.shortest(shown(u, si)) + (u.symbol().equals("1") ? "" : " " + u);
    }

    /** The tests of the two likeliest causes with their limits and last results, each once. */
    private String tests(String first, String second, String language) {
        Map<Observable, String> all = new LinkedHashMap<>();
        for (CauseComparison.Test t : Stream.of(first, second).flatMap(c -> CauseComparison.tests(followUp, state, c).stream()).toList()) {
            Unit u = t.observable().unit();
            String from = with(u, t.threshold());
            all.putIfAbsent(t.observable(), Double.isNaN(t.last()) ? text(language, "alert.test.open", t.observable().name(language), from)
                    : text(language, "alert.test.done", t.observable().name(language), with(u, t.last()), from));
        }
        return String.join("; ", all.values());
    }

    /** What a positive test says: the last result, since when, and for which causes it speaks. */
    private String test(Alert a, String language) {
        Unit u = a.observable().unit();
        List<CauseComparison.Test> tests = CauseComparison.positive(followUp, state).stream().filter(t -> t.observable().equals(a
                .observable())).toList();
        String causes = String.join(", ", tests.stream().map(t -> cause(language, t.cause())).distinct().toList());
        String ratio = Numbers.fixed(tests.stream().mapToDouble(CauseComparison.Test::ratio).max().orElse(Double.NaN), 1);
        String said = text(language, "alert.positive", a.observable().name(language), with(u, a.measured().getValue()), day(Times.instant(a
                .measured().getTime())), with(u, a.limit().value()), causes, ratio);
        Observation last = a.measured();
        List<Observation> earlier = CauseComparison.results(followUp, state, a.observable().id()).stream().filter(o -> Times.instant(o
                .getTime()).isBefore(Times.instant(last.getTime())) && CauseComparison.rises(followUp, o, last)).toList();
        return earlier.isEmpty() ? said : text(language, "alert.risen", said, with(u, earlier.getLast().getValue()), day(Times.instant(
                earlier.getLast().getTime())));
    }

    /** That a part has come to rest since it moved, between which measurements, and that it is watched. */
    private String settled(Alert a, String language) {
        Unit u = a.observable().unit();
        List<Observation> rest = Alerts.rest(followUp, followUp.steps(state), a.observable()).orElseThrow().stream().map(
                FollowUp.Step::observation).toList();
        return text(language, "alert.settled", a.observable().name(language), shownWith(u, rest.getFirst().getValue()), day(Times.instant(
                rest.getFirst().getTime())), shownWith(u, rest.getLast().getValue()), day(Times.instant(rest.getLast().getTime())));
    }

    /** That a test is to be done again within days, since nobody can say yet whether it falls, and what there is besides. */
    private String repeat(Alert a, String language) {
        Observation o = a.measured();
        Unit u = a.observable().unit();
        String said = text(language, "alert.repeat", a.observable().name(language), shownWith(u, o.getValue()), day(Times.instant(o
                .getTime())), Math.round(followUp.since(Times.instant(o.getTime())) / DAY), a.before() == null ? text(language,
                        "alert.repeat.alone") : text(language, "alert.repeat.not-fallen", shownWith(u, a.before().getValue()), day(Times
                                .instant(a.before().getTime()))));
        String beside = CauseComparison.repeats(followUp, state).stream().filter(r -> r.result() == o).flatMap(r -> r.beside().stream())
                .map(x -> {
                    Observable d = Observables.get(x.getDefinition());
                    return (d.kind().equals("event") ? d.name(language) : d.name(language) + " " + shownWith(d.unit(), x.getValue()))
                            + " (" + day(Times.instant(x.getTime())) + ")";
                }).distinct().collect(Collectors.joining(", "));
        return (beside.isEmpty() ? said : said + " " + text(language, "alert.repeat.beside", beside)) + " " + text(language,
                "alert.repeat.again");
    }

    /** What was recorded, how often, and what was written with it. */
    private String complication(Alert a, String language) {
        List<Observation> all = (a.isSign() ? followUp.signs(state) : followUp.complications(state)).stream().filter(o -> a
                .observable().id().equals(o.getDefinition())).toList();
        String days = all.stream().map(o -> day(Times.instant(o.getTime()))).distinct().collect(Collectors.joining(", "));
        String said = text(language, all.size() > 1 ? "alert.complications" : "alert.complication", a.observable().name(language), days, all
                .size());
        String more = all.stream().map(Notes::line).flatMap(Optional::stream).distinct().collect(Collectors.joining("; "));
        return more.isEmpty() ? said : said + " " + more;
    }

    /** What was achieved, against its target and what the plan let expect. */
    private String position(Alert a, String language) {
        Observable d = a.observable();
        Observable.Target t = d.target().orElseThrow();
        String said = text(language, "alert.position", d.name(language), shownWith(d.unit(), a.measured().getValue()), day(Times.instant(a
                .measured().getTime())), shownWith(d.unit(), t.lower()), shownWith(d.unit(), t.upper()), percent(a.probability()), t.source(
                        language));
        return planned(a.measured()).map(b -> said + " " + text(language, "alert.position.plan", rounded(d.unit(), b[0]), rounded(d.unit(),
                b[2]))).orElse(said);
    }

    /** The central 95 % of what the plan let expect of an observation that is outside of it; empty where it is not, and without a plan. */
    private Optional<double[]> planned(Observation o) {
        return followUp.mechanical(state).flatMap(m -> m.told().stream().filter(t -> m.last(t).filter(x -> x == o).isPresent()).map(
                t -> MechanicalModel.Told.band(t.before())).filter(b -> o.getValue() < b[0] || o.getValue() > b[2]).findFirst());
    }

    /** A value with its unit, degrees close to it. */
    private static String shownWith(Unit u, double si) {
        return Numbers.shortest(shown(u, si)) + (u.symbol().equals("1") ? "" : u.symbol().equals("deg") ? "\u00b0" : "\u00a0" + u);
    }

    private String limit(Alert a, String language) {
        Observable.Limit l = a.limit();
        Unit unit = limitUnit(a);
        String value = Numbers.shortest(shown(unit, l.value())) + (unit.symbol().equals("1") ? "" : " " + unit);
        if (a.measured() != null) {
            Instant then = Times.instant(a.measured().getTime());
            boolean later = Times.seconds(followUp.origin(), then) > l.time();
            if (l.kind() == Observable.Limit.Kind.PROGRESS) {
                return progress(a, language, value) + " " + posterior(a, language);
            }
            if (l.kind() == Observable.Limit.Kind.LASTING) {
                return text(language, "alert.measured.lasting." + (a.observable().better().orElse(false) ? "below" : "above"),
                        a.observable()
                        .name(language), shownWith(unit, a.measured().getValue()), day(then), shownWith(unit, l.value()), Numbers.shortest(
                                Math.round(l.from() / DAY)), text(language, "level." + l.level()), l.source(language)) + " " + posterior(a,
                                        language);
            }
            return text(language, "alert.measured." + l.kind().name().toLowerCase(Locale.ROOT) + (later ? ".later" : ""), a.observable()
                    .name(language), Numbers.shortest(shown(unit, a.measured().getValue())) + (unit.symbol().equals("1") ? "" : " " + unit),
                    day(then), hundredths(unit, a.readings().limit()), value, Numbers.shortest(Math.round(l.time() / DAY)), text(language,
                            "level." + l.level()), l.source(language), Numbers.shortest(Math.round(l.from() / DAY)),
                    hundredths(unit, Math.abs(a.readings().value()))) + " " + posterior(a, language);
        }
        boolean past = l.kind() != Observable.Limit.Kind.RATE && followUp.since(Times.instant(state.getTime())) > l.time();
        return text(language, "alert.limit." + l.kind().name().toLowerCase(Locale.ROOT) + (past ? ".past" : ""), a.observable().name(
                language), value, Numbers.shortest(Math.round(l.time() / DAY)), percent(a.probability()), text(language, "level." + l
                        .level()), l.source(language), Numbers.shortest(Math.round(l.from() / DAY))) + " " + text(language, "alert.by." + a
                                .estimator());
    }

    /** How probable it is of the true value, and of which one, and how often readings of patients who do well say the same. */
    private String posterior(Alert a, String language) {
        Alert.Readings r = a.readings();
        // what was believed of the course before is no error of the measurement where the course has changed
        Optional<Alert> changed = a.probability() >= LIKELY ? Optional.empty() : alerts.stream().filter(x -> x.kind()
                == Alert.Kind.DEVIATION && x.observable().equals(a.observable()) && x.probability() >= LIKELY).max(Comparator
                        .comparingDouble(Alert::probability));
        if (changed.isPresent()) {
            return text(language, "alert.posterior.changed", percent(changed.get().probability()), percent(r.healthy()));
        }
        String which = Double.isNaN(r.start()) ? "value" : a.limit().kind() == Observable.Limit.Kind.CHANGE ? "change" : "increase";
        return text(language, "alert.posterior." + which, percent(a.probability()), Numbers.shortest(Math.round(r.time() / DAY)), percent(r
                .healthy()), Double.isNaN(r.start()) ? "" : Numbers.shortest(Math.round(r.start() / DAY))) + (a.estimator().equals("chain")
                        ? " " + text(language, "alert.posterior.chain") : "");
    }

    private String progress(Alert a, String language, String limit) {
        Unit u = a.observable().unit();
        Observation first = followUp.steps(state).stream().filter(s -> s.observable().equals(a.observable()) && followUp.since(Times
                .instant(s.observation().getTime())) >= Alerts.from(a.limit())).map(FollowUp.Step::observation)
                .min(Comparator.comparing(o -> Times.instant(o.getTime()))).orElseThrow();
        return text(language, "alert.measured.progress", a.observable().name(language), shownWith(u, first.getValue()), day(Times.instant(
                first.getTime())), shownWith(u, a.measured().getValue()), day(Times.instant(a.measured().getTime())), percent(a
                        .probability()), limit, text(language, "level." + a.level()), a.limit().source(language));
    }

    private static Unit limitUnit(Alert a) {
        return a.limit().kind() == Observable.Limit.Kind.RATE ? Observable.rateUnit(a.observable().unit().dimension())
                : a.observable().unit();
    }

    /** A probability as people read it. */
    public static String percent(double p) {
        return p > 0.999 ? "> 99.9" : p < 0.001 ? "< 0.1" : Numbers.fixed(100 * p, 1);
    }

    /** A probability that leans on assumptions, in whole percent. */
    public static String chance(double p) {
        return p > 0.99 ? "> 99" : p < 0.01 ? "< 1" : Numbers.fixed(100 * p, 0);
    }

    /**
     * The cause that fits best of what alerts speak of, with its probability; empty where they speak of none, and where that would be none
     * although something was found.
     */
    public static String leading(List<Alert> alerts, String language) {
        return CauseComparison.leading(alerts).map(c -> cause(language, c.cause()) + " " + chance(c.probability()) + " %").orElse("");
    }

    /** How well a cause fits: none is excluded by a pattern that is an assumption. */
    public static String fits(String language, double p) {
        return text(language, p < 2 * CauseComparison.LEAST ? "cause.hardly" : "cause.fits", chance(p));
    }

    /** That twins have observations of what nobody here knows, which do not count; empty where they have none. */
    public static Optional<Diagnostic> strange(Collection<Twin> twins) {
        Map<String, Long> strange = twins.stream().flatMap(t -> Withdrawals.standing(t).stream()).filter(o -> !Withdrawals.isEntry(o)
                && Observables.find(String.valueOf(o.getDefinition())).isEmpty()).collect(Collectors.groupingBy(o -> String.valueOf(o
                        .getDefinition()), TreeMap::new, Collectors.counting()));
        return strange.isEmpty() ? Optional.empty() : Optional.of(Diagnostic.warning(Texts.CATALOG, "warning.strange", strange.values()
                .stream().mapToLong(n -> n).sum(), String.join(", ", strange.keySet())));
    }

    /** What a reader should know about all of this. */
    public List<Diagnostic> warnings() {
        List<Diagnostic> w = new ArrayList<>();
        asOf.ifPresent(d -> w.add(later == 0 ? Diagnostic.warning(Texts.CATALOG, AS_OF, d.said())
                : Diagnostic.warning(Texts.CATALOG, AS_OF + ".later", d.said(), later)));
        strange(List.of(followUp.twin())).ifPresent(w::add);
        long assumed = Histories.estimates(Histories.base(state)).values().stream()
                .filter(e -> String.valueOf(e.getSource()).contains("assumption")).count();
        if (assumed > 0) {
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.assumed", assumed));
        }
        if (followUp.operation().isEmpty()) {
            w.add(followUp.planned().filter(p -> p.isBefore(this.now)).map(p -> Diagnostic.warning(Texts.CATALOG, "warning.plan-passed",
                    day(p))).orElseGet(() -> followUp.planned().map(p -> Diagnostic.warning(Texts.CATALOG, "warning.planned", day(p)))
                    .orElseGet(() -> Diagnostic.warning(Texts.CATALOG, "warning.not-operated"))));
        }
        String gaps = gaps();
        if (!gaps.isEmpty()) {
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.gaps", gaps));
        }
        w.addAll(positions());
        for (CauseComparison.Test t : CauseComparison.positive(followUp, state)) {
            Unit u = t.observable().unit();
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.test", t.observable().id(), with(u, t.last()), with(u, t
                    .threshold()), t.cause(), Numbers.fixed(t.ratio(), 1), t.source()));
        }
        Belief now = followUp.belief(state);
        List<String> outside = now.mechanics().map(m -> m.outside(now.inputs())).orElse(List.of());
        followUp.mechanical(state).ifPresent(m -> w.addAll(mechanicalWarnings(m)));
        if (!outside.isEmpty()) {
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.outside", String.join(", ", outside),
                    now.mechanics().get().element().getScenario()));
        }
        List<String> apart = records.stream().filter(FollowUp.Record::isApart).map(r -> r.observable().id()).toList();
        if (!apart.isEmpty()) {
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.apart", String.join(", ", apart)));
        }
        return w;
    }

    /**
     * The object that files and the command line hold.
     *
     * @param twinFile as it is to be named
     * @param files written beside it
     */
    public Map<String, Object> json(String twinFile, List<String> files, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", twinFile);
        o.put("patient", followUp.twin().getPseudonym());
        o.put("joint", followUp.joint());
        o.put("asOf", asOf.map(d -> ordered("time", d.said(), "later", later)).orElse(null));
        o.put("side", Histories.side(followUp.twin()).orElse(null));
        o.put("operation", followUp.operation().map(FollowUpResult::day).orElse(null));
        o.put("operations", operations(language));
        o.put("planned", followUp.planned().map(FollowUpResult::day).orElse(null));
        o.put("origin", ordered("day", day(followUp.origin()), "of", followUp.clock().id()));
        o.put("state", state.getId());
        o.put("states", states(Histories.chain(state)));
        o.put("observations", steps.stream().map(FollowUpResult::observation).toList());
        o.put("given", given());
        o.put("noted", noted().stream().map(FollowUpResult::noted).toList());
        o.put("aside", Aside.json(aside, language));
        o.put("withdrawn", Withdrawals.withdrawn(followUp.twin()).entrySet().stream().map(e -> gone(e.getKey(), e.getValue())).toList());
        o.put("implants", implants().stream().map(x -> {
            Map<String, Object> m = noted(x);
            m.put("text", implant(x, language));
            return m;
        }).toList());
        o.put("nextVisit", nextVisit().map(this::visit).orElse(null));
        o.put("toDo", todo(language).stream().map(t -> ordered("kind", t.kind, "text", t.text)).toList());
        o.put("whatIf", prospects().json(followUp, language));
        o.put("facts", effects().stream().map(FollowUpResult::effect).toList());
        o.put("parameters", parameters());
        o.put("changes", changed().stream().map(this::change).toList());
        followUp.mechanical(state).ifPresent(m -> o.put("mechanics", mechanics(m)));
        Belief population = followUp.population(state);
        Belief believed = followUp.belief(state);
        Optional<CauseComparison.Under> under = under();
        o.put("cause", under.map(u -> u.fit().cause()).orElse(null));
        double[] days = days();
        o.put("predictions", believed.observables().stream().map(d -> prediction(d, population, believed, under, days, record(d)))
                .toList());
        followUp.asPlanned(state).ifPresent(p -> {
            Belief others = Belief.population(followUp.joint(), followUp.facts());
            o.put("asPlanned", p.observables().stream().map(d -> prediction(d, others, p, Optional.empty(), DAYS, Optional
                    .empty())).toList());
        });
        o.put("alerts", alerts.stream().map(a -> alert(a, language)).toList());
        o.put("log", done());
        o.put("falseAlarms", ordered("observationsBetween", runLength, "limits", Alerts.shares(followUp, state).stream().map(
                x -> ordered("observable", x.observable().id(), "name", x.limit().name(), "level", x.limit().level(), "first", share(x
                        .first()), "last", share(x.last()))).toList()));
        o.put("record", records.stream().map(FollowUpResult::chain).toList());
        o.put("warnings", warnings().stream().map(d -> d.text(language)).toList());
        o.put("notFor", text(language, "alert.not-for"));
        o.put("software", List.copyOf(state.getSoftware()));
        o.put("files", files);
        return o;
    }

    /** An entry about another observation as JSON: which, whether it counts, when and by whom it was said, and why. */
    public static Map<String, Object> withdrawal(Observation entry) {
        return ordered("id", entry.getId(), "observation", entry.getName(), "counts", !Withdrawals.withdraws(entry), "time",
                entry.getTime(), "by", entry.getSource(), "why", entry.getDescription());
    }

    /** States as JSON. */
    public static List<Object> states(List<TwinState> states) {
        List<Object> list = new ArrayList<>();
        for (TwinState s : states) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("id", s.getId());
            o.put("time", s.getTime());
            o.put("cause", s.getCause());
            o.put("parent", s.getParent() == null ? null : s.getParent().getId());
            o.put("inputs", s.getInputs().stream().map(Observation::getId).toList());
            o.put("software", List.copyOf(s.getSoftware()));
            list.add(o);
        }
        return list;
    }

    private static Map<String, Object> observation(FollowUp.Step s) {
        Unit u = s.observable().unit();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", s.observation().getId());
        o.put("observable", s.observable().id());
        o.put("version", s.observation().getVersion());
        o.put("time", s.observation().getTime());
        o.put("value", shown(u, s.observation().getValue()));
        o.put("unit", u.symbol());
        o.put("source", s.observation().getSource());
        o.put("note", Notes.of(s.observation()).orElse(null));
        o.put("state", s.state().getId());
        Map<String, Object> predicted = band(s.observable(), s.predicted());
        predicted.put("unbounded", shown(u, s.prediction().getMean()));
        o.put("predicted", predicted);
        o.put("bound", switch (s.observable().side(s.observation().getValue())) {
            case 1 -> "at-least";
            case -1 -> "at-most";
            default -> null;
        });
        o.put("residual", Numbers.edge(s.residual()));
        o.put("information", Double.isNaN(s.information()) ? null : Numbers.edge(s.information()));
        List<Object> shifts = new ArrayList<>();
        for (int i = 0; i < s.shifts().length; i++) {
            shifts.add(ordered("parameter", s.observable().parameter(i), "shift", Numbers.edge(s.shifts()[i])));
        }
        o.put("shifts", shifts);
        return o;
    }

    /** What the states name as inputs that is none of the observations that are told of: facts, the operation, and what was before. */
    private List<Object> given() {
        Set<Observation> told = new HashSet<>();
        steps.forEach(s -> told.add(s.observation()));
        List<Object> list = new ArrayList<>();
        for (Observation x : Histories.chain(state).stream().flatMap(s -> s.getInputs().stream()).distinct().toList()) {
            if (told.contains(x) || Withdrawals.isEntry(x)) {
                continue;
            }
            Optional<Unit> u = Observables.find(String.valueOf(x.getDefinition())).map(Observable::unit);
            list.add(ordered("id", x.getId(), "observable", x.getDefinition(), "time", x.getTime(), "value", u.map(v -> shown(v, x
                    .getValue())).orElse(x.getValue()), "unit", u.map(Unit::symbol).orElse(String.valueOf(x.getUnit())), "source",
                    x.getSource(), "note", Notes.of(x).orElse(null)));
        }
        return list;
    }

    /**
     * What is known of the patient changes of what patients are like.
     *
     * @param observable whose course it is
     */
    public record Known(Observable observable, Observable.Effect effect) {

        /** By how much, in the unit in which the parameter is shown; of one that must be positive the factor. */
        public double shown() {
            return isFactor() ? Math.exp(effect.shift()) : observable.unitOf(effect.parameter()).fromSi(effect.shift());
        }

        public boolean isFactor() {
            return observable.course().orElseThrow().logarithmic(effect.parameter());
        }

        /** The definition of the fact; empty where it is not installed any more. */
        public Optional<Observable> fact() {
            return Observables.find(effect.regression().fact());
        }
    }

    /** What facts that were known at the beginning have changed of the priors. */
    public List<Known> effects() {
        Set<Observation> then = new HashSet<>();
        TwinState begun = Histories.course(state).getFirst();
        for (TwinState s : Histories.chain(begun)) {
            if (s == begun || s.getParent() == null) {
                then.addAll(s.getInputs());
            }
        }
        Map<String, Double> facts = followUp.facts(then::contains);
        return followUp.belief(state).observables().stream().flatMap(d -> d.effects(facts).stream().map(e -> new Known(d, e))).toList();
    }

    private static Map<String, Object> effect(Known k) {
        Unit u = k.fact().map(Observable::unit).orElse(Unit.of("1"));
        return ordered("fact", k.effect.regression().fact(), "value", shown(u, k.effect.value()), "unit", u.symbol(), "parameter",
                k.observable.parameter(k.effect.parameter()), "shift", k.isFactor() ? null : Numbers.edge(k.shown()), "factor", k.isFactor()
                        ? Numbers.edge(k.shown()) : null, "shiftUnit", k.isFactor() ? "1" : k.observable.unitOf(k.effect.parameter())
                                .symbol(), "published", k.effect.regression().isPublished(), "source", k.effect.regression().source());
    }

    /** All that was done about alerts, as JSON, the oldest first. */
    public List<Object> done() {
        return log.entries().stream().<Object>map(e -> ordered("alert", e.alert(), "action", e.action(), "until", e.until().map(
                Instant::toString).orElse(null), "to", e.to(), "by", e.by(), "note", e.note(), "time", e.time().toString())).toList();
    }

    /** The observables whose course may break that were observed since the operation, in the order of all. */
    public List<Observable> changed() {
        Belief b = followUp.belief(state);
        Set<Observable> seen = new HashSet<>();
        followUp.steps(state).stream().filter(s -> followUp.since(Times.instant(s.observation().getTime())) > 0).forEach(s -> seen.add(s
                .observable()));
        return b.observables().stream().filter(d -> seen.contains(d) && b.mayChange(d)).toList();
    }

    /** The chain of an observable; empty where it was not observed. */
    private Optional<FollowUp.Record> record(Observable d) {
        return records.stream().filter(r -> r.observable().equals(d)).findFirst();
    }

    private Map<String, Object> change(Observable d) {
        ChangePoints c = followUp.belief(state).changes(d);
        Gaussian g = c.changed();
        Unit rate = Observable.rateUnit(d.unit().dimension());
        return ordered("observable", d.id(), "probability", Numbers.edge(c.probability()), "byChain", record(d).filter(r -> !Double.isNaN(r
                .changed())).map(r -> Numbers.edge(r.changed())).orElse(null), "from", day(followUp.at(c.onset(0.05))), "onset",
                day(followUp.at(c.onset(0.5))), "to", day(followUp.at(c.onset(0.95))), "rate", ordered("unit", rate.symbol(), "value",
                        shown(rate, g.mean(g.dimension() - 1)), "sd", shown(rate, g.deviation(g.dimension() - 1))), "hazard",
                Numbers.edge(c.law().hazard() * FollowUp.YEAR), "source", d.change().orElseThrow().source());
    }

    /** What is believed of each parameter, by the filter and by the chain where one was drawn, as JSON. */
    public List<Map<String, Object>> parameters() {
        Map<String, ParameterEstimate> now = Histories.estimates(state);
        Map<String, ParameterEstimate> first = Histories.estimates(Histories.base(state));
        Belief before = followUp.belief(Histories.base(state));
        Belief filtered = followUp.belief(state);
        return identified.stream().map(p -> {
            Map<String, Object> o = parameter(p, first, now);
            Optional<FollowUp.Record> chain = record(p.observable());
            Optional<FollowUp.Record> better = chain.filter(FollowUp.Record::isApart);
            o.put("estimator", better.isPresent() ? "chain" : "filter");
            o.put("chain", chain.map(r -> chain(r, p.index())).orElse(null));
            Gaussian a = before.of(p.observable());
            Gaussian b = better.map(r -> r.chain().fit()).orElseGet(() -> filtered.of(p.observable()));
            double sd = a.deviation(p.index());
            o.put("shift", sd > 0 ? Numbers.edge((b.mean(p.index()) - a.mean(p.index())) / sd) : null);
            return o;
        }).toList();
    }

    private static Map<String, Object> parameter(FollowUp.Identified p, Map<String, ParameterEstimate> first,
            Map<String, ParameterEstimate> now) {
        Observable d = p.observable();
        Unit u = d.unitOf(p.index());
        Map<String, Object> o = new LinkedHashMap<>();
        String name = d.parameter(p.index());
        o.put("name", name);
        o.put("unit", u.symbol());
        o.put("logarithmic", d.course().orElseThrow().logarithmic(p.index()));
        put(o, "prior", first.get(name), u);
        put(o, "posterior", now.get(name), u).put("by", "filter");
        o.put("contraction", Numbers.edge(p.contraction()));
        o.put("told", p.told().id());
        o.put("with", p.with() < 0 ? null : d.parameter(p.with()));
        o.put("correlation", Numbers.edge(p.correlation()));
        return o;
    }

    /** What a reader should know about what the solvers of a case say: too few runs, and what the observations say otherwise. */
    public static List<Diagnostic> mechanicalWarnings(FollowUp.Mechanical m) {
        List<Diagnostic> w = new ArrayList<>();
        int least = m.told().stream().mapToInt(MechanicalModel.Told::runs).min().orElse(0);
        if (least < m.model().wanted()) {
            w.add(Diagnostic.warning(Texts.CATALOG, "warning.few-runs", least, m.model().inputs().size(), m.model().wanted()));
        }
        for (MechanicalModel.Told t : m.told()) {
            if (t.isApart()) {
                MechanicalModel.Believed b = t.believed().orElseThrow();
                w.add(Diagnostic.warning(Texts.CATALOG, "warning.disagree", t.element().getMeasurement(), pair(t.unit(), t.now().mean(0),
                        t.now().deviation(0)), b.parameter(), pair(t.unit(), b.value(), b.deviation()), Numbers.fixed(b.z(), 1)));
            }
        }
        return w;
    }

    private static String pair(Unit u, double si, double deviation) {
        return String.format(Locale.ROOT, "%.3g +- %.2g", shown(u, si), shown(u, deviation)) + (u.symbol().equals("1") ? "" : " " + u);
    }

    /** What the solvers of a case say, as JSON. */
    public static Map<String, Object> mechanics(FollowUp.Mechanical m) {
        List<Object> inputs = new ArrayList<>();
        for (int i = 0; i < m.model().inputs().size(); i++) {
            MechanicalModel.Input in = m.model().inputs().get(i);
            Unit u = in.shown();
            inputs.add(ordered("path", in.path(), "name", in.element().getLabel(), "unit", u.symbol(), "change", in.element().getChange(),
                    "distribution", typed(in.path(), in.element().getDistribution()), "source", String.valueOf(in.element().getSource()),
                    "stated", quantiles(in, u, m.stated(), i), "prior", quantiles(in, u, m.before(), i),
                    "posterior", quantiles(in, u, m.now(), i),
                    "contraction", Numbers.edge(m.contraction(i)), "byObservations", Numbers.edge(m.observed(i)),
                    "told", m.word(i).id()));
        }
        List<Object> measurements = new ArrayList<>();
        for (MechanicalModel.Told t : m.told()) {
            Unit u = t.unit();
            measurements.add(ordered("id", t.element().getMeasurement(), "version", t.element().getVersion(), "unit", u.symbol(),
                    "estimate", t.element().getEstimate(), "before", moments(u, t.before()), "now",
                    moments(u, t.now()), "surrogate", shown(u, t.surrogate()), "runs", t.runs(), "leaveOneOut", shown(u, t.leftOut()),
                    "believed", t.believed().map(b -> ordered("parameter", b.parameter(), "value", shown(u, b.value()), "sd", shown(u, b
                            .deviation()), "z", Numbers.edge(b.z()), "apart", t.isApart())).orElse(null)));
        }
        return ordered("scenario", m.model().element().getScenario(), "plan", m.model().element().getPlan(), "runs", m.model().runs(),
                "runsWanted", m.model().wanted(), "parameters", inputs, "correlations", correlations(m.now()),
                "measurements", measurements, "outside", m.outside());
    }

    /** A distribution as it is typed after {@code --vary}. */
    private static String typed(String path, String words) {
        String change = words.startsWith("+") ? "+=" : words.startsWith("\u00d7") ? "*=" : "=";
        return path + change + (change.equals("=") ? words : words.substring(1)).replace(" ", "");
    }

    private static List<Object> correlations(Gaussian g) {
        return IntStream.range(0, g.dimension()).<Object>mapToObj(i -> IntStream.range(0, g.dimension()).mapToObj(j -> Numbers.edge(g
                .correlation(i, j))).toList()).toList();
    }

    private static Map<String, Object> moments(Unit u, Gaussian g) {
        return ordered("mean", shown(u, g.mean(0)), "sd", shown(u, g.deviation(0)));
    }

    private static Map<String, Object> quantiles(MechanicalModel.Input in, Unit u, Gaussian z, int i) {
        double[] band = in.band(z, i);
        return ordered("median", shown(u, band[1]), "lower", shown(u, band[0]), "upper", shown(u, band[2]));
    }

    private static Map<String, Object> put(Map<String, Object> o, String key, ParameterEstimate e, Unit u) {
        Map<String, Object> v = new LinkedHashMap<>();
        v.put("value", e == null ? null : shown(u, e.getValue()));
        v.put("sd", e == null ? null : shown(u, e.getStandardDeviation()));
        v.put("source", e == null ? "" : e.getSource());
        o.put(key, v);
        return v;
    }

    /** Days from which a course is told in numbers: the operation, or what was observed last before one. */
    private double from() {
        return followUp.operation().isPresent() ? 0 : Math.max(0, Math.ceil(followUp.since(Times.instant(state.getTime())) / DAY));
    }

    /** Those days, and after them each year up to the last day of the table of predictions. */
    private double[] days() {
        double from = from();
        double until = followUp.horizon(state) / DAY;
        double year = FollowUp.YEAR / DAY;
        double last = from + DAYS[DAYS.length - 1];
        DoubleStream years = DoubleStream.iterate(last + year, t -> t < until - year / 4, t -> t + year);
        return DoubleStream.concat(DoubleStream.concat(DoubleStream.of(DAYS).map(t -> from + t), years), until > last
                ? DoubleStream.of(until) : DoubleStream.empty()).toArray();
    }

    /** What is expected of an observable: by the filter, with a cause at work where one moves it, and beside it by the chain. */
    private Map<String, Object> prediction(Observable d, Belief first, Belief now, Optional<CauseComparison.Under> under, double[] days,
            Optional<FollowUp.Record> chain) {
        Unit u = d.unit();
        Optional<CauseComparison.Under> moved = under.filter(c -> c.tells(d));
        List<Object> points = new ArrayList<>();
        for (double day : days) {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("day", Numbers.edge(day));
            o.put("population", band(d, first.observed(d, day * DAY)));
            o.put("twin", band(d, moved.map(c -> c.observed(d, day * DAY)).orElseGet(() -> now.observed(d, day * DAY))));
            o.put("chain", chain.map(r -> band(u, followUp.observed(state, r, day * DAY))).orElse(null));
            points.add(o);
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("observable", d.id());
        o.put("version", d.version());
        o.put("unit", u.symbol());
        o.put("twinBy", moved.isPresent() ? "cause" : "filter");
        o.put("better", moved.isPresent() || chain.filter(FollowUp.Record::isApart).isEmpty() ? "twin" : "chain");
        o.put("points", points);
        return o;
    }

    private static Map<String, Object> band(Unit u, FollowUp.Drawn x) {
        return ordered("mean", shown(u, x.mean()), "sd", shown(u, x.deviation()), "lower", shown(u, x.lower()), "median", shown(u, x
                .median()), "upper", shown(u, x.upper()));
    }

    /** What would be observed, with its 95 % band, in the unit in which an observable is shown. */
    public static Map<String, Object> band(Observable d, Gaussian g) {
        Unit u = d.unit();
        return ordered("mean", shown(u, d.expected(g)), "sd", shown(u, g.deviation(0)), "lower", shown(u, d.end(g, -1)), "upper",
                shown(u, d.end(g, 1)));
    }

    private static Map<String, Object> share(Alert.Share s) {
        return ordered("day", Numbers.edge(s.time() / DAY), "healthy", Numbers.edge(s.healthy()));
    }

    /** Limits that more patients who do well are measured beyond than one in so many, the most first; empty for none. */
    private String limits(String language) {
        List<LimitShare> all = Alerts.shares(followUp, state).stream().filter(x -> x.last().healthy() * runLength > 1).sorted(Comparator
                .comparingDouble((LimitShare x) -> -x.last().healthy())).limit(MOST_LIMITS).toList();
        return all.isEmpty() ? "" : " " + text(language, "alerts.limits", all.stream().map(x -> text(language, "alerts.limit", x
                .observable().name(language), Numbers.shortest(Math.round(x.last().time() / DAY)), percent(x.last().healthy()))).collect(
                        Collectors.joining("; ")));
    }

    /** An alert as JSON. */
    public Map<String, Object> alert(Alert a, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", a.id());
        o.put("observable", a.observable().id());
        o.put("together", a.together().stream().map(Observable::id).toList());
        o.put("kind", a.kind().name().toLowerCase(Locale.ROOT));
        o.put("level", a.level());
        o.put("status", log.status(a.id(), now).id());
        o.put("since", a.since().getTime());
        o.put("before", a.before() == null ? null : a.before().getTime());
        o.put("onset", a.onset() == null ? null : ordered("from", a.onset().from() == null ? null : day(a.onset().from()), "to", day(a
                .onset().to()), "probability", Double.isNaN(a.onset().probability()) ? null : Numbers.edge(a.onset().probability()),
                "basis", a.onset().basis().id()));
        o.put("signalled", a.signalled().getTime());
        o.put("probability", Numbers.edge(a.probability()));
        o.put("evidence", a.evidence().stream().map(e -> ordered("detector", e.detector(), "statistic", Numbers.edge(e.statistic()),
                "limit", Numbers.edge(e.limit()))).toList());
        o.put("estimator", a.estimator().isEmpty() ? null : a.estimator());
        o.put("readings", a.readings() == null ? null : ordered("value", shown(a.observable().unit(), a.readings().value()), "limit",
                shown(a.observable().unit(), a.readings().limit()), "unit", a.observable().unit().symbol(), "from", Double.isNaN(a
                        .readings().start()) ? null : Numbers.edge(a.readings().start() / DAY), "day",
                Numbers.edge(a.readings().time() / DAY),
                "healthy", Numbers.edge(a.readings().healthy()), "asFar", Numbers.edge(a.readings().asFar()), "first", share(a.readings()
                        .first())));
        o.put("limit", a.limit() == null ? null : ordered("name", a.limit().name(), "value", shown(limitUnit(a), a.limit()
                .value()), "unit", limitUnit(a).symbol(), "source", a.limit().source(), "measured",
                a.measured() == null ? null : a.measured().getId()));
        List<Object> causes = new ArrayList<>();
        for (CauseComparison.Fit f : a.causes()) {
            Map<String, Object> c = new LinkedHashMap<>();
            c.put("cause", f.cause());
            c.put("probability", Numbers.edge(f.probability()));
            c.put("prior", Numbers.edge(f.prior()));
            c.put("logEvidence", Numbers.edge(f.logEvidence()));
            c.put("onset", Double.isNaN(f.onset()) ? null : day(followUp.at(f.onset())));
            c.put("from", Double.isNaN(f.from()) ? null : day(followUp.at(f.from())));
            c.put("to", Double.isNaN(f.to()) ? null : day(followUp.at(f.to())));
            c.put("severity", Double.isNaN(f.severity()) ? null : f.severity());
            c.put("source", f.source());
            causes.add(c);
        }
        o.put("causes", causes);
        o.put("discriminator", a.discriminator() == null ? null : ordered("observable", a.discriminator().observable().id(), "first",
                a.discriminator().first(), "second", a.discriminator().second(), "separation",
                Numbers.edge(a.discriminator().separation()), "ratio", a.discriminator().isTest() ? Numbers.edge(a.discriminator().ratio())
                        : null));
        o.put("text", words(a, language) + " " + causes(language));
        return o;
    }

    private static Map<String, Object> chain(FollowUp.Record r) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("observable", r.observable().id());
        o.put("draws", r.chain().draws().length);
        o.put("acceptance", Numbers.edge(r.chain().acceptance()));
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < r.filter().dimension(); i++) {
            least = Math.min(least, r.chain().effectiveDraws(i));
        }
        o.put("effectiveDraws", Numbers.edge(least));
        o.put("largestDifference", Numbers.edge(r.worst()));
        o.put("largestSpreadRatio", Numbers.edge(r.stretch()));
        o.put("better", r.isApart() ? "chain" : "filter");
        o.put("parameters", IntStream.range(0, r.filter().dimension()).<Object>mapToObj(i -> {
            Map<String, Object> p = ordered("name", r.observable().parameter(i), "unit", r.observable().unitOf(i).symbol());
            p.putAll(chain(r, i));
            return p;
        }).toList());
        o.put("correlations", correlations(r.chain().fit()));
        o.put("limits", r.observable().limits().stream().filter(l -> !l.kind().isMeasured()).map(l -> ordered("name",
                l.name(), "value", shown(r.observable().limitUnit(l), l.value()), "unit", r.observable().limitUnit(l).symbol(),
                "probability", Numbers.edge(r.beyond(l)), "level", l.level(), "source", l.source())).toList());
        return o;
    }

    /**
     * A parameter by the chain, as estimates are told: the mean of its draws and their spread, of what must be positive the exponential of
     * the mean of the logarithm and that times the spread of the logarithm; and quantiles of the draws themselves.
     */
    private static Map<String, Object> chain(FollowUp.Record r, int i) {
        Observable d = r.observable();
        Unit u = d.unitOf(i);
        boolean logarithmic = d.course().orElseThrow().logarithmic(i);
        Gaussian g = r.chain().fit();
        double value = logarithmic ? Math.exp(g.mean(i)) : g.mean(i);
        Map<String, Object> o = ordered("value", shown(u, value), "sd", shown(u, logarithmic ? value * g.deviation(i) : g.deviation(i)));
        QUANTILES.forEach((name, share) -> {
            double q = r.chain().quantile(i, share);
            o.put(name, shown(u, logarithmic ? Math.exp(q) : q));
        });
        return o;
    }
}

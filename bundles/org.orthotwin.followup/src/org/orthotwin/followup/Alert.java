/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Locale;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;

/**
 * Something that should be looked at. It is a finding about numbers, no diagnosis.
 *
 * @param id the same as long as it is about the same, in whatever order its observations came in: the observable, what kind, and the time
 * of the observation that it begins with, or the limit
 * @param observable that it is about; of several together the one that deviates most
 * @param together of several: all that take part, the one that deviates most first; otherwise empty
 * @param kind a deviation from the predicted course, of one observable or of several together, a published limit, a test of a cause
 * that is positive, what was achieved in an operation that is outside its target, or a complication or a sign that was recorded
 * @param level {@code deviation}, {@code at-risk} or {@code unacceptable}, of a gain {@value #LITTLE}, of a test {@value #POSITIVE}, of a
 * position {@value #POSITION}, of a complication {@value #COMPLICATION}, of a sign that was noted {@code deviation}
 * @param since the first observation that belongs to it
 * @param before the last observation of the same before {@link #since}, or the operation where that is later: what has changed has changed
 *            between them; null for none
 * @param onset when it began, as far as that can be told; null where nothing tells it, and of a forecast, which has not begun
 * @param signalled the observation at which it was first seen; of an event that has come again when it came last
 * @param probability that there is a change, or, given all observations, that the true value is beyond the limit
 * @param evidence what the detectors say; of a limit empty
 * @param limit of a limit or a test, otherwise null
 * @param measured the observation that a limit or a test is judged by; null where it is judged by what is predicted or believed
 * @param causes how well each cause fits all observations, most probable first; with {@code none} for chance; empty of a position, of
 * which no cause is asked
 * @param readings of a limit that measurements are beyond what they say by themselves; otherwise null
 * @param estimator of a limit {@code chain} or {@code filter}, whichever of the two its probability is by; otherwise empty
 * @param discriminator what would tell the two most probable causes apart; null where nothing would
 * @param excludes id of the cause that is examined for at once, however probable others are, since a recent event speaks for it; otherwise
 * empty
 * @param haste how soon somebody has to look at the patient, by all that is known
 */
public record Alert(String id, Observable observable, List<Observable> together, Kind kind, String level, Observation since,
        Observation before, Onset onset, Observation signalled, double probability, List<Evidence> evidence, Observable.Limit limit,
        Observation measured, Readings readings, String estimator, List<CauseComparison.Fit> causes,
        CauseComparison.Discriminator discriminator, String excludes, Haste haste) {

    /** One of which it is still to be asked when it began. */
    Alert(String id, Observable observable, List<Observable> together, Kind kind, String level, Observation since, Observation before,
            Observation signalled, double probability, List<Evidence> evidence, Observable.Limit limit, Observation measured,
            String estimator) {
        this(id, observable, together, kind, level, since, before, null, signalled, probability, evidence, limit, measured, null, estimator,
                List.of(), null, "", Haste.NONE);
    }

    /** Level of a test that is positive. */
    public static final String POSITIVE = "positive";
    /** Level of what was achieved outside its target. */
    public static final String POSITION = "position";
    /** Level of a complication that was recorded. */
    public static final String COMPLICATION = "complication";
    /** Level of a gain that is less than matters to patients. */
    public static final String LITTLE = "little-gain";
    /** Level of a part that has moved more than others and has come to rest since. */
    public static final String SETTLED = "settled";
    /** All levels, what is to be looked at first foremost. */
    public static final List<String> LEVELS = List.of(COMPLICATION, "unacceptable", POSITIVE, "deviation", "at-risk", LITTLE, POSITION,
            SETTLED);

    /** How soon somebody has to look, the soonest first. */
    public enum Haste {
        /** A patient is referred the same day for what is young: an acute infection, a fracture, a dislocation. */
        ACUTE,
        /** A patient is referred within days for what has been there for long, as a sinus or an infection of low grade. */
        REFERRED,
        /** Blood tests alone speak for something of a joint that may be quiet: it is examined the same day. */
        EXAMINED,
        /** What would be done has its time, which runs. */
        IN_TIME,
        /** None of these. */
        NONE
    }

    /** Whether an {@link #urgency()} is that of what a patient is referred for the same day. */
    public static boolean isReferred(int urgency) {
        return urgency < 2 * Haste.EXAMINED.ordinal();
    }

    /** Whether an {@link #urgency()} is that of what a patient is referred or examined for soon, so that it does not wait for a visit. */
    public static boolean isHurried(int urgency) {
        return urgency < 2 * Haste.IN_TIME.ordinal();
    }

    /** Whether a patient is referred or examined soon for it. */
    public boolean isHurried() {
        return isHurried(urgency());
    }

    /** The urgency of what has no haste. */
    public static final int NOT_URGENT = 2 * Haste.NONE.ordinal();

    /** So much of a note stands in a list. */
    private static final int MOST_LETTERS = 60;

    /** What it is about. */
    public enum Kind {
        DEVIATION, TOGETHER, LIMIT, TEST, POSITION, COMPLICATION
    }

    /** Whether it is of what was recorded or measured, so that a probability of 1 is no finding of a model. */
    public boolean isCertain() {
        return kind == Kind.COMPLICATION || kind == Kind.TEST && probability == 1 || limit != null && limit.kind() == Observable.Limit.Kind
                .LASTING;
    }

    /** Whether the likeliest cause, or one that a recent event speaks for, is one for which a patient is referred the same day. */
    public boolean isUrgent() {
        return leading().isPresent();
    }

    /** The same with the cause that a recent event asks to be examined for at once; empty for none. */
    Alert excluding(String cause) {
        return new Alert(id, observable, together, kind, level, since, before, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, cause, haste);
    }

    /** The likeliest cause, if a patient is referred the same day for it, or the one that a recent event asks to be examined for. */
    Optional<Cause> leading() {
        return !excludes.isEmpty() ? Observables.causes().stream().filter(c -> c.id().equals(excludes)).findFirst() : causes.stream()
                .findFirst().filter(f -> haste != Haste.EXAMINED).flatMap(f -> Observables.causes().stream().filter(c -> c.id().equals(f
                        .cause()) && c.urgent()).findFirst());
    }

    /**
     * The order in which alerts are looked at, the first 0: by {@link #haste}, of one haste what speaks for the cause for which a patient
     * is
     * referred before all else of such a one.
     */
    public int urgency() {
        return 2 * haste.ordinal() + (leading().filter(c -> !isEvidenceOf(c.id())).isPresent() ? 1 : 0);
    }

    /** Whether it is of a test or an event that speaks for a cause. */
    boolean isEvidenceOf(String cause) {
        return (kind == Kind.TEST || kind == Kind.COMPLICATION) && Observables.causes().stream().anyMatch(c -> c.id().equals(cause) && c
                .isToldBy(observable.id()));
    }

    /** Whether it is of a test that no limit judges yet and that is to be done again within days. */
    public boolean isRepeat() {
        return kind == Kind.TEST && !level.equals(POSITIVE);
    }

    /** Whether it is of a sign that was noted of the patient, which no limit judges. */
    public boolean isSign() {
        return kind == Kind.COMPLICATION && level.equals("deviation");
    }

    /** Whether it is of those that are looked at first: not what is at risk, little, or a position. */
    public boolean isGrave() {
        return LEVELS.indexOf(level) < LEVELS.indexOf("at-risk");
    }

    /** Whether it is of a part that has moved and has come to rest since: it is watched, and nothing else follows. */
    public boolean isSettled() {
        return level.equals(SETTLED);
    }

    /**
     * Whether it says that something is wrong, so that causes are asked for: neither a position alone nor a gain that is little nor a part
     * that has settled does.
     */
    public boolean isFinding() {
        return kind != Kind.POSITION && !level.equals(LITTLE) && !isSettled();
    }

    /**
     * What a detector says.
     *
     * @param detector its id
     * @param statistic its largest value in this alert, in the unit of its limit
     * @param limit calibrated for the run length asked for
     */
    public record Evidence(String detector, double statistic, double limit) {
    }

    /**
     * What measurements that are beyond a limit say by themselves.
     *
     * @param value what was measured, or the difference of two measurements, SI
     * @param limit what that is compared with, SI: the limit, with what is usual since its time where what does not come back is judged
     * @param start when what is compared begins to count, s since the operation; NaN for a value
     * @param time of the value whose probability is told, s since the operation
     * @param healthy how many of the population, with the same facts and a course that does not change, are measured beyond it as well
     * @param asFar how many of them are measured as far beyond it, or farther
     * @param first {@code healthy} of the first measurement that was judged by the limit
     */
    public record Readings(double value, double limit, double start, double time, double healthy, double asFar, Share first) {

        Readings first(Share other) {
            return new Readings(value, limit, start, time, healthy, asFar, other);
        }
    }

    /**
     * How many patients who do well are measured beyond a limit.
     *
     * @param time of the measurement, s since the operation
     * @param healthy the part of the population, with the same facts and a course that does not change, 0 to 1
     */
    public record Share(double time, double healthy) {
    }

    /**
     * The id of an alert that begins with an observation: with its time, which no order of arrival changes.
     *
     * @param about id of the observable, or {@code together}
     */
    static String id(String about, Kind kind, Observation since) {
        return id(about, kind, Times.name(since.getTime()));
    }

    private static String id(String about, Kind kind, String begins) {
        return about + "." + switch (kind) {
            case DEVIATION, TOGETHER -> "deviation";
            case COMPLICATION -> "recorded";
            default -> kind.name().toLowerCase(Locale.ROOT);
        } + "." + begins;
    }

    /** The id that it had in logs of twins where it was called by the number of its observation in the order in which they came in. */
    public String formerly() {
        return kind == Kind.LIMIT ? id : id(kind == Kind.TOGETHER ? "together" : observable.id(), kind, since.getId());
    }

    /** The same by another id. */
    Alert called(String other) {
        return new Alert(other, observable, together, kind, level, since, before, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, excludes, haste);
    }

    /** The name of what it is about. */
    public String subject(String language) {
        return together.isEmpty() ? observable.name(language)
                : Texts.CATALOG.text(language, "alert.together", together.size());
    }

    /** What it is about in a list: of a complication with the note of it, cut where that is long. */
    public String headline(String language) {
        return kind != Kind.COMPLICATION ? subject(language) : Notes.of(signalled).map(String::strip).filter(n -> !n.isEmpty()).map(
                n -> Texts.CATALOG.text(language, "alert.headline", subject(language), n.length() <= MOST_LETTERS ? n : n.substring(0,
                        MOST_LETTERS - 1).strip() + "\u2026")).orElseGet(() -> subject(language));
    }

    /** Whether it is of what was found, a complication, a result beyond a limit or of a test: no course without a cause has that. */
    public boolean isHard() {
        return kind == Kind.TEST || LEVELS.indexOf(level) < LEVELS.indexOf("deviation");
    }

    /** The same at another level. */
    Alert at(String other) {
        return new Alert(id, observable, together, kind, other, since, before, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, excludes, haste);
    }

    /** The same with causes. */
    Alert with(List<CauseComparison.Fit> fits, CauseComparison.Discriminator apart) {
        return new Alert(id, observable, together, kind, level, since, before, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, fits, apart, excludes, haste);
    }

    /** The same with how soon somebody has to look. */
    Alert with(Haste other) {
        return new Alert(id, observable, together, kind, level, since, before, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, excludes, other);
    }

    /** The same with what measurements say by themselves. */
    Alert with(Readings what) {
        return new Alert(id, observable, together, kind, level, since, before, onset, signalled, probability, evidence, limit, measured,
                what, estimator, causes, discriminator, excludes, haste);
    }

    /** The same with another last observation before it. */
    Alert with(Observation other) {
        return new Alert(id, observable, together, kind, level, since, other, onset, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, excludes, haste);
    }

    /** The same with when it began. */
    Alert with(Onset begun) {
        return new Alert(id, observable, together, kind, level, since, before, begun, signalled, probability, evidence, limit, measured,
                readings, estimator, causes, discriminator, excludes, haste);
    }

    /** When it begins. */
    public Instant begins() {
        return Times.instant(since.getTime());
    }
}

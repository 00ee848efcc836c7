/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Who of several patients is to be looked at first, wherever they are listed: who cannot be followed, since nobody looks after him
 * otherwise; then who is referred the same day, of these for what is acute first; then whose joint is examined the same day, whoever is
 * one of these and whose alert was put off all the same, and for whom the time of what might be done runs; then who has the worst alert
 * that stands, of equal ones what nobody has seen first, since who has seen one has not healed it; then whose likeliest cause is the more
 * probable; then the most of those that nobody has seen, rows that were put aside, a visit that is overdue, and
 * the next visit soonest.
 *
 * @param unknown whether the patient cannot be followed
 * @param urgency of the alert that stands and is looked at first, as {@link Alert#urgency()}; {@link Alert#NOT_URGENT} without
 * @param level the worst of the alerts that stand; empty without
 * @param seen whether somebody has seen that one, and each other of that level
 * @param asleep whether an alert for which the patient is referred or examined soon sleeps
 * @param probability of the likeliest cause of the alerts that stand, 0 to 1; 0 for none
 * @param open how many alerts nobody has seen to
 * @param aside whether rows that were put aside wait, so that nobody knows what they would have said
 * @param overdue whether a visit is
 * @param next the next visit, or an operation that is planned; empty for none
 */
public record Urgency(boolean unknown, int urgency, String level, boolean seen, boolean asleep, double probability, int open,
        boolean aside, boolean overdue, Optional<Instant> next) implements Comparable<Urgency> {

    private static final Comparator<Urgency> ORDER = Comparator.comparing((Urgency u) -> !u.unknown).thenComparing(u -> !Alert
            .isHurried(u.urgency)).thenComparing(u -> !Alert.isHurried(u.urgency) && !u.asleep).thenComparingInt(u -> u.urgency)
            .thenComparingInt(u -> rank(u.level)).thenComparing(u -> u.seen).thenComparingDouble(u -> -u.probability)
            .thenComparingInt(u -> -u.open).thenComparing(u -> !u.aside)
            .thenComparing(u -> !u.overdue).thenComparing(u -> u.next.orElse(Instant.MAX));

    /** A level that nobody knows here is worse than none. */
    private static int rank(String level) {
        int at = Alert.LEVELS.indexOf(level);
        return level.isEmpty() ? Alert.LEVELS.size() + 1 : at < 0 ? Alert.LEVELS.size() : at;
    }

    /**
     * Which alerts are looked at first, of one patient or of several: what sleeps last, otherwise by how soon somebody has to look,
     * of what a patient is referred for the same day what speaks for it before all else of such a one, then the worst, of equal ones what
     * nobody has seen.
     *
     * @param urgency of an alert, as {@link Alert#urgency()}
     */
    public static <T> Comparator<T> alerts(ToIntFunction<T> urgency, Function<T, String> level, Function<T, AlertLog.Status> status) {
        return Comparator.comparing((T a) -> !status.apply(a).isStanding()).thenComparingInt(urgency).thenComparingInt(a -> rank(level
                .apply(a))).thenComparing(a -> status.apply(a).isSeen());
    }

    /** The same, and of equal ones what was seen last. */
    public static <T> Comparator<T> ofAlerts(Function<T, Alert> alert, Function<T, AlertLog.Status> status) {
        return alerts((T a) -> alert.apply(a).urgency(), a -> alert.apply(a).level(), status).thenComparing(a -> Times.instant(alert.apply(
                a).signalled().getTime()), Comparator.reverseOrder());
    }

    @Override
    public int compareTo(Urgency o) {
        return ORDER.compare(this, o);
    }

    /**
     * Whose twin a file is.
     *
     * @param joint of its kind; empty where it is not known
     * @param side {@code left} or {@code right}; empty where nothing says it
     */
    public record Whose(String patient, String joint, String side) {

        /** Whether both may be of the same joint: what one does not say may be what the other says. */
        private boolean isLike(Whose o) {
            return patient.equals(o.patient) && (joint.isEmpty() || o.joint.isEmpty() || joint.equals(o.joint)) && (side.isEmpty() || o.side
                    .isEmpty() || side.equals(o.side));
        }
    }

    /**
     * Pseudonyms of which several files may be of the same joint, with how many do: they may be copies, of which only one is kept up. The
     * two sides of a patient are none.
     */
    public static Map<String, Long> shared(List<Whose> files) {
        Map<String, List<Whose>> own = files.stream().filter(w -> !w.patient.isBlank()).collect(Collectors.groupingBy(Whose::patient));
        Map<String, Long> all = new TreeMap<>();
        own.forEach((patient, of) -> all.put(patient, of.stream().filter(w -> of.stream().filter(w::isLike).count() > 1).count()));
        all.values().removeIf(n -> n == 0);
        return all;
    }
}

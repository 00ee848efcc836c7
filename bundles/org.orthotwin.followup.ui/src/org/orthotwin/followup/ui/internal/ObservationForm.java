/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.text.Collator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.CauseComparison;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.TypedNumber;
import org.orthotwin.ui.UiLanguage;

/** What the form of an observation offers, and what it says of what is typed; in the words of the command line. */
final class ObservationForm {

    /** What is observed most is offered first, by its kind. */
    private static final List<String> KINDS = List.of("score", "motion", "activity", "laboratory", "lucency", "migration", "wear",
            "alignment", "laxity", "density", "force", "cartilage", "body", "theatre", "event", "fact");
    /** So many answers a visit has time for. */
    private static final int FEW_ITEMS = 12;
    /** What is observed most before what is observed less; a short questionnaire before a long one and what is none. */
    static final Comparator<Observable> BY_KIND = Comparator.comparing((Observable d) -> Math.floorMod(KINDS.indexOf(d.kind()), KINDS
            .size() + 1)).thenComparing(d -> d.scoring().filter(s -> s.items() <= FEW_ITEMS).isEmpty());
    /** Kinds that people have short names for. */
    private static final Set<String> SHORT = Set.of("score", "motion", "laboratory", "migration", "wear", "lucency", "density");

    /** A number with letters behind it, as a unit is. */
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("[-+]?[\\d.,]+\\s*[\\p{L}%\u00b0\u00b5].*");
    /** What happened is said of it in a note only. */
    private static final String UNSPECIFIED = "complication";
    /** Answers with spaces between. */
    private static final Pattern ANSWERS = Pattern.compile("[-\\d.,]+(\\s+[-\\d.,]+)+");

    /**
     * So many standard deviations from what was expected: of 370 observations one, while nothing changes. Whoever is still typing is asked
     * earlier than what was taken is remarked upon ({@link org.orthotwin.followup.FollowUp#FAR}).
     */
    private static final double FAR = 3;
    /** The ends of a scale: its outer tenths. */
    private static final double END = 0.1;

    private ObservationForm() {
    }

    /** Those of a joint and of every joint, by name; where the joint is not known what tells it comes first. */
    static List<Observable> choices(String joint) {
        return choices(joint, List.of());
    }

    /** The same, what is usual for the patient first, in that order, then what is observed most. */
    static List<Observable> choices(String joint, List<Observable> usual) {
        List<Observable> own = new ArrayList<>(Observables.all().stream().filter(d -> joint.isEmpty() || d.joint().isEmpty() && Observables
                .isFactOf(d, joint) || d.joint().equals(joint)).toList());
        Collator order = Collator.getInstance(Locale.of(UiLanguage.code()));
        own.sort(Comparator.comparing((Observable d) -> joint.isEmpty() && !d.kind().equals("event")).thenComparing(d -> usual
                .contains(d) ? usual.indexOf(d) : usual.size()).thenComparing(BY_KIND).thenComparing(d -> d.joint().isEmpty())
                        .thenComparing(d -> d.name(UiLanguage.code()), order));
        return own;
    }

    /** Whether a name, a code, or what people call it in short has all words of a text. */
    static boolean fits(Observable d, String text, String language) {
        String names = (String.join(" ", d.names().values()) + " " + d.id()).toLowerCase(Locale.ROOT);
        String initials = Stream.of(d.name(language).split("[^\\p{L}]+")).filter(w -> !w.isEmpty()).map(w -> w.substring(0, 1)).collect(
                Collectors.joining());
        String shorter = SHORT.contains(d.kind()) ? Texts.CATALOG.text(language, "add.short." + d.kind()) : "";
        String also = d.id().equals(UNSPECIFIED) ? Texts.CATALOG.text(language, "add.also." + d.id()) : "";
        List<String> kind = List.of((initials + " " + shorter + " " + also).toLowerCase(Locale.ROOT).split("\\s+"));
        return Stream.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+")).allMatch(w -> names.contains(w) || kind.stream().anyMatch(
                k -> k.startsWith(w)));
    }

    /** What fits a text, what is called so first, then what begins so; otherwise the order stays. */
    static List<Observable> found(List<Observable> choices, String text, String language) {
        return choices.stream().filter(d -> fits(d, text, language)).sorted(Comparator.comparingInt(d -> rank(d, text))).toList();
    }

    private static int rank(Observable d, String text) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        List<String> names = Stream.concat(d.names().values().stream().map(n -> n.replaceFirst("\\s*\\(.*", "")), Stream.of(d.id()
                .substring(d.id().lastIndexOf('.') + 1))).map(n -> n.toLowerCase(Locale.ROOT)).toList();
        return names.contains(t) ? 0 : names.stream().anyMatch(n -> n.startsWith(t)) ? 1 : 2;
    }

    /** Its name in a list, with its scale or unit and which way is better, so that none is taken for another one of the same name. */
    static String label(Observable d, String language) {
        if (d.lower() == d.upper() || d.kind().equals("fact")) {
            return d.name(language);
        }
        String scale = isScale(d) ? Texts.CATALOG.text(language, "add.scale", Wording.given(d.unit(), d.lower()), Wording.given(d.unit(), d
                .upper())) : d.unit().symbol().equals("1") ? "" : Wording.symbol(d.unit());
        String better = d.better().map(up -> Texts.CATALOG.text(language, up ? "add.scale.up" : "add.scale.down")).orElse("");
        String all = Stream.of(d.name(language).contains(scale) ? "" : scale, better).filter(s -> !s.isEmpty()).collect(Collectors.joining(
                ", "));
        return all.isEmpty() ? d.name(language) : d.name(language) + " \u2013 " + all;
    }

    /** Whether it has a scale with two ends, as questionnaires have. */
    private static boolean isScale(Observable d) {
        return d.kind().equals("score") && d.unit().symbol().equals("1");
    }

    /** The units that go with what is chosen, its own first. */
    static List<Unit> units(Observable d) {
        return Intake.units(d);
    }

    /** What there is to know of a value before it is typed in: its range and unit, what is better, and how answers are given. */
    static String about(Observable d, String language) {
        if (d.lower() == d.upper()) {
            return Texts.CATALOG.text(language, "add.message");
        }
        if (d.id().equals(Intake.FEMALE)) {
            return Texts.CATALOG.text(language, "add.sex");
        }
        if (d.id().equals(Histories.SIDE) || Intake.isYesOrNo(d)) {
            return Texts.CATALOG.text(language, Intake.isYesOrNo(d) ? "add.yes" : "add.side");
        }
        return new Wording(language).said(Texts.CATALOG.text(language, "add.range", Wording.given(d.unit(), d.lower()), Wording
                .given(d.unit(), d.upper())))
                + d.better().map(up -> " " + Texts.CATALOG.text(language, up ? "add.better.up" : "add.better.down")).orElse("")
                + d.scoring().map(s -> " " + Texts.CATALOG.text(language, "add.items", s.items())).orElse("");
    }

    /** What is wrong with an observation, as far as it can be told without its twin; empty for nothing. */
    static Optional<String> problem(ObservationFile.Row row, String patient, String language) {
        String value = row.text("value");
        if (TypedNumber.isAmbiguous(value, language)) {
            return Optional.of(Texts.CATALOG.text(language, "add.comma", value, value.replace(",", ""), value.replace(',', '.')));
        }
        return trial(row, patient).quarantined().stream().findFirst().map(q -> q.reason().code().equals("row.number") && !value.isEmpty()
                ? Texts.CATALOG.text(language, NUMBER_AND_UNIT.matcher(value).matches() ? "add.number.unit" : "add.number",
                        value) : named(row,
                        q.reason().text(language), language)).or(
                () -> row.text("observable").equals(UNSPECIFIED) && row.text(ObservationFile.NOTE).isBlank() ? Optional.of(Texts.CATALOG
                        .text(language, "add.note.needed")) : Optional.empty());
    }

    /** With the name of what was observed in the place of its id, which nobody has typed. */
    private static String named(ObservationFile.Row row, String said, String language) {
        return Observables.find(row.text("observable")).map(d -> said.replace(d.id(), d.name(language))).orElse(said);
    }

    /** What became of a row if it were of a twin of which nothing is known. */
    static Intake.Result trial(ObservationFile.Row row, String patient) {
        return Intake.take(Histories.begin("trial", patient), List.of(row), Optional.of(patient), Deeds.MANUAL, Timestamps.now());
    }

    /** A value as it is put into a row: answers where it is a score, a number with a point otherwise. */
    static String value(Observable d, String typed) {
        boolean answers = d.scoring().isPresent() && ANSWERS.matcher(typed).matches();
        return Scoring.isItems(typed) ? typed : answers ? "items(" + typed + ")" : TypedNumber.of(typed);
    }

    /** What is expected, in words: what an observation is judged by, and what goes with the likeliest cause where that is another thing. */
    static String expected(Observable d, Reading.Outlook o, String language) {
        Wording w = new Wording(language);
        String judged = pair(d, o.judged());
        return w.said(o.under().filter(g -> !pair(d, g).equals(judged)).map(g -> Texts.CATALOG.text(language, "add.expected.cause", judged,
                FollowUpResult.cause(language, o.cause()), pair(d, g))).orElseGet(() -> Texts.CATALOG.text(language, "add.expected",
                        judged)));
    }

    private static String pair(Observable d, Gaussian g) {
        return Wording.pair(d.unit(), d.expected(g), g.deviation(0));
    }

    /**
     * That a value is far from what it is judged by, or at the other end of its scale, as a question; empty where it is not, where it is
     * what goes with the likeliest cause, or nothing was expected.
     */
    static Optional<String> far(ObservationFile.Row row, String patient, BiFunction<Observable, Instant,
            Optional<Reading.Outlook>> expected,
            String language) {
        return trial(row, patient).taken().stream().findFirst().flatMap(o -> {
            Observable d = Observables.get(o.getDefinition());
            return expected.apply(d, Times.instant(o.getTime())).filter(e -> Stream.concat(Stream.of(e.judged()), e.under().stream())
                    .allMatch(g -> Math.abs(o.getValue() - g.mean(0)) > FAR * g.deviation(0) || isOtherEnd(d, o.getValue(), g.mean(0))))
                    .map(e -> new Wording(language).said(Texts.CATALOG.text(language, "add.far", label(d, language), Wording.given(d.unit(),
                            o.getValue()), pair(d, e.judged()))));
        });
    }

    /** Whether a value is at the end of a scale and what is expected in its other half: of another scale, or of one turned round. */
    private static boolean isOtherEnd(Observable d, double value, double expected) {
        double at = (value - d.lower()) / (d.upper() - d.lower());
        double of = (expected - d.lower()) / (d.upper() - d.lower());
        return isScale(d) && (at <= END && of > 0.5 || at >= 1 - END && of < 0.5);
    }

    /** That a result is beyond the limit of a test, as a question; empty where it is not. */
    static Optional<String> unusual(ObservationFile.Row row, String patient, String language) {
        return trial(row, patient).taken().stream().findFirst().flatMap(o -> {
            Observable d = Observables.get(o.getDefinition());
            OptionalDouble from = CauseComparison.unusual(d);
            return from.isEmpty() || o.getValue() < from.getAsDouble() ? Optional.empty() : Optional.of(new Wording(language).said(Texts
                    .CATALOG.text(language, "add.unusual", d.name(language), Wording.given(d.unit(), o.getValue()), Wording.given(d.unit(),
                            from.getAsDouble()))));
        });
    }

    /** That there is another value of the same day already, as a question; empty where there is none, and of what may happen twice. */
    static Optional<String> there(ObservationFile.Row row, String patient, List<Observation> known, String language) {
        return trial(row, patient).taken().stream().findFirst().flatMap(o -> {
            Observable d = Observables.get(o.getDefinition());
            String day = FollowUpResult.day(Times.instant(o.getTime()));
            return d.lower() == d.upper() ? Optional.empty() : known.stream().filter(k -> d.id().equals(k.getDefinition()) && day.equals(
                    FollowUpResult.day(Times.instant(k.getTime())))).findFirst().map(k -> new Wording(language).said(Texts.CATALOG.text(
                            language, "add.there", d.name(language), Wording.given(d.unit(), k.getValue()), day, Wording.given(d.unit(), o
                                    .getValue()))));
        });
    }

    /** What the answers that are typed add up to, in words; empty where there are none, or they cannot be. */
    static Optional<String> score(ObservationFile.Row row, String patient, String language) {
        return !Scoring.isItems(row.text("value")) ? Optional.empty() : trial(row, patient).taken().stream().findFirst().map(
                o -> new Wording(language).said(Texts
                        .CATALOG.text(language, "add.score", Wording.given(Observables.get(o.getDefinition()).unit(), o
                        .getValue()))));
    }

    /** What comes after an observable and was not noted yet; nothing that has only happened, which nobody goes through one by one. */
    static Observable next(List<Observable> choices, Observable before, Visit visit) {
        List<String> had = visit.rows().stream().map(r -> r.text("observable")).toList();
        List<Observable> left = choices.stream().filter(d -> d.lower() < d.upper() && !had.contains(d.id())).toList();
        int at = choices.indexOf(before);
        return left.stream().filter(d -> choices.indexOf(d) > at).findFirst().or(() -> left.stream().findFirst()).orElse(before);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Operation;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.Frame;
import org.orthotwin.ui.plot.Ink;

/** A patient from the first observation to today: the states of the twin, what was observed by kind, and the alerts. */
final class TimeLine implements Drawing {

    private static final List<String> KINDS = List.of("event", "fact", "score", "motion", "activity", "migration", "wear",
            "force", "density", "alignment", "laxity", "theatre", "laboratory", "lucency");
    private static final double ROW = 20;
    private static final double TOP = 28;
    private static final double FOOT = 18;
    private static final double LEFT = 14;
    /** Labels take no more of the width. */
    private static final double MOST_LABELS = 0.4;
    private static final double RIGHT = 18;
    /** Room for the break in the axis where today is far away. */
    private static final double BREAK = 124;
    private static final double FAR = 0.6;
    private static final double DOT = 4.5;
    private static final double NEAR = 9;
    /** Height of the bar of an alert: a word has room on it. */
    private static final double ALERT = 16;
    private static final double NEAR_TODAY = 40;
    private static final double YEAR = 365.25 * 86400;
    /** Of what lies at one place so many are told. */
    private static final int MOST_SAID = 4;

    private final Reading reading;
    private final List<Lane> lanes = new ArrayList<>();
    private final Optional<String> chosen;
    private final List<Place> places = new ArrayList<>();
    private final Instant from;
    private final Instant last;

    /** A row. */
    private record Lane(String label, Optional<Observable> observable, List<Observation> seen, List<TwinState> states, List<Alert> alerts) {
    }

    /** What was drawn where. */
    private record Place(double x, double y, double width, String text, Optional<TwinState> state, Optional<String> observable,
            Optional<String> alert, Optional<Observation> observation) {

        boolean holds(double px, double py) {
            return px >= x - NEAR && px <= x + width + NEAR && Math.abs(py - y) <= ROW / 2;
        }

        /** Whether it is an observation in a row of its own, not the state that one led to. */
        boolean isObservation() {
            return observation.isPresent() && (state.isEmpty() || observable.isPresent());
        }

        double distance(double px, double py) {
            return Math.hypot(px < x ? x - px : px > x + width ? px - x - width : 0, py - y);
        }
    }

    /** @param chosen the id of the observable that is looked at */
    TimeLine(Reading reading, Optional<String> chosen) {
        this.reading = reading;
        this.chosen = chosen;
        List<Lane> left = states();
        // what is to be looked at is not below what was observed
        for (Alert a : reading.result().map(FollowUpResult::alerts).orElse(List.of())) {
            lanes.add(new Lane(Texts.text("line.alert", a.headline(UiLanguage.code())), Optional.of(a.observable()), List.of(),
                    List.of(), List.of(a)));
        }
        Map<String, List<Observation>> by = new LinkedHashMap<>();
        reading.twin().getObservations().stream().filter(o -> !Withdrawals.isEntry(o))
                .forEach(o -> by.computeIfAbsent(String.valueOf(o.getDefinition()), d -> new ArrayList<>()).add(o));
        by.entrySet().stream().sorted(Comparator.comparingInt(e -> kind(e.getKey()))).forEach(e -> lanes.add(new Lane(name(e.getValue()
                .getFirst()), Reading.observable(e.getValue().getFirst()), e.getValue(), List.of(), List.of())));
        lanes.addAll(left);
        List<Instant> times = Stream.concat(reading.twin().getObservations().stream().filter(o -> !Withdrawals.isEntry(o))
                .map(Observation::getTime), reading.twin().getStates()
                .stream().map(TwinState::getTime)).map(Times::instant).sorted().toList();
        from = times.isEmpty() ? reading.now().minusSeconds((long) YEAR) : times.getFirst();
        last = times.isEmpty() ? reading.now() : times.getLast();
    }

    private static int kind(String definition) {
        return Observables.find(definition).map(d -> KINDS.indexOf(d.kind())).orElse(KINDS.size());
    }

    private static String name(Observation o) {
        return Reading.observable(o).map(d -> d.name(UiLanguage.code())).orElse(String.valueOf(o.getDefinition()));
    }

    /**
     * Adds a lane for the branch that is the current one.
     *
     * @return one for each other end of a branch: what a person has left, or what came in late has left behind
     */
    private List<Lane> states() {
        List<TwinState> all = reading.twin().getStates();
        List<Lane> left = new ArrayList<>();
        if (all.isEmpty()) {
            return left;
        }
        Set<TwinState> placed = new HashSet<>();
        List<TwinState> main = Histories.chain(reading.twin().getCurrentState() == null ? all.getLast() : reading.twin().getCurrentState());
        placed.addAll(main);
        lanes.add(new Lane(Texts.text("line.states"), Optional.empty(), List.of(), main, List.of()));
        Set<TwinState> parents = new HashSet<>();
        Set<Observation> wrong = Withdrawals.withdrawn(reading.twin()).keySet();
        all.forEach(s -> parents.add(s.getParent()));
        for (TwinState end : all.reversed()) {
            if (!parents.contains(end) && placed.add(end)) {
                List<TwinState> own = Histories.chain(end).stream().filter(s -> s == end || placed.add(s)).toList();
                boolean corrected = own.stream().flatMap(s -> s.getInputs().stream()).anyMatch(wrong::contains);
                boolean said = own.stream().anyMatch(Histories::isBranch) || main.stream().anyMatch(Histories::isBranch);
                left.add(new Lane(Texts.text(corrected ? "line.corrected" : said ? "line.branch" : "line.late", own.getFirst().getId()),
                        Optional.empty(), List.of(), own, List.of()));
            }
        }
        return left;
    }

    @Override
    public double height(double width) {
        return TOP + lanes.size() * ROW + FOOT;
    }

    private boolean isFar() {
        double whole = Math.max(YEAR / 12, seconds(from, last));
        return seconds(last, reading.now()) > FAR * whole;
    }

    private static double seconds(Instant a, Instant b) {
        return b.getEpochSecond() - a.getEpochSecond();
    }

    @Override
    public void draw(Ink ink, double width, double height) {
        Ink.Palette p = ink.palette();
        ink.fill(0, 0, width, height, p.ground());
        places.clear();
        double pad = 0.02 * Math.max(YEAR / 12, seconds(from, last));
        double end = isFar() ? seconds(from, last) + pad : Math.max(seconds(from, last), seconds(from, reading.now())) + pad;
        double labels = Math.min(MOST_LABELS * width, LEFT + 26 + lanes.stream().mapToDouble(l -> ink.width(l.label)).max().orElse(0));
        double room = width - labels - RIGHT - (isFar() ? BREAK : 0);
        double row = Math.clamp((height - TOP - FOOT) / Math.max(1, lanes.size()), ROW, 1.5 * ROW);
        Frame f = new Frame(labels, TOP, Math.max(60, room), lanes.size() * row, -pad, end, new Frame.Range(0, 1, 1));
        for (int i = 0; i < lanes.size(); i++) {
            double y = f.top() + (i + 0.5) * row;
            if (i % 2 == 0) {
                ink.fill(0, y - row / 2, width, row, p.faint());
            }
            boolean own = lanes.get(i).observable.map(Observable::id).filter(id -> chosen.filter(id::equals).isPresent()).isPresent();
            ink.text(LEFT, y, ink.fitted(lanes.get(i).label, labels - LEFT - 16, own), Ink.Align.START, own
                    ? Tint.twin(p) : p.ink(), own);
        }
        axis(ink, f);
        revisions(ink, f);
        today(ink, f, width);
        here(ink, f);
        for (int i = 0; i < lanes.size(); i++) {
            lane(ink, lanes.get(i), f, f.top() + (i + 0.5) * row);
        }
    }

    private void axis(Ink ink, Frame f) {
        Ink.Palette p = ink.palette();
        int months = 1;
        while (months < 600 && months * YEAR / 12 / (f.x1() - f.x0()) * f.width() < 66) {
            months = months == 1 ? 3 : months == 3 ? 6 : months * 2;
        }
        LocalDate first = from.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfYear(1);
        for (LocalDate d = first; seconds(from, d.atStartOfDay(ZoneOffset.UTC).toInstant()) <= f.x1(); d = d.plusMonths(months)) {
            double v = seconds(from, d.atStartOfDay(ZoneOffset.UTC).toInstant());
            if (v >= f.x0()) {
                boolean year = d.getMonthValue() == 1;
                ink.line(f.x(v), f.top() - 4, f.x(v), f.bottom(), year ? p.muted() : p.grid(), 1, false);
                if (!isFar() && Math.abs(f.x(v) - f.x(seconds(from, reading.now()))) < NEAR_TODAY) {
                    continue;
                }
                ink.text(f.x(v), f.top() - 13, year ? Integer.toString(d.getYear()) : d.toString().substring(0, 7), Ink.Align.MIDDLE, p
                        .muted(), year);
            }
        }
    }

    private void today(Ink ink, Frame f, double width) {
        Ink.Palette p = ink.palette();
        double x = f.x(seconds(from, reading.now()));
        if (isFar()) {
            double at = f.right() + 12;
            for (double dx : new double[] {0, 5}) {
                ink.path(new double[] {at + dx - 3, f.top() + 6, at + dx + 3, f.top() - 6}, p.muted(), 1.5);
            }
            x = width - RIGHT - 26;
        }
        ink.line(x, f.top() - 4, x, f.bottom(), Tint.twin(p), 1.5, true);
        String text = Texts.text("line.today");
        ink.text(Math.min(x, width - 6 - ink.boldWidth(text) / 2), f.top() - 13, text, Ink.Align.MIDDLE, Tint.twin(p), true);
        if (!isFar()) {
            return;
        }
        double years = seconds(last, reading.now()) / YEAR;
        ink.text((f.right() + 24 + x) / 2, f.bottom() - 9, gap(years), Ink.Align.MIDDLE, p.muted(), false);
    }

    /** How long ago, in words. */
    static String gap(double years) {
        long months = Math.round(12 * years);
        double tenths = Math.round(10 * years) / 10.0;
        return years < 1 ? months == 1 ? Texts.text("line.gap.month") : Texts.text("line.gap.months", months)
                : tenths == 1 ? Texts.text("line.gap.year") : Texts.text("line.gap.years", Texts.axis(tenths));
    }

    /** From each revision on another course is told. */
    private void revisions(Ink ink, Frame f) {
        Ink.Palette p = ink.palette();
        reading.result().map(r -> r.followUp().operations()).orElse(List.of()).stream().filter(Operation::revision).forEach(o -> {
            double x = f.x(seconds(from, o.time()));
            ink.line(x, f.top() - 4, x, f.bottom(), p.ink(), 1.5, false);
            ink.text(x + 4, f.bottom() + 9, Texts.text("line.revision", o.day()), Ink.Align.START, p.ink(), false);
        });
    }

    /** The state that is shown goes through all rows. */
    private void here(Ink ink, Frame f) {
        reading.state().ifPresent(s -> {
            double x = x(f, s.getTime());
            ink.line(x, f.top(), x, f.bottom(), Frame.HERE, 2, false);
        });
    }

    private double x(Frame f, String time) {
        return f.x(seconds(from, Times.instant(time)));
    }

    private void lane(Ink ink, Lane lane, Frame f, double y) {
        if (!lane.states.isEmpty()) {
            states(ink, lane, f, y);
        }
        // what counts is drawn over what was withdrawn, and is found first
        int first = places.size();
        lane.seen.stream().sorted(Comparator.comparing(o -> reading.withdrawal(o).isEmpty())).forEach(o -> observation(ink, o, x(f, o
                .getTime()), y));
        Collections.reverse(places.subList(first, places.size()));
        lane.alerts.forEach(a -> alert(ink, a, f, y));
    }

    private void states(Ink ink, Lane lane, Frame f, double y) {
        Ink.Palette p = ink.palette();
        double begin = x(f, (lane.states.getFirst().getParent() == null ? lane.states.getFirst() : lane.states.getFirst().getParent())
                .getTime());
        ink.line(begin, y, x(f, lane.states.getLast().getTime()), y, Tint.twin(p), 2, false);
        // of several at one time the last is on top, and under them all is not the one that is shown
        for (TwinState s : lane.states) {
            if (reading.state().filter(s::equals).isEmpty()) {
                state(ink, s, f, y);
            }
        }
        reading.state().filter(lane.states::contains).ifPresent(s -> state(ink, s, f, y));
    }

    private void state(Ink ink, TwinState s, Frame f, double y) {
        Ink.Palette p = ink.palette();
        double x = x(f, s.getTime());
        boolean here = reading.state().filter(s::equals).isPresent();
        ink.disc(x, y, DOT + 1, p.ground());
        ink.disc(x, y, here ? DOT + 1.5 : DOT, here ? Frame.HERE : Tint.twin(p));
        if (reading.unsaved().contains(s) && !here) {
            ink.disc(x, y, DOT - 1.6, p.ground());
        }
        places.addFirst(new Place(x, y, 0, words(s), Optional.of(s), Optional.empty(), Optional.empty(), s.getInputs().stream()
                .filter(o -> !Withdrawals.isEntry(o)).findFirst().filter(o -> s.getInputs().size() == 1)));
    }

    /** A state in words: what made it, and what that told. */
    private String words(TwinState s) {
        String head = Texts.text("state.of", s.getId(), FollowUpResult.day(Times.instant(s.getTime())), Texts.WORDING.cause(String.valueOf(s
                .getCause())));
        String saved = reading.unsaved().contains(s) ? "\n" + Texts.text("state.unsaved") : "";
        return head + reading.step(s).map(x -> "\n" + FanPlots.words(new Reading.Seen(x.observation(), 0, true, Optional.of(x)),
                x.observable()))
                .orElse("") + saved;
    }

    private void observation(Ink ink, Observation o, double x, double y) {
        Ink.Palette p = ink.palette();
        Optional<FollowUp.Step> step = reading.step(o);
        Optional<Observable> d = Reading.observable(o);
        boolean predicted = d.filter(q -> q.course().isPresent()).isPresent();
        boolean later = predicted && reading.courses().stream().flatMap(c -> c.seen().stream()).anyMatch(s -> s.observation() == o && !s
                .known());
        boolean beyond = step.filter(s -> Math.abs(s.residual()) > Tint.BANDS[0]).isPresent();
        // red is for what is worse, or neither
        boolean better = step.flatMap(s -> s.observable().better().map(up -> up == s.residual() > 0)).orElse(false);
        int color = beyond ? better ? Tint.alternative(p) : Tint.observed(p) : predicted ? Tint.twin(p) : p.muted();
        ink.disc(x, y, DOT + 1, p.ground());
        Optional<Observation> withdrawal = reading.withdrawal(o);
        if (withdrawal.isPresent()) {
            // it is still there to be read, and counts no more
            for (int s : new int[] {-1, 1}) {
                ink.path(new double[] {x - DOT, y - s * DOT, x + DOT, y + s * DOT}, p.muted(), 1.5);
            }
        } else if (predicted) {
            ink.disc(x, y, DOT, color);
            if (later) {
                ink.disc(x, y, DOT - 1.6, p.ground());
            }
        } else {
            ink.area(new double[] {x, y - DOT - 1, x + DOT + 1, y, x, y + DOT + 1, x - DOT - 1, y}, color);
        }
        String text = d.map(q -> FanPlots.words(new Reading.Seen(o, 0, true, step), q)).orElse(String.valueOf(o.getDefinition()))
                + withdrawal.map(e -> "\n" + Texts.text("seen.withdrawn", FollowUpResult.day(Times.instant(e.getTime())), String.valueOf(e
                        .getSource()), String.valueOf(e.getDescription()))).orElse("");
        places.add(new Place(x, y, 0, text, step.map(FollowUp.Step::state), d.filter(q -> predicted).map(Observable::id),
                Optional.empty(), Optional.of(o)));
    }

    private void alert(Ink ink, Alert a, Frame f, double y) {
        Ink.Palette p = ink.palette();
        FollowUpResult r = reading.result().orElseThrow();
        AlertLog.Status status = r.log().status(a.id(), r.now());
        int color = Tint.alert(p, a, status);
        double begin = x(f, a.since().getTime());
        double seen = x(f, a.signalled().getTime());
        double end = f.right();
        ink.fill(begin, y - 2, Math.max(2, seen - begin), 4, p.over(color, 0.5));
        ink.fill(seen, y - ALERT / 2, Math.max(3, end - seen), ALERT, color);
        String level = FollowUpResult.text(UiLanguage.code(), "level." + a.level());
        String name = Texts.text("alert.named", a.subject(UiLanguage.code()), level);
        if (ink.width(level) <= begin - f.left() - 12) {
            ink.text(begin - 8, y, level, Ink.Align.END, p.ink(), false);
        } else if (ink.width(level) <= end - seen - 12) {
            // on the bar, which goes on behind it
            ink.text(seen + 6, y, level, Ink.Align.START, p.ground(), false);
        }
        places.add(new Place(begin, y, end - begin, Texts.text("alert.at", name, r.sinceAndSeen(a, UiLanguage.code()), Texts.percent(a
                .probability()), r.status(a, UiLanguage.code())), Optional.empty(), Optional.of(a.observable().id()), Optional.of(a.id()),
                Optional.empty()));
    }

    // ---- pointing

    private Optional<Place> place(double x, double y) {
        return places.stream().filter(q -> q.holds(x, y)).min(Comparator.comparingDouble(q -> q.distance(x, y)));
    }

    /** The state at a point of the last drawing: itself, or the one that the observation there led to. */
    Optional<TwinState> state(double x, double y) {
        return place(x, y).flatMap(q -> q.state);
    }

    /** The id of the observable of what is at a point. */
    Optional<String> observable(double x, double y) {
        return place(x, y).flatMap(q -> q.observable);
    }

    /** Those at one place of the line: what counts first, then what was withdrawn; elsewhere what is there alone. */
    private List<Place> all(double x, double y) {
        return place(x, y).map(q -> !q.isObservation() ? List.of(q) : places.stream().filter(o -> o.isObservation() && o.y == q.y && Math
                .abs(o.x - q.x) <= DOT).toList()).orElse(List.of());
    }

    /** The observations at a point, those that count first, or the one that made the state there. */
    List<Observation> observations(double x, double y) {
        return all(x, y).stream().flatMap(q -> q.observation.stream()).toList();
    }

    /** Where the last drawing has an observation; for tests. */
    Optional<double[]> placeOf(Observation o) {
        return places.stream().filter(q -> q.observable.isPresent() && q.observation.filter(o::equals).isPresent()).findFirst()
                .map(q -> new double[] {q.x, q.y});
    }

    /** The id of the alert at a point. */
    Optional<String> alert(double x, double y) {
        return place(x, y).flatMap(q -> q.alert);
    }

    /** Where the last drawing has a state; for tests. */
    Optional<double[]> placeOf(TwinState s) {
        return places.stream().filter(q -> q.state.filter(s::equals).isPresent()).findFirst().map(q -> new double[] {q.x, q.y});
    }

    @Override
    public String at(double x, double y) {
        List<Place> all = all(x, y);
        String more = all.size() > MOST_SAID ? "\n" + Texts.text("line.more", all.size() - MOST_SAID) : "";
        return all.stream().limit(MOST_SAID).map(q -> q.text).collect(Collectors.joining("\n")) + more;
    }

    @Override
    public void pointed(Ink ink, double x, double y) {
        place(x, y).filter(q -> q.alert.isEmpty()).ifPresent(q -> ink.circle(q.x, q.y, DOT + 3, ink.palette().ink(), 1));
    }

    @Override
    public CsvTable csv() {
        CsvTable t = new CsvTable(List.of("what", "id", "time", "kind", "value", "unit", "source"), List.of("", "", "", "", "see unit", "",
                ""));
        for (TwinState s : reading.twin().getStates()) {
            t.row(Arrays.asList("state", s.getId(), s.getTime(), s.getCause(), null, "", ""));
        }
        for (Observation o : reading.twin().getObservations().stream().filter(o -> !Withdrawals.isEntry(o)).toList()) {
            Optional<Observable> d = Reading.observable(o);
            t.row(Arrays.asList("observation", o.getId(), o.getTime(), o.getDefinition(), d.map(q -> RunResult.shown(q.unit(), o
                    .getValue())).orElse(o.getValue()), d.map(q -> q.unit().symbol()).orElse(o.getUnit()), o.getSource()));
            reading.withdrawal(o).ifPresent(e -> t.row(Arrays.asList("withdrawn", o.getId(), e.getTime(), e.getDescription(), null, "", e
                    .getSource())));
        }
        reading.result().ifPresent(r -> r.alerts().forEach(a -> t.row(Arrays.asList("alert", a.id(), a.since().getTime(), a.level(),
                a.probability(), "1", ""))));
        return t;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Gaussian;

/**
 * A synthetic patient whose truth is known: parameters drawn from the population, observations of their courses with errors, and, if
 * wanted, a cause that makes them deviate from some time on; without one a course that may break does so as often as it is said to.
 * Parameters whose course leaves what the observable can be at a visit are drawn again. Same seed, same patient.
 *
 * @param pseudonym of the patient
 * @param truth parameters by observable, in the course's own coordinates
 * @param changes onset, s, infinite for none, and rate of each course that may break
 * @param rows the observations as a file has them, in the order of their times
 */
public record VirtualPatient(String pseudonym, Map<Observable, double[]> truth, Map<Observable, double[]> changes,
        List<ObservationFile.Row> rows) {

    /** Where no course breaks. */
    VirtualPatient(String pseudonym, Map<Observable, double[]> truth, List<ObservationFile.Row> rows) {
        this(pseudonym, truth, Map.of(), rows);
    }

    /** The true value after an operation, SI, without what an event does. */
    public double value(Observable d, double t) {
        double[] c = changes.get(d);
        return d.course().orElseThrow().at(truth.get(d), t) + (c == null ? 0 : ChangePoints.added(c[0], c[1], t));
    }


    private static final int TRIES = 1000;
    private static final String OWN = "population";

    /**
     * An observation that is planned.
     *
     * @param t time since the operation, s: whole days, since files have dates
     */
    public record Visit(Observable observable, double t) {
    }

    /**
     * What happens to the patient.
     *
     * @param cause id of a cause
     * @param onset s since the operation
     */
    public record Event(String cause, double onset, double severity) {
    }

    /**
     * @param joint {@code knee} or {@code hip}
     * @param facts values by the observable's id
     * @param visits what is observed when
     * @param event what happens; empty for a course of the population
     * @param rounded whether observations have the digits that they have in a clinic, rather than all; what is a whole number always is
     */
    public static VirtualPatient draw(String pseudonym, String joint, Map<String, Double> facts, Instant operation, List<Visit> visits,
            Optional<Event> event, boolean rounded, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Belief population = Belief.population(joint, facts);
        Map<Observable, double[]> truth = new LinkedHashMap<>();
        for (Observable d : population.observables()) {
            List<Visit> own = visits.stream().filter(v -> v.observable.equals(d)).toList();
            // what other files add leaves the rest of a patient as it is
            boolean ours = Observables.file(d).equals(OWN);
            truth.put(d, parameters(d, population.of(d), own, ours ? random : new SplittableRandom(seed + d.id().hashCode())));
        }
        CutGeometry.drawTogether(population, truth, seed);
        // who has an event has that
        Map<Observable, double[]> changes = event.isPresent() ? Map.of() : changes(truth.keySet(), visits, seed);
        Optional<Cause> cause = event.map(e -> Observables.causes().stream().filter(c -> c.id().equals(e.cause)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no cause '" + e.cause + "'")));
        List<ObservationFile.Row> rows = new ArrayList<>();
        rows.add(row(rows, pseudonym, Observables.get(joint + ".operation"), operation, 1, "registry", false));
        new TreeMap<>(facts).forEach((id, v) -> rows.add(row(rows, pseudonym, Observables.get(id), operation, v, "registry", false)));
        for (Visit v : visits.stream().sorted(Comparator.comparingDouble(Visit::t)).toList()) {
            Observable d = v.observable;
            double moved = cause.map(c -> c.deviation(d.id(), 0, event.get().severity, v.t - event.get().onset)).orElse(0.0);
            double[] c = changes.get(d);
            double y = d.course().orElseThrow().at(truth.get(d), v.t) + (c == null ? 0 : ChangePoints.added(c[0], c[1], v.t)) + moved + d
                    .error() * random.nextGaussian();
            rows.add(row(rows, pseudonym, d, Times.after(operation, v.t), d.clamp(y), "clinic", rounded));
        }
        return new VirtualPatient(pseudonym, truth, changes, rows);
    }

    /** What breaks of itself, as often as it is said to, until a year after the last visit. */
    private static Map<Observable, double[]> changes(Set<Observable> all, List<Visit> visits, long seed) {
        Map<Observable, double[]> changes = new LinkedHashMap<>();
        double end = FollowUp.YEAR + visits.stream().mapToDouble(Visit::t).max().orElse(0);
        for (Observable d : all) {
            d.change().map(c -> c.law().draw(new SplittableRandom(seed + d.id().hashCode() + 1), end)).filter(c -> Double.isFinite(c[0]))
                    .ifPresent(c -> changes.put(d, c));
        }
        return changes;
    }

    private static double[] parameters(Observable d, Gaussian population, List<Visit> visits, SplittableRandom random) {
        for (int i = 0; i < TRIES; i++) {
            double[] x = new EnsembleKalman(2, random.nextLong()).draw(population)[0];
            if (visits.stream().map(v -> d.course().orElseThrow().at(x, v.t)).allMatch(y -> y >= d.lower() && y <= d.upper())) {
                return x;
            }
        }
        throw new IllegalStateException("no course of " + d.id() + " stays within what it can be");
    }

    static ObservationFile.Row row(List<ObservationFile.Row> before, String pseudonym, Observable d, Instant time, double si,
            String source, boolean rounded) {
        double shown = d.unit().fromSi(si);
        String value = d.whole() ? Numbers.shortest(Math.rint(shown)) : rounded ? Numbers.shortest(Double.parseDouble(Numbers.fixed(shown,
                d.unit().symbol().contains("m") ? 2 : 0)))
                : Numbers.shortest(shown);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("patient", pseudonym);
        texts.put("time", time.atOffset(ZoneOffset.UTC).toLocalDate().toString());
        texts.put("observable", d.id());
        texts.put("value", value);
        texts.put("unit", d.unit().symbol());
        texts.put("source", source);
        // a line further, since the first has the names
        return new ObservationFile.Row(before.size() + 2, texts);
    }

    /** The rows as a CSV file. */
    public String csv() {
        StringBuilder b = new StringBuilder("patient,time,observable,value,unit,source\n");
        for (ObservationFile.Row r : rows) {
            b.append(String.join(",", r.texts().values())).append('\n');
        }
        return b.toString();
    }
}

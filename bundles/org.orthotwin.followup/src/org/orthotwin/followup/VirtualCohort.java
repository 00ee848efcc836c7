/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.model.twin.Observation;

/**
 * Virtual patients with the facts of one patient, drawn from what is known of the population: where among them the patient is. Each has
 * the parameters of its courses and, in each observable, how far its observations lie off them. Same seed, same cohort; what another
 * bundle adds leaves the rest as it is.
 */
public final class VirtualCohort {

    /** What says what is observed of them. */
    private static final String COHORT = "virtual cohort";
    /** Enough for a rank within 2 %. */
    public static final int PATIENTS = 1000;
    /** No more are drawn at once. */
    public static final int MOST = 100_000;

    private final Map<Observable, double[][]> parameters = new LinkedHashMap<>();
    private final Map<Observable, double[]> errors = new LinkedHashMap<>();
    private final FollowUp followUp;
    private final long seed;

    /**
     * @param patients at least 2
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public VirtualCohort(FollowUp f, int patients, long seed, Monitor monitor) {
        if (patients < 2 || patients > MOST) {
            throw Texts.refuse("cohort.size", patients, MOST);
        }
        this.followUp = f;
        this.seed = seed;
        Belief population = Belief.population(f.joint(), f.facts()).operated(f.operation().isPresent());
        for (Observable d : population.observables()) {
            monitor.checkCancelled();
            long own = seed + 0x9E3779B97F4A7C15L * d.id().hashCode();
            parameters.put(d, new EnsembleKalman(patients, own).draw(population.of(d)));
            SplittableRandom random = new SplittableRandom(own + 1);
            double[] e = new double[patients];
            Arrays.setAll(e, i -> d.error() * random.nextGaussian());
            errors.put(d, e);
        }
        for (int i = 0; i < patients; i++) {
            int patient = i;
            Map<Observable, double[]> truth = new LinkedHashMap<>();
            parameters.forEach((d, x) -> truth.put(d, x[patient]));
            CutGeometry.drawTogether(population, truth, seed + 0x9E3779B97F4A7C15L * (i + 1));
            parameters.forEach((d, x) -> x[patient] = truth.get(d));
        }
    }

    /**
     * The patients themselves, to be taken away: their parameters, and what is observed of each when this twin was observed, with errors of
     * its own. What is known of the twin beforehand is known of them: the operation or the one that is planned, and facts.
     *
     * @param steps of the twin, whose times they share
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public List<VirtualPatient> patients(List<FollowUp.Step> steps, Monitor monitor) {
        int n = parameters.values().iterator().next().length;
        // of several operations that which time counts from
        List<Observation> shared = Withdrawals.standing(followUp.twin()).stream().filter(o -> Histories.isOperation(o.getDefinition())
                && !followUp.isRevised() || Histories.isPlan(o.getDefinition()) || Observables.find(o.getDefinition())
                .filter(d -> d.kind().equals("fact"))
                        .isPresent()).toList();
        List<VirtualPatient> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            monitor.checkCancelled();
            String pseudonym = String.format(Locale.ROOT, "V-%0" + String.valueOf(n).length() + "d", i + 1);
            SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (i + 1));
            Map<Observable, double[]> truth = new LinkedHashMap<>();
            int patient = i;
            parameters.forEach((d, x) -> truth.put(d, x[patient]));
            List<ObservationFile.Row> rows = new ArrayList<>();
            if (followUp.isRevised()) {
                rows.add(VirtualPatient.row(rows, pseudonym, Observables.get(followUp.joint() + ".operation"), followUp.origin(), 1, COHORT,
                        false));
            }
            shared.forEach(o -> rows.add(VirtualPatient.row(rows, pseudonym, Observables.get(o.getDefinition()), Times.instant(o.getTime()),
                    o.getValue(), COHORT, false)));
            for (FollowUp.Step s : steps) {
                Observable d = s.observable();
                if (truth.containsKey(d)) {
                    Instant time = Times.instant(s.observation().getTime());
                    // what a course is beyond its scale is seen at the end of it, and not off the end by errors
                    double y = followUp.value(d.course().orElseThrow(), truth.get(d), followUp.since(time))
                            + FollowUp.error(d, s.observation()) * random.nextGaussian();
                    rows.add(VirtualPatient.row(rows, pseudonym, d, time, d.clamp(y), COHORT, true));
                }
            }
            all.add(new VirtualPatient(pseudonym, truth, rows));
        }
        return all;
    }

    /** The true value of a patient, SI, as far as it can be. @param t s since the twin's origin */
    public double value(Observable d, double[] truth, double t) {
        return d.clamp(followUp.value(d.course().orElseThrow(), truth, t));
    }

    /**
     * What is observed of all at a time, in rising order, SI.
     *
     * @param t time since the twin's origin, s
     */
    private double[] observed(Observable d, double t) {
        double[][] x = parameters.get(d);
        double[] e = errors.get(d);
        double[] y = new double[x.length];
        Arrays.setAll(y, i -> d.clamp(followUp.value(d.course().orElseThrow(), x[i], t) + e[i]));
        Arrays.sort(y);
        return y;
    }

    /**
     * Values below which such parts of the cohort are observed, SI, linear between neighbours.
     *
     * @param t time since the twin's origin, s
     * @param parts from 0 to 1
     */
    public double[] quantiles(Observable d, double t, double... parts) {
        double[] y = observed(d, t);
        return Arrays.stream(parts).map(p -> {
            double at = p * (y.length - 1);
            int i = (int) Math.min(Math.floor(at), y.length - 2);
            return y[i] + (at - i) * (y[i + 1] - y[i]);
        }).toArray();
    }

    /**
     * The part of the cohort of which less is observed than this, 0 to 1; half of what is the same counts.
     *
     * @param t time since the twin's origin, s
     * @param value SI
     */
    public double rank(Observable d, double t, double value) {
        double below = 0;
        double[] y = observed(d, t);
        for (double v : y) {
            below += v < value ? 1 : v == value ? 0.5 : 0;
        }
        return below / y.length;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.EnsembleKalman;

/**
 * Virtual patients with the facts of one patient, drawn from what is known of the population: where among them the patient is. Each has
 * the parameters of its courses and, in each observable, how far its observations lie off them. Same seed, same cohort; what another
 * bundle adds leaves the rest as it is.
 */
public final class VirtualCohort {

    /** Enough for a rank within 2 %. */
    public static final int PATIENTS = 1000;
    /** No more are drawn at once. */
    public static final int MOST = 100_000;

    private final Map<Observable, double[][]> parameters = new LinkedHashMap<>();
    private final Map<Observable, double[]> errors = new LinkedHashMap<>();
    private final FollowUp followUp;

    /**
     * @param patients at least 2
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public VirtualCohort(FollowUp f, int patients, long seed, Monitor monitor) {
        if (patients < 2 || patients > MOST) {
            throw Texts.refuse("cohort.size", patients, MOST);
        }
        this.followUp = f;
        Belief population = Belief.population(f.joint(), Histories.facts(f.twin())).operated(f.operation().isPresent());
        for (Observable d : population.observables()) {
            monitor.checkCancelled();
            long own = seed + 0x9E3779B97F4A7C15L * d.id().hashCode();
            parameters.put(d, new EnsembleKalman(patients, own).draw(population.of(d)));
            SplittableRandom random = new SplittableRandom(own + 1);
            double[] e = new double[patients];
            Arrays.setAll(e, i -> d.error() * random.nextGaussian());
            errors.put(d, e);
        }
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

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.detection.RunLength;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.estimation.EnsembleKalman;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;

/**
 * Simulation-based calibration (Talts et al. 2018) of everything that is predicted, with its own course, prior and errors: of a truth that
 * is drawn from the prior, and observations that are drawn from it, the rank among draws of the posterior is uniform. That holds for the
 * chain of the record on all courses, and for the filter where the course is linear in its parameters; elsewhere the filter takes the
 * posterior for a normal distribution, and how far its ranks are from uniform is told and bounded.
 */
class CalibrationTest {

    private static final int TRUTHS = 400;
    private static final int BINS = 10;
    /** Chi-squared with 9 degrees of freedom is beyond it once in 10,000 times; some 30 parameters are looked at. */
    private static final double MOST = 33.72;
    /** Draws of a chain so far apart are taken for independent. */
    private static final int APART = 40;
    /** The filter's ranks are no farther from uniform where a course is not linear; measured 0.03 to 0.075, 0.068 is noise (95 %). */
    private static final double FAR = 0.1;
    private static final int[] DAYS = {-20, 42, 90, 182, 365, 730};

    @ParameterizedTest
    @ValueSource(strings = {"knee", "hip"})
    @Tag("long")
    void ranksOfTheTruth(String joint) {
        SplittableRandom random = new SplittableRandom(2026);
        TreeMap<String, int[]> chains = new TreeMap<>();
        TreeMap<String, List<Double>> filters = new TreeMap<>();
        List<Observable> all = Observables.predicted(joint).stream().filter(d -> Observables.contributor(d).equals(
                "org.orthotwin.followup") && d.course().orElseThrow().tellsAfter()).toList();
        Belief population = Belief.population(joint, Map.of());
        for (int t = 0; t < TRUTHS; t++) {
            Twin twin = Clinic.operated("twin", "P-1", joint);
            TreeMap<String, double[]> truths = new TreeMap<>();
            for (Observable d : all) {
                double[] truth = new EnsembleKalman(2, random.nextLong()).draw(population.of(d))[0];
                truths.put(d.id(), truth);
                double[] change = d.change().map(c -> c.law().draw(random, DAYS[DAYS.length - 1] * Clinic.DAY)).orElse(new double[] {
                    Double.POSITIVE_INFINITY, 0});
                for (int day : DAYS) {
                    if (day > 0 || d.course().orElseThrow().tellsBefore()) {
                        observe(twin, d, day, d.course().orElseThrow().at(truth, day * Clinic.DAY) + ChangePoints.added(change[0],
                                change[1],
                                day * Clinic.DAY) + d.error() * random.nextGaussian());
                    }
                }
            }
            FollowUp f = new FollowUp(twin);
            f.absorb(new UnscentedKalman(), "unscented", Clinic.SOFTWARE, Monitor.NONE);
            for (FollowUp.Record r : f.record(twin.getCurrentState(), t, Monitor.NONE)) {
                double[] truth = truths.get(r.observable().id());
                double[][] draws = r.chain().draws();
                Gaussian g = r.filter();
                for (int i = 0; i < truth.length; i++) {
                    int rank = 0;
                    int of = 0;
                    for (int k = APART - 1; k < draws.length - APART; k += APART) {
                        rank += draws[k][i] < truth[i] ? 1 : 0;
                        of++;
                    }
                    chains.computeIfAbsent(r.observable().parameter(i), p -> new int[BINS])[rank * BINS / (of + 1)]++;
                    filters.computeIfAbsent(r.observable().parameter(i), p -> new ArrayList<>()).add(RunLength.normal((truth[i] - g.mean(i))
                            / g.deviation(i)));
                }
            }
        }
        StringBuilder told = new StringBuilder();
        boolean good = true;
        for (String p : chains.keySet()) {
            double chi = chi(chains.get(p));
            double far = far(filters.get(p));
            int[] bins = new int[BINS];
            filters.get(p).forEach(u -> bins[(int) Math.min(BINS - 1, u * BINS)]++);
            boolean linear = p.startsWith("hip.wear.linear");
            boolean calibrated = chi < MOST && (linear ? chi(bins) < MOST : far < FAR);
            good &= calibrated;
            told.append(String.format(Locale.ROOT, "%s%s: chain chi-squared %.1f; filter %.1f, distance %.3f%n", calibrated ? ""
                    : "NOT ", p, chi, chi(bins), far));
        }
        assertTrue(good, told.toString());
        assertTrue(chains.size() >= 8, told.toString());
    }

    private static void observe(Twin twin, Observable d, int day, double value) {
        Observation o = TwinFactory.eINSTANCE.createObservation();
        o.setId("o" + twin.getObservations().size());
        o.setIdentity(o.getId());
        o.setDefinition(d.id());
        o.setVersion(d.version());
        o.setTime(Times.after(Clinic.OPERATION, day * Clinic.DAY).toString());
        // as the model has it, whatever a value can be
        o.setValue(value);
        o.setUnit(Intake.si(d.unit()));
        o.setSource("test");
        twin.getObservations().add(o);
    }

    private static double chi(int[] bins) {
        double expected = Arrays.stream(bins).sum() / (double) bins.length;
        return Arrays.stream(bins).mapToDouble(b -> (b - expected) * (b - expected) / expected).sum();
    }

    /** Distance of a sample from the uniform distribution. */
    private static double far(List<Double> u) {
        double[] sorted = u.stream().mapToDouble(x -> x).sorted().toArray();
        double most = 0;
        for (int i = 0; i < sorted.length; i++) {
            most = Math.max(most, Math.max((i + 1.0) / sorted.length - sorted[i], sorted[i] - (double) i / sorted.length));
        }
        return most;
    }
}

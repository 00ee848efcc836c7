/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.simulation.Verdict;

/**
 * A measurement over all samples.
 *
 * @param definition what was measured
 * @param nominal value of the plan as it is, SI; NaN where it could not be taken
 * @param lower end of the target of the plan as it is, SI; -infinity for none
 * @param upper other end, SI; infinity for none
 * @param values of the samples that are draws from the distributions, SI, in their order; NaN where it could not be taken
 * @param missing how many of these are NaN
 * @param mean SI
 * @param deviation standard deviation, SI
 * @param low 5 % quantile, SI
 * @param median SI; without draws the value with every input at its median
 * @param high 95 % quantile, SI
 * @param met probability that its target is met, of the samples in which there is one; NaN where there is none
 * @param metError standard error of that
 * @param correlations rank correlation with each input (Spearman); NaN where nothing varies; empty without draws
 * @param indices of each input, for a sensitivity design; empty else
 * @param swings value with each input low and high, SI, for a one-at-a-time design; empty else
 */
public record Readout(MeasurementDefinition definition, double nominal, double lower, double upper, double[] values, int missing,
        double mean, double deviation, double low, double median, double high, double met, double metError, double[] correlations,
        List<Sensitivity.Index> indices, List<double[]> swings) {

    private static final double LOW = 5;
    private static final double HIGH = 95;

    /** Whether there is a target. */
    public boolean hasTarget() {
        return lower > Double.NEGATIVE_INFINITY || upper < Double.POSITIVE_INFINITY;
    }

    /** How many samples have a value. */
    public int n() {
        return values.length - missing;
    }

    /** Standard error of the mean of independent samples, SI; designs that spread their samples evenly have a smaller one. */
    public double meanError() {
        return deviation / Math.sqrt(n());
    }

    /** How much of an effect on this measurement an input has: its total index, its swing or its rank correlation, without its sign. */
    public double influence(int input) {
        return !indices.isEmpty() ? indices.get(input).total() : !swings.isEmpty()
                ? Math.abs(swings.get(input)[1] - swings.get(input)[0]) : correlations.length > 0 ? Math.abs(correlations[input])
                : Double.NaN;
    }

    /** The inputs by what they do to this measurement, the most influential first; without those that do nothing at all. */
    public int[] byInfluence() {
        int n = !indices.isEmpty() ? indices.size() : !swings.isEmpty() ? swings.size() : correlations.length;
        return IntStream.range(0, n).filter(k -> influence(k) > 0).boxed().sorted((a, b) ->
                influence(a) != influence(b) ? Double.compare(influence(b), influence(a)) : Integer.compare(a, b)).mapToInt(k -> k)
                .toArray();
    }

    /** Smallest rank correlation that is not chance, at 95 %. */
    public double significance() {
        return 1.96 / Math.sqrt(Math.max(1, n() - 1));
    }

    /** Of draws. */
    static Readout of(MeasurementDefinition d, double nominal, double lower, double upper, List<Sample> draws, int inputs) {
        double[] values = new double[draws.size()];
        int within = 0;
        int targets = 0;
        for (int i = 0; i < values.length; i++) {
            Sample.Taken t = draws.get(i).values().get(d.id());
            values[i] = t == null ? Double.NaN : t.si();
            if (t != null && t.verdict() != Verdict.NO_TARGET && t.verdict() != Verdict.NOT_MEASURED) {
                targets++;
                within += t.verdict() == Verdict.WITHIN ? 1 : 0;
            }
        }
        int[] there = IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
        double[] y = Arrays.stream(there).mapToDouble(i -> values[i]).toArray();
        double mean = y.length == 0 ? Double.NaN : Arrays.stream(y).sum() / y.length;
        double squares = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = y.length < 2 ? Double.NaN : Math.sqrt(squares / (y.length - 1));
        // the error of a fraction of none or all of them is not zero: one more of each (Laplace)
        double p = (within + 1.0) / (targets + 2.0);
        return new Readout(d, nominal, lower, upper, values, values.length - y.length, mean, deviation, quantile(y, LOW),
                quantile(y, 50), quantile(y, HIGH), targets == 0 ? Double.NaN : (double) within / targets,
                targets == 0 ? Double.NaN : Math.sqrt(p * (1 - p) / targets), correlations(draws, there, y, deviation, inputs), List.of(),
                List.of());
    }

    private static double quantile(double[] y, double percent) {
        return y.length == 0 ? Double.NaN
                : new Percentile().withEstimationType(Percentile.EstimationType.R_7).evaluate(y, percent);
    }

    private static double[] correlations(List<Sample> draws, int[] there, double[] y, double deviation, int inputs) {
        double[] rho = new double[inputs];
        Arrays.fill(rho, Double.NaN);
        double size = Arrays.stream(y).map(Math::abs).max().orElse(0);
        // what is only rounding has no ranks
        if (y.length < 3 || !(deviation > 1e-12 * size)) {
            return rho;
        }
        NaturalRanking ranking = new NaturalRanking();
        double[] ranks = ranking.rank(y);
        for (int k = 0; k < inputs; k++) {
            double[] x = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                x[i] = draws.get(there[i]).inputs()[k];
            }
            rho[k] = new PearsonsCorrelation().correlation(ranking.rank(x), ranks);
        }
        return rho;
    }

    /** With what each input explains. */
    Readout with(List<Sensitivity.Index> explained) {
        return new Readout(definition, nominal, lower, upper, values, missing, mean, deviation, low, median, high, met, metError,
                correlations, explained, swings);
    }

    /** Of a design without draws. @param median value with every input at its median, SI */
    static Readout oneAtATime(MeasurementDefinition d, double nominal, double lower, double upper, double median, List<double[]> swings) {
        return new Readout(d, nominal, lower, upper, new double[0], 0, Double.NaN, Double.NaN, Double.NaN, median, Double.NaN,
                Double.NaN, Double.NaN, new double[0], List.of(), swings);
    }

    /** Values of the draws that have one, SI. */
    public double[] present() {
        return Arrays.stream(values).filter(Double::isFinite).toArray();
    }

    static List<Sample> drawn(Design design, List<Sample> samples, int inputs) {
        List<Sample> draws = new ArrayList<>();
        for (Sample s : samples) {
            boolean draw = switch (design) {
                case ONE_AT_A_TIME -> false;
                case SENSITIVITY -> s.index() % (inputs + 2) < 2;
                default -> true;
            };
            if (draw && s.isComputed()) {
                draws.add(s);
            }
        }
        return draws;
    }
}

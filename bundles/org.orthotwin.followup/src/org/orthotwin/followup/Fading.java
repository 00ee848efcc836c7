/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.UnscentedKalman;

/**
 * How what is known of one patient fades while nothing is observed. What a person reports and does changes over years for reasons that no
 * course knows, so that a score of four years ago says less of today's than the course alone would have it.
 *
 * <p>Model: beside the course, a patient departs from the population by a stationary first-order process (Ornstein-Uhlenbeck) with the
 * population's own spread s(t) at that time. Between observations at most {@code after} apart nothing of it is seen: that is what the
 * courses and errors were taken from. Over a longer gap g the variance of what is foretold grows by
 * s(t)&sup2; (1 - exp(-2 (g - after) / time)): in the end the patient is known no better than anybody. The same growth q is put into the
 * parameters before an observation at t is taken: P + q w w', where w moves the levels of the course (not its times and trends) by what is
 * not known of each, and the value by 1. Where the course is linear in them the variance of the value grows by q.
 *
 * <p>Limits: the mean stays that of the course; what a cause adds to a course goes on as before. What an implant or a bone does
 * (migration, wear, joint space) does not fade unless its definition says so.
 *
 * @param after a gap that costs nothing, s
 * @param time in which the departure is forgotten, s
 * @param source where that comes from
 */
public record Fading(double after, double time, String source) {

    private static final UnscentedKalman UNSCENTED = new UnscentedKalman();

    /**
     * By how much the variance of an observable's value grows over a gap, SI squared.
     *
     * @param operated whether its course is that after an operation
     * @param t of the value, s
     * @param last when it was last observed, s
     */
    double growth(Observable d, boolean operated, double t, double last) {
        double gap = t - last - after;
        if (!(gap > 0)) {
            return 0;
        }
        double spread = value(d, d.belief(d.priors()), operated, t).covariance(0, 0);
        return -Math.expm1(-2 * gap / time) * spread;
    }

    /** The parameters as they are known after the gap; themselves where nothing fades. */
    static Gaussian over(Observable d, Gaussian g, boolean operated, double t, double last) {
        double q = d.fading().map(f -> f.growth(d, operated, t, last)).orElse(0.0);
        if (!(q > 0)) {
            return g;
        }
        double[] way = direction(d.course().orElseThrow(), g, operated, t);
        double[][] p = g.covariances();
        for (int i = 0; i < way.length; i++) {
            for (int j = 0; j < way.length; j++) {
                p[i][j] += q * way[i] * way[j];
            }
        }
        return new Gaussian(g.means(), p);
    }

    /** How parameters move where the value moves by 1: the levels by what is not known of each, or all where there are no levels. */
    private static double[] direction(Course c, Gaussian g, boolean operated, double t) {
        int n = g.dimension();
        double[] way = new double[n];
        for (boolean levels : new boolean[] {true, false}) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                if (g.deviation(i) > 0 && (!levels || c.kind(i) == Course.Kind.VALUE)) {
                    double slope = (at(c, g, i, 1, operated, t) - at(c, g, i, -1, operated, t)) / (2 * g.deviation(i));
                    way[i] = g.covariance(i, i) * slope;
                    sum += way[i] * slope;
                }
            }
            if (sum > 0) {
                for (int i = 0; i < n; i++) {
                    way[i] /= sum;
                }
                return way;
            }
        }
        return new double[n];
    }

    private static double at(Course c, Gaussian g, int i, int side, boolean operated, double t) {
        double[] x = g.means();
        x[i] += side * g.deviation(i);
        return operated ? c.at(x, t) : c.untreated(x, t);
    }

    private static Gaussian value(Observable d, Gaussian g, boolean operated, double t) {
        Course c = d.course().orElseThrow();
        return UNSCENTED.transform(g, (x, y) -> y[0] = operated ? c.at(x, t) : c.untreated(x, t), 1);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.followup.estimation.Gaussian;

/**
 * What ties two twins. Each kind is about parameters that the follow-up really has; none needs anything to be observed of both.
 *
 * <p>The correlations are assumptions that a coupling may replace ({@code correlation}), except where two priors give one.
 */
public enum CouplingKind {

    /**
     * The same joint on the other side of one patient: each parameter of what is observed of that joint goes with its twin's.
     */
    LEFT_RIGHT("left-right", true, 0.5) {
        @Override
        List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation) {
            List<Tie> ties = new ArrayList<>();
            for (Observable d : first.observables()) {
                if (!d.joint().isEmpty() && second.observables().contains(d)) {
                    // what is independent on one side goes with the same on the other, so that all of them go together as each does
                    double[][] one = independent(first.of(d));
                    double[][] other = independent(second.of(d));
                    for (int i = 0; i < one.length; i++) {
                        ties.add(new Tie(d, one[i], d, other[i], correlation.orElse(usual())));
                    }
                }
            }
            return ties;
        }
    },
    /** One body: how active somebody is two years after one operation goes with how active two years after the other. */
    ACTIVITY("activity", true, 0.9) {
        @Override
        List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation) {
            return shared("activity", first, second, correlation.orElse(usual()));
        }
    },
    /** One body: what was measured of it for one joint holds for the other, mass and the tilt of the pelvis. */
    BODY("body", true, 0.98) {
        @Override
        List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation) {
            return shared("body", first, second, correlation.orElse(usual()));
        }
    },
    /**
     * Wear is a function of use, not of time (Schmalzried et al., Clin Orthop 381 (2000) 36-46): rate = factor x steps, the factor
     * independent of the steps. To first order the two correlate by the ratio of their relative spreads.
     */
    USE("use", true, Double.NaN) {
        @Override
        List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation) {
            List<Tie> ties = new ArrayList<>(ties(first, second, correlation));
            for (Tie t : ties(second, first, correlation)) {
                ties.add(new Tie(t.second, t.wb, t.first, t.wa, t.correlation));
            }
            return ties;
        }

        /** Steps of one, wear of the other. */
        private List<Tie> ties(Belief steps, Belief wear, Optional<Double> correlation) {
            List<Tie> ties = new ArrayList<>();
            for (Observable s : steps.observables()) {
                for (Observable d : wear.observables()) {
                    if (s.id().equals(STEPS) && d.kind().equals("wear")) {
                        double[] ws = slopes(s, steps);
                        double[] wd = rate(d);
                        if (Arrays.stream(wd).anyMatch(x -> x != 0)) {
                            ties.add(new Tie(s, ws, d, wd, correlation.orElseGet(() -> Math.min(MOST, spread(s, ws, steps)
                                    / spread(d, wd, wear)))));
                        }
                    }
                }
            }
            return ties;
        }

        private double[] rate(Observable d) {
            double[] w = new double[d.course().orElseThrow().size()];
            for (int i = 0; i < w.length; i++) {
                w[i] = d.course().orElseThrow().kind(i) == Course.Kind.RATE ? 1 : 0;
            }
            return w;
        }

        /** Relative standard deviation: of steps that of the level in the long run. */
        private double spread(Observable d, double[] w, Belief belief) {
            Gaussian g = belief.of(d);
            double variance = 0;
            double value = d.id().equals(STEPS) ? d.course().orElseThrow().at(g.means(), LONG) : 0;
            for (int i = 0; i < w.length; i++) {
                value += d.id().equals(STEPS) ? 0 : w[i] * g.mean(i);
                for (int j = 0; j < w.length; j++) {
                    variance += w[i] * w[j] * g.covariance(i, j);
                }
            }
            return Math.sqrt(variance) / Math.abs(value);
        }
    },
    /** Patients of one cohort: what was seen of the others tells what to expect of this one, as {@link Cohort} has it. */
    COHORT("cohort", false, Double.NaN) {
        @Override
        List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation) {
            return List.of();
        }
    };

    private static final String STEPS = "activity.steps";
    private static final double LONG = 2 * FollowUp.YEAR;
    /** However alike two things vary, they are not the same. */
    private static final double MOST = 0.95;
    private static final double STEP = 1e-4;

    private final String id;
    private final boolean samePatient;
    private final double usual;

    CouplingKind(String id, boolean samePatient, double usual) {
        this.id = id;
        this.samePatient = samePatient;
        this.usual = usual;
    }

    /** The word in files. */
    public String id() {
        return id;
    }

    /** Whether both twins are of one patient; of two otherwise. */
    public boolean ofOnePatient() {
        return samePatient;
    }

    /** Whether it ties whatever joints they are of. */
    boolean ofAnyJoints() {
        return this == ACTIVITY || this == BODY || this == USE;
    }

    /** The correlation where a coupling states none; NaN where the priors give it, or there is none. */
    public double usual() {
        return usual;
    }

    /** @throws org.orthotwin.core.InputException if there is no such kind, with those there are */
    public static CouplingKind of(String id) {
        return Arrays.stream(values()).filter(k -> k.id.equals(id)).findFirst().orElseThrow(() -> Texts.refuse("coupling.kind", id,
                String.join(", ", Arrays.stream(values()).map(CouplingKind::id).toList())));
    }

    /** Two linear functions of parameters that go together. */
    record Tie(Observable first, double[] wa, Observable second, double[] wb, double correlation) {
    }

    abstract List<Tie> ties(FollowUp a, FollowUp b, Belief first, Belief second, Optional<Double> correlation);

    /** Functions of parameters that are independent; each parameter itself where one is known exactly, which ties nothing. */
    private static double[][] independent(Gaussian g) {
        if (IntStream.range(0, g.dimension()).allMatch(i -> g.deviation(i) > 0)) {
            return g.whitening();
        }
        double[][] w = new double[g.dimension()][g.dimension()];
        for (int i = 0; i < w.length; i++) {
            w[i][i] = 1;
        }
        return w;
    }

    /** The long-run levels of what belongs to a body and no joint of it. */
    private static List<Tie> shared(String kind, Belief first, Belief second, double correlation) {
        return first.observables().stream().filter(d -> d.joint().isEmpty() && d.kind().equals(kind) && second.observables().contains(d))
                .map(d -> new Tie(d, slopes(d, first), d, slopes(d, second), correlation)).toList();
    }

    /** How the level two years after the operation depends on the parameters, at what is believed first. */
    static double[] slopes(Observable d, Belief belief) {
        Course c = d.course().orElseThrow();
        Gaussian g = belief.of(d);
        double[] w = new double[c.size()];
        for (int i = 0; i < w.length; i++) {
            double[] x = g.means();
            double step = STEP * g.deviation(i);
            x[i] = g.mean(i) + step;
            double up = c.at(x, LONG);
            x[i] = g.mean(i) - step;
            w[i] = step > 0 ? (up - c.at(x, LONG)) / (2 * step) : 0;
        }
        return w;
    }
}

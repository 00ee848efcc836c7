/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.List;
import java.util.stream.IntStream;

import org.orthotwin.followup.estimation.Gaussian;

/**
 * How far what was executed may be from the plan: normal as the case states it, with the tails of a Student distribution of {@value #TAILS}
 * degrees of freedom beyond one standard deviation, so that a part that was measured far from where it was planned is believed to be where
 * it was measured.
 *
 * <p>The tails are an assumption, the degrees of freedom those that Lange, Little and Taylor found to serve where nothing tells them (1989,
 * J Am Stat Assoc 84:881). That executions have tails is known: of 43 cups that a robot had placed by its own reading with a standard
 * deviation of 2.4 degrees of anteversion and none off by 5, 16 % were off by more than 5 on a scan (Kanawade et al. 2015, J Arthroplasty
 * 30:392).
 *
 * <p>Method: the distribution is a mixture of normal ones of different widths. Given what is believed, the width that is expected is
 * known, and given the width what is believed is normal: both are found together by turns (variational Bayes, which for the mean is the
 * same as iteratively reweighted least squares).
 */
final class Execution {

    /** Degrees of freedom. */
    static final int TAILS = 4;

    private static final double SETTLED = 1e-6;
    private static final int MOST = 200;

    private Execution() {
    }

    /** Whether an input of a case is a coordinate of its plan. */
    static boolean isOf(MechanicalModel.Input in) {
        return in.path().startsWith("plan.");
    }

    /** The variance that the prior of a standard normal input is given, from what is believed of it; 1 unless it is far out. */
    static double width(double mean, double variance) {
        return Math.max(1, (TAILS + mean * mean + variance) / (TAILS + 1));
    }

    /** Natural logarithm of the prior's density beside a normal one, up to a constant. */
    static double logTail(double z) {
        return Math.abs(z) <= 1 ? 0 : z * z / 2 - (TAILS + 1) / 2.0 * Math.log((TAILS + z * z) / (TAILS + 1)) - 0.5;
    }

    /**
     * What is believed when the widths are what they are expected to be.
     *
     * @param used the widths with which it was got
     * @param joint of all inputs, then of what is tied to them
     */
    static Gaussian settle(double[] used, Gaussian joint, List<MechanicalModel.Input> inputs) {
        double[] widths = used.clone();
        double[] mean = joint.means();
        double[][] p = joint.covariances();
        double moved = 1;
        boolean changed = false;
        for (int round = 0; moved > SETTLED && round < MOST; round++) {
            moved = 0;
            for (int i = 0; i < inputs.size(); i++) {
                if (!isOf(inputs.get(i))) {
                    continue;
                }
                double width = width(mean[i], p[i][i]);
                double precision = 1 / width - 1 / widths[i];
                double left = 1 + precision * p[i][i];
                moved = Math.max(moved, Math.abs(width - widths[i]));
                if (width == widths[i] || left <= 0) {
                    continue;
                }
                widths[i] = width;
                changed = true;
                double[] own = p[i].clone();
                double m = mean[i];
                for (int j = 0; j < mean.length; j++) {
                    mean[j] -= precision / left * own[j] * m;
                    for (int k = 0; k < mean.length; k++) {
                        p[j][k] -= precision / left * own[j] * own[k];
                    }
                }
            }
        }
        return changed ? new Gaussian(mean, p) : joint;
    }

    /** The widths of a belief that was settled. */
    static double[] widths(Gaussian inputs, List<MechanicalModel.Input> of) {
        return IntStream.range(0, of.size()).mapToDouble(i -> isOf(of.get(i)) ? width(inputs.mean(i), inputs.covariance(i, i)) : 1)
                .toArray();
    }
}

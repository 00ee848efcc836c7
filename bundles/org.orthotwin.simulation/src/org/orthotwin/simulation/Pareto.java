/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which of several choices no other one beats: those that are better in nothing without being worse in something else. */
public final class Pareto {

    private Pareto() {
    }

    /**
     * Whether each choice is dominated by none: by no other that is nowhere worse and somewhere better. Equal choices do not dominate each
     * other.
     *
     * <p>Choices are taken in the lexicographic order of their costs. Whatever dominates a choice comes before it there, and what is itself
     * dominated need not be asked, so that each is held against those found so far alone: n log n comparisons and n times the size of the
     * front.
     *
     * @param costs of each choice, less is better, as many for each; a choice with a NaN takes no part and is not optimal
     */
    public static boolean[] optimal(double[][] costs) {
        boolean[] optimal = new boolean[costs.length];
        List<double[]> front = new ArrayList<>();
        IntStream.range(0, costs.length).filter(i -> isKnown(costs[i])).boxed().sorted(Comparator.comparing(i -> costs[i],
                Pareto::compare)).forEach(i -> {
                    if (front.stream().noneMatch(f -> dominates(f, costs[i]))) {
                        optimal[i] = true;
                        front.add(costs[i]);
                    }
                });
        return optimal;
    }

    private static boolean isKnown(double[] c) {
        for (double v : c) {
            if (Double.isNaN(v)) {
                return false;
            }
        }
        return true;
    }

    private static int compare(double[] a, double[] b) {
        for (int k = 0; k < a.length; k++) {
            if (a[k] != b[k]) {
                return a[k] < b[k] ? -1 : 1;
            }
        }
        return 0;
    }

    /** Whether the first is nowhere worse and somewhere better than the second. */
    public static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int k = 0; k < a.length; k++) {
            if (a[k] > b[k]) {
                return false;
            }
            better |= a[k] < b[k];
        }
        return better;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Numbers;
import org.orthotwin.solver.ActivityData;

/**
 * The postures that a joint goes through in an activity: every sample, and between two samples as many more, on a straight line in joint
 * coordinates, that no coordinate changes by more than a given step.
 *
 * @param id of the activity
 * @param part of the activity's duration at each posture, 0 to 1, ascending
 * @param coordinates of the joint at each posture, rad
 */
public record ActivityPath(String id, double[] part, double[][] coordinates) {

    /** More postures than this are a mistake in the data rather than a motion. */
    private static final int LARGEST = 100_000;
    private static final String RADIANS = "rad";

    /**
     * @param step largest change of a coordinate from one posture to the next, rad
     * @throws IllegalArgumentException if no channel is a motion of the joint, or the samples are not numbers in ascending time
     */
    public static ActivityPath of(ActivityData a, Excursion.Motions motions, double step) {
        check(a, motions);
        int n = a.times().length;
        double start = a.times()[0];
        double duration = a.times()[n - 1] - start;
        List<Double> part = new ArrayList<>();
        List<double[]> postures = new ArrayList<>();
        double[] last = null;
        for (int i = 0; i < n; i++) {
            double[] q = posture(a, i, motions);
            if (last != null) {
                double change = 0;
                for (int k = 0; k < q.length; k++) {
                    change = Math.max(change, Math.abs(q[k] - last[k]));
                }
                int pieces = (int) Math.min(LARGEST, Math.ceil(change / step));
                for (int j = 1; j < pieces; j++) {
                    double w = (double) j / pieces;
                    part.add((a.times()[i - 1] + w * (a.times()[i] - a.times()[i - 1]) - start) / duration);
                    postures.add(between(last, q, w));
                }
            }
            part.add(duration > 0 ? (a.times()[i] - start) / duration : 0);
            postures.add(q);
            last = q;
            if (postures.size() > LARGEST) {
                throw new IllegalArgumentException("activity '" + a.id() + "' has more than " + LARGEST + " postures at a step of "
                        + Numbers.shortest(Numbers.edge(Math.toDegrees(step))) + " deg");
            }
        }
        return new ActivityPath(a.id(), part.stream().mapToDouble(Double::doubleValue).toArray(), postures.toArray(double[][]::new));
    }

    private static void check(ActivityData a, Excursion.Motions motions) {
        String who = "activity '" + a.id() + "'";
        boolean moves = false;
        for (int c = 0; c < a.channels().size(); c++) {
            if (motions.has(a.channels().get(c))) {
                moves = true;
                if (!a.units().get(c).equals(RADIANS)) {
                    throw new IllegalArgumentException(who + ": its channel '" + a.channels().get(c) + "' is in " + a.units().get(c)
                            + ", not in " + RADIANS);
                }
            }
        }
        if (!moves) {
            throw new IllegalArgumentException(who + " has no channel that is a motion of the joint; it has "
                    + String.join(", ", a.channels()));
        }
        if (a.times().length == 0 || a.times().length != a.values().length) {
            throw new IllegalArgumentException(who + " has " + a.times().length + " times and " + a.values().length + " samples");
        }
        for (int i = 0; i < a.times().length; i++) {
            if (!Double.isFinite(a.times()[i]) || i > 0 && !(a.times()[i] > a.times()[i - 1])) {
                throw new IllegalArgumentException(who + ": time " + Numbers.shortest(a.times()[i]) + " s of sample " + i
                        + " is not after the one before");
            }
            if (a.values()[i].length != a.channels().size()) {
                throw new IllegalArgumentException(who + ": sample " + i + " has " + a.values()[i].length + " values for "
                        + a.channels().size() + " channels");
            }
        }
    }

    private static double[] posture(ActivityData a, int sample, Excursion.Motions motions) {
        double[] q = new double[motions.coordinates()];
        for (int c = 0; c < a.channels().size(); c++) {
            if (motions.has(a.channels().get(c))) {
                double angle = a.values()[sample][c];
                if (!(Math.abs(angle) <= Math.PI)) {
                    throw new IllegalArgumentException("activity '" + a.id() + "': " + a.channels().get(c) + " of sample " + sample + " is "
                            + Numbers.shortest(Numbers.edge(Math.toDegrees(angle))) + " deg, outside -180 to 180 deg");
                }
                motions.move(q, a.channels().get(c), angle);
            }
        }
        return q;
    }

    /** The posture at a weight from 0 (the one before the given index) to 1 (the one at it). */
    double[] before(int index, double weight) {
        return between(coordinates[index - 1], coordinates[index], weight);
    }

    private static double[] between(double[] a, double[] b, double weight) {
        double[] q = new double[a.length];
        for (int k = 0; k < q.length; k++) {
            q[k] = a[k] + weight * (b[k] - a[k]);
        }
        return q;
    }
}

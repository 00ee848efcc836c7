/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.Vec3;

/**
 * A glenoid's face as two parts of spheres of one radius, as wear leaves it (Walch B2).
 *
 * <p>Model: of two balls that have taken bone away, a place of the face belongs to the one whose centre is nearer; both centres and the
 * radius make the sum of the squared distances least, from the best of a row of cuts across the face. What lies at the ridge between them,
 * which is round, does not count. A hollow's axis: of the front one from the glenoid's centre to the ball's; of the hinder one from the
 * middle of its area, in the rim's plane and out to the rim, which is where the worn face mostly looks.
 *
 * @param front direction of the front one's axis, unit
 * @param hinder direction of the hinder one's axis, unit
 * @param hinderCentre middle of the hinder part, on its ball, m
 * @param rms of the distances from both, m
 */
record TwoHollows(Vec3 front, Vec3 hinder, Vec3 hinderCentre, double rms) {

    /** Two hollows fit this much better than one ... */
    private static final double BETTER = 0.6;
    /** ... and face at least this far apart, rad. */
    private static final double APART = Math.toRadians(7);
    private static final double LEAST_SHARE = 0.1;
    /** Fewer places have no hollow of their own. */
    private static final int LEAST = 30;
    /** What is nearly as deep in both balls is the ridge, m: as much of it as leaves each ball its part is left out. */
    private static final double[] RIDGES = {0.0002, 0.0005, 0.0008, 0.0010, 0.0012};
    private static final int ROUNDS = 40;
    private static final int PARTED_ROUNDS = 8;
    /** As hollow and as flat as a glenoid can be, m. */
    private static final double SMALLEST = 0.015;
    private static final double LARGEST = 0.15;
    /** As a glenoid mostly is, m. */
    private static final double USUAL = 0.035;

    boolean isSure(double rmsOfOne) {
        return rms < BETTER * rmsOfOne && front.angle(hinder) > APART;
    }

    /** @return null if no cut leaves enough of the face on both sides */
    static TwoHollows of(GlenoidRim rim) {
        List<Vec3> face = rim.face();
        double[] a = face.stream().mapToDouble(p -> p.minus(rim.centre()).dot(rim.front())).toArray();
        double[] sorted = a.clone();
        Arrays.sort(sorted);
        Balls best = null;
        for (double share = LEAST_SHARE; share <= 1 - LEAST_SHARE + 1e-9; share += 0.1) {
            double at = sorted[(int) (share * (sorted.length - 1))];
            List<Vec3> behind = face.stream().filter(p -> p.minus(rim.centre()).dot(rim.front()) < at).toList();
            List<Vec3> before = face.stream().filter(p -> p.minus(rim.centre()).dot(rim.front()) >= at).toList();
            if (behind.size() < LEAST || before.size() < LEAST) {
                continue;
            }
            // from spheres of the parts, and from balls that the parts as they were cut are given to at first
            Balls parted = new Balls(over(behind, rim), over(before, rim), USUAL, RIDGES[0], face).settled(Set.copyOf(behind));
            for (Balls start : Arrays.asList(new Balls(start(behind, rim), start(before, rim), 0.5 * (SMALLEST + LARGEST), RIDGES[0], face),
                    parted)) {
                Balls fit = start == null ? null : start.settled(null);
                if (fit != null && (best == null || fit.rms() < best.rms())) {
                    best = fit;
                }
            }
        }
        for (int i = 1; i < RIDGES.length && best != null; i++) {
            Balls fit = new Balls(best.behind(), best.before(), best.radius(), RIDGES[i], face).settled(null);
            best = fit == null ? best : fit;
        }
        return best == null ? null : best.hollows(rim);
    }

    /** A ball's centre for the search to begin with. */
    private static Vec3 start(List<Vec3> part, GlenoidRim rim) {
        SphereFit fit = SphereFit.of(BoneShape.flat(part));
        Vec3 middle = BoneShape.mean(part);
        boolean hollow = fit.center().minus(middle).dot(rim.normal()) > 0 && fit.radius() > SMALLEST && fit.radius() < LARGEST;
        return hollow ? fit.center() : middle.plus(rim.normal().times(0.04));
    }

    /** The same where the part is too small for a sphere of its own. */
    private static Vec3 over(List<Vec3> part, GlenoidRim rim) {
        return BoneShape.mean(part).plus(rim.normal().times(USUAL));
    }

    /**
     * @param behind centre of the hinder ball, m
     * @param before centre of the front ball, m
     * @param ridge depth between the balls that belongs to neither, m
     */
    private record Balls(Vec3 behind, Vec3 before, double radius, double ridge, List<Vec3> face) {

        /**
         * Gauss and Newton's steps; null where a ball loses its part.
         *
         * @param hinder places of the hinder ball; null to give each place to the nearer ball, anew each time
         */
        Balls settled(Set<Vec3> hinder) {
            Balls now = this;
            for (int round = 0; round < (hinder == null ? ROUNDS : PARTED_ROUNDS) && now != null; round++) {
                Balls next = now.step(hinder);
                if (next != null && next.behind.distance(now.behind) + next.before.distance(now.before) < 1e-7) {
                    return next;
                }
                now = next;
            }
            return now;
        }

        private Balls step(Set<Vec3> part) {
            double[][] ata = new double[7][7];
            double[] atb = new double[7];
            int[] n = new int[2];
            for (Vec3 p : face) {
                double b = p.distance(behind);
                double f = p.distance(before);
                if (part == null && Math.abs(b - f) < ridge) {
                    continue;
                }
                boolean hinder = part == null ? b < f : part.contains(p);
                Vec3 u = (hinder ? behind : before).minus(p).normalized();
                double[] row = new double[7];
                System.arraycopy(u.toArray(), 0, row, hinder ? 0 : 3, 3);
                row[6] = -1;
                double miss = (hinder ? b : f) - radius;
                n[hinder ? 0 : 1]++;
                for (int r = 0; r < 7; r++) {
                    for (int c = 0; c < 7; c++) {
                        ata[r][c] += row[r] * row[c];
                    }
                    atb[r] -= row[r] * miss;
                }
            }
            if (n[0] < LEAST || n[1] < LEAST) {
                return null;
            }
            for (int r = 0; r < 7; r++) {
                ata[r][r] += 1e-9 * face.size();
            }
            double[] d = new LUDecomposition(new Array2DRowRealMatrix(ata, false)).getSolver().solve(new ArrayRealVector(atb, false))
                    .toArray();
            double next = Math.max(SMALLEST, Math.min(LARGEST, radius + d[6]));
            return new Balls(behind.plus(Vec3.of(d, 0)), before.plus(Vec3.of(d, 3)), next, ridge, face);
        }

        double rms() {
            double sum = 0;
            for (Vec3 p : face) {
                double miss = Math.min(p.distance(behind), p.distance(before)) - radius;
                sum += miss * miss;
            }
            return Math.sqrt(sum / face.size());
        }

        TwoHollows hollows(GlenoidRim rim) {
            Vec3 sum = Vec3.ZERO;
            int n = 0;
            for (Vec3 q : rim.area()) {
                if (height(q, rim.normal(), behind) < height(q, rim.normal(), before)) {
                    sum = sum.plus(q);
                    n++;
                }
            }
            if (n == 0) {
                return null;
            }
            Vec3 middle = sum.times(1.0 / n);
            middle = middle.plus(rim.normal().times(height(middle, rim.normal(), behind)));
            return new TwoHollows(before.minus(rim.centre()).normalized(), behind.minus(middle).normalized(), middle, rms());
        }

        /** Height of a ball's near side over a place of the rim's plane, along its normal, m. */
        private double height(Vec3 q, Vec3 n, Vec3 centre) {
            Vec3 d = centre.minus(q);
            double h = d.dot(n);
            return h - Math.sqrt(Math.max(0, radius * radius - d.dot(d) + h * h));
        }
    }
}

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
 * A glenoid's face as two parts of spheres of one radius, as wear leaves it (Walch B2, Favard E2).
 *
 * <p>Model: of two balls that have taken bone away, a place of the face belongs to the one whose centre is nearer; both centres and the
 * radius make the sum of the squared distances least, from the best of two rows of cuts across the face, from behind forwards and from
 * below upwards. What lies at the ridge between them, which is round, does not count. They lie above each other where the middles of their
 * areas, in the rim's plane and out to the rim, lie farther apart upwards than forwards.
 *
 * @param hinder the one behind or, of two above each other, below
 * @param front the one in front or above
 * @param vertical whether they lie above each other
 * @param rms of the distances from both, m
 */
record TwoHollows(Hollow hinder, Hollow front, boolean vertical, double rms) {

    /**
     * One of them.
     *
     * @param middle of its area, on its ball, m
     * @param centre of its ball, m
     */
    record Hollow(Vec3 middle, Vec3 centre) {

        /** Where its middle looks, which is where a worn face mostly does, behind the glenoid's centre; unit. */
        Vec3 axis() {
            return centre.minus(middle).normalized();
        }
    }

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
    /** Cuts from below upwards have to fit this much better than those from behind forwards. */
    private static final double MUCH = 0.9;

    boolean isSure(double rmsOfOne, Vec3 glenoid) {
        Vec3 other = vertical ? hinder.centre.minus(glenoid) : hinder.axis();
        return rms < BETTER * rmsOfOne && frontAxis(glenoid).angle(other) > APART;
    }

    /** Where the front one looks from the glenoid's centre, which lies in it or at its edge; unit. */
    Vec3 frontAxis(Vec3 glenoid) {
        return front.centre.minus(glenoid).normalized();
    }

    /** @return null if no cut leaves enough of the face on both sides */
    static TwoHollows of(GlenoidRim rim) {
        Balls across = best(rim, rim.front());
        Balls upwards = best(rim, rim.up());
        boolean better = upwards != null && (across == null || upwards.rms() < MUCH * across.rms());
        Balls best = better ? upwards : across;
        for (int i = 1; i < RIDGES.length && best != null; i++) {
            Balls fit = new Balls(best.behind(), best.before(), best.radius(), RIDGES[i], rim.face()).settled(null);
            best = fit == null ? best : fit;
        }
        return best == null ? null : best.hollows(rim);
    }

    /** The best of a row of cuts along a direction; null if none leaves enough of the face on both sides. */
    private static Balls best(GlenoidRim rim, Vec3 along) {
        List<Vec3> face = rim.face();
        double[] a = face.stream().mapToDouble(p -> p.minus(rim.centre()).dot(along)).toArray();
        double[] sorted = a.clone();
        Arrays.sort(sorted);
        Balls best = null;
        for (double share = LEAST_SHARE; share <= 1 - LEAST_SHARE + 1e-9; share += 0.1) {
            double at = sorted[(int) (share * (sorted.length - 1))];
            List<Vec3> behind = face.stream().filter(p -> p.minus(rim.centre()).dot(along) < at).toList();
            List<Vec3> before = face.stream().filter(p -> p.minus(rim.centre()).dot(along) >= at).toList();
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
        return best;
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
            Hollow one = hollow(rim, behind, before);
            Hollow other = hollow(rim, before, behind);
            if (one == null || other == null) {
                return null;
            }
            Vec3 way = other.middle.minus(one.middle);
            boolean vertical = Math.abs(way.dot(rim.up())) > Math.abs(way.dot(rim.front()));
            boolean forwards = way.dot(vertical ? rim.up() : rim.front()) > 0;
            return new TwoHollows(forwards ? one : other, forwards ? other : one, vertical, rms());
        }

        /** The hollow of one ball: where it has taken more away than the other; null where it has nowhere. */
        private Hollow hollow(GlenoidRim rim, Vec3 one, Vec3 other) {
            Vec3 sum = Vec3.ZERO;
            int n = 0;
            for (Vec3 q : rim.area()) {
                if (height(q, rim.normal(), one) < height(q, rim.normal(), other)) {
                    sum = sum.plus(q);
                    n++;
                }
            }
            if (n == 0) {
                return null;
            }
            Vec3 middle = sum.times(1.0 / n);
            return new Hollow(middle.plus(rim.normal().times(height(middle, rim.normal(), one))), one);
        }

        /** Height of a ball's near side over a place of the rim's plane, along its normal, m. */
        private double height(Vec3 q, Vec3 n, Vec3 centre) {
            return SphereFit.nearSide(q, n, centre, radius);
        }
    }
}

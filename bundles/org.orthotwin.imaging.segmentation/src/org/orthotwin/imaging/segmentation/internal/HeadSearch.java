/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.Vec3;

/**
 * Finds balls of bone: heads of femora and humeri. The edges of bone vote for centres along their gradient: the head's own surface inwards,
 * the socket's outwards from its bone, so that both point at the one centre; the highest votes are tried with rays that leave the centre
 * and should meet the fall from the head's cortex to the joint space at one distance. That distance and the centre follow from a sphere
 * through the points, of which outliers (neck, fovea, osteophytes) are left out step by step.
 */
final class HeadSearch {

    /** Smallest and largest radius of a femoral head, m: diameters of adults are from 38 to 58 mm. */
    static final double SMALLEST = 0.018;
    static final double LARGEST = 0.0315;
    private static final double STEP = 0.0025;
    private static final int RAYS = 1500;
    private static final int TRIED = 80;
    private static final int COARSE_ROUNDS = 3;
    private static final int ROUNDS = 7;
    /** How far from a ball that was found fits are begun, along each axis, m. */
    private static final double AROUND = 0.004;
    private static final int SETTLED = 3;
    /** Distance between the centres of a head and its socket, m. */
    private static final double CONCENTRIC = 0.003;
    /** Joint space and wall of a socket together, at least, m. */
    private static final double LEAST_WALL = 0.0025;
    /** Largest difference between the radii of a person's heads, m. */
    private static final double ALIKE = 0.0015;
    /** A ball of which this part of the falls is its own needs no second look. */
    private static final double SURE = 0.5;
    /** What speaks for a head as part of what speaks for its socket, at least. */
    private static final double INNER = 0.5;
    /** Radii at which a ball of unknown size is begun, m: from its own a fit is drawn to spheres up to 2 mm larger or smaller. */
    private static final double[] BEGUN = {0.0195, 0.022, 0.0245, 0.027, 0.0295};
    private static final int THINNED = 5;
    /** Distance from the sphere within which falls are taken for its own, in the first round and at the end, m. */
    private static final double FIRST_BAND = 0.004;
    private static final double LEAST_BAND = 0.0012;
    /** Distance from a head's own sphere within which the surface is on it, m: edges in fine voxels lie within a tenth of a mm. */
    private static final double ON = 0.0004;
    /** How far around a ball its own sphere is looked for, m. */
    private static final double CLOSE = 0.001;
    private static final int CLOSER = 12;

    private static final Comparator<Head> BEST_FIRST = Comparator.comparingDouble((Head c) -> -c.evidence())
            .thenComparingDouble(c -> c.center.x()).thenComparingDouble(c -> c.center.y()).thenComparingDouble(c -> c.center.z());

    private final Ct ct;
    private final HuHistogram h;
    private final Monitor monitor;
    private final Vec3[] rays = fibonacci(RAYS);

    /**
     * A ball that was found.
     *
     * @param center m, along the image's axes
     * @param radius m
     * @param coverage share of the directions inside the image in which the surface was met where the sphere is
     * @param rms of those points about the sphere, m
     * @param band largest distance of a point that is used from the sphere, m
     */
    record Head(Vec3 center, double radius, double coverage, double rms, double band) {

        /**
         * Surface that speaks for it, m^2: small balls fit into anything. Falls that have nothing to do with the sphere are spread evenly
         * over the band about it, with a mean square of a third of the band's, so that only the rest counts as seen.
         */
        double evidence() {
            return 4 * Math.PI * radius * radius * coverage * share();
        }

        /** The part of the falls that are there because the sphere is, 0 to 1. */
        double share() {
            return Math.max(0, 1 - 3 * rms * rms / (band * band));
        }
    }

    HeadSearch(Ct ct, HuHistogram h, Monitor monitor) {
        this.ct = ct;
        this.h = h;
        this.monitor = monitor;
    }

    static Vec3[] fibonacci(int n) {
        Vec3[] v = new Vec3[n];
        double turn = Math.PI * (3 - Math.sqrt(5));
        for (int i = 0; i < n; i++) {
            double z = 1 - (2 * i + 1.0) / n;
            double r = Math.sqrt(1 - z * z);
            v[i] = new Vec3(r * Math.cos(i * turn), r * Math.sin(i * turn), z);
        }
        return v;
    }

    /** All balls that cover at least a share of directions, best first, no two of them overlapping. */
    List<Head> find(double leastCoverage) {
        Grid g = ct.grid;
        int nx = (int) Math.ceil(g.nx() * g.si() / STEP) + 1;
        int ny = (int) Math.ceil(g.ny() * g.sj() / STEP) + 1;
        int nz = (int) Math.ceil(g.nz() * g.sk() / STEP) + 1;
        Grid coarse = new Grid(nx, ny, nz, STEP, STEP, STEP);
        float[] f = coarse(coarse);
        int[] votes = vote(f, coarse);
        Integer[] top = maxima(votes, coarse);
        List<Head> found = Arrays.stream(top).parallel().map(p -> refine(coarse.place(p), Double.NaN))
                .filter(c -> c != null && c.coverage >= leastCoverage).sorted(BEST_FIRST).toList();
        List<Head> kept = new ArrayList<>();
        for (Head c : found) {
            if (kept.stream().allMatch(o -> o.center.distance(c.center) > o.radius + c.radius)) {
                kept.add(c);
            }
        }
        return kept;
    }

    /**
     * The best ball of nearly a known radius whose centre lies within {@code reach} (m) of a place along each axis; null if there is none.
     */
    Head near(Vec3 place, double radius, double reach) {
        int n = (int) Math.round(reach / 0.006);
        int side = 2 * n + 1;
        return IntStream.range(0, side * side * side).parallel()
                .mapToObj(d -> refine(place.plus(new Vec3(d % side - n, d / side % side - n, d / side / side - n).times(0.006)), radius))
                .filter(c -> c != null).min(BEST_FIRST).orElse(null);
    }

    /** HU, cut to what matters and averaged over each coarse voxel. */
    private float[] coarse(Grid c) {
        float[] out = new float[c.size()];
        double low = h.soft - 150;
        double high = h.soft + 500;
        int sub = 2;
        IntStream.range(0, c.nz()).parallel().forEach(k -> {
            monitor.checkCancelled();
            for (int j = 0; j < c.ny(); j++) {
                for (int i = 0; i < c.nx(); i++) {
                    double sum = 0;
                    for (int s = 0; s < sub * sub * sub; s++) {
                        double x = STEP * (i + (s % 2 - 0.5) / 2);
                        double y = STEP * (j + (s / 2 % 2 - 0.5) / 2);
                        double z = STEP * (k + (s / 4 - 0.5) / 2);
                        sum += Math.clamp(ct.at(x, y, z), low, high);
                    }
                    out[c.index(i, j, k)] = (float) (sum / (sub * sub * sub));
                }
            }
        });
        return out;
    }

    private int[] vote(float[] f, Grid c) {
        double least = 60;
        int radii = (int) Math.round((LARGEST - SMALLEST) / STEP) + 1;
        java.util.concurrent.atomic.AtomicIntegerArray votes = new java.util.concurrent.atomic.AtomicIntegerArray(c.size());
        int up = c.nx();
        int over = c.nx() * c.ny();
        IntStream.range(1, c.nz() - 1).parallel().forEach(k -> {
            monitor.checkCancelled();
            for (int j = 1; j < c.ny() - 1; j++) {
                for (int i = 1; i < c.nx() - 1; i++) {
                    int p = c.index(i, j, k);
                    double gx = 0.5 * (f[p + 1] - f[p - 1]);
                    double gy = 0.5 * (f[p + up] - f[p - up]);
                    double gz = 0.5 * (f[p + over] - f[p - over]);
                    double norm = Math.sqrt(gx * gx + gy * gy + gz * gz);
                    if (norm < least) {
                        continue;
                    }
                    for (int side = -1; side <= 1; side += 2) {
                        for (int r = 0; r < radii; r++) {
                            double d = side * (SMALLEST + r * STEP) / STEP / norm;
                            int x = (int) Math.round(i + d * gx);
                            int y = (int) Math.round(j + d * gy);
                            int z = (int) Math.round(k + d * gz);
                            if (c.has(x, y, z)) {
                                // the head's own surface counts twice
                                votes.addAndGet(c.index(x, y, z), side > 0 ? 2 : 1);
                            }
                        }
                    }
                }
            }
        });
        int[] out = new int[c.size()];
        for (int p = 0; p < out.length; p++) {
            out[p] = votes.get(p);
        }
        return out;
    }

    private static Integer[] maxima(int[] votes, Grid c) {
        int[] box = new int[votes.length];
        // sums over 3 x 3 x 3, since a centre lies between coarse voxels
        for (int k = 1; k < c.nz() - 1; k++) {
            for (int j = 1; j < c.ny() - 1; j++) {
                for (int i = 1; i < c.nx() - 1; i++) {
                    int sum = 0;
                    for (int d = 0; d < 27; d++) {
                        sum += votes[c.index(i + d % 3 - 1, j + d / 3 % 3 - 1, k + d / 9 - 1)];
                    }
                    box[c.index(i, j, k)] = sum;
                }
            }
        }
        List<Integer> best = new ArrayList<>();
        for (int k = 2; k < c.nz() - 2; k++) {
            for (int j = 2; j < c.ny() - 2; j++) {
                for (int i = 2; i < c.nx() - 2; i++) {
                    int p = c.index(i, j, k);
                    boolean top = box[p] > 0;
                    for (int d = 0; d < 125 && top; d++) {
                        int q = c.index(i + d % 5 - 2, j + d / 5 % 5 - 2, k + d / 25 - 2);
                        top = box[q] < box[p] || box[q] == box[p] && q >= p;
                    }
                    if (top) {
                        best.add(p);
                    }
                }
            }
        }
        best.sort(Comparator.comparingInt((Integer p) -> -box[p]).thenComparingInt(p -> p));
        return best.subList(0, Math.min(TRIED, best.size())).toArray(Integer[]::new);
    }

    /** The sphere near a first guess, of a radius within 3 mm of a known one if that is a number; null if there is none. */
    Head refine(Vec3 start, double known) {
        monitor.checkCancelled();
        Head head = null;
        for (double radius : Double.isNaN(known) ? BEGUN : new double[] {known}) {
            Head found = fit(start, start, radius, known, 0, COARSE_ROUNDS);
            head = found != null && (head == null || found.evidence() > head.evidence()) ? found : head;
        }
        head = head == null ? null : fit(start, head.center, head.radius, known, COARSE_ROUNDS, ROUNDS);
        return head != null && isBone(head) ? head : null;
    }

    /**
     * The head where a ball was found. Where most of the falls that speak for the ball do so by chance, fits are begun all around it, for
     * the outer side of a socket's wall draws them as well as the head does, and more so where voxels are coarse and the joint space is
     * hardly seen. Both are concentric: of such spheres the head is the inner one.
     *
     * @param known the radius of the head within 1.5 mm, from the other side of the body; NaN if nobody knows it
     */
    Head settle(Head ball, double known) {
        boolean free = Double.isNaN(known);
        if (ball.share() > SURE && (free || Math.abs(ball.radius - known) < ALIKE)) {
            return ball;
        }
        monitor.checkCancelled();
        double[] begun = free ? BEGUN : new double[] {known - 0.5 * ALIKE, known + 0.5 * ALIKE};
        List<Head> rough = IntStream.range(0, 27 * begun.length).parallel().mapToObj(n -> {
            Vec3 start = ball.center.plus(new Vec3(n % 3 - 1, n / 3 % 3 - 1, n / 9 % 3 - 1).times(AROUND));
            return fit(start, start, begun[n / 27], known, 0, COARSE_ROUNDS);
        }).filter(c -> c != null).sorted(BEST_FIRST).toList();
        List<Head> found = new ArrayList<>();
        for (double r : begun) {
            // the best few of each size
            rough.stream().filter(c -> Math.abs(c.radius - r) <= 0.00125).limit(SETTLED)
                    .map(c -> fit(ball.center, c.center, c.radius, known, COARSE_ROUNDS, ROUNDS)).filter(c -> c != null && isBone(c))
                    .filter(c -> free || Math.abs(c.radius - known) < ALIKE).forEach(found::add);
        }
        if (free || found.isEmpty()) {
            found.add(ball);
        }
        found.sort(BEST_FIRST);
        Head best = found.getFirst();
        return found.stream().filter(c -> c.center.distance(best.center) < CONCENTRIC && c.radius < best.radius - LEAST_WALL
                && c.evidence() > INNER * best.evidence()).findFirst().orElse(best);
    }

    /**
     * The ball's sphere again, as the one that has most of the surface on it. Where neck or tuberosities leave a head by no more than a
     * fit's band, least squares lie between both. What weighs is within {@value #ON} m of the sphere, or half a voxel, the farther from it
     * the less; fits are begun all around the ball.
     */
    Head closer(Head ball) {
        monitor.checkCancelled();
        double on = Math.max(ON, 0.5 * ct.grid.largestSpacing());
        double[] points = new double[3 * RAYS];
        int n = 0;
        for (Vec3 ray : rays) {
            double t = fall(ball.center, ray, ball.radius);
            if (Math.abs(t - ball.radius) < 4 * on + CLOSE) {
                Vec3 p = ball.center.plus(ray.times(t));
                points[3 * n] = p.x();
                points[3 * n + 1] = p.y();
                points[3 * n++ + 2] = p.z();
            }
        }
        double[] seen = Arrays.copyOf(points, 3 * n);
        Head best = IntStream.range(0, 27 * 3).parallel().mapToObj(k -> {
            Vec3 start = ball.center.plus(new Vec3(k % 3 - 1, k / 3 % 3 - 1, k / 9 % 3 - 1).times(CLOSE));
            Vec3 c = start;
            double r = ball.radius + (k / 27 - 1) * CLOSE;
            for (int round = 0; round < CLOSER; round++) {
                SphereFit f = near(seen, c, r, on * Math.max(1, 4 - 0.5 * round));
                if (f == null || f.center().distance(ball.center) > 4 * CLOSE) {
                    return null;
                }
                c = f.center();
                r = f.radius();
            }
            return new Head(c, r, onSphere(seen, c, r, on), 0, on);
        }).filter(c -> c != null).max(Comparator.comparingDouble((Head c) -> c.coverage)).orElse(null);
        if (best == null || best.coverage <= onSphere(seen, ball.center, ball.radius, on)) {
            return ball;
        }
        SphereFit f = near(seen, best.center, best.radius, on);
        return f == null ? ball : new Head(f.center(), f.radius(), ball.coverage, f.rms(), on);
    }

    /** The sphere through the points within a distance of another, m; null where there are too few. */
    private static SphereFit near(double[] points, Vec3 c, double r, double within) {
        double[] used = new double[points.length];
        int n = 0;
        for (int i = 0; i < points.length; i += 3) {
            if (Math.abs(Vec3.of(points, i).distance(c) - r) < within) {
                System.arraycopy(points, i, used, n, 3);
                n += 3;
            }
        }
        try {
            return n < 3 * RAYS / 10 ? null : SphereFit.of(Arrays.copyOf(used, n));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** How many points are on a sphere, the farther from it the less. */
    private static double onSphere(double[] points, Vec3 c, double r, double on) {
        double sum = 0;
        for (int i = 0; i < points.length; i += 3) {
            sum += Math.max(0, 1 - Math.abs(Vec3.of(points, i).distance(c) - r) / on);
        }
        return sum;
    }

    /** Rounds of a fit, from one of them up to another; null where the sphere is lost. */
    private Head fit(Vec3 start, Vec3 from, double begun, double known, int first, int end) {
        Vec3 center = from;
        double radius = begun;
        Head head = null;
        for (int round = first; round < end; round++) {
            // a first guess needs fewer rays
            int thin = round < COARSE_ROUNDS ? THINNED : 1;
            double[] hit = new double[RAYS / thin];
            int seen = 0;
            for (int n = 0; n < hit.length; n++) {
                hit[n] = fall(center, rays[n * thin], radius);
                seen += isInside(center, rays[n * thin], radius) ? 1 : 0;
            }
            double band = Math.max(Math.max(LEAST_BAND, FIRST_BAND * Math.pow(0.7, round)), 0.5 * ct.grid.largestSpacing());
            double[] points = new double[3 * hit.length];
            int used = 0;
            for (int n = 0; n < hit.length; n++) {
                if (Math.abs(hit[n] - radius) <= band) {
                    Vec3 p = center.plus(rays[n * thin].times(hit[n]));
                    points[3 * used] = p.x();
                    points[3 * used + 1] = p.y();
                    points[3 * used++ + 2] = p.z();
                }
            }
            if (used < hit.length / 8) {
                return null;
            }
            SphereFit fit;
            try {
                fit = SphereFit.of(Arrays.copyOf(points, 3 * used));
            } catch (IllegalArgumentException e) {
                return null;
            }
            if (fit.center().distance(start) > 0.012 || fit.radius() < SMALLEST || fit.radius() > LARGEST
                    || Math.abs(fit.radius() - known) > 0.003) {
                return null;
            }
            center = fit.center();
            radius = fit.radius();
            head = new Head(center, radius, used / (double) Math.max(hit.length / 4, seen), fit.rms(), band);
        }
        return head;
    }

    /** Whether the image still holds what lies 3 mm beyond a distance along a ray. */
    private boolean isInside(Vec3 c, Vec3 ray, double r) {
        Vec3 p = c.plus(ray.times(r + 0.003));
        Grid g = ct.grid;
        return p.x() >= 0 && p.y() >= 0 && p.z() >= 0 && p.x() <= g.si() * (g.nx() - 1) && p.y() <= g.sj() * (g.ny() - 1)
                && p.z() <= g.sk() * (g.nz() - 1);
    }

    /** A head is bone inside: its outer shell is bright, and its inside not darker than fat. */
    private boolean isBone(Head head) {
        int bright = 0;
        int dark = 0;
        for (Vec3 ray : rays) {
            double shell = Double.NEGATIVE_INFINITY;
            for (double r = head.radius - 0.005; r <= head.radius; r += 0.0005) {
                shell = Math.max(shell, at(head.center, ray, r));
            }
            bright += shell > h.boneRim() ? 1 : 0;
            dark += at(head.center, ray, 0.6 * head.radius) < h.soft - 250 ? 1 : 0;
        }
        return bright > 0.6 * RAYS && dark < 0.1 * RAYS;
    }

    /**
     * Distance at which HU along a ray fall from the head's cortex halfway to what lies beyond, the fall nearest to a radius and highest;
     * NaN if nowhere.
     */
    private double fall(Vec3 c, Vec3 ray, double near) {
        double step = 0.0005;
        // no fall of soft tissue's own noise
        double least = Math.max(60, 3 * h.spread);
        double from = near - 0.007;
        double to = near + 0.006;
        double best = Double.NaN;
        double bestScore = 0;
        int n = (int) ((to - from) / step) + 1;
        double[] v = new double[n];
        for (int s = 0; s < n; s++) {
            v[s] = at(c, ray, from + s * step);
        }
        int reach = 5;
        for (int s = reach; s + reach < n; s++) {
            double drop = v[s - 1] - v[s + 1];
            if (drop <= 0) {
                continue;
            }
            double high = v[s];
            double low = v[s];
            for (int d = 1; d <= reach; d++) {
                high = Math.max(high, v[s - d]);
                low = Math.min(low, v[s + d]);
            }
            double contrast = high - low;
            double half = 0.5 * (high + low);
            // the fall from a screw to its surroundings is none of the head's
            if (contrast < least || high < h.boneRim() || high > h.metalRim() || !(v[s] >= half && v[s + 1] < half)) {
                continue;
            }
            double at = from + step * (s + (v[s] - half) / (v[s] - v[s + 1]));
            double score = contrast * Math.exp(-Math.pow((at - near) / 0.002, 2));
            if (score > bestScore) {
                bestScore = score;
                best = at;
            }
        }
        return best;
    }

    private double at(Vec3 c, Vec3 ray, double r) {
        return ct.at(c.x() + r * ray.x(), c.y() + r * ray.y(), c.z() + r * ray.z());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * Several regions that grow from seeds at the same time and compete for voxels (after Adams and Bischof's seeded region growing, IEEE
 * PAMI 16, 1994, doi:10.1109/34.295913, with paths in place of single voxels).
 *
 * <p>Model: the image is smoothed by a Gaussian. A region has a middle value and a spread, median and scaled median deviation in balls
 * round its seeds; the middle is a local one, the mean within some centimetres of the seeds and later of what has grown, so that a coil's
 * uneven sensitivity does no harm. A voxel is open to it where the value is within {@code range} spreads of the middle and the gradient
 * below {@code edge} spreads a metre, and is core where besides every voxel nearer than half the neck is open. Regions grow through core
 * alone, each voxel going to the region from whose seeds the path is cheapest; a step costs its length times 1 + (deviation / limit)^2 +
 * (gradient / limit)^2. Middle and spread are then taken from what has grown, and all grows anew, until they stay (at most {@value #ROUNDS}
 * times; the spread never beyond {@value #WIDEST} times that of the seeds and the middle never far from theirs, so that a leak does not
 * feed itself). At last regions take back by the shortest way what neck and edge had cost at their rims, up to where the value is halfway
 * to that of the surroundings, and cavities are filled.
 *
 * <p>The result depends neither on the order of seeds of a region nor on the number of threads; of equal paths the region named first wins.
 */
public final class RegionGrowing {

    private static final int ROUNDS = 8;
    private static final double WIDEST = 1.6;
    /** Half the width of the box whose means, taken three times, are the local middle, m: a coil's sensitivity changes more slowly. */
    private static final double LOCAL = 0.007;
    /** Least share of a region in such a box that tells anything. */
    private static final double TELLING = 1e-3;
    /**
     * How far a local middle may come away from that of the seeds, as a part of what it is above the lowest value: it must not creep into
     * something else.
     */
    private static final double CREEP = 0.25;
    /** Widths of the smoothing within which the surroundings of a rim are looked at. */
    private static final double RIM = 3;
    /** Changes of middle and spread, in spreads, that are none. */
    private static final double STEADY = 0.03;
    /** Median absolute deviation to standard deviation of a normal distribution. */
    private static final double MAD = 1.4826;
    /** Least spread as a part of the range of all values: balls in noiseless images have none. */
    private static final double LEAST_SPREAD = 0.002;
    private static final double TRUNCATE = 3;
    private static final int[][] FACES = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};

    /**
     * Where growth ends.
     *
     * @param range deviation from the middle, spreads
     * @param edge gradient, spreads a metre
     * @param neck width of passages that are none, m
     * @param seedRadius of the balls for the first middle and spread, m
     * @param smoothing standard deviation of the Gaussian, m
     * @param most volume of one region, m^3
     */
    public record Limits(double range, double edge, double neck, double seedRadius, double smoothing, double most) {
    }

    /**
     * What has grown.
     *
     * @param label region of each voxel, counted from 1 in their order; 0 for none
     * @param low lowest value open to each region, of the smoothed image
     * @param high highest value open to each region
     * @param stopped whether a region reached the largest volume
     * @param blockedSeed for each region a seed that has no core near it; -1 where all have
     */
    public record Grown(byte[] label, double[] low, double[] high, boolean[] stopped, int[] blockedSeed) {
    }

    private final Grid g;
    private final Limits limits;
    private final Monitor monitor;
    private final float[] value;
    private final float[] gradient;
    private final int regions;
    private final int[][] balls;
    private final int[][][] ballOfSeed;
    private final double[] middle;
    /** Local middles. */
    private final float[][] field;
    /** Local middles by the seeds alone. */
    private final float[][] first;
    private final double[] spread;
    private final float lowest;
    private final double[] widest;
    private final byte[] label;
    private final float[] cost;
    private final boolean[] stopped;

    private RegionGrowing(Volume image, List<List<int[]>> seeds, Limits limits, Monitor monitor) {
        VolumeGeometry v = image.geometry();
        this.g = new Grid(v.nx(), v.ny(), v.nz(), v.iSpacing(), v.jSpacing(), v.kSpacing());
        this.limits = limits;
        this.monitor = monitor;
        this.regions = seeds.size();
        this.value = smoothed(image);
        monitor.checkCancelled();
        this.gradient = gradients();
        this.balls = new int[regions][];
        this.ballOfSeed = new int[regions][][];
        this.middle = new double[regions];
        this.field = new float[regions][];
        this.first = new float[regions][];
        this.spread = new double[regions];
        this.widest = new double[regions];
        this.stopped = new boolean[regions];
        this.label = new byte[g.size()];
        this.cost = new float[g.size()];
        float[] range = range();
        double least = Math.max(Double.MIN_NORMAL, LEAST_SPREAD * (range[1] - range[0]));
        this.lowest = range[0];
        for (int r = 0; r < regions; r++) {
            List<int[]> at = seeds.get(r);
            ballOfSeed[r] = at.stream().map(this::ball).toArray(int[][]::new);
            balls[r] = Arrays.stream(ballOfSeed[r]).flatMapToInt(Arrays::stream).sorted().distinct().toArray();
            middle[r] = statistics(balls[r], null)[0];
            float[] near = new float[label.length];
            float[] own = new float[label.length];
            for (int[] ball : ballOfSeed[r]) {
                double m = statistics(ball, null)[0];
                for (int p : ball) {
                    near[p] = (float) m;
                    own[p] = 1;
                }
            }
            // seeds in brighter and in darker parts of one structure do not make it a structure of every value between
            spread[r] = Math.max(least, statistics(balls[r], near)[1]);
            first[r] = local(near, own, (float) middle[r]);
            field[r] = first[r];
            widest[r] = WIDEST * spread[r];
        }
    }

    /** @param seeds voxels of each region, inside the image */
    public static Grown run(Volume image, List<List<int[]>> seeds, Limits limits, int threads, Monitor monitor) {
        return Pool.run(threads, () -> new RegionGrowing(image, seeds, limits, monitor).grow());
    }

    private Grown grow() {
        int[] blocked = new int[regions];
        Arrays.fill(blocked, -1);
        monitor.begin("Growing", ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            Arrays.fill(label, (byte) 0);
            Arrays.fill(stopped, false);
            byte[][] core = new byte[regions][];
            Heap heap = new Heap();
            for (int r = 0; r < regions; r++) {
                monitor.checkCancelled();
                core[r] = Morphology.erode(open(r), g, limits.neck / 2);
                for (int s = 0; s < ballOfSeed[r].length; s++) {
                    boolean any = false;
                    for (int p : ballOfSeed[r][s]) {
                        if (core[r][p] != 0) {
                            any = true;
                            heap.add(0, r, p);
                        }
                    }
                    if (!any && blocked[r] < 0 && round == 0) {
                        blocked[r] = s;
                    }
                }
            }
            if (Arrays.stream(blocked).anyMatch(b -> b >= 0)) {
                break;
            }
            Arrays.fill(cost, Float.POSITIVE_INFINITY);
            compete(heap, core, Math.max(1, (long) (limits.most / g.voxelVolume())), Double.POSITIVE_INFINITY, this::dearness);
            monitor.worked(1);
            if (round + 1 < ROUNDS && steady()) {
                break;
            }
        }
        regain();
        fill();
        double[] low = new double[regions];
        double[] high = new double[regions];
        for (int r = 0; r < regions; r++) {
            low[r] = middle[r] - limits.range * spread[r];
            high[r] = middle[r] + limits.range * spread[r];
        }
        return new Grown(label, low, high, stopped, blocked);
    }

    /** What a way through a voxel costs a region. */
    @FunctionalInterface
    private interface Dearness {
        /** @return cost of a metre */
        double of(int region, int voxel);
    }

    private double dearness(int r, int p) {
        double a = deviation(r, p) / (limits.range * spread[r]);
        double b = gradient[p] / (limits.edge * spread[r]);
        return 1 + a * a + b * b;
    }

    /**
     * Each voxel that has no region yet goes to the one with the cheapest way to it.
     *
     * @param heap where ways begin
     * @param open which voxels each region may take
     * @param most voxels for each region, which is stopped there
     * @param reach cost of the longest way
     */
    private void compete(Heap heap, byte[][] open, long most, double reach, Dearness dearness) {
        long[] count = new long[regions];
        for (int n = 0; !heap.isEmpty(); n++) {
            if ((n & 0xffff) == 0) {
                monitor.checkCancelled();
            }
            int p = heap.voxel();
            int r = heap.region();
            float c = heap.cost();
            heap.remove();
            if (label[p] != 0) {
                continue;
            }
            if (count[r] >= most) {
                stopped[r] = true;
                continue;
            }
            label[p] = (byte) (r + 1);
            count[r]++;
            int i = g.i(p);
            int j = g.j(p);
            int k = g.k(p);
            for (int[] d : FACES) {
                if (!g.has(i + d[0], j + d[1], k + d[2])) {
                    continue;
                }
                int q = g.index(i + d[0], j + d[1], k + d[2]);
                if (label[q] != 0 || open[r][q] == 0) {
                    continue;
                }
                float next = (float) (c + length(d) * dearness.of(r, q));
                // of two regions the cheaper is kept in the queue; the dearer one would come too late anyway
                if (next <= reach && next < cost[q]) {
                    cost[q] = next;
                    heap.add(next, r, q);
                }
            }
        }
    }

    private double length(int[] d) {
        return Math.abs(d[0]) * g.si() + Math.abs(d[1]) * g.sj() + Math.abs(d[2]) * g.sk();
    }

    /** Takes middles and spreads from what has grown; whether they have not changed. */
    private boolean steady() {
        boolean steady = true;
        int[] count = new int[regions + 1];
        for (byte l : label) {
            count[l]++;
        }
        for (int r = 0; r < regions; r++) {
            int[] own = new int[count[r + 1]];
            for (int p = 0, n = 0; p < label.length; p++) {
                if (label[p] == r + 1) {
                    own[n++] = p;
                }
            }
            if (own.length < balls[r].length || stopped[r]) {
                continue;
            }
            double[] m = statistics(own, null);
            float[] before = field[r];
            field[r] = local(value, in(r), (float) m[0]);
            for (int p = 0; p < field[r].length; p++) {
                float most = (float) CREEP * (first[r][p] - lowest);
                field[r][p] = Math.clamp(field[r][p], first[r][p] - most, first[r][p] + most);
            }
            double now = Math.clamp(statistics(own, field[r])[1], widest[r] / WIDEST / WIDEST, widest[r]);
            double moved = 0;
            for (int p : own) {
                moved += Math.abs(field[r][p] - before[p]);
            }
            steady &= moved / own.length < STEADY * spread[r] && Math.abs(now - spread[r]) < STEADY * spread[r];
            middle[r] = m[0];
            spread[r] = now;
        }
        return steady;
    }

    private double deviation(int r, int p) {
        return value[p] - field[r][p];
    }

    private float[] in(int r) {
        float[] in = new float[label.length];
        for (int p = 0; p < in.length; p++) {
            in[p] = label[p] == r + 1 ? 1 : 0;
        }
        return in;
    }

    /** Weighted means of values in boxes; where there is no weight near, another value. */
    private float[] local(float[] values, float[] weights, float otherwise) {
        float[] sum = new float[values.length];
        float[] weight = weights.clone();
        for (int p = 0; p < sum.length; p++) {
            // sums of what differs from the middle keep their digits
            sum[p] = weight[p] * (values[p] - otherwise);
        }
        for (int round = 0; round < 3; round++) {
            monitor.checkCancelled();
            eachLine(sum, RegionGrowing::means);
            eachLine(weight, RegionGrowing::means);
        }
        for (int p = 0; p < sum.length; p++) {
            sum[p] = weight[p] > TELLING ? otherwise + sum[p] / weight[p] : otherwise;
        }
        return sum;
    }

    /** Means over {@link #LOCAL} to both sides; beyond the border there is nothing. */
    private static UnaryOperator<float[]> means(double spacing) {
        int reach = Math.max(1, (int) Math.round(LOCAL / spacing));
        return in -> {
            double[] sums = new double[in.length + 1];
            for (int q = 0; q < in.length; q++) {
                sums[q + 1] = sums[q] + in[q];
            }
            float[] out = new float[in.length];
            for (int q = 0; q < in.length; q++) {
                out[q] = (float) ((sums[Math.min(in.length, q + reach + 1)] - sums[Math.max(0, q - reach)]) / (2 * reach + 1));
            }
            return out;
        };
    }

    /**
     * Puts what is made of it in the place of every line of voxels, along one axis after the other.
     *
     * @param made of a line, for the spacing along its axis (m)
     */
    private void eachLine(float[] all, DoubleFunction<UnaryOperator<float[]>> made) {
        int n = g.nx() * g.ny();
        eachLine(all, g.nx(), 1, g.ny() * g.nz(), row -> row * g.nx(), made.apply(g.si()));
        eachLine(all, g.ny(), g.nx(), g.nx() * g.nz(), row -> row % g.nx() + row / g.nx() * n, made.apply(g.sj()));
        eachLine(all, g.nz(), n, n, row -> row, made.apply(g.sk()));
    }

    private static void eachLine(float[] all, int length, int step, int rows, IntUnaryOperator start, UnaryOperator<float[]> made) {
        IntStream.range(0, rows).parallel().forEach(row -> {
            int at = start.applyAsInt(row);
            float[] in = new float[length];
            for (int q = 0; q < length; q++) {
                in[q] = all[at + q * step];
            }
            float[] out = made.apply(in);
            for (int q = 0; q < length; q++) {
                all[at + q * step] = out[q];
            }
        });
    }

    /** What half the neck and the width of the edge took away at the rims, by the shortest way through voxels of fitting values. */
    private void regain() {
        double reach = limits.neck / 2 + Math.max(g.si(), g.sj()) + 2 * limits.smoothing;
        byte[][] open = new byte[regions][];
        for (int r = 0; r < regions; r++) {
            open[r] = halfway(r);
        }
        Arrays.fill(cost, Float.POSITIVE_INFINITY);
        Heap heap = new Heap();
        byte[] from = label.clone();
        for (int p = 0; p < from.length; p++) {
            if (from[p] != 0) {
                cost[p] = 0;
                label[p] = 0;
                int i = g.i(p);
                int j = g.j(p);
                int k = g.k(p);
                boolean rim = false;
                for (int[] d : FACES) {
                    rim |= g.has(i + d[0], j + d[1], k + d[2]) && from[g.index(i + d[0], j + d[1], k + d[2])] != from[p];
                }
                // one that was stopped has leaked: it gets no more
                if (rim && !stopped[from[p] - 1]) {
                    heap.add(0, from[p] - 1, p);
                } else {
                    label[p] = from[p];
                }
            }
        }
        compete(heap, open, Long.MAX_VALUE, reach, (r, p) -> 1);
    }

    private void fill() {
        for (int r = 0; r < regions; r++) {
            byte[] own = new byte[label.length];
            for (int p = 0; p < own.length; p++) {
                own[p] = (byte) (label[p] == r + 1 ? 1 : 0);
            }
            Morphology.fillHoles(own, g);
            monitor.checkCancelled();
            for (int p = 0; p < own.length; p++) {
                if (own[p] != 0 && label[p] == 0) {
                    label[p] = (byte) (r + 1);
                }
            }
        }
    }

    private byte[] open(int r) {
        byte[] open = new byte[label.length];
        double most = limits.range * spread[r];
        double steepest = limits.edge * spread[r];
        for (int p = 0; p < open.length; p++) {
            open[p] = (byte) (Math.abs(deviation(r, p)) <= most && gradient[p] <= steepest ? 1 : 0);
        }
        return open;
    }

    /** Voxels whose value is in the region's range, or nearer to its middle than to what is farthest from it in the surroundings. */
    private byte[] halfway(int r) {
        float[] farthest = new float[label.length];
        for (int p = 0; p < farthest.length; p++) {
            farthest[p] = (float) Math.abs(deviation(r, p));
        }
        float[] own = farthest.clone();
        eachLine(farthest, this::most);
        byte[] open = new byte[label.length];
        double range = limits.range * spread[r];
        for (int p = 0; p < open.length; p++) {
            open[p] = (byte) (own[p] <= Math.max(range, 0.5 * farthest[p]) ? 1 : 0);
        }
        return open;
    }

    /** Greatest number within the rim's width to both sides. */
    private UnaryOperator<float[]> most(double spacing) {
        int reach = (int) Math.round(RIM * limits.smoothing / spacing);
        return in -> {
            float[] out = in.clone();
            for (int q = 0; q < in.length; q++) {
                for (int d = Math.max(0, q - reach); d <= Math.min(in.length - 1, q + reach); d++) {
                    out[q] = Math.max(out[q], in[d]);
                }
            }
            return out;
        };
    }

    /** Voxels within the radius of a seed; the seed's own at least. */
    private int[] ball(int[] at) {
        double r = limits.seedRadius;
        int a = (int) (r / g.si());
        int b = (int) (r / g.sj());
        int c = (int) (r / g.sk());
        return IntStream.rangeClosed(-c, c).boxed().flatMapToInt(z -> IntStream.rangeClosed(-b, b).boxed().flatMapToInt(
                y -> IntStream.rangeClosed(-a, a).filter(x -> g.has(at[0] + x, at[1] + y, at[2] + z)
                        && Math.hypot(Math.hypot(x * g.si(), y * g.sj()), z * g.sk()) <= r)
                        .map(x -> g.index(at[0] + x, at[1] + y, at[2] + z)))).toArray();
    }

    /**
     * Median, and median deviation scaled to a standard deviation.
     *
     * @param less subtracted first; nothing if null
     */
    private double[] statistics(int[] voxels, float[] less) {
        float[] v = new float[voxels.length];
        for (int n = 0; n < v.length; n++) {
            v[n] = value[voxels[n]] - (less == null ? 0 : less[voxels[n]]);
        }
        Arrays.sort(v);
        float m = v[v.length / 2];
        for (int n = 0; n < v.length; n++) {
            v[n] = Math.abs(v[n] - m);
        }
        Arrays.sort(v);
        return new double[] {m, MAD * v[v.length / 2]};
    }

    private float[] range() {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float v : value) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        return new float[] {low, high};
    }

    private float[] smoothed(Volume image) {
        int n = g.nx() * g.ny();
        float[] all = new float[g.size()];
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            float[] slice = new float[n];
            image.values(k, slice);
            for (int p = 0; p < n; p++) {
                // what is no number is nothing that could grow
                all[k * n + p] = Float.isFinite(slice[p]) ? slice[p] : 0;
            }
        });
        if (limits.smoothing > 0) {
            eachLine(all, this::gaussian);
        }
        return all;
    }

    /** The Gaussian along one axis; beyond the border the outermost value goes on. */
    private UnaryOperator<float[]> gaussian(double spacing) {
        int reach = (int) (TRUNCATE * limits.smoothing / spacing);
        double[] w = new double[reach + 1];
        double sum = 0;
        for (int d = 0; d <= reach; d++) {
            double z = d * spacing / limits.smoothing;
            w[d] = Math.exp(-0.5 * z * z);
            sum += d == 0 ? w[d] : 2 * w[d];
        }
        double total = sum;
        return in -> {
            float[] out = new float[in.length];
            for (int q = 0; q < in.length; q++) {
                double s = w[0] * in[q];
                for (int d = 1; d <= reach; d++) {
                    s += w[d] * (in[Math.max(0, q - d)] + in[Math.min(in.length - 1, q + d)]);
                }
                out[q] = (float) (s / total);
            }
            return out;
        };
    }

    /** Length of the gradient at each voxel, by central differences, a metre. */
    private float[] gradients() {
        float[] out = new float[g.size()];
        int n = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    int p = g.index(i, j, k);
                    double x = slope(p, i, g.nx(), 1, g.si());
                    double y = slope(p, j, g.ny(), g.nx(), g.sj());
                    double z = slope(p, k, g.nz(), n, g.sk());
                    out[p] = (float) Math.sqrt(x * x + y * y + z * z);
                }
            }
        });
        return out;
    }

    private double slope(int p, int at, int length, int step, double spacing) {
        int a = at > 0 ? p - step : p;
        int b = at + 1 < length ? p + step : p;
        return a == b ? 0 : (value[b] - value[a]) / (spacing * (b - a) / step);
    }

    /** Voxels by cost, then region, then index. */
    private static final class Heap {
        private float[] costs = new float[1024];
        private int[] voxels = new int[1024];
        private byte[] regionOf = new byte[1024];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        float cost() {
            return costs[0];
        }

        int voxel() {
            return voxels[0];
        }

        int region() {
            return regionOf[0];
        }

        void add(float c, int region, int voxel) {
            if (size == costs.length) {
                costs = Arrays.copyOf(costs, 2 * size);
                voxels = Arrays.copyOf(voxels, 2 * size);
                regionOf = Arrays.copyOf(regionOf, 2 * size);
            }
            int n = size++;
            put(n, c, (byte) region, voxel);
            while (n > 0 && less(n, (n - 1) / 2)) {
                swap(n, (n - 1) / 2);
                n = (n - 1) / 2;
            }
        }

        void remove() {
            size--;
            put(0, costs[size], regionOf[size], voxels[size]);
            int n = 0;
            while (2 * n + 1 < size) {
                int child = 2 * n + 2 < size && less(2 * n + 2, 2 * n + 1) ? 2 * n + 2 : 2 * n + 1;
                if (!less(child, n)) {
                    return;
                }
                swap(child, n);
                n = child;
            }
        }

        private void put(int n, float c, byte region, int voxel) {
            costs[n] = c;
            regionOf[n] = region;
            voxels[n] = voxel;
        }

        private boolean less(int a, int b) {
            if (costs[a] != costs[b]) {
                return costs[a] < costs[b];
            }
            return regionOf[a] != regionOf[b] ? regionOf[a] < regionOf[b] : voxels[a] < voxels[b];
        }

        private void swap(int a, int b) {
            float c = costs[a];
            byte r = regionOf[a];
            int v = voxels[a];
            put(a, costs[b], regionOf[b], voxels[b]);
            put(b, c, r, v);
        }
    }
}

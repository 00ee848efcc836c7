/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.geometry.Vec3;

/**
 * Size, place and image values of one label. Sums go slice by slice in their order, so that they do not depend on the number of threads.
 *
 * @param voxels how many have the label
 * @param volume theirs, m^3
 * @param centroid mean of their centres, LPS, m
 * @param firstI least index along the first axis
 * @param firstJ least index along the second axis
 * @param firstK least index along the third axis
 * @param lastI greatest index along the first axis
 * @param lastJ greatest index along the second axis
 * @param lastK greatest index along the third axis
 * @param mean of the image's values there; NaN where no image was given
 * @param deviation standard deviation of these values (of a sample: n - 1); NaN for a single voxel or without an image
 * @param least lowest of these values; NaN without an image
 * @param greatest highest of these values; NaN without an image
 */
public record LabelStatistics(long voxels, double volume, Vec3 centroid, int firstI, int firstJ, int firstK, int lastI, int lastJ,
        int lastK,
        double mean, double deviation, double least, double greatest) {

    /** Of every label that occurs, sorted, 0 left out. */
    public static Map<Integer, LabelStatistics> of(LabelMap labels) {
        return compute(labels, null);
    }

    /**
     * Of every label that occurs, sorted, 0 left out, with the values of an image on the same grid.
     *
     * @throws IllegalArgumentException if the image has another number of voxels along some axis
     */
    public static Map<Integer, LabelStatistics> of(LabelMap labels, Volume image) {
        VolumeGeometry a = labels.geometry();
        VolumeGeometry b = image.geometry();
        if (a.nx() != b.nx() || a.ny() != b.ny() || a.nz() != b.nz()) {
            throw new IllegalArgumentException("labels of " + a.nx() + " x " + a.ny() + " x " + a.nz() + " voxels for an image of " + b.nx()
                    + " x " + b.ny() + " x " + b.nz());
        }
        return compute(labels, image);
    }

    private static Map<Integer, LabelStatistics> compute(LabelMap labels, Volume image) {
        VolumeGeometry g = labels.geometry();
        Map<Integer, Sums> all = new TreeMap<>();
        for (Map<Integer, Sums> slice : IntStream.range(0, g.nz()).parallel().mapToObj(k -> slice(labels.volume(), image, k)).toList()) {
            slice.forEach((label, sums) -> all.computeIfAbsent(label, l -> new Sums()).add(sums));
        }
        Map<Integer, LabelStatistics> result = new TreeMap<>();
        all.forEach((label, s) -> result.put(label, s.statistics(g, image != null)));
        return result;
    }

    private static Map<Integer, Sums> slice(Volume labels, Volume image, int k) {
        VolumeGeometry g = labels.geometry();
        ByteBuffer slice = labels.store().slice(k);
        ScalarType type = labels.type();
        Map<Integer, Sums> found = new TreeMap<>();
        int last = 0;
        Sums sums = null;
        for (int p = 0; p < g.nx() * g.ny(); p++) {
            int label = (int) type.get(slice, p * type.bytes());
            if (label == 0) {
                continue;
            }
            // neighbours have the same label as a rule
            if (label != last) {
                sums = found.computeIfAbsent(label, l -> new Sums());
                last = label;
            }
            sums.add(p % g.nx(), p / g.nx(), k, image == null ? Double.NaN : image.value(p % g.nx(), p / g.nx(), k));
        }
        return found;
    }

    /** What is summed up; deviations about a running mean, by Welford and Chan. */
    private static final class Sums {
        private long n;
        private double i;
        private double j;
        private double k;
        private final int[] first = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        private final int[] last = {-1, -1, -1};
        private double mean;
        private double squares;
        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        void add(int x, int y, int z, double value) {
            n++;
            i += x;
            j += y;
            k += z;
            int[] at = {x, y, z};
            for (int a = 0; a < 3; a++) {
                first[a] = Math.min(first[a], at[a]);
                last[a] = Math.max(last[a], at[a]);
            }
            double d = value - mean;
            mean += d / n;
            squares += d * (value - mean);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }

        void add(Sums o) {
            double d = o.mean - mean;
            long total = n + o.n;
            squares += o.squares + d * d * ((double) n * o.n / total);
            mean += d * o.n / total;
            n = total;
            i += o.i;
            j += o.j;
            k += o.k;
            for (int a = 0; a < 3; a++) {
                first[a] = Math.min(first[a], o.first[a]);
                last[a] = Math.max(last[a], o.last[a]);
            }
            least = Math.min(least, o.least);
            greatest = Math.max(greatest, o.greatest);
        }

        LabelStatistics statistics(VolumeGeometry g, boolean image) {
            return new LabelStatistics(n, n * g.voxelVolume(), g.point(i / n, j / n, k / n), first[0], first[1], first[2], last[0], last[1],
                    last[2], image ? mean : Double.NaN, image && n > 1 ? Math.sqrt(squares / (n - 1)) : Double.NaN, image ? least
                            : Double.NaN,
                    image ? greatest : Double.NaN);
        }
    }
}

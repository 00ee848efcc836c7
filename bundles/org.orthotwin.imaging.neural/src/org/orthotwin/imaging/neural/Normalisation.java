/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.orthotwin.imaging.Volume;

/**
 * From an image's values to what a network takes: values are clipped first, then shifted and scaled. Statistics are those of the whole
 * image at its own spacing, after clipping.
 *
 * @param kind which shift and scale
 * @param clip least and greatest value, in the image's unit
 * @param clipPercentiles the same as percentiles of the image's values, 0 to 100
 * @param mean subtracted, of {@link Kind#FIXED}, in the image's unit
 * @param sd divided by, of {@link Kind#FIXED}, in the image's unit
 */
public record Normalisation(Kind kind, Optional<List<Double>> clip, Optional<List<Double>> clipPercentiles, double mean, double sd) {

    /** Bins of the histogram for percentiles: their error is a part of the range as small as this. */
    private static final int BINS = 1 << 16;

    /** Which shift and scale. */
    public enum Kind {
        /** Values as they are. */
        NONE,
        /** Less a given mean, by a given standard deviation. */
        FIXED,
        /** Less the image's mean, by its standard deviation (of a population: n). */
        ZSCORE,
        /** From least and greatest value to 0 and 1. */
        RANGE
    }

    public Normalisation {
        Objects.requireNonNull(kind);
        if (clip.isPresent() && clipPercentiles.isPresent()) {
            throw new IllegalArgumentException("normalisation has clip and clipPercentiles; one or none is expected");
        }
        if (clip.isPresent() && !(clip.get().get(0) < clip.get().get(1))) {
            throw new IllegalArgumentException("normalisation.clip " + clip.get() + ": the first number must be the lower one");
        }
        if (clipPercentiles.isPresent() && !(clipPercentiles.get().get(0) >= 0 && clipPercentiles.get().get(1) <= 100
                && clipPercentiles.get().get(0) < clipPercentiles.get().get(1))) {
            throw new IllegalArgumentException("normalisation.clipPercentiles " + clipPercentiles.get()
                    + ": two rising numbers from 0 to 100 are expected");
        }
        if (!(sd > 0) || !Double.isFinite(mean) || Double.isInfinite(sd)) {
            throw new IllegalArgumentException("normalisation with the mean " + mean + " and the deviation " + sd
                    + ": finite numbers, the second greater than 0, are expected");
        }
    }

    /**
     * What to do with each value of an image.
     *
     * @throws org.orthotwin.core.InputException if all its values are one where they are to be scaled, or some are no number
     */
    DoubleUnaryOperator of(Volume image) {
        double[] range = range(image);
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (clip.isPresent()) {
            low = clip.get().get(0);
            high = clip.get().get(1);
        } else if (clipPercentiles.isPresent() && range[0] < range[1]) {
            long[] bins = histogram(image, range);
            low = percentile(bins, range, clipPercentiles.get().get(0));
            high = percentile(bins, range, clipPercentiles.get().get(1));
        }
        double from = low;
        double to = high;
        double shift = mean;
        double scale = 1 / sd;
        if (kind == Kind.RANGE) {
            double least = Math.max(low, range[0]);
            double most = Math.min(high, range[1]);
            // given limits stay what they are, whether this image reaches them or not
            shift = clip.isPresent() ? low : least;
            scale = 1 / ((clip.isPresent() ? high : most) - shift);
        } else if (kind == Kind.ZSCORE) {
            double[] m = moments(image, from, to);
            shift = m[0];
            scale = 1 / m[1];
        }
        if (!Double.isFinite(scale)) {
            throw Texts.refuse("image.flat", range[0]);
        }
        double a = scale;
        double b = shift;
        return v -> (Math.min(Math.max(v, from), to) - b) * a;
    }

    private static double[] range(Volume image) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        float[] slice = new float[image.geometry().nx() * image.geometry().ny()];
        for (int k = 0; k < image.geometry().nz(); k++) {
            image.values(k, slice);
            for (float v : slice) {
                if (!Float.isFinite(v)) {
                    throw Texts.refuse("image.values");
                }
                least = Math.min(least, v);
                most = Math.max(most, v);
            }
        }
        return new double[] {least, most};
    }

    private static long[] histogram(Volume image, double[] range) {
        long[] bins = new long[BINS];
        double perBin = BINS / (range[1] - range[0]);
        float[] slice = new float[image.geometry().nx() * image.geometry().ny()];
        for (int k = 0; k < image.geometry().nz(); k++) {
            image.values(k, slice);
            for (float v : slice) {
                bins[Math.min(BINS - 1, (int) ((v - range[0]) * perBin))]++;
            }
        }
        return bins;
    }

    private static double percentile(long[] bins, double[] range, double percent) {
        long total = Arrays.stream(bins).sum();
        double wanted = percent / 100.0 * total;
        long sum = 0;
        for (int b = 0; b < BINS; b++) {
            if (bins[b] > 0 && sum + bins[b] >= wanted) {
                return range[0] + (range[1] - range[0]) * (b + Math.max(0, wanted - sum) / bins[b]) / BINS;
            }
            sum += bins[b];
        }
        return range[1];
    }

    /** Mean and standard deviation of the clipped values, slices in their order. */
    private static double[] moments(Volume image, double low, double high) {
        float[] slice = new float[image.geometry().nx() * image.geometry().ny()];
        double sum = 0;
        for (int k = 0; k < image.geometry().nz(); k++) {
            image.values(k, slice);
            for (float v : slice) {
                sum += Math.min(Math.max(v, low), high);
            }
        }
        double mean = sum / image.geometry().voxels();
        double squares = 0;
        for (int k = 0; k < image.geometry().nz(); k++) {
            image.values(k, slice);
            for (float v : slice) {
                double d = Math.min(Math.max(v, low), high) - mean;
                squares += d * d;
            }
        }
        return new double[] {mean, Math.sqrt(squares / image.geometry().voxels())};
    }
}

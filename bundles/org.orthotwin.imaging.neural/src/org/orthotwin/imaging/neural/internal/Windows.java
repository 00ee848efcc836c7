/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural.internal;

/**
 * How patches cover one axis of an image, and how much each of them counts at each voxel: by a Gaussian about its middle, whose standard
 * deviation is an eighth of the patch, so that the border of a patch, where a network sees least, counts least. Weights of all patches over
 * a voxel sum to 1. The weight in space is the product of those of the axes, and so is its sum.
 */
public final class Windows {

    private static final double SIGMAS = 8;

    private final int[] starts;
    private final double[][] weights;

    /**
     * @param length voxels of the image along the axis
     * @param patch voxels of a patch
     * @param overlap least share of a patch that the next one covers too, below 1
     */
    public Windows(int length, int patch, double overlap) {
        if (length <= patch) {
            // in the middle of the patch; what is beyond is filled up
            starts = new int[] {-((patch - length) / 2)};
        } else {
            // what floating point makes of a product of whole numbers must not shorten the stride by a voxel
            int stride = Math.max(1, (int) Math.floor(patch * (1 - overlap) + 1e-9));
            int count = (length - patch + stride - 1) / stride + 1;
            starts = new int[count];
            for (int i = 0; i < count; i++) {
                starts[i] = (int) Math.round((double) i * (length - patch) / (count - 1));
            }
        }
        weights = new double[starts.length][patch];
        double[] sum = new double[length];
        for (int pass = 0; pass < 2; pass++) {
            for (int s = 0; s < starts.length; s++) {
                for (int p = 0; p < patch; p++) {
                    int at = starts[s] + p;
                    if (at < 0 || at >= length) {
                        continue;
                    }
                    double z = (p - 0.5 * (patch - 1)) * SIGMAS / patch;
                    double w = Math.exp(-0.5 * z * z);
                    if (pass == 0) {
                        sum[at] += w;
                    } else {
                        weights[s][p] = w / sum[at];
                    }
                }
            }
        }
    }

    /** Number of patches along the axis. */
    public int count() {
        return starts.length;
    }

    /** Voxel of the image where a patch begins; less than 0 where the image is shorter than the patch. */
    public int start(int window) {
        return starts[window];
    }

    /** Weight of a voxel of a patch, by its index in the patch; 0 outside the image. */
    public double weight(int window, int index) {
        return weights[window][index];
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

/**
 * How a reader treats what is irregular.
 *
 * @param resampleUneven whether unevenly spaced slices are resampled to the smallest even spacing, and sheared grids of volume files to
 *        one with right angles; otherwise they are refused
 * @param threads for decoding, at least 1
 */
public record ReadOptions(boolean resampleUneven, int threads) {

    /** Refuses uneven spacing, uses all cores. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, Runtime.getRuntime().availableProcessors());

    public ReadOptions {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; at least 1");
        }
    }
}

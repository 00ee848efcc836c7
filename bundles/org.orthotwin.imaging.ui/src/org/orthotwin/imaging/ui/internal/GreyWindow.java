/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.orthotwin.imaging.Volume;

/**
 * Which values become which grey.
 *
 * @param level the value that is in the middle between black and white
 * @param width from black to white, greater than 0
 */
record GreyWindow(double level, double width) {

    /** Values of which the window of an image without a scale is made: more would not change what is seen. */
    private static final int SAMPLES = 200_000;
    private static final double DARK = 0.01;
    private static final double AIR = -900;
    private static final double BRIGHT = 0.995;

    GreyWindow {
        if (!Double.isFinite(level) || !(width > 0) || Double.isInfinite(width)) {
            throw new IllegalArgumentException("window of the width " + width + " at " + level);
        }
    }

    /** Windows of computed tomography, HU. */
    enum Preset {
        BONE(400, 1800), SOFT(50, 400), METAL(3000, 8000), LUNG(-600, 1500);

        private final GreyWindow window;

        Preset(double level, double width) {
            window = new GreyWindow(level, width);
        }

        GreyWindow window() {
            return window;
        }
    }

    /** 0 for black to 255 for white; black for what is not a number. */
    int grey(double value) {
        return Double.isNaN(value) ? 0 : (int) Math.clamp(255.999 * ((value - level) / width + 0.5), 0, 255);
    }

    /** From the lowest to the highest of the values of an image that are looked at, spread evenly through it. */
    static GreyWindow full(Volume v) {
        return between(sample(v), 0, 1);
    }

    /** What an image is first shown with: that for bone, where its values are Hounsfield units or look like them, else one that fits. */
    static GreyWindow first(Volume v) {
        if ("HU".equals(v.mapping().unit())) {
            return Preset.BONE.window();
        }
        GreyWindow w = fitting(v);
        // NIfTI has no units; nothing but computed tomography has that much air
        return w.level - w.width / 2 <= AIR ? Preset.BONE.window() : w;
    }

    /** What shows an image that has no scale: the darkest hundredth is black, the brightest few are white. */
    static GreyWindow fitting(Volume v) {
        return between(sample(v), DARK, BRIGHT);
    }

    private static GreyWindow between(double[] sorted, double from, double to) {
        if (sorted.length == 0) {
            return new GreyWindow(0, 1);
        }
        double low = sorted[(int) (from * (sorted.length - 1))];
        double high = sorted[(int) (to * (sorted.length - 1))];
        return new GreyWindow((low + high) / 2, high > low ? high - low : 1);
    }

    private static double[] sample(Volume v) {
        int n = v.geometry().nx() * v.geometry().ny();
        int each = Math.max(1, SAMPLES / v.geometry().nz());
        int step = Math.max(1, n / each);
        double[] values = new double[v.geometry().nz() * ((n + step - 1) / step)];
        int count = 0;
        int bytes = v.type().bytes() * v.components();
        for (int k = 0; k < v.geometry().nz(); k++) {
            ByteBuffer slice = v.store().slice(k);
            for (int p = k % step; p < n; p += step) {
                double value = v.mapping().value(v.type().get(slice, p * bytes));
                if (Double.isFinite(value)) {
                    values[count++] = value;
                }
            }
        }
        double[] all = Arrays.copyOf(values, count);
        Arrays.sort(all);
        return all;
    }
}

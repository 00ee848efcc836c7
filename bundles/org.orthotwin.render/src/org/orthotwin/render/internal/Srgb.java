/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

/** sRGB (IEC 61966-2-1) to linear light and back, by tables, so that no library's pow decides a pixel. */
final class Srgb {

    private static final int STEPS = 1 << 14;
    private static final float[] LINEAR = new float[256];
    private static final byte[] BYTE = new byte[STEPS + 1];

    static {
        for (int i = 0; i < 256; i++) {
            double c = i / 255.0;
            LINEAR[i] = (float) (c <= 0.04045 ? c / 12.92 : StrictMath.pow((c + 0.055) / 1.055, 2.4));
        }
        for (int i = 0; i <= STEPS; i++) {
            double l = i / (double) STEPS;
            BYTE[i] = (byte) (255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * StrictMath.pow(l, 1 / 2.4) - 0.055) + 0.5);
        }
    }

    private Srgb() {
    }

    /** Linear red, green and blue, 0 to 1, of 0xRRGGBB into {@code out[at..at+2]}. */
    static void linear(int rgb, float[] out, int at) {
        out[at] = LINEAR[rgb >> 16 & 255];
        out[at + 1] = LINEAR[rgb >> 8 & 255];
        out[at + 2] = LINEAR[rgb & 255];
    }

    static float linear(int value) {
        return LINEAR[value];
    }

    static int encode(float r, float g, float b) {
        return 0xFF000000 | encode(r) << 16 | encode(g) << 8 | encode(b);
    }

    static int encode(float l) {
        return l >= 1 ? 255 : l > 0 ? BYTE[(int) (l * STEPS + 0.5f)] & 255 : 0;
    }
}

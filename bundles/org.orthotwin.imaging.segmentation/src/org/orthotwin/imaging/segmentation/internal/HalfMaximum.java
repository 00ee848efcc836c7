/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.stream.IntStream;

/**
 * Peels the outermost layers of a bone back to where HU reach the middle between the brightest bone inwards and what lies outwards, which
 * is where the edge of a blurred bone lies; a threshold low enough to find thin bone lies outside of it. A sheet that has no inside stays.
 * In place.
 */
final class HalfMaximum {

    /** How far a low threshold lies outside of the edge at most, m. */
    private static final double DEPTH = 0.0015;
    /** How far the brightest bone is looked for, m. */
    private static final double REACH = 0.002;
    /** Sum of unit offsets to the 26 neighbours in the set, below which a voxel has bone on opposite sides. */
    private static final double LEAST_SLOPE = 4;

    private HalfMaximum() {
    }

    /** @param bone set in the box */
    static void peel(byte[] bone, Grid.Box box, Ct ct) {
        Grid b = box.grid();
        int layers = Math.max(1, (int) Math.round(DEPTH / b.smallestSpacing()));
        for (int layer = 0; layer < Math.min(3, layers); layer++) {
            byte[] now = bone.clone();
            IntStream.range(0, b.nz()).parallel().forEach(k -> {
                for (int j = 0; j < b.ny(); j++) {
                    for (int i = 0; i < b.nx(); i++) {
                        if (now[b.index(i, j, k)] != 0 && isRim(now, b, i, j, k) && isDark(now, box, ct, i, j, k)) {
                            bone[b.index(i, j, k)] = 0;
                        }
                    }
                }
            });
        }
    }

    private static boolean isRim(byte[] set, Grid b, int i, int j, int k) {
        return !has(set, b, i - 1, j, k) || !has(set, b, i + 1, j, k) || !has(set, b, i, j - 1, k) || !has(set, b, i, j + 1, k)
                || !has(set, b, i, j, k - 1) || !has(set, b, i, j, k + 1);
    }

    /** Beyond the image bone goes on as it ends there: a rim that stayed in the last slice alone would be a lip. */
    private static boolean has(byte[] set, Grid b, int i, int j, int k) {
        return set[b.index(Math.clamp(i, 0, b.nx() - 1), Math.clamp(j, 0, b.ny() - 1), Math.clamp(k, 0, b.nz() - 1))] != 0;
    }

    private static boolean isDark(byte[] set, Grid.Box box, Ct ct, int i, int j, int k) {
        Grid b = box.grid();
        double x = 0;
        double y = 0;
        double z = 0;
        for (int d = 0; d < 27; d++) {
            int dx = d % 3 - 1;
            int dy = d / 3 % 3 - 1;
            int dz = d / 9 - 1;
            if (d != 13 && has(set, b, i + dx, j + dy, k + dz)) {
                double norm = Math.sqrt(dx * dx + dy * dy + dz * dz);
                x += dx / norm;
                y += dy / norm;
                z += dz / norm;
            }
        }
        double slope = Math.sqrt(x * x + y * y + z * z);
        if (slope < LEAST_SLOPE) {
            return false;
        }
        x /= slope;
        y /= slope;
        z /= slope;
        // one step inwards there must be bone left
        if (!has(set, b, i + (int) Math.round(x), j + (int) Math.round(y), k + (int) Math.round(z))) {
            return false;
        }
        int steps = Math.max(1, (int) Math.round(REACH / b.smallestSpacing()));
        double high = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        for (int s = 1; s <= steps; s++) {
            high = Math.max(high, at(box, ct, i + s * x, j + s * y, k + s * z));
            low = Math.min(low, at(box, ct, i - s * x, j - s * y, k - s * z));
        }
        return at(box, ct, i, j, k) < 0.5 * (high + Math.max(low, -300));
    }

    private static double at(Grid.Box box, Ct ct, double i, double j, double k) {
        return ct.atIndex(box.i0() + i, box.j0() + j, box.k0() + k);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.stream.IntStream;

/**
 * Peels the outermost layers of a bone back to where HU reach the middle between the brightest bone nearby and the mean of what surrounds it,
 * which is where the edge of a blurred bone lies; a threshold low enough to find thin bone lies outside of it. In place.
 */
final class HalfMaximum {

    private static final int LAYERS = 2;
    /** How far the brightest bone is looked for, m. */
    private static final double REACH = 0.002;

    private HalfMaximum() {
    }

    /**
     * @param bone set in the box
     * @param keep voxels that stay, or null
     */
    static void peel(byte[] bone, Grid.Box box, short[] hu, byte[] keep) {
        Grid b = box.grid();
        byte[] start = bone.clone();
        for (int layer = 0; layer < LAYERS; layer++) {
            byte[] now = bone.clone();
            IntStream.range(0, b.nz()).parallel().forEach(k -> {
                for (int j = 0; j < b.ny(); j++) {
                    for (int i = 0; i < b.nx(); i++) {
                        int p = b.index(i, j, k);
                        if (now[p] != 0 && (keep == null || keep[p] == 0) && isRim(now, b, i, j, k) && isDark(start, box, hu, i, j, k)) {
                            bone[p] = 0;
                        }
                    }
                }
            });
        }
    }

    private static int steps(double spacing) {
        return Math.max(1, (int) Math.round(REACH / spacing));
    }

    private static boolean isRim(byte[] set, Grid b, int i, int j, int k) {
        int p = b.index(i, j, k);
        return i > 0 && set[p - 1] == 0 || i < b.nx() - 1 && set[p + 1] == 0 || j > 0 && set[p - b.nx()] == 0
                || j < b.ny() - 1 && set[p + b.nx()] == 0 || k > 0 && set[p - b.nx() * b.ny()] == 0
                || k < b.nz() - 1 && set[p + b.nx() * b.ny()] == 0;
    }

    private static boolean isDark(byte[] set, Grid.Box box, short[] hu, int i, int j, int k) {
        Grid b = box.grid();
        int ri = steps(b.si());
        int rj = steps(b.sj());
        int rk = steps(b.sk());
        double brightest = Double.NEGATIVE_INFINITY;
        double around = 0;
        int n = 0;
        for (int z = Math.max(0, k - rk); z <= Math.min(b.nz() - 1, k + rk); z++) {
            for (int y = Math.max(0, j - rj); y <= Math.min(b.ny() - 1, j + rj); y++) {
                for (int x = Math.max(0, i - ri); x <= Math.min(b.nx() - 1, i + ri); x++) {
                    int p = b.index(x, y, z);
                    int v = hu[box.outer(p)];
                    if (set[p] != 0) {
                        brightest = Math.max(brightest, v);
                    } else if (v > -300 && v < 400) {
                        around += v;
                        n++;
                    }
                }
            }
        }
        return n > 0 && hu[box.outer(b.index(i, j, k))] < 0.5 * (brightest + around / n);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

/** Growing, shrinking and filling sets of voxels by balls of a radius in m, exact for any spacing. Cost: a distance transform each. */
final class Morphology {

    private Morphology() {
    }

    /** All voxels within {@code radius} (m) of the set. */
    static byte[] dilate(byte[] set, Grid g, double radius) {
        float[] d = DistanceTransform.squared(set, g);
        float most = (float) (radius * radius * (1 + 1e-6));
        byte[] out = new byte[set.length];
        for (int p = 0; p < out.length; p++) {
            out[p] = (byte) (d[p] <= most ? 1 : 0);
        }
        return out;
    }

    /** The voxels of the set farther than {@code radius} (m) from every voxel outside it; beyond the grid counts as inside. */
    static byte[] erode(byte[] set, Grid g, double radius) {
        byte[] out = inverse(set);
        float[] d = DistanceTransform.squared(out, g);
        float most = (float) (radius * radius * (1 + 1e-6));
        for (int p = 0; p < out.length; p++) {
            out[p] = (byte) (d[p] > most ? 1 : 0);
        }
        return out;
    }

    static byte[] inverse(byte[] set) {
        byte[] out = new byte[set.length];
        for (int p = 0; p < out.length; p++) {
            out[p] = (byte) (set[p] == 0 ? 1 : 0);
        }
        return out;
    }

    /** Fills what the set encloses in space: what is not connected by faces with the grid's border. In place. */
    static void fillHoles(byte[] set, Grid g) {
        Components outside = new Components(inverse(set), g, false);
        for (int p = 0; p < set.length; p++) {
            if (set[p] == 0 && !outside.atBorder[outside.part[p]]) {
                set[p] = 1;
            }
        }
    }

    /** Fills what the set encloses within single slices, the third index being fixed. In place. */
    static void fillSliceHoles(byte[] set, Grid g) {
        Grid plane = new Grid(g.nx(), g.ny(), 1, g.si(), g.sj(), g.sk());
        int n = g.nx() * g.ny();
        java.util.stream.IntStream.range(0, g.nz()).parallel().forEach(k -> {
            byte[] free = new byte[n];
            for (int p = 0; p < n; p++) {
                free[p] = (byte) (set[k * n + p] == 0 ? 1 : 0);
            }
            // the border of the one slice is its rim, not its faces
            int[] part = new Components(free, plane, false).part;
            boolean[] open = new boolean[n + 1];
            for (int p = 0; p < n; p++) {
                int i = p % g.nx();
                int j = p / g.nx();
                if (i == 0 || j == 0 || i == g.nx() - 1 || j == g.ny() - 1) {
                    open[part[p]] = true;
                }
            }
            for (int p = 0; p < n; p++) {
                if (free[p] != 0 && !open[part[p]]) {
                    set[k * n + p] = 1;
                }
            }
        });
    }

    /**
     * Makes a shell of bone a solid: closes gaps narrower than twice {@code radius}, fills what is then enclosed, and adds of it only true
     * cavities: parts that reach deeper than {@code depth} below the closed surface. Concave corners that a closing rounds off stay as they
     * are.
     *
     * @param slices whether what single slices enclose is filled too: a marrow canal that the image's end leaves open
     * @param radius m
     * @param depth m
     */
    static byte[] solid(byte[] shell, Grid g, double radius, double depth, boolean slices) {
        byte[] filled = dilate(shell, g, radius);
        fillHoles(filled, g);
        if (slices) {
            fillSliceHoles(filled, g);
        }
        byte[] outside = inverse(filled);
        float[] d = DistanceTransform.squared(outside, g);
        float back = (float) (radius * radius * (1 + 1e-6));
        byte[] added = new byte[shell.length];
        for (int p = 0; p < shell.length; p++) {
            added[p] = (byte) (shell[p] == 0 && d[p] > back ? 1 : 0);
        }
        Components parts = new Components(added, g, false);
        boolean[] cavity = new boolean[parts.count() + 1];
        double deep = (radius + depth) * (radius + depth);
        for (int p = 0; p < shell.length; p++) {
            cavity[parts.part[p]] |= added[p] != 0 && d[p] > deep;
        }
        byte[] out = shell.clone();
        for (int p = 0; p < out.length; p++) {
            if (added[p] != 0 && cavity[parts.part[p]]) {
                out[p] = 1;
            }
        }
        fillHoles(out, g);
        return out;
    }
}

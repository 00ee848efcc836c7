/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;

/**
 * A bone's outline where a part's plane y = level cuts it, in the part's axes (x forward, z to the right), and the part's own outline in
 * it.
 *
 * @param section the bone's outlines
 */
public record BoneCut(MeshSection section) {

    /** Directions in which an outline is known. */
    private static final int DIRECTIONS = 120;
    /** Step of the grid on which areas are compared, m. */
    private static final double GRID = 0.0005;
    /** Height above the underside of a tray up to which its vertices make its outline, m. */
    private static final double UNDERSIDE = 1e-9;

    /**
     * @param part pose of the part in the bone's surface frame
     * @param level height of the plane in the part's axes, m
     * @throws NoSuchElementException if the plane does not cut the bone
     */
    public static BoneCut of(TriangleMesh bone, RigidTransform part, double level) {
        MeshSection section = MeshSection.of(bone, part, level);
        if (section.loops().isEmpty()) {
            throw new NoSuchElementException("the cut does not meet the bone");
        }
        return new BoneCut(section);
    }

    /** Least and largest z of all outlines, m: at a distal cut the notch may part the condyles. */
    public double[] width() {
        return extent(0);
    }

    private double[] extent(int from) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] loop : section.loops()) {
            for (int i = from; i < loop.length; i += 2) {
                low = Math.min(low, loop[i]);
                high = Math.max(high, loop[i]);
            }
        }
        return new double[] {low, high};
    }

    /** Farthest vertex of a plate's underside in each of many directions from its origin, as a loop, m. */
    public static double[] underside(TriangleMesh plate) {
        double[] far = new double[DIRECTIONS];
        double[] loop = new double[2 * DIRECTIONS];
        double[] v = plate.vertices();
        for (int i = 0; i < v.length; i += 3) {
            if (Math.abs(v[i + 1]) <= UNDERSIDE) {
                double a = Math.atan2(v[i], v[i + 2]) / (2 * Math.PI);
                int k = Math.floorMod((int) Math.floor(a * DIRECTIONS), DIRECTIONS);
                double r = Math.hypot(v[i], v[i + 2]);
                if (r > far[k]) {
                    far[k] = r;
                    loop[2 * k] = v[i + 2];
                    loop[2 * k + 1] = v[i];
                }
            }
        }
        double[] known = new double[loop.length];
        int n = 0;
        for (int k = 0; k < DIRECTIONS; k++) {
            if (far[k] > 0) {
                known[n++] = loop[2 * k];
                known[n++] = loop[2 * k + 1];
            }
        }
        return Arrays.copyOf(known, n);
    }

    /** An outline moved by dz and dx, m. */
    public static double[] shifted(double[] loop, double dz, double dx) {
        double[] moved = loop.clone();
        for (int i = 0; i < moved.length; i += 2) {
            moved[i] += dz;
            moved[i + 1] += dx;
        }
        return moved;
    }

    /** How far an outline reaches beyond the bone, m; negative where it stays within. */
    public double overhang(double[] plate) {
        return overhang(plate, 0, 0, Double.POSITIVE_INFINITY);
    }

    /** As above, of the outline shifted; not followed any farther once it is more than a limit. */
    public double overhang(double[] plate, double dz, double dx, double limit) {
        double[] loop = section.largest();
        double worst = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < plate.length && worst < limit; i += 2) {
            worst = Math.max(worst, MeshSection.distance(loop, plate[i] + dz, plate[i + 1] + dx));
        }
        return worst;
    }

    /** Part of the bone's cut that a plate covers, 0 to 1. */
    public double cover(double[] plate) {
        return cover(plate, 0, 0);
    }

    /** As above, of the bone on one side of the line z = wall: where z is greater (1), less (-1), or everywhere (0). */
    public double cover(double[] plate, double wall, double outward) {
        double[] loop = section.largest();
        double[] w = width();
        double[] depth = extent(1);
        int bone = 0;
        int both = 0;
        for (double z = w[0] + 0.5 * GRID; z < w[1]; z += GRID) {
            for (double x = depth[0] + 0.5 * GRID; x < depth[1]; x += GRID) {
                if ((z - wall) * outward >= 0 && MeshSection.contains(loop, z, x)) {
                    bone++;
                    both += MeshSection.contains(plate, z, x) ? 1 : 0;
                }
            }
        }
        return bone == 0 ? Double.NaN : (double) both / bone;
    }
}

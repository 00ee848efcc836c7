/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * A sphere on a surface, found by votes of the vertices for centres along their normals (a Hough transform). Deterministic.
 *
 * @param center m, the middle of the winning cells
 * @param radius m
 * @param score votes by area, over the area of the sphere
 */
public record SphereVote(Vec3 center, double radius, double score) {

    private static final double CELL = 0.003;
    private static final double FIRST = 0.016;
    private static final double LAST = 0.034;
    private static final double STEP = 0.001;

    /**
     * @param sign 1 for a surface whose normals point away from the centre (a head), -1 for one whose normals point to it (a socket)
     * @throws IllegalArgumentException if the mesh is empty or larger than a bone
     */
    public static SphereVote of(TriangleMesh mesh, int sign) {
        return of(mesh, sign, FIRST, LAST);
    }

    /** As above, for radii from one to another, m. */
    public static SphereVote of(TriangleMesh mesh, int sign, double from, double to) {
        double[] v = mesh.vertices();
        double[] n = Normals.ofVertices(mesh);
        double[] weight = vertexAreas(mesh);
        double[] b = mesh.bounds();
        if (mesh.isEmpty() || b[3] - b[0] > 2 || b[4] - b[1] > 2 || b[5] - b[2] > 2) {
            throw new IllegalArgumentException("a surface of " + mesh.triangleCount() + " triangles and " + (b[3] - b[0]) + " x "
                    + (b[4] - b[1])
                    + " x " + (b[5] - b[2]) + " m is not that of a bone");
        }
        double margin = LAST + 2 * CELL;
        int nx = (int) ((b[3] - b[0] + 2 * margin) / CELL) + 2;
        int ny = (int) ((b[4] - b[1] + 2 * margin) / CELL) + 2;
        int nz = (int) ((b[5] - b[2] + 2 * margin) / CELL) + 2;
        double ox = b[0] - margin;
        double oy = b[1] - margin;
        double oz = b[2] - margin;
        float[] votes = new float[nx * ny * nz];
        SphereVote best = null;
        for (double r = Math.max(FIRST, from); r <= Math.min(LAST, to) + 0.5 * STEP; r += STEP) {
            java.util.Arrays.fill(votes, 0);
            for (int i = 0; i < v.length; i += 3) {
                double length = Math.sqrt(n[i] * n[i] + n[i + 1] * n[i + 1] + n[i + 2] * n[i + 2]);
                if (!(length > 0)) {
                    continue;
                }
                double s = -sign * r / length;
                // spread over the eight cells around, so that the lattice does not matter
                double fx = (v[i] + s * n[i] - ox) / CELL - 0.5;
                double fy = (v[i + 1] + s * n[i + 1] - oy) / CELL - 0.5;
                double fz = (v[i + 2] + s * n[i + 2] - oz) / CELL - 0.5;
                int x = (int) fx;
                int y = (int) fy;
                int z = (int) fz;
                for (int k = 0; k < 8; k++) {
                    double wx = (k & 1) == 0 ? 1 - (fx - x) : fx - x;
                    double wy = (k & 2) == 0 ? 1 - (fy - y) : fy - y;
                    double wz = (k & 4) == 0 ? 1 - (fz - z) : fz - z;
                    votes[((x + (k & 1)) * ny + y + (k >> 1 & 1)) * nz + z + (k >> 2)] += (float) (weight[i / 3] * wx * wy * wz);
                }
            }
            double area = 4 * Math.PI * r * r;
            for (int x = 1; x < nx - 1; x++) {
                for (int y = 1; y < ny - 1; y++) {
                    for (int z = 1; z < nz - 1; z++) {
                        int i = (x * ny + y) * nz + z;
                        if (votes[i] / area < (best == null ? 0 : 0.15 * best.score)) {
                            continue;
                        }
                        double sum = 0;
                        for (int k = 0; k < 27; k++) {
                            sum += votes[i + ((k / 9 - 1) * ny + k / 3 % 3 - 1) * nz + k % 3 - 1];
                        }
                        if (best == null || sum / area > best.score) {
                            best = new SphereVote(new Vec3(ox + (x + 0.5) * CELL, oy + (y + 0.5) * CELL, oz + (z + 0.5) * CELL), r,
                                    sum / area);
                        }
                    }
                }
            }
        }
        return best;
    }

    /** A third of the area of the triangles around each vertex, m2. */
    static double[] vertexAreas(TriangleMesh mesh) {
        double[] areas = new double[mesh.vertexCount()];
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            Vec3 a = mesh.vertex(t[i]);
            double third = mesh.vertex(t[i + 1]).minus(a).cross(mesh.vertex(t[i + 2]).minus(a)).norm() / 6;
            areas[t[i]] += third;
            areas[t[i + 1]] += third;
            areas[t[i + 2]] += third;
        }
        return areas;
    }
}

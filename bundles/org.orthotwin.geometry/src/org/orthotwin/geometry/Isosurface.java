/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The surface on which a sampled field has a given value, by marching tetrahedra: each grid cell is cut into the six tetrahedra round its
 * main diagonal (Kuhn's triangulation), which fit together across cells, and the field is taken as linear along their edges. The surface is
 * therefore that of a piecewise linear field: always closed, manifold and oriented, with one vertex for each edge it crosses and none
 * twice, without the ambiguous cases of marching cubes. Inside is where the field is below the value. At the border of the grid the body is
 * closed off, half a cell inside at most.
 *
 * <p>Triangles are many and some are thin: {@link MeshRepair#collapseShortEdges} and {@link Decimation} make them fewer. For a smooth field
 * the error falls with the square of the spacing. Cost: linear in the number of grid points.
 */
public final class Isosurface {

    /** Crossings stay this fraction of an edge away from its ends, so that no triangle loses its area. */
    private static final double END_GAP = 1e-3;
    private static final long MOST_POINTS = 1L << 30;
    /**
     * Axis orders of the six tetrahedra: corner 1 is one step along the first axis (bit 1 x, 2 y, 4 z), corner 2 one more along the second.
     */
    private static final int[][] PATHS = {{1, 2}, {1, 4}, {2, 1}, {2, 4}, {4, 1}, {4, 2}};
    private static final boolean[] EVEN = {true, false, false, true, true, false};
    /** For each set of inside corners (bits), edges (corner pairs as tens and ones) in order; three or four of them. */
    private static final int[][] CASES = {{}, {1, 2, 3}, {10, 13, 12}, {2, 3, 13, 12}, {23, 20, 21}, {3, 1, 21, 23}, {10, 13, 23, 20},
        {31, 32, 30}, {32, 31, 30}, {1, 2, 32, 31}, {12, 10, 30, 32}, {20, 23, 21}, {20, 21, 31, 30}, {10, 12, 13}, {1, 3, 2}, {}};

    private final double[] values;
    private final int nx;
    private final int ny;
    private final int nz;
    private final Vec3 origin;
    private final double spacing;
    private final double iso;
    private double[] v = new double[3 * 1024];
    private int nv;
    private int[] t = new int[3 * 2048];
    private int nt;
    /** Vertex + 1 on the seven edges that leave each grid point upwards, for the current layer and the next. */
    private int[] here;
    private int[] above;

    private Isosurface(double[] values, int nx, int ny, int nz, Vec3 origin, double spacing, double iso) {
        this.values = values;
        this.nx = nx;
        this.ny = ny;
        this.nz = nz;
        this.origin = origin;
        this.spacing = spacing;
        this.iso = iso;
    }

    /**
     * @param values one for each grid point, x running fastest, then y, then z: {@code values[i + nx * (j + ny * k)]}
     * @param nx points along x, at least 2; {@code ny} and {@code nz} alike
     * @param origin of the grid point 0, 0, 0, in m
     * @param spacing between grid points, m, the same along all axes
     * @param iso the value on the surface
     * @return in m; without triangles if no value is below {@code iso}
     * @throws IllegalArgumentException if sizes do not match or a value is not a number
     */
    public static TriangleMesh extract(double[] values, int nx, int ny, int nz, Vec3 origin, double spacing, double iso) {
        if (nx < 2 || ny < 2 || nz < 2 || (long) nx * ny * nz != values.length) {
            throw new IllegalArgumentException("a grid of " + nx + " x " + ny + " x " + nz + " points, at least 2 each, with "
                    + values.length + " values");
        }
        if (!(spacing > 0) || !origin.isFinite() || !Double.isFinite(iso)) {
            throw new IllegalArgumentException("grid origin " + origin + " m, spacing " + spacing + " m, value " + iso
                    + ": not finite or not positive");
        }
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException("value at grid point " + i % nx + ", " + i / nx % ny + ", " + i / nx / ny
                        + " is not a number");
            }
        }
        return new Isosurface(values, nx, ny, nz, origin, spacing, iso).march();
    }

    /**
     * Samples a field over a box (on all cores) and extracts its surface. The grid starts at {@code min} and covers {@code max}.
     *
     * @param spacing between grid points, m
     */
    public static TriangleMesh extract(ScalarField3 field, Vec3 min, Vec3 max, double spacing, double iso) {
        if (!(spacing > 0)) {
            throw new IllegalArgumentException("spacing " + spacing + " m must be greater than 0");
        }
        double px = points(max.x() - min.x(), spacing);
        double py = points(max.y() - min.y(), spacing);
        double pz = points(max.z() - min.z(), spacing);
        if (!(px >= 2 && py >= 2 && pz >= 2 && px * py * pz < MOST_POINTS)) {
            throw new IllegalArgumentException("box from " + min + " to " + max + " m at a spacing of " + spacing + " m: " + px + " x " + py
                    + " x " + pz
                    + " points, expected at least 2 each and at most " + MOST_POINTS);
        }
        int nx = (int) px;
        int ny = (int) py;
        int nz = (int) pz;
        double[] values = new double[nx * ny * nz];
        IntStream.range(0, nz).parallel().forEach(k -> {
            int at = nx * ny * k;
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++) {
                    values[at++] = field.at(min.x() + spacing * i, min.y() + spacing * j, min.z() + spacing * k);
                }
            }
        });
        return extract(values, nx, ny, nz, min, spacing, iso);
    }

    private static double points(double length, double spacing) {
        return Math.ceil(length / spacing - 1e-9) + 1;
    }

    private TriangleMesh march() {
        here = new int[7 * nx * ny];
        above = new int[7 * nx * ny];
        double[] f = new double[8];
        for (int k = 0; k + 1 < nz; k++) {
            for (int j = 0; j + 1 < ny; j++) {
                for (int i = 0; i + 1 < nx; i++) {
                    cell(i, j, k, f);
                }
            }
            int[] swap = here;
            here = above;
            above = swap;
            Arrays.fill(above, 0);
        }
        return new TriangleMesh(Arrays.copyOf(v, nv), Arrays.copyOf(t, nt));
    }

    /** Field above the value; at the border of the grid never inside. */
    private double value(int i, int j, int k) {
        double d = values[i + nx * (j + ny * k)] - iso;
        boolean border = i == 0 || j == 0 || k == 0 || i == nx - 1 || j == ny - 1 || k == nz - 1;
        return border ? Math.abs(d) : d;
    }

    private void cell(int i, int j, int k, double[] f) {
        int inside = 0;
        for (int c = 0; c < 8; c++) {
            f[c] = value(i + (c & 1), j + (c >> 1 & 1), k + (c >> 2));
            inside += f[c] < 0 ? 1 : 0;
        }
        if (inside == 0 || inside == 8) {
            return;
        }
        for (int p = 0; p < 6; p++) {
            int c1 = PATHS[p][0];
            int c2 = c1 | PATHS[p][1];
            int set = (f[0] < 0 ? 1 : 0) | (f[c1] < 0 ? 2 : 0) | (f[c2] < 0 ? 4 : 0) | (f[7] < 0 ? 8 : 0);
            int[] edges = CASES[set];
            if (edges.length == 0) {
                continue;
            }
            int a = vertex(edges[0], c1, c2, i, j, k, f);
            int b = vertex(edges[1], c1, c2, i, j, k, f);
            int c = vertex(edges[2], c1, c2, i, j, k, f);
            triangle(a, b, c, EVEN[p]);
            if (edges.length == 4) {
                triangle(a, c, vertex(edges[3], c1, c2, i, j, k, f), EVEN[p]);
            }
        }
    }

    private static int corner(int n, int c1, int c2) {
        return n == 0 ? 0 : n == 1 ? c1 : n == 2 ? c2 : 7;
    }

    private int vertex(int edge, int c1, int c2, int i, int j, int k, double[] f) {
        int a = corner(edge / 10, c1, c2);
        int b = corner(edge % 10, c1, c2);
        int lo = a & b;
        int hi = a | b;
        // one of the two corners lies below the other along every axis
        int[] layer = lo >> 2 == 0 ? here : above;
        int bi = i + (lo & 1);
        int bj = j + (lo >> 1 & 1);
        int slot = 7 * (bi + nx * bj) + (hi ^ lo) - 1;
        if (layer[slot] == 0) {
            double s = f[lo] / (f[lo] - f[hi]);
            if (Double.isNaN(s)) {
                s = 0.5;
            }
            s = Math.min(1 - END_GAP, Math.max(END_GAP, s));
            if (nv + 3 > v.length) {
                v = Arrays.copyOf(v, 2 * v.length);
            }
            int step = hi ^ lo;
            v[nv] = origin.x() + spacing * (bi + ((step & 1) != 0 ? s : 0));
            v[nv + 1] = origin.y() + spacing * (bj + ((step & 2) != 0 ? s : 0));
            v[nv + 2] = origin.z() + spacing * (k + (lo >> 2) + ((step & 4) != 0 ? s : 0));
            nv += 3;
            layer[slot] = nv / 3;
        }
        return layer[slot] - 1;
    }

    private void triangle(int a, int b, int c, boolean even) {
        if (nt + 3 > t.length) {
            t = Arrays.copyOf(t, 2 * t.length);
        }
        t[nt++] = a;
        t[nt++] = even ? b : c;
        t[nt++] = even ? c : b;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Turns an implicit solid into a closed triangle surface: values on a regular grid (only near the surface, in blocks), an isosurface, and
 * then a few rounds of moving the vertices within the surface towards the middle of their neighbours and back onto it by Newton's steps.
 * So the triangles
 * are even and every vertex lies on the solid's own surface to within a micrometre, not on the grid's interpolation of it.
 */
public final class Polygoniser {

    /** Points along the edge of the cubes that are asked for first, and of the smallest. */
    private static final int BLOCK = 8;
    private static final int FINEST = 2;
    /** How much faster than the distance a field may grow: elliptic shapes of the aspect used here, and blends of them. */
    private static final double STEEPNESS = 2.6;
    /** Edges of the isosurface shorter than this part of the spacing are collapsed. */
    private static final double COLLAPSE = 0.60;
    private static final double GRADIENT_STEP = 2e-6;
    private static final double ON_SURFACE = 1e-7;
    private static final double ROUGH = 2e-5;
    /** After so many vertices it is asked whether to stop. */
    private static final int CHECKED = 512;

    private Polygoniser() {
    }

    /**
     * @param low smallest corner of a box around the solid (m)
     * @param high largest corner
     * @param spacing of the grid in m
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static TriangleMesh polygonise(Field field, Vec3 low, Vec3 high, double spacing, Monitor monitor) {
        int nx = points(high.x() - low.x(), spacing);
        int ny = points(high.y() - low.y(), spacing);
        int nz = points(high.z() - low.z(), spacing);
        double[] values = sample(field, nx, ny, nz, low, spacing, monitor);
        monitor.checkCancelled();
        TriangleMesh raw = Isosurface.extract(values, nx, ny, nz, low, spacing, 0);
        TriangleMesh even = relax(field, MeshRepair.collapseShortEdges(raw, COLLAPSE * spacing), spacing, 2, ROUGH, monitor);
        return relax(field, MeshRepair.collapseShortEdges(even, COLLAPSE * spacing), spacing, 3, ON_SURFACE, monitor);
    }

    private static int points(double length, double spacing) {
        return (int) Math.ceil(length / spacing) + 1;
    }

    private static double[] sample(Field field, int nx, int ny, int nz, Vec3 low, double h, Monitor monitor) {
        double[] values = new double[nx * ny * nz];
        int bx = (nx - 1) / BLOCK + 1;
        int by = (ny - 1) / BLOCK + 1;
        int bz = (nz - 1) / BLOCK + 1;
        IntStream.range(0, bx * by * bz).parallel().forEach(b -> {
            monitor.checkCancelled();
            block(field, values, new int[] {nx, ny, nz}, low, h, b % bx * BLOCK, b / bx % by * BLOCK, b / bx / by * BLOCK, BLOCK);
        });
        return values;
    }

    /** The values of a cube of grid points; far from the surface, where only the sign counts, that of its middle. */
    private static void block(Field field, double[] values, int[] points, Vec3 low, double h, int i0, int j0, int k0, int size) {
        int i1 = Math.min(points[0], i0 + size);
        int j1 = Math.min(points[1], j0 + size);
        int k1 = Math.min(points[2], k0 + size);
        if (i0 >= i1 || j0 >= j1 || k0 >= k1) {
            return;
        }
        double half = 0.5 * (size - 1) * h;
        double centre = field.at(low.x() + i0 * h + half, low.y() + j0 * h + half, low.z() + k0 * h + half);
        // no point of the cube, nor one next to it, is on the other side
        boolean far = Math.abs(centre) > STEEPNESS * Math.sqrt(3) * (half + h);
        if (!far && size > FINEST) {
            int s = size / 2;
            for (int c = 0; c < 8; c++) {
                block(field, values, points, low, h, i0 + (c & 1) * s, j0 + (c >> 1 & 1) * s, k0 + (c >> 2) * s, s);
            }
            return;
        }
        for (int k = k0; k < k1; k++) {
            for (int j = j0; j < j1; j++) {
                int row = (k * points[1] + j) * points[0];
                for (int i = i0; i < i1; i++) {
                    values[row + i] = far ? centre : field.at(low.x() + i * h, low.y() + j * h, low.z() + k * h);
                }
            }
        }
    }

    private static TriangleMesh relax(Field field, TriangleMesh mesh, double h, int rounds, double nearness, Monitor monitor) {
        double[] v = mesh.vertices().clone();
        int n = mesh.vertexCount();
        int[][] neighbours = neighbours(mesh);
        double[] normals = new double[v.length];
        project(field, v, normals, h, ROUGH, monitor);
        double[] moved = new double[v.length];
        for (int round = 0; round < rounds; round++) {
            monitor.checkCancelled();
            IntStream.range(0, n).parallel().forEach(i -> {
                int[] ring = neighbours[i];
                double mx = 0;
                double my = 0;
                double mz = 0;
                for (int j : ring) {
                    mx += v[3 * j];
                    my += v[3 * j + 1];
                    mz += v[3 * j + 2];
                }
                double w = ring.length == 0 ? 0 : 1.0 / ring.length;
                double dx = mx * w - v[3 * i];
                double dy = my * w - v[3 * i + 1];
                double dz = mz * w - v[3 * i + 2];
                double out = dx * normals[3 * i] + dy * normals[3 * i + 1] + dz * normals[3 * i + 2];
                moved[3 * i] = v[3 * i] + 0.5 * (dx - out * normals[3 * i]);
                moved[3 * i + 1] = v[3 * i + 1] + 0.5 * (dy - out * normals[3 * i + 1]);
                moved[3 * i + 2] = v[3 * i + 2] + 0.5 * (dz - out * normals[3 * i + 2]);
            });
            double near = round + 1 < rounds ? ROUGH : nearness;
            project(field, moved, normals, h, near, monitor);
            System.arraycopy(moved, 0, v, 0, v.length);
        }
        return new TriangleMesh(v, mesh.triangles());
    }

    /** Newton's steps of every vertex to within {@code near} of the surface; {@code normals} get its direction there. */
    private static void project(Field field, double[] v, double[] normals, double h, double near, Monitor monitor) {
        IntStream.range(0, v.length / 3).parallel().forEach(i -> {
            if (i % CHECKED == 0) {
                monitor.checkCancelled();
            }
            project(field, v, normals, i, h, near);
        });
    }

    /** The gradient is taken at every third step only, which costs most. */
    private static void project(Field field, double[] v, double[] normals, int i, double h, double near) {
        double[] g = new double[3];
        double x = v[3 * i];
        double y = v[3 * i + 1];
        double z = v[3 * i + 2];
        double m = 0;
        for (int k = 0; k < 15; k++) {
            double f = field.at(x, y, z);
            if (k > 0 && Math.abs(f) < near) {
                break;
            }
            if (k % 3 == 0) {
                // by forward differences, since the value here is known: half the cost, and what it is off by is far below what counts
                g[0] = (field.at(x + GRADIENT_STEP, y, z) - f) / GRADIENT_STEP;
                g[1] = (field.at(x, y + GRADIENT_STEP, z) - f) / GRADIENT_STEP;
                g[2] = (field.at(x, y, z + GRADIENT_STEP) - f) / GRADIENT_STEP;
                m = Math.sqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
                if (!(m > 0.05)) {
                    break;
                }
                normals[3 * i] = g[0] / m;
                normals[3 * i + 1] = g[1] / m;
                normals[3 * i + 2] = g[2] / m;
            }
            double step = Math.max(-0.5 * h, Math.min(0.5 * h, f / m));
            x -= step * normals[3 * i];
            y -= step * normals[3 * i + 1];
            z -= step * normals[3 * i + 2];
        }
        v[3 * i] = x;
        v[3 * i + 1] = y;
        v[3 * i + 2] = z;
    }

    private static int[][] neighbours(TriangleMesh mesh) {
        int n = mesh.vertexCount();
        int[] t = mesh.triangles();
        int[] count = new int[n];
        for (int q : t) {
            count[q] += 2;
        }
        int[][] rings = new int[n][];
        for (int i = 0; i < n; i++) {
            rings[i] = new int[count[i]];
        }
        Arrays.fill(count, 0);
        for (int i = 0; i < t.length; i += 3) {
            for (int c = 0; c < 3; c++) {
                int a = t[i + c];
                // both other corners: each neighbour comes twice on a closed surface, so all weigh the same
                rings[a][count[a]++] = t[i + (c + 1) % 3];
                rings[a][count[a]++] = t[i + (c + 2) % 3];
            }
        }
        return rings;
    }
}

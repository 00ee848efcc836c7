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

    private static final int BLOCK = 4;
    /** How much faster than the distance a field may grow: elliptic shapes of the aspect used here, and blends of them. */
    private static final double STEEPNESS = 2.6;
    /** Edges of the isosurface shorter than this part of the spacing are collapsed. */
    private static final double COLLAPSE = 0.60;
    private static final double GRADIENT_STEP = 2e-6;
    private static final double ON_SURFACE = 1e-7;
    private static final double ROUGH = 2e-5;

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
        return BLOCK * (int) Math.ceil(length / spacing / BLOCK) + 1;
    }

    private static double[] sample(Field field, int nx, int ny, int nz, Vec3 low, double h, Monitor monitor) {
        double[] values = new double[nx * ny * nz];
        int bx = (nx - 1) / BLOCK + 1;
        int by = (ny - 1) / BLOCK + 1;
        int bz = (nz - 1) / BLOCK + 1;
        double half = 0.5 * (BLOCK - 1) * h;
        double far = STEEPNESS * Math.sqrt(3) * (half + h);
        IntStream.range(0, bx * by * bz).parallel().forEach(b -> {
            monitor.checkCancelled();
            int i0 = b % bx * BLOCK;
            int j0 = b / bx % by * BLOCK;
            int k0 = b / bx / by * BLOCK;
            double centre = field.at(low.x() + i0 * h + half, low.y() + j0 * h + half, low.z() + k0 * h + half);
            boolean skip = Math.abs(centre) > far;
            for (int k = k0; k < Math.min(nz, k0 + BLOCK); k++) {
                for (int j = j0; j < Math.min(ny, j0 + BLOCK); j++) {
                    int row = (k * ny + j) * nx;
                    for (int i = i0; i < Math.min(nx, i0 + BLOCK); i++) {
                        values[row + i] = skip ? centre : field.at(low.x() + i * h, low.y() + j * h, low.z() + k * h);
                    }
                }
            }
        });
        return values;
    }

    private static TriangleMesh relax(Field field, TriangleMesh mesh, double h, int rounds, double nearness, Monitor monitor) {
        double[] v = mesh.vertices().clone();
        int n = mesh.vertexCount();
        int[][] neighbours = neighbours(mesh);
        double[] normals = new double[v.length];
        IntStream.range(0, n).parallel().forEach(i -> project(field, v, normals, i, h, ROUGH));
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
            IntStream.range(0, n).parallel().forEach(i -> project(field, moved, normals, i, h, near));
            System.arraycopy(moved, 0, v, 0, v.length);
        }
        return new TriangleMesh(v, mesh.triangles());
    }

    /** Newton's steps to within {@code near} of the surface; the gradient is taken at every third step only, which costs most. */
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
                m = field.gradient(x, y, z, GRADIENT_STEP, g);
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

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ct.SliceStack;

/** The voxels of a scan being filled. Every block of voxels is filled by one thread, so the result does not depend on their number. */
public final class Scan {

    /** Largest edge of the cells into which a voxel is cut at surfaces, m. */
    public static final double CELL = 0.00085;
    /** Voxels of a block along each axis. */
    static final int BLOCK = 8;

    final SliceStack stack;
    final int nx;
    final int ny;
    final int nz;
    /** Cells of a voxel along each axis, and their edges. */
    final int ci;
    final int cj;
    final int ck;
    final Vec3 ei;
    final Vec3 ej;
    final Vec3 ek;
    /** Half the diagonal of a voxel's box, m. */
    final double voxelRadius;
    /** Half the diagonal of a cell, m, and a little more against rounding: a surface farther away does not touch it. */
    final double cellRadius;
    final float[] boneHu;
    final float[] bone;
    final float[] most;
    final byte[] labels;
    final byte[] zones;
    /** Distance from the nearest bone so far, m; negative once cartilage has been found. */
    final float[] near;

    public Scan(SliceStack stack) {
        this.stack = stack;
        nx = stack.nx();
        ny = stack.ny();
        nz = stack.nz();
        ci = (int) Math.ceil(stack.iSpacing() / CELL - 1e-6);
        cj = (int) Math.ceil(stack.jSpacing() / CELL - 1e-6);
        ck = (int) Math.ceil(stack.thickness() / CELL - 1e-6);
        ei = stack.iDirection().times(stack.iSpacing() / ci);
        ej = stack.jDirection().times(stack.jSpacing() / cj);
        ek = stack.normal().times(stack.thickness() / ck);
        voxelRadius = 0.5 * Math.sqrt(stack.iSpacing() * stack.iSpacing() + stack.jSpacing() * stack.jSpacing()
                + stack.thickness() * stack.thickness());
        cellRadius = 0.5 * Math.sqrt(ei.dot(ei) + ej.dot(ej) + ek.dot(ek)) * (1 + 1e-9);
        int n = nx * ny * nz;
        boneHu = new float[n];
        bone = new float[n];
        most = new float[n];
        labels = new byte[n];
        zones = new byte[n];
        near = new float[n];
    }

    /** Work on a block: first and last voxel along each axis, exclusive. */
    interface BlockWork {
        void run(int i0, int i1, int j0, int j1, int k0, int k1);
    }

    /** Visits all blocks that come within {@code margin} of a box. */
    void blocks(double[] bounds, double margin, Monitor monitor, BlockWork work) {
        int bx = (nx + BLOCK - 1) / BLOCK;
        int by = (ny + BLOCK - 1) / BLOCK;
        int bz = (nz + BLOCK - 1) / BLOCK;
        IntStream.range(0, bx * by * bz).parallel().forEach(b -> {
            int i0 = b % bx * BLOCK;
            int j0 = b / bx % by * BLOCK;
            int k0 = b / bx / by * BLOCK;
            int i1 = Math.min(nx, i0 + BLOCK);
            int j1 = Math.min(ny, j0 + BLOCK);
            int k1 = Math.min(nz, k0 + BLOCK);
            Vec3 c = centre(i0, i1, j0, j1, k0, k1);
            double r = radius(i0, i1, j0, j1, k0, k1) + margin;
            if (c.x() + r > bounds[0] && c.y() + r > bounds[1] && c.z() + r > bounds[2] && c.x() - r < bounds[3] && c.y() - r < bounds[4]
                    && c.z() - r < bounds[5]) {
                monitor.checkCancelled();
                work.run(i0, i1, j0, j1, k0, k1);
            }
        });
    }

    Vec3 centre(int i0, int i1, int j0, int j1, int k0, int k1) {
        return stack.point(0.5 * (i0 + i1 - 1), 0.5 * (j0 + j1 - 1), 0.5 * (k0 + k1 - 1));
    }

    /** Of a sphere around a block, m. */
    double radius(int i0, int i1, int j0, int j1, int k0, int k1) {
        return 0.5 * ((i1 - i0 - 1) * stack.iSpacing() + (j1 - j0 - 1) * stack.jSpacing() + (k1 - k0 - 1) * stack.step().norm())
                + voxelRadius;
    }

    /** The part of every voxel within a closed surface; null where none is. */
    public float[] fractions(TriangleMesh mesh, Monitor monitor) {
        float[] part = new float[nx * ny * nz];
        Bvh tree = Bvh.of(mesh);
        blocks(mesh.bounds(), 0, monitor, (i0, i1, j0, j1, k0, k1) -> {
            DistanceProbe probe = new DistanceProbe(tree);
            Vec3 c = centre(i0, i1, j0, j1, k0, k1);
            if (probe.at(c.x(), c.y(), c.z()) > radius(i0, i1, j0, j1, k0, k1)) {
                return;
            }
            for (int k = k0; k < k1; k++) {
                for (int j = j0; j < j1; j++) {
                    for (int i = i0; i < i1; i++) {
                        Vec3 p = stack.point(i, j, k);
                        double d = probe.at(p.x(), p.y(), p.z(), voxelRadius, 0);
                        probe.mark();
                        part[(k * ny + j) * nx + i] = (float) (d < -voxelRadius ? 1 : d > voxelRadius ? 0 : cells(probe, p));
                    }
                }
            }
        });
        return part;
    }

    private double cells(DistanceProbe probe, Vec3 p) {
        double sum = 0;
        for (int c = 0; c < ck; c++) {
            for (int b = 0; b < cj; b++) {
                for (int a = 0; a < ci; a++) {
                    Vec3 q = cell(p, a, b, c);
                    sum += part(probe, q);
                }
            }
        }
        return sum / (ci * cj * ck);
    }

    /** Centre of a cell of the voxel at {@code p}. */
    Vec3 cell(Vec3 p, int a, int b, int c) {
        double u = a - 0.5 * (ci - 1);
        double v = b - 0.5 * (cj - 1);
        double w = c - 0.5 * (ck - 1);
        return new Vec3(p.x() + u * ei.x() + v * ej.x() + w * ek.x(), p.y() + u * ei.y() + v * ej.y() + w * ek.y(),
                p.z() + u * ei.z() + v * ej.z() + w * ek.z());
    }

    private double part(DistanceProbe probe, Vec3 q) {
        return below(probe, probe.at(q.x(), q.y(), q.z(), cellRadius, 0));
    }

    /** The part of a cell within a surface whose distance was found, and where it touches the cell asked for, just before. */
    double below(DistanceProbe probe, double d) {
        if (Math.abs(d) > cellRadius) {
            return d < 0 ? 1 : 0;
        }
        probe.normal();
        return Fraction.below(d, probe.across(ei), probe.across(ej), probe.across(ek));
    }

    /** Puts an implant over what is there. */
    public void implant(float[] part, float[] all, float[] hu, float[] metal, double value, int label) {
        for (int i = 0; i < part.length; i++) {
            // where two implants overlap, the earlier one stays
            float p = Math.min(part[i], 1 - all[i]);
            if (p > 0) {
                all[i] += p;
                hu[i] += (float) (p * value);
                if (metal != null) {
                    metal[i] += p;
                }
                if (p >= 0.5f) {
                    labels[i] = (byte) label;
                }
                zones[i] = 0;
            }
        }
    }

    /** Adds the streaks of metal to a volume without it. */
    public void streaks(float[] hu, float[] metal) {
        new Streaks(nx, ny, 0.5 * (stack.iSpacing() + stack.jSpacing())).add(hu, metal, nx, ny, nz);
    }

    /** The part of a voxel that is bone, at most 1. */
    public double bone(int voxel) {
        return Math.min(1, bone[voxel]);
    }

    /** HU that the bones add to a voxel, weighted by their part. */
    public double boneHu(int voxel) {
        return bone[voxel] > 1 ? boneHu[voxel] / bone[voxel] : boneHu[voxel];
    }

    public boolean isCartilage(int voxel) {
        return near[voxel] < 0;
    }

    public byte[] labels() {
        return labels;
    }

    public byte[] zones() {
        return zones;
    }
}

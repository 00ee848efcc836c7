/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.VoxelStore;

/**
 * Samples stored numbers between the voxels of one grid at those of another. What is sampled half a voxel or more beyond the outermost
 * voxel centres is outside; nearer than that the outermost value goes on. Integers are rounded to the nearest, and to the type's range.
 */
public final class Sampler {

    /** Index differences below this over the whole target are rounding: then each axis of the target is one of the source. */
    private static final double ALIGNED = 1e-7;

    private final int nx;
    private final int ny;
    private final int nz;
    private final ScalarType type;
    private final int components;
    private final VoxelStore source;

    /** @param source stored numbers of {@code nx * ny * nz} voxels */
    public Sampler(int nx, int ny, int nz, ScalarType type, int components, VoxelStore source) {
        this.nx = nx;
        this.ny = ny;
        this.nz = nz;
        this.type = type;
        this.components = components;
        this.source = source;
    }

    /**
     * Numbers on another grid.
     *
     * @param mx voxels of the target along its first index
     * @param my along its second
     * @param mz along its third
     * @param origin index in the source of the target's voxel 0, 0, 0
     * @param di change of the index in the source with the target's first index
     * @param dj with its second
     * @param dk with its third
     * @param outside the stored number outside, which the type must be able to hold
     * @throws IOException if there is no room for a large volume
     */
    public VoxelStore sample(int mx, int my, int mz, Vec3 origin, Vec3 di, Vec3 dj, Vec3 dk, Interpolation how, double outside, int threads,
            Monitor monitor) throws IOException {
        VoxelStore target = VoxelStore.allocate(mz, (long) mx * my * components * type.bytes());
        double mixed = Math.max(mx * Math.max(Math.abs(di.y()), Math.abs(di.z())), Math.max(my * Math.max(Math.abs(dj.x()), Math.abs(dj
                .z())), mz * Math.max(Math.abs(dk.x()), Math.abs(dk.y()))));
        if (mixed < ALIGNED) {
            Taps x = new Taps(origin.x(), di.x(), mx, nx, how);
            Taps y = new Taps(origin.y(), dj.y(), my, ny, how);
            Taps z = new Taps(origin.z(), dk.z(), mz, nz, how);
            Slices.forEach(mz, threads, monitor, k -> alongAxes(target.slice(k), x, y, z, k, outside));
        } else {
            Slices.forEach(mz, threads, monitor, k -> oblique(target.slice(k), mx, my, origin.plus(dk.times(k)), di, dj, how, outside));
        }
        return target;
    }

    /** For each index of the target: from which index on the source is read, and with which weights. */
    private static final class Taps {

        final int n;
        final int width;
        /** First source index, may lie outside where the weight is not 0: then the outermost is meant; -9 for outside. */
        final int[] first;
        final double[] weights;
        final int limit;

        Taps(double origin, double step, int n, int limit, Interpolation how) {
            this.n = n;
            this.limit = limit;
            this.width = width(how);
            first = new int[n];
            weights = new double[n * width];
            for (int a = 0; a < n; a++) {
                first[a] = taps(origin + a * step, limit, how, weights, a * width);
            }
        }

        int at(int a, int tap) {
            return Math.clamp(first[a] + tap, 0, limit - 1);
        }
    }

    private static final int OUTSIDE = -9;

    private static int width(Interpolation how) {
        return switch (how) {
            case NEAREST -> 1;
            case LINEAR -> 2;
            case CUBIC -> 4;
        };
    }

    /** Weights of the neighbours of an index. @return the first neighbour, or {@link #OUTSIDE} */
    private static int taps(double index, int n, Interpolation how, double[] weights, int at) {
        if (!(index > -0.5 && index < n - 0.5)) {
            return OUTSIDE;
        }
        double x = Math.clamp(index, 0, n - 1.0);
        if (how == Interpolation.NEAREST) {
            weights[at] = 1;
            return (int) Math.min(n - 1.0, Math.floor(x + 0.5));
        }
        int base = (int) x;
        double t = x - base;
        if (how == Interpolation.LINEAR) {
            weights[at] = 1 - t;
            weights[at + 1] = t;
            return base;
        }
        // Catmull and Rom's cubic, Keys' with a = -1/2: exact for polynomials of the second degree
        weights[at] = t * (-0.5 + t * (1 - 0.5 * t));
        weights[at + 1] = 1 + t * t * (-2.5 + 1.5 * t);
        weights[at + 2] = t * (0.5 + t * (2 - 1.5 * t));
        weights[at + 3] = t * t * (-0.5 + 0.5 * t);
        return base - 1;
    }

    /** One axis after the other: the slices into a plane, its rows into a row, the row into the target. */
    private void alongAxes(ByteBuffer to, Taps x, Taps y, Taps z, int k, double outside) {
        int bytes = type.bytes();
        int width = nx * components;
        if (z.first[k] == OUTSIDE) {
            for (int p = 0; p < x.n * y.n * components; p++) {
                put(to, p * bytes, outside);
            }
            return;
        }
        double[] row = new double[width];
        double[] line = new double[width];
        for (int j = 0; j < y.n; j++) {
            boolean in = y.first[j] != OUTSIDE;
            if (in) {
                row(x, y, z, j, k, row, line);
            }
            for (int i = 0; i < x.n; i++) {
                int at = (i + x.n * j) * components * bytes;
                for (int c = 0; c < components; c++, at += bytes) {
                    if (!in || x.first[i] == OUTSIDE) {
                        put(to, at, outside);
                        continue;
                    }
                    double v = 0;
                    for (int t = 0; t < x.width; t++) {
                        double w = x.weights[i * x.width + t];
                        if (w != 0) {
                            v += w * row[x.at(i, t) * components + c];
                        }
                    }
                    put(to, at, v);
                }
            }
        }
    }

    private void row(Taps x, Taps y, Taps z, int j, int k, double[] row, double[] line) {
        Arrays.fill(row, 0);
        for (int tz = 0; tz < z.width; tz++) {
            double wz = z.weights[k * z.width + tz];
            if (wz == 0) {
                continue;
            }
            ByteBuffer slice = source.slice(z.at(k, tz));
            for (int ty = 0; ty < y.width; ty++) {
                double w = wz * y.weights[j * y.width + ty];
                if (w != 0) {
                    decode(slice, y.at(j, ty) * line.length, line);
                    for (int p = 0; p < line.length; p++) {
                        row[p] += w * line[p];
                    }
                }
            }
        }
    }

    /** A row of stored numbers; the frequent types in loops of their own. */
    private void decode(ByteBuffer slice, int from, double[] line) {
        switch (type) {
            case UINT8 -> {
                for (int p = 0; p < line.length; p++) {
                    line[p] = slice.get(from + p) & 0xff;
                }
            }
            case INT16 -> {
                for (int p = 0; p < line.length; p++) {
                    line[p] = slice.getShort(2 * (from + p));
                }
            }
            case UINT16 -> {
                for (int p = 0; p < line.length; p++) {
                    line[p] = slice.getShort(2 * (from + p)) & 0xffff;
                }
            }
            case FLOAT32 -> {
                for (int p = 0; p < line.length; p++) {
                    line[p] = slice.getFloat(4 * (from + p));
                }
            }
            default -> {
                for (int p = 0; p < line.length; p++) {
                    line[p] = type.get(slice, type.bytes() * (from + p));
                }
            }
        }
    }

    private void oblique(ByteBuffer to, int mx, int my, Vec3 start, Vec3 di, Vec3 dj, Interpolation how, double outside) {
        int bytes = type.bytes();
        int width = width(how);
        double[] wx = new double[width];
        double[] wy = new double[width];
        double[] wz = new double[width];
        for (int j = 0; j < my; j++) {
            for (int i = 0; i < mx; i++) {
                int at = (i + mx * j) * components * bytes;
                int x = taps(start.x() + i * di.x() + j * dj.x(), nx, how, wx, 0);
                int y = taps(start.y() + i * di.y() + j * dj.y(), ny, how, wy, 0);
                int z = taps(start.z() + i * di.z() + j * dj.z(), nz, how, wz, 0);
                boolean out = x == OUTSIDE || y == OUTSIDE || z == OUTSIDE;
                for (int c = 0; c < components; c++) {
                    put(to, at + c * bytes, out ? outside : value(x, y, z, wx, wy, wz, c));
                }
            }
        }
    }

    private double value(int x, int y, int z, double[] wx, double[] wy, double[] wz, int component) {
        double v = 0;
        for (int c = 0; c < wz.length; c++) {
            ByteBuffer slice = source.slice(Math.clamp(z + c, 0, nz - 1));
            for (int b = 0; b < wy.length; b++) {
                int line = Math.clamp(y + b, 0, ny - 1) * nx;
                double w = wz[c] * wy[b];
                for (int a = 0; a < wx.length; a++) {
                    double weight = w * wx[a];
                    if (weight != 0) {
                        v += weight * type.get(slice, ((line + Math.clamp(x + a, 0, nx - 1)) * components + component) * type.bytes());
                    }
                }
            }
        }
        return v;
    }

    private void put(ByteBuffer to, int at, double v) {
        switch (type) {
            case UINT8 -> to.put(at, (byte) Math.clamp(Math.rint(v), 0, 255));
            case INT16 -> to.putShort(at, (short) Math.clamp(Math.rint(v), Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> to.putShort(at, (short) (int) Math.clamp(Math.rint(v), 0, 65535));
            case FLOAT32 -> to.putFloat(at, (float) v);
            case FLOAT64 -> to.putDouble(at, v);
            default -> type.put(to, at, Math.clamp(Math.rint(v), type.lowest(), type.highest()));
        }
    }
}

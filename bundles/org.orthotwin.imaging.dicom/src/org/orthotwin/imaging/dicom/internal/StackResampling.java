/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.VoxelStore;

/**
 * Brings slices onto a grid of right angles at even distances. A shift within the plane (tilted gantry) is undone slice by slice,
 * bilinearly, without mixing slices; uneven distances are undone between the two neighbouring slices, linearly.
 */
final class StackResampling {

    private final Stack stack;
    private final ScalarType type;
    private final int components;
    private final int nx;
    private final int ny;

    StackResampling(Stack stack, ScalarType type, int components) {
        this.stack = stack;
        this.type = type;
        this.components = components;
        this.nx = stack.slices.get(0).instance().format().columns();
        this.ny = stack.slices.get(0).instance().format().rows();
    }

    /**
     * The slices on the grid of the stack. What lies beside a shifted slice becomes {@code padding}, or where that is NaN or no number of
     * the type the least number there is.
     */
    VoxelStore resample(VoxelStore in, double padding, int threads, Monitor monitor) throws IOException {
        VoxelStore out = in;
        if (stack.sheared) {
            // scanners write a negative number as the unsigned one of the same bits
            double over = type.isFloating() ? 0 : Math.scalb(1.0, 8 * type.bytes());
            double own = padding > type.highest() ? padding - over : padding;
            boolean storable = own >= type.lowest() && own <= type.highest() && (type.isFloating() || own == Math.rint(own));
            out = straighten(out, storable ? own : least(out, threads), threads, monitor);
        }
        return stack.even ? out : space(out, threads, monitor);
    }

    private double least(VoxelStore in, int threads) throws IOException {
        double[] least = new double[in.slices()];
        Parallel.each(in.slices(), threads, Monitor.NONE, k -> {
            ByteBuffer b = in.slice(k);
            double min = Double.POSITIVE_INFINITY;
            for (int at = 0; at < b.capacity(); at += type.bytes()) {
                min = Math.min(min, type.get(b, at));
            }
            least[k] = min;
        });
        return java.util.Arrays.stream(least).min().orElse(0);
    }

    private VoxelStore straighten(VoxelStore in, double outside, int threads, Monitor monitor) throws IOException {
        int mx = stack.columns();
        int my = stack.rows();
        VoxelStore out = VoxelStore.allocate(in.slices(), (long) mx * my * components * type.bytes());
        Parallel.each(in.slices(), threads, monitor, k -> {
            double di = (stack.leastRowShift() - stack.rowShift[k]) / stack.columnSpacing;
            double dj = (stack.leastColumnShift() - stack.columnShift[k]) / stack.rowSpacing;
            double[] from = read(in.slice(k), nx * ny * components);
            ByteBuffer to = out.slice(k);
            for (int j = 0; j < my; j++) {
                double y = j + dj;
                for (int i = 0; i < mx; i++) {
                    double x = i + di;
                    boolean inside = x > -1e-6 && y > -1e-6 && x < nx - 1 + 1e-6 && y < ny - 1 + 1e-6;
                    for (int c = 0; c < components; c++) {
                        write(to, (i + mx * j) * components + c, inside ? bilinear(from, x, y, c) : outside);
                    }
                }
            }
        });
        return out;
    }

    private double bilinear(double[] from, double x, double y, int c) {
        x = Math.clamp(x, 0.0, nx - 1);
        y = Math.clamp(y, 0.0, ny - 1);
        int i = (int) Math.min(x, Math.max(0, nx - 2));
        int j = (int) Math.min(y, Math.max(0, ny - 2));
        double fx = x - i;
        double fy = y - j;
        int p = (i + nx * j) * components + c;
        int right = nx > 1 ? components : 0;
        int down = ny > 1 ? nx * components : 0;
        double a = from[p] + fx * (from[p + right] - from[p]);
        double b = from[p + down] + fx * (from[p + down + right] - from[p + down]);
        return a + fy * (b - a);
    }

    private VoxelStore space(VoxelStore in, int threads, Monitor monitor) throws IOException {
        int depth = stack.depth();
        int numbers = in.slice(0).capacity() / type.bytes();
        double step = stack.heights[stack.heights.length - 1] / (depth - 1);
        VoxelStore out = VoxelStore.allocate(depth, in.slice(0).capacity());
        Parallel.each(depth, threads, monitor, k -> {
            double z = k * step;
            int below = 0;
            while (below < stack.heights.length - 2 && stack.heights[below + 1] <= z) {
                below++;
            }
            double f = Math.clamp((z - stack.heights[below]) / (stack.heights[below + 1] - stack.heights[below]), 0.0, 1.0);
            ByteBuffer a = in.slice(below);
            ByteBuffer b = in.slice(below + 1);
            ByteBuffer to = out.slice(k);
            for (int p = 0; p < numbers; p++) {
                double va = type.get(a, p * type.bytes());
                write(to, p, va + f * (type.get(b, p * type.bytes()) - va));
            }
        });
        return out;
    }

    private double[] read(ByteBuffer b, int n) {
        double[] out = new double[n];
        for (int p = 0; p < n; p++) {
            out[p] = type.get(b, p * type.bytes());
        }
        return out;
    }

    private void write(ByteBuffer b, int index, double value) {
        type.put(b, index * type.bytes(), type.isFloating() ? value : Math.rint(value));
    }
}

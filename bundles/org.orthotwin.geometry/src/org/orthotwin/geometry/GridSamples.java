/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers at the points of a regular grid in the type in which they are stored; they are read where they are, never converted as a whole.
 * Slices of rows: number {@code i + nx * j} of slice {@code k}. Nobody may write them while they are read.
 */
public abstract sealed class GridSamples {

    /** How a number in a buffer is coded. */
    public enum Element {
        INT8(1), UINT8(1), INT16(2), UINT16(2), INT32(4), UINT32(4), FLOAT32(4), FLOAT64(8);

        private final int bytes;

        Element(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one number in bytes. */
        public int bytes() {
            return bytes;
        }
    }

    private final int nx;
    private final int ny;
    private final int nz;

    private GridSamples(int nx, int ny, int nz) {
        if (nx < 1 || ny < 1 || nz < 1 || (long) nx * ny > Integer.MAX_VALUE / 8) {
            throw new IllegalArgumentException("grid of " + nx + " x " + ny + " x " + nz
                    + " points: at least one along each axis and at most 2^28 in a slice");
        }
        this.nx = nx;
        this.ny = ny;
        this.nz = nz;
    }

    /** All numbers in one array, {@code values[i + nx * (j + ny * k)]}; the array is not copied. */
    public static GridSamples of(int nx, int ny, int nz, short[] values, boolean unsigned) {
        checkLength(nx, ny, nz, values.length);
        return new Shorts(nx, ny, repeat(values, new short[nz][]), nx * ny, unsigned);
    }

    /** One array for each slice; not copied. */
    public static GridSamples ofSlices(int nx, int ny, short[][] slices, boolean unsigned) {
        for (short[] s : slices) {
            checkLength(nx, ny, 1, s.length);
        }
        return new Shorts(nx, ny, slices, 0, unsigned);
    }

    /** All numbers in one array, {@code values[i + nx * (j + ny * k)]}; the array is not copied. */
    public static GridSamples of(int nx, int ny, int nz, byte[] values, boolean unsigned) {
        checkLength(nx, ny, nz, values.length);
        return new Bytes(nx, ny, repeat(values, new byte[nz][]), nx * ny, unsigned);
    }

    /** One array for each slice; not copied. */
    public static GridSamples ofSlices(int nx, int ny, byte[][] slices, boolean unsigned) {
        for (byte[] s : slices) {
            checkLength(nx, ny, 1, s.length);
        }
        return new Bytes(nx, ny, slices, 0, unsigned);
    }

    /** All numbers in one array, {@code values[i + nx * (j + ny * k)]}; the array is not copied. */
    public static GridSamples of(int nx, int ny, int nz, float[] values) {
        checkLength(nx, ny, nz, values.length);
        return new Floats(nx, ny, repeat(values, new float[nz][]), nx * ny);
    }

    /** One array for each slice; not copied. */
    public static GridSamples ofSlices(int nx, int ny, float[][] slices) {
        for (float[] s : slices) {
            checkLength(nx, ny, 1, s.length);
        }
        return new Floats(nx, ny, slices, 0);
    }

    /** All numbers in one array, {@code values[i + nx * (j + ny * k)]}; the array is not copied. */
    public static GridSamples of(int nx, int ny, int nz, double[] values) {
        checkLength(nx, ny, nz, values.length);
        return new Doubles(nx, ny, repeat(values, new double[nz][]), nx * ny);
    }

    /** One buffer for each slice, read from byte 0 on in its own byte order; heap, direct or mapped; not copied. */
    public static GridSamples ofBuffers(int nx, int ny, Element element, List<ByteBuffer> slices) {
        for (ByteBuffer s : slices) {
            if (s.capacity() < (long) nx * ny * element.bytes) {
                throw new IllegalArgumentException("a slice of " + nx + " x " + ny + " points with " + s.capacity() + " bytes");
            }
        }
        return new Buffers(nx, ny, element, slices);
    }

    private static void checkLength(int nx, int ny, int nz, int length) {
        if ((long) nx * ny * nz != length) {
            throw new IllegalArgumentException("a grid of " + nx + " x " + ny + " x " + nz + " points with " + length + " values");
        }
    }

    private static <T> T[] repeat(T values, T[] slices) {
        Arrays.fill(slices, values);
        return slices;
    }

    public int nx() {
        return nx;
    }

    public int ny() {
        return ny;
    }

    public int nz() {
        return nz;
    }

    /** The number at a grid point, exactly. */
    public abstract double value(int i, int j, int k);

    /** Prepares {@link RowBits} for the numbers of row j of slice k. */
    abstract void row(int j, int k, RowBits bits);

    private static final class Shorts extends GridSamples {
        private final short[][] slices;
        private final int step;
        private final boolean unsigned;

        Shorts(int nx, int ny, short[][] slices, int step, boolean unsigned) {
            super(nx, ny, slices.length);
            this.slices = slices;
            this.step = step;
            this.unsigned = unsigned;
        }

        @Override
        public double value(int i, int j, int k) {
            short v = slices[k][k * step + j * nx() + i];
            return unsigned ? v & 0xffff : v;
        }

        @Override
        void row(int j, int k, RowBits bits) {
            bits.shorts(slices[k], k * step + j * nx(), unsigned);
        }
    }

    private static final class Bytes extends GridSamples {
        private final byte[][] slices;
        private final int step;
        private final boolean unsigned;

        Bytes(int nx, int ny, byte[][] slices, int step, boolean unsigned) {
            super(nx, ny, slices.length);
            this.slices = slices;
            this.step = step;
            this.unsigned = unsigned;
        }

        @Override
        public double value(int i, int j, int k) {
            byte v = slices[k][k * step + j * nx() + i];
            return unsigned ? v & 0xff : v;
        }

        @Override
        void row(int j, int k, RowBits bits) {
            bits.bytes(slices[k], k * step + j * nx(), unsigned);
        }
    }

    private static final class Floats extends GridSamples {
        private final float[][] slices;
        private final int step;

        Floats(int nx, int ny, float[][] slices, int step) {
            super(nx, ny, slices.length);
            this.slices = slices;
            this.step = step;
        }

        @Override
        public double value(int i, int j, int k) {
            return slices[k][k * step + j * nx() + i];
        }

        @Override
        void row(int j, int k, RowBits bits) {
            bits.floats(slices[k], k * step + j * nx());
        }
    }

    private static final class Doubles extends GridSamples {
        private final double[][] slices;
        private final int step;

        Doubles(int nx, int ny, double[][] slices, int step) {
            super(nx, ny, slices.length);
            this.slices = slices;
            this.step = step;
        }

        @Override
        public double value(int i, int j, int k) {
            return slices[k][k * step + j * nx() + i];
        }

        @Override
        void row(int j, int k, RowBits bits) {
            bits.doubles(slices[k], k * step + j * nx());
        }
    }

    private static final class Buffers extends GridSamples {
        private final ByteBuffer[] slices;
        private final Element element;

        Buffers(int nx, int ny, Element element, List<ByteBuffer> slices) {
            super(nx, ny, slices.size());
            this.element = element;
            // own views: position, limit and order of the caller's may change
            this.slices = slices.stream().map(b -> b.duplicate().clear().order(b.order())).toArray(ByteBuffer[]::new);
        }

        @Override
        public double value(int i, int j, int k) {
            ByteBuffer b = slices[k];
            int at = (j * nx() + i) * element.bytes;
            return switch (element) {
                case INT8 -> b.get(at);
                case UINT8 -> b.get(at) & 0xff;
                case INT16 -> b.getShort(at);
                case UINT16 -> b.getShort(at) & 0xffff;
                case INT32 -> b.getInt(at);
                case UINT32 -> b.getInt(at) & 0xffffffffL;
                case FLOAT32 -> b.getFloat(at);
                case FLOAT64 -> b.getDouble(at);
            };
        }

        @Override
        void row(int j, int k, RowBits bits) {
            int n = nx();
            ByteBuffer b = slices[k];
            int at = j * n;
            // a row is copied into the nearest cache; bulk gets of view buffers are memory copies
            switch (element) {
                case INT8, UINT8 -> {
                    byte[] row = bits.byteRow(n);
                    b.get(at, row, 0, n);
                    bits.bytes(row, 0, element == Element.UINT8);
                }
                case INT16, UINT16 -> {
                    short[] row = bits.shortRow(n);
                    b.asShortBuffer().get(at, row, 0, n);
                    bits.shorts(row, 0, element == Element.UINT16);
                }
                case FLOAT32 -> {
                    float[] row = bits.floatRow(n);
                    b.asFloatBuffer().get(at, row, 0, n);
                    bits.floats(row, 0);
                }
                default -> {
                    double[] row = bits.doubleRow(n);
                    for (int i = 0; i < n; i++) {
                        row[i] = value(i, j, k);
                    }
                    bits.doubles(row, 0);
                }
            }
        }

    }
}

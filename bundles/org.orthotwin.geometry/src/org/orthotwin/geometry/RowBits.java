/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Which numbers of a row are inside, as bits, 64 to a word: without branches, since noise would mispredict them. One instance for each
 * thread.
 */
final class RowBits {

    private final int n;
    private final boolean label;
    private final long wanted;
    private final double iso;
    /** All ones where inside is at or above the value, else zero. */
    private final long flip;
    private final long[] bits;
    private byte[] byteRow;
    private short[] shortRow;
    private float[] floatRow;
    private double[] doubleRow;

    private RowBits(int n, boolean label, long wanted, double iso, boolean above) {
        this.n = n;
        this.label = label;
        this.wanted = wanted;
        this.iso = iso;
        flip = above ? -1 : 0;
        bits = new long[(n + 63) / 64];
    }

    /** Inside is below a value, or at or above it; what is not a number is outside. */
    static RowBits threshold(int n, double iso, boolean above) {
        return new RowBits(n, false, 0, iso, above);
    }

    /** Inside is what equals a label. */
    static RowBits label(int n, int label) {
        return new RowBits(n, true, label, label, false);
    }

    /** The bits of the row that was handed over last; those beyond the row are zero. */
    long[] bits() {
        return bits;
    }

    byte[] byteRow(int length) {
        return byteRow == null ? byteRow = new byte[length] : byteRow;
    }

    short[] shortRow(int length) {
        return shortRow == null ? shortRow = new short[length] : shortRow;
    }

    float[] floatRow(int length) {
        return floatRow == null ? floatRow = new float[length] : floatRow;
    }

    double[] doubleRow(int length) {
        return doubleRow == null ? doubleRow = new double[length] : doubleRow;
    }

    /** The least whole number that is not below the value: what is below it is below the value. */
    private int wholeThreshold() {
        return (int) Math.clamp(Math.ceil(iso), -1e9, 1e9);
    }

    private void finish(int word, int count) {
        bits[word] = (bits[word] ^ flip) & -1L >>> 64 - count;
    }

    void shorts(short[] a, int from, boolean unsigned) {
        int mask = unsigned ? 0xffff : -1;
        if (label) {
            int w = (int) wanted;
            boolean possible = unsigned ? wanted == (wanted & 0xffff) : wanted == (short) wanted;
            for (int i = 0, at = from; i < n; i += 64) {
                int m = Math.min(64, n - i);
                long acc = 0;
                for (int b = 0; b < m && possible; b++) {
                    int d = (a[at + b] & mask) ^ w;
                    acc |= (long) ((d | -d) >>> 31 ^ 1) << b;
                }
                at += m;
                bits[i >>> 6] = acc;
            }
            return;
        }
        int t = wholeThreshold();
        int at = from;
        int i = 0;
        for (; i + 64 <= n; i += 64, at += 64) {
            bits[i >>> 6] = unsigned ? unsigned64(a, at, t) ^ flip : signed64(a, at, t) ^ flip;
        }
        if (i < n) {
            long acc = 0;
            for (int b = 0; i + b < n; b++) {
                acc |= (long) ((a[at + b] & mask) - t >>> 31) << b;
            }
            bits[i >>> 6] = acc;
            finish(i >>> 6, n - i);
        }
    }

    private static long signed64(short[] a, int at, int t) {
        long lo = 0;
        long hi = 0;
        for (int b = 0; b < 32; b++) {
            lo |= (long) (a[at + b] - t >>> 31) << b;
            hi |= (long) (a[at + 32 + b] - t >>> 31) << b;
        }
        return hi << 32 | lo;
    }

    private static long unsigned64(short[] a, int at, int t) {
        long lo = 0;
        long hi = 0;
        for (int b = 0; b < 32; b++) {
            lo |= (long) ((a[at + b] & 0xffff) - t >>> 31) << b;
            hi |= (long) ((a[at + 32 + b] & 0xffff) - t >>> 31) << b;
        }
        return hi << 32 | lo;
    }

    void bytes(byte[] a, int from, boolean unsigned) {
        int mask = unsigned ? 0xff : -1;
        boolean possible = !label || (unsigned ? wanted == (wanted & 0xff) : wanted == (byte) wanted);
        int w = (int) wanted;
        int t = wholeThreshold();
        for (int i = 0, at = from; i < n; i += 64) {
            int m = Math.min(64, n - i);
            long acc = 0;
            if (label) {
                for (int b = 0; b < m && possible; b++) {
                    int d = (a[at + b] & mask) ^ w;
                    acc |= (long) ((d | -d) >>> 31 ^ 1) << b;
                }
            } else {
                for (int b = 0; b < m; b++) {
                    acc |= (long) ((a[at + b] & mask) - t >>> 31) << b;
                }
            }
            at += m;
            bits[i >>> 6] = acc;
            if (!label) {
                finish(i >>> 6, m);
            }
        }
    }

    void floats(float[] a, int from) {
        // the comparison of single with double precision, without widening: f is the least float that is not below the value
        float f = (float) iso;
        f = f < iso ? Math.nextUp(f) : f;
        float g = flip == 0 ? f : Math.nextDown(f);
        for (int i = 0, at = from; i < n; i += 64) {
            int m = Math.min(64, n - i);
            long acc = 0;
            if (label) {
                for (int b = 0; b < m; b++) {
                    acc |= (a[at + b] == wanted ? 1L : 0) << b;
                }
            } else {
                acc = m == 64 ? floats64(a, at, g, flip == 0) : floatsTail(a, at, m, g);
            }
            at += m;
            bits[i >>> 6] = acc;
        }
    }

    private static long floats64(float[] a, int at, float g, boolean below) {
        long lo = 0;
        long hi = 0;
        if (below) {
            for (int b = 0; b < 32; b++) {
                lo |= (long) sign(a[at + b] - g) << b;
                hi |= (long) sign(a[at + 32 + b] - g) << b;
            }
        } else {
            for (int b = 0; b < 32; b++) {
                lo |= (long) sign(g - a[at + b]) << b;
                hi |= (long) sign(g - a[at + 32 + b]) << b;
            }
        }
        return hi << 32 | lo;
    }

    private long floatsTail(float[] a, int at, int m, float g) {
        long acc = 0;
        for (int b = 0; b < m; b++) {
            acc |= (long) (flip == 0 ? sign(a[at + b] - g) : sign(g - a[at + b])) << b;
        }
        return acc;
    }

    /** 1 for a negative number, 0 for any other and for what is not a number. */
    private static int sign(float d) {
        int x = Float.floatToRawIntBits(d);
        return (x & ~(0x7f800000 - (x & 0x7fffffff))) >>> 31;
    }

    void doubles(double[] a, int from) {
        double g = flip == 0 ? iso : Math.nextDown(iso);
        for (int i = 0, at = from; i < n; i += 64) {
            int m = Math.min(64, n - i);
            long acc = 0;
            if (label) {
                for (int b = 0; b < m; b++) {
                    acc |= (a[at + b] == wanted ? 1L : 0) << b;
                }
            } else {
                for (int b = 0; b < m; b++) {
                    acc |= sign(flip == 0 ? a[at + b] - g : g - a[at + b]) << b;
                }
            }
            at += m;
            bits[i >>> 6] = acc;
        }
    }

    private static long sign(double d) {
        long x = Double.doubleToRawLongBits(d);
        return (x & ~(0x7ff0000000000000L - (x & 0x7fffffffffffffffL))) >>> 63;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

/**
 * Random numbers by their number: which one is asked for alone decides what it is, so that samples may be drawn in any order and on any
 * number of threads.
 *
 * <p>Philox4x32-10: Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC11, doi:10.1145/2063384.2063405.
 */
final class Philox {

    private static final int ROUNDS = 10;
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {
    }

    /** The four words of a block. */
    static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] c = {c0, c1, c2, c3};
        int a = k0;
        int b = k1;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = M0 * (c[0] & LOW);
            long p1 = M1 * (c[2] & LOW);
            c = new int[] {(int) (p1 >>> 32) ^ c[1] ^ a, (int) p1, (int) (p0 >>> 32) ^ c[3] ^ b, (int) p0};
            a += W0;
            b += W1;
        }
        return c;
    }

    /**
     * Uniform in (0, 1), neither end.
     *
     * @param seed of the study
     * @param stream what the number is for
     * @param index of the sample
     * @param dimension of the sample
     */
    static double uniform(long seed, int stream, long index, int dimension) {
        return (bits(seed, stream, index, dimension) + 0.5) * 0x1p-52;
    }

    /** 52 random bits. */
    static long bits(long seed, int stream, long index, int dimension) {
        int[] w = block((int) index, (int) (index >>> 32), dimension, stream, (int) seed, (int) (seed >>> 32));
        return ((long) w[0] << 32 | w[1] & LOW) >>> 12;
    }
}

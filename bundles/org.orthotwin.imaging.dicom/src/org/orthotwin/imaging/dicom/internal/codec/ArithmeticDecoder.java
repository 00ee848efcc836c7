/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Arrays;

/** The MQ decoder of JPEG 2000 (ITU-T T.800 Annex C) with the 19 contexts of its coefficient coding. */
final class ArithmeticDecoder {

    static final int CONTEXTS = 19;
    static final int RUN = 17;
    static final int UNIFORM = 18;
    /** Table C.2: probability, next state after the more and the less probable symbol, whether the symbols swap. */
    private static final int[][] STATES = {{0x5601, 1, 1, 1}, {0x3401, 2, 6, 0}, {0x1801, 3, 9, 0}, {0x0ac1, 4, 12, 0}, {0x0521, 5, 29, 0},
        {0x0221, 38, 33, 0}, {0x5601, 7, 6, 1}, {0x5401, 8, 14, 0}, {0x4801, 9, 14, 0}, {0x3801, 10, 14, 0}, {0x3001, 11, 17, 0},
        {0x2401, 12, 18, 0}, {0x1c01, 13, 20, 0}, {0x1601, 29, 21, 0}, {0x5601, 15, 14, 1}, {0x5401, 16, 14, 0}, {0x5101, 17, 15, 0},
        {0x4801, 18, 16, 0}, {0x3801, 19, 17, 0}, {0x3401, 20, 18, 0}, {0x3001, 21, 19, 0}, {0x2801, 22, 19, 0}, {0x2401, 23, 20, 0},
        {0x2201, 24, 21, 0}, {0x1c01, 25, 22, 0}, {0x1801, 26, 23, 0}, {0x1601, 27, 24, 0}, {0x1401, 28, 25, 0}, {0x1201, 29, 26, 0},
        {0x1101, 30, 27, 0}, {0x0ac1, 31, 28, 0}, {0x09c1, 32, 29, 0}, {0x08a1, 33, 30, 0}, {0x0521, 34, 31, 0}, {0x0441, 35, 32, 0},
        {0x02a1, 36, 33, 0}, {0x0221, 37, 34, 0}, {0x0141, 38, 35, 0}, {0x0111, 39, 36, 0}, {0x0085, 40, 37, 0}, {0x0049, 41, 38, 0},
        {0x0025, 42, 39, 0}, {0x0015, 43, 40, 0}, {0x0009, 44, 41, 0}, {0x0005, 45, 42, 0}, {0x0001, 45, 43, 0}, {0x5601, 46, 46, 0}};
    private static final int[] QE = new int[STATES.length * 2];
    /** State and more probable symbol in one number: 2 * state + symbol. */
    private static final int[] AFTER_MORE = new int[STATES.length * 2];
    private static final int[] AFTER_LESS = new int[STATES.length * 2];

    static {
        for (int s = 0; s < STATES.length; s++) {
            for (int mps = 0; mps < 2; mps++) {
                QE[2 * s + mps] = STATES[s][0];
                AFTER_MORE[2 * s + mps] = 2 * STATES[s][1] + mps;
                AFTER_LESS[2 * s + mps] = 2 * STATES[s][2] + (STATES[s][3] == 1 ? 1 - mps : mps);
            }
        }
    }

    private final int[] states = new int[CONTEXTS];
    private byte[] in;
    private int at;
    private int end;
    private int a;
    private int c;
    private int ct;

    /** All contexts as at the beginning of a code block (table D.7). */
    void resetContexts() {
        Arrays.fill(states, 0);
        states[0] = 2 * 4;
        states[RUN] = 2 * 3;
        states[UNIFORM] = 2 * 46;
    }

    /** Begins a code word segment; beyond its end there are ones. */
    void start(byte[] data, int from, int to) {
        in = data;
        at = from;
        end = to;
        c = (at < end ? in[at] & 0xff : 0xff) << 16;
        byteIn();
        c <<= 7;
        ct -= 7;
        a = 0x8000;
    }

    private int byteAt(int p) {
        return p < end ? in[p] & 0xff : 0xff;
    }

    private void byteIn() {
        if (byteAt(at) == 0xff) {
            int next = byteAt(at + 1);
            if (next > 0x8f) {
                c += 0xff00;
                ct = 8;
            } else {
                at++;
                c += next << 9;
                ct = 7;
            }
        } else {
            at++;
            c += byteAt(at) << 8;
            ct = 8;
        }
    }

    int decode(int context) {
        int s = states[context];
        int qe = QE[s];
        int d = s & 1;
        a -= qe;
        if (c >>> 16 < qe) {
            if (a < qe) {
                states[context] = AFTER_MORE[s];
            } else {
                d = 1 - d;
                states[context] = AFTER_LESS[s];
            }
            a = qe;
        } else {
            c -= qe << 16;
            if ((a & 0x8000) != 0) {
                return d;
            }
            if (a < qe) {
                d = 1 - d;
                states[context] = AFTER_LESS[s];
            } else {
                states[context] = AFTER_MORE[s];
            }
        }
        do {
            if (ct == 0) {
                byteIn();
            }
            a <<= 1;
            c <<= 1;
            ct--;
        } while ((a & 0x8000) == 0);
        return d;
    }
}

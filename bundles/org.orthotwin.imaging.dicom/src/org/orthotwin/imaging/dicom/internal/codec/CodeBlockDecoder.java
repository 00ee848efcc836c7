/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Arrays;

/**
 * Coefficients of a JPEG 2000 code block from its bit planes (ITU-T T.800 Annex D): significance propagation, magnitude refinement and
 * cleanup passes, with every code block style. Not for several threads.
 */
final class CodeBlockDecoder {

    static final int BYPASS = 1;
    static final int RESET = 2;
    static final int TERMINATE_ALL = 4;
    static final int CAUSAL = 8;
    static final int SEGMENTATION = 32;

    // significance of the eight neighbours, their signs, and what is known of the coefficient itself
    private static final int N = 1;
    private static final int S = 2;
    private static final int W = 4;
    private static final int E = 8;
    private static final int NW = 16;
    private static final int NE = 32;
    private static final int SW = 64;
    private static final int SE = 128;
    private static final int NEIGHBOURS = 255;
    private static final int SIGN_N = 1 << 8;
    private static final int SIGN_S = 1 << 9;
    private static final int SIGN_W = 1 << 10;
    private static final int SIGN_E = 1 << 11;
    private static final int SIGNIFICANT = 1 << 12;
    private static final int VISITED = 1 << 13;
    private static final int REFINED = 1 << 14;
    private static final int NOT_BELOW = ~(S | SW | SE | SIGN_S);

    /** Contexts of significance by orientation of the band (0 LL and LH, 1 HL, 2 HH) and neighbours: table D.1. */
    private static final byte[][] ZERO = new byte[3][256];
    /** Context of the sign times two, plus the bit to flip: table D.3; by neighbours N S W E and their signs. */
    private static final byte[] SIGNS = new byte[256];

    static {
        for (int f = 0; f < 256; f++) {
            int h = (f & W) / W + (f & E) / E;
            int v = (f & N) / N + (f & S) / S;
            int d = (f & NW) / NW + (f & NE) / NE + (f & SW) / SW + (f & SE) / SE;
            ZERO[0][f] = (byte) lowpass(h, v, d);
            ZERO[1][f] = (byte) lowpass(v, h, d);
            ZERO[2][f] = (byte) (d >= 3 ? 8 : d == 2 ? (h + v > 0 ? 7 : 6) : d == 1 ? 3 + Math.min(2, h + v) : Math.min(2, h + v));
            int signs = f >> 4;
            int horizontal = contribution(f & W, signs & W) + contribution(f & E, signs & E);
            int vertical = contribution(f & N, signs & N) + contribution(f & S, signs & S);
            int hc = Integer.signum(horizontal);
            int vc = Integer.signum(vertical);
            int flip = hc < 0 || hc == 0 && vc < 0 ? 1 : 0;
            if (flip == 1) {
                hc = -hc;
                vc = -vc;
            }
            int context = hc == 1 ? 12 + vc : 9 + vc;
            SIGNS[f] = (byte) (context << 1 | flip);
        }
    }

    private static int lowpass(int h, int v, int d) {
        if (h == 2) {
            return 8;
        }
        if (h == 1) {
            return v > 0 ? 7 : d > 0 ? 6 : 5;
        }
        return v == 2 ? 4 : v == 1 ? 3 : Math.min(2, d);
    }

    private static int contribution(int significant, int negative) {
        return significant == 0 ? 0 : negative == 0 ? 1 : -1;
    }

    private final ArithmeticDecoder mq = new ArithmeticDecoder();
    private int[] flags = {};
    private int[] data;
    private int w;
    private int h;
    private int stride;
    private byte[] zero;
    private boolean causal;
    // raw bits
    private boolean raw;
    private byte[] in;
    private int at;
    private int end;
    private int rawByte;
    private int rawBits;

    /**
     * @param block what the packets said of it
     * @param orientation of its band: 0 LL, 1 HL, 2 LH, 3 HH
     * @param style bits of {@link #BYPASS} and the others
     * @param planes bit planes that are coded, at most 30
     * @param out w * h coefficients times two, the lowest bit a half: the middle of the interval that the bits leave open
     */
    void decode(Block block, int orientation, int style, int planes, int[] out) {
        w = block.width();
        h = block.height();
        stride = w + 2;
        int size = stride * (h + 2);
        if (flags.length < size) {
            flags = new int[size];
        } else {
            Arrays.fill(flags, 0, size, 0);
        }
        data = out;
        Arrays.fill(out, 0, w * h, 0);
        zero = ZERO[orientation == 1 ? 1 : orientation == 3 ? 2 : 0];
        causal = (style & CAUSAL) != 0;
        in = block.data();
        mq.resetContexts();
        int plane = planes - 1;
        int type = 2;
        int pass = 0;
        int from = 0;
        for (int s = 0; s < block.segments() && plane >= 0; s++) {
            int to = from + block.segmentLength(s);
            raw = (style & BYPASS) != 0 && pass >= 10 && type < 2;
            if (raw) {
                at = from;
                end = to;
                rawByte = 0;
                rawBits = 0;
            } else {
                mq.start(in, from, to);
            }
            for (int p = 0; p < block.segmentPasses(s) && plane >= 0; p++) {
                int one = 1 << plane + 1;
                switch (type) {
                    case 0 -> significance(one);
                    case 1 -> refinement(one);
                    default -> {
                        cleanup(one);
                        if ((style & SEGMENTATION) != 0) {
                            int mark = mq.decode(ArithmeticDecoder.UNIFORM) << 3 | mq.decode(ArithmeticDecoder.UNIFORM) << 2
                                    | mq.decode(ArithmeticDecoder.UNIFORM) << 1 | mq.decode(ArithmeticDecoder.UNIFORM);
                            if (mark != 10) {
                                throw Texts.broken(Jpeg2000Codec.NAME, "a segmentation symbol of " + mark + ", not 10");
                            }
                        }
                    }
                }
                if ((style & RESET) != 0) {
                    mq.resetContexts();
                }
                pass++;
                if (++type == 3) {
                    type = 0;
                    plane--;
                }
            }
            from = to;
        }
    }

    /** What the packets say of a code block. */
    interface Block {
        int width();

        int height();

        byte[] data();

        int segments();

        int segmentLength(int segment);

        int segmentPasses(int segment);
    }

    private int rawBit() {
        if (rawBits == 0) {
            boolean stuffed = rawByte == 0xff;
            rawByte = at < end ? in[at++] & 0xff : 0xff;
            rawBits = stuffed ? 7 : 8;
        }
        rawBits--;
        return rawByte >> rawBits & 1;
    }

    private int seen(int f, int y) {
        return causal && (y & 3) == 3 ? f & NOT_BELOW : f;
    }

    private void significance(int one) {
        for (int y0 = 0; y0 < h; y0 += 4) {
            int y1 = Math.min(h, y0 + 4);
            for (int x = 0; x < w; x++) {
                for (int y = y0, p = (y0 + 1) * stride + x + 1; y < y1; y++, p += stride) {
                    int f = seen(flags[p], y);
                    if ((f & SIGNIFICANT) == 0 && (f & NEIGHBOURS) != 0) {
                        int bit = raw ? rawBit() : mq.decode(zero[f & NEIGHBOURS]);
                        if (bit == 1) {
                            becomeSignificant(x, y, p, f, one);
                        }
                        flags[p] |= VISITED;
                    }
                }
            }
        }
    }

    private void becomeSignificant(int x, int y, int p, int f, int one) {
        int negative;
        if (raw) {
            negative = rawBit();
        } else {
            int sc = SIGNS[f & 15 | f >> 4 & 0xf0];
            negative = mq.decode(sc >> 1) ^ sc & 1;
        }
        int value = one | one >> 1;
        data[y * w + x] = negative == 1 ? -value : value;
        flags[p] |= SIGNIFICANT;
        flags[p - stride] |= negative == 1 ? S | SIGN_S : S;
        flags[p + stride] |= negative == 1 ? N | SIGN_N : N;
        flags[p - 1] |= negative == 1 ? E | SIGN_E : E;
        flags[p + 1] |= negative == 1 ? W | SIGN_W : W;
        flags[p - stride - 1] |= SE;
        flags[p - stride + 1] |= SW;
        flags[p + stride - 1] |= NE;
        flags[p + stride + 1] |= NW;
    }

    private void refinement(int one) {
        int half = one >> 1;
        for (int y0 = 0; y0 < h; y0 += 4) {
            int y1 = Math.min(h, y0 + 4);
            for (int x = 0; x < w; x++) {
                for (int y = y0, p = (y0 + 1) * stride + x + 1; y < y1; y++, p += stride) {
                    int f = flags[p];
                    if ((f & (SIGNIFICANT | VISITED)) == SIGNIFICANT) {
                        int bit = raw ? rawBit()
                                : mq.decode((f & REFINED) != 0 ? 16 : (seen(f, y) & NEIGHBOURS) != 0 ? 15 : 14);
                        int q = y * w + x;
                        int more = bit == 1 ? half : -half;
                        data[q] += data[q] < 0 ? -more : more;
                        flags[p] = f | REFINED;
                    }
                }
            }
        }
    }

    private void cleanup(int one) {
        for (int y0 = 0; y0 < h; y0 += 4) {
            int y1 = Math.min(h, y0 + 4);
            for (int x = 0; x < w; x++) {
                int p = (y0 + 1) * stride + x + 1;
                int y = y0;
                boolean decided = false;
                if (y1 - y0 == 4 && quiet(p, y0)) {
                    if (mq.decode(ArithmeticDecoder.RUN) == 0) {
                        continue;
                    }
                    int run = mq.decode(ArithmeticDecoder.UNIFORM) << 1 | mq.decode(ArithmeticDecoder.UNIFORM);
                    y += run;
                    p += run * stride;
                    decided = true;
                }
                for (; y < y1; y++, p += stride) {
                    int f = seen(flags[p], y);
                    if (decided) {
                        becomeSignificant(x, y, p, f, one);
                        decided = false;
                    } else if ((f & (SIGNIFICANT | VISITED)) == 0 && mq.decode(zero[f & NEIGHBOURS]) == 1) {
                        becomeSignificant(x, y, p, f, one);
                    }
                }
            }
        }
        for (int y = 0; y < h; y++) {
            for (int x = 0, p = (y + 1) * stride + 1; x < w; x++, p++) {
                flags[p] &= ~VISITED;
            }
        }
    }

    /** Four coefficients about which nothing is known yet, nor about their neighbours. */
    private boolean quiet(int p, int y0) {
        int f = flags[p] | flags[p + stride] | flags[p + 2 * stride] | seen(flags[p + 3 * stride], y0 + 3);
        return (f & (SIGNIFICANT | VISITED | NEIGHBOURS)) == 0;
    }
}

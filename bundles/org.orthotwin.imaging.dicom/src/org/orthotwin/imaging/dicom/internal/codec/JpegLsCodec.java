/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * JPEG-LS, lossless and near-lossless (ITU-T T.87, ISO/IEC 14495-1): context-modelled prediction with Golomb codes of limited length and a
 * run mode. All three interleave modes, restart intervals and preset parameters; mapping tables and sub-sampling are refused by name.
 */
final class JpegLsCodec implements FrameCodec {

    private static final String NAME = "JPEG-LS";
    private static final int[] RUN_ORDER = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
        14, 15};
    private static final int REGULAR_CONTEXTS = 365;

    @Override
    public byte[] decode(List<ByteBuffer> fragments, FrameFormat format) {
        Decoder d = new Decoder(CodeStream.join(fragments), format);
        return CodeStream.toBytes(d.read(), d.precision, false, format);
    }

    /** One frame. */
    private static final class Decoder extends MarkerStream {

        private int precision;
        private int components;
        private int[] componentIds;
        private int[] samples;
        private boolean[] done;
        // preset parameters, 0 where the default is to be taken
        private int presetMax;
        private int preset1;
        private int preset2;
        private int preset3;
        private int presetReset;
        private int restart;
        // of the scan
        private int near;
        private int maxval;
        private int t1;
        private int t2;
        private int t3;
        private int reset;
        private int range;
        private int qbpp;
        private int limit;
        // statistics of the contexts; the last two are those of run interruption
        private final int[] a = new int[REGULAR_CONTEXTS + 2];
        private final int[] b = new int[REGULAR_CONTEXTS];
        private final int[] c = new int[REGULAR_CONTEXTS];
        private final int[] n = new int[REGULAR_CONTEXTS + 2];
        private final int[] nn = new int[2];
        // of the component whose line is read: each has its own
        private int runIndex;
        private boolean interrupted;
        // bits
        private long bits;
        private int held;
        private boolean afterFf;
        private boolean ended;

        Decoder(byte[] in, FrameFormat format) {
            super(NAME, in, format);
        }

        private int marker() {
            if (byteAt() != 0xff) {
                throw Texts.broken(NAME, "no marker at byte " + (at - 1));
            }
            int m = byteAt();
            while (m == 0xff) {
                m = byteAt();
            }
            return m;
        }

        int[] read() {
            if (marker() != 0xd8) {
                throw Texts.broken(NAME, "it does not begin with SOI");
            }
            while (true) {
                int m = marker();
                if (m == 0xd9) {
                    throw Texts.broken(NAME, "it ends before all components were read");
                }
                int start = at;
                int end = segmentEnd();
                int length = end - start;
                switch (m) {
                    case 0xf7 -> frame();
                    case 0xf8 -> preset(length);
                    case 0xdd -> restart = length == 4 ? word() : length == 5 ? byteAt() << 16 | word() : word() << 16 | word();
                    case 0xda -> {
                        if (scan(end)) {
                            return samples;
                        }
                        continue;
                    }
                    default -> {
                        if (m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc) {
                            throw Texts.broken(NAME, "it is a JPEG code stream of another process");
                        }
                    }
                }
                at = end;
            }
        }

        private void frame() {
            if (samples != null) {
                throw Texts.broken(NAME, "two frame headers");
            }
            precision = byteAt();
            int rows = word();
            int columns = word();
            components = byteAt();
            if (precision < 2 || precision > 16) {
                throw Texts.broken(NAME, "precision of " + precision + " bits");
            }
            CodeStream.checkSize(NAME, columns, rows, components, format);
            CodeStream.checkBits(NAME, precision, format);
            componentIds = new int[components];
            for (int i = 0; i < components; i++) {
                componentIds[i] = byteAt();
                if (byteAt() != 0x11) {
                    throw Texts.refuse("codec.unsupported", NAME, "sub-sampling");
                }
                byteAt();
            }
            samples = new int[rows * columns * components];
            done = new boolean[components];
        }

        private void preset(int length) {
            int id = byteAt();
            if (id != 1) {
                throw Texts.refuse("codec.unsupported", NAME, id == 4 ? "a larger image size" : "mapping tables");
            }
            if (length != 13) {
                throw Texts.broken(NAME, "preset parameters of " + length + " bytes");
            }
            presetMax = word();
            preset1 = word();
            preset2 = word();
            preset3 = word();
            presetReset = word();
        }

        /** @return whether all components have been read */
        private boolean scan(int end) {
            if (samples == null) {
                throw Texts.broken(NAME, "a scan before the frame header");
            }
            int count = byteAt();
            int[] which = new int[count];
            for (int i = 0; i < count; i++) {
                int id = byteAt();
                which[i] = -1;
                for (int j = 0; j < components; j++) {
                    if (componentIds[j] == id) {
                        which[i] = j;
                    }
                }
                if (which[i] < 0 || done[which[i]]) {
                    throw Texts.broken(NAME, "component " + id + " is unknown or comes twice");
                }
                done[which[i]] = true;
                if (byteAt() != 0) {
                    throw Texts.refuse("codec.unsupported", NAME, "mapping tables");
                }
            }
            near = byteAt();
            int interleave = byteAt();
            int transform = byteAt();
            if (at != end || count < 1 || interleave > 2 || interleave == 0 && count != 1) {
                throw Texts.broken(NAME, "scan header of " + count + " components with interleave mode " + interleave);
            }
            if (transform != 0) {
                throw Texts.refuse("codec.unsupported", NAME, "a point transform");
            }
            parameters();
            start();
            lines(which, interleave);
            // to the next marker: padding bits, then bytes that belong to no marker are not there in a sound stream
            at = afterScan();
            for (boolean d : done) {
                if (!d) {
                    return false;
                }
            }
            return true;
        }

        private void parameters() {
            maxval = presetMax != 0 ? presetMax : (1 << precision) - 1;
            if (maxval >= 1 << precision || near > Math.min(255, maxval / 2)) {
                throw Texts.broken(NAME, "largest sample " + maxval + ", error bound " + near + " at " + precision + " bits");
            }
            int factor;
            int d1;
            int d2;
            int d3;
            if (maxval >= 128) {
                factor = (Math.min(maxval, 4095) + 128) / 256;
                d1 = limited(factor * (3 - 2) + 2 + 3 * near, near + 1);
                d2 = limited(factor * (7 - 3) + 3 + 5 * near, d1);
                d3 = limited(factor * (21 - 4) + 4 + 7 * near, d2);
            } else {
                factor = 256 / (maxval + 1);
                d1 = limited(Math.max(2, 3 / factor + 3 * near), near + 1);
                d2 = limited(Math.max(3, 7 / factor + 5 * near), d1);
                d3 = limited(Math.max(4, 21 / factor + 7 * near), d2);
            }
            t1 = preset1 != 0 ? preset1 : d1;
            t2 = preset2 != 0 ? preset2 : d2;
            t3 = preset3 != 0 ? preset3 : d3;
            reset = presetReset != 0 ? presetReset : 64;
            if (t1 < near + 1 || t1 > maxval || t2 < t1 || t2 > maxval || t3 < t2 || t3 > maxval || reset < 3) {
                throw Texts.broken(NAME, "thresholds " + t1 + ", " + t2 + ", " + t3 + ", reset " + reset);
            }
            range = (maxval + 2 * near) / (2 * near + 1) + 1;
            qbpp = ceilLog2(range);
            int bpp = Math.max(2, ceilLog2(maxval + 1));
            limit = 2 * (bpp + Math.max(8, bpp));
        }

        private int limited(int v, int low) {
            return v > maxval || v < low ? low : v;
        }

        private static int ceilLog2(int v) {
            return v <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(v - 1);
        }

        private void start() {
            Arrays.fill(a, Math.max(2, (range + 32) / 64));
            Arrays.fill(b, 0);
            Arrays.fill(c, 0);
            Arrays.fill(n, 1);
            Arrays.fill(nn, 0);
            bits = 0;
            held = 0;
            afterFf = false;
            ended = false;
        }

        private void lines(int[] which, int interleave) {
            int rows = format.rows();
            int columns = format.columns();
            int planes = which.length;
            // one sample more at both ends; index 0 is the sample left of the line
            int[][] previous = new int[planes][columns + 2];
            int[][] line = new int[planes][columns + 2];
            int[] runIndices = new int[planes];
            for (int y = 0; y < rows; y++) {
                if (restart > 0 && y > 0 && y % restart == 0) {
                    restartMarker();
                    start();
                    for (int p = 0; p < planes; p++) {
                        Arrays.fill(previous[p], 0);
                        Arrays.fill(line[p], 0);
                        runIndices[p] = 0;
                    }
                }
                for (int p = 0; p < planes; p++) {
                    previous[p][columns + 1] = previous[p][columns];
                    line[p][0] = previous[p][1];
                }
                if (interleave == 2 && planes > 1) {
                    runIndex = runIndices[0];
                    together(line, previous, columns);
                    runIndices[0] = runIndex;
                } else {
                    for (int p = 0; p < planes; p++) {
                        runIndex = runIndices[p];
                        single(line[p], previous[p], columns);
                        runIndices[p] = runIndex;
                    }
                }
                for (int p = 0; p < planes; p++) {
                    int to = y * columns * components + which[p];
                    for (int x = 1; x <= columns; x++, to += components) {
                        samples[to] = line[p][x];
                    }
                    // what was left of the previous line is c of this line's first sample
                    int[] swap = previous[p];
                    previous[p] = line[p];
                    line[p] = swap;
                }
            }
        }

        private void single(int[] line, int[] prev, int columns) {
            int x = 1;
            while (x <= columns) {
                int ra = line[x - 1];
                int rb = prev[x];
                int rc = prev[x - 1];
                int q = 81 * quantised(prev[x + 1] - rb) + 9 * quantised(rb - rc) + quantised(rc - ra);
                if (q != 0) {
                    line[x++] = regular(q, ra, rb, rc);
                    continue;
                }
                int length = run(columns - x + 1);
                Arrays.fill(line, x, x + length, ra);
                x += length;
                if (interrupted) {
                    line[x] = interruption(line[x - 1], prev[x], false);
                    x++;
                    afterInterruption();
                }
            }
        }

        /** A line with the samples of each pixel side by side. */
        private void together(int[][] line, int[][] prev, int columns) {
            int planes = line.length;
            int[] q = new int[planes];
            int x = 1;
            while (x <= columns) {
                boolean flat = true;
                for (int p = 0; p < planes; p++) {
                    int rb = prev[p][x];
                    int rc = prev[p][x - 1];
                    q[p] = 81 * quantised(prev[p][x + 1] - rb) + 9 * quantised(rb - rc) + quantised(rc - line[p][x - 1]);
                    flat &= q[p] == 0;
                }
                if (!flat) {
                    for (int p = 0; p < planes; p++) {
                        line[p][x] = regular(q[p], line[p][x - 1], prev[p][x], prev[p][x - 1]);
                    }
                    x++;
                    continue;
                }
                int length = run(columns - x + 1);
                for (int p = 0; p < planes; p++) {
                    Arrays.fill(line[p], x, x + length, line[p][x - 1]);
                }
                x += length;
                if (interrupted) {
                    for (int p = 0; p < planes; p++) {
                        line[p][x] = interruption(line[p][x - 1], prev[p][x], true);
                    }
                    x++;
                    afterInterruption();
                }
            }
        }

        /**
         * Length of a run of which {@code left} samples of the line are left; {@link #interrupted} tells whether another sample ends it.
         */
        private int run(int left) {
            int length = 0;
            interrupted = false;
            while (length < left) {
                if (bit() == 1) {
                    int step = 1 << RUN_ORDER[runIndex];
                    if (length + step > left) {
                        return left;
                    }
                    length += step;
                    if (runIndex < 31) {
                        runIndex++;
                    }
                } else {
                    length += RUN_ORDER[runIndex] > 0 ? take(RUN_ORDER[runIndex]) : 0;
                    if (length > left - 1) {
                        throw Texts.broken(NAME, "a run longer than its line");
                    }
                    interrupted = true;
                    return length;
                }
            }
            return length;
        }

        private void afterInterruption() {
            if (runIndex > 0) {
                runIndex--;
            }
        }

        private int quantised(int d) {
            if (d <= -t3) {
                return -4;
            }
            if (d <= -t2) {
                return -3;
            }
            if (d <= -t1) {
                return -2;
            }
            if (d < -near) {
                return -1;
            }
            if (d <= near) {
                return 0;
            }
            return d < t1 ? 1 : d < t2 ? 2 : d < t3 ? 3 : 4;
        }

        private int regular(int context, int ra, int rb, int rc) {
            int sign = context < 0 ? -1 : 1;
            int q = Math.abs(context);
            int px = rc >= Math.max(ra, rb) ? Math.min(ra, rb) : rc <= Math.min(ra, rb) ? Math.max(ra, rb) : ra + rb - rc;
            px = Math.clamp((long) px + sign * c[q], 0, maxval);
            int k = 0;
            while (n[q] << k < a[q] && k < 31) {
                k++;
            }
            int m = golomb(k, limit);
            int error = (m & 1) != 0 ? -(m + 1 >> 1) : m >> 1;
            if (near == 0 && k == 0 && 2 * b[q] <= -n[q]) {
                error = -error - 1;
            }
            // statistics
            b[q] += error * (2 * near + 1);
            a[q] += Math.abs(error);
            if (n[q] == reset) {
                a[q] >>= 1;
                b[q] >>= 1;
                n[q] >>= 1;
            }
            n[q]++;
            if (b[q] <= -n[q]) {
                b[q] = Math.max(b[q] + n[q], -n[q] + 1);
                if (c[q] > -128) {
                    c[q]--;
                }
            } else if (b[q] > 0) {
                b[q] = Math.min(b[q] - n[q], 0);
                if (c[q] < 127) {
                    c[q]++;
                }
            }
            return restored(px, sign * error);
        }

        private int interruption(int ra, int rb, boolean many) {
            int type = !many && Math.abs(ra - rb) <= near ? 1 : 0;
            int q = REGULAR_CONTEXTS + type;
            int temp = type == 1 ? a[q] + (n[q] >> 1) : a[q];
            int k = 0;
            while (n[q] << k < temp && k < 31) {
                k++;
            }
            int m = golomb(k, limit - RUN_ORDER[runIndex] - 1);
            int sum = m + type;
            boolean map = (sum & 1) != 0;
            int magnitude = sum + (map ? 1 : 0) >> 1;
            // the mapping of the error's sign depends on k and on how many errors were negative
            boolean negative = (k != 0 || 2 * nn[type] >= n[q]) == map;
            int error = negative ? -magnitude : magnitude;
            if (error < 0) {
                nn[type]++;
            }
            a[q] += m + 1 - type >> 1;
            if (n[q] == reset) {
                a[q] >>= 1;
                n[q] >>= 1;
                nn[type] >>= 1;
            }
            n[q]++;
            if (type == 1) {
                return restored(ra, error);
            }
            return restored(rb, rb < ra ? -error : error);
        }

        private int restored(int prediction, int error) {
            int step = 2 * near + 1;
            int v = prediction + error * step;
            if (v < -near) {
                v += range * step;
            } else if (v > maxval + near) {
                v -= range * step;
            }
            return Math.clamp(v, 0, maxval);
        }

        private int golomb(int k, int longest) {
            int zeros = 0;
            int most = longest - qbpp - 1;
            while (bit() == 0) {
                if (++zeros > most) {
                    throw Texts.broken(NAME, "a code longer than " + longest + " bits");
                }
            }
            if (zeros < most) {
                return k == 0 ? zeros : zeros << k | take(k);
            }
            return take(qbpp) + 1;
        }

        private void fill() {
            while (held <= 48) {
                if (ended || at >= in.length) {
                    ended = true;
                    return;
                }
                int v = in[at] & 0xff;
                if (afterFf) {
                    if (v >= 0x80) {
                        // a marker: give the FF back
                        ended = true;
                        return;
                    }
                    bits = bits << 7 | v;
                    held += 7;
                } else {
                    if (v == 0xff && (at + 1 >= in.length || (in[at + 1] & 0x80) != 0)) {
                        ended = true;
                        return;
                    }
                    bits = bits << 8 | v;
                    held += 8;
                }
                afterFf = v == 0xff;
                at++;
            }
        }

        private int bit() {
            if (held == 0) {
                fill();
                if (held == 0) {
                    throw Texts.refuse("codec.truncated", NAME, at);
                }
            }
            held--;
            return (int) (bits >>> held) & 1;
        }

        private int take(int count) {
            if (held < count) {
                fill();
                if (held < count) {
                    throw Texts.refuse("codec.truncated", NAME, at);
                }
            }
            held -= count;
            return (int) (bits >>> held) & (1 << count) - 1;
        }

        private int afterScan() {
            int p = at;
            if (afterFf && p < in.length && (in[p] & 0x80) == 0) {
                p++;
            }
            while (p + 1 < in.length && !((in[p] & 0xff) == 0xff && (in[p + 1] & 0x80) != 0)) {
                p++;
            }
            return p;
        }

        private void restartMarker() {
            at = afterScan();
            int m = marker();
            if (m < 0xd0 || m > 0xd7) {
                throw Texts.broken(NAME, "no restart marker at byte " + (at - 2));
            }
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * JPEG with Huffman codes (ITU-T T.81): baseline and extended sequential (8 and 12 bits), progressive (8 and 12 bits) and lossless with
 * all seven predictors (2 to 16 bits); restart intervals, any interleaving, sub-sampled components (chroma of half the resolution is
 * interpolated, others repeated). Arithmetic coding and hierarchical frames are refused by name. The inverse cosine transform is computed
 * in double precision and rounded once, so that the result is within one of any decoder that is as exact as T.81 demands.
 */
final class JpegCodec implements FrameCodec {

    private static final String NAME = "JPEG";
    private static final int[] ZIGZAG = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,
        6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
        47, 55, 62, 63};
    /** cos((2 x + 1) u pi / 16) / 2, times 1 / sqrt(2) for u = 0; index 8 x + u. */
    private static final double[] COSINES = new double[64];

    static {
        for (int x = 0; x < 8; x++) {
            for (int u = 0; u < 8; u++) {
                COSINES[8 * x + u] = 0.5 * Math.cos((2 * x + 1) * u * Math.PI / 16) * (u == 0 ? Math.sqrt(0.5) : 1);
            }
        }
    }

    @Override
    public byte[] decode(List<ByteBuffer> fragments, FrameFormat format) {
        Decoder d = new Decoder(CodeStream.join(fragments), format);
        int[] samples = d.read();
        return CodeStream.toBytes(samples, d.precision, false, format);
    }

    /** A Huffman table: codes of up to 16 bits, the first eight by look-up. */
    private static final class Huffman {

        private final int[] values;
        /** For each first eight bits: length * 256 + value, or 0 where the code is longer. */
        private final int[] fast = new int[256];
        private final int[] first = new int[18];
        private final int[] offset = new int[17];
        private final int[] counts;

        Huffman(int[] counts, int[] values) {
            this.counts = counts;
            this.values = values;
            int code = 0;
            int at = 0;
            for (int length = 1; length <= 16; length++) {
                first[length] = code;
                offset[length] = at;
                if (code + counts[length] > 1 << length) {
                    throw Texts.broken(NAME, "a Huffman table with too many codes of " + length + " bits");
                }
                for (int i = 0; i < counts[length]; i++, code++, at++) {
                    if (length <= 8) {
                        Arrays.fill(fast, code << 8 - length, code + 1 << 8 - length, length << 8 | values[at]);
                    }
                }
                code <<= 1;
            }
        }
    }

    private static final class Component {
        private int id;
        private int h;
        private int v;
        private int quantisation;
        /** Blocks (or samples of a lossless frame) that hold image, and those allocated for whole minimum coded units. */
        private int across;
        private int down;
        private int stride;
        private int lines;
        private short[] coefficients;
        private int[] samples;
        private Huffman dc;
        private Huffman ac;
        private int predicted;
    }

    /** One frame. */
    private static final class Decoder extends MarkerStream {

        private int precision;
        private int process = -1;
        private int rows;
        private int columns;
        private int hMax = 1;
        private int vMax = 1;
        private Component[] components = {};
        private final int[][] quantisation = new int[4][];
        private final Huffman[] dcTables = new Huffman[4];
        private final Huffman[] acTables = new Huffman[4];
        private int restart;
        private int scans;
        // of the scan
        private int spectralStart;
        private int spectralEnd;
        private int high;
        private int low;
        private int endOfBand;
        private long bits;
        private int held;
        private boolean marker;

        Decoder(byte[] in, FrameFormat format) {
            super(NAME, in, format);
        }

        int[] read() {
            if (word() != 0xffd8) {
                throw Texts.broken(NAME, "it does not begin with SOI");
            }
            while (true) {
                if (at >= in.length && scans > 0) {
                    break;
                }
                if (byteAt() != 0xff) {
                    // filling between segments is tolerated after a scan only
                    if (scans == 0) {
                        throw Texts.broken(NAME, "no marker at byte " + (at - 1));
                    }
                    continue;
                }
                int m = byteAt();
                while (m == 0xff) {
                    m = byteAt();
                }
                if (m == 0xd9) {
                    break;
                }
                if (m == 0 || m == 1 || m >= 0xd0 && m <= 0xd7) {
                    continue;
                }
                int end = segmentEnd();
                switch (m) {
                    case 0xc0, 0xc1, 0xc2, 0xc3 -> frame(m - 0xc0, end);
                    case 0xc4 -> huffman(end);
                    case 0xdb -> quantisers(end);
                    case 0xdd -> restart = word();
                    case 0xda -> {
                        scan(end);
                        continue;
                    }
                    case 0xc5, 0xc6, 0xc7 -> throw Texts.refuse("codec.unsupported", NAME, "hierarchical frames");
                    case 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf -> throw Texts.refuse("codec.unsupported", NAME,
                            "arithmetic coding");
                    default -> {
                        // application data and comments say nothing about samples
                    }
                }
                at = end;
            }
            if (scans == 0) {
                throw Texts.broken(NAME, "it has no scan");
            }
            return process == 3 ? together() : transformed();
        }

        private void frame(int kind, int end) {
            if (process >= 0) {
                throw Texts.broken(NAME, "two frame headers");
            }
            process = kind;
            precision = byteAt();
            rows = word();
            columns = word();
            int count = byteAt();
            boolean fits = kind == 3 ? precision >= 2 && precision <= 16 : precision == 8 || precision == 12 && kind > 0;
            if (!fits) {
                throw Texts.broken(NAME, "precision of " + precision + " bits");
            }
            CodeStream.checkSize(NAME, columns, rows, count, format);
            CodeStream.checkBits(NAME, precision, format);
            if (at + 3 * count > end || count > 4) {
                throw Texts.broken(NAME, "a frame header of " + count + " components");
            }
            components = new Component[count];
            for (int i = 0; i < count; i++) {
                Component c = new Component();
                c.id = byteAt();
                int hv = byteAt();
                c.h = hv >> 4;
                c.v = hv & 15;
                c.quantisation = byteAt();
                if (c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quantisation > 3) {
                    throw Texts.broken(NAME, "sampling factors " + c.h + " x " + c.v);
                }
                hMax = Math.max(hMax, c.h);
                vMax = Math.max(vMax, c.v);
                components[i] = c;
            }
            if (count == 1) {
                // factors of a single component mean nothing
                components[0].h = 1;
                components[0].v = 1;
                hMax = 1;
                vMax = 1;
            }
            int unit = kind == 3 ? 1 : 8;
            int mcusAcross = -Math.floorDiv(-columns, unit * hMax);
            int mcusDown = -Math.floorDiv(-rows, unit * vMax);
            for (Component c : components) {
                int width = -Math.floorDiv(-columns * c.h, hMax);
                int height = -Math.floorDiv(-rows * c.v, vMax);
                c.across = -Math.floorDiv(-width, unit);
                c.down = -Math.floorDiv(-height, unit);
                c.stride = mcusAcross * c.h;
                c.lines = mcusDown * c.v;
                if (kind == 3) {
                    c.samples = new int[Math.multiplyExact(c.stride, c.lines)];
                } else {
                    c.coefficients = new short[Math.multiplyExact(Math.multiplyExact(c.stride, c.lines), 64)];
                }
            }
        }

        private void huffman(int end) {
            while (at < end) {
                int which = byteAt();
                int[] counts = new int[17];
                int total = 0;
                for (int i = 1; i <= 16; i++) {
                    counts[i] = byteAt();
                    total += counts[i];
                }
                if (which >> 4 > 1 || (which & 15) > 3 || total > 256 || at + total > end) {
                    throw Texts.broken(NAME, "Huffman table " + which + " with " + total + " codes");
                }
                int[] values = new int[total];
                for (int i = 0; i < total; i++) {
                    values[i] = byteAt();
                }
                (which >> 4 == 0 ? dcTables : acTables)[which & 15] = new Huffman(counts, values);
            }
        }

        private void quantisers(int end) {
            while (at < end) {
                int which = byteAt();
                if (which >> 4 > 1 || (which & 15) > 3) {
                    throw Texts.broken(NAME, "quantisation table " + which);
                }
                int[] table = new int[64];
                for (int i = 0; i < 64; i++) {
                    table[ZIGZAG[i]] = which >> 4 == 0 ? byteAt() : word();
                }
                quantisation[which & 15] = table;
            }
        }

        private void scan(int end) {
            if (process < 0) {
                throw Texts.broken(NAME, "a scan before the frame header");
            }
            int count = byteAt();
            if (count < 1 || count > components.length || at + 2 * count + 3 != end) {
                throw Texts.broken(NAME, "a scan header of " + count + " components");
            }
            List<Component> which = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int id = byteAt();
                int tables = byteAt();
                Component c = Arrays.stream(components).filter(x -> x.id == id).findFirst()
                        .orElseThrow(() -> Texts.broken(NAME, "a scan of component " + id));
                if ((tables >> 4) > 3 || (tables & 15) > 3 || which.contains(c)) {
                    throw Texts.broken(NAME, "a scan with tables " + tables);
                }
                c.dc = dcTables[tables >> 4];
                c.ac = acTables[tables & 15];
                which.add(c);
            }
            spectralStart = byteAt();
            spectralEnd = byteAt();
            int approximation = byteAt();
            high = approximation >> 4;
            low = approximation & 15;
            scans++;
            check(which);
            if (process == 3) {
                lossless(which);
            } else {
                blocks(which);
            }
        }

        private void check(List<Component> which) {
            boolean sound = switch (process) {
                case 3 -> spectralStart >= 1 && spectralStart <= 7 && low < precision;
                case 2 -> spectralStart <= spectralEnd && spectralEnd < 64 && low < 14 && (high == 0 || high == low + 1)
                        && (spectralStart == 0) == (spectralEnd == 0) && (spectralStart == 0 || which.size() == 1);
                default -> true;
            };
            if (!sound) {
                throw Texts.broken(NAME, "a scan with the parameters " + spectralStart + ", " + spectralEnd + ", " + high + ", " + low);
            }
            boolean needsDc = process != 2 || spectralStart == 0 && high == 0;
            boolean needsAc = process < 2 || process == 2 && spectralStart > 0;
            for (Component c : which) {
                if (needsDc && c.dc == null || needsAc && c.ac == null) {
                    throw Texts.broken(NAME, "a scan without its Huffman table");
                }
            }
            bits = 0;
            held = 0;
            marker = false;
            endOfBand = 0;
        }

        private void blocks(List<Component> which) {
            which.forEach(c -> c.predicted = 0);
            boolean alone = which.size() == 1;
            Component only = which.get(0);
            int across = alone ? only.across : -Math.floorDiv(-columns, 8 * hMax);
            int down = alone ? only.down : -Math.floorDiv(-rows, 8 * vMax);
            int units = across * down;
            for (int u = 0; u < units; u++) {
                if (restart > 0 && u > 0 && u % restart == 0) {
                    nextRestart();
                    which.forEach(c -> c.predicted = 0);
                }
                int x = u % across;
                int y = u / across;
                if (alone) {
                    block(only, 64 * (y * only.stride + x));
                    continue;
                }
                for (Component c : which) {
                    for (int v = 0; v < c.v; v++) {
                        for (int h = 0; h < c.h; h++) {
                            block(c, 64 * ((y * c.v + v) * c.stride + x * c.h + h));
                        }
                    }
                }
            }
        }

        private void block(Component c, int to) {
            if (process < 2) {
                c.predicted += difference(symbol(c.dc));
                c.coefficients[to] = (short) c.predicted;
                for (int k = 1; k < 64; k++) {
                    int rs = symbol(c.ac);
                    int size = rs & 15;
                    if (size == 0) {
                        if (rs != 0xf0) {
                            break;
                        }
                        k += 15;
                        continue;
                    }
                    k += rs >> 4;
                    if (k > 63) {
                        throw Texts.broken(NAME, "a block of more than 64 coefficients");
                    }
                    c.coefficients[to + ZIGZAG[k]] = (short) difference(size);
                }
            } else if (spectralStart == 0) {
                if (high == 0) {
                    c.predicted += difference(symbol(c.dc));
                    c.coefficients[to] = (short) (c.predicted << low);
                } else if (take(1) == 1) {
                    c.coefficients[to] |= (short) (1 << low);
                }
            } else if (high == 0) {
                firstBand(c, to);
            } else {
                refineBand(c, to);
            }
        }

        private void firstBand(Component c, int to) {
            if (endOfBand > 0) {
                endOfBand--;
                return;
            }
            for (int k = spectralStart; k <= spectralEnd; k++) {
                int rs = symbol(c.ac);
                int run = rs >> 4;
                int size = rs & 15;
                if (size == 0) {
                    if (run < 15) {
                        endOfBand = (1 << run) - 1 + (run > 0 ? take(run) : 0);
                        return;
                    }
                    k += 15;
                    continue;
                }
                k += run;
                if (k > spectralEnd) {
                    throw Texts.broken(NAME, "a band of more than its coefficients");
                }
                c.coefficients[to + ZIGZAG[k]] = (short) (difference(size) << low);
            }
        }

        private void refineBand(Component c, int to) {
            short[] f = c.coefficients;
            int bit = 1 << low;
            int k = spectralStart;
            if (endOfBand == 0) {
                while (k <= spectralEnd) {
                    int rs = symbol(c.ac);
                    int run = rs >> 4;
                    int value = 0;
                    if ((rs & 15) == 0) {
                        if (run < 15) {
                            endOfBand = (1 << run) + (run > 0 ? take(run) : 0);
                            break;
                        }
                    } else {
                        value = take(1) == 1 ? bit : -bit;
                    }
                    while (k <= spectralEnd) {
                        int p = to + ZIGZAG[k];
                        if (f[p] != 0) {
                            refine(f, p, bit);
                        } else if (run-- == 0) {
                            f[p] = (short) value;
                            k++;
                            break;
                        }
                        k++;
                    }
                }
            }
            if (endOfBand > 0) {
                for (; k <= spectralEnd; k++) {
                    int p = to + ZIGZAG[k];
                    if (f[p] != 0) {
                        refine(f, p, bit);
                    }
                }
                endOfBand--;
            }
        }

        private void refine(short[] f, int p, int bit) {
            if (take(1) == 1 && (f[p] & bit) == 0) {
                f[p] += (short) (f[p] > 0 ? bit : -bit);
            }
        }

        private void lossless(List<Component> which) {
            boolean alone = which.size() == 1;
            Component only = which.get(0);
            int across = alone ? only.across : -Math.floorDiv(-columns, hMax);
            int down = alone ? only.down : -Math.floorDiv(-rows, vMax);
            int start = 1 << precision - low - 1;
            // after a restart the first line is predicted from the left alone, as at the top
            int top = 0;
            for (int y = 0; y < down; y++) {
                for (int x = 0; x < across; x++) {
                    int u = y * across + x;
                    if (restart > 0 && u > 0 && u % restart == 0) {
                        if (restart % across != 0) {
                            throw Texts.refuse("codec.unsupported", NAME, "restarts within a line");
                        }
                        nextRestart();
                        top = y;
                    }
                    for (Component c : which) {
                        int h = alone ? 1 : c.h;
                        int v = alone ? 1 : c.v;
                        for (int j = 0; j < v; j++) {
                            for (int i = 0; i < h; i++) {
                                sample(c, x * h + i, y * v + j, top * v, start);
                            }
                        }
                    }
                }
            }
        }

        private void sample(Component c, int x, int y, int top, int start) {
            int[] s = c.samples;
            int p = y * c.stride + x;
            int prediction;
            if (y == top) {
                prediction = x == 0 ? start : s[p - 1];
            } else if (x == 0) {
                prediction = s[p - c.stride];
            } else {
                int ra = s[p - 1];
                int rb = s[p - c.stride];
                int rc = s[p - c.stride - 1];
                prediction = switch (spectralStart) {
                    case 1 -> ra;
                    case 2 -> rb;
                    case 3 -> rc;
                    case 4 -> ra + rb - rc;
                    case 5 -> ra + (rb - rc >> 1);
                    case 6 -> rb + (ra - rc >> 1);
                    default -> ra + rb >> 1;
                };
            }
            int size = symbol(c.dc);
            s[p] = prediction + (size == 16 ? 32768 : difference(size)) & 0xffff;
        }

        private int symbol(Huffman table) {
            if (held < 16) {
                fill();
            }
            int next = held >= 8 ? (int) (bits >>> held - 8) & 0xff : (int) (bits << 8 - held) & 0xff;
            int f = table.fast[next];
            if (f != 0 && f >> 8 <= held) {
                held -= f >> 8;
                return f & 0xff;
            }
            int code = 0;
            for (int length = 1; length <= 16; length++) {
                if (held < length) {
                    throw Texts.refuse("codec.truncated", NAME, at);
                }
                code = (int) (bits >>> held - length) & (1 << length) - 1;
                int i = code - table.first[length];
                if (i >= 0 && i < table.counts[length]) {
                    held -= length;
                    return table.values[table.offset[length] + i];
                }
            }
            throw Texts.broken(NAME, "an unknown Huffman code before byte " + at);
        }

        /** The next {@code size} bits as T.81's signed difference. */
        private int difference(int size) {
            if (size == 0) {
                return 0;
            }
            if (size > 16) {
                throw Texts.broken(NAME, "a difference of " + size + " bits");
            }
            int v = take(size);
            return v < 1 << size - 1 ? v - (1 << size) + 1 : v;
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

        private void fill() {
            while (held <= 48 && !marker) {
                if (at >= in.length) {
                    marker = true;
                    return;
                }
                int v = in[at] & 0xff;
                if (v == 0xff) {
                    int next = at + 1 < in.length ? in[at + 1] & 0xff : 0xd9;
                    if (next != 0) {
                        marker = true;
                        return;
                    }
                    at++;
                }
                at++;
                bits = bits << 8 | v;
                held += 8;
            }
        }

        private void nextRestart() {
            bits = 0;
            held = 0;
            marker = false;
            endOfBand = 0;
            while (at + 1 < in.length && !((in[at] & 0xff) == 0xff && in[at + 1] != 0 && (in[at + 1] & 0xff) != 0xff)) {
                at++;
            }
            if (word() >> 3 != 0xffd0 >> 3) {
                throw Texts.broken(NAME, "no restart marker at byte " + (at - 2));
            }
        }

        private int[] together() {
            int n = components.length;
            int[] out = new int[rows * columns * n];
            int mask = (1 << precision) - 1;
            for (int i = 0; i < n; i++) {
                Component c = components[i];
                for (int y = 0, to = i; y < rows; y++) {
                    int line = y * c.v / vMax * c.stride;
                    for (int x = 0; x < columns; x++, to += n) {
                        out[to] = c.samples[line + x * c.h / hMax] << low & mask;
                    }
                }
            }
            return out;
        }

        private int[] transformed() {
            int n = components.length;
            int[] out = new int[rows * columns * n];
            for (int i = 0; i < n; i++) {
                Component c = components[i];
                int[] plane = plane(c);
                boolean halfAcross = 2 * c.h == hMax;
                boolean halfDown = 2 * c.v == vMax;
                int width = -Math.floorDiv(-columns * c.h, hMax);
                int height = -Math.floorDiv(-rows * c.v, vMax);
                if (halfAcross && (halfDown || c.v == vMax) && width > 2) {
                    interpolate(plane, 8 * c.across, width, height, halfDown, i, out);
                    continue;
                }
                for (int y = 0, to = i; y < rows; y++) {
                    int line = y * c.v / vMax * 8 * c.across;
                    for (int x = 0; x < columns; x++, to += n) {
                        out[to] = plane[line + x * c.h / hMax];
                    }
                }
            }
            return out;
        }

        /** The samples of a component in its own resolution, in lines of whole blocks. */
        private int[] plane(Component c) {
            int[] q = quantisation[c.quantisation];
            if (q == null) {
                throw Texts.broken(NAME, "no quantisation table " + c.quantisation);
            }
            int level = 1 << precision - 1;
            int most = (1 << precision) - 1;
            double[] f = new double[64];
            double[] g = new double[64];
            int stride = 8 * c.across;
            int[] plane = new int[stride * 8 * c.down];
            for (int by = 0; by < c.down; by++) {
                for (int bx = 0; bx < c.across; bx++) {
                    inverse(c.coefficients, 64 * (by * c.stride + bx), q, f, g);
                    for (int p = 0; p < 64; p++) {
                        plane[(8 * by + (p >> 3)) * stride + 8 * bx + (p & 7)] = (int) Math.clamp(Math.rint(g[p]) + level, 0, most);
                    }
                }
            }
            return plane;
        }

        /**
         * Chroma of half the resolution, centred between the samples of full resolution as JFIF sites it: linear between the two
         * nearest, rounded up and down in turn so that no bias arises.
         */
        private void interpolate(int[] plane, int stride, int width, int height, boolean halfDown, int component, int[] out) {
            int n = components.length;
            int[] line = new int[width];
            int unit = halfDown ? 4 : 1;
            for (int y = 0; y < rows; y++) {
                int near = halfDown ? y >> 1 : y;
                int far = halfDown ? Math.clamp((y & 1) == 0 ? near - 1L : near + 1L, 0, height - 1) : near;
                for (int x = 0; x < width; x++) {
                    line[x] = halfDown ? 3 * plane[near * stride + x] + plane[far * stride + x] : plane[near * stride + x];
                }
                int to = y * columns * n + component;
                for (int x = 0; x < columns; x++, to += n) {
                    int i = x >> 1;
                    boolean left = (x & 1) == 0;
                    int other = Math.clamp(left ? i - 1L : i + 1L, 0, width - 1);
                    int rounding = unit == 1 ? left ? 1 : 2 : left ? 8 : 7;
                    out[to] = (3 * line[i] + line[other] + rounding) / (4 * unit);
                }
            }
        }

        /** Separable inverse cosine transform of one block. */
        private static void inverse(short[] from, int at, int[] q, double[] f, double[] g) {
            for (int v = 0; v < 8; v++) {
                boolean empty = true;
                for (int u = 0; u < 8; u++) {
                    int p = 8 * v + u;
                    f[p] = from[at + p] * q[p];
                    empty &= f[p] == 0;
                }
                for (int x = 0; x < 8; x++) {
                    double s = 0;
                    if (!empty) {
                        for (int u = 0; u < 8; u++) {
                            s += COSINES[8 * x + u] * f[8 * v + u];
                        }
                    }
                    g[8 * v + x] = s;
                }
            }
            for (int x = 0; x < 8; x++) {
                for (int y = 0; y < 8; y++) {
                    double s = 0;
                    for (int v = 0; v < 8; v++) {
                        s += COSINES[8 * y + v] * g[8 * v + x];
                    }
                    f[8 * y + x] = s;
                }
            }
            System.arraycopy(f, 0, g, 0, 64);
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A zlib stream (RFC 1950) of deflate blocks (RFC 1951) with Huffman codes made for each block; the same bytes on every machine. */
public final class Zlib {

    private static final int WINDOW = 32768;
    private static final int MIN_MATCH = 3;
    private static final int MAX_MATCH = 258;
    private static final int CHAIN = 48;
    private static final int NICE = 96;
    private static final int BLOCK = 1 << 16;
    private static final int HASH_BITS = 15;
    private static final int END = 256;
    private static final int MAX_BITS = 15;
    private static final int[] LENGTH_BASE = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
            131, 163,
        195, 227, 258};
    private static final int[] LENGTH_EXTRA = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    private static final int[] DISTANCE_BASE = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025,
            1537, 2049,
        3073, 4097, 6145, 8193, 12289, 16385, 24577};
    /** Distances up to here have slots of their own; beyond, 128 in a row share one. */
    private static final int SHORT = 256;
    private static final byte[] LENGTH_SLOT = slots(LENGTH_BASE, MAX_MATCH + 1, 0);
    private static final byte[] NEAR_SLOT = slots(DISTANCE_BASE, SHORT + 1, 0);
    private static final byte[] FAR_SLOT = slots(DISTANCE_BASE, WINDOW >> 7, 7);
    private static final int[] CODE_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long bits;
    private int bitCount;
    /** A literal, or length &lt;&lt; 16 | distance. */
    private final int[] symbols = new int[BLOCK];
    private int count;
    private int[] literals = new int[286];
    private int[] distances = new int[30];

    private Zlib(byte[] in) {
        this.in = in;
    }

    public static byte[] compress(byte[] data) {
        Zlib z = new Zlib(data);
        z.out.write(0x78);
        z.out.write(0x9C);
        z.deflate();
        int a = 1;
        int b = 0;
        for (byte d : data) {
            a = (a + (d & 255)) % 65521;
            b = (b + a) % 65521;
        }
        for (int k : new int[] {b >> 8, b, a >> 8, a}) {
            z.out.write(k);
        }
        return z.out.toByteArray();
    }

    private void deflate() {
        int[] head = new int[1 << HASH_BITS];
        Arrays.fill(head, -1);
        int[] previous = new int[WINDOW];
        int i = 0;
        int heldLength = 0;
        int heldDistance = 0;
        while (i < in.length) {
            int length = 0;
            int distance = 0;
            if (i + MIN_MATCH <= in.length) {
                int limit = Math.min(MAX_MATCH, in.length - i);
                int tries = heldLength >= NICE ? CHAIN / 4 : CHAIN;
                for (int c = head[hash(i)]; c >= 0 && i - c <= WINDOW - 1 && tries-- > 0; c = previous[c & WINDOW - 1]) {
                    if (length > 0 && in[c + length] != in[i + length]) {
                        continue;
                    }
                    int n = 0;
                    while (n < limit && in[c + n] == in[i + n]) {
                        n++;
                    }
                    if (n > length) {
                        length = n;
                        distance = i - c;
                        if (n >= NICE || n == limit) {
                            break;
                        }
                    }
                }
                insert(i, head, previous);
            }
            if (length < MIN_MATCH || length == MIN_MATCH && distance > 4096) {
                length = 0;
            }
            // One step of patience: a match is taken only if the next byte does not start a longer one.
            if (heldLength > 0 && heldLength >= length) {
                match(heldLength, heldDistance);
                int stop = i - 1 + heldLength;
                for (int k = i + 1; k < stop; k++) {
                    if (k + MIN_MATCH <= in.length) {
                        insert(k, head, previous);
                    }
                }
                i = stop;
                heldLength = 0;
                continue;
            }
            if (heldLength > 0) {
                literal(in[i - 1]);
            }
            if (length > 0) {
                heldLength = length;
                heldDistance = distance;
            } else {
                literal(in[i]);
                heldLength = 0;
            }
            i++;
        }
        if (heldLength > 0) {
            match(heldLength, heldDistance);
        }
        block(true);
        if (bitCount > 0) {
            out.write((int) bits);
        }
    }

    private int hash(int i) {
        int h = (in[i] & 255) << 16 | (in[i + 1] & 255) << 8 | in[i + 2] & 255;
        return h * 0x9E3779B1 >>> 32 - HASH_BITS;
    }

    private void insert(int i, int[] head, int[] previous) {
        int h = hash(i);
        previous[i & WINDOW - 1] = head[h];
        head[h] = i;
    }

    private void literal(byte b) {
        literals[b & 255]++;
        symbols[count++] = b & 255;
        if (count == BLOCK) {
            block(false);
        }
    }

    private void match(int length, int distance) {
        literals[257 + LENGTH_SLOT[length]]++;
        distances[distanceSlot(distance)]++;
        symbols[count++] = length << 16 | distance;
        if (count == BLOCK) {
            block(false);
        }
    }

    private static int distanceSlot(int distance) {
        return distance <= SHORT ? NEAR_SLOT[distance] : FAR_SLOT[distance - 1 >> 7];
    }

    /** For {@code i}, or where shifted for {@code (i << shift) + 1}, the last base that is not above it. */
    private static byte[] slots(int[] base, int size, int shift) {
        byte[] slots = new byte[size];
        for (int i = 0; i < size; i++) {
            int k = Arrays.binarySearch(base, shift == 0 ? i : (i << shift) + 1);
            slots[i] = (byte) (k >= 0 ? k : Math.max(0, -k - 2));
        }
        return slots;
    }

    private void block(boolean last) {
        literals[END] = 1;
        int[] ll = lengths(literals, MAX_BITS);
        int[] dl = lengths(distances, MAX_BITS);
        int nl = 286;
        while (nl > 257 && ll[nl - 1] == 0) {
            nl--;
        }
        int nd = 30;
        while (nd > 1 && dl[nd - 1] == 0) {
            nd--;
        }
        int[] all = Arrays.copyOf(ll, nl + nd);
        System.arraycopy(dl, 0, all, nl, nd);
        // Run lengths of code lengths: symbol | extra value << 8.
        int[] runs = new int[all.length];
        int n = 0;
        int[] use = new int[19];
        for (int i = 0; i < all.length;) {
            int run = 1;
            while (i + run < all.length && all[i + run] == all[i]) {
                run++;
            }
            if (all[i] == 0 && run >= 3) {
                run = Math.min(run, 138);
                runs[n++] = run <= 10 ? 17 | run - 3 << 8 : 18 | run - 11 << 8;
                i += run;
            } else if (i > 0 && all[i] == all[i - 1] && run >= 3) {
                run = Math.min(run, 6);
                runs[n++] = 16 | run - 3 << 8;
                i += run;
            } else {
                runs[n++] = all[i++];
            }
            use[runs[n - 1] & 255]++;
        }
        int[] cl = lengths(use, 7);
        int nc = 19;
        while (nc > 4 && cl[CODE_ORDER[nc - 1]] == 0) {
            nc--;
        }
        write(last ? 1 : 0, 1);
        write(2, 2);
        write(nl - 257, 5);
        write(nd - 1, 5);
        write(nc - 4, 4);
        for (int i = 0; i < nc; i++) {
            write(cl[CODE_ORDER[i]], 3);
        }
        int[] cc = codes(cl);
        for (int i = 0; i < n; i++) {
            int s = runs[i] & 255;
            write(cc[s], cl[s]);
            if (s >= 16) {
                write(runs[i] >> 8, s == 16 ? 2 : s == 17 ? 3 : 7);
            }
        }
        int[] lc = codes(ll);
        int[] dc = codes(dl);
        for (int i = 0; i < count; i++) {
            int length = symbols[i] >> 16;
            if (length == 0) {
                write(lc[symbols[i]], ll[symbols[i]]);
            } else {
                int distance = symbols[i] & 0xFFFF;
                int k = LENGTH_SLOT[length];
                write(lc[257 + k], ll[257 + k]);
                write(length - LENGTH_BASE[k], LENGTH_EXTRA[k]);
                k = distanceSlot(distance);
                write(dc[k], dl[k]);
                write(distance - DISTANCE_BASE[k], k < 4 ? 0 : k / 2 - 1);
            }
        }
        write(lc[END], ll[END]);
        count = 0;
        literals = new int[286];
        distances = new int[30];
    }

    private void write(int value, int n) {
        bits |= (long) value << bitCount;
        bitCount += n;
        while (bitCount >= 8) {
            out.write((int) bits);
            bits >>>= 8;
            bitCount -= 8;
        }
    }

    /**
     * Code lengths for the frequencies, none above {@code limit}: Huffman's, over frequencies that are halved until the tree is flat
     * enough. At least two symbols get a code, as some readers refuse fewer.
     */
    private static int[] lengths(int[] frequencies, int limit) {
        int n = frequencies.length;
        long[] f = new long[n];
        int used = 0;
        for (int i = 0; i < n; i++) {
            f[i] = frequencies[i];
            used += f[i] > 0 ? 1 : 0;
        }
        for (int i = 0; used < 2; i++) {
            if (f[i] == 0) {
                f[i] = 1;
                used++;
            }
        }
        while (true) {
            int[] length = huffman(f, used);
            if (Arrays.stream(length).max().getAsInt() <= limit) {
                return length;
            }
            for (int i = 0; i < n; i++) {
                f[i] = f[i] == 0 ? 0 : (f[i] + 1) / 2;
            }
        }
    }

    private static int[] huffman(long[] f, int used) {
        // Leaves sorted by frequency, then symbol; merged nodes come out in ascending order, so two queues do.
        long[] leaves = new long[used];
        int k = 0;
        for (int i = 0; i < f.length; i++) {
            if (f[i] > 0) {
                leaves[k++] = f[i] << 16 | i;
            }
        }
        Arrays.sort(leaves);
        long[] weight = new long[2 * used - 1];
        int[] parent = new int[2 * used - 1];
        for (int i = 0; i < used; i++) {
            weight[i] = leaves[i] >> 16;
        }
        int leaf = 0;
        int inner = used;
        for (int node = used; node < 2 * used - 1; node++) {
            for (int side = 0; side < 2; side++) {
                int pick = leaf < used && (inner >= node || weight[leaf] <= weight[inner]) ? leaf++ : inner++;
                parent[pick] = node;
                weight[node] += weight[pick];
            }
        }
        int[] depth = new int[2 * used - 1];
        int[] length = new int[f.length];
        for (int node = 2 * used - 3; node >= 0; node--) {
            depth[node] = depth[parent[node]] + 1;
            if (node < used) {
                length[(int) (leaves[node] & 0xFFFF)] = depth[node];
            }
        }
        return length;
    }

    /** Canonical codes, bits reversed, as deflate sends codes from their highest bit. */
    private static int[] codes(int[] length) {
        int[] next = new int[MAX_BITS + 2];
        for (int l : length) {
            next[l + 1] += l > 0 ? 1 : 0;
        }
        int code = 0;
        int[] start = new int[MAX_BITS + 1];
        for (int b = 1; b <= MAX_BITS; b++) {
            code = code + next[b] << 1;
            start[b] = code;
        }
        int[] codes = new int[length.length];
        for (int i = 0; i < length.length; i++) {
            if (length[i] > 0) {
                codes[i] = Integer.reverse(start[length[i]]++) >>> 32 - length[i];
            }
        }
        return codes;
    }
}

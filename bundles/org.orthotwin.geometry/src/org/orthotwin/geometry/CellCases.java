/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The triangles of a cell for every set of inside corners and every decision on its ambiguous faces, made by rule, not by hand: on each
 * face the crossed edges are joined as the decision says, the segments close to loops, and each loop is cut into triangles.
 *
 * <p>No triangle has a side between two edges of one face unless they are neighbours in the loop there. So two cells never put a side of a
 * triangle into the same place, and a surface put together from cells that agree on their common faces is closed and manifold. A loop that
 * cannot be cut this way gets a vertex in the middle of the cell.
 *
 * <p>Corner c has the coordinates {@code c & 1, c >> 1 & 1, c >> 2}. Edges 0 to 3 run along x at y, z = 00, 10, 01, 11; 4 to 7 along y at
 * x, z; 8 to 11 along z at x, y. Faces: 0, 1 at x = 0, 1; 2, 3 at y; 4, 5 at z.
 */
final class CellCases {

    /** Number of the vertex in the middle; further ones follow. */
    static final int MIDDLE = 12;

    /** Four corners of each face round it, as seen from outside counter-clockwise. */
    static final int[][] FACES = new int[6][4];
    /** Faces of each case, as bits, that have inside corners at both ends of one diagonal only. */
    static final int[] AMBIGUOUS = new int[256];
    /** First entry of each case; the entry is this plus the decisions, closed up to the ambiguous faces of the case. */
    static final int[] BASE = new int[256];
    /** Where the triangles of an entry begin in {@link #TRIANGLES}; one more at the end. */
    static final int[] START;
    /** Three edges, or vertices in the middle, for each triangle. */
    static final byte[] TRIANGLES;
    /** Number of vertices in the middle of each entry. */
    static final byte[] MIDDLES;
    /** Numbers of triangles of cases without an ambiguous face and without middle vertices, else -1. */
    static final byte[] PLAIN = new byte[256];
    /** Crossed edges, as bits, whose mean each middle vertex is; {@code LOOPS[entry]}, null where there is none. */
    static final int[][] LOOPS;

    static {
        for (int f = 0; f < 6; f++) {
            int a = f / 2;
            int u = 1 << (a + 1) % 3;
            int v = 1 << (a + 2) % 3;
            int at = (f & 1) << a;
            FACES[f] = (f & 1) == 1 ? new int[] {at, at | u, at | u | v, at | v} : new int[] {at, at | v, at | u | v, at | u};
        }
        List<byte[]> triangles = new ArrayList<>();
        List<int[]> loops = new ArrayList<>();
        for (int set = 0; set < 256; set++) {
            for (int f = 0; f < 6; f++) {
                boolean[] in = onFace(set, f);
                AMBIGUOUS[set] |= in[0] == in[2] && in[1] == in[3] && in[0] != in[1] ? 1 << f : 0;
            }
            BASE[set] = triangles.size();
            int decisions = 1 << Integer.bitCount(AMBIGUOUS[set]);
            for (int d = 0; d < decisions; d++) {
                build(set, Integer.expand(d, AMBIGUOUS[set]), triangles, loops);
            }
        }
        int n = triangles.size();
        START = new int[n + 1];
        MIDDLES = new byte[n];
        LOOPS = loops.toArray(int[][]::new);
        int total = 0;
        for (int e = 0; e < n; e++) {
            START[e] = total;
            total += triangles.get(e).length;
            MIDDLES[e] = (byte) (LOOPS[e] == null ? 0 : LOOPS[e].length);
        }
        START[n] = total;
        for (int set = 0; set < 256; set++) {
            int e = BASE[set];
            PLAIN[set] = (byte) (AMBIGUOUS[set] == 0 && MIDDLES[e] == 0 ? (START[e + 1] - START[e]) / 3 : -1);
        }
        TRIANGLES = new byte[total];
        for (int e = 0; e < n; e++) {
            System.arraycopy(triangles.get(e), 0, TRIANGLES, START[e], triangles.get(e).length);
        }
    }

    private CellCases() {
    }

    /** The entry of a case for the faces (bits) on which the inside is joined through the middle. */
    static int entry(int set, int joined) {
        return BASE[set] + Integer.compress(joined, AMBIGUOUS[set]);
    }

    private static boolean[] onFace(int set, int f) {
        boolean[] in = new boolean[4];
        for (int i = 0; i < 4; i++) {
            in[i] = (set >> FACES[f][i] & 1) != 0;
        }
        return in;
    }

    static int edge(int a, int b) {
        int lo = a & b;
        return switch (a ^ b) {
            case 1 -> (lo >> 1 & 1) + 2 * (lo >> 2);
            case 2 -> 4 + (lo & 1) + 2 * (lo >> 2);
            default -> 8 + (lo & 1) + 2 * (lo >> 1 & 1);
        };
    }

    /** Faces that an edge lies on, as bits. */
    private static int facesOf(int edge) {
        int faces = 0;
        for (int f = 0; f < 6; f++) {
            for (int i = 0; i < 4; i++) {
                faces |= edge(FACES[f][i], FACES[f][(i + 1) % 4]) == edge ? 1 << f : 0;
            }
        }
        return faces;
    }

    private static void build(int set, int joined, List<byte[]> triangles, List<int[]> loops) {
        int[] next = new int[12];
        Arrays.fill(next, -1);
        for (int f = 0; f < 6; f++) {
            boolean[] in = onFace(set, f);
            for (int i = 0; i < 4; i++) {
                // from an edge where one leaves the inside, going round, to an edge where one comes back
                if (!in[i] || in[(i + 1) % 4]) {
                    continue;
                }
                int end = i;
                boolean ambiguous = (AMBIGUOUS[set] >> f & 1) != 0;
                if (ambiguous && (joined >> f & 1) == 0) {
                    // round the inside corner i: back across its other edge
                    end = (i + 3) % 4;
                } else {
                    // round the outside corners that follow
                    do {
                        end = (end + 1) % 4;
                    } while (in[end] || !in[(end + 1) % 4]);
                }
                next[edge(FACES[f][i], FACES[f][(i + 1) % 4])] = edge(FACES[f][end], FACES[f][(end + 1) % 4]);
            }
        }
        byte[] out = new byte[3 * 3 * 12];
        int n = 0;
        int[] middles = new int[4];
        int m = 0;
        boolean[] seen = new boolean[12];
        for (int e = 0; e < 12; e++) {
            if (next[e] < 0 || seen[e]) {
                continue;
            }
            int[] loop = new int[12];
            int length = 0;
            for (int at = e; !seen[at]; at = next[at]) {
                seen[at] = true;
                loop[length++] = at;
            }
            loop = Arrays.copyOf(loop, length);
            int[] cut = cut(loop);
            if (cut == null) {
                for (int i = 0; i < length; i++) {
                    out[n++] = (byte) loop[i];
                    out[n++] = (byte) loop[(i + 1) % length];
                    out[n++] = (byte) (MIDDLE + m);
                    middles[m] |= 1 << loop[i];
                }
                m++;
            } else {
                for (int c : cut) {
                    out[n++] = (byte) c;
                }
            }
        }
        triangles.add(Arrays.copyOf(out, n));
        loops.add(m == 0 ? null : Arrays.copyOf(middles, m));
    }

    /** The cut of a loop whose inner sides are shortest between the middles of the edges, none of them in a face; null if there is none. */
    private static int[] cut(int[] loop) {
        int n = loop.length;
        double[][] cost = new double[n][n];
        int[][] third = new int[n][n];
        for (int span = 2; span < n; span++) {
            for (int a = 0; a + span < n; a++) {
                int b = a + span;
                cost[a][b] = Double.POSITIVE_INFINITY;
                for (int c = a + 1; c < b; c++) {
                    double sum = cost[a][c] + cost[c][b] + side(loop, a, c) + side(loop, c, b);
                    if (sum < cost[a][b]) {
                        cost[a][b] = sum;
                        third[a][b] = c;
                    }
                }
            }
        }
        if (cost[0][n - 1] == Double.POSITIVE_INFINITY) {
            return null;
        }
        int[] t = new int[3 * (n - 2)];
        collect(loop, third, 0, n - 1, t, 0);
        return t;
    }

    private static int collect(int[] loop, int[][] third, int a, int b, int[] t, int at) {
        if (b - a < 2) {
            return at;
        }
        int c = third[a][b];
        t[at] = loop[a];
        t[at + 1] = loop[c];
        t[at + 2] = loop[b];
        int next = collect(loop, third, a, c, t, at + 3);
        return collect(loop, third, c, b, t, next);
    }

    /** Squared length of an inner side of a cut; infinite in a face; 0 for a side of the loop itself. */
    private static double side(int[] loop, int a, int b) {
        if (b - a == 1 || b - a == loop.length - 1) {
            return 0;
        }
        if ((facesOf(loop[a]) & facesOf(loop[b])) != 0) {
            return Double.POSITIVE_INFINITY;
        }
        double d2 = 0;
        for (int axis = 0; axis < 3; axis++) {
            double d = middle(loop[a], axis) - middle(loop[b], axis);
            d2 += d * d;
        }
        return d2;
    }

    private static double middle(int edge, int axis) {
        int along = edge / 4;
        if (along == axis) {
            return 0.5;
        }
        int first = along == 0 ? 1 : 0;
        return axis == first ? edge & 1 : edge >> 1 & 1;
    }
}

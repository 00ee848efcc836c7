/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * Boolean operations on two closed, oriented surfaces whose results are closed by construction. Where an edge of one crosses a triangle of
 * the other is decided with exact signs, and everything else follows from those crossings: winding numbers of the vertices, which pieces of
 * each edge are kept, and the directed segments in which two triangles meet. Each triangle that takes part then becomes the polygons that
 * its directed pieces form, cut into triangles with all their edges kept. That the topology follows from few consistent decisions
 * is the idea of J. M. Smith, Towards robust inexact geometric computation, University of Cambridge UCAM-CL-TR-766 (2009),
 * doi:10.48456/tr-766, who takes them with rounded arithmetic.
 *
 * <p>Where a vertex lies exactly in a plane, or edges meet exactly, the second body is moved vertex by vertex by some nanometres
 * (deterministically) and the operation starts again. Surfaces that cross themselves count by their winding numbers; the result is closed
 * then, too, but may cross itself. Cost: n log n for the search, then linear in the crossings.
 */
final class MeshBoolean {

    enum Operation {
        /** First without second. */
        DIFFERENCE(1, 0, -1), INTERSECTION(0, 0, 1), UNION(1, 1, -1);

        /** Inclusion of a vertex of the first body: c1 + c3 w; of the second: c2 + c3 w, with the winding number w in the other body. */
        final int c1;
        final int c2;
        final int c3;

        Operation(int c1, int c2, int c3) {
            this.c1 = c1;
            this.c2 = c2;
            this.c3 = c3;
        }
    }

    /** A vertex where an edge meets a triangle exactly: needs a perturbation. */
    private static final class Degenerate extends Exception {
        private static final long serialVersionUID = 1L;

        Degenerate() {
            super(null, null, false, false);
        }
    }

    /** An edge of one body through a triangle of the other. Kind: whether the edge belongs to the first body. */
    private record Crossing(boolean ofFirst, int edge, int face, int sign, double at, int vertex) {
    }

    private static final int MOST_ATTEMPTS = 8;
    /**
     * Largest move of a coordinate in the first attempt after a degenerate one, m: far above rounding, far below any tolerance of planning.
     */
    private static final double NUDGE = 2e-9;
    /** Differences of edge parameters below which the order of crossings is decided exactly. */
    private static final double CLOSE = 1e-7;

    private final ExactPredicates exact = new ExactPredicates();
    private final Operation operation;
    private final double[][] v = new double[2][];
    private final int[][] t = new int[2][];
    private final EdgeTable[] edges = new EdgeTable[2];
    private final int[][] forward = new int[2][];
    private final int[][] backward = new int[2][];
    private final List<Crossing> crossings = new ArrayList<>();
    private double[] points = new double[3 * 256];
    private int pointCount;

    private MeshBoolean(Operation operation, TriangleMesh a, TriangleMesh b) {
        this.operation = operation;
        v[0] = a.vertices();
        v[1] = b.vertices();
        t[0] = a.triangles();
        t[1] = b.triangles();
        for (int m = 0; m < 2; m++) {
            edges[m] = new EdgeTable(t[m]);
            forward[m] = new int[edges[m].count];
            backward[m] = new int[edges[m].count];
            for (int h = 0; h < t[m].length; h++) {
                int e = edges[m].edgeOf[h];
                if (e < 0 || edges[m].up[e] != 1 || edges[m].down[e] != 1) {
                    throw new IllegalArgumentException("the " + (m == 0 ? "first" : "second") + " surface of " + t[m].length / 3
                            + " triangles bounds no body: " + String.join(", ", MeshChecks.check(m == 0 ? a : b).problems()));
                }
                (edges[m].isUp(h) ? forward : backward)[m][e] = h;
            }
        }
    }

    /**
     * @throws IllegalArgumentException if a surface is not closed and oriented, with two triangles on each edge
     */
    static TriangleMesh apply(Operation operation, TriangleMesh a, TriangleMesh b) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            MeshBoolean m = new MeshBoolean(operation, a, attempt == 0 ? b : nudged(b, attempt));
            try {
                TriangleMesh result = m.run();
                EdgeTable e = new EdgeTable(result.triangles());
                boolean sound = true;
                for (int i = 0; i < e.count && sound; i++) {
                    sound = e.up[i] == 1 && e.down[i] == 1;
                }
                if (sound) {
                    return result;
                }
            } catch (Degenerate d) {
                // next attempt
            }
        }
        throw new IllegalStateException("the two surfaces (" + a.triangleCount() + " and " + b.triangleCount()
                + " triangles) touch in a way that " + MOST_ATTEMPTS + " perturbations of up to " + NUDGE * MOST_ATTEMPTS
                        + " m did not resolve");
    }

    private static TriangleMesh nudged(TriangleMesh mesh, int attempt) {
        double[] w = mesh.vertices().clone();
        for (int i = 0; i < w.length; i++) {
            long h = (i + 1L) * 0x9E3779B97F4A7C15L + attempt * 0xD1B54A32D192ED03L;
            h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
            h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
            h ^= h >>> 31;
            w[i] += NUDGE * attempt * ((h >>> 11) * 0x1p-52 - 1);
        }
        return new TriangleMesh(w, mesh.triangles());
    }

    private TriangleMesh run() throws Degenerate {
        cross(0);
        cross(1);
        int[][] inclusion = new int[2][];
        inclusion[0] = inclusion(0, operation.c1);
        inclusion[1] = inclusion(1, operation.c2);
        // output vertices: crossings first, then the copies of included vertices
        int[][] base = new int[2][];
        for (int m = 0; m < 2; m++) {
            base[m] = new int[inclusion[m].length];
            for (int i = 0; i < base[m].length; i++) {
                base[m][i] = pointCount;
                for (int c = 0; c < Math.abs(inclusion[m][i]); c++) {
                    addPoint(v[m][3 * i], v[m][3 * i + 1], v[m][3 * i + 2]);
                }
            }
        }
        Faces[] faces = {new Faces(t[0].length / 3), new Faces(t[1].length / 3)};
        for (Crossing c : crossings) {
            int own = c.ofFirst ? 0 : 1;
            faces[own].involve(forward[own][c.edge] / 3);
            faces[own].involve(backward[own][c.edge] / 3);
            faces[1 - own].involve(c.face);
        }
        edgePieces(0, inclusion[0], base[0], faces[0]);
        edgePieces(1, inclusion[1], base[1], faces[1]);
        segments(faces);
        Triangles out = new Triangles();
        for (int m = 0; m < 2; m++) {
            emit(m, inclusion[m], base[m], faces[m], out);
        }
        return MeshRepair.withoutUnusedVertices(new TriangleMesh(Arrays.copyOf(points, 3 * pointCount), Arrays.copyOf(out.t, out.n)));
    }

    private int addPoint(double x, double y, double z) {
        if (3 * pointCount + 3 > points.length) {
            points = Arrays.copyOf(points, 2 * points.length);
        }
        points[3 * pointCount] = x;
        points[3 * pointCount + 1] = y;
        points[3 * pointCount + 2] = z;
        return pointCount++;
    }

    // ------------------------------------------------------------------------------------------ crossings

    /** All edges of body m through triangles of the other. */
    private void cross(int m) throws Degenerate {
        int o = 1 - m;
        BoxTree tree = new BoxTree(v[o], t[o]);
        boolean[] degenerate = new boolean[1];
        for (int e = 0; e < edges[m].count && !degenerate[0]; e++) {
            int edge = e;
            int s = 3 * edges[m].ends[2 * e];
            int d = 3 * edges[m].ends[2 * e + 1];
            tree.query(v[m], s, d, f -> {
                int sign = sign(v[m], s, d, o, f);
                if (sign == 2) {
                    degenerate[0] = true;
                } else if (sign != 0) {
                    double at = parameter(v[m], s, d, o, f);
                    double[] w = v[m];
                    crossings.add(new Crossing(m == 0, edge, f, sign, at, addPoint(w[s] + at * (w[d] - w[s]),
                            w[s + 1] + at * (w[d + 1] - w[s + 1]), w[s + 2] + at * (w[d + 2] - w[s + 2]))));
                }
            });
        }
        if (degenerate[0]) {
            throw new Degenerate();
        }
    }

    /** 1 where the segment enters the body through triangle f, -1 where it leaves, 0 if it misses, 2 if that is not decided. */
    private int sign(double[] w, int s, int d, int o, int f) {
        double[] q = v[o];
        int a = 3 * t[o][3 * f];
        int b = 3 * t[o][3 * f + 1];
        int c = 3 * t[o][3 * f + 2];
        int os = exact.orient3d(q, a, q, b, q, c, w, s);
        int od = exact.orient3d(q, a, q, b, q, c, w, d);
        if (os == od && os != 0) {
            return 0;
        }
        int ab = along(w, s, d, q, a, b);
        int bc = along(w, s, d, q, b, c);
        int ca = along(w, s, d, q, c, a);
        boolean positive = ab > 0 || bc > 0 || ca > 0;
        boolean negative = ab < 0 || bc < 0 || ca < 0;
        if (positive && negative) {
            return 0;
        }
        if (os == 0 || od == 0 || ab == 0 || bc == 0 || ca == 0) {
            return 2;
        }
        return os > 0 ? -1 : 1;
    }

    private int along(double[] w, int s, int d, double[] q, int a, int b) {
        return exact.orient3d(w, s, w, d, q, a, q, b);
    }

    private double parameter(double[] w, int s, int d, int o, int f) {
        double[] q = v[o];
        int a = 3 * t[o][3 * f];
        int b = 3 * t[o][3 * f + 1];
        int c = 3 * t[o][3 * f + 2];
        double ux = q[b] - q[a];
        double uy = q[b + 1] - q[a + 1];
        double uz = q[b + 2] - q[a + 2];
        double wx = q[c] - q[a];
        double wy = q[c + 1] - q[a + 1];
        double wz = q[c + 2] - q[a + 2];
        double nx = uy * wz - uz * wy;
        double ny = uz * wx - ux * wz;
        double nz = ux * wy - uy * wx;
        double hs = (w[s] - q[a]) * nx + (w[s + 1] - q[a + 1]) * ny + (w[s + 2] - q[a + 2]) * nz;
        double hd = (w[d] - q[a]) * nx + (w[d + 1] - q[a + 1]) * ny + (w[d + 2] - q[a + 2]) * nz;
        double p = hs / (hs - hd);
        return p >= 0 && p <= 1 ? p : Math.abs(hs) <= Math.abs(hd) ? 0 : 1;
    }

    /** Order along the edge, exact where it is close. */
    private int compare(Crossing x, Crossing y) {
        if (Math.abs(x.at - y.at) > CLOSE) {
            return Double.compare(x.at, y.at);
        }
        BigDecimal[] p = heights(x);
        BigDecimal[] q = heights(y);
        // heights of the ends have opposite signs: parameter = |start| / (|start| + |end|)
        int c = p[0].multiply(q[1]).compareTo(q[0].multiply(p[1]));
        return c != 0 ? c : Integer.compare(x.vertex, y.vertex);
    }

    /** Absolute heights of the edge's ends over the triangle's plane, to a common factor. */
    private BigDecimal[] heights(Crossing x) {
        int m = x.ofFirst ? 0 : 1;
        BigDecimal[] h = new BigDecimal[2];
        double[] q = v[1 - m];
        int[] k = {3 * t[1 - m][3 * x.face], 3 * t[1 - m][3 * x.face + 1], 3 * t[1 - m][3 * x.face + 2]};
        for (int i = 0; i < 2; i++) {
            int p = 3 * edges[m].ends[2 * x.edge + i];
            h[i] = determinant(q[k[0]], q[k[0] + 1], q[k[0] + 2], q[k[1]], q[k[1] + 1], q[k[1] + 2], q[k[2]], q[k[2] + 1], q[k[2] + 2],
                    v[m][p], v[m][p + 1], v[m][p + 2]).abs();
        }
        return h;
    }

    /** Six times the signed volume of a, b, c, d without rounding: for the order of crossings that the signs alone do not give. */
    private static BigDecimal determinant(double ax, double ay, double az, double bx, double by, double bz, double cx, double cy, double cz,
            double dx, double dy, double dz) {
        BigDecimal x = new BigDecimal(dx);
        BigDecimal y = new BigDecimal(dy);
        BigDecimal z = new BigDecimal(dz);
        BigDecimal adx = new BigDecimal(ax).subtract(x);
        BigDecimal ady = new BigDecimal(ay).subtract(y);
        BigDecimal adz = new BigDecimal(az).subtract(z);
        BigDecimal bdx = new BigDecimal(bx).subtract(x);
        BigDecimal bdy = new BigDecimal(by).subtract(y);
        BigDecimal bdz = new BigDecimal(bz).subtract(z);
        BigDecimal cdx = new BigDecimal(cx).subtract(x);
        BigDecimal cdy = new BigDecimal(cy).subtract(y);
        BigDecimal cdz = new BigDecimal(cz).subtract(z);
        return adz.multiply(bdx.multiply(cdy).subtract(cdx.multiply(bdy))).add(bdz.multiply(cdx.multiply(ady).subtract(adx.multiply(cdy))))
                .add(cdz.multiply(adx.multiply(bdy).subtract(bdx.multiply(ady))));
    }

    // ------------------------------------------------------------------------------------------ winding numbers

    private int[] inclusion(int m, int c) throws Degenerate {
        int n = v[m].length / 3;
        int[] change = new int[edges[m].count];
        for (Crossing x : crossings) {
            if (x.ofFirst == (m == 0)) {
                change[x.edge] += x.sign;
            }
        }
        int[] winding = new int[n];
        boolean[] known = new boolean[n];
        int[] degree = new int[n + 1];
        for (int i : edges[m].ends) {
            degree[i + 1]++;
        }
        for (int i = 0; i < n; i++) {
            degree[i + 1] += degree[i];
        }
        int[] at = Arrays.copyOf(degree, n);
        int[] incident = new int[2 * edges[m].count];
        for (int e = 0; e < edges[m].count; e++) {
            incident[at[edges[m].ends[2 * e]]++] = e;
            incident[at[edges[m].ends[2 * e + 1]]++] = e;
        }
        int[] stack = new int[n];
        for (int seed = 0; seed < n; seed++) {
            if (known[seed] || degree[seed] == degree[seed + 1]) {
                continue;
            }
            winding[seed] = windingOf(m, seed);
            known[seed] = true;
            int top = 0;
            stack[top++] = seed;
            while (top > 0) {
                int i = stack[--top];
                for (int k = degree[i]; k < degree[i + 1]; k++) {
                    int e = incident[k];
                    boolean up = edges[m].ends[2 * e] == i;
                    int j = edges[m].ends[up ? 2 * e + 1 : 2 * e];
                    int w = winding[i] + (up ? change[e] : -change[e]);
                    if (!known[j]) {
                        winding[j] = w;
                        known[j] = true;
                        stack[top++] = j;
                    } else if (winding[j] != w) {
                        throw new IllegalStateException("winding numbers disagree at vertex " + j);
                    }
                }
            }
        }
        int[] inclusion = new int[n];
        for (int i = 0; i < n; i++) {
            inclusion[i] = known[i] ? c + operation.c3 * winding[i] : 0;
        }
        return inclusion;
    }

    /** Winding number of a vertex of body m in the other, by the triangles between it and a point outside. */
    private int windingOf(int m, int vertex) throws Degenerate {
        double[] b = new TriangleMesh(v[1 - m], t[1 - m]).bounds();
        double size = Math.max(b[3] - b[0], Math.max(b[4] - b[1], b[5] - b[2]));
        double[][] directions = {{1, 0.3183098861, 0.2718281828}, {0.1415926535, 1, -0.4142135623}, {-0.7320508075, 0.2360679774, 1},
            {-1, -0.6180339887, 0.5772156649}};
        for (double[] u : directions) {
            double reach = 4 * (size + Math.abs(v[m][3 * vertex] - b[0]) + Math.abs(v[m][3 * vertex + 1] - b[1])
                    + Math.abs(v[m][3 * vertex + 2] - b[2]));
            double[] w = {v[m][3 * vertex], v[m][3 * vertex + 1], v[m][3 * vertex + 2], 0, 0, 0};
            for (int d = 0; d < 3; d++) {
                w[3 + d] = w[d] + reach * u[d];
            }
            int sum = 0;
            boolean decided = true;
            for (int f = 0; f < t[1 - m].length / 3 && decided; f++) {
                int s = sign(w, 0, 3, 1 - m, f);
                decided = s != 2;
                sum += s;
            }
            if (decided) {
                // outside the number is 0: what is entered on the way out must have been outside before
                return -sum;
            }
        }
        throw new Degenerate();
    }

    // ------------------------------------------------------------------------------------------ pieces

    /** Directed pieces in each triangle that takes part. */
    private static final class Faces {
        /** Per triangle: from, to pairs, or null where nothing crosses it. */
        final int[][] pieces;
        final int[] size;

        Faces(int n) {
            pieces = new int[n][];
            size = new int[n];
        }

        void involve(int f) {
            if (pieces[f] == null) {
                pieces[f] = new int[12];
            }
        }

        void add(int f, int from, int to) {
            if (pieces[f] == null) {
                return;
            }
            if (size[f] + 2 > pieces[f].length) {
                pieces[f] = Arrays.copyOf(pieces[f], 2 * pieces[f].length);
            }
            pieces[f][size[f]++] = from;
            pieces[f][size[f]++] = to;
        }
    }

    private void edgePieces(int m, int[] inclusion, int[] base, Faces faces) {
        List<List<Crossing>> onEdge = new ArrayList<>(Collections.nCopies(edges[m].count, null));
        for (Crossing x : crossings) {
            if (x.ofFirst == (m == 0)) {
                if (onEdge.get(x.edge) == null) {
                    onEdge.set(x.edge, new ArrayList<>(2));
                }
                onEdge.get(x.edge).add(x);
            }
        }
        int[] starts = new int[64];
        int[] ends = new int[64];
        for (int e = 0; e < edges[m].count; e++) {
            int left = forward[m][e] / 3;
            int right = backward[m][e] / 3;
            if (faces.pieces[left] == null && faces.pieces[right] == null) {
                continue;
            }
            int a = edges[m].ends[2 * e];
            int b = edges[m].ends[2 * e + 1];
            List<Crossing> between = onEdge.get(e) == null ? List.of() : onEdge.get(e);
            int most = Math.abs(inclusion[a]) + Math.abs(inclusion[b]) + between.size();
            if (most > starts.length) {
                starts = new int[2 * most];
                ends = new int[2 * most];
            }
            int ns = 0;
            int ne = 0;
            for (int c = 0; c < Math.abs(inclusion[a]); c++) {
                if (inclusion[a] > 0) {
                    starts[ns++] = base[a] + c;
                } else {
                    ends[ne++] = base[a] + c;
                }
            }
            if (between.size() > 1) {
                between.sort(this::compare);
            }
            for (Crossing x : between) {
                if (operation.c3 * x.sign > 0) {
                    starts[ns++] = x.vertex;
                } else {
                    ends[ne++] = x.vertex;
                }
            }
            for (int c = 0; c < Math.abs(inclusion[b]); c++) {
                if (inclusion[b] < 0) {
                    starts[ns++] = base[b] + c;
                } else {
                    ends[ne++] = base[b] + c;
                }
            }
            if (ns != ne) {
                throw new IllegalStateException("an edge has " + ns + " starts and " + ne + " ends");
            }
            for (int i = 0; i < ns; i++) {
                faces.add(left, starts[i], ends[i]);
                faces.add(right, ends[i], starts[i]);
            }
        }
    }

    /** The segments in which two triangles meet: each from the one to the other of its two ends. */
    private void segments(Faces[] faces) throws Degenerate {
        int n = 2 * crossings.size();
        long[] pair = new long[n];
        int[] vertex = new int[n];
        boolean[] head = new boolean[n];
        int k = 0;
        for (Crossing x : crossings) {
            int own = x.ofFirst ? 0 : 1;
            boolean starts = operation.c3 * x.sign > 0;
            for (int side = 0; side < 2; side++) {
                int f = (side == 0 ? forward : backward)[own][x.edge] / 3;
                pair[k] = x.ofFirst ? (long) f << 32 | x.face : (long) x.face << 32 | f;
                vertex[k] = x.vertex;
                // in the loop of the edge's own triangle a segment ends where a piece of the edge starts
                boolean headInOwn = starts == (side == 0);
                head[k] = x.ofFirst == headInOwn;
                k++;
            }
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (p, q) -> pair[p] != pair[q] ? Long.compare(pair[p], pair[q]) : Integer.compare(p, q));
        for (int i = 0; i < n; i += 2) {
            if (i + 1 >= n || pair[order[i]] != pair[order[i + 1]] || head[order[i]] == head[order[i + 1]]
                    || i + 2 < n && pair[order[i + 2]] == pair[order[i]]) {
                throw new Degenerate();
            }
            int tail = vertex[head[order[i]] ? order[i + 1] : order[i]];
            int tip = vertex[head[order[i]] ? order[i] : order[i + 1]];
            faces[0].add((int) (pair[order[i]] >>> 32), tail, tip);
            faces[1].add((int) pair[order[i]], tip, tail);
        }
    }

    // ------------------------------------------------------------------------------------------ triangles

    private static final class Triangles {
        int[] t = new int[3 * 1024];
        int n;

        void add(int a, int b, int c) {
            if (n + 3 > t.length) {
                t = Arrays.copyOf(t, 2 * t.length);
            }
            t[n++] = a;
            t[n++] = b;
            t[n++] = c;
        }
    }

    private void emit(int m, int[] inclusion, int[] base, Faces faces, Triangles out) throws Degenerate {
        boolean turned = m == 1 && operation == Operation.DIFFERENCE;
        int[] side = new int[pointCount];
        for (int f = 0; f < faces.pieces.length; f++) {
            int a = t[m][3 * f];
            int b = t[m][3 * f + 1];
            int c = t[m][3 * f + 2];
            if (faces.pieces[f] == null) {
                for (int k = 0; k < Math.abs(inclusion[a]); k++) {
                    if (inclusion[a] > 0) {
                        out.add(base[a] + k, base[b] + k, base[c] + k);
                    } else {
                        out.add(base[a] + k, base[c] + k, base[b] + k);
                    }
                }
                continue;
            }
            if (faces.size[f] == 0) {
                continue;
            }
            polygons(m, f, inclusion, base, faces, side, turned, out);
        }
    }

    private void polygons(int m, int f, int[] inclusion, int[] base, Faces faces, int[] side, boolean turned,
            Triangles out) throws Degenerate {
        int[] p = faces.pieces[f];
        int n = faces.size[f] / 2;
        // local numbers: every vertex starts one piece and ends one
        int[] next = new int[n];
        Arrays.fill(next, -1);
        int[] sorted = new int[n];
        for (int i = 0; i < n; i++) {
            sorted[i] = p[2 * i];
        }
        Arrays.sort(sorted);
        for (int i = 0; i < n; i++) {
            int from = Arrays.binarySearch(sorted, p[2 * i]);
            int to = Arrays.binarySearch(sorted, p[2 * i + 1]);
            if (to < 0 || next[from] >= 0) {
                throw new Degenerate();
            }
            next[from] = to;
        }
        double[] q = v[m];
        int a = 3 * t[m][3 * f];
        int b = 3 * t[m][3 * f + 1];
        int c = 3 * t[m][3 * f + 2];
        double ux = q[b] - q[a];
        double uy = q[b + 1] - q[a + 1];
        double uz = q[b + 2] - q[a + 2];
        double wx = q[c] - q[a];
        double wy = q[c + 1] - q[a + 1];
        double wz = q[c + 2] - q[a + 2];
        double s = turned ? -1 : 1;
        double[] xyz = new double[3 * n];
        int[] mask = new int[n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(points, 3 * sorted[i], xyz, 3 * i, 3);
        }
        double[] xy = PolygonTriangulation.project(xyz, n, s * (uy * wz - uz * wy), s * (uz * wx - ux * wz), s * (ux * wy - uy * wx));
        marks(m, f, inclusion, base, sorted, mask);
        List<int[]> loops = new ArrayList<>(2);
        boolean[] done = new boolean[n];
        for (int i = 0; i < n; i++) {
            if (done[i]) {
                continue;
            }
            int[] loop = new int[n];
            int k = 0;
            for (int j = i; !done[j]; j = next[j]) {
                done[j] = true;
                loop[k++] = j;
            }
            if (k < 3) {
                throw new Degenerate();
            }
            loops.add(Arrays.copyOf(loop, k));
        }
        IntBinaryOperator forbidden = (i, j) -> mask[i] & mask[j];
        int[] cut = PolygonTriangulation.triangulate(loops, xy, forbidden);
        for (int i = 0; i < cut.length; i += 3) {
            out.add(sorted[cut[i]], sorted[cut[i + 1]], sorted[cut[i + 2]]);
        }
    }

    /** Which of the triangle's three edges each vertex lies on: two of one edge must not be joined, their neighbour may do the same. */
    private void marks(int m, int f, int[] inclusion, int[] base, int[] sorted, int[] mask) {
        for (int i = 0; i < sorted.length; i++) {
            int id = sorted[i];
            if (id < crossings.size()) {
                Crossing x = crossings.get(id);
                for (int k = 0; k < 3 && x.ofFirst == (m == 0); k++) {
                    mask[i] |= edges[m].edgeOf[3 * f + k] == x.edge ? 1 << k : 0;
                }
            } else {
                for (int k = 0; k < 3; k++) {
                    int w = t[m][3 * f + k];
                    if (id >= base[w] && id < base[w] + Math.abs(inclusion[w])) {
                        mask[i] |= 1 << k | 1 << (k + 2) % 3;
                    }
                }
            }
        }
    }
}

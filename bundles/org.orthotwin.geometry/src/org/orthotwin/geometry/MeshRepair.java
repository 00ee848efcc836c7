/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small repairs of surfaces; each is a step of its own, so that whoever repairs knows what was changed. */
public final class MeshRepair {

    private static final int MOST_PASSES = 20;

    private MeshRepair() {
    }

    /**
     * Makes one vertex of those that lie within a tolerance of an earlier one; triangles that this closes, and exact duplicates of
     * triangles, are dropped.
     *
     * @param tolerance m; 0 for equal coordinates only
     */
    public static TriangleMesh weld(TriangleMesh mesh, double tolerance) {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException("weld tolerance " + tolerance + " m must be 0 or more");
        }
        double[] v = mesh.vertices();
        double[] b = mesh.bounds();
        double cell = tolerance > 0 ? 2 * tolerance : Double.MIN_NORMAL;
        Map<List<Long>, List<Integer>> grid = new HashMap<>();
        int[] to = new int[mesh.vertexCount()];
        for (int i = 0; i < to.length; i++) {
            to[i] = i;
            if (tolerance == 0) {
                List<Long> key = List.of(Double.doubleToLongBits(v[3 * i] + 0.0), Double.doubleToLongBits(v[3 * i + 1] + 0.0),
                        Double.doubleToLongBits(v[3 * i + 2] + 0.0));
                List<Integer> first = grid.putIfAbsent(key, List.of(i));
                to[i] = first == null ? i : first.get(0);
                continue;
            }
            long x = (long) Math.floor((v[3 * i] - b[0]) / cell);
            long y = (long) Math.floor((v[3 * i + 1] - b[1]) / cell);
            long z = (long) Math.floor((v[3 * i + 2] - b[2]) / cell);
            int found = nearest(grid, v, i, x, y, z, tolerance);
            if (found >= 0) {
                to[i] = found;
            } else {
                grid.computeIfAbsent(List.of(x, y, z), k -> new ArrayList<>()).add(i);
            }
        }
        int[] t = mesh.triangles().clone();
        for (int i = 0; i < t.length; i++) {
            t[i] = to[t[i]];
        }
        return dropDegenerate(new TriangleMesh(v, t));
    }

    private static int nearest(Map<List<Long>, List<Integer>> grid, double[] v, int i, long x, long y, long z, double tolerance) {
        int best = -1;
        double least = tolerance;
        for (long dx = -1; dx <= 1; dx++) {
            for (long dy = -1; dy <= 1; dy++) {
                for (long dz = -1; dz <= 1; dz++) {
                    for (int j : grid.getOrDefault(List.of(x + dx, y + dy, z + dz), List.of())) {
                        double d = Math.sqrt(square(v[3 * i] - v[3 * j]) + square(v[3 * i + 1] - v[3 * j + 1]) + square(v[3 * i
                                + 2] - v[3 * j + 2]));
                        if (d < least || d <= tolerance && best < 0 || d == least && j < best) {
                            best = j;
                            least = d;
                        }
                    }
                }
            }
        }
        return best;
    }

    private static double square(double d) {
        return d * d;
    }

    /**
     * Without triangles that name a vertex twice, without the later ones of triangles on the same three vertices, without unused vertices.
     */
    public static TriangleMesh dropDegenerate(TriangleMesh mesh) {
        int[] t = mesh.triangles();
        int[] left = new int[t.length];
        int n = 0;
        Set<List<Integer>> seen = new HashSet<>();
        for (int i = 0; i < t.length; i += 3) {
            int[] c = {t[i], t[i + 1], t[i + 2]};
            Arrays.sort(c);
            if (c[0] != c[1] && c[1] != c[2] && seen.add(List.of(c[0], c[1], c[2]))) {
                System.arraycopy(t, i, left, n, 3);
                n += 3;
            }
        }
        return withoutUnusedVertices(new TriangleMesh(mesh.vertices(), Arrays.copyOf(left, n)));
    }

    /** Only the vertices that triangles name, in their old order. */
    public static TriangleMesh withoutUnusedVertices(TriangleMesh mesh) {
        int[] to = new int[mesh.vertexCount()];
        for (int i : mesh.triangles()) {
            to[i] = 1;
        }
        double[] v = new double[mesh.vertices().length];
        int n = 0;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == 1) {
                System.arraycopy(mesh.vertices(), 3 * i, v, 3 * n, 3);
                to[i] = n++;
            }
        }
        if (n == to.length) {
            return mesh;
        }
        int[] t = new int[mesh.triangles().length];
        for (int i = 0; i < t.length; i++) {
            t[i] = to[mesh.triangles()[i]];
        }
        return new TriangleMesh(Arrays.copyOf(v, 3 * n), t);
    }

    /**
     * Turns triangles so that neighbours agree and closed components face outward; a closed component inside an odd number of others is a
     * cavity and faces inward. Open components agree within themselves with their first triangle. Across edges of more than two triangles
     * nothing is passed on.
     */
    public static TriangleMesh orient(TriangleMesh mesh) {
        int[] t = mesh.triangles().clone();
        EdgeTable e = new EdgeTable(t);
        int[] group = new int[t.length / 3];
        Arrays.fill(group, -1);
        int[] stack = new int[group.length];
        List<int[]> groups = new ArrayList<>();
        List<Boolean> closed = new ArrayList<>();
        boolean[] turned = new boolean[group.length];
        for (int s = 0; s < group.length; s++) {
            if (group[s] >= 0) {
                continue;
            }
            int top = 0;
            int done = 0;
            boolean shut = true;
            int[] members = new int[16];
            stack[top++] = s;
            group[s] = groups.size();
            while (top > 0) {
                int q = stack[--top];
                if (done == members.length) {
                    members = Arrays.copyOf(members, 2 * done);
                }
                members[done++] = q;
                for (int h = 3 * q; h < 3 * q + 3; h++) {
                    int g = e.twin(h);
                    if (g < 0) {
                        shut = false;
                    } else if (group[g / 3] < 0) {
                        group[g / 3] = groups.size();
                        turned[g / 3] = turned[q] ^ e.isUp(h) == e.isUp(g);
                        stack[top++] = g / 3;
                    }
                }
            }
            groups.add(Arrays.copyOf(members, done));
            closed.add(shut);
        }
        for (int q = 0; q < turned.length; q++) {
            if (turned[q]) {
                turn(t, q);
            }
        }
        double[] v = mesh.vertices();
        for (int g = 0; g < groups.size(); g++) {
            if (!closed.get(g)) {
                continue;
            }
            int depth = 0;
            Vec3 p = Vec3.of(v, 3 * t[3 * groups.get(g)[0]]);
            for (int o = 0; o < groups.size(); o++) {
                depth += o != g && closed.get(o) && isInside(v, t, groups.get(o), p) ? 1 : 0;
            }
            double volume = MassProperties.signedVolume(new TriangleMesh(v, select(t, groups.get(g))));
            if (volume < 0 == (depth % 2 == 0)) {
                for (int q : groups.get(g)) {
                    turn(t, q);
                }
            }
        }
        return new TriangleMesh(v, t);
    }

    private static void turn(int[] t, int q) {
        int s = t[3 * q + 1];
        t[3 * q + 1] = t[3 * q + 2];
        t[3 * q + 2] = s;
    }

    private static int[] select(int[] t, int[] members) {
        int[] s = new int[3 * members.length];
        for (int i = 0; i < members.length; i++) {
            System.arraycopy(t, 3 * members[i], s, 3 * i, 3);
        }
        return s;
    }

    /** By the solid angle that the triangles take (van Oosterom and Strackee 1983): a full turn inside, whichever way they face. */
    private static boolean isInside(double[] v, int[] t, int[] members, Vec3 p) {
        double angle = 0;
        for (int q : members) {
            angle += solidAngle(Vec3.of(v, 3 * t[3 * q]).minus(p), Vec3.of(v, 3 * t[3 * q + 1]).minus(p), Vec3.of(v, 3 * t[3 * q
                    + 2]).minus(p));
        }
        return Math.abs(angle) > 2 * Math.PI;
    }

    static double solidAngle(Vec3 a, Vec3 b, Vec3 c) {
        double la = a.norm();
        double lb = b.norm();
        double lc = c.norm();
        return 2 * Math.atan2(a.dot(b.cross(c)), la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb);
    }

    /**
     * Closes holes with flat-cut polygons. The surface must be oriented.
     *
     * @param mostEdges holes with more boundary edges stay open
     */
    public static TriangleMesh fillHoles(TriangleMesh mesh, int mostEdges) {
        int[] t = mesh.triangles();
        EdgeTable e = new EdgeTable(t);
        Set<Long> edges = new HashSet<>();
        for (int i = 0; i < e.count; i++) {
            edges.add((long) e.ends[2 * i] << 32 | e.ends[2 * i + 1]);
        }
        boolean[] seen = new boolean[t.length];
        int[] added = new int[0];
        for (int h = 0; h < t.length; h++) {
            if (!isBoundary(e, h) || seen[h]) {
                continue;
            }
            int[] loop = boundary(e, h, seen);
            if (loop.length < 3 || loop.length > mostEdges || Arrays.stream(loop).distinct().count() < loop.length) {
                continue;
            }
            int n = loop.length;
            double[] points = new double[3 * n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(mesh.vertices(), 3 * loop[i], points, 3 * i, 3);
            }
            int[] cut = PolygonTriangulation.triangulate(points, n,
                    (a, b) -> edges.contains((long) Math.min(loop[a], loop[b]) << 32 | Math.max(loop[a], loop[b])) ? 1 : 0);
            int from = added.length;
            added = Arrays.copyOf(added, from + cut.length);
            for (int i = 0; i < cut.length; i++) {
                added[from + i] = loop[cut[i]];
            }
        }
        int[] all = Arrays.copyOf(t, t.length + added.length);
        System.arraycopy(added, 0, all, t.length, added.length);
        return new TriangleMesh(mesh.vertices(), all);
    }

    private static boolean isBoundary(EdgeTable e, int h) {
        return e.edgeOf[h] >= 0 && e.up[e.edgeOf[h]] + e.down[e.edgeOf[h]] == 1;
    }

    /** The vertices round a hole, in the order of the polygon that fills it. */
    private static int[] boundary(EdgeTable e, int start, boolean[] seen) {
        int[] loop = new int[16];
        int n = 0;
        int h = start;
        do {
            seen[h] = true;
            if (n == loop.length) {
                loop = Arrays.copyOf(loop, 2 * n);
            }
            loop[n++] = e.triangles[h];
            int g = EdgeTable.next(h);
            int guard = 0;
            while (!isBoundary(e, g)) {
                int twin = e.twin(g);
                if (twin < 0 || ++guard > e.triangles.length) {
                    return new int[0];
                }
                g = EdgeTable.next(twin);
            }
            h = g;
        } while (h != start && !seen[h]);
        if (h != start) {
            return new int[0];
        }
        int[] reversed = new int[n];
        for (int i = 0; i < n; i++) {
            reversed[i] = loop[n - 1 - i];
        }
        return reversed;
    }

    /**
     * Collapses edges shorter than a length to their middles: an edge stays where collapsing it would change
     * the topology or turn a triangle over, and at boundaries.
     *
     * @param length m
     */
    public static TriangleMesh collapseShortEdges(TriangleMesh mesh, double length) {
        CollapsibleMesh m = new CollapsibleMesh(mesh);
        double limit = length * length;
        boolean changed = true;
        for (int pass = 0; changed && pass < MOST_PASSES; pass++) {
            changed = false;
            for (int h = 0; h < m.t.length; h++) {
                if (m.gone[h / 3]) {
                    continue;
                }
                int a = m.t[h];
                int b = m.t[EdgeTable.next(h)];
                double d = square(m.v[3 * a] - m.v[3 * b]) + square(m.v[3 * a + 1] - m.v[3 * b + 1]) + square(m.v[3 * a + 2] - m.v[3 * b
                        + 2]);
                if (d >= limit || !m.canCollapse(a, b)) {
                    continue;
                }
                double x = 0.5 * (m.v[3 * a] + m.v[3 * b]);
                double y = 0.5 * (m.v[3 * a + 1] + m.v[3 * b + 1]);
                double z = 0.5 * (m.v[3 * a + 2] + m.v[3 * b + 2]);
                if (!m.flips(a, b, x, y, z)) {
                    m.collapse(a, b, x, y, z);
                    changed = true;
                }
            }
        }
        return m.toMesh();
    }

    /** Without the parts whose surface is smaller than an area, m^2; parts share no edge with each other. */
    public static TriangleMesh withoutSmallParts(TriangleMesh mesh, double area) {
        if (!(area >= 0)) {
            throw new IllegalArgumentException("least area of a part " + area + " m^2 must be 0 or more");
        }
        return TriangleMesh.concat(components(mesh).stream().filter(p -> MassProperties.area(p) >= area).toArray(TriangleMesh[]::new));
    }

    /**
     * Cuts a surface apart along edges with more than two triangles, or with two that disagree, and in vertices where sheets touch in a
     * point: every sheet gets vertices of its own in the same places. Then it is manifold and oriented; bodies that only touched are whole;
     * a sheet that ended in another one has a boundary there.
     */
    public static TriangleMesh cutNonManifold(TriangleMesh mesh) {
        int[] t = mesh.triangles();
        EdgeTable e = new EdgeTable(t);
        int[] parent = new int[t.length];
        Arrays.setAll(parent, i -> i);
        for (int i = 0; i < e.count; i++) {
            if (e.up[i] == 1 && e.down[i] == 1) {
                int h = e.first[i];
                int g = e.nextOnEdge[h];
                join(parent, h, EdgeTable.next(g));
                join(parent, EdgeTable.next(h), g);
            }
        }
        int old = mesh.vertexCount();
        boolean[] taken = new boolean[old];
        int[] to = new int[t.length];
        int[] copies = new int[16];
        int n = old;
        int[] cut = new int[t.length];
        for (int h = 0; h < t.length; h++) {
            int root = root(parent, h);
            if (root == h) {
                // the lowest corner of a fan: the first fan keeps the vertex
                to[h] = t[h];
                if (taken[t[h]]) {
                    if (n - old == copies.length) {
                        copies = Arrays.copyOf(copies, 2 * copies.length);
                    }
                    copies[n - old] = t[h];
                    to[h] = n++;
                }
                taken[t[h]] = true;
            }
            cut[h] = to[root];
        }
        double[] v = Arrays.copyOf(mesh.vertices(), 3 * n);
        for (int i = old; i < n; i++) {
            System.arraycopy(v, 3 * copies[i - old], v, 3 * i, 3);
        }
        return new TriangleMesh(v, cut);
    }

    private static void join(int[] parent, int a, int b) {
        int x = root(parent, a);
        int y = root(parent, b);
        parent[Math.max(x, y)] = Math.min(x, y);
    }

    private static int root(int[] parent, int a) {
        int x = a;
        while (parent[x] != x) {
            parent[x] = parent[parent[x]];
            x = parent[x];
        }
        return x;
    }

    /** The parts of a mesh that share no edge with each other, in the order of their first triangles. */
    public static List<TriangleMesh> components(TriangleMesh mesh) {
        int[] c = new EdgeTable(mesh.triangles()).components();
        int n = Arrays.stream(c).max().orElse(-1) + 1;
        int[] sizes = new int[n];
        for (int i : c) {
            if (i >= 0) {
                sizes[i] += 3;
            }
        }
        int[][] parts = new int[n][];
        for (int i = 0; i < n; i++) {
            parts[i] = new int[sizes[i]];
            sizes[i] = 0;
        }
        for (int q = 0; q < c.length; q++) {
            if (c[q] >= 0) {
                System.arraycopy(mesh.triangles(), 3 * q, parts[c[q]], sizes[c[q]], 3);
                sizes[c[q]] += 3;
            }
        }
        List<TriangleMesh> list = new ArrayList<>();
        for (int[] p : parts) {
            list.add(withoutUnusedVertices(new TriangleMesh(mesh.vertices(), p)));
        }
        return list;
    }
}

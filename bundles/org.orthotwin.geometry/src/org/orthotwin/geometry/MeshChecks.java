/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a surface bounds a body: closed, manifold, consistently oriented. Linear in the number of triangles. */
public final class MeshChecks {

    /**
     * Twice the area over the square of the longest edge below which a triangle counts as degenerate: rounding of single precision files.
     */
    public static final double DEGENERATE_RATIO = 1e-7;

    /**
     * What a check found. Counts over the triangles that name three different vertices, except {@code degenerateTriangles}.
     *
     * @param vertices in the mesh
     * @param triangles in the mesh
     * @param boundaryEdges with one triangle
     * @param nonManifoldEdges with more than two triangles
     * @param inconsistentEdges with two triangles that run along it in the same direction
     * @param nonManifoldVertices whose triangles form more than one fan
     * @param degenerateTriangles that name a vertex twice or have no area ({@link #DEGENERATE_RATIO})
     * @param duplicateTriangles that name the same three vertices as an earlier one
     * @param unusedVertices that no triangle names
     * @param components of triangles that share edges
     * @param eulerCharacteristic used vertices - edges + triangles; 2 for each sphere-like closed component
     * @param signedVolume in m^3, by the orientation as it is; negative if the surface is turned inside out; only of use if closed
     */
    public record Report(int vertices, int triangles, int boundaryEdges, int nonManifoldEdges, int inconsistentEdges,
            int nonManifoldVertices, int degenerateTriangles, int duplicateTriangles, int unusedVertices, int components,
            int eulerCharacteristic, double signedVolume) {

        /** Every edge has at least two triangles and there is at least one triangle. */
        public boolean isClosed() {
            return boundaryEdges == 0 && components > 0;
        }

        /** No edge with more than two triangles and no vertex with more than one fan. */
        public boolean isManifold() {
            return nonManifoldEdges == 0 && nonManifoldVertices == 0;
        }

        /** Neighbours agree on what is outside. */
        public boolean isOriented() {
            return inconsistentEdges == 0 && nonManifoldEdges == 0;
        }

        /** Closed, manifold, consistently oriented and not inside out: the surface of a body. */
        public boolean isSolid() {
            return isClosed() && isManifold() && isOriented() && signedVolume > 0;
        }

        /** What is wrong, one entry for each kind of defect, with its number; empty if nothing is. */
        public List<String> problems() {
            List<String> p = new ArrayList<>();
            add(p, boundaryEdges, "boundary edges (with one triangle)");
            add(p, nonManifoldEdges, "edges with more than two triangles");
            add(p, inconsistentEdges, "edges whose triangles disagree on what is outside");
            add(p, nonManifoldVertices, "vertices where surfaces touch in one point");
            add(p, degenerateTriangles, "triangles without area");
            add(p, duplicateTriangles, "duplicate triangles");
            add(p, unusedVertices, "vertices without a triangle");
            if (isClosed() && isOriented() && signedVolume < 0) {
                p.add("the surface is turned inside out");
            }
            return p;
        }

        private static void add(List<String> p, int n, String what) {
            if (n > 0) {
                p.add(n + " " + what);
            }
        }
    }

    private MeshChecks() {
    }

    public static Report check(TriangleMesh mesh) {
        EdgeTable e = new EdgeTable(mesh.triangles());
        int boundary = 0;
        int crowded = 0;
        int inconsistent = 0;
        for (int i = 0; i < e.count; i++) {
            int n = e.up[i] + e.down[i];
            boundary += n == 1 ? 1 : 0;
            crowded += n > 2 ? 1 : 0;
            inconsistent += n == 2 && e.up[i] != 1 ? 1 : 0;
        }
        int sound = 0;
        int degenerate = 0;
        boolean[] used = new boolean[mesh.vertexCount()];
        for (int t = 0; t < mesh.triangleCount(); t++) {
            boolean pinched = e.edgeOf[3 * t] < 0;
            sound += pinched ? 0 : 1;
            degenerate += pinched || isDegenerate(mesh, t) ? 1 : 0;
            for (int k = 0; k < 3 && !pinched; k++) {
                used[mesh.triangles()[3 * t + k]] = true;
            }
        }
        int usedVertices = 0;
        for (boolean u : used) {
            usedVertices += u ? 1 : 0;
        }
        int[] components = e.components();
        int last = Arrays.stream(components).max().orElse(-1);
        return new Report(mesh.vertexCount(), mesh.triangleCount(), boundary, crowded, inconsistent, pinches(mesh, e), degenerate,
                duplicates(mesh, e), mesh.vertexCount() - usedVertices, last + 1, usedVertices - e.count + sound,
                        MassProperties.signedVolume(mesh));
    }

    static boolean isDegenerate(TriangleMesh mesh, int t) {
        Vec3 a = mesh.corner(t, 0);
        Vec3 b = mesh.corner(t, 1);
        Vec3 c = mesh.corner(t, 2);
        double l = Math.max(a.distance(b), Math.max(b.distance(c), c.distance(a)));
        return b.minus(a).cross(c.minus(a)).norm() <= DEGENERATE_RATIO * l * l;
    }

    /** Vertices with more than one fan: corners that no chain of shared edges through that vertex connects. */
    private static int pinches(TriangleMesh mesh, EdgeTable e) {
        int n = mesh.triangles().length;
        int[] parent = new int[n];
        Arrays.setAll(parent, i -> i);
        for (int i = 0; i < e.count; i++) {
            int h = e.first[i];
            for (int g = e.nextOnEdge[h]; g >= 0; g = e.nextOnEdge[g]) {
                boolean same = e.isUp(h) == e.isUp(g);
                int hEnd = EdgeTable.next(h);
                int gEnd = EdgeTable.next(g);
                union(parent, h, same ? g : gEnd);
                union(parent, hEnd, same ? gEnd : g);
            }
        }
        int[] fans = new int[mesh.vertexCount()];
        for (int h = 0; h < n; h++) {
            if (e.edgeOf[h] >= 0 && parent[h] == h) {
                fans[mesh.triangles()[h]]++;
            }
        }
        int pinched = 0;
        for (int f : fans) {
            pinched += f > 1 ? 1 : 0;
        }
        return pinched;
    }

    private static void union(int[] parent, int a, int b) {
        int x = find(parent, a);
        int y = find(parent, b);
        parent[Math.max(x, y)] = Math.min(x, y);
    }

    private static int find(int[] parent, int a) {
        int x = a;
        while (parent[x] != x) {
            parent[x] = parent[parent[x]];
            x = parent[x];
        }
        return x;
    }

    private static int duplicates(TriangleMesh mesh, EdgeTable e) {
        // two triangles on the same vertices share all edges: only crowded or doubled edges need a look
        Set<List<Integer>> seen = new HashSet<>();
        int n = 0;
        for (int t = 0; t < mesh.triangleCount(); t++) {
            int h = 3 * t;
            if (e.edgeOf[h] < 0) {
                continue;
            }
            boolean candidate = true;
            for (int k = 0; k < 3; k++) {
                int edge = e.edgeOf[h + k];
                candidate &= e.up[edge] + e.down[edge] > 1;
            }
            if (candidate && sharesThird(e, h)) {
                int[] c = {mesh.triangles()[h], mesh.triangles()[h + 1], mesh.triangles()[h + 2]};
                Arrays.sort(c);
                n += seen.add(List.of(c[0], c[1], c[2])) ? 0 : 1;
            }
        }
        return n;
    }

    private static boolean sharesThird(EdgeTable e, int h) {
        int third = e.triangles[EdgeTable.next(EdgeTable.next(h))];
        for (int g = e.first[e.edgeOf[h]]; g >= 0; g = e.nextOnEdge[g]) {
            if (g != h && e.triangles[EdgeTable.next(EdgeTable.next(g))] == third) {
                return true;
            }
        }
        return false;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/** Unit normals, outward where triangles are wound counter-clockwise. Flat arrays x0 y0 z0 x1 ...; zero where there is no direction. */
public final class Normals {

    private Normals() {
    }

    /** One normal for each triangle. */
    public static double[] ofFaces(TriangleMesh mesh) {
        double[] v = mesh.vertices();
        int[] t = mesh.triangles();
        double[] n = new double[t.length];
        for (int i = 0; i < t.length; i += 3) {
            int a = 3 * t[i];
            int b = 3 * t[i + 1];
            int c = 3 * t[i + 2];
            double ux = v[b] - v[a];
            double uy = v[b + 1] - v[a + 1];
            double uz = v[b + 2] - v[a + 2];
            double wx = v[c] - v[a];
            double wy = v[c + 1] - v[a + 1];
            double wz = v[c + 2] - v[a + 2];
            n[i] = uy * wz - uz * wy;
            n[i + 1] = uz * wx - ux * wz;
            n[i + 2] = ux * wy - uy * wx;
        }
        normalize(n);
        return n;
    }

    /**
     * One normal for each vertex: the mean of its triangles' normals, weighted by the angle at the vertex, so that the way a flat face is
     * cut into triangles does not matter. Thuermer and Wuethrich, Computing vertex normals from polygonal facets, J Graphics Tools 3
     * (1998).
     */
    public static double[] ofVertices(TriangleMesh mesh) {
        double[] v = mesh.vertices();
        int[] t = mesh.triangles();
        double[] faces = ofFaces(mesh);
        double[] n = new double[v.length];
        for (int i = 0; i < t.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                int a = 3 * t[i + k];
                int b = 3 * t[i + (k + 1) % 3];
                int c = 3 * t[i + (k + 2) % 3];
                double ux = v[b] - v[a];
                double uy = v[b + 1] - v[a + 1];
                double uz = v[b + 2] - v[a + 2];
                double wx = v[c] - v[a];
                double wy = v[c + 1] - v[a + 1];
                double wz = v[c + 2] - v[a + 2];
                double cx = uy * wz - uz * wy;
                double cy = uz * wx - ux * wz;
                double cz = ux * wy - uy * wx;
                double angle = Math.atan2(Math.sqrt(cx * cx + cy * cy + cz * cz), ux * wx + uy * wy + uz * wz);
                n[a] += angle * faces[i];
                n[a + 1] += angle * faces[i + 1];
                n[a + 2] += angle * faces[i + 2];
            }
        }
        normalize(n);
        return n;
    }

    private static void normalize(double[] n) {
        for (int i = 0; i < n.length; i += 3) {
            double l = Math.sqrt(n[i] * n[i] + n[i + 1] * n[i + 1] + n[i + 2] * n[i + 2]);
            for (int d = 0; d < 3; d++) {
                n[i + d] = l > 0 ? n[i + d] / l : 0;
            }
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Fewer triangles by collapsing the edges that cost least in the quadric error of M. Garland and P. Heckbert, Surface simplification using
 * quadric error metrics, SIGGRAPH 1997, doi:10.1145/258734.258849. Topology is kept: closed stays closed, boundaries stay as they are.
 * Edges are taken in order of their costs to within a hundredth. Cost: about linear. Deterministic.
 */
public final class Decimation {

    /** Relative determinant below which the best point is looked for on the edge only. */
    private static final double SINGULAR = 1e-6;
    private static final int MOST_ATTEMPTS = 8;
    /** Quadric error to begin with, in parts of the distance to be kept, and to go on with in parts of the last one. */
    private static final double FIRST_ERROR = 0.5;
    private static final double NEXT_ERROR = 0.6;
    /** Pieces of the surface for the report, if all were alike. */
    private static final double REPORT_SAMPLES = 2e5;

    private final CollapsibleMesh m;
    /** Quadrics: xx xy xz xw yy yz yw zz zw ww for each vertex, relative to the middle of the mesh. */
    private final double[] q;
    private final int[] stamp;
    private final double[] sum = new double[10];
    private final CollapseQueue queue;
    /** Where the last {@link #best} puts the vertex, relative to the middle of the mesh. */
    private final double[] place = new double[3];
    private final double ox;
    private final double oy;
    private final double oz;

    private Decimation(TriangleMesh mesh) {
        m = new CollapsibleMesh(mesh);
        q = new double[10 * mesh.vertexCount()];
        stamp = new int[mesh.vertexCount()];
        queue = new CollapseQueue(mesh.triangles().length / 2 + 16);
        double[] b = mesh.bounds();
        ox = 0.5 * (b[0] + b[3]);
        oy = 0.5 * (b[1] + b[4]);
        oz = 0.5 * (b[2] + b[5]);
        double[] n = Normals.ofFaces(mesh);
        for (int i = 0; i < m.t.length; i += 3) {
            int a = 3 * m.t[i];
            double w = -(n[i] * (m.v[a] - ox) + n[i + 1] * (m.v[a + 1] - oy) + n[i + 2] * (m.v[a + 2] - oz));
            Vec3 e = mesh.corner(i / 3, 1).minus(mesh.corner(i / 3, 0));
            double area = 0.5 * e.cross(mesh.corner(i / 3, 2).minus(mesh.corner(i / 3, 0))).norm();
            double[] p = {n[i], n[i + 1], n[i + 2], w};
            for (int k = 0; k < 3; k++) {
                int at = 10 * m.t[i + k];
                for (int r = 0; r < 4; r++) {
                    for (int c = r; c < 4; c++) {
                        q[at++] += area * p[r] * p[c];
                    }
                }
            }
        }
    }

    /**
     * @param triangles to stop at; fewer are left alone
     */
    public static TriangleMesh toTriangles(TriangleMesh mesh, int triangles) {
        if (triangles < 4) {
            throw new IllegalArgumentException("decimation to " + triangles + " triangles, expected at least 4");
        }
        return new Decimation(mesh).run(triangles, Double.POSITIVE_INFINITY);
    }

    /**
     * @param error m, about the largest distance that the surface may move: root of the mean squared distance to the planes of the
     *        triangles that a vertex stands for
     */
    public static TriangleMesh withinError(TriangleMesh mesh, double error) {
        if (!(error > 0)) {
            throw new IllegalArgumentException("decimation error " + error + " m must be greater than 0");
        }
        return new Decimation(mesh).run(4, error);
    }

    /**
     * A coarser surface and how far it is from the one it was made of.
     *
     * @param mesh the coarser surface, m
     * @param deviation both ways between the two surfaces; its bound is at most the distance that was asked for
     */
    public record Result(TriangleMesh mesh, SurfaceDeviation deviation) {
    }

    /**
     * As few triangles as can be found with no point of either surface farther than a distance from the other one: the quadric error is
     * lowered until {@link SurfaceDeviation#isWithin} is certain of it, both ways.
     *
     * @param distance m
     */
    public static Result withinDistance(TriangleMesh mesh, double distance) {
        if (!(distance > 0)) {
            throw new IllegalArgumentException("decimation within " + distance + " m, expected more than 0");
        }
        Bvh fine = Bvh.of(mesh);
        double error = FIRST_ERROR * distance;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            TriangleMesh coarse = withinError(mesh, error);
            if (SurfaceDeviation.isWithin(coarse, fine, distance) && SurfaceDeviation.isWithin(mesh, Bvh.of(coarse), distance)) {
                SurfaceDeviation d = SurfaceDeviation.between(mesh, coarse, Math.sqrt(MassProperties.area(mesh) / REPORT_SAMPLES));
                return new Result(coarse, new SurfaceDeviation(d.mean(), d.percentile95(), d.max(), Math.min(distance, d.bound()),
                        d.samples()));
            }
            error *= NEXT_ERROR;
        }
        return new Result(mesh, SurfaceDeviation.between(mesh, mesh, Double.POSITIVE_INFINITY));
    }

    private TriangleMesh run(int target, double error) {
        for (int i = 0; i < m.t.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                int a = m.t[i + k];
                int b = m.t[i + (k + 1) % 3];
                if (a < b) {
                    offer(a, b);
                }
            }
        }
        while (m.triangles > target && !queue.isEmpty()) {
            int c = queue.poll();
            int a = queue.a(c);
            int b = queue.b(c);
            if (queue.stamp(c) != stamp[a] + stamp[b] || m.degree(a) == 0 || m.degree(b) == 0) {
                continue;
            }
            if (Math.sqrt(best(a, b)) > error) {
                // the others may be cheaper by a hundredth at most
                break;
            }
            double x = place[0] + ox;
            double y = place[1] + oy;
            double z = place[2] + oz;
            if (!m.canCollapse(a, b) || m.flips(a, b, x, y, z)) {
                continue;
            }
            m.collapse(a, b, x, y, z);
            for (int i = 0; i < 10; i++) {
                q[10 * a + i] += q[10 * b + i];
            }
            stamp[a] = stamp[a] + stamp[b] + 1;
            for (int i = 0; i < m.degree(a); i++) {
                int t = m.triangleAround(a, i);
                for (int k = 0; k < 3; k++) {
                    if (m.t[3 * t + k] == a) {
                        // each neighbour once: the vertex that follows a in the triangle
                        int n = m.t[3 * t + (k + 1) % 3];
                        offer(Math.min(a, n), Math.max(a, n));
                    }
                }
            }
        }
        return m.toMesh();
    }

    private void offer(int a, int b) {
        if (!m.isBorder(a) && !m.isBorder(b)) {
            queue.add((float) best(a, b), a, b, stamp[a] + stamp[b]);
        }
    }

    /** The mean squared distance, m^2, of the best place for both ends of an edge, which goes to {@link #place}. */
    private double best(int a, int b) {
        double[] s = sum;
        for (int i = 0; i < 10; i++) {
            s[i] = q[10 * a + i] + q[10 * b + i];
        }
        double ax = m.v[3 * a] - ox;
        double ay = m.v[3 * a + 1] - oy;
        double az = m.v[3 * a + 2] - oz;
        double bx = m.v[3 * b] - ox;
        double by = m.v[3 * b + 1] - oy;
        double bz = m.v[3 * b + 2] - oz;
        double x = 0.5 * (ax + bx);
        double y = 0.5 * (ay + by);
        double z = 0.5 * (az + bz);
        double length2 = (ax - bx) * (ax - bx) + (ay - by) * (ay - by) + (az - bz) * (az - bz);
        // minimum of the quadric: [xx xy xz; xy yy yz; xz yz zz] p = -[xw yw zw]
        double c0 = s[4] * s[7] - s[5] * s[5];
        double c1 = s[5] * s[2] - s[1] * s[7];
        double c2 = s[1] * s[5] - s[4] * s[2];
        double det = s[0] * c0 + s[1] * c1 + s[2] * c2;
        double trace = s[0] + s[4] + s[7];
        if (Math.abs(det) > SINGULAR * trace * trace * trace) {
            double px = -(c0 * s[3] + c1 * s[6] + c2 * s[8]) / det;
            double py = -(c1 * s[3] + (s[0] * s[7] - s[2] * s[2]) * s[6] + (s[1] * s[2] - s[0] * s[5]) * s[8]) / det;
            double pz = -(c2 * s[3] + (s[1] * s[2] - s[0] * s[5]) * s[6] + (s[0] * s[4] - s[1] * s[1]) * s[8]) / det;
            double away2 = (px - x) * (px - x) + (py - y) * (py - y) + (pz - z) * (pz - z);
            // a far minimum would make a spike
            if (away2 <= length2) {
                x = px;
                y = py;
                z = pz;
            }
        }
        double cost = s[0] * x * x + s[4] * y * y + s[7] * z * z + s[9]
                + 2 * (s[1] * x * y + s[2] * x * z + s[5] * y * z + s[3] * x + s[6] * y + s[8] * z);
        // mean squared distance: the areas that went in are on the diagonal, since normals have length one
        place[0] = x;
        place[1] = y;
        place[2] = z;
        return trace > 0 ? Math.max(0, cost) / trace : 0;
    }
}

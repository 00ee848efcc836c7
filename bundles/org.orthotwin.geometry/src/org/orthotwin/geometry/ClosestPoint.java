/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Objects;

/**
 * The point of a mesh that is closest to a given one. One instance for each thread; the tree is shared. Queries allocate nothing.
 *
 * <p>Double precision: the distance has an error of some ulps of the largest coordinate. Of several triangles at the same distance the one
 * with the lowest number is reported, so the answer does not depend on earlier queries, although the last triangle is tried first.
 */
public final class ClosestPoint {

    /** Taken off a squared length, relative: above its rounding, so that a bound is never too large. */
    private static final double ROUNDING = 1e-14;

    private final Bvh both;
    private final BoxTree tree;
    private final int[] stack;
    private final double[] bounds;
    private final double[] foot = new double[3];
    private final double[] best = new double[3];
    private int leaf = -1;
    private RayCast ray;

    public ClosestPoint(Bvh tree) {
        both = Objects.requireNonNull(tree);
        this.tree = tree.boxes();
        stack = new int[this.tree.depth + 2];
        bounds = new double[this.tree.depth + 2];
    }

    /** As {@link #query(double, double, double)}. */
    public double query(Vec3 p) {
        return query(p.x(), p.y(), p.z());
    }

    /**
     * The distance from a point (m, mesh frame) to the surface, 0 or more.
     *
     * @return m; infinity for an empty mesh
     * @throws IllegalArgumentException if a coordinate is not finite
     */
    public double query(double x, double y, double z) {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
            throw new IllegalArgumentException("no closest point to (" + x + ", " + y + ", " + z + ") m: not finite");
        }
        if (tree.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        double least = Double.POSITIVE_INFINITY;
        double[] nodes = tree.nodes;
        int[] children = tree.children;
        if (leaf >= 0) {
            least = toTriangle(tree.corners, 9 * leaf, x, y, z, best);
        }
        int top = 0;
        stack[top] = 0;
        bounds[top++] = 0;
        while (top > 0) {
            int i = stack[--top];
            if (bounds[top] > least) {
                continue;
            }
            // Down along the nearer child until a leaf or until both are too far.
            for (;;) {
                int c = children[i];
                if (c < 0) {
                    for (int k = ~c; k < tree.ends[i]; k++) {
                        double d2 = toTriangle(tree.corners, 9 * k, x, y, z, foot);
                        if (d2 < least || d2 == least && tree.triangleOf[k] < tree.triangleOf[leaf]) {
                            least = d2;
                            leaf = k;
                            System.arraycopy(foot, 0, best, 0, 3);
                        }
                    }
                    break;
                }
                double d0 = bound(nodes, 6 * c, x, y, z);
                double d1 = bound(nodes, 6 * c + 6, x, y, z);
                int near = d0 <= d1 ? c : c + 1;
                if (Math.max(d0, d1) <= least) {
                    stack[top] = near == c ? c + 1 : c;
                    bounds[top++] = Math.max(d0, d1);
                }
                if (Math.min(d0, d1) > least) {
                    break;
                }
                i = near;
            }
        }
        return Math.sqrt(least);
    }

    /**
     * The distance of a point (m, mesh frame) from the surface of a closed mesh: negative inside. Inside is where
     * {@link RayCast#inside(Vec3)} says so, exactly, so the sign is right near edges and corners too.
     *
     * @throws IllegalArgumentException if a coordinate is not finite
     */
    public double signedDistance(Vec3 p) {
        return signedDistance(p.x(), p.y(), p.z());
    }

    /** As {@link #signedDistance(Vec3)}. */
    public double signedDistance(double x, double y, double z) {
        double d = query(x, y, z);
        if (ray == null) {
            ray = new RayCast(both);
        }
        return ray.inside(x, y, z) ? -d : d;
    }

    /**
     * The closest point that the last query found, m.
     *
     * @throws IllegalStateException if there was no query, or the mesh is empty
     */
    public Vec3 point() {
        if (leaf < 0) {
            throw new IllegalStateException("no closest point has been found");
        }
        return Vec3.of(best, 0);
    }

    /** The triangle on which the last query found the closest point; -1 if none. */
    public int triangle() {
        return leaf < 0 ? -1 : tree.triangleOf[leaf];
    }

    /** Distance of a point from the triangle that the last query found, m: not below the distance from the surface. */
    double toLastTriangle(Vec3 p) {
        return Math.sqrt(toTriangle(tree.corners, 9 * leaf, p.x(), p.y(), p.z(), foot));
    }

    /** A lower bound of the squared distance from a point to what is inside a box. */
    private static double bound(double[] n, int i, double px, double py, double pz) {
        double x = Math.max(0, Math.max(n[i] - px, px - n[i + 3]));
        double y = Math.max(0, Math.max(n[i + 1] - py, py - n[i + 4]));
        double z = Math.max(0, Math.max(n[i + 2] - pz, pz - n[i + 5]));
        return (x * x + y * y + z * z) * (1 - ROUNDING);
    }

    /** Squared distance from a point to the triangle at {@code t[o]}, and the closest point; right for degenerate triangles too. */
    static double toTriangle(double[] t, int o, double px, double py, double pz, double[] out) {
        double ax = t[o];
        double ay = t[o + 1];
        double az = t[o + 2];
        double ex = t[o + 3] - ax;
        double ey = t[o + 4] - ay;
        double ez = t[o + 5] - az;
        double fx = t[o + 6] - ax;
        double fy = t[o + 7] - ay;
        double fz = t[o + 8] - az;
        double gx = px - ax;
        double gy = py - ay;
        double gz = pz - az;
        double nx = ey * fz - ez * fy;
        double ny = ez * fx - ex * fz;
        double nz = ex * fy - ey * fx;
        double n2 = nx * nx + ny * ny + nz * nz;
        if (n2 > 0) {
            // Barycentric coordinates of the foot, times n2.
            double v = (gy * fz - gz * fy) * nx + (gz * fx - gx * fz) * ny + (gx * fy - gy * fx) * nz;
            double w = (ey * gz - ez * gy) * nx + (ez * gx - ex * gz) * ny + (ex * gy - ey * gx) * nz;
            if (v >= 0 && w >= 0 && v + w <= n2) {
                double k = (gx * nx + gy * ny + gz * nz) / n2;
                out[0] = px - k * nx;
                out[1] = py - k * ny;
                out[2] = pz - k * nz;
                return k * k * n2;
            }
        }
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            int a = o + 3 * i;
            int b = i == 2 ? o : a + 3;
            double ux = t[b] - t[a];
            double uy = t[b + 1] - t[a + 1];
            double uz = t[b + 2] - t[a + 2];
            double qx = px - t[a];
            double qy = py - t[a + 1];
            double qz = pz - t[a + 2];
            double uu = ux * ux + uy * uy + uz * uz;
            double s = uu > 0 ? Math.min(1, Math.max(0, (ux * qx + uy * qy + uz * qz) / uu)) : 0;
            double rx = qx - s * ux;
            double ry = qy - s * uy;
            double rz = qz - s * uz;
            double d2 = rx * rx + ry * ry + rz * rz;
            if (d2 < least) {
                least = d2;
                out[0] = t[a] + s * ux;
                out[1] = t[a + 1] + s * uy;
                out[2] = t[a + 2] + s * uz;
            }
        }
        return least;
    }
}

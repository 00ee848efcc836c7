/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * The smallest distance between two meshes, taken as surfaces. One instance for each thread; the trees are shared. Queries allocate
 * nothing.
 *
 * <p>The minimum over all pairs of triangles, not an approximation of it; each pair's distance is computed in double precision, with an
 * error of some ulps of the largest coordinate. It is 0 if and only if {@link MeshCollision#intersects} holds for the same pose. Of
 * several pairs of triangles at the same distance the first in the order of the trees is reported, so that nothing depends on earlier
 * poses, although the last pair is tried first; where the surfaces meet, the point reported is the first that {@link MeshCollision} finds.
 */
public final class MeshDistance {

    private static final double ROUNDING = 1e-14;

    private final DiscTree a;
    private final DiscTree b;
    private final MeshCollision collision;
    private final int[] stack;
    private final double[] bounds;
    private final double[] m = new double[12];
    private final double[] moved = new double[9];
    private int movedLeaf;
    private final double[] disc = new double[DiscTree.STRIDE];
    private final double[] pair = new double[6];
    private final double[] best = new double[6];
    private int leafA = -1;
    private int leafB = -1;
    private boolean known;

    public MeshDistance(Bvh treeA, Bvh treeB) {
        collision = new MeshCollision(treeA, treeB);
        a = treeA.discs();
        b = treeB.discs();
        int size = a.depth + b.depth + 2;
        stack = new int[2 * size];
        bounds = new double[size];
    }

    /**
     * The smallest distance between the surfaces.
     *
     * @param aFromB pose of b's frame in a's frame
     * @return m; 0 if they meet, infinity if a mesh is empty
     */
    public double distance(RigidTransform aFromB) {
        known = false;
        if (a.isEmpty() || b.isEmpty()) {
            return Double.POSITIVE_INFINITY;
        }
        collision.reset();
        if (collision.intersects(aFromB)) {
            collision.contact(best);
            System.arraycopy(best, 0, best, 3, 3);
            known = true;
            return 0;
        }
        place(aFromB);
        double d2 = search(Double.POSITIVE_INFINITY, false);
        known = true;
        return Math.max(Math.sqrt(d2), Double.MIN_VALUE);
    }

    /**
     * Whether the surfaces are nearer to each other than a limit: the same as {@code distance(aFromB) < limit}, but faster. Witness points
     * are not set.
     *
     * @param limit m
     * @throws IllegalArgumentException if the limit is not a number
     */
    public boolean closerThan(RigidTransform aFromB, double limit) {
        known = false;
        if (Double.isNaN(limit)) {
            throw new IllegalArgumentException("distance limit " + limit + " m");
        }
        if (a.isEmpty() || b.isEmpty() || limit <= 0) {
            return false;
        }
        place(aFromB);
        if (search(limit, true) < Double.POSITIVE_INFINITY) {
            return true;
        }
        return collision.intersects(aFromB);
    }

    /**
     * Where the distance is attained on a, in a's frame, m.
     *
     * @throws IllegalStateException without a preceding {@link #distance} of meshes that are not empty
     */
    public Vec3 pointA() {
        check();
        return Vec3.of(best, 0);
    }

    /**
     * Where the distance is attained on b, in a's frame, m.
     *
     * @throws IllegalStateException without a preceding {@link #distance} of meshes that are not empty
     */
    public Vec3 pointB() {
        check();
        return Vec3.of(best, 3);
    }

    private void check() {
        if (!known) {
            throw new IllegalStateException("no distance has been computed");
        }
    }

    private void place(RigidTransform t) {
        for (int i = 0; i < 9; i++) {
            m[i] = t.r(i / 3, i % 3);
        }
        m[9] = t.t(0);
        m[10] = t.t(1);
        m[11] = t.t(2);
        movedLeaf = -1;
    }

    /** Squared distance of two triangles that are known not to meet, or an upper bound for two that do. */
    private double ofPair(int la, int lb) {
        if (lb != movedLeaf) {
            movedLeaf = lb;
            for (int k = 0; k < 9; k += 3) {
                double x = b.corners[9 * lb + k];
                double y = b.corners[9 * lb + k + 1];
                double z = b.corners[9 * lb + k + 2];
                moved[k] = m[0] * x + m[1] * y + m[2] * z + m[9];
                moved[k + 1] = m[3] * x + m[4] * y + m[5] * z + m[10];
                moved[k + 2] = m[6] * x + m[7] * y + m[8] * z + m[11];
            }
        }
        return TriangleTriangle.nearest(a.corners, 9 * la, moved, 0, pair);
    }

    /**
     * The smallest squared distance over all pairs. With {@code any}, only pairs nearer than {@code limit} (m) count, the first will do,
     * and infinity is returned if there is none.
     */
    private double search(double limit, boolean any) {
        double least = Double.POSITIVE_INFINITY;
        double reach = limit;
        if (leafA >= 0) {
            double d2 = ofPair(leafA, leafB);
            if (!any) {
                least = d2;
                reach = Math.sqrt(d2);
                System.arraycopy(pair, 0, best, 0, 6);
            } else if (Math.sqrt(d2) < limit) {
                return d2;
            }
        }
        double[] na = a.nodes;
        double[] nb = b.nodes;
        int top = 0;
        int ia = 0;
        int ib = 0;
        for (;;) {
            int ca = a.children[ia];
            int cb = b.children[ib];
            if (ca < 0 && cb < 0) {
                double d2 = ofPair(~ca, ~cb);
                if (any) {
                    if (Math.sqrt(d2) < limit) {
                        leafA = ~ca;
                        leafB = ~cb;
                        return d2;
                    }
                } else if (d2 < least || d2 == least && (~ca < leafA || ~ca == leafA && ~cb < leafB)) {
                    least = d2;
                    reach = Math.sqrt(d2);
                    leafA = ~ca;
                    leafB = ~cb;
                    System.arraycopy(pair, 0, best, 0, 6);
                }
            } else {
                int a0 = ia;
                int a1 = ia;
                int b0 = ib;
                int b1 = ib;
                double g0;
                double g1;
                if (cb < 0 || ca >= 0 && na[8 * ia + 3] >= nb[8 * ib + 3]) {
                    a0 = ca;
                    a1 = ca + 1;
                    moveDisc(nb, 8 * ib);
                    g0 = gap(na, 8 * a0, disc);
                    g1 = gap(na, 8 * a1, disc);
                } else {
                    b0 = cb;
                    b1 = cb + 1;
                    moveDisc(nb, 8 * b0);
                    g0 = gap(na, 8 * ia, disc);
                    moveDisc(nb, 8 * b1);
                    g1 = gap(na, 8 * ia, disc);
                }
                boolean swap = g1 < g0;
                double near = swap ? g1 : g0;
                double far = swap ? g0 : g1;
                if (far <= reach) {
                    stack[2 * top] = swap ? a0 : a1;
                    stack[2 * top + 1] = swap ? b0 : b1;
                    bounds[top++] = far;
                }
                if (near <= reach) {
                    ia = swap ? a1 : a0;
                    ib = swap ? b1 : b0;
                    continue;
                }
            }
            do {
                if (top == 0) {
                    return least;
                }
                top--;
            } while (bounds[top] > reach);
            ia = stack[2 * top];
            ib = stack[2 * top + 1];
        }
    }

    private void moveDisc(double[] n, int k) {
        double x = n[k];
        double y = n[k + 1];
        double z = n[k + 2];
        double u = n[k + 4];
        double v = n[k + 5];
        double w = n[k + 6];
        double slack = ROUNDING * (Math.abs(m[9]) + Math.abs(m[10]) + Math.abs(m[11]));
        disc[0] = m[0] * x + m[1] * y + m[2] * z + m[9];
        disc[1] = m[3] * x + m[4] * y + m[5] * z + m[10];
        disc[2] = m[6] * x + m[7] * y + m[8] * z + m[11];
        disc[3] = n[k + 3] + slack;
        disc[4] = m[0] * u + m[1] * v + m[2] * w;
        disc[5] = m[3] * u + m[4] * v + m[5] * w;
        disc[6] = m[6] * u + m[7] * v + m[8] * w;
        disc[7] = n[k + 7] + slack;
    }

    /** A lower bound of the distance between two discs: the widest gap between their extents along three directions; may be negative. */
    private static double gap(double[] na, int i, double[] d) {
        double x = d[0] - na[i];
        double y = d[1] - na[i + 1];
        double z = d[2] - na[i + 2];
        double ar = na[i + 3];
        double au = na[i + 4];
        double av = na[i + 5];
        double aw = na[i + 6];
        double ah = na[i + 7];
        double ta = Math.abs(au * x + av * y + aw * z);
        double tb = Math.abs(d[4] * x + d[5] * y + d[6] * z);
        double c = Math.abs(au * d[4] + av * d[5] + aw * d[6]);
        double s = Math.sqrt(1 + ROUNDING - c * c);
        double g = Math.max(ta - (ah + d[7] * c + d[3] * s), tb - (d[7] + ah * c + ar * s));
        double t2 = x * x + y * y + z * z;
        double t2r = t2 * (1 + ROUNDING);
        double t = Math.sqrt(t2);
        if (t > 0) {
            g = Math.max(g, (t2 - (ah * ta + d[7] * tb + ar * Math.sqrt(t2r - ta * ta) + d[3] * Math.sqrt(t2r - tb * tb))) / t);
        }
        // The unit normals are unit only up to rounding.
        return g > 0 ? g * (1 - ROUNDING) : g;
    }
}

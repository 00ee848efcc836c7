/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * Whether two meshes meet, and where. One instance for each thread; the trees are shared. Queries allocate nothing.
 *
 * <p>Meshes are surfaces here: a body wholly inside another does not meet it, except in {@link #intersectsSolid}. Triangles are closed and
 * may be degenerate. The corners of b are moved by the pose in double precision; for those rounded corners the answer is exact
 * ({@link TriangleTriangle}), so it differs from the answer of real arithmetic only for poses within some ulps of first contact.
 *
 * <p>The pairs of triangles that were found last are tried first. This changes which of several meeting pairs is reported, never whether
 * there is one. {@link #reset} forgets them.
 *
 * <p>Method: both trees are descended together, the larger disc first; two discs are apart if the normal of either, or the line between
 * the centres, separates them (see {@link DiscTree}).
 */
public final class MeshCollision {

    /** Pairs remembered from earlier poses. */
    private static final int MEMORY = 4;
    /** Children of as many pairs as are split at once, two each. */
    private static final int BATCH = 8;
    /** Added to 1 - cos^2 before a root: above its rounding, so that a width is never taken too small. */
    private static final double ROUNDING = 1e-14;
    /** Rounding of a moved centre, relative to the translation. */
    private static final double MOVE_ROUNDING = 1e-14;

    private final Bvh treeA;
    private final Bvh treeB;
    private final DiscTree a;
    private final DiscTree b;
    private final TriangleTriangle triangles = new TriangleTriangle();
    private long[] stack;
    private final long[] batch = new long[BATCH];
    private final int[] memory = new int[2 * MEMORY];
    private int remembered;
    private final double[] moved = new double[9];
    private int movedLeaf;
    private int leafA = -1;
    private int leafB = -1;
    private boolean surfacesMeet;
    private final double[] point = new double[3];
    private RayCast insideA;
    private RayCast insideB;

    private double r00;
    private double r01;
    private double r02;
    private double r10;
    private double r11;
    private double r12;
    private double r20;
    private double r21;
    private double r22;
    private double tx;
    private double ty;
    private double tz;

    public MeshCollision(Bvh treeA, Bvh treeB) {
        this.treeA = treeA;
        this.treeB = treeB;
        a = treeA.discs();
        b = treeB.discs();
        stack = new long[BATCH * (a.depth + b.depth + 2)];
    }

    /**
     * Whether the surfaces meet.
     *
     * @param aFromB pose of b's frame in a's frame
     */
    public boolean intersects(RigidTransform aFromB) {
        surfacesMeet = false;
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        place(aFromB);
        for (int i = 0; i < remembered; i++) {
            if (meet(memory[2 * i], memory[2 * i + 1])) {
                found(memory[2 * i], memory[2 * i + 1], i);
                return true;
            }
        }
        if (descend(0, null) == 0) {
            return false;
        }
        found(leafA, leafB, Math.min(remembered, MEMORY - 1));
        return true;
    }

    /**
     * Whether the bodies that the meshes bound meet: their surfaces do, or one body is inside the other. Both meshes must be closed; of a
     * mesh with several parts, only the part of the first triangle is looked for inside the other body.
     *
     * @param aFromB pose of b's frame in a's frame
     */
    public boolean intersectsSolid(RigidTransform aFromB) {
        if (intersects(aFromB)) {
            return true;
        }
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        if (insideA == null) {
            insideA = new RayCast(treeA);
            insideB = new RayCast(treeB);
        }
        double[] c = b.corners;
        if (insideA.inside(moveX(c[0], c[1], c[2]), moveY(c[0], c[1], c[2]), moveZ(c[0], c[1], c[2]))) {
            return true;
        }
        double x = a.corners[0] - tx;
        double y = a.corners[1] - ty;
        double z = a.corners[2] - tz;
        return insideB.inside(r00 * x + r10 * y + r20 * z, r01 * x + r11 * y + r21 * z, r02 * x + r12 * y + r22 * z);
    }

    /**
     * Collects points where the surfaces meet, one for each pair of meeting triangles, up to {@code max}: for display. The pairs come in
     * the order of the trees, the same for the same pose.
     *
     * @param points receives x y z of each, a's frame, m
     * @return how many were found
     * @throws IllegalArgumentException if {@code points} is shorter than 3 max
     */
    public int contacts(RigidTransform aFromB, int max, double[] points) {
        if (max < 0 || points.length < 3 * max) {
            throw new IllegalArgumentException("room for " + points.length / 3 + " contact points, " + max + " asked for");
        }
        surfacesMeet = false;
        if (a.isEmpty() || b.isEmpty() || max == 0) {
            return 0;
        }
        place(aFromB);
        int n = descend(max, points);
        surfacesMeet = n > 0;
        return n;
    }

    /** Forgets the pairs found so far; the next query starts as the first one did. */
    public void reset() {
        remembered = 0;
        surfacesMeet = false;
    }

    /** The triangle of a's mesh that was found meeting {@link #triangleB}; -1 if the last query did not find the surfaces meeting. */
    public int triangleA() {
        return surfacesMeet ? a.triangleOf[leafA] : -1;
    }

    /** The triangle of b's mesh that was found meeting {@link #triangleA}; -1 if the last query did not find the surfaces meeting. */
    public int triangleB() {
        return surfacesMeet ? b.triangleOf[leafB] : -1;
    }

    /**
     * A point of the segment in which the two triangles found meet, in a's frame, m.
     *
     * @throws IllegalStateException if the last query did not find the surfaces meeting
     */
    public Vec3 contactPoint() {
        if (!surfacesMeet) {
            throw new IllegalStateException("the last query found no contact");
        }
        contact(point);
        return Vec3.of(point, 0);
    }

    /** Writes the contact point into the first three numbers. */
    void contact(double[] out) {
        move(leafB);
        triangles.contactPoint(a.corners, 9 * leafA, moved, 0, out);
    }

    private void place(RigidTransform t) {
        r00 = t.r(0, 0);
        r01 = t.r(0, 1);
        r02 = t.r(0, 2);
        r10 = t.r(1, 0);
        r11 = t.r(1, 1);
        r12 = t.r(1, 2);
        r20 = t.r(2, 0);
        r21 = t.r(2, 1);
        r22 = t.r(2, 2);
        tx = t.t(0);
        ty = t.t(1);
        tz = t.t(2);
        movedLeaf = -1;
    }

    private void found(int la, int lb, int slot) {
        for (int i = slot; i > 0; i--) {
            memory[2 * i] = memory[2 * i - 2];
            memory[2 * i + 1] = memory[2 * i - 1];
        }
        memory[0] = la;
        memory[1] = lb;
        remembered = Math.max(remembered, slot + 1);
        leafA = la;
        leafB = lb;
        surfacesMeet = true;
    }

    private boolean meet(int la, int lb) {
        move(lb);
        return triangles.intersects(a.corners, 9 * la, moved, 0);
    }

    /** Moves the corners of a triangle of b into a's frame. */
    private void move(int leaf) {
        if (leaf == movedLeaf) {
            return;
        }
        movedLeaf = leaf;
        double[] c = b.corners;
        for (int k = 0; k < 9; k += 3) {
            double x = c[9 * leaf + k];
            double y = c[9 * leaf + k + 1];
            double z = c[9 * leaf + k + 2];
            moved[k] = moveX(x, y, z);
            moved[k + 1] = moveY(x, y, z);
            moved[k + 2] = moveZ(x, y, z);
        }
    }

    private double moveX(double x, double y, double z) {
        return r00 * x + r01 * y + r02 * z + tx;
    }

    private double moveY(double x, double y, double z) {
        return r10 * x + r11 * y + r12 * z + ty;
    }

    private double moveZ(double x, double y, double z) {
        return r20 * x + r21 * y + r22 * z + tz;
    }

    /**
     * Descends both trees. With {@code max} 0 stops at the first meeting pair and returns 1; otherwise collects points.
     *
     * <p>Which pairs survive is as good as random to the processor, so that branches on it would mostly be mispredicted. The loop has
     * none: a few pairs are taken from the stack at once and split, all the children are written back, and the stack grows by the sign
     * bits of what separates them. The tests of one batch do not depend on each other and overlap in the pipeline.
     */
    private int descend(int max, double[] points) {
        final double[] na = a.nodes;
        final double[] nb = b.nodes;
        final int[] ca = a.children;
        final int[] cb = b.children;
        final long[] split = batch;
        final double m00 = r00;
        final double m01 = r01;
        final double m02 = r02;
        final double m10 = r10;
        final double m11 = r11;
        final double m12 = r12;
        final double m20 = r20;
        final double m21 = r21;
        final double m22 = r22;
        final double mx = tx;
        final double my = ty;
        final double mz = tz;
        final double slack = MOVE_ROUNDING * (Math.abs(mx) + Math.abs(my) + Math.abs(mz));
        long[] todo = stack;
        int count = 0;
        todo[0] = 0;
        int top = 1;
        while (top > 0) {
            int n = 0;
            do {
                long pair = todo[--top];
                int ia = (int) (pair >>> 32);
                int ib = (int) pair;
                int la = ca[ia];
                int lb = cb[ib];
                if ((la & lb) < 0) {
                    if (meet(~la, ~lb)) {
                        leafA = ~la;
                        leafB = ~lb;
                        if (max == 0) {
                            return 1;
                        }
                        triangles.contactPoint(a.corners, 9 * leafA, moved, 0, point);
                        System.arraycopy(point, 0, points, 3 * count, 3);
                        if (++count == max) {
                            return count;
                        }
                    }
                } else {
                    // All ones to split a's node: b's is a leaf, or a's is none and not the smaller one.
                    int smaller = (int) (Double.doubleToRawLongBits(na[8 * ia + 3] - nb[8 * ib + 3]) >> 63);
                    int splitA = lb >> 31 | ~(la >> 31 | smaller);
                    int a0 = ia + (la - ia & splitA);
                    int b0 = lb + (ib - lb & splitA);
                    split[n] = (long) a0 << 32 | b0;
                    split[n + 1] = (long) (a0 - splitA) << 32 | b0 + 1 + splitA;
                    n += 2;
                }
            } while (top > 0 && n < BATCH);
            if (top + BATCH > todo.length) {
                todo = Arrays.copyOf(todo, 2 * todo.length);
                stack = todo;
            }
            for (int l = n - 1; l >= 0; l--) {
                long pair = split[l];
                int i = 8 * (int) (pair >>> 32);
                int k = 8 * (int) pair;
                double bx = nb[k];
                double by = nb[k + 1];
                double bz = nb[k + 2];
                double u = nb[k + 4];
                double v = nb[k + 5];
                double w = nb[k + 6];
                double br = nb[k + 3] + slack;
                double bh = nb[k + 7] + slack;
                double x = m00 * bx + m01 * by + m02 * bz + mx - na[i];
                double y = m10 * bx + m11 * by + m12 * bz + my - na[i + 1];
                double z = m20 * bx + m21 * by + m22 * bz + mz - na[i + 2];
                double bu = m00 * u + m01 * v + m02 * w;
                double bv = m10 * u + m11 * v + m12 * w;
                double bw = m20 * u + m21 * v + m22 * w;
                double ar = na[i + 3];
                double au = na[i + 4];
                double av = na[i + 5];
                double aw = na[i + 6];
                double ah = na[i + 7];
                double ta = Math.abs(au * x + av * y + aw * z);
                double tb = Math.abs(bu * x + bv * y + bw * z);
                double c = Math.abs(au * bu + av * bv + aw * bw);
                double s = Math.sqrt(1 + ROUNDING - c * c);
                double t2 = x * x + y * y + z * z;
                double t2r = t2 * (1 + ROUNDING);
                // Each is negative unless the direction separates the discs: along either normal, and from centre to centre.
                double alongA = ta - (ah + bh * c + br * s);
                double alongB = tb - (bh + ah * c + ar * s);
                double between = t2 - (ah * ta + bh * tb + ar * Math.sqrt(t2r - ta * ta) + br * Math.sqrt(t2r - tb * tb))
                        - Double.MIN_NORMAL;
                todo[top] = pair;
                top += (int) ((Double.doubleToRawLongBits(alongA) & Double.doubleToRawLongBits(alongB)
                        & Double.doubleToRawLongBits(between)) >>> 63);
            }
        }
        return count;
    }
}

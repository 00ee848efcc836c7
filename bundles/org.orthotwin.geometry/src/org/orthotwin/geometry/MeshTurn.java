/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * What two meshes can do while one turns about a point: whether they stay apart whatever the axis, and which triangles can meet. One
 * instance for each thread; the trees are shared.
 *
 * <p>Model: a turn by at most phi about a point p moves a point at the distance rho from p by at most the chord 2 rho sin(phi / 2) and
 * leaves rho as it is. So two pieces of surface stay apart if the gap between them is wider than the chord of the smaller of their largest
 * distances from p, or if no two of their points are equally far from p. Both trees are descended as in {@link MeshCollision} with the gaps
 * of {@link MeshDistance}; two triangles are held against their true distance. One such descent answers for a whole ball of poses what
 * {@link MeshCollision} answers for one, at about the cost of one.
 *
 * <p>What is proved holds for poses in double precision: gaps have to be wider by {@link #SLACK}, which is far above the rounding of
 * coordinates below 10 m and of angles.
 */
public final class MeshTurn {

    /** Added to the way that a turn moves a point, m: covers the rounding of poses, of the centre and of the gaps. */
    public static final double SLACK = 1e-11;
    /** Added to 1 - cos^2 before a root: above its rounding, so that a width is never taken too small. */
    private static final double ROUNDING = 1e-14;
    /** Pairs of triangles remembered that were too near to each other. */
    private static final int MEMORY = 4;
    /** Children of as many pairs as are split at once, two each. */
    private static final int BATCH = 8;
    /**
     * Pairs of nodes that a proof may look at. One that needs more is about surfaces that are hardly farther apart over a wide area than
     * the turn carries them; two of half the turn are cheaper then.
     */
    private static final int EFFORT = 800;
    private static final long NONE = -1;
    private static final long GIVEN_UP = -2;

    private final DiscTree a;
    private final DiscTree b;
    private final TriangleTriangle triangles = new TriangleTriangle();
    private final double[] m = new double[12];
    private final double[] moved = new double[9];
    private final double[] witness = new double[6];
    private long[] stack;
    private final long[] batch = new long[BATCH];
    private final long[] memory = new long[MEMORY];
    private int remembered;
    private long[] collected = new long[64];
    private int count;
    private double px;
    private double py;
    private double pz;
    private double chord;

    public MeshTurn(Bvh treeA, Bvh treeB) {
        a = treeA.discs();
        b = treeB.discs();
        stack = new long[BATCH * (a.depth + b.depth + 2)];
    }

    /**
     * Whether the surfaces are apart at every pose that a turn of b about a point by at most an angle makes of this one. Forgets what was
     * collected.
     *
     * @param aFromB pose of b's frame in a's frame
     * @param centre of the turn in a's frame, m
     * @param angle rad
     * @return true is proved; false says nothing
     * @throws IllegalArgumentException if the angle is negative or no number
     */
    public boolean staysApart(RigidTransform aFromB, Vec3 centre, double angle) {
        count = 0;
        if (a.isEmpty() || b.isEmpty()) {
            return true;
        }
        place(aFromB, centre, angle);
        for (int i = 0; i < remembered; i++) {
            long pair = memory[i];
            if (canMeet((int) (pair >>> 32), (int) pair)) {
                remember(pair, i);
                return false;
            }
        }
        long near = descend(0);
        if (near >= 0) {
            remember(near, Math.min(remembered, MEMORY - 1));
        }
        return near == NONE;
    }

    /**
     * Collects the pairs of triangles that can meet while b turns, for {@link #collectedMeet}.
     *
     * @param aFromB pose of b's frame in a's frame
     * @param centre of the turn in a's frame, m
     * @param angle rad
     * @param most pairs, above 0
     * @return how many; -1 if there are more than {@code most}, and then none is kept
     * @throws IllegalArgumentException if the angle is negative or no number
     */
    public int collect(RigidTransform aFromB, Vec3 centre, double angle, int most) {
        count = 0;
        if (a.isEmpty() || b.isEmpty()) {
            return 0;
        }
        place(aFromB, centre, angle);
        if (descend(most) >= 0) {
            count = 0;
            return -1;
        }
        return count;
    }

    /** How many pairs of triangles {@link #collect} found. */
    public int collected() {
        return count;
    }

    /**
     * Whether one of the collected pairs of triangles meets at a pose: for every pose within the turn of {@link #collect} the answer of
     * {@link MeshCollision#intersects}.
     */
    public boolean collectedMeet(RigidTransform aFromB) {
        if (count == 0) {
            return false;
        }
        place(aFromB);
        for (int i = 0; i < count; i++) {
            long pair = collected[i];
            move((int) pair);
            if (triangles.intersects(a.corners, 9 * (int) (pair >>> 32), moved, 0)) {
                // tried first next time
                collected[i] = collected[0];
                collected[0] = pair;
                return true;
            }
        }
        return false;
    }

    private void remember(long pair, int slot) {
        System.arraycopy(memory, 0, memory, 1, slot);
        memory[0] = pair;
        remembered = Math.max(remembered, slot + 1);
    }

    private void place(RigidTransform t) {
        for (int i = 0; i < 9; i++) {
            m[i] = t.r(i / 3, i % 3);
        }
        m[9] = t.t(0);
        m[10] = t.t(1);
        m[11] = t.t(2);
    }

    private void place(RigidTransform t, Vec3 centre, double angle) {
        if (!(angle >= 0)) {
            throw new IllegalArgumentException("turn by " + angle + " rad");
        }
        place(t);
        px = centre.x();
        py = centre.y();
        pz = centre.z();
        chord = 2 * Math.sin(0.5 * Math.min(angle, Math.PI)) * (1 + ROUNDING);
    }

    private void move(int leaf) {
        double[] c = b.corners;
        for (int k = 0; k < 9; k += 3) {
            double x = c[9 * leaf + k];
            double y = c[9 * leaf + k + 1];
            double z = c[9 * leaf + k + 2];
            moved[k] = m[0] * x + m[1] * y + m[2] * z + m[9];
            moved[k + 1] = m[3] * x + m[4] * y + m[5] * z + m[10];
            moved[k + 2] = m[6] * x + m[7] * y + m[8] * z + m[11];
        }
    }

    /** Whether the distance of two triangles does not keep them apart. */
    private boolean canMeet(int la, int lb) {
        move(lb);
        double[] c = a.corners;
        double ra = Math.max(distance(c, 9 * la), Math.max(distance(c, 9 * la + 3), distance(c, 9 * la + 6)));
        double rb = Math.max(distance(moved, 0), Math.max(distance(moved, 3), distance(moved, 6)));
        double way = chord * Math.min(ra, rb) + SLACK;
        return !(Math.sqrt(TriangleTriangle.nearest(c, 9 * la, moved, 0, witness)) > way) || triangles.intersects(c, 9 * la, moved, 0);
    }

    private double distance(double[] p, int i) {
        double x = p[i] - px;
        double y = p[i + 1] - py;
        double z = p[i + 2] - pz;
        return Math.sqrt(x * x + y * y + z * z);
    }

    /**
     * Descends both trees, the larger disc first, in batches without branches as {@link MeshCollision} does. Keeps up to {@code most} pairs
     * of triangles that can meet; returns the first beyond, {@link #NONE} if there is none. With {@code most} 0, may return
     * {@link #GIVEN_UP}.
     */
    private long descend(int most) {
        final double[] na = a.nodes;
        final double[] nb = b.nodes;
        final int[] ca = a.children;
        final int[] cb = b.children;
        final double m00 = m[0];
        final double m01 = m[1];
        final double m02 = m[2];
        final double m10 = m[3];
        final double m11 = m[4];
        final double m12 = m[5];
        final double m20 = m[6];
        final double m21 = m[7];
        final double m22 = m[8];
        final double mx = m[9];
        final double my = m[10];
        final double mz = m[11];
        final double turn = chord;
        final long[] split = batch;
        long[] todo = stack;
        long left = most == 0 ? EFFORT : Long.MAX_VALUE;
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
                    if (canMeet(~la, ~lb)) {
                        long leaves = (long) ~la << 32 | ~lb;
                        if (count == most) {
                            return leaves;
                        }
                        if (count == collected.length) {
                            collected = Arrays.copyOf(collected, Math.min(most, 2 * count));
                        }
                        collected[count++] = leaves;
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
            left -= n;
            if (left < 0) {
                return GIVEN_UP;
            }
            if (top + BATCH > todo.length) {
                todo = Arrays.copyOf(todo, 2 * todo.length);
                stack = todo;
            }
            for (int l = n - 1; l >= 0; l--) {
                long child = split[l];
                int i = 8 * (int) (child >>> 32);
                int k = 8 * (int) child;
                double bx = nb[k];
                double by = nb[k + 1];
                double bz = nb[k + 2];
                double u = nb[k + 4];
                double v = nb[k + 5];
                double w = nb[k + 6];
                double br = nb[k + 3];
                double bh = nb[k + 7];
                double cx = m00 * bx + m01 * by + m02 * bz + mx;
                double cy = m10 * bx + m11 * by + m12 * bz + my;
                double cz = m20 * bx + m21 * by + m22 * bz + mz;
                double x = cx - na[i];
                double y = cy - na[i + 1];
                double z = cz - na[i + 2];
                double bu = m00 * u + m01 * v + m02 * w;
                double bv = m10 * u + m11 * v + m12 * w;
                double bw = m20 * u + m21 * v + m22 * w;
                double ar = na[i + 3];
                double au = na[i + 4];
                double av = na[i + 5];
                double aw = na[i + 6];
                double ah = na[i + 7];
                double dax = na[i] - px;
                double day = na[i + 1] - py;
                double daz = na[i + 2] - pz;
                double dbx = cx - px;
                double dby = cy - py;
                double dbz = cz - pz;
                double da = Math.sqrt(dax * dax + day * day + daz * daz);
                double db = Math.sqrt(dbx * dbx + dby * dby + dbz * dbz);
                // not below the root of the sum of the squares
                double ea = Math.max(ar, ah) + 0.5 * Math.min(ar, ah);
                double eb = Math.max(br, bh) + 0.5 * Math.min(br, bh);
                double way = turn * Math.min(da + ea, db + eb) + SLACK;
                double ta = Math.abs(au * x + av * y + aw * z);
                double tb = Math.abs(bu * x + bv * y + bw * z);
                double c = Math.abs(au * bu + av * bv + aw * bw);
                double s = Math.sqrt(1 + ROUNDING - c * c);
                double t2 = x * x + y * y + z * z;
                double t2r = t2 * (1 + ROUNDING);
                // Each is negative unless it keeps the discs apart: along either normal, from centre to centre, and by how far from p.
                double alongA = ta - (ah + bh * c + br * s) - way;
                double alongB = tb - (bh + ah * c + ar * s) - way;
                double between = t2 - (ah * ta + bh * tb + ar * Math.sqrt(t2r - ta * ta) + br * Math.sqrt(t2r - tb * tb))
                        - way * Math.sqrt(t2) - Double.MIN_NORMAL;
                double shells = Math.abs(da - db) - (ea + eb) - SLACK;
                todo[top] = child;
                top += (int) ((Double.doubleToRawLongBits(alongA) & Double.doubleToRawLongBits(alongB)
                        & Double.doubleToRawLongBits(between) & Double.doubleToRawLongBits(shells)) >>> 63);
            }
        }
        return NONE;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.wrap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Screw;
import org.orthotwin.geometry.Vec3;

/**
 * The course of a line of action over a joint: from point to point, each fixed to one of the two bodies, straight but for surfaces in its
 * way, over which it slides without friction on the shortest way.
 *
 * <p>Of the surfaces that are in the way of a stretch the first is gone round; what is then in the way of the straight parts before and
 * after it is gone round as well, until nothing is. Several surfaces are joined by straight parts, which are found by going round each with
 * the others' points held, in turn, until the points stay.
 *
 * <p>Where a straight part goes from one body to the other it pulls them together with the line's tension. By how much the line gets
 * shorter with each motion of the distal body is {@link #shortening}, exact, for what happens on a surface changes a shortest way only in
 * second order (L Blankevoort, R Huiskes 1991, J Biomech Eng 113:263-269, doi:10.1115/1.2894883, take the same of the tibia's edge). How
 * that changes is {@link #bending}: the surfaces' points move with the ends, so it comes from the second derivatives of the ways round them
 * ({@link WrappedPath#secondDerivative}), joints between surfaces eliminated.
 *
 * <p>Frame: the joint's proximal one; points and surfaces are given in the joint's frame of their own body. A motion of the distal body is
 * a velocity of its point in the origin and a turn. Not for several threads at once.
 */
public final class FibrePath {

    /** A surface that lines lie on. Not for several threads at once. */
    public static final class Surface {
        private final WrappedPath path;
        private final boolean onChild;
        private final RigidTransform pose;
        private final double half;

        /**
         * @param onChild whether it is fixed to the distal body
         * @param pose of the shape's frame in the joint's frame of its body
         */
        public Surface(WrapShape shape, boolean onChild, RigidTransform pose) {
            this(shape, onChild, pose, Double.POSITIVE_INFINITY);
        }

        /** @param length of a cylinder, m: a way that would touch it beyond one of its ends passes it */
        public Surface(WrapShape shape, boolean onChild, RigidTransform pose, double length) {
            path = new WrappedPath(shape);
            this.onChild = onChild;
            this.pose = pose;
            half = shape instanceof WrapShape.Cylinder ? 0.5 * length : Double.POSITIVE_INFINITY;
        }

        private boolean passed() {
            return path.first(2) > half && path.last(2) > half || path.first(2) < -half && path.last(2) < -half;
        }
    }

    private static final int MOST_ROUNDS = 60;
    /** How far a point between two surfaces may move in the last round, m. */
    private static final double STAYS = 1e-11;
    /** Pieces of a course on one surface, at most. */
    private static final int MOST_PIECES = 60;

    private final double[] points;
    private final boolean[] onChild;
    private final Surface[] surfaces;
    private final RigidTransform[] poses;
    /** The points in the proximal frame, in the pose that was asked for last. */
    private final double[] placed;
    private boolean wraps;
    private final double[] shortening = new double[6];
    private final double[] bending = new double[36];
    /** Surfaces of the stretch in hand in their order, and where the way meets and leaves each. */
    private final int[] chain;
    private int links;
    private final double[] ends;
    private final double[] arcs;
    /** Second derivative of the way round each of them, in the proximal frame. */
    private final double[] second;
    private final double[] local = new double[36];
    /** The stretch's ends and the points between its surfaces, how they move, the ways' directions there, and how those change. */
    private final double[] node;
    private final double[] moves;
    private final double[] dir;
    private final double[] answer;
    private final double[] equations;
    private final double[] p = new double[3];
    private final double[] q = new double[3];

    /**
     * @param points each in the joint's frame of its body, m
     * @param onChild whether each is on the distal body
     * @param surfaces that may be in its way
     */
    public FibrePath(List<Vec3> points, List<Boolean> onChild, List<Surface> surfaces) {
        int n = points.size();
        this.points = new double[3 * n];
        this.onChild = new boolean[n];
        for (int i = 0; i < n; i++) {
            Vec3 v = points.get(i);
            this.points[3 * i] = v.x();
            this.points[3 * i + 1] = v.y();
            this.points[3 * i + 2] = v.z();
            this.onChild[i] = onChild.get(i);
        }
        this.surfaces = surfaces.toArray(Surface[]::new);
        int m = this.surfaces.length;
        poses = new RigidTransform[m];
        placed = new double[3 * n];
        chain = new int[m];
        ends = new double[6 * m];
        arcs = new double[m];
        second = new double[36 * m];
        node = new double[3 * (m + 1)];
        moves = new double[3 * (m + 1)];
        dir = new double[6 * m];
        answer = new double[6 * m];
        int between = 3 * Math.max(0, m - 1);
        equations = new double[between * (between + 1)];
    }

    /** The same course over other surfaces. */
    public FibrePath over(List<Surface> others) {
        List<Vec3> at = new ArrayList<>();
        List<Boolean> on = new ArrayList<>();
        for (int i = 0; i < onChild.length; i++) {
            at.add(Vec3.of(points, 3 * i));
            on.add(onChild[i]);
        }
        return new FibrePath(at, on, others);
    }

    /** Length in m with the distal body's joint frame in this pose in the proximal one. */
    public double length(RigidTransform child) {
        for (int i = 0; i < surfaces.length; i++) {
            poses[i] = surfaces[i].onChild ? child.times(surfaces[i].pose) : surfaces[i].pose;
        }
        for (int i = 0; i < onChild.length; i++) {
            for (int k = 0; k < 3; k++) {
                int o = 3 * i;
                placed[o + k] = onChild[i]
                        ? child.r(k, 0) * points[o] + child.r(k, 1) * points[o + 1] + child.r(k, 2) * points[o + 2] + child.t(k)
                        : points[o + k];
            }
        }
        double length = 0;
        wraps = false;
        for (int i = 1; i < onChild.length; i++) {
            length += find(i);
            wraps |= links > 0;
        }
        return length;
    }

    /**
     * The course with the distal body in a pose, as {@link #length}: the points and, on surfaces, as many between them as are needed.
     *
     * @param step length of the pieces on surfaces at most, m
     * @return three coordinates for each point, in the proximal frame, m
     */
    public double[] course(RigidTransform child, double step) {
        length(child);
        double[] all = Arrays.copyOf(placed, 3);
        for (int i = 1; i < onChild.length; i++) {
            find(i);
            for (int k = 0; k < links; k++) {
                int pieces = (int) Math.clamp(Math.ceil(arcs[k] / step), 1, MOST_PIECES);
                double[] on = new double[3 * pieces + 3];
                surfaces[chain[k]].path.along(pieces, on);
                int at = all.length;
                all = Arrays.copyOf(all, at + on.length);
                for (int j = 0; j < on.length; j += 3) {
                    RigidTransform t = poses[chain[k]];
                    for (int c = 0; c < 3; c++) {
                        all[at + j + c] = t.r(c, 0) * on[j] + t.r(c, 1) * on[j + 1] + t.r(c, 2) * on[j + 2] + t.t(c);
                    }
                }
            }
            all = Arrays.copyOf(all, all.length + 3);
            System.arraycopy(placed, 3 * i, all, all.length - 3, 3);
        }
        return all;
    }

    /** Finds {@link #shortening} and {@link #bending} in the pose of the last {@link #length}. */
    public void derive() {
        Arrays.fill(shortening, 0);
        Arrays.fill(bending, 0);
        for (int i = 1; i < onChild.length; i++) {
            if (onChild.length > 2) {
                // of several stretches the last one is in hand
                find(i);
            }
            if (links > 0) {
                derive(i);
            } else if (onChild[i] != onChild[i - 1]) {
                pull(onChild[i] ? i : i - 1, onChild[i] ? i - 1 : i);
            }
        }
    }

    /**
     * By how much the line of the last {@link #derive} gets shorter with a motion of the distal body: the force on it in the direction
     * and, from 3 on, the moment about the origin that a tension of 1 N has.
     */
    public double shortening(int motion) {
        return shortening[motion];
    }

    /** How {@link #shortening} changes with a motion, per m and per rad. */
    public double bending(int row, int motion) {
        return bending[6 * row + motion];
    }

    /** Whether the line of the last {@link #length} lies on a surface. */
    public boolean wraps() {
        return wraps;
    }

    /** Finds the chain of the stretch that ends with a point; returns its length, m. */
    private double find(int to) {
        int a = 3 * to - 3;
        int b = 3 * to;
        links = 0;
        int rounds = 0;
        while (blocking(a, b) && rounds < MOST_ROUNDS) {
            rounds++;
            if (links > 1) {
                settle(a, b);
            }
        }
        double length = 0;
        for (int i = 0; i < links; i++) {
            length += distance(i == 0 ? placed : ends, i == 0 ? a : 6 * i - 3, ends, 6 * i) + arcs[i];
        }
        return length + distance(links == 0 ? placed : ends, links == 0 ? a : 6 * links - 3, placed, b);
    }

    /** Puts the first surface that is in the way of a straight part of the stretch between two points into the chain, if there is one. */
    private boolean blocking(int a, int b) {
        for (int s = 0; s < surfaces.length; s++) {
            boolean there = false;
            for (int i = 0; i < links; i++) {
                there |= chain[i] == s;
            }
            for (int i = 0; i <= links && !there; i++) {
                if (round(s, i == 0 ? placed : ends, i == 0 ? a : 6 * i - 3, i == links ? placed : ends, i == links ? b : 6 * i)) {
                    System.arraycopy(chain, i, chain, i + 1, links - i);
                    System.arraycopy(ends, 6 * i, ends, 6 * i + 6, 6 * (links - i));
                    System.arraycopy(arcs, i, arcs, i + 1, links - i);
                    chain[i] = s;
                    links++;
                    keep(i, s);
                    return true;
                }
            }
        }
        return false;
    }

    /** Goes round a surface from one point to another; whether it is in the way. */
    private boolean round(int s, double[] from, int a, double[] to, int b) {
        Surface surface = surfaces[s];
        inverse(poses[s], from, a, p);
        inverse(poses[s], to, b, q);
        surface.path.length(p[0], p[1], p[2], q[0], q[1], q[2]);
        return surface.path.touches() && !surface.passed();
    }

    /** Takes the points of the way that was found last. */
    private void keep(int link, int s) {
        WrappedPath w = surfaces[s].path;
        RigidTransform t = poses[s];
        for (int i = 0; i < 3; i++) {
            ends[6 * link + i] = t.r(i, 0) * w.first(0) + t.r(i, 1) * w.first(1) + t.r(i, 2) * w.first(2) + t.t(i);
            ends[6 * link + 3 + i] = t.r(i, 0) * w.last(0) + t.r(i, 1) * w.last(1) + t.r(i, 2) * w.last(2) + t.t(i);
        }
        arcs[link] = w.around();
    }

    /** Goes round each surface of the chain with the points on its neighbours held, until they stay; leaves out what is not touched. */
    private void settle(int a, int b) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double moved = 0;
            for (int i = 0; i < links; i++) {
                double fx = ends[6 * i];
                double fy = ends[6 * i + 1];
                double fz = ends[6 * i + 2];
                boolean last = i == links - 1;
                if (round(chain[i], i == 0 ? placed : ends, i == 0 ? a : 6 * i - 3, last ? placed : ends, last ? b : 6 * i + 6)) {
                    keep(i, chain[i]);
                    moved = Math.max(moved, Math.abs(ends[6 * i] - fx) + Math.abs(ends[6 * i + 1] - fy) + Math.abs(ends[6 * i + 2] - fz));
                } else {
                    links--;
                    System.arraycopy(chain, i + 1, chain, i, links - i);
                    System.arraycopy(ends, 6 * i + 6, ends, 6 * i, 6 * (links - i));
                    System.arraycopy(arcs, i + 1, arcs, i, links - i);
                    moved = 1;
                    i--;
                }
            }
            if (moved < STAYS) {
                return;
            }
        }
    }

    private static double distance(double[] a, int i, double[] b, int j) {
        double x = a[i] - b[j];
        double y = a[i + 1] - b[j + 1];
        double z = a[i + 2] - b[j + 2];
        return Math.sqrt(x * x + y * y + z * z);
    }

    private static void inverse(RigidTransform t, double[] point, int at, double[] to) {
        double a = point[at] - t.t(0);
        double b = point[at + 1] - t.t(1);
        double c = point[at + 2] - t.t(2);
        for (int i = 0; i < 3; i++) {
            to[i] = t.r(0, i) * a + t.r(1, i) * b + t.r(2, i) * c;
        }
    }

    // ---- derivatives

    /** A straight part from a point of the distal body to one of the proximal one. */
    private void pull(int distal, int proximal) {
        double ax = placed[3 * distal];
        double ay = placed[3 * distal + 1];
        double az = placed[3 * distal + 2];
        double dx = placed[3 * proximal] - ax;
        double dy = placed[3 * proximal + 1] - ay;
        double dz = placed[3 * proximal + 2] - az;
        double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
        if (!(d > 0)) {
            return;
        }
        double ux = dx / d;
        double uy = dy / d;
        double uz = dz / d;
        Screw.addForce(shortening, ax, ay, az, ux, uy, uz);
        // a moves by v: the direction by -(1 - u u') v / d, and its moment by v x u besides
        for (int c = 0; c < 6; c++) {
            double vx = Screw.velocity(c, 0, ax, ay, az);
            double vy = Screw.velocity(c, 1, ax, ay, az);
            double vz = Screw.velocity(c, 2, ax, ay, az);
            double s = -(ux * vx + uy * vy + uz * vz) / d;
            change(c, ax, ay, az, ux, uy, uz, -(s * ux + vx / d), -(s * uy + vy / d), -(s * uz + vz / d), vx, vy, vz);
        }
    }

    /** A force f through p changes by g with a motion while p moves by v. */
    private void change(int motion, double px, double py, double pz, double fx, double fy, double fz, double gx, double gy, double gz,
            double vx, double vy, double vz) {
        bending[motion] += gx;
        bending[6 + motion] += gy;
        bending[12 + motion] += gz;
        bending[18 + motion] += vy * fz - vz * fy + py * gz - pz * gy;
        bending[24 + motion] += vz * fx - vx * fz + pz * gx - px * gz;
        bending[30 + motion] += vx * fy - vy * fx + px * gy - py * gx;
    }

    /**
     * The stretch that ends with a point, over its chain. Between two surfaces the way is held in the middle of their straight part, where
     * the directions of both ways are opposite; how that point moves with the body follows from their staying so.
     */
    private void derive(int end) {
        int n = links;
        boolean from = onChild[end - 1];
        boolean to = onChild[end];
        System.arraycopy(placed, 3 * end - 3, node, 0, 3);
        System.arraycopy(placed, 3 * end, node, 3 * n, 3);
        for (int i = 1; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                node[3 * i + k] = 0.5 * (ends[6 * i - 3 + k] + ends[6 * i + k]);
            }
        }
        for (int i = 0; i < n; i++) {
            away(3 * i, 6 * i);
            away(3 * i + 3, 6 * i + 3);
            round(chain[i], node, 3 * i, node, 3 * i + 3);
            surfaces[chain[i]].path.secondDerivative(local);
            turned(local, poses[chain[i]], second, 36 * i);
        }
        for (int c = 0; c < 6; c++) {
            Arrays.fill(moves, 0);
            for (int k = 0; k < 3; k++) {
                moves[k] = from ? Screw.velocity(c, k, node[0], node[1], node[2]) : 0;
                moves[3 * n + k] = to ? Screw.velocity(c, k, node[3 * n], node[3 * n + 1], node[3 * n + 2]) : 0;
            }
            if (n > 1) {
                between(c);
            }
            for (int i = 0; i < n; i++) {
                answer(i, c);
            }
            for (int i = 0; i <= n; i++) {
                boolean before = i == 0 ? from : surfaces[chain[i - 1]].onChild;
                boolean after = i == n ? to : surfaces[chain[i]].onChild;
                if (before == after) {
                    continue;
                }
                // the pull on the distal body along this part: towards the other body
                int d = before ? i == 0 ? 0 : 6 * (i - 1) + 3 : i == n ? 6 * (n - 1) + 3 : 6 * i;
                // of a surface away from it to the node, of an end from the node to the surface
                double sign = before && i == 0 || after && i == n ? -1 : 1;
                int at = 3 * i;
                if (c == 0) {
                    Screw.addForce(shortening, node[at], node[at + 1], node[at + 2], sign * dir[d], sign * dir[d + 1],
                            sign * dir[d + 2]);
                }
                change(c, node[at], node[at + 1], node[at + 2], sign * dir[d], sign * dir[d + 1], sign * dir[d + 2], sign * answer[d],
                        sign * answer[d + 1], sign * answer[d + 2], moves[at], moves[at + 1], moves[at + 2]);
            }
        }
    }

    /** The direction from a point of a surface to a node. */
    private void away(int at, int end) {
        double d = distance(node, at, ends, end);
        for (int k = 0; k < 3; k++) {
            dir[end + k] = (node[at + k] - ends[end + k]) / d;
        }
    }

    /** A second derivative in a frame's axes turned into the proximal ones. */
    private static void turned(double[] h, RigidTransform t, double[] to, int at) {
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 2; c++) {
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        double sum = 0;
                        for (int k = 0; k < 3; k++) {
                            for (int l = 0; l < 3; l++) {
                                sum += t.r(i, k) * h[6 * (3 * r + k) + 3 * c + l] * t.r(j, l);
                            }
                        }
                        to[at + 6 * (3 * r + i) + 3 * c + j] = sum;
                    }
                }
            }
        }
    }

    /** How both directions of a surface's way change with a motion of the distal body and of its ends. */
    private void answer(int i, int c) {
        boolean on = surfaces[chain[i]].onChild;
        for (int r = 0; r < 6; r++) {
            double sum = 0;
            for (int e = 0; e < 2; e++) {
                int at = 3 * (i + e);
                for (int k = 0; k < 3; k++) {
                    double v = moves[at + k] - (on ? Screw.velocity(c, k, node[at], node[at + 1], node[at + 2]) : 0);
                    sum += second[36 * i + 6 * r + 3 * e + k] * v;
                }
            }
            if (on && c >= 3) {
                // the direction turns with its surface
                int o = 6 * i + r / 3 * 3;
                sum += Screw.velocity(c, r % 3, dir[o], dir[o + 1], dir[o + 2]);
            }
            answer[6 * i + r] = sum;
        }
    }

    /** Finds the moves of the nodes between surfaces for which the directions on both sides of each stay opposite. */
    private void between(int c) {
        int n = 3 * (links - 1);
        double[] m = equations;
        Arrays.fill(m, 0);
        for (int i = 0; i < links; i++) {
            answer(i, c);
        }
        for (int j = 1; j < links; j++) {
            int row = 3 * (j - 1);
            for (int r = 0; r < 3; r++) {
                int o = (row + r) * (n + 1);
                for (int k = 0; k < 3; k++) {
                    double u = dir[6 * j + r] * dir[6 * j + k];
                    // along the straight part nothing changes: there it is held
                    m[o + row + k] = second[36 * (j - 1) + 6 * (3 + r) + 3 + k] + second[36 * j + 6 * r + k] + 100 * u;
                    if (j > 1) {
                        m[o + row - 3 + k] = second[36 * (j - 1) + 6 * (3 + r) + k];
                    }
                    if (j < links - 1) {
                        m[o + row + 3 + k] = second[36 * j + 6 * r + 3 + k];
                    }
                }
                m[o + n] = -(answer[6 * (j - 1) + 3 + r] + answer[6 * j + r]);
            }
        }
        eliminate(m, n);
        for (int k = 0; k < n; k++) {
            moves[3 + k] = m[k * (n + 1) + n];
        }
    }

    /** Gauss-Jordan with pivots; the last column becomes the solution. */
    private static void eliminate(double[] m, int n) {
        int w = n + 1;
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int j = i + 1; j < n; j++) {
                pivot = Math.abs(m[j * w + i]) > Math.abs(m[pivot * w + i]) ? j : pivot;
            }
            for (int j = 0; j < w; j++) {
                double v = m[i * w + j];
                m[i * w + j] = m[pivot * w + j];
                m[pivot * w + j] = v;
            }
            double d = m[i * w + i];
            for (int j = 0; j < w && d != 0; j++) {
                m[i * w + j] /= d;
            }
            for (int k = 0; k < n; k++) {
                double f = k == i ? 0 : m[k * w + i];
                for (int j = 0; f != 0 && j < w; j++) {
                    m[k * w + j] -= f * m[i * w + j];
                }
            }
        }
    }
}

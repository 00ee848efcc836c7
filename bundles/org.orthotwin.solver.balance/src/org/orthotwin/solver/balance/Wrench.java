/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Screw;
import org.orthotwin.geometry.wrap.FibrePath;

/**
 * Force and moment on the distal body, about the origin of the joint's proximal frame and in its axes, and how both change as the body
 * moves.
 * Reused: {@link #clear()}, then add. Nothing is allocated.
 *
 * <p>A motion of the body is a velocity v of the point in the origin and a turn w; a point p of the body moves by v + w x p.
 */
public final class Wrench {

    /** fx, fy, fz in N, mx, my, mz in N.m. */
    final double[] w = new double[6];
    /** Row-major 6 x 6: change of {@link #w} for the motion vx, vy, vz (m), wx, wy, wz (rad). */
    final double[] k = new double[36];
    private final double[] f = new double[6];
    private final double[] column = new double[6];
    private final double[] answer = new double[6];

    /** Nothing acts. */
    public void clear() {
        java.util.Arrays.fill(w, 0);
        java.util.Arrays.fill(k, 0);
    }

    /** A component: 0 to 2 force, N; 3 to 5 moment about the origin, N.m. */
    public double get(int i) {
        return w[i];
    }

    /** Change of component {@code row} with a motion: 0 to 2 velocity of the point in the origin, m; 3 to 5 turn, rad. */
    public double stiffness(int row, int column) {
        return k[6 * row + column];
    }

    /**
     * Adds the pull of a line in the pose for which its path was derived last.
     *
     * @param tension N
     * @param tangent what it gains in tension as its length grows, N/m
     */
    void pull(FibrePath path, double tension, double tangent) {
        for (int r = 0; r < 6; r++) {
            w[r] += tension * path.shortening(r);
            for (int c = 0; c < 6; c++) {
                k[6 * r + c] += tension * path.bending(r, c) - tangent * path.shortening(r) * path.shortening(c);
            }
        }
    }

    /** Adds a force on a point p of the body, whose direction stays, and a moment that stays. */
    void dead(double px, double py, double pz, double fx, double fy, double fz, double mx, double my, double mz) {
        Screw.addForce(w, px, py, pz, fx, fy, fz);
        w[3] += mx;
        w[4] += my;
        w[5] += mz;
        for (int c = 0; c < 6; c++) {
            double vx = Screw.velocity(c, 0, px, py, pz);
            double vy = Screw.velocity(c, 1, px, py, pz);
            double vz = Screw.velocity(c, 2, px, py, pz);
            k[18 + c] += vy * fz - vz * fy;
            k[24 + c] += vz * fx - vx * fz;
            k[30 + c] += vx * fy - vy * fx;
        }
    }

    /** Adds a force on a point p of the body and a moment that both turn with the body. */
    void follower(double px, double py, double pz, double fx, double fy, double fz, double mx, double my, double mz) {
        System.arraycopy(w, 0, f, 0, 6);
        Screw.addForce(w, px, py, pz, fx, fy, fz);
        w[3] += mx;
        w[4] += my;
        w[5] += mz;
        for (int i = 0; i < 6; i++) {
            f[i] = w[i] - f[i];
        }
        carried(f);
    }

    /** What a wrench that is fixed to the body adds to the stiffness: dF = w x F, dM = w x M + v x F. */
    private void carried(double[] g) {
        cross(0, 3, g, 0);
        cross(3, 3, g, 3);
        cross(3, 0, g, 0);
    }

    /** Adds to rows from {@code row} the cross product of the motion's part from {@code part} with the vector at {@code at}. */
    private void cross(int row, int part, double[] g, int at) {
        double x = g[at];
        double y = g[at + 1];
        double z = g[at + 2];
        // (a x g)_x = ay gz - az gy, and so on
        k[6 * row + part + 1] += z;
        k[6 * row + part + 2] -= y;
        k[6 * (row + 1) + part + 2] += x;
        k[6 * (row + 1) + part] -= z;
        k[6 * (row + 2) + part] += y;
        k[6 * (row + 2) + part + 1] -= x;
    }

    /**
     * Adds a wrench given in another frame, on the body if {@code sign} is 1 or its counterpart if it is -1, together with what it answers
     * to a motion of the other of the two.
     *
     * @param local in the frame, about its origin
     * @param stiffness row-major 6 x 6 in the frame, for a motion of what the wrench does not act on
     * @param frame pose of the frame in the joint's proximal frame
     * @param sign 1 where the frame and the wrench belong to the distal body, -1 where they belong to the proximal one
     */
    public void add(double[] local, double[] stiffness, RigidTransform frame, int sign) {
        turned(local, frame, f);
        for (int i = 0; i < 6; i++) {
            w[i] += sign * f[i];
        }
        // both signs come out the same: the body moves against its counterpart, or the wrench acts on the counterpart
        for (int c = 0; c < 6; c++) {
            motion(c, frame, column);
            for (int r = 0; r < 6; r++) {
                double s = 0;
                for (int i = 0; i < 6; i++) {
                    s += stiffness[6 * r + i] * column[i];
                }
                answer[r] = s;
            }
            turned(answer, frame, column);
            for (int r = 0; r < 6; r++) {
                k[6 * r + c] -= column[r];
            }
        }
        if (sign > 0) {
            carried(f);
        }
    }

    /** A wrench of a frame in the axes and about the origin of the joint's proximal one. */
    private static void turned(double[] a, RigidTransform t, double[] to) {
        double fx = t.r(0, 0) * a[0] + t.r(0, 1) * a[1] + t.r(0, 2) * a[2];
        double fy = t.r(1, 0) * a[0] + t.r(1, 1) * a[1] + t.r(1, 2) * a[2];
        double fz = t.r(2, 0) * a[0] + t.r(2, 1) * a[1] + t.r(2, 2) * a[2];
        double mx = t.r(0, 0) * a[3] + t.r(0, 1) * a[4] + t.r(0, 2) * a[5];
        double my = t.r(1, 0) * a[3] + t.r(1, 1) * a[4] + t.r(1, 2) * a[5];
        double mz = t.r(2, 0) * a[3] + t.r(2, 1) * a[4] + t.r(2, 2) * a[5];
        to[0] = fx;
        to[1] = fy;
        to[2] = fz;
        to[3] = mx + t.t(1) * fz - t.t(2) * fy;
        to[4] = my + t.t(2) * fx - t.t(0) * fz;
        to[5] = mz + t.t(0) * fy - t.t(1) * fx;
    }

    /** The unit motion c of the joint's proximal frame as a motion in another frame: turn and velocity of its origin. */
    private static void motion(int c, RigidTransform t, double[] to) {
        double vx = Screw.velocity(c, 0, t.t(0), t.t(1), t.t(2));
        double vy = Screw.velocity(c, 1, t.t(0), t.t(1), t.t(2));
        double vz = Screw.velocity(c, 2, t.t(0), t.t(1), t.t(2));
        for (int i = 0; i < 3; i++) {
            to[i] = t.r(0, i) * vx + t.r(1, i) * vy + t.r(2, i) * vz;
            to[3 + i] = c < 3 ? 0 : t.r(c - 3, i);
        }
    }
}

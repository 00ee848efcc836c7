/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Three angles of a rotation about moving axes: R = R_i(first) R_j(second) R_k(third), rad. For joint angles R is the distal segment's pose
 * in the proximal one, and {@link Sequence#ZXY} is the joint coordinate system of Grood and Suntay (doi:10.1115/1.3138397) and of the ISB
 * for hip and knee (Wu et al. 2002, doi:10.1016/S0021-9290(01)00222-6); {@link Sequence#YXY} that for the humerus (Wu et al. 2005,
 * doi:10.1016/j.jbiomech.2004.05.042). The clinical signs (flexion, left and right) are not applied here.
 *
 * @param sequence the axes
 * @param first rad, -pi to pi
 * @param second rad; -pi/2 to pi/2 with three different axes, 0 to pi where the first axis comes again
 * @param third rad, -pi to pi
 */
public record CardanAngles(Sequence sequence, double first, double second, double third) {

    /** Sine (three axes) or cosine complement (two axes) within which first and third angle cannot be told apart. */
    private static final double LOCK = 1e-9;

    /** The order of the moving axes. */
    public enum Sequence {
        XYZ(0, 1, 2), XZY(0, 2, 1), YXZ(1, 0, 2), YZX(1, 2, 0), ZXY(2, 0, 1), ZYX(2, 1, 0), XYX(0, 1, 0), XZX(0, 2, 0), YXY(1, 0, 1),
        YZY(1, 2, 1), ZXZ(2, 0, 2), ZYZ(2, 1, 2);

        private final int i;
        private final int j;
        private final int k;

        Sequence(int i, int j, int k) {
            this.i = i;
            this.j = j;
            this.k = k;
        }

        /** Whether the first axis comes again as the third. */
        public boolean repeats() {
            return i == k;
        }

        private int other() {
            return 3 - i - j;
        }

        private double parity() {
            return (j - i + 3) % 3 == 1 ? 1 : -1;
        }
    }

    /**
     * The angles of a pose's rotation. Where the first and third axes are parallel (second angle at +-pi/2, or at 0 or pi for a repeated
     * axis) the whole turn is put into the first angle and the third is zero.
     */
    public static CardanAngles of(RigidTransform pose, Sequence s) {
        int i = s.i;
        int j = s.j;
        int k = s.other();
        double p = s.parity();
        double locked = Math.atan2(p * pose.r(k, j), pose.r(j, j));
        if (s.repeats()) {
            double sin = Math.hypot(pose.r(i, j), pose.r(i, k));
            double second = Math.atan2(sin, pose.r(i, i));
            if (sin < LOCK) {
                return new CardanAngles(s, locked, second, 0);
            }
            return new CardanAngles(s, Math.atan2(pose.r(j, i), -p * pose.r(k, i)), second, Math.atan2(pose.r(i, j), p * pose.r(i, k)));
        }
        double cos = Math.hypot(pose.r(i, i), pose.r(i, j));
        double second = Math.atan2(p * pose.r(i, k), cos);
        if (cos < LOCK) {
            return new CardanAngles(s, locked, second, 0);
        }
        return new CardanAngles(s, Math.atan2(-p * pose.r(j, k), pose.r(k, k)), second, Math.atan2(-p * pose.r(i, j), pose.r(i, i)));
    }

    /** The rotation about the origin that these angles describe. */
    public RigidTransform toRotation() {
        return about(sequence.i, first).times(about(sequence.j, second)).times(about(sequence.k, third));
    }

    /**
     * The other triple of the same rotation: (first + pi, pi - second, third + pi), or (first + pi, -second, third + pi) for a repeated
     * axis, with first and third brought back to -pi to pi. The ISB counts elevation of the humerus negative, which is this one.
     */
    public CardanAngles other() {
        double turned = sequence.repeats() ? -second : Math.PI - second;
        return new CardanAngles(sequence, half(first), turned, half(third));
    }

    private static double half(double a) {
        return a > 0 ? a - Math.PI : a + Math.PI;
    }

    private static RigidTransform about(int axis, double angle) {
        return RigidTransform.rotation(axis == 0 ? Vec3.X : axis == 1 ? Vec3.Y : Vec3.Z, angle);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/** Principal axes of a symmetric 3 x 3 matrix by cyclic Jacobi rotations; allocation-free. */
final class SymmetricEigen {

    private static final int MAX_SWEEPS = 12;
    /** Off-diagonal size, relative to the trace, at which the axes are good enough to orient a bounding volume. */
    private static final double TOLERANCE = 1e-9;

    private SymmetricEigen() {
    }

    /**
     * @param m xx xy xz yy yz zz; destroyed
     * @param axes three orthonormal rows, largest eigenvalue first
     */
    static void axes(double[] m, double[] axes) {
        double a00 = m[0];
        double a01 = m[1];
        double a02 = m[2];
        double a11 = m[3];
        double a12 = m[4];
        double a22 = m[5];
        for (int i = 0; i < 9; i++) {
            axes[i] = i % 4 == 0 ? 1 : 0;
        }
        double limit = TOLERANCE * (a00 + a11 + a22);
        for (int sweep = 0; sweep < MAX_SWEEPS && Math.abs(a01) + Math.abs(a02) + Math.abs(a12) > limit; sweep++) {
            if (a01 != 0) {
                double t = tangent(a00, a11, a01);
                double c = 1 / Math.sqrt(1 + t * t);
                double s = t * c;
                a00 -= t * a01;
                a11 += t * a01;
                a01 = 0;
                double x = a02;
                a02 = c * x - s * a12;
                a12 = s * x + c * a12;
                turn(axes, 0, 3, c, s);
            }
            if (a02 != 0) {
                double t = tangent(a00, a22, a02);
                double c = 1 / Math.sqrt(1 + t * t);
                double s = t * c;
                a00 -= t * a02;
                a22 += t * a02;
                a02 = 0;
                double x = a01;
                a01 = c * x - s * a12;
                a12 = s * x + c * a12;
                turn(axes, 0, 6, c, s);
            }
            if (a12 != 0) {
                double t = tangent(a11, a22, a12);
                double c = 1 / Math.sqrt(1 + t * t);
                double s = t * c;
                a11 -= t * a12;
                a22 += t * a12;
                a12 = 0;
                double x = a01;
                a01 = c * x - s * a02;
                a02 = s * x + c * a02;
                turn(axes, 3, 6, c, s);
            }
        }
        if (a00 < a11) {
            double x = a00;
            a00 = a11;
            a11 = x;
            exchange(axes, 0, 3);
        }
        if (a11 < a22) {
            double x = a11;
            a11 = a22;
            a22 = x;
            exchange(axes, 3, 6);
        }
        if (a00 < a11) {
            exchange(axes, 0, 3);
        }
    }

    /** Tangent of the smaller angle that makes the off-diagonal element zero. */
    private static double tangent(double p, double q, double off) {
        double theta = (q - p) / (2 * off);
        double t = 1 / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        return theta < 0 ? -t : t;
    }

    private static void turn(double[] axes, int i, int j, double c, double s) {
        for (int k = 0; k < 3; k++) {
            double x = axes[i + k];
            double y = axes[j + k];
            axes[i + k] = c * x - s * y;
            axes[j + k] = s * x + c * y;
        }
    }

    private static void exchange(double[] axes, int i, int j) {
        for (int k = 0; k < 3; k++) {
            double x = axes[i + k];
            axes[i + k] = axes[j + k];
            axes[j + k] = x;
        }
    }
}

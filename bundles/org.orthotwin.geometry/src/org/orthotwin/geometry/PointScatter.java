/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** Centroid and principal directions of a set of points: the common ground of the fits. */
final class PointScatter {

    final int count;
    final Vec3 centroid;
    /** Principal variances (mean squared distance along each direction, m^2), falling. */
    final double[] variances = new double[3];
    final Vec3[] directions = new Vec3[3];

    PointScatter(double[] points, int least, String what) {
        if (points.length % 3 != 0) {
            throw new IllegalArgumentException(points.length + " coordinates are no multiple of 3");
        }
        count = points.length / 3;
        if (count < least) {
            throw new IllegalArgumentException(what + " needs at least " + least + " points, not " + count);
        }
        double[] c = new double[3];
        for (int i = 0; i < points.length; i++) {
            if (!Double.isFinite(points[i])) {
                throw new IllegalArgumentException(what + ": point " + i / 3 + " has a coordinate that is not finite: " + points[i]);
            }
            c[i % 3] += points[i];
        }
        for (int d = 0; d < 3; d++) {
            c[d] /= count;
        }
        double[][] s = new double[3][3];
        for (int i = 0; i < points.length; i += 3) {
            for (int j = 0; j < 3; j++) {
                for (int k = j; k < 3; k++) {
                    s[j][k] += (points[i + j] - c[j]) * (points[i + k] - c[k]);
                }
            }
        }
        RealMatrix m = new Array2DRowRealMatrix(3, 3);
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                m.setEntry(j, k, s[Math.min(j, k)][Math.max(j, k)] / count);
            }
        }
        centroid = new Vec3(c[0], c[1], c[2]);
        if (m.getNorm() == 0) {
            directions[0] = Vec3.X;
            directions[1] = Vec3.Y;
            directions[2] = Vec3.Z;
            return;
        }
        EigenDecomposition e = new EigenDecomposition(m);
        Integer[] order = {0, 1, 2};
        Arrays.sort(order, (a, b) -> Double.compare(e.getRealEigenvalue(b), e.getRealEigenvalue(a)));
        for (int i = 0; i < 3; i++) {
            variances[i] = Math.max(0, e.getRealEigenvalue(order[i]));
            double[] v = e.getEigenvector(order[i]).toArray();
            directions[i] = positive(new Vec3(v[0], v[1], v[2]).normalized());
        }
        // right-handed
        directions[2] = positive(directions[0].cross(directions[1]).normalized());
    }

    /** Of the two directions along a line the one whose largest component is positive, so that results do not depend on chance. */
    static Vec3 positive(Vec3 v) {
        double ax = Math.abs(v.x());
        double ay = Math.abs(v.y());
        double az = Math.abs(v.z());
        double largest = ax >= ay && ax >= az ? v.x() : ay >= az ? v.y() : v.z();
        return largest < 0 ? v.negate() : v;
    }
}

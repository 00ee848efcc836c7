/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * A grid as files have it: the vectors between neighbours in m and LPS, at right angles or not.
 *
 * @param origin centre of the first voxel, LPS, m
 * @param i from a voxel to the next along the first index, LPS, m
 * @param j along the second
 * @param k along the third
 */
record Affine(int nx, int ny, int nz, Vec3 origin, Vec3 i, Vec3 j, Vec3 k) {

    /** Spacing of the header and length of the vector that differ by less than this are the same number, rounded by single precision. */
    private static final double SAME_SPACING = 1e-5;

    boolean isDegenerate() {
        double volume = Math.abs(i.cross(j).dot(k));
        double product = i.norm() * j.norm() * k.norm();
        // thinner than this, two of the directions are one
        return !(product > 0) || !Double.isFinite(product) || !origin.isFinite() || volume < 1e-6 * product;
    }

    boolean isSheared() {
        double limit = VolumeGeometry.DIRECTION_TOLERANCE;
        return Math.abs(cosine(i, j)) > limit || Math.abs(cosine(j, k)) > limit || Math.abs(cosine(k, i)) > limit;
    }

    /** Largest deviation from a right angle between two of the directions, in degrees, rounded to thousandths: for messages. */
    double shearDegrees() {
        double cosine = Math.max(Math.abs(cosine(i, j)), Math.max(Math.abs(cosine(j, k)), Math.abs(cosine(k, i))));
        return Math.rint(1000 * Math.toDegrees(Math.asin(Math.min(1, cosine)))) / 1000;
    }

    private static double cosine(Vec3 a, Vec3 b) {
        return a.dot(b) / (a.norm() * b.norm());
    }

    /** The grid, if it has right angles. */
    VolumeGeometry geometry() {
        return new VolumeGeometry(nx, ny, nz, origin, i.normalized(), j.normalized(), k.normalized(), i.norm(), j.norm(), k.norm());
    }

    /**
     * The grid with the spacings that the file also says in so many words, where they are the same but for rounding.
     *
     * @param said spacings in m, NaN where it says none
     * @param problems where a difference is named
     */
    VolumeGeometry geometry(double[] said, List<Diagnostic> problems) {
        Vec3[] axes = {i, j, k};
        double[] spacing = new double[3];
        for (int a = 0; a < 3; a++) {
            double length = axes[a].norm();
            spacing[a] = length;
            if (Math.abs(said[a] - length) <= SAME_SPACING * length) {
                spacing[a] = said[a];
            } else if (!Double.isNaN(said[a])) {
                problems.add(Texts.warning("spacing.differs", a + 1, said[a] * 1000, length * 1000));
            }
        }
        return new VolumeGeometry(nx, ny, nz, origin, i.normalized(), j.normalized(), k.normalized(), spacing[0], spacing[1], spacing[2]);
    }

    /** The voxel index of a place (m, LPS). */
    Vec3 index(Vec3 point) {
        Vec3 d = point.minus(origin);
        double volume = i.cross(j).dot(k);
        return new Vec3(d.dot(j.cross(k)) / volume, d.dot(k.cross(i)) / volume, d.dot(i.cross(j)) / volume);
    }

    Vec3 point(double a, double b, double c) {
        return origin.plus(i.times(a)).plus(j.times(b)).plus(k.times(c));
    }

    /**
     * The least grid with right angles along {@code i} and the plane of {@code i} and {@code j} that holds all voxel centres of this one.
     */
    VolumeGeometry straightened() {
        Vec3 x = i.normalized();
        Vec3 y = j.minus(x.times(j.dot(x))).normalized();
        Vec3 z = x.cross(y).times(Math.signum(i.cross(j).dot(k)));
        double[] spacing = {i.norm(), j.norm(), k.norm()};
        Vec3[] axes = {x, y, z};
        int[] n = new int[3];
        Vec3 start = origin;
        for (int a = 0; a < 3; a++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int corner = 0; corner < 8; corner++) {
                double t = point((corner & 1) * (nx - 1), (corner >> 1 & 1) * (ny - 1),
                        (corner >> 2) * (nz - 1)).minus(origin).dot(axes[a]);
                low = Math.min(low, t);
                high = Math.max(high, t);
            }
            // a hair of tolerance, or rounding would add an empty layer
            n[a] = (int) Math.min(Integer.MAX_VALUE, Math.ceil((high - low) / spacing[a] - 1e-6) + 1);
            start = start.plus(axes[a].times(low));
        }
        return new VolumeGeometry(n[0], n[1], n[2], start, x, y, z, spacing[0], spacing[1], spacing[2]);
    }
}

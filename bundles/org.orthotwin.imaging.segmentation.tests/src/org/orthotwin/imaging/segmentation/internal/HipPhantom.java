/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Random;
import java.util.stream.IntStream;
import org.orthotwin.geometry.ScalarField3;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * A CT of one or two hips whose surfaces are known as signed distances (LPS, m): a ball with neck and shaft in a socket cut out of a block,
 * cortex about trabecular bone, a marrow canal, soft tissue, fat, air, partial volume, blur and noise.
 */
final class HipPhantom {

    static final double SOFT = 50;
    final Vec3[] centers;
    final double radius;
    final double gap;
    final double cortex;
    final double canal = 0.007;
    final ScalarField3[] femur;
    final ScalarField3[] pelvis;
    private final ScalarField3[] block;

    HipPhantom(double radius, double gap, double cortex, boolean both) {
        this.radius = radius;
        this.gap = gap;
        this.cortex = cortex;
        this.centers = both ? new Vec3[] {new Vec3(-0.088, 0, 0), new Vec3(0.088, 0, 0)} : new Vec3[] {new Vec3(0.088, 0, 0)};
        femur = new ScalarField3[centers.length];
        pelvis = new ScalarField3[centers.length];
        block = new ScalarField3[centers.length];
        for (int n = 0; n < centers.length; n++) {
            Vec3 c = centers[n];
            double lateral = Math.signum(c.x());
            Vec3 neckEnd = c.plus(new Vec3(0.038 * lateral, 0.004, -0.032));
            ScalarField3 ball = (x, y, z) -> c.distance(new Vec3(x, y, z)) - radius;
            femur[n] = ball.union(capsule(c, neckEnd, 0.0135)).union(capsule(neckEnd, neckEnd.plus(new Vec3(0, 0, -0.2)), 0.0145));
            Vec3 roof = c.plus(new Vec3(-0.022 * lateral, 0.008, 0.022));
            block[n] = capsule(roof, roof.plus(new Vec3(-0.004 * lateral, 0.004, 0.05)), 0.031)
                    .union(capsule(roof, c.plus(new Vec3(-0.034 * lateral, 0.006, -0.012)), 0.024));
            ScalarField3 socket = (x, y, z) -> c.distance(new Vec3(x, y, z)) - (radius + gap);
            pelvis[n] = block[n].difference(socket);
        }
    }

    /** Whether a point is near the sharp rim of the socket, where blur rounds what is an edge. */
    boolean pelvisCrease(int n, Vec3 p) {
        return Math.abs(p.distance(centers[n]) - radius - gap) < 0.003 && Math.abs(block[n].at(p.x(), p.y(), p.z())) < 0.003;
    }

    static ScalarField3 capsule(Vec3 a, Vec3 b, double r) {
        Vec3 d = b.minus(a);
        double l2 = d.dot(d);
        return (x, y, z) -> {
            Vec3 p = new Vec3(x, y, z).minus(a);
            double t = Math.clamp(p.dot(d) / l2, 0, 1);
            return p.minus(d.times(t)).norm() - r;
        };
    }

    /** HU without blur and noise. */
    double hu(double x, double y, double z) {
        for (int n = 0; n < centers.length; n++) {
            double f = femur[n].at(x, y, z);
            if (f < 0) {
                // the shaft has marrow in it
                boolean shaft = z < centers[n].z() - 0.045;
                return f > -cortex ? 1400 : shaft && f < -canal ? -60 : 320;
            }
            double q = pelvis[n].at(x, y, z);
            if (q < 0) {
                return q > -cortex ? 1400 : 300;
            }
        }
        double body = Math.sqrt(x * x / (0.18 * 0.18) + y * y / (0.11 * 0.11));
        return body < 0.85 ? SOFT : body < 1 ? -100 : -1000;
    }

    /**
     * @param geometry grid
     * @param fwhm of the blur, m
     * @param noise standard deviation, HU
     */
    Volume image(VolumeGeometry geometry, double fwhm, double noise, long seed) {
        int nx = geometry.nx();
        int ny = geometry.ny();
        int nz = geometry.nz();
        float[] f = new float[nx * ny * nz];
        int sub = 3;
        IntStream.range(0, nz).parallel().forEach(k -> {
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++) {
                    double sum = 0;
                    for (int s = 0; s < sub * sub * sub; s++) {
                        Vec3 p = geometry.point(i + (s % sub - 1) / 3.0, j + (s / sub % sub - 1) / 3.0, k + (s / sub / sub - 1) / 3.0);
                        sum += hu(p.x(), p.y(), p.z());
                    }
                    f[i + nx * (j + ny * k)] = (float) (sum / (sub * sub * sub));
                }
            }
        });
        blur(f, nx, ny, nz, 0, fwhm / 2.3548 / geometry.iSpacing());
        blur(f, nx, ny, nz, 1, fwhm / 2.3548 / geometry.jSpacing());
        blur(f, nx, ny, nz, 2, fwhm / 2.3548 / geometry.kSpacing());
        Random random = new Random(seed);
        short[] stored = new short[f.length];
        for (int p = 0; p < f.length; p++) {
            stored[p] = (short) Math.round(f[p] + noise * random.nextGaussian());
        }
        return Volume.ofShorts(geometry, stored, ValueMapping.HOUNSFIELD);
    }

    private static void blur(float[] f, int nx, int ny, int nz, int axis, double sigma) {
        if (sigma <= 0) {
            return;
        }
        int[] n = {nx, ny, nz};
        int[] step = {1, nx, nx * ny};
        int reach = (int) Math.ceil(4 * sigma);
        double[] w = new double[2 * reach + 1];
        for (int d = -reach; d <= reach; d++) {
            w[d + reach] = Math.exp(-0.5 * d * d / (sigma * sigma));
        }
        int a = (axis + 1) % 3;
        int b = (axis + 2) % 3;
        IntStream.range(0, n[b]).parallel().forEach(y -> {
            double[] row = new double[n[axis]];
            for (int x = 0; x < n[a]; x++) {
                int at = x * step[a] + y * step[b];
                for (int q = 0; q < row.length; q++) {
                    row[q] = f[at + q * step[axis]];
                }
                for (int q = 0; q < row.length; q++) {
                    double sum = 0;
                    double norm = 0;
                    for (int d = Math.max(-reach, -q); d <= Math.min(reach, row.length - 1 - q); d++) {
                        sum += w[d + reach] * row[q + d];
                        norm += w[d + reach];
                    }
                    f[at + q * step[axis]] = (float) (sum / norm);
                }
            }
        });
    }

    /** A grid round the left hip, or both. */
    VolumeGeometry grid(double spacing) {
        double x0 = centers.length == 2 ? -0.195 : 0.015;
        int nx = (int) ((0.195 - x0) / spacing);
        return VolumeGeometry.axisAligned(nx, (int) (0.2 / spacing), (int) (0.17 / spacing), new Vec3(x0, -0.1, -0.085), spacing);
    }
}

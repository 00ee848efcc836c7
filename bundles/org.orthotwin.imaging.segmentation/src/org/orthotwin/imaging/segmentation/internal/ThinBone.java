/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayDeque;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;

/**
 * Bone thinner than a voxel, which partial volume leaves below any threshold: it is still a bright sheet.
 *
 * <p>Model: of HU blurred by {@value #SIGMA} voxels the second derivatives' eigenvalues, by size l1, l2, l3, tell a sheet from a tube, a
 * ball and an edge: l3 is negative and large, l2 small against it (exp(-(l2/l3)^2 / (2 x 0.5^2)) above {@value #LEAST_SHEET}; Descoteaux
 * 2006, MICCAI, LNCS 4190:169-176). Sheets that are a little brighter than soft tissue, hang together with the bone and lie where a
 * closing by {@value #BRIDGE} m of it would, which bridges a hole but lets nothing grow out of a rim, are bone. Cost: some passes over the
 * box, one distance transform.
 */
final class ThinBone {

    private static final double SIGMA = 0.8;
    private static final double LEAST_SHEET = 0.3;
    /** Share of the way from soft tissue to the threshold of bone that a blurred sheet is brighter at least. */
    private static final double LEAST_BRIGHT = 0.15;
    /** The same for its curvature across, in units of the blur. */
    private static final double LEAST_CURVED = 0.2;
    /** What lies beyond counts for as much as this, HU: cortex and air nearby do not decide. */
    private static final double DARKEST = -100;
    private static final double BRIGHTEST = 500;
    private static final double BRIDGE = 0.010;
    /** Voxels. */
    private static final double PINHOLE = 1.5;

    private ThinBone() {
    }

    /**
     * Adds to a bone what of it is a sheet.
     *
     * @param shell not 0 in the bone, over the box; written
     * @param free not 0 where there may be bone, over the box
     * @param soft HU of soft tissue
     * @param rim HU of the threshold of bone
     */
    static void bridge(byte[] shell, byte[] free, Grid.Box box, Ct ct, double soft, double rim, Monitor monitor) {
        Grid b = box.grid();
        byte[] closed = Morphology.erode(Morphology.dilate(shell, b, BRIDGE), b, BRIDGE - 0.5 * b.smallestSpacing());
        monitor.checkCancelled();
        float[] f = new float[b.size()];
        for (int p = 0; p < f.length; p++) {
            f[p] = (float) Math.clamp(ct.hu[box.outer(p)], DARKEST, BRIGHTEST);
        }
        double sigma = SIGMA * b.largestSpacing();
        blur(f, b, 1, b.nx(), sigma / b.si());
        blur(f, b, b.nx(), b.ny(), sigma / b.sj());
        blur(f, b, b.nx() * b.ny(), b.nz(), sigma / b.sk());
        double bright = soft + LEAST_BRIGHT * (rim - soft);
        double curved = LEAST_CURVED * (rim - soft);
        byte[] sheet = new byte[shell.length];
        IntStream.range(1, b.nz() - 1).parallel().forEach(k -> {
            monitor.checkCancelled();
            double[] h = new double[6];
            for (int j = 1; j < b.ny() - 1; j++) {
                for (int i = 1; i < b.nx() - 1; i++) {
                    int p = b.index(i, j, k);
                    if (shell[p] == 0 && free[p] != 0 && closed[p] != 0 && f[p] > bright) {
                        hessian(f, b, p, sigma, h);
                        sheet[p] = (byte) (isSheet(h, curved) ? 1 : 0);
                    }
                }
            }
        });
        ArrayDeque<Integer> front = new ArrayDeque<>();
        for (int p = 0; p < shell.length; p++) {
            if (shell[p] != 0) {
                front.add(p);
            }
        }
        while (!front.isEmpty()) {
            int p = front.poll();
            for (int d = 0; d < 27; d++) {
                int i = b.i(p) + d % 3 - 1;
                int j = b.j(p) + d / 3 % 3 - 1;
                int k = b.k(p) + d / 9 - 1;
                if (b.has(i, j, k) && sheet[b.index(i, j, k)] != 0) {
                    int q = b.index(i, j, k);
                    sheet[q] = 0;
                    shell[q] = 1;
                    front.add(q);
                }
            }
        }
        pinholes(shell, free, box, ct, soft);
    }

    /** Holes of a voxel within a sheet. */
    private static void pinholes(byte[] shell, byte[] free, Grid.Box box, Ct ct, double soft) {
        Grid b = box.grid();
        double radius = PINHOLE * b.largestSpacing();
        byte[] closed = Morphology.erode(Morphology.dilate(shell, b, radius), b, radius);
        for (int p = 0; p < shell.length; p++) {
            if (closed[p] != 0 && free[p] != 0 && ct.hu[box.outer(p)] > soft) {
                shell[p] = 1;
            }
        }
    }

    private static void hessian(float[] f, Grid b, int p, double sigma, double[] h) {
        int x = 1;
        int y = b.nx();
        int z = b.nx() * b.ny();
        double s = sigma * sigma;
        h[0] = s * (f[p + x] - 2 * f[p] + f[p - x]) / (b.si() * b.si());
        h[1] = s * (f[p + y] - 2 * f[p] + f[p - y]) / (b.sj() * b.sj());
        h[2] = s * (f[p + z] - 2 * f[p] + f[p - z]) / (b.sk() * b.sk());
        h[3] = s * (f[p + x + y] - f[p + x - y] - f[p - x + y] + f[p - x - y]) / (4 * b.si() * b.sj());
        h[4] = s * (f[p + x + z] - f[p + x - z] - f[p - x + z] + f[p - x - z]) / (4 * b.si() * b.sk());
        h[5] = s * (f[p + y + z] - f[p + y - z] - f[p - y + z] + f[p - y - z]) / (4 * b.sj() * b.sk());
    }

    /** By the eigenvalues of a symmetric matrix in closed form. */
    private static boolean isSheet(double[] h, double curved) {
        double mean = (h[0] + h[1] + h[2]) / 3;
        double off = h[3] * h[3] + h[4] * h[4] + h[5] * h[5];
        double a = h[0] - mean;
        double b = h[1] - mean;
        double c = h[2] - mean;
        double scale = Math.sqrt((a * a + b * b + c * c + 2 * off) / 6);
        if (scale == 0) {
            return false;
        }
        double det = a * (b * c - h[5] * h[5]) - h[3] * (h[3] * c - h[5] * h[4]) + h[4] * (h[3] * h[5] - b * h[4]);
        double phi = Math.acos(Math.clamp(det / (2 * scale * scale * scale), -1.0, 1.0)) / 3;
        double high = mean + 2 * scale * Math.cos(phi);
        double low = mean + 2 * scale * Math.cos(phi + 2 * Math.PI / 3);
        double middle = 3 * mean - high - low;
        // across the sheet is the most negative one; the larger of the others must be small against it
        double other = Math.max(Math.abs(high), Math.abs(middle));
        double ratio = other / -low;
        return low < -curved && Math.exp(-ratio * ratio / 0.5) > LEAST_SHEET;
    }

    private static void blur(float[] f, Grid b, int step, int n, double sigma) {
        int reach = (int) Math.ceil(3 * sigma);
        double[] w = new double[reach + 1];
        for (int d = 0; d <= reach; d++) {
            w[d] = Math.exp(-0.5 * d * d / (sigma * sigma));
        }
        IntStream.range(0, f.length / n).parallel().forEach(line -> {
            int at = line % step + line / step * step * n;
            double[] row = new double[n];
            for (int q = 0; q < n; q++) {
                row[q] = f[at + q * step];
            }
            for (int q = 0; q < n; q++) {
                double sum = 0;
                double norm = 0;
                for (int d = Math.max(-reach, -q); d <= Math.min(reach, n - 1 - q); d++) {
                    sum += w[Math.abs(d)] * row[q + d];
                    norm += w[Math.abs(d)];
                }
                f[at + q * step] = (float) (sum / norm);
            }
        });
    }
}

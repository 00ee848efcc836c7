/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * A closed surface round the voxels of a label, smoothed by a Gaussian of a fraction of a voxel; closed off at the image's border. A plate
 * of one voxel, which the smoothing would break up, is half of what it is in its middle; what is thin along two axes is smoothed away.
 */
public final class LabelSurface {

    private static final double SIGMA = 0.7;
    private static final int MARGIN = 4;
    /** Smoothed values within a voxel of the surface of anything that is two voxels thick are at least this in its middle. */
    private static final double THICK = 0.8;
    /** A plate of one voxel has 0.52 in its middle, a rod of one voxel 0.28: it stays below a half. */
    private static final double PLATE = 0.45;

    private LabelSurface() {
    }

    /** @throws IllegalArgumentException if no voxel has the label */
    public static TriangleMesh extract(LabelMap labels, int label, Monitor monitor) {
        VolumeGeometry g = labels.geometry();
        int[] low = {g.nx(), g.ny(), g.nz()};
        int[] high = {-1, -1, -1};
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    if (labels.at(i, j, k) == label) {
                        low[0] = Math.min(low[0], i);
                        high[0] = Math.max(high[0], i);
                        low[1] = Math.min(low[1], j);
                        high[1] = Math.max(high[1], j);
                        low[2] = Math.min(low[2], k);
                        high[2] = Math.max(high[2], k);
                    }
                }
            }
        }
        if (high[0] < 0) {
            throw new IllegalArgumentException("no voxel has the label " + label);
        }
        int nx = high[0] - low[0] + 1 + 2 * MARGIN;
        int ny = high[1] - low[1] + 1 + 2 * MARGIN;
        int nz = high[2] - low[2] + 1 + 2 * MARGIN;
        Grid b = new Grid(nx, ny, nz, 1, 1, 1);
        double[] f = new double[b.size()];
        for (int k = MARGIN; k < nz - MARGIN; k++) {
            for (int j = MARGIN; j < ny - MARGIN; j++) {
                for (int i = MARGIN; i < nx - MARGIN; i++) {
                    f[b.index(i, j, k)] = labels.at(low[0] + i - MARGIN, low[1] + j - MARGIN, low[2] + k - MARGIN) == label ? -1 : 0;
                }
            }
        }
        monitor.checkCancelled();
        blur(f, b, 1, nx, ny * nz, p -> p * nx);
        blur(f, b, nx, ny, nx * nz, p -> p % nx + p / nx * nx * ny);
        blur(f, b, nx * ny, nz, nx * ny, p -> p);
        keepPlates(f, b);
        TriangleMesh m = Isosurface.extract(f, nx, ny, nz, new Vec3(low[0] - MARGIN, low[1] - MARGIN, low[2] - MARGIN), 1, -0.5);
        double[] v = m.vertices();
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i += 3) {
            Vec3 p = g.point(v[i], v[i + 1], v[i + 2]);
            out[i] = p.x();
            out[i + 1] = p.y();
            out[i + 2] = p.z();
        }
        int[] t = m.triangles().clone();
        if (!g.isRightHanded()) {
            for (int i = 0; i < t.length; i += 3) {
                int swap = t[i + 1];
                t[i + 1] = t[i + 2];
                t[i + 2] = swap;
            }
        }
        return new TriangleMesh(out, t);
    }

    /** Brings the middle of thin plates to what it is in thick parts, by the largest of the 27 values around each voxel. */
    private static void keepPlates(double[] f, Grid b) {
        double[] most = f.clone();
        least(most, 1, b.nx(), b.ny() * b.nz(), p -> p * b.nx());
        least(most, b.nx(), b.ny(), b.nx() * b.nz(), p -> p % b.nx() + p / b.nx() * b.nx() * b.ny());
        least(most, b.nx() * b.ny(), b.nz(), b.nx() * b.ny(), p -> p);
        IntStream.range(0, b.nz()).parallel().forEach(k -> {
            for (int p = k * b.nx() * b.ny(); p < (k + 1) * b.nx() * b.ny(); p++) {
                if (f[p] != 0 && -most[p] < THICK) {
                    f[p] *= THICK / Math.max(PLATE, -most[p]);
                }
            }
        });
    }

    /** The least of three neighbours along each line. In place. */
    private static void least(double[] f, int step, int n, int lines, java.util.function.IntUnaryOperator start) {
        IntStream.range(0, lines).parallel().forEach(line -> {
            int at = start.applyAsInt(line);
            double before = 0;
            for (int q = 0; q < n; q++) {
                double here = f[at + q * step];
                double after = q + 1 < n ? f[at + (q + 1) * step] : 0;
                f[at + q * step] = Math.min(here, Math.min(before, after));
                before = here;
            }
        });
    }

    private static void blur(double[] f, Grid b, int step, int n, int lines, java.util.function.IntUnaryOperator start) {
        int reach = (int) Math.ceil(4 * SIGMA);
        double[] w = new double[2 * reach + 1];
        double sum = 0;
        for (int d = -reach; d <= reach; d++) {
            w[d + reach] = Math.exp(-0.5 * d * d / (SIGMA * SIGMA));
            sum += w[d + reach];
        }
        double norm = sum;
        IntStream.range(0, lines).parallel().forEach(line -> {
            int at = start.applyAsInt(line);
            double[] row = new double[n];
            boolean any = false;
            for (int q = 0; q < n; q++) {
                row[q] = f[at + q * step];
                any |= row[q] != 0;
            }
            for (int q = 0; q < n && any; q++) {
                double s = 0;
                for (int d = Math.max(-reach, -q); d <= Math.min(reach, n - 1 - q); d++) {
                    s += w[d + reach] * row[q + d];
                }
                f[at + q * step] = s / norm;
            }
        });
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * How much bone there is, and how dense: voxels of one label by zone. Cost: linear in the voxels; the same numbers on any number of
 * threads.
 */
public final class BoneStock {

    private BoneStock() {
    }

    /**
     * Of one zone.
     *
     * @param zone its id
     * @param voxels number of voxels
     * @param volume m^3
     * @param meanDensity QCT density, kg/m^3; not a number where there is no voxel
     * @param sdDensity standard deviation over the voxels, kg/m^3
     * @param mineral mass, kg: density times volume
     */
    public record Zone(String zone, long voxels, double volume, double meanDensity, double sdDensity, double mineral) {
    }

    /**
     * @param ct in HU
     * @param labels on the same grid
     * @param label the bone
     * @param erosion layers of voxels that are left out at the bone's border (faces), so that partial volume does not count; 0 for all of
     *     it
     * @return one for each zone of the scheme, in its order
     * @throws IllegalArgumentException if the grids differ or the image is not in HU
     */
    public static List<Zone> measure(Volume ct, LabelMap labels, int label, int erosion, Calibration calibration, ZoneScheme scheme,
            Monitor monitor) {
        VolumeGeometry g = ct.geometry();
        if (!g.equals(labels.geometry())) {
            throw new IllegalArgumentException("labels on another grid than the image");
        }
        if (!ct.mapping().unit().equals("HU")) {
            throw new IllegalArgumentException("bone stock of an image whose values are in '" + ct.mapping().unit() + "', not in HU");
        }
        byte[][] inside = eroded(labels, label, erosion, monitor);
        List<String> zones = scheme.zones();
        monitor.begin("bone stock", g.nz());
        // sums about a fixed density keep the squares small; slices are added in their order
        double reference = calibration.density(0);
        double[][] parts = IntStream.range(0, g.nz()).parallel().mapToObj(k -> {
            monitor.checkCancelled();
            double[] sums = new double[3 * zones.size()];
            float[] values = new float[g.nx() * g.ny()];
            ct.values(k, values);
            for (int p = 0; p < values.length; p++) {
                if (inside[k][p] != 0) {
                    int z = scheme.zoneOf(g.point(p % g.nx(), p / g.nx(), k)).map(zones::indexOf).orElse(-1);
                    if (z >= 0) {
                        double d = calibration.density(values[p]) - reference;
                        sums[3 * z]++;
                        sums[3 * z + 1] += d;
                        sums[3 * z + 2] += d * d;
                    }
                }
            }
            monitor.worked(1);
            return sums;
        }).toArray(double[][]::new);
        double[] sums = new double[3 * zones.size()];
        for (double[] part : parts) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += part[i];
            }
        }
        List<Zone> result = new ArrayList<>();
        for (int z = 0; z < zones.size(); z++) {
            double n = sums[3 * z];
            double mean = sums[3 * z + 1] / n;
            double variance = Math.max(0, sums[3 * z + 2] / n - mean * mean);
            double volume = n * g.voxelVolume();
            result.add(new Zone(zones.get(z), (long) n, volume, reference + mean, Math.sqrt(variance),
                    n == 0 ? 0 : volume * (reference + mean)));
        }
        return result;
    }

    /** Voxels of the label that stay when layers of faces are taken off. */
    private static byte[][] eroded(LabelMap labels, int label, int layers, Monitor monitor) {
        VolumeGeometry g = labels.geometry();
        int nx = g.nx();
        int ny = g.ny();
        byte[][] inside = IntStream.range(0, g.nz()).parallel().mapToObj(k -> {
            byte[] slice = new byte[nx * ny];
            for (int p = 0; p < slice.length; p++) {
                slice[p] = (byte) (labels.at(p % nx, p / nx, k) == label ? 1 : 0);
            }
            return slice;
        }).toArray(byte[][]::new);
        for (int l = 0; l < layers; l++) {
            monitor.checkCancelled();
            byte[][] before = inside;
            inside = IntStream.range(0, g.nz()).parallel().mapToObj(k -> {
                byte[] slice = new byte[nx * ny];
                if (k == 0 || k == g.nz() - 1) {
                    return slice;
                }
                byte[] here = before[k];
                for (int j = 1; j < ny - 1; j++) {
                    for (int i = 1, p = j * nx + 1; i < nx - 1; i++, p++) {
                        slice[p] = (byte) (here[p] & here[p - 1] & here[p + 1] & here[p - nx] & here[p + nx] & before[k - 1][p]
                                & before[k + 1][p]);
                    }
                }
                return slice;
            }).toArray(byte[][]::new);
        }
        return inside;
    }
}

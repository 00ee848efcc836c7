/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.segmentation.internal.GreyEdge;
import org.orthotwin.imaging.segmentation.internal.LabelSurface;

/**
 * The surface of one bone of a label map, put where the image's values have the bone's edge, between voxels.
 *
 * <p>Model: the label's voxels, smoothed by a Gaussian of 0.7 voxels, give a closed surface; each vertex moves along its normal to where
 * the values are halfway between the highest of the cortex inside and the lowest outside next to the steepest fall nearby. Where there is
 * no fall of at least 80 HU the neighbours decide. Where metal lies before it, or where the image ends, the label's own rim is the
 * surface, since the shadow beside metal has an edge that is nobody's. For a step edge and any symmetric blur the half is the true
 * edge; a cortex thinner than the blur's width moves it outwards (a cortex of 1.5 voxels under a blur of one voxel by about 0.1 voxels).
 *
 * @param mesh closed, LPS, m
 * @param sharp share of the vertices that have an edge of their own in the image
 */
public record BoneSurface(TriangleMesh mesh, double sharp) {

    private static final int ROUNDS = 2;
    private static final int SMOOTHING_ROUNDS = 12;
    private static final double STIFFNESS = 0.6;
    private static final double FACING = 1.5;

    /**
     * @param image of the grid that the labels have
     * @throws IllegalArgumentException if the grids differ or no voxel has the label
     */
    public static BoneSurface of(Volume image, LabelMap labels, int label, Monitor monitor) {
        if (!image.geometry().equals(labels.geometry())) {
            throw new IllegalArgumentException("the image and the labels have different grids");
        }
        GreyEdge edge = new GreyEdge(image, monitor);
        TriangleMesh mesh = LabelSurface.extract(labels, label, monitor);
        Optional<Integer> metal = labels.label(CtBoneSegmenter.METAL).filter(m -> m != label);
        double sharp = 0;
        for (int round = 0; round < ROUNDS; round++) {
            monitor.checkCancelled();
            double[] normals = GreyEdge.normals(mesh);
            int n = mesh.vertexCount();
            double[] shift = new double[n];
            double[] weight = new double[n];
            double[] v = mesh.vertices();
            IntStream.range(0, n).parallel().forEach(i -> {
                if (metal.isPresent() && faces(metal.get(), labels, v, normals, 3 * i) || edge.isCap(v, normals, 3 * i)) {
                    weight[i] = 1;
                    return;
                }
                double[] found = edge.find(v, normals, 3 * i);
                shift[i] = found[0];
                weight[i] = found[1];
            });
            sharp = IntStream.range(0, n).filter(i -> weight[i] > 0).count() / (double) n;
            double[] smooth = smooth(mesh, shift, weight);
            double[] moved = new double[v.length];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = v[i] + smooth[i / 3] * normals[i];
            }
            mesh = new TriangleMesh(moved, mesh.triangles());
        }
        return new BoneSurface(mesh, sharp);
    }

    /** Whether a label lies up to {@value #FACING} voxels before a point of the surface. */
    private static boolean faces(int other, LabelMap labels, double[] v, double[] n, int at) {
        VolumeGeometry g = labels.geometry();
        double voxel = Math.min(g.iSpacing(), Math.min(g.jSpacing(), g.kSpacing()));
        for (double s = 0.5; s <= FACING; s += 0.5) {
            Vec3 q = g.index(Vec3.of(v, at).plus(Vec3.of(n, at).times(s * voxel)));
            int i = (int) Math.round(q.x());
            int j = (int) Math.round(q.y());
            int k = (int) Math.round(q.z());
            if (i >= 0 && j >= 0 && k >= 0 && i < g.nx() && j < g.ny() && k < g.nz() && labels.at(i, j, k) == other) {
                return true;
            }
        }
        return false;
    }

    /** Displacements that follow what was found by its weight and their neighbours otherwise. */
    private static double[] smooth(TriangleMesh mesh, double[] found, double[] weight) {
        int n = found.length;
        double[] now = new double[n];
        for (int i = 0; i < n; i++) {
            now[i] = weight[i] > 0 ? found[i] : 0;
        }
        int[] t = mesh.triangles();
        for (int round = 0; round < SMOOTHING_ROUNDS; round++) {
            double[] sum = new double[n];
            int[] degree = new int[n];
            for (int c = 0; c < t.length; c++) {
                int next = c % 3 == 2 ? c - 2 : c + 1;
                // each inner edge is seen from both its triangles, once in each sense
                sum[t[c]] += now[t[next]];
                degree[t[c]]++;
            }
            double[] then = new double[n];
            for (int i = 0; i < n; i++) {
                double mean = degree[i] == 0 ? now[i] : sum[i] / degree[i];
                then[i] = (weight[i] * found[i] + STIFFNESS * mean) / (weight[i] + STIFFNESS);
            }
            now = then;
        }
        return now;
    }
}

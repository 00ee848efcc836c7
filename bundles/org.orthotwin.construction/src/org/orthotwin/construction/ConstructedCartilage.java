/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * A cartilage of a label map on a bone of it.
 *
 * @param id e.g. {@code cartilage.tibial.medial}
 * @param bone type of the bone that carries it
 * @param structure id in the label map
 * @param surface its articular surface, the part that faces away from the bone, open, LPS, m
 * @param thickness from each vertex of that to the bone, m
 * @param onBone thickness along the bone's normal at each vertex of the bone's surface, m; 0 where there is none
 * @param cover area, mean and 95 % of that; its greatest thickness is that of the articular surface from the bone, since a normal
 *        beside the rim may run along the cartilage
 * @param uncertainty standard uncertainty of a thickness, m
 */
public record ConstructedCartilage(String id, String bone, String structure, TriangleMesh surface, double[] thickness, double[] onBone,
        CartilageThickness.Cover cover, double uncertainty) {

    public ConstructedCartilage {
        Objects.requireNonNull(id);
        Objects.requireNonNull(bone);
        Objects.requireNonNull(structure);
        Objects.requireNonNull(surface);
    }

    /**
     * @param bone surface of the bone, LPS, m
     * @return empty where the structure covers nothing of the bone
     */
    static Optional<ConstructedCartilage> of(String id, String type, String structure, TriangleMesh bone, LabelMap labels,
            Monitor monitor) {
        TriangleMesh whole = LabelSurface.of(labels, labels.label(structure).orElseThrow(), monitor);
        monitor.checkCancelled();
        double[] onBone = CartilageThickness.of(bone, whole, CartilageThickness.Method.NORMAL, monitor);
        CartilageThickness.Cover cover = CartilageThickness.cover(bone, onBone);
        TriangleMesh surface = CartilageThickness.articular(bone, whole);
        if (!(cover.area() > 0) || surface.isEmpty()) {
            return Optional.empty();
        }
        ClosestPoint closest = new ClosestPoint(Bvh.of(bone));
        double[] thickness = new double[surface.vertexCount()];
        for (int v = 0; v < thickness.length; v++) {
            thickness[v] = closest.query(surface.vertex(v));
        }
        double max = Arrays.stream(thickness).max().orElse(cover.max());
        return Optional.of(new ConstructedCartilage(id, type, structure, surface, thickness, onBone,
                new CartilageThickness.Cover(cover.area(), cover.mean(), cover.percentile95(), max),
                Math.sqrt(2) * boundary(labels.geometry())));
    }

    /**
     * Standard uncertainty of a boundary of labels along its normal, m: it may be anywhere within a voxel, and the voxel's edges count
     * alike, since normals go in all directions.
     */
    static double boundary(VolumeGeometry g) {
        double i = g.iSpacing();
        double j = g.jSpacing();
        double k = g.kSpacing();
        return Math.sqrt((i * i + j * j + k * k) / 3 / 12);
    }
}

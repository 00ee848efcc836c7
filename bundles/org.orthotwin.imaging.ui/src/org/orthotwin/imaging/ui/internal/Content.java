/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/**
 * What slices are made through. The space is that of the image, LPS, where there is an image or a label map; else that of the scene.
 *
 * @param image grey values, if there are any
 * @param labels shown over it, if there are any
 * @param shapes whose outlines are drawn
 * @param axes the patient's axes (left, back, head) in the space
 */
record Content(Optional<Volume> image, Optional<LabelMap> labels, List<Shape> shapes, RigidTransform axes) {

    static final Content NONE = new Content(Optional.empty(), Optional.empty(), List.of(), RigidTransform.IDENTITY);

    Content {
        shapes = List.copyOf(shapes);
    }

    boolean isEmpty() {
        return image.isEmpty() && labels.isEmpty() && shapes.isEmpty();
    }

    /** The grid of what was imaged. */
    Optional<VolumeGeometry> grid() {
        return image.map(Volume::geometry).or(() -> labels.map(LabelMap::geometry));
    }

    /** Points that enclose all there is: the corners of the image, or of boxes round the surfaces. */
    List<Vec3> corners() {
        List<Vec3> corners = new ArrayList<>();
        grid().ifPresentOrElse(g -> {
            for (int c = 0; c < 8; c++) {
                corners.add(g.point((c & 1) == 0 ? -0.5 : g.nx() - 0.5, (c & 2) == 0 ? -0.5 : g.ny() - 0.5, (c & 4) == 0 ? -0.5
                        : g.nz() - 0.5));
            }
        }, () -> shapes.forEach(s -> corners.addAll(box(s))));
        return corners;
    }

    private static List<Vec3> box(Shape s) {
        double[] b = s.mesh().bounds();
        List<Vec3> box = new ArrayList<>();
        for (int c = 0; c < 8 && !s.mesh().isEmpty(); c++) {
            box.add(s.pose().apply(new Vec3(b[(c & 1) == 0 ? 0 : 3], b[(c & 2) == 0 ? 1 : 4], b[(c & 4) == 0 ? 2 : 5])));
        }
        return box;
    }

    /** How far a step to the next slice along a unit vector is: the spacing of the image along it, or 1 mm. */
    double step(Vec3 normal) {
        return grid().map(g -> step(g, normal)).orElse(0.001);
    }

    /** The spacing of a grid along a unit vector, m. */
    static double step(VolumeGeometry g, Vec3 normal) {
        return 1 / (Math.abs(normal.dot(g.iDirection())) / g.iSpacing() + Math.abs(normal.dot(g.jDirection())) / g.jSpacing()
                + Math.abs(normal.dot(g.kDirection())) / g.kSpacing());
    }
}

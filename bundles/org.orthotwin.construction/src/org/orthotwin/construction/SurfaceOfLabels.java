/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.List;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;

/**
 * The surface of a bone as a case has it, made of the structures of a label map.
 *
 * @param own the labels of the bone alone, with number 1
 * @param mesh closed, LPS, m
 * @param sharp share of its vertices at an edge that the image shows, 0 to 1; not a number without an image
 */
public record SurfaceOfLabels(LabelMap own, TriangleMesh mesh, double sharp) {

    /** Triangles of a surface beyond which it is decimated: its deviation from the labels is measured after that. */
    public static final int MOST_TRIANGLES = 120_000;

    /**
     * @param image on the labels' grid; empty where there is none, which gives the boundary of the voxels
     * @param structures that make up the bone, as {@link BoneLabels#structures} finds them
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static SurfaceOfLabels of(Optional<Volume> image, LabelMap labels, List<String> structures, String type, Monitor monitor) {
        LabelMap own = BoneLabels.merged(labels, structures, type);
        monitor.begin("Surface of the " + type, 0);
        LabelSurface.AtEdge found = image.isPresent() ? LabelSurface.of(image.get(), own, 1, monitor)
                : new LabelSurface.AtEdge(LabelSurface.of(own, 1, monitor), Double.NaN);
        monitor.checkCancelled();
        return new SurfaceOfLabels(own, found.mesh().triangleCount() > MOST_TRIANGLES ? Decimation.toTriangles(found.mesh(), MOST_TRIANGLES)
                : found.mesh(), found.sharp());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneLandmarks;

/**
 * A bone taken from an image.
 *
 * @param type e.g. {@code femur}
 * @param side of the body
 * @param structures ids of the label map that it was made of
 * @param surface closed, LPS, m
 * @param sharp share of the surface's vertices at an edge that the image shows, 0 to 1; not a number where it is the boundary of the labels
 * @param deviation of the surface from the boundary of its labels, m
 * @param landmarks with frames and measures; empty where none could be found
 * @param quality density and cortex; empty where the image tells none
 */
public record ConstructedBone(String type, Side side, List<String> structures, TriangleMesh surface, double sharp,
        SurfaceDeviation deviation, Optional<BoneLandmarks> landmarks, Optional<BoneQuality> quality) {

    public ConstructedBone {
        Objects.requireNonNull(type);
        Objects.requireNonNull(side);
        structures = List.copyOf(structures);
    }

    /**
     * How dense a bone is.
     *
     * @param volume of the labelled bone, m^3
     * @param meanDensity QCT density of what lies {@link TwinConstruction#EROSION} voxels and more below its surface, kg/m^3
     * @param sdDensity standard deviation of it over the voxels, kg/m^3
     * @param cortex median thickness of the cortex over the surface, m; not a number where none was seen
     * @param cortexSeen share of the vertices with a cortex, 0 to 1
     */
    public record BoneQuality(double volume, double meanDensity, double sdDensity, double cortex, double cortexSeen) {
    }
}

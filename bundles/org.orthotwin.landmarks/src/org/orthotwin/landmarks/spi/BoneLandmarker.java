/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.spi;

import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.MeasureDefinition;

/**
 * Finds the landmarks of one type of bone on its surface. Stateless; used from many threads.
 *
 * <p>It always sees a right bone: of a left one, the mirror image. The frame that the surface comes in follows from the shape alone (the
 * principal axes of the surface), so that what is found does not depend on how the bone lay in a scanner.
 */
public interface BoneLandmarker {

    /** Id and version of the method, e.g. {@code femur.surface/1}; it changes with every change of what is found. */
    String method();

    /** The frames that follow from the landmarks, the bone's main one first. */
    List<FrameDefinition> frames();

    /** The measures that follow from the landmarks. */
    List<MeasureDefinition> measures();

    /**
     * @param bone a right bone, m; closed or with small holes
     * @throws IllegalArgumentException if it is no such bone, with what is missing, numbers and units
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    Finding find(TriangleMesh bone, Monitor monitor);

    /**
     * As above, of a bone that an image shows in part. What would be at a cut is left out and named in a note; without this method the
     * cuts are not looked at.
     *
     * @param cuts planes in which the surface ends because the image did; empty if it is whole or nobody knows
     */
    default Finding find(TriangleMesh bone, List<CutPlane> cuts, Monitor monitor) {
        return find(bone, monitor);
    }
}

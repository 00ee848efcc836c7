/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;

/**
 * Landmarks, frames and measures of a bone, in the frame of its surface.
 *
 * @param boneType e.g. {@code femur}
 * @param side of the bone, as said or as found
 * @param sideFound whether nobody said the side and the shape told it
 * @param handedness as {@link Finding#handedness()}, of that side
 * @param part what of the bone there is
 * @param method id and version of the landmarker
 * @param landmarks by code
 * @param frames by id
 * @param measures by id
 * @param sizes lengths that are no landmarks, m
 * @param notes what a reader should know
 */
public record BoneLandmarks(String boneType, Side side, boolean sideFound, double handedness, String part, String method,
        Map<String, Mark> landmarks, Map<String, Placed> frames, Map<String, Measure> measures, Map<String, Double> sizes,
        List<String> notes) {

    public BoneLandmarks {
        landmarks = Collections.unmodifiableMap(new LinkedHashMap<>(landmarks));
        frames = Collections.unmodifiableMap(new LinkedHashMap<>(frames));
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        notes = List.copyOf(notes);
    }

    /**
     * A landmark.
     *
     * @param position m
     * @param sd standard uncertainty of each coordinate, m, the root mean square of the three; NaN where none was estimated
     * @param locked whether a person placed it
     * @param source where it comes from if the surface does not show it, else empty
     */
    public record Mark(Vec3 position, double sd, boolean locked, String source) {
    }

    /**
     * A frame.
     *
     * @param pose in the surface's frame
     * @param originSd standard uncertainty of the origin's coordinates, m; NaN where none was estimated
     * @param angleSd root mean square of the angle by which the replicas' frames are turned, and of what estimated landmarks turn it, rad;
     *         NaN where none was estimated
     */
    public record Placed(RigidTransform pose, double originSd, double angleSd) {
    }

    /**
     * A measure.
     *
     * @param definition what was measured
     * @param value SI
     * @param sd standard uncertainty, SI; NaN where none was estimated
     */
    public record Measure(MeasureDefinition definition, double value, double sd) {
    }

    /** Positions by code, m. */
    public Map<String, Vec3> points() {
        Map<String, Vec3> p = new LinkedHashMap<>();
        landmarks.forEach((code, m) -> p.put(code, m.position()));
        return p;
    }
}

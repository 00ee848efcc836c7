/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;

/**
 * A synthetic subject whose truth is known.
 *
 * @param bodies bones with surfaces and landmarks, without frames
 * @param subject {@code sex} as 1 female, 2 male; {@code age} s; {@code mass} kg; {@code height} m
 * @param truth named quantities in SI that the surfaces were made from, e.g. {@code femur.version}
 * @param units SI symbol of each truth value
 * @param source what it was made from, for the provenance
 * @param poses of the bodies' surface frames, by id, in standing: in a world with x forward, y up, z to the right and the origin in the
 *         joint's centre, m; empty where the generator does not say how the bones stand to each other
 * @param tissue ligaments and cartilage, in the posture of {@code poses}; its own posture is left empty
 */
public record GeneratedSubject(List<Body> bodies, Map<String, Double> subject, Map<String, Double> truth, Map<String, String> units,
        String source, Map<String, RigidTransform> poses, SoftTissue tissue) {

    public GeneratedSubject {
        bodies = List.copyOf(bodies);
        subject = Collections.unmodifiableMap(new LinkedHashMap<>(subject));
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
        poses = Collections.unmodifiableMap(new LinkedHashMap<>(poses));
    }

    /** A subject whose bones are not put together. */
    public GeneratedSubject(List<Body> bodies, Map<String, Double> subject, Map<String, Double> truth, Map<String, String> units,
            String source) {
        this(bodies, subject, truth, units, source, Map.of());
    }

    /** A subject of bones alone. */
    public GeneratedSubject(List<Body> bodies, Map<String, Double> subject, Map<String, Double> truth, Map<String, String> units,
            String source, Map<String, RigidTransform> poses) {
        this(bodies, subject, truth, units, source, poses, SoftTissue.NONE);
    }
}

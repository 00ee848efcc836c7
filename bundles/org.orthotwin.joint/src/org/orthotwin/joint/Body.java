/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * A bone as a solver sees it: immutable, SI, everything in the bone's own surface frame.
 *
 * @param id unique in its problem
 * @param type code such as {@code pelvis} or {@code femur}
 * @param side side of the body
 * @param surfaces closed surfaces by role ({@code outer}, {@code canal} ...), m
 * @param landmarks positions by code, m
 * @param deviations standard deviation of each coordinate of a landmark by its code, m, the same in all directions; landmarks that are not
 *     in it count as exact
 * @param frames poses of named frames ({@code isb.pelvis} ...) in the bone's surface frame
 */
public record Body(String id, String type, Side side, Map<String, TriangleMesh> surfaces, Map<String, Vec3> landmarks,
        Map<String, Double> deviations, Map<String, RigidTransform> frames) {

    public Body {
        Objects.requireNonNull(id);
        Objects.requireNonNull(type);
        Objects.requireNonNull(side);
        surfaces = Collections.unmodifiableMap(new LinkedHashMap<>(surfaces));
        landmarks = Collections.unmodifiableMap(new LinkedHashMap<>(landmarks));
        deviations = Collections.unmodifiableMap(new LinkedHashMap<>(deviations));
        deviations.forEach((code, sd) -> {
            if (!(sd > 0) || Double.isInfinite(sd)) {
                throw new IllegalArgumentException("the standard deviation of landmark '" + code + "' of bone '" + id + "' is " + sd
                        + " m, but must be above 0 m; leave it out for an exact one");
            }
        });
        frames = Collections.unmodifiableMap(new LinkedHashMap<>(frames));
    }

    /** A bone with exact landmarks. */
    public Body(String id, String type, Side side, Map<String, TriangleMesh> surfaces, Map<String, Vec3> landmarks,
            Map<String, RigidTransform> frames) {
        this(id, type, side, surfaces, landmarks, Map.of(), frames);
    }

    /** The position of a landmark in m. @throws NoSuchElementException naming the bone and the landmark */
    public Vec3 landmark(String code) {
        return require(landmarks, code, "landmark");
    }

    /** The pose of a frame in the bone's surface frame. @throws NoSuchElementException naming the bone and the frame */
    public RigidTransform frame(String name) {
        return require(frames, name, "frame");
    }

    /** The surface of a role. @throws NoSuchElementException naming the bone and the role */
    public TriangleMesh surface(String role) {
        return require(surfaces, role, "surface");
    }

    private <V> V require(Map<String, V> map, String key, String what) {
        V v = map.get(key);
        if (v == null) {
            throw new NoSuchElementException("bone '" + id + "' has no " + what + " '" + key + "'; it has "
                    + String.join(", ", map.keySet()));
        }
        return v;
    }
}

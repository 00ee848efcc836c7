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
import org.orthotwin.geometry.wrap.WrapShape;

/**
 * A surface fixed to a bone that lines of action lie on.
 *
 * @param id in the anatomy
 * @param body id of the bone
 * @param shape {@code sphere}, {@code cylinder}, {@code ellipsoid} or {@code torus}
 * @param pose of its own frame in the bone's surface frame
 * @param dimensions by name, m: {@code radius}, of a cylinder that has ends {@code length}; of an ellipsoid {@code x}, {@code y},
 *     {@code z}; of a torus {@code radius}, {@code tube}
 */
public record WrapSurface(String id, String body, String shape, RigidTransform pose, Map<String, Double> dimensions) {

    public WrapSurface {
        Objects.requireNonNull(id);
        Objects.requireNonNull(body);
        Objects.requireNonNull(shape);
        Objects.requireNonNull(pose);
        dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    }

    /** A dimension in m. @throws NoSuchElementException naming the surface and the dimension */
    public double dimension(String name) {
        Double v = dimensions.get(name);
        if (v == null) {
            throw new NoSuchElementException("wrap surface '" + id + "' has no dimension '" + name + "'; it has "
                    + String.join(", ", dimensions.keySet()));
        }
        return v;
    }

    /**
     * The shape with its dimensions.
     *
     * @throws IllegalArgumentException if it is none of the four, or has no such dimensions, naming the surface
     */
    public WrapShape form() {
        try {
            return switch (shape) {
                case "sphere" -> new WrapShape.Sphere(dimension("radius"));
                case "cylinder" -> new WrapShape.Cylinder(dimension("radius"));
                case "ellipsoid" -> new WrapShape.Ellipsoid(dimension("x"), dimension("y"), dimension("z"));
                case "torus" -> new WrapShape.Torus(dimension("radius"), dimension("tube"));
                default -> throw new IllegalArgumentException("it is a " + shape + "; there are sphere, cylinder, ellipsoid and torus");
            };
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("wrap surface '" + id + "': " + e.getMessage(), e);
        }
    }

    /** Length of a cylinder, m; one for which none is given has no ends. */
    public double length() {
        return dimensions.getOrDefault("length", Double.POSITIVE_INFINITY);
    }

    /** The same surface on the same bone with its pose changed. */
    public WrapSurface at(RigidTransform other) {
        return new WrapSurface(id, body, shape, other, dimensions);
    }
}

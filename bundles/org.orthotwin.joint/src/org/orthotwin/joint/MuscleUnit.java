/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A muscle with its tendon. Numbers that the anatomy does not state are 0.
 *
 * @param id in the anatomy
 * @param model id of the force model; empty where none is stated
 * @param path from origin to insertion, two points or more
 * @param wraps surfaces that it lies on
 * @param maxIsometricForce N
 * @param optimalFibreLength m
 * @param tendonSlackLength m
 * @param pennationAngle at the optimal length, rad
 * @param maxContractionVelocity m/s
 */
public record MuscleUnit(String id, String model, List<Attachment> path, List<WrapSurface> wraps, double maxIsometricForce,
        double optimalFibreLength, double tendonSlackLength, double pennationAngle, double maxContractionVelocity) {

    public MuscleUnit {
        Objects.requireNonNull(id);
        Objects.requireNonNull(model);
        path = List.copyOf(path);
        wraps = List.copyOf(wraps);
        if (path.size() < 2) {
            throw new IllegalArgumentException("muscle '" + id + "' has " + path.size() + " points; it needs 2 or more");
        }
    }

    /** The same muscle with its points and surfaces changed. */
    public MuscleUnit with(UnaryOperator<Attachment> change, UnaryOperator<WrapSurface> changeWrap) {
        return new MuscleUnit(id, model, path.stream().map(change).toList(), wraps.stream().map(changeWrap).toList(), maxIsometricForce,
                optimalFibreLength, tendonSlackLength, pennationAngle, maxContractionVelocity);
    }
}

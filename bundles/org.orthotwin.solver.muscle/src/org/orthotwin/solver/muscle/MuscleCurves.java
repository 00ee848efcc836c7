/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

/**
 * The dimensionless curves of a muscle of Hill's type. Forces are over the largest isometric force, lengths of fibres over the optimal one,
 * velocities over the largest shortening velocity and negative in shortening, tendon strains over its slack length.
 */
public sealed interface MuscleCurves permits ThelenCurves, DeGrooteFreglyCurves, MillardCurves {

    /** Force of a fully active fibre at rest at a length. */
    double activeForceLength(double length);

    /** Force of an inactive fibre at a length. */
    double passiveForceLength(double length);

    /**
     * Factor by which a velocity changes the active force.
     *
     * @param activation 0 to 1; not all models ask for it
     */
    double forceVelocity(double velocity, double activation);

    /** Force of the tendon at a strain. */
    double tendonForce(double strain);
}

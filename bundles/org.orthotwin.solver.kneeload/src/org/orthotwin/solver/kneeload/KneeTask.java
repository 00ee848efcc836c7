/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.kneeload;

import java.util.Locale;

/**
 * What a knee is loaded by at the worst moment of a task, as published: the moment of all that acts from outside, which the extensors hold,
 * and the force of the ground.
 */
public enum KneeTask {
    /**
     * First peak of walking on the level at natural cadence, rounded from the curves of DA Winter 2009, Biomechanics and Motor Control of
     * Human Movement: 0.5 N.m/kg at 20 degrees under 1.1 times body weight.
     */
    LEVEL_WALKING(0.5, 20, 1.1),
    /**
     * Ascending stairs: PA Costigan et al. 2002 (Gait Posture 16:31-37, doi:10.1016/s0966-6362(01)00201-6), 35 young adults, 1.16 +- 0.24
     * N.m/kg; at 60 degrees.
     */
    STAIR_ASCENT(1.16, 60, 1.0),
    /** Descending stairs step over step: SM Reid et al. 2007 (Med Sci Sports Exerc 39:2005-2011), 17 adults, 1.05 N.m/kg; at 60 degrees. */
    STAIR_DESCENT(1.05, 60, 1.0),
    /** Rising from a chair as high as the knee: 12 men, 0.9 N.m/kg a leg (Arch Phys Med Rehabil 1993;74:1095-1099); at 90 degrees. */
    CHAIR_RISING(0.9, 90, 0.5);

    private final double moment;
    private final double flexion;
    private final double ground;

    KneeTask(double moment, double degrees, double ground) {
        this.moment = moment;
        flexion = Math.toRadians(degrees);
        this.ground = ground;
    }

    /** External moment towards flexion over body mass, N.m/kg. */
    public double moment() {
        return moment;
    }

    /** Flexion of the knee, rad: where it was not published, ours. */
    public double flexion() {
        return flexion;
    }

    /** Force of the ground on the foot over body weight. */
    public double ground() {
        return ground;
    }

    /** As in results: lower case with hyphens. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

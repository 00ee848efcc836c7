/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

/**
 * What a solver may know of the person. NaN where it is not known.
 *
 * @param mass kg
 * @param height m
 * @param age s
 */
public record Person(double mass, double height, double age) {

    /** Standard acceleration of gravity, m/s2. */
    public static final double GRAVITY = 9.80665;

    /** Body weight in N. */
    public double weight() {
        return mass * GRAVITY;
    }
}

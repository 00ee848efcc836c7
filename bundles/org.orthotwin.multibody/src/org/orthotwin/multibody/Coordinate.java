/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

/**
 * A number that joints move by.
 *
 * @param name its name, of its own in the model
 * @param kind what it measures
 * @param value where it is when nobody says otherwise, rad or m
 * @param minimum least value, rad or m
 * @param maximum largest value, rad or m
 * @param clamped whether it cannot leave that range
 * @param locked whether it stays at its value
 */
public record Coordinate(String name, Kind kind, double value, double minimum, double maximum, boolean clamped, boolean locked) {

    /** What a coordinate measures. */
    public enum Kind {
        /** An angle, rad. */
        ROTATION,
        /** A length, m. */
        TRANSLATION,
        /** Neither itself: turns and shifts are functions of it. Files give it in the unit that it has. */
        COUPLED
    }

    public Coordinate {
        if (!Double.isFinite(value) || !(minimum <= maximum)) {
            throw new IllegalArgumentException("the coordinate " + name + " is at " + value + " in a range from " + minimum + " to "
                    + maximum
                    + (kind == Kind.TRANSLATION ? " m" : " rad"));
        }
    }

    /** Whether files may give it in degrees. */
    public boolean angular() {
        return kind == Kind.ROTATION;
    }
}

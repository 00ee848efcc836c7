/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.List;
import org.orthotwin.geometry.Vec3;

/**
 * The way of a muscle or a ligament: points of segments, one after the other, with surfaces between that it lies on.
 *
 * @param name its name, of its own in the model
 * @param points two or more
 * @param surfaces in the order in which they are tried
 */
public record MusclePath(String name, List<Point> points, List<Surface> surfaces) {

    public MusclePath {
        points = List.copyOf(points);
        surfaces = List.copyOf(surfaces);
        if (points.size() < 2) {
            throw new IllegalArgumentException("the path " + name + " has " + points.size() + " points; two are the least");
        }
    }

    /** A point of a path. */
    public sealed interface Point {

        /** Index of its segment, -1 for the ground. */
        int segment();
    }

    /** A point that stays where it is in its segment, m. */
    public record Fixed(int segment, Vec3 position) implements Point {
    }

    /** A point that is one only while a coordinate (by index) is within a range, rad or m. */
    public record Conditional(int segment, Vec3 position, int coordinate, double minimum, double maximum) implements Point {
    }

    /**
     * A point that moves in its segment with coordinates.
     *
     * @param x first component, m, of the coordinate {@code coordinateX} (-1 for none: the function at 0)
     */
    public record Moving(int segment, MotionFunction x, int coordinateX, MotionFunction y, int coordinateY, MotionFunction z,
            int coordinateZ)
            implements Point {
    }

    /**
     * A surface in the way.
     *
     * @param wrap index of the surface in the model
     * @param from first point, counted from 0, between which and the next it may lie
     * @param to last point
     * @param plane in which the way round an ellipsoid lies where it is not to be the shortest one
     */
    public record Surface(int wrap, int from, int to, Plane plane) {

        /** With the plane that is usual. */
        public Surface(int wrap, int from, int to) {
            this(wrap, from, to, Plane.HYBRID);
        }
    }

    /** How the plane of a way round an ellipsoid is found; OpenSim's names. */
    public enum Plane {
        /** Between {@link #AXIAL} and the mean of all ways to the surface, by the direction of the straight way. */
        HYBRID,
        /** By the point nearest to the middle of the straight way. */
        MIDPOINT,
        /** By the point nearest to where the straight way crosses the principal plane that it is most upright to. */
        AXIAL
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.Vec3;

/**
 * What a landmarker found on one surface.
 *
 * @param points positions by code in the surface's frame, m
 * @param handedness how far the shape is that of the side that was assumed: 1 surely, -1 surely the other one, 0 cannot be told
 * @param part what of the bone there is: {@code whole}, {@code proximal}, {@code distal}, {@code half} ...
 * @param sizes lengths that are no points, by name, m: radii, residuals
 * @param notes what a reader should know, one sentence each, in English
 * @param estimates how certain those points are that no surface shows, or that one shows badly, by code; they are among {@code points}
 */
public record Finding(Map<String, Vec3> points, double handedness, String part, Map<String, Double> sizes, List<String> notes,
        Map<String, Estimate> estimates) {

    /**
     * That a point is less certain than the surface's noise says: it was not found on the surface, but put where it is in other people, or
     * it was found on a surface that shows it badly.
     *
     * @param sd standard deviation of each coordinate, m: how far people differ, or how far the point may be off
     * @param source where place and spread come from; empty for a point that was found on the surface
     * @param along what it may be off along a line on top of that: one standard deviation in the line's direction, m; zero for nothing
     */
    public record Estimate(double sd, String source, Vec3 along) {

        /** Off in any direction alike. */
        public Estimate(double sd, String source) {
            this(sd, source, Vec3.ZERO);
        }

        /** Standard deviation of a coordinate, the mean over directions, m. */
        public double total() {
            return Math.sqrt(sd * sd + along.dot(along) / 3);
        }
    }

    public Finding {
        points = Collections.unmodifiableMap(new LinkedHashMap<>(points));
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        notes = List.copyOf(notes);
        estimates = Map.copyOf(estimates);
    }

    /** Collects what is found. */
    public static final class Builder {
        private final Map<String, Vec3> points = new LinkedHashMap<>();
        private final Map<String, Double> sizes = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final Map<String, Estimate> estimates = new LinkedHashMap<>();

        /** A landmark, m. */
        public Builder point(String code, Vec3 position) {
            points.put(code, position);
            return this;
        }

        /** A landmark that the surface does not show, or shows badly, m. */
        public Builder estimate(String code, Vec3 position, Estimate estimate) {
            points.put(code, position);
            estimates.put(code, estimate);
            return this;
        }

        /** A length, m. */
        public Builder size(String name, double metres) {
            sizes.put(name, metres);
            return this;
        }

        public Builder note(String sentence) {
            notes.add(sentence);
            return this;
        }

        /** The landmark found before. */
        public Vec3 get(String code) {
            return points.get(code);
        }

        /** What was found so far. */
        public Map<String, Vec3> points() {
            return Collections.unmodifiableMap(points);
        }

        public Finding build(double handedness, String part) {
            return new Finding(points, handedness, part, sizes, notes, estimates);
        }
    }
}

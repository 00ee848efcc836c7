/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.Arrays;
import java.util.List;
import org.orthotwin.geometry.Vec3;

/**
 * The skin as a few limbs along the body's axis, joined smoothly: elliptic sections across z of the LPS frame, interpolated between
 * stations and continued beyond the outermost ones unless a limb ends there.
 *
 * @param limbs at least one
 * @param fat thickness of the fat below the skin, m
 * @param blend width of the transition between limbs, m
 * @param viscera centre and semi-axes of an ellipsoid in which there are organs in fat instead of muscles, or empty
 * @param lungs the same filled with lung, or empty
 */
public record BodyOutline(List<Limb> limbs, double fat, double blend, List<Ellipsoid> viscera, List<Ellipsoid> lungs) {

    /** Of the skin, m. */
    public static final double SKIN = 0.0018;

    /**
     * An elliptic section.
     *
     * @param z height, LPS, m
     * @param x centre towards the left, m
     * @param y centre towards the back, m
     * @param halfX half-width from side to side, m
     * @param halfY half-width from front to back, m
     */
    public record Station(double z, double x, double y, double halfX, double halfY) {
    }

    /**
     * @param stations upwards
     * @param endsBelow whether it is rounded off below the first station
     * @param endsAbove whether it is rounded off above the last station
     */
    public record Limb(List<Station> stations, boolean endsBelow, boolean endsAbove) {

        public Limb {
            stations = List.copyOf(stations);
            if (stations.isEmpty()) {
                throw new IllegalArgumentException("a limb without a section");
            }
        }

        double at(double x, double y, double z) {
            Station s = section(z);
            double a = (x - s.x) / s.halfX;
            double b = (y - s.y) / s.halfY;
            double r = Math.min(s.halfX, s.halfY);
            double q = Math.sqrt(a * a + b * b);
            double beyond = endsBelow && z < stations.getFirst().z ? stations.getFirst().z - z
                    : endsAbove && z > stations.getLast().z ? z - stations.getLast().z : 0;
            double c = beyond / r;
            return (Math.sqrt(q * q + c * c) - 1) * r;
        }

        private Station section(double z) {
            int n = stations.size();
            if (z <= stations.getFirst().z) {
                return stations.getFirst();
            }
            if (z >= stations.getLast().z) {
                return stations.getLast();
            }
            int i = 1;
            while (i < n - 1 && stations.get(i).z < z) {
                i++;
            }
            Station a = stations.get(i - 1);
            Station b = stations.get(i);
            double t = (z - a.z) / (b.z - a.z);
            double w = t * t * (3 - 2 * t);
            return new Station(z, a.x + w * (b.x - a.x), a.y + w * (b.y - a.y), a.halfX + w * (b.halfX - a.halfX),
                    a.halfY + w * (b.halfY - a.halfY));
        }
    }

    /** An ellipsoid along the axes of the LPS frame: centre and semi-axes, m. */
    public record Ellipsoid(Vec3 centre, Vec3 half) {

        /** Less than 1 inside. */
        double at(double x, double y, double z) {
            double a = (x - centre.x()) / half.x();
            double b = (y - centre.y()) / half.y();
            double c = (z - centre.z()) / half.z();
            return Math.sqrt(a * a + b * b + c * c);
        }
    }

    public BodyOutline {
        limbs = List.copyOf(limbs);
        viscera = List.copyOf(viscera);
        lungs = List.copyOf(lungs);
        if (limbs.isEmpty() || !(fat >= 0) || !(blend > 0)) {
            throw new IllegalArgumentException(limbs.size() + " limbs, " + fat + " m of fat, a transition of " + blend + " m");
        }
    }

    /** About the distance from the skin, m, negative inside. */
    public double at(double x, double y, double z) {
        double d = 1;
        for (Limb l : limbs) {
            double v = l.at(x, y, z);
            double h = blend - Math.abs(d - v);
            d = Math.min(d, v) - (h > 0 ? h * h / (4 * blend) : 0);
        }
        return d;
    }

    /**
     * One limb around given points for want of anything better: an ellipse around all of them.
     *
     * @param bounds smallest x, y, z and largest x, y, z, LPS, m
     * @param tissue thickness of soft tissue around them, m
     */
    public static BodyOutline around(double[] bounds, double tissue) {
        if (bounds.length != 6 || !Arrays.stream(bounds).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("no outline around " + Arrays.toString(bounds));
        }
        Station s = new Station(0, 0.5 * (bounds[0] + bounds[3]), 0.5 * (bounds[1] + bounds[4]), 0.5 * (bounds[3] - bounds[0]) + tissue,
                0.5 * (bounds[4] - bounds[1]) + tissue);
        return new BodyOutline(List.of(new Limb(List.of(s), false, false)), 0.3 * tissue, 0.03, List.of(), List.of());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.orthotwin.geometry.Vec3;

/** A division of the bone round an implant into the zones in which the literature reports it. */
public interface ZoneScheme {

    /** Name and source. */
    String name();

    /** Ids of the zones in their usual order. */
    List<String> zones();

    /** The zone of a place (m, in the frame that the scheme was made in), if it lies in one. */
    Optional<String> zoneOf(Vec3 point);

    /** The same zones, but only of the places that a test lets through, such as those outside an implant. */
    default ZoneScheme where(Predicate<Vec3> test) {
        ZoneScheme all = this;
        return new ZoneScheme() {
            @Override
            public String name() {
                return all.name();
            }

            @Override
            public List<String> zones() {
                return all.zones();
            }

            @Override
            public Optional<String> zoneOf(Vec3 point) {
                Optional<String> zone = all.zoneOf(point);
                return zone.isPresent() && test.test(point) ? zone : Optional.empty();
            }
        };
    }

    /** Everything is one zone, {@code whole}. */
    ZoneScheme WHOLE = new ZoneScheme() {
        @Override
        public String name() {
            return "whole bone";
        }

        @Override
        public List<String> zones() {
            return List.of("whole");
        }

        @Override
        public Optional<String> zoneOf(Vec3 point) {
            return Optional.of("whole");
        }
    };

    /**
     * Gruen's seven zones round a femoral stem in the coronal plane (Gruen, McNeice, Amstutz 1979): thirds of the stem laterally (1 to 3)
     * and medially (7 to 5), zone 4 below its tip. What lies above the resection belongs to zones 1 and 7.
     *
     * @param proximal where the stem's axis leaves the resected femur, m
     * @param tip end of the stem, m
     * @param lateral direction, not along the axis
     * @param below length of zone 4, m
     */
    static ZoneScheme gruen(Vec3 proximal, Vec3 tip, Vec3 lateral, double below) {
        Vec3 axis = tip.minus(proximal);
        double length = axis.norm();
        Vec3 down = axis.normalized();
        Vec3 side = lateral.minus(down.times(lateral.dot(down))).normalized();
        if (!(below > 0)) {
            throw new IllegalArgumentException("zone 4 of " + below + " m; more than 0 is expected");
        }
        return new ZoneScheme() {
            @Override
            public String name() {
                return "Gruen 1979";
            }

            @Override
            public List<String> zones() {
                return List.of("1", "2", "3", "4", "5", "6", "7");
            }

            @Override
            public Optional<String> zoneOf(Vec3 point) {
                Vec3 d = point.minus(proximal);
                double along = d.dot(down) / length;
                if (along > 1) {
                    return (along - 1) * length <= below ? Optional.of("4") : Optional.empty();
                }
                int third = Math.clamp((int) Math.floor(3 * along), 0, 2);
                boolean laterally = d.dot(side) >= 0;
                return Optional.of(String.valueOf(laterally ? 1 + third : 7 - third));
            }
        };
    }

    /**
     * The three zones round a cup in the coronal plane (DeLee and Charnley 1976): I from lateral to superior, II from superior to medial,
     * III from medial to inferior, in a shell round the cup.
     *
     * @param centre of the cup's sphere, m
     * @param lateral direction
     * @param superior direction, not along the lateral one
     * @param radius of the cup's outside, m
     * @param shell thickness of bone that is looked at, m
     */
    static ZoneScheme deLeeCharnley(Vec3 centre, Vec3 lateral, Vec3 superior, double radius, double shell) {
        Vec3 x = lateral.normalized();
        Vec3 y = superior.minus(x.times(superior.dot(x))).normalized();
        if (!(radius > 0 && shell > 0)) {
            throw new IllegalArgumentException("cup radius " + radius + " m and shell " + shell + " m; more than 0 is expected");
        }
        return new ZoneScheme() {
            @Override
            public String name() {
                return "DeLee and Charnley 1976";
            }

            @Override
            public List<String> zones() {
                return List.of("I", "II", "III");
            }

            @Override
            public Optional<String> zoneOf(Vec3 point) {
                Vec3 d = point.minus(centre);
                double r = d.norm();
                if (r < radius || r > radius + shell) {
                    return Optional.empty();
                }
                boolean laterally = d.dot(x) >= 0;
                boolean above = d.dot(y) >= 0;
                return laterally ? above ? Optional.of("I") : Optional.empty() : Optional.of(above ? "II" : "III");
            }
        };
    }

    /**
     * Quadrants of the glenoid vault to a depth below the articular plane.
     *
     * @param centre of the glenoid, m
     * @param medial direction into the bone
     * @param superior direction, not along the medial one
     * @param anterior direction that tells front from back
     * @param radius of the region about the centre, in the plane, m
     * @param depth m
     */
    static ZoneScheme glenoidVault(Vec3 centre, Vec3 medial, Vec3 superior, Vec3 anterior, double radius, double depth) {
        Vec3 in = medial.normalized();
        Vec3 up = superior.minus(in.times(superior.dot(in))).normalized();
        Vec3 across = in.cross(up);
        Vec3 front = across.dot(anterior) >= 0 ? across : across.negate();
        if (!(radius > 0 && depth > 0)) {
            throw new IllegalArgumentException("glenoid radius " + radius + " m and depth " + depth + " m; more than 0 is expected");
        }
        return new ZoneScheme() {
            @Override
            public String name() {
                return "glenoid vault quadrants";
            }

            @Override
            public List<String> zones() {
                return List.of("anterosuperior", "anteroinferior", "posterosuperior", "posteroinferior");
            }

            @Override
            public Optional<String> zoneOf(Vec3 point) {
                Vec3 d = point.minus(centre);
                double deep = d.dot(in);
                double a = d.dot(front);
                double s = d.dot(up);
                if (deep < 0 || deep > depth || Math.hypot(a, s) > radius) {
                    return Optional.empty();
                }
                return Optional.of((a >= 0 ? "antero" : "postero") + (s >= 0 ? "superior" : "inferior"));
            }
        };
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.report.JointScene;

/** The axes of parts along which an oblique slice can lie. */
final class Axes {

    /** A part this many times as long as it is thick has an axis of its own; the others have that of their first mating feature. */
    private static final double LONG = 5;

    private Axes() {
    }

    /**
     * An axis of a part, and the plane through it in which most of the part lies.
     *
     * @param role of the part
     * @param point on the axis, in the space of slices, m
     * @param direction unit vector along it
     * @param across unit vector at a right angle to it, in the plane
     */
    record Axis(String role, Vec3 point, Vec3 direction, Vec3 across) {
    }

    /** @param place the pose of the surface frame of a bone in the space of slices, by its id */
    static List<Axis> of(List<PlacedPart> parts, Function<String, RigidTransform> place) {
        List<Axis> found = new ArrayList<>();
        for (PlacedPart p : parts) {
            JointScene.visible(p.part()).stream().findFirst().ifPresent(mesh -> {
                RigidTransform pose = place.apply(p.body()).times(p.pose());
                Axis own = elongated(p.role(), pose, mesh);
                if (own != null) {
                    found.add(own);
                } else {
                    p.part().features().values().stream().findFirst().ifPresent(f -> found.add(axis(p.role(), pose, f.translation(), f.axis(
                            2), f.axis(0))));
                }
            });
        }
        return found;
    }

    /** The axis of a long part and the plane in which most of it lies; null for one that is as thick as it is long. */
    private static Axis elongated(String role, RigidTransform pose, TriangleMesh mesh) {
        double[] b = mesh.bounds();
        double length = new Vec3(b[3] - b[0], b[4] - b[1], b[5] - b[2]).norm();
        try {
            LineFit line = LineFit.of(mesh.vertices());
            if (length > LONG * line.rms()) {
                Vec3 along = line.direction();
                return axis(role, pose, line.point(), along, PlaneFit.of(mesh.vertices()).normal().cross(along));
            }
        } catch (IllegalArgumentException e) {
            // a body of revolution that spreads alike in two directions has no line or plane of its own
        }
        return null;
    }

    private static Axis axis(String role, RigidTransform pose, Vec3 point, Vec3 along, Vec3 across) {
        Vec3 d = pose.rotate(along).normalized();
        Vec3 a = pose.rotate(across);
        return new Axis(role, pose.apply(point), d, a.minus(d.times(a.dot(d))).normalized());
    }
}

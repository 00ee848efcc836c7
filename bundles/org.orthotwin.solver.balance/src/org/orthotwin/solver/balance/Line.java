/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * A line that pulls the two bodies of a joint together: a ligament's fibre with its law, or a muscle or tendon that pulls with a given
 * tension. It is straight between its points, each fixed to one of the bodies, but for surfaces that it goes round ({@link FibrePath}).
 */
public final class Line {

    private final String name;
    private final FibrePath path;
    private final FibreLaw law;
    private final double tension;

    /**
     * A fibre.
     *
     * @param points each in the joint's frame of its body, m
     * @param onChild whether each is on the distal body
     */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, FibreLaw law) {
        this(name, path(name, points, onChild, 0), law, 0);
    }

    /** A line that pulls with the same tension at any length, N. */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, double tension) {
        this(name, path(name, points, onChild, tension), null, tension);
    }

    /** A fibre along a path. */
    public Line(String name, FibrePath path, FibreLaw law) {
        this(name, path, law, 0);
    }

    private Line(String name, FibrePath path, FibreLaw law, double tension) {
        this.name = name;
        this.path = path;
        this.law = law;
        this.tension = tension;
    }

    private static FibrePath path(String name, List<Vec3> points, List<Boolean> onChild, double tension) {
        if (points.size() < 2 || points.size() != onChild.size() || !(tension >= 0)
                || points.stream().anyMatch(p -> !p.isFinite())) {
            throw new IllegalArgumentException("line '" + name + "' of " + points.size() + " points with a tension of " + tension + " N");
        }
        return new FibrePath(points, onChild, List.of());
    }

    /** The same line over surfaces. */
    public Line round(List<FibrePath.Surface> surfaces) {
        return new Line(name, path.over(surfaces), law, tension);
    }

    public String name() {
        return name;
    }

    /** The fibre's law; null for a given tension. */
    public FibreLaw law() {
        return law;
    }

    /** Length in m with the distal body's joint frame in this pose in the proximal one. */
    public double length(RigidTransform child) {
        return path.length(child);
    }

    /** Tension in N in a pose. */
    public double tension(RigidTransform child) {
        return law == null ? tension : law.force(path.length(child));
    }

    /** Whether it lies on a surface in the pose that was asked for last. */
    boolean wraps() {
        return path.wraps();
    }

    /** Adds what it does to the distal body. */
    void addTo(Wrench w, RigidTransform child) {
        double length = path.length(child);
        double pull = law == null ? tension : law.force(length);
        if (pull > 0) {
            path.derive();
            w.pull(path, pull, law == null ? 0 : law.tangent(length));
        }
    }
}

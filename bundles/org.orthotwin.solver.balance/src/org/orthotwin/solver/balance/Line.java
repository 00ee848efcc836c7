/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * A line that pulls the two bodies of a joint together: a ligament's fibre with its law, or a muscle or tendon that pulls with a given
 * tension. It is straight between its points, each fixed to one of the bodies.
 */
public final class Line {

    private final String name;
    private final double[] points;
    private final boolean[] onChild;
    private final FibreLaw law;
    private final double tension;
    private final double[] placed;

    /**
     * A fibre.
     *
     * @param points each in the joint's frame of its body, m
     * @param onChild whether each is on the distal body
     */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, FibreLaw law) {
        this(name, points, onChild, law, 0);
    }

    /** A line that pulls with the same tension at any length, N. */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, double tension) {
        this(name, points, onChild, null, tension);
    }

    private Line(String name, List<Vec3> points, List<Boolean> onChild, FibreLaw law, double tension) {
        if (points.size() < 2 || points.size() != onChild.size() || !(tension >= 0)
                || points.stream().anyMatch(p -> !p.isFinite())) {
            throw new IllegalArgumentException("line '" + name + "' of " + points.size() + " points with a tension of " + tension + " N");
        }
        this.name = name;
        this.points = new double[3 * points.size()];
        this.onChild = new boolean[points.size()];
        for (int i = 0; i < points.size(); i++) {
            Vec3 p = points.get(i);
            this.points[3 * i] = p.x();
            this.points[3 * i + 1] = p.y();
            this.points[3 * i + 2] = p.z();
            this.onChild[i] = onChild.get(i);
        }
        this.law = law;
        this.tension = tension;
        placed = new double[this.points.length];
    }

    public String name() {
        return name;
    }

    /** The fibre's law; null for a given tension. */
    public FibreLaw law() {
        return law;
    }

    /** Puts the points into the joint's proximal frame; returns the length in m. */
    private double place(RigidTransform child) {
        double length = 0;
        for (int i = 0; i < onChild.length; i++) {
            int o = 3 * i;
            double x = points[o];
            double y = points[o + 1];
            double z = points[o + 2];
            if (onChild[i]) {
                placed[o] = child.r(0, 0) * x + child.r(0, 1) * y + child.r(0, 2) * z + child.t(0);
                placed[o + 1] = child.r(1, 0) * x + child.r(1, 1) * y + child.r(1, 2) * z + child.t(1);
                placed[o + 2] = child.r(2, 0) * x + child.r(2, 1) * y + child.r(2, 2) * z + child.t(2);
            } else {
                placed[o] = x;
                placed[o + 1] = y;
                placed[o + 2] = z;
            }
            if (i > 0) {
                double dx = placed[o] - placed[o - 3];
                double dy = placed[o + 1] - placed[o - 2];
                double dz = placed[o + 2] - placed[o - 1];
                length += Math.sqrt(dx * dx + dy * dy + dz * dz);
            }
        }
        return length;
    }

    /** Length in m with the distal body's joint frame in this pose in the proximal one. */
    public double length(RigidTransform child) {
        return place(child);
    }

    /** Tension in N in a pose. */
    public double tension(RigidTransform child) {
        return law == null ? tension : law.force(place(child));
    }

    /** Adds what it does to the distal body. */
    void addTo(Wrench w, RigidTransform child) {
        double length = place(child);
        double t = law == null ? tension : law.force(length);
        if (!(t > 0)) {
            return;
        }
        double tangent = law == null ? 0 : law.tangent(length);
        w.begin();
        for (int i = 1; i < onChild.length; i++) {
            if (onChild[i] != onChild[i - 1]) {
                int a = onChild[i] ? 3 * i : 3 * i - 3;
                int b = onChild[i] ? 3 * i - 3 : 3 * i;
                w.pull(placed[a], placed[a + 1], placed[a + 2], placed[b], placed[b + 1], placed[b + 2], t);
            }
        }
        w.end(tangent);
    }
}

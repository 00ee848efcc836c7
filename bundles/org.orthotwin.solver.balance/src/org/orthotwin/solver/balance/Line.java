/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.geometry.wrap.WrappedPath;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * A line that pulls the two bodies of a joint together: a ligament's fibre with its law, or a muscle or tendon that pulls with a given
 * tension. It is straight between its points, each fixed to one of the bodies, but for surfaces that it goes round.
 */
public final class Line {

    /** A surface that lines go round. Not for several threads at once. */
    public static final class Wrap {
        private final WrappedPath path;
        private final boolean onChild;
        private final RigidTransform pose;

        /**
         * @param onChild whether it is fixed to the distal body
         * @param pose of the shape's frame in the joint's frame of its body
         */
        public Wrap(WrapShape shape, boolean onChild, RigidTransform pose) {
            path = new WrappedPath(shape);
            this.onChild = onChild;
            this.pose = pose;
        }

        private double length(RigidTransform at, double px, double py, double pz, double qx, double qy, double qz) {
            double ax = px - at.t(0);
            double ay = py - at.t(1);
            double az = pz - at.t(2);
            double bx = qx - at.t(0);
            double by = qy - at.t(1);
            double bz = qz - at.t(2);
            return path.length(at.r(0, 0) * ax + at.r(1, 0) * ay + at.r(2, 0) * az, at.r(0, 1) * ax + at.r(1, 1) * ay + at.r(2, 1) * az,
                    at.r(0, 2) * ax + at.r(1, 2) * ay + at.r(2, 2) * az, at.r(0, 0) * bx + at.r(1, 0) * by + at.r(2, 0) * bz,
                    at.r(0, 1) * bx + at.r(1, 1) * by + at.r(2, 1) * bz, at.r(0, 2) * bx + at.r(1, 2) * by + at.r(2, 2) * bz);
        }
    }

    private final String name;
    private final double[] points;
    private final boolean[] onChild;
    private final FibreLaw law;
    private final double tension;
    private final List<Wrap> wraps;
    private final double[] placed;
    private final boolean[] placedOnChild;
    private int count;

    /**
     * A fibre.
     *
     * @param points each in the joint's frame of its body, m
     * @param onChild whether each is on the distal body
     */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, FibreLaw law) {
        this(name, points, onChild, List.of(), law, 0);
    }

    /** A line that pulls with the same tension at any length, N. */
    public Line(String name, List<Vec3> points, List<Boolean> onChild, double tension) {
        this(name, points, onChild, List.of(), null, tension);
    }

    private Line(String name, List<Vec3> points, List<Boolean> onChild, List<Wrap> wraps, FibreLaw law, double tension) {
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
        this.wraps = List.copyOf(wraps);
        placed = new double[9 * points.size()];
        placedOnChild = new boolean[3 * points.size()];
    }

    /**
     * The same line round surfaces: of those that are in the way of a stretch between two points it goes round the first. Where it meets
     * and leaves one is taken as fixed to it in the stiffness; the force is exact, for a shortest way needs no more.
     */
    public Line round(List<Wrap> surfaces) {
        List<Vec3> at = new java.util.ArrayList<>();
        List<Boolean> on = new java.util.ArrayList<>();
        for (int i = 0; i < onChild.length; i++) {
            at.add(Vec3.of(points, 3 * i));
            on.add(onChild[i]);
        }
        return new Line(name, at, on, surfaces, law, tension);
    }

    public String name() {
        return name;
    }

    /** The fibre's law; null for a given tension. */
    public FibreLaw law() {
        return law;
    }

    /**
     * Puts the points into the joint's proximal frame, those where it meets and leaves what it wraps among them.
     *
     * @return the length in m
     */
    private double place(RigidTransform child) {
        double length = 0;
        count = 0;
        for (int i = 0; i < onChild.length; i++) {
            int o = 3 * i;
            double x = points[o];
            double y = points[o + 1];
            double z = points[o + 2];
            if (onChild[i]) {
                double u = child.r(0, 0) * x + child.r(0, 1) * y + child.r(0, 2) * z + child.t(0);
                double v = child.r(1, 0) * x + child.r(1, 1) * y + child.r(1, 2) * z + child.t(1);
                z = child.r(2, 0) * x + child.r(2, 1) * y + child.r(2, 2) * z + child.t(2);
                x = u;
                y = v;
            }
            if (i > 0) {
                int from = 3 * (count - 1);
                double dx = x - placed[from];
                double dy = y - placed[from + 1];
                double dz = z - placed[from + 2];
                double part = Math.sqrt(dx * dx + dy * dy + dz * dz);
                for (Wrap w : wraps) {
                    RigidTransform pose = w.onChild ? child.times(w.pose) : w.pose;
                    double round = w.length(pose, placed[from], placed[from + 1], placed[from + 2], x, y, z);
                    if (w.path.touches()) {
                        part = round;
                        add(pose.r(0, 0) * w.path.first(0) + pose.r(0, 1) * w.path.first(1) + pose.r(0, 2) * w.path.first(2) + pose.t(0),
                                pose.r(1, 0) * w.path.first(0) + pose.r(1, 1) * w.path.first(1) + pose.r(1, 2) * w.path.first(2) +
                                        pose.t(1),
                                pose.r(2, 0) * w.path.first(0) + pose.r(2, 1) * w.path.first(1) + pose.r(2, 2) * w.path.first(2) +
                                        pose.t(2),
                                w.onChild);
                        add(pose.r(0, 0) * w.path.last(0) + pose.r(0, 1) * w.path.last(1) + pose.r(0, 2) * w.path.last(2) + pose.t(0),
                                pose.r(1, 0) * w.path.last(0) + pose.r(1, 1) * w.path.last(1) + pose.r(1, 2) * w.path.last(2) + pose.t(1),
                                pose.r(2, 0) * w.path.last(0) + pose.r(2, 1) * w.path.last(1) + pose.r(2, 2) * w.path.last(2) + pose.t(2),
                                w.onChild);
                        break;
                    }
                }
                length += part;
            }
            add(x, y, z, onChild[i]);
        }
        return length;
    }

    private void add(double x, double y, double z, boolean distal) {
        placed[3 * count] = x;
        placed[3 * count + 1] = y;
        placed[3 * count + 2] = z;
        placedOnChild[count] = distal;
        count++;
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
        for (int i = 1; i < count; i++) {
            if (placedOnChild[i] != placedOnChild[i - 1]) {
                int a = placedOnChild[i] ? 3 * i : 3 * i - 3;
                int b = placedOnChild[i] ? 3 * i - 3 : 3 * i;
                w.pull(placed[a], placed[a + 1], placed[a + 2], placed[b], placed[b + 1], placed[b + 2], t);
            }
        }
        w.end(tangent);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.Arrays;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Where the segments of a model are, how they move, and what it takes to move them so.
 *
 * <p>Poses, velocities and accelerations go from the ground outward, forces back (Newton and Euler's equations, recursively; R Featherstone
 * 2008, Rigid body dynamics algorithms, ch. 5, doi:10.1007/978-1-4899-7560-7): all of it in time proportional to the number of segments.
 * All vectors are in the ground's frame. A generalised force is conjugate to the rate of its coordinate, for free and ball joints, too,
 * whose coordinates are angles about successive axes. One instance for each thread.
 */
public final class Posture {

    private final MultibodyModel model;
    private final double[] q;
    private final double[] u;
    private final double[] a;
    private final RigidTransform[] pose;
    private final Vec3[] spin;
    private final Vec3[] spinRate;
    private final Vec3[] velocity;
    private final Vec3[] acceleration;
    // by link
    private final Vec3[] centre;
    private final RigidTransform[] moving;
    private final Vec3[][] turns;
    private final Vec3[][] shifts;
    private final Vec3[] force;
    private final Vec3[] moment;
    private final int[] linkOf;
    private boolean moves;

    public Posture(MultibodyModel model) {
        this.model = model;
        int n = model.coordinates().size();
        q = new double[n];
        u = new double[n];
        a = new double[n];
        int s = model.segments().size();
        pose = new RigidTransform[s];
        spin = new Vec3[s];
        spinRate = new Vec3[s];
        velocity = new Vec3[s];
        acceleration = new Vec3[s];
        centre = new Vec3[s];
        moving = new RigidTransform[s];
        turns = new Vec3[s][];
        shifts = new Vec3[s][];
        force = new Vec3[s];
        moment = new Vec3[s];
        linkOf = new int[s];
        for (int i = 0; i < s; i++) {
            Link l = model.links().get(i);
            linkOf[l.child()] = i;
            turns[i] = new Vec3[l.turns().size()];
            shifts[i] = new Vec3[l.shifts().size()];
        }
        at(model.defaults());
    }

    public MultibodyModel model() {
        return model;
    }

    /**
     * Takes a posture at rest.
     *
     * @param values of all coordinates, rad or m; those that follow others are taken as they are
     */
    public Posture at(double[] values) {
        System.arraycopy(values, 0, q, 0, q.length);
        Arrays.fill(u, 0);
        Arrays.fill(a, 0);
        place();
        moves = false;
        return this;
    }

    /** Takes a posture in motion: values, velocities and accelerations of all coordinates, rad or m and s. */
    public Posture at(double[] values, double[] velocities, double[] accelerations) {
        System.arraycopy(values, 0, q, 0, q.length);
        System.arraycopy(velocities, 0, u, 0, u.length);
        System.arraycopy(accelerations, 0, a, 0, a.length);
        place();
        move();
        return this;
    }

    private void place() {
        for (int i = 0; i < pose.length; i++) {
            Link l = model.links().get(i);
            RigidTransform f = l.parent() < 0 ? l.inParent() : pose[l.parent()].times(l.inParent());
            RigidTransform r = f;
            for (int k = 0; k < turns[i].length; k++) {
                Link.Axis axis = l.turns().get(k);
                turns[i][k] = r.rotate(axis.direction());
                double angle = axis.function().value(value(axis.coordinate()));
                r = angle == 0 ? r : r.times(RigidTransform.rotation(axis.direction(), angle));
            }
            Vec3 o = f.translation();
            for (int k = 0; k < shifts[i].length; k++) {
                Link.Axis axis = l.shifts().get(k);
                shifts[i][k] = f.rotate(axis.direction());
                o = o.plus(shifts[i][k].times(axis.function().value(value(axis.coordinate()))));
            }
            moving[i] = r.withTranslation(o);
            centre[i] = o;
            pose[l.child()] = moving[i].times(l.inChild().inverse());
        }
    }

    private void move() {
        moves = true;
        for (int i = 0; i < pose.length; i++) {
            Link l = model.links().get(i);
            int p = l.parent();
            Vec3 w = p < 0 ? Vec3.ZERO : spin[p];
            Vec3 wr = p < 0 ? Vec3.ZERO : spinRate[p];
            Vec3 arm = p < 0 ? Vec3.ZERO : centre[i].minus(pose[p].translation());
            Vec3 shift = Vec3.ZERO;
            Vec3 shiftRate = Vec3.ZERO;
            for (int k = 0; k < shifts[i].length; k++) {
                Link.Axis axis = l.shifts().get(k);
                shift = shift.plus(shifts[i][k].times(rate(axis)));
                shiftRate = shiftRate.plus(shifts[i][k].times(rateOfRate(axis)));
            }
            Vec3 v = p < 0 ? shift : velocity[p].plus(w.cross(arm)).plus(shift);
            Vec3 vr = (p < 0 ? Vec3.ZERO : acceleration[p]).plus(wr.cross(arm)).plus(w.cross(w.cross(arm))).plus(w.cross(shift).times(2))
                    .plus(shiftRate);
            for (int k = 0; k < turns[i].length; k++) {
                Link.Axis axis = l.turns().get(k);
                Vec3 turn = turns[i][k].times(rate(axis));
                wr = wr.plus(w.cross(turn)).plus(turns[i][k].times(rateOfRate(axis)));
                w = w.plus(turn);
            }
            int c = l.child();
            Vec3 to = pose[c].translation().minus(centre[i]);
            spin[c] = w;
            spinRate[c] = wr;
            velocity[c] = v.plus(w.cross(to));
            acceleration[c] = vr.plus(wr.cross(to)).plus(w.cross(w.cross(to)));
        }
    }

    private double value(int coordinate) {
        return coordinate < 0 ? 0 : q[coordinate];
    }

    private double rate(Link.Axis axis) {
        int c = axis.coordinate();
        return c < 0 ? 0 : axis.function().slope(q[c]) * u[c];
    }

    private double rateOfRate(Link.Axis axis) {
        int c = axis.coordinate();
        return c < 0 ? 0 : axis.function().slope(q[c]) * a[c] + axis.function().curvature(q[c]) * u[c] * u[c];
    }

    /** Value of a coordinate, rad or m. */
    public double coordinate(int i) {
        return q[i];
    }

    /** Velocity of a coordinate, rad/s or m/s. */
    public double velocity(int i) {
        return u[i];
    }

    /** Pose of a segment in the ground. */
    public RigidTransform pose(int segment) {
        return segment < 0 ? RigidTransform.IDENTITY : pose[segment];
    }

    /** Where a point of a segment is in the ground, m. */
    public Vec3 point(int segment, Vec3 position) {
        return segment < 0 ? position : pose[segment].apply(position);
    }

    /** Velocity of a point that goes with a segment, given by where it is in the ground, m/s. */
    public Vec3 velocity(int segment, Vec3 at) {
        if (segment < 0 || !moves) {
            return Vec3.ZERO;
        }
        return velocity[segment].plus(spin[segment].cross(at.minus(pose[segment].translation())));
    }

    /** Acceleration of a point that goes with a segment, given by where it is in the ground, m/s2. */
    public Vec3 acceleration(int segment, Vec3 at) {
        if (segment < 0 || !moves) {
            return Vec3.ZERO;
        }
        Vec3 d = at.minus(pose[segment].translation());
        Vec3 w = spin[segment];
        return acceleration[segment].plus(spinRate[segment].cross(d)).plus(w.cross(w.cross(d)));
    }

    /** Centre of a joint in the ground: the origin of its frame in the child, m. */
    public Vec3 centre(int link) {
        return centre[link];
    }

    /** Pose of a joint's frame in the child, in the ground. */
    public RigidTransform childFrame(int link) {
        return moving[link];
    }

    /**
     * Adds to each coordinate how fast a point of a segment moves in a direction with it, times a factor: a row of a Jacobian.
     *
     * @param at where the point is in the ground, m
     */
    public void sensitivity(int segment, Vec3 at, Vec3 direction, double factor, double[] row) {
        for (int s = segment; s >= 0; s = model.links().get(linkOf[s]).parent()) {
            int i = linkOf[s];
            spread(i, direction, at.minus(centre[i]).cross(direction), factor, row);
        }
    }

    /** What a force and a moment about a joint's centre do along its axes. */
    private void spread(int i, Vec3 f, Vec3 m, double factor, double[] row) {
        Link l = model.links().get(i);
        for (int k = 0; k < turns[i].length; k++) {
            Link.Axis axis = l.turns().get(k);
            if (axis.coordinate() >= 0) {
                row[axis.coordinate()] += factor * axis.function().slope(q[axis.coordinate()]) * turns[i][k].dot(m);
            }
        }
        for (int k = 0; k < shifts[i].length; k++) {
            Link.Axis axis = l.shifts().get(k);
            if (axis.coordinate() >= 0) {
                row[axis.coordinate()] += factor * axis.function().slope(q[axis.coordinate()]) * shifts[i][k].dot(f);
            }
        }
    }

    /**
     * What must act along the coordinates so that the model moves as it does under gravity and other loads.
     *
     * @param loads forces and moments on segments; null for none
     * @return for each coordinate N or N.m, those that follow others for themselves
     */
    public double[] requiredForces(Loads loads) {
        if (!moves) {
            move();
        }
        for (int i = 0; i < pose.length; i++) {
            Link l = model.links().get(i);
            Segment s = model.segments().get(l.child());
            RigidTransform x = pose[l.child()];
            Vec3 com = x.apply(s.centre());
            Vec3 f = acceleration(l.child(), com).minus(model.gravity()).times(s.mass());
            Vec3 w = spin[l.child()];
            RigidTransform back = x.withTranslation(Vec3.ZERO).inverse();
            Vec3 local = back.rotate(w);
            Vec3 m = x.rotate(s.timesInertia(back.rotate(spinRate[l.child()]))).plus(w.cross(x.rotate(s.timesInertia(local))));
            m = m.plus(com.minus(centre[i]).cross(f));
            if (loads != null) {
                Vec3 given = loads.force(l.child());
                f = f.minus(given);
                m = m.minus(loads.moment(l.child()).minus(centre[i].cross(given)));
            }
            force[i] = f;
            moment[i] = m;
        }
        double[] required = new double[q.length];
        for (int i = pose.length - 1; i >= 0; i--) {
            Link l = model.links().get(i);
            spread(i, force[i], moment[i], 1, required);
            if (l.parent() >= 0) {
                int p = linkOf[l.parent()];
                force[p] = force[p].plus(force[i]);
                moment[p] = moment[p].plus(moment[i]).plus(centre[i].minus(centre[p]).cross(force[i]));
            }
        }
        return required;
    }

    /** Force that the parent exerts on the child through a joint at the last {@link #requiredForces}, N. */
    public Vec3 jointForce(int link) {
        return force[link];
    }

    /** Moment about the joint's centre that the parent exerts on the child, with what acts along the coordinates, N.m. */
    public Vec3 jointMoment(int link) {
        return moment[link];
    }

    /** Forces and moments on the segments of a model, in the ground's frame. */
    public static final class Loads {
        private final Vec3[] force;
        private final Vec3[] moment;

        public Loads(MultibodyModel model) {
            force = new Vec3[model.segments().size()];
            moment = new Vec3[force.length];
            clear();
        }

        public void clear() {
            Arrays.fill(force, Vec3.ZERO);
            Arrays.fill(moment, Vec3.ZERO);
        }

        /** A force (N) on a segment at a point (m), both in the ground's frame; what acts on the ground is lost. */
        public void push(int segment, Vec3 f, Vec3 at) {
            if (segment >= 0) {
                force[segment] = force[segment].plus(f);
                moment[segment] = moment[segment].plus(at.cross(f));
            }
        }

        /** A free moment on a segment, N.m. */
        public void turn(int segment, Vec3 m) {
            if (segment >= 0) {
                moment[segment] = moment[segment].plus(m);
            }
        }

        Vec3 force(int segment) {
            return force[segment];
        }

        /** About the origin of the ground. */
        Vec3 moment(int segment) {
            return moment[segment];
        }
    }
}

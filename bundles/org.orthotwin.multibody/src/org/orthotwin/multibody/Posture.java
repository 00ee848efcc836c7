/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.multibody;

import java.util.Arrays;
import java.util.List;
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
    private final int[] linkOf;
    // by link: the link of the parent, poses of the joint's frame in the parent, and of the child in that of the joint; rows of nine, three
    private final int links;
    private final int[] parent;
    private final int[] child;
    private final double[] inTurn;
    private final double[] inShift;
    private final double[] outTurn;
    private final double[] outShift;
    private final boolean[] straightIn;
    private final boolean[] straightOut;
    private final Segment[] segment;
    // axes of all links one after the other, turns before shifts
    private final int[] from;
    private final int[] shiftsFrom;
    private final double[] direction;
    private final int[] along;
    private final int[] coordinate;
    private final MotionFunction[] function;
    private final boolean[] itself;
    // in the ground, by axis
    private final double[] axis;
    private final double[] slope;
    // in the ground, by link: of the child, and of the joint's frame in it
    private final double[] turned;
    private final double[] origin;
    private final double[] jointTurned;
    private final double[] centre;
    private final double[] spin;
    private final double[] spinRate;
    private final double[] velocity;
    private final double[] acceleration;
    private final double[] force;
    private final double[] moment;
    private final RigidTransform[] poses;
    private boolean moves;
    private Inertias inertias;

    public Posture(MultibodyModel model) {
        this.model = model;
        int n = model.coordinates().size();
        q = new double[n];
        u = new double[n];
        a = new double[n];
        links = model.segments().size();
        linkOf = new int[links];
        parent = new int[links];
        child = new int[links];
        inTurn = new double[9 * links];
        inShift = new double[3 * links];
        outTurn = new double[9 * links];
        outShift = new double[3 * links];
        straightIn = new boolean[links];
        straightOut = new boolean[links];
        segment = new Segment[links];
        from = new int[links + 1];
        shiftsFrom = new int[links];
        int axes = model.links().stream().mapToInt(l -> l.turns().size() + l.shifts().size()).sum();
        direction = new double[3 * axes];
        along = new int[axes];
        coordinate = new int[axes];
        function = new MotionFunction[axes];
        itself = new boolean[axes];
        axis = new double[3 * axes];
        slope = new double[axes];
        turned = new double[9 * links];
        origin = new double[3 * links];
        jointTurned = new double[9 * links];
        centre = new double[3 * links];
        spin = new double[3 * links];
        spinRate = new double[3 * links];
        velocity = new double[3 * links];
        acceleration = new double[3 * links];
        force = new double[3 * links];
        moment = new double[3 * links];
        poses = new RigidTransform[links];
        int k = 0;
        for (int i = 0; i < links; i++) {
            Link l = model.links().get(i);
            linkOf[l.child()] = i;
            child[i] = l.child();
            // sorted: the parent's link has its number already
            parent[i] = l.parent() < 0 ? -1 : linkOf[l.parent()];
            segment[i] = model.segments().get(l.child());
            straightIn[i] = put(l.inParent(), i, inTurn, inShift);
            straightOut[i] = put(l.inChild().inverse(), i, outTurn, outShift);
            from[i] = k;
            k = put(l.turns(), k);
            shiftsFrom[i] = k;
            k = put(l.shifts(), k);
        }
        from[links] = k;
        at(model.defaults());
    }

    private static boolean put(RigidTransform x, int i, double[] turns, double[] shifts) {
        double[] r = x.rotationMatrix();
        System.arraycopy(r, 0, turns, 9 * i, 9);
        System.arraycopy(x.translation().toArray(), 0, shifts, 3 * i, 3);
        return Arrays.equals(r, RigidTransform.IDENTITY.rotationMatrix());
    }

    private int put(List<Link.Axis> axes, int at) {
        int k = at;
        for (Link.Axis x : axes) {
            double[] d = x.direction().toArray();
            System.arraycopy(d, 0, direction, 3 * k, 3);
            along[k] = -1;
            for (int j = 0; j < 3; j++) {
                if (Math.abs(d[j]) == 1) {
                    along[k] = j;
                }
            }
            coordinate[k] = x.coordinate();
            function[k] = x.function();
            itself[k] = x.coordinate() >= 0 && x.function() instanceof MotionFunction.Linear f && f.factor() == 1 && f.offset() == 0;
            slope[k] = itself[k] ? 1 : 0;
            k++;
        }
        return k;
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

    /** The same posture and velocities with other accelerations, rad/s2 or m/s2. */
    void accelerate(double[] accelerations) {
        System.arraycopy(accelerations, 0, a, 0, a.length);
        move();
    }

    private void place() {
        Arrays.fill(poses, null);
        double[] r = jointTurned;
        for (int i = 0; i < links; i++) {
            int p = parent[i];
            int at = 9 * i;
            double ox = inShift[3 * i];
            double oy = inShift[3 * i + 1];
            double oz = inShift[3 * i + 2];
            if (p < 0) {
                System.arraycopy(inTurn, at, r, at, 9);
            } else {
                double x = turned[9 * p] * ox + turned[9 * p + 1] * oy + turned[9 * p + 2] * oz + origin[3 * p];
                double y = turned[9 * p + 3] * ox + turned[9 * p + 4] * oy + turned[9 * p + 5] * oz + origin[3 * p + 1];
                oz = turned[9 * p + 6] * ox + turned[9 * p + 7] * oy + turned[9 * p + 8] * oz + origin[3 * p + 2];
                ox = x;
                oy = y;
                if (straightIn[i]) {
                    System.arraycopy(turned, 9 * p, r, at, 9);
                } else {
                    times(turned, 9 * p, inTurn, at, r, at);
                }
            }
            // along the axes of the parent, before the frame turns
            for (int k = shiftsFrom[i]; k < from[i + 1]; k++) {
                rotate(r, at, direction, k, axis);
                double way = value(k);
                ox += axis[3 * k] * way;
                oy += axis[3 * k + 1] * way;
                oz += axis[3 * k + 2] * way;
            }
            for (int k = from[i]; k < shiftsFrom[i]; k++) {
                rotate(r, at, direction, k, axis);
                double angle = value(k);
                if (angle != 0) {
                    turn(r, at, k, angle);
                }
            }
            centre[3 * i] = ox;
            centre[3 * i + 1] = oy;
            centre[3 * i + 2] = oz;
            double x = outShift[3 * i];
            double y = outShift[3 * i + 1];
            double z = outShift[3 * i + 2];
            origin[3 * i] = r[at] * x + r[at + 1] * y + r[at + 2] * z + ox;
            origin[3 * i + 1] = r[at + 3] * x + r[at + 4] * y + r[at + 5] * z + oy;
            origin[3 * i + 2] = r[at + 6] * x + r[at + 7] * y + r[at + 8] * z + oz;
            if (straightOut[i]) {
                System.arraycopy(r, at, turned, at, 9);
            } else {
                times(r, at, outTurn, at, turned, at);
            }
        }
    }

    private static void times(double[] m, int i, double[] n, int j, double[] to, int k) {
        for (int row = 0; row < 9; row += 3) {
            double x = m[i + row];
            double y = m[i + row + 1];
            double z = m[i + row + 2];
            to[k + row] = x * n[j] + y * n[j + 3] + z * n[j + 6];
            to[k + row + 1] = x * n[j + 1] + y * n[j + 4] + z * n[j + 7];
            to[k + row + 2] = x * n[j + 2] + y * n[j + 5] + z * n[j + 8];
        }
    }

    private static void rotate(double[] m, int i, double[] v, int k, double[] to) {
        double x = v[3 * k];
        double y = v[3 * k + 1];
        double z = v[3 * k + 2];
        to[3 * k] = m[i] * x + m[i + 1] * y + m[i + 2] * z;
        to[3 * k + 1] = m[i + 3] * x + m[i + 4] * y + m[i + 5] * z;
        to[3 * k + 2] = m[i + 6] * x + m[i + 7] * y + m[i + 8] * z;
    }

    /** Turns a frame about an axis of its own. */
    private void turn(double[] r, int at, int k, double angle) {
        double s = Math.sin(angle);
        double c = Math.cos(angle);
        if (along[k] >= 0) {
            int i = (along[k] + 1) % 3;
            int j = (along[k] + 2) % 3;
            s *= direction[3 * k + along[k]];
            for (int row = at; row < at + 9; row += 3) {
                double x = r[row + i];
                double y = r[row + j];
                r[row + i] = c * x + s * y;
                r[row + j] = c * y - s * x;
            }
            return;
        }
        double dx = direction[3 * k];
        double dy = direction[3 * k + 1];
        double dz = direction[3 * k + 2];
        double v = 1 - c;
        double m0 = c + dx * dx * v;
        double m1 = dx * dy * v - dz * s;
        double m2 = dx * dz * v + dy * s;
        double m3 = dy * dx * v + dz * s;
        double m4 = c + dy * dy * v;
        double m5 = dy * dz * v - dx * s;
        double m6 = dz * dx * v - dy * s;
        double m7 = dz * dy * v + dx * s;
        double m8 = c + dz * dz * v;
        for (int row = at; row < at + 9; row += 3) {
            double x = r[row];
            double y = r[row + 1];
            double z = r[row + 2];
            r[row] = x * m0 + y * m3 + z * m6;
            r[row + 1] = x * m1 + y * m4 + z * m7;
            r[row + 2] = x * m2 + y * m5 + z * m8;
        }
    }

    /** Value of an axis' function; sets its slope. */
    private double value(int k) {
        int c = coordinate[k];
        if (itself[k]) {
            return q[c];
        }
        slope[k] = c < 0 ? 0 : function[k].slope(q[c]);
        return function[k].value(c < 0 ? 0 : q[c]);
    }

    private double rateOfRate(int k) {
        int c = coordinate[k];
        if (itself[k]) {
            return a[c];
        }
        return c < 0 ? 0 : slope[k] * a[c] + function[k].curvature(q[c]) * u[c] * u[c];
    }

    private void move() {
        moves = true;
        for (int i = 0; i < links; i++) {
            int p = 3 * parent[i];
            double wx = 0;
            double wy = 0;
            double wz = 0;
            double ax = 0;
            double ay = 0;
            double az = 0;
            double vx = 0;
            double vy = 0;
            double vz = 0;
            double bx = 0;
            double by = 0;
            double bz = 0;
            if (p >= 0) {
                wx = spin[p];
                wy = spin[p + 1];
                wz = spin[p + 2];
                ax = spinRate[p];
                ay = spinRate[p + 1];
                az = spinRate[p + 2];
                double x = centre[3 * i] - origin[p];
                double y = centre[3 * i + 1] - origin[p + 1];
                double z = centre[3 * i + 2] - origin[p + 2];
                double ux = wy * z - wz * y;
                double uy = wz * x - wx * z;
                double uz = wx * y - wy * x;
                vx = velocity[p] + ux;
                vy = velocity[p + 1] + uy;
                vz = velocity[p + 2] + uz;
                bx = acceleration[p] + (ay * z - az * y) + (wy * uz - wz * uy);
                by = acceleration[p + 1] + (az * x - ax * z) + (wz * ux - wx * uz);
                bz = acceleration[p + 2] + (ax * y - ay * x) + (wx * uy - wy * ux);
            }
            for (int k = shiftsFrom[i]; k < from[i + 1]; k++) {
                if (coordinate[k] < 0) {
                    continue;
                }
                double rate = slope[k] * u[coordinate[k]];
                double grows = rateOfRate(k);
                double x = axis[3 * k];
                double y = axis[3 * k + 1];
                double z = axis[3 * k + 2];
                vx += x * rate;
                vy += y * rate;
                vz += z * rate;
                bx += 2 * rate * (wy * z - wz * y) + x * grows;
                by += 2 * rate * (wz * x - wx * z) + y * grows;
                bz += 2 * rate * (wx * y - wy * x) + z * grows;
            }
            for (int k = from[i]; k < shiftsFrom[i]; k++) {
                if (coordinate[k] < 0) {
                    continue;
                }
                double rate = slope[k] * u[coordinate[k]];
                double grows = rateOfRate(k);
                double x = axis[3 * k];
                double y = axis[3 * k + 1];
                double z = axis[3 * k + 2];
                ax += rate * (wy * z - wz * y) + x * grows;
                ay += rate * (wz * x - wx * z) + y * grows;
                az += rate * (wx * y - wy * x) + z * grows;
                wx += x * rate;
                wy += y * rate;
                wz += z * rate;
            }
            int c = 3 * i;
            double x = origin[c] - centre[c];
            double y = origin[c + 1] - centre[c + 1];
            double z = origin[c + 2] - centre[c + 2];
            double ux = wy * z - wz * y;
            double uy = wz * x - wx * z;
            double uz = wx * y - wy * x;
            spin[c] = wx;
            spin[c + 1] = wy;
            spin[c + 2] = wz;
            spinRate[c] = ax;
            spinRate[c + 1] = ay;
            spinRate[c + 2] = az;
            velocity[c] = vx + ux;
            velocity[c + 1] = vy + uy;
            velocity[c + 2] = vz + uz;
            acceleration[c] = bx + (ay * z - az * y) + (wy * uz - wz * uy);
            acceleration[c + 1] = by + (az * x - ax * z) + (wz * ux - wx * uz);
            acceleration[c + 2] = bz + (ax * y - ay * x) + (wx * uy - wy * ux);
        }
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
    public RigidTransform pose(int of) {
        if (of < 0) {
            return RigidTransform.IDENTITY;
        }
        if (poses[of] == null) {
            int i = linkOf[of];
            poses[of] = RigidTransform.of(Arrays.copyOfRange(turned, 9 * i, 9 * i + 9), Vec3.of(origin, 3 * i));
        }
        return poses[of];
    }

    /** Where a point of a segment is in the ground, m. */
    public Vec3 point(int of, Vec3 position) {
        if (of < 0) {
            return position;
        }
        int i = linkOf[of];
        double x = position.x();
        double y = position.y();
        double z = position.z();
        int r = 9 * i;
        return new Vec3(turned[r] * x + turned[r + 1] * y + turned[r + 2] * z + origin[3 * i],
                turned[r + 3] * x + turned[r + 4] * y + turned[r + 5] * z + origin[3 * i + 1],
                turned[r + 6] * x + turned[r + 7] * y + turned[r + 8] * z + origin[3 * i + 2]);
    }

    /** Velocity of a point that goes with a segment, given by where it is in the ground, m/s. */
    public Vec3 velocity(int of, Vec3 at) {
        if (of < 0 || !moves) {
            return Vec3.ZERO;
        }
        int i = 3 * linkOf[of];
        return Vec3.of(velocity, i).plus(Vec3.of(spin, i).cross(at.minus(Vec3.of(origin, i))));
    }

    /** Acceleration of a point that goes with a segment, given by where it is in the ground, m/s2. */
    public Vec3 acceleration(int of, Vec3 at) {
        if (of < 0 || !moves) {
            return Vec3.ZERO;
        }
        int i = 3 * linkOf[of];
        Vec3 d = at.minus(Vec3.of(origin, i));
        Vec3 w = Vec3.of(spin, i);
        return Vec3.of(acceleration, i).plus(Vec3.of(spinRate, i).cross(d)).plus(w.cross(w.cross(d)));
    }

    /** Centre of a joint in the ground: the origin of its frame in the child, m. */
    public Vec3 centre(int link) {
        return Vec3.of(centre, 3 * link);
    }

    /** Pose of a joint's frame in the child, in the ground. */
    public RigidTransform childFrame(int link) {
        return RigidTransform.of(Arrays.copyOfRange(jointTurned, 9 * link, 9 * link + 9), centre(link));
    }

    /**
     * Adds to each coordinate how fast a point of a segment moves in a direction with it, times a factor: a row of a Jacobian.
     *
     * @param at where the point is in the ground, m
     */
    public void sensitivity(int of, Vec3 at, Vec3 direction, double factor, double[] row) {
        double fx = direction.x();
        double fy = direction.y();
        double fz = direction.z();
        for (int i = of < 0 ? -1 : linkOf[of]; i >= 0; i = parent[i]) {
            double x = at.x() - centre[3 * i];
            double y = at.y() - centre[3 * i + 1];
            double z = at.z() - centre[3 * i + 2];
            spread(i, fx, fy, fz, y * fz - z * fy, z * fx - x * fz, x * fy - y * fx, factor, row);
        }
    }

    /** What a force and a moment about a joint's centre do along its axes. */
    private void spread(int i, double fx, double fy, double fz, double mx, double my, double mz, double factor, double[] row) {
        for (int k = from[i]; k < shiftsFrom[i]; k++) {
            if (coordinate[k] >= 0) {
                row[coordinate[k]] += factor * slope[k] * (axis[3 * k] * mx + axis[3 * k + 1] * my + axis[3 * k + 2] * mz);
            }
        }
        for (int k = shiftsFrom[i]; k < from[i + 1]; k++) {
            if (coordinate[k] >= 0) {
                row[coordinate[k]] += factor * slope[k] * (axis[3 * k] * fx + axis[3 * k + 1] * fy + axis[3 * k + 2] * fz);
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
        Vec3 gravity = model.gravity();
        for (int i = 0; i < links; i++) {
            Segment s = segment[i];
            int r = 9 * i;
            int o = 3 * i;
            double r0 = turned[r];
            double r1 = turned[r + 1];
            double r2 = turned[r + 2];
            double r3 = turned[r + 3];
            double r4 = turned[r + 4];
            double r5 = turned[r + 5];
            double r6 = turned[r + 6];
            double r7 = turned[r + 7];
            double r8 = turned[r + 8];
            double gx = s.centre().x();
            double gy = s.centre().y();
            double gz = s.centre().z();
            // from the segment's origin to its centre of mass
            double x = r0 * gx + r1 * gy + r2 * gz;
            double y = r3 * gx + r4 * gy + r5 * gz;
            double z = r6 * gx + r7 * gy + r8 * gz;
            double wx = spin[o];
            double wy = spin[o + 1];
            double wz = spin[o + 2];
            double ax = spinRate[o];
            double ay = spinRate[o + 1];
            double az = spinRate[o + 2];
            double ux = wy * z - wz * y;
            double uy = wz * x - wx * z;
            double uz = wx * y - wy * x;
            double fx = s.mass() * (acceleration[o] + (ay * z - az * y) + (wy * uz - wz * uy) - gravity.x());
            double fy = s.mass() * (acceleration[o + 1] + (az * x - ax * z) + (wz * ux - wx * uz) - gravity.y());
            double fz = s.mass() * (acceleration[o + 2] + (ax * y - ay * x) + (wx * uy - wy * ux) - gravity.z());
            // Euler's equation in the segment's frame
            double px = r0 * wx + r3 * wy + r6 * wz;
            double py = r1 * wx + r4 * wy + r7 * wz;
            double pz = r2 * wx + r5 * wy + r8 * wz;
            double hx = s.xx() * px + s.xy() * py + s.xz() * pz;
            double hy = s.xy() * px + s.yy() * py + s.yz() * pz;
            double hz = s.xz() * px + s.yz() * py + s.zz() * pz;
            double bx = r0 * ax + r3 * ay + r6 * az;
            double by = r1 * ax + r4 * ay + r7 * az;
            double bz = r2 * ax + r5 * ay + r8 * az;
            double nx = s.xx() * bx + s.xy() * by + s.xz() * bz + (py * hz - pz * hy);
            double ny = s.xy() * bx + s.yy() * by + s.yz() * bz + (pz * hx - px * hz);
            double nz = s.xz() * bx + s.yz() * by + s.zz() * bz + (px * hy - py * hx);
            // from the joint to the centre of mass
            x += origin[o] - centre[o];
            y += origin[o + 1] - centre[o + 1];
            z += origin[o + 2] - centre[o + 2];
            double mx = r0 * nx + r1 * ny + r2 * nz + (y * fz - z * fy);
            double my = r3 * nx + r4 * ny + r5 * nz + (z * fx - x * fz);
            double mz = r6 * nx + r7 * ny + r8 * nz + (x * fy - y * fx);
            if (loads != null) {
                Vec3 given = loads.force(child[i]);
                Vec3 turning = loads.moment(child[i]).minus(centre(i).cross(given));
                fx -= given.x();
                fy -= given.y();
                fz -= given.z();
                mx -= turning.x();
                my -= turning.y();
                mz -= turning.z();
            }
            force[o] = fx;
            force[o + 1] = fy;
            force[o + 2] = fz;
            moment[o] = mx;
            moment[o + 1] = my;
            moment[o + 2] = mz;
        }
        double[] required = new double[q.length];
        for (int i = links - 1; i >= 0; i--) {
            int o = 3 * i;
            double fx = force[o];
            double fy = force[o + 1];
            double fz = force[o + 2];
            double mx = moment[o];
            double my = moment[o + 1];
            double mz = moment[o + 2];
            spread(i, fx, fy, fz, mx, my, mz, 1, required);
            if (parent[i] >= 0) {
                int p = 3 * parent[i];
                double x = centre[o] - centre[p];
                double y = centre[o + 1] - centre[p + 1];
                double z = centre[o + 2] - centre[p + 2];
                force[p] += fx;
                force[p + 1] += fy;
                force[p + 2] += fz;
                moment[p] += mx + (y * fz - z * fy);
                moment[p + 1] += my + (z * fx - x * fz);
                moment[p + 2] += mz + (x * fy - y * fx);
            }
        }
        return required;
    }

    /**
     * Adds up the matrix that takes accelerations of the coordinates to the forces that they need, from the inertias of all that hangs on a
     * joint (MW Walker, DE Orin 1982, J Dyn Sys Meas Control 104:205-211, doi:10.1115/1.3139699, the third method).
     *
     * @param row of the matrix for each coordinate, -1 for one that is left out; those that follow others have the row of the leading one
     * @param share how far each coordinate goes with that of its row
     * @param matrix the lower half is added to, kg, kg.m or kg.m2
     */
    void masses(int[] row, double[] share, double[][] matrix) {
        if (inertias == null) {
            inertias = new Inertias();
        }
        inertias.compose();
        double[] twist = inertias.twist;
        int[] at = inertias.row;
        // all about one point of the model, so that what two axes share is one product of six numbers
        double ox = centre[0];
        double oy = centre[1];
        double oz = centre[2];
        for (int i = 0; i < links; i++) {
            double cx = centre[3 * i] - ox;
            double cy = centre[3 * i + 1] - oy;
            double cz = centre[3 * i + 2] - oz;
            for (int k = from[i]; k < from[i + 1]; k++) {
                int c = coordinate[k];
                at[k] = c < 0 ? -1 : row[c];
                if (at[k] < 0) {
                    continue;
                }
                double rate = slope[k] * share[c];
                double x = axis[3 * k] * rate;
                double y = axis[3 * k + 1] * rate;
                double z = axis[3 * k + 2] * rate;
                boolean turns = k < shiftsFrom[i];
                twist[6 * k] = turns ? x : 0;
                twist[6 * k + 1] = turns ? y : 0;
                twist[6 * k + 2] = turns ? z : 0;
                twist[6 * k + 3] = turns ? cy * z - cz * y : x;
                twist[6 * k + 4] = turns ? cz * x - cx * z : y;
                twist[6 * k + 5] = turns ? cx * y - cy * x : z;
            }
        }
        for (int i = 0; i < links; i++) {
            double mass = inertias.mass[i];
            double x = inertias.centre[3 * i] - ox;
            double y = inertias.centre[3 * i + 1] - oy;
            double z = inertias.centre[3 * i + 2] - oz;
            double[] t = inertias.tensor;
            for (int k = from[i]; k < from[i + 1]; k++) {
                int mine = at[k];
                if (mine < 0) {
                    continue;
                }
                double wx = twist[6 * k];
                double wy = twist[6 * k + 1];
                double wz = twist[6 * k + 2];
                double fx = mass * (twist[6 * k + 3] + (wy * z - wz * y));
                double fy = mass * (twist[6 * k + 4] + (wz * x - wx * z));
                double fz = mass * (twist[6 * k + 5] + (wx * y - wy * x));
                double mx = t[6 * i] * wx + t[6 * i + 3] * wy + t[6 * i + 4] * wz + (y * fz - z * fy);
                double my = t[6 * i + 3] * wx + t[6 * i + 1] * wy + t[6 * i + 5] * wz + (z * fx - x * fz);
                double mz = t[6 * i + 4] * wx + t[6 * i + 5] * wy + t[6 * i + 2] * wz + (x * fy - y * fx);
                int to = k + 1;
                for (int j = i; j >= 0; j = parent[j]) {
                    // of one joint each pair once
                    for (int l = from[j]; l < to; l++) {
                        int other = at[l];
                        if (other < 0) {
                            continue;
                        }
                        double product = twist[6 * l] * mx + twist[6 * l + 1] * my + twist[6 * l + 2] * mz + twist[6 * l + 3] * fx
                                + twist[6 * l + 4] * fy + twist[6 * l + 5] * fz;
                        if (other < mine) {
                            matrix[mine][other] += product;
                        } else if (other > mine) {
                            matrix[other][mine] += product;
                        } else {
                            // two axes that go with one coordinate are twice in the square of their sum
                            matrix[mine][mine] += l == k ? product : 2 * product;
                        }
                    }
                    to = parent[j] < 0 ? 0 : from[parent[j] + 1];
                }
            }
        }
    }

    /** Mass, centre and inertia of all that hangs on each joint, in the ground's frame. */
    private final class Inertias {
        private final double[] mass;
        private final double[] centre;
        /** About that centre: xx, yy, zz, xy, xz, yz. */
        private final double[] tensor;
        /** How each axis turns and moves all that hangs on it, and its row of the matrix. */
        private final double[] twist;
        private final int[] row;

        Inertias() {
            twist = new double[6 * coordinate.length];
            row = new int[coordinate.length];
            mass = new double[links];
            centre = new double[3 * links];
            tensor = new double[6 * links];
        }

        void compose() {
            for (int i = 0; i < links; i++) {
                Segment s = segment[i];
                int r = 9 * i;
                double x = s.centre().x();
                double y = s.centre().y();
                double z = s.centre().z();
                mass[i] = s.mass();
                for (int k = 0; k < 3; k++) {
                    centre[3 * i + k] = turned[r + 3 * k] * x + turned[r + 3 * k + 1] * y + turned[r + 3 * k + 2] * z + origin[3 * i + k];
                }
                tensor[6 * i] = element(s, r, r);
                tensor[6 * i + 1] = element(s, r + 3, r + 3);
                tensor[6 * i + 2] = element(s, r + 6, r + 6);
                tensor[6 * i + 3] = element(s, r, r + 3);
                tensor[6 * i + 4] = element(s, r, r + 6);
                tensor[6 * i + 5] = element(s, r + 3, r + 6);
            }
            for (int i = links - 1; i >= 0; i--) {
                int p = parent[i];
                if (p < 0) {
                    continue;
                }
                double sum = mass[p] + mass[i];
                double x = centre[3 * i] - centre[3 * p];
                double y = centre[3 * i + 1] - centre[3 * p + 1];
                double z = centre[3 * i + 2] - centre[3 * p + 2];
                double part = sum > 0 ? mass[i] / sum : 0;
                double m = mass[p] * part;
                centre[3 * p] += part * x;
                centre[3 * p + 1] += part * y;
                centre[3 * p + 2] += part * z;
                mass[p] = sum;
                tensor[6 * p] += tensor[6 * i] + m * (y * y + z * z);
                tensor[6 * p + 1] += tensor[6 * i + 1] + m * (x * x + z * z);
                tensor[6 * p + 2] += tensor[6 * i + 2] + m * (x * x + y * y);
                tensor[6 * p + 3] += tensor[6 * i + 3] - m * x * y;
                tensor[6 * p + 4] += tensor[6 * i + 4] - m * x * z;
                tensor[6 * p + 5] += tensor[6 * i + 5] - m * y * z;
            }
        }

        /** Of the inertia of a segment, along two rows of its rotation. */
        private double element(Segment s, int i, int j) {
            double x = turned[j];
            double y = turned[j + 1];
            double z = turned[j + 2];
            return turned[i] * (s.xx() * x + s.xy() * y + s.xz() * z) + turned[i + 1] * (s.xy() * x + s.yy() * y + s.yz() * z)
                    + turned[i + 2] * (s.xz() * x + s.yz() * y + s.zz() * z);
        }
    }

    /** Force that the parent exerts on the child through a joint at the last {@link #requiredForces}, N. */
    public Vec3 jointForce(int link) {
        return Vec3.of(force, 3 * link);
    }

    /** Moment about the joint's centre that the parent exerts on the child, with what acts along the coordinates, N.m. */
    public Vec3 jointMoment(int link) {
        return Vec3.of(moment, 3 * link);
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

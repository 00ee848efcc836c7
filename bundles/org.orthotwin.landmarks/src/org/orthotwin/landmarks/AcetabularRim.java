/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;

/**
 * The rim of the native acetabulum and the direction in which it opens.
 *
 * <p>From the centre of the socket, rays in {@value #MERIDIANS} half planes around the opening axis swing from the floor outwards until
 * they no longer meet the socket (a hit between 3 mm within and 9 mm beyond its radius); the last hits are the rim. The plane is fitted to
 * them by least squares, leaving out what lies more than 2.5 mm towards the floor (the notch); axis and rays are brought into agreement in
 * a few rounds.
 *
 * @param axis unit vector out of the acetabulum, in the surface's frame
 * @param height of the rim's plane over the centre along the axis, m; negative where the socket is less than a hemisphere
 * @param points of the rim, m
 * @param rms of the plane fit, m
 */
public record AcetabularRim(Vec3 axis, double height, List<Vec3> points, double rms) {

    /** Half planes around the axis. */
    public static final int MERIDIANS = 90;

    /** Between the last hit and the beginning of what is looked at for the edge, degrees. */
    static final int BEFORE_DEGREES = 30;

    private static final double WITHIN = 0.003;
    private static final double BEYOND = 0.009;
    private static final double NOTCH = 0.0025;
    private static final double FIRST_NOTCH = 0.012;
    private static final double FIRST = Math.toRadians(35);
    private static final double LAST = Math.toRadians(125);
    private static final double STEP = Math.toRadians(1);
    private static final double FINE = Math.toRadians(0.01);
    private static final int ROUNDS = 6;
    private static final double EDGE_STEP = Math.toRadians(0.25);
    /** What is so far from the socket's circle is of the flank behind its edge, beyond the rounding, m. */
    private static final double OFF_SOCKET = 0.0025;
    /** Places and length of a flank whose line can be drawn, m. */
    private static final int LEAST_FLANK = 4;
    private static final double LEAST_FLANK_LENGTH = 0.003;

    public AcetabularRim {
        points = List.copyOf(points);
    }

    /**
     * @param pelvis tree of the surface that the socket was found on
     * @param axes of the body in the surface's frame, z to the right; they order the rays, so that both sides are measured alike
     * @throws IllegalArgumentException if no rim can be found
     */
    public static AcetabularRim of(Bvh pelvis, HeadSphere socket, RigidTransform axes, Side side) {
        RayCast ray = new RayCast(pelvis);
        Vec3 c = socket.center();
        Vec3 axis = start(ray, socket, axes, side);
        AcetabularRim rim = null;
        for (int i = 0; i < ROUNDS; i++) {
            Vec3 u = across(axis, axes);
            Vec3 w = axis.cross(u).times(side.sign());
            List<Vec3> all = new ArrayList<>();
            for (int k = 0; k < MERIDIANS; k++) {
                double phi = 2 * Math.PI * k / MERIDIANS;
                Vec3 across = u.times(Math.cos(phi)).plus(w.times(Math.sin(phi)));
                double low = last(ray, socket, axis, across);
                if (Double.isNaN(low)) {
                    continue;
                }
                Vec3 d = direction(axis, across, low);
                all.add(c.plus(d.times(ray.first(c, d))));
            }
            rim = plane(all, axis, c);
            if (rim.axis.angle(axis) < 1e-4) {
                break;
            }
            axis = rim.axis;
        }
        return rim;
    }

    /** The angle of the last ray of a half plane that meets the socket, or NaN where none or all do. */
    private static double last(RayCast ray, HeadSphere socket, Vec3 axis, Vec3 across) {
        double theta = FIRST;
        while (theta < LAST && meets(ray, socket, direction(axis, across, theta))) {
            theta += STEP;
        }
        if (theta == FIRST || theta >= LAST) {
            return Double.NaN;
        }
        double low = theta - STEP;
        double high = theta;
        while (high - low > FINE) {
            double mid = 0.5 * (low + high);
            if (meets(ray, socket, direction(axis, across, mid))) {
                low = mid;
            } else {
                high = mid;
            }
        }
        return low;
    }

    /**
     * The edge of the socket's surface in the half planes around the rim's axis, m. Where the bone beside a shallow socket goes on behind
     * its edge, the rim's points, which are last hits, lie beyond it: the edge is where the line of that flank meets the socket's circle,
     * which rounding does not move, up to {@value #BEFORE_DEGREES} degrees before the last hit; where there is no flank, the last hit.
     *
     * @param pelvis the tree that the rim was found on
     * @param axes as they were for the rim
     */
    public List<Vec3> edge(Bvh pelvis, HeadSphere socket, RigidTransform axes, Side side) {
        RayCast ray = new RayCast(pelvis);
        List<Vec3> edge = new ArrayList<>();
        Vec3 u = across(axis, axes);
        Vec3 w = axis.cross(u).times(side.sign());
        for (int k = 0; k < MERIDIANS; k++) {
            double phi = 2 * Math.PI * k / MERIDIANS;
            Vec3 across = u.times(Math.cos(phi)).plus(w.times(Math.sin(phi)));
            double low = last(ray, socket, axis, across);
            if (!Double.isNaN(low)) {
                edge.add(edge(ray, socket, axis, across, low));
            }
        }
        return edge;
    }

    private static Vec3 across(Vec3 axis, RigidTransform axes) {
        Vec3 up = axes.axis(Math.abs(axis.dot(axes.axis(1))) < 0.99 ? 1 : 0);
        return up.minus(axis.times(up.dot(axis))).normalized();
    }

    /**
     * The edge in a half plane in which rays meet the socket up to an angle: where the socket's circle and the line of the flank behind it
     * meet, on the surface.
     */
    private static Vec3 edge(RayCast ray, HeadSphere socket, Vec3 axis, Vec3 across, double last) {
        Vec3 c = socket.center();
        int n = (int) (Math.toRadians(BEFORE_DEGREES) / EDGE_STEP);
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = ray.first(c, direction(axis, across, last - i * EDGE_STEP));
        }
        double[] within = Arrays.copyOfRange(r, n / 2, n);
        Arrays.sort(within);
        double radius = Math.clamp(within[within.length / 2], socket.radius() - WITHIN, socket.radius() + WITHIN);
        int flank = 0;
        while (flank < n / 2 && r[flank] > radius + OFF_SOCKET) {
            flank++;
        }
        Vec3 out = flank < LEAST_FLANK ? null : at(axis, across, last, r[0]).minus(at(axis, across, last - (flank - 1) * EDGE_STEP,
                r[flank - 1]));
        if (out != null && out.norm() > LEAST_FLANK_LENGTH) {
            Vec3 p = at(axis, across, last, r[0]);
            Vec3 d = out.normalized();
            double along = p.dot(d);
            double root = along * along - p.dot(p) + radius * radius;
            Vec3 corner = root < 0 ? null : p.minus(d.times(along - Math.sqrt(root)));
            if (corner != null) {
                double theta = Math.atan2(corner.dot(across), -corner.dot(axis));
                if (theta < last && theta > last - Math.toRadians(BEFORE_DEGREES)) {
                    return hit(ray, c, axis, across, theta);
                }
            }
        }
        return hit(ray, c, axis, across, last);
    }

    private static Vec3 at(Vec3 axis, Vec3 across, double theta, double r) {
        return direction(axis, across, theta).times(r);
    }

    private static Vec3 hit(RayCast ray, Vec3 c, Vec3 axis, Vec3 across, double theta) {
        Vec3 d = direction(axis, across, theta);
        return c.plus(d.times(ray.first(c, d)));
    }

    /** How far from the socket's centre a surface counts, m. */
    public static double reach(HeadSphere socket) {
        return socket.radius() + BEYOND;
    }

    private static AcetabularRim plane(List<Vec3> all, Vec3 axis, Vec3 c) {
        List<Vec3> kept = all;
        PlaneFit fit = null;
        Vec3 n = axis;
        for (int i = 0; i < 12; i++) {
            if (kept.size() < MERIDIANS / 3) {
                throw new IllegalArgumentException("no acetabular rim: " + kept.size() + " of " + MERIDIANS
                        + " half planes show one, at least "
                        + MERIDIANS / 3 + " are needed");
            }
            fit = PlaneFit.of(kept.stream().flatMapToDouble(p -> java.util.stream.DoubleStream.of(p.x(), p.y(), p.z())).toArray());
            n = fit.normal().dot(axis) < 0 ? fit.normal().negate() : fit.normal();
            Vec3 normal = n;
            Vec3 point = fit.point();
            double limit = Math.max(NOTCH, FIRST_NOTCH * Math.pow(0.7, i));
            List<Vec3> next = all.stream().filter(p -> p.minus(point).dot(normal) > -limit).toList();
            if (limit == NOTCH && next.equals(kept)) {
                break;
            }
            kept = next;
        }
        return new AcetabularRim(n, fit.point().minus(c).dot(n), kept, fit.rms());
    }

    /** Away from the middle of the directions in which the socket is met. */
    private static Vec3 start(RayCast ray, HeadSphere socket, RigidTransform axes, Side side) {
        Vec3 sum = Vec3.ZERO;
        int n = 1000;
        for (int i = 0; i < n; i++) {
            // a golden spiral
            double z = 1 - (2 * i + 1.0) / n;
            double r = Math.sqrt(1 - z * z);
            double phi = Math.PI * (3 - Math.sqrt(5)) * i;
            Vec3 d = axes.rotate(new Vec3(r * Math.cos(phi), r * Math.sin(phi), side.sign() * z));
            if (meets(ray, socket, d)) {
                sum = sum.plus(d);
            }
        }
        return sum.negate().normalized();
    }

    private static Vec3 direction(Vec3 axis, Vec3 across, double theta) {
        return across.times(Math.sin(theta)).minus(axis.times(Math.cos(theta)));
    }

    private static boolean meets(RayCast ray, HeadSphere socket, Vec3 d) {
        double hit = ray.first(socket.center(), d);
        return hit > socket.radius() - WITHIN && hit < reach(socket);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.Objects;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Where a picture is taken from, in the scene's world frame. Immutable. The view frame has its origin at the eye, x to the right of the
 * picture, y up and z into the scene.
 */
public final class Camera {

    private static final double DEFAULT_HEIGHT = 0.3;

    private final boolean orthographic;
    private final Vec3 target;
    private final Vec3 right;
    private final Vec3 up;
    private final Vec3 forward;
    /** Distance from eye to target in m. */
    private final double distance;
    /** Height of the picture in m at the target. */
    private final double height;

    private Camera(boolean orthographic, Vec3 target, Vec3 forward, Vec3 nearUp, double distance, double height) {
        if (!target.isFinite() || !(distance > 0) || !(height > 0) || Double.isInfinite(distance) || Double.isInfinite(height)) {
            throw new IllegalArgumentException("camera at " + distance + " m from " + target + " m with a picture " + height + " m high");
        }
        this.orthographic = orthographic;
        this.target = target;
        this.forward = forward.normalized();
        this.right = this.forward.cross(nearUp).normalized();
        this.up = this.right.cross(this.forward);
        this.distance = distance;
        this.height = height;
    }

    /**
     * A parallel projection: lengths at a right angle to the view are true anywhere in the picture.
     *
     * @param target the point in the picture's middle (m)
     * @param direction where the viewer looks to
     * @param up what is up in the picture, not parallel to {@code direction}
     * @param height of the picture in m
     */
    public static Camera orthographic(Vec3 target, Vec3 direction, Vec3 up, double height) {
        return new Camera(true, target, direction, up, 10 * height, height);
    }

    /**
     * A central projection.
     *
     * @param eye the viewer's position (m)
     * @param target the point in the picture's middle (m)
     * @param up what is up in the picture
     * @param fieldOfView vertical angle of the picture in rad, between 0 and pi
     */
    public static Camera perspective(Vec3 eye, Vec3 target, Vec3 up, double fieldOfView) {
        if (!(fieldOfView > 0 && fieldOfView < Math.PI)) {
            throw new IllegalArgumentException("field of view " + fieldOfView + " rad is not between 0 and pi");
        }
        Vec3 d = target.minus(eye);
        return new Camera(false, target, d, up, d.norm(), 2 * d.norm() * StrictMath.tan(0.5 * fieldOfView));
    }

    /**
     * A standard view of a frame with ISB axes, orthographic, centred on the frame's origin; follow with {@link #fit}.
     *
     * @param frame the frame's pose in the world
     */
    public static Camera of(StandardView view, RigidTransform frame) {
        return orthographic(frame.translation(), frame.rotate(view.direction()), frame.rotate(view.up()), DEFAULT_HEIGHT);
    }

    /**
     * The same view turned about the target: {@code azimuth} to the right about the picture's up (the viewer walks to the right), then
     * {@code elevation} upwards, both in rad.
     */
    public Camera orbit(double azimuth, double elevation) {
        RigidTransform a = RigidTransform.rotation(up, azimuth);
        RigidTransform e = RigidTransform.rotation(a.rotate(right), -elevation);
        RigidTransform q = e.times(a);
        return new Camera(orthographic, target, q.rotate(forward), q.rotate(up), distance, height);
    }

    /** The same view as a central projection with the vertical angle {@code fieldOfView} (rad), as large at the target. */
    public Camera toPerspective(double fieldOfView) {
        double d = 0.5 * height / StrictMath.tan(0.5 * fieldOfView);
        return perspective(target.minus(forward.times(d)), target, up, fieldOfView);
    }

    /** The same view with its middle at another point (m). */
    public Camera at(Vec3 newTarget) {
        return new Camera(orthographic, newTarget, forward, up, distance, height);
    }

    /**
     * Moves and scales the view, keeping its direction and its angle, so that all solids of the scene just fill the picture.
     *
     * @param aspect width of the picture divided by its height
     * @param margin free part of the picture on each side, 0 to below 0.5; 0.06 is a good choice
     */
    public Camera fit(Scene scene, double aspect, double margin) {
        double[] p = scene.fitPoints();
        if (p.length == 0) {
            return this;
        }
        if (!(aspect > 0) || !(margin >= 0 && margin < 0.5)) {
            throw new IllegalArgumentException("aspect " + aspect + " must be above 0 and margin " + margin + " from 0 to below 0.5");
        }
        double use = 1 - 2 * margin;
        if (orthographic) {
            double[] lo = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
            double[] hi = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
            for (int i = 0; i < p.length; i += 3) {
                Vec3 q = Vec3.of(p, i).minus(target);
                double[] c = {q.dot(right), q.dot(up), q.dot(forward)};
                for (int k = 0; k < 3; k++) {
                    lo[k] = Math.min(lo[k], c[k]);
                    hi[k] = Math.max(hi[k], c[k]);
                }
            }
            Vec3 centre = target.plus(right.times(0.5 * (lo[0] + hi[0]))).plus(up.times(0.5 * (lo[1] + hi[1])))
                    .plus(forward.times(0.5 * (lo[2] + hi[2])));
            double h = Math.max(hi[1] - lo[1], (hi[0] - lo[0]) / aspect) / use;
            return orthographic(centre, forward, up, h > 0 ? h : height);
        }
        // The frustum's four sides bound the eye: along each picture axis the tightest pair of points fixes its place and its setback.
        double ty = 0.5 * height / distance * use;
        double tx = 0.5 * height / distance * aspect * use;
        double xa = -Double.MAX_VALUE;
        double xb = -Double.MAX_VALUE;
        double ya = -Double.MAX_VALUE;
        double yb = -Double.MAX_VALUE;
        double near = Double.MAX_VALUE;
        double far = -Double.MAX_VALUE;
        for (int i = 0; i < p.length; i += 3) {
            Vec3 q = Vec3.of(p, i).minus(target);
            double x = q.dot(right);
            double y = q.dot(up);
            double z = q.dot(forward);
            xa = Math.max(xa, x - tx * z);
            xb = Math.max(xb, -x - tx * z);
            ya = Math.max(ya, y - ty * z);
            yb = Math.max(yb, -y - ty * z);
            near = Math.min(near, z);
            far = Math.max(far, z);
        }
        double setback = Math.max((xa + xb) / (2 * tx), (ya + yb) / (2 * ty));
        double middle = 0.5 * (near + far);
        double d = setback + middle;
        Vec3 centre = target.plus(right.times(0.5 * (xa - xb))).plus(up.times(0.5 * (ya - yb))).plus(forward.times(middle));
        return d > 0 ? new Camera(false, centre, forward, up, d, height / distance * d) : this;
    }

    public boolean isOrthographic() {
        return orthographic;
    }

    /** The point in the picture's middle (m). */
    public Vec3 target() {
        return target;
    }

    /** The picture's rightward direction, a unit vector. */
    public Vec3 right() {
        return right;
    }

    /** The picture's upward direction, a unit vector. */
    public Vec3 up() {
        return up;
    }

    /** Where the viewer looks to, a unit vector. */
    public Vec3 forward() {
        return forward;
    }

    /** The viewer's position (m); for an orthographic camera some point well in front of the target. */
    public Vec3 eye() {
        return target.minus(forward.times(distance));
    }

    /** Distance from eye to target in m. */
    public double distance() {
        return distance;
    }

    /** Height of the picture in m in the plane through the target. */
    public double height() {
        return height;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Camera c && orthographic == c.orthographic && target.equals(c.target) && right.equals(c.right)
                && up.equals(c.up) && forward.equals(c.forward) && distance == c.distance && height == c.height;
    }

    @Override
    public int hashCode() {
        return Objects.hash(orthographic, target, right, up, forward, distance, height);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.Arrays;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Pen;
import org.orthotwin.scene.ui.Gizmo;

/**
 * The handles of a gizmo in one picture: where they are on the screen, which one is under a pixel, and what dragging one does. Handles 0
 * to 2 move along x, y and z of the gizmo's frame, 3 to 5 turn about them, 6 moves in the plane of the picture.
 *
 * @param scale pixels for each point of the screen
 */
public record Handles(Gizmo gizmo, Projection projection, double scale) {

    public static final int NONE = -1;
    private static final int FREE = 6;
    private static final int[] COLORS = {0xD63A32, 0x2F9E44, 0x2F6FDE};
    private static final int ACTIVE = 0xF59F00;
    private static final int PAPER = 0xFFFFFF;
    private static final double ARROW = 92;
    private static final double RING = 66;
    private static final double GRAB = 8;
    private static final int SIDES = 72;
    /** Cosine to the view beyond which an arrow is too short to be dragged. */
    private static final double END_ON = 0.97;
    /** Cosine to the view below which a ring is dragged along its tangent. */
    private static final double EDGE_ON = 0.25;

    private Vec3 origin() {
        return gizmo.pose().translation();
    }

    private double metres(double points) {
        return points * scale / projection.perMetre(origin());
    }

    private Vec3 sight() {
        return projection.camera().isOrthographic() ? projection.camera().forward()
                : origin().minus(projection.camera().eye()).normalized();
    }

    private boolean arrow(int axis) {
        return gizmo.move() && Math.abs(gizmo.pose().axis(axis).dot(sight())) < END_ON;
    }

    private double[] tip(int axis) {
        return projection.pixel(origin().plus(gizmo.pose().axis(axis).times(metres(ARROW))));
    }

    private Vec3 ring(int axis, double angle) {
        Vec3 u = gizmo.pose().axis((axis + 1) % 3);
        Vec3 v = gizmo.pose().axis((axis + 2) % 3);
        return origin().plus(u.times(metres(RING) * Math.cos(angle))).plus(v.times(metres(RING) * Math.sin(angle)));
    }

    public void draw(Pen pen, int active) {
        for (int axis = 0; axis < 3 && gizmo.rotate(); axis++) {
            ring(pen, axis, active == 3 + axis);
        }
        double[] o = projection.pixel(origin());
        for (int axis = 0; axis < 3; axis++) {
            if (arrow(axis)) {
                double[] t = tip(axis);
                int color = active == axis ? ACTIVE : COLORS[axis];
                double w = (active == axis ? 3.6 : 2.6) * scale;
                double length = Math.hypot(t[0] - o[0], t[1] - o[1]);
                double head = Math.min(length, 15 * scale);
                double hx = t[0] - head * (t[0] - o[0]) / length;
                double hy = t[1] - head * (t[1] - o[1]) / length;
                pen.strokes(new double[] {o[0], o[1], hx, hy}, w + 2.4 * scale, PAPER, 0.7);
                pen.taper(hx, hy, 7.4 * scale, t[0], t[1], 1.6 * scale, PAPER, 0.7);
                pen.strokes(new double[] {o[0], o[1], hx, hy}, w, color, 1);
                pen.taper(hx, hy, 6 * scale, t[0], t[1], 0.4 * scale, color, 1);
            }
        }
        if (gizmo.move()) {
            double[] dot = {o[0], o[1], o[0], o[1]};
            pen.strokes(dot, 13 * scale, PAPER, 0.85);
            pen.strokes(dot, 9.5 * scale, active == FREE ? ACTIVE : 0x5C6770, 1);
        }
    }

    private void ring(Pen pen, int axis, boolean active) {
        double[] front = new double[4 * SIDES];
        double[] back = new double[4 * SIDES];
        int f = 0;
        int b = 0;
        double[] last = projection.pixel(ring(axis, 0));
        for (int i = 0; i < SIDES; i++) {
            double[] next = projection.pixel(ring(axis, 2 * Math.PI * (i + 1) / SIDES));
            boolean far = ring(axis, 2 * Math.PI * (i + 0.5) / SIDES).minus(origin()).dot(sight()) > 0.08 * metres(RING);
            double[] s = far ? back : front;
            int k = far ? b : f;
            s[k] = last[0];
            s[k + 1] = last[1];
            s[k + 2] = next[0];
            s[k + 3] = next[1];
            if (far) {
                b += 4;
            } else {
                f += 4;
            }
            last = next;
        }
        int color = active ? ACTIVE : COLORS[axis];
        front = Arrays.copyOf(front, f);
        pen.strokes(Arrays.copyOf(back, b), 1.4 * scale, color, 0.35);
        pen.strokes(front, (active ? 6 : 4.6) * scale, PAPER, 0.55);
        pen.strokes(front, (active ? 3.6 : 2.4) * scale, color, 1);
    }

    /** The handle under a pixel, or {@link #NONE}. */
    public int at(double x, double y) {
        double[] o = projection.pixel(origin());
        int best = NONE;
        double least = GRAB * scale;
        if (gizmo.move() && Math.hypot(x - o[0], y - o[1]) < 0.9 * GRAB * scale) {
            return FREE;
        }
        for (int axis = 0; axis < 3; axis++) {
            if (arrow(axis)) {
                double[] t = tip(axis);
                double d = distance(x, y, o, t) - (Math.hypot(x - t[0], y - t[1]) < 16 * scale ? 3 * scale : 0);
                if (d < least) {
                    least = d;
                    best = axis;
                }
            }
        }
        for (int axis = 0; axis < 3 && gizmo.rotate(); axis++) {
            double[] a = projection.pixel(ring(axis, 0));
            for (int i = 1; i <= SIDES; i++) {
                double[] b = projection.pixel(ring(axis, 2 * Math.PI * i / SIDES));
                boolean far = ring(axis, 2 * Math.PI * (i - 0.5) / SIDES).minus(origin()).dot(sight()) > 0.08 * metres(RING);
                double d = distance(x, y, a, b);
                if (!far && d < least) {
                    least = d;
                    best = 3 + axis;
                }
                a = b;
            }
        }
        return best;
    }

    private static double distance(double x, double y, double[] a, double[] b) {
        double dx = b[0] - a[0];
        double dy = b[1] - a[1];
        double ll = dx * dx + dy * dy;
        double t = ll > 0 ? Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / ll)) : 0;
        return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
    }

    /** How far along (m) or about (rad) its axis a pixel lies for a handle; only differences mean something. */
    public double value(int handle, double x, double y) {
        Vec3 a = gizmo.pose().axis(handle % 3);
        Projection.Ray r = projection.ray(x, y);
        if (handle < 3) {
            // The point of the axis nearest to the line of sight.
            Vec3 w = origin().minus(r.origin());
            double b = a.dot(r.direction());
            return (b * w.dot(r.direction()) - w.dot(a)) / (1 - b * b);
        }
        double slope = a.dot(sight());
        if (Math.abs(slope) < EDGE_ON) {
            Vec3 tangent = a.cross(sight().negate()).normalized();
            return projection.inPlaneOf(origin(), x, y).minus(origin()).dot(tangent) / metres(RING);
        }
        double t = origin().minus(r.origin()).dot(a) / r.direction().dot(a);
        Vec3 q = r.at(t).minus(origin());
        return Math.atan2(q.dot(gizmo.pose().axis((handle + 2) % 3)), q.dot(gizmo.pose().axis((handle + 1) % 3)));
    }

    /** The motion (m, world) of {@code value} along or about a handle's axis. */
    public RigidTransform motion(int handle, double value) {
        Vec3 a = gizmo.pose().axis(handle % 3);
        return handle < 3 ? RigidTransform.translation(a.times(value)) : RigidTransform.rotationAbout(origin(), a, value);
    }

    public static boolean isFree(int handle) {
        return handle == FREE;
    }

    public static boolean turns(int handle) {
        return handle >= 3 && handle < FREE;
    }

    /** The motion in the picture's plane from one pixel to another. */
    public RigidTransform free(double x0, double y0, double x1, double y1) {
        return RigidTransform.translation(projection.inPlaneOf(origin(), x1, y1).minus(projection.inPlaneOf(origin(), x0, y0)));
    }

    /** The axis of the gizmo that lies nearest along a direction, 0 to 2, and its sense as 1 or -1. */
    public int[] nearest(Vec3 direction) {
        int best = 0;
        for (int i = 1; i < 3; i++) {
            if (Math.abs(gizmo.pose().axis(i).dot(direction)) > Math.abs(gizmo.pose().axis(best).dot(direction))) {
                best = i;
            }
        }
        return new int[] {best, gizmo.pose().axis(best).dot(direction) < 0 ? -1 : 1};
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.Arrays;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;

/**
 * Bone along lines from back to front, as an anteroposterior radiograph looks through it, in axes of one side: x forwards, y upwards, w
 * away from the midline, with the origin in the hip's centre. Lengths m.
 */
final class Columns {

    /** How far before and behind the centre a line is followed, m. */
    static final double REACH = 0.075;
    private static final double BEYOND = 1e-7;
    private static final int MOST = 64;

    private final RayCast ray;
    private final RigidTransform axes;
    private final int sign;
    private final Counterpart other;
    private final double[] ends = new double[MOST];

    /**
     * @param bone tree of the closed pelvis
     * @param axes anterior pelvic plane's frame with the origin in the centre
     * @param other null for the bone as it is; else the other side's bone in this one's place
     */
    Columns(Bvh bone, RigidTransform axes, Side side, Counterpart other) {
        this.ray = new RayCast(bone);
        this.axes = axes;
        this.sign = side.sign();
        this.other = other;
    }

    Vec3 place(double x, double y, double w) {
        return axes.apply(new Vec3(x, y, sign * w));
    }

    /** Whether a place is in bone. */
    boolean inside(double x, double y, double w) {
        Vec3 p = place(x, y, w);
        return ray.inside(other == null ? p : other.point(p));
    }

    /** Where the line at y and w enters and leaves bone, in turn, ascending in x. */
    double[] at(double y, double w) {
        double[] e = along(place(-REACH, y, w), axes.axis(0), 2 * REACH);
        for (int i = 0; i < e.length; i++) {
            e[i] -= REACH;
        }
        return e;
    }

    /** How much bone there is between two distances from the midline on the line at x and y. */
    double across(double x, double y, double medial, double lateral) {
        double[] e = along(place(x, y, medial), axes.axis(2).times(sign), lateral - medial);
        double sum = 0;
        for (int i = 0; i < e.length; i += 2) {
            sum += e[i + 1] - e[i];
        }
        return sum;
    }

    private double[] along(Vec3 start, Vec3 direction, double length) {
        Vec3 from = start;
        Vec3 d = direction;
        if (other != null) {
            from = other.point(from);
            d = other.direction(d);
        }
        int n = 0;
        int depth = 0;
        double at = 0;
        // from within bone the first surface is left
        if (ray.inside(from)) {
            ends[n++] = 0;
            depth = 1;
        }
        while (at < length && n < MOST - 1) {
            double next = ray.first(from.x() + at * d.x(), from.y() + at * d.y(), from.z() + at * d.z(), d.x(), d.y(), d.z(),
                    length - at);
            if (Double.isInfinite(next)) {
                break;
            }
            at += next;
            if (!ray.leaves()) {
                if (depth++ == 0) {
                    ends[n++] = at;
                }
            } else if (depth > 0 && --depth == 0) {
                ends[n++] = at;
            }
            at += BEYOND;
        }
        if (n % 2 == 1) {
            ends[n++] = length;
        }
        return Arrays.copyOf(ends, n);
    }

    /** What of the intervals of {@code whole} is in none of {@code rest} and longer than {@code least}. */
    static double[] without(double[] whole, double[] rest, double least) {
        double[] out = new double[whole.length + rest.length];
        int n = 0;
        for (int i = 0; i < whole.length; i += 2) {
            double a = whole[i];
            for (int k = 0; k < rest.length && a < whole[i + 1]; k += 2) {
                if (rest[k + 1] <= a) {
                    continue;
                }
                double end = Math.min(rest[k], whole[i + 1]);
                if (end - a > least) {
                    out[n++] = a;
                    out[n++] = end;
                }
                a = Math.max(a, rest[k + 1]);
            }
            if (whole[i + 1] - a > least) {
                out[n++] = a;
                out[n++] = whole[i + 1];
            }
        }
        return Arrays.copyOf(out, n);
    }
}

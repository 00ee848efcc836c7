/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.function.DoubleFunction;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;

/**
 * Finds the first contact along a path of poses: steps, then bisection.
 *
 * <p>Where the joint turns about one point and the path moves one coordinate by the angle, whole runs of steps are proved free at once,
 * longer ones while that succeeds and shorter ones where it does not, and the bisection asks only the triangles that can meet in the
 * bracket. The answer is that of asking at every step and at every halving.
 *
 * @param step rad; a contact that begins and ends within one step is not seen
 * @param tolerance rad; the end of the free way is known to this
 * @param end rad; where the search gives up
 */
public record LimitSearch(double step, double tolerance, double end) {

    /**
     * Where the free way ends.
     *
     * @param free last position found free, rad; below 0 where the start is not free; NaN if nothing free was found, {@code end} if no
     *         contact was
     * @param contact first position found in contact, rad; NaN if none
     */
    public record Limit(double free, double contact) {
    }

    /**
     * Looks from 0 on; where 0 is in contact, backwards for the nearest free position.
     *
     * @param path pose of the child body in the parent at an angle from the start, rad
     * @param kinds set of {@link ContactKind#bit}
     */
    public Limit find(ContactScene.Query query, DoubleFunction<RigidTransform> path, int kinds, Monitor monitor) {
        if (query.any(path.apply(0), kinds)) {
            for (int k = 1; k * step <= end; k++) {
                monitor.checkCancelled();
                if (!query.any(path.apply(-k * step), kinds)) {
                    return between(query, path, kinds, -k * step, -(k - 1) * step);
                }
            }
            return new Limit(Double.NaN, 0);
        }
        // each pair for itself, since a pair that is far apart is done with in a few long runs
        int first = (int) Math.ceil(end / step) + 1;
        for (int pair : query.pairs(kinds)) {
            first = first(query, pair, path, first - 1, monitor);
        }
        return (first - 1) * step < end ? between(query, path, kinds, (first - 1) * step, Math.min(first * step, end))
                : new Limit(end, Double.NaN);
    }

    /** The first step up to {@code last} at which a pair touches; {@code last} + 1 if there is none. */
    private int first(ContactScene.Query query, int pair, DoubleFunction<RigidTransform> path, int last, Monitor monitor) {
        int run = query.provesBalls() ? FIRST_RUN : 1;
        boolean grow = true;
        int k = 0;
        while (k < last) {
            monitor.checkCancelled();
            run = Math.min(run, last - k);
            if (run == 1) {
                if (query.touches(pair, path.apply(Math.min((k + 1) * step, end)))) {
                    return k + 1;
                }
            } else {
                double from = (k + 1) * step;
                double to = Math.min((k + run) * step, end);
                if (!query.staysFree(pair, path.apply(0.5 * (from + to)), 0.5 * (to - from))) {
                    run /= 2;
                    grow = false;
                    continue;
                }
            }
            k += run;
            run = grow && query.provesBalls() ? 2 * run : run;
            grow = true;
        }
        return last + 1;
    }

    /** Steps that are tried to be proved free at once at the beginning. */
    private static final int FIRST_RUN = 32;

    /** A bracket so narrow that what touches in it touches in a point, rad. */
    private static final double TOUCH = 1e-11;

    /** The first contact of a limit as closely as doubles allow: where the region of contact has shrunk to a point. */
    public double touch(ContactScene.Query query, DoubleFunction<RigidTransform> path, int kinds, Limit limit) {
        return narrow(query, path, kinds, limit.free, limit.contact, TOUCH).contact;
    }

    /** The end of the free way between a position that is free and one that is not. */
    public Limit between(ContactScene.Query query, DoubleFunction<RigidTransform> path, int kinds, double from, double to) {
        return narrow(query, path, kinds, from, to, tolerance);
    }

    private static Limit narrow(ContactScene.Query query, DoubleFunction<RigidTransform> path, int kinds, double from, double to,
            double width) {
        double free = from;
        double contact = to;
        double known = 0;
        while (contact - free > width) {
            double mid = 0.5 * (free + contact);
            RigidTransform pose = path.apply(mid);
            if (contact - free < known * LOOK_AGAIN || known == 0) {
                known = query.approach(pose, 0.5 * (contact - free), kinds) ? contact - free : 0;
            }
            if (known > 0 ? query.touchesThere(pose) : query.any(pose, kinds)) {
                contact = mid;
            } else {
                free = mid;
            }
        }
        return new Limit(free, contact);
    }

    /** Where the bracket has shrunk by this, the triangles that can meet are looked up again. */
    private static final double LOOK_AGAIN = 1.0 / 30;
}

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
        double free = 0;
        for (int k = 1; free < end; k++) {
            monitor.checkCancelled();
            double s = Math.min(k * step, end);
            if (query.any(path.apply(s), kinds)) {
                return between(query, path, kinds, free, s);
            }
            free = s;
        }
        return new Limit(end, Double.NaN);
    }

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
        while (contact - free > width) {
            double mid = 0.5 * (free + contact);
            if (query.any(path.apply(mid), kinds)) {
                contact = mid;
            } else {
                free = mid;
            }
        }
        return new Limit(free, contact);
    }
}

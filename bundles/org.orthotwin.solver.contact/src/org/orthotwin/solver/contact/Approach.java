/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * Moves a body along a line towards the layered surface until the contact carries a load along that line. The turn is fixed, and what the
 * contact wants beside the line and about it is not balanced but given as a result.
 *
 * @param travel m from the start along the direction
 * @param pose of the other body there, in the frame of the layered surface
 * @param load carried along the direction, N
 * @param evaluations of the contact
 * @param converged whether the load is met; if not, the bodies do not meet within the search, or pass through each other
 */
public record Approach(double travel, RigidTransform pose, double load, int evaluations, boolean converged) {

    /** Deviation of the load that is accepted, of the wanted one. */
    public static final double TOLERANCE = 1e-9;
    private static final int MOST_EVALUATIONS = 200;

    /**
     * Leaves {@code contact} evaluated at the answer.
     *
     * @param contact of the two surfaces
     * @param start pose of the other body: apart from the layer, or not deeper in it than it is thick
     * @param direction of the motion, of length 1
     * @param wanted load, N
     * @param step by which the body is moved to and fro until the load lies between two steps, m
     * @param farthest from the start, to either side, m
     */
    public static Approach to(FoundationContact contact, RigidTransform start, Vec3 direction, double wanted, double step, double farthest,
            Monitor monitor) {
        double low = 0;
        double high = 0;
        double fLow = at(contact, start, direction, 0, monitor) - wanted;
        double fHigh = fLow;
        int n = 1;
        while (fLow >= 0 && low > -farthest && n < MOST_EVALUATIONS) {
            high = low;
            fHigh = fLow;
            low -= step;
            fLow = at(contact, start, direction, low, monitor) - wanted;
            n++;
        }
        while (fHigh < 0 && high < farthest && n < MOST_EVALUATIONS) {
            low = high;
            fLow = fHigh;
            high += step;
            fHigh = at(contact, start, direction, high, monitor) - wanted;
            n++;
        }
        boolean bracketed = fLow < 0 && fHigh >= 0;
        double s = high;
        double f = fHigh;
        // regula falsi, in the form of Illinois
        int side = 0;
        while (bracketed && Math.abs(f) > TOLERANCE * wanted && n < MOST_EVALUATIONS && high - low > Math.ulp(high)) {
            s = (low * fHigh - high * fLow) / (fHigh - fLow);
            if (!(s > low && s < high)) {
                s = 0.5 * (low + high);
            }
            f = at(contact, start, direction, s, monitor) - wanted;
            n++;
            if (f < 0) {
                low = s;
                fLow = f;
                fHigh *= side < 0 ? 0.5 : 1;
                side = -1;
            } else {
                high = s;
                fHigh = f;
                fLow *= side > 0 ? 0.5 : 1;
                side = 1;
            }
        }
        return new Approach(s, moved(start, direction, s), f + wanted, n, bracketed && Math.abs(f) <= TOLERANCE * wanted);
    }

    private static double at(FoundationContact contact, RigidTransform start, Vec3 direction, double s, Monitor monitor) {
        contact.evaluate(moved(start, direction, s), monitor);
        return contact.force(direction.x(), direction.y(), direction.z());
    }

    private static RigidTransform moved(RigidTransform start, Vec3 direction, double s) {
        return start.withTranslation(start.translation().plus(direction.times(s)));
    }
}

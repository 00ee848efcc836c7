/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;

/**
 * The direction in which a cup (or an acetabulum) opens, stated by any of Murray's three definitions.
 *
 * <p>With the axes of the anterior pelvic plane, the unit axis that points out of the cup is
 * <pre>
 *   lateral   =  cos RA sin RI  =  sin OI          =  sin AI cos AA
 *   anterior  =  sin RA         =  cos OI sin OA   =  sin AI sin AA
 *   superior  = -cos RA cos RI  = -cos OI cos OA   = -cos AI
 * </pre>
 * with inclination I and anteversion A, radiographic R, operative O and anatomic A. Each conversion goes through the axis, so it is exact
 * and its own inverse. Where a definition has no anteversion (the axis lies along its pole: RA or OI of 90 degrees, AI of 0) it is 0.
 *
 * <p>Reference: D W Murray, The definition and measurement of acetabular orientation, J Bone Joint Surg Br 1993;75-B:228-232.
 *
 * @param lateral component of the unit axis away from the midplane
 * @param anterior component of the unit axis at a right angle to the anterior pelvic plane
 * @param superior component of the unit axis along the body
 */
public record CupOrientation(double lateral, double anterior, double superior) {

    public CupOrientation {
        double n = Math.sqrt(lateral * lateral + anterior * anterior + superior * superior);
        if (!(n > 0) || Double.isInfinite(n)) {
            throw new IllegalArgumentException("cup axis (" + lateral + ", " + anterior + ", " + superior + ") has no direction");
        }
        lateral /= n;
        anterior /= n;
        superior /= n;
    }

    /**
     * @param inclination rad
     * @param anteversion rad
     */
    public static CupOrientation of(CupDefinition definition, double inclination, double anteversion) {
        double si = Math.sin(inclination);
        double ci = Math.cos(inclination);
        double sa = Math.sin(anteversion);
        double ca = Math.cos(anteversion);
        return switch (definition) {
            case RADIOGRAPHIC -> new CupOrientation(ca * si, sa, -ca * ci);
            case OPERATIVE -> new CupOrientation(si, ci * sa, -ci * ca);
            case ANATOMIC -> new CupOrientation(si * ca, si * sa, -ci);
        };
    }

    /** @param axis out of the cup, of any length, in axes x anterior, y superior, z right */
    public static CupOrientation ofAxis(Vec3 axis, Side side) {
        return new CupOrientation(side.sign() * axis.z(), axis.x(), axis.y());
    }

    /** The unit axis out of the cup in axes x anterior, y superior, z right. */
    public Vec3 axis(Side side) {
        return new Vec3(anterior, superior, side.sign() * lateral);
    }

    /** Inclination by a definition, rad: anatomic 0 to pi, operative -pi/2 to pi/2, radiographic -pi to pi. */
    public double inclination(CupDefinition definition) {
        return switch (definition) {
            case RADIOGRAPHIC -> Math.atan2(lateral, -superior);
            case OPERATIVE -> Math.atan2(lateral, Math.hypot(anterior, superior));
            case ANATOMIC -> Math.atan2(Math.hypot(lateral, anterior), -superior);
        };
    }

    /** Anteversion by a definition, rad; negative in retroversion. */
    public double anteversion(CupDefinition definition) {
        return switch (definition) {
            case RADIOGRAPHIC -> Math.atan2(anterior, Math.hypot(lateral, superior));
            case OPERATIVE -> Math.atan2(anterior, -superior);
            case ANATOMIC -> Math.atan2(anterior, lateral);
        };
    }

    /**
     * The orientation after the pelvis has tilted; it adds the tilt to the operative anteversion and leaves the operative inclination.
     *
     * @param posterior rad, positive backwards (the upper pelvis goes back, as in sitting down)
     */
    public CupOrientation tilted(double posterior) {
        double c = Math.cos(posterior);
        double s = Math.sin(posterior);
        return new CupOrientation(lateral, c * anterior - s * superior, s * anterior + c * superior);
    }
}

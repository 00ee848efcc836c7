/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

/**
 * Contact of two elastic spheres, or of a sphere and a socket or plane, after Hertz (KL Johnson, Contact Mechanics, 1985,
 * doi:10.1017/CBO9781139171731, section 4.2):
 *
 * <pre>  1/E* = (1 - nu1^2)/E1 + (1 - nu2^2)/E2      1/R = 1/R1 + 1/R2      a^3 = 3 F R / (4 E*)
 *  p0 = 3 F / (2 pi a^2)                       depth = a^2 / R</pre>
 *
 * Both bodies are taken as half spaces, which holds as long as the contact is small against the radii and against the thickness of the
 * softer body; {@link #validity} says whether it is. The formulas answer all the same.
 *
 * @param radius of the contact a, m
 * @param pressure in its middle p0, Pa
 * @param depth by which distant points approach each other, m
 * @param validity of the numbers
 */
public record HertzContact(double radius, double pressure, double depth, Validity validity) {

    /** Whether the theory's assumptions are met. */
    public enum Validity {
        /** They are. */
        VALID,
        /** The contact is wider than {@link HertzContact#SMALL} of the smaller radius: the surfaces conform. */
        CONFORMING,
        /** The softer body is thinner than {@link HertzContact#THICK} contact radii. */
        THIN
    }

    /**
     * Contact radius over the smaller radius of curvature up to which a surface passes for a paraboloid: there the sphere is 2.3 % deeper
     * than its paraboloid.
     */
    public static final double SMALL = 0.3;
    /** Thickness over contact radius from which a layer passes for a half space in the middle of the contact. A choice of ours. */
    public static final double THICK = 3;

    /**
     * @param r1 radius of the ball, m
     * @param r2 radius of what it lies on, m: negative for a socket, infinity for a plane
     * @param e1 Young's modulus of the ball, Pa; infinity for a rigid one
     * @param nu1 its Poisson's ratio
     * @param e2 Young's modulus of the other, Pa
     * @param nu2 its Poisson's ratio
     * @param force N
     * @param thickness of the softer body, m; infinity for a half space
     * @throws IllegalArgumentException if the ball does not fit into the socket, or a number is out of its range
     */
    public static HertzContact of(double r1, double r2, double e1, double nu1, double e2, double nu2, double force, double thickness) {
        double curvature = 1 / r1 + 1 / r2;
        if (!(r1 > 0) || !(curvature > 0) || !(e1 > 0) || !(e2 > 0) || !(force >= 0) || Double.isInfinite(force) || !(thickness > 0)) {
            throw new IllegalArgumentException("no contact after Hertz of radii " + r1 + " m and " + r2 + " m, moduli " + e1 + " Pa and "
                    + e2 + " Pa, under " + force + " N on " + thickness + " m");
        }
        double compliance = (1 - nu1 * nu1) / e1 + (1 - nu2 * nu2) / e2;
        double a = Math.cbrt(0.75 * force / curvature * compliance);
        double smaller = Math.min(r1, Math.abs(r2));
        Validity v = a > SMALL * smaller ? Validity.CONFORMING : thickness < THICK * a ? Validity.THIN : Validity.VALID;
        return new HertzContact(a, a > 0 ? 1.5 * force / (Math.PI * a * a) : 0, a * a * curvature, v);
    }
}

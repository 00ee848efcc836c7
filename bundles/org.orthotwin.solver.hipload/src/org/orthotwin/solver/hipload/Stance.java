/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload;

/**
 * Equilibrium of the pelvis on one leg, in the frontal plane about the hip's centre: the partial weight W at the medial distance a, the
 * abductors M along one line at the lateral distance h, and the joint.
 *
 * <pre>  M h = W a,      R = W (0, -1) + M (-u)      with u = (-sin(theta), cos(theta))</pre>
 *
 * in the coordinates lateral, up; u points from the insertion to the origin of the abductors, theta is its inclination to the medial
 * side.
 *
 * @param abductors M, N
 * @param lateral component of the force R on the femoral head to the lateral side, N
 * @param upward component of R, N; negative, the head is pressed down
 */
public record Stance(double abductors, double lateral, double upward) {

    /**
     * @param weight W, N
     * @param weightLever a, m
     * @param abductorLever h, m
     * @param abductorAngle theta, rad
     * @throws IllegalArgumentException if the abductors have no lever arm, or a number is not finite
     */
    public static Stance of(double weight, double weightLever, double abductorLever, double abductorAngle) {
        if (!(abductorLever > 0) || !(weight >= 0) || !Double.isFinite(weight * weightLever * abductorAngle / abductorLever)) {
            throw new IllegalArgumentException("no equilibrium on one leg with a weight of " + weight + " N at " + weightLever
                    + " m and abductors at " + abductorLever + " m, " + abductorAngle + " rad");
        }
        double m = weight * weightLever / abductorLever;
        return new Stance(m, m * Math.sin(abductorAngle), -weight - m * Math.cos(abductorAngle));
    }

    /** |R|, N. */
    public double magnitude() {
        return Math.hypot(lateral, upward);
    }

    /** Angle between R and the vertical, rad; positive if the head is pressed laterally. */
    public double angleFromVertical() {
        return Math.atan2(lateral, -upward);
    }
}

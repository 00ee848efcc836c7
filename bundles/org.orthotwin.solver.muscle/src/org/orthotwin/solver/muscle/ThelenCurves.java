/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

/**
 * The curves of DG Thelen 2003, J Biomech Eng 125:70-77, doi:10.1115/1.1531112 (young adults):
 *
 * <pre>  active    exp(-(l - 1)^2 / gamma)
 *  passive   (exp(k (l - 1) / e0) - 1) / (exp(k) - 1), 0 up to l = 1
 *  tendon    toe 0.33 (exp(3 e / e_toe) - 1) / (exp(3) - 1) up to e_toe = 99 e0T exp(3) / (166 exp(3) - 67),
 *            then 0.33 + 0.67 (e - e_toe) / (e0T - e_toe)
 *  velocity  v = (0.25 + 0.75 a) (F - a f) / b,   b = a f + F / Af           shortening
 *                                                 b = (2 + 2/Af) (a f Fm - F) / (Fm - 1)   lengthening</pre>
 *
 * with f the force of the active curve, F that with the velocity. Solved for F / (a f) the last gives {@link #forceVelocity}, which for
 * lengthening tends to Fm, and in shortening is 0 from v = -(0.25 + 0.75 a) on.
 *
 * @param tendonStrain e0T, tendon strain at the largest isometric force; 0.04
 * @param passiveStrain e0, fibre strain at which the passive force is the largest isometric one; 0.6
 * @param width gamma; 0.45
 * @param passiveShape k; 5
 * @param curvature Af; 0.25
 * @param lengthening Fm, largest force in lengthening; 1.4
 */
public record ThelenCurves(double tendonStrain, double passiveStrain, double width, double passiveShape, double curvature,
        double lengthening) implements MuscleCurves {

    private static final double TOE_FORCE = 0.33;
    private static final double TOE_SHAPE = 3;

    /** With the numbers of the paper. */
    public ThelenCurves() {
        this(0.04, 0.6, 0.45, 5, 0.25, 1.4);
    }

    @Override
    public double activeForceLength(double length) {
        return Math.exp(-(length - 1) * (length - 1) / width);
    }

    @Override
    public double passiveForceLength(double length) {
        return length <= 1 ? 0 : Math.expm1(passiveShape * (length - 1) / passiveStrain) / Math.expm1(passiveShape);
    }

    @Override
    public double forceVelocity(double velocity, double activation) {
        double v = velocity / (0.25 + 0.75 * activation);
        if (v <= 0) {
            return Math.max(0, (1 + v) / (1 - v / curvature));
        }
        double c = v * (2 + 2 / curvature) / (lengthening - 1);
        return (1 + c * lengthening) / (1 + c);
    }

    /**
     * The velocity at which an active force is reached: the curve as it was published.
     *
     * @param force F
     * @param activation a, above 0
     * @param isometric f
     */
    public double velocity(double force, double activation, double isometric) {
        double af = activation * isometric;
        double b = force <= af ? af + force / curvature : (2 + 2 / curvature) * (af * lengthening - force) / (lengthening - 1);
        return (0.25 + 0.75 * activation) * (force - af) / b;
    }

    @Override
    public double tendonForce(double strain) {
        double e3 = Math.exp(TOE_SHAPE);
        double toe = 99 * tendonStrain * e3 / (166 * e3 - 67);
        return strain <= 0 ? 0 : strain <= toe ? TOE_FORCE * Math.expm1(TOE_SHAPE * strain / toe) / Math.expm1(TOE_SHAPE)
                : TOE_FORCE + (1 - TOE_FORCE) * (strain - toe) / (tendonStrain - toe);
    }
}

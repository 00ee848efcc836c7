/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

/**
 * The smooth curves of F De Groote et al. 2016, Ann Biomed Eng 44:2922-2936, doi:10.1007/s10439-016-1591-9, which have derivatives of every
 * order, with the refined constants with which active force and velocity pass exactly through 1:
 *
 * <pre>  active    sum of b1 exp(-(l - b2)^2 / (2 (b3 + b4 l)^2)), three terms
 *  passive   (exp(k (l - 1) / e0) - o) / (exp(k) - o),   o = exp(k (l_min - 1) / e0)
 *  velocity  d1 asinh(d2 v + d3) + d4
 *  tendon    c1 exp(kT (1 + e - c2)) - c3,               kT = ln((1 + c3) / c1) / (1 + eT - c2)</pre>
 *
 * The passive curve is a little above 0 at the optimal length and 0 at l_min.
 *
 * @param tendonStrain eT, tendon strain at the largest isometric force; 0.049
 * @param passiveStrain e0, fibre strain at which the passive force is the largest isometric one; 0.6
 */
public record DeGrooteFreglyCurves(double tendonStrain, double passiveStrain) implements MuscleCurves {

    private static final double[] B1 = {0.8150671134243542, 0.433004984392647, 0.1};
    private static final double[] B2 = {1.055033428970575, 0.716775413397760, 1};
    private static final double[] B3 = {0.162384573599574, -0.029947116970696, 0.353553390593274};
    private static final double[] B4 = {0.063303448465465, 0.200356847296188, 0};
    private static final double D1 = -0.3211346127989808;
    private static final double D2 = -8.149;
    private static final double D3 = -0.374;
    private static final double D4 = 0.8825327733249912;
    private static final double PASSIVE_SHAPE = 4;
    private static final double SHORTEST = 0.2;
    private static final double C1 = 0.2;
    private static final double C2 = 1;
    private static final double C3 = 0.2;

    /** With the numbers of the paper. */
    public DeGrooteFreglyCurves() {
        this(0.049, 0.6);
    }

    @Override
    public double activeForceLength(double length) {
        double sum = 0;
        for (int i = 0; i < B1.length; i++) {
            double x = (length - B2[i]) / (B3[i] + B4[i] * length);
            sum += B1[i] * Math.exp(-0.5 * x * x);
        }
        return sum;
    }

    @Override
    public double passiveForceLength(double length) {
        double offset = Math.exp(PASSIVE_SHAPE * (SHORTEST - 1) / passiveStrain);
        return (Math.exp(PASSIVE_SHAPE * (length - 1) / passiveStrain) - offset) / (Math.exp(PASSIVE_SHAPE) - offset);
    }

    @Override
    public double forceVelocity(double velocity, double activation) {
        double x = D2 * velocity + D3;
        // odd, so that large negative arguments lose no digits
        double asinh = Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
        return D1 * asinh + D4;
    }

    /** kT. */
    public double tendonShape() {
        return Math.log((1 + C3) / C1) / (1 + tendonStrain - C2);
    }

    @Override
    public double tendonForce(double strain) {
        return C1 * Math.exp(tendonShape() * (1 + strain - C2)) - C3;
    }
}

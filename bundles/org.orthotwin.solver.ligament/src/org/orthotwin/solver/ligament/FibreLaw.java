/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

/**
 * Tension of a ligament's fibre against its length: nothing when slack, quadratic while its crimp is pulled out, then linear (J Wismans et
 * al. 1980, J Biomech 13:677-685, doi:10.1016/0021-9290(80)90354-1; L Blankevoort, R Huiskes 1991, J Biomech Eng 113:263-269,
 * doi:10.1115/1.2894883).
 *
 * <pre>  e = (L - L0) / L0
 *  F = 0                       e &lt;= 0
 *  F = k e^2 / (2 e_t)         0 &lt; e &lt; e_t
 *  F = k (e - e_t / 2)         e_t &lt;= e</pre>
 *
 * Damping adds c e' where the fibre is taut and lengthens. Published tables give e_l = e_t / 2 as often as e_t, and k as force per strain
 * or, divided by L0, as force per length: both differ by a factor.
 *
 * @param stiffness k, N per unit of strain
 * @param slackLength L0, m
 * @param toeStrain e_t, where the linear part begins; {@value #TOE_STRAIN} in the papers
 * @param damping c, N s per unit of strain
 */
public record FibreLaw(double stiffness, double slackLength, double toeStrain, double damping) {

    /** e_t of Blankevoort and Huiskes. */
    public static final double TOE_STRAIN = 0.06;

    /** @throws IllegalArgumentException for a stiffness, slack length or toe strain that is not above 0, or a negative damping */
    public FibreLaw {
        if (!(stiffness > 0) || !(slackLength > 0) || !(toeStrain > 0) || !(damping >= 0)
                || Double.isInfinite(stiffness * slackLength * toeStrain + damping)) {
            throw new IllegalArgumentException("no fibre of " + stiffness + " N per strain, slack at " + slackLength + " m, toe strain "
                    + toeStrain + ", damping " + damping + " N s per strain");
        }
    }

    /** Without damping, with the toe of the papers. */
    public FibreLaw(double stiffness, double slackLength) {
        this(stiffness, slackLength, TOE_STRAIN, 0);
    }

    /**
     * From the strain in a reference position: L0 = L_ref / (1 + e_ref).
     *
     * @param referenceLength L_ref, m
     * @param referenceStrain e_ref, above -1; negative for a fibre that is slack there
     */
    public static FibreLaw ofReference(double stiffness, double referenceLength, double referenceStrain) {
        if (!(referenceStrain > -1)) {
            throw new IllegalArgumentException("a reference strain of " + referenceStrain + " leaves no fibre");
        }
        return new FibreLaw(stiffness, referenceLength / (1 + referenceStrain));
    }

    /** e at a length in m; negative where the fibre is slack. */
    public double strain(double length) {
        return (length - slackLength) / slackLength;
    }

    /** F at a length in m, N, without damping. */
    public double force(double length) {
        double e = strain(length);
        return e <= 0 ? 0 : e < toeStrain ? 0.5 * stiffness * e * e / toeStrain : stiffness * (e - 0.5 * toeStrain);
    }

    /** F with damping at a length in m that grows by {@code speed}, m/s. */
    public double force(double length, double speed) {
        double spring = force(length);
        return spring > 0 && speed > 0 ? spring + damping * speed / slackLength : spring;
    }

    /** dF/dL at a length in m, N/m; 0 where the fibre is slack. */
    public double tangent(double length) {
        double e = strain(length);
        return e <= 0 ? 0 : stiffness / slackLength * Math.min(1, e / toeStrain);
    }

    /** Energy that is stored at a length in m, J: the integral of F over the length. */
    public double energy(double length) {
        double e = strain(length);
        if (e <= 0) {
            return 0;
        }
        double k = stiffness * slackLength;
        double toe = Math.min(e, toeStrain);
        double energy = k * toe * toe * toe / (6 * toeStrain);
        return e <= toeStrain ? energy : energy + k * 0.5 * ((e - 0.5 * toeStrain) * (e - 0.5 * toeStrain) - 0.25 * toeStrain * toeStrain);
    }

    /** The length at which the fibre has a force of 0 or more, N. */
    public double length(double force) {
        double toe = 0.5 * stiffness * toeStrain;
        double e = force <= 0 ? 0 : force < toe ? Math.sqrt(2 * toeStrain * force / stiffness) : force / stiffness + 0.5 * toeStrain;
        return slackLength * (1 + e);
    }
}

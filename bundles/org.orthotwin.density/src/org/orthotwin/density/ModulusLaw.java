/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * Young's modulus of bone as a power of its density: {@code E = coefficient * (density / 1000 kg/m^3)^exponent}. The laws differ by a
 * factor of ten and more at one density, so a plan declares which one it takes.
 *
 * @param id dotted lower case
 * @param version of the law as coded here
 * @param kind of density that it takes
 * @param coefficient Pa at 1000 kg/m^3 (1 g/cm^3)
 * @param exponent dimensionless
 * @param source publication and site
 */
public record ModulusLaw(String id, String version, DensityKind kind, double coefficient, double exponent, String source) {

    private static final double GRAM_PER_CUBIC_CENTIMETRE = 1000;
    private static final double MPA = 1e6;
    private static final String MORGAN = "Morgan, Bayraktar, Keaveny 2003, doi 10.1016/S0021-9290(03)00071-X, ";
    /** Strain rate of slow walking for which Carter and Hayes' law is stated here, 1/s. */
    private static final double STRAIN_RATE = 0.01;

    /** All laws, in the order in which they are offered. */
    public static final List<ModulusLaw> ALL = List.of(
            morgan("femoral-neck", 6850, 1.49), morgan("tibia", 15520, 1.93), morgan("trochanter", 15010, 2.18),
            morgan("vertebra", 4730, 1.56), morgan("pooled", 8920, 1.83),
            new ModulusLaw("carter-hayes", "1", DensityKind.APPARENT, 3790 * MPA * Math.pow(STRAIN_RATE, 0.06), 3,
                    "Carter and Hayes 1977, at a strain rate of 0.01 1/s"),
            new ModulusLaw("keller", "1", DensityKind.ASH, 10500 * MPA, 2.29, "Keller 1994, femur and spine"));

    private static ModulusLaw morgan(String site, double coefficient, double exponent) {
        return new ModulusLaw("morgan." + site, "1", DensityKind.APPARENT, coefficient * MPA, exponent, MORGAN + site);
    }

    /** @throws NoSuchElementException with the ids that there are */
    public static ModulusLaw of(String id) {
        return ALL.stream().filter(l -> l.id.equals(id)).findFirst().orElseThrow(() -> new NoSuchElementException("no modulus law '" + id
                + "'; there are " + String.join(", ", ALL.stream().map(ModulusLaw::id).toList())));
    }

    /**
     * @param density kg/m^3 of this law's {@link #kind()}, at least 0
     * @return Pa
     */
    public double modulus(double density) {
        if (!(density >= 0)) {
            throw new IllegalArgumentException("density " + density + " kg/m^3 must be at least 0");
        }
        return coefficient * Math.pow(density / GRAM_PER_CUBIC_CENTIMETRE, exponent);
    }

    /** The modulus in Pa of bone whose QCT density (kg/m^3) is known. */
    public double modulusOfQct(double qct) {
        return modulus(kind.fromQct(qct));
    }
}

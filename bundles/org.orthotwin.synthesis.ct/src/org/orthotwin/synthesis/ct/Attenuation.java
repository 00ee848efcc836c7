/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

/**
 * CT numbers (HU) of tissues at about 120 kVp, and how the synthetic scanner turns bone density into them.
 *
 * <p>Soft tissues are the rounded values by which Schneider, Bortfeld and Schlegel 2000 (Phys Med Biol 45:459-478, doi
 * 10.1088/0031-9155/45/2/314), computed from the compositions of ICRU 44 and Woodard and White, are usually quoted; air and water are the
 * scale's definition. The calibration of trabecular bone, and the density of cortical bone in it, are declared properties of this scanner
 * and
 * not measurements: published 120 kVp calibrations against K2HPO4 or hydroxyapatite have slopes of about 0.7 to 0.9 mg/cm^3 for a HU.
 */
public final class Attenuation {

    /** Tube voltage that these CT numbers are about, kV. */
    public static final double TUBE_VOLTAGE_KV = 120;

    public static final double AIR = -1000;
    public static final double LUNG = -741;
    public static final double FAT = -98;
    /** Fatty (yellow) marrow, which fills the canals of adults' long bones: adipose tissue with some water. */
    public static final double YELLOW_MARROW = -55;
    public static final double MUSCLE = 55;
    public static final double FLUID = 15;
    public static final double SKIN = 75;
    public static final double CARTILAGE = 102;
    /** Titanium alloy; real scanners saturate far below what the attenuation says. */
    public static final double TITANIUM = 8000;
    public static final double COBALT_CHROMIUM = 16000;

    /** Equivalent mineral density of a HU, kg/m^3 (mg/cm^3). */
    public static final double DENSITY_SLOPE = 0.8;
    /** Equivalent mineral density at 0 HU, kg/m^3. */
    public static final double DENSITY_INTERCEPT = 0;
    /** Of compact bone, kg/m^3: 1,400 HU. */
    public static final double CORTICAL_DENSITY = 1120;

    private Attenuation() {
    }

    /** The CT number of bone of an equivalent mineral density in kg/m^3. */
    public static double ofDensity(double density) {
        return (density - DENSITY_INTERCEPT) / DENSITY_SLOPE;
    }

    /** The equivalent mineral density, kg/m^3, of a CT number. */
    public static double density(double hu) {
        return DENSITY_INTERCEPT + DENSITY_SLOPE * hu;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

/**
 * A layer of cartilage or polyethylene bonded to something rigid.
 *
 * @param modulus Young's modulus E, Pa
 * @param poisson Poisson's ratio, 0 to below 0.5
 * @param thickness h, m
 */
public record ElasticLayer(double modulus, double poisson, double thickness) {

    /** @throws IllegalArgumentException for a modulus or thickness that is not above 0, or a Poisson's ratio outside 0 to 0.5 */
    public ElasticLayer {
        if (!(modulus > 0) || !(thickness > 0) || !(poisson >= 0 && poisson < 0.5) || Double.isInfinite(modulus * thickness)) {
            throw new IllegalArgumentException("a layer cannot have E = " + modulus + " Pa, Poisson's ratio " + poisson
                    + " and a thickness of " + thickness + " m");
        }
    }

    /** The modulus of a layer that cannot spread, E (1 - nu) / ((1 + nu) (1 - 2 nu)), Pa. */
    public double confinedModulus() {
        return modulus * (1 - poisson) / ((1 + poisson) * (1 - 2 * poisson));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.Locale;
import java.util.Objects;

/**
 * How it is scanned.
 *
 * @param stack where the slices are
 * @param blurAcross full width at half maximum of the point spread within a slice, m; 0 for none
 * @param blurAlong the same along the stack, m
 * @param noise standard deviation, HU
 * @param seed of the noise
 * @param streaks whether metal hardens the beam
 */
public record CtProtocol(SliceStack stack, double blurAcross, double blurAlong, double noise, long seed, boolean streaks) {

    public CtProtocol {
        Objects.requireNonNull(stack);
        if (!(blurAcross >= 0 && blurAcross <= 0.02 && blurAlong >= 0 && blurAlong <= 0.02 && noise >= 0 && noise <= 1000)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "blur of %s m and %s m, noise of %s HU; 0 to 0.02 m and 0 to 1000 HU are possible", blurAcross, blurAlong, noise));
        }
    }
}

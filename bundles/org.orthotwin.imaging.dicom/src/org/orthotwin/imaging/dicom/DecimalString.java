/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.orthotwin.core.Numbers;

/** Decimal strings of at most 16 characters (PS3.5, 6.2). */
final class DecimalString {

    private static final int LENGTH = 16;

    private DecimalString() {
    }

    /** The shortest decimal of the number, or as many digits as there is room for. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(value + " is no decimal string");
        }
        String best = Numbers.shortest(value);
        for (int digits = 17; best.length() > LENGTH; digits--) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
            String plain = rounded.toPlainString();
            String scientific = rounded.toString();
            best = plain.length() <= LENGTH ? plain : scientific;
        }
        return best;
    }
}

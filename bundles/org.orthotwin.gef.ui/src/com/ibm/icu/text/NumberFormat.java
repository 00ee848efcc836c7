/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package com.ibm.icu.text;

/** What draw2d and GEF use of this class, done by Java's own. */
public class NumberFormat {

    private final java.text.DecimalFormat format;

    NumberFormat(java.text.DecimalFormat format) {
        this.format = format;
    }

    public final String format(Object number) {
        return format.format(number);
    }

    public final String format(double number) {
        return format.format(number);
    }

    public void setMaximumFractionDigits(int digits) {
        format.setMaximumFractionDigits(digits);
    }

    public void setMinimumIntegerDigits(int digits) {
        format.setMinimumIntegerDigits(digits);
    }
}

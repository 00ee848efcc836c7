/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package com.ibm.icu.text;

/** What GEF uses of this class, done by Java's own. */
public class DecimalFormat extends NumberFormat {

    public DecimalFormat() {
        super(new java.text.DecimalFormat());
    }

    public DecimalFormat(String pattern) {
        super(new java.text.DecimalFormat(pattern));
    }
}

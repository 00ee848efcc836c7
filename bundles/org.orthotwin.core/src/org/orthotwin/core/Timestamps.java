/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time that goes into files: the clock's, or what {@code SOURCE_DATE_EPOCH} (seconds since 1970) fixes, so that outputs can be repeated. */
public final class Timestamps {

    private Timestamps() {
    }

    /** Now, in whole seconds. */
    public static Instant now() {
        String fixed = System.getenv("SOURCE_DATE_EPOCH");
        if (fixed != null && fixed.matches("\\d{1,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(fixed));
        }
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}

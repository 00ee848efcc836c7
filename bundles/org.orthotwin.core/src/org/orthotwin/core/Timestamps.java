/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time that goes into files: the clock's, or what {@code SOURCE_DATE_EPOCH} (seconds since 1970) fixes, so that outputs can be
 * repeated.
 */
public final class Timestamps {

    private Timestamps() {
    }

    /** Now, in whole seconds. */
    public static Instant now() {
        return of(System.getenv("SOURCE_DATE_EPOCH"), Instant.now());
    }

    /** What is no count of seconds fixes nothing. */
    static Instant of(String fixed, Instant clock) {
        return fixed != null && fixed.matches("\\d{1,11}") ? Instant.ofEpochSecond(Long.parseLong(fixed))
                : clock.truncatedTo(ChronoUnit.SECONDS);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    private static final Instant CLOCK = Instant.parse("2026-02-03T04:05:06.789Z");

    @Test
    void theEnvironmentFixesTheTime() {
        assertEquals("2023-11-14T22:13:20Z", Timestamps.of("1700000000", CLOCK).toString());
        assertEquals("1970-01-01T00:00:00Z", Timestamps.of("0", CLOCK).toString());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "-1", "now", "1.5", "123456789012345678901"})
    void whatIsNoCountOfSecondsFixesNothing(String text) {
        assertEquals("2026-02-03T04:05:06Z", Timestamps.of(text, CLOCK).toString());
    }

    @Test
    void nowIsTheClockInWholeSecondsUnlessFixed() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant now = Timestamps.now();
        assertEquals(0, now.getNano());
        if (System.getenv("SOURCE_DATE_EPOCH") == null) {
            assertFalse(now.isBefore(before) || now.isAfter(Instant.now()), now::toString);
        } else {
            assertEquals(now, Timestamps.now());
        }
    }
}

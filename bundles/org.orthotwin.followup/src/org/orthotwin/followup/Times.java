/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.orthotwin.core.InputException;

/** Times in twin files: a date, or a date and time with its offset. */
public final class Times {

    private Times() {
    }

    /**
     * The instant of a text; a date alone is its beginning in UTC.
     *
     * @throws InputException if it is neither, or a time without offset, which could be hours off
     */
    public static Instant instant(String text) {
        try {
            return text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Texts.refuse("time.unreadable", text);
        }
    }

    /** Seconds from one time to another. */
    static double seconds(Instant from, Instant to) {
        return to.getEpochSecond() - from.getEpochSecond() + (to.getNano() - from.getNano()) * 1e-9;
    }

    /** The time so many seconds after another, in whole seconds. */
    static Instant after(Instant from, double seconds) {
        return from.plusSeconds(Math.round(seconds));
    }
}

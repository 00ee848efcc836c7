/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.InputException;

/** Times in twin files: a date, or a date and time with its offset. */
public final class Times {

    /** DIN 1355: the day comes first where there are points. With strokes nobody knows, unless the first number can be no month. */
    private static final Pattern POINTS = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern STROKES = Pattern.compile("\\d{1,4}/\\d{1,2}/\\d{1,4}");
    private static final Pattern SLASHES = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
    private static final int MONTHS = 12;
    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private Times() {
    }

    /**
     * A time as it is kept: a date with points, 10.11.2025, as 2025-11-10; so with strokes where the first number can only be the day,
     * 28/11/2025; anything else as it is.
     */
    public static String written(String text) {
        return written(text, "");
    }

    /** The same of what a person has typed in a language: in French the day comes first with strokes, too. */
    public static String written(String text, String language) {
        Matcher points = POINTS.matcher(text.strip());
        Matcher slashes = SLASHES.matcher(text.strip());
        boolean first = slashes.matches() && Integer.parseInt(slashes.group(2)) <= MONTHS && (language.equals("fr") || Integer.parseInt(
                slashes.group(1)) > MONTHS);
        Matcher m = points.matches() ? points : slashes;
        return m == points || first ? "%s-%2s-%2s".formatted(m.group(3), m.group(2), m.group(1)).replace(' ', '0') : text;
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
            throw Texts.refuse(text.isBlank() ? "time.missing" : ISO.matcher(text).matches() ? "time.no-day" : STROKES.matcher(text)
                    .matches() ? "time.strokes" : "time.unreadable", text);
        }
    }

    /**
     * Whether two times are of one day and only one of them tells the time of day, so that nothing says which is earlier. Days are
     * those of the zone of the one that tells its time.
     */
    static boolean isOrderUnknown(String a, String b) {
        return a.indexOf('T') < 0 != b.indexOf('T') < 0 && day(a).equals(day(b));
    }

    /** A time as a name: a date as it is, and a date and time in UTC, however its zone was written. */
    static String name(String text) {
        return text.indexOf('T') < 0 ? text : instant(text).toString();
    }

    private static LocalDate day(String text) {
        return text.indexOf('T') < 0 ? LocalDate.parse(text) : OffsetDateTime.parse(text).toLocalDate();
    }

    /** As {@link #instant}, of what a person has typed: a date with points, too. */
    public static Instant typed(String text) {
        return instant(written(text));
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

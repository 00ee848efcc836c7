/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.Quantity;

/** What an {@link Adjustment} varies and wants, as people write it. */
public final class AdjustmentText {

    private static final Pattern LIMITS = Pattern.compile("\\s*([^=+]+?)\\s*(\\+?=)\\s*(\\S.*?)\\s*\\.\\.\\s*(\\S.*?)\\s*");
    private static final Pattern PATH = Pattern.compile("\\s*([^=+\\s]+)\\s*");
    private static final Pattern WANTED = Pattern.compile("\\s*([^=+]+?)\\s*=\\s*(\\S.*?)\\s*(?:\\+-\\s*(\\S.*?)\\s*)?");

    private AdjustmentText() {
    }

    /**
     * An attribute with a number: {@code path}, {@code path=lower..upper}, or {@code path+=lower..upper}, which counts from what it is.
     *
     * @return empty for another form, such as a list of words
     * @throws org.orthotwin.core.InputException for limits that are no numbers, in other units or the wrong way round
     */
    public static Optional<Adjustment.Variable> variable(String text) {
        Matcher path = PATH.matcher(text);
        if (path.matches()) {
            return Optional.of(new Adjustment.Variable(path.group(1), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true,
                    Optional.empty()));
        }
        Matcher m = LIMITS.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        Quantity lower = quantity(text, m.group(3));
        Quantity upper = quantity(text, m.group(4));
        if (lower.unit().dimension() != upper.unit().dimension() || lower.si() > upper.si()) {
            throw Texts.refuse("adjust.range", text);
        }
        return Optional.of(new Adjustment.Variable(m.group(1), lower.si(), upper.si(), m.group(2).equals("+="), Optional.of(lower.unit())));
    }

    /**
     * A wanted measurement: {@code measurement=value} or {@code measurement=value+-tolerance}.
     *
     * @throws org.orthotwin.core.InputException for another form, or a tolerance of another unit
     */
    public static Adjustment.Want want(String text) {
        Matcher m = WANTED.matcher(text);
        if (!m.matches()) {
            throw Texts.refuse("adjust.want", text);
        }
        Quantity value = quantity(text, m.group(2));
        double tolerance = Double.NaN;
        if (m.group(3) != null) {
            Quantity t = quantity(text, m.group(3));
            if (t.unit().dimension() != value.unit().dimension()) {
                throw Texts.refuse("adjust.want", text);
            }
            tolerance = t.si();
        }
        return new Adjustment.Want(m.group(1), value.si(), tolerance, value.unit());
    }

    private static Quantity quantity(String text, String number) {
        try {
            return Quantity.parse(number);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "vary.number", text, e.getMessage());
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers as text, the same under every locale. */
public final class Numbers {

    /**
     * Digits kept where a value leaves the program in another unit: more than any input has, few enough to hide rounding of the conversion.
     */
    private static final MathContext EDGE = new MathContext(12, RoundingMode.HALF_EVEN);

    /** Digits in groups of three behind one to three that do not begin with 0. */
    private static final Pattern GROUPED_BY_COMMAS = Pattern.compile("[-+]?[1-9]\\d{0,2}(,\\d{3})+(?!\\d).*", Pattern.DOTALL);
    private static final Pattern GROUPED_BY_POINTS = Pattern.compile("[-+]?[1-9]\\d{0,2}(\\.\\d{3})+(?!\\d).*", Pattern.DOTALL);

    /**
     * What is quoted, or a decimal number of its own: nothing of a name, a path, a version of three parts, a DOI or an option that somebody
     * types, no time of day, and no item of a list without blanks.
     */
    private static final Pattern DECIMAL = Pattern.compile("\u00ab[^\u00bb]*\u00bb|(?<![\\w./=:,'\"])(?<![A-Za-z_]-)(\\d++)\\.(\\d++)"
            + "(?=[eE][-+]?\\d|(?!\\.?\\w|[/,]\\w|['\"]))");

    /** A number, perhaps with a unit. */
    private static final Pattern NUMBER = Pattern.compile("\\s*[-+]?[\\d.]+([eE][-+]?\\d+)?\\s*[^\\s\\d]{0,8}\\s*");

    private Numbers() {
    }

    /** The shortest decimal that reads back as the same double, without an exponent between 1e-6 and 1e15; {@code -0} becomes {@code 0}. */
    public static String shortest(double v) {
        if (!Double.isFinite(v)) {
            return Double.toString(v);
        }
        if (v == 0) {
            return "0";
        }
        double a = Math.abs(v);
        if (a < 1e-6 || a >= 1e15) {
            return Double.toString(v);
        }
        return new BigDecimal(Double.toString(v)).stripTrailingZeros().toPlainString();
    }

    /** {@code v} rounded to twelve significant digits, for values converted at an edge. */
    public static double edge(double v) {
        return v == 0 || !Double.isFinite(v) ? v + 0.0 : new BigDecimal(v).round(EDGE).doubleValue();
    }

    /** {@code v} with exactly {@code decimals} digits after the point, half up; never "-0". */
    public static String fixed(double v, int decimals) {
        if (!Double.isFinite(v)) {
            return Double.toString(v);
        }
        String s = new BigDecimal(Double.toString(v)).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
        return s.startsWith("-") && s.chars().noneMatch(c -> c >= '1' && c <= '9') ? s.substring(1) : s;
    }

    /**
     * A text for people with its numbers as a language writes them: in French with a decimal comma. What is no number of its own stays, and
     * so does what stands in guillemets, since that is as somebody has written it. Not for files that programs read.
     *
     * @param language ISO code
     */
    public static String said(String text, String language) {
        return !language.equals("fr") ? text : DECIMAL.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1) == null ? m
                .group() : m.group(1) + "," + m.group(2)));
    }

    /**
     * The same of a text that has texts of somebody in it, such as paths, names, notes and reasons: these are as they were written, but for
     * those that are a number alone, which is one of the text like others.
     *
     * @param own may have texts that are not in it
     */
    public static String said(String text, String language, Collection<String> own) {
        List<String> kept = own.stream().filter(o -> !NUMBER.matcher(o).matches() && !said(o, language).equals(o) && text.contains(o))
                .sorted(Comparator.comparing(String::length).reversed()).toList();
        if (kept.isEmpty()) {
            return said(text, language);
        }
        Matcher m = Pattern.compile(kept.stream().map(Pattern::quote).collect(Collectors.joining("|"))).matcher(text);
        StringBuilder all = new StringBuilder();
        int from = 0;
        while (m.find()) {
            all.append(said(text.substring(from, m.start()), language)).append(m.group());
            from = m.end();
        }
        return all.append(said(text.substring(from), language)).toString();
    }

    /** Whether the commas at the beginning of a text may stand between thousands: 1,250 may be 1250 or 1.25; 0,250 and 1,25 may not. */
    public static boolean isGroupedByCommas(String text) {
        return GROUPED_BY_COMMAS.matcher(text.strip()).matches();
    }

    /** The same of points, which stand between thousands where commas are decimal signs: 12.345 may be 12345. */
    public static boolean isGroupedByPoints(String text) {
        return GROUPED_BY_POINTS.matcher(text.strip()).matches();
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;

/**
 * Numbers as people read them: in the unit of the edge, with as many digits as mean something. The decimal sign is a point in
 * every language.
 */
public final class Digits {

    /** More are a number that nobody reads. */
    private static final int MOST_DECIMALS = 6;

    private Digits() {
    }

    /** The unit as it is printed; empty for a plain number. */
    public static String symbol(Unit u) {
        return switch (u.symbol()) {
            case "1" -> "";
            case "deg" -> "\u00b0";
            case "N.m" -> "N\u00b7m";
            case "N.mm" -> "N\u00b7mm";
            case "mm2" -> "mm\u00b2";
            case "mm3" -> "mm\u00b3";
            case "cm3" -> "cm\u00b3";
            case "g/cm3" -> "g/cm\u00b3";
            case "deg/s" -> "\u00b0/s";
            case "mm3/yr" -> "mm\u00b3/yr";
            case "mm3/N.m" -> "mm\u00b3/(N\u00b7m)";
            case "um" -> "\u00b5m";
            default -> u.symbol();
        };
    }

    /** The unit in which a quantity is shown where nobody chose one. */
    public static Unit unit(Dimension d) {
        return Unit.of(switch (d) {
            case ANGLE -> "deg";
            case LENGTH -> "mm";
            case PRESSURE -> "MPa";
            case AREA -> "mm2";
            case VOLUME -> "mm3";
            case VOLUME_RATE -> "mm3/yr";
            case WEAR_FACTOR -> "mm3/N.m";
            case STIFFNESS -> "N/mm";
            default -> d.siSymbol();
        });
    }

    /** The unit in which a value of a quantity is shown where nobody chose one, one in which it does not vanish. */
    public static Unit unit(Dimension d, double si) {
        if (d == Dimension.SPEED && Math.abs(si) < 1e-6) {
            return Unit.of("mm/yr");
        }
        if (d == Dimension.LENGTH && si != 0 && Math.abs(si) < 5e-5) {
            return Unit.of("um");
        }
        return unit(d);
    }

    private static int decimals(Unit u, double shown) {
        return switch (u.symbol()) {
            case "deg", "mm", "N.m", "kg", "cm", "%", "mm3/yr" -> 1;
            case "N", "um", "mm2", "mm3" -> 0;
            case "BW", "MPa" -> 2;
            case "mm/yr" -> 3;
            default -> {
                // three significant digits of what we know nothing about
                double a = Math.abs(shown);
                yield a == 0 ? 0 : Math.max(0, Math.min(6, 2 - (int) Math.floor(Math.log10(a))));
            }
        };
    }

    /** The number of a value in SI, without its unit; a dash for none. */
    public static String number(Unit u, double si) {
        double shown = u.fromSi(si);
        return Double.isFinite(shown) ? Numbers.fixed(Numbers.edge(shown), decimals(u, shown)) : "\u2013";
    }

    /** A value in SI with its unit; a dash for none. */
    public static String value(Unit u, double si) {
        return Double.isFinite(si) ? with(number(u, si), u) : "\u2013";
    }

    /** A number with its unit behind it, degrees and percent close to it. */
    public static String with(String number, Unit u) {
        String s = symbol(u);
        String n = number.replace('-', '\u2212');
        return s.isEmpty() ? n : s.startsWith("\u00b0") ? n + s : n + "\u00a0" + s;
    }

    /** A standard uncertainty with two significant digits, without unit; a dash where it was not assessed. */
    public static String uncertainty(Unit u, double si) {
        double shown = u.fromSi(si);
        if (!Double.isFinite(shown) || shown < 0) {
            return "\u2013";
        }
        if (shown == 0) {
            return "0";
        }
        BigDecimal two = new BigDecimal(shown).round(new MathContext(2, RoundingMode.HALF_UP));
        // 2.0 and 0.70 keep their zero, 99.6 that rounds to 100 has two digits as 1.0E+2
        return two.setScale(Math.max(0, 1 - (two.precision() - two.scale() - 1)), RoundingMode.HALF_UP).toPlainString();
    }

    /** A value with its standard deviation, as many digits as that has. */
    public static String pair(Unit u, double si, double deviation) {
        String sd = uncertainty(u, deviation);
        int point = sd.indexOf('.');
        int decimals = sd.equals("0") ? 2 : point < 0 ? 0 : sd.length() - point - 1;
        double largest = Math.max(Math.abs(u.fromSi(si)), u.fromSi(deviation));
        if (decimals > MOST_DECIMALS && largest < 1e-3) {
            // a wear factor is told by its power of ten
            int power = (int) Math.floor(Math.log10(largest));
            double ten = Math.pow(10, power);
            return with("(" + Numbers.fixed(u.fromSi(si) / ten, Math.max(0, decimals + power)) + " \u00b1 "
                    + Numbers.fixed(u.fromSi(deviation) / ten, Math.max(0, decimals + power)) + ")e" + power, u);
        }
        return with(Numbers.fixed(u.fromSi(si), decimals) + " \u00b1 " + sd, u);
    }

    /** A limit or setting as somebody wrote it: up to four decimals, or as many digits where it is small; no zeros behind. */
    public static String given(Unit u, double si) {
        double shown = Numbers.edge(u.fromSi(si));
        if (shown != 0 && Math.abs(shown) < 1e-3) {
            return Numbers.shortest(new BigDecimal(shown).round(new MathContext(4, RoundingMode.HALF_EVEN)).doubleValue());
        }
        return Numbers.shortest(Numbers.edge(new BigDecimal(shown).setScale(4, RoundingMode.HALF_EVEN).doubleValue()));
    }
}

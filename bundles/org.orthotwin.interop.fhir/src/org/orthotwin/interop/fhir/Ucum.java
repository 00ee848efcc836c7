/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The part of UCUM (The Unified Code for Units of Measure, version 2.1) in which lengths, masses, times, angles, forces, pressures and what
 * is made of them are written: case-sensitive codes, prefixes, exponents, products, quotients, parentheses, annotations. A code that has
 * anything else is not known, and not guessed. Units that are no multiples of another (degree Celsius) are left out.
 */
final class Ucum {

    /** Of m, kg, s, rad. */
    private static final int BASE = 4;
    private static final Map<String, Double> PREFIXES = Map.ofEntries(Map.entry("G", 1e9), Map.entry("M", 1e6), Map.entry("k", 1e3),
            Map.entry("h", 1e2), Map.entry("da", 1e1), Map.entry("d", 1e-1), Map.entry("c", 1e-2), Map.entry("m", 1e-3), Map.entry("u",
                    1e-6), Map.entry("n", 1e-9), Map.entry("p", 1e-12));
    private static final double YEAR = 31_557_600;
    /** International foot, m, and pound, kg, of 1959. */
    private static final double FOOT = 0.3048;
    private static final double POUND = 0.45359237;
    private static final double GRAVITY = 9.80665;
    private static final Map<String, Atom> ATOMS = new HashMap<>();

    static {
        metric("m", 1, 1, 0, 0, 0);
        metric("g", 1e-3, 0, 1, 0, 0);
        metric("s", 1, 0, 0, 1, 0);
        metric("rad", 1, 0, 0, 0, 1);
        metric("L", 1e-3, 3, 0, 0, 0);
        metric("l", 1e-3, 3, 0, 0, 0);
        metric("t", 1e3, 0, 1, 0, 0);
        metric("N", 1, 1, 1, -2, 0);
        metric("Pa", 1, -1, 1, -2, 0);
        metric("bar", 1e5, -1, 1, -2, 0);
        metric("J", 1, 2, 1, -2, 0);
        metric("W", 1, 2, 1, -3, 0);
        metric("Hz", 1, 0, 0, -1, 0);
        metric("gf", 1e-3 * GRAVITY, 1, 1, -2, 0);
        other("deg", Math.PI / 180, 0, 0, 0, 1);
        other("min", 60, 0, 0, 1, 0);
        other("h", 3600, 0, 0, 1, 0);
        other("d", 86400, 0, 0, 1, 0);
        other("wk", 7 * 86400, 0, 0, 1, 0);
        other("mo", YEAR / 12, 0, 0, 1, 0);
        other("a", YEAR, 0, 0, 1, 0);
        other("[in_i]", FOOT / 12, 1, 0, 0, 0);
        other("[ft_i]", FOOT, 1, 0, 0, 0);
        other("[yd_i]", 3 * FOOT, 1, 0, 0, 0);
        other("[mi_i]", 5280 * FOOT, 1, 0, 0, 0);
        other("[lb_av]", POUND, 0, 1, 0, 0);
        other("[oz_av]", POUND / 16, 0, 1, 0, 0);
        other("[stone_av]", 14 * POUND, 0, 1, 0, 0);
        other("[lbf_av]", POUND * GRAVITY, 1, 1, -2, 0);
        other("[psi]", POUND * GRAVITY / (FOOT * FOOT / 144), -1, 1, -2, 0);
    }

    private record Atom(double factor, int[] exponents, boolean metric) {
    }

    /** A multiple of a product of m, kg, s and rad. */
    record Value(double factor, int[] exponents) {

        private Value times(Value v, int power) {
            int[] e = exponents.clone();
            for (int i = 0; i < BASE; i++) {
                e[i] += power * v.exponents[i];
            }
            return new Value(factor * Math.pow(v.factor, power), e);
        }

        boolean isSameAs(Value v) {
            return Arrays.equals(exponents, v.exponents);
        }
    }

    private final String code;
    private int at;

    private Ucum(String code) {
        this.code = code;
    }

    private static void metric(String code, double factor, int m, int kg, int s, int rad) {
        ATOMS.put(code, new Atom(factor, new int[] {m, kg, s, rad}, true));
    }

    private static void other(String code, double factor, int m, int kg, int s, int rad) {
        ATOMS.put(code, new Atom(factor, new int[] {m, kg, s, rad}, false));
    }

    /** What a code means; empty where it is none that is known. */
    static Optional<Value> of(String code) {
        Ucum u = new Ucum(code);
        try {
            Value v = u.term();
            return u.at == code.length() && !code.isEmpty() ? Optional.of(v) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Factor by which a number in one unit is one in the other; empty where they do not measure the same, or one is not known. */
    static Optional<Double> factor(String from, String to) {
        Optional<Value> a = of(from);
        Optional<Value> b = of(to);
        return a.isPresent() && b.isPresent() && a.get().isSameAs(b.get()) ? Optional.of(a.get().factor / b.get().factor)
                : Optional.empty();
    }

    private Value term() {
        Value v = new Value(1, new int[BASE]);
        int power = 1;
        if (peek() == '/') {
            at++;
            power = -1;
        }
        while (true) {
            v = v.times(component(), power);
            if (peek() != '.' && peek() != '/') {
                return v;
            }
            power = code.charAt(at++) == '/' ? -1 : 1;
        }
    }

    private char peek() {
        return at < code.length() ? code.charAt(at) : ' ';
    }

    private Value component() {
        Value v;
        if (peek() == '(') {
            at++;
            v = term();
            if (peek() != ')') {
                throw new IllegalArgumentException(code);
            }
            at++;
            return v;
        }
        if (peek() == '{') {
            annotation();
            return new Value(1, new int[BASE]);
        }
        int begin = at;
        while (at < code.length() && Character.isDigit(code.charAt(at)) && code.charAt(at) < 128) {
            at++;
        }
        if (at > begin && peek() != '*') {
            v = new Value(Double.parseDouble(code.substring(begin, at)), new int[BASE]);
        } else if (at > begin) {
            if (!code.substring(begin, at).equals("10")) {
                throw new IllegalArgumentException(code);
            }
            at++;
            v = new Value(1, new int[BASE]).times(new Value(10, new int[BASE]), exponent());
        } else {
            v = new Value(1, new int[BASE]).times(atom(), exponent());
        }
        if (peek() == '{') {
            annotation();
        }
        return v;
    }

    private void annotation() {
        int end = code.indexOf('}', at);
        if (end < 0) {
            throw new IllegalArgumentException(code);
        }
        at = end + 1;
    }

    private int exponent() {
        int begin = at;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        while (at < code.length() && code.charAt(at) >= '0' && code.charAt(at) <= '9') {
            at++;
        }
        return at == begin ? 1 : Integer.parseInt(code.substring(begin, at));
    }

    private Value atom() {
        int begin = at;
        boolean bracket = false;
        while (at < code.length() && (bracket || "./(){}+-".indexOf(code.charAt(at)) < 0 && !Character.isDigit(code.charAt(at)))) {
            bracket = code.charAt(at) == '[' || bracket && code.charAt(at) != ']';
            at++;
        }
        String text = code.substring(begin, at);
        Atom whole = ATOMS.get(text);
        if (whole != null) {
            return new Value(whole.factor, whole.exponents);
        }
        for (int n = 1; n <= 2 && n < text.length(); n++) {
            Atom a = ATOMS.get(text.substring(n));
            Double p = PREFIXES.get(text.substring(0, n));
            if (a != null && a.metric && p != null) {
                return new Value(p * a.factor, a.exponents);
            }
        }
        throw new IllegalArgumentException(code);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Arithmetic in catalogue files, over the parameters of a size in SI: numbers, names ({@code head.diameter}; a minus between two names
 * stands
 * between blanks, since names may hold hyphens), {@code + - * / ^}, parentheses, {@code sin cos tan asin acos atan sqrt abs} (angles in
 * rad),
 * {@code min(a, b) max(a, b)}, {@code pi}, and for conditions {@code < <= > >= == != && || !}, where true is 1. It computes numbers and
 * nothing else.
 */
public final class Expression {

    private static final int MAX_DEPTH = 100;
    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = new TreeMap<>(Map.of("sin", Math::sin, "cos", Math::cos, "tan",
            Math::tan, "asin", Math::asin, "acos", Math::acos, "atan", Math::atan, "sqrt", Math::sqrt, "abs", Math::abs));
    private static final Map<String, DoubleBinaryOperator> BINARY = Map.of("min", Math::min, "max", Math::max);
    /** Equal within rounding of a few operations on lengths. */
    private static final double SAME = 1e-12;

    /** A parsed piece. */
    private interface Node {
        double value(ToDoubleFunction<String> names);
    }

    private final String text;
    private final Node root;

    private Expression(String text) {
        this.text = text;
        Parser p = new Parser(text);
        root = p.or(0);
        p.end();
    }

    /** @throws IllegalArgumentException if the text is no expression, with the place */
    public static Expression parse(String text) {
        return new Expression(text);
    }

    /**
     * @param names gives the value of a name in SI; throws where there is none
     * @throws IllegalArgumentException if the result is not finite
     */
    public double value(ToDoubleFunction<String> names) {
        double v = root.value(names);
        if (!Double.isFinite(v)) {
            throw new IllegalArgumentException("'" + text + "' is " + v);
        }
        return v;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Recursive descent, one method a level of precedence. */
    private static final class Parser {
        private final String s;
        private int i;

        Parser(String s) {
            this.s = s;
        }

        Node or(int depth) {
            if (depth > MAX_DEPTH) {
                throw error("it is nested more than " + MAX_DEPTH + " deep");
            }
            Node a = and(depth);
            while (take("||")) {
                Node l = a;
                Node r = and(depth);
                a = n -> l.value(n) != 0 || r.value(n) != 0 ? 1 : 0;
            }
            return a;
        }

        private Node and(int depth) {
            Node a = comparison(depth);
            while (take("&&")) {
                Node l = a;
                Node r = comparison(depth);
                a = n -> l.value(n) != 0 && r.value(n) != 0 ? 1 : 0;
            }
            return a;
        }

        private Node comparison(int depth) {
            Node l = sum(depth);
            for (String op : new String[] {"<=", ">=", "==", "!=", "<", ">"}) {
                if (take(op)) {
                    Node r = sum(depth);
                    return n -> {
                        double d = l.value(n) - r.value(n);
                        boolean same = Math.abs(d) <= SAME;
                        return switch (op) {
                            case "<=" -> same || d < 0;
                            case ">=" -> same || d > 0;
                            case "==" -> same;
                            case "!=" -> !same;
                            case "<" -> !same && d < 0;
                            default -> !same && d > 0;
                        } ? 1 : 0;
                    };
                }
            }
            return l;
        }

        private Node sum(int depth) {
            Node a = product(depth);
            while (true) {
                Node l = a;
                if (take("+")) {
                    Node r = product(depth);
                    a = n -> l.value(n) + r.value(n);
                } else if (take("-")) {
                    Node r = product(depth);
                    a = n -> l.value(n) - r.value(n);
                } else {
                    return a;
                }
            }
        }

        private Node product(int depth) {
            Node a = unary(depth);
            while (true) {
                Node l = a;
                if (take("*")) {
                    Node r = unary(depth);
                    a = n -> l.value(n) * r.value(n);
                } else if (take("/")) {
                    Node r = unary(depth);
                    a = n -> l.value(n) / r.value(n);
                } else {
                    return a;
                }
            }
        }

        private Node unary(int depth) {
            if (depth > MAX_DEPTH) {
                throw error("it is nested more than " + MAX_DEPTH + " deep");
            }
            if (take("-")) {
                Node a = unary(depth + 1);
                return n -> -a.value(n);
            }
            if (peek() == '!' && !s.startsWith("!=", i)) {
                i++;
                Node a = unary(depth + 1);
                return n -> a.value(n) == 0 ? 1 : 0;
            }
            Node base = atom(depth);
            if (take("^")) {
                Node power = unary(depth + 1);
                return n -> Math.pow(base.value(n), power.value(n));
            }
            return base;
        }

        private Node atom(int depth) {
            char c = peek();
            if (take("(")) {
                Node a = or(depth + 1);
                expect(")");
                return a;
            }
            if (c >= '0' && c <= '9' || c == '.') {
                return number();
            }
            if (!Character.isLetter(c)) {
                throw error(c == 0 ? "it ends where a number or a name is expected" : "'" + c
                        + "' stands where a number or a name is expected");
            }
            String name = name();
            if (take("(")) {
                Node a = or(depth + 1);
                if (BINARY.containsKey(name)) {
                    expect(",");
                    Node b = or(depth + 1);
                    expect(")");
                    DoubleBinaryOperator f = BINARY.get(name);
                    return n -> f.applyAsDouble(a.value(n), b.value(n));
                }
                expect(")");
                DoubleUnaryOperator f = FUNCTIONS.get(name);
                if (f == null) {
                    throw error("there is no function '" + name + "'");
                }
                return n -> f.applyAsDouble(a.value(n));
            }
            return name.equals("pi") ? n -> Math.PI : n -> n.applyAsDouble(name);
        }

        private Node number() {
            int start = i;
            while (i < s.length() && (Character.isDigit(s.charAt(i)) || s.charAt(i) == '.')) {
                i++;
            }
            if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
                i++;
                if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
                    i++;
                }
                while (i < s.length() && Character.isDigit(s.charAt(i))) {
                    i++;
                }
            }
            try {
                double v = Double.parseDouble(s.substring(start, i));
                return n -> v;
            } catch (NumberFormatException e) {
                throw error("'" + s.substring(start, i) + "' is no number");
            }
        }

        private String name() {
            int start = i;
            while (i < s.length()) {
                char c = s.charAt(i);
                boolean hyphen = c == '-' && i > start && i + 1 < s.length() && Character.isLetter(s.charAt(i + 1));
                if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !hyphen) {
                    break;
                }
                i++;
            }
            return s.substring(start, i);
        }

        private char peek() {
            while (i < s.length() && Character.isWhitespace(s.charAt(i))) {
                i++;
            }
            return i < s.length() ? s.charAt(i) : 0;
        }

        private boolean take(String token) {
            peek();
            if (s.startsWith(token, i)) {
                i += token.length();
                return true;
            }
            return false;
        }

        private void expect(String token) {
            if (!take(token)) {
                throw error("'" + token + "' is missing");
            }
        }

        void end() {
            if (peek() != 0) {
                throw error("'" + s.charAt(i) + "' is not expected");
            }
        }

        private IllegalArgumentException error(String what) {
            return new IllegalArgumentException("expression '" + s + "', character " + (i + 1) + ": " + what);
        }
    }
}

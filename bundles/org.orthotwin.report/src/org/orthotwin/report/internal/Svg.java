/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.List;
import org.orthotwin.core.Numbers;

/**
 * What the drawings have in common: numbers as SVG wants them, colours, and the patterns that tell kinds of contact apart without
 * colour.
 */
final class Svg {

    static final String INK = "#1b2733";
    static final String MUTED = "#6b7885";
    static final String GRID = "#dde3e9";
    /** Colours of the models and series of a drawing, in order. */
    static final List<String> SERIES = List.of("#0b5c7a", "#c8641b", "#5d4a9c", "#3c7d3f", "#a3324a", "#6b7885");

    private Svg() {
    }

    /** A coordinate with two decimals at most. */
    static String n(double v) {
        return Numbers.shortest(Double.parseDouble(Numbers.fixed(v, 2)));
    }

    /** A number beside an axis. */
    static String shown(double v) {
        return n(v).replace('-', '\u2212');
    }

    /** Fill of a kind of contact; {@code free} for none. */
    static String fill(String kind) {
        return switch (kind) {
            case "prosthetic" -> "url(#k-prosthetic)";
            case "bony" -> "url(#k-bony)";
            case "bone-implant" -> "url(#k-bone-implant)";
            default -> "#d5e8e0";
        };
    }

    /** Plain colour of a kind of contact. */
    static String color(String kind) {
        return switch (kind) {
            case "prosthetic" -> "#d9771f";
            case "bony" -> "#7d6447";
            case "bone-implant" -> "#6d4ba0";
            default -> "#4f9c80";
        };
    }

    /** Definitions of the patterns; once in a document, in a drawing that is shown. */
    static void patterns(Html h) {
        h.open("svg", "width", "0", "height", "0", "class", "defs", "aria-hidden", "true").open("defs");
        h.open("pattern", "id", "k-prosthetic", "width", "5", "height", "5", "patternUnits", "userSpaceOnUse", "patternTransform",
                "rotate(45)")
                .empty("rect", "width", "5", "height", "5", "fill", color("prosthetic"))
                .empty("rect", "width", "1.4", "height", "5", "fill", "#f3b57a").close();
        h.open("pattern", "id", "k-bony", "width", "5", "height", "5", "patternUnits", "userSpaceOnUse")
                .empty("rect", "width", "5", "height", "5", "fill", color("bony")).close();
        h.open("pattern", "id", "k-bone-implant", "width", "5", "height", "5", "patternUnits", "userSpaceOnUse")
                .empty("rect", "width", "5", "height", "5", "fill", color("bone-implant"))
                .empty("circle", "cx", "2.5", "cy", "2.5", "r", "1", "fill", "#cbb9e6").close();
        h.close().close().line();
    }

    /** Opens a drawing that fills the width it is given. */
    static Html open(Html h, double width, double height, String title) {
        return h.open("svg", "viewBox", "0 0 " + n(width) + " " + n(height), "class", "chart", "role", "img", "style",
                "max-width:" + n(width) + "px").element("title", title);
    }

    static void text(Html h, double x, double y, String text, String anchor, String style) {
        h.element("text", text, "x", n(x), "y", n(y), "text-anchor", anchor.equals("start") ? null : anchor, "class", style);
    }

    static void line(Html h, double x1, double y1, double x2, double y2, String color, double width, String dash) {
        h.empty("line", "x1", n(x1), "y1", n(y1), "x2", n(x2), "y2", n(y2), "stroke", color, "stroke-width", n(width), "stroke-dasharray",
                dash);
    }

    static void rect(Html h, double x, double y, double width, double height, String fill, String stroke) {
        h.empty("rect", "x", n(x), "y", n(y), "width", n(width), "height", n(height), "fill", fill, "stroke", stroke);
    }

    /** A row of boxes with their names, from the left; returns where the next would be. */
    static double legend(Html h, double x, double y, List<String[]> fillsAndNames) {
        double at = x;
        for (String[] e : fillsAndNames) {
            rect(h, at, y - 9, 14, 11, e[0], "#00000033");
            text(h, at + 19, y, e[1], "start", "small");
            at += 40 + 6.4 * e[1].length();
        }
        return at;
    }
}

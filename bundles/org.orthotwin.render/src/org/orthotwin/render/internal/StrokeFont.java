/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A round sans serif of lines and arcs, drawn for this program, so that texts look the same on every machine: Latin-1, the French
 * ligatures and the signs that measures need. Capitals are 14 units high, small letters 10, tails reach to -4.
 *
 * <p>A glyph is a list of strokes separated by {@code ;}. A stroke is a list of points {@code x,y}, arcs
 * {@code @cx,cy,rx,ry,from,to} (degrees, anticlockwise from the right if to &gt; from) and dots {@code *x,y}, joined in their order.
 */
final class StrokeFont {

    static final double CAP_HEIGHT = 14;
    /** Distance of two lines of text. */
    static final double LINE = 24;
    private static final double SPACING = 3.1;
    private static final double SPACE = 5.2;
    private static final Map<Character, Glyph> GLYPHS = new HashMap<>();
    private static final Glyph MISSING = glyph("0,0 0,14 8,14 8,0 0,0");

    /** Segments x0 y0 x1 y1 ..., the left edge at 0. */
    private record Glyph(double[] segments, double width) {
    }

    private StrokeFont() {
    }

    static {
        String[] table = {
            "A", "0,0 5,14 10,0;1.7,4.8 8.3,4.8",
            "B", "0,0 0,14 4.4,14 @4.4,10.7,3.3,3.3,90,-90 0,7.4;4.4,7.4 @4.7,3.7,3.7,3.7,90,-90 0,0", "C", "@6,7,6,7,47,313",
            "D", "0,0 0,14 3.6,14 @3.6,7,6.4,7,90,-90 0,0", "E", "7.8,14 0,14 0,0 7.8,0;0,7.3 6.8,7.3",
            "F", "7.6,14 0,14 0,0;0,7.2 6.4,7.2", "G", "@6,7,6,7,47,350 @6,7,6,7,350,360 7,7",
            "H", "0,0 0,14;9.4,0 9.4,14;0,7.3 9.4,7.3", "I", "0,0 0,14", "J", "6,14 6,3.6 @3,3.6,3,3.6,0,-150",
            "K", "0,0 0,14;9,14 0,5.4;3.3,8.5 9.4,0", "L", "0,14 0,0 7.4,0", "M", "0,0 0,14 5.7,4.2 11.4,14 11.4,0",
            "N", "0,0 0,14 9.4,0 9.4,14", "O", "@6.3,7,6.3,7,0,360", "P", "0,0 0,14 4.8,14 @4.8,10.3,3.7,3.7,90,-90 0,6.6",
            "Q", "@6.3,7,6.3,7,0,360;8,3.6 12.2,-1", "R", "0,0 0,14 4.8,14 @4.8,10.3,3.7,3.7,90,-90 0,6.6;4.6,6.6 9,0",
            "S", "@4.5,10.6,4,3.4,38,270 @4.5,3.6,4.5,3.6,90,-148", "T", "0,14 10,14;5,14 5,0",
            "U", "0,14 0,4.7 @4.7,4.7,4.7,4.7,180,360 9.4,14", "V", "0,14 5,0 10,14", "W", "0,14 3.6,0 7.2,13 10.8,0 14.4,14",
            "X", "0,0 9.4,14;0,14 9.4,0", "Y", "0,14 4.9,6.6 9.8,14;4.9,6.6 4.9,0", "Z", "0,14 9,14 0,0 9,0",
            "a", "@4,5,4,5,0,360;8,10 8,0", "b", "0,14 0,0;@4,5,4,5,0,360", "c", "@4.3,5,4.3,5,47,313",
            "d", "8,14 8,0;@4,5,4,5,0,360", "e", "0.1,5.2 8.3,5.2 @4.2,5,4.2,5,0,316",
            "f", "1.9,0 1.9,10.9 @4.8,10.9,2.9,3.1,180,78;0,9.6 5,9.6", "g", "@4,5,4,5,0,360;8,10 8,-0.6 @4,-0.6,4,3.6,0,-150",
            "h", "0,14 0,0;0,6 @3.9,6,3.9,4,180,0 7.8,0", "i", "0,9.9 0,0;*0,13.4", "\u0131", "0,9.9 0,0",
            "j", "2.4,9.9 2.4,-1.6 @0,-1.6,2.4,2.5,0,-80;*2.4,13.4", "k", "0,14 0,0;6.8,9.9 0,3.7;2.6,6.1 7.3,0",
            "l", "0,14 0,2.4 @2,2.4,2,2.4,180,280",
            "m", "0,9.9 0,0;0,6.6 @3.1,6.6,3.1,3.4,180,0 6.2,0;6.2,6.6 @9.3,6.6,3.1,3.4,180,0 12.4,0",
            "n", "0,9.9 0,0;0,6 @3.9,6,3.9,4,180,0 7.8,0", "o", "@4.4,5,4.4,5,0,360", "p", "0,9.9 0,-4;@4,5,4,5,0,360",
            "q", "8,9.9 8,-4;@4,5,4,5,0,360", "r", "0,9.9 0,0;0,6 @3.5,6,3.5,4,180,65",
            "s", "@3.5,7.5,3,2.5,35,270 @3.5,2.5,3.5,2.5,90,-150", "t", "2.1,13.2 2.1,2.8 @4.6,2.8,2.5,2.8,180,285;0,9.6 5.2,9.6",
            "u", "0,9.9 0,4 @3.9,4,3.9,4,180,360;7.8,9.9 7.8,0", "v", "0,9.9 4,0 8,9.9", "w", "0,9.9 2.9,0 5.8,9.2 8.7,0 11.6,9.9",
            "x", "0,0 7.4,9.9;0,9.9 7.4,0", "y", "8,9.9 2.4,-4;0,9.9 4,0", "z", "0,9.9 7.2,9.9 0,0 7.2,0", "0", "@4,7,4,7,0,360",
            "1", "1,11 4.4,14 4.4,0", "2", "@4,10.1,3.8,3.9,165,-30 0,0 8,0",
            "3", "@3.9,10.6,3.4,3.4,150,-90 @3.9,3.6,4.1,3.6,90,-150", "4", "5.9,0 5.9,14 0,4 8,4",
            "5", "7.2,14 1.3,14 0.8,7.5 @3.9,4.6,4.1,4.6,140,-150", "6", "@4,4.4,4,4.4,0,360;0,4.4 @7.4,4.4,7.4,9.6,180,97",
            "7", "0,14 8,14 3,0", "8", "@4,10.6,3.4,3.4,0,360;@4,3.6,4,3.6,0,360",
            "9", "@4,9.6,4,4.4,0,360;8,9.6 @0.6,9.6,7.4,9.6,0,-83", ".", "*0,0.3", ",", "0.8,0.6 0,-2.4", ":", "*0,0.6;*0,8",
            ";", "0.8,0.6 0,-2.4;*0.8,8", "!", "0,14 0,4.4;*0,0.3", "?", "@3.4,10.6,3.4,3.4,165,-55 3.4,6 3.4,4.4;*3.4,0.3",
            "'", "0,14 0,10.4", "\"", "0,14 0,10.4;3,14 3,10.4", "#", "2.2,0 4,14;6.7,0 8.5,14;0,4.7 10,4.7;0.7,9.3 10.7,9.3",
            "$", "@4.5,10.4,4,3.1,38,270 @4.5,3.8,4.5,3.5,90,-148;4.5,16 4.5,-2",
            "%", "@2.5,10.9,2.5,3.1,0,360;@10.5,3.1,2.5,3.1,0,360;10.6,14 2.4,0",
            "&", "10.2,0 2.6,9 @4.5,11.2,2.6,2.8,218,-35 1.6,6.2 @4,3.5,3.9,3.5,135,325 10,6.8", "(", "@5,5,5,10.6,125,235",
            ")", "@0,5,5,10.6,55,-55", "*", "3,7.6 3,14;0.3,9.2 5.7,12.4;0.3,12.4 5.7,9.2", "+", "0,6 9,6;4.5,1.5 4.5,10.5",
            "-", "0,5.6 5,5.6", "/", "0,-1.6 6,15", "<", "8,10.6 0,6 8,1.4", "=", "0,8 9,8;0,4 9,4", ">", "0,10.6 8,6 0,1.4",
            "@", "@6.6,5.4,2.7,3,0,360;9.3,8.4 9.3,4.2 @11,4.2,1.7,1.9,180,360 @6.5,5.5,6.2,7.6,0,310", "[", "3,15 0,15 0,-3 3,-3",
            "\\", "0,15 6,-1.6", "]", "0,15 3,15 3,-3 0,-3", "^", "0,9 3.6,14 7.2,9", "_", "0,-2.4 9,-2.4", "`", "0,14.4 2.4,11.8",
            "{", "4,15 @4,13,2,2,90,180 2,8 @0,8,2,2,0,-90 @0,4,2,2,90,0 2,-1 @4,-1,2,2,180,270", "|", "0,16 0,-3.4",
            "}", "0,15 @0,13,2,2,90,0 2,8 @4,8,2,2,180,270 @4,4,2,2,90,180 2,-1 @0,-1,2,2,0,-90",
            "~", "0,5 @2.3,5.2,2.3,1.8,180,30 @6.7,6.4,2.4,1.8,210,360", "\u00A1", "0,9.6 0,-4;*0,13.4",
            "\u00A2", "@4.3,5,4.3,5,47,313;4.3,12.6 4.3,-2.6",
            "\u00A3", "8.4,0 0,0 1.4,2 1.8,5 1.8,10 @5,10,3.2,4,180,30;0,6.6 6,6.6",
            "\u00A4", "@4,6,3,3,0,360;0,10 1.9,8.1;8,10 6.1,8.1;0,2 1.9,3.9;8,2 6.1,3.9",
            "\u00A5", "0,14 4.9,7 9.8,14;4.9,7 4.9,0;1.4,6.6 8.4,6.6;1.4,3.4 8.4,3.4", "\u00A6", "0,16 0,8.4;0,4.2 0,-3.4",
            "\u00A7", "@3.2,11.6,2.7,2.4,30,235 5,7.6 @3.8,5.9,2.6,2.3,50,-120;@3.2,0.4,2.7,2.4,-150,55 1.4,4.4 @2.6,6.1,2.6,2.3,230,60",
            "\u00A8", "*0,13.2;*4,13.2", "\u00A9", "@7,7,7,7,0,360;@7.2,7,3.2,3.6,48,312",
            "\u00AB", "4,9 0,5.5 4,2;8.4,9 4.4,5.5 8.4,2", "\u00AC", "0,7.4 8.4,7.4 8.4,3.6",
            "\u00AE", "@7,7,7,7,0,360;5,3.4 5,10.6 7.4,10.6 @7.4,8.7,2,1.9,90,-90 5,6.8;7.2,6.8 9.4,3.4", "\u00AF", "0,13 5,13",
            "\u00B0", "@2.3,11.6,2.3,2.3,0,360", "\u00B1", "0,7.6 9,7.6;4.5,3.1 4.5,12.1;0,0 9,0", "\u00B4", "0,11.8 2.4,14.4",
            "\u00B5", "0,9.9 0,-4;0,4 @3.9,4,3.9,4,180,360;7.8,9.9 7.8,0",
            "\u00B6", "7.5,-3 7.5,14 3.8,14 @3.8,10.2,3.8,3.8,90,270 4.6,6.4;4.6,14 4.6,-3", "\u00B7", "*0,6",
            "\u00B8", "1.4,0 1,-1.3 @0.9,-2.6,1.5,1.3,90,-130", "\u00BB", "0,9 4,5.5 0,2;4.4,9 8.4,5.5 4.4,2",
            "\u00BF", "@3.4,-0.6,3.4,3.4,-15,-235 3.4,4 3.4,5.6;*3.4,9.7",
            "\u00C6", "13.6,14 5.8,14 0,0;7,14 7,0 13.6,0;7,7.3 12.8,7.3;2,4.8 7,4.8",
            "\u00D0", "1.6,0 1.6,14 5.2,14 @5.2,7,6.4,7,90,-90 1.6,0;0,7.2 6,7.2", "\u00D7", "0,2 8,10;0,10 8,2",
            "\u00D8", "@6.3,7,6.3,7,0,360;1,-0.6 11.6,14.6", "\u00DE", "0,0 0,14;0,11 4.8,11 @4.8,7.4,3.6,3.6,90,-90 0,3.8",
            "\u00DF", "0,0 0,10.6 @3.3,10.6,3.3,3.4,180,-55 4,7.4 @4.1,3.7,3.9,3.7,90,-115",
            "\u00E6", "@3.6,5,3.6,5,0,360;7.2,9.9 7.2,0;7.2,5.2 14.6,5.2 @10.9,5,3.7,5,0,316",
            "\u00F0", "@4.2,4.6,4.2,4.6,0,360;8.4,4.8 @-0.4,4.8,8.8,9.4,0,80;1,10.8 6.6,13", "\u00F7", "0,6 9,6;*4.5,10;*4.5,2",
            "\u00F8", "@4.4,5,4.4,5,0,360;0.3,-0.6 8.5,10.6", "\u00FE", "0,14 0,-4;@4,5,4,5,0,360",
            "\u0152", "17,14 10.4,14 10.4,0 17,0;10.4,7.3 16.2,7.3;10.4,14 6,14 @6,7,6,7,90,270 10.4,0",
            "\u0153", "@4,5,4,5,0,360;8,5.2 15.6,5.2 @11.8,5,3.8,5,0,316", "\u2013", "0,5.6 7,5.6", "\u2014", "0,5.6 13,5.6",
            "\u2212", "0,6 9,6", "\u2018", "0,14 1,11", "\u2019", "1,14 0,11", "\u201C", "0,14 1,11;3,14 4,11",
            "\u201D", "1,14 0,11;4,14 3,11", "\u2022", "*0,6;@0,6,0.9,0.9,0,360", "\u2026", "*0,0.3;*4,0.3;*8,0.3",
            "\u20AC", "@7.4,7,5.8,7,52,308;0,8.8 8,8.8;0,5.2 7.4,5.2", "\u2264", "8,12 0,7.8 8,3.6;0,0.4 8,0.4",
            "\u2265", "0,12 8,7.8 0,3.6;0,0.4 8,0.4", "\u2260", "0,8 9,8;0,4 9,4;2.2,0.6 6.8,11.4",
            "\u2248", "0,7.4 @2.2,7.6,2.2,1.4,180,30 @6.5,8.4,2.3,1.4,210,360;0,3 @2.2,3.2,2.2,1.4,180,30 @6.5,4,2.3,1.4,210,360",
            "\u2190", "12,6 0,6;4,10 0,6 4,2", "\u2192", "0,6 12,6;8,10 12,6 8,2", "\u2191", "4,0 4,13;0,9 4,13 8,9",
            "\u2193", "4,13 4,0;0,4 4,0 8,4", "\u221E", "@3,6,3,2.8,0,360;@9,6,3,2.8,0,360",
            "\u221A", "0,6.5 1.6,7.4 4.4,0 8,15 12,15", "\u0394", "0,0 5.2,14 10.4,0 0,0",
            "\u03A9", "0,0 3.6,0 @5.6,7.4,5.4,6.6,240,-60 7.6,0 11.2,0",
            "\u03B1", "@3.8,5,3.8,5,40,320;8.8,9.9 6.7,1.8 @8.6,1.6,1.9,1.6,180,280;6.7,8.2 6.7,1.8",
            "\u03B2", "0,-4 0,10.6 @3.3,10.6,3.3,3.4,180,-60 3.4,7.4;3.4,7.4 @3.8,3.7,3.9,3.7,90,-150",
            "\u03B3", "0,9.9 4,0 8,9.9;4,0 4,-4", "\u03B8", "@4,7,4,7,0,360;0,7 8,7",
            "\u03BC", "0,9.9 0,-4;0,4 @3.9,4,3.9,4,180,360;7.8,9.9 7.8,0", "\u03C0", "0,9.4 9.4,9.4;2.4,9.4 2.4,0;7,9.4 7,0",
            "\u03C3", "@4.2,4.6,4.2,4.6,90,450 9.4,9.4", "\u03C6", "@4.8,5,4.8,5,0,360;4.8,14 4.8,-4"};
        for (int i = 0; i < table.length; i += 2) {
            GLYPHS.put(table[i].charAt(0), glyph(table[i + 1]));
        }
        Glyph slash = glyph("0,0 7,14");
        raised('\u00B9', '1');
        raised('\u00B2', '2');
        raised('\u00B3', '3');
        raised('\u00AA', 'a');
        raised('\u00BA', 'o');
        fraction('\u00BC', '1', '4', slash);
        fraction('\u00BD', '1', '2', slash);
        fraction('\u00BE', '3', '4', slash);
    }

    private static void raised(char c, char base) {
        Glyph g = GLYPHS.get(base);
        double[] s = placed(g.segments, 0.55, 0, base > '9' ? 8.4 : 6.3);
        GLYPHS.put(c, new Glyph(s, 0.55 * g.width));
    }

    private static void fraction(char c, char upper, char lower, Glyph slash) {
        double[] a = placed(GLYPHS.get(upper).segments, 0.5, 0, 7);
        double[] b = placed(slash.segments, 1, 3.4, 0);
        double[] d = placed(GLYPHS.get(lower).segments, 0.5, 8.6, 0);
        GLYPHS.put(c, new Glyph(joined(joined(a, b), d), 8.6 + 0.5 * GLYPHS.get(lower).width));
    }

    private static double[] placed(double[] segments, double scale, double x, double y) {
        double[] s = new double[segments.length];
        for (int i = 0; i < s.length; i += 2) {
            s[i] = scale * segments[i] + x;
            s[i + 1] = scale * segments[i + 1] + y;
        }
        return s;
    }

    private static double[] joined(double[] a, double[] b) {
        double[] s = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, s, a.length, b.length);
        return s;
    }

    private static Glyph glyph(String source) {
        List<double[]> segments = new ArrayList<>();
        for (String stroke : source.split(";")) {
            double[] at = null;
            for (String token : stroke.split(" ")) {
                char kind = token.charAt(0);
                String[] parts = (kind == '@' || kind == '*' ? token.substring(1) : token).split(",");
                double[] v = new double[parts.length];
                for (int i = 0; i < v.length; i++) {
                    v[i] = Double.parseDouble(parts[i]);
                }
                if (kind == '@') {
                    int n = Math.max(3, (int) Math.ceil(Math.abs(v[5] - v[4]) / 12));
                    for (int i = 0; i <= n; i++) {
                        double a = StrictMath.toRadians(v[4] + (v[5] - v[4]) * i / n);
                        at = segment(segments, at, v[0] + v[2] * StrictMath.cos(a), v[1] + v[3] * StrictMath.sin(a));
                    }
                } else {
                    at = segment(segments, kind == '*' ? new double[] {v[0] - 0.25, v[1]} : at, v[0] + (kind == '*' ? 0.25 : 0), v[1]);
                }
            }
        }
        double lo = Double.MAX_VALUE;
        double hi = -Double.MAX_VALUE;
        for (double[] s : segments) {
            lo = Math.min(lo, Math.min(s[0], s[2]));
            hi = Math.max(hi, Math.max(s[0], s[2]));
        }
        double[] flat = new double[4 * segments.size()];
        for (int i = 0; i < segments.size(); i++) {
            double[] s = segments.get(i);
            flat[4 * i] = s[0] - lo;
            flat[4 * i + 1] = s[1];
            flat[4 * i + 2] = s[2] - lo;
            flat[4 * i + 3] = s[3];
        }
        return new Glyph(flat, hi - lo);
    }

    private static double[] segment(List<double[]> segments, double[] from, double x, double y) {
        if (from != null) {
            segments.add(new double[] {from[0], from[1], x, y});
        }
        return new double[] {x, y};
    }

    private static double advance(char c) {
        // Figures stand in columns.
        return c >= '0' && c <= '9' ? 8 + SPACING : glyphOf(c).width + SPACING;
    }

    private static Glyph glyphOf(char c) {
        Glyph g = GLYPHS.get(c);
        if (g != null) {
            return g;
        }
        String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        if (parts.length() == 2) {
            char base = parts.charAt(0) == 'i' ? '\u0131' : parts.charAt(0);
            Glyph b = GLYPHS.get(base);
            String mark = switch (parts.charAt(1)) {
                case '\u0300' -> "2.6,11.8 0,14.6";
                case '\u0301' -> "0,11.8 2.6,14.6";
                case '\u0302' -> "0,11.8 2.5,14.4 5,11.8";
                case '\u0303' -> "0,12.4 @1.6,12.6,1.6,1.3,180,40 @4.4,13.6,1.7,1.3,220,360";
                case '\u0308' -> "*0,13.4;*4.2,13.4";
                case '\u030A' -> "@1.7,13.6,1.7,1.7,0,360";
                case '\u030C' -> "0,14.4 2.5,11.8 5,14.4";
                case '\u0327' -> "1.6,0 1.2,-1.3 @1,-2.7,1.5,1.4,90,-130";
                default -> null;
            };
            if (b != null && mark != null) {
                Glyph m = glyph(mark);
                double up = parts.charAt(1) != '\u0327' && (Character.isUpperCase(base) || base == 'l' || base == 't') ? 4.2 : 0;
                double shift = 0.5 * (b.width - m.width);
                double[] s = joined(placed(b.segments, 1, Math.max(0, -shift), 0), placed(m.segments, 1, Math.max(0, shift), up));
                return new Glyph(s, Math.max(b.width, m.width));
            }
        }
        return MISSING;
    }

    static boolean has(char c) {
        return isSpace(c) || glyphOf(c) != MISSING;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\u00A0' || c == '\u202F' || c == '\u2009' || c == '\t';
    }

    /** Width of one line of text in units. */
    static double width(String text) {
        double x = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            x += c == '\u00AD' ? 0 : isSpace(c) ? SPACE : advance(c);
        }
        return Math.max(0, x - SPACING);
    }

    /** The segments x0 y0 x1 y1 ... of one line of text in units, y up, the base line at 0. */
    static double[] outline(String text) {
        double x = 0;
        double[] all = new double[0];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u00AD') {
                continue;
            }
            if (isSpace(c)) {
                x += SPACE;
                continue;
            }
            Glyph g = glyphOf(c);
            double inset = c >= '0' && c <= '9' ? 0.5 * (8 - g.width) : 0;
            all = joined(all, placed(g.segments, 1, x + inset, 0));
            x += advance(c);
        }
        return all;
    }
}

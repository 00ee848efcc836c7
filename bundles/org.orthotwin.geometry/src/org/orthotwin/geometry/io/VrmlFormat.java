/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * VRML 1.0 and 2.0 (97), ASCII: every IndexedFaceSet of the scene, under its transforms and with DEF and USE. Prototypes, Inline and other
 * geometry nodes are refused by name rather than lost without a word; lights, cameras and appearances are passed over.
 */
final class VrmlFormat {

    private static final int DEEPEST = 200;
    /** A small file with nested USE can describe a scene of any size. */
    private static final int MOST_NODES = 1_000_000;
    private static final Set<String> UNSUPPORTED = Set.of("Inline", "WWWInline", "Extrusion", "ElevationGrid", "Box", "Cone", "Cylinder",
            "Sphere", "Cube", "LOD");

    /** Field name to its values: Double runs are double[], others String, Node; lists are flattened into the same list. */
    private static final class Node {
        final String type;
        final int line;
        final Map<String, List<Object>> fields = new LinkedHashMap<>();
        final List<Node> children = new ArrayList<>();

        Node(String type, int line) {
            this.type = type;
            this.line = line;
        }
    }

    private final String file;
    private final byte[] b;
    private final MeshBuilder mesh;
    private final boolean one;
    private final Map<String, Node> defined = new HashMap<>();
    private int p;
    private int line = 1;
    private int visited;
    private String pushed;
    private int tokenLine;

    private VrmlFormat(String file, byte[] b, MeshBuilder mesh) {
        this.file = file;
        this.b = b;
        this.mesh = mesh;
        String head = new String(b, 0, Math.min(b.length, 40), StandardCharsets.ISO_8859_1);
        if (!head.startsWith("#VRML V1.0 ascii") && !head.startsWith("#VRML V2.0 utf8")) {
            throw MeshFormatException.atLine(file, 1, "expected '#VRML V1.0 ascii' or '#VRML V2.0 utf8'");
        }
        one = head.startsWith("#VRML V1.0");
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        VrmlFormat f = new VrmlFormat(file, b, mesh);
        Node scene = new Node("scene", 1);
        String t = f.token();
        while (t != null) {
            if (t.equals("ROUTE")) {
                f.need("a field");
                f.need("'TO'");
                f.need("a field");
            } else {
                f.push(t);
                scene.children.add(f.node(0));
            }
            t = f.token();
        }
        f.visit(scene, Affine.IDENTITY, new State(), 0);
    }

    private MeshFormatException fail(String problem) {
        return MeshFormatException.atLine(file, tokenLine == 0 ? line : tokenLine, problem);
    }

    private void push(String t) {
        pushed = t;
    }

    /** Brackets, braces and parentheses alone; strings with their opening quote; words and numbers. */
    private String token() {
        if (pushed != null) {
            String t = pushed;
            pushed = null;
            return t;
        }
        while (p < b.length) {
            int c = b[p];
            if (c == '\n') {
                line++;
                p++;
            } else if (c >= 0 && c <= ' ' || c == ',') {
                p++;
            } else if (c == '#') {
                while (p < b.length && b[p] != '\n') {
                    p++;
                }
            } else {
                break;
            }
        }
        tokenLine = line;
        if (p >= b.length) {
            return null;
        }
        int start = p;
        if ("[]{}()|".indexOf(b[p]) >= 0) {
            p++;
            return String.valueOf((char) b[start]);
        }
        if (b[p] == '"') {
            p++;
            while (p < b.length && b[p] != '"') {
                p += b[p] == '\\' ? 2 : 1;
            }
            if (p >= b.length) {
                throw fail("the file ends within a string");
            }
            p++;
            for (int i = start; i < p; i++) {
                line += b[i] == '\n' ? 1 : 0;
            }
            return new String(b, start, p - start - 1, StandardCharsets.UTF_8);
        }
        while (p < b.length && !(b[p] >= 0 && (b[p] <= ' ' || ",[]{}()|#\"".indexOf(b[p]) >= 0))) {
            p++;
        }
        return new String(b, start, p - start, StandardCharsets.UTF_8);
    }

    private String need(String expected) {
        String t = token();
        if (t == null) {
            throw fail("the file ends where " + expected + " was expected");
        }
        return t;
    }

    private static boolean isWord(String t) {
        return Character.isLetter(t.charAt(0)) || t.charAt(0) == '_';
    }

    private Node node(int depth) {
        if (depth > DEEPEST) {
            throw fail("nodes are nested more than " + DEEPEST + " deep");
        }
        String t = need("a node");
        if (t.equals("USE")) {
            String name = need("the name of a node");
            Node n = defined.get(name);
            if (n == null) {
                throw fail("USE of '" + TextScanner.shown(name) + "', which no DEF has named before");
            }
            return n;
        }
        String name = null;
        if (t.equals("DEF")) {
            name = need("the name of a node");
            t = need("a node");
        }
        if (t.equals("PROTO") || t.equals("EXTERNPROTO")) {
            throw fail(t + " is not supported");
        }
        if (!isWord(t)) {
            throw fail("expected a node, found '" + TextScanner.shown(t) + "'");
        }
        Node n = new Node(t, tokenLine);
        String brace = need("'{'");
        if (!brace.equals("{")) {
            throw fail("expected '{' after " + TextScanner.shown(t) + ", found '" + TextScanner.shown(brace) + "'");
        }
        body(n, depth);
        if (name != null) {
            defined.put(name, n);
        }
        return n;
    }

    private void body(Node n, int depth) {
        String field = null;
        while (true) {
            String t = need("'}' of " + n.type);
            if (t.equals("}")) {
                return;
            }
            if (t.equals("ROUTE")) {
                need("a field");
                need("'TO'");
                need("a field");
                field = null;
            } else if (t.equals("(")) {
                // flags of VRML 1: parts (SIDES | TOP)
                while (!t.equals(")")) {
                    t = need("')'");
                }
            } else if (t.equals("[")) {
                values(n, field, depth);
            } else if (isWord(t) && !t.equals("TRUE") && !t.equals("FALSE") && !t.equals("NULL")) {
                field = word(n, field, t, depth);
            } else if (field == null) {
                throw fail("expected a field of " + n.type + ", found '" + TextScanner.shown(t) + "'");
            } else {
                push(t);
                scalars(n, field);
            }
        }
    }

    /** A word within a node: DEF, USE, a child node, a word value or the next field. Returns the field that is open after it. */
    private String word(Node n, String field, String t, int depth) {
        if (t.equals("DEF") || t.equals("USE")) {
            push(t);
            Node child = node(depth + 1);
            attach(n, field, child);
            return null;
        }
        String ahead = need("a value");
        if (ahead.equals("{")) {
            Node child = new Node(t, tokenLine);
            if (depth > DEEPEST) {
                throw fail("nodes are nested more than " + DEEPEST + " deep");
            }
            body(child, depth + 1);
            attach(n, field, child);
            return null;
        }
        push(ahead);
        List<Object> values = field == null ? null : n.fields.get(field);
        if (values != null && values.isEmpty() && !ahead.equals("[") && (ahead.equals("}") || isWord(ahead))) {
            // vertexOrdering CLOCKWISE: a word that is the value
            values.add(t);
            return null;
        }
        n.fields.put(t, new ArrayList<>());
        return t;
    }

    private static void attach(Node n, String field, Node child) {
        if (field != null && n.fields.get(field) != null) {
            n.fields.get(field).add(child);
        } else {
            n.children.add(child);
        }
    }

    /** The inside of brackets. */
    private void values(Node n, String field, int depth) {
        if (field == null) {
            throw fail("unexpected '[' in " + n.type);
        }
        while (true) {
            String t = need("']'");
            if (t.equals("]")) {
                return;
            }
            if (isWord(t) && !t.equals("TRUE") && !t.equals("FALSE") && !t.equals("NULL")) {
                push(t);
                n.fields.get(field).add(node(depth + 1));
            } else {
                push(t);
                scalars(n, field);
            }
        }
    }

    private void scalars(Node n, String field) {
        double[] run = new double[4];
        int k = 0;
        List<Object> out = n.fields.get(field);
        while (true) {
            String t = need("a value of " + field);
            char c = t.charAt(0);
            boolean number = c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.';
            if (!number) {
                if (k > 0) {
                    out.add(Arrays.copyOf(run, k));
                }
                if (c == '"' || t.equals("TRUE") || t.equals("FALSE") || t.equals("NULL")) {
                    out.add(t);
                } else if (k > 0 && (c == ']' || c == '}' || c == '[' || isWord(t))) {
                    push(t);
                } else {
                    throw fail("expected a value of " + field + ", found '" + TextScanner.shown(t) + "'");
                }
                return;
            }
            if (k == run.length) {
                run = Arrays.copyOf(run, 2 * k);
            }
            if (TextScanner.isNumber(t)) {
                run[k++] = Double.parseDouble(t);
            } else if (t.startsWith("0x")) {
                run[k++] = 0;
            } else {
                throw fail("expected a number in " + field + ", found '" + TextScanner.shown(t) + "'");
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- scene

    /** What VRML 1 nodes leave for those that come after them in the same Separator. */
    private static final class State {
        double[] coordinates;
        boolean clockwise;

        State copy() {
            State s = new State();
            s.coordinates = coordinates;
            s.clockwise = clockwise;
            return s;
        }
    }

    /** p -> A p + t, row-major 3 x 4. */
    private record Affine(double[] m) {
        static final Affine IDENTITY = new Affine(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});

        Affine times(Affine o) {
            double[] r = new double[12];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 4; j++) {
                    r[4 * i + j] = m[4 * i] * o.m[j] + m[4 * i + 1] * o.m[4 + j] + m[4 * i + 2] * o.m[8 + j] + (j == 3 ? m[4 * i + 3] : 0);
                }
            }
            return new Affine(r);
        }

        static Affine translation(double[] t, double sign) {
            return new Affine(new double[] {1, 0, 0, sign * t[0], 0, 1, 0, sign * t[1], 0, 0, 1, sign * t[2]});
        }

        static Affine scale(double[] s) {
            return new Affine(new double[] {s[0], 0, 0, 0, 0, s[1], 0, 0, 0, 0, s[2], 0});
        }

        static Affine rotation(double[] q, double sign) {
            double l = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2]);
            if (l == 0) {
                return IDENTITY;
            }
            double x = q[0] / l;
            double y = q[1] / l;
            double z = q[2] / l;
            double c = Math.cos(q[3]);
            double s = sign * Math.sin(q[3]);
            double v = 1 - c;
            return new Affine(new double[] {c + x * x * v, x * y * v - z * s, x * z * v + y * s, 0, y * x * v + z * s, c + y * y * v,
                y * z * v - x * s, 0, z * x * v - y * s, z * y * v + x * s, c + z * z * v, 0});
        }

        double determinant() {
            return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
        }
    }

    private MeshFormatException fail(Node n, String problem) {
        return MeshFormatException.atLine(file, n.line, problem);
    }

    private double[] numbers(Node n, String field, double[] otherwise) {
        List<Object> values = n.fields.get(field);
        if (values == null) {
            return otherwise;
        }
        double[] all = new double[0];
        for (Object o : values) {
            if (o instanceof double[] d) {
                int k = all.length;
                all = k == 0 ? d : Arrays.copyOf(all, k + d.length);
                if (k > 0) {
                    System.arraycopy(d, 0, all, k, d.length);
                }
            }
        }
        return all;
    }

    private double[] numbers(Node n, String field, int length, double... otherwise) {
        double[] x = numbers(n, field, otherwise);
        if (x.length != length) {
            throw fail(n, n.type + "." + field + " has " + x.length + " numbers, expected " + length);
        }
        return x;
    }

    private static boolean is(Node n, String field, String word) {
        return n.fields.getOrDefault(field, List.of()).contains(word);
    }

    /** Returns the transform for the following siblings: VRML 1 transforms act on them. */
    private Affine visit(Node n, Affine at, State state, int depth) {
        if (++visited > MOST_NODES || depth > DEEPEST) {
            throw fail(n, "the scene has more than " + MOST_NODES + " nodes or is nested more than " + DEEPEST + " deep");
        }
        if (UNSUPPORTED.contains(n.type)) {
            throw fail(n, "node " + n.type + " is not supported, only IndexedFaceSet");
        }
        switch (n.type) {
            case "IndexedFaceSet" -> {
                faces(n, at, state);
                return at;
            }
            case "Coordinate3" -> {
                state.coordinates = numbers(n, "point", new double[0]);
                return at;
            }
            case "ShapeHints" -> {
                state.clockwise = is(n, "vertexOrdering", "CLOCKWISE");
                return at;
            }
            case "Translation" -> {
                return at.times(Affine.translation(numbers(n, "translation", 3, 0, 0, 0), 1));
            }
            case "Rotation" -> {
                return at.times(Affine.rotation(numbers(n, "rotation", 4, 0, 0, 1, 0), 1));
            }
            case "Scale" -> {
                return at.times(Affine.scale(numbers(n, "scaleFactor", 3, 1, 1, 1)));
            }
            case "MatrixTransform" -> {
                double[] m = numbers(n, "matrix", 16, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
                return at.times(new Affine(new double[] {m[0], m[4], m[8], m[12], m[1], m[5], m[9], m[13], m[2], m[6], m[10], m[14]}));
            }
            case "Transform" -> {
                Affine here = at.times(transform(n));
                if (one) {
                    return here;
                }
                descend(n, here, state, depth);
                return at;
            }
            case "Switch" -> {
                if (numbers(n, "whichChild", new double[] {-1})[0] < 0) {
                    return at;
                }
                throw fail(n, "node Switch with a chosen child is not supported");
            }
            default -> {
                boolean keeps = one && (n.type.equals("Group") || n.type.equals("scene"));
                Affine after = descend(n, at, one && !keeps ? state.copy() : state, depth);
                return keeps ? after : at;
            }
        }
    }

    private Affine descend(Node n, Affine at, State state, int depth) {
        Affine here = at;
        for (Node c : n.children) {
            here = visit(c, here, state, depth + 1);
        }
        for (String field : List.of("children", "geometry")) {
            for (Object o : n.fields.getOrDefault(field, List.of())) {
                if (o instanceof Node c) {
                    here = visit(c, here, state, depth + 1);
                }
            }
        }
        return here;
    }

    private Affine transform(Node n) {
        double[] center = numbers(n, "center", 3, 0, 0, 0);
        double[] orientation = numbers(n, "scaleOrientation", 4, 0, 0, 1, 0);
        return Affine.translation(numbers(n, "translation", 3, 0, 0, 0), 1).times(Affine.translation(center, 1))
                .times(Affine.rotation(numbers(n, "rotation", 4, 0, 0, 1, 0), 1)).times(Affine.rotation(orientation, 1))
                .times(Affine.scale(numbers(n, one ? "scaleFactor" : "scale", 3, 1, 1, 1))).times(Affine.rotation(orientation, -1))
                .times(Affine.translation(center, -1));
    }

    private void faces(Node n, Affine at, State state) {
        double[] x = state.coordinates;
        if (!one) {
            x = null;
            for (Object o : n.fields.getOrDefault("coord", List.of())) {
                if (o instanceof Node c) {
                    x = numbers(c, "point", new double[0]);
                }
            }
        }
        double[] index = numbers(n, "coordIndex", new double[0]);
        if (index.length == 0) {
            return;
        }
        if (x == null) {
            throw fail(n, "IndexedFaceSet has no coordinates");
        }
        if (x.length % 3 != 0) {
            throw fail(n, "the coordinates of an IndexedFaceSet are " + x.length + " numbers, no multiple of 3");
        }
        mesh.startPart();
        double[] m = at.m;
        for (int i = 0; i < x.length; i += 3) {
            mesh.vertex(m[0] * x[i] + m[1] * x[i + 1] + m[2] * x[i + 2] + m[3], m[4] * x[i] + m[5] * x[i + 1] + m[6] * x[i + 2] + m[7],
                    m[8] * x[i] + m[9] * x[i + 1] + m[10] * x[i + 2] + m[11], s -> fail(n, s));
        }
        boolean turn = is(n, "ccw", "FALSE") ^ (one && state.clockwise) ^ at.determinant() < 0;
        int[] corners = new int[16];
        int k = 0;
        for (int i = 0; i <= index.length; i++) {
            double d = i < index.length ? index[i] : -1;
            if (d == -1) {
                if (k > 0) {
                    if (turn) {
                        reverse(corners, k);
                    }
                    mesh.polygon(corners, k, s -> fail(n, s));
                }
                k = 0;
                continue;
            }
            if (d != Math.rint(d) || d < 0 || d > Integer.MAX_VALUE) {
                throw fail(n, "expected a vertex index from 0 or -1 in coordIndex, found " + d);
            }
            corners = k == corners.length ? Arrays.copyOf(corners, 2 * k) : corners;
            corners[k++] = (int) d;
        }
    }

    private static void reverse(int[] a, int n) {
        for (int i = 0, j = n - 1; i < j; i++, j--) {
            int t = a[i];
            a[i] = a[j];
            a[j] = t;
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * VTK legacy files (versions 1 to 5.1) with DATASET POLYDATA, ASCII or binary: POINTS, POLYGONS and TRIANGLE_STRIPS. Attributes after the
 * geometry are not read.
 */
final class VtkFormat {

    private final String file;
    private final byte[] b;
    private final MeshBuilder mesh;
    private TextScanner in;
    private boolean binary;

    private VtkFormat(String file, byte[] b, MeshBuilder mesh) {
        this.file = file;
        this.b = b;
        this.mesh = mesh;
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        new VtkFormat(file, b, mesh).read();
    }

    private void read() {
        in = new TextScanner(file, b, 0, -1, false);
        String first = in.restOfLine();
        if (first == null || !first.startsWith("# vtk DataFile Version")) {
            throw MeshFormatException.atLine(file, 1, "expected '# vtk DataFile Version'");
        }
        double version;
        try {
            version = Double.parseDouble(first.substring("# vtk DataFile Version".length()).strip());
        } catch (NumberFormatException e) {
            throw MeshFormatException.atLine(file, 1, "expected a version number after '# vtk DataFile Version'");
        }
        in.restOfLine();
        String kind = in.token("ASCII or BINARY").toUpperCase(Locale.ROOT);
        if (!kind.equals("ASCII") && !kind.equals("BINARY")) {
            throw in.fail("expected ASCII or BINARY, found '" + TextScanner.shown(kind) + "'");
        }
        binary = kind.equals("BINARY");
        in.expect("DATASET");
        String set = in.token("POLYDATA");
        if (!set.equalsIgnoreCase("POLYDATA")) {
            throw in.fail("expected a surface, DATASET POLYDATA, found '" + TextScanner.shown(set) + "'");
        }
        boolean points = false;
        while (true) {
            String word = in.token();
            if (word == null) {
                if (!points) {
                    throw in.fail("the file ends where POINTS was expected");
                }
                return;
            }
            switch (word.toUpperCase(Locale.ROOT)) {
                case "POINTS" -> {
                    long n = count("the number of points");
                    String type = in.token("the type of the points");
                    double[] x = numbers(3 * n, type, "a coordinate of a point");
                    for (int i = 0; i < x.length; i += 3) {
                        mesh.vertex(x[i], x[i + 1], x[i + 2], in::fail);
                    }
                    points = true;
                }
                case "POLYGONS", "TRIANGLE_STRIPS", "VERTICES", "LINES" -> cells(word.toUpperCase(Locale.ROOT), version);
                case "METADATA" -> {
                    in.restOfLine();
                    String s = in.restOfLine();
                    while (s != null && !s.isBlank()) {
                        s = in.restOfLine();
                    }
                }
                case "FIELD" -> field();
                case "POINT_DATA", "CELL_DATA" -> {
                    if (!points) {
                        throw in.fail("expected POINTS, found '" + word + "'");
                    }
                    return;
                }
                default -> throw in.fail("expected POINTS, POLYGONS, TRIANGLE_STRIPS, LINES, VERTICES, POINT_DATA or CELL_DATA, found '"
                        + TextScanner.shown(word) + "'");
            }
        }
    }

    private void field() {
        in.token("the name of the field");
        long arrays = count("the number of arrays");
        for (long a = 0; a < arrays; a++) {
            in.token("the name of an array");
            long components = count("the number of components");
            long tuples = count("the number of tuples");
            String type = in.token("the type of the array");
            if (type.equals("string") || type.equals("bit")) {
                throw in.fail("field arrays of type " + type + " are not supported");
            }
            if (components > b.length || tuples > b.length) {
                throw in.fail("an array of " + components + " x " + tuples + " numbers in a file of " + b.length + " bytes");
            }
            numbers(components * tuples, type, "a number of the field");
        }
    }

    private long count(String what) {
        long n = in.integer(what);
        if (n < 0 || n > b.length) {
            throw in.fail(what + " is " + n + " in a file of " + b.length + " bytes");
        }
        return n;
    }

    private void cells(String kind, double version) {
        long n = count("the number of cells");
        long size = count("the size of the cell list");
        long[] offsets;
        long[] c;
        if (version >= 5) {
            in.expect("OFFSETS");
            String type = in.token("the type of the offsets");
            offsets = integers(n, type, "an offset");
            in.expect("CONNECTIVITY");
            c = integers(size, in.token("the type of the connectivity"), "a point index");
            for (int i = 0; i < offsets.length; i++) {
                if (offsets[i] < (i == 0 ? 0 : offsets[i - 1]) || offsets[i] > c.length) {
                    throw in.fail("offset " + i + " of " + kind + " is " + offsets[i] + ", expected rising numbers up to " + c.length);
                }
            }
        } else {
            long[] list = integers(size, "int", "a point index");
            offsets = new long[(int) n + 1];
            c = new long[list.length];
            int at = 0;
            int m = 0;
            for (int i = 0; i < n; i++) {
                if (at >= list.length || list[at] < 0 || list[at] > list.length - at - 1) {
                    throw in.fail("cell " + i + " of " + kind + " does not fit into the declared list of " + size + " numbers");
                }
                int k = (int) list[at++];
                for (int j = 0; j < k; j++) {
                    c[m++] = list[at++];
                }
                offsets[i + 1] = m;
            }
            c = Arrays.copyOf(c, m);
        }
        if (kind.equals("POLYGONS") || kind.equals("TRIANGLE_STRIPS")) {
            addCells(mesh, offsets, c, kind.equals("TRIANGLE_STRIPS"), in::fail);
        }
    }

    /** Cells given as offsets (one more than cells, from 0) into a list of point indices; shared with the XML format. */
    static void addCells(MeshBuilder mesh, long[] offsets, long[] c, boolean strips,
            Function<String, MeshFormatException> fail) {
        int[] corners = new int[16];
        for (int i = 0; i + 1 < offsets.length; i++) {
            int k = (int) (offsets[i + 1] - offsets[i]);
            corners = k > corners.length ? new int[2 * k] : corners;
            for (int j = 0; j < k; j++) {
                long q = c[(int) offsets[i] + j];
                corners[j] = q < 0 || q > Integer.MAX_VALUE ? -1 : (int) q;
            }
            if (strips) {
                mesh.strip(corners, k, fail);
            } else {
                mesh.polygon(corners, k, fail);
            }
        }
    }

    private double[] numbers(long n, String type, String what) {
        if (binary) {
            int size = bytes(type);
            ByteBuffer data = data(n, size);
            double[] x = new double[(int) n];
            for (int i = 0; i < x.length; i++) {
                x[i] = type.equals("float") ? data.getFloat() : type.equals("double") ? data.getDouble() : integer(data, size);
            }
            return x;
        }
        bytes(type);
        if (n > b.length - in.position()) {
            throw in.fail(n + " numbers are declared, but only " + (b.length - in.position()) + " bytes are left");
        }
        double[] x = new double[(int) n];
        for (int i = 0; i < x.length; i++) {
            x[i] = in.number(what);
        }
        return x;
    }

    private long[] integers(long n, String type, String what) {
        if (binary) {
            int size = bytes(type);
            ByteBuffer data = data(n, size);
            long[] x = new long[(int) n];
            for (int i = 0; i < x.length; i++) {
                x[i] = integer(data, size);
            }
            return x;
        }
        if (n > b.length - in.position()) {
            throw in.fail(n + " integers are declared, but only " + (b.length - in.position()) + " bytes are left");
        }
        long[] x = new long[(int) n];
        for (int i = 0; i < x.length; i++) {
            x[i] = in.integer(what);
        }
        return x;
    }

    private static long integer(ByteBuffer data, int size) {
        return size == 8 ? data.getLong() : size == 4 ? data.getInt() : size == 2 ? data.getShort() : data.get();
    }

    private int bytes(String type) {
        return switch (type) {
            case "char", "unsigned_char", "vtktypeint8", "vtktypeuint8" -> 1;
            case "short", "unsigned_short", "vtktypeint16", "vtktypeuint16" -> 2;
            case "int", "unsigned_int", "float", "vtktypeint32", "vtktypeuint32" -> 4;
            case "long", "unsigned_long", "vtkIdType", "double", "vtktypeint64", "vtktypeuint64" -> 8;
            default -> throw in.fail("unknown data type '" + TextScanner.shown(type) + "'");
        };
    }

    /** The next binary numbers, big-endian, from the line after the current one. */
    private ByteBuffer data(long n, int size) {
        in.restOfLine();
        int at = in.position();
        if (n * size > b.length - at) {
            throw MeshFormatException.atByte(file, b.length,
                    "the file ends, but " + n + " numbers of " + size + " bytes were declared from byte " + at);
        }
        in.position(at + (int) (n * size));
        return ByteBuffer.wrap(b, at, (int) (n * size)).order(ByteOrder.BIG_ENDIAN);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.orthotwin.geometry.TriangleMesh;

/** PLY 1.0, ASCII and binary of either byte order; elements vertex, face and tristrips, everything else is passed over. */
final class PlyFormat {

    private static final Map<String, Type> TYPES = Map.ofEntries(Map.entry("char", Type.INT8), Map.entry("int8", Type.INT8),
            Map.entry("uchar", Type.UINT8), Map.entry("uint8", Type.UINT8), Map.entry("short", Type.INT16), Map.entry("int16", Type.INT16),
            Map.entry("ushort", Type.UINT16), Map.entry("uint16", Type.UINT16), Map.entry("int", Type.INT32), Map.entry("int32",
                    Type.INT32),
            Map.entry("uint", Type.UINT32), Map.entry("uint32", Type.UINT32), Map.entry("float", Type.FLOAT32),
            Map.entry("float32", Type.FLOAT32), Map.entry("double", Type.FLOAT64), Map.entry("float64", Type.FLOAT64));

    private enum Type {
        INT8(1), UINT8(1), INT16(2), UINT16(2), INT32(4), UINT32(4), FLOAT32(4), FLOAT64(8);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    private record Property(String name, Type type, Type countType) {
    }

    private record Element(String name, long count, List<Property> properties) {
    }

    private final String file;
    private final byte[] b;
    private final MeshBuilder mesh;
    private final List<Element> elements = new ArrayList<>();
    private TextScanner text;
    private ByteBuffer binary;

    private PlyFormat(String file, byte[] b, MeshBuilder mesh) {
        this.file = file;
        this.b = b;
        this.mesh = mesh;
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        new PlyFormat(file, b, mesh).read();
    }

    private void read() {
        TextScanner in = new TextScanner(file, b, 0, -1, false);
        in.expect("ply");
        in.restOfLine();
        String format = null;
        boolean open = true;
        while (open) {
            int line = in.line();
            String s = in.restOfLine();
            if (s == null) {
                throw in.fail("the file ends within its header, expected 'end_header'");
            }
            String[] w = s.strip().split("\\s+");
            switch (w[0]) {
                case "format" -> format = w.length > 1 ? w[1] : "";
                case "comment", "obj_info", "" -> {
                    // free text
                }
                case "element" -> elements.add(element(line, w));
                case "property" -> property(line, w);
                case "end_header" -> open = false;
                default -> throw MeshFormatException.atLine(file, line,
                        "expected format, element, property, comment or end_header, found '" + TextScanner.shown(w[0]) + "'");
            }
        }
        if ("ascii".equals(format)) {
            text = in;
        } else if ("binary_little_endian".equals(format) || "binary_big_endian".equals(format)) {
            binary = ByteBuffer.wrap(b).position(in.position()).order(format.contains("little") ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN);
        } else {
            throw MeshFormatException.inFile(file, "the header's format is '" + (format == null ? "" : TextScanner.shown(format))
                    + "', expected ascii, binary_little_endian or binary_big_endian");
        }
        boolean vertices = false;
        // a face element before the vertices is read when they are known: legal, though no writer does it
        for (Element e : elements) {
            if ("face".equals(e.name) && !vertices && e.count > 0) {
                throw MeshFormatException.inFile(file, "element face comes before element vertex, which is not supported");
            }
            vertices |= "vertex".equals(e.name);
            read(e);
        }
    }

    private Element element(int line, String[] w) {
        try {
            long n = Long.parseLong(w[2]);
            long cheapest = b.length;
            if (n < 0 || n > cheapest) {
                throw MeshFormatException.atLine(file, line, "element " + w[1] + " declares " + n + " entries in a file of " + b.length
                        + " bytes");
            }
            return new Element(w[1], n, new ArrayList<>());
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw MeshFormatException.atLine(file, line, "expected 'element <name> <count>'");
        }
    }

    private void property(int line, String[] w) {
        boolean list = w.length == 5 && "list".equals(w[1]);
        Type type = list ? TYPES.get(w[3]) : w.length == 3 ? TYPES.get(w[1]) : null;
        Type count = list ? TYPES.get(w[2]) : null;
        if (type == null || list && (count == null || count == Type.FLOAT32 || count == Type.FLOAT64) || elements.isEmpty()) {
            throw MeshFormatException.atLine(file, line, "expected 'property <type> <name>' or 'property list <type> <type> <name>'"
                    + " of an element");
        }
        elements.get(elements.size() - 1).properties.add(new Property(w[w.length - 1], type, count));
    }

    private void read(Element e) {
        boolean vertex = "vertex".equals(e.name);
        boolean face = "face".equals(e.name);
        boolean strips = "tristrips".equals(e.name);
        int x = index(e, "x");
        int y = index(e, "y");
        int z = index(e, "z");
        int corners = Math.max(index(e, "vertex_indices"), index(e, "vertex_index"));
        if (vertex && (x < 0 || y < 0 || z < 0)) {
            throw MeshFormatException.inFile(file, "element vertex has no properties x, y and z");
        }
        if ((face || strips) && e.count > 0 && (corners < 0 || e.properties.get(corners).countType == null)) {
            throw MeshFormatException.inFile(file, "element " + e.name + " has no list vertex_indices");
        }
        if (e.properties.isEmpty()) {
            return;
        }
        double[] values = new double[e.properties.size()];
        int[] list = new int[16];
        for (long i = 0; i < e.count; i++) {
            int n = 0;
            for (int p = 0; p < values.length; p++) {
                Property q = e.properties.get(p);
                if (q.countType == null) {
                    values[p] = value(q.type, q.name);
                    continue;
                }
                double length = value(q.countType, "the length of " + q.name);
                if (length < 0 || length > left()) {
                    throw fail("list " + q.name + " declares " + (long) length + " entries, but only " + left() + " bytes are left");
                }
                if ((int) length > list.length) {
                    list = new int[Math.max((int) length, 2 * list.length)];
                }
                for (int k = 0; k < (int) length; k++) {
                    double d = value(q.type, q.name);
                    if (p == corners) {
                        if (d != Math.rint(d) || Math.abs(d) > Integer.MAX_VALUE) {
                            throw fail("expected a vertex index, found " + d);
                        }
                        list[k] = (int) d;
                    }
                }
                n = p == corners ? (int) length : n;
            }
            if (vertex) {
                mesh.vertex(values[x], values[y], values[z], this::fail);
            } else if (face) {
                mesh.polygon(list, n, this::fail);
            } else if (strips) {
                strips(list, n);
            }
        }
    }

    /** Strips in one list, separated by -1. */
    private void strips(int[] list, int n) {
        int from = 0;
        for (int k = 0; k <= n; k++) {
            if (k == n || list[k] == -1) {
                mesh.strip(Arrays.copyOfRange(list, from, k), k - from, this::fail);
                from = k + 1;
            }
        }
    }

    private static int index(Element e, String name) {
        for (int i = 0; i < e.properties.size(); i++) {
            if (e.properties.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int left() {
        return text != null ? b.length - text.position() : binary.remaining();
    }

    private double value(Type type, String what) {
        if (text != null) {
            String t = text.token(what);
            if ((type == Type.FLOAT32 || type == Type.FLOAT64) && !"x".equals(what) && !"y".equals(what) && !"z".equals(what)
                    && !TextScanner.isNumber(t)) {
                // a quantity beside the surface may be undefined
                return Double.NaN;
            }
            return text.parseNumber(t, what);
        }
        if (binary.remaining() < type.bytes) {
            throw fail("the file ends where " + what + " was expected");
        }
        return switch (type) {
            case INT8 -> binary.get();
            case UINT8 -> binary.get() & 0xFF;
            case INT16 -> binary.getShort();
            case UINT16 -> binary.getShort() & 0xFFFF;
            case INT32 -> binary.getInt();
            case UINT32 -> binary.getInt() & 0xFFFFFFFFL;
            case FLOAT32 -> binary.getFloat();
            case FLOAT64 -> binary.getDouble();
        };
    }

    private MeshFormatException fail(String problem) {
        return text != null ? text.fail(problem) : MeshFormatException.atByte(file, binary.position(), problem);
    }

    static void write(OutputStream out, TriangleMesh mesh, LengthUnit unit, boolean ascii) throws IOException {
        TextOut text = new TextOut(out);
        text.line("ply").line("format " + (ascii ? "ascii" : "binary_little_endian") + " 1.0");
        text.line("comment OrthoTwin surface, lengths in " + unit.symbol());
        text.line("element vertex " + mesh.vertexCount());
        text.line("property double x").line("property double y").line("property double z");
        text.line("element face " + mesh.triangleCount()).line("property list uchar int vertex_indices").line("end_header");
        int[] t = mesh.triangles();
        double[] v = mesh.vertices();
        if (ascii) {
            for (int i = 0; i < mesh.vertexCount(); i++) {
                text.point(v, i, unit);
            }
            for (int i = 0; i < t.length; i += 3) {
                text.line("3 " + t[i] + " " + t[i + 1] + " " + t[i + 2]);
            }
            return;
        }
        ByteBuffer point = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < v.length; i += 3) {
            point.clear();
            point.putDouble(unit.fromMetres(v[i])).putDouble(unit.fromMetres(v[i + 1])).putDouble(unit.fromMetres(v[i + 2]));
            out.write(point.array());
        }
        ByteBuffer face = ByteBuffer.allocate(13).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < t.length; i += 3) {
            face.clear();
            face.put((byte) 3).putInt(t[i]).putInt(t[i + 1]).putInt(t[i + 2]);
            out.write(face.array());
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import org.orthotwin.geometry.TriangleMesh;

/** STL, binary and ASCII. A soup of triangles: corners with equal coordinates become one vertex; triangles that this closes are dropped. */
final class StlFormat {

    private static final int HEADER = 84;
    private static final int FACET = 50;

    private StlFormat() {
    }

    static boolean hasBinarySize(byte[] b) {
        return b.length >= HEADER && b.length == HEADER + FACET * declared(b);
    }

    private static long declared(byte[] b) {
        return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getInt(80) & 0xFFFFFFFFL;
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        // binary headers may begin with "solid" too: then the length or the missing word "facet" tells
        if (!hasBinarySize(b) && startsAscii(b)) {
            readAscii(file, b, mesh);
        } else {
            readBinary(file, b, mesh);
        }
    }

    private static boolean startsAscii(byte[] b) {
        String head = new String(b, 0, Math.min(b.length, 1024), StandardCharsets.ISO_8859_1).stripLeading();
        if (!head.startsWith("solid")) {
            return false;
        }
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            if (c == 0) {
                return false;
            }
        }
        return true;
    }

    private static void readBinary(String file, byte[] b, MeshBuilder mesh) {
        if (b.length < HEADER) {
            throw MeshFormatException.atByte(file, b.length, "the file ends within the header of " + HEADER
                    + " bytes of a binary STL file");
        }
        long n = declared(b);
        long least = HEADER + FACET * n;
        if (b.length < least) {
            throw MeshFormatException.atByte(file, b.length,
                    "the file ends, but its header declares " + n + " triangles, which take " + least + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        ExactWeld weld = new ExactWeld(mesh);
        int[] c = new int[3];
        for (int i = 0; i < n; i++) {
            int at = HEADER + FACET * i;
            for (int k = 0; k < 3; k++) {
                int o = at + 12 + 12 * k;
                c[k] = weld.vertex(in.getFloat(o), in.getFloat(o + 4), in.getFloat(o + 8), p -> MeshFormatException.atByte(file, o, p));
            }
            add(mesh, c, p -> MeshFormatException.atByte(file, at, p));
        }
    }

    private static void add(MeshBuilder mesh, int[] c, Function<String, MeshFormatException> fail) {
        if (c[0] != c[1] && c[1] != c[2] && c[2] != c[0]) {
            mesh.triangle(c[0], c[1], c[2], fail);
        }
    }

    private static void readAscii(String file, byte[] b, MeshBuilder mesh) {
        TextScanner in = new TextScanner(file, b, 0, -1, false);
        ExactWeld weld = new ExactWeld(mesh);
        int[] c = new int[3];
        in.expect("solid");
        in.restOfLine();
        while (true) {
            String word = in.token("'facet' or 'endsolid'");
            if (word.equalsIgnoreCase("endsolid")) {
                in.restOfLine();
                String more = in.token();
                if (more == null) {
                    return;
                }
                if (!more.equalsIgnoreCase("solid")) {
                    throw in.fail("expected 'solid' or the end of the file, found '" + TextScanner.shown(more) + "'");
                }
                in.restOfLine();
                continue;
            }
            if (!word.equalsIgnoreCase("facet")) {
                throw in.fail("expected 'facet' or 'endsolid', found '" + TextScanner.shown(word) + "'");
            }
            in.expect("normal");
            for (int k = 0; k < 3; k++) {
                // not used: the order of the corners says where outside is; writers put NaN here for thin facets
                in.token("a component of the normal");
            }
            in.expect("outer");
            in.expect("loop");
            for (int k = 0; k < 3; k++) {
                in.expect("vertex");
                c[k] = weld.vertex(in.number("x of a vertex"), in.number("y of a vertex"), in.number("z of a vertex"), in::fail);
            }
            in.expect("endloop");
            in.expect("endfacet");
            add(mesh, c, in::fail);
        }
    }

    static void writeBinary(OutputStream out, TriangleMesh mesh, LengthUnit unit) throws IOException {
        byte[] header = new byte[HEADER];
        byte[] text = ("OrthoTwin surface, lengths in " + unit.symbol()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 0, text.length);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(80, mesh.triangleCount());
        out.write(header);
        ByteBuffer facet = ByteBuffer.allocate(FACET).order(ByteOrder.LITTLE_ENDIAN);
        double[] n = new double[3];
        for (int t = 0; t < mesh.triangleCount(); t++) {
            normal(mesh, t, n);
            facet.clear();
            facet.putFloat((float) n[0]).putFloat((float) n[1]).putFloat((float) n[2]);
            for (int k = 0; k < 3; k++) {
                int v = 3 * mesh.triangles()[3 * t + k];
                for (int d = 0; d < 3; d++) {
                    facet.putFloat((float) unit.fromMetres(mesh.vertices()[v + d]));
                }
            }
            facet.putShort((short) 0);
            out.write(facet.array());
        }
    }

    static void writeAscii(TextOut out, TriangleMesh mesh, LengthUnit unit) throws IOException {
        out.line("solid OrthoTwin surface, lengths in " + unit.symbol());
        double[] n = new double[3];
        for (int t = 0; t < mesh.triangleCount(); t++) {
            normal(mesh, t, n);
            out.line("facet normal " + (float) n[0] + " " + (float) n[1] + " " + (float) n[2]);
            out.line(" outer loop");
            for (int k = 0; k < 3; k++) {
                out.text("  vertex ").point(mesh.vertices(), mesh.triangles()[3 * t + k], unit);
            }
            out.line(" endloop");
            out.line("endfacet");
        }
        out.line("endsolid OrthoTwin");
    }

    /** Unit normal of a triangle, zero for one without area. */
    private static void normal(TriangleMesh mesh, int t, double[] n) {
        double[] v = mesh.vertices();
        int a = 3 * mesh.triangles()[3 * t];
        int b = 3 * mesh.triangles()[3 * t + 1];
        int c = 3 * mesh.triangles()[3 * t + 2];
        double ux = v[b] - v[a];
        double uy = v[b + 1] - v[a + 1];
        double uz = v[b + 2] - v[a + 2];
        double wx = v[c] - v[a];
        double wy = v[c + 1] - v[a + 1];
        double wz = v[c + 2] - v[a + 2];
        n[0] = uy * wz - uz * wy;
        n[1] = uz * wx - ux * wz;
        n[2] = ux * wy - uy * wx;
        double l = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int d = 0; d < 3; d++) {
            n[d] = l > 0 ? n[d] / l : 0;
        }
    }
}

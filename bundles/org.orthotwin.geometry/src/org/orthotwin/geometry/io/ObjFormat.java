/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.orthotwin.geometry.TriangleMesh;

/** Wavefront OBJ: v and f; groups, materials, texture and normal indices are passed over. */
final class ObjFormat {

    private ObjFormat() {
    }

    static void read(String file, byte[] b, MeshBuilder mesh) {
        TextScanner in = new TextScanner(file, b, 0, -1, false);
        List<int[]> faces = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        while (true) {
            int line = in.line();
            String text = in.restOfLine();
            if (text == null) {
                break;
            }
            while (text.endsWith("\\")) {
                String more = in.restOfLine();
                text = text.substring(0, text.length() - 1) + " " + (more == null ? "" : more);
            }
            int hash = text.indexOf('#');
            String body = (hash < 0 ? text : text.substring(0, hash)).strip();
            if (body.isEmpty()) {
                continue;
            }
            String[] w = body.split("\\s+");
            switch (w[0]) {
                case "v" -> vertex(file, line, w, mesh);
                case "f", "fo" -> {
                    faces.add(face(file, line, w, mesh.vertexCount()));
                    lines.add(line);
                }
                case "vn", "vt", "vp", "g", "o", "s", "usemtl", "mtllib", "l", "p", "lod", "usemap", "maplib" -> {
                    // says nothing about the surface
                }
                default -> throw MeshFormatException.atLine(file, line, "unknown statement '" + TextScanner.shown(w[0])
                        + "', expected v, vn, vt, f, g, o, s or a comment");
            }
        }
        // a face may come before its vertices
        for (int i = 0; i < faces.size(); i++) {
            int line = lines.get(i);
            mesh.polygon(faces.get(i), faces.get(i).length, p -> MeshFormatException.atLine(file, line, p));
        }
    }

    private static void vertex(String file, int line, String[] w, MeshBuilder mesh) {
        if (w.length < 4) {
            throw MeshFormatException.atLine(file, line, "a vertex has " + (w.length - 1) + " coordinates, expected 3");
        }
        double[] x = new double[3];
        for (int d = 0; d < 3; d++) {
            x[d] = TextScanner.isNumber(w[d + 1]) ? Double.parseDouble(w[d + 1]) : Double.NaN;
            if (!Double.isFinite(x[d])) {
                throw MeshFormatException.atLine(file, line,
                        "expected coordinate " + "xyz".charAt(d) + " of a vertex, a finite number, found '" + TextScanner.shown(w[d + 1])
                                + "'");
            }
        }
        mesh.vertex(x[0], x[1], x[2], p -> MeshFormatException.atLine(file, line, p));
    }

    private static int[] face(String file, int line, String[] w, int vertices) {
        int[] c = new int[w.length - 1];
        for (int k = 0; k < c.length; k++) {
            String s = w[k + 1];
            int slash = s.indexOf('/');
            String number = slash < 0 ? s : s.substring(0, slash);
            try {
                int i = Integer.parseInt(number);
                c[k] = i > 0 ? i - 1 : i < 0 ? vertices + i : -1;
            } catch (NumberFormatException e) {
                c[k] = -1;
            }
            if (c[k] < 0) {
                throw MeshFormatException.atLine(file, line, "expected a vertex number of a face, from 1 or from -1 down to -" + vertices
                        + ", found '" + TextScanner.shown(s) + "'");
            }
        }
        // some writers close the loop
        return c.length > 3 && c[0] == c[c.length - 1] ? Arrays.copyOf(c, c.length - 1) : c;
    }

    static void write(TextOut out, TriangleMesh mesh, LengthUnit unit) throws IOException {
        out.line("# OrthoTwin surface, lengths in " + unit.symbol());
        for (int i = 0; i < mesh.vertexCount(); i++) {
            out.text("v ").point(mesh.vertices(), i, unit);
        }
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            out.line("f " + (t[i] + 1) + " " + (t[i + 1] + 1) + " " + (t[i + 2] + 1));
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.geometry.Bodies;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.MeshWriter.Encoding;

class MeshFilesTest {

    private static final TriangleMesh TORUS = Bodies.torus(0.0437, 0.0113, 7, 5);
    private static final TriangleMesh TETRAHEDRON = new TriangleMesh(new double[] {0, 0, 0, 0.001, 0, 0, 0, 0.002, 0, 0, 0, 0.003},
            new int[] {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3});

    @TempDir
    Path folder;

    // ------------------------------------------------------------------------------------------ round trips

    @ParameterizedTest
    @CsvSource({"stl,ASCII", "stl,BINARY", "ply,ASCII", "ply,BINARY", "obj,ASCII", "obj,BINARY", "vtp,ASCII", "vtp,BINARY"})
    void whatIsWrittenIsRead(String ending, Encoding encoding) {
        for (LengthUnit unit : LengthUnit.values()) {
            Path file = folder.resolve("torus-" + unit.symbol() + "." + ending);
            MeshWriter.write(file, TORUS, unit, encoding);
            TriangleMesh back = MeshReader.read(file, unit);
            assertEquals(TORUS.vertexCount(), back.vertexCount());
            assertEquals(TORUS.triangleCount(), back.triangleCount());
            assertTrue(MeshChecks.check(back).isSolid());
            boolean single = ending.equals("stl") && encoding == Encoding.BINARY;
            for (int t = 0; t < TORUS.triangleCount(); t++) {
                for (int k = 0; k < 3; k++) {
                    assertEquals(0, TORUS.corner(t, k).distance(back.corner(t, k)), single ? 1e-8 : 2e-17);
                }
            }
            if (!ending.equals("stl")) {
                assertArrayEquals(TORUS.triangles(), back.triangles());
            }
        }
    }

    @Test
    void millimetresAreDividedByAThousand() {
        Path file = folder.resolve("t.obj");
        MeshWriter.write(file, TETRAHEDRON, LengthUnit.MILLIMETRE);
        assertEquals(0.003, MeshReader.read(file, LengthUnit.MILLIMETRE).vertex(3).z(), 0);
        assertEquals(3, MeshReader.read(file, LengthUnit.METRE).vertex(3).z(), 0);
        assertEquals("12.3", LengthUnit.MILLIMETRE.format(0.0123));
        assertEquals("0.1", LengthUnit.MILLIMETRE.format(0.1 / 1000.0));
        assertEquals("-5", LengthUnit.MILLIMETRE.format(-0.005));
        assertEquals("0", LengthUnit.MILLIMETRE.format(-0.0));
        assertEquals(LengthUnit.MILLIMETRE, LengthUnit.of("mm"));
        assertThrows(IllegalArgumentException.class, () -> LengthUnit.of("inch"));
        Random random = new Random(9);
        for (int i = 0; i < 10000; i++) {
            double mm = random.nextInt(100000) / 100.0;
            double m = mm / 1000.0;
            assertEquals(LengthUnit.shortest(mm), LengthUnit.MILLIMETRE.format(m));
            assertEquals(m, LengthUnit.MILLIMETRE.toMetres(LengthUnit.MILLIMETRE.fromMetres(m)), 0);
        }
    }

    @Test
    void textFilesAreTheSameInEveryLocaleAndHaveNoCarriageReturns() throws IOException {
        Locale before = Locale.getDefault();
        try {
            byte[][] first = null;
            for (Locale l : List.of(Locale.ROOT, Locale.FRANCE, Locale.GERMANY, Locale.forLanguageTag("ar-EG-u-nu-arab"))) {
                Locale.setDefault(l);
                byte[][] all = new byte[4][];
                int i = 0;
                for (String ending : List.of("stl", "ply", "obj", "vtp")) {
                    Path file = folder.resolve(l + "." + ending);
                    MeshWriter.write(file, TORUS, LengthUnit.MILLIMETRE, Encoding.ASCII);
                    all[i++] = Files.readAllBytes(file);
                    assertFalse(new String(all[i - 1], StandardCharsets.UTF_8).contains("\r"));
                }
                first = first == null ? all : first;
                for (int k = 0; k < 4; k++) {
                    assertArrayEquals(first[k], all[k]);
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nothingIsLeftOfAFileThatCannotBeWritten() throws IOException {
        Path target = folder.resolve("taken.ply");
        Files.createDirectory(target);
        Files.createFile(target.resolve("in the way"));
        String message = assertThrows(UncheckedIOException.class, () -> MeshWriter.write(target, TORUS, LengthUnit.METRE)).getMessage();
        assertTrue(message.contains("taken.ply") && message.contains("cannot be written"), message);
        Path vtp = folder.resolve("short.vtp");
        assertThrows(IllegalArgumentException.class, () -> MeshWriter.writeVtp(vtp, TORUS, LengthUnit.METRE, Encoding.ASCII,
                List.of(new DataArray("too short", 1, new double[3])), List.of()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(target), files.toList());
        }
        assertThrows(IllegalArgumentException.class, () -> MeshWriter.write(folder.resolve("a.wrl"), TORUS, LengthUnit.METRE));
    }

    @Test
    void vtpCarriesArraysAndPoints() throws IOException {
        Path file = folder.resolve("arrays.vtp");
        MeshWriter.writeVtp(file, TETRAHEDRON, LengthUnit.MILLIMETRE, Encoding.ASCII,
                List.of(new DataArray("gap <x> [mm]", 1, new double[] {1, 2.5, 3, 4})),
                List.of(new DataArray("normal", 3, new double[] {0, 0, -1, 0, -1, 0, 1, 1, 1, -1, 0, 0})));
        String text = Files.readString(file);
        assertTrue(text.contains("Name=\"gap &lt;x&gt; [mm]\" NumberOfComponents=\"1\" format=\"ascii\">\n1\n2.5\n3\n4\n"), text);
        assertTrue(text.contains("0 0 -1\n0 -1 0\n1 1 1\n-1 0 0\n"), text);
        assertEquals(4, MeshReader.read(file, LengthUnit.MILLIMETRE).triangleCount());
        Path points = folder.resolve("points.vtp");
        MeshWriter.writePointsVtp(points, new double[] {0.001, 0.002, 0.003, 0, 0, 1}, LengthUnit.MILLIMETRE, Encoding.ASCII,
                List.of(new DataArray("depth [mm]", 1, new double[] {0.5, 0.25})));
        String p = Files.readString(points);
        assertTrue(p.contains("NumberOfPoints=\"2\" NumberOfVerts=\"2\"") && p.contains("1 2 3\n0 0 1000\n"), p);
        assertTrue(assertThrows(MeshFormatException.class, () -> MeshReader.read(points, LengthUnit.MILLIMETRE)).getMessage()
                .contains("holds no triangle (2 vertices)"));
        MeshWriter.writePointsVtp(points, new double[0], LengthUnit.MILLIMETRE, Encoding.BINARY, List.of());
    }

    @Test
    void vtpStatesItsUnitAndFrame() throws IOException {
        Path file = folder.resolve("stated.vtp");
        for (LengthUnit unit : LengthUnit.values()) {
            for (Encoding encoding : Encoding.values()) {
                MeshWriter.writeVtp(file, TETRAHEDRON, unit, "surface frame of pelvis", encoding, List.of(), List.of());
                assertEquals(unit, MeshReader.statedUnit(file).orElseThrow());
                assertArrayEquals(TETRAHEDRON.bounds(), MeshReader.read(file, unit).bounds(), 1e-15);
            }
        }
        // "surface ..." as codes, as VTK writes strings
        String text = Files.readString(file);
        assertTrue(text.contains("Name=\"Frame\" NumberOfTuples=\"1\" format=\"ascii\">\n115 117 114 102 97 99 101 32 "), text);
        Files.write(file, samples().get("ascii.vtp"));
        assertEquals(Optional.empty(), MeshReader.statedUnit(file));
        // a unit that is none of ours is not taken for one
        Files.writeString(file, text.replace(">\n109 0\n", ">\n109 105 0\n").replace(">\n109 109 0\n", ">\n109 105 0\n"));
        assertEquals(Optional.empty(), MeshReader.statedUnit(file));
    }

    // ------------------------------------------------------------------------------------------ what others write

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer buffer(int n, boolean big) {
        return ByteBuffer.allocate(n).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] floats(double[] x, boolean big) {
        ByteBuffer b = buffer(4 * x.length, big);
        for (double d : x) {
            b.putFloat((float) d);
        }
        return b.array();
    }

    private static byte[] ints(int[] x, boolean big) {
        ByteBuffer b = buffer(4 * x.length, big);
        for (int i : x) {
            b.putInt(i);
        }
        return b.array();
    }

    private static byte[] longs(boolean big, long... x) {
        ByteBuffer b = buffer(8 * x.length, big);
        for (long i : x) {
            b.putLong(i);
        }
        return b.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            out.writeBytes(p);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] b) {
        Deflater d = new Deflater();
        d.setInput(b);
        d.finish();
        byte[] out = new byte[b.length + 100];
        int n = d.deflate(out);
        d.end();
        return Arrays.copyOf(out, n);
    }

    /** A block-compressed VTK array: header apart, so that base64 can encode it apart. */
    private static byte[][] compressed(byte[] data, int block) {
        int blocks = (data.length + block - 1) / block;
        ByteBuffer header = buffer(4 * (3 + blocks), false).putInt(blocks).putInt(block).putInt(data.length % block);
        byte[] body = new byte[0];
        for (int i = 0; i < blocks; i++) {
            byte[] z = deflated(Arrays.copyOfRange(data, i * block, Math.min(data.length, (i + 1) * block)));
            header.putInt(z.length);
            body = join(body, z);
        }
        return new byte[][] {header.array(), body};
    }

    private static final double[] MM = {0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3};
    private static final int[] FACES = {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3};
    private static final int[] ENDS = {3, 6, 9, 12};

    private static byte[] vtp(String attributes, String points, String connectivity, String offsets, byte[] tail) {
        return join(ascii("<?xml version=\"1.0\"?>\n<!-- a > comment -->\n<VTKFile type=\"PolyData\" " + attributes
                + ">\n<PolyData><FieldData><DataArray type=\"Int32\" Name=\"f\" format=\"ascii\">1 2</DataArray></FieldData>\n"
                + "<Piece NumberOfPoints=\"4\" NumberOfVerts=\"0\" NumberOfLines=\"0\" NumberOfStrips=\"0\" NumberOfPolys=\"4\">\n"
                + "<PointData><DataArray type=\"Float32\" Name=\"nan\" format=\"ascii\">nan 1 2 3</DataArray></PointData>\n"
                + "<Points><DataArray type=\"Float32\" NumberOfComponents=\"3\" " + points + "</Points>\n"
                + "<Verts></Verts><Polys><DataArray type=\"Int32\" Name=\"connectivity\" " + connectivity
                + "<DataArray type=\"Int32\" Name=\"offsets\" " + offsets + "</Polys></Piece></PolyData>\n"), tail);
    }

    private static String inline(byte[] data) {
        return "format=\"binary\">\n" + Base64.getEncoder().encodeToString(data) + "\n</DataArray>";
    }

    private static byte[] sized(byte[] data, boolean big) {
        return join(buffer(4, big).putInt(data.length).array(), data);
    }

    /** One tetrahedron, in mm, in every form that can be read. */
    private static Map<String, byte[]> samples() {
        Map<String, byte[]> s = new LinkedHashMap<>();
        ByteBuffer stl = buffer(84 + 200, false).put(ascii("solid looks like ASCII but is not")).position(80).putInt(4);
        for (int t = 0; t < 4; t++) {
            stl.putFloat(0).putFloat(0).putFloat(0);
            for (int k = 0; k < 9; k++) {
                stl.putFloat((float) MM[3 * FACES[3 * t + k / 3] + k % 3]);
            }
            stl.putShort((short) 0);
        }
        s.put("binary.stl", stl.array());
        StringBuilder text = new StringBuilder("solid a name\r\n");
        for (int t = 0; t < 4; t++) {
            text.append("facet normal nan 0 1\r\n outer loop\r\n");
            for (int k = 0; k < 3; k++) {
                text.append("  vertex");
                for (int d = 0; d < 3; d++) {
                    text.append(' ').append(MM[3 * FACES[3 * t + k] + d]).append(d == 1 ? "E+000" : "");
                }
                text.append("\r\n");
            }
            text.append(" endloop\r\nendfacet\r\n");
        }
        s.put("ascii.stl", ascii(text + "endsolid a name\r\n"));
        String plyElements = "comment x\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\n"
                + "element face 4\nproperty list uchar int vertex_indices\nproperty float q\nend_header\n";
        s.put("ascii.ply", ascii("ply\nformat ascii 1.0\n" + plyElements
                + "0 0 0 1\n1 0 0 1\n0 2 0 1\n0 0 3 1\n3 0 2 1 nan\n3 0 1 3 1\n3 1 2 3 1\n3 2 0 3 0.5\n"));
        for (boolean big : new boolean[] {false, true}) {
            byte[] body = new byte[0];
            for (int i = 0; i < 4; i++) {
                body = join(body, floats(Arrays.copyOfRange(MM, 3 * i, 3 * i + 3), big), new byte[] {7});
            }
            for (int t = 0; t < 4; t++) {
                body = join(body, new byte[] {3}, ints(Arrays.copyOfRange(FACES, 3 * t, 3 * t + 3), big), floats(new double[1], big));
            }
            s.put((big ? "big" : "little") + ".ply",
                    join(ascii("ply\nformat binary_" + (big ? "big" : "little") + "_endian 1.0\n" + plyElements), body));
        }
        s.put("plain.obj", ascii("# c\nmtllib x\no t\nv 0 0 0\nv 1.0 0 0 # c\nv 0 2e0 0 1\nvn 0 0 1\nvt 0 0\nv 0 0 \\\n3\ng a\ns off\n"
                + "f 1/1/1 3/1/1 2/1/1\nf 1//1 2//1 4//1\nf 2 3 -1\nf -2 -4 -1"));
        String header = "byte_order=\"LittleEndian\" compressor=\"vtkZLibDataCompressor\"";
        s.put("ascii.vtp", vtp(header, "format=\"ascii\">0 0 0 1 0 0 0 2 0 0 0 3</DataArray>",
                "format=\"ascii\">0 2 1 0 1 3 1 2 3 2 0 3</DataArray>", "format='ascii' >3 6 9 12</DataArray>", ascii("</VTKFile>")));
        s.put("inline.vtp", vtp("byte_order=\"LittleEndian\"", inline(sized(floats(MM, false), false)), inline(sized(ints(FACES, false),
                false)),
                inline(sized(ints(ENDS, false), false)), ascii("</VTKFile>")));
        s.put("inline-big.vtp", vtp("byte_order=\"BigEndian\"", inline(sized(floats(MM, true), true)), inline(sized(ints(FACES, true),
                true)),
                inline(sized(ints(ENDS, true), true)), ascii("</VTKFile>")));
        String[] zipped = new String[3];
        byte[][] raw = new byte[3][];
        byte[][] data = {floats(MM, false), ints(FACES, false), ints(ENDS, false)};
        for (int i = 0; i < 3; i++) {
            byte[][] c = compressed(data[i], 20);
            zipped[i] = "format=\"binary\">" + Base64.getEncoder().encodeToString(c[0]) + Base64.getEncoder().encodeToString(c[1])
                    + "</DataArray>";
            raw[i] = join(c);
        }
        s.put("zipped.vtp", vtp(header, zipped[0], zipped[1], zipped[2], ascii("</VTKFile>")));
        s.put("appended-zipped.vtp", vtp(header, "format=\"appended\" offset=\"0\"/>", "format=\"appended\" offset=\"" + raw[0].length
                + "\"/>",
                "format=\"appended\" offset=\"" + (raw[0].length + raw[1].length) + "\"/>",
                join(ascii("<AppendedData encoding=\"raw\">\n _"), join(raw), ascii("\n</AppendedData></VTKFile>"))));
        String wide = "byte_order=\"LittleEndian\" header_type=\"UInt64\"";
        byte[] p = join(longs(false, 48), data[0]);
        byte[] c = join(longs(false, 48), data[1]);
        byte[] e = join(longs(false, 16), data[2]);
        s.put("appended.vtp", vtp(wide, "format=\"appended\" offset=\"0\"/>", "format=\"appended\" offset=\"56\"/>",
                "format=\"appended\" offset=\"112\"></DataArray>",
                join(ascii("<AppendedData encoding=\"raw\">_"), p, c, e, ascii("</AppendedData></VTKFile>"))));
        String p64 = Base64.getEncoder().encodeToString(p);
        String c64 = Base64.getEncoder().encodeToString(c);
        s.put("appended64.vtp", vtp(wide, "format=\"appended\" offset=\"0\"/>", "format=\"appended\" offset=\"" + p64.length() + "\"/>",
                "format=\"appended\" offset=\"" + (p64.length() + c64.length()) + "\"/>",
                ascii("<AppendedData encoding=\"base64\">_" + p64 + c64 + Base64.getEncoder().encodeToString(e)
                        + "</AppendedData></VTKFile>")));
        s.put("ascii.vtk", ascii("# vtk DataFile Version 3.0\nt\nASCII\nDATASET POLYDATA\nPOINTS 4 float\n0 0 0 1 0 0\n0 2 0 0 0 3\n"
                + "LINES 1 3\n2 0 1\nPOLYGONS 4 16\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 2 0 3\nPOINT_DATA 4\nSCALARS s float 1\n"));
        s.put("ascii5.vtk", ascii("# vtk DataFile Version 5.1\nt\nASCII\nDATASET POLYDATA\nPOINTS 4 float\n0 0 0 1 0 0\n0 2 0 0 0 3\n"
                + "METADATA\nINFORMATION 0\n\nPOLYGONS 5 12\nOFFSETS vtktypeint64\n0 3 6 9 12\nCONNECTIVITY vtktypeint64\n"
                + "0 2 1 0 1 3 1 2 3 2 0 3\nCELL_DATA 4\n"));
        s.put("binary.vtk", join(ascii("# vtk DataFile Version 3.0\nt\nBINARY\nDATASET POLYDATA\nPOINTS 4 float\n"), floats(MM, true),
                ascii("\nPOLYGONS 4 16\n"), ints(new int[] {3, 0, 2, 1, 3, 0, 1, 3, 3, 1, 2, 3, 3, 2, 0, 3}, true), ascii("\n")));
        s.put("binary5.vtk", join(ascii("# vtk DataFile Version 5.1\nt\nBINARY\nDATASET POLYDATA\nPOINTS 4 float\n"), floats(MM, true),
                ascii("\nPOLYGONS 5 12\nOFFSETS vtktypeint64\n"), longs(true, 0, 3, 6, 9, 12), ascii("\nCONNECTIVITY vtktypeint64\n"),
                longs(true, 0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3), ascii("\n")));
        s.put("two.wrl", ascii("#VRML V2.0 utf8\n# c\nTransform { translation 0 0 0 children [ DEF S Shape {\n "
                + "appearance Appearance { material Material { diffuseColor 1 0 0 } }\n "
                + "geometry IndexedFaceSet { solid TRUE coord DEF C Coordinate { point [ "
                + "0 0 0, 1 0 0,\n 0 2 0, 0 0 3 ] } coordIndex [ 0,2,1,-1, 0 1 3 -1 1 2 3 -1 2 0 3 ] creaseAngle 0.5 } } ] }\n"));
        s.put("one.wrl", ascii("#VRML V1.0 ascii\nSeparator { ShapeHints { vertexOrdering CLOCKWISE shapeType SOLID }\n"
                + " Info { string \"a { b\" }\n"
                + "Coordinate3 { point [ 0 0 0, 1 0 0, 0 2 0, 0 0 3 ] }\n"
                + " IndexedFaceSet { coordIndex [ 0,1,2,-1,0,3,1,-1,1,3,2,-1,2,3,0,-1 ] } }\n"));
        return s;
    }

    private TriangleMesh read(String name, byte[] content) {
        return MeshReader.read(name, content, MeshFormat.detect(Path.of(name), content), LengthUnit.MILLIMETRE);
    }

    @Test
    void everyFormIsRead() {
        samples().forEach((name, content) -> {
            TriangleMesh m = read(name, content);
            assertEquals(4, m.vertexCount(), name);
            assertEquals(4, m.triangleCount(), name);
            assertEquals(1e-9, MassProperties.of(m).volume(), 1e-16, name);
            assertTrue(MeshChecks.check(m).isSolid(), name);
        });
    }

    @Test
    void formatIsToldByContentFirst() {
        byte[] ply = samples().get("ascii.ply");
        assertEquals(MeshFormat.PLY, MeshFormat.detect(Path.of("wrong.stl"), ply));
        assertEquals(MeshFormat.VRML, MeshFormat.detect(Path.of("bone"), samples().get("two.wrl")));
        assertEquals(MeshFormat.STL, MeshFormat.detect(Path.of("bone.dat"), samples().get("binary.stl")));
        assertEquals(MeshFormat.OBJ, MeshFormat.detect(Path.of("bone.txt"), samples().get("plain.obj")));
        assertThrows(MeshFormatException.class, () -> MeshFormat.detect(Path.of("bone.txt"), ascii("hello")));
        assertEquals(MeshFormat.VTP, MeshFormat.ofExtension(Path.of("A.VTP")).orElseThrow());
    }

    @Test
    void polygonsAndStripsBecomeTriangles() {
        TriangleMesh square = read("s.obj", ascii("v 0 0 0\nv 4 0 0\nv 4 4 0\nv 1 1 0\nv 0 4 0\nf 5 1 2 3 4\n"));
        assertEquals(3, square.triangleCount());
        // concave: the fan from the first corner would cover more than its area
        assertEquals(10e-6, MassProperties.area(square), 1e-18);
        byte[] strip = vtp("byte_order=\"LittleEndian\"", "format=\"ascii\">0 0 0 1 0 0 0 1 0 1 1 0</DataArray>",
                "format=\"ascii\"></DataArray>",
                "format=\"ascii\"></DataArray>", ascii("</VTKFile>"));
        String text = new String(strip, StandardCharsets.ISO_8859_1).replace("NumberOfStrips=\"0\" NumberOfPolys=\"4\"",
                "NumberOfStrips=\"1\" NumberOfPolys=\"0\"").replace("</Polys>",
                        "</Polys><Strips><DataArray type=\"Int32\" Name=\"connectivity\" "
                        + "format=\"ascii\">0 1 2 3</DataArray>"
                        + "<DataArray type=\"Int32\" Name=\"offsets\" format=\"ascii\">4</DataArray></Strips>");
        TriangleMesh two = read("strip.vtp", ascii(text));
        assertArrayEquals(new int[] {0, 1, 2, 2, 1, 3}, two.triangles());
    }

    @Test
    void vrmlTransformsAndUse() {
        String shape = "DEF S Shape { geometry IndexedFaceSet { ccw FALSE coord Coordinate { point [ 0 0 0, 1 0 0, 0 1 0 ] } "
                + "coordIndex [ 0 1 2 ] } }";
        TriangleMesh m = read("t.wrl", ascii("#VRML V2.0 utf8\nGroup { children [ " + shape
                + " Transform { translation 10 0 0 rotation 0 0 1 "
                + Math.PI / 2 + " scale 2 2 2 children USE S } ] }\nROUTE a.b TO c.d\n"));
        assertEquals(2, m.triangleCount());
        assertArrayEquals(new int[] {2, 1, 0, 5, 4, 3}, m.triangles());
        assertEquals(0, m.vertex(4).distance(new Vec3(0.010, 0.002, 0)), 1e-17);
        TriangleMesh one = read("o.wrl", ascii("#VRML V1.0 ascii\nSeparator { Translation { translation 1 0 0 } "
                + "Scale { scaleFactor 1 1 3 }\n"
                + "Separator { Translation { translation 100 0 0 } }\nCoordinate3 { point [ 0 0 1, 1 0 0, 0 1 0 ] } "
                + "IndexedFaceSet { coordIndex [ 0,1,2,-1 ] } }"));
        assertEquals(0, one.vertex(0).distance(new Vec3(0.001, 0, 0.003)), 1e-18);
        assertTrue(assertThrows(MeshFormatException.class, () -> read("b.wrl",
                ascii("#VRML V2.0 utf8\nShape { geometry Box { size 1 1 1 } }")))
                .getMessage().contains("line 2: node Box is not supported"));
    }

    // ------------------------------------------------------------------------------------------ what is broken

    @Test
    void everyTruncationIsNoticedOrLeavesAWholeSurface() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> samples().forEach((name, content) -> {
            int survived = 0;
            int first = content.length;
            for (int n = 0; n < content.length; n++) {
                byte[] cut = Arrays.copyOf(content, n);
                try {
                    TriangleMesh m = MeshReader.read(name, cut, MeshFormat.ofExtension(Path.of(name)).orElseThrow(), LengthUnit.MILLIMETRE);
                    assertTrue(m.triangleCount() > 0 && m.triangleCount() <= 4);
                    survived++;
                    first = Math.min(first, n);
                } catch (MeshFormatException e) {
                    assertTrue(e.getMessage().startsWith(name), e.getMessage());
                }
            }
            switch (name) {
                // lines stand for themselves: a shorter file is a smaller surface
                case "plain.obj" -> assertTrue(first > content.length - 60);
                // attributes and closing tags come after the surface
                case "ascii.vtk", "ascii5.vtk", "appended.vtp", "appended64.vtp", "appended-zipped.vtp" ->
                        assertTrue(first > content.length - 60, name);
                // what is lost is no more than the last digit, line end or closing word
                default -> assertTrue(survived <= 9, name + " survived " + survived + " cuts, the first after " + first + " of "
                        + content.length);
            }
        }));
    }

    @Test
    void damagedBytesNeverEndInAnythingElse() {
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
            Random random = new Random(17);
            for (Map.Entry<String, byte[]> s : samples().entrySet()) {
                for (int i = 0; i < 3000; i++) {
                    byte[] b = s.getValue().clone();
                    for (int k = 0; k <= random.nextInt(4); k++) {
                        b[random.nextInt(b.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
                                : "0129-. \n{}[]<>\"e".charAt(random.nextInt(16)));
                    }
                    try {
                        MeshReader.read(s.getKey(), b, MeshFormat.ofExtension(Path.of(s.getKey())).orElseThrow(), LengthUnit.METRE);
                    } catch (MeshFormatException e) {
                        assertTrue(e.getMessage().startsWith(s.getKey()));
                    } catch (RuntimeException e) {
                        fail(s.getKey() + ", damage " + i + ": " + new String(b, StandardCharsets.ISO_8859_1), e);
                    }
                }
            }
        });
    }

    private static void broken(String name, String content, String expected) {
        MeshFormatException e = assertThrows(MeshFormatException.class,
                () -> MeshReader.read(name, ascii(content), MeshFormat.ofExtension(Path.of(name)).orElseThrow(), LengthUnit.METRE));
        assertTrue(e.getMessage().startsWith(name) && e.getMessage().contains(expected), e.getMessage());
        assertEquals(name, e.file());
    }

    @Test
    void messagesNameFilePlaceAndWhatWasExpected() {
        broken("e.stl", "", "the file is empty");
        broken("e.ply", "ply\nformat ascii 1.0\nelement vertex 0\nproperty float x\nproperty float y\nproperty float z\nend_header\n",
                "holds no triangle");
        broken("n.obj", "v 0 0 0\nv 1 NaN 0\n", "line 2: expected coordinate y of a vertex, a finite number, found 'NaN'");
        broken("n.obj", "v 0 0 1e999\n", "line 1: expected coordinate z of a vertex, a finite number, found '1e999'");
        broken("i.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n", "line 4: a face names vertex 3, but there are 3 vertices, counted from 0");
        broken("i.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 0\n", "line 4: expected a vertex number of a face");
        broken("u.obj", "v 0 0 0\ncurv 1 2\n", "line 2: unknown statement 'curv'");
        broken("t.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2\n", "line 4: a face has 2 corners, expected at least 3");
        broken("c.stl", "solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1,5 0 0\n",
                "line 5: expected x of a vertex, a finite number, found '1,5'");
        broken("p.ply", "ply\nformat ascii 1.0\nelement vertex 2000000000\nproperty float x\nend_header\n",
                "line 3: element vertex declares 2000000000 entries in a file of");
        broken("h.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET POLYDATA\nPOINTS 999999999 float\n0 0 0\n",
                "line 5: the number of points is 999999999");
        broken("g.vtk", "# vtk DataFile Version 3.0\nt\nASCII\nDATASET UNSTRUCTURED_GRID\n", "expected a surface, DATASET POLYDATA");
        broken("x.vtp", "<VTKFile type=\"UnstructuredGrid\"></VTKFile>", "expected VTKFile type=\"PolyData\"");
        broken("x.vtp", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><VTKFile/>",
                "document type declarations are not accepted");
        broken("z.vtp", "<VTKFile type=\"PolyData\" compressor=\"vtkLZ4DataCompressor\">",
                "compressor 'vtkLZ4DataCompressor' is not supported");
        broken("w.wrl", "#VRML V2.0 utf8\nShape { geometry USE Bone }", "line 2: USE of 'Bone', which no DEF has named before");
        broken("deep.wrl", "#VRML V2.0 utf8\n" + "Group { children [ ".repeat(5000), "nested more than 200 deep");
    }

    @Test
    void lyingHeadersAllocateNothing() {
        byte[] stl = samples().get("binary.stl").clone();
        ByteBuffer.wrap(stl).order(ByteOrder.LITTLE_ENDIAN).putInt(80, -1);
        MeshFormatException e = assertThrows(MeshFormatException.class, () -> read("lie.stl", stl));
        assertTrue(e.getMessage().contains("4294967295 triangles"), e.getMessage());
        assertEquals(stl.length, e.offset());
        String lie = new String(samples().get("zipped.vtp"), StandardCharsets.ISO_8859_1).replace("NumberOfPoints=\"4\"",
                "NumberOfPoints=\"400000\"");
        assertThrows(MeshFormatException.class, () -> read("lie.vtp", ascii(lie)));
        // shapes used ten times over ten levels: a small file, ten thousand million shapes
        StringBuilder bomb = new StringBuilder("#VRML V2.0 utf8\nDEF A0 Shape { }\n");
        for (int i = 1; i <= 10; i++) {
            bomb.append("DEF A").append(i).append(" Group { children [ ").append(("USE A" + (i - 1) + " ").repeat(10)).append("] }\n");
        }
        broken("bomb.wrl", bomb.toString(), "more than 1000000 nodes");
    }

    @Test
    void missingFilesAndFolders() {
        String m = assertThrows(UncheckedIOException.class, () -> MeshReader.read(folder.resolve("none.stl"),
                LengthUnit.METRE)).getMessage();
        assertTrue(m.endsWith("none.stl: no such file"), m);
        assertThrows(UncheckedIOException.class, () -> MeshReader.read(folder, LengthUnit.METRE));
    }

    @Test
    void unitsAreNotGuessedButDoubted() {
        TriangleMesh inMetres = Bodies.sphere(0.024, 2);
        assertTrue(UnitPlausibility.of(inMetres, LengthUnit.METRE).message("head").isEmpty());
        String m = UnitPlausibility.of(inMetres.scaled(1000), LengthUnit.METRE).message("head.stl").orElseThrow();
        assertEquals("head.stl: read in m, the surface is 48000 mm long, expected 5 mm to 3000 mm; read in mm it would be 48 mm", m);
        m = UnitPlausibility.of(inMetres.scaled(0.001), LengthUnit.MILLIMETRE).message("head.stl").orElseThrow();
        assertEquals("head.stl: read in mm, the surface is 0.048 mm long, expected 5 mm to 3000 mm; read in m it would be 48 mm", m);
        assertTrue(UnitPlausibility.of(inMetres.scaled(1e6), LengthUnit.METRE).message("x").orElseThrow()
                .endsWith("expected 5 mm to 3000 mm"));
    }

    // ------------------------------------------------------------------------------------------ real files

    @ParameterizedTest
    @CsvSource({"bones/artisynth-core/OsCoxaeLeft.obj,25000,50000,mm", "bones/artisynth-core/humerusLeft1000.ply,1000,2000,mm",
        "bones/artisynth-shoulder/Geometry/scapula.vtp,770,1550,m", "bones/gias2-meshes/tibia_surface.stl,2903,5802,mm",
        "bones/gias2-meshes/2008_1741_tibia_fibula.wrl,8660,17312,mm", "opensim/creator-models/geometry/pelvis.vtp,125,242,m",
        "knee-segmentation/pymskt/femur_mesh_10k_pts.vtk,10000,19996,mm",
                "knee-segmentation/pymskt/testing_meniscus_subregions/tibia_mesh.vtk,10000,19991,mm",
        "ssm/gias2-femur-pca/femur_mean.ply,11649,23294,mm", "shoulder/myo_sim-arm/meshes/scapula.stl,770,1550,m"})
    void realFiles(String path, int vertices, int triangles, String unit) {
        LengthUnit declared = LengthUnit.of(unit);
        TriangleMesh m = MeshReader.read(Bodies.data(path), declared);
        assertEquals(vertices, m.vertexCount());
        assertEquals(triangles, m.triangleCount());
        assertTrue(UnitPlausibility.of(m, declared).isPlausible(), UnitPlausibility.of(m, declared).toString());
    }

    @Test
    void everySurfaceOfTheRealDataIsRead() throws IOException {
        Path root = Bodies.data("bones").getParent();
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(f -> MeshFormat.ofExtension(f).isPresent() && !f.toString().endsWith(".vrml")).sorted().toList();
        }
        assertTrue(files.size() > 50);
        for (Path f : files) {
            if (Files.isRegularFile(f)) {
                assertTrue(MeshReader.read(f, LengthUnit.METRE).triangleCount() > 0, f.toString());
            }
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.orthotwin.geometry.TriangleMesh;

/**
 * Writes surfaces. A file is written under another name in the same folder and moved when it is complete, so that no half-written file ever
 * looks whole. Same mesh, same bytes, on every machine and in every locale. The unit is noted in a comment, for people; VTP also states it
 * in a field that {@link MeshReader#statedUnit} finds.
 */
public final class MeshWriter {

    /** How numbers are stored. STL binary has single precision, about 1e-7 of the largest coordinate; all others keep doubles. */
    public enum Encoding {
        ASCII, BINARY
    }

    @FunctionalInterface
    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    private MeshWriter() {
    }

    /** Writes the format that the file's name ends in: {@code .stl}, {@code .ply}, {@code .vtp} binary, {@code .obj} text. */
    public static void write(Path file, TriangleMesh mesh, LengthUnit unit) {
        write(file, mesh, unit, Encoding.BINARY);
    }

    /**
     * Writes the format that the file's name ends in.
     *
     * @param mesh in m
     * @param unit of the lengths in the file
     * @throws IllegalArgumentException if the name ends in no writable format
     * @throws UncheckedIOException if the file cannot be written; no part of it is left then
     */
    public static void write(Path file, TriangleMesh mesh, LengthUnit unit, Encoding encoding) {
        MeshFormat format = MeshFormat.ofExtension(file).filter(MeshFormat::isWritable)
                .orElseThrow(() -> new IllegalArgumentException(file + ": cannot tell a surface format to write, expected "
                        + Stream.of(MeshFormat.values()).filter(MeshFormat::isWritable).map(f -> "." + f.extensions().get(0))
                                .collect(Collectors.joining(", "))));
        boolean ascii = encoding == Encoding.ASCII;
        switch (format) {
            case STL -> atomically(file, out -> {
                if (ascii) {
                    StlFormat.writeAscii(new TextOut(out), mesh, unit);
                } else {
                    StlFormat.writeBinary(out, mesh, unit);
                }
            });
            case PLY -> atomically(file, out -> PlyFormat.write(out, mesh, unit, ascii));
            case OBJ -> atomically(file, out -> ObjFormat.write(new TextOut(out), mesh, unit));
            default -> writeVtp(file, mesh, unit, encoding, List.of(), List.of());
        }
    }

    /**
     * Writes a VTP file with named arrays beside the points and the triangles.
     *
     * @param pointData arrays with one entry for each vertex
     * @param cellData arrays with one entry for each triangle
     */
    public static void writeVtp(Path file, TriangleMesh mesh, LengthUnit unit, Encoding encoding, List<DataArray> pointData,
            List<DataArray> cellData) {
        writeVtp(file, mesh, unit, "", encoding, pointData, cellData);
    }

    /**
     * The same with a word on the frame, noted beside the unit.
     *
     * @param frame what the coordinates are measured in; empty to say nothing
     */
    public static void writeVtp(Path file, TriangleMesh mesh, LengthUnit unit, String frame, Encoding encoding, List<DataArray> pointData,
            List<DataArray> cellData) {
        atomically(file, out -> VtpFormat.write(out, mesh.vertices(), mesh.triangles(), pointData, cellData, unit, frame,
                encoding == Encoding.ASCII));
    }

    /**
     * Writes bare points, each a VTK vertex cell, for instance contact points.
     *
     * @param points x0 y0 z0 x1 ... in m; may be empty
     * @param pointData arrays with one entry for each point
     */
    public static void writePointsVtp(Path file, double[] points, LengthUnit unit, Encoding encoding, List<DataArray> pointData) {
        if (points.length % 3 != 0) {
            throw new IllegalArgumentException(points.length + " coordinates are no multiple of 3");
        }
        atomically(file, out -> VtpFormat.write(out, points, new int[0], pointData, List.of(), unit, "",
                encoding == Encoding.ASCII));
    }

    private static void atomically(Path file, Content content) {
        Path target = file.toAbsolutePath();
        Path part = null;
        try {
            Path folder = target.getParent();
            Files.createDirectories(folder);
            // not createTempFile: its files are closed to everybody else for good
            part = folder.resolve("." + target.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE), 1 << 16)) {
                content.write(out);
            }
            moveTo(part, target);
            part = null;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        } finally {
            if (part != null) {
                drop(part);
            }
        }
    }

    private static void moveTo(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void drop(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // the failure that led here is the one to report
        }
    }
}

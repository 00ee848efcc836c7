/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import org.orthotwin.geometry.TriangleMesh;

/**
 * Reads surfaces. Polygons are cut into triangles; all pieces or shapes of a file come as one mesh, vertices in the file's order. STL,
 * which has no vertices of its own, is welded where coordinates are equal. Nothing is repaired: see the repair functions of the geometry
 * package.
 */
public final class MeshReader {

    private static final long LARGEST = Integer.MAX_VALUE - 64L;

    private MeshReader() {
    }

    /**
     * Reads a surface file of any known format, told by its content or else by its name.
     *
     * @param unit the unit of the file's lengths; surface formats do not say it (but see {@link #statedUnit}), so it must be known
     * @return the surface in m, in the file's frame, with at least one triangle
     * @throws MeshFormatException if the content is not that of a surface file
     * @throws UncheckedIOException if the file is missing or cannot be read
     */
    public static TriangleMesh read(Path file, LengthUnit unit) {
        byte[] content = content(file);
        return read(file.toString(), content, MeshFormat.detect(file, content), unit);
    }

    /**
     * The unit of length that a surface file states by itself, as a VTP of {@link MeshWriter} does; empty where it states none.
     *
     * @throws MeshFormatException if the content is not that of a surface file
     * @throws UncheckedIOException if the file is missing or cannot be read
     */
    public static Optional<LengthUnit> statedUnit(Path file) {
        byte[] content = content(file);
        return content.length > 0 && MeshFormat.detect(file, content) == MeshFormat.VTP ? VtpFormat.unit(file.toString(), content)
                : Optional.empty();
    }

    /** As {@link #read(Path, LengthUnit)}, with the format given. */
    public static TriangleMesh read(Path file, MeshFormat format, LengthUnit unit) {
        return read(file.toString(), content(file), format, unit);
    }

    /**
     * Reads a surface from memory.
     *
     * @param name stands for the file in messages
     */
    public static TriangleMesh read(String name, byte[] content, MeshFormat format, LengthUnit unit) {
        if (content.length == 0) {
            throw MeshFormatException.inFile(name, "the file is empty");
        }
        MeshBuilder mesh = new MeshBuilder(unit);
        switch (format) {
            case STL -> StlFormat.read(name, content, mesh);
            case PLY -> PlyFormat.read(name, content, mesh);
            case OBJ -> ObjFormat.read(name, content, mesh);
            case VTP -> VtpFormat.read(name, content, mesh);
            case VTK -> VtkFormat.read(name, content, mesh);
            case VRML -> VrmlFormat.read(name, content, mesh);
        }
        return mesh.build(name);
    }

    private static byte[] content(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new UncheckedIOException(new IOException(file + ": a folder, expected a surface file"));
            }
            long size = Files.size(file);
            if (size > LARGEST) {
                throw MeshFormatException.inFile(file.toString(), "has " + size + " bytes, more than the limit of " + LARGEST);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}

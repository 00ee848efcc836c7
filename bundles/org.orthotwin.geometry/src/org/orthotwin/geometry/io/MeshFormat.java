/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The surface formats that can be read, and which of them can be written. */
public enum MeshFormat {

    STL(true, "stl"), PLY(true, "ply"), OBJ(true, "obj"), VTP(true, "vtp"), VTK(false, "vtk"), VRML(false, "wrl", "vrml");

    private static final int HEAD = 512;

    private final boolean writable;
    private final List<String> extensions;

    MeshFormat(boolean writable, String... extensions) {
        this.writable = writable;
        this.extensions = List.of(extensions);
    }

    /** Whether {@link MeshWriter} writes it. */
    public boolean isWritable() {
        return writable;
    }

    /** File name endings without dot, the usual one first. */
    public List<String> extensions() {
        return extensions;
    }

    /** The format that the file's name ends in, if any. */
    public static Optional<MeshFormat> ofExtension(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return Stream.of(values()).filter(f -> f.extensions.contains(ending)).findFirst();
    }

    /** The format by the content's signature, else by the name's ending. */
    static MeshFormat detect(Path file, byte[] content) {
        String head = new String(content, 0, Math.min(HEAD, content.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("ply\n") || head.startsWith("ply\r")) {
            return PLY;
        }
        if (head.startsWith("# vtk DataFile")) {
            return VTK;
        }
        if (head.startsWith("#VRML")) {
            return VRML;
        }
        if (head.contains("<VTKFile")) {
            return VTP;
        }
        Optional<MeshFormat> named = ofExtension(file);
        if (named.isPresent()) {
            return named.get();
        }
        if (head.startsWith("solid") || StlFormat.hasBinarySize(content)) {
            return STL;
        }
        if (head.startsWith("v ") || head.contains("\nv ")) {
            return OBJ;
        }
        throw MeshFormatException.inFile(file.toString(), "neither name nor content is that of a surface file; known are "
                + Stream.of(values()).flatMap(f -> f.extensions.stream()).map(e -> "." + e).collect(Collectors.joining(", ")));
    }
}

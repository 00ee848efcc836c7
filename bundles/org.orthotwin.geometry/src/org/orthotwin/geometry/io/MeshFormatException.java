/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

/**
 * A mesh file whose content is not what its format asks for. The message is one sentence that names the file, the place and what was
 * expected there.
 */
public final class MeshFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final long offset;

    private MeshFormatException(String file, long line, long offset, String place, String problem) {
        super(file + place + ": " + problem);
        this.file = file;
        this.line = line;
        this.offset = offset;
    }

    static MeshFormatException inFile(String file, String problem) {
        return new MeshFormatException(file, -1, -1, "", problem);
    }

    static MeshFormatException atLine(String file, long line, String problem) {
        return new MeshFormatException(file, line, -1, ", line " + line, problem);
    }

    static MeshFormatException atByte(String file, long offset, String problem) {
        return new MeshFormatException(file, -1, offset, ", byte " + offset, problem);
    }

    /** The file's name as it was given. */
    public String file() {
        return file;
    }

    /** The line, from 1, or -1 if the place is a byte offset or the whole file. */
    public long line() {
        return line;
    }

    /** The byte offset, from 0, or -1 if the place is a line or the whole file. */
    public long offset() {
        return offset;
    }
}

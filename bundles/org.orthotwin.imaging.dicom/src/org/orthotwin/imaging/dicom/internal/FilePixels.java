/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Vr;

/** Makes {@link InputPixels} for toolkits of others. */
public final class FilePixels {

    private FilePixels() {
    }

    /** @param length in bytes, -1 if encapsulated */
    public static PixelData of(int tag, Vr vr, Path file, long start, long length) throws IOException {
        return new InputPixels(tag, vr, file, start, length, Files.size(file));
    }
}

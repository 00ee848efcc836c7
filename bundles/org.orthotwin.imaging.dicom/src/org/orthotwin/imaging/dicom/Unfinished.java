/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.nio.file.Path;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Texts;

/** Folders of series that have not come whole: nobody may take them for whole ones. */
public final class Unfinished {

    private Unfinished() {
    }

    /** Whether a folder is one of them, by its name. */
    public static boolean is(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name != null && (name.toString().endsWith(DicomReception.PARTIAL) || name.toString().equals(DicomReception.MAKING));
    }

    /** The outermost of them between a folder and a file in it; null where there is none. */
    public static Path around(Path folder, Path file) {
        Path at = folder;
        for (Path part : folder.relativize(file)) {
            at = at.resolve(part);
            if (is(at) && !at.equals(file)) {
                return at;
            }
        }
        return null;
    }

    /** The finding that such a folder, or what lies in it, is left out. */
    public static Diagnostic leftOut(Path folder) {
        return Diagnostic.warning(Texts.CATALOG, "dicom.partial", folder.getFileName().toString());
    }

    /** @throws InputException if the folder is one itself */
    public static void refuse(Path folder) {
        if (is(folder)) {
            throw Texts.refuse("dicom.partial.only", folder.toAbsolutePath().normalize().getFileName());
        }
    }
}

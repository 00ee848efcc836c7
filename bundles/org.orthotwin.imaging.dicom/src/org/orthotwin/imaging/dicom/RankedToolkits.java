/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * Several toolkits as one: the first does everything, but a file that it refuses is tried by the others, and frames whose transfer syntax
 * it does not decode go to the first that does. Libraries differ in which slips of writers they bear.
 *
 * @param ranked highest rank first, at least one
 */
record RankedToolkits(List<DicomToolkit> ranked) implements DicomToolkit {

    RankedToolkits {
        ranked = List.copyOf(ranked);
    }

    @Override
    public boolean isUsable() {
        return true;
    }

    @Override
    public boolean accepts(Path file) throws IOException {
        for (DicomToolkit t : ranked) {
            if (t.accepts(file)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DicomObject read(Path file) throws IOException {
        InputException first = null;
        for (DicomToolkit t : ranked) {
            try {
                return t.read(file);
            } catch (InputException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    @Override
    public void write(DicomObject object, Path file) throws IOException {
        ranked.getFirst().write(object, file);
    }

    @Override
    public boolean decodes(String syntax) {
        return ranked.stream().anyMatch(t -> t.decodes(syntax));
    }

    @Override
    public void decode(DicomObject object, int frame, ByteBuffer into) throws IOException {
        // where none knows it, the first says so
        ranked.stream().filter(t -> t.decodes(object.syntax())).findFirst().orElse(ranked.getFirst()).decode(object, frame, into);
    }
}

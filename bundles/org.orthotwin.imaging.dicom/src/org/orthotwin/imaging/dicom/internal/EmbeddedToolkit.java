/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.internal.codec.FrameCodecs;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/** The toolkit that is always there: plain Java. */
public final class EmbeddedToolkit implements DicomToolkit {

    @Override
    public boolean isUsable() {
        return true;
    }

    @Override
    public boolean accepts(Path file) throws IOException {
        return Part10Reader.accepts(file);
    }

    @Override
    public DicomObject read(Path file) throws IOException {
        return Part10Reader.read(file);
    }

    @Override
    public void write(DicomObject object, Path file) throws IOException {
        Part10Writer.write(object, file);
    }

    @Override
    public boolean decodes(String syntax) {
        return TransferSyntax.isNative(syntax) || FrameCodecs.syntaxes().contains(syntax);
    }

    @Override
    public void decode(DicomObject object, int frame, ByteBuffer into) throws IOException {
        try {
            Frames.decode(object, frame, into);
        } catch (InputException e) {
            throw new InputException(org.orthotwin.core.Diagnostic.error(Texts.CATALOG, "dicom.in.frame", object.source(), frame + 1,
                    e.diagnostic()), e);
        }
    }
}

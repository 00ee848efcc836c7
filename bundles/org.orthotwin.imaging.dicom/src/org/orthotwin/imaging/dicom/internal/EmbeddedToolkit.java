/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.orthotwin.core.Diagnostic;
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
            throw in(object.source(), frame, e);
        }
    }

    /** As above, of a file whose pixel data was found when its header was read; it is not read again. */
    static void decode(Slice.Instance instance, int frame, ByteBuffer into) throws IOException {
        try {
            Frames.decode(instance.pixels(), instance.syntax(), instance.format(), instance.frames(), frame, into);
        } catch (InputException e) {
            throw in(instance.name(), frame, e);
        }
    }

    private static InputException in(String source, int frame, InputException e) {
        return new InputException(Diagnostic.error(Texts.CATALOG, "dicom.in.frame", source, frame + 1, e.diagnostic()), e);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;
import org.orthotwin.imaging.dicom.internal.Texts;

/** Decodes what is not compressed: for toolkits whose library reads files and leaves stored numbers to its user. */
public final class PlainFrames {

    private static final EmbeddedToolkit EMBEDDED = new EmbeddedToolkit();

    private PlainFrames() {
    }

    /**
     * As {@link org.orthotwin.imaging.dicom.spi.DicomToolkit#decode}, for plain numbers only.
     *
     * @throws InputException if the syntax is a compressed one, with its name, or as there
     */
    public static void decode(DicomObject object, int frame, ByteBuffer into) throws IOException {
        if (!TransferSyntax.isNative(object.syntax())) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "dicom.in.frame", object.source(), frame + 1,
                    Texts.refuse("dicom.syntax", TransferSyntax.describe(object.syntax())).diagnostic()));
        }
        EMBEDDED.decode(object, frame, into);
    }
}

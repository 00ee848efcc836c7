/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** The words of the codecs' findings. */
final class Texts {

    private static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args));
    }

    /** A code stream that breaks the rules of its standard, told by a short phrase with the numbers. */
    static InputException broken(String codec, String why) {
        return refuse("codec.broken", codec, why);
    }
}

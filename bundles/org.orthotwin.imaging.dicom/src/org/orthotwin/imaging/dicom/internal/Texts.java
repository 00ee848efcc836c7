/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** The words of this bundle's findings. */
public final class Texts {

    public static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    public static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args));
    }

    /** The same refusal, with the file in front of it. */
    public static InputException in(String file, InputException e) {
        return new InputException(Diagnostic.error(CATALOG, "dicom.in", file, e.diagnostic()), e);
    }
}

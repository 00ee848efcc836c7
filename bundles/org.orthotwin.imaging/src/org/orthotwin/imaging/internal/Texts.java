/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** The words of the volume formats. */
final class Texts {

    private static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    static InputException refuse(String code, Object... args) {
        return new InputException(error(code, args));
    }

    static Diagnostic error(String code, Object... args) {
        return Diagnostic.error(CATALOG, code, args);
    }

    static Diagnostic warning(String code, Object... args) {
        return Diagnostic.warning(CATALOG, code, args);
    }

    static Diagnostic info(String code, Object... args) {
        return Diagnostic.info(CATALOG, code, args);
    }
}

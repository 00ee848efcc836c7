/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** What studies say. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    /** What a study is made of, by its name in a file of samples. */
    static Diagnostic word(String name) {
        return Diagnostic.info(CATALOG, "word." + name);
    }

    static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args));
    }

    static InputException refuse(Throwable cause, String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args), cause);
    }
}

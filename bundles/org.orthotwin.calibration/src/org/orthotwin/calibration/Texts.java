/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.calibration;

import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** Texts of this bundle. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;

/** What the command line itself says, in the language of {@code --lang}. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    static String of(Invocation call, String key, Object... args) {
        return CATALOG.text(call.common().language(), key, args);
    }

    /** What a verb does not take, by the code of its sentence. */
    static InputException refusal(String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args));
    }

    static InputException refusal(Throwable cause, String code, Object... args) {
        return new InputException(Diagnostic.error(CATALOG, code, args), cause);
    }

    /** Why something failed, as an argument of another sentence: in its language where it has several. */
    static Object reason(Throwable t) {
        return t instanceof InputException e ? e.diagnostic() : String.valueOf(t.getMessage());
    }
}

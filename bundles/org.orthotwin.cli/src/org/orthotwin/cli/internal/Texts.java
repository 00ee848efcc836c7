/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.cli.Invocation;
import org.orthotwin.core.MessageCatalog;

/** What the command line itself says, in the language of {@code --lang}. */
final class Texts {

    static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }

    static String of(Invocation call, String key, Object... args) {
        return CATALOG.text(call.common().language(), key, args);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import org.orthotwin.core.MessageCatalog;

/** The words of this bundle's diagnostics. */
public final class Texts {

    public static final MessageCatalog CATALOG = new MessageCatalog(Texts.class);

    private Texts() {
    }
}

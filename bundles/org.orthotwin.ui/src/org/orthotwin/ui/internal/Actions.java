/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.action.IToolBarManager;
import org.orthotwin.ui.SimpleAction;

/** The actions of this bundle's views. */
final class Actions {

    private Actions() {
    }

    /** As {@link SimpleAction#on}, with the texts and icons of this bundle. */
    static SimpleAction on(IToolBarManager bar, String key, String icon, Runnable what) {
        return SimpleAction.on(bar, Texts.CATALOG, key, Icons.OURS.descriptor(icon), what);
    }
}

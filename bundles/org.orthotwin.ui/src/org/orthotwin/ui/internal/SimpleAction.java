/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IToolBarManager;

/** An action that runs something. */
final class SimpleAction extends Action {

    private final Runnable what;

    SimpleAction(String text, Runnable what) {
        super(text);
        this.what = what;
    }

    /**
     * Puts an action into a view's bar.
     *
     * @param key of its name and, with {@code .tip} behind it, of what is said when it is pointed at; the name where there is no such text
     */
    static SimpleAction on(IToolBarManager bar, String key, String icon, Runnable what) {
        SimpleAction a = new SimpleAction(Texts.text(key), what);
        a.setToolTipText(Texts.CATALOG.has("en", key + ".tip") ? Texts.text(key + ".tip") : a.getText());
        a.setImageDescriptor(Icons.OURS.descriptor(icon));
        bar.add(a);
        return a;
    }

    @Override
    public void run() {
        what.run();
    }
}

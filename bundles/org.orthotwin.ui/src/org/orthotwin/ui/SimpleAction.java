/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.resource.ImageDescriptor;
import org.orthotwin.core.MessageCatalog;

/** An action that runs something. */
public final class SimpleAction extends Action {

    private final Runnable what;

    public SimpleAction(String text, Runnable what) {
        super(text);
        this.what = what;
    }

    /**
     * Puts an action into a view's bar.
     *
     * @param key of its name and, with {@code .tip} behind it, of what is said when it is pointed at; the name where there is no such text
     */
    public static SimpleAction on(IToolBarManager bar, MessageCatalog texts, String key, ImageDescriptor icon, Runnable what) {
        SimpleAction a = new SimpleAction(texts.text(UiLanguage.code(), key), what);
        a.setToolTipText(texts.has("en", key + ".tip") ? texts.text(UiLanguage.code(), key + ".tip") : a.getText());
        a.setImageDescriptor(icon);
        bar.add(a);
        return a;
    }

    @Override
    public void run() {
        what.run();
    }
}

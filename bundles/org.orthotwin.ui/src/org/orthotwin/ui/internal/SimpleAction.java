/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import org.eclipse.jface.action.Action;

/** An action that runs something. */
final class SimpleAction extends Action {

    private final Runnable what;

    SimpleAction(String text, Runnable what) {
        super(text);
        this.what = what;
    }

    @Override
    public void run() {
        what.run();
    }
}

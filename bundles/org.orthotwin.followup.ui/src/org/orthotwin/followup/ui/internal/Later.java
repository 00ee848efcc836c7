/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.function.Supplier;
import org.eclipse.swt.widgets.Control;

/** A listener to many changes in one turn, after which something is shown once. For the thread of the user interface. */
final class Later implements Runnable {

    private final Supplier<Control> where;
    private final Runnable what;
    private boolean pending;

    /**
     * @param where it is shown; nothing happens once that is disposed of
     * @param what shows it
     */
    Later(Supplier<Control> where, Runnable what) {
        this.where = where;
        this.what = what;
    }

    @Override
    public void run() {
        if (!pending) {
            pending = true;
            where.get().getDisplay().asyncExec(() -> {
                pending = false;
                if (!where.get().isDisposed()) {
                    what.run();
                }
            });
        }
    }
}

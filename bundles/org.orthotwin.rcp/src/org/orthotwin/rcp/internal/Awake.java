/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.rcp.internal;

import java.util.function.BooleanSupplier;
import org.eclipse.swt.widgets.Display;

/**
 * Keeps the thread of the user interface from sleeping while something waits in it for another thread. A wake-up that comes between the
 * question whether the other one is done and the sleep is lost in SWT: on a machine with much to do, one start of ten slept for seconds
 * in {@link org.eclipse.ui.application.WorkbenchAdvisor#openWindows()}, until some event of the desktop came.
 */
public final class Awake {

    /** How long a sleep may last, in ms. */
    private static final int LONGEST = 20;

    private Awake() {
    }

    /**
     * In the thread of the user interface: does something that handles events and sleeps between them.
     *
     * @return what it returns
     */
    public static boolean during(Display display, BooleanSupplier what) {
        Runnable look = new Runnable() {
            @Override
            public void run() {
                display.timerExec(LONGEST, this);
            }
        };
        look.run();
        try {
            return what.getAsBoolean();
        } finally {
            if (!display.isDisposed()) {
                display.timerExec(-1, look);
            }
        }
    }
}

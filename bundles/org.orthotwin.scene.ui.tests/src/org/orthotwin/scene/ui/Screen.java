/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;

/** The one display of all tests, on a thread of its own; without a screen the tests are skipped. */
final class Screen {

    private static final long LONGEST = 60_000;
    private static Display display;
    private static String why;

    private Screen() {
    }

    /** Runs something in the user interface's thread. */
    static synchronized <T> T call(Callable<T> what) {
        if (display == null && why == null) {
            open();
        }
        assumeTrue(display != null, () -> "no screen (an X server, such as Xvfb, and DISPLAY): " + why);
        FutureTask<T> task = new FutureTask<>(what);
        display.syncExec(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            if (e.getCause() instanceof Error r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void open() {
        CountDownLatch ready = new CountDownLatch(1);
        Thread t = new Thread(() -> {
            Display d = null;
            try {
                d = new Display();
                display = d;
            } catch (RuntimeException | LinkageError | org.eclipse.swt.SWTError e) {
                why = String.valueOf(e.getMessage());
            }
            ready.countDown();
            while (d != null && !d.isDisposed()) {
                if (!d.readAndDispatch()) {
                    d.sleep();
                }
            }
        }, "Test screen");
        t.setDaemon(true);
        t.start();
        try {
            ready.await();
        } catch (InterruptedException e) {
            why = "interrupted";
        }
    }

    /** In the user interface's thread: handles events until something holds. */
    static void until(String what, BooleanSupplier holds) {
        Display d = Display.getCurrent();
        long end = System.currentTimeMillis() + LONGEST;
        while (!holds.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError("not within " + LONGEST / 1000 + " s: " + what);
            }
            if (!d.readAndDispatch()) {
                try {
                    Thread.sleep(2);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** In the user interface's thread: handles events for a while. */
    static void pass(long ms) {
        long end = System.currentTimeMillis() + ms;
        until("time passes", () -> System.currentTimeMillis() >= end);
    }

    /** In the user interface's thread: an open window with a layout. */
    static Shell shell(int width, int height) {
        Shell s = new Shell(Display.getCurrent());
        s.setLayout(new FillLayout());
        s.setSize(width, height);
        return s;
    }

    /** Gives a control an event of a mouse as the system does. */
    static void mouse(SceneControl c, int type, int button, int x, int y, int state) {
        Event e = new Event();
        e.button = button;
        e.x = x;
        e.y = y;
        e.count = 1;
        e.stateMask = state;
        c.canvas().notifyListeners(type, e);
    }
}

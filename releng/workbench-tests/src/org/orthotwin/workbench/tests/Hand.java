/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.PlatformUI;

/** Somebody at the workbench: real events of mouse and keyboard, eyes, and patience. Used from a thread that is not the workbench's. */
final class Hand {

    private static final long STEP = 20;
    /** Movements of a drag. */
    private static final int DRAG = 12;

    private final Display display = PlatformUI.getWorkbench().getDisplay();

    /** Runs something on the thread of the user interface and gives what comes out. */
    <T> T ui(Callable<T> what) {
        AtomicReference<T> out = new AtomicReference<>();
        AtomicReference<Exception> failed = new AtomicReference<>();
        display.syncExec(() -> {
            try {
                out.set(what.call());
            } catch (Exception e) {
                failed.set(e);
            }
        });
        if (failed.get() != null) {
            throw new AssertionError(failed.get());
        }
        return out.get();
    }

    void run(Runnable what) {
        ui(() -> {
            what.run();
            return null;
        });
    }

    /**
     * Gives the workbench's window the keyboard. A window manager does so when a dialog has closed; where there is none, the keys go
     * nowhere once a dialog had them.
     */
    void take() {
        Shell window = ui(() -> PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell());
        // without an event that is newer than the dialog's the server does not give it back
        click(window, ui(() -> window.getClientArea().width / 2), ui(() -> window.getClientArea().height - 6));
        run(window::forceActive);
        await("the window has the keyboard", 10, () -> display.getActiveShell() == window);
    }

    /** Waits until something holds, asked on the thread of the user interface. */
    void await(String what, int seconds, Callable<Boolean> holds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!ui(holds)) {
            if (System.nanoTime() > end) {
                screenshot("failed");
                fail("after " + seconds + " s still not: " + what);
            }
            pause(STEP);
        }
    }

    void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Shell shell() {
        return ui(() -> PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell());
    }

    /** Waits for a dialog. */
    Shell dialog(String title) {
        await("the dialog " + title, 10, () -> shell(title) != null);
        settle();
        return ui(() -> shell(title));
    }

    private Shell shell(String title) {
        return Stream.of(display.getShells()).filter(s -> s.isVisible() && s.getText().equals(title)).findFirst().orElse(null);
    }

    /** The first visible control of a kind in the window. */
    <C extends Control> C find(Class<C> kind, Predicate<C> which) {
        return find(shell(), kind, which);
    }

    /** The first visible control of a kind in a window. */
    <C extends Control> C find(Shell shell, Class<C> kind, Predicate<C> which) {
        C found = ui(() -> {
            Deque<Control> open = new ArrayDeque<>(List.of(shell));
            while (!open.isEmpty()) {
                Control c = open.poll();
                if (kind.isInstance(c) && c.isVisible() && which.test(kind.cast(c))) {
                    return kind.cast(c);
                }
                if (c instanceof Composite p) {
                    open.addAll(List.of(p.getChildren()));
                }
            }
            return null;
        });
        if (found == null) {
            screenshot("failed");
            fail("there is no such " + kind.getSimpleName());
        }
        return found;
    }

    /** All visible controls of a kind below one. */
    static <C extends Control> Stream<C> all(Composite from, Class<C> kind) {
        return Stream.of(from.getChildren()).filter(Control::isVisible).flatMap(c -> Stream.concat(kind.isInstance(c)
                ? Stream.of(kind.cast(c)) : Stream.empty(), c instanceof Composite p ? all(p, kind) : Stream.empty()));
    }

    /** Presses and lets go the left button on a point of a control. */
    void click(Control c, int x, int y) {
        point(c, x, y);
        button(SWT.MouseDown);
        button(SWT.MouseUp);
        settle();
    }

    /**
     * Drags with the left button between two points of the screen.
     *
     * <p>A table or tree asks the server, in the thread of the user interface, whether the pointer leaves its place while the button is
     * down. Nothing can be posted meanwhile, and the server does not know of a button that SWT has posted; so that a drag begins is told
     * here.
     *
     * <p>GTK makes windows of its own for a drag, outside the screen, which it marks as focused and keeps so when the drag has ended. A
     * real keyboard does not care, with a window manager or without, but keys that SWT posts go to the topmost window that is so marked:
     * they would all be lost from here on. So the window that is active is put on top again.
     *
     * @param source where the drag begins
     */
    void drag(Control source, Point from, Point to) {
        point(from);
        settle();
        Event begin = new Event();
        begin.button = 1;
        run(() -> {
            Point in = source.toControl(from);
            begin.x = in.x;
            begin.y = in.y;
            source.notifyListeners(SWT.DragDetect, begin);
        });
        for (int i = 1; i <= DRAG; i++) {
            point(new Point(from.x + (to.x - from.x) * i / DRAG, from.y + (to.y - from.y) * i / DRAG));
        }
        // once more in nearly the same place, as a hand that rests does
        point(new Point(to.x + 1, to.y));
        pause(10 * STEP);
        button(SWT.MouseUp);
        settle();
        run(() -> {
            Shell active = display.getActiveShell();
            if (active != null) {
                active.moveAbove(null);
            }
        });
    }

    /** Moves the pointer over a point of a control. */
    void point(Control c, int x, int y) {
        point(ui(() -> c.toDisplay(x, y)));
    }

    private void point(Point p) {
        Event e = new Event();
        e.type = SWT.MouseMove;
        e.x = p.x;
        e.y = p.y;
        run(() -> display.post(e));
        pause(STEP);
    }

    private void button(int type) {
        Event e = new Event();
        e.type = type;
        e.button = 1;
        run(() -> display.post(e));
        pause(STEP);
    }

    /** Presses and lets go the left button on a button of a tool bar, found by its text or tip. */
    void press(String name) {
        ToolBar bar = find(ToolBar.class, b -> item(b, name) != null);
        Rectangle r = ui(() -> item(bar, name).getBounds());
        click(bar, r.x + Math.min(10, r.width / 2), r.y + r.height / 2);
    }

    private static ToolItem item(ToolBar bar, String name) {
        for (ToolItem i : bar.getItems()) {
            if (name.equals(i.getText()) || name.equals(i.getToolTipText())) {
                return i;
            }
        }
        return null;
    }

    /** The part of a picture of the window that a control covers. */
    Rectangle place(Control c) {
        Shell shell = shell();
        return ui(() -> {
            Point in = c.toDisplay(0, 0);
            Point at = shell.getLocation();
            return new Rectangle(in.x - at.x, in.y - at.y, c.getSize().x, c.getSize().y);
        });
    }

    /** Which part of every third pixel of a place in a picture is of a kind. */
    static double part(ImageData picture, Rectangle place, Predicate<RGB> kind) {
        int all = 0;
        int found = 0;
        for (int y = place.y; y < place.y + place.height; y += 3) {
            for (int x = place.x; x < place.x + place.width; x += 3) {
                all++;
                found += kind.test(picture.palette.getRGB(picture.getPixel(x, y))) ? 1 : 0;
            }
        }
        return (double) found / all;
    }

    /** Types characters; a line feed is Enter. */
    void type(String text) {
        for (char ch : text.toCharArray()) {
            key(ch == '\n' ? SWT.CR : 0, ch == '\n' ? SWT.CR : ch);
        }
        settle();
    }

    /** Presses and lets go a key with others held. */
    void keys(int modifier, char character) {
        post(SWT.KeyDown, modifier, (char) 0);
        key(character == SWT.CR ? SWT.CR : 0, character);
        post(SWT.KeyUp, modifier, (char) 0);
        settle();
    }

    /** Presses a key, holds it while it repeats, and lets it go. */
    void hold(int code, int times) {
        for (int i = 0; i < times; i++) {
            post(SWT.KeyDown, code, (char) 0);
        }
        post(SWT.KeyUp, code, (char) 0);
        settle();
    }

    void key(int code, char character) {
        post(SWT.KeyDown, code, character);
        post(SWT.KeyUp, code, character);
    }

    private void post(int type, int code, char character) {
        Event e = new Event();
        e.type = type;
        e.keyCode = code;
        e.character = character;
        run(() -> display.post(e));
        pause(STEP);
    }

    /** Lets everything that is waiting in the user interface happen. */
    void settle() {
        pause(STEP);
        for (int i = 0; i < 3; i++) {
            run(() -> {
                // an empty turn of the loop
            });
        }
    }

    /** Writes a picture of the window, and gives its colours. */
    ImageData screenshot(String name) {
        ImageData data = ui(() -> {
            Shell shell = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell();
            Rectangle r = shell.getBounds();
            GC gc = new GC(display);
            Image image = new Image(display, r.width, r.height);
            gc.copyArea(image, r.x, r.y);
            gc.dispose();
            ImageData d = image.getImageData();
            image.dispose();
            return d;
        });
        try {
            Path folder = Path.of(System.getProperty("orthotwin.screenshots", "target/screenshots"));
            Files.createDirectories(folder);
            ImageLoader loader = new ImageLoader();
            loader.data = new ImageData[] {data};
            loader.save(folder.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return data;
    }

    /**
     * What a widget is told of its mouse, in the thread of the user interface.
     *
     * @param type such as {@code SWT.MouseDown}
     * @param x in the widget
     * @param y in the widget
     * @param mask buttons that are down already
     * @param count of clicks
     */
    void mouse(Control widget, int type, int x, int y, int mask, int count) {
        Event e = new Event();
        e.button = type == SWT.MouseMove ? 0 : 1;
        e.count = count;
        e.stateMask = mask;
        e.x = x;
        e.y = y;
        widget.notifyListeners(type, e);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.render.Image;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;

/**
 * Paints without OpenGL: a thread of its own draws the newest picture asked for, coarse while things move and again, finer, when they
 * rest; the user interface's thread only copies pixels.
 */
public final class JavaPainter implements Painter {

    private static final double ENOUGH = 45;
    private static final double TOO_LONG = 90;
    private static final int MAX_COARSENESS = 4;

    /** What is to be drawn. */
    private record Wish(Picture picture, int width, int height, double scale, boolean moving, int fineness) {
    }

    private final Canvas canvas;
    private final Display display;
    private final String words;
    private final Thread worker;
    private final Map<Scene, Scene> bodies = new WeakHashMap<>();
    private final Object lock = new Object();
    private Wish wish;
    private Wish current;
    private boolean ended;
    private int coarseness = 2;
    /** The picture on the screen. */
    private org.eclipse.swt.graphics.Image image;
    private Picture wanted;
    private boolean moving;
    private boolean blank = true;

    /** @param words what to say when asked what draws */
    public JavaPainter(Composite parent, String words) {
        this.words = words;
        display = parent.getDisplay();
        canvas = new Canvas(parent, SWT.NO_BACKGROUND | SWT.DOUBLE_BUFFERED);
        canvas.addListener(SWT.Paint, this::paint);
        canvas.addListener(SWT.Resize, e -> ask());
        canvas.addListener(SWT.Dispose, e -> end());
        worker = new Thread(this::work, "Scene painter");
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public Control control() {
        return canvas;
    }

    @Override
    public void show(Picture picture, boolean isMoving) {
        wanted = picture;
        moving = isMoving;
        ask();
    }

    private void ask() {
        Rectangle area = canvas.getClientArea();
        double scale = Painter.scale(canvas);
        int w = (int) Math.round(area.width * scale);
        int h = (int) Math.round(area.height * scale);
        if (wanted == null || w < 1 || h < 1) {
            return;
        }
        synchronized (lock) {
            wish = new Wish(wanted, w, h, scale, moving, 0);
            // A picture that is being made while things move is finished: it is nearly there.
            if (current != null && !current.moving()) {
                worker.interrupt();
            }
            lock.notifyAll();
        }
    }

    private void work() {
        while (true) {
            Wish w;
            synchronized (lock) {
                current = null;
                while (wish == null && !ended) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        // A late call to leave a picture that is done.
                        continue;
                    }
                }
                if (ended) {
                    return;
                }
                w = wish;
                wish = null;
                current = w;
                Thread.interrupted();
            }
            try {
                ImageData data = draw(w);
                if (!display.isDisposed()) {
                    display.asyncExec(() -> arrived(w, data));
                }
            } catch (IllegalStateException e) {
                if (!Thread.interrupted()) {
                    throw e;
                }
            } catch (org.eclipse.swt.SWTException e) {
                return;
            }
        }
    }

    private ImageData draw(Wish w) {
        int by = w.moving() ? coarseness : 1;
        int width = Math.max(1, w.width() / by);
        int height = Math.max(1, w.height() / by);
        RenderOptions full = w.picture().options(w.width(), w.height(), w.scale());
        RenderOptions o = w.picture().options(width, height, w.scale() / by).withOverlays();
        if (w.fineness() > 0) {
            o = o.withSupersampling(2).withOutlineWidth(Math.min(20, 1.1 * w.scale()));
        }
        long start = System.nanoTime();
        Image body = Renderer.render(bodies.computeIfAbsent(w.picture().scene(), JavaPainter::withoutTexts), w.picture().camera(), o);
        double ms = (System.nanoTime() - start) / 1e6;
        if (w.moving() && ms > TOO_LONG) {
            coarseness = Math.min(MAX_COARSENESS, coarseness + 1);
        } else if (w.moving() && ms < ENOUGH * 0.5) {
            coarseness = Math.max(1, coarseness - 1);
        }
        Image picture = by == 1 ? body : enlarged(body, w.width(), w.height());
        Renderer.overlays(w.picture().scene(), w.picture().camera(), full, Renderer.pen(picture));
        w.picture().marks().draw(Renderer.pen(picture), w.width(), w.height(), w.scale());
        return data(picture);
    }

    private static Scene withoutTexts(Scene scene) {
        Scene.Builder b = Scene.builder();
        scene.items().stream().filter(i -> !(i instanceof Scene.Label)).forEach(b::add);
        scene.clipPlanes().forEach(b::clip);
        return b.build();
    }

    /** A picture made larger, each pixel mixed of the four around it. */
    static Image enlarged(Image a, int width, int height) {
        int[] out = new int[width * height];
        for (int y = 0; y < height; y++) {
            double v = Math.max(0, (y + 0.5) * a.height() / height - 0.5);
            int y0 = (int) v;
            int y1 = Math.min(a.height() - 1, y0 + 1);
            int fy = (int) (256 * (v - y0));
            for (int x = 0; x < width; x++) {
                double u = Math.max(0, (x + 0.5) * a.width() / width - 0.5);
                int x0 = (int) u;
                int x1 = Math.min(a.width() - 1, x0 + 1);
                int fx = (int) (256 * (u - x0));
                int p = a.argb()[y0 * a.width() + x0];
                int q = a.argb()[y0 * a.width() + x1];
                int r = a.argb()[y1 * a.width() + x0];
                int s = a.argb()[y1 * a.width() + x1];
                int c = 0xFF000000;
                for (int shift = 0; shift < 24; shift += 8) {
                    int top = (p >> shift & 255) * (256 - fx) + (q >> shift & 255) * fx;
                    int bottom = (r >> shift & 255) * (256 - fx) + (s >> shift & 255) * fx;
                    c |= (top * (256 - fy) + bottom * fy >> 16) << shift;
                }
                out[y * width + x] = c;
            }
        }
        return new Image(width, height, out);
    }

    private static ImageData data(Image p) {
        byte[] b = new byte[4 * p.argb().length];
        for (int i = 0; i < p.argb().length; i++) {
            int c = p.argb()[i];
            b[4 * i] = (byte) (c >> 16);
            b[4 * i + 1] = (byte) (c >> 8);
            b[4 * i + 2] = (byte) c;
        }
        return new ImageData(p.width(), p.height(), 32, new PaletteData(0xFF000000, 0xFF0000, 0xFF00), 4, b);
    }

    private void arrived(Wish w, ImageData data) {
        if (canvas.isDisposed()) {
            return;
        }
        if (image != null) {
            image.dispose();
        }
        image = new org.eclipse.swt.graphics.Image(display, data);
        canvas.redraw();
        synchronized (lock) {
            if (wish == null && Objects.equals(w.picture(), wanted)) {
                if (w.moving()) {
                    wish = new Wish(w.picture(), w.width(), w.height(), w.scale(), false, 0);
                } else if (w.fineness() == 0) {
                    wish = new Wish(w.picture(), w.width(), w.height(), w.scale(), false, 1);
                }
                lock.notifyAll();
            }
        }
    }

    private void paint(Event e) {
        Rectangle area = canvas.getClientArea();
        if (image != null) {
            Rectangle from = image.getBounds();
            e.gc.drawImage(image, 0, 0, from.width, from.height, 0, 0, area.width, area.height);
            blank = false;
        } else {
            e.gc.setBackground(display.getSystemColor(SWT.COLOR_LIST_BACKGROUND));
            e.gc.fillRectangle(area);
        }
    }

    @Override
    public Image image(Picture picture, int width, int height, double scale) {
        return Renderer.render(picture.scene(), picture.camera(), picture.options(width, height, scale).withSupersampling(3)
                .withOutlineWidth(Math.min(20, 1.1 * scale)));
    }

    @Override
    public boolean blank() {
        return blank;
    }

    @Override
    public boolean stale() {
        return false;
    }

    @Override
    public String words() {
        return words;
    }

    private void end() {
        synchronized (lock) {
            ended = true;
            worker.interrupt();
            lock.notifyAll();
        }
        if (image != null) {
            image.dispose();
            image = null;
        }
    }

    @Override
    public void dispose() {
        canvas.dispose();
    }
}

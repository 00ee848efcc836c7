/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import static org.lwjgl.opengl.GL33C.GL_NO_ERROR;
import static org.lwjgl.opengl.GL33C.GL_RENDERER;
import static org.lwjgl.opengl.GL33C.GL_VERSION;
import static org.lwjgl.opengl.GL33C.glFinish;
import static org.lwjgl.opengl.GL33C.glGetError;
import static org.lwjgl.opengl.GL33C.glGetString;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.opengl.GLCanvas;
import org.eclipse.swt.opengl.GLData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.lwjgl.opengl.GL;
import org.lwjgl.opengl.GLCapabilities;
import org.orthotwin.render.Image;

/**
 * Paints with OpenGL in a canvas of SWT. While things move a picture is one sample, or more where the graphics card has the time; then
 * samples are added until it is smooth. What costs too much while moving comes back at rest: first ink is left out, surfaces have fewer
 * triangles where that moves them by less than a pixel, and those that are seen through are drawn at once instead of layer by layer; then
 * hollows are left out, and then three of four pixels, and triangles where that moves surfaces by less than two and four of what is drawn.
 */
public final class GlPainter implements Painter {

    /** Milliseconds of one picture while moving: more samples below the first, fewer effects above the second. */
    private static final double PLENTY = 9;
    private static final double TOO_LONG = 45;
    private static final int REST = 110;
    private static final int NEXT = 12;
    private static final List<GlRenderer.Quality> LEVELS = List.of(GlRenderer.Quality.FULL,
            new GlRenderer.Quality(true, false, true, 8, 1, 1), new GlRenderer.Quality(false, false, true, 5, 1, 2),
            new GlRenderer.Quality(false, false, true, 2, 2, 4));

    private final GLCanvas canvas;
    private final GLCapabilities capabilities;
    private final GlRenderer renderer;
    private final String words;
    private final Consumer<Throwable> failed;
    private final List<Composite> ancestors = new ArrayList<>();
    private final Runnable refine = this::refine;
    private Picture wanted;
    private Picture shown;
    private int width;
    private int height;
    private boolean moving;
    private boolean reduced;
    private int level;
    private double cost;
    private boolean blank = true;
    private boolean fresh = true;
    private boolean broken;

    /**
     * @param failed told once when OpenGL stops working
     * @throws RuntimeException if there is no OpenGL 3.3 here
     */
    public GlPainter(Composite parent, Consumer<Throwable> failed) {
        this.failed = failed;
        GLData data = new GLData();
        data.doubleBuffer = true;
        canvas = new GLCanvas(parent, SWT.NO_BACKGROUND, data);
        try {
            canvas.setCurrent();
            capabilities = GL.createCapabilities();
            if (!capabilities.OpenGL33) {
                throw new IllegalStateException("OpenGL " + glGetString(GL_VERSION) + " < 3.3");
            }
            renderer = new GlRenderer();
            words = "OpenGL " + glGetString(GL_VERSION).replaceAll("^(\\d+\\.\\d+).*", "$1") + ", " + glGetString(GL_RENDERER);
        } catch (RuntimeException | LinkageError e) {
            canvas.dispose();
            throw e;
        }
        for (Composite c = parent; c != null; c = c.getParent()) {
            ancestors.add(c);
        }
        canvas.addListener(SWT.Paint, e -> paint());
        canvas.addListener(SWT.Resize, e -> canvas.redraw());
    }

    @Override
    public Control control() {
        return canvas;
    }

    @Override
    public void show(Picture picture, boolean isMoving) {
        wanted = picture;
        moving = isMoving;
        canvas.redraw();
    }

    private void current() {
        canvas.setCurrent();
        GL.setCapabilities(capabilities);
    }

    private void paint() {
        if (broken || wanted == null || canvas.isDisposed() || stale()) {
            return;
        }
        double scale = Painter.scale(canvas);
        Rectangle area = canvas.getClientArea();
        int w = (int) Math.round(area.width * scale);
        int h = (int) Math.round(area.height * scale);
        if (w < 1 || h < 1) {
            return;
        }
        guarded(() -> {
            current();
            if (blank) {
                // The first picture takes a moment; until then the ground, not the black of an empty window. Twice, as drivers learn the
                // size of a new window with the first swap.
                for (int i = 0; i < 2; i++) {
                    renderer.ground(w, h);
                    canvas.swapBuffers();
                    glFinish();
                }
            }
            if (!wanted.sameBody(shown) || w != width || h != height) {
                fresh |= w != width || h != height;
                width = w;
                height = h;
                draw(scale);
            } else if (wanted != shown) {
                renderer.replaceFlat(wanted, scale);
            }
            shown = wanted;
            present();
            if (reduced || renderer.done() < GlRenderer.samples()) {
                canvas.getDisplay().timerExec(moving ? REST : 2 * NEXT, refine);
            }
        });
    }

    private void draw(double scale) {
        long start = System.nanoTime();
        reduced = moving && level > 0;
        GlRenderer.Quality quality = LEVELS.get(moving ? level : 0);
        renderer.begin(wanted, width, height, scale, quality);
        renderer.sample(quality);
        glFinish();
        cost = (System.nanoTime() - start) / 1e6;
        for (double spent = cost; spent + cost < PLENTY && renderer.done() < GlRenderer.samples(); spent += cost) {
            renderer.refine(quality);
            glFinish();
        }
        if (cost > TOO_LONG) {
            // a picture at rest tells only that the next one, of things that move, must be cheaper
            int most = moving ? LEVELS.size() - 1 : 1;
            level = Math.max(level, Math.min(most, level + (cost > 3 * TOO_LONG ? 2 : 1)));
        } else if (moving && cost < 0.3 * TOO_LONG) {
            level = Math.max(0, level - 1);
        }
    }

    private void present() {
        renderer.show(0);
        if (fresh) {
            // Drivers learn the size of a new or resized window with the first drawing on it.
            fresh = false;
            glFinish();
            renderer.show(0);
        }
        canvas.swapBuffers();
        blank = false;
        int error = glGetError();
        if (error != GL_NO_ERROR) {
            throw new IllegalStateException("OpenGL error " + error);
        }
    }

    /** Makes the picture better by one step, while nothing changes. */
    private void refine() {
        if (broken || canvas.isDisposed() || wanted != shown || stale() || !canvas.isVisible()) {
            return;
        }
        moving = false;
        if (level > 0) {
            renderer.wantCoarse();
        }
        guarded(() -> {
            current();
            long start = System.nanoTime();
            if (reduced) {
                reduced = false;
                renderer.begin(shown, width, height, Painter.scale(canvas), GlRenderer.Quality.FULL);
                renderer.sample(GlRenderer.Quality.FULL);
            } else {
                do {
                    renderer.refine(GlRenderer.Quality.FULL);
                    glFinish();
                } while (renderer.done() < GlRenderer.samples() && System.nanoTime() - start < 8_000_000);
            }
            present();
            if (renderer.done() < GlRenderer.samples()) {
                // behind all that waits, for where drawing takes longer than this time, a timer that is due again would go before it
                canvas.getDisplay().asyncExec(() -> {
                    if (!canvas.isDisposed()) {
                        canvas.getDisplay().timerExec(NEXT, refine);
                    }
                });
            }
        });
    }

    private void guarded(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException | LinkageError e) {
            if (!broken) {
                broken = true;
                failed.accept(e);
            }
        }
    }

    @Override
    public Image image(Picture picture, int w, int h, double scale) {
        return image(() -> renderer.image(picture, w, h, scale));
    }

    /**
     * A picture of any size as it is while things move.
     *
     * @param by how much is left out, from 0 for nothing to {@link #most()}
     */
    public Image moving(Picture picture, int w, int h, double scale, int by) {
        return image(() -> renderer.image(picture, w, h, scale, LEVELS.get(by), 1));
    }

    /** The steps in which something is left out of a picture of what moves. */
    public static int most() {
        return LEVELS.size() - 1;
    }

    private Image image(Supplier<Image> how) {
        current();
        try {
            return how.get();
        } finally {
            shown = null;
            canvas.redraw();
        }
    }

    /** Milliseconds that the last picture took. */
    public double cost() {
        return cost;
    }

    /** Draws a picture now and says how long it took, in ms, until it is on the screen. */
    public double measure(Picture picture, boolean isMoving) {
        wanted = picture;
        moving = isMoving;
        long start = System.nanoTime();
        paint();
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public boolean blank() {
        return blank;
    }

    @Override
    public boolean stale() {
        int i = 0;
        for (Composite c = canvas.getParent(); c != null; c = c.getParent()) {
            if (i == ancestors.size() || ancestors.get(i++) != c) {
                return true;
            }
        }
        return i != ancestors.size();
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public void dispose() {
        if (!canvas.isDisposed()) {
            broken = true;
            try {
                current();
                renderer.delete();
            } catch (RuntimeException e) {
                // The context is lost, and all that was in it.
            }
            GL.setCapabilities(null);
            canvas.dispose();
        }
    }
}

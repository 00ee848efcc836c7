/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import org.orthotwin.render.internal.Canvas;
import org.orthotwin.render.internal.Frame;
import org.orthotwin.render.internal.OverlayPainter;

/**
 * Draws a scene in plain Java, without a display. Colours are mixed in linear light: a fragment of opacity a over a colour c gives a f +
 * (1 - a) c, the nearest last, whatever the order in the scene. The picture is the same, byte for byte, on any machine, locale and number
 * of threads.
 */
public final class Renderer {

    private Renderer() {
    }

    /**
     * @throws IllegalStateException if the thread is interrupted while it draws; its interrupt flag is set again
     */
    public static Image render(Scene scene, Camera camera, RenderOptions options) {
        int[] argb = Frame.draw(scene, camera, options);
        Image image = new Image(options.width(), options.height(), argb);
        overlays(scene, camera, options, pen(image));
        return image;
    }

    /** Draws only what lies flat over the picture, the labels of the scene and the overlays, with whatever draws pictures. */
    public static void overlays(Scene scene, Camera camera, RenderOptions options, Pen pen) {
        OverlayPainter.paint(pen, scene, camera, options);
    }

    /** Draws on a finished picture. */
    public static Pen pen(Image image) {
        return new Canvas(image);
    }
}

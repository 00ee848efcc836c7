/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.List;

import org.orthotwin.render.Camera;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Pen;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Scene;

/**
 * What a painter is to show.
 *
 * @param overlays drawn flat over it
 * @param marks drawn last
 * @param dark whether the ground is, as that of the windows around it
 */
public record Picture(Scene scene, Camera camera, List<Overlay> overlays, Marks marks, boolean dark) {

    private static final int DARK_TOP = 0x454D55;
    private static final int DARK_BOTTOM = 0x1E2328;

    /** Something drawn flat on a picture of a size. */
    public interface Marks {

        /** None. */
        Marks NONE = (pen, width, height, scale) -> { };

        /**
         * @param scale pixels of the picture for each point of the screen
         */
        void draw(Pen pen, int width, int height, double scale);
    }

    /** How the picture is made by the renderer without a graphics card; the colours of the ground hold for both. */
    RenderOptions options(int width, int height, double scale) {
        RenderOptions o = RenderOptions.interactive(width, height).withUiScale(Math.min(20, scale)).withOverlays(overlays);
        return dark ? o.withBackground(DARK_TOP, DARK_BOTTOM) : o;
    }

    /** Whether both show the same but for what lies flat over it. */
    boolean sameBody(Picture o) {
        return o != null && scene == o.scene && camera.equals(o.camera) && dark == o.dark;
    }
}

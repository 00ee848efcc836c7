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
 */
public record Picture(Scene scene, Camera camera, List<Overlay> overlays, Marks marks) {

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
        return RenderOptions.interactive(width, height).withUiScale(Math.min(20, scale)).withOverlays(overlays);
    }

    /** Whether both show the same but for what lies flat over it. */
    boolean sameBody(Picture o) {
        return o != null && scene == o.scene && camera.equals(o.camera);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Image;
import org.orthotwin.render.Png;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;

/** A picture of a scene from four sides, two by two. */
final class FourViews {

    /** Share of a view that stays free on each side. */
    private static final double MARGIN = 0.05;

    private FourViews() {
    }

    /**
     * @param axes to the front, upwards and to the right
     * @param views four
     * @param options of the first three, whose size is that of each view
     * @param last those of the fourth, of the same size
     */
    static void write(Path file, Scene scene, RigidTransform axes, List<StandardView> views, RenderOptions options, RenderOptions last)
            throws IOException {
        int width = options.width();
        int height = options.height();
        int[] argb = new int[4 * width * height];
        for (int i = 0; i < 4; i++) {
            Camera camera = Camera.of(views.get(i), axes).fit(scene, (double) width / height, MARGIN);
            Image view = Renderer.render(scene, camera, i == 3 ? last : options);
            for (int y = 0; y < height; y++) {
                System.arraycopy(view.argb(), y * width, argb, (i / 2 * height + y) * 2 * width + i % 2 * width, width);
            }
        }
        Png.write(file, new Image(2 * width, 2 * height, argb));
    }
}

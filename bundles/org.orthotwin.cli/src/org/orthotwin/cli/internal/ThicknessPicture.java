/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Png;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;

/** A bone in LPS from in front, behind, above and below, coloured by a thickness; bare bone in its own colour. */
final class ThicknessPicture {

    private static final StandardView[] VIEWS = {StandardView.ANTERIOR, StandardView.POSTERIOR, StandardView.SUPERIOR,
        StandardView.INFERIOR};
    private static final int SIZE = 640;
    private static final double MARGIN = 0.05;
    /** The scale ends at the next half millimetre above this share of the covered vertices. */
    private static final double SHOWN = 0.98;

    private ThicknessPicture() {
    }

    /** @param thickness at each vertex, m; 0 for none */
    static void write(Path file, TriangleMesh bone, double[] thickness, int threads) throws IOException {
        double[] mm = Arrays.stream(thickness).map(t -> t > 0 ? t * 1000.0 : Double.NaN).toArray();
        double[] sorted = Arrays.stream(mm).filter(t -> !Double.isNaN(t)).sorted().toArray();
        double most = sorted.length == 0 ? 1 : Math.max(1, Math.ceil(2 * sorted[(int) (SHOWN * (sorted.length - 1))]) / 2);
        // the patient's axes: x to the front, y upwards, z to the right
        RigidTransform axes = RigidTransform.frame(Vec3.ZERO, Vec3.Y.negate(), Vec3.Z, Vec3.X.negate());
        Scene scene = Scene.builder().surface(Surface.of(bone), RigidTransform.IDENTITY, Material.BONE,
                new ScalarField(mm, 0, most, ColorMap.VIRIDIS)).build();
        RenderOptions options = RenderOptions.interactive(SIZE, SIZE).withSupersampling(2).withThreads(threads);
        RenderOptions last = options.withOverlays(new Overlay.ColorBar(ColorMap.VIRIDIS, 0, most, "", "mm"));
        int[] argb = new int[4 * SIZE * SIZE];
        for (int i = 0; i < VIEWS.length; i++) {
            Image view = Renderer.render(scene, Camera.of(VIEWS[i], axes).fit(scene, 1, MARGIN), i == 3 ? last : options);
            for (int y = 0; y < SIZE; y++) {
                System.arraycopy(view.argb(), y * SIZE, argb, (i / 2 * SIZE + y) * 2 * SIZE + i % 2 * SIZE, SIZE);
            }
        }
        Png.write(file, new Image(2 * SIZE, 2 * SIZE, argb));
    }
}

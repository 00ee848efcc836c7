/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;

/** A bone in LPS from in front, behind, above and below, coloured by a thickness; bare bone in its own colour. */
final class ThicknessPicture {

    private static final List<StandardView> VIEWS =
            List.of(StandardView.ANTERIOR, StandardView.POSTERIOR, StandardView.SUPERIOR, StandardView.INFERIOR);
    private static final int SIZE = 640;
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
        FourViews.write(file, scene, axes, VIEWS, options, last);
    }
}

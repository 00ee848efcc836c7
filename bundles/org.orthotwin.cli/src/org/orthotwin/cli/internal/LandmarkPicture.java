/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;

/** A bone from four sides with its landmarks and frames, by which a person can judge them. */
final class LandmarkPicture {

    private static final List<StandardView> VIEWS =
            List.of(StandardView.ANTERIOR, StandardView.POSTERIOR, StandardView.LEFT, StandardView.RIGHT);
    private static final int SHORT = 560;
    private static final int LONG = 960;
    private static final int MARK = 0xD7301F;
    private static final int LOCKED = 0x2166AC;

    /** To the front, upwards and to the right of LPS. */
    private static final RigidTransform PATIENT = RigidTransform.frame(Vec3.ZERO, Vec3.Y.negate(), Vec3.Z, Vec3.X.negate());

    private LandmarkPicture() {
    }

    /** @param found null where there are no landmarks: it is then seen in the patient's directions */
    static void write(Path file, TriangleMesh mesh, BoneLandmarks found, int threads) throws IOException {
        Map<String, BoneLandmarks.Mark> landmarks = found == null ? Map.of() : found.landmarks();
        Map<String, BoneLandmarks.Placed> frames = found == null ? Map.of() : found.frames();
        RigidTransform axes = frames.values().stream().map(BoneLandmarks.Placed::pose).findFirst().orElse(found == null ? PATIENT
                : RigidTransform.IDENTITY);
        double[] b = mesh.transformed(axes.inverse()).bounds();
        double wide = Math.max(b[3] - b[0], b[5] - b[2]);
        double high = b[4] - b[1];
        double size = Math.max(wide, high);
        int width = high > 1.3 * wide ? SHORT : LONG;
        int height = high > 1.3 * wide ? LONG : (int) (LONG * 0.8);
        Scene.Builder scene = Scene.builder().surface(Surface.of(mesh), RigidTransform.IDENTITY, Material.BONE);
        Set<String> derived = Set.of("SHAFT_P");
        landmarks.forEach((code, m) -> {
            scene.point(m.position(), 0.007 * size, m.locked() ? LOCKED : MARK);
            if (!derived.contains(code)) {
                scene.label(m.position(), code);
            }
        });
        frames.values().forEach(f -> scene.triad(f.pose(), 0.15 * size));
        RenderOptions options = RenderOptions.interactive(width, height).withSupersampling(2).withThreads(threads);
        FourViews.write(file, scene.build(), axes, VIEWS, options, options);
    }
}

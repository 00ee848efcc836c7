/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;
import org.orthotwin.scene.ui.internal.GlPainter;
import org.orthotwin.scene.ui.internal.Picture;

/** How long a picture of 300,000 triangles takes while the camera turns, until it is in the window. */
@Tag("long")
class SceneSpeedTest {

    private static final int RINGS = 158;
    private static final int PICTURES = 40;
    /** Processor time of one picture in ms that two processors have for 20 pictures a second. */
    private static final double MOST = 100;

    /** A closed, bumpy ball of 4 n (n - 1) triangles about the origin. */
    private static TriangleMesh ball(int n, double radius) {
        double[] v = new double[3 * (2 + (n - 1) * 2 * n)];
        int[] t = new int[12 * n * (n - 1)];
        int k = 0;
        v[2] = radius;
        v[5] = -radius;
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < 2 * n; j++) {
                double a = Math.PI * i / n;
                double b = Math.PI * j / n;
                double r = radius * (1 + 0.08 * Math.sin(6 * a) * Math.sin(5 * b) * Math.sin(a));
                int p = 2 + (i - 1) * 2 * n + j;
                int q = 2 + (i - 1) * 2 * n + (j + 1) % (2 * n);
                v[3 * p] = r * Math.sin(a) * Math.cos(b);
                v[3 * p + 1] = r * Math.sin(a) * Math.sin(b);
                v[3 * p + 2] = r * Math.cos(a);
                boolean last = i == n - 1;
                if (i == 1) {
                    k = put(t, k, 0, p, q);
                }
                k = put(t, k, p, last ? 1 : p + 2 * n, q);
                if (!last) {
                    k = put(t, k, q, p + 2 * n, q + 2 * n);
                }
            }
        }
        return new TriangleMesh(v, t);
    }

    private static int put(int[] t, int k, int a, int b, int c) {
        t[k] = a;
        t[k + 1] = b;
        t[k + 2] = c;
        return k + 3;
    }

    private static Duration work() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Test
    void turningThreeHundredThousandTriangles(TestReporter reporter) {
        turning(1, reporter);
    }

    /** Bones as the workbench shows them at first, with a part in them. */
    @Test
    void turningWhatIsSeenThrough(TestReporter reporter) {
        turning(0.4, reporter);
    }

    private static void turning(double opacity, TestReporter reporter) {
        String said = Screen.call(() -> {
            Scene.Builder b = Scene.builder();
            for (int i = 0; i < 3; i++) {
                Material m = Material.BONE.withOpacity(i == 1 ? 1 : opacity);
                b.surface(Surface.of(ball(RINGS, 0.06)), RigidTransform.translation(new Vec3(0, 0, 0.13 * i)), m);
            }
            Scene scene = b.build();
            Shell shell = Screen.shell(1280, 800);
            GlPainter painter;
            try {
                painter = new GlPainter(shell, e -> {
                    throw new AssertionError(e);
                });
            } catch (RuntimeException e) {
                assumeTrue(false, "no OpenGL 3.3 on this screen: " + e.getMessage());
                return "";
            }
            shell.open();
            Camera camera = Camera.of(StandardView.ANTERIOR, RigidTransform.IDENTITY).fit(scene, 1.6, 0.03);
            // at rest for a while, as before somebody takes the mouse
            painter.measure(new Picture(scene, camera, List.of(), Picture.Marks.NONE, false), false);
            Screen.pass(3000);
            List<Double> ms = new ArrayList<>();
            Duration start = Duration.ZERO;
            for (int i = -10; i < PICTURES; i++) {
                if (i == 0) {
                    start = work();
                }
                camera = camera.orbit(0.02, 0.003);
                double took = painter.measure(new Picture(scene, camera, List.of(new Overlay.ScaleBar()), Picture.Marks.NONE, false), true);
                if (i >= 0) {
                    ms.add(took);
                }
                while (Display.getCurrent().readAndDispatch()) {
                    // Until there is nothing more to do.
                }
            }
            double each = work().minus(start).toMillis() / (double) PICTURES;
            painter.dispose();
            shell.dispose();
            Collections.sort(ms);
            double median = ms.get(PICTURES / 2);
            assertTrue(each < MOST, each + " ms of all processors for a picture");
            return String.format(Locale.ROOT, "%s: %d triangles, median %.1f ms (%.1f a second), best %.1f ms, %.0f ms of all processors",
                    painter.words(), 3 * 4 * RINGS * (RINGS - 1), median, 1000 / median, ms.getFirst(), each);
        });
        reporter.publishEntry("opacity " + opacity, said);
    }
}

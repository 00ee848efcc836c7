/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Subdivision;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;
import org.orthotwin.scene.ui.internal.CoarseSurfaces;
import org.orthotwin.scene.ui.internal.GlObjects;
import org.orthotwin.scene.ui.internal.GlPainter;
import org.orthotwin.scene.ui.internal.Picture;

/** Pictures of what moves, where a graphics card is missing, against those of the same at rest. */
class SceneMotionTest {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;
    private static final Surface BALL = Surface.unitSphere();

    private static Scene.Solid ball(Surface ball, Vec3 at, double radius, Material m) {
        return new Scene.Solid(ball, RigidTransform.translation(at), radius, m, null, true, true);
    }

    /** Shells in each other and through each other, with an opaque core, one behind and a line through all. */
    private static List<Scene.Item> shells(Surface b) {
        return List.of(ball(b, Vec3.ZERO, 0.07, Material.BONE.withOpacity(0.4)),
                ball(b, Vec3.ZERO, 0.045, Material.satin(0x2040D0).withOpacity(0.5)),
                ball(b, new Vec3(0, 0.02, 0.05), 0.05, Material.satin(0xD03020).withOpacity(0.3)),
                ball(b, Vec3.ZERO, 0.02, Material.TITANIUM), ball(b, new Vec3(-0.2, -0.05, -0.06), 0.03, Material.satin(0x30A040)),
                new Scene.Polyline(new double[] {0, 0.08, -0.09, 0, -0.07, 0.09}, 0x204020, 3, 0, false));
    }

    private static Camera front() {
        return Camera.orthographic(Vec3.ZERO, StandardView.ANTERIOR.direction(), Vec3.Y, 0.2).orbit(0.3, 0.2);
    }

    private interface Look {
        void at(GlPainter painter);
    }

    private static void look(Look look) {
        int before = GlObjects.live();
        Screen.call(() -> {
            Shell shell = Screen.shell(WIDTH, HEIGHT);
            GlPainter painter;
            try {
                painter = new GlPainter(shell, e -> {
                    throw new AssertionError(e);
                });
            } catch (RuntimeException e) {
                shell.dispose();
                assumeTrue(false, "no OpenGL 3.3 on this screen: " + e.getMessage());
                return null;
            }
            shell.open();
            look.at(painter);
            painter.dispose();
            shell.dispose();
            return null;
        });
        assertEquals(before, GlObjects.live(), "objects of OpenGL that nobody freed");
    }

    private static Picture picture(List<Scene.Item> items, Camera camera, ClipPlane... planes) {
        Scene.Builder b = Scene.builder();
        items.forEach(b::add);
        for (ClipPlane p : planes) {
            b.clip(p);
        }
        return new Picture(b.build(), camera, List.of(), Picture.Marks.NONE, false);
    }

    /** Differences of all pixels, each the greatest of red, green and blue, in their order. */
    private static int[] differences(Image a, Image b) {
        int[] d = new int[WIDTH * HEIGHT];
        for (int i = 0; i < d.length; i++) {
            for (int k = 0; k < 24; k += 8) {
                d[i] = Math.max(d[i], Math.abs((a.argb()[i] >> k & 255) - (b.argb()[i] >> k & 255)));
            }
        }
        Arrays.sort(d);
        return d;
    }

    private static void isAlike(GlPainter painter, Picture p) {
        Image rest = painter.image(p, WIDTH, HEIGHT, 1);
        for (int by = 1; by <= GlPainter.most(); by++) {
            int[] d = differences(rest, painter.moving(p, WIDTH, HEIGHT, 1, by));
            // ink is away, and edges are not smooth: these are a few pixels in a hundred
            String said = String.format(Locale.ROOT, "step %d: %d at 90 %%, %d at 96 %%", by, at(d, 0.90), at(d, 0.96));
            assertTrue(at(d, 0.90) <= 6 && at(d, 0.96) <= 24, said);
        }
    }

    private static int at(int[] sorted, double share) {
        return sorted[(int) (share * sorted.length)];
    }

    @Test
    void whatMovesShowsAllLayersAsAtRest() {
        look(painter -> {
            isAlike(painter, picture(shells(BALL), front()));
            isAlike(painter, picture(shells(BALL), front().toPerspective(0.6)));
        });
    }

    @Test
    void planesCutWhatMovesAsAtRest() {
        look(painter -> isAlike(painter, picture(shells(BALL), front(), new ClipPlane(Vec3.ZERO, new Vec3(0.6, 0, 0.8)))));
    }

    @Test
    void aSurfaceWithFewerTrianglesLooksAsTheOneThatIsMeant() {
        look(painter -> {
            Surface fine = Surface.of(Subdivision.midpoint(BALL.mesh()));
            Picture p = picture(shells(fine), front());
            Image before = painter.moving(p, WIDTH, HEIGHT, 1, 1);
            CoarseSurfaces.want(List.of(fine));
            Screen.until("fewer triangles", CoarseSurfaces::isReady);
            int[] d = differences(before, painter.moving(p, WIDTH, HEIGHT, 1, 1));
            assertTrue(at(d, 1 - 1e-9) > 0, "nothing is drawn otherwise");
            assertTrue(at(d, 0.99) <= 8, at(d, 0.99) + " at 99 %");
            isAlike(painter, p);
        });
    }

    @Test
    void theOrderOfTheItemsDoesNotMatter() {
        look(painter -> {
            List<Scene.Item> reversed = new ArrayList<>(shells(BALL));
            Collections.reverse(reversed);
            for (int by = 1; by <= GlPainter.most(); by++) {
                int[] d = differences(painter.moving(picture(shells(BALL), front()), WIDTH, HEIGHT, 1, by),
                        painter.moving(picture(reversed, front()), WIDTH, HEIGHT, 1, by));
                assertEquals(0, at(d, 0.999), 2, "step " + by);
            }
        });
    }
}

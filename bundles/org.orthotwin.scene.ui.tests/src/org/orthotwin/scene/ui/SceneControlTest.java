/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;
import org.orthotwin.scene.ui.internal.GlObjects;

class SceneControlTest {

    private static final Surface BALL = Surface.unitSphere();
    private static final int RED = 0xD03020;
    private static final int BLUE = 0x2040D0;
    private static final String PROPERTY = "orthotwin.scene";

    @AfterEach
    void closeWindows() {
        System.clearProperty(PROPERTY);
        Screen.call(() -> {
            for (Shell s : org.eclipse.swt.widgets.Display.getCurrent().getShells()) {
                s.dispose();
            }
            return null;
        });
    }

    private static Scene.Solid ball(Vec3 at, double radius, Material m) {
        return new Scene.Solid(BALL, RigidTransform.translation(at), radius, m, null, true, true);
    }

    private static Scene scene(Scene.Item... items) {
        Scene.Builder b = Scene.builder();
        for (Scene.Item i : items) {
            b.add(i);
        }
        return b.build();
    }

    /** From the front, 0.2 m high, x of the picture to the subject's left (-z), y up. */
    private static Camera front() {
        return Camera.orthographic(Vec3.ZERO, StandardView.ANTERIOR.direction(), Vec3.Y, 0.2);
    }

    private static SceneControl open(Scene scene, Camera camera) {
        Shell shell = Screen.shell(420, 340);
        SceneControl c = new SceneControl(shell);
        c.setScene(scene);
        if (camera != null) {
            c.setCamera(camera);
        }
        shell.open();
        Screen.until("first picture", () -> !c.isBlank());
        return c;
    }

    private static void needsGl(SceneControl c) {
        assumeTrue(c.renderer().startsWith("OpenGL"), "no OpenGL 3.3 on this screen: " + c.renderer());
    }

    private static boolean isGround(int argb) {
        int r = argb >> 16 & 255;
        int g = argb >> 8 & 255;
        int b = argb & 255;
        return Math.min(r, Math.min(g, b)) > 200 && Math.abs(r - b) < 20;
    }

    private static int[] screen(SceneControl c) {
        Point size = c.getSize();
        GC gc = new GC(c.canvas());
        org.eclipse.swt.graphics.Image i = new org.eclipse.swt.graphics.Image(c.getDisplay(), size.x, size.y);
        gc.copyArea(i, 0, 0);
        gc.dispose();
        ImageData d = i.getImageData();
        int[] rgb = new int[d.width * d.height];
        for (int y = 0; y < d.height; y++) {
            for (int x = 0; x < d.width; x++) {
                org.eclipse.swt.graphics.RGB p = d.palette.getRGB(d.getPixel(x, y));
                rgb[y * d.width + x] = p.red << 16 | p.green << 8 | p.blue;
            }
        }
        i.dispose();
        return rgb;
    }

    /** Share of the pixels on the screen that show neither ground nor black. */
    private static double shownShare(SceneControl c) {
        int n = 0;
        int[] rgb = screen(c);
        for (int p : rgb) {
            n += !isGround(p) && (p & 0xFFFFFF) != 0 ? 1 : 0;
        }
        return n / (double) rgb.length;
    }

    private static Scene mixed() {
        return scene(ball(new Vec3(0, 0.03, 0.03), 0.03, Material.BONE), ball(new Vec3(0, -0.03, -0.03), 0.025, Material.TITANIUM),
                ball(new Vec3(0.02, -0.02, 0.05), 0.02, Material.satin(RED)));
    }

    @Test
    void bothRenderersShowTheSameOutline() {
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            needsGl(c);
            Image gl = c.snapshot(300, 240);
            Image java = Renderer.render(mixed(), front(), RenderOptions.interactive(300, 240).withSupersampling(2).withOutlineWidth(1));
            int different = 0;
            int solid = 0;
            double colour = 0;
            // Without the scale bar's corner.
            for (int y = 0; y < 200; y++) {
                for (int x = 0; x < 300; x++) {
                    boolean a = isGround(gl.pixel(x, y));
                    boolean b = isGround(java.pixel(x, y));
                    different += a != b ? 1 : 0;
                    if (!a && !b) {
                        solid++;
                        for (int k = 0; k < 24; k += 8) {
                            colour += Math.abs((gl.pixel(x, y) >> k & 255) - (java.pixel(x, y) >> k & 255)) / 3.0;
                        }
                    }
                }
            }
            assertTrue(solid > 5000, "only " + solid + " pixels");
            assertTrue(different < 0.03 * solid, different + " of " + solid + " pixels differ in what is seen there");
            assertTrue(colour / solid < 12, "colours differ by " + colour / solid);
            return null;
        });
    }

    @Test
    void nothingIsBlankAfterResizeAndHiding() {
        Screen.call(() -> {
            SceneControl c = open(mixed(), null);
            Screen.until("shown", () -> shownShare(c) > 0.1);
            c.getShell().setSize(600, 300);
            Screen.until("after resize", () -> shownShare(c) > 0.1);
            c.setVisible(false);
            Screen.pass(60);
            c.setVisible(true);
            Screen.until("after hiding", () -> shownShare(c) > 0.1);
            Shell other = Screen.shell(300, 300);
            other.open();
            c.setParent(other);
            other.layout();
            Screen.until("in another window", () -> shownShare(c) > 0.1);
            return null;
        });
    }

    @Test
    void theGroundGoesWithThatOfTheWindow() {
        for (String renderer : List.of("", "software")) {
            System.setProperty(PROPERTY, renderer);
            Screen.call(() -> {
                SceneControl c = open(mixed(), front());
                Screen.until("light", () -> isGround(corner(c)));
                c.getShell().setBackground(new Color(0x2B, 0x2F, 0x33));
                c.canvas().redraw();
                Screen.until("dark", () -> (corner(c) >> 8 & 255) < 0x60);
                assertTrue(isGround(c.snapshot(100, 80).pixel(3, 3)), "pictures for elsewhere stay light");
                c.getShell().setBackground(new Color(0xF0, 0xF0, 0xF0));
                c.canvas().redraw();
                Screen.until("light again", () -> isGround(corner(c)));
                c.getShell().dispose();
                return null;
            });
        }
    }

    private static int corner(SceneControl c) {
        return screen(c)[5 * c.getSize().x + 5];
    }

    @Test
    void pickingFindsItemAndPoint() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            Scene.Item label = new Scene.Label(Vec3.ZERO, "x", 0, 8);
            SceneControl c = open(scene(label, ball(new Vec3(0, 0, 0.04), 0.03, Material.BONE), ball(new Vec3(0.1, 0, -0.04), 0.03,
                    Material.TITANIUM)), front());
            Point size = c.getSize();
            // +z, the subject's right, is on the left of the picture.
            double perMetre = size.y / 0.2;
            int x = (int) (size.x / 2.0 - 0.04 * perMetre);
            int y = size.y / 2;
            Pick p = c.pick(x, y).orElseThrow();
            assertEquals(1, p.item());
            assertTrue(p.point().distance(new Vec3(0.03, 0, 0.04)) < 0.001, p.toString());
            assertEquals(2, c.pick((int) (size.x / 2.0 + 0.04 * perMetre), y).orElseThrow().item());
            assertTrue(c.pick(2, 2).isEmpty());
            List<Optional<Pick>> heard = new ArrayList<>();
            c.addPickListener(heard::add);
            Screen.mouse(c, SWT.MouseDown, 1, x, y, 0);
            Screen.mouse(c, SWT.MouseUp, 1, x, y, SWT.BUTTON1);
            Screen.mouse(c, SWT.MouseDown, 1, x, y, 0);
            Screen.mouse(c, SWT.MouseMove, 0, x + 30, y, SWT.BUTTON1);
            Screen.mouse(c, SWT.MouseUp, 1, x + 30, y, SWT.BUTTON1);
            assertEquals(List.of(Optional.of(p)), heard, "a drag is no click");
            return null;
        });
    }

    @Test
    void aTranslucentBallIsLookedThroughWhereSomethingLiesBehind() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(scene(ball(Vec3.ZERO, 0.06, Material.BONE.withOpacity(0.3)), ball(Vec3.ZERO, 0.02, Material.TITANIUM)),
                    front());
            assertEquals(1, c.pick(c.getSize().x / 2, c.getSize().y / 2).orElseThrow().item());
            assertEquals(0, c.pick(c.getSize().x / 2, (int) (c.getSize().y * (0.5 - 0.04 / 0.2))).orElseThrow().item());
            return null;
        });
    }

    @Test
    void theOrderOfTranslucentItemsDoesNotMatter() {
        Screen.call(() -> {
            Scene.Solid outer = ball(Vec3.ZERO, 0.07, Material.satin(RED).withOpacity(0.4));
            Scene.Solid inner = ball(Vec3.ZERO, 0.045, Material.satin(BLUE).withOpacity(0.4));
            Scene.Solid core = ball(Vec3.ZERO, 0.02, Material.TITANIUM);
            SceneControl c = open(scene(outer, inner, core), front());
            Image a = c.snapshot(200, 160);
            c.setScene(scene(core, inner, outer));
            Image b = c.snapshot(200, 160);
            int[] samples = {100, 80, 100 + 24, 80, 100 + 45, 80, 100, 80 - 30};
            for (int i = 0; i < samples.length; i += 2) {
                for (int k = 0; k < 24; k += 8) {
                    assertEquals(a.pixel(samples[i], samples[i + 1]) >> k & 255, b.pixel(samples[i], samples[i + 1]) >> k & 255, 2);
                }
            }
            // Through both shells, as a mixture in linear light says: the same as the renderer without a graphics card.
            Image java = Renderer.render(scene(outer, inner, core), front(), RenderOptions.interactive(200, 160).withSupersampling(2));
            for (int i = 0; i < samples.length; i += 2) {
                for (int k = 0; k < 24; k += 8) {
                    assertEquals(java.pixel(samples[i], samples[i + 1]) >> k & 255, a.pixel(samples[i], samples[i + 1]) >> k & 255, 14,
                            "pixel " + samples[i] + " " + samples[i + 1]);
                }
            }
            return null;
        });
    }

    @Test
    void aClipPlaneOpensASolidWithAFilledSection() {
        Screen.call(() -> {
            Scene open = Scene.builder().add(ball(Vec3.ZERO, 0.06, Material.satin(RED))).clip(new ClipPlane(Vec3.ZERO, Vec3.X)).build();
            SceneControl c = open(open, front());
            Image a = c.snapshot(200, 160);
            Image java = Renderer.render(open, front(), RenderOptions.interactive(200, 160).withSupersampling(2));
            for (int x = 70; x <= 130; x += 10) {
                for (int k = 0; k < 24; k += 8) {
                    assertEquals(java.pixel(x, 80) >> k & 255, a.pixel(x, 80) >> k & 255, 6, "column " + x);
                }
            }
            assertEquals(a.pixel(75, 80), a.pixel(125, 80), "a section is flat");
            assertTrue(c.pick(c.getSize().x / 2, c.getSize().y / 2).orElseThrow().point().x() < -0.05, "the front is away");
            return null;
        });
    }

    @Test
    void draggingAnArrowMovesAlongItsAxisOnly() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            c.setGizmo(Optional.of(new Gizmo(RigidTransform.IDENTITY, true, true)));
            List<String> said = new ArrayList<>();
            List<RigidTransform> deltas = new ArrayList<>();
            c.addGizmoListener(listener(said, deltas));
            int cx = c.getSize().x / 2;
            int cy = c.getSize().y / 2;
            double perMetre = c.getSize().y / 0.2;
            Screen.mouse(c, SWT.MouseDown, 1, cx, cy - 80, 0);
            Screen.mouse(c, SWT.MouseMove, 0, cx + 10, cy - 95, SWT.BUTTON1);
            Screen.mouse(c, SWT.MouseMove, 0, cx + 25, cy - 110, SWT.BUTTON1);
            Screen.mouse(c, SWT.MouseUp, 1, cx + 25, cy - 110, SWT.BUTTON1);
            assertEquals(List.of("begin", "moved", "moved", "last"), said);
            Vec3 t = deltas.getLast().translation();
            assertTrue(t.distance(new Vec3(0, 30 / perMetre, 0)) < 1e-6, t.toString());
            assertEquals(0, deltas.getLast().angle(), 1e-12);
            return null;
        });
    }

    @Test
    void draggingARingTurnsAndEscapeTakesItBack() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            Gizmo g = new Gizmo(RigidTransform.translation(new Vec3(0, 0.01, 0)), false, true);
            c.setGizmo(Optional.of(g));
            List<String> said = new ArrayList<>();
            List<RigidTransform> deltas = new ArrayList<>();
            c.addGizmoListener(listener(said, deltas));
            int cx = c.getSize().x / 2;
            double cy = c.getSize().y * (0.5 - 0.01 / 0.2);
            double r = 66;
            double from = Math.toRadians(40);
            double to = Math.toRadians(70);
            Screen.mouse(c, SWT.MouseDown, 1, at(cx, r * Math.cos(from)), at(cy, -r * Math.sin(from)), 0);
            Screen.mouse(c, SWT.MouseMove, 0, at(cx, r * Math.cos(to)), at(cy, -r * Math.sin(to)), SWT.BUTTON1);
            // Seen from the front, +x points to the viewer: a turn to the left is positive.
            RigidTransform d = deltas.getLast();
            assertEquals(30, Math.toDegrees(d.angle()), 1.5);
            assertTrue(d.rotate(Vec3.Y).z() > 0.4, d.toString());
            assertTrue(d.apply(g.pose().translation()).distance(g.pose().translation()) < 1e-9, "about its own middle");
            key(c, SWT.ESC, SWT.ESC, 0);
            assertEquals(List.of("begin", "moved", "cancelled"), said);
            assertEquals(Optional.of(g), c.gizmo());
            key(c, (char) 0, SWT.ARROW_RIGHT, SWT.SHIFT);
            assertEquals(0.1, Math.toDegrees(deltas.getLast().angle()), 1e-9);
            assertEquals("last", said.getLast());
            return null;
        });
    }

    @Test
    void arrowKeysNudgeByAMillimetre() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            c.setGizmo(Optional.of(new Gizmo(RigidTransform.IDENTITY, true, false)));
            List<String> said = new ArrayList<>();
            List<RigidTransform> deltas = new ArrayList<>();
            c.addGizmoListener(listener(said, deltas));
            key(c, (char) 0, SWT.ARROW_UP, 0);
            key(c, (char) 0, SWT.ARROW_RIGHT, SWT.ALT);
            assertEquals(List.of("begin", "last", "begin", "last"), said);
            assertTrue(deltas.get(0).translation().distance(new Vec3(0, 0.001, 0)) < 1e-12);
            assertTrue(deltas.get(1).translation().distance(new Vec3(0, 0, -0.005)) < 1e-12, "to the picture's right is -z");
            return null;
        });
    }

    private static int at(double middle, double offset) {
        return (int) Math.round(middle + offset - 0.5);
    }

    private static GizmoListener listener(List<String> said, List<RigidTransform> deltas) {
        return new GizmoListener() {
            @Override
            public void begin() {
                said.add("begin");
            }

            @Override
            public void moved(RigidTransform delta, boolean last) {
                said.add(last ? "last" : "moved");
                deltas.add(delta);
            }

            @Override
            public void cancelled() {
                said.add("cancelled");
            }
        };
    }

    private static void key(SceneControl c, char character, int code, int state) {
        Event e = new Event();
        e.character = character;
        e.keyCode = code;
        e.stateMask = state;
        c.canvas().notifyListeners(SWT.KeyDown, e);
    }

    @Test
    void theWheelKeepsThePointUnderThePointer() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            int x = (int) (c.getSize().x / 2.0 - 0.03 * c.getSize().y / 0.2);
            int y = (int) (c.getSize().y * (0.5 - 0.03 / 0.2));
            Vec3 before = c.pick(x, y).orElseThrow().point();
            Event e = new Event();
            e.x = x;
            e.y = y;
            e.count = 3;
            c.canvas().notifyListeners(SWT.MouseVerticalWheel, e);
            assertTrue(c.camera().height() < 0.19);
            assertTrue(c.pick(x, y).orElseThrow().point().distance(before) < 0.001);
            return null;
        });
    }

    @Test
    void keysGiveStandardViewsAndProjections() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            key(c, '3', '3', 0);
            Screen.until("left view", () -> c.camera().forward().distance(StandardView.LEFT.direction()) < 1e-9);
            key(c, 'p', 'p', 0);
            assertFalse(c.camera().isOrthographic());
            key(c, '1', '1', 0);
            Screen.until("anterior view", () -> c.camera().forward().distance(StandardView.ANTERIOR.direction()) < 1e-9);
            assertFalse(c.camera().isOrthographic());
            return null;
        });
    }

    @Test
    void buffersGoWithTheirControls() {
        makeAndDispose(3);
    }

    @Test
    @Tag("long")
    void aHundredControlsLeaveNothing() {
        makeAndDispose(10);
        long before = used();
        makeAndDispose(90);
        assertTrue(used() - before < 20 << 20, used() - before + " bytes more");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void makeAndDispose(int times) {
        int before = GlObjects.live();
        Screen.call(() -> {
            Shell shell = Screen.shell(200, 160);
            shell.open();
            for (int i = 0; i < times; i++) {
                SceneControl c = new SceneControl(shell);
                c.setScene(mixed());
                shell.layout();
                Screen.until("picture " + i, () -> !c.isBlank());
                c.dispose();
            }
            return null;
        });
        assertEquals(before, GlObjects.live(), "objects of OpenGL that nobody freed");
    }

    @Test
    void aSurfaceThatIsGoneFreesItsBuffers() {
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            needsGl(c);
            Screen.pass(200);
            int before = GlObjects.live();
            TriangleMesh mesh = BALL.mesh();
            for (int i = 0; i < 5; i++) {
                c.setScene(Scene.builder().mesh(mesh, RigidTransform.IDENTITY, Material.BONE).build());
                c.snapshot(20, 20);
            }
            assertTrue(GlObjects.live() > before);
            c.setScene(mixed());
            Screen.until("freed", () -> {
                System.gc();
                c.setCamera(front().orbit(Math.random(), 0));
                Screen.pass(50);
                return GlObjects.live() <= before;
            });
            return null;
        });
    }

    @Test
    void withoutOpenGlTheOtherRendererDrawsAndSaysWhy() {
        System.setProperty(PROPERTY, "software");
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            assertTrue(c.renderer().startsWith("Java ("), c.renderer());
            Screen.until("shown", () -> shownShare(c) > 0.1);
            Screen.mouse(c, SWT.MouseDown, 1, 100, 100, 0);
            Screen.mouse(c, SWT.MouseMove, 0, 140, 120, SWT.BUTTON1);
            Screen.mouse(c, SWT.MouseUp, 1, 140, 120, SWT.BUTTON1);
            Screen.until("after a turn", () -> shownShare(c) > 0.1);
            assertTrue(c.camera().forward().distance(front().forward()) > 0.1);
            return null;
        });
    }

    @Test
    void whereOpenGlFailsTheOtherRendererTakesOver() {
        Screen.call(() -> {
            SceneControl c = open(mixed(), front());
            needsGl(c);
            c.instead(new IllegalStateException("context lost"));
            assertTrue(c.renderer().contains("context lost"), c.renderer());
            Screen.until("shown", () -> !c.isBlank() && shownShare(c) > 0.1);
            return null;
        });
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Image;
import org.orthotwin.render.Material;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.ScalarField;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;

class RendererTest {

    private static final int RED = 0xD03020;
    private static final int GREEN = 0x20A040;
    private static final int BLUE = 0x2040C0;
    /** Looks along world z with world y up, so that world x is to the left of the picture; 0.2 m high. */
    private static final Camera FRONT = Camera.orthographic(Vec3.ZERO, Vec3.Z, Vec3.Y, 0.2);

    private static RenderOptions plain(int w, int h) {
        return RenderOptions.print(w, h).withAmbientOcclusion(0).withDepthCue(0).withOutlineWidth(0).withSupersampling(2);
    }

    private static Surface square(double half) {
        return Surface.of(new TriangleMesh(new double[] {-half, -half, 0, half, -half, 0, half, half, 0, -half, half, 0},
                new int[] {0, 2, 1, 0, 3, 2}));
    }

    private static RigidTransform at(double x, double y, double z) {
        return RigidTransform.translation(new Vec3(x, y, z));
    }

    private static Scene.Solid ball(Vec3 centre, double radius, Material material) {
        return new Scene.Solid(Surface.unitSphere(), RigidTransform.translation(centre), radius, material, null, true, true);
    }

    private static int rgb(Image i, int x, int y) {
        return i.pixel(x, y) & 0xFFFFFF;
    }

    private static double linear(int byteValue) {
        double c = byteValue / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static int encode(double l) {
        return (int) Math.round(255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * Math.pow(l, 1 / 2.4) - 0.055));
    }

    private static double covered(Image image, int color) {
        double sum = 0;
        for (int p : image.argb()) {
            double c = linear(p >> 8 & 255);
            sum += (1 - c) / (1 - linear(color >> 8 & 255));
        }
        return sum;
    }

    @Test
    void aSphereCoversTheAreaOfItsDisc() {
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.06, Material.flat(RED))).build();
        Image i = Renderer.render(s, FRONT, plain(400, 400));
        double expected = Math.PI * 0.06 * 0.06 * (400 / 0.2) * (400 / 0.2);
        // The sphere is a polyhedron of 64 by 32 facets: its outline lies inside the circle by up to 0.3 % of the area.
        assertEquals(expected, covered(i, RED), 0.005 * expected);
    }

    @Test
    void aSphereInPerspectiveIsAsLargeAsItsTangentCone() {
        Camera c = Camera.perspective(new Vec3(0, 0, -0.5), Vec3.ZERO, Vec3.Y, 0.5);
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.06, Material.flat(RED))).build();
        Image i = Renderer.render(s, c, plain(400, 400));
        double focal = 200 / Math.tan(0.25);
        double radius = focal * 0.06 / Math.sqrt(0.25 - 0.06 * 0.06);
        assertEquals(Math.PI * radius * radius, covered(i, RED), 0.005 * Math.PI * radius * radius);
    }

    @Test
    void anUnlitColourComesOutAsItIs() {
        Scene s = Scene.builder().surface(square(0.05), RigidTransform.IDENTITY, Material.flat(0x123456)).build();
        Image i = Renderer.render(s, FRONT, plain(64, 48).withBackground(0xABCDEF, 0xABCDEF));
        assertEquals(0x123456, rgb(i, 32, 24));
        assertEquals(0xABCDEF, rgb(i, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNearerSurfaceWinsInAnyOrder(boolean swap) {
        Scene.Solid near = new Scene.Solid(square(0.04), at(0, 0, -0.01), 1, Material.flat(RED), null, true, true);
        Scene.Solid far = new Scene.Solid(square(0.08), at(0, 0, 0.01), 1, Material.flat(BLUE), null, true, true);
        Scene s = Scene.builder().add(swap ? far : near).add(swap ? near : far).build();
        for (Camera c : new Camera[] {FRONT, FRONT.toPerspective(0.5)}) {
            Image i = Renderer.render(s, c, plain(100, 100));
            assertEquals(RED, rgb(i, 50, 50));
            assertEquals(BLUE, rgb(i, 50, 17));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void translucentLayersMixByTheFormulaInAnyOrder(boolean swap) {
        Scene.Solid near = new Scene.Solid(square(0.05), at(0, 0, -0.01), 1, Material.flat(RED).withOpacity(0.3), null, true, true);
        Scene.Solid middle = new Scene.Solid(square(0.05), at(0, 0, 0.01), 1, Material.flat(GREEN).withOpacity(0.6), null, true, true);
        Scene.Solid wall = new Scene.Solid(square(0.05), at(0, 0, 0.03), 1, Material.flat(BLUE), null, true, true);
        Scene.Builder b = Scene.builder();
        b.add(swap ? middle : near).add(wall).add(swap ? near : middle);
        Image i = Renderer.render(b.build(), FRONT, plain(60, 60));
        for (int shift = 0; shift <= 16; shift += 8) {
            double back = 0.6 * linear(GREEN >> shift & 255) + 0.4 * linear(BLUE >> shift & 255);
            double mixed = 0.3 * linear(RED >> shift & 255) + 0.7 * back;
            assertEquals(encode(mixed), i.pixel(30, 30) >> shift & 255, 1);
        }
    }

    @Test
    void aTranslucentBallShowsItsFrontAndItsBack() {
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.08, Material.flat(0).withOpacity(0.5))).build();
        Image i = Renderer.render(s, FRONT, plain(101, 101));
        assertEquals(encode(0.25), i.pixel(50, 50) & 255, 2);
    }

    @Test
    void anEdgeSharedByTrianglesIsCoveredOnce() {
        // A fan about an odd point: gaps would show the ground, overlaps would be darker.
        int n = 37;
        double[] v = new double[3 * (n + 1)];
        int[] t = new int[3 * n];
        v[0] = 0.0123;
        v[1] = 0.0077;
        for (int k = 0; k < n; k++) {
            v[3 * k + 3] = 0.3 * Math.cos(2 * Math.PI * k / n);
            v[3 * k + 4] = 0.3 * Math.sin(2 * Math.PI * k / n);
            t[3 * k + 1] = k + 1;
            t[3 * k + 2] = (k + 1) % n + 1;
        }
        Scene s = Scene.builder().surface(Surface.of(new TriangleMesh(v, t)), RigidTransform.IDENTITY, Material.flat(0).withOpacity(0.5))
                .build();
        Image i = Renderer.render(s, FRONT, plain(203, 151));
        int first = i.pixel(0, 0);
        assertTrue(Arrays.stream(i.argb()).allMatch(p -> p == first), "all pixels have one colour");
        assertEquals(encode(0.5), first & 255, 1);
    }

    @Test
    void aClipPlaneOpensAndFillsTheSolid() {
        Material skin = new Material(RED, 1, 0, 1, 0, false);
        Scene.Builder b = Scene.builder().add(ball(Vec3.ZERO, 0.08, skin));
        b.add(new Scene.Solid(Surface.unitSphere(), RigidTransform.IDENTITY, 0.02, Material.flat(BLUE), null, false, true));
        Image cut = Renderer.render(b.clip(new ClipPlane(Vec3.ZERO, new Vec3(0, 0, -1))).build(), FRONT, plain(200, 200));
        assertEquals(BLUE, rgb(cut, 100, 100), "an unclipped ball reaches out of the section");
        assertEquals(RED, rgb(cut, 100, 60), "the section is filled");
        // Lit, the section is flat: one colour, unlike the ball.
        Scene lit = Scene.builder().add(ball(Vec3.ZERO, 0.08, Material.BONE)).clip(new ClipPlane(Vec3.ZERO, new Vec3(0, 0, -1))).build();
        Image section = Renderer.render(lit, FRONT, plain(200, 200));
        assertEquals(rgb(section, 100, 100), rgb(section, 60, 70));
        Image whole = Renderer.render(Scene.builder().add(ball(Vec3.ZERO, 0.08, Material.BONE)).build(), FRONT, plain(200, 200));
        assertNotEquals(rgb(whole, 100, 100), rgb(whole, 60, 70));
    }

    @Test
    void aSectionHasTheAreaOfTheCut() {
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.05, Material.flat(RED))).clip(new ClipPlane(new Vec3(0, 0, 0.03), new Vec3(0, 0,
                -1)))
                .build();
        double r = Math.sqrt(0.05 * 0.05 - 0.03 * 0.03);
        Image i = Renderer.render(s, FRONT, plain(400, 400));
        assertEquals(Math.PI * r * r * 4e6, covered(i, RED), 0.006 * Math.PI * r * r * 4e6);
    }

    @Test
    void aPlaneFromTheSideTakesItsHalf() {
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.06, Material.flat(RED))).clip(new ClipPlane(Vec3.ZERO, Vec3.X)).build();
        Image i = Renderer.render(s, FRONT, plain(200, 200));
        double disc = Math.PI * 0.06 * 0.06 * 1e6;
        assertEquals(0.5 * disc, covered(i, RED), 0.005 * disc);
        // World x is to the left when looking along z with y up.
        assertEquals(0xFFFFFF, rgb(i, 80, 100));
        assertEquals(RED, rgb(i, 120, 100));
    }

    @Test
    void theEyeMayBeInsideTheScene() {
        Scene s = Scene.builder().add(ball(Vec3.ZERO, 0.06, Material.flat(RED))).build();
        Image i = Renderer.render(s, Camera.perspective(new Vec3(0, 0, 0.01), new Vec3(0, 0, 0.1), Vec3.Y, 1.2), plain(80, 60));
        assertTrue(Arrays.stream(i.argb()).allMatch(p -> (p & 0xFFFFFF) == RED), "the ball is all around");
        Surface floor = square(5);
        RigidTransform flat = RigidTransform.rotation(Vec3.X, Math.PI / 2);
        Image horizon = Renderer.render(Scene.builder().surface(floor, flat, Material.flat(BLUE)).build(),
                Camera.perspective(new Vec3(0, 0.1, 0), new Vec3(0, 0.1, 1), Vec3.Y, 1.2), plain(80, 60));
        assertEquals(BLUE, rgb(horizon, 40, 55));
        assertEquals(0xFFFFFF, rgb(horizon, 40, 5));
    }

    @ParameterizedTest
    @EnumSource(StandardView.class)
    void aStandardViewShowsTheNamedSide(StandardView view) {
        RigidTransform frame = RigidTransform.rotation(new Vec3(1, 2, 3), 0.7).withTranslation(new Vec3(1, 2, 3));
        // Coloured balls on the six half axes: anterior, posterior, superior, inferior, right, left.
        int[] colors = {0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080};
        Vec3[] axes = {Vec3.X, Vec3.X.negate(), Vec3.Y, Vec3.Y.negate(), Vec3.Z, Vec3.Z.negate()};
        Scene.Builder b = Scene.builder();
        for (int k = 0; k < 6; k++) {
            b.add(ball(frame.apply(axes[k].times(0.1)), 0.02, Material.flat(colors[k])));
        }
        int[][] expected = switch (view) {
            // Middle, right, top.
            case ANTERIOR -> new int[][] {{0, 5, 2}};
            case POSTERIOR -> new int[][] {{1, 4, 2}};
            case RIGHT -> new int[][] {{4, 0, 2}};
            case LEFT -> new int[][] {{5, 1, 2}};
            case SUPERIOR -> new int[][] {{2, 4, 0}};
            case INFERIOR -> new int[][] {{3, 5, 0}};
        };
        Scene s = b.build();
        Camera c = Camera.of(view, frame).fit(s, 1, 0);
        for (Camera camera : new Camera[] {c, c.toPerspective(0.3).fit(s, 1, 0)}) {
            Image i = Renderer.render(s, camera, plain(240, 240));
            assertEquals(colors[expected[0][0]], rgb(i, 120, 120));
            assertEquals(colors[expected[0][1]], rgb(i, 220, 120));
            assertEquals(colors[expected[0][2]], rgb(i, 120, 20));
        }
    }

    @Test
    void fitFillsThePictureAndNoMore() {
        Scene s = Scene.builder().add(ball(new Vec3(0.3, -0.2, 0.5), 0.05, Material.flat(RED)))
                .add(ball(new Vec3(0.34, -0.1, 0.9), 0.02, Material.flat(RED))).build();
        for (Camera start : new Camera[] {FRONT, FRONT.toPerspective(0.8)}) {
            Camera c = start.orbit(0.4, -0.3).fit(s, 1.5, 0.1);
            Image i = Renderer.render(s, c, plain(300, 200));
            int x0 = 300;
            int x1 = -1;
            int y0 = 200;
            int y1 = -1;
            for (int y = 0; y < 200; y++) {
                for (int x = 0; x < 300; x++) {
                    if (rgb(i, x, y) != 0xFFFFFF) {
                        x0 = Math.min(x0, x);
                        x1 = Math.max(x1, x);
                        y0 = Math.min(y0, y);
                        y1 = Math.max(y1, y);
                    }
                }
            }
            assertTrue(x0 >= 29 && x1 <= 270 && y0 >= 19 && y1 <= 180, x0 + ".." + x1 + ", " + y0 + ".." + y1);
            assertTrue(Math.abs(y0 - 20) <= 1 && Math.abs(y1 - 179) <= 1 || Math.abs(x0 - 30) <= 1 && Math.abs(x1 - 269) <= 1,
                    x0 + ".." + x1 + ", " + y0 + ".." + y1);
        }
    }

    @Test
    void scalarsTakeTheColoursOfTheMap() {
        ScalarField field = new ScalarField(new double[] {0, 10, 10, 0}, 0, 10, ColorMap.CIVIDIS);
        Scene s = Scene.builder().surface(square(0.1), RigidTransform.IDENTITY, Material.flat(RED), field).build();
        Image i = Renderer.render(s, FRONT, plain(100, 100));
        // World x grows to the left; pixel 25 covers x = 0.05 to 0.048.
        for (int shift = 0; shift <= 16; shift += 8) {
            assertEquals(ColorMap.CIVIDIS.color(0.745) >> shift & 255, rgb(i, 25, 50) >> shift & 255, 1);
            assertEquals(ColorMap.CIVIDIS.color(0.255) >> shift & 255, rgb(i, 74, 50) >> shift & 255, 1);
        }
        ScalarField unknown = new ScalarField(new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN}, 0, 10, ColorMap.CIVIDIS);
        Image j = Renderer.render(Scene.builder().surface(square(0.1), RigidTransform.IDENTITY, Material.flat(RED), unknown).build(), FRONT,
                plain(100, 100));
        assertEquals(RED, rgb(j, 25, 50));
    }

    @Test
    void linesHaveTheirWidthAndHideBehindSurfaces() {
        Scene s = Scene.builder().add(new Scene.Polyline(new double[] {-0.2, 0, 0, 0.2, 0, 0}, 0, 4, 0, false))
                .surface(square(0.03), at(0, 0, -0.05), Material.flat(RED)).build();
        Image i = Renderer.render(s, FRONT, plain(200, 200).withUiScale(1));
        assertEquals(0, rgb(i, 20, 98));
        assertEquals(0, rgb(i, 20, 101));
        assertEquals(0xFFFFFF, rgb(i, 20, 96));
        assertEquals(0xFFFFFF, rgb(i, 20, 103));
        assertEquals(RED, rgb(i, 100, 100));
        Image dashed = Renderer.render(Scene.builder().dashedLine(0, 2, new Vec3(-0.2, 0, 0), new Vec3(0.2, 0, 0)).build(), FRONT,
                plain(400, 100).withUiScale(1));
        int dark = 0;
        for (int x = 0; x < 400; x++) {
            dark += rgb(dashed, x, 50) == 0 ? 1 : 0;
        }
        // The line is 200 pixels long.
        assertTrue(dark > 70 && dark < 140, dark + " of 200 pixels are inked");
    }

    @Test
    void nothingMakesTheGroundOnly() {
        Image i = Renderer.render(Scene.builder().build(), FRONT, RenderOptions.interactive(50, 40));
        assertEquals(0xFD, i.pixel(0, 0) >> 16 & 255, 1);
        assertTrue((i.pixel(0, 39) >> 16 & 255) < 0xE0);
        Image clear = Renderer.render(Scene.builder().add(ball(Vec3.ZERO, 0.05, Material.BONE.withOpacity(0))).build(), FRONT, plain(40,
                40));
        assertTrue(Arrays.stream(clear.argb()).allMatch(p -> p == 0xFFFFFFFF));
    }

    private static Scene everything() {
        RigidTransform tilt = RigidTransform.rotation(new Vec3(1, 1, 0), 0.5);
        double[] height = new double[Surface.unitSphere().mesh().vertexCount()];
        for (int k = 0; k < height.length; k++) {
            height[k] = Surface.unitSphere().mesh().vertex(k).z();
        }
        return Scene.builder().add(ball(Vec3.ZERO, 0.05, Material.BONE.withOpacity(0.4)))
                .add(ball(new Vec3(0.02, 0, 0.01), 0.02, Material.COBALT_CHROME))
                .add(new Scene.Solid(Surface.unitSphere(), at(-0.06, 0.02, 0), 0.03, Material.BONE,
                        new ScalarField(height, -1, 1, ColorMap.VIRIDIS), true, true))
                .uncutSurface(Surface.cylinder(0.12, 0.008), tilt, Material.TITANIUM).triad(tilt, 0.06)
                .surface(Surface.arrow(0.1, 0.004), at(0, -0.05, 0), Material.CERAMIC.withOpacity(0.7))
                .dashedLine(RED, 2, new Vec3(-0.1, -0.1, 0), new Vec3(0.1, 0.1, 0)).line(BLUE, 3, Vec3.ZERO, new Vec3(0.1, -0.05, -0.1))
                .point(new Vec3(0, 0.06, 0), 0.006, GREEN).label(new Vec3(0, 0.06, 0), "T\u00EAte f\u00E9morale 28\u00B0")
                .clip(new ClipPlane(new Vec3(0.03, 0, 0), new Vec3(1, 0, -0.3))).build();
    }

    private static RenderOptions everyOption(int w, int h) {
        return RenderOptions.print(w, h).withOverlays(new Overlay.ScaleBar(), new Overlay.OrientationLetters(RigidTransform.IDENTITY),
                new Overlay.Caption("Vue ant\u00E9rieure\n45\u00B0 \u00B1 2\u00B0"), new Overlay.ColorBar(ColorMap.VIRIDIS, -1, 1, "z",
                        "mm"),
                new Overlay.Legend(List.of(new Overlay.Legend.Entry(RED, "Rouge"))));
    }

    @Test
    void threadsAndLocaleChangeNoBit() {
        Locale before = Locale.getDefault();
        for (Camera c : new Camera[] {FRONT, FRONT.orbit(0.3, 0.2).toPerspective(0.6)}) {
            for (RenderOptions o : new RenderOptions[] {everyOption(323, 241), RenderOptions.interactive(323, 241)}) {
                int[] one = Renderer.render(everything(), c, o.withThreads(1)).argb();
                try {
                    Locale.setDefault(Locale.FRANCE);
                    assertArrayEquals(one, Renderer.render(everything(), c, o.withThreads(2)).argb());
                    assertArrayEquals(one, Renderer.render(everything(), c, o.withThreads(7)).argb());
                } finally {
                    Locale.setDefault(before);
                }
                long colours = Arrays.stream(one).distinct().count();
                assertTrue(colours > 500, colours + " colours only");
            }
        }
    }

    @Test
    void hollowsDarkenAndOutlinesAreInked() {
        // A ball half sunk into a wall: with occlusion the wall is darker near it.
        Scene s = Scene.builder().surface(square(0.2), RigidTransform.IDENTITY, Material.BONE).add(ball(Vec3.ZERO, 0.03,
                Material.BONE)).build();
        RenderOptions o = plain(200, 200);
        int without = rgb(Renderer.render(s, FRONT, o), 100, 131) & 255;
        int with = rgb(Renderer.render(s, FRONT, o.withAmbientOcclusion(1)), 100, 131) & 255;
        assertTrue(with < without - 12, with + " against " + without);
        int far = rgb(Renderer.render(s, FRONT, o.withAmbientOcclusion(1)), 10, 10) & 255;
        assertEquals(rgb(Renderer.render(s, FRONT, o), 10, 10) & 255, far, 3);
        Scene alone = Scene.builder().add(ball(Vec3.ZERO, 0.03, Material.BONE)).build();
        Image ink = Renderer.render(alone, FRONT, o.withOutlineWidth(2));
        int darkest = 255;
        for (int y = 60; y < 80; y++) {
            darkest = Math.min(darkest, rgb(ink, 100, y) & 255);
        }
        assertTrue(darkest < 125, "the outline's darkest pixel is " + darkest);
    }

    @Test
    void badInputIsNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> RenderOptions.print(0, 10)).getMessage().contains("0 x 10"));
        assertThrows(IllegalArgumentException.class, () -> RenderOptions.print(10, 10).withSupersampling(5));
        assertThrows(IllegalArgumentException.class, () -> new Material(0, 1.5, 0, 1, 0, true));
        assertThrows(IllegalArgumentException.class, () -> new ScalarField(new double[3], 1, 1, ColorMap.VIRIDIS));
        assertThrows(IllegalArgumentException.class, () -> Scene.builder().surface(square(1), RigidTransform.IDENTITY, Material.BONE,
                new ScalarField(new double[3], 0, 1, ColorMap.VIRIDIS)));
        assertThrows(IllegalArgumentException.class, () -> Camera.orthographic(Vec3.ZERO, Vec3.Z, Vec3.Z, 1));
        assertThrows(IllegalArgumentException.class, () -> Camera.perspective(Vec3.ZERO, Vec3.Z, Vec3.Y, 4));
    }
}

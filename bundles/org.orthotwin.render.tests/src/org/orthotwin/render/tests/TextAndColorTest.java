/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.Camera;
import org.orthotwin.render.ColorMap;
import org.orthotwin.render.Image;
import org.orthotwin.render.Overlay;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;

class TextAndColorTest {

    private static final String SIGNS =
            "\u0152\u0153\u0178\u20AC\u2212\u2013\u2014\u2018\u2019\u201C\u201D\u2026\u2264\u2265\u2260\u2248\u2192\u0394\u03B1";

    private static Image text(String text) {
        return Renderer.render(Scene.builder().build(), Camera.orthographic(Vec3.ZERO, Vec3.Z, Vec3.Y, 1),
                RenderOptions.print(60, 60).withUiScale(1.6).withOverlays(new Overlay.Caption(text)));
    }

    @Test
    void everyLetterOfLatin1HasAShapeOfItsOwn() {
        int[] box = text("\uFFFD").argb();
        Map<Integer, Character> seen = new HashMap<>();
        StringBuilder all = new StringBuilder(SIGNS);
        for (char c = 0x21; c <= 0xFF; c++) {
            if ((c < 0x7F || c > 0xA0) && c != 0xAD) {
                all.append(c);
            }
        }
        for (char c : all.toString().toCharArray()) {
            int[] p = text(String.valueOf(c)).argb();
            assertTrue(Arrays.stream(p).anyMatch(v -> (v & 0xFF) < 120), "'" + c + "' leaves ink");
            assertFalse(Arrays.equals(box, p), "'" + c + "' is drawn as missing");
            // Of the alike ones, e.g. broken bar and bar, each must differ in at least a pixel; the two micro signs are not both here.
            Character twin = seen.put(Arrays.hashCode(p), c);
            assertEquals(null, twin, "'" + c + "' looks like '" + twin + "'");
        }
    }

    @Test
    void whatIsWrittenIsLightOnADarkGround() {
        Scene scene = Scene.builder().label(Vec3.ZERO, "ASIS").build();
        for (int ground : new int[] {0x30363C, 0xE8ECF0}) {
            Image i = Renderer.render(scene, Camera.orthographic(Vec3.ZERO, Vec3.Z, Vec3.Y, 0.1), RenderOptions.print(300, 200)
                    .withUiScale(1).withBackground(ground, ground).withOverlays(new Overlay.ScaleBar(), new Overlay.Caption("Caption")));
            boolean dark = (ground & 0xFF) < 128;
            for (int[] box : new int[][] {{150, 60, 250, 140}, {0, 0, 150, 50}, {0, 150, 300, 200}}) {
                int far = 0;
                for (int y = box[1]; y < box[3]; y++) {
                    for (int x = box[0]; x < box[2]; x++) {
                        int green = i.pixel(x, y) >> 8 & 0xFF;
                        far = Math.max(far, dark ? green - (ground >> 8 & 0xFF) : (ground >> 8 & 0xFF) - green);
                    }
                }
                assertTrue(far > 100, "on " + Integer.toHexString(ground) + " at " + Arrays.toString(box) + ": " + far);
            }
        }
    }

    @Test
    void aScaleBarHasItsLength() {
        // 0.1 m over 500 pixels: 5 pixels a mm; 22 % of 800 pixels are 35.2 mm, so the bar is 20 mm, 100 pixels.
        Image i = Renderer.render(Scene.builder().build(), Camera.orthographic(Vec3.ZERO, Vec3.Z, Vec3.Y, 0.1),
                RenderOptions.print(800, 500).withUiScale(1).withOverlays(new Overlay.ScaleBar()));
        int first = -1;
        int last = -1;
        for (int x = 0; x < 800; x++) {
            if ((i.pixel(x, 485) & 0xFF) < 140) {
                first = first < 0 ? x : first;
                last = x;
            }
        }
        assertEquals(100, last - first, 2);
        assertEquals(14, first, 1);
    }

    @Test
    void lettersStandAtTheEdgesThatTheyName() {
        RenderOptions o = RenderOptions.print(200, 200).withUiScale(1);
        Camera c = Camera.of(StandardView.ANTERIOR, RigidTransform.IDENTITY);
        Function<String, Image> only = shown -> {
            java.util.List<String> letters = List.of("A", "P", "S", "I", "L", "R").stream().map(l -> l.equals(shown) ? l : "").toList();
            return Renderer.render(Scene.builder().build(), c, o.withOverlays(new Overlay.OrientationLetters(RigidTransform.IDENTITY,
                    letters)));
        };
        assertEquals("right", edge(only.apply("L")));
        assertEquals("left", edge(only.apply("R")));
        assertEquals("top", edge(only.apply("S")));
        assertEquals("bottom", edge(only.apply("I")));
        assertEquals("none", edge(only.apply("A")));
    }

    private static String edge(Image i) {
        double x = 0;
        double y = 0;
        int n = 0;
        for (int k = 0; k < i.argb().length; k++) {
            if ((i.argb()[k] & 0xFF) < 128) {
                x += k % i.width();
                y += k / i.width();
                n++;
            }
        }
        if (n == 0) {
            return "none";
        }
        x = x / n / i.width() - 0.5;
        y = y / n / i.height() - 0.5;
        return Math.abs(x) > Math.abs(y) ? x > 0 ? "right" : "left" : y > 0 ? "bottom" : "top";
    }

    @ParameterizedTest
    @EnumSource(value = ColorMap.class, names = {"VIRIDIS", "CIVIDIS"})
    void sequentialMapsGrowEvenlyInLightness(ColorMap map) {
        double from = lightness(map.color(0));
        double to = lightness(map.color(1));
        double before = from - 1;
        for (int i = 0; i <= 100; i++) {
            double l = lightness(map.color(i / 100.0));
            assertTrue(l > before - 0.2, map + " darkens at " + i);
            assertEquals(from + (to - from) * i / 100, l, 4.5, map + " at " + i);
            before = l;
        }
    }

    @Test
    void mapsHaveTheirPublishedColours() {
        assertEquals(0x440154, ColorMap.VIRIDIS.color(0));
        assertEquals(0xFDE725, ColorMap.VIRIDIS.color(1));
        int mid = ColorMap.VIRIDIS.color(0.5);
        // The published table has (0.128, 0.565, 0.551) in the middle.
        assertEquals(33, mid >> 16 & 255, 2);
        assertEquals(144, mid >> 8 & 255, 2);
        assertEquals(140, mid & 255, 2);
        assertEquals(ColorMap.CIVIDIS.color(1), ColorMap.CIVIDIS.color(7));
    }

    /** CIE L*, D65. */
    private static double lightness(int rgb) {
        double y = 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
        return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
    }

    private static double linear(int v) {
        double c = v / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}

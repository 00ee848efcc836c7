/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.List;

/**
 * How a picture is made. Immutable; start from {@link #print} or {@link #interactive} and change with the {@code with} methods.
 *
 * @param width of the picture in pixels, 1 to 16384
 * @param height of the picture in pixels, 1 to 16384
 * @param supersampling samples along each edge of a pixel, 1 to 4
 * @param backgroundTop sRGB colour of the uppermost row
 * @param backgroundBottom sRGB colour of the lowest row; between them a gradient
 * @param ambientOcclusion strength of the darkening in hollows, 0 (none) to 1
 * @param depthCue how much the farthest point fades into the background, 0 (not at all) to 1
 * @param outlineWidth width of the ink on silhouettes in pixels; 0 for none
 * @param uiScale size of texts, lines and markers that are measured in pixels, as a multiple of their size on a screen
 * @param threads that draw; the picture does not depend on it
 * @param overlays drawn over the picture, in order
 */
public record RenderOptions(int width, int height, int supersampling, int backgroundTop, int backgroundBottom, double ambientOcclusion,
        double depthCue, double outlineWidth, double uiScale, int threads, List<Overlay> overlays) {

    private static final int MAX_SIZE = 16384;
    /** Lightness, 0 to 255, below which a ground is dark. */
    private static final int DARK = 110;

    public RenderOptions {
        overlays = List.copyOf(overlays);
        if (width < 1 || height < 1 || width > MAX_SIZE || height > MAX_SIZE || (long) width * height > Integer.MAX_VALUE / 8) {
            throw new IllegalArgumentException("picture of " + width + " x " + height + " pixels; the limit is " + MAX_SIZE + " a side and "
                    + Integer.MAX_VALUE / 8 + " in all");
        }
        if (supersampling < 1 || supersampling > 4) {
            throw new IllegalArgumentException("supersampling " + supersampling + " is not from 1 to 4");
        }
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; at least one is needed");
        }
        if (!(ambientOcclusion >= 0 && ambientOcclusion <= 1) || !(depthCue >= 0 && depthCue <= 1)) {
            throw new IllegalArgumentException("ambient occlusion " + ambientOcclusion + " and depth cue " + depthCue
                    + " must be from 0 to 1");
        }
        if (!(outlineWidth >= 0 && outlineWidth <= 20) || !(uiScale > 0 && uiScale <= 20)) {
            throw new IllegalArgumentException("outline width " + outlineWidth + " px must be from 0 to 20 and scale " + uiScale
                    + " above 0, up to 20");
        }
        backgroundTop &= 0xFFFFFF;
        backgroundBottom &= 0xFFFFFF;
    }

    /** A picture for paper: nine samples a pixel, hollows darkened, outlines, white ground; texts grow with the picture. */
    public static RenderOptions print(int width, int height) {
        double scale = Math.max(1, Math.min(20, Math.min(width, height) / 600.0));
        return new RenderOptions(width, height, 3, 0xFFFFFF, 0xFFFFFF, 1, 0.15, 1.1 * scale, scale, processors(), List.of());
    }

    /** A picture while the user turns the scene: one sample a pixel, cheap hollows, soft grey ground. */
    public static RenderOptions interactive(int width, int height) {
        return new RenderOptions(width, height, 1, 0xFDFDFE, 0xD5DCE4, 0.8, 0.15, 0, 1, processors(), List.of());
    }

    private static int processors() {
        return Math.max(1, Math.min(16, Runtime.getRuntime().availableProcessors()));
    }

    public RenderOptions withSupersampling(int samples) {
        return new RenderOptions(width, height, samples, backgroundTop, backgroundBottom, ambientOcclusion, depthCue, outlineWidth, uiScale,
                threads, overlays);
    }

    public RenderOptions withBackground(int top, int bottom) {
        return new RenderOptions(width, height, supersampling, top, bottom, ambientOcclusion, depthCue, outlineWidth, uiScale, threads,
                overlays);
    }

    public RenderOptions withAmbientOcclusion(double strength) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, strength, depthCue, outlineWidth, uiScale,
                threads, overlays);
    }

    public RenderOptions withDepthCue(double strength) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, ambientOcclusion, strength, outlineWidth,
                uiScale, threads, overlays);
    }

    public RenderOptions withOutlineWidth(double pixels) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, ambientOcclusion, depthCue, pixels, uiScale,
                threads, overlays);
    }

    public RenderOptions withUiScale(double scale) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, ambientOcclusion, depthCue, outlineWidth,
                scale, threads, overlays);
    }

    public RenderOptions withThreads(int count) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, ambientOcclusion, depthCue, outlineWidth,
                uiScale, count, overlays);
    }

    public RenderOptions withOverlays(List<Overlay> newOverlays) {
        return new RenderOptions(width, height, supersampling, backgroundTop, backgroundBottom, ambientOcclusion, depthCue, outlineWidth,
                uiScale, threads, newOverlays);
    }

    public RenderOptions withOverlays(Overlay... newOverlays) {
        return withOverlays(List.of(newOverlays));
    }

    /** Whether the ground is dark, so that what is written over the picture is light. */
    public boolean isOnDark() {
        return isDark(backgroundTop) && isDark(backgroundBottom);
    }

    /** Whether a ground, 0xRRGGBB, is so dark that what is written on it has to be light. */
    public static boolean isDark(int rgb) {
        return 3 * (rgb >> 16 & 0xFF) + 6 * (rgb >> 8 & 0xFF) + (rgb & 0xFF) < 10 * DARK;
    }

    /** Width divided by height. */
    public double aspect() {
        return width / (double) height;
    }
}

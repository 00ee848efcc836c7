/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import org.orthotwin.render.Image;
import org.orthotwin.render.Pen;

/** Draws flat shapes on a finished picture, mixed in linear light. */
public final class Canvas implements Pen {

    private final Image image;
    private final float[] ink = new float[3];

    public Canvas(Image image) {
        this.image = image;
    }

    /** Where segments overlap, the ink lies once. */
    @Override
    public void strokes(double[] s, double width, int color, double opacity) {
        if (s.length == 0) {
            return;
        }
        double r = 0.5 * width;
        double[] b = {Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < s.length; i += 2) {
            b[0] = Math.min(b[0], s[i]);
            b[1] = Math.min(b[1], s[i + 1]);
            b[2] = Math.max(b[2], s[i]);
            b[3] = Math.max(b[3], s[i + 1]);
        }
        int x0 = low(b[0] - r);
        int y0 = low(b[1] - r);
        int w = high(b[2] + r, image.width()) - x0 + 1;
        int h = high(b[3] + r, image.height()) - y0 + 1;
        if (w <= 0 || h <= 0) {
            return;
        }
        float[] cover = new float[w * h];
        for (int i = 0; i < s.length; i += 4) {
            double dx = s[i + 2] - s[i];
            double dy = s[i + 3] - s[i + 1];
            double ll = dx * dx + dy * dy;
            int xa = low(Math.min(s[i], s[i + 2]) - r);
            int xb = high(Math.max(s[i], s[i + 2]) + r, image.width());
            int ya = low(Math.min(s[i + 1], s[i + 3]) - r);
            int yb = high(Math.max(s[i + 1], s[i + 3]) + r, image.height());
            for (int y = ya; y <= yb; y++) {
                for (int x = xa; x <= xb; x++) {
                    double px = x + 0.5 - s[i];
                    double py = y + 0.5 - s[i + 1];
                    double t = ll > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / ll)) : 0;
                    double ex = px - t * dx;
                    double ey = py - t * dy;
                    // A line thinner than a pixel is a pixel wide and the paler for it.
                    double c = Math.min(Math.min(1, width), r + 0.5 - Math.sqrt(ex * ex + ey * ey));
                    int k = (y - y0) * w + x - x0;
                    cover[k] = Math.max(cover[k], (float) c);
                }
            }
        }
        Srgb.linear(color, ink, 0);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                float c = cover[y * w + x];
                if (c > 0) {
                    blend(x0 + x, y0 + y, (float) (c * opacity));
                }
            }
        }
    }

    @Override
    public void taper(double x0, double y0, double r0, double x1, double y1, double r1, int color, double opacity) {
        Srgb.linear(color, ink, 0);
        double r = Math.max(r0, r1);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double ll = dx * dx + dy * dy;
        for (int y = low(Math.min(y0, y1) - r); y <= high(Math.max(y0, y1) + r, image.height()); y++) {
            for (int x = low(Math.min(x0, x1) - r); x <= high(Math.max(x0, x1) + r, image.width()); x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double t = ll > 0 ? Math.max(0, Math.min(1, (px * dx + py * dy) / ll)) : 0;
                double ex = px - t * dx;
                double ey = py - t * dy;
                double c = Math.min(1, r0 + t * (r1 - r0) + 0.5 - Math.sqrt(ex * ex + ey * ey));
                if (c > 0) {
                    blend(x, y, (float) (c * opacity));
                }
            }
        }
    }

    @Override
    public void fill(double x, double y, double w, double h, int color, double opacity) {
        Srgb.linear(color, ink, 0);
        for (int j = low(y); j <= high(y + h, image.height()); j++) {
            double v = Math.min(y + h, j + 1) - Math.max(y, j);
            for (int i = low(x); v > 0 && i <= high(x + w, image.width()); i++) {
                double u = Math.min(x + w, i + 1) - Math.max(x, i);
                if (u > 0) {
                    blend(i, j, (float) (u * v * opacity));
                }
            }
        }
    }

    private static int low(double v) {
        return (int) Math.max(0, Math.min(1 << 20, Math.floor(v - 0.5)));
    }

    private static int high(double v, int size) {
        return (int) Math.max(-1, Math.min(size - 1, Math.ceil(v + 0.5)));
    }

    private void blend(int x, int y, float a) {
        int k = y * image.width() + x;
        int p = image.argb()[k];
        float r = Srgb.linear(p >> 16 & 255);
        float g = Srgb.linear(p >> 8 & 255);
        float b = Srgb.linear(p & 255);
        image.argb()[k] = Srgb.encode(r + a * (ink[0] - r), g + a * (ink[1] - g), b + a * (ink[2] - b));
    }
}

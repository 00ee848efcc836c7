/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import org.orthotwin.render.RenderOptions;

/**
 * How much of the sky each pixel sees past the opaque surfaces, from the depths of the picture itself: for each pixel a few points in the
 * hemisphere over its surface, at two reaches, one for fine relief and one for large hollows, are compared with what is drawn there. The
 * points turn from pixel to pixel in a pattern of 4 x 4, and a mean over 4 x 4 pixels of the same surface takes the pattern out again.
 */
final class AmbientOcclusion {

    /** Reaches as shares of the picture's height. */
    private static final double[] REACH = {0.016, 0.075};
    private static final int PATTERN = 4;
    private static final double[] ROTATION = new double[2 * PATTERN * PATTERN];

    static {
        for (int i = 0; i < PATTERN * PATTERN; i++) {
            double angle = 2 * Math.PI * (i * 7 % 16) / 16;
            ROTATION[2 * i] = StrictMath.cos(angle);
            ROTATION[2 * i + 1] = StrictMath.sin(angle);
        }
    }

    private final Frame f;
    private final int width;
    private final int height;
    private final float[] w;
    private final float[] normal;
    private final float[] open;
    private final double[][] kernel;

    /**
     * @param pictureHeight in m
     */
    AmbientOcclusion(Frame frame, double pictureHeight, RenderOptions options) {
        f = frame;
        width = f.width;
        height = f.height;
        w = new float[width * height];
        normal = new float[3 * width * height];
        int threads = options.threads();
        Parallel.run(threads, f.tilesX * f.tilesY, () -> {
            Tile tile = new Tile(f);
            return i -> {
                tile.scan(i, false);
                keep(tile, i);
            };
        });
        int points = options.supersampling() == 1 ? 6 : 20;
        kernel = new double[REACH.length][];
        for (int k = 0; k < REACH.length; k++) {
            kernel[k] = kernel(points, REACH[k] * pictureHeight);
        }
        float[] raw = new float[width * height];
        Parallel.ranges(threads, height, 8, (a, b) -> {
            for (int y = a; y < b; y++) {
                for (int x = 0; x < width; x++) {
                    if (w[y * width + x] != Float.NEGATIVE_INFINITY) {
                        raw[y * width + x] = visible(x, y, pictureHeight);
                    }
                }
            }
        });
        open = new float[width * height];
        float strength = (float) options.ambientOcclusion();
        Parallel.ranges(threads, height, 8, (a, b) -> {
            for (int y = a; y < b; y++) {
                for (int x = 0; x < width; x++) {
                    if (w[y * width + x] != Float.NEGATIVE_INFINITY) {
                        open[y * width + x] = 1 - strength * (1 - smooth(raw, x, y, 0.01 * pictureHeight));
                    }
                }
            }
        });
    }

    private void keep(Tile tile, int index) {
        int x0 = index % f.tilesX * f.tileSize;
        int y0 = index / f.tilesX * f.tileSize;
        for (int y = 0; y < f.tileSize && y0 + y < height; y++) {
            int n = Math.min(f.tileSize, width - x0);
            int from = (y + f.guard) * tile.side() + f.guard;
            System.arraycopy(tile.w, from, w, (y0 + y) * width + x0, n);
            System.arraycopy(tile.normal, 3 * from, normal, 3 * ((y0 + y) * width + x0), 3 * n);
        }
    }

    /** Points in the half ball over z, denser towards its middle and its pole: x y z each (m). */
    private static double[] kernel(int n, double reach) {
        double[] k = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double azimuth = 2 * Math.PI * i * 0.6180339887498949;
            double r = Math.sqrt(u) * 0.98;
            double length = reach * (0.12 + 0.88 * ((i * 7 + 3) % n + 0.5) / n);
            k[3 * i] = length * r * StrictMath.cos(azimuth);
            k[3 * i + 1] = length * r * StrictMath.sin(azimuth);
            k[3 * i + 2] = length * Math.sqrt(1 - r * r);
        }
        return k;
    }

    private double depth(float z) {
        return f.ortho ? -z : 1.0 / z;
    }

    private float visible(int x, int y, double pictureHeight) {
        int at = y * width + x;
        double z = depth(w[at]);
        double m = (f.ortho ? 1 : z) / f.focal;
        double px = (x + 0.5 - f.cx) * m;
        double py = (f.cy - y - 0.5) * m;
        double nx = normal[3 * at];
        double ny = normal[3 * at + 1];
        double nz = normal[3 * at + 2];
        double c = ROTATION[2 * (y % PATTERN * PATTERN + x % PATTERN)];
        double s = ROTATION[2 * (y % PATTERN * PATTERN + x % PATTERN) + 1];
        // Frisvad's frame about the normal; nz is negative on all visible surfaces, so that its pole is never met.
        double a = 1 / (1 - nz);
        double b = -nx * ny * a;
        double ux = 1 - nx * nx * a;
        double uy = b;
        double uz = nx;
        double vx = b;
        double vy = 1 - ny * ny * a;
        double vz = ny;
        double bias = 1.5 * m;
        double result = 1;
        for (int k = 0; k < kernel.length; k++) {
            double[] q = kernel[k];
            double reach = REACH[k] * pictureHeight;
            double hidden = 0;
            for (int i = 0; i < q.length; i += 3) {
                double kx = c * q[i] - s * q[i + 1];
                double ky = s * q[i] + c * q[i + 1];
                double kz = q[i + 2];
                double sx = px + kx * ux + ky * vx + kz * nx;
                double sy = py + kx * uy + ky * vy + kz * ny;
                double sz = z + kx * uz + ky * vz + kz * nz;
                if (!f.ortho && sz < f.near) {
                    continue;
                }
                double scale = f.ortho ? f.focal : f.focal / sz;
                int ix = (int) Math.floor(f.cx + scale * sx);
                int iy = (int) Math.floor(f.cy - scale * sy);
                if (ix < 0 || iy < 0 || ix >= width || iy >= height) {
                    continue;
                }
                float there = w[iy * width + ix];
                if (there == Float.NEGATIVE_INFINITY) {
                    continue;
                }
                double behind = sz - depth(there);
                if (behind > bias) {
                    double far = Math.abs(z - depth(there));
                    hidden += far <= reach ? 1 : Math.max(0, 1 - (far - reach) / (2 * reach));
                }
            }
            double share = hidden / (q.length / 3);
            result *= 1 - (k == 0 ? 0.6 : 0.95) * share;
        }
        // The comparison sees only part of what hides the sky, so the hollows are deepened.
        return (float) (result * (0.55 + 0.45 * result));
    }

    private float smooth(float[] raw, int x, int y, double tolerance) {
        int at = y * width + x;
        double z = depth(w[at]);
        double m = (f.ortho ? 1 : z) / f.focal;
        double nz = Math.min(-0.1, normal[3 * at + 2]);
        double gx = normal[3 * at] / nz * m;
        double gy = normal[3 * at + 1] / nz * m;
        float sum = 0;
        float count = 0;
        for (int v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 1); v++) {
            for (int u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 1); u++) {
                int k = v * width + u;
                if (w[k] != Float.NEGATIVE_INFINITY) {
                    // Depth on the tangent plane: n . d = 0 with y up.
                    double expected = z - gx * (u - x) + gy * (v - y);
                    if (Math.abs(depth(w[k]) - expected) < tolerance) {
                        sum += raw[k];
                        count++;
                    }
                }
            }
        }
        return count > 0 ? sum / count : raw[at];
    }

    /**
     * The share of the sky seen at a sample of a picture with {@code s} times as many samples along each edge, from the four pixels
     * around it that lie at its depth.
     */
    float at(int sampleX, int sampleY, int s, float nearness) {
        if (s == 1) {
            return sampleX >= 0 && sampleY >= 0 && sampleX < width && sampleY < height ? open[sampleY * width + sampleX] : 1;
        }
        float fx = (sampleX + 0.5f) / s - 0.5f;
        float fy = (sampleY + 0.5f) / s - 0.5f;
        int x = (int) Math.floor(fx);
        int y = (int) Math.floor(fy);
        double z = depth(nearness);
        double unit = (f.ortho ? 1 : z) / f.focal;
        double sum = 0;
        double total = 0;
        for (int k = 0; k < 4; k++) {
            int u = x + (k & 1);
            int v = y + (k >> 1);
            if (u < 0 || v < 0 || u >= width || v >= height || w[v * width + u] == Float.NEGATIVE_INFINITY) {
                continue;
            }
            double apart = (depth(w[v * width + u]) - z) / unit;
            double near = (1 - Math.abs(fx - u)) * (1 - Math.abs(fy - v)) + 1e-3;
            double weight = near / (0.5 + apart * apart);
            sum += weight * open[v * width + u];
            total += weight;
        }
        return total > 0 ? (float) (sum / total) : 1;
    }
}

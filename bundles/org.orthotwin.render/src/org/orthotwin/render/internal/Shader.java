/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import org.orthotwin.render.Material;

/**
 * The light of a picture: a studio fixed to the camera, with a soft key from the upper left, a fill from the right, a rim from behind and
 * a sky over a warm ground. Only + - * / and square roots, so that every machine gets the same bits. Directions are in the view frame (x
 * right, y up, z into the picture).
 */
final class Shader {

    private static final float[] KEY = unit(-0.55f, 0.72f, -0.62f);
    private static final float[] FILL = unit(0.85f, 0.05f, -0.55f);
    private static final float[] RIM = unit(0.45f, 0.55f, 0.75f);
    private static final float[] BOX = unit(0.62f, 0.35f, -0.7f);
    private static final float KNEE = 0.72f;

    private final boolean lit;
    private final float metallic;
    private final float rough;
    private final int shininess;
    private final float highlight;

    Shader(Material m) {
        lit = m.lit();
        metallic = (float) m.metallic();
        rough = (float) m.roughness();
        // Blinn-Phong exponent of a Beckmann surface, 2 / r^4 - 2, rounded down to a power of two that squaring reaches.
        double n = 2 / (m.roughness() * m.roughness() * m.roughness() * m.roughness()) - 2;
        int k = 1;
        while (k < 9 && 1 << k + 1 <= n) {
            k++;
        }
        shininess = k;
        highlight = Math.min(3.0f, ((1 << k) + 8) / 60f) * (float) (1 - 0.75 * m.roughness());
    }

    private static float[] unit(float x, float y, float z) {
        float n = (float) Math.sqrt(x * x + y * y + z * z);
        return new float[] {x / n, y / n, z / n};
    }

    /**
     * Replaces the colour in {@code c[0..2]} (linear) by the light that leaves towards the viewer.
     *
     * @param nx unit normal on the viewer's side
     * @param vx unit direction to the viewer
     * @param ao share of the sky that the point sees, 0 to 1
     */
    void shade(float[] c, float nx, float ny, float nz, float vx, float vy, float vz, float ao) {
        if (!lit) {
            return;
        }
        float nv = nx * vx + ny * vy + nz * vz;
        float sky = 0.5f + 0.5f * ny;
        float key = wrap(nx * KEY[0] + ny * KEY[1] + nz * KEY[2], 0.10f);
        float fill = wrap(nx * FILL[0] + ny * FILL[1] + nz * FILL[2], 0.3f);
        float rim = Math.max(0, nx * RIM[0] + ny * RIM[1] + nz * RIM[2]);
        float keyAo = key * (0.28f + 0.72f * ao);
        float lightR = ao * (0.07f + 0.18f * sky) + 0.86f * keyAo + 0.12f * fill * ao + 0.10f * rim;
        float lightG = ao * (0.07f + 0.19f * sky) + 0.84f * keyAo + 0.13f * fill * ao + 0.11f * rim;
        float lightB = ao * (0.07f + 0.22f * sky) + 0.79f * keyAo + 0.15f * fill * ao + 0.13f * rim;
        // A blasted metal scatters part of the light as paint does.
        float diffuse = 1 - metallic * (1 - 0.45f * rough);
        // Light that bounces inside a hollow takes the surface's colour: shadows in bone stay warm.
        float warm = 1 - ao;
        float r = c[0] * lightR * (1 + 0.30f * warm * c[0]) * diffuse;
        float g = c[1] * lightG * (1 + 0.12f * warm * c[1]) * diffuse;
        float b = c[2] * lightB * diffuse;
        float f = 1 - nv;
        float f2 = f * f;
        float fresnel = f2 * f2 * f;
        float spec = power(half(nx, ny, nz, vx, vy, vz, KEY), shininess) * highlight * (0.3f + 0.7f * ao);
        float smooth = 1 - rough;
        float rx = 2 * nv * nx - vx;
        float ry = 2 * nv * ny - vy;
        float rz = 2 * nv * nz - vz;
        float env = studio(rx, ry, rz) * (0.25f + 0.75f * ao);
        float plain = (0.04f + 0.96f * fresnel * smooth) * smooth * (0.85f * env) + 0.22f * spec * smooth + 0.02f * spec;
        float metal = metallic * (env * (0.9f - 0.1f * rough) + 0.45f * spec);
        float edge = metallic * fresnel * 0.4f * smooth * env;
        r += plain * diffuse + metal * c[0] + edge;
        g += plain * diffuse + metal * c[1] + edge;
        b += plain * diffuse + metal * c[2] * 1.01f + edge;
        c[0] = knee(r);
        c[1] = knee(g);
        c[2] = knee(b);
    }

    private static float wrap(float dot, float w) {
        float t = (dot + w) / (1 + w);
        return t > 0 ? t : 0;
    }

    private static float half(float nx, float ny, float nz, float vx, float vy, float vz, float[] l) {
        float hx = vx + l[0];
        float hy = vy + l[1];
        float hz = vz + l[2];
        float d = nx * hx + ny * hy + nz * hz;
        return d > 0 ? d / (float) Math.sqrt(hx * hx + hy * hy + hz * hz) : 0;
    }

    private static float power(float x, int doublings) {
        for (int i = 0; i < doublings; i++) {
            x *= x;
        }
        return x;
    }

    /** What a mirror shows in a direction: bright ceiling, dark horizon, grey floor, two soft boxes; blurred by the roughness. */
    private float studio(float x, float y, float z) {
        float blur = 0.08f + 0.7f * rough;
        float above = step(-0.1f - blur, 0.35f + blur, y);
        float floor = 0.33f - 0.16f * step(-0.75f, -0.05f + blur, y);
        float e = floor + above * (0.50f + 0.22f * y);
        e += 1.15f * step(0.72f - blur, 0.86f + 0.2f * blur, x * KEY[0] + y * KEY[1] + z * KEY[2]) * (1 - 0.65f * rough);
        e += 0.55f * step(0.80f - blur, 0.90f + 0.2f * blur, x * BOX[0] + y * BOX[1] + z * BOX[2]) * (1 - 0.65f * rough);
        e += 0.45f * step(0.55f - blur, 0.95f, x * RIM[0] + y * RIM[1] + z * RIM[2]);
        return e;
    }

    private static float step(float a, float b, float x) {
        float t = Math.max(0, Math.min(1, (x - a) / (b - a)));
        return t * t * (3 - 2 * t);
    }

    private static float knee(float x) {
        if (x <= KNEE) {
            return x;
        }
        float t = (x - KNEE) / (1 - KNEE);
        return KNEE + (1 - KNEE) * t / (1 + t);
    }
}

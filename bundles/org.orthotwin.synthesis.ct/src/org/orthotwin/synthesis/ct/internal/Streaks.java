/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Beam hardening by metal. Each slice is projected in parallel beams; with a beam of two energies the measured line integral is
 * -ln(mean exp(-p)), less than the mean of both energies' integrals, the more the longer the way through metal and bone. What it is too
 * small, for rays through metal, is reconstructed by filtered back projection and added: dark bands between and bright ones beside metal.
 * Water and bone alone count as corrected by the scanner.
 *
 * <p>Linear attenuation at 50 and 100 keV, 1/cm, from the mass attenuation coefficients of NIST (J H Hubbell, S M Seltzer, NISTIR 5632):
 * titanium 1.213 and 0.272 cm^2/g at 4.5 g/cm^3; water 0.227 and 0.171; cortical bone (ICRU 44) 0.424 and 0.186 at 1.92 g/cm^3. All metal
 * counts as titanium. Scatter and photon starvation are left out.
 */
final class Streaks {

    private static final double[] METAL = {5.46, 1.22};
    private static final double[] WATER = {0.227, 0.171};
    /** What bone of 1,400 HU has more than water. */
    private static final double[] BONE = {0.814 - 0.227, 0.356 - 0.171};
    private static final double BONE_HU = 1400;
    private static final int MOST_PIXELS = 256;
    private static final int VIEWS = 300;
    /** HU of an attenuation of 1/cm at the mean of both energies. */
    private static final double HU_PER_CM = 1000 / 0.199;

    private final int factor;
    private final int nx;
    private final int ny;
    private final double pixel;
    private final int detectors;
    private final float[] filter;

    /**
     * @param nx columns of the slices
     * @param ny rows
     * @param spacing of their pixels, taken as square, m
     */
    Streaks(int nx, int ny, double spacing) {
        factor = Math.max(1, (Math.max(nx, ny) + MOST_PIXELS - 1) / MOST_PIXELS);
        this.nx = (nx + factor - 1) / factor;
        this.ny = (ny + factor - 1) / factor;
        pixel = spacing * 100 * factor;
        detectors = (int) Math.ceil(Math.hypot(this.nx, this.ny)) + 4;
        // ramp filter in space (Ramachandran and Lakshminarayanan 1971), per pixel
        filter = new float[detectors];
        filter[0] = 0.25f;
        for (int i = 1; i < detectors; i += 2) {
            filter[i] = (float) (-1 / (Math.PI * Math.PI * i * i));
        }
    }

    /**
     * Adds the artefact of every slice with metal.
     *
     * @param hu volume without metal, to which the artefact is added
     * @param metal part of each voxel that is metal
     */
    void add(float[] hu, float[] metal, int fullX, int fullY, int nz) {
        IntStream.range(0, nz).parallel().forEach(k -> slice(hu, metal, fullX, fullY, k * fullX * fullY));
    }

    private void slice(float[] hu, float[] metal, int fullX, int fullY, int at) {
        float[] m = new float[nx * ny];
        float[] b = new float[nx * ny];
        float[] w = new float[nx * ny];
        boolean any = false;
        float part = 1f / (factor * factor);
        for (int j = 0; j < fullY; j++) {
            for (int i = 0; i < fullX; i++) {
                int p = at + j * fullX + i;
                int q = j / factor * nx + i / factor;
                m[q] += part * metal[p];
                any |= metal[p] > 0.05f;
                float v = hu[p];
                w[q] += part * Math.max(0, Math.min(1, 1 + v / 1000f)) * (1 - metal[p]);
                b[q] += part * Math.max(0, v - 150) / (float) (BONE_HU - 150) * (1 - metal[p]);
            }
        }
        if (!any) {
            return;
        }
        float[] image = new float[nx * ny];
        float[] pm = new float[detectors];
        float[] delta = new float[detectors];
        float[] filtered = new float[detectors];
        for (int view = 0; view < VIEWS; view++) {
            double angle = Math.PI * (view + 0.5) / VIEWS;
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            double offset = 0.5 * (detectors - 1) - c * 0.5 * (nx - 1) - s * 0.5 * (ny - 1);
            Arrays.fill(pm, 0);
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++) {
                    float v = m[j * nx + i];
                    if (v > 0) {
                        double t = c * i + s * j + offset;
                        int d = (int) t;
                        float f = (float) (t - d);
                        pm[d] += v * (1 - f);
                        pm[d + 1] += v * f;
                    }
                }
            }
            harden(pm, b, w, c, s, offset, delta);
            convolve(delta, filtered);
            for (int j = 0; j < ny; j++) {
                double t = s * j + offset;
                int row = j * nx;
                for (int i = 0; i < nx; i++, t += c) {
                    int d = (int) t;
                    float f = (float) (t - d);
                    image[row + i] += filtered[d] + f * (filtered[d + 1] - filtered[d]);
                }
            }
        }
        double scale = Math.PI / VIEWS / pixel * HU_PER_CM;
        for (int j = 0; j < fullY; j++) {
            for (int i = 0; i < fullX; i++) {
                hu[at + j * fullX + i] += (float) (scale * image[j / factor * nx + i / factor]);
            }
        }
    }

    /** For every ray with metal: how much the measured integral is below the straight one. */
    private void harden(float[] pm, float[] b, float[] w, double c, double s, double offset, float[] delta) {
        double half = 0.5 * (detectors - 1);
        for (int d = 0; d < detectors; d++) {
            delta[d] = 0;
            if (!(pm[d] > 0)) {
                continue;
            }
            // the ray: points with c i + s j + offset = d
            double t = d - half;
            double x0 = 0.5 * (nx - 1) + c * t;
            double y0 = 0.5 * (ny - 1) + s * t;
            double lb = 0;
            double lw = 0;
            for (double u = -half; u <= half; u++) {
                int i = (int) Math.floor(x0 - s * u + 0.5);
                int j = (int) Math.floor(y0 + c * u + 0.5);
                if (i >= 0 && j >= 0 && i < nx && j < ny) {
                    lb += b[j * nx + i];
                    lw += w[j * nx + i];
                }
            }
            double lm = pm[d] * pixel;
            double with = log(lm, lb * pixel, lw * pixel);
            double without = log(0, lb * pixel, lw * pixel);
            delta[d] = (float) (with - without - 0.5 * (METAL[0] + METAL[1]) * lm);
        }
    }

    private static double log(double metal, double bone, double water) {
        double a = METAL[0] * metal + BONE[0] * bone + WATER[0] * water;
        double e = METAL[1] * metal + BONE[1] * bone + WATER[1] * water;
        double least = Math.min(a, e);
        return least - Math.log(0.5 * (Math.exp(least - a) + Math.exp(least - e)));
    }

    private void convolve(float[] in, float[] out) {
        Arrays.fill(out, 0);
        for (int d = 0; d < detectors; d++) {
            float v = in[d];
            if (v != 0) {
                for (int q = 0; q < detectors; q++) {
                    out[q] += v * filter[Math.abs(q - d)];
                }
            }
        }
    }
}

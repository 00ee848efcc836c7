/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** Sacrum and two vertebrae of known place, with thin cortex, weak bone within, facet joints and noise, in voxels of 3 and 1.5 mm. */
class LumbosacralDiscTest {

    private static final double DISC = 0.009;
    private static final double BODY = 0.027;
    private static final double ACROSS = 0.024;
    private static final double ALONG = 0.017;
    private static final double CORTEX = 0.002;

    /** A spine whose lumbosacral disc lies and leans in a given way. */
    private record Spine(Vec3 disc, double slope) {

        /** 1 above the lowest disc, 2 below, 0 elsewhere, and HU. */
        int[] at(Vec3 p) {
            Vec3 d = p.minus(disc);
            Vec3 n = normal(slope);
            double above = d.dot(n);
            if (above < 0) {
                boolean ala = Math.abs(d.x()) < 0.050 && above < -0.012 && above > -0.045 && Math.abs(along(d, slope)) < 0.012;
                int hu = Math.max(body(d, slope, -0.5 * DISC - 0.060, -0.5 * DISC), ala ? 250 : 0);
                return new int[] {hu > 0 ? 2 : facet(d) ? 2 : 0, Math.max(hu, facet(d) ? 320 : 0)};
            }
            int hu = body(d, slope, 0.5 * DISC, 0.5 * DISC + BODY);
            // the next disc leans less by 20 degrees
            Vec3 next = disc.plus(n.times(DISC + BODY));
            hu = Math.max(hu, body(p.minus(next), slope - 20, 0.5 * DISC, 0.5 * DISC + BODY));
            boolean joint = facet(d);
            return new int[] {hu > 0 || joint ? 1 : 0, joint ? above < 0.003 ? 130 : Math.max(hu, 320) : hu};
        }

        /** Bars behind the bodies that the joint at the disc's height parts by a valley of HU alone. */
        private boolean facet(Vec3 d) {
            double back = along(d, slope);
            double above = d.dot(normal(slope));
            return Math.abs(Math.abs(d.x()) - 0.020) < 0.005 && back > 0 && Math.abs(above) < 0.035
                    && (Math.abs(back - 0.030) < 0.005 || back < 0.030 && Math.abs(Math.abs(above) - 0.028) < 0.006);
        }

        private static Vec3 normal(double slope) {
            double t = Math.toRadians(slope);
            return new Vec3(0, -Math.sin(t), Math.cos(t));
        }

        private static double along(Vec3 d, double slope) {
            double t = Math.toRadians(slope);
            return d.y() * Math.cos(t) + d.z() * Math.sin(t);
        }

        private static int body(Vec3 d, double slope, double from, double to) {
            double above = d.dot(normal(slope));
            double r = Math.hypot(d.x() / ACROSS, along(d, slope) / ALONG);
            if (above < from || above > to || r > 1) {
                return 0;
            }
            boolean cortex = above < from + CORTEX || above > to - CORTEX || r > 1 - CORTEX / ALONG;
            return cortex ? 420 : 190;
        }
    }

    private static Ct image(Spine s, double voxel) {
        int nx = (int) Math.round(0.13 / voxel);
        int ny = (int) Math.round(0.16 / voxel);
        int nz = (int) Math.round(0.20 / voxel);
        VolumeGeometry g = new VolumeGeometry(nx, ny, nz, new Vec3(-0.5 * voxel * (nx - 1), -0.07, 0.02), Vec3.X, Vec3.Y, Vec3.Z, voxel,
                voxel, voxel);
        short[] hu = new short[nx * ny * nz];
        Random random = new Random(5);
        for (int p = 0; p < hu.length; p++) {
            Vec3 c = g.point(p % nx, p / nx % ny, p / nx / ny);
            double sum = 0;
            for (int k = 0; k < 8; k++) {
                Vec3 q = c.plus(new Vec3(k % 2 - 0.5, k / 2 % 2 - 0.5, k / 4 - 0.5).times(0.5 * voxel));
                sum += Math.max(50, s.at(q)[1]);
            }
            hu[p] = (short) Math.round(sum / 8 + 20 * random.nextGaussian());
        }
        return Ct.of(Volume.ofShorts(g, hu, ValueMapping.HOUNSFIELD), Monitor.NONE);
    }

    @ParameterizedTest
    @CsvSource({"41, 0.020, 0.100", "27, 0.005, 0.112", "56, 0.035, 0.088"})
    void theLowestDiscIsFoundAndWhatIsAboveIsParted(double slope, double back, double up) {
        isParted(slope, back, up, 0.003);
    }

    @Test
    @Tag("long")
    void theSameInSmallerVoxels() {
        isParted(41, 0.015, 0.108, 0.0015);
    }

    private static void isParted(double slope, double back, double up, double voxel) {
        Spine s = new Spine(new Vec3(0.002, back, up), slope);
        Ct ct = image(s, voxel);
        LumbosacralDisc d = LumbosacralDisc.find(ct, Vec3.ZERO, Monitor.NONE);
        // patches are a third of a plateau wide, and contrast is flat in the angle
        assertEquals(slope, d.slope(), 8);
        assertEquals(0, d.centre().minus(s.disc()).dot(Spine.normal(slope)), 0.0025, "along the spine");
        assertTrue(d.centre().distance(s.disc()) < 0.012, d.toString());
        byte[] set = new byte[ct.hu.length];
        int[] truth = new int[set.length];
        for (int p = 0; p < set.length; p++) {
            truth[p] = s.at(ct.lps(ct.grid.place(p)))[0];
            set[p] = (byte) (truth[p] != 0 ? 1 : 0);
        }
        byte[] cut = d.cut(ct, set, Monitor.NONE);
        int wrong = 0;
        int all = 0;
        for (int p = 0; p < set.length; p++) {
            all += set[p];
            wrong += set[p] != 0 && cut[p] != truth[p] ? 1 : 0;
        }
        assertTrue(wrong < 0.03 * all, wrong + " of " + all + " voxels are on the wrong side");
    }

    /** Soft tissue with noise has no disc. */
    @Test
    void whereNoSpineIsThereIsNoDisc() {
        assertNull(LumbosacralDisc.find(image(new Spine(new Vec3(0, 0, 5), 40), 0.003), Vec3.ZERO, Monitor.NONE));
    }
}

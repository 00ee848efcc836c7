/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ct.Attenuation;
import org.orthotwin.synthesis.ct.BodyOutline;

/**
 * CT numbers outside the bones: air, skin, a layer of fat, and below it long muscle bellies with fat between them (a Voronoi partition of
 * jittered seeds, long along the body), organs in fat in a cavity, lung. A picture of soft tissue, not an atlas of muscles: what matters is
 * that fat and muscle lie against the bone as they do in a body.
 */
public final class SoftTissue {

    private static final double BELLY = 0.034;
    private static final double BELLY_LENGTH = 0.30;
    private static final double ORGAN = 0.055;
    /** Half the width of the fat between two muscles, m. */
    private static final double SEPTUM = 0.0006;
    /** How much faster than the distance the outline's value may grow. */
    private static final double STEEPEST = 2;
    private static final double ORGAN_FAT = 0.004;

    private final BodyOutline outline;
    private final Seeds bellies;
    private final Seeds organs;
    /** Where the outline was asked last, and its answer. */
    private double lastX;
    private double lastY;
    private double lastZ;
    private double last;

    /** For one thread; points that follow each other are cheaper if they are close. */
    public SoftTissue(BodyOutline outline, long seed) {
        this.outline = outline;
        bellies = new Seeds(BELLY, BELLY_LENGTH, seed);
        organs = new Seeds(ORGAN, ORGAN, seed + 1);
    }

    /**
     * The CT number of a voxel without bone, HU.
     *
     * @param ex edge of the voxel along its row, and so on; only the skin's edge is finer than that
     */
    public double at(double x, double y, double z, Vec3 ex, Vec3 ey, Vec3 ez) {
        double size = Math.max(ex.norm(), Math.max(ey.norm(), ez.norm()));
        double moved = STEEPEST * Math.sqrt((x - lastX) * (x - lastX) + (y - lastY) * (y - lastY) + (z - lastZ) * (z - lastZ));
        if (last - moved > 2 * size + 0.002) {
            return Attenuation.AIR;
        }
        if (last + moved < -2 * size - 0.004 - outline.fat()) {
            return inside(x, y, z, last + moved, size);
        }
        double d = outline.at(x, y, z);
        last = d;
        lastX = x;
        lastY = y;
        lastZ = z;
        double in = 1;
        if (d > 2 * size + 0.002) {
            return Attenuation.AIR;
        }
        if (d > -2 * size - 0.002) {
            double h = 1e-4;
            double gx = (outline.at(x + h, y, z) - outline.at(x - h, y, z)) / (2 * h);
            double gy = (outline.at(x, y + h, z) - outline.at(x, y - h, z)) / (2 * h);
            double gz = (outline.at(x, y, z + h) - outline.at(x, y, z - h)) / (2 * h);
            double g = Math.max(0.2, Math.sqrt(gx * gx + gy * gy + gz * gz));
            in = Fraction.below(d / g, Math.abs(gx * ex.x() + gy * ex.y() + gz * ex.z()) / g,
                    Math.abs(gx * ey.x() + gy * ey.y() + gz * ey.z()) / g, Math.abs(gx * ez.x() + gy * ez.y() + gz * ez.z()) / g);
        }
        return in == 0 ? Attenuation.AIR : in * inside(x, y, z, d, size) + (1 - in) * Attenuation.AIR;
    }

    private double inside(double x, double y, double z, double d, double size) {
        double w = Math.max(0.0008, 0.5 * size);
        double skin = step(d + BodyOutline.SKIN, w);
        double below = step(d + BodyOutline.SKIN + outline.fat(), w);
        double deep = below < 1 ? muscle(x, y, z, size) : Attenuation.FAT;
        for (BodyOutline.Ellipsoid e : outline.viscera()) {
            double q = at(e, x, y, z);
            if (q < 1.05) {
                double s = step((q - 1) * 0.05, w);
                deep = s * deep + (1 - s) * organs(x, y, z);
            }
        }
        double hu = skin * Attenuation.SKIN + (1 - skin) * (below * Attenuation.FAT + (1 - below) * deep);
        for (BodyOutline.Ellipsoid e : outline.lungs()) {
            double q = at(e, x, y, z);
            if (q < 1.05) {
                double s = step((q - 1) * Math.min(e.half().x(), e.half().y()), w);
                hu = s * hu + (1 - s) * Attenuation.LUNG;
            }
        }
        return hu;
    }

    private static double at(BodyOutline.Ellipsoid e, double x, double y, double z) {
        double a = (x - e.centre().x()) / e.half().x();
        double b = (y - e.centre().y()) / e.half().y();
        double c = (z - e.centre().z()) / e.half().z();
        return Math.sqrt(a * a + b * b + c * c);
    }

    /** 0 for very negative, 1 for very positive numbers, with a transition of about 2 w. */
    private static double step(double v, double w) {
        double t = Math.max(0, Math.min(1, 0.5 + 0.5 * v / w));
        return t * t * (3 - 2 * t);
    }

    private double muscle(double x, double y, double z, double size) {
        // bellies with curved sides
        double wx = x + 0.0035 * wave(27 * y + 1.5 * z);
        double wy = y + 0.0035 * wave(24 * x - 1.8 * z);
        bellies.nearest(wx, wy, z);
        double fat = 1 - step(bellies.second - bellies.first - 2 * SEPTUM, Math.max(SEPTUM, 0.5 * size));
        double belly = Attenuation.MUSCLE + 7 * (bellies.kind - 0.5);
        return fat * Attenuation.FAT + (1 - fat) * belly;
    }

    /** Nearly a sine of period 1, from parabolas: the same on every machine. */
    private static double wave(double t) {
        double u = 2 * (t - Math.floor(t)) - 1;
        return 4 * u * (1 - Math.abs(u));
    }

    private double organs(double x, double y, double z) {
        organs.nearest(x + 0.008 * wave(14 * y + 8 * z), y + 0.008 * wave(13 * z - 6 * x), z + 0.008 * wave(11 * x));
        double organ = organs.kind < 0.72 ? step(organs.second - organs.first - ORGAN_FAT, 0.0015) : 0;
        return (1 - organ) * Attenuation.FAT + organ * (25 + 30 * organs.kind);
    }

    /** The seeds around a cell of the partition, kept while the points stay in it. */
    private static final class Seeds {

        private final double pitch;
        private final double length;
        private final long salt;
        private final double[] at = new double[81];
        private final long[] hash = new long[27];
        private long iu = Long.MIN_VALUE;
        private long iv;
        private long iw;
        /** Distances of the two nearest seeds (m, the body's axis shortened to the section's scale) and a number in 0..1 of the nearest. */
        private double first;
        private double second;
        private double kind;

        /**
         * @param pitch distance of seeds across the body, m
         * @param length along it, m
         */
        Seeds(double pitch, double length, long salt) {
            this.pitch = pitch;
            this.length = length;
            this.salt = salt;
        }

        void nearest(double x, double y, double z) {
            double u = x / pitch;
            double v = y / pitch;
            double w = z / length;
            long cu = (long) Math.floor(u);
            long cv = (long) Math.floor(v);
            long cw = (long) Math.floor(w);
            if (cu != iu || cv != iv || cw != iw) {
                fill(cu, cv, cw);
            }
            double d1 = Double.POSITIVE_INFINITY;
            double d2 = Double.POSITIVE_INFINITY;
            int best = 0;
            for (int i = 0; i < 27; i++) {
                double dx = u - at[3 * i];
                double dy = v - at[3 * i + 1];
                double dz = w - at[3 * i + 2];
                double d = dx * dx + dy * dy + dz * dz;
                if (d < d1) {
                    d2 = d1;
                    d1 = d;
                    best = i;
                } else if (d < d2) {
                    d2 = d;
                }
            }
            first = pitch * Math.sqrt(d1);
            second = pitch * Math.sqrt(d2);
            kind = unit(hash[best] >>> 10);
        }

        private void fill(long cu, long cv, long cw) {
            iu = cu;
            iv = cv;
            iw = cw;
            int n = 0;
            for (long c = cw - 1; c <= cw + 1; c++) {
                for (long b = cv - 1; b <= cv + 1; b++) {
                    for (long a = cu - 1; a <= cu + 1; a++) {
                        long h = Noise.mix(salt + a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL + c * 0x165667B19E3779F9L);
                        at[3 * n] = a + unit(h);
                        at[3 * n + 1] = b + unit(h >>> 20);
                        at[3 * n + 2] = c + unit(h >>> 40);
                        hash[n++] = h;
                    }
                }
            }
        }

        private static double unit(long h) {
            return (h & 0xfffffL) * 0x1p-20;
        }
    }
}

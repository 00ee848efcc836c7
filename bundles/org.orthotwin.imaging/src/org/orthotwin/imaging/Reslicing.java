/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * Pictures of a volume: the values of a plane or slab, and simulated radiographs. Only what is asked for is read, in the type in which it
 * is stored; nothing is copied. What lies half a voxel or more beyond the outermost voxel centres is outside; nearer than that the
 * outermost value goes on. Of several components the first is taken.
 *
 * <p>A radiograph is computed with a narrow beam of one energy after Beer and Lambert, from a point: without scatter, focal spot, detector
 * and noise. The attenuation of a voxel is that of water times 1 + HU / 1000, not below 0, so that bone and metal absorb less than they
 * would at low energies. References: Hubbell and Seltzer, NISTIR 5632 (1995), doi:10.18434/T4D01F (water at 60 keV: 0.2059 cm2/g).
 */
public final class Reslicing {

    /** Linear attenuation of water at 60 keV, 1/m. */
    public static final double WATER = 20.59;
    /** Steps along a ray or through a slab, as a part of the smallest spacing. */
    private static final double STEP = 1;

    private final Volume volume;
    private final VolumeGeometry g;
    private final ScalarType type;
    private final int stride;
    private final double slope;
    private final double intercept;

    public Reslicing(Volume volume) {
        this.volume = volume;
        g = volume.geometry();
        type = volume.type();
        stride = volume.components();
        slope = volume.mapping().slope();
        intercept = volume.mapping().intercept();
    }

    /**
     * The values of a plane.
     *
     * @param how {@link Interpolation#NEAREST} or {@link Interpolation#LINEAR}
     * @return row by row; NaN outside the volume
     * @throws java.util.concurrent.CancellationException if the monitor says so
     */
    public float[] slice(SlicePlane p, Slab slab, Interpolation how, Monitor monitor) {
        if (how == Interpolation.CUBIC) {
            throw new IllegalArgumentException("slices are interpolated NEAREST or LINEAR, not CUBIC");
        }
        double spacing = Math.min(g.iSpacing(), Math.min(g.jSpacing(), g.kSpacing()));
        int layers = slab.thickness() == 0 ? 1 : 1 + (int) Math.ceil(slab.thickness() / (STEP * spacing));
        float[] sum = new float[p.width() * p.height()];
        Arrays.fill(sum, Float.NaN);
        int[] count = new int[layers == 1 || slab.maximum() ? 0 : sum.length];
        for (int l = 0; l < layers; l++) {
            double offset = layers == 1 ? 0 : slab.thickness() * (l / (layers - 1.0) - 0.5);
            Vec3 start = g.index(p.origin().plus(p.normal().times(offset)));
            for (int y = 0; y < p.height(); y++) {
                monitor.checkCancelled();
                row(p, start, y, how, slab, sum, count);
            }
        }
        for (int n = 0; n < count.length; n++) {
            sum[n] /= count[n];
        }
        return sum;
    }

    private void row(SlicePlane p, Vec3 start, int y, Interpolation how, Slab slab, float[] sum, int[] count) {
        Vec3 di = step(p.right().times(p.pixel()));
        Vec3 from = start.plus(step(p.down().times(p.pixel())).times(y));
        int[] in = inside(from, di, p.width());
        boolean first = how == Interpolation.NEAREST;
        for (int x = in[0], n = x + y * p.width(), end = in[1]; x < end; x++, n++) {
            double a = from.x() + x * di.x();
            double b = from.y() + x * di.y();
            double c = from.z() + x * di.z();
            float v = (float) (slope * (first ? nearest(a, b, c) : linear(a, b, c)) + intercept);
            if (Float.isNaN(sum[n])) {
                sum[n] = v;
            } else {
                sum[n] = slab.maximum() ? Math.max(sum[n], v) : sum[n] + v;
            }
            if (count.length > 0) {
                count[n]++;
            }
        }
    }

    /** How the index changes along a vector (m). */
    private Vec3 step(Vec3 d) {
        return new Vec3(d.dot(g.iDirection()) / g.iSpacing(), d.dot(g.jDirection()) / g.jSpacing(), d.dot(g.kDirection()) / g.kSpacing());
    }

    /** The steps 0 to n - 1 whose indices lie in the volume: the first, and the one after the last. */
    private int[] inside(Vec3 from, Vec3 d, int n) {
        double first = 0;
        double last = n - 1.0;
        double[] o = {from.x(), from.y(), from.z()};
        double[] s = {d.x(), d.y(), d.z()};
        int[] size = {g.nx(), g.ny(), g.nz()};
        for (int a = 0; a < 3; a++) {
            if (Math.abs(s[a]) < 1e-12) {
                if (!(o[a] > -0.5 && o[a] < size[a] - 0.5)) {
                    return new int[] {0, 0};
                }
            } else {
                double t0 = (-0.5 - o[a]) / s[a];
                double t1 = (size[a] - 0.5 - o[a]) / s[a];
                first = Math.max(first, Math.min(t0, t1));
                last = Math.min(last, Math.max(t0, t1));
            }
        }
        int begin = (int) Math.ceil(first);
        return new int[] {begin, Math.max(begin, (int) Math.floor(last) + 1)};
    }

    private double nearest(double a, double b, double c) {
        int i = Math.clamp((int) Math.floor(a + 0.5), 0, g.nx() - 1);
        int j = Math.clamp((int) Math.floor(b + 0.5), 0, g.ny() - 1);
        int k = Math.clamp((int) Math.floor(c + 0.5), 0, g.nz() - 1);
        return read(volume.store().slice(k), i + g.nx() * j);
    }

    private double linear(double a, double b, double c) {
        double x = Math.clamp(a, 0, g.nx() - 1.0);
        double y = Math.clamp(b, 0, g.ny() - 1.0);
        double z = Math.clamp(c, 0, g.nz() - 1.0);
        int i = (int) x;
        int j = (int) y;
        int k = (int) z;
        int right = i + 1 < g.nx() ? 1 : 0;
        int next = j + 1 < g.ny() ? g.nx() : 0;
        int at = i + g.nx() * j;
        x -= i;
        y -= j;
        z -= k;
        double v = plane(volume.store().slice(k), at, right, next, x, y);
        return z == 0 ? v : v + z * (plane(volume.store().slice(k + 1), at, right, next, x, y) - v);
    }

    private double plane(ByteBuffer s, int at, int right, int next, double x, double y) {
        double v00 = read(s, at);
        double v0 = v00 + x * (read(s, at + right) - v00);
        double v10 = read(s, at + next);
        return v0 + y * (v10 + x * (read(s, at + next + right) - v10) - v0);
    }

    private double read(ByteBuffer s, int voxel) {
        int at = voxel * stride;
        return switch (type) {
            case INT16 -> s.getShort(2 * at);
            case UINT16 -> s.getShort(2 * at) & 0xffff;
            case UINT8 -> s.get(at) & 0xff;
            case FLOAT32 -> s.getFloat(4 * at);
            default -> type.get(s, at * type.bytes());
        };
    }

    /**
     * A simulated radiograph: how much each ray from the source to a pixel is attenuated in the volume, as the natural logarithm of the
     * dose without it over the dose with it.
     *
     * @param detector where the film is, m
     * @param source of the rays, m; its distance from the film, and where it stands over it, say how the film is magnified
     * @return row by row, no unit; 0 where a ray misses the volume
     * @throws java.util.concurrent.CancellationException if the monitor says so
     */
    public float[] radiograph(SlicePlane detector, Vec3 source, Monitor monitor) {
        float[] film = new float[detector.width() * detector.height()];
        double ds = STEP * Math.min(g.iSpacing(), Math.min(g.jSpacing(), g.kSpacing()));
        for (int y = 0; y < detector.height(); y++) {
            for (int x = 0; x < detector.width(); x++) {
                monitor.checkCancelled();
                Vec3 ray = detector.point(x, y).minus(source);
                double length = ray.norm();
                Vec3 d = step(ray.times(ds / length));
                film[x + y * detector.width()] = (float) (ds * along(g.index(source).plus(d.times(0.5)), d, (int) (length / ds)));
            }
        }
        return film;
    }

    /** Sum of the attenuations (1/m) in the middle of the steps of a ray. */
    private double along(Vec3 from, Vec3 d, int n) {
        int[] in = inside(from, d, n);
        double sum = 0;
        for (int s = in[0]; s < in[1]; s++) {
            double hu = slope * linear(from.x() + s * d.x(), from.y() + s * d.y(), from.z() + s * d.z()) + intercept;
            sum += Math.max(0, 1 + hu / 1000);
        }
        return WATER * sum;
    }
}

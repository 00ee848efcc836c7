/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.Arrays;
import org.orthotwin.geometry.Vec3;

/**
 * A solid swept along a smooth curve (Catmull-Rom through the given stations) with a section that varies: an ellipse whose half-width along
 * the section's first direction may differ forwards and backwards. Radii are interpolated monotonically between stations (Fritsch and
 * Carlson 1980, doi 10.1137/0717021), so that a smallest or largest radius given at a station is one of the solid. The ends are rounded.
 *
 * <p>Where the curve is straight, the section across it at a station has exactly the station's radii.
 */
public final class Tube implements Field {

    private static final int SAMPLES_PER_SPAN = 5;

    private final int n;
    /** The cubics of the curve: for each span twelve numbers, of x, y and z the coefficients of 1, u, u^2 and u^3. */
    private final double[] cubics;
    /** Per station: half-widths forwards, backwards, across; hint of the first direction. */
    private final double[][] value = new double[6][];
    private final double[][] slope = new double[6][];
    private final double capStart;
    private final double capEnd;
    /** Sampled points of the curve; from each to the next one, and the square of that. */
    private final double[] sx;
    private final double[] sy;
    private final double[] sz;
    private final double[] ex;
    private final double[] ey;
    private final double[] ez;
    private final double[] ee;
    /** Of each span: middle and radius of a sphere round the curve, as sampled. */
    private final double[] spheres;
    /** Of each span: what the value is less than the distance from the sphere's middle, at most (m). */
    private final double[] reaches;
    private final Vec3 centre;
    private final double radius;

    /**
     * A station of the sweep.
     *
     * @param p point of the curve (m)
     * @param forward half-width along {@code direction} (m)
     * @param backward half-width against it (m)
     * @param across half-width at a right angle to it and to the curve (m)
     * @param direction first direction of the section; what of it runs along the curve is taken off
     */
    public record Station(Vec3 p, double forward, double backward, double across, Vec3 direction) {

        public static Station ellipse(Vec3 p, double along, double across, Vec3 direction) {
            return new Station(p, along, along, across, direction);
        }

        public static Station round(Vec3 p, double radius) {
            return new Station(p, radius, radius, radius, new Vec3(0.3, 0.2, 0.93));
        }
    }

    public Tube(Station... stations) {
        this(1, 1, stations);
    }

    /**
     * @param capStart length of the rounded start over the smallest half-width there
     * @param capEnd the same at the end
     */
    public Tube(double capStart, double capEnd, Station... stations) {
        n = stations.length;
        double[][] p = new double[3][n];
        for (int k = 0; k < 6; k++) {
            value[k] = new double[n];
        }
        for (int i = 0; i < n; i++) {
            Station s = stations[i];
            p[0][i] = s.p.x();
            p[1][i] = s.p.y();
            p[2][i] = s.p.z();
            Vec3 d = s.direction.normalized();
            double[] row = {s.forward, s.backward, s.across, d.x(), d.y(), d.z()};
            for (int k = 0; k < 6; k++) {
                value[k][i] = row[k];
            }
        }
        for (int k = 0; k < 6; k++) {
            slope[k] = monotoneSlopes(value[k]);
        }
        cubics = new double[12 * (n - 1)];
        for (int i = 0; i + 1 < n; i++) {
            for (int k = 0; k < 3; k++) {
                cubic(p[k], i, 12 * i + 4 * k);
            }
        }
        Station first = stations[0];
        Station last = stations[n - 1];
        this.capStart = capStart * Math.min(Math.min(first.forward, first.backward), first.across);
        this.capEnd = capEnd * Math.min(Math.min(last.forward, last.backward), last.across);
        int m = (n - 1) * SAMPLES_PER_SPAN + 1;
        sx = new double[m];
        sy = new double[m];
        sz = new double[m];
        double minX = Double.POSITIVE_INFINITY;
        double minY = minX;
        double minZ = minX;
        double maxX = Double.NEGATIVE_INFINITY;
        double maxY = maxX;
        double maxZ = maxX;
        for (int i = 0; i < m; i++) {
            double t = (double) i / SAMPLES_PER_SPAN;
            int o = 12 * span(t);
            double u = t - span(t);
            sx[i] = point(o, u);
            sy[i] = point(o + 4, u);
            sz[i] = point(o + 8, u);
            minX = Math.min(minX, sx[i]);
            minY = Math.min(minY, sy[i]);
            minZ = Math.min(minZ, sz[i]);
            maxX = Math.max(maxX, sx[i]);
            maxY = Math.max(maxY, sy[i]);
            maxZ = Math.max(maxZ, sz[i]);
        }
        ex = steps(sx);
        ey = steps(sy);
        ez = steps(sz);
        ee = new double[m - 1];
        Arrays.setAll(ee, i -> ex[i] * ex[i] + ey[i] * ey[i] + ez[i] * ez[i]);
        spheres = new double[4 * (n - 1)];
        reaches = new double[n - 1];
        for (int i = 0; i + 1 < n; i++) {
            sphere(i);
            reaches[i] = spheres[4 * i + 3] + bulge(i) + widest(i);
        }
        centre = new Vec3(0.5 * (minX + maxX), 0.5 * (minY + maxY), 0.5 * (minZ + maxZ));
        double widest = 0;
        for (Station s : stations) {
            widest = Math.max(widest, Math.max(Math.max(s.forward, s.backward), s.across));
        }
        radius = centre.distance(new Vec3(maxX, maxY, maxZ)) + 1.1 * widest;
    }

    /** Centre of a sphere around the solid (m). */
    public Vec3 centre() {
        return centre;
    }

    /** Radius of a sphere around the solid (m). */
    public double radius() {
        return radius;
    }

    private static double[] monotoneSlopes(double[] v) {
        int n = v.length;
        double[] m = new double[n];
        for (int i = 1; i < n - 1; i++) {
            double a = v[i] - v[i - 1];
            double b = v[i + 1] - v[i];
            m[i] = a * b > 0 ? 2 * a * b / (a + b) : 0;
        }
        if (n > 1) {
            m[0] = v[1] - v[0];
            m[n - 1] = v[n - 1] - v[n - 2];
        }
        return m;
    }

    private double interpolate(int k, int i, double u) {
        double[] v = value[k];
        double[] s = slope[k];
        double u2 = u * u;
        double u3 = u2 * u;
        return (2 * u3 - 3 * u2 + 1) * v[i] + (u3 - 2 * u2 + u) * s[i] + (-2 * u3 + 3 * u2) * v[i + 1] + (u3 - u2) * s[i + 1];
    }

    /** The span of a parameter (stations are 0, 1, ...). */
    private int span(double t) {
        return Math.max(0, Math.min(n - 2, (int) t));
    }

    /** A coordinate of the curve, whose cubic begins at {@code o}, and its derivatives. */
    private double point(int o, double u) {
        return cubics[o] + u * (cubics[o + 1] + u * (cubics[o + 2] + u * cubics[o + 3]));
    }

    private double first(int o, double u) {
        return cubics[o + 1] + u * (2 * cubics[o + 2] + 3 * u * cubics[o + 3]);
    }

    private double second(int o, double u) {
        return 2 * cubics[o + 2] + 6 * u * cubics[o + 3];
    }

    private void cubic(double[] p, int i, int o) {
        double b = p[i];
        double d = p[i + 1];
        double a = i > 0 ? p[i - 1] : 2 * b - d;
        double e = i + 2 < n ? p[i + 2] : 2 * d - b;
        double m0 = 0.5 * (d - a);
        double m1 = 0.5 * (e - b);
        cubics[o] = b;
        cubics[o + 1] = m0;
        cubics[o + 2] = 3 * (d - b) - 2 * m0 - m1;
        cubics[o + 3] = 2 * (b - d) + m0 + m1;
    }

    /** The sphere round the samples of a span: its middle is that of their box, its radius a little more than they need. */
    private void sphere(int span) {
        int first = span * SAMPLES_PER_SPAN;
        double[] low = {sx[first], sy[first], sz[first]};
        double[] high = low.clone();
        for (int i = first + 1; i <= first + SAMPLES_PER_SPAN; i++) {
            double[] q = {sx[i], sy[i], sz[i]};
            for (int k = 0; k < 3; k++) {
                low[k] = Math.min(low[k], q[k]);
                high[k] = Math.max(high[k], q[k]);
            }
        }
        double r2 = 0;
        for (int k = 0; k < 3; k++) {
            spheres[4 * span + k] = 0.5 * (low[k] + high[k]);
        }
        for (int i = first; i <= first + SAMPLES_PER_SPAN; i++) {
            double dx = sx[i] - spheres[4 * span];
            double dy = sy[i] - spheres[4 * span + 1];
            double dz = sz[i] - spheres[4 * span + 2];
            r2 = Math.max(r2, dx * dx + dy * dy + dz * dz);
        }
        spheres[4 * span + 3] = Math.sqrt(r2) + 1e-9;
    }

    /** How far the curve of a span may be from the chords: an eighth of its largest second derivative by the step squared, m. */
    private double bulge(int span) {
        double most = 0;
        for (int end = 0; end < 2; end++) {
            double square = 0;
            for (int k = 0; k < 3; k++) {
                // linear in u, so that an end has the largest
                double second = 2 * cubics[12 * span + 4 * k + 2] + 6 * end * cubics[12 * span + 4 * k + 3];
                square += second * second;
            }
            most = Math.max(most, Math.sqrt(square));
        }
        return most / (8 * SAMPLES_PER_SPAN * SAMPLES_PER_SPAN);
    }

    /** The largest half-width of a span or its caps (m); between stations none is larger than at both. */
    private double widest(int span) {
        double most = 1e-4;
        for (int k = 0; k < 3; k++) {
            most = Math.max(most, Math.max(value[k][span], value[k][span + 1]));
        }
        return Math.max(most, Math.max(span == 0 ? capStart : 0, span == n - 2 ? capEnd : 0));
    }

    /** Whether the value is at least {@code enough} (m), as the spans' spheres tell; where they do not tell, no. */
    private boolean beyond(double x, double y, double z, double enough) {
        for (int s = 0; s + 1 < n; s++) {
            double reach = reaches[s] + enough;
            if (reach > 0 && toMiddle(s, x, y, z) < reach * reach) {
                return false;
            }
        }
        return true;
    }

    private static double[] steps(double[] s) {
        double[] e = new double[s.length - 1];
        Arrays.setAll(e, i -> s[i + 1] - s[i]);
        return e;
    }

    /** Parameter of the point of the sampled curve that is nearest; spans that lie farther than what is found are not looked at. */
    private double nearest(double x, double y, double z) {
        double best = Double.POSITIVE_INFINITY;
        double t = 0;
        int first = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int s = 0; s + 1 < n; s++) {
            double d = toMiddle(s, x, y, z);
            if (d < least) {
                least = d;
                first = s;
            }
        }
        for (int k = 0; k + 1 < n; k++) {
            // the span with the nearest middle comes first, the others keep their order
            int s = k == 0 ? first : k <= first ? k - 1 : k;
            double reach = Math.sqrt(best) + spheres[4 * s + 3];
            if (k > 0 && toMiddle(s, x, y, z) > reach * reach) {
                continue;
            }
            int end = (s + 1) * SAMPLES_PER_SPAN;
            for (int i = s * SAMPLES_PER_SPAN; i < end; i++) {
                double u = ((x - sx[i]) * ex[i] + (y - sy[i]) * ey[i] + (z - sz[i]) * ez[i]) / ee[i];
                u = u < 0 ? 0 : u > 1 ? 1 : u;
                double dx = x - sx[i] - u * ex[i];
                double dy = y - sy[i] - u * ey[i];
                double dz = z - sz[i] - u * ez[i];
                double d = dx * dx + dy * dy + dz * dz;
                if (d < best) {
                    best = d;
                    t = (i + u) / SAMPLES_PER_SPAN;
                }
            }
        }
        return t;
    }

    private double toMiddle(int span, double x, double y, double z) {
        double dx = x - spheres[4 * span];
        double dy = y - spheres[4 * span + 1];
        double dz = z - spheres[4 * span + 2];
        return dx * dx + dy * dy + dz * dz;
    }

    @Override
    public double at(double x, double y, double z, double enough) {
        return beyond(x, y, z, enough) ? enough : at(x, y, z);
    }

    @Override
    public double at(double x, double y, double z) {
        double t = nearest(x, y, z);
        double low = Math.max(0, t - 1.0 / SAMPLES_PER_SPAN);
        double high = Math.min(n - 1, t + 1.0 / SAMPLES_PER_SPAN);
        int i = span(t);
        double u = t - i;
        // from the curve's point, and its first derivative
        double dx = point(12 * i, u) - x;
        double dy = point(12 * i + 4, u) - y;
        double dz = point(12 * i + 8, u) - z;
        double vx = first(12 * i, u);
        double vy = first(12 * i + 4, u);
        double vz = first(12 * i + 8, u);
        for (int k = 0; k < 4; k++) {
            double f = dx * vx + dy * vy + dz * vz;
            double v2 = vx * vx + vy * vy + vz * vz;
            double g = v2 + dx * second(12 * i, u) + dy * second(12 * i + 4, u) + dz * second(12 * i + 8, u);
            double next = Math.max(low, Math.min(high, t - f / Math.max(g, 0.3 * v2)));
            if (next == t) {
                break;
            }
            t = next;
            i = span(t);
            u = t - i;
            dx = point(12 * i, u) - x;
            dy = point(12 * i + 4, u) - y;
            dz = point(12 * i + 8, u) - z;
            vx = first(12 * i, u);
            vy = first(12 * i + 4, u);
            vz = first(12 * i + 8, u);
        }
        double speed = Math.sqrt(vx * vx + vy * vy + vz * vz);
        double tx = vx / speed;
        double ty = vy / speed;
        double tz = vz / speed;
        double hx = interpolate(3, i, u);
        double hy = interpolate(4, i, u);
        double hz = interpolate(5, i, u);
        double along = hx * tx + hy * ty + hz * tz;
        hx -= along * tx;
        hy -= along * ty;
        hz -= along * tz;
        double hn = Math.sqrt(hx * hx + hy * hy + hz * hz);
        dx = -dx;
        dy = -dy;
        dz = -dz;
        double w = dx * tx + dy * ty + dz * tz;
        double a = (dx * hx + dy * hy + dz * hz) / hn;
        double rr = dx * dx + dy * dy + dz * dz;
        double bb = Math.max(0, rr - w * w - a * a);
        double ra = Math.max(1e-4, a >= 0 ? interpolate(0, i, u) : interpolate(1, i, u));
        double rb = Math.max(1e-4, interpolate(2, i, u));
        double rw = t <= 0 && w < 0 ? capStart : t >= n - 1 && w > 0 ? capEnd : Math.min(ra, rb);
        double k = Math.sqrt(a * a / (ra * ra) + bb / (rb * rb) + w * w / (rw * rw));
        double r = Math.sqrt(rr);
        return k < 1e-9 ? -Math.min(ra, rb) : r - r / k;
    }
}

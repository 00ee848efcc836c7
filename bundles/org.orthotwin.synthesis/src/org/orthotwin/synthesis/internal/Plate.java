/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.function.DoubleBinaryOperator;
import org.orthotwin.geometry.Vec3;

/**
 * A curved plate: a middle surface z = f(x, y) with a thickness t(x, y), inside a closed outline in the plane of x and y, with rounded
 * edges. The functions are tabulated once and read back by bicubic (Catmull-Rom) interpolation, so that the plate is smooth.
 */
public final class Plate implements Field {

    private static final double STEP = 0.002;
    private static final double MARGIN = 0.040;

    private final double x0;
    private final double y0;
    private final int nx;
    private final int ny;
    private final double[] middle;
    private final double[] thickness;
    private final double[] outside;
    private final Vec3 centre;
    private final double radius;

    /**
     * @param outline points (x, y) in m of a closed curve; a Catmull-Rom curve is drawn through them
     * @param f middle surface z in m
     * @param t thickness in m, of (x, y)
     * @param edge what is added to the thickness towards the edge: value at the edge in m, of (x, y)
     */
    public Plate(double[][] outline, DoubleBinaryOperator f, DoubleBinaryOperator t, DoubleBinaryOperator edge) {
        double[][] curve = closedCurve(outline, 6);
        double minX = Double.POSITIVE_INFINITY;
        double minY = minX;
        double maxX = Double.NEGATIVE_INFINITY;
        double maxY = maxX;
        for (double[] p : curve) {
            minX = Math.min(minX, p[0]);
            maxX = Math.max(maxX, p[0]);
            minY = Math.min(minY, p[1]);
            maxY = Math.max(maxY, p[1]);
        }
        x0 = minX - MARGIN;
        y0 = minY - MARGIN;
        nx = (int) Math.ceil((maxX - minX + 2 * MARGIN) / STEP) + 1;
        ny = (int) Math.ceil((maxY - minY + 2 * MARGIN) / STEP) + 1;
        middle = new double[nx * ny];
        thickness = new double[nx * ny];
        outside = new double[nx * ny];
        double minZ = Double.POSITIVE_INFINITY;
        double maxZ = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                double x = x0 + i * STEP;
                double y = y0 + j * STEP;
                int q = j * nx + i;
                outside[q] = signedDistance(curve, x, y);
                middle[q] = f.applyAsDouble(x, y);
                double e = outside[q] / 0.007;
                thickness[q] = Math.max(0.0042, t.applyAsDouble(x, y)) + edge.applyAsDouble(x, y) * Math.exp(-e * e);
                if (outside[q] < 0.004) {
                    minZ = Math.min(minZ, middle[q]);
                    maxZ = Math.max(maxZ, middle[q]);
                }
            }
        }
        centre = new Vec3(0.5 * (minX + maxX), 0.5 * (minY + maxY), 0.5 * (minZ + maxZ));
        radius = centre.distance(new Vec3(maxX, maxY, maxZ)) + 0.012;
    }

    public Vec3 centre() {
        return centre;
    }

    public double radius() {
        return radius;
    }

    /** The middle surface's z at (x, y), m. */
    public double middle(double x, double y) {
        return read(middle, x, y);
    }

    /** The thickness at (x, y), m. */
    public double thickness(double x, double y) {
        return read(thickness, x, y);
    }

    @Override
    public double at(double x, double y, double z) {
        double[] m = new double[3];
        readWithGradient(middle, x, y, m);
        double half = 0.5 * read(thickness, x, y);
        double slab = Math.abs(z - m[0]) / Math.sqrt(1 + m[1] * m[1] + m[2] * m[2]) - half;
        double out = read(outside, x, y);
        double rho = 0.9 * half;
        double a = slab + rho;
        double b = out + rho;
        double ap = Math.max(a, 0);
        double bp = Math.max(b, 0);
        double over = overhang(x, y);
        return Math.sqrt(ap * ap + bp * bp) + Math.min(Math.max(a, b), 0) - rho + over;
    }

    /** How far (x, y) lies outside the table, m. */
    private double overhang(double x, double y) {
        double dx = Math.max(0, Math.max(x0 + 2 * STEP - x, x - (x0 + (nx - 3) * STEP)));
        double dy = Math.max(0, Math.max(y0 + 2 * STEP - y, y - (y0 + (ny - 3) * STEP)));
        return Math.sqrt(dx * dx + dy * dy);
    }

    private double read(double[] table, double x, double y) {
        double u = Math.max(1, Math.min(nx - 2.0001, (x - x0) / STEP));
        double v = Math.max(1, Math.min(ny - 2.0001, (y - y0) / STEP));
        int i = (int) u;
        int j = (int) v;
        u -= i;
        v -= j;
        double s = 0;
        for (int k = -1; k <= 2; k++) {
            int q = (j + k) * nx + i;
            s += weight(v, k) * (weight(u, -1) * table[q - 1] + weight(u, 0) * table[q] + weight(u, 1) * table[q + 1]
                    + weight(u, 2) * table[q + 2]);
        }
        return s;
    }

    private void readWithGradient(double[] table, double x, double y, double[] out) {
        double u = Math.max(1, Math.min(nx - 2.0001, (x - x0) / STEP));
        double v = Math.max(1, Math.min(ny - 2.0001, (y - y0) / STEP));
        int i = (int) u;
        int j = (int) v;
        u -= i;
        v -= j;
        double s = 0;
        double sx = 0;
        double sy = 0;
        for (int k = -1; k <= 2; k++) {
            int q = (j + k) * nx + i;
            double r = 0;
            double rx = 0;
            for (int l = -1; l <= 2; l++) {
                r += weight(u, l) * table[q + l];
                rx += derivative(u, l) * table[q + l];
            }
            s += weight(v, k) * r;
            sx += weight(v, k) * rx;
            sy += derivative(v, k) * r;
        }
        out[0] = s;
        out[1] = sx / STEP;
        out[2] = sy / STEP;
    }

    private static double weight(double u, int k) {
        return switch (k) {
            case -1 -> 0.5 * u * (-1 + u * (2 - u));
            case 0 -> 1 + 0.5 * u * u * (-5 + 3 * u);
            case 1 -> 0.5 * u * (1 + u * (4 - 3 * u));
            default -> 0.5 * u * u * (u - 1);
        };
    }

    private static double derivative(double u, int k) {
        return switch (k) {
            case -1 -> 0.5 * (-1 + u * (4 - 3 * u));
            case 0 -> 0.5 * u * (-10 + 9 * u);
            case 1 -> 0.5 * (1 + u * (8 - 9 * u));
            default -> 0.5 * u * (-2 + 3 * u);
        };
    }

    private static double[][] closedCurve(double[][] p, int samples) {
        int n = p.length;
        double[][] c = new double[n * samples][];
        for (int i = 0; i < n; i++) {
            double[] a = p[(i + n - 1) % n];
            double[] b = p[i];
            double[] d = p[(i + 1) % n];
            double[] e = p[(i + 2) % n];
            for (int k = 0; k < samples; k++) {
                double u = (double) k / samples;
                c[i * samples + k] = new double[] {
                    weight(u, -1) * a[0] + weight(u, 0) * b[0] + weight(u, 1) * d[0] + weight(u, 2) * e[0],
                    weight(u, -1) * a[1] + weight(u, 0) * b[1] + weight(u, 1) * d[1] + weight(u, 2) * e[1]};
            }
        }
        return c;
    }

    private static double signedDistance(double[][] polygon, double x, double y) {
        double best = Double.POSITIVE_INFINITY;
        boolean inside = false;
        for (int i = 0; i < polygon.length; i++) {
            double[] a = polygon[i];
            double[] b = polygon[(i + 1) % polygon.length];
            double ex = b[0] - a[0];
            double ey = b[1] - a[1];
            double u = Math.max(0, Math.min(1, ((x - a[0]) * ex + (y - a[1]) * ey) / (ex * ex + ey * ey)));
            double dx = x - a[0] - u * ex;
            double dy = y - a[1] - u * ey;
            best = Math.min(best, dx * dx + dy * dy);
            if (a[1] > y != b[1] > y && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) {
                inside = !inside;
            }
        }
        return inside ? -Math.sqrt(best) : Math.sqrt(best);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import org.orthotwin.geometry.Vec3;

/**
 * A rigid ball in a spherical socket whose layer is an elastic foundation, and whose surface may be worn.
 *
 * <pre>  p_i = K max(0, u . n_i - c - w_i)        sum of p_i A_i n_i = F</pre>
 *
 * n_i: directions from the socket's centre to its surface, of area A_i; c: radial clearance; w_i: depth worn so far; K: stiffness of the
 * layer, Pa/m; u: shift of the ball's centre; F: force on the socket. The left side is the derivative of a convex energy in u, so that
 * Newton's method with shortened steps finds the one answer wherever there is one: where F points into the cone of the socket's directions.
 *
 * <p>Frame: origin at the centre of the socket, z out of its opening. The cells are of equal polar angle, some {@code 2.5 rings^2} of them
 * for a hemisphere, mirror images of each other in every plane through z that passes between them. Not thread-safe.
 */
public final class SphericalBearing {

    /** Residual force that is accepted, of the load. */
    private static final double TOLERANCE = 1e-12;
    private static final int MOST_STEPS = 100;

    private final double radius;
    private final double clearance;
    private final double stiffness;
    private final double[] normals;
    private final double[] areas;
    private final double[] worn;
    private final double[] pressures;
    private final double[] shift = new double[3];
    private final double[] gradient = new double[3];
    private final double[] hessian = new double[6];

    /**
     * @param radius of the socket, m
     * @param clearance difference of the radii of socket and ball, m, 0 or more
     * @param stiffness K, Pa/m
     * @param rim height of the socket's edge over its centre, m, between -radius and radius
     * @param rings of cells from the pole to the rim
     */
    public SphericalBearing(double radius, double clearance, double stiffness, double rim, int rings) {
        if (!(radius > 0) || !(clearance >= 0) || !(stiffness > 0) || !(Math.abs(rim) < radius) || rings < 2) {
            throw new IllegalArgumentException("no socket of radius " + radius + " m, clearance " + clearance + " m, stiffness " + stiffness
                    + " Pa/m, rim at " + rim + " m, with " + rings + " rings");
        }
        this.radius = radius;
        this.clearance = clearance;
        this.stiffness = stiffness;
        double last = Math.acos(-rim / radius);
        double step = last / rings;
        int n = 0;
        for (int k = 0; k < rings; k++) {
            n += cells(k, step);
        }
        normals = new double[3 * n];
        areas = new double[n];
        worn = new double[n];
        pressures = new double[n];
        int at = 0;
        for (int k = 0; k < rings; k++) {
            int m = cells(k, step);
            double theta = (k + 0.5) * step;
            double area = radius * radius * (Math.cos(k * step) - Math.cos((k + 1) * step)) * 2 * Math.PI / m;
            for (int i = 0; i < m; i++) {
                double phi = 2 * Math.PI * (i + 0.5) / m;
                normals[3 * at] = Math.sin(theta) * Math.cos(phi);
                normals[3 * at + 1] = Math.sin(theta) * Math.sin(phi);
                normals[3 * at + 2] = -Math.cos(theta);
                areas[at++] = area;
            }
        }
    }

    private static int cells(int ring, double step) {
        return 4 * Math.max(1, (int) Math.round(Math.PI * Math.sin((ring + 0.5) * step) / step / 2));
    }

    /** Number of cells. */
    public int size() {
        return areas.length;
    }

    /** Direction from the centre to a cell. */
    public Vec3 normal(int cell) {
        return Vec3.of(normals, 3 * cell);
    }

    /** Area of a cell, m2. */
    public double area(int cell) {
        return areas[cell];
    }

    /** Depth worn off a cell, m. */
    public double worn(int cell) {
        return worn[cell];
    }

    /** Takes material off a cell, m. */
    public void wear(int cell, double depth) {
        worn[cell] += depth;
    }

    /** Pressure on a cell under the last load, Pa. */
    public double pressure(int cell) {
        return pressures[cell];
    }

    /** Shift of the ball's centre under the last load, m. */
    public Vec3 shift() {
        return Vec3.of(shift, 0);
    }

    public double radius() {
        return radius;
    }

    public double stiffness() {
        return stiffness;
    }

    double[] normals() {
        return normals;
    }

    double[] pressures() {
        return pressures;
    }

    /**
     * Finds the equilibrium under a force on the socket, from the shift of the one before.
     *
     * @return whether there is one
     */
    public boolean load(double fx, double fy, double fz) {
        double load = Math.sqrt(fx * fx + fy * fy + fz * fz);
        if (!(load > 0)) {
            java.util.Arrays.fill(pressures, 0);
            return load == 0;
        }
        double energy = evaluate(shift[0], shift[1], shift[2], fx, fy, fz);
        for (int i = 0; i < MOST_STEPS; i++) {
            double residual = norm(gradient);
            if (residual <= TOLERANCE * load) {
                return true;
            }
            double dx;
            double dy;
            double dz;
            double det = determinant();
            double trace = hessian[0] + hessian[3] + hessian[5];
            if (det > 1e-12 * trace * trace * trace) {
                double[] h = hessian;
                dx = -((h[3] * h[5] - h[4] * h[4]) * gradient[0] + (h[2] * h[4] - h[1] * h[5]) * gradient[1]
                        + (h[1] * h[4] - h[2] * h[3]) * gradient[2]) / det;
                dy = -((h[2] * h[4] - h[1] * h[5]) * gradient[0] + (h[0] * h[5] - h[2] * h[2]) * gradient[1]
                        + (h[1] * h[2] - h[0] * h[4]) * gradient[2]) / det;
                dz = -((h[1] * h[4] - h[2] * h[3]) * gradient[0] + (h[1] * h[2] - h[0] * h[4]) * gradient[1]
                        + (h[0] * h[3] - h[1] * h[1]) * gradient[2]) / det;
            } else {
                // too few cells touch: on along the force by what the whole socket would give, and out of a gap at once
                double s = clearance / residual + 1 / (stiffness * radius * radius);
                dx = -gradient[0] * s;
                dy = -gradient[1] * s;
                dz = -gradient[2] * s;
            }
            double slope = gradient[0] * dx + gradient[1] * dy + gradient[2] * dz;
            double ox = shift[0];
            double oy = shift[1];
            double oz = shift[2];
            double t = 1;
            double next = evaluate(ox + dx, oy + dy, oz + dz, fx, fy, fz);
            while (next > energy + 1e-4 * t * slope + 1e-15 * Math.abs(energy) && t > 1e-8) {
                t *= 0.5;
                next = evaluate(ox + t * dx, oy + t * dy, oz + t * dz, fx, fy, fz);
            }
            shift[0] = ox + t * dx;
            shift[1] = oy + t * dy;
            shift[2] = oz + t * dz;
            energy = next;
            if (!(norm(shift) < radius)) {
                break;
            }
        }
        boolean found = norm(gradient) <= 1e-9 * load;
        if (!found) {
            java.util.Arrays.fill(shift, 0);
        }
        return found;
    }

    /** Energy at a shift; sets pressures, gradient and hessian. */
    private double evaluate(double x, double y, double z, double fx, double fy, double fz) {
        double e = -(fx * x + fy * y + fz * z);
        double gx = -fx;
        double gy = -fy;
        double gz = -fz;
        double hxx = 0;
        double hxy = 0;
        double hxz = 0;
        double hyy = 0;
        double hyz = 0;
        double hzz = 0;
        for (int i = 0; i < areas.length; i++) {
            double nx = normals[3 * i];
            double ny = normals[3 * i + 1];
            double nz = normals[3 * i + 2];
            double d = x * nx + y * ny + z * nz - clearance - worn[i];
            if (d > 0) {
                double k = stiffness * areas[i];
                double f = k * d;
                pressures[i] = stiffness * d;
                e += 0.5 * f * d;
                gx += f * nx;
                gy += f * ny;
                gz += f * nz;
                hxx += k * nx * nx;
                hxy += k * nx * ny;
                hxz += k * nx * nz;
                hyy += k * ny * ny;
                hyz += k * ny * nz;
                hzz += k * nz * nz;
            } else {
                pressures[i] = 0;
            }
        }
        gradient[0] = gx;
        gradient[1] = gy;
        gradient[2] = gz;
        hessian[0] = hxx;
        hessian[1] = hxy;
        hessian[2] = hxz;
        hessian[3] = hyy;
        hessian[4] = hyz;
        hessian[5] = hzz;
        return e;
    }

    private double determinant() {
        double[] h = hessian;
        return h[0] * (h[3] * h[5] - h[4] * h[4]) - h[1] * (h[1] * h[5] - h[2] * h[4]) + h[2] * (h[1] * h[4] - h[2] * h[3]);
    }

    private static double norm(double[] v) {
        return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
}

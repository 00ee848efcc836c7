/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact;

import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Contact of two surfaces by an elastic foundation: from the centroid of every triangle of one of them a ray goes against its normal; where
 * it leaves the other body, the way to there is the depth, and {@link ElasticFoundation} gives the pressure. No friction.
 *
 * <p>The first surface is the one that the layer lies on; it may be open, and so may the other, as long as its triangles are wound
 * counter-clockwise seen from outside. Depths beyond the whole thickness of the layers are not looked for: a body that has passed through
 * is not in contact. Force and area are continuous in the pose up to the size of one triangle; the error of the force falls with the square
 * of the triangles' size. Of a triangle that is free the distance is remembered, so that poses near each other cost little.
 *
 * <p>Everything is in the frame of the layered surface. One instance for each thread; {@link #evaluate} allocates nothing.
 */
public final class FoundationContact {

    private static final int ASK = 1024;
    /** Cosine below which a face lies along the ray, where depth does not follow from its motion. */
    private static final double FLATTEST = 0.02;

    private final ElasticFoundation law;
    private final RayCast ray;
    private final Bvh counter;
    private final double[] centroids;
    private final double[] normals;
    private final double[] areas;
    private final double[] bounds;
    private final double[] depths;
    private final double[] pressures;
    private double area;
    private double peakPressure;
    private double peakDepth;
    private double weighted;
    private final double[] force = new double[3];
    private final double[] moment = new double[3];
    private final double[] centre = new double[3];
    private final double[] counterNormals;
    /** A corner of each face of the other body. */
    private final double[] counterCorners;
    private final ClosestPoint closest;
    /** Where a free centroid was in the other body's frame, and how far outside that body; 0 where that is not known. */
    private final double[] freeAt;
    private final double[] clear;
    private final boolean[] missed;
    /** Rows: force and moment on the layered surface about its origin; columns: velocity at that origin and turn of the other body. */
    private final double[] stiffness = new double[36];

    /**
     * @param layered the surface that carries the layers, outside towards the other body
     * @param counter tree of the other surface, which is rigid
     * @param law of the layers
     */
    public FoundationContact(TriangleMesh layered, Bvh counter, ElasticFoundation law) {
        this.law = law;
        this.counter = counter;
        ray = new RayCast(counter);
        int n = layered.triangleCount();
        centroids = new double[3 * n];
        normals = new double[3 * n];
        areas = new double[n];
        depths = new double[n];
        pressures = new double[n];
        for (int t = 0; t < n; t++) {
            Vec3 a = layered.corner(t, 0);
            Vec3 b = layered.corner(t, 1);
            Vec3 c = layered.corner(t, 2);
            Vec3 cross = b.minus(a).cross(c.minus(a));
            double length = cross.norm();
            areas[t] = length / 2;
            put(centroids, t, a.plus(b).plus(c).times(1 / 3.0));
            put(normals, t, length > 0 ? cross.times(1 / length) : Vec3.ZERO);
        }
        bounds = counter.mesh().bounds();
        counterNormals = Normals.ofFaces(counter.mesh());
        counterCorners = new double[counterNormals.length];
        for (int f = 0; f < counter.mesh().triangleCount(); f++) {
            put(counterCorners, f, counter.mesh().corner(f, 0));
        }
        closest = new ClosestPoint(counter);
        freeAt = new double[3 * n];
        clear = new double[n];
        missed = new boolean[n];
    }

    private static void put(double[] array, int i, Vec3 v) {
        array[3 * i] = v.x();
        array[3 * i + 1] = v.y();
        array[3 * i + 2] = v.z();
    }

    /**
     * Computes the contact in one pose.
     *
     * @param counterInLayered pose of the other body's frame in that of the layered surface
     */
    public void evaluate(RigidTransform counterInLayered) {
        evaluate(counterInLayered, Monitor.NONE);
    }

    /** As {@link #evaluate(RigidTransform)}, asking a monitor every {@value #ASK} triangles whether to stop. */
    void evaluate(RigidTransform counterInLayered, Monitor monitor) {
        double r00 = counterInLayered.r(0, 0);
        double r01 = counterInLayered.r(0, 1);
        double r02 = counterInLayered.r(0, 2);
        double r10 = counterInLayered.r(1, 0);
        double r11 = counterInLayered.r(1, 1);
        double r12 = counterInLayered.r(1, 2);
        double r20 = counterInLayered.r(2, 0);
        double r21 = counterInLayered.r(2, 1);
        double r22 = counterInLayered.r(2, 2);
        double tx = counterInLayered.t(0);
        double ty = counterInLayered.t(1);
        double tz = counterInLayered.t(2);
        double reach = law.thickness();
        area = 0;
        peakPressure = 0;
        peakDepth = 0;
        weighted = 0;
        for (int k = 0; k < 3; k++) {
            force[k] = 0;
            moment[k] = 0;
            centre[k] = 0;
        }
        java.util.Arrays.fill(stiffness, 0);
        for (int t = 0; t < areas.length; t++) {
            if (t % ASK == 0) {
                monitor.checkCancelled();
            }
            int i = 3 * t;
            depths[t] = 0;
            pressures[t] = 0;
            double px = centroids[i] - tx;
            double py = centroids[i + 1] - ty;
            double pz = centroids[i + 2] - tz;
            double x = r00 * px + r10 * py + r20 * pz;
            double y = r01 * px + r11 * py + r21 * pz;
            double z = r02 * px + r12 * py + r22 * pz;
            // a point further than the reach from the box of the other surface has none of it behind itself
            if (!(areas[t] > 0) || x < bounds[0] - reach || x > bounds[3] + reach || y < bounds[1] - reach || y > bounds[4] + reach
                    || z < bounds[2] - reach || z > bounds[5] + reach) {
                continue;
            }
            // a point that has moved by less than it was outside is still outside
            double wx = x - freeAt[i];
            double wy = y - freeAt[i + 1];
            double wz = z - freeAt[i + 2];
            if (wx * wx + wy * wy + wz * wz < clear[t] * clear[t]) {
                continue;
            }
            double nx = normals[i];
            double ny = normals[i + 1];
            double nz = normals[i + 2];
            double d = ray.first(x, y, z, -(r00 * nx + r10 * ny + r20 * nz), -(r01 * nx + r11 * ny + r21 * nz),
                    -(r02 * nx + r12 * ny + r22 * nz), reach);
            if (!(d > 0) || Double.isInfinite(d) || !ray.leaves()) {
                miss(t, x, y, z);
                continue;
            }
            missed[t] = false;
            clear[t] = 0;
            double p = law.pressure(d);
            depths[t] = d;
            pressures[t] = p;
            area += areas[t];
            peakPressure = Math.max(peakPressure, p);
            peakDepth = Math.max(peakDepth, d);
            double f = p * areas[t];
            weighted += f;
            double fx = -f * nx;
            double fy = -f * ny;
            double fz = -f * nz;
            force[0] += fx;
            force[1] += fy;
            force[2] += fz;
            moment[0] += centroids[i + 1] * fz - centroids[i + 2] * fy;
            moment[1] += centroids[i + 2] * fx - centroids[i] * fz;
            moment[2] += centroids[i] * fy - centroids[i + 1] * fx;
            for (int k = 0; k < 3; k++) {
                centre[k] += f * centroids[i + k];
            }
            int m = 3 * ray.triangle();
            double mx = r00 * counterNormals[m] + r01 * counterNormals[m + 1] + r02 * counterNormals[m + 2];
            double my = r10 * counterNormals[m] + r11 * counterNormals[m + 1] + r12 * counterNormals[m + 2];
            double mz = r20 * counterNormals[m] + r21 * counterNormals[m + 1] + r22 * counterNormals[m + 2];
            stiffen(i, d, nx, ny, nz, mx, my, mz);
        }
    }

    /** Remembers how far outside a free centroid is, once it was free twice running: one evaluation alone would not gain by it. */
    private void miss(int t, double x, double y, double z) {
        clear[t] = 0;
        if (missed[t]) {
            double distance = closest.query(x, y, z);
            int f = 3 * closest.triangle();
            if ((x - counterCorners[f]) * counterNormals[f] + (y - counterCorners[f + 1]) * counterNormals[f + 1]
                    + (z - counterCorners[f + 2]) * counterNormals[f + 2] > 0) {
                clear[t] = (1 - 1e-9) * distance;
                freeAt[3 * t] = x;
                freeAt[3 * t + 1] = y;
                freeAt[3 * t + 2] = z;
            }
        }
        missed[t] = true;
    }

    /**
     * Adds what a triangle whose ray leaves the other body through a face of normal m answers to a motion of that body: the depth changes
     * by -m.v / (m.n), v the velocity of the face where the ray meets it.
     */
    private void stiffen(int i, double d, double nx, double ny, double nz, double mx, double my, double mz) {
        double facing = mx * nx + my * ny + mz * nz;
        if (!(facing < -FLATTEST)) {
            return;
        }
        double k = law.tangent(d) * areas[i / 3] / facing;
        double cx = centroids[i];
        double cy = centroids[i + 1];
        double cz = centroids[i + 2];
        double hx = cx - d * nx;
        double hy = cy - d * ny;
        double hz = cz - d * nz;
        double tx = hy * mz - hz * my;
        double ty = hz * mx - hx * mz;
        double tz = hx * my - hy * mx;
        row(0, k * nx, mx, my, mz, tx, ty, tz);
        row(6, k * ny, mx, my, mz, tx, ty, tz);
        row(12, k * nz, mx, my, mz, tx, ty, tz);
        row(18, k * (cy * nz - cz * ny), mx, my, mz, tx, ty, tz);
        row(24, k * (cz * nx - cx * nz), mx, my, mz, tx, ty, tz);
        row(30, k * (cx * ny - cy * nx), mx, my, mz, tx, ty, tz);
    }

    private void row(int o, double w, double a, double b, double c, double e, double f, double g) {
        stiffness[o] += w * a;
        stiffness[o + 1] += w * b;
        stiffness[o + 2] += w * c;
        stiffness[o + 3] += w * e;
        stiffness[o + 4] += w * f;
        stiffness[o + 5] += w * g;
    }

    /**
     * How force and moment (about the origin) on the layered surface change as the other body moves: rows fx, fy, fz, mx, my, mz in N and
     * N.m, columns the velocity of that body's point in the origin, m, and its turn, rad. Exact as long as the same triangles meet.
     */
    public double stiffness(int row, int column) {
        return stiffness[6 * row + column];
    }

    /** Tree of the other surface. */
    public Bvh counter() {
        return counter;
    }

    /** Number of triangles of the layered surface. */
    public int size() {
        return areas.length;
    }

    /** Pressure on a triangle of the layered surface, Pa. */
    public double pressure(int triangle) {
        return pressures[triangle];
    }

    /** Depth at the centroid of a triangle, m; 0 where it is free. */
    public double depth(int triangle) {
        return depths[triangle];
    }

    /** Force on a triangle, N. */
    public double normalForce(int triangle) {
        return pressures[triangle] * areas[triangle];
    }

    /** Direction in which the other body pushes a triangle: against its normal. */
    public Vec3 pushed(int triangle) {
        return Vec3.of(normals, 3 * triangle).negate();
    }

    /** Centroid of a triangle, m. */
    public Vec3 centroid(int triangle) {
        return Vec3.of(centroids, 3 * triangle);
    }

    /** Area of the triangles in contact, m2. */
    public double area() {
        return area;
    }

    /** Largest pressure, Pa. */
    public double peakPressure() {
        return peakPressure;
    }

    /** Largest depth, m. */
    public double peakDepth() {
        return peakDepth;
    }

    /** Force on the layered surface, N. The other body takes the opposite one. */
    public Vec3 force() {
        return new Vec3(force[0], force[1], force[2]);
    }

    /** A component of the force on the layered surface along a direction, N, without making an object. */
    double force(double x, double y, double z) {
        return force[0] * x + force[1] * y + force[2] * z;
    }

    /** Moment on the layered surface about a point, N.m. */
    public Vec3 moment(Vec3 about) {
        return new Vec3(moment[0], moment[1], moment[2]).minus(about.cross(force()));
    }

    /** Centre of pressure, m: mean of the centroids, weighted by pressure and area. @throws IllegalStateException without contact */
    public Vec3 centre() {
        if (!(weighted > 0)) {
            throw new IllegalStateException("nothing is in contact");
        }
        return new Vec3(centre[0] / weighted, centre[1] / weighted, centre[2] / weighted);
    }
}

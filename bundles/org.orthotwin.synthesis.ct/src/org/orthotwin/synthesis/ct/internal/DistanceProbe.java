/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Signed distances from a closed surface along a path of nearby points. A ray decides the sign only where the surface may lie between a
 * point and the one before. For one thread.
 */
final class DistanceProbe {

    private static final double ROUNDING = 1e-9;

    private final ClosestPoint closest;
    private final RayCast rays;
    private final TriangleMesh mesh;
    private boolean known;
    private double lastX;
    private double lastY;
    private double lastZ;
    private double last;
    private boolean marked;
    private double markX;
    private double markY;
    private double markZ;
    private double mark;
    private double nx;
    private double ny;
    private double nz;

    DistanceProbe(Bvh tree) {
        mesh = tree.mesh();
        closest = new ClosestPoint(tree);
        rays = new RayCast(tree);
    }

    /** The signed distance, m, negative inside. */
    double at(double x, double y, double z) {
        double d = closest.query(x, y, z);
        boolean inside = known && isWithin(x - lastX, y - lastY, z - lastZ, d + Math.abs(last)) ? last < 0
                : marked && isWithin(x - markX, y - markY, z - markZ, d + Math.abs(mark)) ? mark < 0 : rays.inside(x, y, z);
        lastX = x;
        lastY = y;
        lastZ = z;
        last = inside ? -d : d;
        known = true;
        return last;
    }

    /** Whether two points are nearer to each other than both their distances together, so that no surface is between them. */
    private static boolean isWithin(double dx, double dy, double dz, double reach) {
        // straight across a flat place both are equal but for rounding
        return dx * dx + dy * dy + dz * dz < reach * reach * (1 - ROUNDING);
    }

    /** Keeps the last answer beside those to come. */
    void mark() {
        marked = true;
        markX = lastX;
        markY = lastY;
        markZ = lastZ;
        mark = last;
    }

    /**
     * The signed distance, m, where it may be nearer than {@code reach} to 0 or to {@code -depth}; elsewhere a number that lies on the same
     * side of both and as far from them. A distance changes by no more than the way from one point to another, so that earlier answers
     * tell.
     */
    double at(double x, double y, double z, double reach, double depth) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (known) {
            double moved = distance(x - lastX, y - lastY, z - lastZ);
            low = last - moved;
            high = last + moved;
        }
        if (marked) {
            double moved = distance(x - markX, y - markY, z - markZ);
            low = Math.max(low, mark - moved);
            high = Math.min(high, mark + moved);
        }
        if (low > reach || high < -depth - reach || high < -reach && low > reach - depth) {
            return low > reach ? low : high;
        }
        return at(x, y, z);
    }

    private static double distance(double dx, double dy, double dz) {
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    /**
     * What the last answer says of the distance at another point, without asking again: the signed number of least magnitude that it can
     * be; 0 where it may be anything.
     */
    double bound(double x, double y, double z) {
        if (!known) {
            return 0;
        }
        double dx = x - lastX;
        double dy = y - lastY;
        double dz = z - lastZ;
        double moved = Math.sqrt(dx * dx + dy * dy + dz * dz);
        return last > 0 ? Math.max(0, last - moved) : Math.min(0, last + moved);
    }

    /** Finds the unit normal, outwards, at the surface point nearest to the last point asked for. */
    void normal() {
        Vec3 p = closest.point();
        double dx = lastX - p.x();
        double dy = lastY - p.y();
        double dz = lastZ - p.z();
        double n = Math.sqrt(dx * dx + dy * dy + dz * dz);
        if (n > 1e-9) {
            double s = last < 0 ? -1 / n : 1 / n;
            nx = s * dx;
            ny = s * dy;
            nz = s * dz;
        } else {
            int t = closest.triangle();
            Vec3 a = mesh.corner(t, 0);
            Vec3 m = mesh.corner(t, 1).minus(a).cross(mesh.corner(t, 2).minus(a)).normalized();
            nx = m.x();
            ny = m.y();
            nz = m.z();
        }
    }

    /** Length of an edge's projection onto the normal that was found last. */
    double across(Vec3 edge) {
        return Math.abs(nx * edge.x() + ny * edge.y() + nz * edge.z());
    }
}

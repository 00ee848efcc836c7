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

    private final ClosestPoint closest;
    private final RayCast rays;
    private final TriangleMesh mesh;
    private boolean known;
    private double lastX;
    private double lastY;
    private double lastZ;
    private double last;
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
        double dx = x - lastX;
        double dy = y - lastY;
        double dz = z - lastZ;
        double reach = d + Math.abs(last);
        boolean inside = known && dx * dx + dy * dy + dz * dz < reach * reach ? last < 0 : rays.inside(x, y, z);
        lastX = x;
        lastY = y;
        lastZ = z;
        last = inside ? -d : d;
        known = true;
        return last;
    }

    /**
     * What the last answer says of the distance at another point, without asking again: the signed number of least magnitude that it can
     * be; 0
     * where it may be anything.
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

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.render.ClipPlane;
import org.orthotwin.render.Scene;
import org.orthotwin.render.Surface;
import org.orthotwin.scene.ui.Pick;

/**
 * Finds what a line of sight meets first, in double precision on the surfaces themselves: every triangle of each solid whose box the line
 * meets (T. Moeller and B. Trumbore 1997, doi:10.1080/10867651.1997.10487468). What is more than half transparent is looked through where
 * something more opaque lies behind.
 */
public final class Picker {

    private static final double SEE_THROUGH = 0.5;

    private final Map<Surface, double[]> boxes = new WeakHashMap<>();

    public Optional<Pick> pick(Scene scene, Projection.Ray ray) {
        Pick solid = null;
        Pick faint = null;
        double nearest = Double.MAX_VALUE;
        double nearestFaint = Double.MAX_VALUE;
        List<Scene.Item> items = scene.items();
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Scene.Solid s) || s.material().opacity() == 0) {
                continue;
            }
            boolean through = s.material().opacity() < SEE_THROUGH;
            double limit = through ? nearestFaint : nearest;
            double[] hit = hit(s, ray, limit, s.clippable() ? scene.clipPlanes() : List.of());
            if (hit != null) {
                Pick p = new Pick(i, ray.at(hit[0]), (int) hit[1]);
                if (through) {
                    nearestFaint = hit[0];
                    faint = p;
                } else {
                    nearest = hit[0];
                    solid = p;
                }
            }
        }
        return Optional.ofNullable(solid != null ? solid : faint);
    }

    /** Distance along the ray (m) and triangle of the nearest hit before a limit, or null. */
    private double[] hit(Scene.Solid s, Projection.Ray ray, double limit, List<ClipPlane> planes) {
        RigidTransform back = s.pose().inverse();
        Vec3 o = back.apply(ray.origin()).times(1 / s.scale());
        Vec3 d = back.rotate(ray.direction()).times(1 / s.scale());
        double[] box = boxes.computeIfAbsent(s.surface(), x -> x.mesh().bounds());
        if (s.surface().mesh().triangleCount() == 0 || !meets(box, o, d)) {
            return null;
        }
        double[] v = s.surface().mesh().vertices();
        int[] t = s.surface().mesh().triangles();
        double dx = d.x();
        double dy = d.y();
        double dz = d.z();
        double best = limit;
        int triangle = -1;
        for (int k = 0; k < t.length; k += 3) {
            int a = 3 * t[k];
            int b = 3 * t[k + 1];
            int c = 3 * t[k + 2];
            double ux = v[b] - v[a];
            double uy = v[b + 1] - v[a + 1];
            double uz = v[b + 2] - v[a + 2];
            double wx = v[c] - v[a];
            double wy = v[c + 1] - v[a + 1];
            double wz = v[c + 2] - v[a + 2];
            double px = dy * wz - dz * wy;
            double py = dz * wx - dx * wz;
            double pz = dx * wy - dy * wx;
            double det = ux * px + uy * py + uz * pz;
            double sx = o.x() - v[a];
            double sy = o.y() - v[a + 1];
            double sz = o.z() - v[a + 2];
            double e = sx * px + sy * py + sz * pz;
            // Without a division as long as it misses: det times the weights of the corners.
            if (det > 0 ? e < 0 || e > det : e > 0 || e < det) {
                continue;
            }
            double qx = sy * uz - sz * uy;
            double qy = sz * ux - sx * uz;
            double qz = sx * uy - sy * ux;
            double g = dx * qx + dy * qy + dz * qz;
            if (det == 0 || (det > 0 ? g < 0 || e + g > det : g > 0 || e + g < det)) {
                continue;
            }
            double at = (wx * qx + wy * qy + wz * qz) / det;
            if (at > 0 && at < best && kept(ray.at(at), planes)) {
                best = at;
                triangle = k / 3;
            }
        }
        return triangle < 0 ? null : new double[] {best, triangle};
    }

    private static boolean kept(Vec3 p, List<ClipPlane> planes) {
        for (ClipPlane c : planes) {
            if (p.minus(c.point()).dot(c.normal()) > 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean meets(double[] box, Vec3 o, Vec3 d) {
        double in = 0;
        double out = Double.MAX_VALUE;
        double[] from = o.toArray();
        double[] way = d.toArray();
        for (int i = 0; i < 3; i++) {
            double a = (box[i] - from[i]) / way[i];
            double b = (box[3 + i] - from[i]) / way[i];
            if (way[i] == 0) {
                if (from[i] < box[i] || from[i] > box[3 + i]) {
                    return false;
                }
                continue;
            }
            in = Math.max(in, Math.min(a, b));
            out = Math.min(out, Math.max(a, b));
        }
        return in <= out * (1 + 1e-9) + 1e-12;
    }
}

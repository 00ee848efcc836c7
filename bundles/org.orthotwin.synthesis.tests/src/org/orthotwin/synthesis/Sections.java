/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/** Measures surfaces the plain way, without the generator's knowledge. */
final class Sections {

    private Sections() {
    }

    /** Where the edges of a mesh cross a plane, m. */
    static List<Vec3> plane(TriangleMesh mesh, Vec3 point, Vec3 normal) {
        Vec3 n = normal.normalized();
        List<Vec3> cut = new ArrayList<>();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            for (int k = 0; k < 3; k++) {
                Vec3 a = mesh.corner(t, k);
                Vec3 b = mesh.corner(t, (k + 1) % 3);
                double da = a.minus(point).dot(n);
                double db = b.minus(point).dot(n);
                // each edge is seen from both sides; one is enough
                if (da < 0 && db >= 0) {
                    cut.add(a.plus(b.minus(a).times(da / (da - db))));
                }
            }
        }
        return cut;
    }

    /** Extent of points along a direction, m. */
    static double width(List<Vec3> points, Vec3 direction) {
        Vec3 d = direction.normalized();
        return points.stream().mapToDouble(d::dot).max().orElseThrow() - points.stream().mapToDouble(d::dot).min().orElseThrow();
    }

    /** Middle of the extents along two directions, as offset from a point. */
    static Vec3 middle(List<Vec3> points, Vec3 point, Vec3 u, Vec3 v) {
        Vec3 c = point;
        for (Vec3 d : List.of(u.normalized(), v.normalized())) {
            double high = points.stream().mapToDouble(q -> q.minus(point).dot(d)).max().orElseThrow();
            double low = points.stream().mapToDouble(q -> q.minus(point).dot(d)).min().orElseThrow();
            c = c.plus(d.times(0.5 * (high + low)));
        }
        return c;
    }

    static double[] vertices(TriangleMesh mesh, Predicate<Vec3> wanted) {
        List<Vec3> found = new ArrayList<>();
        for (int i = 0; i < mesh.vertexCount(); i++) {
            if (wanted.test(mesh.vertex(i))) {
                found.add(mesh.vertex(i));
            }
        }
        return flat(found);
    }

    static double[] flat(List<Vec3> points) {
        double[] p = new double[3 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i).toArray(), 0, p, 3 * i, 3);
        }
        return p;
    }
}

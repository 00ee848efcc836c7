/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProfilePoint;

/**
 * A plate with a hollow front and a back on bone, as of a glenoid component: shape {@code dish} of {@link ParametricShapes}.
 *
 * <p>Over a place (x, y) of the outline, r its distance from the axis: front z = t + R - sqrt(R^2 - r^2), back z = B - sqrt(B^2 - r^2) - d
 * - tan(angle) max(0, h - x). R, B: radii of front and back, of a flat face its term is 0; t: thickness in the middle; d, angle, h: of the
 * augment.
 */
final class DishShape {

    private static final int RINGS = 16;

    private record Face(double radius, double deepest) {

        double at(double x, double y) {
            double r = Math.hypot(x, y);
            return deepest + (radius == 0 ? 0 : radius - Math.sqrt(radius * radius - r * r));
        }
    }

    private DishShape() {
    }

    static TriangleMesh build(ParametricGeometry g, ToDoubleFunction<String> names, int n) {
        List<ProfilePoint> points = g.getProfile();
        if (points.isEmpty() || points.size() > 2) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has " + points.size() + " points; a dish has 1 or 2");
        }
        ProfilePoint p = points.getFirst();
        double a = ParametricShapes.number(p.getA(), names, 0);
        double b = ParametricShapes.number(p.getB(), names, 0);
        double exponent = ParametricShapes.number(p.getC(), names, 2);
        Face front = new Face(ParametricShapes.number(p.getX(), names, 0), ParametricShapes.number(p.getZ(), names, 0));
        Face back = new Face(ParametricShapes.number(p.getY(), names, 0), 0);
        if (!(a > 0 && b > 0 && exponent >= 1)) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has an outline of half widths " + a + " m and " + b
                    + " m with exponent " + exponent + "; they must be greater than 0, and 1 or more");
        }
        double angle = 0;
        double hinge = 0;
        double deeper = 0;
        if (points.size() == 2) {
            ProfilePoint q = points.getLast();
            angle = ParametricShapes.number(q.getA(), names, 0);
            hinge = ParametricShapes.number(q.getX(), names, 0);
            deeper = ParametricShapes.number(q.getZ(), names, 0);
            if (!(angle >= 0 && angle < Math.PI / 3 && deeper >= 0)) {
                throw new IllegalArgumentException("geometry '" + g.getId() + "' has an augment of " + angle + " rad and " + deeper
                        + " m; they must be 0 or more, and less than 60 deg");
            }
        }
        List<double[]> outline = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            double c = Math.cos(2 * Math.PI * k / n);
            double s = Math.sin(2 * Math.PI * k / n);
            double x = a * Math.signum(c) * Math.pow(Math.abs(c), 2 / exponent);
            double y = b * Math.signum(s) * Math.pow(Math.abs(s), 2 / exponent);
            for (double radius : new double[] {front.radius, back.radius}) {
                if (radius != 0 && !(Math.hypot(x, y) < radius)) {
                    throw new IllegalArgumentException("geometry '" + g.getId() + "' reaches " + Math.hypot(x, y)
                            + " m from its axis, which a face of radius " + radius + " m does not");
                }
            }
            outline.add(new double[] {x, y});
        }
        double[] v = new double[3 * 2 * (1 + RINGS * n)];
        int side = 1 + RINGS * n;
        double slope = Math.tan(angle);
        for (int k = 0; k < side; k++) {
            double scale = k == 0 ? 0 : (1 + (k - 1) / n) / (double) RINGS;
            double[] o = outline.get(k == 0 ? 0 : (k - 1) % n);
            double x = scale * o[0];
            double y = scale * o[1];
            double low = back.at(x, y) - deeper - slope * Math.max(0, hinge - x);
            double high = front.at(x, y);
            if (!(high > low)) {
                throw new IllegalArgumentException("geometry '" + g.getId() + "' has no thickness at (" + x + ", " + y + ") m");
            }
            put(v, k, x, y, high);
            put(v, side + k, x, y, low);
        }
        return new TriangleMesh(v, triangles(n, side));
    }

    private static int[] triangles(int n, int side) {
        int[] t = new int[3 * (2 * n * (2 * RINGS - 1) + 2 * n)];
        int i = 0;
        for (int k = 0; k < n; k++) {
            int l = (k + 1) % n;
            i = add(t, i, 0, 1 + k, 1 + l);
            i = add(t, i, side, side + 1 + l, side + 1 + k);
            for (int r = 0; r + 1 < RINGS; r++) {
                int p = 1 + r * n;
                int q = p + n;
                i = add(t, i, p + k, q + k, q + l);
                i = add(t, i, p + k, q + l, p + l);
                i = add(t, i, side + p + k, side + q + l, side + q + k);
                i = add(t, i, side + p + k, side + p + l, side + q + l);
            }
            int rim = 1 + (RINGS - 1) * n;
            i = add(t, i, rim + k, side + rim + k, side + rim + l);
            i = add(t, i, rim + k, side + rim + l, rim + l);
        }
        return t;
    }

    private static void put(double[] v, int k, double x, double y, double z) {
        v[3 * k] = x;
        v[3 * k + 1] = y;
        v[3 * k + 2] = z;
    }

    private static int add(int[] t, int i, int a, int b, int c) {
        t[i] = a;
        t[i + 1] = b;
        t[i + 2] = c;
        return i + 3;
    }
}

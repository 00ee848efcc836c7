/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProfilePoint;

/**
 * Closed surfaces from the parametric geometry of a catalogue. All expressions are in m over the parameters of the size.
 *
 * <ul>
 * <li>{@code revolution}: profile points (x radius, z height) turned about z. Where a point has {@code a} or {@code b}, the profile
 * reaches it
 * on the circular arc about radius {@code a} and height {@code b}. A profile that begins and ends on the axis is a solid; any other is
 * closed
 * from its last to its first point and gives a ring. A point with {@code c} (rad) rises on the side of +x, by {@code tan(c)} times its x
 * after
 * turning: the raised rim of a liner.</li>
 * <li>{@code loft}: sections with centre (x, y, z) across the y axis, half widths {@code a} along x and {@code b} along z, joined by smooth
 * curves; {@code c} is the exponent of the section's superellipse, 2 (an ellipse) where it is not said, 4 a rounded rectangle.</li>
 * <li>{@code box}: one point, its centre (x, y, z) and its whole edges {@code a}, {@code b}, {@code c} along x, y and z.</li>
 * <li>{@code sphere}: one point, its centre (x, y, z) and its radius {@code a}.</li>
 * <li>{@code condyles}: a shell over two condyles, as of a femoral component of a knee; x forward, y up, z to the side. First its outer
 * line from front to back: a point whose {@code c} is its direction against x, then pieces that go on without a bend, arcs of radius
 * {@code a} through the angle {@code c} towards the bone, or straight over the length {@code a} where there is no {@code c}. The line moves
 * so that its lowest point is the origin. Each of these says what the section across it is like at its end, linear between: half width
 * {@code x}, distance {@code y} of either condyle's middle from the midline, half width {@code z} of the notch, radius {@code b} of either
 * condyle across. Where {@code y} is 0 there is one condyle, round the midline. The notch is open from the end of the first piece that has
 * one. Then points with (x, y) alone: the corners of the cut, from back to front.</li>
 * <li>{@code plateau}: a plate from y = 0 up, as a tray or an insert of a knee. Its first point: reach {@code x} forward and {@code a}
 * backward, half width {@code b}, superellipse of exponent {@code c} with flat sides, height {@code y} of its top, depth {@code z} of a
 * notch behind. Each further point is a hollow: its deepest point (x, y, z), radius {@code a} in the plane of x and y, {@code c} behind
 * the deepest point where that is another, {@code b} across.</li>
 * <li>{@code half-plateau}: as a plateau, of one compartment: straight on one side and round on the other, to which the sign of {@code z}
 * of its first point points; whole in depth at 0.4 of its width from the straight side, towards which its back recedes by 0.3.</li>
 * <li>{@code band}: pairs of points (x, y) and ({@code a}, {@code b}) in the plane of x and y, one after the other, spread to both sides by
 * {@code c}: the room that a saw takes between the cut and what is beyond the bone.</li>
 * <li>{@code dish}: a plate with a hollow front and a back on bone, as of a glenoid component. Its first point: half widths {@code a} along
 * x and {@code b} along y of its outline, a superellipse of exponent {@code c} (2 where it is not said); radius {@code x} of the hollow
 * front and {@code y} of the rounded back, of a flat face 0; thickness {@code z} in the middle. A second point is an augment of the back: a
 * wedge of the angle {@code a} that begins at {@code x} and grows against the x axis; {@code z} is how much thicker the whole is.</li>
 * </ul>
 * The shape then moves so that its z axis (loft: y axis) points along {@code axis} and its origin is {@code origin}.
 */
final class ParametricShapes {

    /** Edges of a revolution where the catalogue does not say it. */
    private static final int DEFAULT_SEGMENTS = 64;
    private static final int MAX_SEGMENTS = 1024;
    /** Steps between two sections of a loft. */
    private static final int LOFT_STEPS = 4;
    /** A radius below this (m) lies on the axis. */
    private static final double ON_AXIS = 1e-9;

    private ParametricShapes() {
    }

    /** @throws IllegalArgumentException naming the geometry and what is wrong with it */
    static TriangleMesh build(ParametricGeometry g, ToDoubleFunction<String> names) {
        int segments = g.getSegments() == 0 ? DEFAULT_SEGMENTS : g.getSegments();
        if (segments < 3 || segments > MAX_SEGMENTS) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has " + segments + " segments, outside 3 to " + MAX_SEGMENTS);
        }
        String shape = g.getShape() == null ? "" : g.getShape();
        TriangleMesh mesh = switch (shape) {
            case "revolution" -> revolution(g, names, segments);
            case "loft" -> loft(g, names, segments);
            case "box" -> box(g, names);
            case "sphere" -> sphere(g, names, segments);
            case "condyles" -> SweptShapes.condyles(g, names, segments);
            case "plateau" -> SweptShapes.plateau(g, names, segments, false);
            case "half-plateau" -> SweptShapes.plateau(g, names, segments, true);
            case "band" -> SweptShapes.band(g, names);
            case "dish" -> DishShape.build(g, names, segments);
            default -> throw new IllegalArgumentException("geometry '" + g.getId() + "' has the unknown shape '" + shape
                    + "'; known are revolution, loft, box, sphere, condyles, plateau, half-plateau, band, dish");
        };
        return outward(mesh).transformed(pose(g, names, shape.equals("loft") ? Vec3.Y : Vec3.Z));
    }

    static double number(String expression, ToDoubleFunction<String> names, double missing) {
        return expression == null || expression.isBlank() ? missing : Expression.parse(expression).value(names);
    }

    static RigidTransform frame(Vec3 origin, Vec3 z) {
        Vec3 axis = z.normalized();
        if (axis.equals(Vec3.Z)) {
            return RigidTransform.translation(origin);
        }
        Vec3 x = Math.abs(axis.x()) < 0.9 ? Vec3.X : Vec3.Y;
        Vec3 y = axis.cross(x).normalized();
        return RigidTransform.frame(origin, y.cross(axis), y, axis);
    }

    private static RigidTransform pose(ParametricGeometry g, ToDoubleFunction<String> names, Vec3 along) {
        Vec3 origin = new Vec3(number(g.getOriginX(), names, 0), number(g.getOriginY(), names, 0), number(g.getOriginZ(), names, 0));
        Vec3 axis = new Vec3(number(g.getAxisX(), names, 0), number(g.getAxisY(), names, 0), number(g.getAxisZ(), names, 0));
        if (axis.equals(Vec3.ZERO) || axis.normalized().equals(along)) {
            return RigidTransform.translation(origin);
        }
        Vec3 turn = along.cross(axis);
        double angle = along.angle(axis);
        return RigidTransform.rotation(turn.norm() < 1e-12 ? Vec3.X : turn, angle).withTranslation(origin);
    }

    private static TriangleMesh revolution(ParametricGeometry g, ToDoubleFunction<String> names, int n) {
        List<double[]> profile = new ArrayList<>();
        double arcStep = 2 * Math.PI / n;
        for (ProfilePoint p : g.getProfile()) {
            double r = number(p.getX(), names, 0);
            double z = number(p.getZ(), names, 0);
            if (r < -ON_AXIS) {
                throw new IllegalArgumentException("geometry '" + g.getId() + "' has a profile point with the negative radius " + r + " m");
            }
            double[] end = {Math.max(0, r), z, Math.tan(number(p.getC(), names, 0))};
            boolean arc = p.getA() != null && !p.getA().isBlank() || p.getB() != null && !p.getB().isBlank();
            if (arc && !profile.isEmpty()) {
                addArc(profile, end, number(p.getA(), names, 0), number(p.getB(), names, 0), arcStep);
            } else if (profile.isEmpty() || distance(profile.getLast(), end) > ON_AXIS) {
                profile.add(end);
            }
        }
        if (profile.size() > 1 && distance(profile.getFirst(), profile.getLast()) <= ON_AXIS) {
            profile.removeLast();
        }
        if (profile.size() < 3) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has " + profile.size()
                    + " distinct profile points; 3 are needed");
        }
        return turn(profile, n);
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    /** Appends the short arc from the last point to {@code end} about (cr, cz), in steps of at most {@code step} rad. */
    private static void addArc(List<double[]> profile, double[] end, double cr, double cz, double step) {
        double[] start = profile.getLast();
        double r0 = Math.hypot(start[0] - cr, start[1] - cz);
        double r1 = Math.hypot(end[0] - cr, end[1] - cz);
        double a0 = Math.atan2(start[1] - cz, start[0] - cr);
        double sweep = Math.IEEEremainder(Math.atan2(end[1] - cz, end[0] - cr) - a0, 2 * Math.PI);
        int steps = Math.max(1, (int) Math.ceil(Math.abs(sweep) / step - 1e-9));
        for (int i = 1; i <= steps; i++) {
            double t = (double) i / steps;
            double r = r0 + (r1 - r0) * t;
            double a = a0 + sweep * t;
            profile.add(i == steps ? end : new double[] {Math.max(0, cr + r * Math.cos(a)), cz + r * Math.sin(a), 0});
        }
    }

    private static TriangleMesh turn(List<double[]> profile, int n) {
        boolean solid = profile.getFirst()[0] <= ON_AXIS && profile.getLast()[0] <= ON_AXIS;
        int m = profile.size();
        int[] first = new int[m];
        List<Double> v = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            first[i] = v.size() / 3;
            boolean pole = solid && (i == 0 || i == m - 1);
            double r = profile.get(i)[0];
            if (!pole && r <= ON_AXIS) {
                throw new IllegalArgumentException("a profile touches the axis between its ends, at height " + profile.get(i)[1] + " m");
            }
            for (int k = 0; k < (pole ? 1 : n); k++) {
                double a = 2 * Math.PI * k / n;
                v.add(pole ? 0 : r * Math.cos(a));
                v.add(pole ? 0 : r * Math.sin(a));
                v.add(profile.get(i)[1] + (pole ? 0 : Math.max(0, r * Math.cos(a)) * profile.get(i)[2]));
            }
        }
        List<Integer> t = new ArrayList<>();
        int last = solid ? m - 1 : m;
        for (int i = 0; i < last; i++) {
            int j = (i + 1) % m;
            for (int k = 0; k < n; k++) {
                int l = (k + 1) % n;
                if (solid && i == 0) {
                    add(t, first[0], first[j] + l, first[j] + k);
                } else if (solid && j == m - 1) {
                    add(t, first[i] + k, first[i] + l, first[j]);
                } else {
                    add(t, first[i] + k, first[i] + l, first[j] + l);
                    add(t, first[i] + k, first[j] + l, first[j] + k);
                }
            }
        }
        return mesh(v, t);
    }

    private static TriangleMesh loft(ParametricGeometry g, ToDoubleFunction<String> names, int n) {
        List<double[]> sections = new ArrayList<>();
        for (ProfilePoint p : g.getProfile()) {
            double[] s = {number(p.getX(), names, 0), number(p.getY(), names, 0), number(p.getZ(), names, 0), number(p.getA(), names, 0),
                number(p.getB(), names, 0), number(p.getC(), names, 2)};
            if (!(s[3] > 0 && s[4] > 0 && s[5] >= 1)) {
                throw new IllegalArgumentException("geometry '" + g.getId() + "' has a section of half widths " + s[3] + " m and " + s[4]
                        + " m with exponent " + s[5] + "; they must be greater than 0, and 1 or more");
            }
            sections.add(s);
        }
        if (sections.size() < 2) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has " + sections.size() + " sections; 2 are needed");
        }
        List<double[]> smooth = new ArrayList<>();
        for (int i = 0; i + 1 < sections.size(); i++) {
            for (int k = 0; k < LOFT_STEPS; k++) {
                smooth.add(between(sections, i, (double) k / LOFT_STEPS));
            }
        }
        smooth.add(sections.getLast());
        List<Double> v = new ArrayList<>();
        List<Integer> t = new ArrayList<>();
        for (double[] s : smooth) {
            for (int k = 0; k < n; k++) {
                double a = 2 * Math.PI * k / n;
                double c = Math.cos(a);
                double d = Math.sin(a);
                v.add(s[0] + s[3] * Math.signum(c) * Math.pow(Math.abs(c), 2 / s[5]));
                v.add(s[1]);
                v.add(s[2] + s[4] * Math.signum(d) * Math.pow(Math.abs(d), 2 / s[5]));
            }
        }
        int m = smooth.size();
        for (int i = 0; i + 1 < m; i++) {
            for (int k = 0; k < n; k++) {
                int l = (k + 1) % n;
                add(t, i * n + k, i * n + l, (i + 1) * n + l);
                add(t, i * n + k, (i + 1) * n + l, (i + 1) * n + k);
            }
        }
        int bottom = v.size() / 3;
        for (double[] s : List.of(smooth.getFirst(), smooth.getLast())) {
            v.add(s[0]);
            v.add(s[1]);
            v.add(s[2]);
        }
        for (int k = 0; k < n; k++) {
            int l = (k + 1) % n;
            add(t, bottom, l, k);
            add(t, bottom + 1, (m - 1) * n + k, (m - 1) * n + l);
        }
        return mesh(v, t);
    }

    private static double[] only(ParametricGeometry g, ToDoubleFunction<String> names, int sizes) {
        if (g.getProfile().size() != 1) {
            throw new IllegalArgumentException("geometry '" + g.getId() + "' has " + g.getProfile().size() + " points; a " + g.getShape()
                    + " has 1");
        }
        ProfilePoint p = g.getProfile().getFirst();
        double[] s = {number(p.getX(), names, 0), number(p.getY(), names, 0), number(p.getZ(), names, 0), number(p.getA(), names, 0),
            number(p.getB(), names, 0), number(p.getC(), names, 0)};
        for (int i = 3; i < 3 + sizes; i++) {
            if (!(s[i] > 0)) {
                throw new IllegalArgumentException("geometry '" + g.getId() + "' is a " + g.getShape() + " of " + s[i]
                        + " m; it must be greater than 0");
            }
        }
        return s;
    }

    private static TriangleMesh box(ParametricGeometry g, ToDoubleFunction<String> names) {
        double[] s = only(g, names, 3);
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < 3; k++) {
                v[3 * i + k] = s[k] + ((i >> k & 1) == 0 ? -0.5 : 0.5) * s[3 + k];
            }
        }
        return new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1,
                3, 7, 1, 7, 5});
    }

    private static TriangleMesh sphere(ParametricGeometry g, ToDoubleFunction<String> names, int n) {
        double[] s = only(g, names, 1);
        List<double[]> profile = new ArrayList<>();
        profile.add(new double[] {0, -s[3], 0});
        // Two quarters: an arc from pole to pole would have no side to go by.
        addArc(profile, new double[] {s[3], 0, 0}, 0, 0, 2 * Math.PI / n);
        addArc(profile, new double[] {0, s[3], 0}, 0, 0, 2 * Math.PI / n);
        return turn(profile, n).transformed(RigidTransform.translation(new Vec3(s[0], s[1], s[2])));
    }

    /** Monotone cubic between section {@code i} and the next (Fritsch and Carlson 1980): smooth, and never wider than its neighbours. */
    private static double[] between(List<double[]> s, int i, double t) {
        double[] q = new double[6];
        for (int c = 0; c < 6; c++) {
            double p0 = s.get(i)[c];
            double p1 = s.get(i + 1)[c];
            double d = p1 - p0;
            double before = i > 0 ? p0 - s.get(i - 1)[c] : d;
            double after = i + 2 < s.size() ? s.get(i + 2)[c] - p1 : d;
            double m0 = slope(before, d);
            double m1 = slope(d, after);
            double t2 = t * t;
            double t3 = t2 * t;
            q[c] = (2 * t3 - 3 * t2 + 1) * p0 + (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * p1 + (t3 - t2) * m1;
        }
        return q;
    }

    private static double slope(double a, double b) {
        return a * b <= 0 ? 0 : 2 * a * b / (a + b);
    }

    private static void add(List<Integer> t, int a, int b, int c) {
        t.add(a);
        t.add(b);
        t.add(c);
    }

    private static TriangleMesh mesh(List<Double> v, List<Integer> t) {
        return new TriangleMesh(v.stream().mapToDouble(Double::doubleValue).toArray(), t.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Turns every triangle where the enclosed volume comes out negative. */
    private static TriangleMesh outward(TriangleMesh m) {
        double six = 0;
        for (int i = 0; i < m.triangleCount(); i++) {
            six += m.corner(i, 0).dot(m.corner(i, 1).cross(m.corner(i, 2)));
        }
        if (six >= 0) {
            return m;
        }
        int[] t = m.triangles().clone();
        for (int i = 0; i < t.length; i += 3) {
            int a = t[i + 1];
            t[i + 1] = t[i + 2];
            t[i + 2] = a;
        }
        return new TriangleMesh(m.vertices(), t);
    }
}

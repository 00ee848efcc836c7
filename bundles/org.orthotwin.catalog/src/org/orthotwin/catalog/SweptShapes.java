/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProfilePoint;

/**
 * The shapes of a knee: a shell with two condyles, a plate with hollows, and the room that a saw takes. As {@link ParametricShapes}; x is
 * forward, y up and z to the side.
 */
final class SweptShapes {

    /** Half width of the rounding between the two condyles, m. */
    private static final double GROOVE = 0.003;
    /** Rounding of the borders of a shell, m. */
    private static final double BORDER = 0.0015;
    /** Sine of the slope from which on an arc across goes on straight. */
    private static final double STEEPEST = Math.sin(Math.toRadians(60));
    /** Difference of two hollows' heights at which the ridge between them begins to be rounded, m. */
    private static final double RIDGE = 0.009;
    /** How much wider than its plate the superellipse is whose sides are cut off. */
    private static final double SIDES = 1.03;
    /** Where a plate of one compartment is deepest, from its straight side over its width, and how much of its back is missing there. */
    private static final double DEEPEST = 0.4;
    private static final double BEHIND = 0.3;
    /** Half width of a plate's notch over its half width. */
    private static final double NOTCH = 0.28;

    private SweptShapes() {
    }

    private static boolean has(String expression) {
        return expression != null && !expression.isBlank();
    }

    private static double number(String expression, ToDoubleFunction<String> names, double missing) {
        return has(expression) ? Expression.parse(expression).value(names) : missing;
    }

    private static IllegalArgumentException refuse(ParametricGeometry g, String what) {
        return new IllegalArgumentException("geometry '" + g.getId() + "' " + what);
    }

    /** Height of a circle of radius r over its lowest point, q beside it; straight on where it gets steep. */
    private static double arc(double q, double r) {
        double far = STEEPEST * r;
        double a = Math.abs(q);
        if (a <= far) {
            return r - Math.sqrt(r * r - a * a);
        }
        double cos = Math.sqrt(1 - STEEPEST * STEEPEST);
        return r * (1 - cos) + (a - far) * STEEPEST / cos;
    }

    // ---- condyles

    /** A place on the outer line: where, its direction, and what the section across it is like. */
    private record Row(double x, double y, double heading, double width, double middle, double notch, double radius, boolean open) {

        /** From the line to the bone. */
        Vec3 inward() {
            return new Vec3(Math.sin(heading), -Math.cos(heading), 0);
        }

        /** How far the surface lies inside of the line, z to the side, m. */
        double drop(double z) {
            double border = Math.max(0, Math.abs(z) - (width - BORDER));
            double round = BORDER - Math.sqrt(Math.max(0, BORDER * BORDER - border * border));
            double groove = Math.min(GROOVE, middle);
            return arc(Math.sqrt(z * z + groove * groove) - middle, radius) + round;
        }
    }

    static TriangleMesh condyles(ParametricGeometry g, ToDoubleFunction<String> names, int segments) {
        List<ProfilePoint> profile = g.getProfile();
        int pieces = 1;
        while (pieces < profile.size() && has(profile.get(pieces).getA())) {
            pieces++;
        }
        int corners = profile.size() - pieces;
        if (pieces < 2 || corners < 2) {
            throw refuse(g, "has " + (pieces - 1) + " pieces of the outer line and " + corners + " corners of the cut; 1 and 2 are needed");
        }
        List<Row> rows = line(g, names, segments, pieces);
        Vec3[] inner = inner(g, names, rows, pieces);
        int side = Math.max(4, segments / 5);
        int middle = Math.max(2, segments / 12);
        int columns = 2 * side + middle;
        int n = columns + 1;
        double[] v = new double[6 * rows.size() * n];
        for (int i = 0; i < rows.size(); i++) {
            Row r = rows.get(i);
            Vec3 in = r.inward();
            double depth = inner[i].minus(new Vec3(r.x, r.y, 0)).dot(in);
            for (int k = 0; k < n; k++) {
                double z = k <= side ? -r.width + (r.width - r.notch) * k / side
                        : k < side + middle ? -r.notch + 2 * r.notch * (k - side) / middle
                        : r.notch + (r.width - r.notch) * (k - side - middle) / side;
                double drop = r.drop(z);
                boolean used = k <= side || k >= side + middle || !r.open;
                if (used && !(drop < depth)) {
                    throw refuse(g, String.format(Locale.ROOT, "has no thickness at x %.4f, y %.4f, z %.4f m", r.x, r.y, z));
                }
                int o = 3 * (i * n + k);
                v[o] = r.x + drop * in.x();
                v[o + 1] = r.y + drop * in.y();
                v[o + 2] = z;
                o += 3 * rows.size() * n;
                v[o] = inner[i].x();
                v[o + 1] = inner[i].y();
                v[o + 2] = z;
            }
        }
        boolean[][] kept = new boolean[rows.size() - 1][columns];
        for (int i = 0; i < kept.length; i++) {
            for (int k = 0; k < columns; k++) {
                kept[i][k] = k < side || k >= side + middle || !rows.get(i + 1).open;
            }
        }
        return shell(v, kept, n, rows.size() * n);
    }

    /** Places along the outer line, the lowest point of which is the origin. */
    private static List<Row> line(ParametricGeometry g, ToDoubleFunction<String> names, int segments, int pieces) {
        double[][] p = new double[pieces][];
        double length = 0;
        for (int i = 0; i < pieces; i++) {
            ProfilePoint q = g.getProfile().get(i);
            p[i] = new double[] {number(q.getX(), names, 0), number(q.getY(), names, 0), number(q.getZ(), names, 0),
                number(q.getA(), names, 0), number(q.getB(), names, 0), number(q.getC(), names, 0)};
            boolean straight = p[i][5] == 0;
            if (!(p[i][0] > BORDER && p[i][1] >= 0 && p[i][2] >= 0 && p[i][2] < p[i][0] && p[i][4] > 0)
                    || i > 0 && !(p[i][3] > 0 && p[i][5] >= 0)) {
                throw refuse(g, "has a piece of half width " + p[i][0] + " m, radius across " + p[i][4] + " m, notch " + p[i][2]
                        + " m, radius or length " + p[i][3] + " m and angle " + p[i][5] + " rad; they must be above 0, the notch narrower");
            }
            length += i == 0 ? 0 : straight ? p[i][3] : p[i][3] * p[i][5];
        }
        double first = 0;
        for (int i = 1; i < pieces && first == 0; i++) {
            first = p[i][2];
        }
        List<Row> rows = new ArrayList<>();
        double x = 0;
        double y = 0;
        double heading = p[0][5];
        Vec3 lowest = null;
        double start = first > 0 ? first : 0.25 * p[0][0];
        rows.add(new Row(0, 0, heading, p[0][0], p[0][1], start, p[0][4], false));
        for (int i = 1; i < pieces; i++) {
            boolean straight = p[i][5] == 0;
            double l = straight ? p[i][3] : p[i][3] * p[i][5];
            int steps = Math.max(1, (int) Math.ceil(l * segments / length - 1e-9));
            double turned = heading + Math.PI;
            if (!straight && turned >= 0 && turned <= p[i][5]) {
                lowest = moved(x, y, heading, p[i][3], turned);
            }
            for (int k = 1; k <= steps; k++) {
                double t = (double) k / steps;
                Vec3 at = straight ? new Vec3(x + t * l * Math.cos(heading), y + t * l * Math.sin(heading), 0)
                        : moved(x, y, heading, p[i][3], t * p[i][5]);
                double notch = p[i - 1][2] > 0 ? p[i - 1][2] + t * (p[i][2] - p[i - 1][2]) : start;
                rows.add(new Row(at.x(), at.y(), heading - (straight ? 0 : t * p[i][5]), between(p, i, 0, t), between(p, i, 1, t), notch,
                        between(p, i, 4, t), p[i - 1][2] > 0));
            }
            Vec3 end = straight ? new Vec3(x + l * Math.cos(heading), y + l * Math.sin(heading), 0)
                    : moved(x, y, heading, p[i][3], p[i][5]);
            x = end.x();
            y = end.y();
            heading -= p[i][5];
        }
        if (lowest == null) {
            throw refuse(g, "has no lowest point on its outer line");
        }
        double dx = lowest.x();
        double dy = lowest.y();
        return rows.stream().map(r -> new Row(r.x - dx, r.y - dy, r.heading, r.width, r.middle, r.notch, r.radius, r.open)).toList();
    }

    private static double between(double[][] p, int i, int what, double t) {
        return p[i - 1][what] + t * (p[i][what] - p[i - 1][what]);
    }

    /** The end of an arc that turns to its right. */
    private static Vec3 moved(double x, double y, double heading, double radius, double angle) {
        double h = heading - angle;
        return new Vec3(x + radius * (Math.sin(heading) - Math.sin(h)), y + radius * (Math.cos(h) - Math.cos(heading)), 0);
    }

    /** The cut: a corner behind each place of the outer line that is nearest to it, straight between. */
    private static Vec3[] inner(ParametricGeometry g, ToDoubleFunction<String> names, List<Row> rows, int pieces) {
        List<Vec3> corners = new ArrayList<>();
        for (int i = g.getProfile().size() - 1; i >= pieces; i--) {
            ProfilePoint q = g.getProfile().get(i);
            corners.add(new Vec3(number(q.getX(), names, 0), number(q.getY(), names, 0), 0));
        }
        Vec3[] inner = new Vec3[rows.size()];
        int last = 0;
        inner[0] = corners.getFirst();
        for (int c = 1; c < corners.size(); c++) {
            int at = rows.size() - 1;
            if (c < corners.size() - 1) {
                for (int i = 1; i < rows.size() - 1; i++) {
                    if (distance(rows.get(i), corners.get(c)) < distance(rows.get(at), corners.get(c))) {
                        at = i;
                    }
                }
            }
            if (at <= last) {
                throw refuse(g, "has corners of its cut that do not follow the outer line from back to front");
            }
            for (int i = last + 1; i <= at; i++) {
                double t = (double) (i - last) / (at - last);
                inner[i] = corners.get(c - 1).times(1 - t).plus(corners.get(c).times(t));
            }
            last = at;
        }
        return inner;
    }

    private static double distance(Row r, Vec3 p) {
        return Math.hypot(r.x - p.x(), r.y - p.y());
    }

    /**
     * The kept cells of a grid twice, once turned over, and a wall along their border.
     *
     * @param v the outer grid row by row, then the inner one
     * @param n vertices of a row
     * @param inner index of the first vertex of the inner grid
     */
    private static TriangleMesh shell(double[] v, boolean[][] kept, int n, int inner) {
        List<Integer> t = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            for (int k = 0; k < kept[i].length; k++) {
                if (!kept[i][k]) {
                    continue;
                }
                int a = i * n + k;
                int b = a + 1;
                int c = a + n + 1;
                int d = a + n;
                quad(t, a, b, c, d);
                quad(t, inner + d, inner + c, inner + b, inner + a);
                if (i == 0 || !kept[i - 1][k]) {
                    quad(t, b, a, inner + a, inner + b);
                }
                if (i == kept.length - 1 || !kept[i + 1][k]) {
                    quad(t, d, c, inner + c, inner + d);
                }
                if (k == 0 || !kept[i][k - 1]) {
                    quad(t, a, d, inner + d, inner + a);
                }
                if (k == kept[i].length - 1 || !kept[i][k + 1]) {
                    quad(t, c, b, inner + b, inner + c);
                }
            }
        }
        return used(v, t);
    }

    private static void quad(List<Integer> t, int a, int b, int c, int d) {
        t.addAll(List.of(a, b, c, a, c, d));
    }

    private static TriangleMesh used(double[] v, List<Integer> t) {
        int[] index = new int[v.length / 3];
        java.util.Arrays.fill(index, -1);
        double[] w = new double[v.length];
        int[] triangles = new int[t.size()];
        int n = 0;
        for (int i = 0; i < triangles.length; i++) {
            int o = t.get(i);
            if (index[o] < 0) {
                System.arraycopy(v, 3 * o, w, 3 * n, 3);
                index[o] = n++;
            }
            triangles[i] = index[o];
        }
        return new TriangleMesh(java.util.Arrays.copyOf(w, 3 * n), triangles);
    }

    // ---- plateau

    /** A plate with two rounded sides, or with a straight one: half of a tray, as of one compartment. */
    static TriangleMesh plateau(ParametricGeometry g, ToDoubleFunction<String> names, int segments, boolean halved) {
        ProfilePoint p = g.getProfile().getFirst();
        double front = number(p.getX(), names, 0);
        double top = number(p.getY(), names, 0);
        double notch = halved ? 0 : number(p.getZ(), names, 0);
        double round = halved ? Math.signum(number(p.getZ(), names, 0)) : 0;
        double back = number(p.getA(), names, 0);
        double half = number(p.getB(), names, 0);
        double exponent = number(p.getC(), names, 2);
        if (halved && !(Math.abs(round) == 1)) {
            throw refuse(g, "does not say to which side it is round");
        }
        if (!(front > 0 && back > 0 && half > 0 && top > 0 && notch >= 0 && notch < back && exponent >= 1)) {
            throw refuse(g, "is a plate that reaches " + front + " m forward, " + back + " m backward and " + half + " m to the side, "
                    + top + " m high, with a notch of " + notch + " m and the exponent " + exponent);
        }
        double[][] hollows = new double[g.getProfile().size() - 1][];
        for (int i = 0; i < hollows.length; i++) {
            ProfilePoint q = g.getProfile().get(i + 1);
            double radius = number(q.getA(), names, 0);
            hollows[i] = new double[] {number(q.getX(), names, 0), number(q.getY(), names, 0), number(q.getZ(), names, 0), radius,
                number(q.getB(), names, 0), number(q.getC(), names, radius)};
            if (!(hollows[i][1] > 0 && hollows[i][1] <= top && radius > 0 && hollows[i][4] > 0 && hollows[i][5] > 0)) {
                throw refuse(g, "has a hollow at the height " + hollows[i][1] + " m of radii " + radius + " m, " + hollows[i][4]
                        + " m across and " + hollows[i][5] + " m behind; they must be above 0, the height no more than the plate's");
            }
        }
        int columns = segments;
        int rows = Math.max(4, 2 * segments / 3);
        int n = columns + 1;
        int inner = (rows + 1) * n;
        double[] v = new double[6 * inner];
        boolean[][] kept = new boolean[rows][columns];
        for (int i = 0; i <= rows; i++) {
            for (int k = 0; k <= columns; k++) {
                double z = half * (2.0 * k / columns - 1);
                double u = (half + round * z) / (2 * half);
                double aside = halved ? Math.max(0, (u - DEEPEST) / (1 - DEEPEST)) : Math.abs(z) / half;
                double f = Math.pow(1 - Math.pow(aside / SIDES, exponent), 1 / exponent);
                double behind = halved && u < DEEPEST ? 1 - BEHIND * Math.pow(1 - u / DEEPEST, 2) : f;
                double w = z / (NOTCH * half);
                double from = -back * behind + notch * Math.exp(-w * w);
                double x = front * f + (from - front * f) * i / rows;
                double y = Double.POSITIVE_INFINITY;
                for (double[] h : hollows) {
                    y = lower(y, h[1] + arc(x - h[0], x < h[0] ? h[5] : h[3]) + arc(z - h[2], h[4]));
                }
                y = Math.min(top, y);
                int o = 3 * (i * n + k);
                v[o] = x;
                v[o + 1] = y;
                v[o + 2] = z;
                v[o + 3 * inner] = x;
                v[o + 3 * inner + 2] = z;
                if (i < rows && k < columns) {
                    kept[i][k] = true;
                }
            }
        }
        return shell(v, kept, n, inner);
    }

    /** The lower of two heights, rounded where they are about the same. */
    private static double lower(double a, double b) {
        double h = Math.max(0, 1 - Math.abs(a - b) / RIDGE);
        return Math.min(a, b) - 0.25 * RIDGE * h * h;
    }

    // ---- band

    static TriangleMesh band(ParametricGeometry g, ToDoubleFunction<String> names) {
        int n = g.getProfile().size();
        if (n < 2) {
            throw refuse(g, "has " + n + " pairs of points; 2 are needed");
        }
        double[] v = new double[12 * n];
        boolean[][] kept = new boolean[n - 1][1];
        for (int i = 0; i < n; i++) {
            ProfilePoint p = g.getProfile().get(i);
            double half = number(p.getC(), names, 0);
            if (!(half > 0)) {
                throw refuse(g, "is " + half + " m wide; it must be above 0");
            }
            for (int k = 0; k < 2; k++) {
                double z = k == 0 ? -half : half;
                int o = 3 * (2 * i + k);
                v[o] = number(p.getA(), names, 0);
                v[o + 1] = number(p.getB(), names, 0);
                v[o + 2] = z;
                o += 6 * n;
                v[o] = number(p.getX(), names, 0);
                v[o + 1] = number(p.getY(), names, 0);
                v[o + 2] = z;
            }
            if (i < n - 1) {
                kept[i][0] = true;
            }
        }
        return shell(v, kept, 2, 2 * n);
    }
}

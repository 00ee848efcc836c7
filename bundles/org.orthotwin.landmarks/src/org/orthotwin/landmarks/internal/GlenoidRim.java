/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.Vec3;

/**
 * The rim of the glenoid, its plane and its centre.
 *
 * <p>Model: over the glenoid's plane the surface is a height along its normal, met by rays from outside. In {@value #MERIDIANS} half
 * planes around the normal through the centre the height is followed outwards; the rim is where it bends most between the face and what
 * falls off behind it: among the places up to the first fall of {@value #FALL_MM} mm, the one farthest over the line from a place on the
 * face to the end of the fall. Where nothing falls off (the root of the coracoid) the rim is taken from its neighbours. Places that lie
 * far from their neighbours are replaced by these. Where a rim is rounded off, what bends most lies down its outer side, at a height that
 * scatters: the plane is fitted to the highest place of each half plane up to there, and the rim before and behind the centre, from which
 * a version is measured, is half way between both, evened along the rim. The long axis is that of the rim's area, upwards; the centre is
 * the middle between highest and lowest and between foremost and hindmost, on the face. All is repeated from the new centre and plane
 * until it stays.
 *
 * @param centre on the face, m
 * @param normal of the rim's plane, outwards
 * @param up along the long axis in the plane
 * @param front at a right angle to both
 * @param rim outline, places by meridian, from {@code front} over {@code up}, m
 * @param edge the same half way to the highest places, evened, m
 * @param rms of the rim's plane, m
 * @param face places of the surface within the rim, by rays of a grid, m
 */
record GlenoidRim(Vec3 centre, Vec3 normal, Vec3 up, Vec3 front, List<Vec3> rim, List<Vec3> edge, double rms, List<Vec3> face) {

    /** Half planes. */
    static final int MERIDIANS = 72;
    /** How far the surface has to fall behind the rim, mm. */
    static final double FALL_MM = 4;

    /** Between two places of a half plane, m. */
    private static final double STEP = 0.0004;
    /** How far over the plane rays start, m. */
    private static final double START = 0.012;
    /** Nearest and farthest place of a rim from the centre, m. */
    private static final double FIRST = 0.006;
    private static final double FAR = 0.030;
    private static final double FALL = FALL_MM / 1000.0;
    /** How far a place may lie from the middle of its neighbours, m. */
    private static final double OUTLIER = 0.0025;
    /** The highest place of a half plane lies so far from what bends most at most; farther off the face is not hollow, m. */
    private static final double MOST_PLATEAU = 0.004;
    private static final int ROUNDS = 12;
    /** Neighbours of a half plane, on either side, with which its place of the edge is evened: 45 degrees. */
    private static final int WINDOW = 9;
    /** Between two places of the face, m. */
    private static final double GRID = 0.001;

    GlenoidRim {
        rim = List.copyOf(rim);
        edge = List.copyOf(edge);
        face = List.copyOf(face);
    }

    /**
     * @param centre within some mm of the glenoid's, m
     * @param normal within some 20 degrees of its, outwards
     * @param up towards its upper end
     * @throws IllegalArgumentException if there is no rim
     */
    static GlenoidRim find(Bvh bone, Vec3 centre, Vec3 normal, Vec3 up) {
        RayCast ray = new RayCast(bone);
        Vec3 c = centre;
        Vec3 n = normal.normalized();
        Vec3 u = BoneShape.across(up, n);
        GlenoidRim found = null;
        for (int round = 0; round < ROUNDS; round++) {
            found = once(ray, c, n, u);
            boolean same = found.normal.angle(n) < 1e-4 && found.centre.distance(c) < 1e-5 && found.up.angle(u) < 1e-4;
            // half the way: what jumps to and fro comes to rest
            double part = round < 4 ? 1 : 0.5;
            c = c.plus(found.centre.minus(c).times(part));
            n = n.plus(found.normal.minus(n).times(part)).normalized();
            u = BoneShape.across(u.plus(found.up.minus(u).times(part)), n);
            if (same) {
                break;
            }
        }
        return new GlenoidRim(found.centre, found.normal, found.up, found.front, found.rim, found.edge, found.rms,
                face(ray, found.rim, found.centre, found.normal, found.up, found.front));
    }

    private static GlenoidRim once(RayCast ray, Vec3 c, Vec3 n, Vec3 u) {
        Vec3 f = u.cross(n);
        // by bend, by height and between: distance and height
        double[][] places = new double[6][MERIDIANS];
        for (int m = 0; m < MERIDIANS; m++) {
            double phi = 2 * Math.PI * m / MERIDIANS;
            double[] at = meridian(ray, c, n, f.times(Math.cos(phi)).plus(u.times(Math.sin(phi))));
            for (int k = 0; k < places.length; k++) {
                places[k][m] = at == null ? Double.NaN : at[k];
            }
        }
        int missing = even(places[0], places[1]);
        even(places[2], places[3]);
        even(places[4], places[5]);
        if (missing > MERIDIANS / 2) {
            throw new IllegalArgumentException("no glenoid: its rim is seen in " + (MERIDIANS - missing) + " of " + MERIDIANS
                    + " directions, half are needed");
        }
        List<Vec3> rim = around(c, n, u, f, places[0], places[1]);
        PlaneFit plane = PlaneFit.of(BoneShape.flat(around(c, n, u, f, places[2], places[3])));
        Vec3 normal = plane.normal().dot(n) < 0 ? plane.normal().negate() : plane.normal();
        Vec3 up = longAxis(rim, plane.point(), normal, u);
        Vec3 front = up.cross(normal);
        Vec3 centre = plane.point();
        double[] range = {1, -1, 1, -1};
        for (Vec3 p : rim) {
            double a = p.minus(centre).dot(up);
            double b = p.minus(centre).dot(front);
            range[0] = Math.min(range[0], a);
            range[1] = Math.max(range[1], a);
            range[2] = Math.min(range[2], b);
            range[3] = Math.max(range[3], b);
        }
        centre = centre.plus(up.times(0.5 * (range[0] + range[1]))).plus(front.times(0.5 * (range[2] + range[3])));
        double height = range[1] - range[0];
        double width = range[3] - range[2];
        if (height < 0.018 || width < 0.012 || height > 0.055 || width > 0.045) {
            throw new IllegalArgumentException("no glenoid: what is found is " + Numbers.fixed(height * 1000.0, 1) + " mm high and "
                    + Numbers.fixed(width * 1000.0, 1) + " mm wide");
        }
        double below = ray.first(centre.plus(normal.times(START)), normal.negate());
        Vec3 on = below < 2 * START ? centre.plus(normal.times(START - below)) : centre;
        return new GlenoidRim(on, normal, up, front, rim, around(c, n, u, f, even(places[4]), even(places[5])), plane.rms(), List.of());
    }

    private static List<Vec3> around(Vec3 c, Vec3 n, Vec3 u, Vec3 f, double[] r, double[] h) {
        List<Vec3> places = new ArrayList<>();
        for (int m = 0; m < MERIDIANS; m++) {
            double phi = 2 * Math.PI * m / MERIDIANS;
            places.add(c.plus(f.times(r[m] * Math.cos(phi))).plus(u.times(r[m] * Math.sin(phi))).plus(n.times(h[m])));
        }
        return places;
    }

    /**
     * Replaces places that are not seen or lie far from their neighbours by these.
     *
     * @return how many were not seen
     */
    private static int even(double[] r, double[] h) {
        int missing = 0;
        double[] rs = smooth(r);
        double[] hs = smooth(h);
        for (int m = 0; m < MERIDIANS; m++) {
            if (Double.isNaN(rs[m])) {
                throw new IllegalArgumentException("no glenoid: its rim is not seen around a quarter of the circle");
            }
            if (Double.isNaN(r[m]) || Math.abs(r[m] - rs[m]) > OUTLIER || Math.abs(h[m] - hs[m]) > OUTLIER) {
                missing += Double.isNaN(r[m]) ? 1 : 0;
                r[m] = rs[m];
                h[m] = hs[m];
            }
        }
        return missing;
    }

    /**
     * A closed curve without what single half planes scatter: around each of them the parabola of least squares through {@value #WINDOW}
     * neighbours on either side, the farther the less, and what lies off it the less, too.
     */
    private static double[] even(double[] v) {
        double[] s = new double[v.length];
        for (int m = 0; m < v.length; m++) {
            double[] robust = new double[2 * WINDOW + 1];
            Arrays.fill(robust, 1);
            for (int round = 0; round < 3; round++) {
                double[] c = parabola(v, m, robust);
                s[m] = c[0];
                double[] off = new double[robust.length];
                for (int i = -WINDOW; i <= WINDOW; i++) {
                    off[i + WINDOW] = Math.abs(v[Math.floorMod(m + i, v.length)] - c[0] - c[1] * i - c[2] * i * i);
                }
                double[] sorted = off.clone();
                Arrays.sort(sorted);
                double reach = 4 * sorted[sorted.length / 2] + 1e-6;
                for (int i = 0; i < off.length; i++) {
                    double t = off[i] / reach;
                    robust[i] = t < 1 ? (1 - t * t) * (1 - t * t) : 0;
                }
            }
        }
        return s;
    }

    /** Value, slope and half the curvature at a half plane of the parabola through its neighbours, by half planes. */
    private static double[] parabola(double[] v, int m, double[] robust) {
        double[] sum = new double[5];
        double[] right = new double[3];
        for (int i = -WINDOW; i <= WINDOW; i++) {
            double t = Math.abs(i) / (WINDOW + 1.0);
            double w = robust[i + WINDOW] * Math.pow(1 - t * t * t, 3);
            double power = 1;
            for (int k = 0; k < 5; k++) {
                sum[k] += w * power;
                if (k < 3) {
                    right[k] += w * power * v[Math.floorMod(m + i, v.length)];
                }
                power *= i;
            }
        }
        double d = sum[0] * (sum[2] * sum[4] - sum[3] * sum[3]) - sum[1] * (sum[1] * sum[4] - sum[3] * sum[2])
                + sum[2] * (sum[1] * sum[3] - sum[2] * sum[2]);
        if (!(Math.abs(d) > 1e-9)) {
            return new double[] {v[m], 0, 0};
        }
        double[] c = new double[3];
        c[0] = (right[0] * (sum[2] * sum[4] - sum[3] * sum[3]) - sum[1] * (right[1] * sum[4] - sum[3] * right[2])
                + sum[2] * (right[1] * sum[3] - sum[2] * right[2])) / d;
        c[1] = (sum[0] * (right[1] * sum[4] - sum[3] * right[2]) - right[0] * (sum[1] * sum[4] - sum[3] * sum[2])
                + sum[2] * (sum[1] * right[2] - right[1] * sum[2])) / d;
        c[2] = (sum[0] * (sum[2] * right[2] - sum[3] * right[1]) - sum[1] * (sum[1] * right[2] - right[1] * sum[2])
                + right[0] * (sum[1] * sum[3] - sum[2] * sum[2])) / d;
        return c;
    }

    /** Distance from the centre and height of the rim in a half plane; null where the surface does not fall off. */
    private static double[] meridian(RayCast ray, Vec3 c, Vec3 n, Vec3 d) {
        int count = (int) Math.round(FAR / STEP);
        double[] h = new double[count + 1];
        Vec3 down = n.negate();
        double highest = Double.NEGATIVE_INFINITY;
        int end = -1;
        for (int i = 0; i <= count; i++) {
            double t = ray.first(c.plus(d.times(i * STEP)).plus(n.times(START)), down);
            h[i] = START - t;
            double level = t < 2.5 * START ? h[i] : -1.5 * START;
            if (i * STEP >= FIRST && level < highest - FALL) {
                end = i;
                h[i] = Math.max(level, highest - 2 * FALL);
                break;
            }
            h[i] = level;
            highest = i * STEP >= FIRST ? Math.max(highest, level) : highest;
        }
        if (end < 0) {
            return null;
        }
        int from = (int) Math.round(FIRST / STEP);
        // farthest over the line from the face to the foot of the fall
        double dr = (end - from) * STEP;
        double dh = h[end] - h[from];
        double length = Math.hypot(dr, dh);
        int best = from;
        double over = 0;
        for (int i = from; i < end; i++) {
            double o = (dr * (h[i] - h[from]) - dh * (i - from) * STEP) / length;
            if (o > over) {
                over = o;
                best = i;
            }
        }
        if (best == from) {
            return null;
        }
        int top = from;
        for (int i = from; i < end; i++) {
            top = h[i] > h[top] ? i : top;
        }
        if (Math.abs(top - best) * STEP > MOST_PLATEAU) {
            top = best;
        }
        int between = (best + top) / 2;
        return new double[] {best * STEP, h[best], top * STEP, h[top], between * STEP, h[between]};
    }

    /** Median of the neighbours within 25 degrees; within 45 where these are missing. */
    private static double[] smooth(double[] v) {
        double[] s = new double[v.length];
        for (int m = 0; m < v.length; m++) {
            s[m] = median(v, m, MERIDIANS * 25 / 360);
            if (Double.isNaN(s[m])) {
                s[m] = median(v, m, MERIDIANS * 45 / 360);
            }
        }
        return s;
    }

    private static double median(double[] v, int m, int reach) {
        double[] near = new double[2 * reach + 1];
        int k = 0;
        for (int i = -reach; i <= reach; i++) {
            double x = v[(m + i + v.length) % v.length];
            if (!Double.isNaN(x)) {
                near[k++] = x;
            }
        }
        Arrays.sort(near, 0, k);
        return k == 0 ? Double.NaN : 0.5 * (near[(k - 1) / 2] + near[k / 2]);
    }

    /** The rim as an outline in two directions from its centre, m. */
    private static double[] outline(List<Vec3> rim, Vec3 c, Vec3 a, Vec3 b) {
        double[] loop = new double[2 * rim.size()];
        for (int i = 0; i < rim.size(); i++) {
            Vec3 p = rim.get(i).minus(c);
            loop[2 * i] = p.dot(a);
            loop[2 * i + 1] = p.dot(b);
        }
        return loop;
    }

    /** Longer axis of the area within the rim. */
    private static Vec3 longAxis(List<Vec3> rim, Vec3 c, Vec3 n, Vec3 up) {
        Vec3 a = BoneShape.across(up, n);
        Vec3 b = a.cross(n);
        double[] m = MeshSection.secondMoments(outline(rim, c, a, b));
        double turn = 0.5 * Math.atan2(2 * m[2], m[0] - m[1]);
        Vec3 d = a.times(Math.cos(turn)).plus(b.times(Math.sin(turn)));
        return d.dot(up) < 0 ? d.negate() : d;
    }

    /** The surface within the rim. */
    private static List<Vec3> face(RayCast ray, List<Vec3> rim, Vec3 c, Vec3 n, Vec3 up, Vec3 front) {
        double[] outline = outline(rim, c, front, up);
        List<Vec3> face = new ArrayList<>();
        int reach = (int) (FAR / GRID);
        for (int i = -reach; i <= reach; i++) {
            for (int j = -reach; j <= reach; j++) {
                double x = i * GRID;
                double y = j * GRID;
                // what is at the rim belongs to its rounding
                if (!MeshSection.contains(outline, x / 0.86, y / 0.86)) {
                    continue;
                }
                double t = ray.first(c.plus(front.times(x)).plus(up.times(y)).plus(n.times(START)), n.negate());
                if (t < 2 * START) {
                    face.add(c.plus(front.times(x)).plus(up.times(y)).plus(n.times(START - t)));
                }
            }
        }
        return face;
    }

    /** The place of the outline that a half plane around the centre meets. */
    Vec3 at(Vec3 direction) {
        return at(rim, direction);
    }

    /** The same half way to the highest place, whose height scatters less; towards the ends of a long face it lies too far inside. */
    Vec3 edgeAt(Vec3 direction) {
        return at(edge, direction);
    }

    /** Between its two neighbours. */
    private Vec3 at(List<Vec3> edge, Vec3 direction) {
        double phi = Math.atan2(direction.dot(up), direction.dot(front));
        Vec3 best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < edge.size(); i++) {
            Vec3 p = edge.get(i).minus(centre);
            Vec3 q = edge.get((i + 1) % edge.size()).minus(centre);
            double a = wrap(Math.atan2(p.dot(up), p.dot(front)) - phi);
            double b = wrap(Math.atan2(q.dot(up), q.dot(front)) - phi);
            if (a <= 0 && b >= 0 && b - a < 1 && b - a < least) {
                least = b - a;
                best = centre.plus(p.plus(q.minus(p).times(b - a > 0 ? -a / (b - a) : 0)));
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no glenoid: its rim does not go around its centre");
        }
        return best;
    }

/** Places of the rim's plane within the rim, a grid over all of its area, m. */
    List<Vec3> area() {
        double[] outline = outline(rim, centre, front, up);
        List<Vec3> area = new ArrayList<>();
        int reach = (int) (FAR / GRID);
        for (int i = -reach; i <= reach; i++) {
            for (int j = -reach; j <= reach; j++) {
                if (MeshSection.contains(outline, i * GRID, j * GRID)) {
                    area.add(centre.plus(front.times(i * GRID)).plus(up.times(j * GRID)));
                }
            }
        }
        return area;
    }

    private static double wrap(double a) {
        return Math.atan2(Math.sin(a), Math.cos(a));
    }

    /** The sphere of the face; its radius is large where the face is flat. */
    SphereFit sphere() {
        return SphereFit.of(BoneShape.flat(face));
    }
}

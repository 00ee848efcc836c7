/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;

/**
 * A glenoid's face against the face that it had before it was worn, which is reconstructed as a part of a sphere.
 *
 * @param face places of the surface within {@link #INNER} of the rim, in rows, m; null where there is none
 * @param depth how deep each lies below the face before, along the normal of today's rim, m; below 0 over it
 * @param height where each lies on the way from the lowest to the highest place of the rim, 0 to 1
 * @param before middle of the face as it was, m
 * @param centre of the sphere that it was part of, m
 * @param outwards whether a row across the next one higher up looks out of the glenoid, as on the right side
 */
public record GlenoidErosion(Vec3[][] face, double[][] depth, double[][] height, Vec3 before, Vec3 centre, boolean outwards) {

    /** Between two places, m. */
    private static final double GRID = 0.001;
    /** Part of the rim's radius that is looked at: farther out it is rounded. */
    private static final double INNER = 0.85;
    /** From where over the rim's plane the surface is looked for, and how far behind it, m. */
    private static final double OVER = 0.012;

    /** What a face was before. */
    public enum Before {
        /** Of two hollows the lower or the upper one is left. */
        LOWER_HOLLOW, UPPER_HOLLOW,
        /** Of two hollows the front one is left. */
        FRONT_HOLLOW,
        /** It was the same, turned about the end of the rim that is left. */
        TURNED,
        /** It was as deep as faces are. */
        SHALLOWER,
        /** It was as it is. */
        SAME
    }

    /**
     * @param scapula with surface {@code outer}, GC, GLEN_N and the four ends of the rim, and the hollows where there are two
     * @param axis where the face looked, unit
     * @param sunk how far it was less deep, m
     * @return null where too little of the face is seen
     */
    public static GlenoidErosion of(Body scapula, Side side, Before what, Vec3 axis, double sunk) {
        Vec3 gc = scapula.landmark("GC");
        Vec3 n = Shoulder.glenoidNormal(scapula);
        Vec3 top = scapula.landmark("GLEN_S");
        Vec3 bottom = scapula.landmark("GLEN_I");
        Vec3 up = Shoulder.glenoidUp(scapula);
        Vec3 front = up.cross(n).times(side.sign());
        double low = bottom.minus(gc).dot(up);
        double high = top.minus(gc).dot(up);
        double back = scapula.landmark("GLEN_P").minus(gc).dot(front);
        double fore = scapula.landmark("GLEN_A").minus(gc).dot(front);
        RayCast ray = new RayCast(KeptTrees.of(scapula.surface("outer")));
        int rows = (int) Math.ceil((high - low) / GRID);
        int columns = (int) Math.ceil((fore - back) / GRID);
        Vec3[][] face = new Vec3[rows][columns];
        double[][] height = new double[rows][columns];
        List<Vec3> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double y = (i + 0.5) / rows;
                double x = (j + 0.5) / columns;
                height[i][j] = y;
                if (Math.hypot(2 * x - 1, 2 * y - 1) > INNER) {
                    continue;
                }
                Vec3 q = gc.plus(up.times(low + y * (high - low))).plus(front.times(back + x * (fore - back)));
                double d = ray.first(q.plus(n.times(OVER)), n.negate());
                if (d < 2 * OVER) {
                    face[i][j] = q.plus(n.times(OVER - d));
                    all.add(face[i][j]);
                }
            }
        }
        if (all.size() < 100) {
            return null;
        }
        Vec3[] sphere = sphere(scapula, what, axis, sunk, n, all);
        Vec3 before = sphere[0];
        Vec3 centre = sphere[1];
        double radius = centre.distance(before);
        double[][] depth = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                depth[i][j] = face[i][j] == null ? Double.NaN : SphereFit.nearSide(face[i][j], n, centre, radius);
            }
        }
        return new GlenoidErosion(face, depth, height, before, centre, side == Side.RIGHT);
    }

    /** Middle of the face before and centre of its sphere. */
    private static Vec3[] sphere(Body scapula, Before what, Vec3 axis, double sunk, Vec3 n, List<Vec3> face) {
        Vec3 gc = scapula.landmark("GC");
        if (what == Before.LOWER_HOLLOW || what == Before.UPPER_HOLLOW) {
            String code = what == Before.LOWER_HOLLOW ? "LOW" : "HIGH";
            Vec3 centre = scapula.landmark(code + "_C");
            double radius = centre.distance(scapula.landmark("GC_" + code));
            return new Vec3[] {centre.minus(centre.minus(gc).normalized().times(radius)), centre};
        }
        if (what == Before.SHALLOWER) {
            // through the rim, which is half as far from the middle as it is wide
            double half = 0.5 * scapula.landmark("GLEN_A").distance(scapula.landmark("GLEN_P"));
            double deep = rimHeight(scapula, n) - sunk;
            Vec3 before = gc.plus(n.times(sunk));
            return new Vec3[] {before, before.plus(axis.times((half * half + deep * deep) / (2 * deep)))};
        }
        if (what == Before.FRONT_HOLLOW) {
            // of the balls that touch the axis in the glenoid's centre the one that fits the front quarter best
            Vec3 a = scapula.landmark("PALEO_N").minus(gc).normalized();
            Vec3 front = scapula.landmark("GLEN_A").minus(gc);
            double above = 0;
            double below = 0;
            for (Vec3 p : face) {
                Vec3 q = p.minus(gc);
                if (q.dot(front) > 0.5 * front.dot(front)) {
                    above += q.dot(q) * q.dot(a);
                    below += 2 * q.dot(a) * q.dot(a);
                }
            }
            return new Vec3[] {gc, gc.plus(a.times(above / below))};
        }
        SphereFit fit = SphereFit.of(face.stream().flatMapToDouble(p -> Arrays.stream(p.toArray())).toArray());
        // the farthest out along the axis is the end that is left
        Vec3 end = List.of("GLEN_S", "GLEN_I", "GLEN_A", "GLEN_P").stream().map(scapula::landmark)
                .reduce((a, b) -> a.dot(axis) >= b.dot(axis) ? a : b).orElseThrow();
        Vec3 middle = fit.center().minus(n.times(fit.radius()));
        Vec3 before = what == Before.TURNED ? end.plus(turned(middle.minus(end), n, axis)) : middle;
        return new Vec3[] {before, before.plus(axis.times(fit.radius()))};
    }

    /** A vector, turned as from one direction to another. */
    private static Vec3 turned(Vec3 v, Vec3 from, Vec3 to) {
        Vec3 about = from.cross(to);
        double angle = from.angle(to);
        return about.norm() < 1e-12 ? v : RigidTransform.rotation(about.normalized(), angle).rotate(v);
    }

    /** How far the upper and lower end of the rim lie over the middle of the face, m. @param n normal of the rim, unit */
    public static double rimHeight(Body scapula, Vec3 n) {
        Vec3 gc = scapula.landmark("GC");
        return 0.5 * (scapula.landmark("GLEN_S").minus(gc).dot(n) + scapula.landmark("GLEN_I").minus(gc).dot(n));
    }

    /** Mean depth between two heights on the way from the lowest to the highest place of the rim, m; NaN where nothing is seen. */
    public double mean(double from, double to) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < depth.length; i++) {
            for (int j = 0; j < depth[i].length; j++) {
                if (!Double.isNaN(depth[i][j]) && height[i][j] >= from && height[i][j] < to) {
                    sum += depth[i][j];
                    n++;
                }
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }

    /** The greatest depth, m. */
    public double most() {
        return Arrays.stream(depth).flatMapToDouble(Arrays::stream).filter(d -> !Double.isNaN(d)).max().orElse(Double.NaN);
    }

    /** Least distance of the face from a point, m. */
    public double distance(Vec3 p) {
        double least = Double.POSITIVE_INFINITY;
        for (Vec3[] row : face) {
            for (Vec3 q : row) {
                least = q == null ? least : Math.min(least, q.distance(p));
            }
        }
        return least;
    }

    /**
     * The part of the face whose depth lies in a band, and stands this far out of the bone so that it is seen.
     *
     * @param from least depth, m
     * @param to below this depth, m
     * @param out m
     */
    public TriangleMesh band(double from, double to, double out) {
        return patches(from, to, p -> p.plus(centre.minus(p).normalized().times(out)));
    }

    /** The face as it was, over what is seen of today's. */
    public TriangleMesh reconstructed() {
        double radius = centre.distance(before);
        return patches(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY,
                p -> centre.plus(p.minus(centre).normalized().times(radius)));
    }

    /** Squares whose four corners are seen and whose mean depth lies in a band. */
    private TriangleMesh patches(double from, double to, UnaryOperator<Vec3> place) {
        List<Double> v = new ArrayList<>();
        List<Integer> t = new ArrayList<>();
        for (int i = 0; i + 1 < face.length; i++) {
            for (int j = 0; j + 1 < face[i].length; j++) {
                double d = 0.25 * (depth[i][j] + depth[i + 1][j] + depth[i][j + 1] + depth[i + 1][j + 1]);
                if (!(d >= from && d < to)) {
                    continue;
                }
                int k = v.size() / 3;
                for (int[] at : new int[][] {{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}}) {
                    Vec3 q = place.apply(face[at[0]][at[1]]);
                    v.addAll(List.of(q.x(), q.y(), q.z()));
                }
                // outwards on either side of the body
                t.addAll(outwards ? List.of(k, k + 1, k + 2, k, k + 2, k + 3) : List.of(k, k + 2, k + 1, k, k + 3, k + 2));
            }
        }
        return new TriangleMesh(v.stream().mapToDouble(Double::doubleValue).toArray(), t.stream().mapToInt(Integer::intValue).toArray());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far surfaces are from each other: distances from points spread evenly over one surface to the nearest point of the other, each
 * weighted by the area that it stands for.
 *
 * @param mean of the distances over the area, m
 * @param percentile95 distance that 95 % of the area do not exceed, m
 * @param max largest distance at a sample or a vertex, m; at most the true one
 * @param bound no point of the surface is farther away, m: for each piece the distance of its corners from the triangle that is nearest
 *        to its middle, since the distance from a convex set is nowhere on a triangle larger than at one of its corners
 * @param samples number of pieces
 */
public record SurfaceDeviation(double mean, double percentile95, double max, double bound, int samples) {

    private static final int MOST_SAMPLES = 100_000_000;
    private static final int BLOCK = 2048;
    /** Part of a limit that {@link #isWithin} may miss it by. */
    public static final double MARGIN = 0.05;

    /**
     * From every point of one surface to another one. In parallel; the same on any number of threads. Each triangle is cut into pieces
     * alike, of edges no longer than the spacing.
     *
     * @param spacing longest edge of a piece, m; infinity for one sample in each triangle
     * @throws IllegalArgumentException if a mesh is empty, the spacing is not positive or so small that there would be over 10^8 pieces
     */
    public static SurfaceDeviation from(TriangleMesh from, Bvh to, double spacing) {
        return of(sample(from, to, spacing));
    }

    /** The larger one of both directions, with the means and the percentile over the areas of both surfaces together. */
    public static SurfaceDeviation between(TriangleMesh a, TriangleMesh b, double spacing) {
        Samples p = sample(a, Bvh.of(b), spacing);
        Samples q = sample(b, Bvh.of(a), spacing);
        return of(new Samples(concat(p.distance, q.distance), concat(p.weight, q.weight), Math.max(p.max, q.max), Math.max(p.bound,
                q.bound)));
    }

    /**
     * Between a surface and the boundary of a label, both ways.
     *
     * @param frame of the label map in the mesh's frame
     * @see GridSurface#ofLabel
     */
    public static SurfaceDeviation toLabel(TriangleMesh mesh, GridSamples labels, GridFrame frame, int label) {
        return between(mesh, GridSurface.ofLabel(labels, frame, label), frame.halfSpacing());
    }

    /**
     * Whether it is certain that no point of a surface is farther than a limit from another one: each triangle is cut in four until the
     * corners of every piece are within the limit of the triangle that is nearest to its middle. In parallel.
     *
     * @param limit m
     * @return false also where the largest distance is within {@link #MARGIN} below the limit
     */
    public static boolean isWithin(TriangleMesh from, Bvh to, double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("distance limit " + limit + " m must be greater than 0");
        }
        int n = from.triangleCount();
        return IntStream.range(0, (n + BLOCK - 1) / BLOCK).parallel().allMatch(block -> {
            ClosestPoint closest = new ClosestPoint(to);
            for (int t = block * BLOCK; t < Math.min(n, (block + 1) * BLOCK); t++) {
                if (!isWithin(from.corner(t, 0), from.corner(t, 1), from.corner(t, 2), closest, limit)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static boolean isWithin(Vec3 a, Vec3 b, Vec3 c, ClosestPoint closest, double limit) {
        Vec3 m = a.plus(b).plus(c).times(1 / 3.0);
        double radius = Math.max(m.distance(a), Math.max(m.distance(b), m.distance(c)));
        double d = closest.query(m);
        if (d + radius <= limit || closest.toLastTriangle(a) <= limit && closest.toLastTriangle(b) <= limit
                && closest.toLastTriangle(c) <= limit) {
            return true;
        }
        if (d > limit || radius < MARGIN * limit) {
            return false;
        }
        Vec3 ab = a.mid(b);
        Vec3 bc = b.mid(c);
        Vec3 ca = c.mid(a);
        return isWithin(a, ab, ca, closest, limit) && isWithin(ab, b, bc, closest, limit) && isWithin(ca, bc, c, closest, limit)
                && isWithin(ab, bc, ca, closest, limit);
    }

    private record Samples(double[] distance, double[] weight, double max, double bound) {
    }

    private static double[] concat(double[] a, double[] b) {
        double[] c = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, c, a.length, b.length);
        return c;
    }

    private static Samples sample(TriangleMesh mesh, Bvh to, double spacing) {
        if (mesh.isEmpty() || to.mesh().isEmpty()) {
            throw new IllegalArgumentException("no distance from or to a surface without triangles");
        }
        if (!(spacing > 0)) {
            throw new IllegalArgumentException("sample spacing " + spacing + " m must be greater than 0");
        }
        int n = mesh.triangleCount();
        int[] cuts = new int[n];
        int[] first = new int[n + 1];
        for (int t = 0; t < n; t++) {
            Vec3 a = mesh.corner(t, 0);
            Vec3 b = mesh.corner(t, 1);
            Vec3 c = mesh.corner(t, 2);
            double longest = Math.max(a.distance(b), Math.max(b.distance(c), c.distance(a)));
            double pieces = Math.max(1, Math.ceil(longest / spacing));
            if (first[t] + pieces * pieces > MOST_SAMPLES) {
                throw new IllegalArgumentException("sample spacing " + spacing + " m gives more than " + MOST_SAMPLES + " samples");
            }
            cuts[t] = (int) pieces;
            first[t + 1] = first[t] + cuts[t] * cuts[t];
        }
        double[] distance = new double[first[n]];
        double[] weight = new double[first[n]];
        int blocks = (n + BLOCK - 1) / BLOCK;
        double[] most = new double[blocks];
        double[] bound = new double[blocks];
        IntStream.range(0, blocks).parallel().forEach(block -> {
            ClosestPoint closest = new ClosestPoint(to);
            for (int t = block * BLOCK; t < Math.min(n, (block + 1) * BLOCK); t++) {
                bound[block] = Math.max(bound[block], triangle(mesh, t, cuts[t], closest, distance, weight, first[t]));
                for (int s = first[t]; s < first[t + 1]; s++) {
                    most[block] = Math.max(most[block], distance[s]);
                }
                for (int k = 0; k < 3; k++) {
                    most[block] = Math.max(most[block], closest.query(mesh.corner(t, k)));
                }
            }
        });
        double max = Arrays.stream(most).max().orElseThrow();
        return new Samples(distance, weight, max, Math.max(max, Arrays.stream(bound).max().orElseThrow()));
    }

    /** Samples one triangle and returns a bound of the distance over all of it, m. */
    private static double triangle(TriangleMesh mesh, int t, int cuts, ClosestPoint closest, double[] distance, double[] weight, int at) {
        Vec3 a = mesh.corner(t, 0);
        Vec3 u = mesh.corner(t, 1).minus(a).times(1.0 / cuts);
        Vec3 v = mesh.corner(t, 2).minus(a).times(1.0 / cuts);
        double area = 0.5 * u.cross(v).norm();
        int s = at;
        double bound = 0;
        for (int i = 0; i < cuts; i++) {
            for (int j = 0; i + j < cuts; j++) {
                // the piece that points the triangle's way, and the one beside it that points back
                for (int half = 0; half < (i + j + 1 < cuts ? 2 : 1); half++) {
                    double p = i + (1 + half) / 3.0;
                    double q = j + (1 + half) / 3.0;
                    distance[s] = closest.query(a.plus(u.times(p)).plus(v.times(q)));
                    weight[s++] = area;
                    for (int c = 0; c < 3; c++) {
                        double x = i + (half == 0 ? c == 1 ? 1 : 0 : c == 0 ? 0 : 1);
                        double y = j + (half == 0 ? c == 2 ? 1 : 0 : c == 1 ? 0 : 1);
                        bound = Math.max(bound, closest.toLastTriangle(a.plus(u.times(x)).plus(v.times(y))));
                    }
                }
            }
        }
        return bound;
    }

    private static SurfaceDeviation of(Samples s) {
        double area = 0;
        double sum = 0;
        for (int i = 0; i < s.distance.length; i++) {
            area += s.weight[i];
            sum += s.weight[i] * s.distance[i];
        }
        double[] sorted = s.distance.clone();
        Arrays.parallelSort(sorted);
        int lo = 0;
        int hi = sorted.length - 1;
        while (lo < hi) {
            int mid = lo + hi >>> 1;
            double within = 0;
            for (int i = 0; i < s.distance.length; i++) {
                within += s.distance[i] <= sorted[mid] ? s.weight[i] : 0;
            }
            if (within >= 0.95 * area) {
                hi = mid;
            } else {
                lo = mid + 1;
            }
        }
        return new SurfaceDeviation(area > 0 ? sum / area : 0, sorted[lo], s.max, s.bound, sorted.length);
    }
}

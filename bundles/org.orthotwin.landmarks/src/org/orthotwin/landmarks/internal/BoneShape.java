/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Subdivision;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * A bone's surface with what landmarkers ask of it. Everything is weighted by area, so that the density of the mesh does not matter; a
 * coarse mesh is subdivided for that.
 */
public final class BoneShape {

    /** Longest mean edge with which areas resolve a landmark, m. */
    private static final double FINE = 0.002;
    private static final int MOST_TRIANGLES = 150_000;
    /** Depth below an extreme over which the surface is averaged, m: about the error of a surface from clinical CT. */
    public static final double CAP = 0.0007;
    /** Largest distance between the extreme and what is averaged, m. */
    private static final double CAP_RADIUS = 0.008;

    private final TriangleMesh mesh;
    private final TriangleMesh fine;
    private final double[] v;
    private final double[] normals;
    private final double[] areas;
    /** Of the surface as it came; null until it is asked for. */
    private Bvh tree;

    /** @param mesh m */
    public BoneShape(TriangleMesh mesh) {
        this.mesh = mesh;
        TriangleMesh f = mesh;
        while (meanEdge(f) > FINE && 4 * f.triangleCount() <= MOST_TRIANGLES) {
            f = Subdivision.midpoint(f);
        }
        fine = f;
        v = f.vertices();
        normals = Normals.ofVertices(f);
        areas = SphereVote.vertexAreas(f);
    }

    /** The surface as it came. */
    public TriangleMesh mesh() {
        return mesh;
    }

    /** The surface as it came, to be searched. */
    public Bvh tree() {
        if (tree == null) {
            tree = Bvh.of(mesh);
        }
        return tree;
    }

    /**
     * The surface as it came around a place, to be searched there: building a tree of all of it costs more than what is asked of it.
     *
     * @param radius m; triangles with a corner within it are there, so that with some room for their size all that is nearer is
     */
    public Bvh near(Vec3 place, double radius) {
        int[] t = mesh.triangles();
        int[] kept = new int[t.length];
        int n = 0;
        for (int i = 0; i < t.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                if (mesh.vertex(t[i + k]).distance(place) < radius) {
                    System.arraycopy(t, i, kept, n, 3);
                    n += 3;
                    break;
                }
            }
        }
        return Bvh.of(new TriangleMesh(mesh.vertices(), Arrays.copyOf(kept, n)));
    }

    /** The surface with more vertices where it was coarse. */
    public TriangleMesh fine() {
        return fine;
    }

    private static double meanEdge(TriangleMesh m) {
        double sum = 0;
        for (int t = 0; t < m.triangleCount(); t++) {
            sum += m.corner(t, 0).distance(m.corner(t, 1));
        }
        return m.triangleCount() == 0 ? 0 : sum / m.triangleCount();
    }

    /** A place on the surface. */
    public interface Visitor {
        /**
         * @param p m
         * @param n unit normal, outwards
         * @param area of the surface around it, m2
         */
        void visit(Vec3 p, Vec3 n, double area);
    }

    /** All vertices of the fine surface. */
    public void forEach(Visitor visitor) {
        for (int i = 0; i < v.length; i += 3) {
            visitor.visit(Vec3.of(v, i), Vec3.of(normals, i), areas[i / 3]);
        }
    }

    /**
     * The extreme of a region in a direction: the height of its highest place, over the middle of what is at most {@link #CAP} below, so
     * that
     * it moves little where the mesh or its noise changes.
     *
     * @param frame in which region, direction and result are
     * @throws IllegalArgumentException if the region is empty
     */
    public Vec3 extreme(RigidTransform frame, Predicate<Vec3> region, Vec3 direction, String what) {
        return extreme(frame, region, direction, CAP, CAP_RADIUS, what);
    }

    /** As above with a given depth and radius of what is averaged, m. */
    public Vec3 extreme(RigidTransform frame, Predicate<Vec3> region, Vec3 direction, double cap, double radius, String what) {
        Vec3 d = direction.normalized();
        double[] most = {Double.NEGATIVE_INFINITY};
        Vec3 c = peak(frame, region, p -> {
            double h = p.dot(d);
            most[0] = Math.max(most[0], h);
            return h;
        }, cap, radius, what);
        return c.plus(d.times(most[0] - c.dot(d)));
    }

    /**
     * The middle of what is at most {@code cap} below the largest measure in a region, and near that place.
     *
     * @param frame in which region, measure and result are
     * @param measure m
     * @throws IllegalArgumentException if the region is empty
     */
    public Vec3 peak(RigidTransform frame, Predicate<Vec3> region, ToDoubleFunction<Vec3> measure, double cap, double radius, String what) {
        RigidTransform in = frame.inverse();
        double most = Double.NEGATIVE_INFINITY;
        Vec3 best = null;
        double[] h = new double[v.length / 3];
        for (int i = 0; i < v.length; i += 3) {
            Vec3 p = in.apply(Vec3.of(v, i));
            h[i / 3] = Double.NaN;
            if (region.test(p)) {
                double m = measure.applyAsDouble(p);
                h[i / 3] = m;
                if (m > most) {
                    most = m;
                    best = p;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no " + what + ": the surface has no point in its region");
        }
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (int i = 0; i < v.length; i += 3) {
            double w = h[i / 3] - (most - cap);
            if (w > 0) {
                Vec3 p = in.apply(Vec3.of(v, i));
                if (p.distance(best) < radius) {
                    w *= areas[i / 3];
                    sum = sum.plus(p.times(w));
                    weight += w;
                }
            }
        }
        return weight > 0 ? sum.times(1 / weight) : best;
    }

    /** Lowest and highest coordinate along a direction, m. */
    public double[] range(Vec3 direction) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = 0; i < v.length; i += 3) {
            double h = v[i] * direction.x() + v[i + 1] * direction.y() + v[i + 2] * direction.z();
            range[0] = Math.min(range[0], h);
            range[1] = Math.max(range[1], h);
        }
        return range;
    }

    /** The section by the plane y = level of a frame. */
    public MeshSection section(RigidTransform frame, double level) {
        return MeshSection.of(mesh, frame, level);
    }

    /** The middle of the largest outline, in the bone's frame, or null where the plane misses the bone. */
    public Vec3 sectionCentre(RigidTransform frame, double level) {
        double[] loop = section(frame, level).largest();
        return loop == null ? null : inFrame(frame, MeshSection.centroid(loop), level);
    }

    /** A point (z, x) of a section, in the bone's frame. */
    public static Vec3 inFrame(RigidTransform frame, double[] zx, double y) {
        return frame.apply(new Vec3(zx[1], y, zx[0]));
    }

    /** The places that a rule keeps, as x0 y0 z0 ..., in the bone's frame; of the fine surface, or of the surface as it came. */
    public double[] points(boolean ofFine, BiPredicate<Vec3, Vec3> keep) {
        double[] vs = ofFine ? v : mesh.vertices();
        double[] ns = ofFine ? normals : Normals.ofVertices(mesh);
        double[] kept = new double[vs.length];
        int k = 0;
        for (int i = 0; i < vs.length; i += 3) {
            if (keep.test(Vec3.of(vs, i), Vec3.of(ns, i))) {
                kept[k++] = vs[i];
                kept[k++] = vs[i + 1];
                kept[k++] = vs[i + 2];
            }
        }
        return Arrays.copyOf(kept, k);
    }

    /** Points as a flat array. */
    public static double[] flat(List<Vec3> points) {
        double[] p = new double[3 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i).toArray(), 0, p, 3 * i, 3);
        }
        return p;
    }

    /** A flat array as points. */
    public static List<Vec3> list(double[] p) {
        List<Vec3> l = new ArrayList<>();
        for (int i = 0; i < p.length; i += 3) {
            l.add(Vec3.of(p, i));
        }
        return l;
    }

    /** The part of a direction at a right angle to a unit vector, as a unit vector. */
    public static Vec3 across(Vec3 d, Vec3 axis) {
        return d.minus(axis.times(d.dot(axis))).normalized();
    }

    /** The middle of points. */
    public static Vec3 mean(List<Vec3> points) {
        Vec3 s = Vec3.ZERO;
        for (Vec3 p : points) {
            s = s.plus(p);
        }
        return s.times(1.0 / points.size());
    }

    /** A length for a message. */
    public static String mm(double metres) {
        return Numbers.fixed(metres * 1000.0, 1) + " mm";
    }

    /**
     * The frame of a surface that its shape alone gives: origin in the centroid of the area, x along the largest and y along the middle
     * spread, each to the side of its longer tail.
     */
    public static RigidTransform principalFrame(TriangleMesh m) {
        double[] s = new double[3];
        double[] q = new double[9];
        double area = 0;
        Vec3 o = m.vertexCount() == 0 ? Vec3.ZERO : m.vertex(0);
        for (int t = 0; t < m.triangleCount(); t++) {
            double[][] c = {m.corner(t, 0).minus(o).toArray(), m.corner(t, 1).minus(o).toArray(), m.corner(t, 2).minus(o).toArray()};
            double a = 0.5 * m.corner(t, 1).minus(m.corner(t, 0)).cross(m.corner(t, 2).minus(m.corner(t, 0))).norm();
            area += a;
            for (int i = 0; i < 3; i++) {
                double si = c[0][i] + c[1][i] + c[2][i];
                s[i] += a * si / 3;
                for (int j = 0; j < 3; j++) {
                    double sj = c[0][j] + c[1][j] + c[2][j];
                    q[3 * i + j] += a / 12 * (c[0][i] * c[0][j] + c[1][i] * c[1][j] + c[2][i] * c[2][j] + si * sj);
                }
            }
        }
        if (!(area > 0)) {
            throw new IllegalArgumentException("a surface without area");
        }
        double[][] cov = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                cov[i][j] = q[3 * i + j] / area - s[i] / area * s[j] / area;
                // exactly symmetric, without which the values would not be in order
                cov[j][i] = cov[i][j];
            }
        }
        Vec3 centre = o.plus(new Vec3(s[0], s[1], s[2]).times(1 / area));
        // descending by their values
        EigenDecomposition e = new EigenDecomposition(new Array2DRowRealMatrix(cov, false));
        Vec3 x = Vec3.of(e.getEigenvector(0).toArray(), 0).normalized();
        Vec3 y = across(Vec3.of(e.getEigenvector(1).toArray(), 0), x);
        double tx = 0;
        double ty = 0;
        for (int t = 0; t < m.triangleCount(); t++) {
            double a = m.corner(t, 1).minus(m.corner(t, 0)).cross(m.corner(t, 2).minus(m.corner(t, 0))).norm();
            for (int k = 0; k < 3; k++) {
                Vec3 p = m.corner(t, k).minus(centre);
                tx += a * Math.pow(p.dot(x), 3);
                ty += a * Math.pow(p.dot(y), 3);
            }
        }
        x = tx < 0 ? x.negate() : x;
        y = ty < 0 ? y.negate() : y;
        return RigidTransform.frame(centre, x, y, x.cross(y));
    }
}

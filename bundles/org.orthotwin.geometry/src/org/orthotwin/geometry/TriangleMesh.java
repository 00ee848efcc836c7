/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An indexed triangle surface. Vertices in m, in a frame that its owner names; triangles wound counter-clockwise seen from outside.
 * Immutable by contract: the arrays that the accessors return are the mesh's own, for the sake of the inner loops, and must not be written.
 */
public final class TriangleMesh {

    private final double[] vertices;
    private final int[] triangles;
    private final Map<Class<?>, SoftReference<Object>> derived = new ConcurrentHashMap<>(1);

    /**
     * @param vertices x0 y0 z0 x1 ... in m; the array is taken over, not copied
     * @param triangles three vertex indices each; the array is taken over, not copied
     * @throws IllegalArgumentException if a length is no multiple of three, an index is out of range or a coordinate is not finite
     */
    public TriangleMesh(double[] vertices, int[] triangles) {
        this.vertices = Objects.requireNonNull(vertices);
        this.triangles = Objects.requireNonNull(triangles);
        if (vertices.length % 3 != 0 || triangles.length % 3 != 0) {
            throw new IllegalArgumentException("mesh arrays of " + vertices.length + " and " + triangles.length
                    + " numbers: no multiples of 3");
        }
        int n = vertices.length / 3;
        for (int i = 0; i < triangles.length; i++) {
            if (triangles[i] < 0 || triangles[i] >= n) {
                throw new IllegalArgumentException("triangle " + i / 3 + " names vertex " + triangles[i] + " of " + n);
            }
        }
        for (int i = 0; i < vertices.length; i++) {
            if (!Double.isFinite(vertices[i])) {
                throw new IllegalArgumentException("vertex " + i / 3 + " has a coordinate that is not finite: " + vertices[i]);
            }
        }
    }

    private TriangleMesh(int[] triangles, double[] vertices) {
        this.vertices = vertices;
        this.triangles = triangles;
    }

    /** A mesh of arrays that are right by construction: the checks of the public constructor cost as much as making some meshes. */
    static TriangleMesh trusted(double[] vertices, int[] triangles) {
        return new TriangleMesh(triangles, vertices);
    }

    /**
     * What somebody works out of this surface once and asks for again and again, such as a tree: kept while memory allows, and no longer
     * than the mesh, which it may refer to. Safe for threads; it is worked out once.
     *
     * @param owner under whose name it is kept: the class that works it out
     */
    public <T> T derived(Class<?> owner, Function<TriangleMesh, T> work) {
        SoftReference<Object> kept = derived.get(owner);
        Object found = kept == null ? null : kept.get();
        if (found == null) {
            // not in the map's own lock: what is worked out may ask for something else of this mesh
            synchronized (derived) {
                kept = derived.get(owner);
                found = kept == null ? null : kept.get();
                if (found == null) {
                    found = work.apply(this);
                    derived.put(owner, new SoftReference<>(found));
                }
            }
        }
        @SuppressWarnings("unchecked")
        T result = (T) found;
        return result;
    }

    public int vertexCount() {
        return vertices.length / 3;
    }

    public int triangleCount() {
        return triangles.length / 3;
    }

    public boolean isEmpty() {
        return triangles.length == 0;
    }

    /** x0 y0 z0 x1 ... in m; the mesh's own array, not to be written. */
    public double[] vertices() {
        return vertices;
    }

    /** Three vertex indices for each triangle; the mesh's own array, not to be written. */
    public int[] triangles() {
        return triangles;
    }

    /** Vertex {@code i} in m. */
    public Vec3 vertex(int i) {
        return Vec3.of(vertices, 3 * i);
    }

    /** Corner {@code k} (0 to 2) of triangle {@code t}, in m. */
    public Vec3 corner(int t, int k) {
        return Vec3.of(vertices, 3 * triangles[3 * t + k]);
    }

    public TriangleMesh transformed(RigidTransform t) {
        return new TriangleMesh(t.applyAll(vertices), triangles);
    }

    /**
     * Scaled isotropically about the frame's origin.
     *
     * @param factor greater than zero
     */
    public TriangleMesh scaled(double factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("scale factor " + factor + " must be greater than 0; mirror by mirroredZ()");
        }
        double[] v = vertices.clone();
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
        return new TriangleMesh(v, triangles);
    }

    /** The surface of the other side of the body: z negated and every triangle turned, so that outside stays outside. */
    public TriangleMesh mirroredZ() {
        double[] v = vertices.clone();
        for (int i = 2; i < v.length; i += 3) {
            v[i] = -v[i];
        }
        int[] t = triangles.clone();
        for (int i = 0; i < t.length; i += 3) {
            int a = t[i + 1];
            t[i + 1] = t[i + 2];
            t[i + 2] = a;
        }
        return new TriangleMesh(v, t);
    }

    /** Smallest box along the axes: min x y z, max x y z, in m; six infinities (+,-) for an empty mesh. */
    public double[] bounds() {
        double[] b = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
            Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = 0; i < vertices.length; i++) {
            b[i % 3] = Math.min(b[i % 3], vertices[i]);
            b[3 + i % 3] = Math.max(b[3 + i % 3], vertices[i]);
        }
        return b;
    }

    /** All the parts in one mesh, in their order; they stay unconnected. */
    public static TriangleMesh concat(TriangleMesh... parts) {
        int nv = Arrays.stream(parts).mapToInt(p -> p.vertices.length).sum();
        int nt = Arrays.stream(parts).mapToInt(p -> p.triangles.length).sum();
        double[] v = new double[nv];
        int[] t = new int[nt];
        int vi = 0;
        int ti = 0;
        for (TriangleMesh p : parts) {
            System.arraycopy(p.vertices, 0, v, vi, p.vertices.length);
            for (int i = 0; i < p.triangles.length; i++) {
                t[ti + i] = p.triangles[i] + vi / 3;
            }
            vi += p.vertices.length;
            ti += p.triangles.length;
        }
        return new TriangleMesh(v, t);
    }
}

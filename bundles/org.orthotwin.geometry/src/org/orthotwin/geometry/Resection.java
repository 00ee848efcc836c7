/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an operation takes from a bone: cuts by planes and the room for an implant. Bones are closed, oriented surfaces with two triangles
 * on each edge ({@link MeshChecks}); so are the results.
 */
public final class Resection {

    /** Distance that a cutting plane keeps from vertices, m: below any measurement, far above rounding. */
    private static final double CLEARANCE = 4e-9;
    /** Steps in which a plane is moved off vertices, m. */
    private static final double STEP = 1e-8;
    private static final int MOST_STEPS = 1000;

    /**
     * A bone cut by a plane.
     *
     * @param mesh what is left, closed by a flat cap; without triangles if everything was cut away
     * @param firstCapTriangle the triangles of the cap are this one and all after it
     * @param capArea m^2
     */
    public record PlaneCut(TriangleMesh mesh, int firstCapTriangle, double capArea) {

        /** The cut surface alone, an open mesh facing along the plane's normal. */
        public TriangleMesh cap() {
            int[] t = mesh.triangles();
            return MeshRepair.withoutUnusedVertices(new TriangleMesh(mesh.vertices(), Arrays.copyOfRange(t, 3 * firstCapTriangle,
                    t.length)));
        }
    }

    private Resection() {
    }

    /**
     * Cuts away everything on the side of a plane to which its normal points. Where vertices lie in the plane it is moved along the normal
     * by some 10 nm, so that cutting again at the same place takes nothing.
     *
     * @param point in the plane, m
     * @param normal points to what is removed; any length
     * @throws IllegalArgumentException if the bone is not closed and oriented
     */
    public static PlaneCut byPlane(TriangleMesh bone, Vec3 point, Vec3 normal) {
        Vec3 n = normal.normalized();
        double[] v = bone.vertices();
        int[] t = bone.triangles();
        double[] height = new double[bone.vertexCount()];
        for (int i = 0; i < height.length; i++) {
            height[i] = (v[3 * i] - point.x()) * n.x() + (v[3 * i + 1] - point.y()) * n.y() + (v[3 * i + 2] - point.z()) * n.z();
        }
        double offset = clearOffset(height);
        EdgeTable e = new EdgeTable(t);
        for (int h = 0; h < t.length; h++) {
            if (e.edgeOf[h] < 0 || e.up[e.edgeOf[h]] != 1 || e.down[e.edgeOf[h]] != 1) {
                throw new IllegalArgumentException("the surface of " + t.length / 3 + " triangles bounds no body: "
                        + String.join(", ", MeshChecks.check(bone).problems()));
            }
        }
        int old = bone.vertexCount();
        double[] w = Arrays.copyOf(v, 3 * (old + e.count));
        int[] crossing = new int[e.count];
        int count = old;
        for (int i = 0; i < e.count; i++) {
            int a = e.ends[2 * i];
            int b = e.ends[2 * i + 1];
            double ha = height[a] - offset;
            double hb = height[b] - offset;
            if (ha > 0 != hb > 0) {
                double s = ha / (ha - hb);
                for (int d = 0; d < 3; d++) {
                    w[3 * count + d] = v[3 * a + d] + s * (v[3 * b + d] - v[3 * a + d]);
                }
                crossing[i] = count++;
            }
        }
        int[] out = new int[2 * t.length];
        int k = 0;
        int[] capNext = new int[count];
        Arrays.fill(capNext, -1);
        int[] corner = new int[4];
        for (int q = 0; q < t.length; q += 3) {
            int c = 0;
            int leaving = -1;
            int entering = -1;
            for (int h = q; h < q + 3; h++) {
                boolean kept = !(height[t[h]] - offset > 0);
                boolean nextKept = !(height[t[EdgeTable.next(h)]] - offset > 0);
                if (kept) {
                    corner[c++] = t[h];
                }
                if (kept != nextKept) {
                    int x = crossing[e.edgeOf[h]];
                    corner[c++] = x;
                    if (kept) {
                        leaving = x;
                    } else {
                        entering = x;
                    }
                }
            }
            for (int i = 1; i + 1 < c; i++) {
                out[k++] = corner[0];
                out[k++] = corner[i];
                out[k++] = corner[i + 1];
            }
            if (leaving >= 0) {
                // the cap runs against the piece of the triangle
                capNext[entering] = leaving;
            }
        }
        int firstCap = k / 3;
        List<int[]> loops = new ArrayList<>();
        for (int i = old; i < count; i++) {
            if (capNext[i] < 0) {
                continue;
            }
            int[] loop = new int[16];
            int m = 0;
            int j = i;
            while (capNext[j] >= 0) {
                if (m == loop.length) {
                    loop = Arrays.copyOf(loop, 2 * m);
                }
                loop[m++] = j;
                int next = capNext[j];
                capNext[j] = -1;
                j = next;
            }
            loops.add(Arrays.copyOf(loop, m));
        }
        w = Arrays.copyOf(w, 3 * count);
        int[] cap = loops.isEmpty() ? new int[0]
                : PolygonTriangulation.triangulate(loops, PolygonTriangulation.project(w, count, n.x(), n.y(), n.z()), null);
        int[] all = Arrays.copyOf(out, k + cap.length);
        System.arraycopy(cap, 0, all, k, cap.length);
        double area = MassProperties.area(new TriangleMesh(w, cap));
        return new PlaneCut(MeshRepair.withoutUnusedVertices(new TriangleMesh(w, all)), firstCap, area);
    }

    /** The first offset at or after the plane that keeps clear of all vertices. */
    private static double clearOffset(double[] height) {
        double[] near = Arrays.stream(height).filter(h -> h > -2 * CLEARANCE && h < (MOST_STEPS + 1) * STEP).sorted().toArray();
        for (int i = 0; i < MOST_STEPS; i++) {
            double offset = i * STEP;
            int at = Arrays.binarySearch(near, offset - CLEARANCE);
            at = at < 0 ? -at - 1 : at;
            if (at == near.length || near[at] > offset + CLEARANCE) {
                return offset;
            }
        }
        return 0;
    }

    /**
     * The bone without the room that an implant (or a reamer, a rasp) takes.
     *
     * @param envelope closed, oriented, in the bone's frame
     * @throws IllegalArgumentException if a surface is not closed and oriented
     */
    public static TriangleMesh byEnvelope(TriangleMesh bone, TriangleMesh envelope) {
        return MeshBoolean.apply(MeshBoolean.Operation.DIFFERENCE, bone, envelope);
    }

    /** The bone that an envelope takes away: what is common to both, closed. */
    public static TriangleMesh removedByEnvelope(TriangleMesh bone, TriangleMesh envelope) {
        return MeshBoolean.apply(MeshBoolean.Operation.INTERSECTION, bone, envelope);
    }

    /** Two bodies as one, closed. */
    public static TriangleMesh union(TriangleMesh a, TriangleMesh b) {
        return MeshBoolean.apply(MeshBoolean.Operation.UNION, a, b);
    }
}

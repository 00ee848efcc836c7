/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The closed outlines in which a plane cuts a closed surface, in coordinates (z, x) of a frame whose y axis is the plane's normal, so that
 * an outline around material runs counter-clockwise and its area is positive.
 *
 * @param loops each as z0 x0 z1 x1 ..., m
 */
public record MeshSection(List<double[]> loops) {

    /** Cuts by the plane y = {@code level} of a frame (pose in the mesh's frame). Outlines come in the order of the mesh's triangles. */
    public static MeshSection of(TriangleMesh mesh, RigidTransform frame, double level) {
        double[] v = mesh.vertices();
        double yx = frame.r(0, 1);
        double yy = frame.r(1, 1);
        double yz = frame.r(2, 1);
        double offset = yx * frame.translation().x() + yy * frame.translation().y() + yz * frame.translation().z() + level;
        double[] h = new double[v.length / 3];
        for (int i = 0; i < h.length; i++) {
            // a vertex in the plane counts as above it
            h[i] = v[3 * i] * yx + v[3 * i + 1] * yy + v[3 * i + 2] * yz - offset;
        }
        int[] t = mesh.triangles();
        Map<Long, Long> next = new HashMap<>();
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < t.length; i += 3) {
            int above = (h[t[i]] >= 0 ? 1 : 0) + (h[t[i + 1]] >= 0 ? 2 : 0) + (h[t[i + 2]] >= 0 ? 4 : 0);
            if (above == 0 || above == 7) {
                continue;
            }
            long in = 0;
            long out = 0;
            for (int k = 0; k < 3; k++) {
                int a = t[i + k];
                int b = t[i + (k + 1) % 3];
                if (h[a] >= 0 && h[b] < 0) {
                    out = key(a, b);
                } else if (h[a] < 0 && h[b] >= 0) {
                    in = key(a, b);
                }
            }
            // along the outline with the outside on the right, seen against the normal
            if (next.put(out, in) == null) {
                order.add(out);
            }
        }
        RigidTransform inverse = frame.inverse();
        List<double[]> loops = new ArrayList<>();
        for (long start : order) {
            if (!next.containsKey(start)) {
                continue;
            }
            double[] loop = new double[64];
            int n = 0;
            Long at = start;
            while (at != null) {
                if (n == loop.length) {
                    loop = Arrays.copyOf(loop, 2 * n);
                }
                int a = (int) (at >>> 32);
                int b = (int) (at & 0xffffffffL);
                double s = h[a] / (h[a] - h[b]);
                double px = v[3 * a] + s * (v[3 * b] - v[3 * a]);
                double py = v[3 * a + 1] + s * (v[3 * b + 1] - v[3 * a + 1]);
                double pz = v[3 * a + 2] + s * (v[3 * b + 2] - v[3 * a + 2]);
                loop[n++] = inverse.r(2, 0) * px + inverse.r(2, 1) * py + inverse.r(2, 2) * pz + inverse.translation().z();
                loop[n++] = inverse.r(0, 0) * px + inverse.r(0, 1) * py + inverse.r(0, 2) * pz + inverse.translation().x();
                at = next.remove(at);
            }
            if (n >= 6) {
                loops.add(Arrays.copyOf(loop, n));
            }
        }
        return new MeshSection(loops);
    }

    private static long key(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    /** Signed area of an outline, m2. */
    public static double area(double[] loop) {
        double s = 0;
        for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
            s += loop[j] * loop[i + 1] - loop[i] * loop[j + 1];
        }
        return 0.5 * s;
    }

    /** Centroid (z, x) of the area in an outline, m. */
    public static double[] centroid(double[] loop) {
        double s = 0;
        double z = 0;
        double x = 0;
        for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
            double c = loop[j] * loop[i + 1] - loop[i] * loop[j + 1];
            s += c;
            z += c * (loop[j] + loop[i]);
            x += c * (loop[j + 1] + loop[i + 1]);
        }
        return new double[] {z / (3 * s), x / (3 * s)};
    }

    /**
     * Second moments of the area in an outline about its centroid, of z z, x x and z x, m4; the same whichever way it runs. The longer
     * principal axis is turned from z towards x by half the angle of (2 zx, zz - xx).
     */
    public static double[] secondMoments(double[] loop) {
        double[] c = centroid(loop);
        double zz = 0;
        double xx = 0;
        double zx = 0;
        // by triangles from the centroid
        for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
            double z1 = loop[j] - c[0];
            double x1 = loop[j + 1] - c[1];
            double z2 = loop[i] - c[0];
            double x2 = loop[i + 1] - c[1];
            double a = (z1 * x2 - z2 * x1) / 12;
            zz += a * (z1 * z1 + z1 * z2 + z2 * z2);
            xx += a * (x1 * x1 + x1 * x2 + x2 * x2);
            zx += a * (z1 * x1 + z2 * x2 + 0.5 * (z1 * x2 + z2 * x1));
        }
        double sign = Math.signum(area(loop));
        return new double[] {sign * zz, sign * xx, sign * zx};
    }

    /** Whether (z, x) is inside an outline. */
    public static boolean contains(double[] loop, double z, double x) {
        boolean in = false;
        for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
            if (loop[i + 1] > x != loop[j + 1] > x && z < (loop[j] - loop[i]) * (x - loop[i + 1]) / (loop[j + 1] - loop[i + 1]) + loop[i]) {
                in = !in;
            }
        }
        return in;
    }

    /** The distance from (z, x) to an outline, m; negative inside. */
    public static double distance(double[] loop, double z, double x) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0, j = loop.length - 2; i < loop.length; j = i, i += 2) {
            double ez = loop[i] - loop[j];
            double ex = loop[i + 1] - loop[j + 1];
            double qz = z - loop[j];
            double qx = x - loop[j + 1];
            double e = ez * ez + ex * ex;
            double s = e > 0 ? Math.max(0, Math.min(1, (qz * ez + qx * ex) / e)) : 0;
            double dz = qz - s * ez;
            double dx = qx - s * ex;
            best = Math.min(best, dz * dz + dx * dx);
        }
        return contains(loop, z, x) ? -Math.sqrt(best) : Math.sqrt(best);
    }

    /** The outline around (z, x) with the smallest area, or null. */
    public double[] around(double z, double x) {
        double[] best = null;
        for (double[] loop : loops) {
            if (contains(loop, z, x) && (best == null || Math.abs(area(loop)) < Math.abs(area(best)))) {
                best = loop;
            }
        }
        return best;
    }

    /** The outline with the largest area, or null. */
    public double[] largest() {
        double[] best = null;
        for (double[] loop : loops) {
            if (best == null || Math.abs(area(loop)) > Math.abs(area(best))) {
                best = loop;
            }
        }
        return best;
    }
}

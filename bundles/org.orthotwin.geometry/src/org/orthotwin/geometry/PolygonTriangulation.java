/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * Cuts flat polygons into triangles by clipping ears; holes are joined to the polygon around them by bridges first. Whatever the shape,
 * a loop of n corners gives exactly n - 2 triangles that use every given edge once, in its direction, so that a closed surface stays closed
 * even where rounding has made a loop cross itself; on a simple polygon the triangles do not overlap. Quadratic in the number of corners
 * (cubic for unfavourable shapes).
 */
public final class PolygonTriangulation {

    private PolygonTriangulation() {
    }

    /**
     * Cuts one polygon in space.
     *
     * @param points x0 y0 z0 x1 ..., any length unit; seen along its mean normal the polygon runs counter-clockwise
     * @param n number of corners, at least 3
     * @return 3 (n - 2) indices into the corners
     */
    public static int[] triangulate(double[] points, int n) {
        return triangulate(points, n, null);
    }

    /** As {@link #triangulate(double[], int)}, avoiding new edges between pairs of corners for which the function is not zero. */
    static int[] triangulate(double[] points, int n, IntBinaryOperator forbidden) {
        double nx = 0;
        double ny = 0;
        double nz = 0;
        for (int i = 0, j = n - 1; i < n; j = i++) {
            double xi = points[3 * i] - points[0];
            double yi = points[3 * i + 1] - points[1];
            double zi = points[3 * i + 2] - points[2];
            double xj = points[3 * j] - points[0];
            double yj = points[3 * j + 1] - points[1];
            double zj = points[3 * j + 2] - points[2];
            nx += yj * zi - zj * yi;
            ny += zj * xi - xj * zi;
            nz += xj * yi - yj * xi;
        }
        int[] loop = new int[n];
        Arrays.setAll(loop, i -> i);
        return triangulate(List.of(loop), project(points, n, nx, ny, nz), forbidden);
    }

    /** The points seen from the tip of the normal: 2-D coordinates in which counter-clockwise stays counter-clockwise. */
    static double[] project(double[] points, int n, double nx, double ny, double nz) {
        double ax = Math.abs(nx);
        double ay = Math.abs(ny);
        double az = Math.abs(nz);
        int u = 0;
        int v = 1;
        double s = nz;
        if (ax >= ay && ax >= az) {
            u = 1;
            v = 2;
            s = nx;
        } else if (ay >= az) {
            u = 2;
            v = 0;
            s = ny;
        }
        double[] q = new double[2 * n];
        for (int i = 0; i < n; i++) {
            q[2 * i] = points[3 * i + (s < 0 ? v : u)];
            q[2 * i + 1] = points[3 * i + (s < 0 ? u : v)];
        }
        return q;
    }

    /**
     * Cuts a set of loops: outer ones counter-clockwise, holes clockwise.
     *
     * @param loops corner indices of each loop
     * @param xy coordinates x0 y0 x1 ... of the points that the indices name
     * @param forbidden tells (non-zero) which pairs of corners should not be joined by a new edge if it can be avoided; may be null
     * @return triangles as index triples; n + 2 holes - 2 outer loops in number
     */
    static int[] triangulate(List<int[]> loops, double[] xy, IntBinaryOperator forbidden) {
        return new PolygonEars(xy, forbidden).cut(loops);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/** Builds the arrays of a {@link DiscTree}, top down. Single use. */
final class DiscTreeBuilder {

    /** A split more uneven than this goes to the median, which bounds the depth by log(n) / log(8/7). */
    private static final int MAX_UNEVEN = 8;
    /** Enlargement of radii and heights, relative to the largest coordinate: covers the rounding of every later test with room to spare. */
    private static final double SLACK = 1e-13;

    /** So that discs of no size at all still count as meeting each other; m. */
    private static final double LEAST_SLACK = 1e-100;

    final double[] nodes;
    final int[] children;
    final double[] corners;
    final int[] order;
    int depth;

    private final double[] v;
    private final int[] t;
    private final double slack;
    /** Centroids times three of the mesh's triangles. */
    private final double[] centroids;
    private final double[] key;
    /** The corners of the triangles at hand, each once, and how many there are. */
    private final int[] points;
    private int pointCount;
    /** For which node a vertex was last among the points. */
    private final int[] seen;
    private int fits;
    /** Where the points lie in the plane that is tried. */
    private final double[] planeU;
    private final double[] planeW;
    private final double[] covariance = new double[6];
    private final double[] axes = new double[9];
    private final double[] fit = new double[DiscTree.STRIDE];
    private final double[] best = new double[DiscTree.STRIDE];
    private int splitAxis;
    private final double[] frame = new double[9];
    private final double[] bestFrame = new double[9];

    DiscTreeBuilder(TriangleMesh mesh) {
        v = mesh.vertices();
        t = mesh.triangles();
        int n = mesh.triangleCount();
        order = new int[n];
        centroids = new double[3 * n];
        key = new double[n];
        int most = Math.min(3 * n, mesh.vertexCount());
        points = new int[most];
        seen = new int[mesh.vertexCount()];
        planeU = new double[most];
        planeW = new double[most];
        double largest = 0;
        for (int i = 0; i < n; i++) {
            order[i] = i;
            for (int k = 0; k < 3; k++) {
                for (int c = 0; c < 3; c++) {
                    double x = v[3 * t[3 * i + c] + k];
                    centroids[3 * i + k] += x;
                    largest = Math.max(largest, Math.abs(x));
                }
            }
        }
        slack = Math.max(SLACK * largest, LEAST_SLACK);
        int count = n == 0 ? 0 : 2 * n - 1;
        nodes = new double[DiscTree.STRIDE * count];
        children = new int[count];
        if (n > 0) {
            build(0, 1, 0, n, 0);
        }
        corners = new double[9 * n];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < 3; c++) {
                System.arraycopy(v, 3 * t[3 * order[i] + c], corners, 9 * i + 3 * c, 3);
            }
        }
    }

    /** Fills {@code node} for the triangles order[lo..hi); its descendants go to {@code free} and after. */
    private void build(int node, int free, int lo, int hi, int level) {
        depth = Math.max(depth, level);
        fitDisc(lo, hi);
        System.arraycopy(best, 0, nodes, DiscTree.STRIDE * node, DiscTree.STRIDE);
        if (hi - lo == 1) {
            children[node] = ~lo;
            return;
        }
        int mid = split(lo, hi);
        children[node] = free;
        build(free, free + 2, lo, mid, level + 1);
        build(free + 1, free + 2 * (mid - lo), mid, hi, level + 1);
    }

    private int split(int lo, int hi) {
        double ax = bestFrame[3 * splitAxis];
        double ay = bestFrame[3 * splitAxis + 1];
        double az = bestFrame[3 * splitAxis + 2];
        double sum = 0;
        for (int i = lo; i < hi; i++) {
            int c = 3 * order[i];
            key[i] = ax * centroids[c] + ay * centroids[c + 1] + az * centroids[c + 2];
            sum += key[i];
        }
        double pivot = sum / (hi - lo);
        int i = lo;
        int j = hi - 1;
        while (i <= j) {
            if (key[i] < pivot) {
                i++;
            } else {
                swap(i, j--);
            }
        }
        int smaller = Math.min(i - lo, hi - i);
        if (smaller == 0 || smaller < (hi - lo) / MAX_UNEVEN) {
            i = (lo + hi) >>> 1;
            select(lo, hi - 1, i);
        }
        return i;
    }

    /** Orders keys so that the one at {@code k} is in its sorted place. */
    private void select(int first, int last, int k) {
        int lo = first;
        int hi = last;
        while (lo < hi) {
            double pivot = key[(lo + hi) >>> 1];
            int i = lo;
            int j = hi;
            while (i <= j) {
                while (key[i] < pivot) {
                    i++;
                }
                while (key[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (k <= j) {
                hi = j;
            } else if (k >= i) {
                lo = i;
            } else {
                return;
            }
        }
    }

    private void swap(int i, int j) {
        int o = order[i];
        order[i] = order[j];
        order[j] = o;
        double x = key[i];
        key[i] = key[j];
        key[j] = x;
    }

    /** Sets {@link #best}, {@link #bestFrame} (rows: two axes in the plane, normal) and {@link #splitAxis}. */
    private void fitDisc(int lo, int hi) {
        double mx = 0;
        double my = 0;
        double mz = 0;
        double nx = 0;
        double ny = 0;
        double nz = 0;
        double area = 0;
        pointCount = 0;
        fits++;
        for (int i = lo; i < hi; i++) {
            int o = 3 * order[i];
            note(t[o]);
            note(t[o + 1]);
            note(t[o + 2]);
            int a = 3 * t[o];
            int b = 3 * t[o + 1];
            int c = 3 * t[o + 2];
            mx += v[a] + v[b] + v[c];
            my += v[a + 1] + v[b + 1] + v[c + 1];
            mz += v[a + 2] + v[b + 2] + v[c + 2];
            double ex = v[b] - v[a];
            double ey = v[b + 1] - v[a + 1];
            double ez = v[b + 2] - v[a + 2];
            double fx = v[c] - v[a];
            double fy = v[c + 1] - v[a + 1];
            double fz = v[c + 2] - v[a + 2];
            double px = ey * fz - ez * fy;
            double py = ez * fx - ex * fz;
            double pz = ex * fy - ey * fx;
            nx += px;
            ny += py;
            nz += pz;
            area += Math.sqrt(px * px + py * py + pz * pz);
        }
        if (hi - lo > 1 || !(area > 0)) {
            principalAxes(lo, hi, mx, my, mz);
        } else {
            longestEdgeFirst(order[lo]);
        }
        best[DiscTree.HEIGHT] = Double.POSITIVE_INFINITY;
        double norm = Math.sqrt(nx * nx + ny * ny + nz * nz);
        if (norm > 0.5 * area && norm > 0) {
            tryNormal(hi - lo, nx / norm, ny / norm, nz / norm);
        }
        if (hi - lo > 1 || !(best[DiscTree.HEIGHT] < Double.POSITIVE_INFINITY)) {
            tryNormal(hi - lo, axes[6], axes[7], axes[8]);
        }
    }

    private void note(int vertex) {
        if (seen[vertex] != fits) {
            seen[vertex] = fits;
            points[pointCount++] = vertex;
        }
    }

    /** Sets the first of {@link #axes} to the direction of the triangle's longest edge; its normal is known already. */
    private void longestEdgeFirst(int triangle) {
        double longest = -1;
        for (int k = 0; k < 3; k++) {
            int a = 3 * t[3 * triangle + k];
            int b = 3 * t[3 * triangle + (k + 1) % 3];
            double x = v[b] - v[a];
            double y = v[b + 1] - v[a + 1];
            double z = v[b + 2] - v[a + 2];
            double length = Math.sqrt(x * x + y * y + z * z);
            if (length > longest) {
                longest = length;
                axes[0] = x / length;
                axes[1] = y / length;
                axes[2] = z / length;
            }
        }
    }

    /** Sets {@link #axes} to the principal axes of the corners; their coordinates add up to the sums. */
    private void principalAxes(int lo, int hi, double sumX, double sumY, double sumZ) {
        int count = 3 * (hi - lo);
        double mx = sumX / count;
        double my = sumY / count;
        double mz = sumZ / count;
        double xx = 0;
        double xy = 0;
        double xz = 0;
        double yy = 0;
        double yz = 0;
        double zz = 0;
        for (int i = lo; i < hi; i++) {
            int o = 3 * order[i];
            for (int k = 0; k < 3; k++) {
                int a = 3 * t[o + k];
                double x = v[a] - mx;
                double y = v[a + 1] - my;
                double z = v[a + 2] - mz;
                xx += x * x;
                xy += x * y;
                xz += x * z;
                yy += y * y;
                yz += y * z;
                zz += z * z;
            }
        }
        covariance[0] = xx;
        covariance[1] = xy;
        covariance[2] = xz;
        covariance[3] = yy;
        covariance[4] = yz;
        covariance[5] = zz;
        SymmetricEigen.axes(covariance, axes);
    }

    /** Fits the disc with this unit normal and keeps it if it is thinner than the best so far. */
    private void tryNormal(int triangles, double nx, double ny, double nz) {
        // In the plane: the longest principal axis made orthogonal to the normal, or the middle one where those two are nearly parallel.
        double d0 = axes[0] * nx + axes[1] * ny + axes[2] * nz;
        int from = Math.abs(d0) < 0.9 ? 0 : 3;
        double d = from == 0 ? d0 : axes[3] * nx + axes[4] * ny + axes[5] * nz;
        double ux = axes[from] - d * nx;
        double uy = axes[from + 1] - d * ny;
        double uz = axes[from + 2] - d * nz;
        double s = 1 / Math.sqrt(ux * ux + uy * uy + uz * uz);
        ux *= s;
        uy *= s;
        uz *= s;
        double wx = ny * uz - nz * uy;
        double wy = nz * ux - nx * uz;
        double wz = nx * uy - ny * ux;
        double uMin = Double.POSITIVE_INFINITY;
        double uMax = Double.NEGATIVE_INFINITY;
        double wMin = Double.POSITIVE_INFINITY;
        double wMax = Double.NEGATIVE_INFINITY;
        double nMin = Double.POSITIVE_INFINITY;
        double nMax = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < pointCount; i++) {
            int a = 3 * points[i];
            double x = v[a];
            double y = v[a + 1];
            double z = v[a + 2];
            double pu = ux * x + uy * y + uz * z;
            double pw = wx * x + wy * y + wz * z;
            double pn = nx * x + ny * y + nz * z;
            planeU[i] = pu;
            planeW[i] = pw;
            uMin = Math.min(uMin, pu);
            uMax = Math.max(uMax, pu);
            wMin = Math.min(wMin, pw);
            wMax = Math.max(wMax, pw);
            nMin = Math.min(nMin, pn);
            nMax = Math.max(nMax, pn);
        }
        double h = 0.5 * (nMax - nMin);
        if (!(h < best[DiscTree.HEIGHT])) {
            return;
        }
        double cu = 0.5 * (uMin + uMax);
        double cw = 0.5 * (wMin + wMax);
        double cn = 0.5 * (nMin + nMax);
        double r2 = enclosingCircle(triangles, cu, cw);
        cu = circleU;
        cw = circleW;
        best[0] = cu * ux + cw * wx + cn * nx;
        best[1] = cu * uy + cw * wy + cn * ny;
        best[2] = cu * uz + cw * wz + cn * nz;
        best[DiscTree.RADIUS] = Math.sqrt(r2) * (1 + SLACK) + slack;
        best[DiscTree.NORMAL] = nx;
        best[DiscTree.NORMAL + 1] = ny;
        best[DiscTree.NORMAL + 2] = nz;
        best[DiscTree.HEIGHT] = h + slack;
        bestFrame[0] = ux;
        bestFrame[1] = uy;
        bestFrame[2] = uz;
        bestFrame[3] = wx;
        bestFrame[4] = wy;
        bestFrame[5] = wz;
        bestFrame[6] = nx;
        bestFrame[7] = ny;
        bestFrame[8] = nz;
        double du = uMax - uMin;
        double dw = wMax - wMin;
        splitAxis = du >= dw ? du >= 2 * h ? 0 : 2 : dw >= 2 * h ? 1 : 2;
    }

    private double circleU;
    private double circleW;

    /**
     * A small circle about the points in the plane u, w: steps of falling length towards the farthest point (Badoiu and Clarkson), from the
     * middle of the bounding rectangle. The result need not be the smallest; it does enclose.
     */
    private double enclosingCircle(int triangles, double cu, double cw) {
        int steps = triangles > 2000 ? 2 : triangles > 16 ? 8 : 20;
        double u = cu;
        double w = cw;
        double bestR2 = Double.POSITIVE_INFINITY;
        for (int step = 0;; step++) {
            double r2 = -1;
            double farU = 0;
            double farW = 0;
            for (int i = 0; i < pointCount; i++) {
                double du = planeU[i] - u;
                double dw = planeW[i] - w;
                double d2 = du * du + dw * dw;
                if (d2 > r2) {
                    r2 = d2;
                    farU = du;
                    farW = dw;
                }
            }
            if (r2 < bestR2) {
                bestR2 = r2;
                circleU = u;
                circleW = w;
            }
            if (step == steps) {
                return bestR2;
            }
            // The rectangle's middle is a good start already, so the steps are shorter than 1/2, 1/3 ...
            double f = 1.0 / (step + 6);
            u += f * farU;
            w += f * farW;
        }
    }
}

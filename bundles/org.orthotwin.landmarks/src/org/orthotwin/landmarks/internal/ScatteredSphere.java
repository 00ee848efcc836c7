/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * The sphere of a head or socket on a surface that scatters about it, as that of CT with coarse voxels or metal beside it does.
 *
 * <p>Model: least squares of the distances of the vertices from the sphere, each weighted with its area, with Tukey's biweight of its
 * distance ({@value #BAND} m) and with how well its normal points along the radius; weights and sphere alternate. A band with sharp edges
 * in which everything counts alike has a minimum about everywhere on such a surface; this one has two or three. Begun from votes for radii
 * from one to the next, the one whose weight, in parts of the sphere, over its scatter is largest is taken. On one CT of 3 mm voxels the
 * heads and sockets of both sides come out within 2 mm of where slices in three planes show the heads. Cost: nine votes and fits.
 *
 * @param center m
 * @param radius m
 * @param rms weighted, of the distances, m
 * @param score weighted area over that of the sphere
 */
public record ScatteredSphere(Vec3 center, double radius, double rms, double score) {

    private static final double BAND = 0.0025;
    private static final double FIRST_START = 0.016;
    private static final double LAST_START = 0.034;
    private static final double START_STEP = 0.002;
    private static final double MIN_RADIUS = 0.014;
    private static final double MAX_RADIUS = 0.036;
    /** Cosine of the angle between normal and radius from which on a vertex counts: less in a socket, whose floor is uneven. */
    private static final double HEAD = Math.cos(Math.toRadians(40));
    private static final double SOCKET = Math.cos(Math.toRadians(50));
    private static final int ROUNDS = 100;
    private static final double SETTLED = 1e-7;

    /**
     * @param sign 1 for a head, -1 for a socket
     * @param from least and
     * @param to largest radius to begin with, m
     * @return null if there is none
     */
    public static ScatteredSphere find(TriangleMesh mesh, int sign, double from, double to) {
        double[] v = mesh.vertices();
        double[] n = Normals.ofVertices(mesh).clone();
        for (int i = 0; i < n.length; i += 3) {
            double length = Math.sqrt(n[i] * n[i] + n[i + 1] * n[i + 1] + n[i + 2] * n[i + 2]);
            for (int k = 0; k < 3 && length > 0; k++) {
                n[i + k] /= length;
            }
        }
        double[] areas = SphereVote.vertexAreas(mesh);
        ScatteredSphere best = null;
        for (double r = Math.max(FIRST_START, from); r < Math.min(LAST_START, to); r += START_STEP) {
            SphereVote start = SphereVote.of(mesh, sign, r, Math.min(to, r + START_STEP));
            ScatteredSphere s = start == null ? null : fit(v, n, areas, start, sign);
            best = s != null && (best == null || s.score / s.rms > best.score / best.rms) ? s : best;
        }
        return best;
    }

    private static ScatteredSphere fit(double[] v, double[] n, double[] areas, SphereVote start, int sign) {
        Vec3 c = start.center();
        double r = start.radius();
        double least = sign > 0 ? HEAD : SOCKET;
        double weight = 0;
        double squares = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double[][] a = new double[4][4];
            double[] g = new double[4];
            weight = 0;
            squares = 0;
            for (int i = 0; i < v.length; i += 3) {
                double dx = v[i] - c.x();
                double dy = v[i + 1] - c.y();
                double dz = v[i + 2] - c.z();
                double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
                double e = d - r;
                double along = sign * (dx * n[i] + dy * n[i + 1] + dz * n[i + 2]) / d;
                if (Math.abs(e) < BAND && along > least) {
                    double t = 1 - e * e / (BAND * BAND);
                    double w = areas[i / 3] * t * t * (along - least) / (1 - least);
                    weight += w;
                    squares += w * e * e;
                    double[] j = {-dx / d, -dy / d, -dz / d, -1};
                    for (int k = 0; k < 4; k++) {
                        g[k] -= w * j[k] * e;
                        for (int l = 0; l < 4; l++) {
                            a[k][l] += w * j[k] * j[l];
                        }
                    }
                }
            }
            if (!(weight > 0)) {
                return null;
            }
            double[] step;
            try {
                step = new LUDecomposition(new Array2DRowRealMatrix(a, false)).getSolver().solve(new ArrayRealVector(g, false)).toArray();
            } catch (SingularMatrixException tooFew) {
                return null;
            }
            c = c.plus(new Vec3(step[0], step[1], step[2]));
            r += step[3];
            if (!(r >= MIN_RADIUS && r <= MAX_RADIUS)) {
                return null;
            }
            if (Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]) + Math.abs(step[3]) < SETTLED) {
                break;
            }
        }
        return new ScatteredSphere(c, r, Math.sqrt(squares / weight), weight / (4 * Math.PI * r * r));
    }
}

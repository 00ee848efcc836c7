/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Volume;

/** Finds the edge of a bone along the normal of a surface near it. */
public final class GreyEdge {

    private static final double LEAST_CONTRAST = 80;
    private static final int PER_VOXEL = 8;
    private static final double REACH = 2.5;
    /** How much less an edge farther off counts, voxels. */
    private static final double SPREAD = 1.3;
    /** Voxels larger than this reach no farther, m: beyond a joint space of 3 mm is another bone with an edge of its own. */
    private static final double COARSE = 0.0012;

    /** Nearer to the image's border there is no fall to look at, voxels. */
    private static final double CAP = 0.75;
    private static final double ALONG = 0.7;

    private final Ct ct;

    public GreyEdge(Volume image, Monitor monitor) {
        ct = Ct.of(image, monitor);
    }

    /** Unit normals at the vertices, the triangles' weighted by their areas; x0 y0 z0 x1 ... */
    public static double[] normals(TriangleMesh mesh) {
        double[] n = new double[mesh.vertices().length];
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            Vec3 a = mesh.vertex(t[i]);
            Vec3 c = mesh.vertex(t[i + 1]).minus(a).cross(mesh.vertex(t[i + 2]).minus(a));
            for (int k = 0; k < 3; k++) {
                n[3 * t[i + k]] += c.x();
                n[3 * t[i + k] + 1] += c.y();
                n[3 * t[i + k] + 2] += c.z();
            }
        }
        for (int i = 0; i < n.length; i += 3) {
            double norm = Math.sqrt(n[i] * n[i] + n[i + 1] * n[i + 1] + n[i + 2] * n[i + 2]);
            for (int k = 0; k < 3 && norm > 0; k++) {
                n[i + k] /= norm;
            }
        }
        return n;
    }

    /** Whether a point with its normal is of the end that the image makes: within {@value #CAP} voxels of its border, facing out of it. */
    public boolean isCap(double[] v, double[] n, int at) {
        double[] p = ct.geometry.index(Vec3.of(v, at)).toArray();
        double[] d = ct.alongAxes(Vec3.of(n, at)).toArray();
        int[] most = {ct.grid.nx() - 1, ct.grid.ny() - 1, ct.grid.nz() - 1};
        for (int a = 0; a < 3; a++) {
            if (p[a] < CAP && d[a] < -ALONG || p[a] > most[a] - CAP && d[a] > ALONG) {
                return true;
            }
        }
        return false;
    }

    /**
     * The edge nearest to a point along a direction, at most {@value #REACH} voxels and 3 mm from it.
     *
     * @param v points, LPS, m
     * @param n unit vectors out of the bone, LPS
     * @param at index of the first coordinate in both
     * @return the way to the edge, m, and the weight that it deserves, from 0 (there is none) to 1
     */
    public double[] find(double[] v, double[] n, int at) {
        Vec3 p = ct.geometry.index(Vec3.of(v, at));
        Vec3 d = ct.alongAxes(Vec3.of(n, at));
        Vec3 u = new Vec3(d.x() / ct.grid.si(), d.y() / ct.grid.sj(), d.z() / ct.grid.sk());
        // one voxel's length along this direction
        double voxel = 1 / u.norm();
        double step = voxel / PER_VOXEL;
        double coarse = Math.min(1, COARSE / voxel);
        int reach = (int) (REACH * PER_VOXEL * coarse);
        double edge = Math.min(Math.min(p.x(), ct.grid.nx() - 1 - p.x()), Math.min(p.y(), ct.grid.ny() - 1 - p.y()));
        edge = Math.min(edge, Math.min(p.z(), ct.grid.nz() - 1 - p.z()));
        if (edge < CAP) {
            return new double[] {0, 0};
        }
        double[] f = new double[2 * reach + 1];
        for (int s = -reach; s <= reach; s++) {
            double t = s * step;
            f[s + reach] = ct.atIndex(p.x() + t * u.x(), p.y() + t * u.y(), p.z() + t * u.z());
        }
        int half = PER_VOXEL / 2;
        int best = -1;
        double most = 0;
        for (int s = half; s < f.length - half; s++) {
            double fall = f[s - half] - f[s + half];
            double off = (s - reach) / (double) PER_VOXEL / (SPREAD * coarse);
            double score = fall * Math.exp(-off * off);
            if (score > most) {
                most = score;
                best = s;
            }
        }
        if (best < 0) {
            return new double[] {0, 0};
        }
        double high = f[best];
        for (int s = best - 1; s >= 0 && f[s] > high - Math.max(15, 0.1 * (high - f[best])); s--) {
            high = Math.max(high, f[s]);
        }
        double low = f[best];
        for (int s = best + 1; s < f.length && f[s] < low + Math.max(15, 0.1 * (f[best] - low)); s++) {
            low = Math.min(low, f[s]);
        }
        double contrast = high - low;
        if (contrast < LEAST_CONTRAST) {
            return new double[] {0, 0};
        }
        double level = 0.5 * (high + low);
        int s = best;
        while (s > 0 && f[s] < level) {
            s--;
        }
        while (s < f.length - 1 && f[s + 1] >= level) {
            s++;
        }
        if (s >= f.length - 1 || f[s] == f[s + 1]) {
            return new double[] {0, 0};
        }
        double way = (s - reach + (f[s] - level) / (f[s] - f[s + 1])) * step;
        return new double[] {way, Math.min(1, (contrast - LEAST_CONTRAST) / 200 + 0.05)};
    }
}

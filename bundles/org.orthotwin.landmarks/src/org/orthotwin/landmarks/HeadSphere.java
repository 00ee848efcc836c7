/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.Arrays;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.landmarks.internal.ScatteredSphere;
import org.orthotwin.landmarks.internal.SphereVote;

/**
 * The sphere of a femoral head or of an acetabulum on a bone's surface.
 *
 * <p>Model: the vertices whose normals point along the radius (out of a head, into an acetabulum) and that lie near the sphere are fitted
 * by least squares of their distances; the two steps alternate while the band narrows from 4 mm to 1.2 mm, which leaves out neck, rim,
 * fovea and fossa. Without a rough centre it is voted for: every vertex names the centres at 16 to 34 mm along its normal, and the radius
 * and place whose voters cover the largest part of their sphere win.
 *
 * <p>A surface that scatters more than clinical CT of fine voxels does has such a minimum about everywhere: there it is {@link
 * ScatteredSphere} that is taken, and its uncertainty is {@link #centerBias}.
 *
 * <p>Range: radius 14 to 36 mm; meshes with an edge length below about 4 mm. Cost: some passes over the vertices, the vote about 20 more.
 * The standard uncertainty of the centre is that of the fit with the residuals taken as independent only beyond {@link #CORRELATION}, since
 * the errors of a segmented surface are smooth.
 *
 * @param center in the surface's frame, m
 * @param radius m
 * @param rms of the distances of the points used, m
 * @param centerUncertainty largest standard uncertainty of the centre along an axis, m
 * @param radiusUncertainty standard uncertainty of the radius, m
 * @param coverage part of the whole sphere's surface that was used, 0 to 1
 */
public record HeadSphere(Vec3 center, double radius, double rms, double centerUncertainty, double radiusUncertainty, double coverage) {

    /** Distance over which errors of a segmented surface go together: about three voxels of clinical CT. */
    public static final double CORRELATION = 0.005;

    private static final double MIN_RADIUS = 0.014;
    private static final double MAX_RADIUS = 0.036;
    /** Largest angle between normal and radius on a head, where it keeps the neck out. */
    private static final double ALIGNED_HEAD = Math.cos(Math.toRadians(30));
    /** The same in a socket, whose floor is uneven. */
    private static final double ALIGNED_SOCKET = Math.cos(Math.toRadians(45));
    private static final double[] BANDS = {0.004, 0.0025, 0.0018, 0.0012, 0.0012, 0.0012, 0.0012, 0.0012};
    /**
     * Scatter about a sphere, m, from which on it is looked for from several starts: points that are spread evenly over the band in which
     * they are looked for have 0.69 mm, a surface of clinical CT 0.1 to 0.3 mm.
     */
    private static final double SCATTER = 0.0005;
    /** Radii that are voted for. */
    private static final double SMALLEST_START = 0.016;
    private static final double LARGEST_START = 0.034;
    /** Smallest part of a sphere that fixes its centre well. */
    private static final double MIN_COVERAGE = 0.12;

    /**
     * The head near a rough centre.
     *
     * @param roughCenter within about 10 mm of the centre, in the surface's frame, m
     * @throws IllegalArgumentException if there is no sphere of a hip's size around that point
     */
    public static HeadSphere head(TriangleMesh femur, Vec3 roughCenter) {
        return fit(femur, roughCenter, Double.NaN, 1, "femoral head");
    }

    /** The acetabulum near a rough centre; as {@link #head(TriangleMesh, Vec3)}. */
    public static HeadSphere acetabulum(TriangleMesh pelvis, Vec3 roughCenter) {
        return fit(pelvis, roughCenter, Double.NaN, -1, "acetabulum");
    }

    /** The head, searched on the whole surface. @throws IllegalArgumentException if there is none */
    public static HeadSphere findHead(TriangleMesh femur) {
        return find(femur, 1, SMALLEST_START, LARGEST_START, "femoral head");
    }

    /** The acetabulum, searched on the whole surface. @throws IllegalArgumentException if there is none */
    public static HeadSphere findAcetabulum(TriangleMesh pelvis) {
        return find(pelvis, -1, SMALLEST_START, LARGEST_START, "acetabulum");
    }

    /** Whether the surface scatters so much about its sphere that where the fit ends depends on where it began. */
    public boolean isScattered() {
        return rms > SCATTER;
    }

    /**
     * How far the centre of a scattered surface may be off in each coordinate, standard deviation in m: as if all residuals went together
     * over the part of the sphere that is seen, which draws the centre the more the less is seen; nothing where all of it is.
     */
    public double centerBias() {
        return bias(rms, coverage);
    }

    /**
     * The acetabulum, searched on the whole surface among those of about a size, which the other side of the body has told.
     *
     * @param smallest radius to begin with, m
     * @param largest radius to begin with, m
     * @throws IllegalArgumentException if there is none
     */
    public static HeadSphere findAcetabulum(TriangleMesh pelvis, double smallest, double largest) {
        return find(pelvis, -1, smallest, largest, "acetabulum");
    }

    /** What the vote finds; on a surface that scatters about it, what {@link ScatteredSphere} finds instead. */
    private static HeadSphere find(TriangleMesh mesh, int sign, double from, double to, String what) {
        SphereVote v = SphereVote.of(mesh, sign, from, to);
        if (v == null) {
            throw new IllegalArgumentException("no " + what + " of " + Numbers.fixed(from * 1000.0, 1) + " to "
                    + Numbers.fixed(to * 1000.0, 1) + " mm radius");
        }
        HeadSphere first = null;
        IllegalArgumentException none = null;
        try {
            first = fit(mesh, v.center(), v.radius(), sign, what);
        } catch (IllegalArgumentException e) {
            none = e;
        }
        if (first != null && !first.isScattered()) {
            return first;
        }
        ScatteredSphere s = ScatteredSphere.find(mesh, sign, from, to);
        double coverage = s == null ? 0 : area(mesh, Normals.ofVertices(mesh), s.center(), s.radius(), sign, BANDS[BANDS.length - 1])
                / (4 * Math.PI * s.radius() * s.radius());
        if (coverage < MIN_COVERAGE) {
            if (first == null) {
                throw none;
            }
            return first;
        }
        double bias = bias(s.rms(), coverage);
        return new HeadSphere(s.center(), s.radius(), s.rms(), bias, bias, coverage);
    }

    private static double bias(double rms, double coverage) {
        return rms * Math.sqrt(Math.max(0, 1 / coverage - 1));
    }

    private static HeadSphere fit(TriangleMesh mesh, Vec3 rough, double roughRadius, int sign, String what) {
        double[] v = mesh.vertices();
        double[] n = Normals.ofVertices(mesh);
        Vec3 c = rough;
        double r = Double.isNaN(roughRadius) ? likelyRadius(v, n, c, sign, what) : roughRadius;
        SphereFit fit = null;
        double[] points = new double[0];
        for (double band : BANDS) {
            points = near(v, n, c, r, sign, band);
            if (points.length < 3 * 20) {
                throw new IllegalArgumentException("no " + what + " around " + mm(rough) + ": only " + points.length / 3
                        + " points of the surface are within " + Numbers.fixed(band * 1000.0, 1) + " mm of a sphere of radius "
                        + Numbers.fixed(r * 1000.0, 1) + " mm, at least 20 are needed");
            }
            fit = SphereFit.of(points);
            c = fit.center();
            r = fit.radius();
            if (!(r >= MIN_RADIUS && r <= MAX_RADIUS)) {
                throw new IllegalArgumentException("no " + what + " around " + mm(rough) + ": the sphere there has a radius of "
                        + Numbers.fixed(r * 1000.0, 1) + " mm, outside " + Numbers.fixed(MIN_RADIUS * 1000.0, 0) + " to "
                        + Numbers.fixed(MAX_RADIUS * 1000.0, 0) + " mm");
            }
        }
        double area = area(mesh, n, c, r, sign, BANDS[BANDS.length - 1]);
        double coverage = area / (4 * Math.PI * r * r);
        if (coverage < MIN_COVERAGE) {
            throw new IllegalArgumentException("no " + what + " around " + mm(rough) + ": the surface covers "
                    + Numbers.fixed(100 * coverage, 1) + " % of a sphere there, at least " + Numbers.fixed(100 * MIN_COVERAGE, 0)
                    + " % are needed");
        }
        double inflate = Math.sqrt(Math.max(1, points.length / 3.0 / Math.max(5, area / (CORRELATION * CORRELATION))));
        return new HeadSphere(c, r, fit.rms(), fit.centerStandardError() * inflate, Math.sqrt(Math.max(0, fit.covariance()[15])) * inflate,
                coverage);
    }

    /** The median distance of the vertices whose normals point along the radius. */
    private static double likelyRadius(double[] v, double[] n, Vec3 c, int sign, String what) {
        double[] distances = new double[v.length / 3];
        int count = 0;
        for (int i = 0; i < v.length; i += 3) {
            double dx = v[i] - c.x();
            double dy = v[i + 1] - c.y();
            double dz = v[i + 2] - c.z();
            double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
            if (d >= 0.7 * MIN_RADIUS && d <= 1.3 * MAX_RADIUS && sign * (dx * n[i] + dy * n[i + 1] + dz * n[i + 2]) > 0.8 * d) {
                distances[count++] = d;
            }
        }
        if (count < 20) {
            throw new IllegalArgumentException("no " + what + " around " + mm(c) + ": only " + count
                    + " points of the surface within " + Numbers.fixed(1300 * MAX_RADIUS, 0)
                    + " mm face along the radius, at least 20 are needed");
        }
        double[] d = Arrays.copyOf(distances, count);
        Arrays.sort(d);
        return d[count / 2];
    }

    private static double[] near(double[] v, double[] n, Vec3 c, double r, int sign, double band) {
        double[] points = new double[v.length];
        int k = 0;
        for (int i = 0; i < v.length; i += 3) {
            if (isNear(v, n, i, c, r, sign, band)) {
                points[k++] = v[i];
                points[k++] = v[i + 1];
                points[k++] = v[i + 2];
            }
        }
        return Arrays.copyOf(points, k);
    }

    private static boolean isNear(double[] v, double[] n, int i, Vec3 c, double r, int sign, double band) {
        double dx = v[i] - c.x();
        double dy = v[i + 1] - c.y();
        double dz = v[i + 2] - c.z();
        double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
        return Math.abs(d - r) <= band && sign * (dx * n[i] + dy * n[i + 1] + dz * n[i + 2]) > (sign > 0 ? ALIGNED_HEAD
                : ALIGNED_SOCKET) * d;
    }

    private static double area(TriangleMesh mesh, double[] n, Vec3 c, double r, int sign, double band) {
        int[] t = mesh.triangles();
        double sum = 0;
        for (int i = 0; i < t.length; i += 3) {
            int used = 0;
            for (int k = 0; k < 3; k++) {
                used += isNear(mesh.vertices(), n, 3 * t[i + k], c, r, sign, band) ? 1 : 0;
            }
            if (used > 0) {
                Vec3 a = mesh.vertex(t[i]);
                sum += used / 3.0 * 0.5 * mesh.vertex(t[i + 1]).minus(a).cross(mesh.vertex(t[i + 2]).minus(a)).norm();
            }
        }
        return sum;
    }

    private static String mm(Vec3 p) {
        return "(" + Numbers.fixed(p.x() * 1000.0, 1) + ", " + Numbers.fixed(p.y() * 1000.0, 1) + ", " + Numbers.fixed(p.z() * 1000.0, 1)
                + ") mm";
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Where the parts of a scapula are: a right scapula as {@value #COUNT} points spread evenly over the surface of the synthetic one, laid
 * onto a surface by a similarity.
 *
 * <p>Model: iterated closest points in both directions, the farthest sixth of the pairs left out, from all 24 ways to lay the axes of the
 * template along the principal axes of the surface; the fit with the smallest root mean square distance is taken. The same with the
 * template mirrored tells the side: {@link #handedness()} compares both distances. Cost: some ten million distances.
 *
 * @param pose of the template's axes (those of isb.scapula) in the surface's frame
 * @param scale of the template
 * @param rms distance of the points that were paired, m
 * @param handedness 1 surely a right scapula, -1 surely a left one
 */
record ScapulaTemplate(RigidTransform pose, double scale, double rms, double handedness) {

    /** Parts of the bone. */
    enum Part {
        ACROMION, CORACOID, GLENOID, SPINE, BLADE
    }

    /** Points of the template. */
    static final int COUNT = 220;

    /** Points of the surface that are paired with it. */
    private static final int SAMPLES = 420;
    private static final int COARSE_ROUNDS = 10;
    private static final int FINE_ROUNDS = 40;
    /** Fits that are looked at closely. */
    private static final int CLOSE = 4;
    /** Share of the pairs that counts: what is missing or grown on is left out. */
    private static final double KEPT = 5.0 / 6;
    /** Relative difference of the distances of both sides at which the side is sure. */
    private static final double SURE = 0.25;
    private static final double SMALLEST = 0.6;
    private static final double LARGEST = 1.5;

    /** Landmarks of the template, mm. */
    private static final Map<String, double[]> MARKS = new LinkedHashMap<>();
    /** x y z of its points, mm. */
    private static final String POINTS = """
            0 0 0 -1 -123 -154 6 13 -136 24 -65 -74 73 -1 -46 -6 -1 -69 -4 -54 -153 28 -25 -40 3 -90 -113 5 -31 -108 48 6 -4
            21 27 -94 32 7 -61 28 -27 -77 7 3 -35 -3 -19 -148 2 -88 -148 -3 2 -104 6 -60 -124 18 -1 -85 10 36 -119 8 -113 -130
            9 -68 -98 32 -45 -58 25 -1 8 7 -11 -125 13 -44 -87 13 -10 -57 0 -38 -132 50 4 -44 38 -15 -59 18 2 -14 48 -35 -46
            11 -20 -90 11 16 -112 20 -85 -101 -6 0 -20 0 -78 -130 21 -29 -58 -4 -4 -49 44 -14 -41 6 -50 -106 -4 -8 -87
            -5 -3 -138 24 16 -78 -4 -106 -144 28 -5 -47 -5 -72 -155 13 -7 -103 19 -45 -70 26 -8 -70 -1 -36 -152 27 -43 -41
            7 -95 -131 25 -71 -90 8 -11 -74 10 13 -94 3 -63 -141 9 -75 -115 35 7 -14 10 36 -102 -4 1 -122 61 3 -56 77 -16 -46
            35 -31 -64 0 -22 -133 11 -103 -118 9 2 -67 45 -1 -59 3 22 -123 13 -59 -86 7 -45 -120 8 -5 -22 13 6 0 31 -53 -71
            9 2 -117 9 -18 -112 3 -48 -141 4 -122 -140 15 -31 -81 5 7 -14 5 3 -82 18 -19 -68 14 -32 -97 10 2 -49 34 7 1
            19 -14 -81 -5 -3 -34 7 -29 -122 22 -18 -50 0 -100 -156 32 -13 -36 17 -92 -113 1 -9 -62 7 -82 -103 7 0 -132 8 -5 -9
            60 -3 -44 22 -1 -59 -3 -77 -143 22 -52 -80 37 4 -48 4 -10 -143 14 -56 -98 40 -44 -44 1 -9 -99 44 -26 -54 22 4 -74
            14 21 -84 21 -34 -46 11 -62 -110 47 5 -17 5 -113 -149 13 -79 -92 0 -50 -129 1 -6 -113 1 -104 -125 9 24 -101
            3 -30 -142 5 -7 -42 12 5 -105 27 0 -6 26 -36 -70 7 -85 -123 8 -105 -138 50 10 -54 5 2 -96 1 2 -57 19 37 -111
            3 11 -122 -2 -89 -137 14 10 -81 32 -18 -71 37 -32 -44 7 -22 -101 41 -37 -54 19 -74 -101 21 -41 -60 7 -10 -86
            8 -42 -99 61 8 -46 15 -71 -85 46 -5 -49 -4 -111 -154 33 -5 -61 -5 -117 -145 7 28 -111 0 -67 -131 2 -64 -153
            5 1 -142 -2 -113 -135 19 -56 -71 26 -62 -85 -7 0 -94 14 -1 8 2 -20 -120 -3 -9 -76 16 -9 -92 -3 -83 -156 20 -40 -81
            0 -12 -134 2 -70 -121 10 -40 -110 13 25 -121 46 -24 -44 -6 0 -81 39 1 -7 -2 -3 -11 3 4 -24 3 -55 -116 69 -10 -44
            -5 -45 -147 17 -3 -3 11 18 -128 24 -51 -62 13 -93 -123 1 3 -43 -5 -96 -147 15 4 -95 67 -4 -53 37 -6 -43 18 29 -104
            -2 -99 -135 16 -81 -109 1 -93 -123 -2 6 -136 11 -91 -105 23 9 -65 23 7 1 18 -30 -70 17 -65 -94 26 -42 -51 5 -6 -32
            23 18 -88 12 -104 -128 43 -16 -50 28 3 -52 21 -14 -61 6 -8 -52 13 0 -58 2 3 -73 3 -72 -138 19 -23 -83 12 1 -28
            77 -8 -51 42 2 2 38 -21 -42 41 7 -56 -5 -28 -147 4 -56 -136 3 -36 -117 25 -17 -41 14 -11 -67 4 -19 -141 13 -2 -41
            12 1 -77 8 -114 -139 -3 -56 -145 8 15 -103 12 26 -92
            """;
    private static final double[] TEMPLATE = Arrays.stream(POINTS.strip().split("\\s+")).mapToDouble(s -> Integer.parseInt(s) / 1000.0)
            .toArray();

    static {
        MARKS.put("AA", new double[] {0, 0, 0});
        MARKS.put("ACL", new double[] {30.2, 0.5, 7.5});
        MARKS.put("ACR_T", new double[] {51.3, 4.9, -11.5});
        MARKS.put("TS", new double[] {0, 0, -144.1});
        MARKS.put("AI", new double[] {0, -123.8, -152.8});
        MARKS.put("SA", new double[] {13.9, 41.6, -112.7});
        MARKS.put("PC", new double[] {80.8, -13.7, -45.9});
        MARKS.put("GC", new double[] {34.9, -26.7, -42.8});
        MARKS.put("GLEN_N", new double[] {43.8, -31.9, -14.6});
        MARKS.put("GLEN_S", new double[] {36.4, -9.6, -37.1});
    }

    /**
     * Lays the template onto a surface.
     *
     * @throws IllegalArgumentException if it fits nowhere
     */
    static ScapulaTemplate fit(BoneShape shape, Monitor monitor) {
        double[] bone = samples(shape.fine());
        RigidTransform principal = BoneShape.principalFrame(shape.mesh());
        double size = spread(bone) / spread(TEMPLATE);
        ScapulaTemplate right = best(bone, principal, size, false, monitor);
        ScapulaTemplate left = best(bone, principal, size, true, monitor);
        if (right == null) {
            throw new IllegalArgumentException("no scapula: its shape can be laid onto the surface in no way");
        }
        double hand = left == null ? 1 : Math.max(-1, Math.min(1, 2 * (left.rms - right.rms) / (left.rms + right.rms) / SURE));
        return new ScapulaTemplate(right.pose, right.scale, right.rms, hand);
    }

    /** A landmark of the template on the surface, m. */
    Vec3 mark(String code) {
        double[] p = MARKS.get(code);
        return pose.apply(new Vec3(p[0], p[1], p[2]).times(scale / 1000.0));
    }

    /** A direction of the template from one landmark to another. */
    Vec3 direction(String from, String to) {
        return mark(to).minus(mark(from)).normalized();
    }

    /** The part of the bone that a place of the surface belongs to: that of the nearest point of the template. */
    Part part(Vec3 p) {
        Vec3 q = pose.inverse().apply(p).times(1 / scale);
        double x = q.x();
        double y = q.y();
        double z = q.z();
        double nearest = Double.POSITIVE_INFINITY;
        int best = 0;
        for (int i = 0; i < TEMPLATE.length; i += 3) {
            double dx = TEMPLATE[i] - x;
            double dy = TEMPLATE[i + 1] - y;
            double dz = TEMPLATE[i + 2] - z;
            double d = dx * dx + dy * dy + dz * dz;
            if (d < nearest) {
                nearest = d;
                best = i;
            }
        }
        return ofTemplate(1000 * TEMPLATE[best], 1000 * TEMPLATE[best + 1], 1000 * TEMPLATE[best + 2]);
    }

    /** Regions of the template, in mm of its axes. */
    private static Part ofTemplate(double x, double y, double z) {
        if (y > -9 && z > -36) {
            return Part.ACROMION;
        }
        if (x > 51 || x > 42 && y > -15) {
            return Part.CORACOID;
        }
        if (z > -63 && y < -9) {
            return Part.GLENOID;
        }
        return y > -14 && x < 8 ? Part.SPINE : Part.BLADE;
    }

    private static ScapulaTemplate best(double[] bone, RigidTransform principal, double size, boolean mirrored, Monitor monitor) {
        double[] template = TEMPLATE.clone();
        for (int i = 2; mirrored && i < template.length; i += 3) {
            template[i] = -template[i];
        }
        Vec3 middle = middle(template);
        List<ScapulaTemplate> starts = new ArrayList<>();
        for (int k = 0; k < 24; k++) {
            monitor.checkCancelled();
            Vec3 x = principal.axis(k / 8).times((k & 1) == 0 ? 1 : -1);
            Vec3 y = principal.axis((k / 8 + 1 + (k >> 2 & 1)) % 3).times((k & 2) == 0 ? 1 : -1);
            RigidTransform turned = RigidTransform.frame(Vec3.ZERO, x, y, x.cross(y));
            RigidTransform start = turned.withTranslation(principal.translation().minus(turned.apply(middle.times(size))));
            ScapulaTemplate s = iterate(bone, template, new ScapulaTemplate(start, size, Double.POSITIVE_INFINITY, 0), COARSE_ROUNDS);
            if (s != null) {
                starts.add(s);
            }
        }
        starts.sort((a, b) -> Double.compare(a.rms, b.rms));
        ScapulaTemplate best = null;
        for (ScapulaTemplate s : starts.subList(0, Math.min(CLOSE, starts.size()))) {
            ScapulaTemplate f = iterate(bone, template, s, FINE_ROUNDS);
            if (f != null && (best == null || f.rms < best.rms)) {
                best = f;
            }
        }
        return best;
    }

    /** Relative to the size, so that both sides and all sizes compare. */
    private static ScapulaTemplate iterate(double[] bone, double[] template, ScapulaTemplate start, int rounds) {
        ScapulaTemplate now = start;
        int nb = bone.length / 3;
        int nt = template.length / 3;
        double[] moved = new double[template.length];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < template.length; i += 3) {
                Vec3 p = now.pose.apply(Vec3.of(template, i).times(now.scale));
                moved[i] = p.x();
                moved[i + 1] = p.y();
                moved[i + 2] = p.z();
            }
            double[] toBone = new double[nt];
            int[] nearBone = new int[nt];
            double[] toTemplate = new double[nb];
            int[] nearTemplate = new int[nb];
            Arrays.fill(toBone, Double.POSITIVE_INFINITY);
            Arrays.fill(toTemplate, Double.POSITIVE_INFINITY);
            for (int b = 0; b < nb; b++) {
                for (int t = 0; t < nt; t++) {
                    double dx = bone[3 * b] - moved[3 * t];
                    double dy = bone[3 * b + 1] - moved[3 * t + 1];
                    double dz = bone[3 * b + 2] - moved[3 * t + 2];
                    double d = dx * dx + dy * dy + dz * dz;
                    if (d < toBone[t]) {
                        toBone[t] = d;
                        nearBone[t] = b;
                    }
                    if (d < toTemplate[b]) {
                        toTemplate[b] = d;
                        nearTemplate[b] = t;
                    }
                }
            }
            double mostT = kept(toBone);
            double mostB = kept(toTemplate);
            double[] from = new double[3 * (nt + nb)];
            double[] to = new double[from.length];
            int n = 0;
            for (int t = 0; t < nt; t++) {
                if (toBone[t] <= mostT) {
                    System.arraycopy(template, 3 * t, from, n, 3);
                    System.arraycopy(bone, 3 * nearBone[t], to, n, 3);
                    n += 3;
                }
            }
            for (int b = 0; b < nb; b++) {
                if (toTemplate[b] <= mostB) {
                    System.arraycopy(template, 3 * nearTemplate[b], from, n, 3);
                    System.arraycopy(bone, 3 * b, to, n, 3);
                    n += 3;
                }
            }
            RigidFit fit;
            try {
                fit = RigidFit.withScale(Arrays.copyOf(from, n), Arrays.copyOf(to, n));
            } catch (IllegalArgumentException degenerate) {
                return null;
            }
            if (!(fit.scale() > SMALLEST * start.scale && fit.scale() < LARGEST * start.scale)) {
                return null;
            }
            double turn = fit.transform().inverse().times(now.pose).angle();
            now = new ScapulaTemplate(fit.transform(), fit.scale(), fit.rms() / fit.scale(), 0);
            if (turn < 1e-5) {
                break;
            }
        }
        return now;
    }

    private static double kept(double[] squared) {
        double[] s = squared.clone();
        Arrays.sort(s);
        return s[(int) (KEPT * (s.length - 1))];
    }

    private static Vec3 middle(double[] p) {
        Vec3 s = Vec3.ZERO;
        for (int i = 0; i < p.length; i += 3) {
            s = s.plus(Vec3.of(p, i));
        }
        return s.times(3.0 / p.length);
    }

    private static double spread(double[] p) {
        Vec3 c = middle(p);
        double s = 0;
        for (int i = 0; i < p.length; i += 3) {
            double d = Vec3.of(p, i).distance(c);
            s += d * d;
        }
        return Math.sqrt(3 * s / p.length);
    }

    /** Points spread evenly over the area, in the order of the triangles. */
    private static double[] samples(TriangleMesh m) {
        int triangles = m.triangleCount();
        double total = 0;
        double[] area = new double[triangles];
        for (int t = 0; t < triangles; t++) {
            area[t] = 0.5 * m.corner(t, 1).minus(m.corner(t, 0)).cross(m.corner(t, 2).minus(m.corner(t, 0))).norm();
            total += area[t];
        }
        double[] p = new double[3 * SAMPLES];
        double sum = 0;
        int n = 0;
        for (int t = 0; t < triangles && n < SAMPLES; t++) {
            sum += area[t];
            while (n < SAMPLES && sum >= (n + 0.5) * total / SAMPLES) {
                Vec3 c = m.corner(t, 0).plus(m.corner(t, 1)).plus(m.corner(t, 2)).times(1.0 / 3);
                System.arraycopy(c.toArray(), 0, p, 3 * n, 3);
                n++;
            }
        }
        return Arrays.copyOf(p, 3 * n);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.density;

import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Volume;

/**
 * Thickness of the cortex under each vertex of a bone's surface: full width at half maximum of the image along the inward normal. The outer
 * edge is half way between what lies outside and the cortical peak, the inner one half way between the peak and the lowest value behind
 * it. Below about two and a half times the image's blur the width no longer falls with the true thickness (Prevrhal, Engelke,
 * Kalender 1999; Treece et al. 2010): such values are upper bounds, and {@link #REACH} bounds what is seen at all. Cost: linear in the
 * vertices.
 */
public final class CorticalThickness {

    /** How far outside the surface a profile begins, m: more than a surface misses the cortex by. */
    public static final double OUTSIDE = 0.003;
    /** How deep a profile goes, m: more than the thickest cortex of the femoral shaft. */
    public static final double REACH = 0.014;
    /** Where the cortical peak may lie, m below the surface. */
    private static final double PEAK_REACH = 0.006;
    private static final double STEP = 0.0001;
    /** A peak lower than this above its surroundings, in the image's unit (HU), is noise. */
    private static final double LEAST_PEAK = 150;

    private CorticalThickness() {
    }

    /**
     * @param ct in HU
     * @param bone closed surface in LPS, m, normals outward
     * @return thickness at each vertex in m; not a number where the profile shows no cortex or leaves the image
     */
    public static double[] of(Volume ct, TriangleMesh bone, Monitor monitor) {
        double[] normals = Normals.ofVertices(bone);
        int n = bone.vertexCount();
        double[] thickness = new double[n];
        int chunk = 256;
        monitor.begin("cortical thickness", n);
        IntStream.range(0, (n + chunk - 1) / chunk).parallel().forEach(c -> {
            monitor.checkCancelled();
            double[] profile = new double[(int) Math.round((OUTSIDE + REACH) / STEP) + 1];
            int to = Math.min(n, (c + 1) * chunk);
            for (int v = c * chunk; v < to; v++) {
                thickness[v] = at(ct, bone.vertex(v), Vec3.of(normals, 3 * v).negate(), profile);
            }
            monitor.worked(to - c * chunk);
        });
        return thickness;
    }

    private static double at(Volume ct, Vec3 vertex, Vec3 inward, double[] profile) {
        for (int s = 0; s < profile.length; s++) {
            profile[s] = ct.at(vertex.plus(inward.times(s * STEP - OUTSIDE)), Double.NaN);
            if (Double.isNaN(profile[s])) {
                return Double.NaN;
            }
        }
        return width(profile);
    }

    /** @param profile from outside to inside, at steps of {@link #STEP} from {@link #OUTSIDE} before the surface */
    static double width(double[] profile) {
        int surface = (int) Math.round(OUTSIDE / STEP);
        int peakEnd = surface + (int) Math.round(PEAK_REACH / STEP);
        int peak = 0;
        for (int s = 0; s <= peakEnd; s++) {
            if (profile[s] > profile[peak]) {
                peak = s;
            }
        }
        double outside = Double.POSITIVE_INFINITY;
        for (int s = 0; s < peak; s++) {
            outside = Math.min(outside, profile[s]);
        }
        // the first valley behind the peak: what is deeper may be the opposite cortex
        double inside = profile[peak];
        for (int s = peak + 1; s < profile.length; s++) {
            if (profile[s] < inside) {
                inside = profile[s];
            } else if (profile[peak] - inside >= LEAST_PEAK && profile[s] > 0.5 * (profile[peak] + inside)) {
                break;
            }
        }
        if (!(profile[peak] - outside >= LEAST_PEAK && profile[peak] - inside >= LEAST_PEAK)) {
            return Double.NaN;
        }
        double outer = crossing(profile, peak, -1, 0.5 * (profile[peak] + outside));
        double inner = crossing(profile, peak, 1, 0.5 * (profile[peak] + inside));
        return (inner - outer) * STEP;
    }

    private static double crossing(double[] profile, int peak, int direction, double level) {
        int s = peak;
        while (s + direction >= 0 && s + direction < profile.length && profile[s + direction] > level) {
            s += direction;
        }
        int next = s + direction;
        if (next < 0 || next >= profile.length) {
            return Double.NaN;
        }
        return s + direction * (profile[s] - level) / (profile[s] - profile[next]);
    }
}

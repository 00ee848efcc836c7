/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.hip.HipFrames;

/**
 * What a femur offers to a new stem, from sections of its outer surface and its canal at a right angle to the proximal canal's axis
 * ({@code femur.stem}), {@link #STEP} apart. Lengths m.
 *
 * @param support part of the metaphysis' endosteum, 10 mm above to 20 mm below the lesser trochanter, with {@link #CORTEX} of bone behind
 *     it, 0 to 1
 * @param isthmus smallest diameter of a circle round the middle of the canal below the metaphysis
 * @param fixation length of canal round the isthmus that a cylinder {@link #SCRATCH} wider than it would touch all round, in a cortex of
 *     {@link #DIAPHYSIS} on average
 * @param depth of the isthmus below the lesser trochanter
 */
public record FemoralLoss(double support, double isthmus, double fixation, double depth) {

    public static final double CORTEX = 0.0015;
    /** What a reamer takes off the endosteum for a scratch fit. */
    public static final double SCRATCH = 0.002;
    public static final double DIAPHYSIS = 0.003;
    static final double STEP = 0.002;
    private static final double METAPHYSIS_TOP = 0.010;
    /** Steps from its top to its lower end, 20 mm below the lesser trochanter. */
    private static final int METAPHYSIS = 15;
    private static final double LOWEST = -0.220;

    private record Section(double y, double width, double cortex) {
    }

    /** @throws NoSuchElementException if the femur has no surface {@code canal} or no lesser trochanter */
    public static FemoralLoss of(Body femur) {
        TriangleMesh canal = femur.surface("canal");
        return Surfaces.kept(canal, FemoralLoss.class, List.copyOf(femur.landmarks().values()), () -> make(femur, canal));
    }

    private static FemoralLoss make(Body femur, TriangleMesh canal) {
        TriangleMesh outer = femur.surface("outer");
        RigidTransform stem = femur.frame(HipFrames.FEMUR_STEM);
        double trochanter = stem.inverse().apply(femur.landmark("LT")).y();
        int held = 0;
        int all = 0;
        List<Section> shaft = new ArrayList<>();
        double z = 0;
        double x = 0;
        for (int k = 0; METAPHYSIS_TOP - k * STEP > LOWEST; k++) {
            double d = METAPHYSIS_TOP - k * STEP;
            boolean metaphysis = k <= METAPHYSIS;
            double[] in = MeshSection.of(canal, stem, trochanter + d).around(z, x);
            double[] out = MeshSection.of(outer, stem, trochanter + d).around(z, x);
            if (in == null || out == null) {
                continue;
            }
            double[] c = MeshSection.centroid(in);
            double least = Double.POSITIVE_INFINITY;
            double cortex = 0;
            for (int i = 0; i < in.length; i += 2) {
                // negative within the outline
                double thick = -MeshSection.distance(out, in[i], in[i + 1]);
                cortex += Math.max(0, thick);
                least = Math.min(least, Math.hypot(in[i] - c[0], in[i + 1] - c[1]));
                if (metaphysis) {
                    all++;
                    held += thick >= CORTEX ? 1 : 0;
                }
            }
            if (!metaphysis) {
                shaft.add(new Section(d, 2 * least, cortex / (0.5 * in.length)));
                // the shaft bows: the next section is looked for round the middle of this one
                z = c[0];
                x = c[1];
            }
        }
        if (all == 0 || shaft.isEmpty()) {
            throw new NoSuchElementException("the canal of bone '" + femur.id() + "' is not met below its lesser trochanter");
        }
        int at = 0;
        for (int i = 1; i < shaft.size(); i++) {
            at = shaft.get(i).width < shaft.get(at).width ? i : at;
        }
        double limit = shaft.get(at).width + SCRATCH;
        int from = at;
        int to = at;
        while (from > 0 && fits(shaft.get(from - 1), limit)) {
            from--;
        }
        while (to + 1 < shaft.size() && fits(shaft.get(to + 1), limit)) {
            to++;
        }
        return new FemoralLoss((double) held / all, shaft.get(at).width, fits(shaft.get(at), limit) ? (to - from + 1) * STEP : 0,
                -shaft.get(at).y);
    }

    private static boolean fits(Section s, double limit) {
        return s.width <= limit && s.cortex >= DIAPHYSIS;
    }
}

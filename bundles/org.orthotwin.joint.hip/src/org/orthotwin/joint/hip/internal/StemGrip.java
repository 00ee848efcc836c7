/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Body;

/**
 * How a long stem holds in the shaft, from sections at a right angle to its axis {@link #STEP} apart. A section holds where at least {@link
 * #ROUND} of the stem's outline is in contact with the endosteum ({@link CanalFit#CONTACT}); a stem whose sides press against opposite
 * walls holds by two narrow strips only.
 *
 * @param length of the longest run of sections that hold, m
 * @param below how far the stem's tip reaches below the first section that holds, m; 0 where none does
 * @param penetration farthest that the stem reaches beyond the endosteum below its proximal third, m
 */
public record StemGrip(double length, double below, double penetration) {

    static final double STEP = 0.004;
    public static final double ROUND = 0.5;
    /** Sections above this part of the stem's length are in the metaphysis, which a long stem does not hold in. */
    private static final double BODY = 0.3;

    /** @param stem envelope in the stem's frame, y proximal along its axis */
    public static StemGrip of(TriangleMesh stem, RigidTransform pose, Body femur) {
        TriangleMesh canal = femur.surface(CanalFit.surface(femur));
        double length = -stem.bounds()[1];
        double run = 0;
        double best = 0;
        double first = Double.NaN;
        double deepest = 0;
        for (double depth = BODY * length; depth < length - STEP; depth += STEP) {
            double[] outline = MeshSection.of(stem, RigidTransform.IDENTITY, -depth).largest();
            if (outline == null) {
                continue;
            }
            double[] c = MeshSection.centroid(outline);
            double[] in = MeshSection.of(canal, pose, -depth).around(c[0], c[1]);
            double contact = 0;
            if (in != null) {
                CanalFit.Level l = CanalFit.level(depth, outline, in);
                contact = l.contact();
                deepest = Math.max(deepest, l.penetration());
            }
            run = contact >= ROUND ? run + STEP : 0;
            if (run > 0 && Double.isNaN(first)) {
                first = depth;
            }
            best = Math.max(best, run);
        }
        return new StemGrip(best, Double.isNaN(first) ? 0 : length - first, deepest);
    }
}

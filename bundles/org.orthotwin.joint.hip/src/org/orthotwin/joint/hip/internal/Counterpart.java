/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.Mirror;

/**
 * What a pelvis was like on one side, by its other side: the whole is mirrored and brought onto itself by the landmarks that it has twice
 * and that bone loss about the acetabulum leaves alone. A point of the lost bone is looked up at its mirrored place, so that nothing is
 * copied.
 *
 * <p>Assumption: the other side is whole. Healthy hemipelves differ from their mirrored other side by about 1 mm on average ({@link
 * #ASYMMETRY}), so no loss below that is seen.
 *
 * @param mirrored pose that brings the mirrored pelvis (z negated in its surface frame) onto the pelvis, m
 * @param rms distance of the landmarks from their mirrored partners, m
 */
public record Counterpart(RigidTransform mirrored, double rms) {

    /**
     * Standard deviation between a hemipelvis and the other one mirrored, m: ours, from published mean differences of 0.8 to 1.5 mm of
     * surfaces of healthy pelves.
     */
    public static final double ASYMMETRY = 0.001;

    private static final List<String> PAIRED = List.of("ASIS", "PSIS", "PT", "CREST");
    /** Pairs without which a plane of symmetry would hang on too little. */
    private static final int LEAST = 3;

    /** @throws IllegalArgumentException if fewer than three pairs of landmarks are known */
    public static Counterpart of(Body pelvis) {
        Map<String, Vec3> m = pelvis.landmarks();
        List<Vec3> from = new ArrayList<>();
        List<Vec3> to = new ArrayList<>();
        for (String code : PAIRED) {
            Vec3 right = m.get(code(code, Side.RIGHT));
            Vec3 left = m.get(code(code, Side.LEFT));
            if (right != null && left != null) {
                from.add(Mirror.mirror(right));
                to.add(left);
                from.add(Mirror.mirror(left));
                to.add(right);
            }
        }
        if (from.size() < 2 * LEAST) {
            throw new IllegalArgumentException("bone '" + pelvis.id() + "' has " + from.size() / 2 + " of the landmarks "
                    + String.join(", ", PAIRED) + " on both sides, at least " + LEAST + " are needed to compare its sides");
        }
        RigidFit fit = RigidFit.of(flat(from), flat(to));
        return new Counterpart(fit.transform(), fit.rms());
    }

    /** The code of a paired landmark on one side. */
    public static String code(String code, Side side) {
        boolean left = side == Side.LEFT;
        return code.equals("ASIS") || code.equals("PSIS") ? (left ? "L" : "R") + code : code + (left ? "_L" : "_R");
    }

    /** Where a place of one side is on the other. */
    public Vec3 point(Vec3 p) {
        return Mirror.mirror(mirrored.inverse().apply(p));
    }

    /** A direction, as {@link #point}. */
    public Vec3 direction(Vec3 d) {
        return Mirror.mirror(mirrored.inverse().rotate(d));
    }

    /** The place that {@link #point} brings to {@code p}. */
    public Vec3 back(Vec3 p) {
        return mirrored.apply(Mirror.mirror(p));
    }

    private static double[] flat(List<Vec3> points) {
        double[] f = new double[3 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(points.get(i).toArray(), 0, f, 3 * i, 3);
        }
        return f;
    }
}

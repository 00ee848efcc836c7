/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;

/** The cut of a patella for a part whose x axis is at a right angle to it, forwards into the bone. */
public final class PatellarCut {

    /** Points of a disc's outline. */
    private static final int AROUND = 72;
    /** Puts y, along which a bone is cut, on the part's x. */
    private static final RigidTransform CUTS = RigidTransform.rotation(Vec3.Z, -0.5 * Math.PI);

    private PatellarCut() {
    }

    /**
     * The bone's outline at the cut: first coordinate along the part's z, second against its y.
     *
     * @param part pose in the bone's surface frame
     * @throws java.util.NoSuchElementException if the plane does not meet the bone
     */
    public static BoneCut of(TriangleMesh bone, RigidTransform part) {
        return BoneCut.of(bone, part.times(CUTS), 0);
    }

    /** The outline of the part's flat face, as the bone's is given, m. */
    public static double[] disc(PartModel part) {
        double r = 0.5 * part.parameter("patella.diameter");
        double[] loop = new double[2 * AROUND];
        for (int i = 0; i < AROUND; i++) {
            double a = 2 * Math.PI * i / AROUND;
            loop[2 * i] = r * Math.cos(a);
            loop[2 * i + 1] = r * Math.sin(a);
        }
        return loop;
    }
}

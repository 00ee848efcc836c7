/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.HipParameters;

class FemurShapeTest {

    private static final double SPACING = 0.0024;
    private static final double STEP = 0.001;

    /**
     * A drawn femur has the neck that was asked for on its surface too: the line from the head's centre to the middle of the narrowest
     * section across it, as necks are measured in images, runs along the neck's axis. Their necks are short (1.7 to 2.1 radii of the
     * head), low (the third, 109 degrees) or over a wide metaphysis (the last two, 2.2 and 2.3 radii).
     */
    @ParameterizedTest
    @ValueSource(longs = {14, 3, 1007, 15, 72})
    void theNarrowestSectionOfAShortNeckLiesOnItsAxis(long seed) {
        HipParameters p = HipParameters.sample(seed);
        FemurShape shape = new FemurShape(p);
        TriangleMesh bone = shape.boneMesh(SPACING, Monitor.NONE);
        Vec3 axis = shape.neckAxis().negate();
        for (int round = 0; round < 4; round++) {
            Vec3 middle = null;
            double least = Double.POSITIVE_INFINITY;
            RigidTransform across = RigidTransform.frameXY(Vec3.ZERO, axis.anyOrthogonal(), axis);
            for (double s = 0.6 * p.headRadius(); s < 1.4 * p.headRadius(); s += STEP) {
                double[] outline = MeshSection.of(bone, across, s).largest();
                double area = Math.abs(MeshSection.area(outline));
                if (area < least) {
                    least = area;
                    double[] c = MeshSection.centroid(outline);
                    middle = across.apply(new Vec3(c[1], s, c[0]));
                }
            }
            axis = middle.normalized();
        }
        assertEquals(0, Math.toDegrees(axis.angle(shape.neckAxis().negate())), 1.2, "degrees off the neck's axis");
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.landmarks.CutPlane;

class ImageEndTest {

    /** A bar that leaves an image below and to the patient's right, whose voxels run towards the right. */
    @Test
    void aBoneIsCutWhereItLeavesTheImage() {
        VolumeGeometry g = new VolumeGeometry(10, 12, 14, new Vec3(0.1, 0.2, 0.3), Vec3.X.negate(), Vec3.Y, Vec3.Z, 0.003, 0.004, 0.005);
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < 8; k++) {
            for (int j = 4; j < 8; j++) {
                for (int i = k < 3 ? 3 : 6; i < 10; i++) {
                    v.store().slice(k).put(10 * j + i, (byte) 1);
                }
            }
        }
        // another bone leaves it above, and one voxel touches the front
        v.store().slice(13).put(55, (byte) 2).put(56, (byte) 2);
        v.store().slice(5).put(7, (byte) 1);
        List<CutPlane> cuts = ImageEnd.of(LabelMap.of(v, Map.of(1, "bar", 2, "other")), 1);
        assertEquals(2, cuts.size());
        CutPlane right = cuts.get(0);
        assertEquals(0, right.normal().distance(Vec3.X.negate()), 1e-12);
        assertEquals(0.1 - 9.5 * 0.003, right.point().x(), 1e-12);
        assertEquals(0.003, right.near(), 1e-12);
        CutPlane below = cuts.get(1);
        assertEquals(0, below.normal().distance(Vec3.Z.negate()), 1e-12);
        assertEquals(0.3 - 0.0025, below.point().z(), 1e-12);
        assertEquals(0.005, below.near(), 1e-12);
        assertTrue(below.holds(new Vec3(0.09, 0.22, 0.3019)));
        assertFalse(below.holds(new Vec3(0.09, 0.22, 0.3026)));
    }
}

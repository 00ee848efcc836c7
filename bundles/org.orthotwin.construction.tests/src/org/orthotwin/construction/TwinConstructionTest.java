/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.synthesis.Resolution;

class TwinConstructionTest {

    private static void knee() {
        if (Joints.registry().find("knee").isEmpty()) {
            Joints.registry().add(new Contribution<>("knee", "Knee", "", "test", Map.of(), Map.of(),
                    () -> new KneeJoint(Resolution.DEFAULT)));
        }
    }

    /** A bone that has a name and no voxels is not there, and one without a name is told by its number. */
    @Test
    void aBoneThatIsMissingIsToldWithWhatIsThere() {
        knee();
        VolumeGeometry g = VolumeGeometry.axisAligned(4, 4, 4, Vec3.ZERO, 0.001);
        Volume voxels = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        voxels.store().slice(1).put(5, (byte) 3).put(6, (byte) 9);
        LabelMap labels = LabelMap.of(voxels, Map.of(1, "femur.left", 3, "tibia.left"));
        InputException e = assertThrows(InputException.class, () -> TwinConstruction.build(new TwinConstruction.Request(
                Volume.zeros(g, ScalarType.INT16, ValueMapping.IDENTITY), "MR", "knee", Side.LEFT, null, Map.of(), Optional.of(labels),
                Optional.empty(), Map.of(), 0, 1), Monitor.NONE));
        assertEquals("twin.bone.missing", e.diagnostic().code());
        assertEquals("the image shows no femur of the left side; the label map has tibia.left, 9", e.getMessage());
    }

    /** Files without a unit are of Hounsfield units where somebody says that they are CT; others have no density, which is said. */
    @Test
    void valuesWithoutAUnitAreHounsfieldUnitsOfCtOnly() {
        knee();
        VolumeGeometry g = VolumeGeometry.axisAligned(12, 12, 20, Vec3.ZERO, 0.002);
        Volume voxels = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        Volume image = Volume.zeros(g, ScalarType.INT16, ValueMapping.IDENTITY);
        for (int k = 0; k < 20; k++) {
            for (int p = 0; p < 144; p++) {
                boolean bone = p % 12 > 2 && p % 12 < 9 && p / 12 > 2 && p / 12 < 9 && k % 10 > 1 && k % 10 < 8;
                voxels.store().slice(k).put(p, (byte) (!bone ? 0 : k < 10 ? 1 : 2));
                image.store().slice(k).putShort(2 * p, (short) (bone ? 800 : -1000 + 450 * (p % 3)));
            }
        }
        LabelMap labels = LabelMap.of(voxels, Map.of(1, "tibia.left", 2, "femur.left"));
        assertTrue(codes(image, "CT", labels).contains("twin.unit.assumed"));
        assertTrue(codes(image, "", labels).contains("twin.unit.none"));
        assertFalse(codes(image.withUnit("HU"), "CT", labels).stream().anyMatch(c -> c.startsWith("twin.unit")));
        assertTrue(codes(image.withUnit("1/s"), "CT", labels).contains("twin.unit.other"));
    }

    private static List<String> codes(Volume image, String modality, LabelMap labels) {
        return TwinConstruction.build(new TwinConstruction.Request(image, modality, "knee", Side.LEFT, null, Map.of(), Optional.of(labels),
                Optional.empty(), Map.of(), 0, 1), Monitor.NONE).findings().stream().map(Diagnostic::code).toList();
    }
}

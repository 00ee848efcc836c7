/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Settings;

/** What the segmenter refuses. */
public class CtBoneSegmenterTest {

    /** A request for hips as the registry makes it with the declared defaults. */
    public static SegmentationRequest request(Volume v, String modality, int threads, Monitor monitor) {
        return request(v, modality, "hip", threads, monitor);
    }

    /** A request as the registry makes it with the declared defaults. */
    public static SegmentationRequest request(Volume v, String modality, String joint, int threads, Monitor monitor) {
        List<ParameterDefinition> declared = List.of(
                new ParameterDefinition("bone.threshold", "", Dimension.NONE, "", -200, 1500, List.of()),
                new ParameterDefinition("metal.threshold", "", Dimension.NONE, "2300", 1200, 20000, List.of()),
                new ParameterDefinition("gap", "", Dimension.LENGTH, "2.5mm", 0, 0.01, List.of()));
        return new SegmentationRequest(v, modality, joint, Settings.of("segmenter", declared, Map.of()), Optional.empty(), threads,
                monitor);
    }

    private static Volume ramp(int low, int high) {
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(20, 20, 20, Vec3.ZERO, 0.002), ScalarType.INT16, ValueMapping.HOUNSFIELD);
        for (int k = 0; k < 20; k++) {
            for (int p = 0; p < 400; p++) {
                v.store().slice(k).putShort(2 * p, (short) (low + (high - low) * (p + 400 * k) / 8000));
            }
        }
        return v;
    }

    @Test
    void magneticResonanceIsRefusedByName() {
        InputException e = assertThrows(InputException.class,
                () -> new CtBoneSegmenter().segment(request(ramp(-1000, 1000), "MR", 2, Monitor.NONE)));
        assertEquals("ct.modality", e.diagnostic().code());
        assertTrue(e.getMessage().contains("MR"), e.getMessage());
    }

    @Test
    void aJointWhoseBonesItDoesNotKnowIsRefusedByName() {
        InputException e = assertThrows(InputException.class,
                () -> new CtBoneSegmenter().segment(request(ramp(-1000, 1000), "CT", "elbow", 1, Monitor.NONE)));
        assertEquals("ct.joint", e.diagnostic().code());
        assertTrue(e.getMessage().contains("elbow"), e.getMessage());
    }

    @Test
    void valuesWithoutAirOrFatAreNoCt() {
        InputException e = assertThrows(InputException.class,
                () -> new CtBoneSegmenter().segment(request(ramp(0, 800), "", 2, Monitor.NONE)));
        assertEquals("ct.values", e.diagnostic().code());
    }

    @Test
    void anImageWithoutBoneIsRefused() {
        Volume v = ramp(-1000, -1000);
        for (int p = 0; p < 400; p++) {
            v.store().slice(3).putShort(2 * p, (short) 45);
        }
        InputException e = assertThrows(InputException.class, () -> new CtBoneSegmenter().segment(request(v, "CT", 2, Monitor.NONE)));
        assertEquals("ct.bone", e.diagnostic().code());
    }

    /** Millimetres that were taken for metres must not end in a search over a grid that no memory holds. */
    @Test
    void anImageLargerThanAnyScannerIsRefused() {
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(20, 20, 20, Vec3.ZERO, 2), ScalarType.INT16, ValueMapping.HOUNSFIELD);
        InputException e = assertThrows(InputException.class, () -> new CtBoneSegmenter().segment(request(v, "CT", 2, Monitor.NONE)));
        assertEquals("ct.field", e.diagnostic().code());
        assertTrue(e.getMessage().contains("40.00"), e.getMessage());
    }

    @Test
    void aCancelIsAnswered() {
        Monitor stop = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> new CtBoneSegmenter().segment(request(ramp(-1000, 1000), "CT", 2, stop)));
    }
}

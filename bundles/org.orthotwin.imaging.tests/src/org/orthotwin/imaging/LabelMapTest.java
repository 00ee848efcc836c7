/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Settings;

class LabelMapTest {

    private static final VolumeGeometry GRID = new VolumeGeometry(10, 8, 6, new Vec3(0.1, 0, 0), Vec3.X, Vec3.Y.negate(), Vec3.Z, 0.001,
            0.002,
            0.003);
    private static final Label FEMUR = new Label(1, "femur.left", "Left femur", "SCT^71341001^Femur", "#ff8000");
    private static final Label PELVIS = new Label(700, "pelvis", "", "", "");

    /** Boxes: label 1 in 2..4, 1..2, 3..3; label 700 in one corner voxel. */
    private static Volume boxes() {
        Volume v = Volume.zeros(GRID, ScalarType.UINT16, ValueMapping.IDENTITY);
        for (int j = 1; j <= 2; j++) {
            for (int i = 2; i <= 4; i++) {
                ScalarType.UINT16.put(v.store().slice(3), 2 * (i + 10 * j), 1);
            }
        }
        ScalarType.UINT16.put(v.store().slice(5), 2 * 79, 700);
        return v;
    }

    @Test
    void labelsKeepAllThatIsKnownOfThem() {
        LabelMap map = LabelMap.of(boxes(), List.of(PELVIS, FEMUR));
        assertEquals(List.of(FEMUR, PELVIS), map.labels());
        assertEquals(Map.of(1, "femur.left", 700, "pelvis"), map.names());
        assertEquals(List.of(FEMUR, PELVIS), LabelMap.of(map.volume()).labels());
        // with other names, what belonged to a label that is gone goes with it
        LabelMap renamed = LabelMap.of(map.volume(), Map.of(700, "sacrum"));
        assertEquals(List.of(new Label(700, "sacrum", "", "", "")), renamed.labels());
        assertTrue(renamed.volume().attributes().keySet().stream().noneMatch(k -> k.startsWith("label.1")));
    }

    @Test
    void statisticsOfBoxes() {
        LabelMap map = LabelMap.of(boxes(), List.of(FEMUR, PELVIS));
        Volume image = Volume.zeros(GRID, ScalarType.INT16, new ValueMapping(2, -10, "HU"));
        for (int p = 0; p < 80; p++) {
            ScalarType.INT16.put(image.store().slice(3), 2 * p, p);
            ScalarType.INT16.put(image.store().slice(5), 2 * p, p);
        }
        Map<Integer, LabelStatistics> all = LabelStatistics.of(map, image);
        assertEquals(List.of(1, 700), List.copyOf(all.keySet()));
        LabelStatistics femur = all.get(1);
        assertEquals(6, femur.voxels());
        assertEquals(6 * 6e-9, femur.volume(), 1e-22);
        assertEquals(0, femur.centroid().distance(new Vec3(0.103, -0.003, 0.009)), 1e-15);
        assertEquals(List.of(2, 1, 3, 4, 2, 3), List.of(femur.firstI(), femur.firstJ(), femur.firstK(), femur.lastI(), femur.lastJ(),
                femur.lastK()));
        // stored 12, 13, 14, 22, 23, 24
        assertEquals(2 * 18 - 10, femur.mean(), 1e-12);
        assertEquals(2 * Math.sqrt((36 + 25 + 16 + 16 + 25 + 36) / 5.0), femur.deviation(), 1e-12);
        assertEquals(14, femur.least());
        assertEquals(38, femur.greatest());
        assertEquals(148, all.get(700).mean());
        assertTrue(Double.isNaN(all.get(700).deviation()));
        assertTrue(Double.isNaN(LabelStatistics.of(map).get(1).mean()));
        assertEquals(map.counts().get(1), LabelStatistics.of(map).get(1).voxels());
    }

    /** A ramp over many slices: mean and deviation of an arithmetic progression, whatever the slices are. */
    @Test
    void statisticsOverSlices() {
        VolumeGeometry g = VolumeGeometry.axisAligned(1, 1, 1001, Vec3.ZERO, 0.001);
        Volume labels = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        Volume image = Volume.zeros(g, ScalarType.FLOAT64, ValueMapping.IDENTITY);
        for (int k = 0; k < 1001; k++) {
            labels.store().slice(k).put(0, (byte) 255);
            ScalarType.FLOAT64.put(image.store().slice(k), 0, 1e6 + k);
        }
        LabelStatistics s = LabelStatistics.of(LabelMap.of(labels, Map.of()), image).get(255);
        assertEquals(1e6 + 500, s.mean(), 1e-6);
        assertEquals(Math.sqrt(1001.0 * 1002 / 12), s.deviation(), 1e-9);
        assertEquals(0.5, s.centroid().z(), 1e-12);
    }

    @Test
    void storedNumbersThatAreNoLabelsAreNamed() {
        Volume v = Volume.zeros(GRID, ScalarType.INT16, ValueMapping.IDENTITY);
        ScalarType.INT16.put(v.store().slice(2), 8, -1);
        String why = assertThrows(IllegalArgumentException.class, () -> LabelMap.of(v).counts()).getMessage();
        assertTrue(why.contains("-1") && why.contains("slice 2"), why);
        Volume large = Volume.zeros(GRID, ScalarType.INT32, ValueMapping.IDENTITY);
        ScalarType.INT32.put(large.store().slice(0), 0, LabelMap.LARGEST + 1);
        assertThrows(IllegalArgumentException.class, () -> LabelMap.of(large).counts());
        ScalarType.INT32.put(large.store().slice(0), 0, LabelMap.LARGEST);
        assertEquals(Map.of(LabelMap.LARGEST, 1L), LabelMap.of(large).counts());
    }

    @Test
    void labelsGoOnTheGridThatTheirFileRounded() {
        VolumeGeometry near = new VolumeGeometry(10, 8, 6, new Vec3(0.1 + 1e-9, 0, 0), Vec3.X, Vec3.Y.negate(), Vec3.Z, 0.001, 0.002,
                0.003);
        Volume moved = boxes().on(near);
        assertEquals(near, moved.geometry());
        assertEquals(boxes().sha256(), moved.on(GRID).sha256());
        VolumeGeometry far = new VolumeGeometry(10, 8, 6, new Vec3(0.1005, 0, 0), Vec3.X, Vec3.Y.negate(), Vec3.Z, 0.001, 0.002, 0.003);
        assertThrows(IllegalArgumentException.class, () -> boxes().on(far));
        assertEquals(GRID, request(near).corrections().orElseThrow().geometry());
        assertThrows(IllegalArgumentException.class, () -> request(far));
    }

    private static SegmentationRequest request(VolumeGeometry corrected) {
        Volume image = Volume.zeros(GRID, ScalarType.INT16, ValueMapping.IDENTITY);
        return new SegmentationRequest(image, "CT", "hip", Settings.of("test", List.of(), Map.of()),
                Optional.of(LabelEditor.none(corrected)), 1,
                Monitor.NONE);
    }

    @Test
    void whatIsNoLabelIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Label(0, "a", "", "", ""));
        assertThrows(IllegalArgumentException.class, () -> new Label(65535, "a", "", "", ""));
        assertThrows(IllegalArgumentException.class, () -> new Label(1, " ", "", "", ""));
        assertThrows(IllegalArgumentException.class, () -> new Label(1, "a", "", "", "red"));
        assertThrows(IllegalArgumentException.class, () -> LabelMap.of(boxes(), List.of(FEMUR, FEMUR)));
        Volume other = Volume.zeros(VolumeGeometry.axisAligned(1, 1, 1, Vec3.ZERO, 1), ScalarType.INT8, ValueMapping.IDENTITY);
        LabelMap map = LabelMap.of(boxes(), List.of());
        assertThrows(IllegalArgumentException.class, () -> LabelStatistics.of(map, other));
    }
}

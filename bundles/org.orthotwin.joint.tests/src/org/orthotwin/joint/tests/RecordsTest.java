/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;

/** Bones, parts and frame definitions say what is missing and cannot be changed from outside. */
class RecordsTest {

    @Test
    void aBoneNamesWhatItLacks() {
        Map<String, Vec3> landmarks = new HashMap<>(Map.of("FHC", Vec3.X));
        Body b = new Body("femur.left", "femur", Side.LEFT, Map.of(), landmarks, Map.of());
        landmarks.put("LEC", Vec3.Y);
        assertEquals(1, b.landmarks().size());
        assertEquals(Vec3.X, b.landmark("FHC"));
        assertEquals(Map.of(), b.deviations());
        String deviation = assertThrows(IllegalArgumentException.class, () -> new Body("femur.left", "femur", Side.LEFT, Map.of(),
                landmarks,
                Map.of("FHC", -0.001), Map.of())).getMessage();
        assertTrue(deviation.contains("'FHC'") && deviation.contains("-0.001 m") && deviation.contains("above 0 m"), deviation);
        String message = assertThrows(NoSuchElementException.class, () -> b.landmark("LEC")).getMessage();
        assertTrue(message.contains("femur.left") && message.contains("LEC") && message.contains("FHC"), message);
        assertThrows(NoSuchElementException.class, () -> b.frame("isb.femur"));
        assertThrows(NoSuchElementException.class, () -> b.surface("outer"));
    }

    @Test
    void aPartNamesWhatItLacks() {
        PartModel p = new PartModel("a/head", "28", "hip.head", "A-28", Map.of("head.diameter", 0.028), Map.of(), Map.of("taper",
                RigidTransform.IDENTITY));
        assertEquals(0.028, p.parameter("head.diameter"));
        assertEquals(RigidTransform.IDENTITY, p.feature("taper"));
        String message = assertThrows(NoSuchElementException.class, () -> p.parameter("head.neck-length")).getMessage();
        assertTrue(message.contains("A-28") && message.contains("head.neck-length") && message.contains("head.diameter"), message);
        assertThrows(NoSuchElementException.class, () -> p.feature("bearing"));
    }

    @Test
    void codesOfLandmarksTakeTheSide() {
        FrameDefinition f = new FrameDefinition("test", "pelvis", List.of("{S}AC", "{O}ASIS", "PT_{S}", "SYM"), "", (m, s) ->
                RigidTransform.IDENTITY);
        assertEquals(List.of("RAC", "LASIS", "PT_R", "SYM"), f.landmarks(Side.RIGHT));
        assertEquals(List.of("LAC", "RASIS", "PT_L", "SYM"), f.landmarks(Side.LEFT));
        assertEquals(-1, Side.LEFT.sign());
        assertEquals(Side.LEFT, Side.RIGHT.opposite());
        assertEquals(Side.MIDLINE, Side.MIDLINE.opposite());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Side;

/** Many drawn hips: every shape is sound. */
@Tag("long")
class PopulationTest {

    private static final int MADE = 60;

    @Test
    void everyShapeIsSound() {
        List<String> faults = new ArrayList<>();
        for (int seed = 0; seed < MADE; seed++) {
            SyntheticHip h = SyntheticHip.generate(HipParameters.sample(1000 + seed), seed % 2 == 0 ? Side.LEFT : Side.RIGHT,
                    Resolution.DEFAULT);
            String who = "seed " + (1000 + seed) + ": ";
            Map<String, TriangleMesh> shapes = Map.of("femur", h.femur(), "canal", h.canal(), "pelvis", h.pelvis());
            shapes.forEach((name, mesh) -> {
                MeshChecks.Report r = MeshChecks.check(mesh);
                boolean pelvis = name.equals("pelvis");
                // a pelvis of two hip bones and a sacrum has holes; how many is its own test
                if (!r.isSolid() || r.components() != (pelvis ? 3 : 1) || !pelvis && r.eulerCharacteristic() != 2) {
                    faults.add(who + name + ", " + r.problems() + ", " + r);
                }
            });
            RigidTransform pelvisFromFemur = h.worldFromPelvis().inverse().times(h.worldFromFemur());
            if (new MeshCollision(Bvh.of(h.pelvis()), Bvh.of(h.femur())).intersectsSolid(pelvisFromFemur)) {
                faults.add(who + "femur and pelvis meet");
            }
            h.truth().forEach((name, value) -> {
                if (!Double.isFinite(value)) {
                    faults.add(who + name + " is " + value);
                }
            });
        }
        assertEquals(List.of(), faults);
    }
}

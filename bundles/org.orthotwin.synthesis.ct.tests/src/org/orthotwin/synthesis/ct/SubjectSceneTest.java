/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;

/** A subject of a joint that nobody knows: one round bone. */
class SubjectSceneTest {

    private static GeneratedSubject subject(boolean posed) {
        Body b = new Body("stone", "sesamoid", Side.LEFT, Map.of("outer", SyntheticCtTest.sphere(Vec3.ZERO, 0.01)), Map.of("TIP",
                new Vec3(0.01, 0, 0)), Map.of());
        return new GeneratedSubject(List.of(b), Map.of(), Map.of("stone.radius", 0.01), Map.of("stone.radius", "m"), "a test",
                posed ? Map.of("stone", RigidTransform.translation(new Vec3(0.001, 0.002, 0.003))) : Map.of());
    }

    @Test
    void worldBecomesPatientSpace() {
        SubjectScene s = new SubjectScene(subject(true), Side.LEFT);
        Body b = s.subject().bodies().getFirst();
        // forward is anterior, which is -y; up is z; right is -x
        Vec3 tip = s.landmarks(b).get("TIP");
        assertEquals(0, tip.distance(new Vec3(-0.003, -0.011, 0.002)), 1e-12);
        CtScene scene = s.scene();
        assertEquals(List.of("sesamoid.body"), SyntheticCt.zones(scene).stream().map(Zone::name).toList());
        assertTrue(scene.outline().at(-0.003, -0.001, 0.002) < -0.03, "the bone is not in the body");
        assertEquals(-0.013, SyntheticCt.bounds(scene)[0], 1e-6);
    }

    @Test
    void bonesThatAreNotPutTogetherAreRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new SubjectScene(subject(false), Side.LEFT)).getMessage()
                .contains("stone"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> OldHipImplant.of(new SubjectScene(subject(true), Side.LEFT),
                Side.LEFT))
                .getMessage().contains("hip"));
    }

    @Test
    void truthIsWrittenBeside(@TempDir Path folder) throws Exception {
        SubjectScene s = new SubjectScene(subject(true), Side.LEFT);
        CtProtocol p = new CtProtocol(SliceStack.axial(30, 30, 30, new Vec3(-0.003, -0.001, 0.002), 0.001, 0.001, 0), 0.001, 0.001, 10, 1,
                true);
        CtScene scene = s.scene();
        CtImage image = SyntheticCt.scan(scene, p, Monitor.NONE);
        CtTruth.write(folder, s, scene, p, image);
        Map<?, ?> json = (Map<?, ?>) JsonText.parse(Files.readString(folder.resolve("truth.json")));
        assertEquals("LPS", json.get("frame"));
        assertEquals(List.of(-3.0, -11.0, 2.0), ((Map<?, ?>) ((Map<?, ?>) json.get("landmarksMm")).get("stone")).get("TIP"));
        Map<?, ?> zone = (Map<?, ?>) ((List<?>) json.get("zones")).getFirst();
        double hu = (Double) zone.get("hu");
        assertEquals(150, (Double) zone.get("densityMgPerCm3"), 1e-9);
        double sum = 0;
        int n = 0;
        for (int i = 0; i < image.hu().length; i++) {
            if (image.zones()[i] == 1) {
                sum += image.hu()[i];
                n++;
            }
        }
        assertEquals(n, ((Double) zone.get("voxels")).intValue());
        // voxels inside the cortex touch it, and the blur brings some of it in
        assertEquals(hu, sum / n, 0.25 * hu);
        assertTrue(Files.isRegularFile(folder.resolve("surfaces/stone-outer.ply")));
    }
}

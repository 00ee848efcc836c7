/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;

/**
 * A cup that is turned again and again: answers that are kept from one plan to the next, and cones that tell a neck in a liner from one
 * that may touch it, change no bit of what new surfaces give that are asked pose by pose.
 */
class ChangedPlanTest {

    private static final ActivityData WALK = ActivityRomTest.activity(new double[] {40, -5, 4}, new double[] {10, 6, -3},
            new double[] {-15, -4, 8}, new double[] {38, -6, 2});

    private static Problem turned(Problem p, RigidTransform turn, TriangleMesh liner) {
        List<PlacedPart> parts = p.parts().stream().map(x -> !x.role().equals("liner") ? x : new PlacedPart(x.role(), new PartModel(x.part()
                .component(), x.part().size(), x.part().kind(), x.part().partNumber(), x.part().parameters(), Map.of("envelope", liner),
                x.part().features()), x.body(), x.pose().times(turn))).toList();
        return new Problem(p.person(), p.bodies(), p.joint(), parts, p.activities());
    }

    private static Map<String, TriangleMesh> copies(Map<String, TriangleMesh> surfaces) {
        Map<String, TriangleMesh> all = new LinkedHashMap<>();
        surfaces.forEach((role, m) -> all.put(role, new TriangleMesh(m.vertices(), m.triangles())));
        return all;
    }

    /** The same on surfaces of which nothing is known. */
    private static Problem unknown(Problem p) {
        List<Body> bodies = p.bodies().stream().map(b -> new Body(b.id(), b.type(), b.side(), copies(b.surfaces()), b.landmarks(),
                b.frames())).toList();
        List<PlacedPart> parts = p.parts().stream().map(x -> new PlacedPart(x.role(), new PartModel(x.part().component(), x.part().size(), x
                .part().kind(), x.part().partNumber(), x.part().parameters(), copies(x.part().surfaces()), x.part().features()), x.body(),
                x.pose())).toList();
        return TestHip.poseByPose(new Problem(p.person(), bodies, p.joint(), parts, p.activities()));
    }

    @Test
    void everyTurnGivesTheBitsOfNewSurfaces() {
        Problem p = ActivityRomTest.with(SurfaceRomTest.composite(Side.LEFT), WALK);
        TriangleMesh flat = p.parts().stream().filter(x -> x.role().equals("liner")).findFirst().orElseThrow().part().surfaces()
                .get("envelope");
        TriangleMesh lipped = TriangleMesh.concat(flat, TestHip.ball(new Vec3(0.02, 0, 0.002), 0.005, 16));
        for (TriangleMesh liner : List.of(flat, lipped)) {
            for (double turn : liner == flat ? new double[] {0, 0.05} : new double[] {-0.11, 0.05}) {
                Problem changed = turned(p, RigidTransform.rotation(Vec3.X, turn), liner);
                Solution fast = Rom.solve(changed, 2, "by-kind", "true");
                Solution slow = Rom.solve(unknown(changed), 1, "by-kind", "true");
                assertEquals(slow.values(), fast.values());
                assertEquals(slow.contacts(), fast.contacts());
                assertEquals(slow.messages().toString(), fast.messages().toString());
            }
        }
    }
}

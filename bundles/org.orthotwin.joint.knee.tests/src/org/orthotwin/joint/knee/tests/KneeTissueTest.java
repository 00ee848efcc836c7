/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.synthesis.Resolution;

/** Ligaments and cartilage of synthetic knees. */
class KneeTissueTest {

    private static GeneratedSubject knee(Side side) {
        return new KneeJoint(Resolution.COARSE).generator().orElseThrow().generate(Map.of("sex", 2.0), side, null, Monitor.NONE);
    }

    private static Body bone(GeneratedSubject s, String id) {
        return s.bodies().stream().filter(b -> b.id().equals(id)).findFirst().orElseThrow();
    }

    /** The left knee is the right one mirrored; ligaments attach near the bones, muscles end on the patella; layers lie on their bones. */
    @Test
    void tissueFitsTheBones() {
        GeneratedSubject right = knee(Side.RIGHT);
        GeneratedSubject left = knee(Side.LEFT);
        assertEquals(right.tissue().ligaments().size(), left.tissue().ligaments().size());
        for (int i = 0; i < right.tissue().ligaments().size(); i++) {
            LigamentBundle r = right.tissue().ligaments().get(i);
            LigamentBundle l = left.tissue().ligaments().get(i);
            assertEquals(r.id(), l.id());
            for (int k = 0; k < 2; k++) {
                Vec3 p = r.path().get(k).position();
                assertEquals(0, new Vec3(p.x(), p.y(), -p.z()).distance(l.path().get(k).position()), 1e-12, r.id());
                Body bone = bone(right, r.path().get(k).body());
                assertTrue(new ClosestPoint(Bvh.of(bone.surface("outer"))).query(p) < 0.012, r.id() + " is off its " + bone.type());
            }
        }
        List<MuscleUnit> muscles = right.tissue().muscles();
        assertEquals(4, muscles.size());
        for (int i = 0; i < 4; i++) {
            assertEquals("patella.right", muscles.get(i).path().getLast().body());
            Vec3 p = muscles.get(i).path().getLast().position();
            Vec3 q = left.tissue().muscles().get(i).path().getLast().position();
            assertEquals(0, new Vec3(p.x(), p.y(), -p.z()).distance(q), 1e-12);
            assertTrue(new ClosestPoint(Bvh.of(bone(right, "patella.right").surface("outer"))).query(p) < 0.006, muscles.get(i).id());
        }
        assertEquals(List.of("femur.right", "tibia.right", "patella.right"),
                right.tissue().cartilages().stream().map(CartilageLayer::body).toList());
        for (int k = 0; k < 3; k++) {
            CartilageLayer c = right.tissue().cartilages().get(k);
            assertEquals(c.surface().triangleCount(), left.tissue().cartilages().get(k).surface().triangleCount());
            assertEquals(right.truth().get("knee.cartilage-gap") / 2, c.thickness(), 1e-12);
            ClosestPoint bone = new ClosestPoint(Bvh.of(bone(right, c.body()).surface("outer")));
            double nearest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < c.surface().vertexCount(); i++) {
                nearest = Math.min(nearest, bone.query(c.surface().vertex(i)));
            }
            assertEquals(c.thickness(), nearest, 0.0008, c.id());
        }
        // as the subject stands the layers nearly touch: the femoral one in the tibia's frame
        RigidTransform femurInTibia =
                right.poses().get(right.bodies().get(1).id()).inverse().times(right.poses().get(right.bodies().get(0).id()));
        TriangleMesh femoral = right.tissue().cartilages().get(0).surface().transformed(femurInTibia);
        ClosestPoint tibial = new ClosestPoint(Bvh.of(right.tissue().cartilages().get(1).surface()));
        double gap = Double.POSITIVE_INFINITY;
        for (int i = 0; i < femoral.vertexCount(); i++) {
            gap = Math.min(gap, tibial.query(femoral.vertex(i)));
        }
        assertTrue(gap < 0.001, gap + " m");
    }
}

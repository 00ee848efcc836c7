/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.InputException;
import org.orthotwin.diagram.ui.internal.Arrangement;
import org.orthotwin.diagram.ui.internal.Arrangement.At;
import org.orthotwin.diagram.ui.internal.Graph;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.PathPoint;

/** What a diagram is made of, without a diagram. */
class DiagramGraphTest {

    @Test
    void arrangementIsTheSameAfterItsText() {
        Arrangement a = new Arrangement(Map.of("b", new At(3, -4), "a b\n%", new At(0, 7)),
                Map.of("ACL*2", List.of(new At(1, 2), new At(-3, 4)),
                "none", List.of()));
        assertEquals("orthotwin-diagram 1\nat a+b%0A%25 0 7\nat b 3 -4\nbend ACL*2 1 2 -3 4\n", a.text());
        assertEquals(a, Arrangement.parse(a.text(), "x"));
        assertEquals(Arrangement.NONE, Arrangement.parse("orthotwin-diagram 1\n\n", "x"));
    }

    @Test
    void brokenArrangementIsRefusedByLine() {
        for (String line : List.of("at a 1", "at a 1 2 3 4", "bend a", "bend a 1 2 3", "on a 1 2", "at a x 2", "at", "at %z 1 2")) {
            InputException e = assertThrows(InputException.class, () -> Arrangement.parse("orthotwin-diagram 1\nat b 1 2\n" + line,
                    "x.diagram"),
                    line);
            assertTrue(e.diagnostic().text("en").contains("x.diagram: line 3"), e.diagnostic().text("en"));
        }
        assertThrows(InputException.class, () -> Arrangement.parse("", "x"));
        assertTrue(assertThrows(InputException.class, () -> Arrangement.parse("orthotwin-diagram 2\n", "x")).diagnostic().text("en")
                .contains(
                "newer"));
    }

    @Test
    void everythingOfAnAnatomyIsInItsGraph() {
        Anatomy a = AnatomyFactory.eINSTANCE.createAnatomy();
        Bone femur = bone(a, "femur");
        Bone tibia = bone(a, "tibia");
        Bone fibula = bone(a, "fibula");
        Joint knee = AnatomyFactory.eINSTANCE.createJoint();
        knee.setId("knee");
        knee.setParent(femur);
        knee.setChild(tibia);
        a.getJoints().add(knee);
        Joint half = AnatomyFactory.eINSTANCE.createJoint();
        half.setId("half");
        half.setParent(tibia);
        a.getJoints().add(half);
        ligament(a, "two", femur, tibia, tibia, femur, femur, fibula);
        ligament(a, "empty");
        Graph g = Graph.of(a);
        assertEquals(List.of("femur", "tibia", "fibula", "half", "empty"), g.nodes().stream().map(Graph.Node::id).toList());
        assertEquals(List.of("knee femur tibia", "half tibia half", "two femur tibia", "two*2 femur fibula"),
                g.links().stream().map(l -> l.key()
                + " " + l.from().id() + " " + l.to().id()).toList());
    }

    private static Bone bone(Anatomy a, String id) {
        Bone b = AnatomyFactory.eINSTANCE.createBone();
        b.setId(id);
        a.getBones().add(b);
        return b;
    }

    /** @param ends of its bundles, two each */
    private static void ligament(Anatomy a, String id, Bone... ends) {
        Ligament l = AnatomyFactory.eINSTANCE.createLigament();
        l.setId(id);
        for (int i = 0; i < ends.length; i += 2) {
            LigamentBundle b = AnatomyFactory.eINSTANCE.createLigamentBundle();
            for (Bone end : List.of(ends[i], ends[i + 1])) {
                PathPoint p = AnatomyFactory.eINSTANCE.createPathPoint();
                p.setBone(end);
                b.getPath().add(p);
            }
            l.getBundles().add(b);
        }
        a.getLigaments().add(l);
    }
}

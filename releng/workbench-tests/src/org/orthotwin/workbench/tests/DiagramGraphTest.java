/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.diagram.ui.internal.Arrangement;
import org.orthotwin.diagram.ui.internal.Arrangement.At;
import org.orthotwin.diagram.ui.internal.Arranger;
import org.orthotwin.diagram.ui.internal.CoupledTwins;
import org.orthotwin.diagram.ui.internal.Curve;
import org.orthotwin.diagram.ui.internal.Graph;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Side;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinFiles;

/** What a diagram is made of, without a diagram. */
class DiagramGraphTest {

    private static final CoupledTwins NONE = new CoupledTwins(List.of(), List.of(), Map.of());

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

    @Test
    void curveThroughThreePointsIsOneParabola() {
        Curve c = new Curve(List.of(new double[] {0, 0}, new double[] {4, 3}, new double[] {8, 0}));
        for (double t = 0; t <= 2; t += 0.125) {
            assertEquals(4 * t, c.at(t)[0], 1e-12);
            assertEquals(3 * t * (2 - t), c.at(t)[1], 1e-12);
        }
        assertEquals(4, c.middle()[0], 1e-9);
        assertEquals(3, c.middle()[1], 1e-9);
        double[] straight = new Curve(List.of(new double[] {1, 2}, new double[] {5, 10})).at(0.25);
        assertEquals(2, straight[0], 1e-12);
        assertEquals(4, straight[1], 1e-12);
    }

    @Test
    void proximalBonesAreAboveDistalOnesAndRightIsOnTheLeft() {
        Anatomy a = AnatomyFactory.eINSTANCE.createAnatomy();
        for (Side side : List.of(Side.LEFT, Side.RIGHT)) {
            Bone b = bone(a, "femur." + side.getLiteral());
            b.setSide(side);
        }
        Bone pelvis = bone(a, "pelvis");
        bone(a, "alone");
        for (Bone b : a.getBones().subList(0, 2)) {
            Joint j = AnatomyFactory.eINSTANCE.createJoint();
            j.setId("hip." + b.getId());
            j.setParent(pelvis);
            j.setChild(b);
            a.getJoints().add(j);
        }
        Graph g = Graph.of(a);
        Map<Graph.Node, Arranger.Size> sizes = g.nodes().stream().collect(Collectors.toMap(n -> n, n -> new Arranger.Size(150, 60)));
        Map<String, At> at = Arranger.arrange(g, sizes).entrySet().stream().collect(Collectors.toMap(e -> e.getKey().id(),
                Map.Entry::getValue));
        assertTrue(at.get("pelvis").y() + 60 < at.get("femur.left").y(), at.toString());
        assertEquals(at.get("femur.left").y(), at.get("femur.right").y());
        assertTrue(at.get("femur.right").x() + 150 < at.get("femur.left").x(), at.toString());
        assertEquals(at.get("pelvis").x(), (at.get("femur.left").x() + at.get("femur.right").x()) / 2.0, 1, "in the middle");
        assertTrue(at.get("alone").x() > at.get("femur.left").x() + 150, at.toString());
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

    @Test
    void coupledTwinsAreInTheGraphOnceEach(@TempDir Path folder) throws Exception {
        Path case1 = folder.resolve("hip.scenario");
        assertEquals(List.of(), CoupledTwins.of(case1, NONE).twins());
        Twin hip = twin("hip");
        Twin other = twin("other");
        tie(hip, "other", "left-right", "other.twin");
        tie(other, "hip", "left-right", "hip.twin");
        tie(hip, "gone", "cohort", "away/gone.twin");
        TwinFiles.save(folder.resolve("hip.twin"), hip);
        TwinFiles.save(folder.resolve("other.twin"), other);
        TwinFiles.save(folder.resolve("alone.twin"), twin("alone"));
        CoupledTwins all = CoupledTwins.of(case1, NONE);
        assertEquals(List.of("hip", "other", "gone"), all.twins().stream().map(m -> m.twin().getId()).toList());
        assertEquals(List.of(true, true, false), all.twins().stream().map(CoupledTwins.Member::there).toList());
        assertEquals(List.of(true, false, false), all.twins().stream().map(CoupledTwins.Member::ofTheCase).toList());
        assertEquals(2, all.ties().size());
        Anatomy a = AnatomyFactory.eINSTANCE.createAnatomy();
        bone(a, "hip");
        Graph g = Graph.of(a).with(all);
        assertEquals(List.of("hip", "twin:hip", "twin:other", "twin:gone"), g.nodes().stream().map(Graph.Node::id).toList());
        assertEquals(2, g.links().size());
        // read anew only when a file has changed, or one has come
        assertSame(all, CoupledTwins.of(case1, all));
        Files.createDirectory(folder.resolve("away"));
        TwinFiles.save(folder.resolve("away/gone.twin"), twin("gone"));
        CoupledTwins now = CoupledTwins.of(case1, all);
        assertTrue(now.twins().stream().allMatch(CoupledTwins.Member::there));
    }

    private static Twin twin(String id) {
        Twin t = TwinFactory.eINSTANCE.createTwin();
        t.setId(id);
        t.setPseudonym("P-1");
        return t;
    }

    private static void tie(Twin t, String to, String kind, String path) {
        Coupling c = TwinFactory.eINSTANCE.createCoupling();
        c.setId("coupling-" + (t.getCouplings().size() + 1));
        c.setTwin(to);
        c.setKind(kind);
        c.setPath(AnatomyFactory.eINSTANCE.createDataReference());
        c.getPath().setPath(path);
        t.getCouplings().add(c);
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.ligament.CrossingBundle;
import org.orthotwin.solver.ligament.FibreLaw;

/** A fibre of plain numbers, and fibres across a joint before and after it is moved. */
class LigamentSolverTest {

    private static final String FIBRES = "anterior: FRONT>VIA>LINE k=2000N e=2%; posterior: BACK>CREST k=1500N e=-5%";

    @Test
    void oneFibre() {
        Solution s = Ligaments.solve(Ligaments.EMPTY);
        double e = 75 / 72.3198 - 1;
        assertEquals(e, Ligaments.si(s, "strain"), 1e-12);
        assertEquals(500 * e * e / 0.12, Ligaments.si(s, "force"), 1e-9);
        assertEquals(500 * 0.03, Ligaments.si(s, "toe.force"), 1e-9);
        assertEquals(0.0723198 * 1.06, Ligaments.si(s, "toe.length"), 1e-15);
        List<double[]> curve = s.tables().getFirst().rows();
        for (int i = 1; i < curve.size(); i++) {
            assertTrue(curve.get(i)[0] > curve.get(i - 1)[0] && curve.get(i)[1] >= curve.get(i - 1)[1]);
        }
        Solution r = Ligaments.solve(Ligaments.EMPTY, "reference.length", "75mm", "reference.strain", "2%");
        assertEquals(0.075 / 1.02, Ligaments.si(r, "slack-length"), 1e-15);
        assertEquals(0.02, Ligaments.si(r, "strain"), 1e-12);
    }

    /** In the neutral position of the native joint every fibre has its reference strain; flexion slackens what is in front. */
    @Test
    void nativeJoint() {
        Solution s = Ligaments.solve(Ligaments.hip(Vec3.ZERO), "fibres", FIBRES);
        assertEquals(0.02, Ligaments.si(s, "anterior.strain"), 1e-12);
        assertEquals(-0.05, Ligaments.si(s, "posterior.strain"), 1e-12);
        assertEquals(2000 * 0.0004 / 0.12, Ligaments.si(s, "anterior.force"), 1e-9);
        List<double[]> curve = s.tables().getFirst().rows();
        assertEquals(46, curve.size());
        assertEquals(0, curve.getLast()[2]);
        assertTrue(curve.getLast()[3] > 0);
        // by hand: the via point and the insertion move as one, so only the way to the via point changes
        double way = new Vec3(0.03, 0.02, 0.01).distance(new Vec3(0.03, -0.01, 0.02));
        double rest = new Vec3(0.03, -0.01, 0.02).distance(new Vec3(0.02, -0.04, 0.03));
        assertEquals((way + rest) / 1.02, Ligaments.si(s, "anterior.slack-length"), 1e-12);
        assertEquals(Ligaments.si(s, "posterior.force.largest"), Ligaments.si(s, "force.largest"));
    }

    /** A centre that is moved up the pelvis lets fibres slack that were taut, one moved down tightens them. */
    @Test
    void followsThePlan() {
        double before = Ligaments.si(Ligaments.solve(Ligaments.hip(Vec3.ZERO), "fibres", FIBRES), "anterior.force");
        Solution down = Ligaments.solve(Ligaments.hip(new Vec3(0, -0.004, 0)), "fibres", FIBRES);
        assertTrue(Ligaments.si(down, "anterior.force") > before + 10);
        assertEquals(0, Ligaments.si(Ligaments.solve(Ligaments.hip(new Vec3(0, 0.004, 0)), "fibres", FIBRES), "anterior.force"));
        // by hand again: 4 mm down
        double way = new Vec3(0.03, 0.02, 0.01).distance(new Vec3(0.03, -0.014, 0.02));
        double rest = new Vec3(0.03, -0.01, 0.02).distance(new Vec3(0.02, -0.04, 0.03));
        assertEquals((way + rest) / Ligaments.si(down, "anterior.slack-length") - 1, Ligaments.si(down, "anterior.strain"), 1e-12);
    }

    /** Bundles of the anatomy, whose strains are those of the posture that was recorded, give what the same fibres of a scenario give. */
    @Test
    void bundlesOfTheAnatomy() {
        Problem p = Ligaments.hip(Vec3.ZERO);
        Body pelvis = p.body("pelvis");
        Body femur = p.body("femur");
        List<LigamentBundle> bundles = List.of(
                new LigamentBundle("Anterior", "capsule", List.of(new Attachment("pelvis", "FRONT", pelvis.landmark("FRONT")),
                        new Attachment("femur", femur.landmark("VIA")), new Attachment("femur", femur.landmark("LINE"))), 2000, 0.02, 0),
                new LigamentBundle("posterior", "capsule", List.of(new Attachment("pelvis", pelvis.landmark("BACK")),
                        new Attachment("femur", "CREST", femur.landmark("CREST"))), 1500, -0.05, 0),
                new LigamentBundle("inguinal", "inguinal", List.of(new Attachment("pelvis", pelvis.landmark("BACK")),
                        new Attachment("pelvis", pelvis.landmark("FRONT"))), 1500, 0, 0));
        SoftTissue tissue = new SoftTissue(bundles, List.of(), List.of(), Map.of());
        Solution s = Ligaments.solve(p.with(tissue));
        Solution expected = Ligaments.solve(p, "fibres", FIBRES);
        for (String name : expected.values().keySet()) {
            assertEquals(expected.values().get(name).si(), s.values().get(name).si(), 1e-9, name);
        }
        assertEquals("ligament.left-out", s.messages().getFirst().code());
        assertTrue(s.messages().getFirst().text("fr").contains("inguinal"));
        // recorded in 40 degrees of flexion: the strains are those given there
        double[] q = {Math.toRadians(40), 0, 0};
        Solution bent = Ligaments.solve(p.with(new SoftTissue(bundles, List.of(), List.of(), Map.of("femur", p.joint().childInParent(q)))),
                "from", "40deg", "to", "60deg");
        assertEquals(0.02, Ligaments.si(bent, "anterior.strain"), 1e-12);
        assertEquals(-0.05, Ligaments.si(bent, "posterior.strain"), 1e-12);
    }

    /**
     * A fibre over a ball in the joint's centre: two tangents, which keep their lengths, and an arc, which grows with the angle between the
     * ends seen from there; without the ball it would be shorter.
     */
    @Test
    void fibreOverTheHead() {
        double r = 0.025;
        Problem p = Ligaments.hip(Vec3.ZERO);
        RigidTransform pelvis = p.joint().parentFrame();
        RigidTransform femur = p.joint().childFrame();
        Vec3 from = new Vec3(0.018, 0.026, 0);
        Vec3 to = new Vec3(0.012, -0.034, 0);
        List<Attachment> path = List.of(new Attachment("pelvis", pelvis.apply(from)), new Attachment("femur", femur.apply(to)));
        WrapSurface head = new WrapSurface("head", "femur", "sphere", femur, Map.of("radius", r));
        List<LigamentBundle> bundles = List.of(new LigamentBundle("over", "capsule", path, List.of(head), 2000, 0.01, 0),
                new LigamentBundle("through", "capsule", path, 2000, 0.01, 0));
        Solution s = Ligaments.solve(p.with(new SoftTissue(bundles, List.of(), List.of(), Map.of())), "from", "0deg", "to", "-30deg");
        double most = 0;
        double slack = over(from, to, r) / 1.01;
        assertEquals(slack, Ligaments.si(s, "over.slack-length"), 1e-12);
        for (int deg = 0; deg <= 30; deg++) {
            RigidTransform pose = pelvis.inverse().times(p.joint().childInParent(new double[] {-Math.toRadians(deg), 0, 0})).times(femur);
            Vec3 moved = pose.apply(to);
            most = Math.max(most, over(from, moved, r) / slack - 1);
        }
        assertEquals(most, Ligaments.si(s, "over.strain.largest"), 1e-9);
        assertEquals(new FibreLaw(2000, slack).force(slack * (1 + most)), Ligaments.si(s, "over.force.largest"), 1e-6);
        assertTrue(Ligaments.si(s, "through.strain.largest") < most - 0.05);
        WrapSurface bare = new WrapSurface("head", "femur", "sphere", RigidTransform.IDENTITY, Map.of());
        assertRefused("'head' has no dimension 'radius'", p.with(new SoftTissue(List.of(new LigamentBundle("over", "capsule", path,
                List.of(bare), 2000, 0.01, 0)), List.of(), List.of(), Map.of())));
    }

    private static double over(Vec3 p, Vec3 q, double r) {
        double dp = p.norm();
        double dq = q.norm();
        double angle = Math.acos(p.dot(q) / (dp * dq));
        double on = angle - Math.acos(r / dp) - Math.acos(r / dq);
        return on > 0 ? Math.sqrt(dp * dp - r * r) + Math.sqrt(dq * dq - r * r) + r * on : p.distance(q);
    }

    @Test
    void twoLigamentsNeverCountAsOne() {
        Problem p = Ligaments.hip(Vec3.ZERO);
        assertRefused("'1' and '2' would both be named 'ligament'", p.with(tissue("1", "2", "a", "b")));
        assertRefused("two fibres 'a'", p.with(tissue("one", "two", "A", "a")));
        assertRefused("no ligament may be named 'Sum'", p.with(tissue("Sum", "two", "a", "b")));
        assertEquals(2, CrossingBundle.of(tissue("capsule", "capsule", "a", "b"), p.joint(), new ArrayList<>()).size());
    }

    private static SoftTissue tissue(String ligament, String other, String bundle, String second) {
        List<Attachment> path = List.of(new Attachment("pelvis", Vec3.ZERO), new Attachment("femur", Vec3.ZERO));
        return new SoftTissue(List.of(new LigamentBundle(bundle, ligament, path, 1000, 0, 0),
                new LigamentBundle(second, other, path, 1000, 0, 0)), List.of(), List.of(), Map.of());
    }

    @Test
    void saysWhatIsWrong() {
        Problem p = Ligaments.hip(Vec3.ZERO);
        assertRefused("fibres", p);
        assertRefused("'NOWHERE'", p, "fibres", "a: FRONT>NOWHERE k=1N e=0%");
        assertRefused("does not cross", p, "fibres", "a: FRONT>BACK k=1N e=0%");
        assertRefused("two fibres", p, "fibres", "a: FRONT>LINE k=1N e=0%; a: FRONT>LINE k=1N e=0%");
        assertRefused("form", p, "fibres", "FRONT>LINE");
        assertRefused("stiffness", p, "fibres", "a: FRONT>LINE k=0N e=0%");
        assertRefused("'hopping'", p, "fibres", FIBRES, "motion", "hopping");
    }

    private static void assertRefused(String what, Problem p, String... settings) {
        SolverException e = assertThrows(SolverException.class, () -> Ligaments.solve(p, settings));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        assertTrue(e.getMessage().contains(what), e.getMessage());
    }
}

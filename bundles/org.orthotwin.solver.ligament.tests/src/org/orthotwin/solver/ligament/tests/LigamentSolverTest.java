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
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
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

    /** A turn in the plane of a fibre over a ball in its centre winds it up: its lever is the ball's radius. */
    @Test
    void momentOfAFibreOverTheHead() {
        double r = 0.025;
        Problem p = Ligaments.hip(Vec3.ZERO);
        RigidTransform pelvis = p.joint().parentFrame();
        RigidTransform femur = p.joint().childFrame();
        WrapSurface head = new WrapSurface("head", "femur", "sphere", femur, Map.of("radius", r));
        LigamentBundle b = new LigamentBundle("over", "over", List.of(new Attachment("pelvis", pelvis.apply(new Vec3(0.018, 0.026, 0))),
                new Attachment("femur", femur.apply(new Vec3(0.012, -0.034, 0)))), List.of(head), 2000, 0.01, 0);
        Solution s = Ligaments.solve(p.with(new SoftTissue(List.of(b), List.of(), List.of(), Map.of())), "from", "-30deg", "to", "0deg");
        List<double[]> force = table(s, "ligament-tension").rows();
        List<double[]> moment = table(s, "ligament-moment").rows();
        List<double[]> strain = table(s, "ligament-strain").rows();
        double slack = Ligaments.si(s, "over.slack-length");
        for (int i = 0; i < force.size(); i++) {
            assertTrue(force.get(i)[1] > 0);
            assertEquals(-r * force.get(i)[1], moment.get(i)[1], 1e-9 * force.get(i)[1], "it resists extension");
            // the great circle: each degree winds up one degree of arc
            assertEquals(strain.getFirst()[1] - r * Math.toRadians(30) * i / (force.size() - 1) / slack, strain.get(i)[1], 1e-9);
        }
        assertEquals(-Math.toRadians(30), table(s, "ligament-motion").rows().getFirst()[0], 1e-15);
    }

    /** The moment is how fast a fibre stores energy, before and after the part, with other motions held. */
    @Test
    void momentIsTheDerivativeOfEnergy() {
        Solution s = Ligaments.solve(Ligaments.capsule(), "motions",
                "internal-rotation -0.05deg 0.05deg at flexion=-25deg abduction=12deg", "step", "0.05deg", "cut",
                "capsule.2 capsule.3 capsule.4 capsule.5 capsule.6");
        double slack = Ligaments.si(s, "capsule.1.slack-length");
        FibreLaw law = new FibreLaw(4000 / 6.0, slack);
        for (String which : List.of("", ".before")) {
            Table strain = table(s, "ligament-strain");
            Table moment = table(s, "ligament-moment");
            int c = strain.columns().indexOf("capsule" + which);
            double expected = (law.energy(slack * (1 + strain.rows().get(2)[c])) - law.energy(slack * (1 + strain.rows().get(0)[c])))
                    / Math.toRadians(0.1);
            assertTrue(Math.abs(expected) > 1e-3, "it carries: " + expected);
            assertEquals(expected, moment.rows().get(1)[moment.columns().indexOf("moment" + which)], 1e-5 * Math.abs(expected));
        }
    }

    /**
     * A field of upright fibres whose lengths go from 40 to 80 mm, all drawn out by 1 mm: in the toe it carries the integral of
     * k e^2 / 0.12 over its width with e = 1 mm / l, which is k 1 mm^2 / (0.12 x 40 mm x 80 mm); the error goes with 1 / n^2.
     */
    @Test
    void aFieldTendsToItsIntegral() {
        Problem rest = Ligaments.hip(Vec3.ZERO);
        RigidTransform pelvis = rest.joint().parentFrame();
        RigidTransform femur = rest.joint().childFrame();
        Map<String, Vec3> above = Map.of("A", pelvis.apply(new Vec3(0, 0.02, 0)), "B", pelvis.apply(new Vec3(0, 0.06, 0.03)));
        Map<String, Vec3> below = Map.of("C", femur.apply(new Vec3(0, -0.02, 0)), "D", femur.apply(new Vec3(0, -0.02, 0.03)));
        List<Body> bodies = List.of(new Body("pelvis", "pelvis", Side.MIDLINE, Map.of(), above, Map.of("isb.pelvis", pelvis)),
                new Body("femur", "femur", Side.RIGHT, Map.of(), below, Map.of("isb.femur", femur)));
        JointModel j = Ligaments.hip(new Vec3(0, -0.001, 0)).joint();
        Problem drawn = new Problem(rest.person(), bodies, j, List.of(), List.of());
        double integral = 6000 * 1e-6 / (0.12 * 0.04 * 0.08);
        double last = Double.NaN;
        for (int n : new int[] {4, 8, 16, 32, 64}) {
            double sum = Ligaments.si(Ligaments.solve(drawn, "fibres", "sheet: A,B>C,D n=" + n + " k=6000N e=0%", "to", "0deg"),
                    "sheet.force");
            double error = Math.abs(sum - integral);
            assertTrue(error < 0.04 * integral / (n * n / 16.0), n + " fibres: " + sum + " N instead of " + integral);
            if (!Double.isNaN(last)) {
                assertEquals(4, last / error, 0.3);
            }
            last = error;
        }
        assertTrue(last < 1e-4 * integral);
        assertRefused("field 'sheet' needs a number n", drawn, "fibres", "sheet: A,B>C,D n=0 k=6000N e=0%");
        assertRefused("field 'sheet' needs a number n", drawn, "fibres", "sheet: A,B>C,D n=2.5 k=6000N e=0%");
        assertRefused("are not of one bone", drawn, "fibres", "sheet: A,C>B,D n=4 k=6000N e=0%");
        assertRefused("does not leave bone", drawn, "fibres", "sheet: A>B n=4 k=6000N e=0%");
        assertRefused("two fibres", drawn, "fibres", "sheet: A,B>C,D n=4 k=6000N e=0%; sheet: A>C k=6000N e=0%");
    }

    /** What parts changed is told beside what was; where the ligaments hold the joint back is found between the rows. */
    @Test
    void beforeAndAfterAPart() {
        Problem p = Ligaments.capsule();
        String motion = "flexion -40deg 20deg";
        Solution s = Ligaments.solve(p, "motions", motion, "step", "1deg", "restraint", "2N.m");
        Problem whole = new Problem(p.person(), p.bodies(), Ligaments.hip(Vec3.ZERO).joint(), List.of(), List.of()).with(
                new SoftTissue(p.tissue().ligaments().stream().map(LigamentBundle::recorded).toList(), List.of(), List.of(),
                        p.tissue().posture()));
        Solution unoperated = Ligaments.solve(whole, "motions", motion, "step", "1deg", "restraint", "2N.m");
        for (String value : List.of("capsule.force", "capsule.force.largest", "capsule.strain.largest", "force.sum.largest",
                "restrained.flexion.lower")) {
            assertEquals(Ligaments.si(unoperated, value), Ligaments.si(s, value + ".before"), 1e-12, value);
        }
        assertTrue(Ligaments.si(s, "capsule.force.largest") != Ligaments.si(unoperated, "capsule.force.largest"));
        assertTrue(unoperated.values().keySet().stream().noneMatch(v -> v.endsWith(".before")));
        // a fine search for the same angle
        double lower = Ligaments.si(s, "restrained.flexion.lower");
        Solution there = Ligaments.solve(p, "from", Math.toDegrees(lower) + "deg", "to", Math.toDegrees(lower) + "deg");
        assertEquals(-2, table(there, "ligament-moment").rows().getFirst()[1], 0.02);
        assertTrue(!s.values().containsKey("ligament.restrained.flexion.upper"), "flexion slackens it");
        assertRefused("no ligament or bundle 'round'", p, "cut", "round");
        assertRefused("cannot be held and be led through", p, "motions", "flexion 0deg 10deg at flexion=5deg");
        assertRefused("is not of the form", p, "motions", "flexion 0deg");
        assertRefused("twice", p, "motions", "flexion 0deg 10deg; flexion 0deg 20deg");
    }

    private static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name) || t.name().startsWith(name + "-")).findFirst().orElseThrow();
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

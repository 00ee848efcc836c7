/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.balance.BalanceSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.synthesis.Resolution;

/** What the ligaments of a synthetic knee do in flexion, native and replaced, against what people's and published knees do. */
class KneeBalanceTest {

    private static Solution intact;
    private static Solution replaced;
    private static Problem unoperated;

    @BeforeAll
    static void flex() throws IOException {
        KneePlanTest.offer(Side.RIGHT);
        GeneratedSubject subject = new KneeJoint(Resolution.COARSE).generator().orElseThrow().generate(Map.of("sex", 2.0), Side.RIGHT, null,
                Monitor.NONE);
        List<Body> bodies = KneePlanTest.framed(subject);
        Problem plan = KneePlanTest.problem(bodies, Side.RIGHT, KneePlanTest.propose(bodies, Side.RIGHT, Map.of()));
        Map<String, RigidTransform> posture = posture(plan, subject);
        SoftTissue t = subject.tissue();
        Contribution<Solver> balance = balance();
        unoperated = new Problem(plan.person(), plan.bodies(), plan.joint(), List.of(), List.of(),
                new SoftTissue(t.ligaments(), List.of(), t.cartilages(), posture));
        intact = SolverDeclaration.solve(balance, unoperated, "load.compression", "50N", "to", "90deg", "step",
                "10deg", "laxity", "0deg 45deg 90deg", "laxity.moment", "5N.m", "gap", "0deg 45deg 90deg", "gap.force", "100N");
        replaced = SolverDeclaration.solve(balance, new Problem(plan.person(), plan.bodies(), plan.joint(), plan.parts(), List.of(),
                new SoftTissue(t.ligaments(), List.of(), List.of(), posture)), "cut", "ACL", "load.compression", "150N", "to", "90deg",
                "step", "30deg", "gap", "0deg 30deg 60deg 90deg", "gap.force", "178N");
    }

    private static Contribution<Solver> balance() throws IOException {
        try (InputStream in = Files.newInputStream(KneePlanTest.bundles().resolve("org.orthotwin.solver.balance/plugin.xml"))) {
            return SolverDeclaration.of(in, "balance", BalanceSolver.class);
        }
    }

    private static Map<String, RigidTransform> posture(Problem p, GeneratedSubject subject) {
        String femur = p.joint().parent();
        String tibia = p.joint().child();
        return Map.of(femur, RigidTransform.IDENTITY, tibia, subject.poses().get(femur).inverse().times(subject.poses().get(tibia)));
    }

    private static Table table(Solution s, String name) {
        return s.tables().stream().filter(x -> x.name().equals(name)).findFirst().orElseThrow();
    }

    /** Mean strain of the fibres of a bundle, %. */
    private static double strain(Solution s, String bundle, double flexion) {
        Table t = table(s, "balance-fibres");
        double[] row = t.rows().stream().filter(r -> Math.abs(Math.toDegrees(r[0]) - flexion) < 0.01).findFirst().orElseThrow();
        double sum = 0;
        int n = 0;
        for (int i = 1; i < row.length; i++) {
            if (t.columns().get(i).startsWith(bundle) && t.columns().get(i).endsWith(".strain")) {
                sum += 100 * row[i];
                n++;
            }
        }
        assertTrue(n > 0, bundle);
        return sum / n;
    }

    /**
     * Mean strains of Lenhart et al. 2015 (doi:10.1007/s10439-015-1326-3) in passive flexion, whose simulation also has muscles and a
     * patella.
     */
    @Test
    void ligamentsHaveThePublishedCourse() {
        // flexion; superficial and deep medial, lateral collateral; anterior cruciate (front, back); posterior cruciate (front, back);
        // posterior capsule
        double[][] published = {{10, 3.5, -2.4, 1.9, -6.2, 1.3, -8.6, -15.0, -3.9}, {20, 2.6, -4.6, 1.0, -6.2, -1.3, -7.1, -12.1, -10.6},
            {30, 1.5, -6.2, 1.0, -8.0, -6.3, -2.9, -6.1, -17.3}, {60, -0.6, -5.5, -1.8, -3.2, -4.3, 1.5, 2.0, -32.9},
            {90, -5.2, -4.8, -5.7, 3.5, 4.1, 2.2, 5.7, -47.7}};
        String[] bundles = {"mcl-s", "mcl-d", "lcl", "acl-am", "acl-pl", "pcl-al", "pcl-pm", "capsule"};
        double[] within = {1.1, 2.2, 1.8, 5, 3.4, 3, 8, 1.7};
        for (double[] p : published) {
            for (int i = 0; i < bundles.length; i++) {
                assertEquals(p[1 + i], strain(intact, bundles[i], p[0]), within[i], bundles[i] + " at " + p[0]);
            }
        }
        // the front of the medial one stays taut, its back does not
        for (int flexion = 10; flexion <= 90; flexion += 10) {
            assertTrue(strain(intact, "mcl-s.1", flexion) > 0, "front at " + flexion);
        }
        assertTrue(strain(intact, "mcl-s.3", 60) < -1);
    }

    /**
     * Forced into varus by 10 N m at 30 degrees the fine knee gives way for 4 mm on its lateral side before it holds again: on that way
     * the residual grows, and only the energy falls.
     */
    @Test
    void restBeyondAPlaceThatGivesWayIsFound() throws IOException {
        GeneratedSubject subject = new KneeJoint(Resolution.DEFAULT).generator().orElseThrow().generate(Map.of("sex", 2.0), Side.RIGHT,
                null, Monitor.NONE);
        List<Body> bodies = KneePlanTest.framed(subject);
        Problem p = KneePlanTest.problem(bodies, Side.RIGHT, KneePlanTest.propose(bodies, Side.RIGHT, Map.of()));
        Solution s = SolverDeclaration.solve(balance(), new Problem(p.person(), p.bodies(), p.joint(), List.of(), List.of(),
                new SoftTissue(subject.tissue().ligaments(), List.of(), subject.tissue().cartilages(), posture(p, subject))),
                "load.compression", "150N", "to", "0deg", "laxity", "30deg", "laxity.moment", "10N.m");
        assertEquals(Solution.Status.CONVERGED, s.status(), s.messages().toString());
        double varus = Math.toDegrees(s.values().get("balance.laxity.30.varus").si());
        assertTrue(varus > 3 && varus < 8, varus + " degrees");
    }

    /**
     * The tibia turns inwards as the knee bends, most of it early, and the lateral condyle rolls back further than the medial one, as
     * people's do: 11.6 degrees (SD 3.2) in the first 40, more of it before 24 than after (HN Chen et al. 2014,
     * doi:10.1186/s13018-014-0065-8). Theirs keep the turn (W Qi et al. 2013, doi:10.1016/j.jbiomech.2013.03.014); this knee gives back
     * most of it beyond 60.
     */
    @Test
    void tibiaTurnsInwardsInFlexion() {
        assertEquals(12, turned(30), 4);
        assertEquals(11.6, turned(40), 3.2);
        assertEquals(10, turned(60), 4);
        assertTrue(turned(90) > 0, turned(90) + " degrees");
        double medial = intact.values().get("balance.rollback.medial").si();
        double lateral = intact.values().get("balance.rollback.lateral").si();
        assertTrue(lateral > medial + 0.003 && lateral > 0.015, medial + " and " + lateral + " m");
    }

    private static double turned(double flexion) {
        Table t = table(intact, "balance-motion");
        int at = t.columns().indexOf("internal-rotation");
        double[] row = t.rows().stream().filter(r -> Math.abs(Math.toDegrees(r[0]) - flexion) < 0.01).findFirst().orElseThrow();
        return Math.toDegrees(row[at] - t.rows().getFirst()[at]);
    }

    /**
     * Drawn forwards by 100 N at 20 degrees this knee gives 14 mm without its anterior cruciate ligament, 3.0 times as far as with it.
     * Twelve cadavers' knees gave 13.2 mm (SD 2.2) and 5.9 mm (SD 2.3) at 90 N, 2.2 times as far (2020, Knee Surg Sports Traumatol
     * Arthrosc 28:1159-1168, doi:10.1007/s00167-019-05839-y). On the way the lateral condyle gives way at once.
     */
    @Test
    @Tag("long")
    void drawerWithoutTheAnteriorCruciateLigament() throws IOException {
        double with = drawer();
        double without = drawer("cut", "ACL");
        assertTrue(with > 0.004 && with < 0.007, with + " m");
        assertTrue(without > 2 * with && without < 3.5 * with, without + " m after " + with + " m");
    }

    private static double drawer(String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of("load.compression", "50N", "to", "20deg", "step", "10deg", "laxity", "20deg",
                "laxity.force", "100N"));
        settings.addAll(List.of(more));
        Solution s = SolverDeclaration.solve(balance(), unoperated, settings.toArray(String[]::new));
        assertEquals(Solution.Status.CONVERGED, s.status(), s.messages().toString());
        return s.values().get("balance.laxity.20.anterior").si();
    }

    /** By how much ten knees gave more under 5 N m and 100 N than in extension: mean and two SD of JD Roth et al. 2015, JBJS 97:1678. */
    @Test
    void nativeKneeGivesMoreInFlexionAsPeoplesDo() {
        assertEquals(1.7, more("varus", 45), 2 * 0.6);
        assertEquals(0.9, more("valgus", 45), 2 * 0.4);
        assertEquals(2.5, more("varus", 90), 2 * 0.8);
        assertEquals(1.0, more("valgus", 90), 2 * 0.5);
        assertEquals(1.7, distraction(45) - distraction(0), 2 * 1.0);
        assertEquals(1.8, distraction(90) - distraction(0), 2 * 0.7);
    }

    private static double more(String test, int flexion) {
        return Math.toDegrees(intact.values().get("balance.laxity." + flexion + "." + test).si()
                - intact.values().get("balance.laxity.0." + test).si());
    }

    private static double distraction(int flexion) {
        return 500 * (gap(intact, flexion, "medial") + gap(intact, flexion, "lateral"));
    }

    private static double gap(Solution s, int flexion, String compartment) {
        return s.values().get("balance.gap." + flexion + "." + compartment).si();
    }

    /**
     * With mechanical alignment and 178 N both sides are balanced, within 2 mm of each other (PMC10050049), and from 30 to 90 degrees as
     * wide within a millimetre, as people's balanced knees are (H Horiuchi et al. 2018, doi:10.29011/2575-8241.000193). Theirs are as wide
     * in extension, too; this one is 3 to 5 mm tighter there. 2 mm of it has the native knee without its anterior cruciate ligament, too,
     * as people's have (1.8 mm, JD Roth et al. 2015), for nobody frees the capsule; the rest comes from cuts at a right angle to the
     * axes, which leave too much on the lateral side in extension and take too much from the medial condyle's back.
     */
    @Test
    void gapsOfTheReplacedKneeAreBalanced() {
        for (String c : List.of("medial", "lateral")) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int flexion = 30; flexion <= 90; flexion += 30) {
                least = Math.min(least, gap(replaced, flexion, c));
                most = Math.max(most, gap(replaced, flexion, c));
            }
            assertTrue(most - least < 0.001, c + ": " + least + " to " + most + " m");
            double extended = gap(replaced, 0, c);
            assertTrue(extended > 0 && most - extended < 0.0055, c + ": " + extended + " to " + most + " m");
        }
        for (int flexion = 0; flexion <= 90; flexion += 30) {
            assertEquals(gap(replaced, flexion, "medial"), gap(replaced, flexion, "lateral"), 0.002, flexion + " degrees");
        }
    }
}

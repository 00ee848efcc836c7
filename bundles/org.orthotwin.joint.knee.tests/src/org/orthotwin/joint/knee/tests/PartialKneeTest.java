/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.joint.knee.KneeMeasurement;
import org.orthotwin.joint.knee.KneePlacement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.balance.BalanceSolver;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.wear.WearSolver;
import org.orthotwin.synthesis.Resolution;

/** One compartment of a synthetic knee in varus, replaced: what is proposed, cut and measured, and how the knee rests on both. */
class PartialKneeTest {

    private static final double DEGREE = Math.toRadians(1);
    private static final KneeJoint JOINT = new KneeJoint(Resolution.COARSE);
    private static final LoadedCatalogue CATALOGUE = LoadedCatalogue.load(
            KneePlanTest.bundles().resolve("org.orthotwin.catalog.generic/catalogue/knee-partial.implant"));
    private static final String[] ROLES = {"partial-femoral", "partial-tray", "partial-insert"};

    /** A knee and a plan for it. */
    private record Planned(GeneratedSubject subject, List<Body> bodies, Side side, Map<String, List<PartModel>> parts,
            List<Proposal> plan) {

        Body body(String type) {
            return bodies.stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
        }

        PartModel part(String role, String size) {
            return parts.get(role).stream().filter(x -> x.size().equals(size)).findFirst().orElseThrow();
        }

        /** With the insert that was proposed, or another one. */
        Problem problem(String insertSize) {
            Proposal f = plan.get(0);
            Proposal t = plan.get(1);
            PlacedPart femoral = new PlacedPart(f.role(), part(f.role(), f.size()), body("femur").id(), body("femur").frame(f.frame())
                    .times(KneePlacement.femoral().pose(f.coordinates(), side)));
            PlacedPart tray = new PlacedPart(t.role(), part(t.role(), t.size()), body("tibia").id(), body("tibia").frame(t.frame()).times(
                    KneePlacement.tibial().pose(t.coordinates(), side)));
            PartModel i = part(plan.get(2).role(), insertSize == null ? plan.get(2).size() : insertSize);
            PlacedPart insert = new PlacedPart(plan.get(2).role(), i, body("tibia").id(), Mating.pose(tray.part(), tray.pose(), "insert", i,
                    "tray"));
            RigidTransform tibiaInFemur = subject.poses().get(body("femur").id()).inverse().times(subject.poses().get(body("tibia").id()));
            List<CartilageLayer> kept = subject.tissue().cartilages().stream().map(c -> c.body().equals(femoral.body())
                    ? c.outside(surface(femoral, "cartilage")) : c.body().equals(tray.body()) ? c.outside(surface(tray, "cartilage")) : c)
                    .toList();
            return new Problem(new Person(80, 1.8, 60), bodies, new JointModel("knee", "knee", JOINT, side, body("femur").id(),
                    body("tibia").id(), body("femur").frame(JOINT.parentFrame()), body("tibia").frame(JOINT.childFrame())),
                    List.of(femoral, tray, insert), List.of(), new SoftTissue(subject.tissue().ligaments(), List.of(), kept,
                    Map.of(body("femur").id(), RigidTransform.IDENTITY, body("tibia").id(), tibiaInFemur)));
        }
    }

    private static Planned medial;

    @BeforeAll
    static void make() {
        medial = planned(Side.RIGHT, "medial", Map.of());
    }

    private static Planned planned(Side side, String compartment, Map<String, Double> targets) {
        GeneratedSubject g = JOINT.generator().orElseThrow().generate(Map.of("sex", 2.0, "mechanicalLateralDistalFemoralAngle", 89 * DEGREE,
                "medialProximalTibialAngle", 85 * DEGREE), side, null, Monitor.NONE);
        List<Body> bodies = KneePlanTest.framed(g);
        Map<String, List<PartModel>> parts = new LinkedHashMap<>();
        Map<PartModel, Catalogs.Item> items = new HashMap<>();
        String[] components = {"uni-femoral", "uni-tray-" + compartment, "uni-insert-" + compartment};
        for (int i = 0; i < 3; i++) {
            List<PartModel> list = new ArrayList<>();
            Component c = CATALOGUE.component(components[i]).orElseThrow();
            for (Size s : c.getSizes()) {
                if (s.getLabel().matches("[345](-8|-10)?")) {
                    Catalogs.Item item = new Catalogs.Item(CATALOGUE, c, s);
                    items.put(item.realise(side), item);
                    list.add(item.realise(side));
                }
            }
            parts.put(ROLES[i], list);
        }
        return new Planned(g, bodies, side, parts, JOINT.proposer().orElseThrow().propose(bodies, side, parts, (a, b) ->
                Compatibility.of(items.get(a), items.get(b)).verdict() == Verdict.ALLOWED, targets, Monitor.NONE));
    }

    private static TriangleMesh room(PlacedPart p) {
        return surface(p, "resection");
    }

    private static TriangleMesh surface(PlacedPart p, String role) {
        return p.part().surfaces().get(role).transformed(p.pose());
    }

    private static Map<String, Double> measured(Problem p) {
        Map<String, Double> all = new TreeMap<>();
        for (String id : KneeMeasurement.ids()) {
            if (id.contains(".partial.") && !id.startsWith("knee.gap.") && !id.contains(".volume.")) {
                all.put(id, new KneeMeasurement().measure(new MeasurementContext(id, p, p, Map.of(), Monitor.NONE)).si());
            }
        }
        return all;
    }

    @Test
    void theLegIsLeftALittleInVarusAndTheJointLineKept() {
        Map<String, Double> m = measured(medial.problem(null));
        // made with 89 and 85 degrees
        double constitutional = m.get("knee.alignment.partial.hka") + m.get("knee.alignment.partial.undercorrection");
        assertEquals(176 * DEGREE, constitutional, 0.1 * DEGREE);
        // 1 mm of joint surface that is missing between plateaus 41 mm apart, 2 mm of cartilage that are worn on each bone
        double apart = Math.abs(medial.body("tibia").landmark("PLAT_LC").z() - medial.body("tibia").landmark("PLAT_MC").z());
        assertEquals(Math.atan(0.001 / apart), m.get("knee.alignment.partial.undercorrection"), 0.3 * DEGREE);
        double condyles = Math.abs(medial.body("femur").landmark("DIST_LC").z() - medial.body("femur").landmark("DIST_MC").z());
        assertEquals(Math.atan(0.002 / apart) + Math.atan(0.002 / condyles),
                constitutional - m.get("knee.alignment.partial.worn"), 0.1 * DEGREE);
        assertEquals(0, m.get("knee.joint-line.partial.distal"), 1e-4);
        assertEquals(0, m.get("knee.joint-line.partial.posterior"), 1e-4);
        assertEquals(-0.001, m.get("knee.joint-line.partial.tibial"), 1e-9);
        assertEquals(0.0045, m.get("knee.resection.partial.distal"), 1e-4);
        assertEquals(0.007, m.get("knee.resection.partial.tibial"), 1e-9);
        assertEquals(m.get("knee.alignment.partial.slope"), m.get("knee.alignment.partial.femoral-flexion"), 1e-12);
        assertTrue(m.get("knee.fit.partial.tray-overhang") <= 0.001 && m.get("knee.fit.partial.bone-cover") > 0.85, m.toString());
        assertTrue(m.get("knee.fit.partial.femoral-overhang") < 0.0005, m.toString());
        m.forEach((id, v) -> assertTrue(Double.isFinite(v), id));
    }

    /** An insert 2 mm thicker lifts the line of the plateaus by 2 mm on one side. */
    @Test
    void aThickerInsertCorrectsBeyond() {
        Map<String, Double> thin = measured(medial.problem("4-8"));
        Map<String, Double> thick = measured(medial.problem("4-10"));
        double apart = Math.abs(medial.body("tibia").landmark("PLAT_LC").z() - medial.body("tibia").landmark("PLAT_MC").z());
        assertEquals(Math.atan(0.002 / apart), thick.get("knee.alignment.partial.hka") - thin.get("knee.alignment.partial.hka"),
                0.05 * DEGREE);
        assertTrue(thick.get("knee.alignment.partial.undercorrection") < 0);
    }

    @Test
    void targetsAreKeptAndUnknownOnesRefused() {
        Planned p = planned(Side.RIGHT, "medial", Map.of("tibial.slope", 6 * DEGREE, "tibial.varus", 2 * DEGREE, "femoral.flexion",
                1 * DEGREE, "tibial.resection", 0.010, "undercorrection", -1 * DEGREE));
        Map<String, Double> m = measured(p.problem(null));
        assertEquals(6 * DEGREE, m.get("knee.alignment.partial.slope"), 1e-12);
        assertEquals(2 * DEGREE, m.get("knee.alignment.partial.tibial-varus"), 1e-12);
        assertEquals(1 * DEGREE, m.get("knee.alignment.partial.femoral-flexion"), 1e-12);
        assertEquals(0.008, m.get("knee.resection.partial.tibial"), 1e-9);
        assertEquals("4-10", p.plan().get(2).size());
        assertThrows(IllegalArgumentException.class, () -> planned(Side.RIGHT, "medial", Map.of("alignment.kinematic", 1.0)));
    }

    @Test
    @Tag("long")
    void aLeftKneeIsPlannedAsTheMirroredRightOneInBothCompartments() {
        for (String compartment : List.of("medial", "lateral")) {
            Planned right = planned(Side.RIGHT, compartment, Map.of());
            Planned left = planned(Side.LEFT, compartment, Map.of());
            for (int i = 0; i < 3; i++) {
                assertEquals(right.plan().get(i).size(), left.plan().get(i).size());
                Map<String, Double> l = left.plan().get(i).coordinates();
                right.plan().get(i).coordinates().forEach((name, v) -> assertEquals(v, l.get(name), 1e-9, name));
            }
            Map<String, Double> b = measured(left.problem(null));
            measured(right.problem(null)).forEach((id, v) -> assertEquals(v, b.get(id), id.contains("cover") ? 6e-3 : 1e-9, id));
            // wear of the lateral compartment is into valgus
            assertEquals(compartment.equals("medial"), b.get("knee.alignment.partial.worn") < 176 * DEGREE);
            assertTrue(b.get("knee.alignment.partial.undercorrection") > 0);
        }
    }

    /** The other condyle and plateau and the places of all ligaments stay; so does the cartilage of the other side, none of this one. */
    @Test
    void onlyOneCompartmentIsCut() {
        Problem p = medial.problem(null);
        for (PlacedPart part : p.parts().subList(0, 2)) {
            Body bone = p.body(part.body());
            TriangleMesh room = room(part);
            TriangleMesh cut = Resection.byEnvelope(bone.surface("outer"), room);
            assertTrue(MeshChecks.check(cut).isSolid(), bone.id());
            double taken = MassProperties.of(bone.surface("outer")).volume() - MassProperties.of(cut).volume();
            assertTrue(taken > 2e-6 && taken < 14e-6, bone.id() + " lost " + 1e6 * taken + " cm3");
            RayCast inside = new RayCast(Bvh.of(room));
            double[] v = bone.surface("outer").vertices();
            for (int i = 0; i < v.length; i += 3) {
                // the right knee's lateral side is at positive z
                assertFalse(v[i + 2] > 0 && inside.inside(v[i], v[i + 1], v[i + 2]), bone.id());
            }
            for (LigamentBundle l : medial.subject().tissue().ligaments()) {
                for (Attachment a : l.path()) {
                    // these attach 8 and 9 mm below the plateau, at the border of the cut
                    boolean border = l.id().startsWith("MCL-d") || l.id().startsWith("POL");
                    assertFalse(!border && a.body().equals(bone.id()) && inside.inside(a.position()), l.id());
                }
            }
        }
        for (CartilageLayer c : medial.subject().tissue().cartilages()) {
            CartilageLayer kept = p.tissue().cartilages().stream().filter(k -> k.id().equals(c.id())).findFirst().orElseThrow();
            double[] of = areas(c.surface());
            double[] left = areas(kept.surface());
            assertEquals(of[1], left[1], 1e-12, c.id());
            // the patella and what it runs on stay
            double most = c.body().startsWith("tibia") ? 0.1 : c.body().startsWith("femur") ? 0.6 : 1;
            assertTrue(left[0] <= most * of[0], c.id() + ": " + left[0] + " of " + of[0] + " m2");
        }
    }

    /** Of the medial and the lateral side, m2. */
    private static double[] areas(TriangleMesh m) {
        double[] a = new double[2];
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 u = m.corner(t, 1).minus(m.corner(t, 0));
            a[m.corner(t, 0).z() > 0 ? 1 : 0] += 0.5 * u.cross(m.corner(t, 2).minus(m.corner(t, 0))).norm();
        }
        return a;
    }

    private static Solution balance(Problem p, String... settings) throws IOException {
        try (InputStream in = Files.newInputStream(KneePlanTest.bundles().resolve("org.orthotwin.solver.balance/plugin.xml"))) {
            return SolverDeclaration.solve(SolverDeclaration.of(in, "balance", BalanceSolver.class), p, settings);
        }
    }

    private static double[] contact(Solution s) {
        return s.tables().stream().filter(t -> t.name().equals("balance-contact")).findFirst().orElseThrow().rows().getFirst();
    }

    /**
     * Insert and cartilage carry the knee together. What stands between the bones does not change the gap of the bones, so that an insert
     * 2 mm thicker makes it 2 mm narrower.
     */
    @Test
    void theKneeRestsOnTheInsertAndTheOtherCartilage() throws IOException {
        String[] settings = {"load.compression", "400N", "to", "0deg", "gap", "0deg", "gap.force", "178N", "pressure", "0deg"};
        Solution thin = balance(medial.problem("4-8"), settings);
        Solution thick = balance(medial.problem("4-10"), settings);
        for (Solution s : List.of(thin, thick)) {
            assertEquals(Solution.Status.CONVERGED, s.status(), s.messages().toString());
            double[] c = contact(s);
            assertTrue(c[2] > 20 && c[3] > 20, c[2] + " N medially, " + c[3] + " N laterally");
        }
        double gap = thin.values().get("balance.gap.0.medial").si();
        assertEquals(0.002, gap - thick.values().get("balance.gap.0.medial").si(), 2e-5);
        assertEquals(thin.values().get("balance.gap.0.lateral").si(), thick.values().get("balance.gap.0.lateral").si(), 1e-6);
        // taut ligaments press besides the load along the tibia
        assertTrue(contact(thick)[2] + contact(thick)[3] > 395, contact(thick)[2] + " and " + contact(thick)[3] + " N");
        // the map has both in the axes of the insert: cartilage beside it, at the height of the joint line
        List<double[]> map = thin.tables().stream().filter(t -> t.name().equals("balance-map")).findFirst().orElseThrow().rows();
        PartModel insert = medial.part("partial-insert", "4-8");
        double beside = 0.5 * insert.parameter("insert.width");
        assertTrue(map.stream().anyMatch(r -> Math.abs(r[3]) < beside) && map.stream().anyMatch(r -> r[3] > beside + 0.01));
        map.forEach(r -> assertEquals(insert.parameter("bearing.layer"), r[2], 0.012));
    }

    /** Only the insert wears: its volume is that of the medial side. */
    @Test
    @Tag("long")
    void theInsertWearsBesideTheCartilage() throws IOException {
        try (InputStream in = Files.newInputStream(KneePlanTest.bundles().resolve("org.orthotwin.solver.wear/plugin.xml"))) {
            Solution s = SolverDeclaration.solve(SolverDeclaration.of(in, "wear", WearSolver.class), medial.problem(null), "wear.factor",
                    "2.64e-7mm3/N.m", "years", "1yr");
            double[] end = s.tables().stream().filter(t -> t.name().equals("wear-years")).findFirst().orElseThrow().rows().getLast();
            assertEquals(end[2], end[3], 1e-12);
            assertTrue(1e9 * end[2] > 0.5 && 1e9 * end[2] < 34, 1e9 * end[2] + " mm3 in a million steps");
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Resection;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.simulation.Assembler.Assembled;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Reaming;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.Problem;

/** From a plan to bones and parts in place, and the plans that cannot be carried out. */
class AssemblerTest {

    private static SyntheticHip hip;
    private static Case plan;

    @BeforeAll
    static void open() throws IOException {
        hip = SyntheticHip.shared();
        plan = hip.planOnly();
    }

    private static RigidTransform feature(Problem p, String role, String name) {
        PlacedPart part = p.part(role).orElseThrow();
        return part.pose().times(part.part().feature(name));
    }

    private static void coincide(RigidTransform a, RigidTransform b, String what) {
        assertEquals(0, a.translation().distance(b.translation()), 1e-12, what);
        assertEquals(1, a.axis(2).dot(b.axis(2)), 1e-12, what);
    }

    /** Origin of the joint on both sides at the neutral position. */
    private static void closes(Problem p, String parentRole, String childRole) {
        RigidTransform child = p.joint().childInParent(0, 0, 0);
        Vec3 head = child.apply(feature(p, childRole, "bearing").translation());
        assertEquals(0, head.distance(feature(p, parentRole, "bearing").translation()), 1e-12);
    }

    @Test
    void matedPartsClose() {
        Problem p = SyntheticHip.assemble(plan).problem();
        assertEquals(List.of("cup", "liner", "head", "stem"), p.parts().stream().map(PlacedPart::role).toList());
        coincide(feature(p, "stem", "taper"), feature(p, "head", "taper"), "taper");
        coincide(feature(p, "cup", "liner"), feature(p, "liner", "shell"), "liner in its cup");
        assertEquals("pelvis", p.part("liner").orElseThrow().body());
        assertEquals("femur.right", p.part("head").orElseThrow().body());
        closes(p, "liner", "head");
    }

    @Test
    void aMobileInsertStaysWithItsLiner() {
        Case dual = dualMobility();
        Problem p = SyntheticHip.assemble(dual).problem();
        coincide(feature(p, "cup", "liner"), feature(p, "liner", "shell"), "metal liner in its cup");
        coincide(feature(p, "stem", "taper"), feature(p, "head", "taper"), "taper");
        assertEquals(5, p.parts().size());
        Vec3 liner = feature(p, "liner", "bearing").translation();
        Vec3 insert = feature(p, "insert", "shell").translation();
        PlacedPart placed = p.part("insert").orElseThrow();
        Vec3 inPelvis = placed.body().equals("pelvis") ? insert : p.joint().childInParent(0, 0, 0).apply(insert);
        assertEquals(0, liner.distance(inPelvis), 1e-12, "the insert's shell turns about the liner's centre");
    }

    private static Case dualMobility() {
        Case c = hip.planOnly();
        Plan q = c.plan(Optional.empty()).orElseThrow();
        q.setAssembly("generic/dual-mobility");
        placement(q, "liner").setComponent("generic/liner-mobility");
        placement(q, "liner").setSize("C");
        placement(q, "head").setSize("28-4");
        Placement insert = ScenarioFactory.eINSTANCE.createPlacement();
        insert.setId("restore.insert");
        insert.setName("insert");
        insert.setRole("insert");
        insert.setComponent("generic/insert-mobility");
        insert.setSize("C-28");
        q.getPlacements().add(insert);
        return c;
    }

    private static Placement placement(Plan p, String role) {
        return p.getPlacements().stream().filter(x -> role.equals(x.getRole())).findFirst().orElseThrow();
    }

    /** The capsule lies on the head of the plan, 36 mm, in its place; before, on the native one, from which it has its length at rest. */
    @Test
    void theCapsuleLiesOnTheHeadOfThePlan() {
        Assembled a = SyntheticHip.assemble(plan);
        Vec3 head = a.problem().part("head").orElseThrow().pose().translation();
        double radius = 0.5 * a.problem().part("head").orElseThrow().part().parameter("head.diameter");
        assertEquals(32, a.problem().tissue().ligaments().size());
        for (int i = 0; i < 32; i++) {
            LigamentBundle now = a.problem().tissue().ligaments().get(i);
            LigamentBundle before = a.nativeProblem().tissue().ligaments().get(i);
            assertEquals(radius, now.wraps().getFirst().dimension("radius"), 1e-15);
            assertEquals(0, now.wraps().getFirst().pose().translation().distance(head), 1e-15);
            assertEquals(before.wraps(), now.recordedWraps());
            assertTrue(before.wraps().getFirst().dimension("radius") > radius + 0.003);
            assertEquals(0, before.wraps().getFirst().pose().translation().distance(
                    a.nativeProblem().body("femur.right").landmark("FHC")), 1e-12);
        }
    }

    @Test
    void theFemurIsCutAndTheNativeOneIsNot() {
        Assembled a = SyntheticHip.assemble(plan);
        TriangleMesh whole = a.nativeProblem().body("femur.right").surface("outer");
        assertSame(whole, a.problem().body("femur.right").surface("outer"));
        assertFalse(a.nativeProblem().body("femur.right").surfaces().containsKey("resected"));
        TriangleMesh cut = a.problem().body("femur.right").surface("resected");
        double lost = MassProperties.of(whole).volume() - MassProperties.of(cut).volume();
        assertTrue(lost > 30e-6 && lost < 120e-6, "head and part of the neck have " + lost * 1e6 + " cm3");
        RigidTransform plane = feature(a.problem(), "stem", "resection");
        for (int i = 0; i < cut.vertexCount(); i++) {
            double above = cut.vertex(i).minus(plane.translation()).dot(plane.axis(2));
            assertTrue(above < 1e-9, "a point " + above + " m above the plane of the cut");
        }
        assertFalse(a.problem().body("pelvis").surfaces().containsKey("resected"));
    }

    @Test
    void aPlannedResectionReplacesThatOfTheStem() {
        Case c = hip.planOnly();
        Resection r = ScenarioFactory.eINSTANCE.createResection();
        r.setId("cut");
        r.setName("cut");
        r.setBone("femur.right");
        r.setFrame("isb.femur");
        r.setPoint(new Vec3(0, -0.2, 0));
        r.setNormal(Vec3.Y);
        c.plan(Optional.empty()).orElseThrow().getResections().add(r);
        Problem p = SyntheticHip.assemble(c).problem();
        RigidTransform frame = p.body("femur.right").frame("isb.femur").inverse();
        double top = Double.NEGATIVE_INFINITY;
        double[] v = frame.applyAll(p.body("femur.right").surface("resected").vertices());
        for (int i = 1; i < v.length; i += 3) {
            top = Math.max(top, v[i]);
        }
        assertEquals(-0.2, top, 1e-9);
        r.setBone("tibia");
        InputException e = SyntheticHip.refusal("resection.bone", () -> SyntheticHip.assemble(c));
        assertTrue(e.getMessage().contains("'tibia'") && e.getMessage().contains("femur.right"), e.getMessage());
    }

    @Test
    void reamingTakesAwayWhatThePartFills() {
        Assembled a = SyntheticHip.assemble(plan);
        TriangleMesh bone = a.problem().body("pelvis").surface("outer");
        TriangleMesh reamed = Reaming.of(a.problem(), Monitor.NONE).get("pelvis");
        PlacedPart cup = a.problem().part("cup").orElseThrow();
        TriangleMesh tool = cup.part().surfaces().get("reaming").transformed(cup.pose());
        TriangleMesh removed = org.orthotwin.geometry.Resection.removedByEnvelope(bone, tool);
        double before = MassProperties.of(bone).volume();
        double after = MassProperties.of(reamed).volume();
        double gone = MassProperties.of(removed).volume();
        assertEquals(before, after + gone, 1e-6 * before);
        assertTrue(gone > 1e-6 && gone < MassProperties.of(tool).volume(), "removed " + gone * 1e6 + " cm3");
        assertEquals(List.of("pelvis"), List.copyOf(Reaming.of(a.problem(), Monitor.NONE).keySet()));
        assertTrue(Reaming.of(a.nativeProblem(), Monitor.NONE).isEmpty());
    }

    // ---- a changed plan

    @Test
    void aChangedPlanIsAnsweredOnTheSameSurfaces() {
        Simulation base = new Simulation(plan, List.of(), Monitor.NONE);
        Problem p = base.assembler().assemble(base.source().plan(Optional.empty()), Monitor.NONE).problem();
        Simulation turned = base.with(List.of("plan.cup.inclination.radiographic=45deg"), Monitor.NONE);
        Problem q = turned.assembler().assemble(turned.source().plan(Optional.empty()), Monitor.NONE).problem();
        for (String bone : List.of("pelvis", "femur.right")) {
            p.body(bone).surfaces().forEach((role, mesh) -> assertSame(mesh, q.body(bone).surface(role), bone + " " + role));
        }
        for (PlacedPart part : p.parts()) {
            assertSame(part.part(), q.part(part.role()).orElseThrow().part(), part.role());
        }
        assertFalse(p.part("cup").orElseThrow().pose().equals(q.part("cup").orElseThrow().pose()));
        Simulation heavier = base.with(List.of("subject.mass=90kg"), Monitor.NONE);
        assertSame(p.body("pelvis").surface("outer"), heavier.assembler().bodies().getFirst().surface("outer"));
        assertEquals(90, heavier.assembler().assemble(Optional.empty(), Monitor.NONE).problem().person().mass());
        Simulation elsewhere = base.with(List.of("bones.pelvis.landmarks.RASIS.uncertainty=9mm"), Monitor.NONE);
        assertNotSame(p.body("pelvis").surface("outer"), elsewhere.assembler().bodies().getFirst().surface("outer"));
    }

    /** Two threads may use a case beside each other: bones are shared, cut surfaces are not. */
    @Test
    void aTwinSharesBonesAndGivesTheSameNumbers() {
        Simulation base = new Simulation(plan, List.of("plan.cup.inclination.radiographic=45deg"), Monitor.NONE);
        Simulation twin = base.twin(Monitor.NONE);
        assertSame(base.assembler().bodies().getFirst().surface("outer"), twin.assembler().bodies().getFirst().surface("outer"));
        Problem p = base.assembler().assemble(base.source().plan(Optional.empty()), Monitor.NONE).problem();
        Problem q = twin.assembler().assemble(twin.source().plan(Optional.empty()), Monitor.NONE).problem();
        assertNotSame(p.body("femur.right").surface("resected"), q.body("femur.right").surface("resected"));
        assertEquals(SyntheticHip.values(base.preview(base.source().plan(Optional.empty()), 1, 1, Monitor.NONE)),
                SyntheticHip.values(twin.preview(twin.source().plan(Optional.empty()), 1, 1, Monitor.NONE)));
    }

    /** What a path leads to is read as it can be set: a setting's default, an attribute, a coordinate in another convention. */
    @Test
    void valuesAreReadByTheirPaths() {
        Simulation s = new Simulation(plan, List.of("plan.cup.inclination.radiographic=45deg"), Monitor.NONE);
        assertEquals(Math.toRadians(45), s.value("plan.cup.inclination.radiographic").si(), 1e-12);
        assertEquals(s.value("plan.cup.inclination.radiographic"), s.value("plan.cup.inclination"));
        Simulation set = s.with(List.of("plan.cup.inclination.operative=0.6rad"), Monitor.NONE);
        assertEquals(0.6, set.value("plan.cup.inclination.operative").si(), 1e-9);
        assertEquals("kg", s.value("subject.mass").unit().symbol());
        assertEquals(s.source().anatomy().orElseThrow().getSubject().getMass().getValue(), s.value("subject.mass").si());
        SyntheticHip.refusal("set.number", () -> s.value("plan.cup.size"));
        SyntheticHip.refusal("path.unknown", () -> s.value("plan.cup.inclinatoin"));
    }

    @Test
    void theShortWayGivesTheNumbersOfTheLongOne() {
        Case c = hip.with(s -> s.getRequests().forEach(r -> r.getSettings().clear()));
        String change = "plan.cup.inclination.radiographic=46deg";
        Simulation shortWay = new Simulation(c, List.of(), Monitor.NONE);
        shortWay.run(shortWay.source().plan(Optional.empty()), 1, 2, Monitor.NONE);
        shortWay = shortWay.with(List.of(change), Monitor.NONE);
        RunResult a = shortWay.run(shortWay.source().plan(Optional.empty()), 1, 2, Monitor.NONE);
        RunResult b = SyntheticHip.run(c, change);
        assertEquals(SyntheticHip.values(b), SyntheticHip.values(a));
        assertEquals(b.provenance().get("overrides"), a.provenance().get("overrides"));
    }

    // ---- parts that do not go together

    @Test
    void aForbiddenPairIsRefusedWithItsSource() {
        InputException e = SyntheticHip.refusal("pair.forbidden", () -> SyntheticHip.assemble(plan, "plan.head.size=32+0"));
        for (String word : List.of("head", "liner", "ORI-", "diameter", "OR-IFU-01")) {
            assertTrue(e.getMessage().contains(word), word + " in: " + e.getMessage());
        }
    }

    @Test
    void aRecalledPartIsRefused() {
        InputException e = SyntheticHip.refusal("notice.recall", () -> SyntheticHip.assemble(plan,
                "plan.liner.component=generic/liner-lip10", "plan.liner.size=D-40"));
        for (String word : List.of("2026-05-18", "Locking rim", "OR-FSN-2026-03")) {
            assertTrue(e.getMessage().contains(word), word + " in: " + e.getMessage());
        }
        SyntheticHip.refusal("notice.disapproval", () -> SyntheticHip.assemble(plan, "plan.head.component=generic/head-ceramic",
                "plan.head.size=36+12"));
    }

    @Test
    void aReplacedPartIsUsedWithAWarning() {
        List<Diagnostic> warnings = SyntheticHip.assemble(plan, "plan.liner.size=C-28", "plan.head.size=28+0-A").warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertEquals(Severity.WARNING, warnings.getFirst().severity());
        assertTrue(warnings.getFirst().toString().contains("ORI-HM-28-P00-A"), warnings.toString());
    }

    @Test
    void aPairToBeUsedWithCareIsUsedWithAWarning() {
        List<Diagnostic> warnings = SyntheticHip.assemble(plan, "plan.stem.size=2-high-127", "plan.head.size=36+8").warnings();
        assertEquals(List.of("pair.warned"), warnings.stream().map(Diagnostic::code).toList());
        assertTrue(warnings.getFirst().toString().contains("75 kg"), warnings.toString());
    }

    @Test
    void aPartThatItsMakerDoesNotListForTheRoleIsUsedWithAWarning() {
        // its features fit, so it can be put in; its maker lists it for dual mobility only
        List<Diagnostic> warnings = SyntheticHip.assemble(plan, "plan.liner.component=generic/liner-mobility", "plan.liner.size=C")
                .warnings();
        assertTrue(warnings.stream().map(Diagnostic::code).toList().contains("assembly.unlisted"), warnings.toString());
        Diagnostic said = warnings.stream().filter(d -> d.code().equals("assembly.unlisted")).findFirst().orElseThrow();
        assertTrue(said.toString().contains("liner") && said.toString().contains("generic/total-hip")
                && said.toString().contains("liner-flat"), said.toString());
        assertEquals(List.of(), SyntheticHip.assemble(dualMobility()).warnings());
    }

    @Test
    void whatThePlanNamesMustBeThere() {
        refused("placement.part", "head-steel", "plan.head.component=generic/head-steel");
        refused("placement.part", "99", "plan.cup.size=99");
        refused("placement.value", "'inclination'", "plan.cup.convention=rigid");
        refused("assembly.unknown", "generic/half-hip", "plan.assembly=generic/half-hip");
        refused("placement.bone", "sacrum", "plan.cup.bone=sacrum");
        refused("placement.frame", "pelvis.none", "plan.cup.frame=pelvis.none");
        refused("placement.convention", "hip.cap", "plan.cup.convention=hip.cap");
    }

    private static void refused(String code, String word, String override) {
        InputException e = SyntheticHip.refusal(code, () -> SyntheticHip.assemble(plan, override));
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    @Test
    void anAssemblyMustBeWhole() {
        Case without = hip.planOnly();
        without.plan(Optional.empty()).orElseThrow().getPlacements().removeIf(p -> p.getRole().equals("liner"));
        InputException e = SyntheticHip.refusal("assembly.missing", () -> SyntheticHip.assemble(without));
        assertTrue(e.getMessage().contains("'liner'"), e.getMessage());
        Case loose = hip.planOnly();
        loose.plan(Optional.empty()).orElseThrow().setAssembly(null);
        SyntheticHip.refusal("placement.loose", () -> SyntheticHip.assemble(loose));
    }

    @Test
    void aCancelIsHeard() {
        Monitor cancelled = Monitor.until(() -> true);
        Assertions.assertThrows(CancellationException.class, () -> new Simulation(plan, List.of(), cancelled));
        Simulation s = new Simulation(hip.load(), List.of(), Monitor.NONE);
        Assertions.assertThrows(CancellationException.class, () -> s.run(s.source().plan(Optional.empty()), 1, 2, cancelled));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.edit.EditCommands;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.implant.ImplantPackage;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.twin.TwinPackage;

class EditCommandsTest {

    private static Landmark asis(Anatomy a) {
        return a.getBones().getFirst().getLandmarks().getFirst();
    }

    private static Placement cup(Scenario s) {
        return s.getPlans().getFirst().getPlacements().getFirst();
    }

    private static Landmark newLandmark() {
        Landmark l = AnatomyFactory.eINSTANCE.createLandmark();
        l.setId("pelvis.PT");
        l.setCode("PT");
        l.setPosition(new Vec3(0, 0, 0.02));
        return l;
    }

    private static Plan newPlan() {
        Plan p = ScenarioFactory.eINSTANCE.createPlan();
        p.setId("c");
        return p;
    }

    private static DataReference surface(String role) {
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setRole(role);
        r.setPath("meshes/new.ply");
        return r;
    }

    private static Provenance provenance() {
        Provenance p = AnatomyFactory.eINSTANCE.createProvenance();
        p.setId("new");
        return p;
    }

    @Test
    void aSurfaceTakesThePlaceOfTheOneOfItsRole() {
        Bone b = Golden.anatomy().getBones().getFirst();
        List<String> roles = b.getSurfaces().stream().map(DataReference::getRole).toList();
        assertTrue(roles.contains("outer"), roles.toString());
        DataReference r = surface("outer");
        Provenance how = provenance();
        commands().setSurface(b, r, how).execute();
        assertEquals(roles, b.getSurfaces().stream().map(DataReference::getRole).toList());
        assertEquals(r, b.getSurfaces().get(roles.indexOf("outer")));
        assertEquals(how, r.getProvenance());
        assertEquals(how, b.getProvenance());
        assertEquals(how, ((Anatomy) b.eContainer()).getProvenances().getLast());
        assertFalse(commands().setSurface(AnatomyFactory.eINSTANCE.createBone(), surface("outer"), provenance()).canExecute());
    }

    @TestFactory
    Stream<DynamicTest> everyCommandPassesTheKernel() {
        List<Stream<DynamicTest>> all = List.of(
            CommandKernel.cases("set a number", Golden::anatomy, (c, a) -> c.set(asis(a), AnatomyPackage.Literals.LANDMARK__UNCERTAINTY,
                    0.002), "Set landmark 'pelvis.RASIS' of bone 'pelvis': uncertainty to 2 mm"),
            CommandKernel.cases("set a text", Golden::catalogue, (c, k) -> c.set(k, ImplantPackage.Literals.CATALOGUE__VERSION, "3"),
                    "Set catalogue 'acme': version to 3"),
            CommandKernel.cases("set a choice", Golden::anatomy, (c, a) -> c.set(a.getSubject(), AnatomyPackage.Literals.SUBJECT__SEX,
                    org.orthotwin.model.anatomy.Sex.MALE), "Set subject 'subject-1': sex to male"),
            CommandKernel.cases("set a reference", Golden::anatomy, (c, a) -> c.set(a.getJoints().getFirst(),
                    AnatomyPackage.Literals.JOINT__CHILD, a.getBones().getFirst()), "Set joint 'hip-r': child to bone 'pelvis'"),
            CommandKernel.cases("set a list", Golden::catalogue, (c, k) -> c.set(k.getProductLines().getFirst().getComponents().getFirst(),
                    ImplantPackage.Literals.COMPONENT__MATERIALS, List.of("CoCr")),
                    "Set component 'stem' of product line 'one': materials to CoCr"),
            CommandKernel.cases("clear an attribute", Golden::anatomy, (c, a) -> c.set(asis(a), AnatomyPackage.Literals.LANDMARK__POSITION,
                    null), "Clear landmark 'pelvis.RASIS' of bone 'pelvis': position"),
            CommandKernel.cases("clear a target", Golden::scenario, (c, s) -> c.set(s.getMeasurements().getFirst(),
                    ScenarioPackage.Literals.MEASUREMENT_REQUEST__UPPER, null), "Clear measurement 'hip.rom.flexion': upper"),
            CommandKernel.cases("set by path", Golden::scenario, (c, s) -> c.setPath(s, "plan.cup.inclination", "45deg"),
                    "Set plan.cup.inclination to 45deg"),
            CommandKernel.cases("set a text setting to a number", Golden::scenario, (c, s) -> c.setPath(s, "requests.rom.method", "3 mm"),
                    "Set requests.rom.method to 3 mm"),
            CommandKernel.cases("add at the end", Golden::anatomy, (c, a) -> c.add(a.getBones().getFirst(),
                    AnatomyPackage.Literals.BONE__LANDMARKS, newLandmark()), "Add landmark 'pelvis.PT' to bone 'pelvis'"),
            CommandKernel.cases("add in front", Golden::scenario, (c, s) -> c.add(s, ScenarioPackage.Literals.SCENARIO__PLANS,
                    newPlan(), 0),
                    "Add plan 'c' to scenario 'case-1'"),
            CommandKernel.cases("remove from a list", Golden::anatomy, (c, a) -> c.remove(a.getMuscles().getFirst()),
                    "Remove muscle 'gmed'"),
            CommandKernel.cases("remove what others refer to", Golden::anatomy, (c, a) -> c.remove(a.getBones().get(1)),
                    "Remove bone 'femur-r'"),
            CommandKernel.cases("remove a landmark of a frame", Golden::anatomy, (c, a) -> c.remove(asis(a)),
                    "Remove landmark 'pelvis.RASIS' of bone 'pelvis'"),
            CommandKernel.cases("remove a single element", Golden::anatomy, (c, a) -> c.remove(a.getSubject().getMass()),
                    "Remove quantity 'mass' of subject 'subject-1'"),
            CommandKernel.cases("remove several", Golden::anatomy, (c, a) -> c.remove(List.of(a.getBones().get(1), a.getBones().get(1)
                    .getFrames().getFirst(), a.getMuscles().getFirst(), a.getJoints().getFirst())), "Remove 3 elements"),
            CommandKernel.cases("remove a size", Golden::catalogue, (c, k) -> c.remove(k.getNotices().getFirst().getSizes().getFirst()),
                    "Remove size 'stem.1' of component 'stem' of product line 'one'"),
            CommandKernel.cases("remove a state", Golden::twin, (c, t) -> c.remove(t.getStates().getFirst()), "Remove state 's1'"),
            CommandKernel.cases("remove the active plan", Golden::scenario, (c, s) -> c.remove(s.getActivePlan()), "Remove plan 'a'"),
            CommandKernel.cases("move to the front", Golden::scenario, (c, s) -> c.move(s.getPlans().get(1), 0),
                    "Move plan 'b' to place 1"),
            CommandKernel.cases("set a coordinate", Golden::scenario, (c, s) -> c.setCoordinate(cup(s), "inclination", Math.toRadians(45),
                    Unit.of("rad")), "Set cup inclination to 45 deg"),
            CommandKernel.cases("set a coordinate that is not there", Golden::scenario, (c, s) -> c.setCoordinate(cup(s), "medial", 0.0025,
                    Unit.of("m")), "Set cup medial to 2.5 mm"),
            CommandKernel.cases("set a setting", Golden::scenario, (c, s) -> c.setNumber(s.getRequests().getFirst().getSettings().get(1), 3,
                    Unit.of("1")), "Set setting 'method' of solver request 'rom' to 3"),
            CommandKernel.cases("choose a part", Golden::scenario, (c, s) -> c.setPart(cup(s), "acme/cup2", "cup2.54"),
                    "Choose acme/cup2 cup2.54 as cup"),
            CommandKernel.cases("choose a part and what goes with it", Golden::scenario, (c, s) -> c.setPart(cup(s), "acme/cup2", "54",
                    Map.of(s.getPlans().getFirst().getPlacements().getLast(), "9")), "Choose acme/cup2 54 as cup, with "
                            + Golden.scenario().getPlans().getFirst().getPlacements().getLast().getRole() + " 9"),
            CommandKernel.cases("lock", Golden::anatomy, (c, a) -> c.lock(a.getBones().getFirst().getLandmarks().get(1), true),
                    "Lock landmark 'pelvis.LASIS' of bone 'pelvis'"),
            CommandKernel.cases("unlock", Golden::anatomy, (c, a) -> c.lock(asis(a), false),
                    "Unlock landmark 'pelvis.RASIS' of bone 'pelvis'"),
            CommandKernel.cases("move a landmark", Golden::anatomy, (c, a) -> c.moveLandmark(a.getBones().getFirst().getLandmarks().get(1),
                    new Vec3(0.061, 0.09, -0.12)), "Set landmark 'pelvis.LASIS' of bone 'pelvis' to (61, 90, -120) mm"),
            CommandKernel.cases("tie a joint to another proximal bone", Golden::anatomy, (c, a) -> c.reconnect(a.getJoints().getFirst(),
                    a.getBones().get(1), true), "Connect joint 'hip-r' to bone 'femur-r'"),
            CommandKernel.cases("tie a joint to another distal bone", Golden::anatomy, (c, a) -> c.reconnect(a.getJoints().getFirst(),
                    a.getBones().getFirst(), false), "Connect joint 'hip-r' to bone 'pelvis'"),
            CommandKernel.cases("replace a surface", Golden::anatomy, (c, a) -> c.setSurface(a.getBones().getFirst(), surface("outer"),
                    provenance()), "Rebuild the surface of bone 'pelvis'"),
            CommandKernel.cases("add a surface", Golden::anatomy, (c, a) -> c.setSurface(a.getBones().getFirst(), surface("inner"),
                    provenance()), "Rebuild the surface of bone 'pelvis'"),
            CommandKernel.cases("confirm on a new surface", EditCommandsTest::rebuilt, (c, a) -> c.confirmOnSurface(a.getBones()
                    .getFirst()),
                    "Confirm landmarks and density of bone 'pelvis' on the rebuilt surface"),
            CommandKernel.cases("activate", Golden::scenario, (c, s) -> c.activate(s, s.getPlans().get(1)),
                    "Make plan 'b' the active plan"),
            CommandKernel.cases("begin", Golden::scenario, (c, s) -> c.begin(s.getPlans().getFirst(), "a2", "Second thoughts"),
                    "Begin plan 'a2' as a copy of plan 'a'"),
            CommandKernel.cases("take", Golden::scenario, (c, s) -> c.take(s, Golden.scenario().getPlans().getFirst(), "a2",
                    "Varied"), "Take over plan 'a2'"),
            CommandKernel.cases("rename", Golden::scenario, (c, s) -> c.rename(s.getPlans().getFirst(), "First"),
                    "Rename plan 'a' to 'First'"),
            CommandKernel.cases("remove the plan in work", Golden::scenario, (c, s) -> c.removePlan(s.getActivePlan()), "Remove plan 'a'"),
            CommandKernel.cases("remove another plan", Golden::scenario, (c, s) -> c.removePlan(s.getPlans().get(1)), "Remove plan 'b'"),
            CommandKernel.cases("remove one plan of those that are chosen", Golden::scenario, (c, s) -> c.removePlans(List.of(s.getPlans()
                    .get(1))), "Remove plan 'b'"),
            CommandKernel.cases("remove the plan in work and another", EditCommandsTest::threePlans, (c, s) -> c.removePlans(s.getPlans()
                    .subList(0, 2)), "Remove 2 elements"),
            CommandKernel.cases("remove two others", EditCommandsTest::threePlans, (c, s) -> c.removePlans(s.getPlans().subList(1, 3)),
                    "Remove 2 elements"),
            CommandKernel.cases("replay", Golden::scenario, (c, s) -> c.replay(List.of(new JournalEntry(Instant.EPOCH, "",
                    JournalEntry.Kind.DONE, "", List.of(new ModelChange(ModelChange.Kind.REMOVE, "scenario", "plans", 1, -1, null, "")),
                    "")), Map.of("scenario", s)), "Replay edits: 1"));
        return all.stream().flatMap(s -> s);
    }

    private static Anatomy rebuilt() {
        Anatomy a = Golden.anatomy();
        Provenance how = provenance();
        how.setId("pelvis.surface.2");
        a.getProvenances().add(how);
        DataReference r = surface("outer");
        r.setProvenance(how);
        a.getBones().getFirst().getSurfaces().set(0, r);
        return a;
    }

    /** What was found on the surface before is told until somebody says that it holds. */
    @Test
    void landmarksOfTheSurfaceBeforeAreTold() {
        assertEquals(List.of(), stale(Golden.anatomy()));
        Anatomy a = rebuilt();
        int n = a.getBones().getFirst().getLandmarks().size();
        List<Diagnostic> told = stale(a);
        assertEquals(1, told.size());
        assertTrue(told.getFirst().text("en").contains(" " + n + " of its landmarks"), told.getFirst().text("en"));
        commands().confirmOnSurface(a.getBones().getFirst()).execute();
        assertEquals(List.of(), stale(a));
        Provenance p = a.getBones().getFirst().getLandmarks().getFirst().getProvenance();
        assertTrue(p.getMethod().endsWith("confirmed by hand on the surface pelvis.surface.2"), p.getMethod());
        assertTrue(ModelValidator.validate(a).stream().noneMatch(d -> d.code().equals("model.id-twice")));
        assertFalse(commands().confirmOnSurface(Golden.anatomy().getBones().getFirst()).canExecute());
    }

    private static List<Diagnostic> stale(Anatomy a) {
        return ModelValidator.validate(a).stream().filter(d -> d.code().startsWith("bone.stale")).toList();
    }

    private static Scenario threePlans() {
        Scenario s = Golden.scenario();
        Plan third = EcoreUtil.copy(s.getPlans().get(1));
        third.setId("c");
        s.getPlans().add(third);
        return s;
    }

    /** A new method of EditCommands without a case of the kernel is found here. */
    @Test
    void noCommandIsLeftOut() {
        Set<String> tried = new HashSet<>(List.of("set", "setPath", "add", "remove", "move", "setCoordinate", "setNumber", "setPart",
                "lock",
                "moveLandmark", "setSurface", "confirmOnSurface", "reconnect", "activate", "begin", "take", "rename", "removePlan",
                "removePlans", "replay"));
        Set<String> there = new TreeSet<>();
        for (Method m : EditCommands.class.getMethods()) {
            if (Command.class.isAssignableFrom(m.getReturnType())) {
                there.add(m.getName());
            }
        }
        assertEquals(new TreeSet<>(tried), there);
    }

    private static EditCommands commands() {
        return new EditCommands(ModelEditing.newDomain(), "en");
    }

    @Test
    void whatMakesNoSenseCannotBeExecuted() {
        Anatomy a = Golden.anatomy();
        assertFalse(commands().remove(a).canExecute());
        assertFalse(commands().moveLandmark(asis(a), Vec3.ZERO).canExecute(), "a locked landmark stays");
        assertFalse(commands().move(a.getSubject(), 0).canExecute());
        assertThrows(InputException.class, () -> commands().setPath(Golden.scenario(), "plan.cup.inclination", "45kg"));
    }

    @Test
    void removingLeavesNoReferenceBehind() {
        Anatomy a = Golden.anatomy();
        commands().remove(a.getBones().get(1)).execute();
        assertFalse(ModelFiles.text(a).contains("femur-r"));
        Anatomy b = Golden.anatomy();
        commands().remove(List.of(b.getBones().getFirst(), b.getBones().getLast(), b.getJoints().getFirst())).execute();
        assertFalse(ModelFiles.text(b).contains("femur-r"));
        assertFalse(ModelFiles.text(b).contains("pelvis"));
        assertFalse(commands().remove(List.of(b, b.getMuscles().getFirst())).canExecute());
        Scenario s = Golden.scenario();
        commands().remove(s.getActivePlan()).execute();
        assertEquals(null, s.getActivePlan());
        assertTrue(ModelValidator.validate(s).isEmpty());
        org.orthotwin.model.twin.Twin t = Golden.twin();
        commands().remove(t.getObservations().getFirst()).execute();
        assertTrue(t.getStates().get(1).getInputs().isEmpty());
        assertEquals(TwinPackage.Literals.TWIN, t.eClass());
    }

    @Test
    void thePlanBesideOneThatIsTakenAwayIsWorkedOn() {
        Scenario s = Golden.scenario();
        Plan b = s.getPlans().get(1);
        commands().removePlan(s.getActivePlan()).execute();
        assertEquals(b, s.getActivePlan());
        assertEquals(List.of(b), s.getPlans());
        commands().begin(b, "b2", "B").execute();
        assertEquals("b2", s.getActivePlan().getId());
        assertEquals(List.of(), ModelValidator.validate(s));
    }

    @Test
    void aCopiedPlanIsValid() {
        Scenario s = Golden.scenario();
        commands().begin(s.getPlans().getFirst(), "a2", "Second").execute();
        assertEquals(List.of(), ModelValidator.validate(s));
        assertEquals("a2.a.cup", s.getPlans().getLast().getPlacements().getFirst().getId());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.eclipse.emf.common.command.BasicCommandStack;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.edit.domain.EditingDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.edit.EditCommands;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.edit.ModelRecorder;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.scenario.Setting;

class JournalFileTest {

    private static final Instant TIME = Instant.parse("2026-11-26T10:00:00.25Z");

    private static Map<String, EObject> models() {
        Map<String, EObject> roots = new LinkedHashMap<>();
        roots.put("scenario", Golden.scenario());
        roots.put("anatomy", Golden.anatomy());
        return roots;
    }

    private static String text(Map<String, ? extends EObject> roots) {
        return ModelFiles.text(roots.get("scenario")) + ModelFiles.text(roots.get("anatomy"));
    }

    private static JournalEntry entry(String what, List<ModelChange> changes) {
        return new JournalEntry(TIME, "Anna", JournalEntry.Kind.DONE, what, changes, "");
    }

    /** What somebody does for an hour, with undo and redo in between, gives the same bytes when its journal is done again. */
    @Test
    void aWalkOfEditsIsTheSameFileWhenItIsReplayed(@TempDir Path folder) {
        for (int seed = 1; seed <= 2; seed++) {
            Map<String, EObject> roots = models();
            EditingDomain domain = ModelEditing.newDomain();
            BasicCommandStack stack = (BasicCommandStack) domain.getCommandStack();
            ModelRecorder recorder = new ModelRecorder(roots);
            List<JournalEntry> entries = new ArrayList<>();
            Random random = new Random(seed);
            Set<ModelChange.Kind> kinds = new HashSet<>();
            while (entries.size() < 250) {
                int what = random.nextInt(10);
                if (what == 0 && stack.canUndo()) {
                    stack.undo();
                } else if (what == 1 && stack.canRedo()) {
                    stack.redo();
                } else {
                    Command c = command(new EditCommands(domain, "en"), roots, random);
                    if (!c.canExecute()) {
                        continue;
                    }
                    stack.execute(c);
                }
                entries.add(entry("step " + entries.size(), recorder.changes(roots)));
                entries.getLast().changes().forEach(c -> kinds.add(c.kind()));
            }
            assertEquals(Set.of(ModelChange.Kind.values()), kinds);
            Path file = folder.resolve(seed + ".journal");
            JournalFile.write(file, entries);
            List<JournalEntry> read = JournalFile.read(file);
            assertEquals(entries, read);
            Map<String, EObject> again = models();
            JournalFile.replay(read, again);
            assertNotEquals(text(models()), text(roots));
            assertEquals(text(roots), text(again));
            assertEquals(List.of(), recorder.changes(again));
        }
    }

    private static Command command(EditCommands commands, Map<String, EObject> roots, Random random) {
        Scenario s = (Scenario) roots.get("scenario");
        Anatomy a = (Anatomy) roots.get("anatomy");
        List<Plan> plans = s.getPlans();
        Plan plan = plans.get(random.nextInt(plans.size()));
        List<Placement> parts = plan.getPlacements().isEmpty() ? s.getPlans().getFirst().getPlacements() : plan.getPlacements();
        List<Bone> bones = a.getBones();
        List<Landmark> landmarks = bones.isEmpty() ? List.of() : bones.get(random.nextInt(bones.size())).getLandmarks();
        Landmark mark = landmarks.isEmpty() ? null : landmarks.get(random.nextInt(landmarks.size()));
        int what = random.nextInt(14);
        if (what < 4 && parts.isEmpty() || what >= 9 && what < 13 && mark == null) {
            return commands.rename(plan, "Name " + random.nextInt(100));
        }
        return switch (what) {
            case 0, 1 -> commands.setCoordinate(parts.getFirst(), "inclination", random.nextGaussian(), Unit.of("rad"));
            case 2 -> commands.setCoordinate(parts.getLast(), "c" + random.nextInt(4), -0.0 * random.nextInt(2), Unit.of("m"));
            case 3 -> commands.setPart(parts.getFirst(), "acme/cup2", "4\u00e9\"\n" + random.nextInt(60));
            case 4 -> commands.activate(s, plan);
            case 5 -> plans.size() < 5 ? commands.begin(plan, "copy" + random.nextInt(1_000_000), "Copy of /#2")
                    : commands.removePlan(plan);
            case 6 -> commands.move(plan, random.nextInt(plans.size()));
            case 7 -> plans.size() > 1 ? commands.removePlan(plan) : commands.rename(plan, "Only");
            case 8 -> commands.set(s, ScenarioPackage.Literals.SCENARIO__SEED, random.nextLong());
            case 9 -> commands.lock(mark, random.nextBoolean());
            case 10 -> commands.moveLandmark(mark, new Vec3(random.nextDouble(), random.nextGaussian() * 1e-9, 0.1 + 0.2));
            case 11 -> commands.set(mark, AnatomyPackage.Literals.LANDMARK__UNCERTAINTY, random.nextDouble() / 3);
            case 12 -> landmarks.size() > 1 ? commands.remove(mark) : commands.lock(mark, true);
            default -> commands.set(plan, AnatomyPackage.Literals.NAMED_ELEMENT__ID, "id" + random.nextInt(1_000_000));
        };
    }

    @Test
    void replayingIsOneStepThatCanBeUndone() {
        Map<String, EObject> roots = models();
        ModelRecorder recorder = new ModelRecorder(roots);
        EditingDomain domain = ModelEditing.newDomain();
        BasicCommandStack stack = (BasicCommandStack) domain.getCommandStack();
        EditCommands commands = new EditCommands(domain, "en");
        Scenario s = (Scenario) roots.get("scenario");
        String before = text(roots);
        stack.execute(commands.begin(s.getPlans().getFirst(), "other", "Other"));
        stack.execute(commands.setPath(s, "plan.cup.inclination", "50deg"));
        stack.execute(commands.remove(((Anatomy) roots.get("anatomy")).getBones().get(1)));
        List<JournalEntry> entries = List.of(entry("all", recorder.changes(roots)));
        String after = text(roots);

        Map<String, EObject> others = models();
        EditingDomain second = ModelEditing.newDomain();
        Command replay = new EditCommands(second, "en").replay(entries, others);
        assertEquals("Replay edits: 1", replay.getLabel());
        assertEquals(before, text(others));
        second.getCommandStack().execute(replay);
        assertEquals(after, text(others));
        second.getCommandStack().undo();
        assertEquals(before, text(others));
        second.getCommandStack().redo();
        assertEquals(after, text(others));
    }

    @Test
    void aLineIsReadableAndMayBeWrittenByHand() {
        Map<String, EObject> roots = models();
        ModelRecorder recorder = new ModelRecorder(roots);
        Scenario s = (Scenario) roots.get("scenario");
        Plan plan = s.getActivePlan();
        Placement cup = plan.getPlacements().getFirst();
        Setting inclination = cup.getCoordinates().stream().filter(c -> "inclination".equals(c.getName())).findFirst().orElseThrow();
        inclination.setNumber(0.75);
        List<ModelChange> changes = recorder.changes(roots);
        assertEquals("{\"time\":\"2026-11-26T10:00:00.250Z\",\"author\":\"Anna\",\"kind\":\"done\",\"what\":\"Set it\",\"changes\":[{"
                + "\"set\":\"scenario/plans/" + plan.getId() + "/placements/cup/coordinates/inclination\",\"feature\":\"number\",\"value\":"
                + "0.75,\"unit\":\"rad\"}]}\n", JournalFile.line(entry("Set it", changes)));

        ModelChange recorded = changes.getFirst();
        new ModelChange(recorded.kind(), recorded.path(), recorded.feature(), -1, -1, 45.0, "deg").apply(roots);
        assertEquals(Math.toRadians(45), inclination.getNumber(), 1e-15);
    }

    @Test
    void whatCannotBeDoneIsNamedAndLeavesTheModels() {
        Map<String, EObject> roots = models();
        String before = text(roots);
        ModelChange good = new ModelChange(ModelChange.Kind.SET, "scenario", "seed", -1, -1, "77", "");
        ModelChange bad = new ModelChange(ModelChange.Kind.SET, "scenario/plans/nobody", "name", -1, -1, "x", "");
        InputException e = assertThrows(InputException.class, () -> new EditCommands(ModelEditing.newDomain(), "en").replay(List.of(
                entry("first", List.of(good)), entry("second", List.of(bad))), roots));
        assertEquals("\"second\" cannot be done to this case: there is no scenario/plans/nobody in this case", e.diagnostic().text("en"));
        assertEquals(before, text(roots));
        for (ModelChange c : List.of(
                new ModelChange(ModelChange.Kind.SET, "scenario", "colour", -1, -1, "red", ""),
                new ModelChange(ModelChange.Kind.SET, "scenario", "seed", -1, -1, "many", ""),
                new ModelChange(ModelChange.Kind.SET, "scenario", "seed", -1, -1, List.of(), ""),
                new ModelChange(ModelChange.Kind.REMOVE, "scenario", "plans", 99, -1, null, ""),
                new ModelChange(ModelChange.Kind.REMOVE, "scenario", "seed", 0, -1, null, ""),
                new ModelChange(ModelChange.Kind.ADD, "scenario", "plans", 0, -1, "plan", ""),
                new ModelChange(ModelChange.Kind.ADD, "scenario", "plans", 0, -1, Map.of("eClass", "Setting"), ""))) {
            assertThrows(InputException.class, () -> c.apply(roots), c::toString);
            assertEquals(before, text(roots));
        }
    }

    @Test
    void aBrokenFileIsRefusedByLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.journal");
        String head = JournalFile.head();
        String line = JournalFile.line(entry("fine", List.of()));
        Files.writeString(file, "# a comment\n\n" + head + "# another\n" + line);
        assertEquals(1, JournalFile.read(file).size());
        Files.writeString(file, head + line + "{\"time\":\"yesterday\",\"author\":\"\",\"kind\":\"done\"}\n");
        assertTrue(refusal(file).contains("line 3"), refusal(file));
        for (String broken : List.of("", "{}\n", "<xml/>\n", line, "{\"orthotwin-journal\":2}\n", head + "[]\n", head
                + "{\"time\":\"" + TIME
                + "\",\"kind\":\"sung\"}\n", head + line.replace("}\n", ",\"changes\":[{\"set\":\"scenario\",\"colour\":1}]}\n"))) {
            Files.writeString(file, broken);
            assertFalse(refusal(file).isEmpty(), broken);
        }
        Files.delete(file);
        assertTrue(refusal(file).contains("no journal"));
    }

    private static String refusal(Path file) {
        return assertThrows(InputException.class, () -> JournalFile.read(file)).diagnostic().text("en");
    }

    @Test
    void aCaseIsFoundInItsJournalByItsLatestState() {
        Scenario s = Golden.scenario();
        String first = JournalFile.state(s);
        JournalEntry opened = new JournalEntry(TIME, "", JournalEntry.Kind.OPENED, "", List.of(), first);
        JournalEntry saved = new JournalEntry(TIME, "", JournalEntry.Kind.SAVED, "", List.of(), "other");
        List<JournalEntry> all = List.of(opened, entry("a", List.of()), saved, entry("b", List.of()));
        assertEquals(1, JournalFile.position(all, first));
        assertEquals(3, JournalFile.position(all, "other"));
        assertEquals(-1, JournalFile.position(all, "none"));
    }

    /** What was being written when the program ended is no entry, and no reason to lose the others. */
    @Test
    void aLineThatIsCutOffIsPassedOverWhereAJournalGrows(@TempDir Path folder) throws IOException {
        JournalEntry e = new JournalEntry(Instant.EPOCH, "A", JournalEntry.Kind.NOTE, "d\u00e9j\u00e0", List.of(), "");
        Path file = folder.resolve("a.journal");
        byte[] whole = JournalFile.text(List.of(e, e)).getBytes(StandardCharsets.UTF_8);
        int line = JournalFile.line(e).getBytes(StandardCharsets.UTF_8).length;
        for (int cut = 0; cut <= line; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertEquals(cut == 0 ? List.of(e, e) : List.of(e), JournalFile.readAsFarAsWritten(file), "without " + cut + " bytes");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));
        assertThrows(InputException.class, () -> JournalFile.read(file));
    }
}

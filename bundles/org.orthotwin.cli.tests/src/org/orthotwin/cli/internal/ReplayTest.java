/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.JsonText;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalEntry.Kind;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.edit.ModelChange;
import org.orthotwin.model.edit.ModelRecorder;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;

/** A case that is edited and saved twice, and its journal done again from each of its states. */
class ReplayTest {

    @TempDir
    Path folder;

    private Path file;
    private Path bones;
    private Path journal;
    private String first;
    private String firstBones;
    private String second;
    private String third;
    private String thirdBones;

    @BeforeEach
    void edit() throws IOException {
        file = folder.resolve("case.scenario");
        bones = folder.resolve("case.anatomy");
        journal = folder.resolve("case.journal");
        Anatomy a = AnatomyFactory.eINSTANCE.createAnatomy();
        a.setId("bones");
        Bone femur = AnatomyFactory.eINSTANCE.createBone();
        femur.setId("femur");
        a.getBones().add(femur);
        AnatomyFiles.save(bones, a);
        Scenario s = ScenarioFactory.eINSTANCE.createScenario();
        s.setId("case");
        s.setAnatomy(DataFiles.reference(file, bones, null));
        ScenarioFiles.save(file, s);
        first = Files.readString(file);
        firstBones = Files.readString(bones);
        Map<String, org.eclipse.emf.ecore.EObject> roots = Map.of("scenario", s, "anatomy", a);
        ModelRecorder recorder = new ModelRecorder(roots);
        JournalEntry opened = entry(Kind.OPENED, "", List.of(), JournalFile.state(s));
        Plan p = ScenarioFactory.eINSTANCE.createPlan();
        p.setId("p");
        s.getPlans().add(p);
        s.setActivePlan(p);
        JournalEntry begun = entry(Kind.DONE, "Begin", recorder.changes(roots), "");
        ScenarioFiles.save(file, s);
        second = Files.readString(file);
        JournalEntry saved = entry(Kind.SAVED, "", recorder.changes(roots), JournalFile.state(s));
        femur.setName("Femur");
        p.setName("P");
        JournalEntry named = entry(Kind.DONE, "Name", recorder.changes(roots), "");
        AnatomyFiles.save(bones, a);
        s.getAnatomy().setSha256(DataFiles.reference(file, bones, null).getSha256());
        ScenarioFiles.save(file, s);
        third = Files.readString(file);
        thirdBones = Files.readString(bones);
        JournalFile.write(journal, List.of(opened, begun, saved, named, entry(Kind.SAVED, "", recorder.changes(roots),
                JournalFile.state(s))));
    }

    private static JournalEntry entry(Kind kind, String what, List<ModelChange> changes, String state) {
        return new JournalEntry(Instant.parse("2026-11-26T10:00:00Z"), "Anna", kind, what, changes, state);
    }

    private void set(String scenario, String anatomy) throws IOException {
        Files.writeString(file, scenario);
        Files.writeString(bones, anatomy);
    }

    private static Map<?, ?> replay(Call call) {
        assertEquals(0, call.exitCode(), call::err);
        return (Map<?, ?>) JsonText.parse(call.out());
    }

    @Test
    void fromTheBeginningAndFromTheMiddleItEndsWithTheSameBytes() throws IOException {
        set(first, firstBones);
        Map<?, ?> all = replay(Call.of(List.of("replay", file.toString(), journal.toString(), "--out", file.toString(), "--json")));
        assertEquals(third, Files.readString(file));
        assertEquals(thirdBones, Files.readString(bones));
        assertEquals(Boolean.TRUE, all.get("matches"));
        assertEquals(3.0, all.get("edits"));

        set(second, firstBones);
        Map<?, ?> rest = replay(Call.of(List.of("replay", file.toString(), journal.toString(), "--out", file.toString(), "--json")));
        assertEquals(third, Files.readString(file));
        assertEquals(thirdBones, Files.readString(bones));
        assertEquals(3.0, rest.get("skipped"));

        Map<?, ?> none = replay(Call.of(List.of("replay", file.toString(), journal.toString(), "--json")));
        assertEquals(5.0, none.get("skipped"));
        assertEquals(List.of(), none.get("entries"));
    }

    @Test
    void anotherScenarioGetsBonesOfItsOwnAndLeavesTheCase() throws IOException {
        set(first, firstBones);
        Path out = folder.resolve("again.scenario");
        replay(Call.of(List.of("replay", file.toString(), journal.toString(), "--out", out.toString(), "--json")));
        assertEquals(first, Files.readString(file));
        assertEquals(firstBones, Files.readString(bones));
        assertEquals(thirdBones, Files.readString(folder.resolve("again.anatomy")));
        assertEquals("P", ScenarioFiles.load(out).getActivePlan().getName());
        assertEquals("again.anatomy", ScenarioFiles.load(out).getAnatomy().getPath());
    }

    @Test
    void aStrangersCaseIsToldOf() throws IOException {
        set(first.replace("id=\"case\"", "id=\"another\""), firstBones);
        Call call = Call.of(List.of("replay", file.toString(), journal.toString(), "--lang", "fr"));
        assertEquals(0, call.exitCode(), call::err);
        assertTrue(call.err().contains("ne connaît pas cet état"), call::err);
        assertTrue(call.err().contains("n'est pas celui par lequel le journal finit"), call::err);
        assertTrue(call.out().contains("modifications faites : 3"), call::out);
        Files.writeString(journal, JournalFile.text(List.of(entry(Kind.DONE, "Name", List.of(new ModelChange(ModelChange.Kind.SET,
                "scenario/plans/q", "name", -1, -1, "Q", "")), ""))));
        Call refused = Call.of(List.of("replay", file.toString(), journal.toString(), "--out", file.toString()));
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("there is no scenario/plans/q"), refused::err);
        assertTrue(Files.readString(file).contains("another"));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.simulation.Case;

/** A case is two files, one with the hash of the other: whatever stops their writing, a case that can be opened is left. */
class CaseSaveTest {

    @TempDir
    Path folder;

    private Path scenarioFile;
    private Path anatomyFile;
    private byte[] oldScenario;
    private byte[] oldAnatomy;
    private Case models;

    @BeforeEach
    void change() throws IOException {
        scenarioFile = folder.resolve("a.scenario");
        anatomyFile = folder.resolve("a.anatomy");
        Anatomy a = AnatomyFactory.eINSTANCE.createAnatomy();
        a.setName("Old anatomy");
        AnatomyFiles.save(anatomyFile, a);
        Scenario s = ScenarioFactory.eINSTANCE.createScenario();
        s.setName("Old scenario");
        s.setAnatomy(DataFiles.reference(scenarioFile, anatomyFile, null));
        ScenarioFiles.save(scenarioFile, s);
        oldScenario = Files.readAllBytes(scenarioFile);
        oldAnatomy = Files.readAllBytes(anatomyFile);
        models = load();
        models.scenario().setName("Changed scenario");
        models.anatomy().orElseThrow().setName("Changed anatomy");
    }

    private Case load() {
        return Case.load(scenarioFile);
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(".")).toList();
        }
    }

    private void isOld() throws IOException {
        Case c = load();
        assertFalse(c.scenario().getName().startsWith("Changed"));
        assertArrayEquals(oldScenario, Files.readAllBytes(scenarioFile));
        assertArrayEquals(oldAnatomy, Files.readAllBytes(anatomyFile));
    }

    @Test
    void bothFilesAreWrittenAndNothingElseStays() throws IOException {
        String expected = ModelFiles.text(models.saved());
        models.save();
        assertEquals(expected, Files.readString(scenarioFile));
        assertEquals("Changed anatomy", load().anatomy().orElseThrow().getName());
        assertEquals(List.of(), hidden());
    }

    /** The state of the folder when the program ended after the anatomy and before the scenario. */
    @Test
    void endedBetweenTheFilesTheCaseIsAsBefore() throws IOException {
        models.save();
        byte[] newAnatomy = Files.readAllBytes(anatomyFile);
        byte[] newScenario = Files.readAllBytes(scenarioFile);
        Files.write(scenarioFile, oldScenario);
        Path kept = folder.resolve(".a.anatomy.kept");
        // without what is kept the hash refuses it
        SyntheticHip.refusal("data.changed", this::load);
        Files.write(kept, oldAnatomy);
        isOld();
        assertEquals(List.of(), hidden());
        // ended after both, before what is kept went away: it is no longer asked for, and the next who saves removes it
        Files.write(anatomyFile, newAnatomy);
        Files.write(scenarioFile, newScenario);
        Files.write(kept, oldAnatomy);
        assertEquals("Changed anatomy", load().anatomy().orElseThrow().getName());
        load().save();
        assertEquals(List.of(), hidden());
        assertArrayEquals(newScenario, Files.readAllBytes(scenarioFile));
        // what is kept of another state takes no one's place
        Files.write(anatomyFile, oldAnatomy);
        Files.write(kept, new byte[] {1, 2, 3});
        SyntheticHip.refusal("data.changed", this::load);
        assertArrayEquals(oldAnatomy, Files.readAllBytes(anatomyFile));
    }

    @Test
    void whereTheScenarioCannotBeWrittenTheAnatomyIsAsBefore() throws IOException {
        Path away = folder.resolve("away");
        Files.move(scenarioFile, away);
        Files.createDirectories(scenarioFile.resolve("inside"));
        String before = ModelFiles.text(models.scenario());
        InputException e = assertThrows(InputException.class, models::save);
        assertTrue(e.getMessage().contains("a.scenario"), e.getMessage());
        assertEquals(before, ModelFiles.text(models.scenario()));
        Files.delete(scenarioFile.resolve("inside"));
        Files.delete(scenarioFile);
        Files.move(away, scenarioFile);
        isOld();
        assertEquals(List.of(), hidden());
        // and then it goes
        models.save();
        assertEquals("Changed scenario", ScenarioFiles.load(scenarioFile).getName());
    }
}

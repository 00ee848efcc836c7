/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.simulation.Assembler.Assembled;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** The bundled hip with its synthetic subject, in a folder, and what tests do to it. */
record SyntheticHip(Path folder, Path scenarioFile) {

    private static SyntheticHip shared;

    /** One for all tests, as its bones take seconds to make; its files are only read. */
    static synchronized SyntheticHip shared() throws IOException {
        if (shared == null) {
            Path folder = Files.createTempDirectory("orthotwin-hip");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            shared = new SyntheticHip(folder, Cases.open("hip-tha", folder, Monitor.NONE));
        }
        return shared;
    }

    private static void delete(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path p : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the files, to be changed. */
    SyntheticHip copy(Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path p : walk.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(folder.relativize(p).toString());
                Files.createDirectories(target.getParent());
                Files.copy(p, target);
            }
        }
        return new SyntheticHip(to, to.resolve(scenarioFile.getFileName()));
    }

    Path anatomyFile() {
        return folder.resolve("hip-tha.anatomy");
    }

    Case load() {
        return Case.load(scenarioFile);
    }

    /** Without solvers: what is measured is the plan. */
    Case planOnly() {
        Case c = load();
        c.scenario().getRequests().clear();
        return c;
    }

    /** A change to the models of the loaded case. */
    Case with(Consumer<Scenario> change) {
        Case c = load();
        change.accept(c.scenario());
        return c;
    }

    /** Writes a changed anatomy and puts its new hash into the scenario. */
    void rewriteAnatomy(Consumer<Anatomy> change) throws IOException {
        Anatomy a = AnatomyFiles.load(anatomyFile());
        change.accept(a);
        AnatomyFiles.save(anatomyFile(), a);
        Scenario s = ScenarioFiles.load(scenarioFile);
        s.setAnatomy(DataFiles.reference(scenarioFile, anatomyFile(), null));
        ScenarioFiles.save(scenarioFile, s);
    }

    static RunResult run(Case c, String... overrides) {
        Simulation s = new Simulation(c, List.of(overrides), Monitor.NONE);
        return s.run(s.source().plan(Optional.empty()), 1, 2, Monitor.NONE);
    }

    static Assembled assemble(Case c, String... overrides) {
        Simulation s = new Simulation(c, List.of(overrides), Monitor.NONE);
        return s.assembler().assemble(s.source().plan(Optional.empty()), Monitor.NONE);
    }

    /** Values by id, SI. */
    static Map<String, Double> values(RunResult r) {
        Map<String, Double> all = new TreeMap<>();
        for (Measured m : r.measurements()) {
            all.put(m.definition().id(), m.value().si());
        }
        return all;
    }

    /** The refusal of something, which must have this code. */
    static InputException refusal(String code, Executable what) {
        InputException e = assertThrows(InputException.class, what);
        if (!e.diagnostic().code().equals(code)) {
            throw new AssertionError("code " + e.diagnostic().code() + " instead of " + code + ": " + e.getMessage(), e);
        }
        return e;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line with {@code --lang fr}. */
class FrenchTest {

    static Stream<String> verbs() {
        return Verbs.registry().all().stream().map(v -> v.name());
    }

    /** No sentence of the help is left in English; what people type stays as it is. */
    @ParameterizedTest
    @MethodSource("verbs")
    void helpOfAVerbIsFrench(String verb) {
        String english = help(verb, "--help");
        String french = help(verb, "--help", "--lang", "fr");
        assertTrue(french.contains("Affiche cette aide."), french);
        for (String line : english.lines().skip(1).toList()) {
            // what stands behind an option's name, or alone in a line
            String said = line.replaceFirst("^ +(-\\S+, +)?\\S+ {2,}", "").strip();
            boolean sentence = said.contains(" ") && said.endsWith(".") && !said.endsWith("...") && !said.startsWith("[");
            assertFalse(sentence && french.contains(said), verb + ": " + said);
        }
    }

    @Test
    void helpOfAllIsFrench() {
        String all = help("--lang", "fr", "--help");
        assertTrue(all.startsWith("Usage : ") && all.contains("Verbes :") && all.contains("dispositif médical"), all);
        Set<String> expected = Set.of("run", "compare", "sweep", "adjust", "propose", "validate", "measure", "convert", "catalog",
                "solvers", "joints", "generate", "install", "uninstall", "version", "volume", "dicom", "segment", "labels", "surface",
                "cartilage", "landmarks", "density", "twin", "follow", "observe", "alerts", "replay");
        Set<String> missing = new TreeSet<>(expected);
        verbs().forEach(missing::remove);
        assertEquals(Set.of(), missing);
    }

    @Test
    void aRefusalIsFrench() {
        Call call = Call.of(List.of("validate", "nowhere.scenario", "--lang", "fr"));
        assertEquals(2, call.exitCode());
        assertEquals("orthotwin: il n'y a pas de fichier 'nowhere.scenario'\n", call.err());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("catalogue", "catalog connaît list, show et check, pas « catalogue »", List.of("catalog", "catalogue")),
                Arguments.of("side", "--side est « up », mais doit être left ou right",
                        List.of("generate", "subject", "--side", "up", "--out", "nowhere")),
                Arguments.of("sweep", "« cup » n'est pas de la forme chemin=de:à:pas ou chemin=a,b,c",
                        List.of("sweep", "example:hip-rom-analytic", "--vary", "cup")),
                Arguments.of("observe",
                        "« take » n'est rien que l'on puisse faire ; add, import, fetch, withdraw, restore et aside le sont",
                        List.of("observe", "take", "nowhere.twin", "knee.flexion=104deg")),
                Arguments.of("threads", "--threads vaut 0, mais doit être au moins 1", List.of("joints", "--threads", "0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void aRefusedOptionIsToldInFrench(String name, String sentence, List<String> line) {
        List<String> french = new ArrayList<>(line);
        french.addAll(List.of("--lang", "fr"));
        Call call = Call.of(french);
        assertEquals(2, call.exitCode(), call::err);
        assertEquals("orthotwin: " + sentence + "\n", call.err());
    }

    @Test
    void whatIsDoneWithLabelsIsToldInFrench(@TempDir Path folder) throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.nrrd"), "NRRD0004\ntype: uint8\ndimension: 3\n"
                + "space: left-posterior-superior\nsizes: 2 2 2\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n"
                + "encoding: ascii\n\n1 1 1 1 0 0 0 0\n");
        Path out = folder.resolve("out.nrrd");
        Path said = folder.resolve("said.nrrd");
        List<String> line = new ArrayList<>(List.of("labels", "edit", labels.toString(), "--do", "relabel 1 femur", "--out", out.toString(),
                "--corrections", said.toString(), "--lang", "fr"));
        Call written = Call.of(line);
        assertEquals(0, written.exitCode(), written::err);
        assertTrue(written.out().contains("étiquettes : " + out) && written.out().contains("corrections : " + said), written::out);
        line.add("--dry-run");
        Call dry = Call.of(line);
        assertEquals(0, dry.exitCode(), dry::err);
        assertTrue(dry.out().contains("un essai : rien n'a été écrit") && !dry.out().contains("étiquettes"), dry::out);
    }

    private static String help(String... line) {
        Call call = Call.of(List.of(line));
        assertEquals(0, call.exitCode(), call::err);
        return call.out();
    }
}

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;

/** Command lines that cannot be meant: exit code 2, one sentence that names the word and what would be right, nothing written. */
class BadWordsTest {

    private static final String ANALYTIC = "example:hip-rom-analytic";

    /** Stands for a case with a subject. */
    private static final String CASE = "<case>";
    private static final String SURFACE = "cube.stl";

    @TempDir
    static Path cases;

    /** The same for all lines: to make its subject takes seconds. */
    private static Path hip;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() throws IOException {
        hip = Cases.open("hip-tha", cases, Monitor.NONE);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                line("unknown option", List.of("run", ANALYTIC, "--outt", "x"), "--outt"),
                line("missing operand", List.of("run"), "scenario"),
                line("too many operands", List.of("run", ANALYTIC, "another"), "another"),
                line("missing value", List.of("run", ANALYTIC, "--out"), "--out"),
                line("missing required option", List.of("generate", "subject"), "--out"),
                line("unknown case", List.of("run", "example:hip-thx"), "hip-thx", "hip-tha"),
                line("missing file", List.of("run", "nothing.scenario"), "nothing.scenario"),
                line("folder for a file", List.of("run", "."), "folder"),
                line("override without a value", List.of("run", ANALYTIC, "--set", "cup"), "cup", "path=value"),
                line("unknown path", List.of("run", ANALYTIC, "--set", "cup.inclination.radiografic=45deg"), "cup.inclination.radiografic",
                        "cup.inclination.radiographic"),
                line("beginning of a path", List.of("run", ANALYTIC, "--set", "cup.inclination=45deg"), "'cup.inclination'",
                        "near to it: cup.inclination.radiographic"),
                line("setting that does not count", List.of("run", CASE, "--set", "cup.inclination.radiographic=60deg"),
                        "'cup.inclination.radiographic'", "plain numbers", "set plan.cup.inclination.radiographic"),
                line("unknown path in a plan", List.of("measure", CASE, "--set", "plan.cup.inclinaton=45deg"), "plan.cup.inclinaton",
                        "inclination"),
                line("number without a unit", List.of("run", ANALYTIC, "--set", "cup.inclination.radiographic=45"),
                        "cup.inclination.radiographic",
                        "45", "deg"),
                line("unknown unit", List.of("run", ANALYTIC, "--set", "head.diameter=28inch"), "head.diameter", "inch", "mm"),
                line("unit of something else", List.of("run", ANALYTIC, "--set", "head.diameter=28deg"), "head.diameter", "deg", "mm"),
                line("text for a number", List.of("run", ANALYTIC, "--set", "head.diameter=large"), "head.diameter", "large"),
                line("NaN", List.of("run", ANALYTIC, "--set", "head.diameter=NaNmm"), "head.diameter", "NaN"),
                line("value out of range", List.of("run", ANALYTIC, "--set", "head.diameter=-28mm"), "head.diameter", "-28", "mm"),
                line("neck thicker than the head", List.of("run", ANALYTIC, "--set", "neck.diameter=30mm", "--set", "head.diameter=28mm"),
                        "neck",
                        "15 mm", "14 mm"),
                line("unknown choice", List.of("run", ANALYTIC, "--set", "method=guess"), "method", "guess", "analytic"),
                line("unknown plan", List.of("measure", CASE, "--plan", "b"), "'b'", "restore"),
                line("no threads", List.of("run", ANALYTIC, "--threads", "0"), "--threads", "0", "1"),
                line("threads in words", List.of("run", ANALYTIC, "--threads", "two"), "--threads", "two"),
                line("fraction of a seed", List.of("run", ANALYTIC, "--seed", "1.5"), "--seed", "1.5"),
                line("unknown language", List.of("run", ANALYTIC, "--lang", "xx"), "--lang", "xx", "en", "fr"),
                line("a sweep over nothing", List.of("sweep", ANALYTIC, "--vary", "head.diameter="), "head.diameter"),
                line("a sweep without a step", List.of("sweep", ANALYTIC, "--vary", "head.diameter=28mm:32mm"), "head.diameter",
                        "from:to:step"),
                line("a sweep backwards", List.of("sweep", ANALYTIC, "--vary", "head.diameter=32mm:28mm:1mm"), "head.diameter"),
                line("a sweep without an end", List.of("sweep", ANALYTIC, "--vary", "head.diameter=28mm:32mm:1e-9mm"), "head.diameter",
                        "100000"),
                line("a sweep for no goal", List.of("sweep", ANALYTIC, "--vary", "head.diameter=28mm", "--objective",
                        "hip.rom.flexion=best"), "hip.rom.flexion=best", "most"),
                line("a sweep for what nobody measures", List.of("sweep", ANALYTIC, "--vary", "head.diameter=28mm", "--objective",
                        "hip.rom.flexoin=most"), "hip.rom.flexoin", "hip.rom.flexion"),
                line("lists of different lengths", List.of("sweep", ANALYTIC, "--list", "--vary", "head.diameter=28mm,32mm", "--vary",
                        "neck.diameter=10mm"), "neck.diameter", "1", "2"),
                line("nothing that may change", List.of("adjust", ANALYTIC, "--vary", "head.size=a,b", "--want", "hip.rom.flexion=120deg"),
                        "--vary path=lower..upper"),
                line("numbers for words", List.of("adjust", ANALYTIC, "--vary", "head.diameter=28mm,32mm", "--want",
                        "hip.rom.flexion=120deg"), "head.diameter", "lower..upper"),
                line("a wish for nothing", List.of("adjust", ANALYTIC, "--vary", "head.diameter", "--want", "hip.rom.flexion"),
                        "hip.rom.flexion", "measurement=value"),
                line("nothing to compare", List.of("compare", ANALYTIC), "two plans"),
                line("surface without a unit", List.of("measure", "cube.stl"), "cube.stl", "unit of length", "mm"),
                line("surface in feet", List.of("validate", "cube.stl", "--unit", "ft"), "ft", "mm"),
                line("unknown format", List.of("convert", "cube.stl", "cube.xyz", "--unit", "mm"), "xyz", "stl"),
                line("unknown component", List.of("catalog", "show", "generic/cupp"), "cupp", "cup-pressfit"),
                line("unknown catalogue", List.of("catalog", "show", "acme"), "acme", "generic"),
                line("unknown action", List.of("catalog", "lost"), "lost", "list"),
                line("unknown thing to make", List.of("generate", "truth", "--out", "x"), "truth", "subject"),
                line("unknown side", List.of("generate", "subject", "--side", "up", "--out", "x"), "up", "left"),
                line("unknown joint", List.of("generate", "subject", "--joint", "elbow", "--out", "x"), "elbow", "hip"),
                line("unknown parameter", List.of("generate", "subject", "--set", "femur.colour=2", "--out", "x"), "femur.colour",
                        "femoralVersion"),
                line("parameter out of range", List.of("generate", "subject", "--set", "stature=5m", "--out", "x"), "stature", "5", "m"),
                line("unknown target", List.of("propose", CASE, "--target", "cup.colour=4deg"), "cup.colour"),
                line("no place to ask", List.of("dicom", "query"), "--server", "--from", "title@host:port"),
                line("two places to ask", List.of("dicom", "query", "--server", "https://a.example", "--from", "A@b:104"), "either"),
                line("no DICOM address", List.of("dicom", "query", "--from", "archive.example"), "archive.example", "TITLE@host:port"),
                line("a title too long", List.of("dicom", "echo", "--from", "A@b:104", "--as", "SEVENTEEN LETTERS"), "SEVENTEEN LETTERS"),
                line("no DICOM network", List.of("dicom", "query", "--from", "A@b:104"), "org.orthotwin.dcm4che.feature", "DICOMweb"),
                line("no DICOM network to serve", List.of("dicom", "serve", "--out", "x"), "org.orthotwin.dcm4che.feature"),
                line("nowhere to keep", List.of("dicom", "serve"), "--out"),
                line("no port", List.of("dicom", "serve", "--out", "x", "--port", "70000"), "--port", "70000", "65535"),
                line("a key for nothing", List.of("dicom", "serve", "--out", "x", "--key", "k"), "--key", "--deidentify"),
                line("no certificate to show", List.of("dicom", "serve", "--out", "x", "--tls"), "--tls", "--keys"),
                line("certificates for nothing", List.of("dicom", "serve", "--out", "x", "--trust", "y"), "--trust", "--tls"),
                line("unknown assembly", List.of("propose", CASE, "--assembly", "generic/knee"), "generic/knee"));
    }

    private static Arguments line(String name, List<String> line, String... words) {
        return Arguments.of(name, line, List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void isRefused(String name, List<String> line, List<String> words) throws Exception {
        if (line.contains(SURFACE)) {
            Files.writeString(directory.resolve(SURFACE),
                    "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 9 0 0\nvertex 0 9 0\n"
                    + "endloop\nendfacet\nendsolid a\n");
        }
        List<String> all = new ArrayList<>(line);
        all.replaceAll(w -> w.equals(CASE) ? hip.toString() : w.equals(SURFACE) || w.equals("x") ? directory.resolve(w).toString() : w);
        all.add("--quiet");
        Call call = Call.of(all);
        assertEquals(2, call.exitCode(), call::toString);
        assertEquals("", call.out());
        List<String> said = call.err().lines().toList();
        assertTrue(said.size() == 1 || said.size() == 2 && said.get(1).matches("see orthotwin (\\w+ )?--help"), call::err);
        assertTrue(said.getFirst().startsWith("orthotwin: "), call::err);
        assertFalse(call.err().contains("Exception") || call.err().contains("null"), call::err);
        List<String> missing = words.stream().filter(w -> !said.getFirst().contains(w)).toList();
        assertEquals(List.of(), missing, () -> "words that are missing in: " + call.err());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.filter(f -> !f.endsWith(SURFACE)).toList());
        }
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a French reader is told has no English function word in it. */
class FrenchWordsTest {

    /** Words between blanks; in an id or a setting they stand beside a point, a hyphen or an equals sign. */
    private static final Pattern ENGLISH = Pattern.compile("(?<![\\w.=-])"
            + "(the|is|of|not|and|are|with|from|that|which|for|was|has|by|than|this)(?![\\w.=-])");

    @TempDir
    Path folder;

    /** The lines of what is read, without styles, scripts, pictures and tags, that have an English function word. */
    private static List<String> english(String text) {
        String read = text.replaceAll("(?s)<(style|script).*?</\\1>", "").replaceAll("data:[^\"]*", "").replaceAll("<[^>]*>", "\n");
        return read.lines().map(String::strip).filter(l -> ENGLISH.matcher(l).find()).toList();
    }

    @Test
    void aReportInClosedFormIsFrench() throws IOException {
        Path out = folder.resolve("rapport");
        Call call = Call.of(List.of("run", "example:hip-rom-analytic", "--lang", "fr", "--quiet", "--out", out.toString()));
        assertEquals(0, call.exitCode(), call::err);
        assertEquals(List.of(), english(call.out() + call.err()));
        assertEquals(List.of(), english(Files.readString(out.resolve("report.html"))));
    }

    @Test
    @Tag("long")
    void theReportOfABundledPlanIsFrench() throws IOException {
        Path out = folder.resolve("rapport");
        Call call = Call.of(List.of("run", "example:hip-tha", "--lang", "fr", "--quiet", "--out", out.toString(), "--set",
                "rom.map=false"));
        assertEquals(0, call.exitCode(), call::err);
        assertEquals(List.of(), english(call.out() + call.err()));
        String report = Files.readString(out.resolve("report.html"));
        assertTrue(report.contains("comme dans le f\u00e9mur natif"), "the reason for the stem");
        assertEquals(List.of(), english(report));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;

/** The command example, called as the command line calls it. */
class CountVerbTest {

    @TempDir
    Path folder;

    private String count(boolean json, String... files) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Invocation call = new Invocation("count", new Invocation.Common(json, Optional.empty(), 1, false, false, "en"), Map.of(),
                Map.of("surface", List.of(files)), Monitor.NONE, print, print);
        assertEquals(Invocation.OK, Points.VERBS.get("count").run(call));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void counts() throws Exception {
        String off = Files.writeString(folder.resolve("a.off"), "OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n").toString();
        String obj = Files.writeString(folder.resolve("b.obj"), "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n").toString();
        assertEquals(off + ": 2 triangles, 4 vertices\n" + obj + ": 1 triangles, 3 vertices\n", count(false, off, obj));
        assertEquals(Map.of("surfaces", List.of(Map.of("file", off, "triangles", 2.0, "vertices", 4.0))), JsonText.parse(count(true, off)));
    }

    @Test
    void refusesWhatIsNoSurface() throws Exception {
        String text = Files.writeString(folder.resolve("a.txt"), "x").toString();
        String message = assertThrows(NoSuchElementException.class, () -> count(false, text)).getMessage();
        assertTrue(message.contains("a.txt") && message.contains("off"), message);
    }
}

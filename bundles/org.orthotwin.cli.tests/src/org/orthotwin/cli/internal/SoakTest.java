/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many calls in one process: each prints what the first one did, and memory does not grow. */
@Tag("long")
class SoakTest {

    private static final int ROUNDS = 40;
    /** Rounds after which everything that is kept has been made. */
    private static final int WARM = 5;
    /** What a round may keep for good, bytes; measured growth is noise of some 10 kB. */
    private static final long KEPT = 250_000;

    @TempDir
    Path folder;

    @Test
    void callsLeaveNothingBehind() {
        List<List<String>> lines = List.of(List.of("run", "example:hip-rom-analytic", "--json", "--quiet"),
                List.of("measure", "example:hip-tha", "--json", "--quiet"), List.of("validate", "example:hip-tha", "--json", "--quiet"),
                List.of("catalog", "check", "generic", "--json", "--quiet"),
                List.of("run", "example:hip-tha", "--set", "rom.map.step=30deg", "--json", "--quiet"),
                List.of("generate", "subject", "--seed", "7", "--out", folder.resolve("subject").toString(), "--json", "--quiet"),
                List.of("run", "example:hip-rom-analytic", "--set", "head.diameter=large"));
        List<String> first = new ArrayList<>();
        long before = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> said = new ArrayList<>();
            for (List<String> line : lines) {
                Call call = Call.of(line);
                // the time of the call is all that may differ
                said.add(call.exitCode() + call.out().replaceAll("\"date\": \"[^\"]*\"", "") + call.err());
            }
            if (round == 0) {
                first.addAll(said);
            }
            assertEquals(first, said, "round " + round);
            if (round == WARM) {
                before = used();
            }
        }
        long grown = used() - before;
        assertTrue(grown < KEPT * (ROUNDS - WARM), () -> grown + " bytes more after " + (ROUNDS - WARM) + " rounds");
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan becomes a twin that is followed. */
class CalibrateTest {

    private static final String PLAIN = "example:hip-rom-analytic";
    private static final String CUP = "plan.cup.inclination.radiographic+=normal(0deg,5deg)";

    @TempDir
    Path folder;

    private Call calibrate(String scenario, String... more) {
        List<String> line = new ArrayList<>(List.of("calibrate", folder.resolve("p7.twin").toString(), scenario, "--quiet"));
        line.addAll(List.of(more));
        return Call.of(line);
    }

    private static void refused(String words, Call c) {
        assertEquals(2, c.exitCode(), c.out());
        assertTrue(c.err().contains(words), c.err());
    }

    @Test
    void aNewTwinNeedsItsPatientAndItsOperation() {
        refused("p7.twin", calibrate(PLAIN));
        refused("--operated", calibrate(PLAIN, "--patient", "P-7"));
        refused("--planned", calibrate(PLAIN, "--patient", "P-7", "--operated", "2025-01-10", "--planned", "2027-01-10"));
        refused("has no joint", calibrate(PLAIN, "--patient", "P-7", "--operated", "2025-01-10"));
        assertFalse(Files.exists(folder.resolve("p7.twin")));
    }

    @Test
    void aTwinThatIsThereIsNotBegunAgain() {
        Call begun = Call.of(List.of("observe", "add", folder.resolve("p7.twin").toString(), "hip.operation=1", "--time", "2025-01-10",
                "--patient", "P-7", "--quiet"));
        assertEquals(0, begun.exitCode(), begun.err());
        refused("observe add", calibrate(PLAIN, "--planned", "2027-01-10"));
        refused("P-8", calibrate(PLAIN, "--patient", "P-8"));
    }

    @Tag("long")
    @Test
    void aPlanIsFollowed() throws IOException {
        Call checked = calibrate("example:hip-tha", "--patient", "P-7", "--planned", "2099-01-10", "--dry-run", "--json");
        assertEquals(0, checked.exitCode(), checked.err());
        assertTrue(checked.out().contains("\"checked\"") && !Files.exists(folder.resolve("p7.twin")), checked.out());
        Call c = calibrate("example:hip-tha", "--patient", "P-7", "--planned", "2099-01-10", "--set", "mix.times=1", "--vary", CUP,
                "--runs", "80", "--json");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("\"calibrated\""), c.out());
        String twin = Files.readString(folder.resolve("p7.twin"));
        assertTrue(twin.contains("hip.operation-planned") && twin.contains("P-7"), twin.substring(0, 400));
        assertTrue(twin.contains("definition=\"side\""), "the side of the case's joint");
        Call f = Call.of(List.of("follow", folder.resolve("p7.twin").toString(), "--json", "--quiet"));
        assertEquals(0, f.exitCode(), f.err());
        assertTrue(f.out().contains("plan.cup.inclination.radiographic"), f.out().substring(0, 400));
    }
}

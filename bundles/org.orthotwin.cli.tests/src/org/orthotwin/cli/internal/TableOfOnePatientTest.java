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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that says whose it is begins the twin of that patient; what may be done about nothing is told in a few rows. */
class TableOfOnePatientTest {

    @TempDir
    Path folder;

    private Call call(String... words) {
        return Call.in(folder, words);
    }

    private void table(String name, String... rows) throws IOException {
        Files.writeString(folder.resolve(name), "patient,observable,time,value,unit\n" + String.join("\n", rows) + "\n");
    }

    @Test
    void theColumnSaysWhoseItIs() throws IOException {
        table("one.csv", "K1,knee.operation,2024-01-15,1,", "K1,knee.score.oks,2024-07-15,38,1");
        Call c = call("observe", "import", "@new.twin", "@one.csv");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(call("observe", "import", "@new.twin", "@one.csv", "--json").out().contains("\"K1\""));
        table("two.csv", "K1,knee.operation,2024-01-15,1,", "K2,knee.operation,2024-02-15,1,");
        for (String language : new String[] {"en", "fr"}) {
            c = call("observe", "import", "@other.twin", "@two.csv", "--lang", language);
            assertEquals(2, c.exitCode(), c.err());
            assertTrue(c.err().contains("K1, K2") && c.err().contains("--patient"), c.err());
        }
        assertFalse(Files.exists(folder.resolve("other.twin")));
        Files.writeString(folder.resolve("none.csv"), "observable,time,value,unit\nknee.operation,2024-01-15,1,\n");
        c = call("observe", "import", "@other.twin", "@none.csv");
        assertEquals(2, c.exitCode(), c.err());
        assertTrue(c.err().contains("say whose it is"), c.err());
    }

    @Test
    void whatWasObservedIsToldWhereNothingIsCompared() throws IOException {
        table("one.csv", "K1,knee.operation,2024-01-15,1,", "K1,knee.score.oks,2024-01-05,18,1", "K1,knee.score.oks,2024-07-15,38,1");
        assertEquals(0, call("observe", "import", "@k.twin", "@one.csv").exitCode());
        assertEquals(0, call("follow", "@k.twin").exitCode());
        Call c = call("twin", "what-if", "@k.twin");
        assertEquals(0, c.exitCode(), c.err());
        assertTrue(c.out().contains("Oxford Knee Score") && !c.out().contains("Flexion of the knee") && c.out().contains("--details"), c
                .out());
        assertTrue(call("twin", "what-if", "@k.twin", "--details").out().contains("Flexion of the knee"));
        assertTrue(call("twin", "what-if", "@k.twin", "--json").out().contains("knee.flexion"), "for programs it is whole");
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinFiles;

/** A complication is described on the command line. */
class ObserveNoteTest {

    @Test
    void theNoteIsKept(@TempDir Path folder) {
        Path twin = folder.resolve("p.twin");
        Call c = Call.of(List.of("observe", "add", twin.toString(), "complication=1", "--patient", "P", "--time", "2020-11-20", "--by",
                "Ambulanz", "--note", "wound dehiscence, sutured", "--quiet"));
        assertEquals(0, c.exitCode(), c.err());
        Observation o = TwinFiles.load(twin).getObservations().getFirst();
        assertEquals(Optional.of("wound dehiscence, sutured"), Notes.of(o));
        assertEquals("Ambulanz", o.getDescription());
    }
}

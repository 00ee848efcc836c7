/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.core.runtime.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.ui.ResultFolders;

class ResultFoldersTest {

    @Test
    void resultsLieBesideTheirCase(@TempDir Path folder) {
        assertEquals(folder.resolve("results"), ResultFolders.of(folder.resolve("a.scenario")));
    }

    /** The modules of the Java runtime are a file system that nobody may write to, not even the administrator. */
    @Test
    void thoseOfACaseThatCanOnlyBeReadLieInTheWorkspace() {
        Path file = Path.of(URI.create("jrt:/java.base/java/lang/a.scenario"));
        Path results = ResultFolders.of(file);
        assertTrue(results.startsWith(Platform.getLocation().toPath()), results.toString());
        assertTrue(results.getFileName().toString().startsWith("lang-"), results.toString());
        assertEquals(results, ResultFolders.of(file.resolveSibling("b.scenario")));
        assertNotEquals(results, ResultFolders.of(Path.of(URI.create("jrt:/java.compiler/java/lang/a.scenario"))));
        assertTrue(Files.notExists(results));
    }
}

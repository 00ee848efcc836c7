/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;

/** New projects are whole, and names that would not build are refused. That they build is tried with the whole product. */
class ProjectTemplateTest {

    @TempDir
    private Path folder;

    private static ProjectTemplate.Values values(String id, String name) {
        return ProjectTemplate.Values.of(id, Optional.of(name), Optional.empty(), "https://example.org/p2", Optional.of("tibia"),
                Optional.of("talus"));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftToFillIn(ProjectTemplate template) throws Exception {
        Path out = folder.resolve("out");
        List<String> files = template.write(values("com.acme.lean", "Lean & <mean>"), out);
        try (Stream<Path> there = Files.walk(out)) {
            assertEquals(new TreeSet<>(files), there.filter(Files::isRegularFile).map(f -> out.relativize(f).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertTrue(files.contains("bundles/com.acme.lean/plugin.xml"), files.toString());
        for (String f : files) {
            String text = Files.readString(out.resolve(f));
            assertFalse(text.matches("(?s).*@[a-z]+@.*"), f);
            if (f.endsWith(".xml") || f.endsWith(".scenario")) {
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(out.resolve(f).toFile());
            }
        }
        assertThrows(IllegalArgumentException.class, () -> template.write(values("com.acme.lean", "Lean"), out), "nothing is written over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lean", "Com.acme", "com.acme.", "com..lean", "com.acme.new", "com.acme lean", "../x.y", "org.orthotwin.lean"})
    void namesThatDoNotBuildAreRefused(String id) {
        assertThrows(InputException.class, () -> ProjectTemplate.requireId(id));
    }

    @Test
    void textsThatDoNotFitAreRefused() throws IOException {
        for (String name : List.of("", "a\nb", "say \"no\"", "back\\slash", "@id@", "x".repeat(61))) {
            assertThrows(InputException.class, () -> ProjectTemplate.SOLVER.write(values("com.acme.lean", name), folder.resolve("out")));
        }
        ProjectTemplate.Values same = ProjectTemplate.Values.of("com.acme.knee", Optional.empty(), Optional.empty(),
                "https://example.org/p2", Optional.of("tibia"), Optional.of("tibia"));
        assertThrows(InputException.class, () -> ProjectTemplate.JOINT.write(same, folder.resolve("out")));
        assertFalse(Files.exists(folder.resolve("out")));
    }
}

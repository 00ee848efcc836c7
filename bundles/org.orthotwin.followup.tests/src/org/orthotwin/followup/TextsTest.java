/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said is said in both languages, and everything that has a name has one in both. */
class TextsTest {

    private static Properties texts(String file) throws IOException {
        Properties p = new Properties();
        try (var in = Texts.class.getResourceAsStream(file)) {
            p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return p;
    }

    @Test
    void englishAndFrenchSayTheSame() throws IOException {
        Properties english = texts("messages.properties");
        Properties french = texts("messages_fr.properties");
        assertEquals(new TreeSet<>(english.stringPropertyNames()), new TreeSet<>(french.stringPropertyNames()));
        for (String key : english.stringPropertyNames()) {
            assertEquals(arguments(english.getProperty(key)), arguments(french.getProperty(key)), key);
        }
    }

    /** Which arguments a text shows. */
    private static TreeSet<String> arguments(String pattern) {
        Object[] marks = {"<0>", "<1>", "<2>", "<3>", "<4>", "<5>", "<6>"};
        String text = new MessageFormat(pattern, Locale.ROOT).format(marks);
        TreeSet<String> found = new TreeSet<>();
        for (Object mark : marks) {
            if (text.contains((String) mark)) {
                found.add((String) mark);
            }
        }
        return found;
    }

    @Test
    void everythingHasANameInBothLanguages() {
        for (Observable d : Observables.all()) {
            assertFalse(d.name("en").isBlank() || d.name("fr").isBlank(), d.id());
            assertTrue(d.course().isEmpty() || !d.errorSource().isBlank(), d.id());
            assertTrue(d.priors().stream().noneMatch(p -> p.source().isBlank()), d.id());
            assertEquals(d.course().map(Course::size).orElse(0), d.priors().size(), d.id());
        }
        for (Cause c : Observables.causes()) {
            assertFalse(c.name("en").isBlank() || c.name("fr").equals(c.name("en")), c.id());
            assertFalse(c.source().isBlank());
        }
        for (String joint : List.of("hip", "knee", "shoulder")) {
            for (boolean operated : new boolean[] {false, true}) {
                assertTrue(Observables.causes().stream().filter(c -> c.when().fits(operated) && c.setting().fits(joint, Map.of()))
                        .mapToDouble(Cause::probability).sum() < 1, joint);
            }
        }
    }

    /** What patterns and more than half of the priors come from is said in French, clause by clause; citations stay as they are. */
    @Test
    void sourcesAreSaidInFrench() {
        Observables.causes().stream().flatMap(c -> Stream.of(c.source().split("; "))).forEach(c -> assertTrue(Sources.isKnown(c), c));
        Set<String> clauses = Observables.all().stream().flatMap(d -> d.priors().stream()).flatMap(p -> Stream.of(p.source().split("; ")))
                .filter(c -> c.contains("assumption")).collect(Collectors.toSet());
        long known = clauses.stream().filter(Sources::isKnown).count();
        assertTrue(2 * known >= clauses.size(), known + " of " + clauses.size());
        assertEquals("hypoth\u00e8se : comme le genou ; dispersion : hypoth\u00e8se", Sources.text("fr", "assumption: as the knee; spread: "
                + "assumption"));
        assertEquals("Beard et al. 2015 ; hypoth\u00e8se : of tomorrow", Sources.text("fr", "Beard et al. 2015; assumption: of tomorrow"));
        assertEquals("assumption: as the knee", Sources.text("en", "assumption: as the knee"));
    }
}

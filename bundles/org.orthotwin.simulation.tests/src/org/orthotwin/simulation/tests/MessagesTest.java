/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.rom.RomSolver;

/** What users read is there in English and in French, with the same things named. */
class MessagesTest {

    static List<Class<?>> bundles() {
        return List.of(Simulation.class, Catalogs.class, RomSolver.class);
    }

    private static Properties texts(Class<?> beside, String file) throws IOException {
        Properties p = new Properties();
        try (var in = beside.getResourceAsStream(file)) {
            assertTrue(in != null, file + " beside " + beside.getName());
            p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return p;
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void englishAndFrenchSayTheSame(Class<?> beside) throws IOException {
        Properties english = texts(beside, "messages.properties");
        Properties french = texts(beside, "messages_fr.properties");
        assertEquals(new TreeSet<>(english.stringPropertyNames()), new TreeSet<>(french.stringPropertyNames()));
        assertFalse(english.isEmpty());
        for (String key : english.stringPropertyNames()) {
            assertEquals(arguments(english.getProperty(key)), arguments(french.getProperty(key)), key);
        }
    }

    /** Which arguments a text shows: those whose marks come out of it. */
    private static TreeSet<String> arguments(String pattern) {
        Object[] marks = new Object[10];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = "<" + i + ">";
        }
        String text = new MessageFormat(pattern, Locale.ROOT).format(marks);
        assertFalse(text.contains("{") || text.contains("}"), text);
        TreeSet<String> found = new TreeSet<>();
        for (Object mark : marks) {
            if (text.contains((String) mark)) {
                found.add((String) mark);
            }
        }
        return found;
    }
}

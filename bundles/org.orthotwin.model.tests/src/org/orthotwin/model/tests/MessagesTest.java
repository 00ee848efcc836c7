/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.emf.ecore.EClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.provider.AnatomyEditPlugin;

class MessagesTest {

    private static Properties read(String file) throws IOException {
        return read(MessagesTest.class, file);
    }

    private static Properties read(Class<?> owner, String file) throws IOException {
        Properties p = new Properties();
        try (InputStream in = owner.getResourceAsStream(file)) {
            p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return p;
    }

    private static Set<String> arguments(String text) {
        Set<String> found = new TreeSet<>();
        Matcher m = Pattern.compile("\\{\\d\\}").matcher(text);
        while (m.find()) {
            found.add(m.group());
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"anatomy", "implant", "scenario", "twin", "edit"})
    void everyTextIsThereInBothLanguages(String model) throws IOException {
        String base = "/org/orthotwin/model/" + model + "/messages";
        Properties english = read(base + ".properties");
        Properties french = read(base + "_fr.properties");
        assertEquals(english.stringPropertyNames(), french.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertEquals(arguments(english.getProperty(key)), arguments(french.getProperty(key)), key);
            for (Properties p : new Properties[] {english, french}) {
                // A single apostrophe would swallow the arguments behind it.
                String said = new MessageFormat(p.getProperty(key)).format(new Object[] {"A", "B", "C", "D", "E"});
                assertTrue(!said.contains("{") && !p.getProperty(key).replace("''", "").contains("'"), key + ": " + said);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anatomy", "implant", "scenario", "twin"})
    void everyClassHasAWord(String model) {
        Golden.load(model).eClass().getEPackage().getEClassifiers().stream().filter(EClass.class::isInstance).forEach(c -> {
            assertTrue(!ModelTexts.word((EClass) c).text("en").isEmpty());
            assertTrue(!ModelTexts.word((EClass) c).text("fr").isEmpty());
        });
    }

    @org.junit.jupiter.api.Test
    void everyTextOfTheItemProvidersIsThereInFrench() throws IOException {
        // the root of a bundle is seen by its own classes only
        Class<?> edit = AnatomyEditPlugin.class;
        Set<String> english = new TreeSet<>(read(edit, "/plugin.properties").stringPropertyNames());
        english.removeIf(k -> !k.startsWith("_UI_"));
        assertTrue(english.size() > 300);
        assertEquals(english, new TreeSet<>(read(edit, "/plugin_fr.properties").stringPropertyNames()));
    }
}

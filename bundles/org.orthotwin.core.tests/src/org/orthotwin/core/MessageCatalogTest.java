/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The texts are in {@code messages.properties} and {@code messages_fr.properties} beside this class. */
class MessageCatalogTest {

    private final MessageCatalog texts = new MessageCatalog(MessageCatalogTest.class);

    @Test
    void putsArgumentsIn() {
        assertEquals("'pelvis' is 1234567.5 m too long", texts.text("en", "too.long", "pelvis", 1234567.5));
        assertEquals("\u00ab pelvis \u00bb a 1234567.5 m de trop", texts.text("fr", "too.long", "pelvis", 1234567.5));
    }

    @Test
    void numbersAreShortAndTheSameUnderEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"en-US", "fr-FR", "de-DE", "ar-EG-u-nu-arab"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertEquals("'x' is 12.3 m too long", texts.text("en", "too.long", "x", 0.0123 * 1000), tag);
                assertEquals("'7' is 1000000 m too long", texts.text("en", "too.long", 7, 1_000_000L), tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void takesEnglishWhereATranslationIsMissing() {
        assertEquals("only in English", texts.text("fr", "english.only"));
        assertEquals("only in English", texts.text("xx", "english.only"));
        assertTrue(texts.has("en", "english.only"));
        assertFalse(texts.has("fr", "english.only"));
        assertTrue(texts.has("fr", "too.long"));
        assertFalse(texts.has("xx", "too.long"));
    }

    @Test
    void aMissingTextIsADefectThatIsNamed() {
        String message = assertThrows(IllegalArgumentException.class, () -> texts.text("en", "no.such.key")).getMessage();
        assertTrue(message.contains("no.such.key") && message.contains("MessageCatalogTest"), message);
    }

    @Test
    void aDiagnosticIsACodeWithArgumentsInAnyLanguage() {
        Diagnostic d = Diagnostic.error(texts, "too.long", "femur", 0.5);
        assertEquals(Severity.ERROR, d.severity());
        assertEquals("too.long", d.code());
        assertEquals(List.of("femur", 0.5), d.args());
        assertEquals("'femur' is 0.5 m too long", d.text("en"));
        assertEquals("\u00ab femur \u00bb a 0.5 m de trop", d.text("fr"));
        assertEquals(d.text("en"), d.toString());
        assertEquals(Severity.WARNING, Diagnostic.warning(texts, "english.only").severity());
        assertEquals(Severity.INFO, Diagnostic.info(texts, "english.only").severity());
        assertEquals(d, Diagnostic.error(texts, "too.long", "femur", 0.5));
    }

    @Test
    void aDiagnosticInADiagnosticSpeaksTheSameLanguage() {
        Diagnostic inner = Diagnostic.error(texts, "too.long", "femur", 0.5);
        assertEquals("dans le cas : \u00ab femur \u00bb a 0.5 m de trop", Diagnostic.error(texts, "in.case", inner).text("fr"));
        assertEquals("in the case: 'femur' is 0.5 m too long", Diagnostic.error(texts, "in.case", inner).text("en"));
    }

    @Test
    void argumentsAreCopied() {
        List<Object> args = new ArrayList<>(Arrays.asList("a", 1.0));
        Diagnostic d = new Diagnostic(Severity.INFO, texts, "too.long", args);
        args.set(0, "b");
        assertEquals("'a' is 1 m too long", d.toString());
    }

    @Test
    void anInputExceptionSaysItsDiagnostic() {
        Exception cause = new Exception("why");
        InputException e = new InputException(Diagnostic.error(texts, "too.long", "femur", 0.5), cause);
        assertEquals("'femur' is 0.5 m too long", e.getMessage());
        assertEquals("too.long", e.diagnostic().code());
        assertEquals(cause, e.getCause());
    }
}

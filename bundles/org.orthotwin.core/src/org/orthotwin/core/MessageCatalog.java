/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The user texts of one bundle in several languages: {@code messages.properties} (English) and {@code messages_<language>.properties} in
 * UTF-8, beside a class of that bundle. The language is always asked for; the locale of the machine plays no part.
 */
public final class MessageCatalog {

    /** Languages that the product speaks, ISO codes. */
    public static final List<String> LANGUAGES = List.of("en", "fr");

    private final Class<?> anchor;
    private final Map<String, Properties> languages = new ConcurrentHashMap<>();

    /** @param anchor a class beside which the files lie */
    public MessageCatalog(Class<?> anchor) {
        this.anchor = Objects.requireNonNull(anchor);
    }

    /**
     * The text of {@code key} with its arguments put in; numbers appear in their shortest decimal form.
     *
     * @param language ISO code; where a text is missing in it, the English one is taken
     * @throws IllegalArgumentException if there is no English text either: an error of ours, found by the tests
     */
    public String text(String language, String key, Object... args) {
        String pattern = load(language).getProperty(key);
        if (pattern == null) {
            pattern = load("en").getProperty(key);
        }
        if (pattern == null) {
            throw new IllegalArgumentException("no text '" + key + "' beside " + anchor.getName());
        }
        Object[] texts = new Object[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i] instanceof Double d ? Numbers.shortest(Numbers.edge(d))
                    : args[i] instanceof Diagnostic d ? d.text(language)
                    : args[i] instanceof Translated t ? t.text(language) : String.valueOf(args[i]);
        }
        return new MessageFormat(pattern, Locale.ROOT).format(texts);
    }

    /** Whether the language itself (not only English) has this text. */
    public boolean has(String language, String key) {
        return load(language).containsKey(key);
    }

    private Properties load(String language) {
        return languages.computeIfAbsent(language, l -> {
            Properties p = new Properties();
            String file = l.equals("en") ? "messages.properties" : "messages_" + l + ".properties";
            try (InputStream in = anchor.getResourceAsStream(file)) {
                if (in != null) {
                    p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return p;
        });
    }
}

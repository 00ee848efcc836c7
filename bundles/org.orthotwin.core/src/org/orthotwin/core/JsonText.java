/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON from and to plain maps (in their order), lists and arrays, texts, numbers, booleans and null. Numbers are written as their shortest
 * decimal; NaN and infinities, which JSON lacks, as null.
 */
public final class JsonText {

    /** Where the reader is, as it says it. */
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+) path (\\S+)");

    private JsonText() {
    }

    /** Indented by two spaces, LF, with a line end at the end. */
    public static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonWriter w = new JsonWriter(text)) {
            w.setIndent("  ");
            w.setHtmlSafe(false);
            w.setSerializeNulls(true);
            put(w, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    /** In one line, with a line end at the end: one of many that make a file or a stream. */
    public static String line(Object value) {
        StringWriter text = new StringWriter();
        try (JsonWriter w = new JsonWriter(text)) {
            w.setHtmlSafe(false);
            w.setSerializeNulls(true);
            put(w, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    private static void put(JsonWriter w, Object v) throws IOException {
        switch (v) {
            case null -> w.nullValue();
            case Map<?, ?> map -> {
                w.beginObject();
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    w.name(String.valueOf(e.getKey()));
                    put(w, e.getValue());
                }
                w.endObject();
            }
            case Iterable<?> list -> {
                w.beginArray();
                for (Object o : list) {
                    put(w, o);
                }
                w.endArray();
            }
            case Object array when array.getClass().isArray() -> {
                w.beginArray();
                for (int i = 0; i < Array.getLength(array); i++) {
                    put(w, Array.get(array, i));
                }
                w.endArray();
            }
            case Boolean b -> w.value(b);
            case Integer n -> w.value(n);
            case Long n -> w.value(n);
            case Number n -> {
                double d = n.doubleValue();
                if (Double.isFinite(d)) {
                    w.value(new BigDecimal(Numbers.shortest(d)));
                } else {
                    w.nullValue();
                }
            }
            default -> w.value(v.toString());
        }
    }

    /**
     * @return maps, lists, texts, {@link Double}s, booleans or null
     * @throws IllegalArgumentException if the text is not JSON or an object has a name twice, with the place
     */
    public static Object parse(String text) {
        try (JsonReader r = new JsonReader(new StringReader(text))) {
            r.setStrictness(Strictness.STRICT);
            Object v = take(r);
            if (r.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("more text behind the JSON value" + place(r.toString()));
            }
            return v;
        } catch (IOException | IllegalStateException | JsonParseException e) {
            throw new IllegalArgumentException("not JSON" + place(String.valueOf(e.getMessage())), e);
        }
    }

    /** The place that the reader tells, without its words, which are about the reader. */
    private static String place(String message) {
        Matcher m = PLACE.matcher(message);
        return m.find() ? ": line " + m.group(1) + ", column " + m.group(2) + (m.group(3).equals("$") ? "" : ", at " + m.group(3)) : "";
    }

    private static Object take(JsonReader r) throws IOException {
        switch (r.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                r.beginObject();
                while (r.hasNext()) {
                    String name = r.nextName();
                    if (map.containsKey(name)) {
                        throw new IllegalArgumentException("the name '" + name + "' comes twice in one JSON object at " + r.getPath());
                    }
                    map.put(name, take(r));
                }
                r.endObject();
                return map;
            }
            case BEGIN_ARRAY -> {
                List<Object> list = new ArrayList<>();
                r.beginArray();
                while (r.hasNext()) {
                    list.add(take(r));
                }
                r.endArray();
                return list;
            }
            case NUMBER -> {
                return r.nextDouble();
            }
            case BOOLEAN -> {
                return r.nextBoolean();
            }
            case NULL -> {
                r.nextNull();
                return null;
            }
            default -> {
                return r.nextString();
            }
        }
    }
}

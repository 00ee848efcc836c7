/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.model.twin.Notes;

/**
 * What a message says: one observation, or several as {@code {"patient": ..., "source": ..., "observations": [...]}}, in JSON with the
 * names of the columns of a file. Each must say its source and its id there. Whose it is says the message or the topic; where both do,
 * they must agree. Which of a patient's twins it is of, it may say by {@code twin}, its id. What a line could not read comes with the
 * reason, {@code refused}, and is put aside. What its source says it was wrong comes with its source and id and the reason, {@code
 * withdrawn}.
 */
final class Message {

    /** A message of one device at one time is not longer, bytes. */
    static final int MOST_BYTES = Arrival.MOST_BYTES;
    static final int MOST_ROWS = 500;
    /** Letters of a text, and of all that the observations of a message have in common. */
    static final int MOST_LETTERS = 500;
    static final String TWIN = "twin";
    /** Why whoever read it first could not take it for an observation: it is then put aside with that reason. */
    static final String REFUSED = "refused";
    private static final String PATIENT = "patient";
    private static final String SOURCE = "source";
    private static final String OBSERVATIONS = "observations";

    private static final Set<String> COLUMNS = new TreeSet<>(ObservationFile.COLUMNS);

    static {
        // a device says its own source and id, and not by what a twin knows those of others
        COLUMNS.remove(ObservationFile.IDENTITY);
        COLUMNS.add(TWIN);
        COLUMNS.add(REFUSED);
        COLUMNS.add(ObservationFile.JOINT);
        COLUMNS.add(ObservationFile.WITHDRAWN);
    }

    private Message() {
    }

    /**
     * @param level which level of the topic is the patient's pseudonym, from 0; negative if none is
     * @throws InputException by name, if it is malformed as a whole
     */
    static List<ObservationFile.Row> rows(String topic, byte[] payload, int level) {
        if (payload.length > MOST_BYTES) {
            throw Texts.refuse("message.large", payload.length, MOST_BYTES);
        }
        if (!(parse(payload) instanceof Map<?, ?> m)) {
            throw Texts.refuse("message.form");
        }
        List<?> list = List.of(m);
        Map<String, String> common = new HashMap<>();
        if (m.containsKey(OBSERVATIONS)) {
            if (!(m.get(OBSERVATIONS) instanceof List<?> l)) {
                throw Texts.refuse("message.form");
            }
            list = l;
            Map<Object, Object> rest = new HashMap<>(m);
            rest.remove(OBSERVATIONS);
            common = texts(rest);
            requireShort(String.join(", ", new TreeSet<>(common.keySet())), common.values().stream().mapToInt(String::length).sum());
        }
        if (list.size() > MOST_ROWS) {
            throw Texts.refuse("message.rows", list.size(), MOST_ROWS);
        }
        String of = patient(topic, level);
        requireShort("topic", of.length());
        List<ObservationFile.Row> rows = new ArrayList<>();
        for (Object o : list) {
            if (!(o instanceof Map<?, ?> fields)) {
                throw Texts.refuse("message.form");
            }
            Map<String, String> texts = new HashMap<>(common);
            texts.putAll(texts(fields));
            String says = texts.getOrDefault(PATIENT, "");
            if (!of.isEmpty() && !says.isEmpty() && !says.equals(of)) {
                throw Texts.refuse("message.topic", says, of);
            }
            if (says.isEmpty()) {
                texts.put(PATIENT, of);
            }
            for (String needed : List.of(SOURCE, "id")) {
                if (texts.getOrDefault(needed, "").isBlank()) {
                    throw Texts.refuse("message.no-identity", needed);
                }
            }
            rows.add(new ObservationFile.Row(rows.size() + 1, texts));
        }
        return rows;
    }

    /**
     * Whose a message is by its topic; empty where that does not say it.
     *
     * @param level which level of the topic is the patient's pseudonym, from 0; negative if none is
     */
    static String patient(String topic, int level) {
        String[] levels = topic.split("/", -1);
        return level >= 0 && level < levels.length && !topic.startsWith(Arrival.NO_TOPIC) ? levels[level] : "";
    }

    private static Object parse(byte[] payload) {
        try {
            return JsonText.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException e) {
            throw Texts.refuse("message.encoding");
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("message.no-json", shortened(e.getMessage()));
        }
    }

    private static Map<String, String> texts(Map<?, ?> fields) {
        Map<String, String> texts = new HashMap<>();
        fields.forEach((k, v) -> {
            if (!COLUMNS.contains(k)) {
                throw Texts.refuse("message.column", shortened(String.valueOf(k)), String.join(", ", COLUMNS));
            }
            texts.put((String) k, switch (v) {
                case null -> "";
                case Double d -> Numbers.shortest(d);
                case String s -> {
                    if (!k.equals(ObservationFile.NOTE)) {
                        requireShort((String) k, s.length());
                    } else if (s.length() > Notes.MOST_LETTERS) {
                        throw Texts.refuse("message.long", k, s.length(), Notes.MOST_LETTERS);
                    }
                    yield s;
                }
                default -> throw Texts.refuse("message.value", k);
            });
        });
        return texts;
    }

    private static void requireShort(String name, int letters) {
        if (letters > MOST_LETTERS) {
            throw Texts.refuse("message.long", name, letters, MOST_LETTERS);
        }
    }

    /** What strangers write is quoted in part, or a reason would be as long as they like. */
    static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + " ...";
    }
}

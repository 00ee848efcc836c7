/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;

/**
 * How far a server has been read, for each patient and type of resource: everything that it has changed before then has arrived. Times are
 * those of the server's own clock. Kept in a file beside the twins; of another server, or with other codes, all is read again, which
 * changes nothing in what is there.
 */
final class FhirCursors {

    static final String FILE = "fhir.json";

    private final Path file;
    private final String of;
    private final Map<String, Map<String, Instant>> patients = new HashMap<>();
    private boolean changed;

    /**
     * @param folder of the twins
     * @param of what they are times of
     * @throws org.orthotwin.core.InputException if there is a file that is something else
     */
    FhirCursors(Path folder, String of) throws IOException {
        this.file = folder.resolve(FILE);
        this.of = of;
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            Map<?, ?> root = (Map<?, ?>) JsonText.parse(Files.readString(file, StandardCharsets.UTF_8));
            Map<String, Map<String, Instant>> read = new HashMap<>();
            ((Map<?, ?>) root.get("patients")).forEach((p, types) -> ((Map<?, ?>) types).forEach((t, i) -> read.computeIfAbsent(
                    (String) p, k -> new HashMap<>()).put((String) t, Instant.parse((String) i))));
            if (of.equals(root.get("of"))) {
                patients.putAll(read);
            }
        } catch (IllegalArgumentException | ClassCastException | NullPointerException | DateTimeParseException e) {
            throw Texts.refuse("cursors.unreadable", file, String.valueOf(e.getMessage()));
        }
    }

    Optional<Instant> get(String patient, String type) {
        return Optional.ofNullable(patients.getOrDefault(patient, Map.of()).get(type));
    }

    /** Moves on, never back. */
    void advance(String patient, String type, Instant to) {
        Map<String, Instant> types = patients.computeIfAbsent(patient, p -> new HashMap<>());
        Instant was = types.get(type);
        if (was == null || to.isAfter(was)) {
            types.put(type, to);
            changed = true;
        }
    }

    /** Writes down what has changed; a process that is killed before reads a little of it again. */
    void save() throws IOException {
        if (!changed) {
            return;
        }
        Map<String, Object> all = new TreeMap<>();
        patients.forEach((p, types) -> {
            Map<String, Object> texts = new TreeMap<>();
            types.forEach((t, i) -> texts.put(t, i.toString()));
            all.put(p, texts);
        });
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("of", of);
        root.put("patients", all);
        AtomicFiles.writeString(file, JsonText.write(root));
        changed = false;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.Observables;

/**
 * Which code means which observable. Few codes do so exactly: those are in {@code codes.json} beside this class; all others are for the
 * user to say in a table. A code in the system {@value #OWN} is the observable's id itself.
 */
public final class FhirCodes {

    /** Code system whose codes are ids of observables. */
    public static final String OWN = "https://orthotwin.org/observables";

    private final Map<String, String> observables;

    private FhirCodes(Map<String, String> observables) {
        this.observables = observables;
    }

    /** The codes that are known to everybody. */
    public static FhirCodes known() {
        Map<String, String> all = new HashMap<>();
        try (InputStream in = FhirCodes.class.getResourceAsStream("codes.json")) {
            Map<?, ?> file = (Map<?, ?>) JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (Object o : (List<?>) file.get("codes")) {
                Map<?, ?> c = (Map<?, ?>) o;
                all.put(key((String) c.get("system"), (String) c.get("code")), Observables.get((String) c.get("observable")).id());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FhirCodes(all);
    }

    /**
     * The same with those of a table, CSV with the columns system, code and observable; of answers to a questionnaire, the system is the
     * questionnaire's canonical address and the code the answer's linkId. What the table says holds.
     *
     * @throws org.orthotwin.core.InputException if it cannot be read, or names an observable that there is not
     */
    public FhirCodes with(Path table) throws IOException {
        if (!Files.isRegularFile(table)) {
            throw Texts.refuse("codes.missing", table);
        }
        Map<String, String> all = new HashMap<>(observables);
        List<String> lines = Files.readAllLines(table);
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 && lines.get(i).startsWith("\ufeff") ? lines.get(i).substring(1) : lines.get(i);
            String[] cells = line.strip().split("[,;]", -1);
            if (line.isBlank() || i == 0 && cells[0].strip().equals("system")) {
                continue;
            }
            if (cells.length != 3 || cells[0].isBlank() || cells[1].isBlank()) {
                throw Texts.refuse("codes.row", table, i + 1);
            }
            all.put(key(cells[0].strip(), cells[1].strip()), Observables.get(cells[2].strip()).id());
        }
        return new FhirCodes(all);
    }

    /** The observable that a code means; empty where nothing is known. */
    Optional<String> observable(String system, String code) {
        return OWN.equals(system) ? Observables.find(code).map(o -> o.id()) : Optional.ofNullable(observables.get(key(system, code)));
    }

    /** The same for the same codes with the same meaning. */
    String fingerprint() {
        return Sha256.of(new TreeMap<>(observables).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String system, String code) {
        return system + "|" + code;
    }
}

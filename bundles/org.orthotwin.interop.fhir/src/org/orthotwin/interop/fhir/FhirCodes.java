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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Scoring;

/**
 * Which code means which observable. Few codes do so exactly: those are in {@code codes.json} beside this class; all others are for the
 * user to say in a table. A code in the system {@value #OWN} is the observable's id itself.
 *
 * <p>An answer to a questionnaire may be a score, or one of the items that make it. The table says which: {@code total}, or {@code item 3}.
 * Where it says nothing, the answers of one questionnaire that mean the same score are its items in the order of the rows, as many as the
 * score has; one answer alone is neither taken for the score nor for an item.
 */
public final class FhirCodes {

    /** Code system whose codes are ids of observables. */
    public static final String OWN = "https://orthotwin.org/observables";

    private static final String TOTAL = "total";
    private static final Pattern ITEM = Pattern.compile("item\\s+([1-9]\\d{0,3})");

    /**
     * What a code means.
     *
     * @param what {@code total}, {@code item N}, or empty where nobody has said
     * @param item counted from 1; 0 for none
     * @param side {@code left} or {@code right} where the code itself says so; otherwise empty
     */
    public record Meaning(String system, String code, String observable, String what, int item, String side) {

        /** Whether it is the observable itself, rather than an answer of which it is made. */
        boolean isWhole() {
            return item == 0;
        }
    }

    private final Map<String, Meaning> meanings;

    private FhirCodes(Map<String, Meaning> meanings) {
        this.meanings = meanings;
    }

    /** The codes that are known to everybody. */
    public static FhirCodes known() {
        Map<String, Meaning> all = new LinkedHashMap<>();
        try (InputStream in = FhirCodes.class.getResourceAsStream("codes.json")) {
            Map<?, ?> file = (Map<?, ?>) JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (Object o : (List<?>) file.get("codes")) {
                Map<?, ?> c = (Map<?, ?>) o;
                put(all, new Meaning((String) c.get("system"), (String) c.get("code"), Observables.get((String) c.get("observable"))
                        .id(), TOTAL, 0, c.get("side") instanceof String side ? side : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FhirCodes(all);
    }

    private static void put(Map<String, Meaning> all, Meaning m) {
        // at the place of its row, since rows in their order are items in theirs
        all.remove(key(m.system, m.code));
        all.put(key(m.system, m.code), m);
    }

    /**
     * The same with those of a table, CSV with the columns system, code and observable, and {@code what} where there is a fourth; of
     * answers to a questionnaire, the system is the questionnaire's canonical address and the code the answer's linkId. {@code left} or
     * {@code right} there says of which side the code is, and with the observable {@code side} that it is a body site. What the table says
     * holds.
     *
     * @throws org.orthotwin.core.InputException if it cannot be read, names an observable that there is not, or an item that a score does
     *             not have, has twice, or has beside its total
     */
    public FhirCodes with(Path table) throws IOException {
        if (!Files.isRegularFile(table)) {
            throw Texts.refuse("codes.missing", table);
        }
        Map<String, Meaning> all = new LinkedHashMap<>(meanings);
        List<String> lines = Files.readAllLines(table);
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 && lines.get(i).startsWith("\ufeff") ? lines.get(i).substring(1) : lines.get(i);
            String[] cells = line.strip().split("[,;]", -1);
            if (line.isBlank() || i == 0 && cells[0].strip().equals("system")) {
                continue;
            }
            if (cells.length < 3 || cells.length > 4 || cells[0].isBlank() || cells[1].isBlank()) {
                throw Texts.refuse("codes.row", table, i + 1);
            }
            Meaning m = meaning(cells[0].strip(), cells[1].strip(), Observables.get(cells[2].strip()), cells.length < 4 ? "" : cells[3]
                    .strip(), table, i + 1);
            for (Meaning other : all.values()) {
                // parts are of what is scored alone
                boolean same = Observables.get(m.observable).scoring().isPresent()
                        && !other.code.equals(m.code) && other.system.equals(m.system) && other.observable.equals(m.observable);
                if (same && (m.item > 0 && other.item == m.item || m.isWhole() != other.isWhole() || m.what.equals(TOTAL) != other.what
                        .equals(TOTAL))) {
                    throw Texts.refuse("codes.twice", table, i + 1, m.code, m.observable, other.code);
                }
            }
            put(all, m);
        }
        return new FhirCodes(all);
    }

    private static Meaning meaning(String system, String code, Observable d, String what, Path table, int line) {
        Matcher m = ITEM.matcher(what);
        boolean item = m.matches();
        if (Histories.SIDES.contains(what)) {
            return new Meaning(system, code, d.id(), TOTAL, 0, what);
        }
        if (!item && !what.isEmpty() && !what.equals(TOTAL)) {
            throw Texts.refuse("codes.what", table, line, what);
        }
        int items = d.scoring().map(Scoring::items).orElse(0);
        int place = item ? Integer.parseInt(m.group(1)) : 0;
        if (place > items) {
            throw Texts.refuse("codes.item", table, line, what, d.id(), items);
        }
        return new Meaning(system, code, d.id(), what, place, "");
    }

    /** All of them, in their order: those that everybody knows first. */
    public Collection<Meaning> all() {
        return List.copyOf(meanings.values());
    }

    /** What a code means; empty where nothing is known. */
    Optional<Meaning> meaning(String system, String code) {
        return OWN.equals(system) ? Observables.find(code).map(o -> new Meaning(system, code, o.id(), TOTAL, 0, ""))
                : Optional.ofNullable(meanings.get(key(system, code)));
    }

    /** The observable that a code means, be it an item of it or itself; empty where nothing is known. */
    Optional<String> observable(String system, String code) {
        return meaning(system, code).map(Meaning::observable);
    }

    /**
     * The place of each answer of a questionnaire among the items of a score, by linkId; empty where the answer is the score itself.
     *
     * @param name what to call the answers in messages
     * @throws org.orthotwin.core.InputException if it is not said which answer is what: one alone that is not marked as the total, or
     *             another number than the score has items
     */
    Map<String, Integer> items(String form, Observable d, String name) {
        int items = d.scoring().map(Scoring::items).orElse(0);
        List<Meaning> own = meanings.values().stream().filter(m -> m.system.equals(form) && m.observable.equals(d.id())).toList();
        if (items < 2 || OWN.equals(form) || own.stream().anyMatch(m -> m.what.equals(TOTAL))) {
            return Map.of();
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        own.forEach(m -> places.put(m.code, m.item > 0 ? m.item : places.size() + 1));
        if (own.size() == 1 && own.getFirst().isWhole()) {
            throw Texts.refuse("fhir.total", name, own.getFirst().code, d.id(), items);
        }
        if (own.size() != items) {
            throw Texts.refuse("fhir.items", name, own.size(), d.id(), items);
        }
        return places;
    }

    /** The same for the same codes with the same meaning. */
    String fingerprint() {
        Map<String, String> all = new TreeMap<>();
        int row = 0;
        for (Meaning m : meanings.values()) {
            // unmarked items are what their order makes them
            all.put(key(m.system, m.code), m.observable + " " + m.what + m.side + " " + row++);
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String system, String code) {
        return system + "|" + code;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.orthotwin.core.JsonText;
import org.orthotwin.model.twin.Twin;

/**
 * Which patients were in which summary that left this site: a file beside the twins, a JSON object in each line, which is only added to and
 * never leaves. From two summaries whose patients differ by one, what that one has said can be computed; so a summary that differs from an
 * earlier one by a few is not made unless somebody insists, and a patient who is in a summary does not learn from it.
 *
 * <p>It knows of what was shared from its own folder, and compares summaries two by two: who combines more of them, or cohorts that
 * overlap between sites, is not stopped by it.
 */
public final class ShareLedger {

    private static final String FILE = "shared.jsonl";

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(Instant time, String summary, Map<String, Map<String, String>> parts) {
    }

    /**
     * How a summary differs from an earlier one.
     *
     * @param part observable and facts
     * @param patients who have come, gone, or been observed since
     * @param earlier when the other was made
     */
    public record Difference(String part, int patients, Instant earlier) {
    }

    private ShareLedger(Path file) {
        this.file = file;
    }

    /**
     * That of a folder of twins; without a file there nothing was shared.
     *
     * @throws org.orthotwin.core.InputException if it cannot be read
     */
    public static ShareLedger of(Path folder) throws IOException {
        ShareLedger l = new ShareLedger(folder.resolve(FILE));
        if (Files.exists(l.file)) {
            for (String line : Files.readAllLines(l.file, StandardCharsets.UTF_8)) {
                try {
                    Map<?, ?> m = (Map<?, ?>) JsonText.parse(line);
                    Map<String, Map<String, String>> parts = new TreeMap<>();
                    ((Map<?, ?>) m.get("parts")).forEach((part, patients) -> {
                        Map<String, String> own = new TreeMap<>();
                        ((Map<?, ?>) patients).forEach((p, said) -> own.put((String) p, (String) said));
                        parts.put((String) part, own);
                    });
                    l.entries.add(new Entry(Instant.parse((String) m.get("time")), (String) m.get("summary"), parts));
                } catch (RuntimeException e) {
                    throw Texts.refuse("share.ledger", l.file, l.entries.size() + 1);
                }
            }
        }
        return l;
    }

    /**
     * For each part the earlier summary from which it differs by the fewest patients; one that says the same tells nothing new, and is left
     * out.
     */
    public List<Difference> differences(CohortSummary s) {
        List<Difference> all = new ArrayList<>();
        parts(s).forEach((part, now) -> {
            Optional<Difference> least = Optional.empty();
            for (Entry e : entries) {
                Map<String, String> then = e.parts.get(part);
                int by = then == null ? 0 : differing(now, then);
                if (by > 0 && least.filter(d -> d.patients <= by).isEmpty()) {
                    least = Optional.of(new Difference(part, by, e.time));
                }
            }
            least.ifPresent(all::add);
        });
        return all;
    }

    /**
     * Refuses a summary that differs from an earlier one by too few.
     *
     * @param again whether somebody insists
     * @throws org.orthotwin.core.InputException if so, with the part and how many
     */
    public void require(List<Difference> differences, boolean again) {
        differences.stream().filter(d -> !again && d.patients < CohortSummary.LEAST).min(Comparator.comparingInt(Difference::patients))
                .ifPresent(d -> {
                    throw Texts.refuse("share.near", d.part, d.patients, FollowUpResult.day(d.earlier), CohortSummary.LEAST);
                });
    }

    /**
     * Refuses summaries in which the patient of a twin is.
     *
     * @throws org.orthotwin.core.InputException if one of them was made here with this patient
     */
    public void requireOthers(List<CohortSummary> summaries, Twin twin) {
        if (summaries.stream().anyMatch(s -> has(s, String.valueOf(twin.getPseudonym())))) {
            throw Texts.refuse("share.among", String.valueOf(twin.getPseudonym()));
        }
    }

    private static int differing(Map<String, String> a, Map<String, String> b) {
        Set<String> all = new HashSet<>(a.keySet());
        all.addAll(b.keySet());
        all.removeIf(p -> a.containsKey(p) && a.get(p).equals(b.get(p)));
        return all.size();
    }

    /** Whether a patient is among those of a summary that was made here. */
    public boolean has(CohortSummary s, String patient) {
        return entries.stream().anyMatch(e -> e.summary.equals(s.fingerprint()) && e.parts.values().stream().anyMatch(p -> p.containsKey(
                patient)));
    }

    /** Keeps who is in a summary that was made here. */
    public void add(CohortSummary s, Instant now) throws IOException {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("time", now.toString());
        o.put("summary", s.fingerprint());
        o.put("parts", parts(s));
        Files.writeString(file, JsonText.line(o), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Map<String, Map<String, String>> parts(CohortSummary s) {
        Map<String, Map<String, String>> parts = new TreeMap<>();
        s.contributions().forEach((stratum, patients) -> parts.put(stratum.observable().id() + " " + stratum.facts(), patients));
        return parts;
    }
}

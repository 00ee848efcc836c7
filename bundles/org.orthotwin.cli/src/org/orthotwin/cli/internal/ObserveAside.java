/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUpResult;

/** {@code observe aside}: the rows of a twin that were put aside, with their numbers; marks some as settled. */
final class ObserveAside {

    private static final String ALL = "all";
    private static final String NUMBERS = "\\d{1,9}(\\s*,\\s*\\d{1,9})*";

    private ObserveAside() {
    }

    static int run(Invocation call, Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw Texts.refusal("follow.folder.option", "aside");
        }
        Optional<String> settle = call.option("--settle");
        // the file beside the twin is read, added to and written back as the twin is
        try (TwinInput input = settle.isPresent() ? TwinInput.open(call, file) : TwinInput.load(call, file)) {
            if (settle.isPresent()) {
                settle(call, file, settle.get().strip());
            }
            List<Aside.Row> rows = Aside.read(file);
            tell(call, rows);
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("twin", file.toString());
            o.put("patient", input.twin().getPseudonym());
            o.put("waiting", (int) rows.stream().filter(r -> r.settled().isEmpty()).count());
            List<Object> all = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                all.add(json(i + 1, rows.get(i), call.common().language()));
            }
            o.put("rows", all);
            call.printJson(o);
        }
        return Invocation.OK;
    }

    private static void settle(Invocation call, Path file, String which) throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        if (!which.equals(ALL)) {
            if (!which.matches(NUMBERS)) {
                throw Texts.refusal("observe.settle.form", which);
            }
            for (String n : which.split(",")) {
                numbers.add(Integer.valueOf(n.strip()));
            }
        }
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
            return;
        }
        Map<Integer, Aside.Row> settled = Aside.settle(file, numbers, call.option("--why").orElse(""), call.option("--by").orElse(
                ObserveVerb.MANUAL), Timestamps.now());
        call.print(Texts.of(call, "observe.settled", settled.size()));
    }

    /** Those that wait first, since these are asked about. */
    private static void tell(Invocation call, List<Aside.Row> rows) {
        String language = call.common().language();
        long waiting = rows.stream().filter(r -> r.settled().isEmpty()).count();
        call.print(Texts.of(call, waiting == 0 ? "observe.aside.none" : "observe.aside.waiting", waiting));
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).settled().isEmpty()) {
                call.print("  " + (i + 1) + "  " + rows.get(i).text(language));
            }
        }
        if (waiting < rows.size()) {
            call.print(Texts.of(call, "observe.aside.settled", rows.size() - waiting));
        }
        for (int i = 0; i < rows.size(); i++) {
            String number = Integer.toString(i + 1);
            Aside.Row r = rows.get(i);
            r.settled().ifPresent(s -> call.print("  " + number + "  " + r.told(language) + ": " + (s.observation().isEmpty()
                    ? Texts.of(call,
                    "observe.aside.by", FollowUpResult.day(s.time()), s.by(), s.why()) : Texts.of(call, "observe.aside.replaced",
                            FollowUpResult.day(s.time()), s.observation()))));
        }
    }

    private static Map<String, Object> json(int number, Aside.Row r, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("number", number);
        o.put("observable", r.observable());
        o.put("time", r.time());
        o.put("value", r.value());
        o.put("unit", r.unit());
        o.put("source", r.source());
        o.put("identity", r.identity());
        o.put("code", r.code());
        o.put("reason", r.reason(language));
        o.put("settled", r.settled().map(s -> {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("time", s.time().toString());
            m.put("by", s.by());
            m.put("why", s.why());
            m.put("observation", s.observation().isEmpty() ? null : s.observation());
            return m;
        }).orElse(null));
        return o;
    }
}

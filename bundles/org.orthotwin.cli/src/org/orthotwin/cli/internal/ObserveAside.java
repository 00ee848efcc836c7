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
import org.orthotwin.core.InputException;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.stream.TwinIndex;

/** {@code observe aside}: the rows of a twin, or of a folder of twins, that were put aside, with their numbers; marks some as settled. */
final class ObserveAside {

    private static final String ALL = "all";
    private static final String NUMBERS = "\\d{1,9}(\\s*,\\s*\\d{1,9})*";

    private ObserveAside() {
    }

    static int run(Invocation call, Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return folder(call, file);
        }
        Optional<String> settle = call.option("--settle");
        // the file beside the twin is read, added to and written back as the twin is
        try (TwinInput input = settle.isPresent() ? TwinInput.open(call, file) : TwinInput.load(call, file)) {
            if (settle.isPresent()) {
                settle(call, file, settle.get().strip());
            }
            List<Aside.Row> rows = Aside.read(file);
            tell(call, rows);
            call.printJson(json(call, file, input, rows));
        }
        return Invocation.OK;
    }

    /** Those of a folder of twins: what was given to none of them, which is settled here, and what waits of each. */
    private static int folder(Invocation call, Path folder) throws IOException {
        if (call.option("--settle").isPresent()) {
            settle(call, folder, call.option("--settle").get().strip());
        }
        List<Aside.Row> others = Aside.read(folder);
        call.print(Texts.of(call, "observe.aside.others"));
        tell(call, others);
        List<Object> twins = new ArrayList<>();
        for (Path file : new TwinIndex(folder).files()) {
            List<Aside.Row> rows = Aside.read(file);
            if (!rows.isEmpty()) {
                try (TwinInput input = TwinInput.load(call, file)) {
                    call.print(Texts.of(call, "observe.aside.of", folder.relativize(file), input.twin().getPseudonym()));
                    tell(call, rows);
                    twins.add(json(call, file, input, rows));
                } catch (InputException e) {
                    call.warn(e.diagnostic().text(call.common().language()));
                }
            }
        }
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("waiting", waiting(others));
        List<Map<String, Object>> all = rows(call, others);
        for (int i = 0; i < others.size(); i++) {
            all.get(i).put("patient", others.get(i).patient());
            all.get(i).put("side", others.get(i).side());
        }
        o.put("rows", all);
        o.put("twins", twins);
        call.printJson(o);
        return Invocation.OK;
    }

    private static Map<String, Object> json(Invocation call, Path file, TwinInput input, List<Aside.Row> rows) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", file.toString());
        o.put("patient", input.twin().getPseudonym());
        o.put("waiting", waiting(rows));
        o.put("rows", rows(call, rows));
        return o;
    }

    private static int waiting(List<Aside.Row> rows) {
        return (int) rows.stream().filter(r -> r.settled().isEmpty()).count();
    }

    private static List<Map<String, Object>> rows(Invocation call, List<Aside.Row> rows) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(json(i + 1, rows.get(i), call.common().language()));
        }
        return all;
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
        int waiting = waiting(rows);
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
                            FollowUpResult.day(s.time()), s.observation())), List.of(s.by(), s.why())));
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

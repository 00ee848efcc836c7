/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observables;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.simulation.CsvTable;
import org.orthotwin.simulation.RunResult;

/** {@code observe}: adds one observation to a twin, or those of a file. */
public class ObserveVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        boolean add = call.operand("action").equals("add");
        if (!add && !call.operand("action").equals("import")) {
            throw new IllegalArgumentException("'" + call.operand("action") + "' is nothing that can be done; add and import are");
        }
        Optional<String> patient = call.option("--patient");
        String what = call.operand("what");
        List<ObservationFile.Row> rows = add ? List.of(row(call, what)) : ObservationFile.read(call.path(what), call.monitor());
        try (TwinInput input = TwinInput.openOrBegin(call, call.path(call.operand("twin")), patient)) {
            return take(call, input, add, what, rows, patient);
        }
    }

    private static int take(Invocation call, TwinInput input, boolean add, String what, List<ObservationFile.Row> rows,
            Optional<String> patient) throws IOException {
        String origin = add ? "manual" : call.path(what).getFileName().toString();
        // one observation that is typed in belongs to the twin that was named
        Optional<String> whose = patient.or(() -> add ? Optional.of(input.twin().getPseudonym()) : Optional.empty());
        Intake.Result result = Intake.take(input.twin(), rows, whose, origin, Timestamps.now(), Texts.of(call, "task.observe"),
                call.monitor());
        if (add && !result.quarantined().isEmpty()) {
            throw new InputException(result.quarantined().getFirst().reason());
        }
        if (!result.taken().isEmpty()) {
            input.save();
        }
        if (call.option("--quarantine").isPresent() && !call.common().dryRun()) {
            quarantine(call, result).write(call.path(call.option("--quarantine").get()));
        }
        for (Intake.Quarantined q : result.quarantined()) {
            call.warn(Texts.of(call, "observe.aside", q.row().line(), q.reason()));
        }
        call.print(Texts.of(call, "observe.done", result.taken().size(), result.known(), result.quarantined().size()));
        call.printJson(json(call, input, result));
        return result.quarantined().isEmpty() ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    /** {@code knee.flexion=104deg} with the options, as a row. */
    private static ObservationFile.Row row(Invocation call, String what) {
        int eq = what.indexOf('=');
        if (eq < 1) {
            throw new IllegalArgumentException("'" + what + "' is not of the form observable=value, such as knee.flexion=104deg");
        }
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", what.substring(0, eq));
        Quantity q = Quantity.parse(what.substring(eq + 1));
        texts.put("value", Numbers.shortest(q.value()));
        texts.put("unit", q.unit().symbol());
        texts.put("time", call.option("--time").orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "observe.no-time"))));
        call.option("--uncertainty").ifPresent(u -> texts.put("uncertainty",
                Numbers.shortest(Numbers.edge(q.unit().fromSi(Quantity.parseSi(u, q.unit().dimension()))))));
        call.option("--source").ifPresent(s -> texts.put("source", s));
        call.option("--id").ifPresent(s -> texts.put("id", s));
        return new ObservationFile.Row(1, texts);
    }

    private static CsvTable quarantine(Invocation call, Intake.Result result) {
        List<String> columns = List.of("patient", "time", "observable", "value", "unit", "uncertainty", "source", "id");
        List<String> names = new ArrayList<>(List.of("line", "code", "reason"));
        names.addAll(columns);
        CsvTable t = new CsvTable(names, names.stream().map(n -> "").toList());
        for (Intake.Quarantined q : result.quarantined()) {
            List<Object> cells = new ArrayList<>(List.of(q.row().line(), q.reason().code(), q.reason().text(call.common().language())));
            columns.forEach(c -> cells.add(q.row().texts().getOrDefault(c, "")));
            t.row(cells);
        }
        return t;
    }

    private static Map<String, Object> json(Invocation call, TwinInput input, Intake.Result result) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", input.file().toString());
        o.put("patient", input.twin().getPseudonym());
        List<Object> taken = new ArrayList<>();
        for (Observation x : result.taken()) {
            Observable d = Observables.get(x.getDefinition());
            Map<String, Object> t = new LinkedHashMap<>();
            t.put("id", x.getId());
            t.put("observable", d.id());
            t.put("version", d.version());
            t.put("time", x.getTime());
            t.put("value", RunResult.shown(d.unit(), x.getValue()));
            t.put("unit", d.unit().symbol());
            t.put("source", x.getSource());
            t.put("identity", x.getIdentity());
            taken.add(t);
        }
        o.put("taken", taken);
        o.put("known", result.known());
        List<Object> aside = new ArrayList<>();
        for (Intake.Quarantined q : result.quarantined()) {
            Map<String, Object> a = new LinkedHashMap<>();
            a.put("line", q.row().line());
            a.put("code", q.reason().code());
            a.put("reason", q.reason().text(call.common().language()));
            aside.add(a);
        }
        o.put("quarantined", aside);
        return o;
    }
}

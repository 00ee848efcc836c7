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
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.followup.stream.TwinIndex;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.TwinState;

/**
 * {@code observe import} into a folder of twins: each row goes to the twin of its patient, of its joint and side where there are several;
 * twins of patients who have none are begun where that is asked for.
 */
final class ObserveFolder {

    private ObserveFolder() {
    }

    /** @return as for one twin; 1 as well where a twin could not take its rows, which are then among those put aside */
    static int take(Invocation call, Path folder, ObserveVerb.Given given) throws IOException {
        TwinIndex index = new TwinIndex(folder);
        boolean begin = call.flag("--begin");
        if (index.patients().isEmpty() && !begin) {
            throw Texts.refusal("follow.folder.empty", folder);
        }
        NewTwins begun = begin ? NewTwins.of(folder, index, given.rows(), r -> whose(call, r)) : NewTwins.none();
        List<Intake.Quarantined> aside = new ArrayList<>();
        List<Intake.Quarantined> others = new ArrayList<>();
        Map<String, List<Observation>> byPatient = new LinkedHashMap<>();
        Map<Path, List<ObservationFile.Row>> rows = new LinkedHashMap<>();
        Map<Path, List<Intake.Quarantined>> broken = new HashMap<>();
        for (Intake.Quarantined q : given.aside()) {
            try {
                Path file = file(call, index, begun, q.row());
                rows.computeIfAbsent(file, f -> new ArrayList<>());
                broken.computeIfAbsent(file, f -> new ArrayList<>()).add(q);
            } catch (InputException e) {
                // of nobody here: named with its own reason
                others.add(q);
            }
        }
        for (ObservationFile.Row r : given.rows()) {
            try {
                rows.computeIfAbsent(file(call, index, begun, r), f -> new ArrayList<>()).add(r);
            } catch (InputException e) {
                others.add(new Intake.Quarantined(r, e.diagnostic()));
            }
        }
        List<Object> twins = new ArrayList<>();
        List<String> files = new ArrayList<>();
        int taken = 0;
        int known = 0;
        call.monitor().begin(Texts.of(call, "task.observe"), given.rows().size());
        for (Map.Entry<Path, List<ObservationFile.Row>> e : rows.entrySet()) {
            call.monitor().checkCancelled();
            List<Intake.Quarantined> own = broken.getOrDefault(e.getKey(), List.of());
            try (TwinInput input = TwinInput.openOrBegin(call, e.getKey(), begun.patient(e.getKey()))) {
                Intake.Result r = Intake.take(input.twin(), e.getValue(), Optional.of(input.twin().getPseudonym()), given
                        .origin(), Timestamps.now(), call.flag("--both"), "", Monitor.until(call.monitor()::isCancelled)).with(own);
                if (r.added() > 0) {
                    input.save();
                }
                if (begun.patient(e.getKey()).isPresent() && r.added() > 0) {
                    String file = folder.relativize(e.getKey()).toString();
                    files.add(file);
                    call.print(Texts.of(call, "observe.begun", file, input.twin().getPseudonym()));
                }
                if (input.twin().getObservations().isEmpty()) {
                    // a twin of which there is no file
                    others.addAll(r.quarantined());
                } else if (!call.common().dryRun()) {
                    Aside.remember(e.getKey(), input.twin(), r.quarantined(), r.taken(), Timestamps.now());
                }
                aside.addAll(input.twin().getObservations().isEmpty() ? List.of() : r.quarantined());
                byPatient.computeIfAbsent(input.twin().getPseudonym(), p -> new ArrayList<>()).addAll(r.taken());
                taken += r.taken().size();
                known += r.known();
                call.print(Texts.of(call, "observe.folder.done", input.twin().getPseudonym(), folder.relativize(e.getKey()), r
                        .taken().size(), r.known(), r.quarantined().size()));
                List<TwinState> left = ObserveVerb.told(call, input, r, given);
                twins.add(ObserveVerb.json(call, input, r, given, left));
            } catch (InputException x) {
                others.addAll(own);
                e.getValue().forEach(r -> others.add(new Intake.Quarantined(r, x.diagnostic())));
            }
            call.monitor().worked(e.getValue().size());
        }
        aside.addAll(0, others);
        ObserveVerb.aside(call, aside, given);
        if (!call.common().dryRun()) {
            Aside.rememberOthers(folder, others, r -> whose(call, r), byPatient, Timestamps.now());
            if (!others.isEmpty()) {
                call.warn(Texts.of(call, "observe.folder.others", others.size(), folder.resolve(Aside.OTHERS)));
            }
        }
        if (call.option("--quarantine").isPresent() && !call.common().dryRun()) {
            ObservationFile.writeAside(call.path(call.option("--quarantine").get()), aside, call.common().language());
        }
        call.print(Texts.of(call, "observe.done", taken, known, aside.size()));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("begun", files);
        o.put("twins", twins);
        o.put("taken", taken);
        o.put("known", known);
        o.put("quarantined", ObserveVerb.json(call, aside, given));
        o.put("left", given.left());
        call.printJson(o);
        return aside.isEmpty() ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    private static Path file(Invocation call, TwinIndex index, NewTwins begun, ObservationFile.Row row) throws IOException {
        String patient = whose(call, row);
        if (patient.isEmpty()) {
            throw Texts.refusal("observe.folder.whose");
        }
        return index.file(patient, row).or(() -> begun.file(patient, row)).orElseThrow(() -> call.flag("--begin") ? Texts.refusal(
                "observe.begin.not", patient, TwinFile.name(patient) + TwinFile.ENDING) : Texts.refusal("observe.folder.stranger",
                        patient));
    }

    private static String whose(Invocation call, ObservationFile.Row row) {
        return row.text("patient").isEmpty() ? call.option("--patient").orElse("") : row.text("patient");
    }
}

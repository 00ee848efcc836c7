/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.calibration.CalibratedCase;
import org.orthotwin.calibration.Calibration;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.MechanicalModel;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Side;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.study.DistributionText;

/**
 * {@code calibrate}: estimates what is uncertain in a case from what was observed on a twin, and gives the case as it is believed to be; a
 * plan's patient becomes a twin by it.
 */
public class CalibrateVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Estimator estimator = Estimators.of(method(call), call.common().seed().orElse(1L));
        Optional<Path> out = call.option("--out").map(call::path);
        boolean earlier = call.option("--state").isPresent();
        if (earlier && out.isEmpty()) {
            throw Texts.refusal("calibrate.state-out");
        }
        try (WorkFolder scratch = WorkFolder.temporary();
                WorkFolder results = out.isPresent() ? WorkFolder.beside(out.get()) : WorkFolder.temporary();
                TwinInput input = TwinInput.openOrBegin(call, call.path(call.operand("twin")), call.option("--patient"))) {
            check(call, input.twin());
            Case source = ScenarioInput.load(call, scratch.path());
            if (source.scenario().getJoint() == null) {
                throw Texts.refusal("calibrate.no-joint", call.operand("scenario"));
            }
            if (input.twin().getObservations().isEmpty()) {
                begin(call, input.twin(), source);
            }
            TwinState state;
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("status", earlier ? "told" : call.common().dryRun() ? "checked" : "calibrated");
            json.put("twin", input.file().toString());
            if (earlier) {
                state = input.state("--state");
                json.put("runs", 0);
            } else {
                if (input.twin().getCurrentState() == null) {
                    new FollowUp(input.twin()).absorb(estimator, method(call), TwinInput.software(), Texts.of(call, "task.follow"),
                            call.monitor());
                }
                Calibration c = new Calibration(input.twin(), source, call.options("--set"), options(call), call.common().threads(),
                        call.monitor());
                if (call.common().dryRun()) {
                    call.print(Texts.of(call, "dry.calibrate", c.inputs().size(), c.asked(), String.join(", ", c.outputs())));
                    json.put("runs", c.asked());
                    json.put("inputs", c.inputs().stream().map(in -> in.path()).toList());
                    call.printJson(json);
                    return Invocation.OK;
                }
                Calibration.Result r = c.run(estimator, method(call), Timestamps.now(), TwinInput.software(),
                        (there, all) -> Texts.of(call, "task.calibrate", all), call.monitor());
                state = r.state();
                r.lost().forEach((why, times) -> call.warn(Texts.of(call, "calibrate.lost", times, r.runs(), why)));
                if (!r.unsure().isEmpty()) {
                    call.warn(Texts.of(call, "calibrate.unsure", String.join(", ", r.unsure())));
                }
                input.save();
                call.print(Texts.of(call, "calibrate.done", input.twin().getId(), state.getId(), r.runs(), r.refinements()));
                json.put("runs", r.runs());
                json.put("refinements", r.refinements());
                json.put("unsure", r.unsure());
            }
            FollowUp f = new FollowUp(input.twin());
            FollowUp.Mechanical m = f.mechanical(state).orElseThrow(() -> Texts.refusal("calibrate.none", state.getId()));
            if (!m.outside().isEmpty()) {
                call.warn(Texts.of(call, "calibrate.outside", String.join(", ", m.outside())));
            }
            FollowUpResult.mechanicalWarnings(m).forEach(w -> call.warn(w.text(call.common().language())));
            print(call, m);
            json.put("state", state.getId());
            json.put("mechanics", FollowUpResult.mechanics(m));
            if (out.isPresent() && !call.common().dryRun()) {
                String name = out.get().toAbsolutePath().normalize().getFileName() + ".scenario";
                json.put("case", out.get().resolve(name).toString());
                write(call, source, m, state, input.twin().getId(), results.path(), name);
                // marks the folder as results of ours, and keeps what was said
                AtomicFiles.writeString(results.path().resolve(ResultsFolder.RESULTS), JsonText.write(json));
                results.moveTo(out.get());
                call.print(Texts.of(call, "calibrate.case", out.get().resolve(name)));
            }
            call.printJson(json);
        }
        return Invocation.OK;
    }

    /** Whose twin it is, and what it is begun with. */
    private static void check(Invocation call, Twin twin) {
        call.option("--patient").filter(p -> !p.equals(twin.getPseudonym())).ifPresent(p -> {
            throw Texts.refusal("calibrate.patient", twin.getId(), twin.getPseudonym(), p);
        });
        boolean operated = call.option("--operated").isPresent();
        boolean planned = call.option("--planned").isPresent();
        if (!twin.getObservations().isEmpty() && (operated || planned)) {
            throw Texts.refusal("calibrate.begun", twin.getId());
        }
        if (twin.getObservations().isEmpty() && operated == planned) {
            throw Texts.refusal("calibrate.when");
        }
    }

    /** The operation, done or planned, is what a new twin is begun with, and the side of the case's joint. */
    private static void begin(Invocation call, Twin twin, Case source) {
        Optional<String> operated = call.option("--operated");
        String joint = source.scenario().getJoint();
        List<ObservationFile.Row> rows = new ArrayList<>();
        rows.add(new ObservationFile.Row(1, Map.of("observable", joint + (operated.isPresent() ? ".operation" : ".operation-planned"),
                "value", "1", "time", operated.or(() -> call.option("--planned")).orElseThrow())));
        source.anatomy().flatMap(a -> a.getJoints().stream().filter(j -> joint.equals(j.getId())).findFirst()).map(Joint::getSide)
                .filter(side -> side == Side.LEFT || side == Side.RIGHT).ifPresent(side -> rows.add(new ObservationFile.Row(2, Map.of(
                        "observable", Histories.SIDE, "value", side.getLiteral(), "time", operated.orElse(Timestamps.now().toString())))));
        Intake.Result r = Intake.take(twin, rows, Optional.of(twin.getPseudonym()), "calibrate", Timestamps.now());
        if (!r.quarantined().isEmpty()) {
            throw new InputException(r.quarantined().getFirst().reason());
        }
    }

    private static String method(Invocation call) {
        return call.option("--estimator").orElse(Estimators.DEFAULT);
    }

    private static Calibration.Options options(Invocation call) {
        Optional<Integer> runs = call.option("--runs").map(n -> {
            try {
                return Integer.valueOf(n);
            } catch (NumberFormatException e) {
                throw Texts.refusal(e, "study.samples", n);
            }
        });
        return new Calibration.Options(call.operand("scenario"), call.option("--plan"),
                call.options("--vary").stream().map(DistributionText::parse).toList(), call.flag("--landmarks"), call.options("--tell"),
                runs, call.common().seed(), call.common().language());
    }

    private static void write(Invocation call, Case source, FollowUp.Mechanical m, TwinState state, String twin, Path folder, String name)
            throws IOException {
        CalibratedCase made = CalibratedCase.of(source, m, Texts.of(call, "calibrate.source", twin, state.getId()), call.monitor());
        ResultsFolder.writeCase(made.source(), folder, name, call.monitor());
        if (!made.left().isEmpty()) {
            call.warn(Texts.of(call, "calibrate.left", String.join(", ", made.left())));
        }
        if (!made.entangled().isEmpty()) {
            call.warn(Texts.of(call, "calibrate.entangled", String.join(", ", made.entangled())));
        }
    }

    private static void print(Invocation call, FollowUp.Mechanical m) {
        TextTable t = new TextTable("lrrrrrrl");
        t.row("", Texts.of(call, "calibrate.column.before"), Texts.of(call, "calibrate.column.now"), Texts.of(call,
                "calibrate.column.observed"), Texts.of(call, "calibrate.column.patient"), "z", Texts.of(call,
                        "calibrate.column.left-out"), "");
        for (int i = 0; i < m.model().inputs().size(); i++) {
            MechanicalModel.Input in = m.model().inputs().get(i);
            Unit u = in.shown();
            t.row(in.path(), interval(u, in, m.before(), i), interval(u, in, m.now(), i), "", "", "", "", symbol(u));
        }
        for (MechanicalModel.Told told : m.told()) {
            Optional<MechanicalModel.Believed> believed = told.believed().filter(b -> m.isObserved(told));
            t.row(told.element().getMeasurement(), moments(told.unit(), told.before()), moments(told.unit(), told.now()),
                    m.last(told).map(o -> String.format(Locale.ROOT, "%.4g", told.unit().fromSi(o.getValue()))).orElse(""),
                    believed.map(b -> moments(told.unit(), Gaussian.scalar(b.value(), b.deviation() * b.deviation()))).orElse(""),
                    believed.map(b -> String.format(Locale.ROOT, "%.1f", b.z())).orElse(""),
                    String.format(Locale.ROOT, "%.2g", told.unit().fromSi(told.leftOut())), symbol(told.unit()));
        }
        call.print(t.toString());
        call.print("");
        call.print(Texts.of(call, "calibrate.columns", m.model().runs(), m.model().inputs().size()));
    }

    private static String symbol(Unit u) {
        return u.symbol().equals("1") ? "" : u.symbol();
    }

    private static String interval(Unit u, MechanicalModel.Input in, Gaussian z, int i) {
        double[] band = in.band(z, i);
        return String.format(Locale.ROOT, "%.4g (%.4g .. %.4g)", u.fromSi(band[1]), u.fromSi(band[0]), u.fromSi(band[2]));
    }

    private static String moments(Unit u, Gaussian g) {
        return String.format(Locale.ROOT, "%.4g +/- %.2g", u.fromSi(g.mean(0)), u.fromSi(g.deviation(0)));
    }
}

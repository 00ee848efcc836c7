/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Report;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.solver.SolverException;

/** {@code run}: one plan of a scenario, to numbers, tables, surfaces, pictures and a report. */
public class RunVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Optional<Path> out = call.option("--out").map(call::path);
        try (WorkFolder scratch = WorkFolder.temporary();
                WorkFolder results = out.isPresent() ? WorkFolder.beside(out.get()) : WorkFolder.temporary()) {
            Case source = ScenarioInput.load(call, scratch.path());
            Simulation simulation = ScenarioInput.simulation(call, source);
            Optional<Plan> plan = ScenarioInput.plan(call, simulation);
            if (call.common().dryRun()) {
                List<String> warnings = simulation.check(plan, call.monitor()).stream().map(w -> w.text(call.common().language())).toList();
                warnings.forEach(call::warn);
                call.print(Texts.of(call, "dry.run"));
                call.printJson(nothing(simulation, plan, "checked", warnings));
                return Invocation.OK;
            }
            RunResult result = report(call, simulation, plan);
            List<String> files = new ArrayList<>();
            if (out.isPresent()) {
                files.addAll(Report.writeResults(result, results.path(), call.common().language(), call.common().threads(),
                        call.monitor()));
                results.moveTo(out.get());
            }
            print(call, result, files, out);
            return result.converged() ? Invocation.OK : Invocation.SOLVER_FAILED;
        }
    }

    /** What is odd about the parts may be why a solver fails, so it is said then, too. */
    private static RunResult report(Invocation call, Simulation simulation, Optional<Plan> plan) {
        try {
            return ScenarioInput.report(call, simulation, plan);
        } catch (SolverException e) {
            simulation.check(plan, call.monitor()).forEach(w -> call.warn(w.text(call.common().language())));
            throw e;
        }
    }

    /** The object of a run that gave no numbers. */
    static Map<String, Object> nothing(Simulation s, Optional<Plan> plan, String status, List<String> warnings) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("scenario", s.source().scenario().getId());
        o.put("plan", plan.map(Plan::getId).orElse(null));
        o.put("status", status);
        o.put("measurements", List.of());
        o.put("warnings", warnings);
        o.put("files", List.of());
        o.put("provenance", null);
        return o;
    }

    private static void print(Invocation call, RunResult result, List<String> files, Optional<Path> out) {
        String language = call.common().language();
        for (Diagnostic d : result.warnings()) {
            call.warn(d.text(language));
        }
        call.print(MeasurementLines.table(result).toString());
        if (!result.source().scenario().getDistributions().isEmpty() || result.source().scenario().isUncertainLandmarks()) {
            call.print("");
            call.print(Texts.of(call, "run.study", call.operand("scenario")));
        }
        if (files.contains(Report.FILE)) {
            call.print("");
            call.print(Texts.of(call, "report.at", out.orElseThrow().resolve(Report.FILE)));
        }
        call.printJson(result.json(files, language));
    }
}

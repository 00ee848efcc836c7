/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.orthotwin.cases.Cases;
import org.orthotwin.cli.Invocation;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** The scenario that a verb is about: a file, or a bundled case that is put into a folder of its own first. */
final class ScenarioInput {

    private ScenarioInput() {
    }

    /** @param scratch where a bundled case is put */
    static Case load(Invocation call, Path scratch) throws IOException {
        String name = call.operand("scenario");
        Path file = name.startsWith(Cases.PREFIX)
                ? Cases.open(name.substring(Cases.PREFIX.length()), scratch, call.common().language(), call.monitor()) : call.path(name);
        return Case.load(file);
    }

    /** The case with the {@code --set} options applied. */
    static Simulation simulation(Invocation call, Case source) {
        return new Simulation(source, call.options("--set"), call.monitor());
    }

    /** The plan that {@code --plan} names, or the active one. */
    static Optional<Plan> plan(Invocation call, Simulation s) {
        return s.source().plan(call.option("--plan"));
    }

    /** Runs a plan whose result is reported: with the uncertainty of its measurements. */
    static RunResult report(Invocation call, Simulation s, Optional<Plan> plan) {
        return s.withUncertainty(run(call, s, plan), call.common().threads(), call.monitor());
    }

    /** Runs one of many plans. */
    static RunResult run(Invocation call, Simulation s, Optional<Plan> plan) {
        return s.run(plan, seed(call, s), call.common().threads(), call.monitor());
    }

    static long seed(Invocation call, Simulation s) {
        return call.common().seed().orElse(s.source().scenario().getSeed());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.report.JointScene;
import org.orthotwin.simulation.RunResult;

/**
 * What the plan in work comes to, and those beside it. When nothing more is asked for a moment, the measurements get their uncertainty.
 *
 * @param result the numbers of the latest state that could be computed; empty if none could yet
 * @param scene bones and parts of the result, ready to be drawn; empty without a joint. The bones are reamed a moment later
 * @param running whether a later state is being computed
 * @param problem why the latest state has no numbers, for people; empty if it has, and then the result is of an earlier state
 * @param cause the same as a finding, where it is one
 * @param number of evaluations that ended so far
 * @param others what the {@link CaseSession#compared() other plans that are looked at} come to, by id; computed after the one in work
 */
public record Evaluation(Optional<RunResult> result, Optional<JointScene> scene, boolean running, String problem,
        Optional<Diagnostic> cause, long number, Map<String, OtherPlan> others) {

    public Evaluation {
        others = Map.copyOf(others);
    }

    static final Evaluation NONE = new Evaluation(Optional.empty(), Optional.empty(), true, "", Optional.empty(), 0, Map.of());

    /** The same while a later state is to be computed. */
    Evaluation outdated() {
        return new Evaluation(result, scene, true, problem, cause, number, others);
    }
}

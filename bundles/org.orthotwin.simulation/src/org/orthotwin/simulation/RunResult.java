/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.Assessment;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;

/**
 * What came out of one plan of a scenario.
 *
 * @param source the case, with the overrides that were applied to it
 * @param plan the plan; empty for a scenario of plain numbers
 * @param problem bones and parts as planned
 * @param nativeProblem the bones before the operation
 * @param items catalogue items by role
 * @param solutions answers by solver id, in the order of the requests
 * @param measurements in the order of their ids
 * @param warnings for people
 * @param provenance where the numbers come from: texts, numbers, lists and maps of these
 */
public record RunResult(Case source, Optional<Plan> plan, Problem problem, Problem nativeProblem, Map<String, Catalogs.Item> items,
        Map<String, Solution> solutions, List<Measured> measurements, List<Diagnostic> warnings, Map<String, Object> provenance) {

    /** Whether every solver converged. */
    public boolean converged() {
        return solutions.values().stream().allMatch(s -> s.status() == Solution.Status.CONVERGED);
    }

    /**
     * The result as the JSON object that the command line prints and {@code results.json} holds; values in the unit beside them.
     *
     * @param files names of the files beside it, relative
     * @param language of the warnings
     */
    public Map<String, Object> json(List<String> files, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("scenario", source.scenario().getId());
        o.put("plan", plan.map(Plan::getId).orElse(null));
        o.put("status", converged() ? "converged" : "not-converged");
        List<Object> list = new ArrayList<>();
        measurements.forEach(m -> list.add(json(m)));
        o.put("measurements", list);
        List<Assessment> assessed = assessments();
        if (!assessed.isEmpty()) {
            o.put("assessments", assessed.stream().map(a -> json(a, language)).toList());
        }
        o.put("warnings", warnings.stream().map(w -> w.text(language)).toList());
        o.put("files", files);
        o.put("provenance", provenance);
        return o;
    }

    /** What the joint has to say of its bones and the parts in them; a contributed joint that fails has nothing to say. */
    public List<Assessment> assessments() {
        if (problem.joint() == null) {
            return List.of();
        }
        try {
            return problem.joint().type().assess(problem.bodies(), problem.joint().side(), problem.parts());
        } catch (RuntimeException | LinkageError e) {
            return List.of();
        }
    }

    private static Map<String, Object> json(Assessment a, String language) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", a.id());
        o.put("name", a.name().text(language));
        o.put("verdict", a.verdict().text(language));
        o.put("clear", a.clear());
        o.put("source", a.source());
        List<Object> criteria = new ArrayList<>();
        for (Assessment.Criterion c : a.criteria()) {
            Map<String, Object> k = new LinkedHashMap<>();
            k.put("name", c.name().text(language));
            k.put("value", shown(c.unit(), c.si()));
            k.put("unit", c.unit().symbol());
            k.put("uncertainty", shown(c.unit(), c.uncertainty()));
            k.put("limit", c.limit().text(language));
            k.put("straddles", c.straddles());
            criteria.add(k);
        }
        o.put("criteria", criteria);
        return o;
    }

    private static Map<String, Object> json(Measured m) {
        Unit unit = m.definition().unit();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", m.definition().id());
        o.put("version", m.definition().version());
        o.put("value", shown(unit, m.value().si()));
        o.put("unit", unit.symbol());
        o.put("uncertainty", shown(unit, m.value().uncertainty()));
        if (m.verdict() == Verdict.NO_TARGET || m.lower() == Double.NEGATIVE_INFINITY && m.upper() == Double.POSITIVE_INFINITY) {
            o.put("target", null);
        } else {
            Map<String, Object> target = new LinkedHashMap<>();
            target.put("lower", shown(unit, m.lower()));
            target.put("upper", shown(unit, m.upper()));
            target.put("source", m.targetSource());
            o.put("target", target);
        }
        o.put("verdict", m.verdict().id());
        if (!m.value().note().isEmpty()) {
            o.put("note", m.value().note());
        }
        return o;
    }

    /** A value in SI as it is shown in {@code unit}; NaN and infinities stay what they are. */
    public static double shown(Unit unit, double si) {
        return Numbers.edge(unit.fromSi(si));
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.solver.SolverException;

/**
 * A way to operate: a plan as it is, or with some of its attributes changed, and what it comes to.
 *
 * @param plan id; empty for a scenario of plain numbers
 * @param values of the attributes that are varied, in their order, as people write them; empty for a plan as it is
 * @param planned the plan with these values; empty for a scenario of plain numbers, and where the values cannot be
 * @param measured by id; empty where it could not be computed
 * @param converged whether all solvers converged
 * @param problem why it could not be computed, for people; empty if it could
 */
public record Strategy(String plan, List<String> values, Optional<Plan> planned, Map<String, Measured> measured, boolean converged,
        String problem) {

    /** Before a path that is about the plan, whichever it is. */
    public static final String OF_THE_PLAN = "plan.";

    /** Values that come to the same after a detour through another definition of an angle, SI. */
    private static final double SAME = 1e-9;

    public Strategy {
        values = List.copyOf(values);
        measured = Map.copyOf(measured);
    }

    /** Whether it is a plan as the case has it. */
    public boolean isAsPlanned() {
        return values.isEmpty();
    }

    /** How many there are to be computed at most: each plan as it is, and at each point of the grid. */
    public static long count(int plans, List<Variation> variations) {
        return (long) Math.max(1, plans) * (1 + (variations.isEmpty() ? 0 : Variation.grid(variations).size()));
    }

    /**
     * Computes plans as they are and with every combination of values; a combination that is the plan as it is anyway is left out. What
     * cannot be computed is told with its reason, and the rest goes on.
     *
     * @param base the case
     * @param plans ids; none for a scenario of plain numbers
     * @param variations a path that begins with {@code plan.} is that of each of the plans
     * @param threads how many may be used; the numbers do not depend on it
     * @param language of the reasons
     * @param taker is given each as soon as it is there, in their order, or null for one that is left out
     */
    public static void compute(Simulation base, List<String> plans, List<Variation> variations, int threads, String language,
            Monitor monitor, Consumer<Strategy> taker) {
        List<List<Integer>> grid = variations.isEmpty() ? List.of() : Variation.grid(variations);
        for (String plan : plans.isEmpty() ? List.of("") : plans) {
            Strategy own = compute(base, plan, List.of(), List.of(), threads, language, monitor);
            taker.accept(own);
            for (List<Integer> point : grid) {
                List<String> values = new ArrayList<>();
                List<String> overrides = new ArrayList<>();
                for (int i = 0; i < variations.size(); i++) {
                    values.add(variations.get(i).values().get(point.get(i)));
                    overrides.add(path(variations.get(i).path(), plan) + "=" + values.getLast());
                }
                Strategy s = compute(base, plan, values, overrides, threads, language, monitor);
                boolean same = s.planned.isPresent() && variations.stream().allMatch(v -> v.path().startsWith(OF_THE_PLAN))
                        && isSame(own.planned.orElse(null), s.planned.get());
                taker.accept(same ? null : s);
            }
        }
    }

    private static String path(String path, String plan) {
        return !plan.isEmpty() && path.startsWith(OF_THE_PLAN) ? "plans." + plan + "." + path.substring(OF_THE_PLAN.length()) : path;
    }

    private static Strategy compute(Simulation base, String id, List<String> values, List<String> overrides, int threads, String language,
            Monitor monitor) {
        monitor.checkCancelled();
        Optional<Plan> planned = Optional.empty();
        try {
            Simulation s = overrides.isEmpty() ? base : base.with(overrides, monitor);
            Optional<Plan> plan = id.isEmpty() ? s.source().plan(Optional.empty()) : s.source().plan(Optional.of(id));
            planned = plan.map(EcoreUtil::copy);
            RunResult r = s.preview(plan, s.source().scenario().getSeed(), threads, monitor);
            Map<String, Measured> measured = new LinkedHashMap<>();
            r.measurements().forEach(m -> measured.put(m.definition().id(), m));
            return new Strategy(id, values, planned, measured, r.converged(), "");
        } catch (InputException e) {
            return new Strategy(id, values, planned, Map.of(), false, e.diagnostic().text(language));
        } catch (SolverException | IllegalArgumentException e) {
            return new Strategy(id, values, planned, Map.of(), false, String.valueOf(e.getMessage()));
        }
    }

    /** Whether two states of a plan have the same parts in the same places. */
    public static boolean isSame(Plan a, Plan b) {
        if (a == null || a.getPlacements().size() != b.getPlacements().size()) {
            return false;
        }
        for (int i = 0; i < a.getPlacements().size(); i++) {
            Placement p = EcoreUtil.copy(a.getPlacements().get(i));
            Placement q = EcoreUtil.copy(b.getPlacements().get(i));
            Map<String, Double> were = Assembler.values(p);
            Map<String, Double> are = Assembler.values(q);
            p.getCoordinates().clear();
            q.getCoordinates().clear();
            p.setDescription(null);
            q.setDescription(null);
            if (!EcoreUtil.equals(p, q) || !were.keySet().equals(are.keySet())
                    || were.entrySet().stream().anyMatch(e -> Math.abs(e.getValue() - are.get(e.getKey())) > SAME)) {
                return false;
            }
        }
        return true;
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.ui.internal.plot.ContactGrid;

/**
 * The solver that maps contact over three motions, one value of the third at a time: one with the settings {@code map} and, for each of
 * three axes, {@code map.<axis>.minimum} and {@code map.<axis>.maximum}.
 *
 * @param solver its id
 * @param axis of the third motion, in the names of the settings
 * @param least value of the third motion, rad
 * @param most value of the third motion, rad
 */
record MapSource(String solver, String axis, double least, double most) {

    private static final String MAP = "map";
    private static final String BEGIN = "map.";
    private static final String MINIMUM = ".minimum";
    private static final String MAXIMUM = ".maximum";
    /** What a solver need not look for as well, if it can be told so. */
    static final Map<String, String> QUICK = Map.of("limits", "false");
    /** Values of the third motion lie this far apart, rad. */
    static final double STEP = Math.toRadians(5);

    /** The one that a run asks; empty if it asks none. */
    static Optional<MapSource> of(RunResult r) {
        if (r.problem().joint() == null) {
            return Optional.empty();
        }
        for (Contribution<Solver> c : Simulation.solversWith(r, List.of(MAP))) {
            List<String> axes = new ArrayList<>();
            Map<String, ParameterDefinition> all = new LinkedHashMap<>();
            for (ParameterDefinition p : Solvers.parameters(c)) {
                all.put(p.name(), p);
                if (p.name().startsWith(BEGIN) && p.name().endsWith(MINIMUM)) {
                    axes.add(p.name().substring(BEGIN.length(), p.name().length() - MINIMUM.length()));
                }
            }
            if (axes.size() == 3) {
                ParameterDefinition from = all.get(BEGIN + axes.get(2) + MINIMUM);
                ParameterDefinition to = all.get(BEGIN + axes.get(2) + MAXIMUM);
                if (to != null && !from.defaultText().isEmpty() && !to.defaultText().isEmpty()) {
                    return Optional.of(new MapSource(c.id(), axes.get(2), si(from), si(to)));
                }
            }
        }
        return Optional.empty();
    }

    private static double si(ParameterDefinition p) {
        return Quantity.parseSi(p.defaultText(), p.dimension());
    }

    /** The map of a run at one value of the third motion, rad; empty if the solver makes none. */
    Optional<ContactGrid> ask(RunResult r, double third, int threads, Monitor monitor) {
        String at = Numbers.shortest(Numbers.edge(Math.toDegrees(third))) + "deg";
        Map<String, String> given = Map.of(MAP, "true", BEGIN + axis + MINIMUM, at, BEGIN + axis + MAXIMUM, at);
        List<Table> tables = Simulation.ask(r, solver, given, QUICK, threads, monitor).tables();
        return tables.stream().filter(ContactGrid::fits).findFirst().map(ContactGrid::of);
    }
}

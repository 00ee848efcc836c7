/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.tests;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.rom.RomSolver;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;

/** The solver with its declared settings, as the tests call it. */
final class Rom {

    static final Contribution<Solver> DECLARATION = SolverDeclaration.of(RomSolver.class, "rom");
    static final List<ParameterDefinition> PARAMETERS = Solvers.parameters(DECLARATION);
    static final Problem NUMBERS = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());

    private Rom() {
    }

    /** @param settings name, value, name, value ... as people write them */
    static Solution solve(Problem problem, int threads, String... settings) {
        return DECLARATION.get().solve(problem, context(threads, Monitor.NONE, settings));
    }

    static SolverContext context(int threads, Monitor monitor, String... settings) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        return new SolverContext(Settings.of("solver 'rom'", PARAMETERS, given), 1, threads, monitor);
    }

    /** An angle of the answer in degrees. */
    static double degrees(Solution s, String name) {
        return Math.toDegrees(s.values().get(name).si());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.spi.Solver;

/**
 * What mechanics promises beside {@link SolverContract}: the numbers depend neither on the axes in which a bone's surface happens to be
 * given, nor on the side of the body, nor on the unit in which a setting is written. Extend it with a problem that has a joint.
 */
public abstract class SolverSymmetry {

    /** The declaration in {@code plugin.xml}. */
    protected abstract Contribution<Solver> declaration();

    /** A problem with a joint that the solver can answer. */
    protected abstract Problem problem();

    /** Settings with which it answers the problem; numbers in SI or texts with unit. */
    protected Map<String, ?> settings() {
        return Map.of();
    }

    /** Relative deviation that a number may have; numbers near zero are compared with the largest of their dimension. */
    protected double tolerance() {
        return 1e-9;
    }

    /** Whether a value is free of axes; the default says that those whose name ends in {@code .x}, {@code .y} or {@code .z} are not. */
    protected boolean isScalar(String name) {
        return !name.matches(".*\\.[xyz]");
    }

    @Test
    public void sameInOtherAxes() {
        Problem p = problem();
        assertNotNull(p.joint(), "give a problem with a joint");
        Map<String, RigidTransform> motions = new HashMap<>();
        int i = 0;
        for (Body b : p.bodies()) {
            i++;
            motions.put(b.id(), RigidTransform.rotationAbout(new Vec3(0.11 * i, -0.23, 0.07), new Vec3(1, 2 * i, -1), 0.7 * i));
        }
        assertClose(solve(p, settings()), solve(Symmetry.moved(p, motions), settings()));
    }

    @Test
    public void sameOnTheOtherSide() {
        assertClose(solve(problem(), settings()), solve(Symmetry.mirrored(problem()), settings()));
    }

    @Test
    public void sameInEveryUnit() {
        Map<String, Object> si = new HashMap<>(Settings.of("solver", parameters(), settings()).all());
        Solution expected = solve(problem(), si);
        boolean tried = false;
        for (int round = 0; round < 3; round++) {
            Map<String, Object> given = new HashMap<>(si);
            boolean other = false;
            for (ParameterDefinition d : parameters()) {
                if (d.isNumber() && si.get(d.name()) instanceof Double v) {
                    List<Unit> units = new ArrayList<>(Unit.all().stream().filter(u -> u.dimension() == d.dimension()).toList());
                    Unit u = units.get(round % units.size());
                    double shown = u.fromSi(v);
                    if (!u.symbol().equals("1") && u.toSi(shown) >= d.minimum() && u.toSi(shown) <= d.maximum()) {
                        given.put(d.name(), shown + u.symbol());
                        other = true;
                    }
                }
            }
            if (other) {
                tried = true;
                assertClose(expected, solve(problem(), given));
            }
        }
        assertFalse(!tried && parameters().stream().anyMatch(d -> d.isNumber() && si.containsKey(d.name())
                && !d.dimension().siSymbol().equals("1")), "no setting could be written in another unit");
    }

    private void assertClose(Solution a, Solution b) {
        assertEquals(a.status(), b.status());
        assertEquals(a.values().keySet(), b.values().keySet());
        assertFalse(a.values().isEmpty(), "an answer without values");
        for (Map.Entry<String, Value> e : a.values().entrySet()) {
            if (isScalar(e.getKey())) {
                double largest = a.values().entrySet().stream()
                        .filter(x -> isScalar(x.getKey()) && x.getValue().dimension() == e.getValue().dimension())
                        .mapToDouble(x -> Math.abs(x.getValue().si())).max().orElse(0);
                assertEquals(e.getValue().si(), b.values().get(e.getKey()).si(), tolerance() * largest, e.getKey());
            }
        }
    }

    private List<ParameterDefinition> parameters() {
        return Solvers.parameters(declaration());
    }

    private Solution solve(Problem p, Map<String, ?> given) {
        return declaration().get().solve(p, new SolverContext(Settings.of("solver '" + declaration().id() + "'", parameters(), given), 1, 1,
                Monitor.NONE));
    }
}

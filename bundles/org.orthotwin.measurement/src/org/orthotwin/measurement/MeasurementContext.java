/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.measurement;

import java.util.Map;
import java.util.NoSuchElementException;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;

/**
 * What a measurement is taken from.
 *
 * @param definition id of the definition that is asked for; one class may serve several
 * @param problem bones and parts as planned
 * @param nativeProblem the same bones before the operation, without parts
 * @param solutions answers by solver id, of those that ran
 * @param monitor progress and cancel
 * @param found the problem with the landmarks as they were found. It differs from {@code problem} only where the measurement is taken again
 *     with landmarks moved within their uncertainty: what is searched on a surface near a landmark is searched near this one, since an
 *     uncertain starting point does not move what is found from it
 */
public record MeasurementContext(String definition, Problem problem, Problem nativeProblem, Map<String, Solution> solutions,
        Monitor monitor, Problem found) {

    /** Of landmarks as they were found. */
    public MeasurementContext(String definition, Problem problem, Problem nativeProblem, Map<String, Solution> solutions, Monitor monitor) {
        this(definition, problem, nativeProblem, solutions, monitor, problem);
    }

    /** @throws NoSuchElementException if the problem has no joint */
    public JointModel joint() {
        return joint(problem);
    }

    /** The joint before the operation, as {@link #joint()}. */
    public JointModel nativeJoint() {
        return joint(nativeProblem);
    }

    /** The bone that the planned joint's other bone moves on, as {@link #joint()}. */
    public Body parent() {
        return problem.body(joint().parent());
    }

    /** The bone that moves, as {@link #joint()}. */
    public Body child() {
        return problem.body(joint().child());
    }

    private static JointModel joint(Problem p) {
        if (p == null || p.joint() == null) {
            throw new NoSuchElementException("the problem has no joint");
        }
        return p.joint();
    }

    /** @throws NoSuchElementException if the plan has no part in that role */
    public PlacedPart part(String role) {
        return problem.part(role).orElseThrow(() -> new NoSuchElementException("the plan has no " + role));
    }

    /** @throws NoSuchElementException if the solver did not run */
    public Solution solution(String solver) {
        Solution s = solutions.get(solver);
        if (s == null) {
            throw new NoSuchElementException("solver " + solver + " did not run");
        }
        return s;
    }
}

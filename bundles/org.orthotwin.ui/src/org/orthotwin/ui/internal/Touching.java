/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.spi.Solver;

/** Asks a solver what touches at a posture, on a thread of its own, for the latest posture only and when it rests for a moment. */
public final class Touching {

    /** The setting of a solver that looks at postures; it answers with contacts labelled {@code posture.<n>}. */
    private static final String SETTING = "postures";
    private static final String LABEL = "posture.";
    /** How long a posture must rest, ms: while a motion plays, nothing is asked. */
    private static final long REST = 90;
    /** Of degrees. */
    private static final int DECIMALS = 9;

    private record Question(RunResult result, Map<String, Double> motions, Consumer<Optional<ContactEvent>> taker) {
    }

    private final Display display;
    private final Job job;
    private Question waiting;
    private boolean disposed;

    public Touching(Display display) {
        this.display = display;
        job = Job.create(Texts.text("job.touching"), this::work);
        job.setSystem(true);
        job.setPriority(Job.INTERACTIVE);
    }

    /**
     * Asks; what was asked before and is not answered yet never is.
     *
     * @param motions of the joint, SI, measured as the solver's main results
     * @param taker gets the answer on the display's thread; empty for nothing that touches
     */
    public void ask(RunResult result, Map<String, Double> motions, Consumer<Optional<ContactEvent>> taker) {
        synchronized (this) {
            if (disposed) {
                return;
            }
            waiting = new Question(result, Map.copyOf(motions), taker);
        }
        job.cancel();
        job.schedule(REST);
    }

    /** Nothing is wanted any more. */
    public synchronized void forget() {
        waiting = null;
        job.cancel();
    }

    public synchronized void dispose() {
        disposed = true;
        forget();
    }

    private IStatus work(IProgressMonitor progress) {
        Question q;
        synchronized (this) {
            q = waiting;
        }
        if (q == null) {
            return Status.OK_STATUS;
        }
        Optional<ContactEvent> found;
        try {
            found = find(q, Monitor.until(progress::isCanceled));
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (SolverException e) {
            // the plan itself has the same problem, which is shown with it
            found = Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            ILog.of(Touching.class).error("what touches at a posture could not be asked", e);
            found = Optional.empty();
        }
        Optional<ContactEvent> out = found;
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                boolean wanted;
                synchronized (this) {
                    wanted = waiting == q && !disposed;
                }
                if (wanted) {
                    q.taker().accept(out);
                }
            });
        }
        return Status.OK_STATUS;
    }

    private static Optional<ContactEvent> find(Question q, Monitor monitor) {
        List<Contribution<Solver>> solvers = Simulation.solversWith(q.result(), List.of(SETTING));
        JointType type = q.result().problem().joint().type();
        Set<String> angles = type.coordinates().stream().filter(c -> c.dimension() == Dimension.ANGLE).map(CoordinateDefinition::name)
                .collect(Collectors.toSet());
        Set<String> turns = type.motions().stream().filter(m -> angles.contains(m.coordinate())).map(ClinicalMotion::id)
                .collect(Collectors.toSet());
        String posture = q.motions().entrySet().stream().filter(e -> turns.contains(e.getKey()))
                .map(e -> e.getKey() + "=" + Numbers.fixed(Math.toDegrees(e.getValue()), DECIMALS) + "deg").sorted()
                .collect(Collectors.joining(","));
        if (solvers.isEmpty() || posture.isEmpty()) {
            return Optional.empty();
        }
        return Simulation.ask(q.result(), solvers.get(0).id(), Map.of(SETTING, posture), MapSource.QUICK, 1, monitor).contacts().stream()
                .filter(c -> c.label().startsWith(LABEL)).findFirst();
    }
}

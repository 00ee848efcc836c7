/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.render.Surface;
import org.orthotwin.report.JointScene;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Reaming;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.SolverException;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.UiLanguage;

/**
 * Computes what the plan in work comes to, on a thread of its own, the latest state only: what was asked for while another was computed
 * takes the place of what waited. A running computation is let end, unless it takes long, so that a drag sees numbers all along.
 */
public final class Evaluator {

    /** After this time, in ns, a computation that was overtaken is given up. */
    private static final long PATIENCE = 700_000_000L;

    private static final int MOST_SURFACES = 40;

    private final Display display;
    private final Consumer<Evaluation> taker;
    private final Job job;
    private final int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private Case waiting;
    private long waitingSeed;
    private boolean disposed;
    private Simulation simulation;
    private Optional<RunResult> latest = Optional.empty();
    private Optional<JointScene> scene = Optional.empty();
    private Map<String, TriangleMesh> reamed = Map.of();
    private List<Object> reamedFor = List.of();
    /** The latest meshes made ready for drawing, by identity; a whole catalogue would be too much. */
    private final Map<TriangleMesh, Surface> surfaces = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TriangleMesh, Surface> eldest) {
            return size() > MOST_SURFACES;
        }
    };
    private long ended;

    /** @param taker gets what comes out, on the display's thread */
    public Evaluator(Display display, Consumer<Evaluation> taker) {
        this.display = display;
        this.taker = taker;
        job = Job.create(Texts.text("job.evaluate"), this::work);
        job.setSystem(true);
        job.setPriority(Job.INTERACTIVE);
    }

    /** Asks for the numbers of a case as it is now; call on the display's thread. */
    public void ask(Case models, long seed) {
        synchronized (this) {
            if (disposed) {
                return;
            }
            waiting = models.copy();
            waitingSeed = seed;
        }
        job.schedule();
    }

    public synchronized void dispose() {
        disposed = true;
        waiting = null;
        job.cancel();
    }

    private IStatus work(IProgressMonitor progress) {
        while (true) {
            Case next;
            long seed;
            synchronized (this) {
                next = waiting;
                seed = waitingSeed;
                waiting = null;
            }
            if (next == null || progress.isCanceled()) {
                return Status.OK_STATUS;
            }
            evaluate(next, seed, progress);
        }
    }

    private synchronized boolean overtaken() {
        return waiting != null;
    }

    private void evaluate(Case state, long seed, IProgressMonitor progress) {
        long start = System.nanoTime();
        Monitor monitor = Monitor.until(() -> progress.isCanceled() || overtaken() && System.nanoTime() - start > PATIENCE);
        String problem = "";
        try {
            Simulation s = simulation == null ? new Simulation(state, List.of(), monitor) : simulation.with(state, monitor);
            simulation = s;
            RunResult r = s.preview(s.source().plan(Optional.empty()), seed, threads, monitor);
            latest = Optional.of(r);
            scene = r.problem().joint() == null ? Optional.empty() : Optional.of(JointScene.of(r, Map.of(), this::surface));
        } catch (CancellationException e) {
            return;
        } catch (InputException e) {
            problem = e.diagnostic().text(UiLanguage.code());
        } catch (SolverException | IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            ILog.of(Evaluator.class).error("a plan could not be evaluated", e);
            problem = Texts.text("evaluation.defect", e);
        }
        ended++;
        publish(problem);
        if (problem.isEmpty() && !overtaken() && latest.get().problem().joint() != null) {
            ream(latest.get(), monitor);
        }
    }

    /** The bones hollowed out for their parts, which takes longer than the numbers. */
    private void ream(RunResult r, Monitor monitor) {
        List<Object> key = new ArrayList<>();
        r.problem().bodies().forEach(b -> key.add(b.surfaces().getOrDefault("resected", b.surfaces().get("outer"))));
        r.problem().parts().forEach(p -> key.addAll(List.of(p.part(), p.pose())));
        if (!key.equals(reamedFor)) {
            try {
                reamed = Reaming.of(r.problem());
                reamedFor = key;
            } catch (RuntimeException e) {
                // what cannot be hollowed out is shown whole
                ILog.of(Evaluator.class).warn("a bone could not be reamed", e);
                return;
            }
        }
        if (!reamed.isEmpty() && !overtaken() && !monitor.isCancelled()) {
            scene = Optional.of(JointScene.of(r, reamed, this::surface));
            publish("");
        }
    }

    private Surface surface(TriangleMesh mesh) {
        return surfaces.computeIfAbsent(mesh, Surface::of);
    }

    private void publish(String problem) {
        Evaluation out = new Evaluation(latest, scene, overtaken(), problem, ended);
        if (display.isDisposed()) {
            return;
        }
        display.asyncExec(() -> {
            boolean gone;
            synchronized (this) {
                gone = disposed;
            }
            if (!gone) {
                taker.accept(out);
            }
        });
    }
}

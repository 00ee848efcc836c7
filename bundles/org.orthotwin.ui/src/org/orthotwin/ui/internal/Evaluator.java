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
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.render.Surface;
import org.orthotwin.report.JointScene;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Reaming;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.SolverException;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.OtherPlan;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/**
 * Computes what the plan in work comes to, on a thread of its own, the latest state only: what was asked for while another was computed
 * takes the place of what waited. A running computation is let end, unless it takes long, so that a drag sees numbers all along.
 */
public final class Evaluator {

    /** After this time, in ns, a computation that was overtaken is given up. */
    private static final long PATIENCE = 700_000_000L;

    /** How long nothing must be asked before uncertainties are computed, in ms. */
    private static final long REST = 700;

    private static final int MOST_SURFACES = 80;
    private static final int MOST_RESULTS = 16;

    /** A result by the text of all that it depends on. */
    private record Kept(RunResult result, boolean uncertain) {
    }

    private final Display display;
    private final Consumer<Evaluation> taker;
    private final Job job;
    private Case waiting;
    private long waitingSeed;
    private List<String> waitingOthers = List.of();
    private boolean disposed;
    private Simulation simulation;
    /** Whether the simulation is of the state that is looked at. */
    private boolean current;
    private Optional<Diagnostic> cause = Optional.empty();
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
    private final Map<String, Kept> kept = new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST_RESULTS;
        }
    };
    private Map<String, OtherPlan> others = Map.of();
    /** What the others were computed from. */
    private Map<String, String> othersKeys = Map.of();
    private long ended;

    /** @param taker gets what comes out, on the display's thread */
    public Evaluator(Display display, Consumer<Evaluation> taker) {
        this.display = display;
        this.taker = taker;
        job = Job.create(Texts.text("job.evaluate"), this::work);
        job.setSystem(true);
        job.setPriority(Job.INTERACTIVE);
    }

    /**
     * Asks for the numbers of a case as it is now; call on the display's thread.
     *
     * @param plans ids of plans to be looked at beside the one in work
     */
    public void ask(Case models, long seed, List<String> plans) {
        synchronized (this) {
            if (disposed) {
                return;
            }
            waiting = models.copy();
            waitingSeed = seed;
            waitingOthers = List.copyOf(plans);
            notifyAll();
        }
        job.schedule();
    }

    public synchronized void dispose() {
        disposed = true;
        waiting = null;
        job.cancel();
        notifyAll();
    }

    private IStatus work(IProgressMonitor progress) {
        while (true) {
            Case next;
            long seed;
            List<String> plans;
            synchronized (this) {
                next = waiting;
                seed = waitingSeed;
                plans = waitingOthers;
                waiting = null;
            }
            if (next == null || progress.isCanceled()) {
                return Status.OK_STATUS;
            }
            Map<String, String> keys = keys(next, plans);
            String problem = evaluate(next, seed, keys, progress);
            if (problem != null && !overtaken()) {
                settle(next, seed, keys, problem, Monitor.until(() -> progress.isCanceled() || overtaken()));
            }
        }
    }

    private synchronized boolean overtaken() {
        return waiting != null;
    }

    /** @return why there are no numbers, empty if there are; null if it was given up */
    private String evaluate(Case state, long seed, Map<String, String> keys, IProgressMonitor progress) {
        long start = System.nanoTime();
        Monitor monitor = Monitor.until(() -> progress.isCanceled() || overtaken() && System.nanoTime() - start > PATIENCE);
        String problem = "";
        cause = Optional.empty();
        current = false;
        try {
            Simulation s = simulation == null ? new Simulation(state, List.of(), monitor) : simulation.with(state, monitor);
            simulation = s;
            current = true;
            RunResult r = s.preview(s.source().plan(Optional.empty()), seed, UserSettings.threads(), monitor);
            latest = Optional.of(r);
            scene = r.problem().joint() == null ? Optional.empty() : Optional.of(JointScene.of(r, Map.of(), this::surface));
        } catch (CancellationException e) {
            return null;
        } catch (RuntimeException | LinkageError e) {
            problem = words(e);
            cause = e instanceof InputException i ? Optional.of(i.diagnostic()) : Optional.empty();
        }
        ended++;
        // numbers of another anatomy, or of what a plan was before, do not stand beside new ones
        Map<String, OtherPlan> still = new LinkedHashMap<>(others);
        still.keySet().removeIf(p -> keys.get(p) == null || !keys.get(p).equals(othersKeys.get(p)));
        others = still;
        publish(problem);
        return problem;
    }

    /** What went wrong, for people; what only somebody who looks for defects understands goes into the log. */
    public static String words(Throwable e) {
        if (e instanceof InputException i) {
            return i.diagnostic().text(UiLanguage.code());
        }
        if (e instanceof SolverException || e instanceof IllegalArgumentException) {
            return String.valueOf(e.getMessage());
        }
        ILog.of(Evaluator.class).error("a plan could not be evaluated", e);
        return Texts.text("evaluation.defect", e);
    }

    /** What there is time for when nothing else is asked: hollow bones, the other plans, uncertainties. */
    private void settle(Case state, long seed, Map<String, String> keys, String problem, Monitor monitor) {
        try {
            if (problem.isEmpty() && latest.get().problem().joint() != null) {
                ream(latest.get(), monitor);
            }
            if (!current) {
                return;
            }
            others(keys, seed, problem, monitor);
            String mine = problem.isEmpty() ? latest.get().plan().map(Plan::getId).orElse(null) : null;
            if (mine != null) {
                keys.putAll(keys(state, List.of(mine)));
            }
            if (!rest(mine != null && kept.get(keys.get(mine)) instanceof Kept k && k.uncertain() ? 0 : REST)) {
                return;
            }
            if (mine != null) {
                latest = Optional.of(uncertain(keys.remove(mine), latest.get(), monitor));
                publish(problem);
            }
            for (Map.Entry<String, String> e : keys.entrySet()) {
                Kept k = kept.get(e.getValue());
                if (k != null && !k.uncertain()) {
                    uncertain(e.getValue(), k.result(), monitor);
                    others(keys, seed, problem, monitor);
                }
            }
        } catch (CancellationException e) {
            // there is something newer
        } catch (RuntimeException | LinkageError e) {
            ILog.of(Evaluator.class).error("what is shown beside the plan in work could not be computed", e);
        }
    }

    /** What the numbers of plans depend on, by plan; of all of a scenario without plans. */
    public static Map<String, String> state(Case state, List<String> plans) {
        return plans.isEmpty() ? Map.of("", ModelFiles.text(state.scenario())) : keys(state, plans);
    }

    private static Map<String, String> keys(Case state, List<String> plans) {
        String anatomy = plans.isEmpty() ? "" : state.anatomy().map(ModelFiles::text).orElse("");
        Map<String, String> keys = new LinkedHashMap<>();
        plans.forEach(p -> keys.put(p, anatomy + text(state, p)));
        return keys;
    }

    /** All that the numbers of a plan depend on but the anatomy. */
    private static String text(Case state, String plan) {
        Scenario s = EcoreUtil.copy(state.scenario());
        s.setActivePlan(null);
        s.getResults().clear();
        s.getPlans().removeIf(p -> !plan.equals(p.getId()));
        s.getPlans().forEach(p -> p.setName(""));
        return ModelFiles.text(s);
    }

    private void others(Map<String, String> keys, long seed, String problem, Monitor monitor) {
        Map<String, OtherPlan> found = new LinkedHashMap<>();
        for (Map.Entry<String, String> e : keys.entrySet()) {
            monitor.checkCancelled();
            Kept k = kept.get(e.getValue());
            try {
                if (k == null) {
                    k = new Kept(simulation.preview(simulation.source().plan(Optional.of(e.getKey())), seed, UserSettings.threads(),
                            monitor), false);
                    kept.put(e.getValue(), k);
                }
                RunResult r = k.result();
                found.put(e.getKey(), new OtherPlan(Optional.of(r), r.problem().joint() == null ? Optional.empty()
                        : Optional.of(JointScene.of(r, Map.of(), this::surface)), ""));
            } catch (CancellationException c) {
                throw c;
            } catch (RuntimeException | LinkageError x) {
                found.put(e.getKey(), new OtherPlan(Optional.empty(), Optional.empty(), words(x)));
            }
            Map<String, OtherPlan> all = new LinkedHashMap<>(others);
            all.putAll(found);
            all.keySet().retainAll(keys.keySet());
            others = all;
            othersKeys = Map.copyOf(keys);
            publish(problem);
        }
        if (keys.isEmpty() && !others.isEmpty()) {
            others = Map.of();
            publish(problem);
        }
    }

    private RunResult uncertain(String key, RunResult plain, Monitor monitor) {
        Kept k = kept.get(key);
        if (k == null || !k.uncertain()) {
            k = new Kept(simulation.withUncertainty(plain, UserSettings.threads(), monitor), true);
            kept.put(key, k);
        }
        return k.result();
    }

    /** Waits for something newer. @return whether nothing came */
    private synchronized boolean rest(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis; left > 0 && waiting == null && !disposed; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return waiting == null && !disposed;
    }

    /** The bones hollowed out for their parts, which takes longer than the numbers. */
    private void ream(RunResult r, Monitor monitor) {
        List<Object> key = new ArrayList<>();
        r.problem().bodies().forEach(b -> key.add(b.surfaces().getOrDefault("resected", b.surfaces().get("outer"))));
        r.problem().parts().forEach(p -> key.addAll(List.of(p.part(), p.pose())));
        if (!key.equals(reamedFor)) {
            try {
                reamed = Reaming.of(r.problem(), monitor);
                reamedFor = key;
            } catch (CancellationException e) {
                return;
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
        Evaluation out = new Evaluation(latest, scene, overtaken(), problem, problem.isEmpty() ? Optional.empty() : cause, ended, others);
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

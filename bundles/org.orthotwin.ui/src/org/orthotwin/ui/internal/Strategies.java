/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.Objective.Goal;
import org.orthotwin.simulation.Objective;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.Strategy;
import org.orthotwin.simulation.StrategyMatrix;
import org.orthotwin.simulation.Variation;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.ui.CaseCompanion;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.UserSettings;

/**
 * The ways to operate that are looked at in a case: which plans, what is varied of them, what is wanted, and what came out. It is asked on
 * the thread of the user interface; what is computed and judged is so by jobs. It lasts as long as the case is open.
 */
public final class Strategies implements CaseCompanion {

    /** More rows than this nobody reads. */
    static final int MOST = 2000;

    /** How long what has been computed waits to be shown, ns. */
    private static final long PATIENCE = 200_000_000L;

    /** What is varied, with its name for people and those of its values. */
    record Varied(Variation variation, String title, Map<String, String> names) {

        String name(String value) {
            return names.getOrDefault(value, value.replaceFirst("(?<=[0-9])deg$", "\u00b0").replaceFirst("(?<=[0-9])(?=[a-zA-Z])",
                    "\u00a0"));
        }
    }

    private final CaseSession session;
    private final Display display = Display.getCurrent();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> left = new LinkedHashSet<>();
    private final List<Varied> varied = new ArrayList<>();
    private final Map<String, Optional<Goal>> goals = new HashMap<>();
    private final Job judge;
    private StrategyMatrix toJudge;
    private Job job;
    private long done;
    private long total;
    private String problem = "";
    private List<Strategy> rows = List.of();
    private List<Varied> rowsVaried = List.of();
    private Map<String, String> computedOf = Map.of();
    private StrategyMatrix matrix = StrategyMatrix.of(List.of(), List.of());
    private boolean disposed;

    Strategies(CaseSession session) {
        this.session = session;
        judge = Job.create(Texts.text("job.judge"), this::judge);
        judge.setSystem(true);
        judge.setPriority(Job.SHORT);
    }

    /** That of a case. */
    public static Strategies of(CaseSession session) {
        return session.companion(Strategies.class, Strategies::new);
    }

    void addListener(Runnable r) {
        listeners.add(r);
    }

    void removeListener(Runnable r) {
        listeners.remove(r);
    }

    private void fire() {
        listeners.forEach(Runnable::run);
    }

    // ---- what is asked

    /** Ids of the plans, in the order of the case; all but those that were left out. */
    List<String> plans() {
        return session.models().scenario().getPlans().stream().map(Plan::getId).filter(id -> id != null && !id.isBlank() && !left.contains(
                id)).distinct().toList();
    }

    void setPlan(String id, boolean taken) {
        if (taken ? left.remove(id) : left.add(id)) {
            fire();
        }
    }

    List<Varied> varied() {
        return List.copyOf(varied);
    }

    /** Varies an attribute, in the place of what was said of it before. */
    void vary(Varied v) {
        int at = 0;
        while (at < varied.size() && !varied.get(at).variation.path().equals(v.variation.path())) {
            at++;
        }
        if (at < varied.size()) {
            varied.set(at, v);
        } else {
            varied.add(v);
        }
        fire();
    }

    void leave(String path) {
        if (varied.removeIf(v -> v.variation.path().equals(path))) {
            fire();
        }
    }

    /** How many rows there will be at most; more than can be had where the grid is too large for anything. */
    long count() {
        try {
            return Strategy.count(plans().size(), varied.stream().map(Varied::variation).toList());
        } catch (InputException e) {
            return Long.MAX_VALUE;
        }
    }

    /** What can be an objective: everything that was measured, by id. */
    Map<String, MeasurementDefinition> measurements() {
        Map<String, MeasurementDefinition> all = new LinkedHashMap<>();
        session.evaluation().result().map(RunResult::measurements).orElse(List.of()).forEach(m -> all.put(m.definition().id(), m
                .definition()));
        matrix.definitions().forEach(all::putIfAbsent);
        return all;
    }

    /** What is wanted of a measurement: what was said, else that its target is met if it has one. */
    Optional<Goal> goal(String measurement) {
        return goals.getOrDefault(measurement, hasTarget(measurement) ? Optional.of(Goal.TARGET) : Optional.empty());
    }

    /** Whether a measurement is held against a target in any of the plans that are known. */
    boolean hasTarget(String id) {
        return session.evaluation().result().stream().flatMap(r -> r.measurements().stream()).anyMatch(m -> m.definition().id().equals(id)
                && isHeld(m)) || rows.stream().anyMatch(s -> s.measured().containsKey(id) && isHeld(s.measured().get(id)));
    }

    private static boolean isHeld(Measured m) {
        return m.verdict() != Verdict.NO_TARGET && m.verdict() != Verdict.NOT_MEASURED;
    }

    void setGoal(String measurement, Optional<Goal> goal) {
        if (!goal(measurement).equals(goal)) {
            goals.put(measurement, goal);
            askJudge();
            fire();
        }
    }

    /** What is wanted of a measurement is what its target says again. */
    void forget(String measurement) {
        if (goals.remove(measurement) != null) {
            askJudge();
            fire();
        }
    }

    List<Objective> objectives() {
        return measurements().keySet().stream().flatMap(id -> goal(id).map(g -> new Objective(id, g)).stream()).toList();
    }

    // ---- computing

    boolean isRunning() {
        return job != null;
    }

    long done() {
        return done;
    }

    long total() {
        return total;
    }

    /** Why the last run came to nothing; empty if it did not. */
    String problem() {
        return problem;
    }

    /** Computes what is asked by a job that can be cancelled; what came out before is forgotten. */
    void compute() {
        if (job != null || count() > MOST) {
            return;
        }
        Case state = session.models().copy();
        List<String> plans = plans();
        List<Varied> asked = varied();
        rows = List.of();
        rowsVaried = asked;
        computedOf = Evaluator.state(state, plans);
        problem = "";
        done = 0;
        total = count();
        askJudge();
        Job started = Job.create(Texts.text("job.strategies"), (IProgressMonitor m) -> run(state, plans, asked.stream().map(
                Varied::variation).toList(), m));
        started.addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent e) {
                ui(() -> {
                    job = null;
                    problem = e.getResult().getSeverity() == IStatus.ERROR ? e.getResult().getMessage() : "";
                    askJudge();
                    fire();
                });
            }
        });
        job = started;
        started.setUser(true);
        started.schedule();
        fire();
    }

    void cancel() {
        if (job != null) {
            job.cancel();
        }
    }

    private IStatus run(Case state, List<String> plans, List<Variation> variations, IProgressMonitor progress) {
        Monitor monitor = Monitor.until(progress::isCanceled);
        List<Strategy> found = new ArrayList<>();
        long[] shown = {System.nanoTime(), 0};
        long all = Strategy.count(plans.size(), variations);
        progress.beginTask("", (int) all);
        try {
            progress.subTask(Texts.text("strategy.reading"));
            Simulation base = new Simulation(state, List.of(), monitor);
            Strategy.compute(base, plans, variations, UserSettings.threads(), UiLanguage.code(), monitor, s -> {
                shown[1]++;
                if (s != null) {
                    found.add(s);
                }
                progress.worked(1);
                progress.subTask(Texts.text("strategy.progress", shown[1], all));
                if (System.nanoTime() - shown[0] > PATIENCE) {
                    shown[0] = System.nanoTime();
                    publish(found, shown[1]);
                }
            });
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (RuntimeException | LinkageError e) {
            return Status.error(Evaluator.words(e));
        } finally {
            publish(found, shown[1]);
        }
    }

    private void publish(List<Strategy> found, long count) {
        List<Strategy> copy = List.copyOf(found);
        ui(() -> {
            rows = copy;
            done = count;
            askJudge();
            fire();
        });
    }

    private void ui(Runnable what) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!disposed) {
                    what.run();
                }
            });
        }
    }

    // ---- judging

    /** Has the latest rows held against the latest objectives. */
    private void askJudge() {
        StrategyMatrix question = new StrategyMatrix(rows, objectives(), List.of());
        synchronized (this) {
            toJudge = question;
        }
        judge.schedule();
    }

    private IStatus judge(IProgressMonitor progress) {
        while (true) {
            StrategyMatrix question;
            synchronized (this) {
                question = toJudge;
                toJudge = null;
            }
            if (question == null) {
                return Status.OK_STATUS;
            }
            StrategyMatrix answer = StrategyMatrix.of(question.strategies(), question.objectives());
            ui(() -> {
                matrix = answer;
                fire();
            });
        }
    }

    /** What came out so far, held against what is wanted. */
    public StrategyMatrix matrix() {
        return matrix;
    }

    /** What was varied for what came out. */
    List<Varied> rowsVaried() {
        return rowsVaried;
    }

    /** Whether the case, or what is asked, is another than what came out is of. */
    boolean isOutdated() {
        return !rows.isEmpty() && !isRunning()
                && (!rowsVaried.equals(varied) || !computedOf.equals(Evaluator.state(session.models(), plans())));
    }

    /** Makes a plan of one of the ways, which is then worked on, as one step for undo; where there is that plan already, it is. */
    void take(Strategy way, String name) {
        Plan made = way.planned().orElseThrow();
        List<Plan> all = session.models().scenario().getPlans();
        Optional<Plan> there = all.stream().filter(p -> way.isAsPlanned() ? way.plan().equals(p.getId()) : Strategy.isSame(p, made))
                .findFirst();
        if (there.isPresent()) {
            PlanCommands.activate(session, there.get());
            return;
        }
        String id = PlanCommands.freeId(all, way.plan());
        // it is among the rows already
        left.add(id);
        session.execute(session.commands().take(session.models().scenario(), made, id, name));
    }

    /** Whether a way can become a plan: it differs from one in nothing but its own parts and places. */
    boolean canTake(Strategy way) {
        return way.planned().isPresent() && (way.isAsPlanned() || rowsVaried.stream().allMatch(v -> v.variation.path().startsWith(
                Strategy.OF_THE_PLAN)));
    }

    @Override
    public void dispose() {
        disposed = true;
        cancel();
    }
}

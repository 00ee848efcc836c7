/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.emf.ecore.EObject;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Solvers;
import org.orthotwin.ui.CaseRuns;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.Evaluation;
import org.orthotwin.ui.UiLanguage;

/**
 * A scenario as what flows: images become a twin, a plan is made for it, activities load it, solvers compute, what comes out is measured
 * and reported. Each station has its state.
 *
 * @param stations from the images to the report
 * @param ways between them, by ids
 */
public record Flow(List<Station> stations, List<Way> ways) {

    /** What a station is for. */
    public enum Stage {
        IMAGES, TWIN, PLAN, ACTIVITY, SOLVER, MEASUREMENTS, REPORT
    }

    /** How a station is. */
    public enum State {
        /** It is there, of the case as it is. */
        DONE,
        /** It is there, of an earlier state. */
        OUTDATED,
        /** It is not there yet, or not installed. */
        MISSING,
        /** It is being made. */
        RUNNING,
        /** It could not be made. */
        FAILED
    }

    /**
     * A station.
     *
     * @param id of the station, the same as long as what it stands for is there
     * @param of id of what it stands for: a volume's path, an activity, a solver; empty where the stage says it
     * @param name for people
     * @param about a few words more
     * @param why it is not done, for people; empty where that is plain
     * @param known whether it is of a type that is installed
     */
    public record Station(String id, Stage stage, String of, String name, String about, State state, String why, boolean known) {
    }

    /** A way from one station to another. */
    public record Way(String from, String to) {
    }

    private static final String TWIN = "twin";
    private static final String PLAN = "plan";
    private static final String MEASUREMENTS = "measurements";
    private static final String REPORT = "report";

    public Flow {
        stations = List.copyOf(stations);
        ways = List.copyOf(ways);
    }

    public Optional<Station> station(String id) {
        return stations.stream().filter(s -> s.id.equals(id)).findFirst();
    }

    /** What the case that is open is now. */
    public static Flow of(CaseSession session) {
        return new Maker(session).make();
    }

    /** Collects stations and ways. */
    private static final class Maker {

        private final CaseSession session;
        private final CaseRuns runs;
        private final Case models;
        private final Scenario scenario;
        private final Evaluation live;
        private final List<Station> stations = new ArrayList<>();
        private final Set<Way> ways = new LinkedHashSet<>();

        Maker(CaseSession session) {
            this.session = session;
            runs = CaseRuns.of(session);
            models = session.models();
            scenario = models.scenario();
            live = session.evaluation();
        }

        private void add(String id, Stage stage, String of, String name, String about, State state, String why) {
            stations.add(new Station(id, stage, of, name, about, state, why, true));
        }

        Flow make() {
            models.anatomy().ifPresent(this::anatomy);
            plan();
            Map<String, String> activities = activities();
            List<String> solvers = new ArrayList<>();
            for (SolverRequest r : scenario.getRequests()) {
                solvers.add(solver(r, activities));
            }
            measurements(solvers);
            report();
            return new Flow(stations, List.copyOf(ways));
        }

        // ---- images and twin

        private void anatomy(Anatomy a) {
            Map<String, Boolean> volumes = new LinkedHashMap<>();
            for (Bone b : a.getBones()) {
                for (DataReference r : b.getVolumes()) {
                    volumes.putIfAbsent(String.valueOf(r.getPath()), there(r));
                }
            }
            volumes.forEach((path, there) -> {
                String id = "images:" + path;
                add(id, Stage.IMAGES, path, path.substring(path.lastIndexOf('/') + 1), "", there ? State.DONE : State.MISSING, there ? ""
                        : Texts.text("flow.images.gone", path));
                ways.add(new Way(id, TWIN));
            });
            if (volumes.isEmpty()) {
                String source = a.getProvenances().stream().map(p -> p.getKind().getLiteral()).findFirst().orElse("");
                boolean told = Texts.CATALOG.has("en", "flow.images." + source);
                add("images", Stage.IMAGES, "", Texts.text("flow.images.none"), told ? Texts.text("flow.images." + source) : "",
                        State.DONE, "");
                ways.add(new Way("images", TWIN));
            }
            Optional<Diagnostic> wrong = error(a);
            add(TWIN, Stage.TWIN, "", a.getName() == null || a.getName().isBlank() ? String.valueOf(a.getId()) : a.getName(), Texts.text(
                    "flow.twin.about", a.getBones().size(), a.getBones().stream().mapToInt(b -> b.getLandmarks().size()).sum()), wrong
                            .isPresent() ? State.FAILED : State.DONE, wrong.map(d -> d.text(UiLanguage.code())).orElse(""));
            ways.add(new Way(TWIN, PLAN));
        }

        private boolean there(DataReference r) {
            try {
                Path file = DataFiles.resolve(models.anatomyFile().orElse(models.file()), r);
                return Files.exists(file);
            } catch (RuntimeException e) {
                // a path that leads nowhere is a file that is not there
                return false;
            }
        }

        private static Optional<Diagnostic> error(EObject model) {
            return ModelValidator.validate(model).stream().filter(d -> d.severity() == Severity.ERROR)
                    .findFirst();
        }

        // ---- plan

        /** What went wrong is a solver's where its id is named in it, else the plan's. */
        private Optional<String> blamed() {
            return live.problem().isEmpty() ? Optional.empty() : Optional.of(scenario.getRequests().stream().map(SolverRequest::getSolver)
                    .filter(id -> id != null && live.problem().contains("'" + id + "'")).findFirst().orElse(PLAN));
        }

        private void plan() {
            Optional<Plan> plan = session.plan();
            Optional<Diagnostic> wrong = error(scenario);
            boolean failed = wrong.isPresent() || blamed().filter(PLAN::equals).isPresent() && !live.running();
            String name = plan.map(p -> p.getName() == null || p.getName().isBlank() ? p.getId() : p.getName()).orElse(scenario.getPlans()
                    .isEmpty() ? Texts.text("flow.plan.numbers") : Texts.text("flow.plan.none"));
            String about = plan.map(p -> Texts.text("flow.plan.about", p.getPlacements().size(), scenario.getPlans().size())).orElse("");
            State state = failed ? State.FAILED : plan.isEmpty() && !scenario.getPlans().isEmpty() ? State.MISSING : State.DONE;
            add(PLAN, Stage.PLAN, plan.map(Plan::getId).orElse(""), name, about, state, wrong.map(d -> d.text(UiLanguage.code())).orElse(
                    failed ? live.problem() : ""));
        }

        // ---- activities

        /** @return id of the station by id of the activity */
        private Map<String, String> activities() {
            Map<String, String> ids = new LinkedHashMap<>();
            for (Activity a : scenario.getActivities()) {
                String key = a.getId() == null || a.getId().isBlank() ? String.valueOf(a.getType()) : a.getId();
                String id = "activity:" + key;
                ids.put(key, id);
                boolean known = Solvers.activities().find(String.valueOf(a.getType())).isPresent();
                String name = a.getName() == null || a.getName().isBlank() ? key : a.getName();
                stations.add(new Station(id, Stage.ACTIVITY, key, name, "", known ? State.DONE : State.MISSING, known ? "" : Texts.text(
                        "flow.unknown.activity", a.getType()), known));
                ways.add(new Way(PLAN, id));
            }
            return ids;
        }

        // ---- solvers

        private String solver(SolverRequest r, Map<String, String> activities) {
            String solver = String.valueOf(r.getSolver());
            String id = "solver:" + (r.getId() == null || r.getId().isBlank() ? solver : r.getId());
            for (Activity a : r.getActivities()) {
                String key = a.getId() == null || a.getId().isBlank() ? String.valueOf(a.getType()) : a.getId();
                Optional.ofNullable(activities.get(key)).ifPresent(from -> ways.add(new Way(from, id)));
            }
            if (r.getActivities().isEmpty()) {
                ways.add(new Way(PLAN, id));
            }
            Optional<? extends Contribution<?>> c = Solvers.registry().find(solver);
            if (c.isEmpty()) {
                stations.add(new Station(id, Stage.SOLVER, solver, r.getName() == null || r.getName().isBlank() ? solver : r.getName(),
                        solver, State.MISSING, Texts.text("flow.unknown.solver", solver), false));
                return id;
            }
            String own = UiLanguage.code().equals("en") ? "" : c.get().attribute("name." + UiLanguage.code());
            String name = r.getName() != null && !r.getName().isBlank() ? r.getName() : own.isEmpty() ? c.get().name() : own;
            Optional<CaseRuns.Outcome> outcome = runs.outcome(solver);
            String about = "";
            State state;
            String why = "";
            if (runs.isRunning(solver) || runs.isRunning(CaseRuns.MEASUREMENTS) || runs.isReporting()) {
                state = State.RUNNING;
                about = Texts.text("flow.run.full");
            } else if (outcome.isPresent()) {
                about = Texts.text("flow.ran", Wording.axis(Math.round(10 * outcome.get().seconds()) / 10.0));
                why = outcome.get().why().isEmpty() ? wrong(outcome.get().result().map(x -> x.solutions().get(solver))) : outcome.get()
                        .why();
                state = why.isEmpty() ? State.DONE : State.FAILED;
            } else if (blamed().filter(solver::equals).isPresent() && !live.running()) {
                state = State.FAILED;
                why = live.problem();
            } else {
                Optional<Solution> s = live.result().map(x -> x.solutions().get(solver));
                why = wrong(s);
                state = live.running() ? State.RUNNING : s.isEmpty() ? State.MISSING : !live.problem().isEmpty() ? State.OUTDATED : why
                        .isEmpty() ? State.DONE : State.FAILED;
                why = state == State.FAILED ? why : state == State.OUTDATED ? Texts.text("flow.earlier") : "";
                about = s.isPresent() ? Texts.text("flow.live") : "";
            }
            stations.add(new Station(id, Stage.SOLVER, solver, name, about, state, why, true));
            return id;
        }

        private static String wrong(Optional<Solution> s) {
            return s.filter(x -> x.status() != Solution.Status.CONVERGED).map(x -> Texts.text("flow.not-converged", x.iterations(), x
                    .residual())).orElse("");
        }

        // ---- measurements and report

        private void measurements(List<String> solvers) {
            Optional<CaseRuns.Outcome> outcome = runs.outcome(CaseRuns.MEASUREMENTS);
            Optional<RunResult> r = outcome.flatMap(CaseRuns.Outcome::result).or(live::result);
            List<Measured> all = r.map(RunResult::measurements).orElse(List.of());
            long targets = all.stream().filter(m -> m.verdict() != Verdict.NO_TARGET && m.verdict() != Verdict.NOT_MEASURED).count();
            long met = all.stream().filter(m -> m.verdict() == Verdict.WITHIN).count();
            String failed = outcome.map(CaseRuns.Outcome::why).orElse("");
            State state = runs.isRunning(CaseRuns.MEASUREMENTS) || live.running() && outcome.isEmpty() ? State.RUNNING : !failed.isEmpty()
                    ? State.FAILED : r.isEmpty() ? State.MISSING : !live.problem().isEmpty() && outcome.isEmpty() ? State.OUTDATED
                            : State.DONE;
            add(MEASUREMENTS, Stage.MEASUREMENTS, "", Texts.text("flow.measurements", all.size()), all.isEmpty() ? "" : Texts.text(
                    "flow.met", met, targets), state, state == State.OUTDATED ? Texts.text("flow.earlier") : failed);
            solvers.forEach(s -> ways.add(new Way(s, MEASUREMENTS)));
            if (solvers.isEmpty()) {
                ways.add(new Way(PLAN, MEASUREMENTS));
            }
        }

        private void report() {
            boolean there = runs.report().isPresent();
            State state = runs.isReporting() ? State.RUNNING : !runs.reportProblem().isEmpty() ? State.FAILED : !there ? State.MISSING
                    : runs.isReportCurrent() ? State.DONE : State.OUTDATED;
            add(REPORT, Stage.REPORT, "", Texts.text("flow.report"), "", state, state == State.FAILED ? runs.reportProblem()
                    : state == State.OUTDATED ? Texts.text("flow.report.earlier") : "");
            ways.add(new Way(MEASUREMENTS, REPORT));
        }
    }
}

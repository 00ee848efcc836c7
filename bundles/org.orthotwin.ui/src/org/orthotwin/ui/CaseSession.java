/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.emf.common.command.BasicCommandStack;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.edit.domain.EditingDomain;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.edit.EditCommands;
import org.orthotwin.model.edit.JournalEntry;
import org.orthotwin.model.edit.JournalFile;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ClinicalPose;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.ui.internal.Evaluator;
import org.orthotwin.ui.internal.Texts;
import org.orthotwin.ui.internal.Touching;

/**
 * A case that is open: its models, the one editing domain through which everybody changes them, what was done so far, and what the plan in
 * work comes to. Everything here is for the user interface's thread; what is computed is computed elsewhere and arrives there.
 */
public final class CaseSession {

    /** What happened to a session. */
    public enum Change {
        /** A model was changed, undone or redone. */
        MODEL,
        /** The plan in work has new numbers, or the reason why it has none. */
        EVALUATION,
        /** The files were written or read again. */
        FILES,
        /** Something else is looked at: a part, a bone, a landmark, a measurement, another plan. */
        SELECTION,
        /** The joint is shown in another posture, or what touches there is known. */
        POSE,
        /** Another place is looked at. */
        SPOT
    }

    /** How many plans are put beside the one in work unasked. */
    private static final int BESIDE = 3;

    private final Display display;
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final Journal journal;
    private final Evaluator evaluator;
    private final BasicCommandStack stack;
    private final EditingDomain domain;
    private Case models;
    private Evaluation evaluation = Evaluation.NONE;
    private String selected = "";
    private final Touching toucher;
    private String pose = "";
    private Optional<Posture> posture = Optional.empty();
    private Optional<ContactEvent> touching = Optional.empty();
    private String ghost = "";
    private Optional<Spot> spot = Optional.empty();
    private final Map<String, Boolean> beside = new HashMap<>();
    private final Map<Class<?>, CaseCompanion> companions = new LinkedHashMap<>();
    private boolean dragging;
    private boolean asking;
    private List<FileTime> known = List.of();
    private Problem clinicalOf;
    private List<ClinicalPose> clinical = List.of();
    private int owners;

    /**
     * @param display whose thread this session belongs to
     * @param file of the scenario
     * @throws InputException if a file is missing, broken, of a newer version or other than its hash says
     */
    public CaseSession(Display display, Path file) {
        this.display = Objects.requireNonNull(display);
        models = Case.load(file);
        domain = ModelEditing.newDomain();
        stack = (BasicCommandStack) domain.getCommandStack();
        journal = new Journal(() -> models, Instant::now, UserSettings::author, UserSettings.aside());
        stack.addCommandStackListener(e -> changed());
        evaluator = new Evaluator(display, this::take);
        toucher = new Touching(display);
        known = times();
        ask();
    }

    /** The scenario's file. */
    public Path file() {
        return models.file();
    }

    /** The models themselves; change them by commands only. */
    public Case models() {
        return models;
    }

    /** The plan in work; empty for a scenario without one, or with several and none active. */
    public Optional<Plan> plan() {
        try {
            return models.plan(Optional.empty());
        } catch (InputException e) {
            return Optional.empty();
        }
    }

    public EditingDomain domain() {
        return domain;
    }

    /** The makers of changes, with labels in the language of the user interface. */
    public EditCommands commands() {
        return new EditCommands(domain, UiLanguage.code());
    }

    public Journal journal() {
        return journal;
    }

    /** What the plan in work comes to, as far as it is known. */
    public Evaluation evaluation() {
        return evaluation;
    }

    /** What the one validator finds in the models as they are. */
    public List<Diagnostic> problems() {
        return models.problems();
    }

    /** The same with the places of what is wrong. */
    public List<ModelValidator.Finding> findings() {
        List<ModelValidator.Finding> all = new ArrayList<>(ModelValidator.findings(models.scenario()));
        models.anatomy().ifPresent(a -> all.addAll(ModelValidator.findings(a)));
        return all;
    }

    // ---- changes

    /** Carries out a change; what cannot be executed is left. @return whether it was executed */
    public boolean execute(Command command) {
        endDrag();
        if (!command.canExecute()) {
            return false;
        }
        stack.execute(command);
        journal.done(command.getLabel());
        return true;
    }

    /**
     * Carries out a change that takes the place of the last one since {@link #endDrag}: what a hand that still moves wants now. All of it
     * is one step for undo.
     */
    public void drag(Supplier<Command> change) {
        if (dragging) {
            stack.undo();
            dragging = false;
        }
        Command command = change.get();
        if (command.canExecute()) {
            stack.execute(command);
            dragging = true;
        }
    }

    /** The hand is still: the change stays. */
    public void endDrag() {
        if (dragging) {
            dragging = false;
            journal.done(stack.getMostRecentCommand().getLabel());
            fire(Change.MODEL);
        }
    }

    /** The hand lets go without wanting anything changed. */
    public void cancelDrag() {
        if (dragging) {
            dragging = false;
            stack.undo();
        }
    }

    /** Whether a hand is moving something. */
    public boolean isDragging() {
        return dragging;
    }

    public boolean canUndo() {
        return stack.canUndo();
    }

    public boolean canRedo() {
        return stack.canRedo();
    }

    /** What undo would take back, for people; empty if there is nothing. */
    public String undoLabel() {
        return stack.canUndo() ? stack.getUndoCommand().getLabel() : "";
    }

    /** What redo would do again, for people; empty if there is nothing. */
    public String redoLabel() {
        return stack.canRedo() ? stack.getRedoCommand().getLabel() : "";
    }

    public void undo() {
        endDrag();
        if (stack.canUndo()) {
            String label = stack.getUndoCommand().getLabel();
            stack.undo();
            journal.undone(label);
        }
    }

    public void redo() {
        endDrag();
        if (stack.canRedo()) {
            String label = stack.getRedoCommand().getLabel();
            stack.redo();
            journal.redone(label);
        }
    }

    /**
     * Does once more what a journal tells, as one step for undo; what the case has already, as it was saved, is passed over.
     *
     * @return how many edits that were; 0 if the case has all of them
     * @throws InputException naming the edit that cannot be done to this case; nothing has changed then
     */
    public int replay(List<JournalEntry> entries) {
        endDrag();
        int known = Math.max(0, JournalFile.position(entries, JournalFile.state(models.scenario())));
        List<JournalEntry> rest = entries.subList(known, entries.size());
        int edits = (int) rest.stream().filter(e -> !e.changes().isEmpty()).count();
        if (edits > 0) {
            execute(commands().replay(rest, models.roots()));
        }
        return edits;
    }

    /** Writes something down in the journal. */
    public void note(String text) {
        endDrag();
        journal.noted(text);
        fire(Change.MODEL);
    }

    /** Does again what a session did that ended without saving it. @throws InputException if it cannot be done to the case as it is */
    public void restoreLost() {
        List<JournalEntry> lost = journal.lost();
        Command replay = commands().replay(lost, models.roots());
        journal.forgetLost();
        execute(replay);
    }

    public boolean isDirty() {
        return stack.isSaveNeeded();
    }

    /** Writes both models, each whole or not at all. @throws InputException if a file cannot be written */
    public void save() {
        endDrag();
        journal.saving();
        models.save();
        known = times();
        for (CaseCompanion c : companions.values()) {
            try {
                c.save();
            } catch (IOException e) {
                throw new InputException(Diagnostic.error(Texts.CATALOG, "save.failed", models.file().toString(), e.getMessage()), e);
            }
        }
        stack.saveIsDone();
        journal.saved();
        fire(Change.FILES);
    }

    /** Whether another program changed a file of this case since it was read, written or {@link #keepMine asked about}. */
    public boolean isChangedOutside() {
        return !known.equals(times());
    }

    /** The files as they are now need not be asked about again. */
    public void keepMine() {
        known = times();
    }

    private List<FileTime> times() {
        return Stream.concat(Stream.of(models.file()), models.anatomyFile().stream()).map(f -> {
            try {
                return Files.getLastModifiedTime(f);
            } catch (IOException e) {
                // a file that is gone is not read again; saving makes it anew
                return known.isEmpty() ? FileTime.fromMillis(0) : known.get(f.equals(models.file()) ? 0 : 1);
            }
        }).toList();
    }

    /** Reads the files again and forgets what was done since; it cannot be undone. @throws InputException as the constructor */
    public void revert() {
        Case read = Case.load(models.file());
        models = read;
        known = times();
        companions.values().forEach(CaseCompanion::reread);
        stack.flush();
        stack.saveIsDone();
        journal.reverted();
        fire(Change.FILES);
        changed();
    }

    private void changed() {
        if (stack.getMostRecentCommand() instanceof CompanionCommand) {
            // no number depends on it
            fire(Change.MODEL);
            return;
        }
        evaluation = evaluation.outdated();
        forgetPlans();
        fire(Change.MODEL);
        if (!asking) {
            asking = true;
            // once for all changes of this turn
            display.asyncExec(() -> {
                asking = false;
                ask();
            });
        }
    }

    private void ask() {
        List<String> plans = new ArrayList<>(compared());
        plan().ifPresent(p -> plans.remove(p.getId()));
        if (!ghost.isEmpty() && !plans.contains(ghost) && plan().stream().noneMatch(p -> ghost.equals(p.getId()))) {
            plans.add(ghost);
        }
        evaluator.ask(models, seed(), plans);
    }

    private long seed() {
        return models.scenario().getSeed();
    }

    private void take(Evaluation e) {
        boolean other = e.result().map(RunResult::problem).orElse(null) != evaluation.result().map(RunResult::problem).orElse(null);
        evaluation = asking ? e.outdated() : e;
        if (other) {
            touching = Optional.empty();
            askTouching();
        }
        fire(Change.EVALUATION);
    }

    /**
     * What somebody keeps with this case beside its models, made at first use: it is saved and read again with the case.
     *
     * @param kind one of each is kept
     */
    public <C extends CaseCompanion> C companion(Class<C> kind, Function<CaseSession, C> maker) {
        return kind.cast(companions.computeIfAbsent(kind, k -> maker.apply(this)));
    }

    // ---- who looks

    /** The role of the part, or the id of the bone, that views should show; empty for none. */
    public String selected() {
        return selected;
    }

    public void select(String id) {
        if (!selected.equals(id)) {
            selected = Objects.requireNonNull(id);
            fire(Change.SELECTION);
        }
    }

    /** The place that is looked at; empty for none. */
    public Optional<Spot> spot() {
        return spot;
    }

    /** Looks at a place, or at none. */
    public void spot(Optional<Spot> place) {
        if (!spot.equals(place)) {
            spot = Objects.requireNonNull(place);
            fire(Change.SPOT);
        }
    }

    // ---- other plans

    /** The plans that are looked at side by side, in the order of the scenario: the one in work, and the first few others or the chosen. */
    public List<String> compared() {
        String own = plan().map(Plan::getId).orElse("");
        List<String> ids = new ArrayList<>();
        int others = 0;
        for (Plan p : models.scenario().getPlans()) {
            String id = p.getId();
            if (id == null || id.isBlank() || ids.contains(id)) {
                continue;
            }
            if (id.equals(own)) {
                ids.add(id);
            } else if (beside.getOrDefault(id, others < BESIDE)) {
                ids.add(id);
                others++;
            }
        }
        return ids;
    }

    /** Puts a plan beside the one in work, or takes it away from there. */
    public void compare(String plan, boolean shown) {
        // what is shown stays, so that no other plan takes the place of one that is hidden
        List<String> now = compared();
        models.scenario().getPlans().stream().map(Plan::getId).filter(Objects::nonNull)
                .forEach(id -> beside.putIfAbsent(id, now.contains(id)));
        beside.put(plan, shown);
        fire(Change.SELECTION);
        ask();
    }

    /** The plan whose parts are shown as a ghost in the scene; empty for none. */
    public String ghost() {
        return ghost;
    }

    /** Shows the parts of another plan as a ghost; empty for none. */
    public void ghost(String plan) {
        if (!ghost.equals(plan)) {
            ghost = Objects.requireNonNull(plan);
            fire(Change.SELECTION);
            ask();
        }
    }

    /** A plan that nobody has is no ghost any more. */
    private void forgetPlans() {
        if (models.scenario().getPlans().stream().noneMatch(p -> ghost.equals(p.getId()))) {
            ghost = "";
        }
    }

    // ---- what is pointed at

    /** The motion at whose end the joint is shown, by its label; empty for the neutral pose or a {@link #posture posture}. */
    public String poseLabel() {
        return pose;
    }

    /**
     * Shows the joint at the end of a motion.
     *
     * @param label as {@link ContactEvent#label()}; empty for the neutral pose
     */
    public void pose(String label) {
        if (!pose.equals(label) || posture.isPresent()) {
            pose = Objects.requireNonNull(label);
            posture = Optional.empty();
            touching = Optional.empty();
            toucher.forget();
            fire(Change.POSE);
        }
    }

    /** The posture in which the joint is shown; empty for the neutral pose or the {@link #poseLabel end of a motion}. */
    public Optional<Posture> posture() {
        return posture;
    }

    /** Shows the joint in a posture; what touches there is known a moment after it rests. */
    public void pose(Posture wanted) {
        if (posture.filter(wanted::equals).isEmpty()) {
            posture = Optional.of(wanted);
            pose = "";
            touching = Optional.empty();
            askTouching();
            fire(Change.POSE);
        }
    }

    private void askTouching() {
        RunResult r = evaluation.result().orElse(null);
        if (posture.isEmpty() || r == null || r.problem().joint() == null) {
            toucher.forget();
            return;
        }
        toucher.ask(r, clinical(r, false).motions(childInParent().orElseThrow()), found -> {
            if (!found.equals(touching)) {
                touching = found;
                fire(Change.POSE);
            }
        });
    }

    /** The pose of the distal bone in the proximal one in which the joint is shown; empty for the neutral one. */
    public Optional<RigidTransform> childInParent() {
        RunResult r = evaluation.result().orElse(null);
        if (r == null || r.problem().joint() == null) {
            return Optional.empty();
        }
        return posture.map(p -> clinical(r, p.ofActivity()).childInParent(p.motions())).or(() -> touching().map(
                ContactEvent::childInParent));
    }

    /**
     * How far the joint is shown along each of its motions, SI, as the solvers measure their main results; empty for the neutral pose. The
     * values of opposite motions are opposite numbers.
     */
    public Map<String, Double> motions() {
        RunResult r = evaluation.result().orElse(null);
        return childInParent().map(p -> clinical(r, false).allMotions(p)).orElse(Map.of());
    }

    private ClinicalPose clinical(RunResult r, boolean activities) {
        if (clinicalOf != r.problem()) {
            clinicalOf = r.problem();
            clinical = List.of(Simulation.clinicalPose(r, false), Simulation.clinicalPose(r, true));
        }
        return clinical.get(activities ? 1 : 0);
    }

    /** What touches where the joint is shown, as far as it is known. */
    public Optional<ContactEvent> touching() {
        return posture.isPresent() ? touching : pose.isEmpty() ? Optional.empty() : evaluation.result().stream()
                .flatMap(r -> r.solutions().values().stream()).flatMap(x -> x.contacts().stream()).filter(c -> c.label().equals(pose))
                .findFirst();
    }

    public void addListener(Consumer<Change> listener) {
        listeners.add(listener);
    }

    public void removeListener(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    private void fire(Change change) {
        if (Thread.currentThread() != display.getThread()) {
            throw new IllegalStateException("a case is changed on the thread of the user interface only");
        }
        for (Consumer<Change> l : listeners) {
            l.accept(change);
        }
    }

    void retain() {
        owners++;
    }

    /** @return whether nobody has it open any more */
    boolean release() {
        owners--;
        if (owners == 0) {
            dispose();
        }
        return owners == 0;
    }

    /** Ends a session that is in nobody else's hands: what is not saved is not wanted. */
    public void dispose() {
        journal.forgetAside();
        evaluator.dispose();
        toucher.dispose();
        companions.values().forEach(CaseCompanion::dispose);
        listeners.clear();
    }
}

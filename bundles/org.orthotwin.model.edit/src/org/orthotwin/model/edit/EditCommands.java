/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.emf.common.command.AbstractCommand;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.common.command.CommandWrapper;
import org.eclipse.emf.common.command.CompoundCommand;
import org.eclipse.emf.common.command.UnexecutableCommand;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.edit.command.AddCommand;
import org.eclipse.emf.edit.command.MoveCommand;
import org.eclipse.emf.edit.command.RemoveCommand;
import org.eclipse.emf.edit.command.SetCommand;
import org.eclipse.emf.edit.domain.EditingDomain;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.RebuiltBones;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.scenario.Setting;

/**
 * The undoable changes of models, each with a label that says what it does, such as "Set cup inclination to 45 deg". A command is for the
 * model as it is when the command is made; execute it on the stack of the domain before another is made.
 */
public final class EditCommands {

    private final EditingDomain domain;
    private final String language;

    /**
     * @param domain whose stack will execute the commands
     * @param language of the labels, ISO code
     */
    public EditCommands(EditingDomain domain, String language) {
        this.domain = Objects.requireNonNull(domain);
        this.language = Objects.requireNonNull(language);
    }

    /** Sets a feature; {@code null} takes its value away. */
    public Command set(EObject object, EStructuralFeature feature, Object value) {
        String what = Labels.TEXTS.text(language, "command.feature", name(object), Labels.feature(feature, language));
        return value == null ? labelled(change(object, feature, null), "command.unset", what)
                : labelled(change(object, feature, value), "command.set", what, Labels.text(object, feature, value, language));
    }

    /**
     * Sets the value at a dotted path.
     *
     * @param text with its unit, e.g. 45deg
     * @throws InputException as {@link AttributePaths#set}
     */
    public Command setPath(EObject root, String path, String text) {
        CompoundCommand all = new CompoundCommand();
        for (AttributePaths.Change c : AttributePaths.resolve(root, path).changes(text)) {
            all.append(change(c.object(), c.feature(), c.value()));
        }
        return labelled(all, "command.set", path, text);
    }

    /** Puts an element at the end of a list. */
    public Command add(EObject owner, EReference list, EObject element) {
        return labelled(AddCommand.create(domain, owner, list, element), "command.add", name(element), name(owner));
    }

    /** Puts an element at a place in a list. */
    public Command add(EObject owner, EReference list, EObject element, int index) {
        return labelled(AddCommand.create(domain, owner, list, element, index), "command.add", name(element), name(owner));
    }

    /** Takes an element away, and every reference to it or to what it contains. A root cannot be taken away. */
    public Command remove(EObject element) {
        return element.eContainer() == null ? UnexecutableCommand.INSTANCE
                : labelled(removal(List.of(element)), "command.remove", name(element));
    }

    /** Takes elements of one model away in one step, and every reference to them or to what they contain; a root not at all. */
    public Command remove(Collection<? extends EObject> elements) {
        List<EObject> outer = elements.stream().distinct().filter(e -> elements.stream().noneMatch(o -> o != e
                && EcoreUtil.isAncestor(o, e))).map(EObject.class::cast).toList();
        return outer.size() == 1 ? remove(outer.getFirst())
                : outer.isEmpty() || outer.stream().anyMatch(e -> e.eContainer() == null) ? UnexecutableCommand.INSTANCE
                : labelled(removal(outer), "command.remove-several", outer.size());
    }

    /** @param elements none of which contains another */
    private Command removal(List<EObject> elements) {
        CompoundCommand all = new CompoundCommand();
        List<EObject> gone = new ArrayList<>();
        for (EObject e : elements) {
            gone.add(e);
            e.eAllContents().forEachRemaining(gone::add);
        }
        Set<EObject> inside = new HashSet<>(gone);
        Map<EObject, Collection<EStructuralFeature.Setting>> uses = EcoreUtil.UsageCrossReferencer.findAll(gone, EcoreUtil.getRootContainer(
                elements.getFirst()));
        for (EObject used : gone) {
            for (EStructuralFeature.Setting s : uses.getOrDefault(used, List.of())) {
                EReference r = (EReference) s.getEStructuralFeature();
                if (r.isContainment() || r.isContainer() || inside.contains(s.getEObject())) {
                    continue;
                }
                all.append(r.isMany() ? RemoveCommand.create(domain, s.getEObject(), r, used)
                        : SetCommand.create(domain, s.getEObject(), r, SetCommand.UNSET_VALUE));
            }
        }
        for (EObject e : elements) {
            EReference list = e.eContainmentFeature();
            all.append(list.isMany() ? RemoveCommand.create(domain, e.eContainer(), list, e)
                    : SetCommand.create(domain, e.eContainer(), list, SetCommand.UNSET_VALUE));
        }
        return all;
    }

    /** Moves an element of a list to another place in it, counted from 0. */
    public Command move(EObject element, int index) {
        return element.eContainer() == null || !element.eContainmentFeature().isMany() ? UnexecutableCommand.INSTANCE
                : labelled(MoveCommand.create(domain, element.eContainer(), element.eContainmentFeature(), element, index),
                        "command.move", name(element), String.valueOf(index + 1));
    }

    /**
     * Sets a coordinate of a placement, which is added where it is not there yet.
     *
     * @param value in the unit
     * @param unit SI, e.g. rad
     */
    public Command setCoordinate(Placement placement, String coordinate, double value, Unit unit) {
        String role = placement.getRole() == null ? name(placement) : placement.getRole();
        String text = Labels.number(value, unit, language);
        for (Setting s : placement.getCoordinates()) {
            if (coordinate.equals(s.getName())) {
                return labelled(number(s, value, unit), "command.set", role + " " + coordinate, text);
            }
        }
        Setting s = ScenarioFactory.eINSTANCE.createSetting();
        s.setName(coordinate);
        s.setNumber(value);
        s.setUnit(symbol(unit));
        return labelled(AddCommand.create(domain, placement, ScenarioPackage.Literals.PLACEMENT__COORDINATES, s), "command.set",
                role + " " + coordinate, text);
    }

    /**
     * Moves a placement to other coordinates; those that do not change are left alone.
     *
     * @param values by name, SI
     * @param units SI, by name, e.g. rad
     */
    public Command move(Placement placement, Map<String, Double> values, Map<String, Unit> units) {
        String role = placement.getRole() == null ? name(placement) : placement.getRole();
        CompoundCommand all = new CompoundCommand();
        values.forEach((coordinate, value) -> {
            Setting there = placement.getCoordinates().stream().filter(s -> coordinate.equals(s.getName())).findFirst().orElse(null);
            double now = there == null ? 0 : there.getNumber();
            if (value != now) {
                all.append(setCoordinate(placement, coordinate, value, units.get(coordinate)));
            }
        });
        return labelled(all, "command.move-part", role);
    }

    /** Sets a setting to a number. */
    public Command setNumber(Setting setting, double value, Unit unit) {
        return labelled(number(setting, value, unit), "command.set", name(setting), Labels.number(value, unit, language));
    }

    private Command number(Setting s, double value, Unit unit) {
        CompoundCommand all = new CompoundCommand();
        all.append(change(s, ScenarioPackage.Literals.SETTING__NUMBER, value));
        all.append(change(s, ScenarioPackage.Literals.SETTING__UNIT, symbol(unit)));
        all.append(change(s, ScenarioPackage.Literals.SETTING__TEXT, null));
        return all;
    }

    private static String symbol(Unit unit) {
        return unit.symbol().equals("1") ? null : unit.symbol();
    }

    /** Chooses another part for a placement. */
    public Command setPart(Placement placement, String component, String size) {
        CompoundCommand all = new CompoundCommand();
        all.append(change(placement, ScenarioPackage.Literals.PLACEMENT__COMPONENT, component));
        all.append(change(placement, ScenarioPackage.Literals.PLACEMENT__SIZE, size));
        return labelled(all, "command.part", placement.getRole() == null ? name(placement) : placement.getRole(), component + " " + size);
    }

    /**
     * Chooses another part for a placement, and other sizes of the parts that would not go with it.
     *
     * @param sizes of other placements of the plan; may be empty
     */
    public Command setPart(Placement placement, String component, String size, Map<Placement, String> sizes) {
        if (sizes.isEmpty()) {
            return setPart(placement, component, size);
        }
        CompoundCommand all = new CompoundCommand();
        all.append(setPart(placement, component, size));
        sizes.forEach((p, s) -> all.append(change(p, ScenarioPackage.Literals.PLACEMENT__SIZE, s)));
        return labelled(all, "command.part-with", placement.getRole() == null ? name(placement) : placement.getRole(),
                component + " " + size, String.join(", ", sizes.entrySet().stream().map(e -> e.getKey().getRole() + " " + e.getValue())
                        .toList()));
    }

    /** Confirms a landmark, or releases it. */
    public Command lock(Landmark landmark, boolean locked) {
        return labelled(change(landmark, AnatomyPackage.Literals.LANDMARK__LOCKED, locked), locked ? "command.lock" : "command.unlock",
                name(landmark));
    }

    /** Moves a landmark to a position (m, frame of the bone's surface); a locked one cannot be moved. */
    public Command moveLandmark(Landmark landmark, Vec3 position) {
        return landmark.isLocked() ? UnexecutableCommand.INSTANCE
                : labelled(change(landmark, AnatomyPackage.Literals.LANDMARK__POSITION, position), "command.set", name(landmark),
                        Labels.text(landmark, AnatomyPackage.Literals.LANDMARK__POSITION, position, language));
    }

    /**
     * Gives a bone another surface in the place of the one of the same role, or beside the others where it has none of that role.
     *
     * @param bone of an anatomy
     * @param surface that no bone has yet
     * @param how it came to be, which the anatomy does not have yet; from then on that of the bone as well
     */
    public Command setSurface(Bone bone, DataReference surface, Provenance how) {
        if (!(bone.eContainer() instanceof Anatomy anatomy)) {
            return UnexecutableCommand.INSTANCE;
        }
        EReference surfaces = AnatomyPackage.Literals.BONE__SURFACES;
        surface.setProvenance(how);
        CompoundCommand all = new CompoundCommand();
        all.append(AddCommand.create(domain, anatomy, AnatomyPackage.Literals.ANATOMY__PROVENANCES, how));
        int at = 0;
        while (at < bone.getSurfaces().size() && !Objects.equals(bone.getSurfaces().get(at).getRole(), surface.getRole())) {
            at++;
        }
        if (at < bone.getSurfaces().size()) {
            all.append(RemoveCommand.create(domain, bone, surfaces, bone.getSurfaces().get(at)));
        }
        all.append(new AddCommand(domain, bone, surfaces, surface, at));
        all.append(change(bone, AnatomyPackage.Literals.BONE__PROVENANCE, how));
        return labelled(all, "command.surface", name(bone));
    }

    /**
     * Says that the landmarks and the density of a bone hold on the surface that was made anew since they were found: they get provenances
     * of their own that tell so.
     */
    public Command confirmOnSurface(Bone bone) {
        Provenance surface = RebuiltBones.provenance(bone).orElse(null);
        if (surface == null || !(bone.eContainer() instanceof Anatomy anatomy)) {
            return UnexecutableCommand.INSTANCE;
        }
        CompoundCommand all = new CompoundCommand();
        Map<Provenance, Provenance> made = new HashMap<>();
        for (Landmark l : bone.getLandmarks()) {
            if (RebuiltBones.isOlder(bone, l.getProvenance())) {
                all.append(change(l, AnatomyPackage.Literals.LANDMARK__PROVENANCE, made.computeIfAbsent(l.getProvenance(),
                        p -> confirmed(p, surface, anatomy, all, made.values()))));
            }
        }
        DataReference density = bone.getDensity();
        if (density != null && RebuiltBones.isOlder(bone, density.getProvenance())) {
            all.append(change(density, AnatomyPackage.Literals.DATA_REFERENCE__PROVENANCE, made.computeIfAbsent(density.getProvenance(),
                    p -> confirmed(p, surface, anatomy, all, made.values()))));
        }
        return labelled(all, "command.confirm", name(bone));
    }

    private Provenance confirmed(Provenance before, Provenance surface, Anatomy anatomy, CompoundCommand all,
            Collection<Provenance> others) {
        Provenance p = before == null ? AnatomyFactory.eINSTANCE.createProvenance() : EcoreUtil.copy(before);
        int n = 1;
        while (isTaken(anatomy.getProvenances(), surface.getId() + ".confirmed." + n) || isTaken(others, surface.getId() + ".confirmed."
                + n)) {
            n++;
        }
        p.setId(surface.getId() + ".confirmed." + n);
        String how = before == null || before.getMethod() == null || before.getMethod().isBlank() ? "" : before.getMethod() + "; ";
        p.setMethod(how + "confirmed by hand on the surface " + surface.getId());
        all.append(AddCommand.create(domain, anatomy, AnatomyPackage.Literals.ANATOMY__PROVENANCES, p));
        return p;
    }

    private static boolean isTaken(Collection<Provenance> all, String id) {
        return all.stream().anyMatch(p -> id.equals(p.getId()));
    }

    /** Makes a plan the active one of its scenario. */
    public Command activate(Scenario scenario, Plan plan) {
        return labelled(change(scenario, ScenarioPackage.Literals.SCENARIO__ACTIVE_PLAN, plan), "command.activate", name(plan));
    }

    /** Everything in the copy that has an id gets the new one before its own, as ids are unique in a file. */
    private static Plan copy(Plan plan, String id) {
        Plan copy = EcoreUtil.copy(plan);
        copy.eAllContents().forEachRemaining(o -> {
            String old = EcoreUtil.getID(o);
            if (old != null && !old.isBlank()) {
                EcoreUtil.setID(o, id + "." + old);
            }
        });
        copy.setId(id);
        return copy;
    }

    /**
     * Begins another plan as a copy of one, which becomes the active one.
     *
     * @param id of the copy
     * @param name of the copy, for people
     */
    public Command begin(Plan from, String id, String name) {
        return begin((Scenario) from.eContainer(), from, id, name, "command.begin");
    }

    /**
     * Takes a plan that was made elsewhere, such as a variation of one, into a scenario as a copy, which becomes the active one.
     *
     * @param id of the copy
     * @param name of the copy, for people
     */
    public Command take(Scenario scenario, Plan made, String id, String name) {
        return begin(scenario, made, id, name, "command.take");
    }

    private Command begin(Scenario scenario, Plan from, String id, String name, String label) {
        Plan copy = copy(from, id);
        copy.setName(name);
        CompoundCommand all = new CompoundCommand();
        all.append(AddCommand.create(domain, scenario, ScenarioPackage.Literals.SCENARIO__PLANS, copy));
        all.append(change(scenario, ScenarioPackage.Literals.SCENARIO__ACTIVE_PLAN, copy));
        return labelled(all, label, name(copy), name(from));
    }

    /** Gives a plan, a bone, a joint ... another name; an empty one takes its name away. */
    public Command rename(NamedElement element, String name) {
        return labelled(change(element, AnatomyPackage.Literals.NAMED_ELEMENT__NAME, name.isEmpty() ? null : name), "command.rename",
                name(element), name);
    }

    /**
     * Ties one side of a joint to another bone; its frame on that side goes unless the bone has one of the same definition.
     *
     * @param proximal whether the side of the parent is meant
     */
    public Command reconnect(Joint joint, Bone bone, boolean proximal) {
        Frame old = proximal ? joint.getParentFrame() : joint.getChildFrame();
        Frame frame = old == null ? null : bone.getFrames().stream().filter(f -> old.getDefinition() != null
                && old.getDefinition().equals(f.getDefinition())).findFirst().orElse(null);
        CompoundCommand all = new CompoundCommand();
        all.append(change(joint, proximal ? AnatomyPackage.Literals.JOINT__PARENT : AnatomyPackage.Literals.JOINT__CHILD, bone));
        all.append(change(joint, proximal ? AnatomyPackage.Literals.JOINT__PARENT_FRAME : AnatomyPackage.Literals.JOINT__CHILD_FRAME,
                frame));
        return labelled(all, "command.reconnect", name(joint), name(bone));
    }

    /** Takes several plans of a scenario away in one step; the first that is left becomes the active one, if that goes. One has to stay. */
    public Command removePlans(Collection<Plan> plans) {
        if (plans.size() == 1) {
            return removePlan(plans.iterator().next());
        }
        if (plans.isEmpty() || !(plans.iterator().next().eContainer() instanceof Scenario scenario)) {
            return UnexecutableCommand.INSTANCE;
        }
        Optional<Plan> left = scenario.getPlans().stream().filter(p -> !plans.contains(p)).findFirst();
        if (left.isEmpty()) {
            return UnexecutableCommand.INSTANCE;
        }
        if (!plans.contains(scenario.getActivePlan())) {
            return remove(plans);
        }
        CompoundCommand all = new CompoundCommand();
        all.append(remove(plans));
        all.append(change(scenario, ScenarioPackage.Literals.SCENARIO__ACTIVE_PLAN, left.get()));
        return labelled(all, "command.remove-several", plans.size());
    }

    /** Takes a plan away; where it was the active one, the one beside it becomes that. */
    public Command removePlan(Plan plan) {
        if (!(plan.eContainer() instanceof Scenario scenario) || scenario.getActivePlan() != plan || scenario.getPlans().size() < 2) {
            return remove(plan);
        }
        int at = scenario.getPlans().indexOf(plan);
        CompoundCommand all = new CompoundCommand();
        all.append(remove(plan));
        all.append(change(scenario, ScenarioPackage.Literals.SCENARIO__ACTIVE_PLAN, scenario.getPlans().get(at == 0 ? 1 : at - 1)));
        return labelled(all, "command.remove", name(plan));
    }

    /**
     * Does once more what a journal tells, as one step.
     *
     * @param entries of the journal, none of them done yet to these models
     * @param roots the models by the first word of paths: scenario, anatomy
     * @throws InputException naming the entry that cannot be done to these models; nothing has changed then
     */
    public Command replay(List<JournalEntry> entries, Map<String, ? extends EObject> roots) {
        Map<String, EObject> trial = new LinkedHashMap<>();
        roots.forEach((word, root) -> trial.put(word, EcoreUtil.copy(root)));
        JournalFile.replay(entries, trial);
        long edits = entries.stream().filter(e -> !e.changes().isEmpty()).count();
        return labelled(new AbstractCommand() {
            private List<ModelChange.Done> done = List.of();

            @Override
            protected boolean prepare() {
                return edits > 0;
            }

            @Override
            public void execute() {
                done = JournalFile.replay(entries, roots);
            }

            @Override
            public void undo() {
                done.reversed().forEach(d -> d.undo().run());
            }

            @Override
            public void redo() {
                done.forEach(d -> d.redo().run());
            }
        }, "command.replay", edits);
    }

    private Command change(EObject object, EStructuralFeature feature, Object value) {
        if (feature.isMany()) {
            return SetCommand.create(domain, object, feature, value == null ? List.of() : value);
        }
        return SetCommand.create(domain, object, feature, value == null ? SetCommand.UNSET_VALUE : value);
    }

    private String name(EObject object) {
        return Labels.name(object, language);
    }

    private Command labelled(Command command, String code, Object... args) {
        String label = Labels.TEXTS.text(language, code, args);
        return new CommandWrapper(label, label, command);
    }
}

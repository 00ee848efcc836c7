/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.scenario.MeasurementRequest;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.UiLanguage;

/** What would put an end to a problem of a case, each as one step of undo. */
final class QuickFixes {

    /** Of many sizes or plans, so many are offered. */
    private static final int MOST = 6;

    /**
     * Something that would help.
     *
     * @param label what it does, for people
     * @param what does it
     */
    record Fix(String label, Runnable what) {
    }

    private final CaseSession session;
    private final Wording wording = new Wording(UiLanguage.code());
    private final List<Fix> fixes = new ArrayList<>();

    private QuickFixes(CaseSession session) {
        this.session = session;
    }

    /**
     * For a problem of a case.
     *
     * @param at the object at fault; {@code null} where it is not known
     * @param feature the feature at fault; {@code null} where it is not known
     * @return none where somebody has to think
     */
    static List<Fix> of(CaseSession session, Diagnostic problem, EObject at, EStructuralFeature feature) {
        QuickFixes q = new QuickFixes(session);
        q.collect(problem, at, feature);
        return List.copyOf(q.fixes);
    }

    private void collect(Diagnostic problem, EObject at, EStructuralFeature feature) {
        Scenario scenario = session.models().scenario();
        switch (problem.code()) {
            case "scenario.no-active-plan", "scenario.active-plan", "plan.several" -> scenario.getPlans().stream().limit(MOST)
                    .forEach(p -> fix(Texts.text("fix.activate", Words.plan(p)), session.commands().activate(scenario, p)));
            case "surface.no-unit" -> unit(text(problem, 1));
            case "bone.surface.unit" -> unit(text(problem, 0));
            case "bone.stale", "bone.stale-landmarks", "bone.stale-density" -> {
                if (at instanceof Bone b) {
                    fix(Texts.text("fix.confirm"), session.commands().confirmOnSurface(b));
                }
            }
            case "pair.forbidden", "pair.warned" -> {
                keep(text(problem, 0));
                keep(text(problem, 2));
            }
            case "placement.part" -> sizes(text(problem, 0));
            case "assembly.unlisted" -> listed(text(problem, 0), text(problem, 3));
            case "measurement.version" -> requests(text(problem, 0)).forEach(m -> fix(Texts.text("fix.version", m.getDefinition(),
                    text(problem, 2)), session.commands().set(m, ScenarioPackage.Literals.MEASUREMENT_REQUEST__VERSION,
                            Integer.valueOf(text(problem, 2)))));
            case "measurement.unknown" -> requests(text(problem, 0)).forEach(m -> fix(Texts.text("fix.measurement", m.getDefinition()),
                    session.commands().remove(m)));
            case "solver.unknown" -> scenario.getRequests().stream().filter(r -> text(problem, 0).equals(r.getSolver()))
                    .forEach(this::solver);
            case "setting.both" -> both(at);
            case "model.dangling" -> {
                if (at != null && feature != null && feature.isChangeable() && !feature.isRequired()) {
                    fix(Texts.text("fix.unset", feature.getName()), session.commands().set(at, feature, null));
                }
            }
            case "model.id-twice" -> {
                if (at != null && feature != null) {
                    String free = freeId(at);
                    fix(Texts.text("fix.id", free), session.commands().set(at, feature, free));
                }
            }
            default -> {
                // nobody but the user knows what is meant
            }
        }
    }

    private static String text(Diagnostic d, int i) {
        return i < d.args().size() ? String.valueOf(d.args().get(i)) : "";
    }

    private void fix(String label, Command command) {
        fixes.add(new Fix(label, () -> session.execute(command)));
    }

    private void solver(SolverRequest r) {
        fix(Texts.text("fix.solver", r.getSolver()), session.commands().remove(r));
    }

    private List<MeasurementRequest> requests(String definition) {
        return session.models().scenario().getMeasurements().stream().filter(m -> definition.equals(m.getDefinition())).toList();
    }

    /** Surfaces are in one of two units, as files of meshes are. */
    private void unit(String path) {
        session.models().anatomy().stream().flatMap(a -> a.getBones().stream()).flatMap(b -> b.getSurfaces().stream())
                .filter(s -> path.equals(s.getPath())).forEach((DataReference s) -> {
                    for (String unit : List.of("mm", "m")) {
                        fix(Texts.text("fix.unit", path, unit), session.commands().set(s,
                                AnatomyPackage.Literals.DATA_REFERENCE__LENGTH_UNIT, unit));
                    }
                });
    }

    private Optional<Placement> placement(String role) {
        return session.plan().stream().flatMap(p -> p.getPlacements().stream()).filter(p -> role.equals(p.getRole())).findFirst();
    }

    /** The part of a role stays, and others of the plan take the sizes that go with it. */
    private void keep(String role) {
        placement(role).ifPresent(p -> {
            try {
                PartChoice choice = PartChoice.of(session, Catalogs.find(p.getComponent(), p.getSize()));
                String along = choice.isPossible() ? choice.others(wording) : "";
                if (!along.isEmpty()) {
                    fixes.add(new Fix(Texts.text("fix.keep", wording.role(role), p.getSize(), along), choice::apply));
                }
            } catch (NoSuchElementException e) {
                // a part that no catalogue has can stay with nothing
            }
        });
    }

    /** The sizes that there are in place of one that there is not. */
    private void sizes(String role) {
        placement(role).ifPresent(p -> {
            List<String> all = PositionView.sizes(p.getComponent());
            int from = Math.max(0, all.size() / 2 - MOST / 2);
            all.subList(from, Math.min(all.size(), from + MOST)).forEach(s -> fix(Texts.text("fix.size", wording.role(role), s),
                    session.commands().setPart(p, p.getComponent(), s)));
        });
    }

    /** The components that the assembly lists for a role, in the size that there is, or one in the middle. */
    private void listed(String role, String components) {
        placement(role).filter(p -> p.getComponent().indexOf('/') > 0).ifPresent(p -> {
            String catalogue = p.getComponent().substring(0, p.getComponent().indexOf('/') + 1);
            for (String c : components.split(", ")) {
                List<String> sizes = PositionView.sizes(catalogue + c);
                if (!sizes.isEmpty()) {
                    String size = sizes.contains(p.getSize()) ? p.getSize() : sizes.get(sizes.size() / 2);
                    String name = LoadedCatalogue.label(Catalogs.find(catalogue + c, size).size());
                    fix(Texts.text("fix.component", wording.role(role), c, name), session.commands().setPart(p, catalogue + c, size));
                }
            }
        });
    }

    private void both(EObject at) {
        if (at instanceof Setting s) {
            fix(Texts.text("fix.text", s.getText()), session.commands().set(s, ScenarioPackage.Literals.SETTING__NUMBER, null));
            fix(Texts.text("fix.number", s.getNumber()), session.commands().set(s, ScenarioPackage.Literals.SETTING__TEXT, null));
        }
    }

    private static String freeId(EObject at) {
        EObject root = EcoreUtil.getRootContainer(at);
        List<String> taken = new ArrayList<>();
        root.eAllContents().forEachRemaining(o -> taken.add(String.valueOf(EcoreUtil.getID(o))));
        String id = EcoreUtil.getID(at);
        for (int i = 2;; i++) {
            if (!taken.contains(id + "-" + i)) {
                return id + "-" + i;
            }
        }
    }

    /** What is in front of people where it is chosen in the scene and in the plans; empty where it cannot be. */
    static String selectable(EObject at) {
        for (EObject o = at; o != null; o = o.eContainer()) {
            if (o instanceof Placement p) {
                return p.getRole();
            }
            if (o.eContainingFeature() != null && o.eContainer() != null && o.eContainer().eContainer() == null && !(o instanceof Plan)
                    && EcoreUtil.getID(o) != null) {
                return EcoreUtil.getID(o);
            }
        }
        return "";
    }
}

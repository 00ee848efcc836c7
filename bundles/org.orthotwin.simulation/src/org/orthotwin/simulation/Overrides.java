/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.emf.ecore.EObject;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;

/**
 * {@code path=value} on a case. A path is, in this order: a setting that a requested solver declares ({@code head.diameter}, or
 * {@code rom.head.diameter}), any attribute of the scenario or the anatomy ({@code subject.mass}, {@code plan.cup.size}), or a coordinate of a
 * placement in any convention of its family ({@code plan.cup.inclination.operative}, where the plan says it radiographically).
 */
final class Overrides {

    private record Later(String path, String value, InputException refusal) {
    }

    private final Case target;
    private final List<Later> later = new ArrayList<>();

    Overrides(Case target) {
        this.target = target;
    }

    /** Applies what needs no bones, and keeps the rest for {@link #applyToPlacements}. */
    void applyToModel(String override) {
        int eq = override.indexOf('=');
        if (eq < 1 || eq == override.length() - 1) {
            throw Texts.refuse("set.form", override);
        }
        String path = override.substring(0, eq).strip();
        String value = override.substring(eq + 1).strip();
        if (setSolver(path, value)) {
            return;
        }
        Scenario scenario = target.scenario();
        if (AttributePaths.find(scenario, path).isPresent()) {
            AttributePaths.set(scenario, path, value);
            return;
        }
        String inner = path.startsWith("anatomy.") ? path.substring("anatomy.".length()) : path;
        Optional<EObject> anatomy = target.anatomy().map(a -> (EObject) a).filter(a -> AttributePaths.find(a, inner).isPresent());
        if (anatomy.isPresent()) {
            AttributePaths.set(anatomy.get(), inner, value);
            return;
        }
        try {
            AttributePaths.setOrAdd(scenario, path, value);
        } catch (InputException e) {
            List<String> near = NearNames.of(path, settingNames());
            later.add(new Later(path, value, near.isEmpty() ? e : Texts.refuse(e, "set.near", path, String.join(", ", near))));
        }
    }

    /** Every setting of the requested solvers, by its short and its long name. */
    private List<String> settingNames() {
        List<String> names = new ArrayList<>();
        for (SolverRequest r : target.scenario().getRequests()) {
            Solvers.registry().find(String.valueOf(r.getSolver())).ifPresent(c -> Solvers.parameters(c).forEach(p -> names.add(p.name())));
        }
        for (SolverRequest r : target.scenario().getRequests()) {
            Solvers.registry().find(String.valueOf(r.getSolver()))
                    .ifPresent(c -> Solvers.parameters(c).forEach(p -> names.add(r.getSolver() + "." + p.name())));
        }
        return names;
    }

    /** @throws InputException for what is no path at all */
    void applyToPlacements(Assembler assembler) {
        for (Later l : later) {
            if (assembler.type().isEmpty() || !setCoordinate(assembler, l)) {
                throw l.refusal;
            }
        }
    }

    private boolean setSolver(String path, String value) {
        for (SolverRequest r : target.scenario().getRequests()) {
            Optional<Contribution<Solver>> c = Solvers.registry().find(String.valueOf(r.getSolver()));
            String name = path.startsWith(r.getSolver() + ".") ? path.substring(r.getSolver().length() + 1) : path;
            Optional<ParameterDefinition> p = c.stream().flatMap(x -> Solvers.parameters(x).stream()).filter(d -> d.name().equals(name)).findFirst();
            if (p.isPresent()) {
                Setting s = r.getSettings().stream().filter(x -> name.equals(x.getName())).findFirst().orElseGet(() -> {
                    Setting made = ScenarioFactory.eINSTANCE.createSetting();
                    made.setName(name);
                    r.getSettings().add(made);
                    return made;
                });
                assign(s, "setting '" + name + "' of solver '" + r.getSolver() + "'", value, p.get().dimension());
                return true;
            }
        }
        return false;
    }

    private static void assign(Setting s, String what, String value, Dimension dimension) {
        if (dimension == null) {
            s.setText(value);
            return;
        }
        try {
            s.setNumber(Quantity.parseSi(value, dimension));
            s.setUnit(dimension.siSymbol());
            s.setText(null);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "set.unknown", what + ": " + e.getMessage());
        }
    }

    private boolean setCoordinate(Assembler assembler, Later l) {
        for (Plan plan : target.scenario().getPlans()) {
            String prefix = target.plan(Optional.empty()).filter(p -> p == plan).isPresent() && l.path.startsWith("plan.") ? "plan."
                    : "plans." + plan.getId() + ".";
            if (!l.path.startsWith(prefix)) {
                continue;
            }
            String rest = l.path.substring(prefix.length());
            for (Placement p : plan.getPlacements()) {
                if (rest.startsWith(p.getRole() + ".") && setCoordinate(assembler, p, rest.substring(p.getRole().length() + 1), l.value)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean setCoordinate(Assembler assembler, Placement p, String name, String value) {
        PlacementConvention own = assembler.convention(p.getRole(), p.getConvention());
        String family = own.id().contains(".") ? own.id().substring(0, own.id().lastIndexOf('.')) : own.id();
        List<PlacementConvention> candidates = new ArrayList<>(List.of(own));
        assembler.type().orElseThrow().placements().stream().filter(c -> c.id().startsWith(family + ".")).forEach(candidates::add);
        for (PlacementConvention c : candidates) {
            String suffix = c.id().substring(c.id().lastIndexOf('.') + 1);
            for (CoordinateDefinition d : c.coordinates()) {
                if (name.equals(d.name()) && c == own || name.equals(d.name() + "." + suffix)) {
                    setIn(assembler, p, own, c, d, value);
                    return true;
                }
            }
        }
        return false;
    }

    private static void setIn(Assembler assembler, Placement p, PlacementConvention own, PlacementConvention c, CoordinateDefinition d, String value) {
        try {
            double si = Quantity.parseSi(value, d.dimension());
            Map<String, Double> stored = Assembler.values(p);
            if (c.id().equals(own.id())) {
                stored.put(d.name(), si);
            } else {
                RigidTransform pose = own.pose(stored, assembler.side());
                Map<String, Double> other = c.values(pose, assembler.side());
                other.put(d.name(), si);
                stored = own.values(c.pose(other, assembler.side()), assembler.side());
            }
            own.pose(stored, assembler.side());
            store(p, own, stored);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "placement.value", p.getRole(), e.getMessage());
        }
    }

    /** Writes coordinates into a placement, in the order of its convention. */
    static void store(Placement p, PlacementConvention convention, Map<String, Double> values) {
        for (CoordinateDefinition d : convention.coordinates()) {
            Double v = values.get(d.name());
            if (v != null) {
                Setting s = p.getCoordinates().stream().filter(x -> d.name().equals(x.getName())).findFirst().orElseGet(() -> {
                    Setting made = ScenarioFactory.eINSTANCE.createSetting();
                    made.setName(d.name());
                    p.getCoordinates().add(made);
                    return made;
                });
                s.setNumber(v);
                s.setUnit(d.dimension().siSymbol());
            }
        }
    }
}

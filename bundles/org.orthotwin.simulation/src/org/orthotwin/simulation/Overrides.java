/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.PlanProposer;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.solver.ParameterCondition;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.Solver;

/**
 * {@code path=value} on a case. A path is, in this order: a setting that requested solvers declare ({@code head.diameter} in all of them,
 * {@code rom.head.diameter} in one), any attribute of the scenario or the anatomy ({@code subject.mass}, {@code plan.cup.size}), or a
 * coordinate of a placement in any convention of its family ({@code plan.cup.inclination.operative}, where the plan says it
 * radiographically). A setting that does not count in this case is refused.
 */
final class Overrides {

    /** How many names a refusal lists. */
    private static final int LISTED = 8;

    private record Later(String path, String value, InputException refusal) {
    }

    /** A setting that was set in one solver. */
    private record Given(String path, SolverRequest request, ParameterDefinition parameter) {
    }

    /** A coordinate of a placement in some convention, where the placement has its own. */
    private record Coordinate(Placement placement, PlacementConvention own, PlacementConvention convention,
            CoordinateDefinition definition) {
    }

    private final Case target;
    private final List<Later> later = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private final Map<Placement, Placement> before = new LinkedHashMap<>();

    Overrides(Case target) {
        this.target = target;
        target.scenario().getPlans().forEach(plan -> plan.getPlacements().forEach(p -> before.put(p, EcoreUtil.copy(p))));
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
            later.add(new Later(path, value, e));
        }
    }

    /** @throws InputException for what is no path at all */
    void applyToPlacements(Assembler assembler) {
        for (Later l : later) {
            Coordinate c = assembler.type().isEmpty() ? null : coordinate(assembler, l.path).orElse(null);
            if (c == null) {
                throw unknown(l);
            }
            set(assembler, c, l.value);
        }
    }

    /**
     * When everything is set.
     *
     * @throws InputException for a setting that does not count, naming what to set for it
     */
    void finish(Assembler assembler) {
        for (Given g : given) {
            Optional<ParameterCondition.Clause> broken = broken(g.request, g.parameter);
            boolean counts = broken.isEmpty()
                    || given.stream().anyMatch(other -> other.path.equals(g.path) && broken(other.request, other.parameter).isEmpty());
            if (!counts) {
                Diagnostic when = broken.get().isPlain() ? Diagnostic.info(Texts.CATALOG, "set.idle.plain")
                        : broken.get().isJoint() ? Diagnostic.info(Texts.CATALOG, "set.idle.joint")
                        : Diagnostic.info(Texts.CATALOG, "set.idle.with", broken.get());
                String name = g.parameter.name();
                throw instead(assembler, name)
                        .map(path -> Texts.refuse("set.idle.instead", name, g.request.getSolver(), when, path))
                        .orElseGet(() -> Texts.refuse("set.idle", name, g.request.getSolver(), when));
            }
        }
        target.scenario().getPlans().forEach(plan -> dropReasons(plan, assembler.type().flatMap(JointType::proposer)));
    }

    // ---- values

    /**
     * The number that a path leads to.
     *
     * @return in SI
     * @throws InputException if it leads nowhere or to what is no number, or to settings of several solvers that differ
     */
    Quantity value(String path, Assembler assembler) {
        List<Object> values = new ArrayList<>();
        for (SolverRequest r : target.scenario().getRequests()) {
            Optional<Contribution<Solver>> c = Solvers.registry().find(String.valueOf(r.getSolver()));
            parameters(r).stream().filter(d -> names(r, d.name()).contains(path)).findFirst().ifPresent(d -> {
                Object v = Simulation.settings(c.orElseThrow(), r).all().get(d.name());
                values.add(v instanceof Double x && d.dimension() != null ? new Quantity(x, d.dimension().siUnit()) : String.valueOf(v));
            });
        }
        if (values.stream().distinct().count() > 1) {
            throw Texts.refuse("set.several", path, String.join(", ", values.stream().map(String::valueOf).distinct().toList()));
        }
        if (!values.isEmpty()) {
            return number(path, values.getFirst());
        }
        String inner = path.startsWith("anatomy.") ? path.substring("anatomy.".length()) : path;
        Optional<AttributePaths.Target> found = AttributePaths.find(target.scenario(), path)
                .or(() -> target.anatomy().flatMap(a -> AttributePaths.find(a, inner)));
        if (found.isPresent()) {
            AttributePaths.Target t = found.get();
            boolean words = t.object() instanceof Setting s && s.getText() != null;
            return number(path, !words && t.object().eGet(t.feature()) instanceof Number n
                    ? new Quantity(n.doubleValue(), Unit.of(t.symbol())) : t.text());
        }
        Coordinate c = assembler.type().isEmpty() ? null : coordinate(assembler, path).orElse(null);
        if (c == null) {
            throw unknown(new Later(path, "", refusal(path)));
        }
        Map<String, Double> stored = Assembler.values(c.placement);
        double si = (c.convention.id().equals(c.own.id()) ? stored : c.convention.values(c.own.pose(stored, assembler.side()),
                assembler.side())).getOrDefault(c.definition.name(), 0.0);
        return new Quantity(si, c.definition.dimension().siUnit());
    }

    /**
     * The paths of numbers in scenario and anatomy that a pattern means: a star stands for anything, and names of lists before it may be
     * left out.
     *
     * @throws InputException if there are none
     */
    List<String> paths(String pattern) {
        String inner = pattern.startsWith("anatomy.") ? pattern.substring("anatomy.".length()) : pattern;
        Pattern wanted = Pattern.compile("(?:.*\\.)?" + Stream.of(inner.split("\\*", -1)).map(Pattern::quote)
                .collect(Collectors.joining(".*")));
        Predicate<String> fits = wanted.asMatchPredicate();
        List<String> found = new ArrayList<>();
        Stream.of(Optional.of(target.scenario()), target.anatomy()).flatMap(Optional::stream).map(EObject.class::cast)
                .forEach(root -> AttributePaths.paths(root).stream().filter(fits).filter(p -> isNumber(root, p))
                        .map(p -> root == target.scenario() ? p : "anatomy." + p).forEach(found::add));
        if (found.isEmpty()) {
            throw Texts.refuse("set.pattern", pattern);
        }
        return found;
    }

    private static boolean isNumber(EObject root, String path) {
        return AttributePaths.find(root, path).filter(t -> t.object().eGet(t.feature()) instanceof Number
                && !(t.object() instanceof Setting s && s.getText() != null)).isPresent();
    }

    private InputException refusal(String path) {
        try {
            AttributePaths.resolve(target.scenario(), path);
        } catch (InputException e) {
            return e;
        }
        throw new IllegalStateException(path);
    }

    private static Quantity number(String path, Object value) {
        if (value instanceof Quantity q) {
            return q;
        }
        throw Texts.refuse("set.number", path, String.valueOf(value));
    }

    // ---- reasons

    /** A reason that was written for a placement does not hold for another one, nor where it tells of a part that is another one now. */
    private void dropReasons(Plan plan, Optional<PlanProposer> proposer) {
        List<Placement> changed = plan.getPlacements().stream().filter(p -> before.containsKey(p) && isChanged(before.get(p), p)).toList();
        for (Placement p : plan.getPlacements()) {
            boolean stale = changed.contains(p)
                    || changed.stream().anyMatch(c -> proposer.map(x -> x.reasonTellsOf(p.getRole(), c.getRole())).orElse(true));
            if (stale && before.containsKey(p) && Objects.equals(p.getDescription(), before.get(p).getDescription())) {
                p.setDescription(null);
            }
        }
    }

    private static boolean isChanged(Placement was, Placement is) {
        Placement same = EcoreUtil.copy(is);
        same.setDescription(was.getDescription());
        return !EcoreUtil.equals(was, same);
    }

    // ---- refusals

    /** Near to a path that there is not comes what can be set. */
    private InputException unknown(Later l) {
        Set<String> names = new LinkedHashSet<>(settingNames());
        List<String> settings = names.stream().limit(LISTED).toList();
        names.addAll(AttributePaths.paths(target.scenario()));
        target.anatomy().ifPresent(a -> names.addAll(AttributePaths.paths(a)));
        List<String> near = NearNames.of(l.path, names).stream().limit(LISTED).toList();
        if (!near.isEmpty()) {
            return Texts.refuse(l.refusal, "set.near", l.path, String.join(", ", near));
        }
        String first = l.path.contains(".") ? l.path.substring(0, l.path.indexOf('.')) : l.path;
        List<String> siblings = names.stream().filter(n -> n.startsWith(first + ".")).limit(LISTED).toList();
        boolean model = Stream.of("plan", "anatomy").anyMatch(first::equals);
        if (!model && !siblings.isEmpty()) {
            return Texts.refuse(l.refusal, "set.near", l.path, String.join(", ", siblings));
        }
        return model || settings.isEmpty() ? l.refusal : Texts.refuse(l.refusal, "set.none", l.path, String.join(", ", settings));
    }

    /** Every setting of the requested solvers that counts, by its short and its long name. */
    private List<String> settingNames() {
        List<String> names = new ArrayList<>();
        List<String> longNames = new ArrayList<>();
        for (SolverRequest r : target.scenario().getRequests()) {
            for (ParameterDefinition p : parameters(r)) {
                if (broken(r, p).isEmpty()) {
                    names.add(p.name());
                    longNames.add(r.getSolver() + "." + p.name());
                }
            }
        }
        names.addAll(longNames);
        return names;
    }

    /** What the plan has for a setting that does not count: a value of that path, or the size of the part that it is about. */
    private Optional<String> instead(Assembler assembler, String name) {
        for (Plan plan : target.scenario().getPlans()) {
            String path = prefix(plan) + name;
            if (AttributePaths.find(target.scenario(), path).isPresent()
                    || assembler.type().isPresent() && coordinate(assembler, path).isPresent()) {
                return Optional.of(path);
            }
        }
        String role = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return target.scenario().getPlans().stream().filter(p -> p.getPlacements().stream().anyMatch(x -> role.equals(x.getRole())))
                .map(p -> prefix(p) + role + ".size").findFirst();
    }

    // ---- settings

    private static List<ParameterDefinition> parameters(SolverRequest r) {
        return Solvers.registry().find(String.valueOf(r.getSolver())).map(Solvers::parameters).orElse(List.of());
    }

    private Optional<ParameterCondition.Clause> broken(SolverRequest r, ParameterDefinition p) {
        Optional<Contribution<Solver>> c = Solvers.registry().find(String.valueOf(r.getSolver()));
        return c.isEmpty() || p.when().clauses().isEmpty() ? Optional.empty()
                : p.when().broken(Simulation.settings(c.get(), r), target.anatomy().isPresent());
    }

    /** Sets it in every requested solver that declares it. */
    private boolean setSolver(String path, String value) {
        boolean set = false;
        for (SolverRequest r : target.scenario().getRequests()) {
            Optional<ParameterDefinition> p = parameters(r).stream().filter(d -> names(r, d.name()).contains(path)).findFirst();
            if (p.isPresent()) {
                String name = p.get().name();
                Setting s = r.getSettings().stream().filter(x -> name.equals(x.getName())).findFirst().orElseGet(() -> {
                    Setting made = ScenarioFactory.eINSTANCE.createSetting();
                    made.setName(name);
                    r.getSettings().add(made);
                    return made;
                });
                assign(s, "setting '" + name + "' of solver '" + r.getSolver() + "'", value, p.get().dimension());
                given.add(new Given(path, r, p.get()));
                set = true;
            }
        }
        return set;
    }

    /** Every path of a setting. */
    private static Set<String> names(SolverRequest r, String setting) {
        Set<String> names = new LinkedHashSet<>(List.of(setting));
        for (String owner : Stream.of(r.getSolver(), r.getId()).filter(Objects::nonNull).toList()) {
            names.addAll(List.of(owner + "." + setting, "requests." + owner + "." + setting, "requests." + owner + ".settings." + setting));
        }
        return names;
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

    // ---- placements

    private String prefix(Plan plan) {
        List<Plan> all = target.scenario().getPlans();
        Plan active = target.scenario().getActivePlan() == null && all.size() == 1 ? all.getFirst() : target.scenario().getActivePlan();
        return plan == active ? "plan." : "plans." + plan.getId() + ".";
    }

    private Optional<Coordinate> coordinate(Assembler assembler, String path) {
        for (Plan plan : target.scenario().getPlans()) {
            for (String prefix : List.of(prefix(plan), "plans." + plan.getId() + ".")) {
                for (Placement p : plan.getPlacements()) {
                    String role = prefix + p.getRole() + ".";
                    Optional<Coordinate> found = path.startsWith(role) ? coordinate(assembler, p, path.substring(role.length()))
                            : Optional.empty();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Coordinate> coordinate(Assembler assembler, Placement p, String name) {
        PlacementConvention own = assembler.convention(p.getRole(), p.getConvention());
        String family = own.id().contains(".") ? own.id().substring(0, own.id().lastIndexOf('.')) : own.id();
        List<PlacementConvention> candidates = new ArrayList<>(List.of(own));
        assembler.type().orElseThrow().placements().stream().filter(c -> c.id().startsWith(family + ".")).forEach(candidates::add);
        for (PlacementConvention c : candidates) {
            String suffix = c.id().substring(c.id().lastIndexOf('.') + 1);
            for (CoordinateDefinition d : c.coordinates()) {
                if (name.equals(d.name()) && c == own || name.equals(d.name() + "." + suffix)) {
                    return Optional.of(new Coordinate(p, own, c, d));
                }
            }
        }
        return Optional.empty();
    }

    private static void set(Assembler assembler, Coordinate to, String value) {
        Placement p = to.placement;
        PlacementConvention own = to.own;
        PlacementConvention c = to.convention;
        CoordinateDefinition d = to.definition;
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

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.ui.UiLanguage;

/**
 * An attribute that can be varied, by a name for people.
 *
 * @param path as for {@code --set}
 * @param group the part, or what else it belongs to, for people
 * @param name for people, without the group
 * @param unit in which people see its numbers; null for one of several choices
 * @param value as the plan has it, in the unit; NaN where it has none
 * @param minimum smallest number allowed, in the unit
 * @param maximum largest number allowed, in the unit
 * @param choices what can be chosen, with names for people; empty for numbers
 * @param chosen what the plan has of the choices; empty for numbers
 */
record VariedField(String path, String group, String name, Unit unit, double value, double minimum, double maximum,
        Map<String, String> choices, String chosen) {

    boolean isNumber() {
        return unit != null;
    }

    /** Group and name. */
    String title() {
        return group + ": " + name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** What a run says can be varied, in groups: parts and places of its plan, then the settings of its solvers. */
    static Map<String, List<VariedField>> of(RunResult result) {
        Map<String, List<VariedField>> groups = new LinkedHashMap<>();
        result.plan().ifPresent(plan -> parts(plan, result).forEach(f -> groups.computeIfAbsent(f.group, g -> new ArrayList<>()).add(f)));
        List<VariedField> settings = Simulation.settings(result).stream().filter(ParameterDefinition::isNumber).map(
                p -> setting(p, Texts.text("strategy.settings"))).toList();
        if (!settings.isEmpty()) {
            groups.put(Texts.text("strategy.settings"), settings);
        }
        return groups;
    }

    private static List<VariedField> parts(Plan plan, RunResult result) {
        Wording wording = new Wording(UiLanguage.code());
        List<VariedField> all = new ArrayList<>();
        for (Placement p : plan.getPlacements()) {
            String path = "plan." + p.getRole() + ".";
            String group = wording.role(p.getRole());
            Map<String, String> sizes = new LinkedHashMap<>();
            PositionView.sizes(p.getComponent()).forEach(s -> sizes.put(s, s));
            if (sizes.size() > 1) {
                all.add(choice(path + "size", group, Texts.text("catalog.size"), sizes, p.getSize()));
            }
            Map<String, String> parts = alike(p);
            if (parts.size() > 1) {
                all.add(choice(path + "component", group, Texts.text("strategy.part"), parts, p.getComponent()));
            }
            if (result.problem().joint() != null && p.getBone() != null && !p.getBone().isBlank()) {
                all.addAll(places(p, path, group, result));
            }
        }
        return all;
    }

    private static VariedField choice(String path, String group, String name, Map<String, String> choices, String chosen) {
        return new VariedField(path, group, name, null, Double.NaN, Double.NaN, Double.NaN, choices, chosen == null ? "" : chosen);
    }

    /** The parts of all catalogues that are of the same kind as one of the plan. */
    private static Map<String, String> alike(Placement p) {
        String kind = PositionView.component(p.getComponent()).map(Component::getKind).map(Object::toString).orElse("");
        Map<String, String> found = new LinkedHashMap<>();
        for (LoadedCatalogue c : Catalogs.registry().instances()) {
            for (Component x : c.components()) {
                if (!kind.isEmpty() && kind.equals(String.valueOf(x.getKind()))) {
                    found.put(c.id() + '/' + x.getId(), x.getName() == null ? x.getId() : x.getName());
                }
            }
        }
        return found;
    }

    /** The coordinates of a placement as the plan says them, then in the other conventions that describe the same. */
    private static List<VariedField> places(Placement p, String path, String group, RunResult result) {
        List<VariedField> all = new ArrayList<>();
        PlacementConvention own = Assembler.convention(result.problem().joint().type(), p.getConvention()).orElse(null);
        if (own == null) {
            return all;
        }
        Map<String, Double> values = Assembler.values(p);
        own.coordinates().forEach(d -> all.add(coordinate(path + d.name(), group, Words.coordinate(d.name()), d, values.getOrDefault(
                d.name(), 0.0))));
        int dot = own.id().lastIndexOf('.');
        String family = dot < 0 ? own.id() : own.id().substring(0, dot);
        for (PlacementConvention c : result.problem().joint().type().placements()) {
            if (c.id().startsWith(family + ".") && !c.id().equals(own.id())) {
                String suffix = c.id().substring(c.id().lastIndexOf('.') + 1);
                Map<String, Double> other = c.values(own.pose(values, result.problem().joint().side()), result.problem().joint().side());
                c.coordinates().stream().filter(d -> d.dimension() == Dimension.ANGLE).forEach(d -> all.add(coordinate(path + d.name()
                        + "." + suffix, group, Words.coordinate(d.name()) + " (" + Words.convention(suffix) + ")", d, other.getOrDefault(d
                                .name(), 0.0))));
            }
        }
        return all;
    }

    private static VariedField coordinate(String path, String group, String name, CoordinateDefinition d, double si) {
        return number(path, group, name, Wording.unit(d.dimension()), si, d.minimum(), d.maximum());
    }

    private static VariedField number(String path, String group, String name, Unit unit, double si, double least, double most) {
        return new VariedField(path, group, name, unit, Numbers.edge(unit.fromSi(si)), unit.fromSi(least), unit.fromSi(most), Map.of(), "");
    }

    private static VariedField setting(ParameterDefinition p, String group) {
        double si = p.defaultText().isEmpty() ? Double.NaN : Quantity.parseSi(p.defaultText(), p.dimension());
        return number(p.name(), group, Words.capital(p.name().replace('.', ' ')), Wording.unit(p.dimension()), si, p.minimum(), p
                .maximum());
    }
}

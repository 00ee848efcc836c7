/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Notices;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;

/** Plans that the program proposes: the joint's own planner, given every part that the catalogue offers and allows. */
public final class Proposals {

    private Proposals() {
    }

    /**
     * The first assembly of the installed catalogues whose components are all for the joint of a case, {@code catalogue/assembly}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static String assembly(Assembler assembler) {
        String joint = assembler.typeId().orElseThrow(() -> Texts.refuse("anatomy.none"));
        for (LoadedCatalogue c : Catalogs.registry().instances()) {
            for (Assembly a : c.model().getAssemblies()) {
                List<Component> all = a.getSlots().stream().flatMap(s -> s.getComponents().stream()).toList();
                if (!all.isEmpty() && all.stream().allMatch(k -> k.getKind().startsWith(joint + "."))) {
                    return c.id() + "/" + a.getId();
                }
            }
        }
        throw new IllegalArgumentException("no installed catalogue has an assembly for the joint type '" + joint + "'; give one");
    }

    /**
     * Sizes and positions for the bones of a case.
     *
     * @param assembler of the case
     * @param assembly {@code catalogue/assembly}
     * @param targets wanted values by name, SI
     * @throws org.orthotwin.core.InputException for bones or an assembly that cannot be used
     * @throws IllegalArgumentException if the joint has no planner or nothing fits
     */
    public static List<Proposal> propose(Assembler assembler, String assembly, Map<String, Double> targets, Monitor monitor) {
        JointType type = assembler.type().orElseThrow(() -> Texts.refuse("anatomy.none"));
        var proposer = type.proposer().orElseThrow(() -> new IllegalArgumentException("this joint proposes no plans"));
        Map<PartModel, Catalogs.Item> items = new HashMap<>();
        Map<String, List<PartModel>> candidates = candidates(assembly, assembler.side(), items);
        Map<List<Catalogs.Item>, Boolean> known = new HashMap<>();
        BiPredicate<PartModel, PartModel> compatible = (a, b) -> known.computeIfAbsent(List.of(items.get(a), items.get(b)),
                pair -> Compatibility.of(pair.getFirst(), pair.getLast()).verdict() == Verdict.ALLOWED);
        return proposer.propose(assembler.bodies(), assembler.side(), candidates, compatible, targets, monitor);
    }

    private static Map<String, List<PartModel>> candidates(String name, Side side, Map<PartModel, Catalogs.Item> items) {
        Assembly assembly = Assembler.assembly(name);
        LoadedCatalogue catalogue = Catalogs.registry().get(name.substring(0, name.indexOf('/')));
        Map<String, List<PartModel>> candidates = new LinkedHashMap<>();
        for (AssemblySlot slot : assembly.getSlots()) {
            List<PartModel> parts = new ArrayList<>();
            for (Component c : slot.getComponents()) {
                for (Size s : c.getSizes()) {
                    Catalogs.Item item = new Catalogs.Item(catalogue, c, s);
                    // a part with any notice is for a person to choose, not for a proposal
                    if (Notices.of(item).stream().noneMatch(d -> d.severity() != Severity.INFO)) {
                        PartModel p = item.realise(side);
                        items.put(p, item);
                        parts.add(p);
                    }
                }
            }
            candidates.put(slot.getRole(), parts);
        }
        return candidates;
    }

    /**
     * Adds the proposals to a scenario as its active plan; a plan of that id is replaced.
     *
     * @param language of the reasons, which the scenario keeps as what its author wrote
     */
    public static Plan addPlan(Scenario scenario, Assembler assembler, String id, String assembly, List<Proposal> proposals,
            String language) {
        scenario.getPlans().removeIf(p -> id.equals(p.getId()));
        Plan plan = ScenarioFactory.eINSTANCE.createPlan();
        plan.setId(id);
        plan.setName("Proposed");
        plan.setStrategy("proposed");
        plan.setAssembly(assembly);
        for (Proposal q : proposals) {
            Placement p = ScenarioFactory.eINSTANCE.createPlacement();
            p.setId(id + "." + q.role());
            p.setName(q.role());
            p.setDescription(q.reason().text(language));
            p.setRole(q.role());
            p.setComponent(q.component());
            p.setSize(q.size());
            if (!q.body().isEmpty()) {
                p.setBone(q.body());
                p.setFrame(q.frame());
                p.setConvention(q.convention());
                PlacementConvention convention = assembler.convention(q.role(), q.convention());
                Overrides.store(p, convention, q.coordinates());
            }
            plan.getPlacements().add(p);
        }
        scenario.getPlans().add(plan);
        scenario.setActivePlan(plan);
        return plan;
    }

    /**
     * Saves the scenario of a case under another name, beside its anatomy.
     *
     * @throws IllegalArgumentException if the new file would not lie in a folder at or above the anatomy's
     */
    public static void save(Case source, Path file) throws IOException {
        if (source.anatomyFile().isPresent()) {
            source.scenario().setAnatomy(DataFiles.reference(file, source.anatomyFile().get(), null));
        }
        ScenarioFiles.save(file, source.scenario());
    }
}

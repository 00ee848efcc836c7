/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Quantity;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.WorkFolder;

/** {@code propose}: chooses sizes and positions of an implant system for the bones of a scenario and writes them as a plan. */
public class ProposeVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        try (WorkFolder scratch = WorkFolder.temporary()) {
            Case source = ScenarioInput.load(call, scratch.path()).copy();
            Map<String, Double> targets = new LinkedHashMap<>();
            for (String t : call.options("--target")) {
                int eq = t.indexOf('=');
                if (eq < 1) {
                    throw Texts.refusal("propose.target", t);
                }
                targets.put(t.substring(0, eq), Quantity.parse(t.substring(eq + 1)).si());
            }
            call.monitor().begin("Sizes and positions", 0);
            Assembler assembler = new Assembler(source, call.monitor());
            String assembly = call.option("--assembly").orElseGet(() -> Proposals.assembly(assembler));
            List<Proposal> proposals = Proposals.propose(assembler, assembly, targets, call.monitor());
            Plan plan = Proposals.addPlan(source.scenario(), assembler, call.option("--plan").orElse("proposed"),
                    assembly, proposals, call.common().language());
            Optional<Path> out = call.option("--out").map(call::path);
            if (out.isPresent() && !call.common().dryRun()) {
                Proposals.save(source, out.get());
            }
            print(call, plan, proposals);
            return Invocation.OK;
        }
    }

    private static void print(Invocation call, Plan plan, List<Proposal> proposals) {
        List<Object> list = new ArrayList<>();
        for (Proposal p : proposals) {
            call.print(p.role() + "  " + p.component() + " " + p.size());
            call.print("    " + p.reason().text(call.common().language()));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("role", p.role());
            o.put("component", p.component());
            o.put("size", p.size());
            o.put("bone", p.body());
            o.put("frame", p.frame());
            o.put("convention", p.convention());
            Map<String, Object> coordinates = new LinkedHashMap<>();
            plan.getPlacements().stream().filter(q -> q.getRole().equals(p.role())).flatMap(q -> q.getCoordinates().stream())
                    .forEach(c -> coordinates.put(c.getName(), EdgeUnit.json(c.getUnit(), c.getNumber())));
            o.put("coordinates", coordinates);
            o.put("reason", p.reason().text(call.common().language()));
            list.add(o);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("plan", plan.getId());
        json.put("proposals", list);
        call.printJson(json);
    }
}

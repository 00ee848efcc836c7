/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Severity;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;

/**
 * A scenario with the anatomy that it is about.
 *
 * @param file of the scenario
 * @param scenario the model, owned by this case
 * @param anatomyFile of the anatomy; empty for a scenario of plain numbers
 * @param anatomy the model, owned by this case
 */
public record Case(Path file, Scenario scenario, Optional<Path> anatomyFile, Optional<Anatomy> anatomy) {

    /**
     * Reads a scenario and its anatomy.
     *
     * @throws InputException if a file is missing, broken, of a newer version or other than its hash says
     */
    public static Case load(Path file) {
        Scenario s = ScenarioFiles.load(file);
        if (s.getAnatomy() == null) {
            return new Case(file, s, Optional.empty(), Optional.empty());
        }
        Path anatomyFile = DataFiles.resolve(file, s.getAnatomy());
        return new Case(file, s, Optional.of(anatomyFile), Optional.of(AnatomyFiles.load(anatomyFile)));
    }

    /** The models by the first word of paths in journals: scenario, and anatomy where there is one. */
    public Map<String, EObject> roots() {
        Map<String, EObject> roots = new LinkedHashMap<>();
        roots.put("scenario", scenario);
        anatomy.ifPresent(a -> roots.put("anatomy", a));
        return roots;
    }

    /** A copy whose models may be changed without touching this one's. */
    public Case copy() {
        return new Case(file, EcoreUtil.copy(scenario), anatomyFile, anatomy.map(EcoreUtil::copy));
    }

    /** What the one validator finds in both models, errors first in neither: in the order of the models. */
    public List<Diagnostic> problems() {
        List<Diagnostic> all = new java.util.ArrayList<>(ModelValidator.validate(scenario));
        anatomy.ifPresent(a -> all.addAll(ModelValidator.validate(a)));
        return all;
    }

    /** @throws InputException with the first error of {@link #problems()}, if there is one */
    public void requireValid() {
        problems().stream().filter(d -> d.severity() == Severity.ERROR).findFirst().ifPresent(d -> {
            throw new InputException(d);
        });
    }

    /**
     * A plan of the scenario.
     *
     * @param id of the plan; empty for the active one, or the only one
     * @return empty if the scenario has no plan at all
     */
    public Optional<Plan> plan(Optional<String> id) {
        if (id.isPresent()) {
            return Optional.of(scenario.getPlans().stream().filter(p -> id.get().equals(p.getId())).findFirst()
                    .orElseThrow(() -> Texts.refuse("plan.none", id.get(), planIds())));
        }
        if (scenario.getActivePlan() != null) {
            return Optional.of(scenario.getActivePlan());
        }
        if (scenario.getPlans().size() > 1) {
            throw Texts.refuse("plan.several", planIds());
        }
        return scenario.getPlans().stream().findFirst();
    }

    private String planIds() {
        return scenario.getPlans().isEmpty() ? "none" : String.join(", ", scenario.getPlans().stream().map(Plan::getId).toList());
    }
}

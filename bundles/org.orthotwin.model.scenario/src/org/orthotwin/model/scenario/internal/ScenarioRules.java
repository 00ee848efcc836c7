/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.scenario.internal;

import org.eclipse.emf.common.util.DiagnosticChain;
import org.orthotwin.model.anatomy.Findings;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.CatalogueReference;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.MeasurementRequest;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Resection;
import org.orthotwin.model.scenario.Result;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.model.scenario.Tolerance;

/** The invariants of the scenario metamodel. Each adds what it finds to the chain and returns whether it found no error. */
public final class ScenarioRules {

    private ScenarioRules() {
    }

    public static boolean validScenario(Scenario s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        f.required("id");
        if (s.getActivePlan() != null && s.getActivePlan().eContainer() != s) {
            f.error("activePlan", "scenario.active-plan", ModelTexts.name(s.getActivePlan()));
        }
        if (s.getActivePlan() == null && s.getPlans().size() > 1) {
            f.error("activePlan", "scenario.no-active-plan", s.getPlans().size());
        }
        if (s.getAnatomy() != null) {
            f.required("joint");
        }
        f.unique("catalogues", s.getCatalogues(), CatalogueReference::getCatalogue);
        f.unique("measurements", s.getMeasurements(), MeasurementRequest::getDefinition);
        f.unique("distributions", s.getDistributions(), Distribution::getPath);
        f.unique("tolerances", s.getTolerances(), Tolerance::getDefinition);
        return f.ok();
    }

    public static boolean validCatalogueReference(CatalogueReference c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("catalogue");
        return f.ok();
    }

    public static boolean validPlan(Plan p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("id");
        f.unique("placements", p.getPlacements(), Placement::getRole);
        f.unique("settings", p.getSettings(), Setting::getName);
        return f.ok();
    }

    public static boolean validResection(Resection r, DiagnosticChain chain) {
        Findings f = new Findings(r, chain);
        f.required("bone", "point", "normal");
        if (r.getPoint() != null) {
            f.finite("point");
        }
        if (r.getNormal() != null && f.finite("normal") && !(r.getNormal().norm() > 0)) {
            f.error("normal", "resection.normal");
        }
        return f.ok();
    }

    public static boolean validPlacement(Placement p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("role", "component");
        if (f.has("component") && !p.getComponent().matches("[^/\\s]+/[^/\\s]+")) {
            f.error("component", "placement.component", p.getComponent());
        }
        if (!p.getCoordinates().isEmpty()) {
            f.required("convention");
        }
        f.unique("coordinates", p.getCoordinates(), Setting::getName);
        return f.ok();
    }

    public static boolean validSetting(Setting s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        f.required("name");
        f.finite("number");
        f.siUnit("unit", null);
        if (s.getText() != null && (s.getNumber() != 0 || f.has("unit"))) {
            f.error("text", "setting.both", s.getText(), f.quantity("number"));
        }
        return f.ok();
    }

    public static boolean validActivity(Activity a, DiagnosticChain chain) {
        Findings f = new Findings(a, chain);
        f.required("type");
        f.unique("parameters", a.getParameters(), Setting::getName);
        return f.ok();
    }

    public static boolean validRequest(SolverRequest r, DiagnosticChain chain) {
        Findings f = new Findings(r, chain);
        f.required("solver");
        f.unique("settings", r.getSettings(), Setting::getName);
        return f.ok();
    }

    public static boolean validMeasurement(MeasurementRequest m, DiagnosticChain chain) {
        Findings f = new Findings(m, chain);
        f.required("definition");
        f.siUnit("unit", null);
        f.ordered("lower", "upper");
        return f.ok();
    }

    public static boolean validTolerance(Tolerance t, DiagnosticChain chain) {
        Findings f = new Findings(t, chain);
        f.required("definition");
        f.siUnit("unit", null);
        f.notNegative("absolute", "relative");
        return f.ok();
    }

    public static boolean validResult(Result r, DiagnosticChain chain) {
        Findings f = new Findings(r, chain);
        f.required("definition", "version");
        f.siUnit("unit", null);
        f.finite("value");
        f.notNegative("standardUncertainty");
        return f.ok();
    }
}

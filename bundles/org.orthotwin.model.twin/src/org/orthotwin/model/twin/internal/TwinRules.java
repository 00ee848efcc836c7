/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.twin.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.eclipse.emf.common.util.DiagnosticChain;
import org.orthotwin.model.anatomy.Findings;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.MechanicalOutput;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.ParameterEstimate;
import org.orthotwin.model.twin.Prediction;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** The invariants of the twin metamodel. Each adds what it finds to the chain and returns whether it found no error. */
public final class TwinRules {

    private TwinRules() {
    }

    public static boolean validTwin(Twin t, DiagnosticChain chain) {
        Findings f = new Findings(t, chain);
        f.required("id", "pseudonym");
        if (t.getCurrentState() != null && t.getCurrentState().eContainer() != t) {
            f.error("currentState", "twin.current-state", ModelTexts.name(t.getCurrentState()));
        }
        f.unique("observations", t.getObservations(), Observation::getIdentity);
        return f.ok();
    }

    public static boolean validState(TwinState s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        f.required("id", "time");
        boolean dated = f.date("time") && f.has("time");
        f.noCircle("parent", s, TwinState::getParent);
        TwinState parent = s.getParent();
        // Only where the parent's own time is in order; where it is not, the parent is told.
        if (dated && parent != null && new Findings(parent, null).date("time") && parent.getTime() != null
                && !parent.getTime().isBlank() && instant(s.getTime()).isBefore(instant(parent.getTime()))) {
            f.error("time", "state.before-parent", s.getTime(), parent.getTime());
        }
        f.unique("parameters", s.getParameters(), ParameterEstimate::getName);
        return f.ok();
    }

    private static Instant instant(String time) {
        return time.indexOf('T') < 0 ? LocalDate.parse(time).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(time).toInstant();
    }

    public static boolean validMechanics(Mechanics m, DiagnosticChain chain) {
        Findings f = new Findings(m, chain);
        f.required("scenario");
        f.unique("parameters", m.getParameters(), MechanicalParameter::getPath);
        f.unique("outputs", m.getOutputs(), MechanicalOutput::getMeasurement);
        if (m.getParameters().isEmpty() || m.getOutputs().isEmpty()) {
            f.error(m.getParameters().isEmpty() ? "parameters" : "outputs", "mechanics.nothing");
            return f.ok();
        }
        int runs = size(m.getParameters().getFirst().getRuns());
        m.getParameters().stream().filter(p -> size(p.getRuns()) != runs)
                .forEach(p -> f.error("parameters", "mechanics.runs", p.getPath(), size(p.getRuns()), runs));
        m.getOutputs().stream().filter(o -> size(o.getValues()) != runs)
                .forEach(o -> f.error("outputs", "mechanics.runs", o.getMeasurement(), size(o.getValues()), runs));
        return f.ok();
    }

    private static int size(double[] numbers) {
        return numbers == null ? 0 : numbers.length;
    }

    public static boolean validMechanicalParameter(MechanicalParameter p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("path");
        f.siUnit("unit", null);
        double[] v = p.getValues();
        boolean rising = size(v) > 1 && p.getStep() > 0 && Double.isFinite(p.getFrom());
        for (int i = 0; rising && i < v.length; i++) {
            rising = Double.isFinite(v[i]) && (i == 0 || v[i] > v[i - 1]);
        }
        if (!rising) {
            f.error("values", "mechanics.rising", String.valueOf(p.getPath()));
        }
        return f.ok();
    }

    public static boolean validMechanicalOutput(MechanicalOutput o, DiagnosticChain chain) {
        Findings f = new Findings(o, chain);
        f.required("measurement");
        f.siUnit("unit", null);
        f.notNegative("trust");
        return f.ok();
    }

    public static boolean validEstimate(ParameterEstimate e, DiagnosticChain chain) {
        Findings f = new Findings(e, chain);
        f.required("name");
        f.siUnit("unit", null);
        f.finite("value");
        f.notNegative("standardDeviation");
        return f.ok();
    }

    public static boolean validObservation(Observation o, DiagnosticChain chain) {
        Findings f = new Findings(o, chain);
        f.required("definition", "time");
        f.date("time");
        f.siUnit("unit", null);
        f.finite("value");
        f.notNegative("standardUncertainty");
        return f.ok();
    }

    public static boolean validPrediction(Prediction p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("state", "definition", "time");
        f.date("time");
        f.siUnit("unit", null);
        f.finite("mean");
        f.notNegative("standardDeviation");
        f.ordered("lower", "upper");
        return f.ok();
    }

    public static boolean validCoupling(Coupling c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("kind", "twin");
        if (c.eContainer() instanceof Twin t && c.getTwin() != null && c.getTwin().equals(t.getId())) {
            f.error("twin", "coupling.self", c.getTwin());
        }
        f.unique("parameters", c.getParameters(), Setting::getName);
        return f.ok();
    }
}

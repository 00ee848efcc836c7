/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.MechanicalModel;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.model.scenario.DistributionKind;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.twin.MechanicalParameter;
import org.orthotwin.model.twin.Mechanics;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.study.StudyInput;

/**
 * A case as a state of a twin believes it to be: every input of its calibration has the median of what is believed, and as distribution
 * what is still not known. All that is done with a case can be done with it: run, compare, study, plan.
 *
 * @param source the case
 * @param left inputs that are not in it, since no attribute of a case holds them: coordinates of landmarks
 * @param entangled pairs of inputs that are known together better than each alone, which distributions of a case do not say
 */
public record CalibratedCase(Case source, List<String> left, List<String> entangled) {

    /** Two inputs are told apart only together from this correlation on. */
    private static final double ENTANGLED = 0.5;

    /**
     * Makes it.
     *
     * @param original the case that the twin was calibrated with
     * @param state what is believed
     * @param of words for where that is from, such as twin and state
     * @throws org.orthotwin.core.InputException if the case has other inputs
     */
    public static CalibratedCase of(Case original, FollowUp.Mechanical state, String of, Monitor monitor) {
        Mechanics m = state.model().element();
        Case own = original.copy();
        if (m.getPlan() != null) {
            own.scenario().setActivePlan(own.plan(Optional.of(m.getPlan())).orElseThrow());
        }
        Simulation before = new Simulation(own, List.copyOf(m.getSettings()), monitor);
        List<String> overrides = new ArrayList<>(m.getSettings());
        List<Distribution> distributions = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (int i = 0; i < m.getParameters().size(); i++) {
            MechanicalModel.Input in = state.model().inputs().get(i);
            MechanicalParameter p = in.element();
            double median = in.at(state.now().mean(i));
            if (isLandmark(before, p)) {
                left.add(p.getPath());
                continue;
            }
            overrides.addAll(StudyInput.overrides(before, p.getPath(), DistributionChange.get(p.getChange()), median));
            distributions.add(distribution(in, state.now().mean(i), state.now().deviation(i), i, of));
        }
        Case c = new Simulation(own, overrides, monitor).source();
        c.scenario().getDistributions().clear();
        c.scenario().getDistributions().addAll(distributions);
        return new CalibratedCase(c, left, entangled(state));
    }

    private static boolean isLandmark(Simulation s, MechanicalParameter p) {
        if (p.getPath().indexOf('*') >= 0) {
            return false;
        }
        try {
            s.value(p.getPath());
            return false;
        } catch (InputException e) {
            return true;
        }
    }

    /**
     * What is still not known of an input, about its median: the same kind of law where that is normal or log-normal, else a normal one
     * within the ends of what was kept.
     */
    private static Distribution distribution(MechanicalModel.Input in, double mean, double deviation, int number, String of) {
        MechanicalParameter p = in.element();
        double median = in.at(mean);
        boolean multiplied = p.getPath().indexOf('*') >= 0 && "multiplied".equals(p.getChange());
        Distribution d = ScenarioFactory.eINSTANCE.createDistribution();
        d.setId("calibrated." + (number + 1));
        d.setName(p.getLabel());
        d.setPath(p.getPath());
        d.setSource(of + "; before: " + p.getDistribution() + (p.getSource() == null || p.getSource().isBlank() ? "" : "; "
                + p.getSource()));
        double spread = in.slope(mean) * deviation;
        if (p.getDistribution().contains("lognormal") && median > 0) {
            double s = Math.log(in.at(mean + 0.5) / in.at(mean - 0.5)) * deviation;
            d.setKind(DistributionKind.LOGNORMAL);
            d.setChange(DistributionChange.MULTIPLIED);
            d.setMean(Math.exp(s * s / 2));
            d.setDeviation(Math.exp(s * s / 2) * Math.sqrt(Math.expm1(s * s)));
            return d;
        }
        if (multiplied) {
            d.setKind(DistributionKind.NORMAL);
            d.setChange(DistributionChange.MULTIPLIED);
            d.setMean(1.0);
            d.setDeviation(spread / median);
            return d;
        }
        d.setChange(DistributionChange.ADDED);
        d.setMean(0.0);
        d.setDeviation(spread);
        d.setUnit(p.getUnit() == null || p.getUnit().isEmpty() ? null : p.getUnit());
        boolean normal = p.getDistribution().replace("+", "").startsWith("normal");
        d.setKind(normal ? DistributionKind.NORMAL : DistributionKind.TRUNCATED_NORMAL);
        if (!normal) {
            d.setLower(p.getValues()[0] - median);
            d.setUpper(p.getValues()[p.getValues().length - 1] - median);
        }
        return d;
    }

    private static List<String> entangled(FollowUp.Mechanical state) {
        List<MechanicalModel.Input> in = state.model().inputs();
        return IntStream.range(0, in.size()).boxed().flatMap(i -> IntStream.range(i + 1, in.size())
                .filter(j -> Math.abs(state.now().correlation(i, j)) > ENTANGLED)
                .mapToObj(j -> in.get(i).path() + " ~ " + in.get(j).path())).toList();
    }
}

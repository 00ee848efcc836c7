/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.List;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.StatedUncertainty;

/**
 * One input of a study.
 *
 * @param path as {@code --set} names it, or of a landmark's coordinate: {@code pelvis.RASIS.x}
 * @param name for people; the path where it has none
 * @param words the distribution as people write it
 * @param law from probabilities to numbers, SI
 * @param change what such a number does to the value
 * @param si the SI unit of the value
 * @param value of the case, SI; NaN where it has none
 * @param source where the distribution comes from; empty where it is not said
 * @param stated the landmark's coordinate or the subject's quantity that the anatomy states as uncertain; null for a path
 * @param targets what a path with stars means; then the value is the change that is made to each of them, and that of the case is none: 0
 *            where it is added, 1 where it multiplies
 */
public record StudyInput(String path, String name, String words, Law law, DistributionChange change, Unit si, double value, String source,
        StatedUncertainty.Input stated, List<Target> targets) {

    /** An attribute that changes with others. @param value of the case, SI */
    record Target(String path, Unit si, double value) {
    }


    /** Of a distribution of the scenario. */
    static StudyInput of(Distribution d, Unit si, double value) {
        return of(d, si, value, List.of());
    }

    /** Of one for several attributes. */
    static StudyInput of(Distribution d, List<Target> targets) {
        return switch (d.getChange()) {
            case ADDED -> of(d, targets.getFirst().si, 0, targets);
            case MULTIPLIED -> of(d, Unit.of(""), 1, targets);
            case REPLACED -> of(d, targets.getFirst().si, Double.NaN, targets);
        };
    }

    private static StudyInput of(Distribution d, Unit si, double value, List<Target> targets) {
        return new StudyInput(d.getPath(), d.getName() == null || d.getName().isBlank() ? d.getPath() : d.getName(), DistributionText.of(d),
                Law.of(d), d.getChange(), si, value, d.getSource() == null ? "" : d.getSource(), null,
                targets);
    }

    /** Of what the anatomy states. @param value the coordinate or quantity that it has, SI */
    static StudyInput of(StatedUncertainty.Input in, double value, String source) {
        Unit si = Unit.of(in.unit());
        Unit edge = edge(si);
        String words = "+normal(0, " + Numbers.shortest(RunResult.shown(edge, in.deviation())) + " " + edge.symbol()
                + ")";
        return new StudyInput(in.path(), in.path(), words, Law.normal(0, in.deviation()), DistributionChange.ADDED, si, value, source, in,
                List.of());
    }

    /** The value of the case for a probability, SI. */
    double at(double p) {
        double x = law.quantile(p);
        return switch (change) {
            case REPLACED -> x;
            case ADDED -> value + x;
            case MULTIPLIED -> value * x;
        };
    }

    /** Whether it changes several attributes, so that its value is a change. */
    public boolean isOfSeveral() {
        return !targets.isEmpty();
    }

    /** The value of the case for a standard normal coordinate, SI. */
    public double atStandard(double z) {
        return at(Law.probability(z));
    }

    /** What has to be set for a value: {@code path=value}. */
    List<String> overrides(double x) {
        return targets.isEmpty() ? List.of(override(path, si, x)) : overrides(targets, change, x);
    }

    /**
     * The same for a case and a path of it, with or without stars.
     *
     * @param change what the value does to each attribute that a path with stars means
     * @param x the value, or that change, SI
     * @throws org.orthotwin.core.InputException if the path leads nowhere
     */
    public static List<String> overrides(Simulation s, String path, DistributionChange change, double x) {
        List<Target> all = targets(s, path);
        return isOfSeveral(path) ? overrides(all, change, x) : List.of(override(path, all.getFirst().si, x));
    }

    private static List<String> overrides(List<Target> targets, DistributionChange change, double x) {
        return targets.stream().map(t -> override(t.path, t.si, switch (change) {
            case REPLACED -> x;
            case ADDED -> t.value + x;
            case MULTIPLIED -> t.value * x;
        })).toList();
    }

    /** Whether a path means several attributes. */
    public static boolean isOfSeveral(String path) {
        return path.indexOf('*') >= 0;
    }

    /** What a path means in a case: one attribute, or with stars several. */
    static List<Target> targets(Simulation s, String path) {
        return (isOfSeveral(path) ? s.paths(path) : List.of(path)).stream().map(p -> {
            Quantity q = s.value(p);
            return new Target(p, q.unit(), q.si());
        }).toList();
    }

    private static String override(String path, Unit si, double value) {
        return path + "=" + Numbers.shortest(value) + (si.symbol().equals("1") ? "" : " " + si.symbol());
    }

    /** Mean of the value, SI. */
    public double mean() {
        return switch (change) {
            case REPLACED -> law.mean();
            case ADDED -> value + law.mean();
            case MULTIPLIED -> value * law.mean();
        };
    }

    /** Standard deviation of the value, SI. */
    public double deviation() {
        return change == DistributionChange.MULTIPLIED ? Math.abs(value) * law.deviation() : law.deviation();
    }

    /**
     * The unit in which people see the value: lengths in mm, angles in degrees, stiffness in N/mm, ages in years, wear factors in
     * mm3/N.m, the rest in SI.
     */
    public Unit unit() {
        return edge(si);
    }

    static Unit edge(Unit si) {
        return switch (si.dimension()) {
            case LENGTH -> Unit.of("mm");
            case ANGLE -> Unit.of("deg");
            case STIFFNESS -> Unit.of("N/mm");
            case TIME -> Unit.of("yr");
            case WEAR_FACTOR -> Unit.of("mm3/N.m");
            default -> si;
        };
    }
}

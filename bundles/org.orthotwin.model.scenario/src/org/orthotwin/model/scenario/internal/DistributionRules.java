/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.scenario.internal;

import java.util.List;
import java.util.Set;
import org.eclipse.emf.common.util.DiagnosticChain;
import org.orthotwin.model.anatomy.Findings;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.scenario.Distribution;
import org.orthotwin.model.scenario.DistributionChange;
import org.orthotwin.model.scenario.DistributionKind;

/** The invariants of distributions. */
public final class DistributionRules {

    private static final List<String> NUMBERS = List.of("mean", "deviation", "lower", "mode", "upper");
    /** Farther than this many deviations off, an end of a truncated normal leaves next to nothing: a mistake in a number or a unit. */
    private static final double REACH = 6;

    private DistributionRules() {
    }

    public static boolean validDistribution(Distribution d, DiagnosticChain chain) {
        Findings f = new Findings(d, chain);
        f.required("path");
        boolean unit = f.siUnit("unit", null);
        if (unit && d.getChange() == DistributionChange.MULTIPLIED && f.has("unit") && !d.getUnit().equals("1")) {
            f.error("unit", "distribution.factor", d.getUnit());
        }
        Set<String> needed = needed(d.getKind());
        f.required(needed.toArray(String[]::new));
        if (f.finite(NUMBERS.toArray(String[]::new)) && needed.stream().allMatch(f::has)) {
            for (String n : NUMBERS) {
                boolean bound = d.getKind() == DistributionKind.TRUNCATED_NORMAL && (n.equals("lower") || n.equals("upper"));
                if (f.has(n) && !needed.contains(n) && !bound) {
                    f.error(n, "distribution.needless", n, f.quantity(n), d.getKind().getLiteral());
                }
            }
            ordered(d, f);
        }
        return f.ok();
    }

    private static Set<String> needed(DistributionKind kind) {
        return switch (kind) {
            case NORMAL, TRUNCATED_NORMAL, LOGNORMAL -> Set.of("mean", "deviation");
            case UNIFORM -> Set.of("lower", "upper");
            case TRIANGULAR -> Set.of("lower", "mode", "upper");
        };
    }

    private static void ordered(Distribution d, Findings f) {
        DistributionKind kind = d.getKind();
        if (d.getDeviation() != null && !(d.getDeviation() > 0)) {
            f.error("deviation", "distribution.positive", "deviation", f.quantity("deviation"));
            return;
        }
        if (kind == DistributionKind.LOGNORMAL && !(d.getMean() > 0)) {
            f.error("mean", "distribution.positive", "mean", f.quantity("mean"));
        }
        if (d.getLower() != null && d.getUpper() != null && !(d.getLower() < d.getUpper())) {
            f.error("lower", "distribution.order", "lower", f.quantity("lower"), "upper", f.quantity("upper"));
        } else if (kind == DistributionKind.TRIANGULAR && (d.getMode() < d.getLower() || d.getMode() > d.getUpper())) {
            f.error("mode", "distribution.mode", f.quantity("mode"), f.quantity("lower"), f.quantity("upper"));
        } else if (kind == DistributionKind.TRUNCATED_NORMAL) {
            truncated(d, f);
        }
    }

    private static void truncated(Distribution d, Findings f) {
        if (d.getLower() == null && d.getUpper() == null) {
            f.error("lower", "distribution.bounds");
        } else if (d.getLower() != null && d.getLower() - d.getMean() > REACH * d.getDeviation()
                || d.getUpper() != null && d.getMean() - d.getUpper() > REACH * d.getDeviation()) {
            f.error("lower", "distribution.empty", end(d, d.getLower(), "-\u221e"), end(d, d.getUpper(), "\u221e"), f.quantity("mean"),
                    f.quantity("deviation"));
        }
    }

    private static String end(Distribution d, Double end, String none) {
        return end == null ? none : ModelTexts.quantity(end, d.getUnit());
    }
}

/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A class that follows from measured values by limits, and whether it would be another one within their uncertainty.
 *
 * <p>Every value is taken as it is, and {@link #COVERAGE} standard uncertainties less and more, in all combinations; a value without
 * a known uncertainty counts as exact. Cost: 3 to the power of the number of values, so for a handful of them.
 *
 * @param at class of the values as they are
 * @param possible classes within the uncertainty, sorted; one alone where the class is clear
 * @param straddling indices of the values that alone, the others as they are, would change the class
 */
public record Classification(String at, List<String> possible, List<Integer> straddling) {

    /** Standard uncertainties to each side: about 95 % of a normal distribution. */
    public static final double COVERAGE = 2;
    private static final int MOST = 8;

    public Classification {
        possible = List.copyOf(possible);
        straddling = List.copyOf(straddling);
    }

    /**
     * @param values SI
     * @param uncertainties standard ones, SI; NaN where there is none
     * @param rule gives the class of values
     * @throws IllegalArgumentException for different numbers of them, or more than eight
     */
    public static Classification of(double[] values, double[] uncertainties, Function<double[], String> rule) {
        if (values.length != uncertainties.length || values.length > MOST) {
            throw new IllegalArgumentException(values.length + " values with " + uncertainties.length
                    + " uncertainties; as many are needed, and at most " + MOST);
        }
        String at = rule.apply(values.clone());
        TreeSet<String> possible = new TreeSet<>();
        int all = (int) Math.round(Math.pow(3, values.length));
        for (int i = 0; i < all; i++) {
            double[] v = values.clone();
            int code = i;
            for (int k = 0; k < v.length; k++) {
                v[k] += moved(uncertainties[k], code % 3 - 1);
                code /= 3;
            }
            possible.add(rule.apply(v));
        }
        List<Integer> straddling = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                double[] v = values.clone();
                v[k] += moved(uncertainties[k], sign);
                if (!rule.apply(v).equals(at) && !straddling.contains(k)) {
                    straddling.add(k);
                }
            }
        }
        return new Classification(at, List.copyOf(possible), straddling);
    }

    private static double moved(double uncertainty, int sign) {
        return sign == 0 || Double.isNaN(uncertainty) ? 0 : sign * COVERAGE * uncertainty;
    }

    /** Whether all values within the uncertainty give one class. */
    public boolean isClear() {
        return possible.size() == 1;
    }
}

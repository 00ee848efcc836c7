/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the samples of a study lie among all that there could be. */
public enum Design {
    /** Independent random samples. */
    MONTE_CARLO,
    /** Each input takes a value from each of as many equally likely slices as there are samples; rank correlations left near zero. */
    LATIN_HYPERCUBE,
    /** Sobol's low-discrepancy sequence with a random digital shift. */
    SOBOL,
    /** Saltelli's design: what part of a variance each input explains, alone and with the others. */
    SENSITIVITY,
    /** Each input at its 5 and 95 % quantile, the others at their median. */
    ONE_AT_A_TIME;

    /** The word in files and on the command line. */
    public String id() {
        return this == LATIN_HYPERCUBE ? "lhs" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By the word. */
    public static Optional<Design> of(String id) {
        return Arrays.stream(values()).filter(d -> d.id().equals(id)).findFirst();
    }

    /** Whether a sample is the same one whatever the number of samples is, so that a study may be made larger. */
    boolean grows() {
        return this == MONTE_CARLO || this == SOBOL || this == SENSITIVITY;
    }
}
